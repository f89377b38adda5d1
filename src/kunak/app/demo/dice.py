"""What falls where, from a seed: the same seed throws the same dice for ever.

Never for keys: whoever knows the seed knows every throw.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

from kunak.base.instants import MINUTE, Instant

Item = TypeVar("Item")


class Dice:
    """One row of throws."""

    def __init__(self, seed: int, *names: object) -> None:
        self._random = random.Random("/".join(map(str, (seed, *names))))  # noqa: S311 - stories, no secrets

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of them."""
        return self._random.choice(items)

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return so many different ones, in a new order."""
        return self._random.sample(items, count)

    def number(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(least, most)

    def once_in(self, times: int) -> bool:
        """Return whether it happens this time."""
        return self._random.randrange(times) == 0

    def span(self, least: int, most: int) -> int:
        """Return milliseconds between two spans, whole minutes."""
        return self._random.randint(least // MINUTE, most // MINUTE) * MINUTE

    def data(self, length: int) -> bytes:
        """Return bytes for ids of things and code names."""
        return self._random.randbytes(length)


def on_the_minute(instant: int, minutes: int = 1) -> Instant:
    """Return the last such minute before an instant: nobody notes down milliseconds."""
    return Instant(instant - instant % (minutes * MINUTE))
