"""In how large a crowd does the person still hide? A picture of it: bars for a template; words are not known here.

Each step to the right is ten times more people, because a crowd of ten thousand
and one of ten million differ as much to whoever searches as ten and ten thousand.
"""

import math
from typing import Final

import msgspec

WIDTH, ROW, LEFT, DECADES = 320, 34, 4, 8
"""Pixels of the picture and of a row, and powers of ten that fit: up to a hundred million."""


class Bar(msgspec.Struct, frozen=True):
    """People who still fit.

    Attributes:
        people: None where no table counts what was told.
    """

    y: int
    length: float
    people: int | None


class Picture(msgspec.Struct, frozen=True):
    """Two bars, before and after, over marks at powers of ten."""

    width: int
    height: int
    left: int
    ticks: tuple[tuple[float, int], ...]
    before: Bar
    after: Bar


STEPS: Final = (1, 1_000, 1_000_000)
"""Numbers at the axis: few, so that they do not run into each other."""


def picture(before: int | None, after: int | None) -> Picture:
    """Return the picture of a crowd before and after a text."""
    return Picture(
        width=WIDTH,
        height=2 * ROW + 30,
        left=LEFT,
        ticks=tuple((_x(step), step) for step in STEPS),
        before=_bar(before, 8),
        after=_bar(after, 8 + ROW),
    )


def _x(people: int) -> float:
    scale = (WIDTH - LEFT - 60) / DECADES
    return round(LEFT + min(math.log10(max(people, 1)), DECADES) * scale, 1)


def _bar(people: int | None, y: int) -> Bar:
    end = _x(10**DECADES) if people is None else max(_x(people), LEFT + 2)
    return Bar(y, round(end - LEFT, 1), people)
