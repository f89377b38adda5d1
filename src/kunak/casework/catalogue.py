"""Every kind of event there is, and how it becomes plain data and back.

No event is ever unreadable: a kind that a newer version wrote, or a body that
does not fit its kind, becomes ``Unknown``, which pages show as such.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Final

import msgspec

from kunak.casework import (
    assessment,
    case,
    checkins,
    circles,
    compartments,
    consent,
    custody,
    details,
    legal,
    money,
    plan,
    preferences,
    publication,
    request,
    retention,
    roster,
    shelter,
    ways,
)
from kunak.casework.facts import Event, Unknown
from kunak.casework.incidents import ending, extracts, links, sources
from kunak.casework.incidents import events as incidents
from kunak.casework.members import events as members
from kunak.casework.request import AttachedFile

EVENT_TYPES: Final[tuple[type[Event], ...]] = tuple(
    chain(
        assessment.EVENTS,
        case.EVENTS,
        checkins.EVENTS,
        circles.EVENTS,
        compartments.EVENTS,
        consent.EVENTS,
        custody.EVENTS,
        details.EVENTS,
        ending.EVENTS,
        extracts.EVENTS,
        incidents.EVENTS,
        legal.EVENTS,
        links.EVENTS,
        members.EVENTS,
        money.EVENTS,
        plan.EVENTS,
        preferences.EVENTS,
        publication.EVENTS,
        request.EVENTS,
        retention.EVENTS,
        roster.EVENTS,
        shelter.EVENTS,
        sources.EVENTS,
        ways.EVENTS,
    )
)


def kind_of(event: Event) -> str:
    """Return the name of the event's kind, for the header."""
    return event.kind if isinstance(event, Unknown) else str(event.__struct_config__.tag)


def files_in(event: Event) -> tuple[AttachedFile, ...]:
    """Return the sealed files that an event names."""
    match event:
        case request.RequestReceived(files=files):
            return files
        case sources.SnapshotTaken(file=file):
            return (file,)
        case publication.DraftWritten(files=enclosed):
            return tuple(file.sealed for file in enclosed)
        case _:
            return ()


_TYPES: Final = {str(event_type.__struct_config__.tag): event_type for event_type in EVENT_TYPES}
_TAG: Final = "type"


def to_plain(event: Event) -> dict[str, object]:
    """Return the event as maps, lists, text, bytes and integers, without its kind."""
    plain: dict[str, object] = msgspec.to_builtins(event, builtin_types=(bytes,))
    del plain[_TAG]
    return plain


def from_plain(kind: str, plain: object) -> Event:
    """Read an event. What cannot be read is ``Unknown``; nothing is guessed."""
    event_type = _TYPES.get(kind)
    if event_type is None or not isinstance(plain, Mapping) or _TAG in plain:
        return Unknown(kind=kind)
    try:
        return msgspec.convert({_TAG: kind, **plain}, type=event_type, builtin_types=(bytes,))
    except msgspec.ValidationError:
        return Unknown(kind=kind)
