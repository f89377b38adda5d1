"""Which stop does somebody mean?

A stop is named by its id; where the id is not there, by its exact name if only one stop has it.
Otherwise the nearest ids and names are suggested.
"""

from difflib import SequenceMatcher
from typing import Final

from kunak.base.errors import BadInput
from kunak.routes.arrays import Timetable

SUGGESTIONS: Final = 3

ALIKE: Final = 6
"""Ids that are named of stops with one name."""

UNLIKE: Final = 0.5
"""Likeness below which two words are not compared letter by letter."""


def number_of(timetable: Timetable, stop: str, *, field: str) -> int:
    """Return the position of a stop.

    Raises:
        BadInput: There is no such stop, and the nearest are named; or several have this name.
    """
    number = timetable.stop_numbers.get(stop)
    if number is not None:
        return number
    named = [at for at, name in enumerate(timetable.stop_names) if name == stop]
    stations = [at for at in named if timetable["stop_kind"][at] == 1]
    only = stations if len(stations) == 1 else named
    if len(only) == 1:
        return only[0]
    if only:
        raise BadInput(
            "%(count)d stops of this timetable are called %(stop)s: name one by its id. They are: %(ids)s.",
            count=len(only),
            stop=stop[:80],
            ids="; ".join(timetable.stop_ids[at] for at in only[:ALIKE]),
            field=field,
        )
    raise BadInput(
        "There is no stop %(stop)s in this timetable. The nearest are: %(nearest)s.",
        stop=stop[:80],
        nearest="; ".join(nearest(timetable, stop)) or "none, it has no stops",
        field=field,
    )


def nearest(timetable: Timetable, wanted: str) -> list[str]:
    """Return the stops whose id or name is most like what was typed."""
    text = wanted.casefold()[:80]
    scored = []
    for stop, name in zip(timetable.stop_ids, timetable.stop_names, strict=True):
        scored.append((max(_likeness(text, stop.casefold()), _likeness(text, name.casefold())), stop, name))
    scored.sort(key=lambda each: (-each[0], each[1]))
    return [f"{name} ({stop})" if name and name != stop else stop for _score, stop, name in scored[:SUGGESTIONS]]


def _likeness(a: str, b: str) -> float:
    if a and b and (a in b or b in a):
        return 1.0 + min(len(a), len(b)) / max(len(a), len(b))
    matcher = SequenceMatcher(None, a, b)
    return matcher.ratio() if matcher.real_quick_ratio() > UNLIKE else 0.0
