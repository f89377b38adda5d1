"""What can be said of an incident. Every statement names the source that it hangs on."""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.ids import EventId
from kunak.base.words import phrase
from kunak.casework.facts import Event
from kunak.casework.incidents.fields import Sort


class Credibility(Enum):
    """How likely a statement is, whatever its source is worth. Source: the Admiralty scale, 1 to 6."""

    CONFIRMED = 1
    PROBABLE = 2
    POSSIBLE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    NOT_JUDGED = 6


CREDIBILITY_NAMES: Final = {
    Credibility.CONFIRMED: phrase("1: confirmed by others"),
    Credibility.PROBABLE: phrase("2: probably true"),
    Credibility.POSSIBLE: phrase("3: possibly true"),
    Credibility.DOUBTFUL: phrase("4: doubtful"),
    Credibility.IMPROBABLE: phrase("5: improbable"),
    Credibility.NOT_JUDGED: phrase("6: cannot be judged"),
}


class Cell(msgspec.Struct, frozen=True):
    """Where in a table a statement was read.

    Attributes:
        file: SHA-256 of the file.
        sheet: Of a workbook; empty for CSV.
        row: Line of the file, or row of the sheet; the first is 1.
        column: What the first line calls it.
    """

    file: bytes
    sheet: str
    row: int
    column: str


class Entered(Event, frozen=True, tag="incident.entered"):
    """There is an incident, or an act, a victim, a perpetrator, a verdict of it.

    Attributes:
        joins: Which victims and perpetrators an act joins, which perpetrators a verdict is about.
    """

    thing: bytes
    sort: Sort
    joins: tuple[bytes, ...] = ()


class Joined(Event, frozen=True, tag="incident.joined"):
    """An act or a verdict joins more people than was known when it was entered."""

    thing: bytes
    joins: tuple[bytes, ...]


class Stated(Event, frozen=True, tag="incident.stated"):
    """A source says something of a thing.

    Attributes:
        field: Key of ``fields.FIELDS``.
        value: As ``fields.meant`` writes it.
        source: The subject that describes it.
        where: In the source: a page, a paragraph.
        cell: Where it was imported from.
    """

    thing: bytes
    field: str
    value: str
    source: bytes
    credibility: Credibility
    where: str = ""
    cell: Cell | None = None
    supersedes: tuple[EventId, ...] = ()


class Withdrawn(Event, frozen=True, tag="incident.withdrawn"):
    """A thing was entered by mistake, or is another one that was entered already. It no longer counts."""

    thing: bytes
    reason: str


class Coded(Event, frozen=True, tag="incident.coded"):
    """A researcher judged, apart from the others, which word fits a thing.

    Attributes:
        field: One that takes judgement.
        supersedes: What the same researcher judged before.
    """

    thing: bytes
    field: str
    value: str
    supersedes: tuple[EventId, ...] = ()


class Basis(Enum):
    """Why a value was decided."""

    AGREED = "agreed"
    ADJUDICATED = "adjudicated"


class Ruled(Event, frozen=True, tag="incident.ruled"):
    """Somebody decided what counts: that coders agreed, or which of several accounts is right."""

    thing: bytes
    field: str
    value: str
    basis: Basis
    reason: str
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (Entered, Joined, Stated, Withdrawn, Coded, Ruled)
