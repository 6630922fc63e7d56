"""Writes exact_math.txt beside itself: correct values of the elementary functions. Needs mpmath (made with 1.3.0).

A line is: function, arguments as bits of doubles, the result rounded to a double, and what is left of it.
"""
import math
import os
import random
import struct

from mpmath import cos, exp, log, mp, mpf, pi, power, sin, tanh

mp.prec = 2400
random.seed(1)


def bits(x):
    return f"{struct.unpack('>Q', struct.pack('>d', x))[0]:016x}"


def from_bits(n):
    return struct.unpack(">d", struct.pack(">Q", n))[0]


def spread(low, high):
    """A number whose exponent is spread evenly, of either sign."""
    return math.ldexp(random.uniform(1, 2), random.randint(low, high)) * random.choice([-1, 1])


lines = []


def add(name, function, *arguments):
    value = function(*map(mpf, arguments))
    high = float(value)
    low = float(value - mpf(high))
    lines.append(" ".join([name, *map(bits, arguments), bits(high), bits(low)]))


angles = [random.uniform(-4, 4) for _ in range(250)] + [spread(-30, 19) for _ in range(150)]
angles += [spread(20, 1023) for _ in range(120)]
# Next to multiples of π/2, small, middle and huge; the last is the double that comes nearest to one.
for k in list(range(1, 40)) + [random.randint(1, 600000) for _ in range(60)]:
    near = float(k * pi / 2)
    angles += [near, math.nextafter(near, 0), -math.nextafter(near, 1e9)]
angles += [(k + 0.5) / 64 for k in range(51)] + [k / 64 for k in range(1, 52)]
angles += [6381956970095103 * 2.0**797, 1e22, 2.0**20, math.nextafter(2.0**20, 0), 1.7976931348623157e308]
for x in angles:
    add("sin", sin, x)
    add("cos", cos, x)
exponents = [random.uniform(-1, 1) for _ in range(150)] + [random.uniform(-708, 709.7) for _ in range(250)]
exponents += [spread(-60, 3) for _ in range(60)] + [709.782712893384, -708.3964185322641, 2.0**-60]
exponents += [(k + 0.5) * math.log(2) / 64 for k in range(-70, 70, 3)]
for x in exponents:
    add("exp", exp, x)
for x in [-708.5, -720.25, -745.13, -744.0]:
    add("exp", exp, x)  # subnormal
numbers = [random.uniform(0.6, 1.6) for _ in range(250)] + [abs(spread(-1022, 1023)) for _ in range(150)]
numbers += [1 + spread(-52, -5) for _ in range(80)] + [5e-324, 2.2250738585072014e-308, 1e-310, 1.7976931348623157e308]
numbers += [(k + 0.5) / 128 for k in range(90, 182, 4)]
for x in numbers:
    add("log", log, x)
for x in [random.uniform(-3, 3) for _ in range(250)] + [spread(-40, 4) for _ in range(150)] + [19.05, 18.99]:
    add("tanh", tanh, x)
for _ in range(250):
    x = abs(spread(-20, 20))
    limit = 700 / abs(math.log(x))
    add("pow", power, x, random.uniform(-limit, limit))
for x, y in [(10.0, 22.0), (0.99, 100000.0), (1 + 2.0**-40, 2.0**45), (2.0, 0.5), (3.0, 500.0), (0.5, 1074.0)]:
    add("pow", power, x, y)
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "exact_math.txt")
with open(path, "w", encoding="ascii") as file:
    file.write("\n".join(lines) + "\n")
