"""Writes Sources/Determinism/ExactMath+Tables.swift. Needs mpmath (made with 1.3.0).

Run from the package's root: python3 Tests/DeterminismTests/Reference/make_tables.py
"""
from mpmath import cos, exp, ldexp, log, mp, mpf, nint, pi, sin

mp.prec = 2400


def double(x):
    return float(x)  # mpmath rounds to nearest, ties to even


def literal(x):
    return float(x).hex().replace("0x0.0p+0", "0").replace("p+", "p") if x else "0"


def pair(x):
    """x as a double and the double nearest to what is left."""
    high = double(x)
    return high, double(x - mpf(high))


def rounded(x, bits):
    """x rounded to a multiple of 2^-bits."""
    return double(ldexp(nint(ldexp(x, bits)), -bits))


def array(name, doc, values, type_="Double", each=4, text=literal):
    lines = [f"  /// {doc}", f"  static let {name}: [{type_}] = ["]
    for i in range(0, len(values), each):
        lines.append("    " + ", ".join(text(v) for v in values[i : i + each]) + ",")
    return lines + ["  ]", ""]


def hex64(v):
    digits = f"{v:016x}"
    return "0x" + "_".join(digits[i : i + 4] for i in range(0, 16, 4))


out = [
    "// Made by Tests/DeterminismTests/Reference/make_tables.py; do not edit.",
    "",
    "/// Tables and constants of `ExactMath`, each correct to the last bit.",
    "enum ExactMathTables {",
]


def constant(name, doc, value):
    out.extend([f"  /// {doc}", f"  static let {name} = {literal(value)}", ""])


# sin, cos
sines = []
for k in range(52):
    x = mpf(k) / 64
    sines += [*pair(sin(x)), *pair(cos(x))]
out += array("sines", "Of k/64 for k = 0...51: sine and what is left of it, cosine and what is left.", sines, each=3)
half = pi / 2
parts, rest = [], half
for bits in (32, 65, 98):
    parts.append(rounded(rest, bits))
    rest -= mpf(parts[-1])
for i, part in enumerate(parts):
    constant(f"halfPi{i + 1}", f"Part {i + 1} of π/2, of at most 33 bits.", part)
constant("halfPi4", "What is left of π/2.", double(rest))
constant("twoOverPi", "2/π.", double(2 / pi))
high, low = pair(half)
constant("halfPiHigh", "π/2.", high)
constant("halfPiLow", "What is left of π/2 after `halfPiHigh`.", low)
bits = int(ldexp(2 / pi, 64 * 22))
words = [0] + [(bits >> (64 * (21 - i))) & (2**64 - 1) for i in range(22)]
out += array("twoOverPiBits", "A word of zeros, then the binary digits of 2/π.", words, "UInt64", 4, hex64)

# exp
powers = []
for j in range(64):
    powers += pair(mpf(2) ** (mpf(j) / 64))
out += array("powers", "Of 2^(j/64) for j = 0...63: the power and what is left of it.", powers)
step = log(2) / 64
part1 = rounded(step, 40)
part2 = rounded(step - mpf(part1), 76)
constant("stepsPerUnit", "64/ln 2.", double(1 / step))
constant("step1", "Part 1 of ln 2 / 64, so short that its products with 17 bits are exact.", part1)
constant("step2", "Part 2 of ln 2 / 64, as short.", part2)
constant("step3", "What is left of ln 2 / 64.", double(step - mpf(part1) - mpf(part2)))

# log
logs = []
for key in range(90, 183):
    inverse = rounded(mpf(128) / key, 12)
    value = -log(mpf(inverse))
    high = rounded(value, 42)
    logs += [inverse, high, double(value - mpf(high))]
out += array("logs", "Of key/128 for key = 90...182: a short inverse, minus its logarithm, what is left.", logs, each=3)
high = rounded(log(2), 42)
constant("lnTwoHigh", "ln 2 to 42 places after the point.", high)
constant("lnTwoLow", "What is left of ln 2.", double(log(2) - mpf(high)))
out[-1:] = ["}", ""]
with open("Sources/Determinism/ExactMath+Tables.swift", "w", encoding="utf-8") as file:
    file.write("\n".join(out))
