"""Best expected undiscounted return under a time limit, from Gymnasium's own transition tables.

Usage: python3 solve_tables.py DATA_FOLDER    (prints the lines of SolutionReference.swift)
Python 3.11, standard library only. four-rooms is built here from the rules of the paper, without
looking at the Swift code.
"""

import gzip
import json
import sys


def solve(table, starts, limit):
    values = [0.0] * len(table)
    for _ in range(limit):
        values = [
            max(
                sum(p * (r + (0.0 if end else values[n])) for p, n, r, end in outcomes)
                for outcomes in actions
            )
            for actions in table
        ]
    return sum(p * v for p, v in zip(starts, values))


def four_rooms():
    rows = """
#############
#     #     #
#     #     #
#           #
#     #     #
#     #     #
## ####     #
#     ### ###
#     #     #
#     #     #
#           #
#     #     #
#############
""".strip("\n").split("\n")
    cells = [(y, x) for y in range(13) for x in range(13) if rows[y][x] != "#"]
    number = {cell: i for i, cell in enumerate(cells)}
    goal = (7, 9)
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]
    table = []
    for y, x in cells:
        actions = []
        for wanted in range(4):
            outcomes = []
            for k, (dy, dx) in enumerate(moves):
                there = (y + dy, x + dx)
                if there not in number:
                    there = (y, x)
                probability = 2 / 3 if k == wanted else 1 / 9
                outcomes.append((probability, number[there], -1.0, there == goal))
            actions.append(outcomes)
        if (y, x) == goal:
            actions = [[(1.0, number[goal], 0.0, True)]] * 4
        table.append(actions)
    starts = [0.0] * len(cells)
    starts[number[(1, 1)]] = 1.0
    return table, starts


def main():
    folder = sys.argv[1] + "/reference-rollouts/gymnasium/"
    table, starts = four_rooms()
    print(f'    ("four-rooms", {solve(table, starts, 500)!r}),')
    for identifier, name, limit in [
        ("frozen-lake-4x4-slippery", "FrozenLake-v1_4x4_slippery", 100),
        ("frozen-lake-8x8-slippery", "FrozenLake-v1_8x8_slippery", 200),
        ("cliff-walking-slippery", "CliffWalkingSlippery-v1", 1000),
        ("taxi", "Taxi-v4", 200),
        ("taxi-rainy", "Taxi-v4_rainy", 200),
    ]:
        with gzip.open(folder + name + ".P.json.gz") as file:
            recorded = json.load(file)
        value = solve(recorded["P"], recorded["initial_state_distribution"], limit)
        print(f'    ("{identifier}", {value!r}),')


main()
