"""In which order ways stand side by side: what somebody looks for first, first."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.casework.ways import Way

Key = Callable[[Way], tuple[int, ...]]

FIRST: Final = "arrival"

ORDERS: Final[dict[str, tuple[str, Key]]] = {
    FIRST: (phrase("by arrival"), lambda _way: ()),
    "lead": (phrase("by lead"), lambda way: (way.lead is not None, -(way.lead or 0))),
    "records": (phrase("by records"), lambda way: (way.records,)),
    "cost": (phrase("by cost"), lambda way: (way.cost is None, way.cost or 0)),
}
"""Word and key of each order; of equals, the earliest arrival stands first."""


class Order(msgspec.Struct, frozen=True):
    """One order that can be chosen."""

    name: str
    words: str
    chosen: bool


def orders(chosen: str) -> tuple[Order, ...]:
    """Return the orders; an unknown one counts as the first."""
    known = chosen if chosen in ORDERS else FIRST
    return tuple(Order(name, words, name == known) for name, (words, _key) in ORDERS.items())


def ordered(ways: Sequence[Way], chosen: str) -> list[int]:
    """Return the positions of ways in an order; where nobody can ever come is the largest lead, no cost the highest."""
    key = ORDERS.get(chosen, ORDERS[FIRST])[1]
    return sorted(range(len(ways)), key=lambda n: (*key(ways[n]), ways[n].arrives, n))
