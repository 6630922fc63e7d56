"""Solves Blackjack over whole hands in exact fractions, and prints what BlackjackTests expects.

Independent of the Swift code: hands are tuples of cards, sums are those of the rules' text, nothing is
numbered or merged. Run with any Python 3: python3 solve_blackjack.py
"""

from fractions import Fraction
from functools import cache

CARDS = {**{card: Fraction(1, 13) for card in range(1, 10)}, 10: Fraction(4, 13)}


def total(hand):
    """The sum of a hand and whether an ace counts 11."""
    usable = 1 in hand and sum(hand) + 10 <= 21
    return sum(hand) + (10 if usable else 0), usable


@cache
def dealer_ends(hand):
    """The probability of each (final sum, two-card 21) of the dealer's."""
    value, _ = total(hand)
    if len(hand) >= 2 and value >= 17:
        return {(value if value <= 21 else 0, value == 21 and len(hand) == 2): Fraction(1)}
    ends = {}
    for card, probability in CARDS.items():
        for end, share in dealer_ends(tuple(sorted(hand + (card,)))).items():
            ends[end] = ends.get(end, 0) + probability * share
    return ends


def solve(rules):
    @cache
    def stick(value, natural, card):
        result = Fraction(0)
        for (other, dealer_natural), probability in dealer_ends((card,)).items():
            reward = Fraction((value > other) - (value < other))
            if natural and rules == "sab" and not dealer_natural:
                reward = Fraction(1)
            if natural and rules == "natural" and reward == 1:
                reward = Fraction(3, 2)
            result += probability * reward
        return result

    @cache
    def hit(hand, card):
        result = Fraction(0)
        for drawn, probability in CARDS.items():
            after = tuple(sorted(hand + (drawn,)))
            result += probability * (-1 if total(after)[0] > 21 else best(after, card))
        return result

    @cache
    def best(hand, card):
        value, _ = total(hand)
        return max(stick(value, len(hand) == 2 and value == 21, card), hit(hand, card))

    optimum = Fraction(0)
    for card, a in CARDS.items():
        for first, b in CARDS.items():
            for second, c in CARDS.items():
                optimum += a * b * c * best(tuple(sorted((first, second))), card)
    print(f"{rules}: optimal return {float(optimum)!r}")
    for usable in (False, True):
        print("  usable ace" if usable else "  no usable ace")
        for value in range(21, 10, -1):
            row = ""
            for card in CARDS:
                # Any hand of three or more cards with this sum stands for all.
                hand = example(value, usable)
                row += "-" if hand is None else "H" if hit(hand, card) > stick(value, False, card) else "S"
            print(f"    {value} {row}")


def example(value, usable):
    """A hand of at least three cards with a sum and with or without a usable ace."""
    if usable:
        return None if value < 13 else tuple(sorted((1,) + split(value - 11)))
    rest = value - 10
    return tuple(sorted((10,) + split(rest))) if rest >= 4 else tuple(sorted((2,) + split(value - 2)))


def split(value):
    """Two cards without an ace where that is possible."""
    if value < 4:
        return (1, value - 1) if value > 1 else (value,)
    return (2, value - 2) if value - 2 <= 10 else (value - 10, 10)


for name in ("sab", "natural", "plain"):
    solve(name)
