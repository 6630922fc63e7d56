"""Prints the coefficients in Sources/Determinism/ExactMath+SineAndCosine.swift. Needs mpmath (made with 1.3.0).

With t = x², x within ±π/4: (sin x / x − 1) / t and (cos x − 1 + t/2) / t² as polynomials of t of degree 5, with the
least largest error in sin x / x and in cos x. Remez's exchange on a grid; the errors are 2^-58.0 and 2^-64.2.
"""
from mpmath import cos, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.prec = 120
END = (pi / 4) ** 2
GRID = [END * mpf(10) ** -8] + [END * mpf(k) / 400 for k in range(1, 401)]


def remez(function, weight, degree):
    count = degree + 2
    places = [END / 2 * (1 - cos(pi * (2 * i + 1) / (2 * count))) for i in range(count)]
    for _ in range(30):
        system, right = matrix(count, count), matrix(count, 1)
        for i, x in enumerate(places):
            for j in range(degree + 1):
                system[i, j] = x**j
            system[i, degree + 1] = (-1) ** i / weight(x)
            right[i] = function(x)
        coefficients = list(lu_solve(system, right))[:-1]
        errors = [weight(x) * (function(x) - sum(c * x**j for j, c in enumerate(coefficients))) for x in GRID]
        # The largest error of each sign in turn.
        peaks = []
        for k, error in enumerate(errors):
            if peaks and (errors[peaks[-1]] > 0) == (error > 0):
                if abs(error) > abs(errors[peaks[-1]]):
                    peaks[-1] = k
            else:
                peaks.append(k)
        if len(peaks) < count:
            break
        while len(peaks) > count:
            peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
        places = [GRID[k] for k in peaks]
    return coefficients, max(map(abs, errors))


for name, function, weight in (
    ("sine", lambda t: (sin(sqrt(t)) / sqrt(t) - 1) / t, lambda t: t),
    ("cosine", lambda t: (cos(sqrt(t)) - 1 + t / 2) / t**2, lambda t: t * t),
):
    coefficients, error = remez(function, weight, 5)
    print(name, f"error 2^{float(log(error, 2)):.1f}", *(float(c).hex() for c in coefficients))
