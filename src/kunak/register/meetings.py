"""Which of many incidents may be one, by day, place and kind, whoever was harmed: pairs for a person to look at.

A table of rules and no probability: nothing is joined by it. Places are compared as ``places`` and ``near_names`` know
them, in either script. Specified in ``docs/methods/linkage.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final

import msgspec

from kunak.register.near_names import near_names
from kunak.register.places import Place


class Level(IntEnum):
    """How narrowly two places agree; the narrowest first."""

    SETTLEMENT = 0
    DISTRICT = 1
    REGION = 2


WITHIN: Final = {Level.SETTLEMENT: 366, Level.DISTRICT: 31, Level.REGION: 3}
"""In how many days both may have been, from the first that either may have been to the last: our choice."""
APART: Final = {Level.SETTLEMENT: 3, Level.DISTRICT: 0, Level.REGION: 0}
"""By how many days two may differ that cannot have been on one day: papers give the day on which they heard of it."""


class Seen(msgspec.Struct, frozen=True):
    """One incident.

    Attributes:
        first: Ordinal of the first day that it may have been, with ``last``.
        acts: Codes; none where nothing is known.
        victims: How many; 0 where nobody is told.
    """

    first: int
    last: int
    place: Place
    acts: frozenset[str]
    victims: int


class Meeting(msgspec.Struct, frozen=True):
    """Two incidents that may be one.

    Attributes:
        one: Which, by its place in the list; smaller than ``other``.
        days: In how many days both may have been.
        apart: By how many days they differ; 0 where they may have been on one day.
        acts: Whether what was done agrees, where both tell it.
        victims: Whether both tell of as many.
    """

    one: int
    other: int
    level: Level
    days: int
    apart: int
    acts: bool
    victims: bool


def meetings(seen: Sequence[Seen]) -> list[Meeting]:
    """Return the pairs that may be one incident, those first that agree most narrowly."""
    keys = _keys(seen)
    found = {(each.one, each.other): each for level in reversed(Level) for each in _of_level(seen, keys, level)}
    return sorted(
        found.values(),
        key=lambda each: (each.level, each.apart, each.days, not each.acts, not each.victims, each.one, each.other),
    )


Keys = tuple[int, int, int]
"""Of settlement, district and region one number for all spellings of a name; -1 where it is not known."""


def _keys(seen: Sequence[Seen]) -> list[Keys]:
    names = [name for each in seen for name in (each.place.settlement, each.place.district, each.place.region)]
    known = near_names(names)
    leaders = known.leaders(Counter(names)).tolist()
    numbers = {name: int(leaders[number]) for name, number in known.numbers.items()} | {"": -1}
    return [(numbers[each.place.settlement], numbers[each.place.district], numbers[each.place.region]) for each in seen]


def _of_level(seen: Sequence[Seen], keys: Sequence[Keys], level: Level) -> Iterator[Meeting]:
    blocks: defaultdict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(seen):
        if keys[number][level] >= 0 and each.last - each.first < WITHIN[level]:
            blocks[keys[number][level]].append(number)
    for block in blocks.values():
        block.sort(key=lambda number: seen[number].first)
        for rank, one in enumerate(block):
            for other in block[rank + 1 :]:
                if seen[other].first > seen[one].last + APART[level]:
                    break
                met = _met(seen, keys, level, min(one, other), max(one, other))
                if met is not None:
                    yield met


def _met(seen: Sequence[Seen], keys: Sequence[Keys], level: Level, one: int, other: int) -> Meeting | None:
    left, right = seen[one], seen[other]
    days = max(left.last, right.last) - min(left.first, right.first) + 1
    apart = max(max(left.first, right.first) - min(left.last, right.last), 0)
    if days > WITHIN[level] or apart > APART[level] or (left.acts and right.acts and not left.acts & right.acts):
        return None
    # Of two settlements that are both known, or of two regions, it is never asked.
    here, there = keys[one], keys[other]
    narrower = [place for place in Level if place < level]
    if any(here[place] >= 0 and there[place] >= 0 for place in narrower):
        return None
    if here[Level.REGION] >= 0 and there[Level.REGION] >= 0 and here[Level.REGION] != there[Level.REGION]:
        return None
    return Meeting(one, other, level, days, apart, bool(left.acts & right.acts), left.victims == right.victims > 0)
