"""Where do the bars of a small chart stand? Numbers for a template; colours and words are not known here."""

from collections.abc import Sequence
from typing import Final

import msgspec

HEIGHT: Final = 120
TOP: Final = 18
STEP: Final = 34
STUB: Final = 10
"""Height of what stands for a hidden number: it says that there is one, not how large."""


class Bar(msgspec.Struct, frozen=True):
    """One bar.

    Attributes:
        value: None where the number is hidden.
        x: Its left edge, ``middle`` its centre.
    """

    label: str
    value: int | None
    x: float
    middle: float
    y: float
    height: float


class Bars(msgspec.Struct, frozen=True):
    """A row of bars over one line.

    Attributes:
        base: Where the line runs.
    """

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]


def bars(labels: Sequence[str], values: Sequence[int | None]) -> Bars:
    """Return bars for numbers, the highest as high as there is room.

    Args:
        labels: What stands under each.
        values: None where the number is hidden.
    """
    most = max((value for value in values if value), default=1)
    base = TOP + HEIGHT
    found = []
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = STUB if value is None else round(HEIGHT * value / most, 1)
        x = number * STEP + 5
        found.append(Bar(label, value, x, x + (STEP - 10) / 2, round(base - height, 1), height))
    return Bars(max(len(found), 1) * STEP, base + 20, base, tuple(found))
