# What a user runs: `make test` on a fresh machine, `make install` to have `apus` on the PATH.

SWIFT ?= swift
PREFIX ?= /usr/local
PYTHON ?= python3
SOURCES := Package.swift Sources Tests

.PHONY: build test check golden results checkpoints install clean dependencies python

build:
	$(SWIFT) build -c release --product apus

# The whole suite, with the SDL trait on, as `check` built it; the last line is the runner's own summary.
test: dependencies check golden
	SDL_VIDEODRIVER=dummy $(SWIFT) test -c release --traits SDL --skip-build

# Format, and the arrows between the modules (an undeclared import is an error).
check:
	$(SWIFT) format lint --strict -r $(SOURCES)
	$(SWIFT) build -c release --traits SDL --build-tests \
	  --explicit-target-dependency-import-check error

# The golden hashes once more on the plainest CPU level; the levels that this CPU has are compared
# kernel by kernel in the suite itself.
golden: check
	APUS_CPU=baseline $(SWIFT) test -c release --traits SDL --skip-build --filter '[Gg]olden|Bits'

# The results that Documentation/Results.md reports: hours. LIST names another list, FOLDER another place.
results: build
	Benchmarks/results.sh $(or $(LIST),Benchmarks/results.txt) $(or $(FOLDER),results)

# The networks in checkpoints/ once more; says which do not come out to the same bytes. Some five minutes.
checkpoints: build
	checkpoints/make.sh

dependencies:
	@./install-dependencies

install:
	@if [ -e /usr/include/SDL2/SDL.h ]; then traits="--traits SDL"; else traits=""; fi; \
	$(SWIFT) build -c release $$traits --product apus && \
	bin=$$($(SWIFT) build -c release $$traits --show-bin-path) && \
	install -d $(DESTDIR)$(PREFIX)/bin && \
	install -m 755 $$bin/apus $(DESTDIR)$(PREFIX)/bin/apus

# The environments for Gymnasium: the library, put beside the Python package, which is installed.
python:
	$(SWIFT) build -c release --product ApusGym
	cp $$($(SWIFT) build -c release --show-bin-path)/libApusGym.* Python/apus_gym/
	$(PYTHON) -m pip install ./Python

clean:
	rm -rf .build
