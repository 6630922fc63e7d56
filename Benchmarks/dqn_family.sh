#!/bin/bash
# The DQN family beside its peers: alternating, one run, one machine, one core, and the ratios.
#
# Each round runs `apus benchmark` and then the peer, for every comparison; the least of the rounds' times counts
# (the greatest of rates). A ratio above 1 says that Apus is faster. Every line goes to OUT as well.
#
#   Benchmarks/dqn_family.sh                       everything: about half an hour
#   ROUNDS=1 Benchmarks/dqn_family.sh minatar pqn  some of it: cartpole, minatar, pqn, replay
#
# PYTHON: the peers' Python (default: the virtual environment of the shared peers); PEERS: their folder;
# APUS: the program; CORE: for taskset (empty for none); ROUNDS: 3; OUT: where the lines go.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
peers=${PEERS:-$root/../shared/peers}
python=${PYTHON:-$peers/.venv/bin/python}
apus=${APUS:-$root/.build/release/apus}
core=${CORE-1}
rounds=${ROUNDS:-3}
out=${OUT:-$(mktemp)}
parts=${*:-cartpole minatar pqn replay}
: > "$out"

for need in "$apus" "$python"; do
    [ -x "$need" ] || { echo "$need is missing; say where with APUS and PYTHON" >&2; exit 1; }
done

run() {
    echo "\$ $*" >&2
    ${core:+taskset -c "$core"} "$@" | grep '^{' | tee -a "$out" || echo "  ended with an error" >&2
}

for round in $(seq "$rounds"); do
    echo "== round $round of $rounds" >&2
    for part in $parts; do
        case $part in
        cartpole)
            run "$apus" benchmark train --only zoo cleanrl
            run "$python" "$peers/dqn_throughput.py" --only sb3 cleanrl;;
        minatar)
            run "$apus" benchmark train --only minatar
            run "$python" "$root/Benchmarks/dqn_minatar_torch.py";;
        pqn)
            run "$apus" benchmark train --only pqn-breakout pqn-cartpole
            run "$python" "$root/Benchmarks/pqn_jax.py";;
        replay)
            run "$apus" benchmark replay
            run "$python" "$peers/replay.py" --only obs4 obs10x10x4_byte;;
        *) echo "unknown part $part: cartpole, minatar, pqn, replay" >&2; exit 1;;
        esac
    done
done > /dev/null

"$python" "$root/Benchmarks/dqn_family_ratios.py" "$out"
echo "all lines: $out" >&2
