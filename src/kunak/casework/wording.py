"""Which words of an event may be found by searching.

Everything that a person wrote, but not what opens a door: code words, phrases of
duress, keys and hashes stay out of the index.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec

from kunak.casework.checkins import PhrasesAgreed
from kunak.casework.facts import Event, Unknown
from kunak.casework.incidents.events import Coded
from kunak.casework.preferences import DeskSet
from kunak.casework.roster import GroupFounded
from kunak.casework.ways import WaysKept

SILENT: Final = (PhrasesAgreed, GroupFounded, DeskSet, WaysKept, Coded, Unknown)
"""Events of which no word is indexed."""

SECRET_FIELDS: Final = frozenset({"code", "countersign", "stored", "field", "channel", "media_type", "currency"})
"""Fields of which no word is indexed, wherever they stand. A case is found by its code name without the index."""


def words(event: Event) -> str:
    """Return the text of an event that is indexed, one line for each field; empty if none."""
    if isinstance(event, SILENT):
        return ""
    return "\n".join(line for line in _lines(event) if line.strip())


def _lines(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Enum() | bytes() | int() | None:
            return
        case msgspec.Struct():
            for name in value.__struct_fields__:
                if name not in SECRET_FIELDS:
                    yield from _lines(getattr(value, name))
        case tuple() | frozenset():
            for item in value:
                yield from _lines(item)
