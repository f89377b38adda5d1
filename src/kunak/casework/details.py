"""What is known of the person, field by field, and what the pursuers know of it.

Each field belongs to one compartment. Two people may write one field without
knowing of each other: both values stand. Notes are never edited.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written

VALUE_LIMIT: Final = 4_000
"""Longest value of one field, in characters; longer things are notes."""

NOTE_LIMIT: Final = 100_000
"""Longest note, in characters: about fifty pages."""


class Known(Enum):
    """Whether those who look for the person know this fact."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


KNOWN_NAMES: Final = {
    Known.UNKNOWN: phrase("not known whether they know"),
    Known.YES: phrase("they know"),
    Known.NO: phrase("they do not know"),
}


class FieldKind(msgspec.Struct, frozen=True):
    """One field of a case.

    Attributes:
        cautious: Values from least to most cautious; empty where caution has no order.
    """

    label: str
    kind: Kind
    cautious: tuple[str, ...] = ()


FIELDS: Final[dict[str, FieldKind]] = {
    "given_name": FieldKind(phrase("Given name"), Kind.IDENTITY),
    "patronymic": FieldKind(phrase("Patronymic"), Kind.IDENTITY),
    "family_name": FieldKind(phrase("Family name"), Kind.IDENTITY),
    "other_names": FieldKind(phrase("Nicknames and former names"), Kind.IDENTITY),
    "born": FieldKind(phrase("Date of birth"), Kind.IDENTITY),
    "sex": FieldKind(phrase("Sex"), Kind.IDENTITY),
    "orientation": FieldKind(phrase("What the person says of whom they love or who they are"), Kind.IDENTITY),
    "home": FieldKind(phrase("Home settlement"), Kind.IDENTITY),
    "region": FieldKind(phrase("Home region"), Kind.IDENTITY),
    "documents": FieldKind(phrase("Documents and their numbers"), Kind.IDENTITY),
    "children": FieldKind(phrase("Children and dependants"), Kind.IDENTITY),
    "phones": FieldKind(phrase("Phone numbers"), Kind.CONTACT),
    "emails": FieldKind(phrase("E-mail addresses"), Kind.CONTACT),
    "handles": FieldKind(phrase("Messenger names"), Kind.CONTACT),
    "safe_to_call": FieldKind(phrase("Safe to call"), Kind.CONTACT, ("yes", "at_times", "unknown", "no")),
    "safe_times": FieldKind(phrase("When contact is safe"), Kind.CONTACT),
    "languages": FieldKind(phrase("Languages"), Kind.CONTACT),
    "trusted": FieldKind(phrase("Whom the person trusts"), Kind.CONTACT),
    "whereabouts": FieldKind(phrase("Whereabouts now"), Kind.ROUTE),
    "destination": FieldKind(phrase("Destination"), Kind.ROUTE),
    "wishes": FieldKind(phrase("What the person wants"), Kind.THREAT),
    "story": FieldKind(phrase("What happened"), Kind.THREAT),
    "health": FieldKind(phrase("Health and medicines"), Kind.HEALTH),
    "pregnancy": FieldKind(phrase("Pregnancy"), Kind.HEALTH),
}

FIELD_VALUES: Final[dict[str, str]] = {
    "yes": phrase("yes"),
    "at_times": phrase("only at agreed times"),
    "unknown": phrase("unknown"),
    "no": phrase("no"),
}
"""How the values of ordered fields are called."""


class DetailWritten(Event, frozen=True, tag="details.written"):
    """Somebody wrote a field, over the writes it names."""

    field: str
    value: str
    known_to_pursuers: Known = Known.UNKNOWN
    supersedes: tuple[EventId, ...] = ()


class NoteAdded(Event, frozen=True, tag="details.noted"):
    """Somebody wrote a note. Notes are never edited."""

    text: str


EVENTS: Final = (DetailWritten, NoteAdded)


class Detail(msgspec.Struct, frozen=True):
    """The value of a field, and whether the pursuers know it."""

    value: str
    known: Known


class Note(msgspec.Struct, frozen=True):
    """One note, by whom and when."""

    event: EventId
    text: str
    device: DeviceId
    at: Instant


class Details(msgspec.Struct, frozen=True):
    """All fields and notes of one compartment or of a whole case."""

    fields: dict[str, Field[Detail]] = {}
    notes: tuple[Note, ...] = ()

    def field(self, name: str) -> Field[Detail]:
        """Return the field, empty where nobody has written it."""
        return self.fields.get(name, Field())

    def value(self, name: str) -> str:
        """Return the value in force: the most cautious, or the last written; empty if none."""
        field = self.field(name)
        order = FIELDS[name].cautious if name in FIELDS else ()
        if order:
            detail = field.in_force(caution=lambda known: rank(order, known.value))
            return detail.value if detail else ""
        return field.latest.value.value if field.latest else ""


def evolve(details: Details, fact: Fact) -> Details:
    """Return the details after ``fact``."""
    match fact.event:
        case DetailWritten() as event:
            detail = Detail(event.value, event.known_to_pursuers)
            field = written(details.field(event.field), fact, detail, event.supersedes)
            return msgspec.structs.replace(details, fields={**details.fields, event.field: field})
        case NoteAdded(text=text):
            note = Note(fact.id, text, fact.device, fact.at)
            return msgspec.structs.replace(details, notes=(*details.notes, note))
        case _:
            return details


def write(
    details: Details, *, name: str, value: str, known: Known, seen: tuple[EventId, ...] | None = None
) -> tuple[Event, ...]:
    """Write a field; nothing happens if nothing changes.

    Args:
        details: What stands.
        name: Of the field.
        value: What it is.
        known: Whether the pursuers know it.
        seen: The writes that whoever writes has seen; what they have not seen stands beside. None for all.

    Raises:
        Refused: There is no such field, or the value is too long or not one of the choices.
    """
    if name not in FIELDS:
        raise Refused("There is no field of this name.", field=name)
    value = value.strip()
    if len(value) > VALUE_LIMIT:
        raise Refused("This is longer than %(limit)d characters: write it as a note.", field=name, limit=VALUE_LIMIT)
    if value and FIELDS[name].cautious and value not in FIELDS[name].cautious:
        raise Refused("Choose one of the values offered.", field=name)
    field = details.field(name)
    if [write.value for write in field.writes] == [Detail(value, known)] or not (value or field.writes):
        return ()
    heads = field.heads if seen is None else seen
    return (DetailWritten(field=name, value=value, known_to_pursuers=known, supersedes=heads),)


def note(*, text: str) -> tuple[Event, ...]:
    """Write a note.

    Raises:
        Refused: It is empty or too long.
    """
    if not text.strip():
        raise Refused("The note is empty: write something or leave it.", field="text")
    if len(text) > NOTE_LIMIT:
        raise Refused("The note is longer than %(limit)d characters: split it.", field="text", limit=NOTE_LIMIT)
    return (NoteAdded(text=text.strip()),)


def rank(order: tuple[str, ...], value: str) -> int:
    """Return how cautious a value is; the greatest counts."""
    # What somebody emptied is as good as unknown; a value that only a newer version knows is the most cautious.
    meant = value or "unknown"
    return order.index(meant) if meant in order else len(order)
