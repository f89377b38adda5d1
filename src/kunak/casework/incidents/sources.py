"""On what the statements of the register hang: what a source is, how reliable, where it is found, and how it looked.

Its label, sort and grade stand on the ``desk``; the title, the address and the snapshots, which lead to names, in
``identity``. A snapshot is a sealed file with its hash: courts take verdicts from their sites.
"""

from enum import Enum
from typing import Any, Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written
from kunak.casework.incidents import days
from kunak.casework.incidents.vocabulary import code_of, vocabulary
from kunak.casework.request import AttachedFile

LABEL_LIMIT: Final = 80
TEXT_LIMIT: Final = 2_000
SHA256_BYTES: Final = 32


class Reliability(Enum):
    """What a source is worth, whatever it says. Source: the Admiralty scale, A to F."""

    RELIABLE = "A"
    USUALLY = "B"
    FAIRLY = "C"
    NOT_USUALLY = "D"
    UNRELIABLE = "E"
    NOT_JUDGED = "F"


RELIABILITY_NAMES: Final = {
    Reliability.RELIABLE: phrase("A: reliable"),
    Reliability.USUALLY: phrase("B: usually reliable"),
    Reliability.FAIRLY: phrase("C: fairly reliable"),
    Reliability.NOT_USUALLY: phrase("D: not usually reliable"),
    Reliability.UNRELIABLE: phrase("E: unreliable"),
    Reliability.NOT_JUDGED: phrase("F: cannot be judged"),
}


class SourceRecord(msgspec.Struct, frozen=True):
    """What a source is, without what it is about.

    Attributes:
        label: What the group calls it; it names nobody.
        sort: Code of the vocabulary ``sources``.
        published: When, as far as it is known; may be empty.
        of_list: What the group calls the list that it belongs to, such as all issues of a paper; empty where it is
            one by itself.
    """

    label: str
    sort: str
    published: str = ""
    of_list: str = ""


class Whereabouts(msgspec.Struct, frozen=True):
    """Where a source is found: a headline, a signature and an address lead to the people it is about."""

    title: str
    author: str = ""
    address: str = ""


class Grade(msgspec.Struct, frozen=True):
    """What a source is worth, and why."""

    reliability: Reliability
    reason: str


class SourceDescribed(Event, frozen=True, tag="source.described"):
    """A source is known, or its description changed."""

    record: SourceRecord
    supersedes: tuple[EventId, ...] = ()


class SourceFound(Event, frozen=True, tag="source.found"):
    """Somebody wrote down where it is found."""

    found: Whereabouts
    supersedes: tuple[EventId, ...] = ()


class SourceGraded(Event, frozen=True, tag="source.graded"):
    """Somebody judged what it is worth."""

    grade: Grade
    supersedes: tuple[EventId, ...] = ()


class SnapshotTaken(Event, frozen=True, tag="source.snapshot"):
    """How the source looked: a page or a paper as it was saved.

    Attributes:
        sha256: Of the plain bytes.
        taken_at: When it was saved, as far as whoever brought it says.
    """

    sha256: bytes
    taken_at: Instant
    file: AttachedFile
    address: str = ""


EVENTS: Final = (SourceDescribed, SourceFound, SourceGraded, SnapshotTaken)


class Source(msgspec.Struct, frozen=True):
    """One source, with every description and grade that stands."""

    records: Field[SourceRecord] = Field()
    founds: Field[Whereabouts] = Field()
    grades: Field[Grade] = Field()
    snapshots: tuple[SnapshotTaken, ...] = ()

    @property
    def record(self) -> SourceRecord:
        """The description that came last; empty where this laptop cannot read it."""
        return self.records.latest.value if self.records.latest else SourceRecord("", "")

    @property
    def found(self) -> Whereabouts:
        """Where it is found, as it was written last; empty where this laptop cannot read it."""
        return self.founds.latest.value if self.founds.latest else Whereabouts("")

    @property
    def reliability(self) -> Reliability:
        """The worst grade that stands; F where nobody has judged."""
        worst = self.grades.in_force(caution=lambda grade: grade.reliability.value)
        return worst.reliability if worst else Reliability.NOT_JUDGED


def evolve(state: Source, fact: Fact) -> Source:
    """Return the source after ``fact``."""
    match fact.event:
        case SourceDescribed(record=record, supersedes=supersedes):
            return msgspec.structs.replace(state, records=written(state.records, fact, record, supersedes))
        case SourceFound(found=found, supersedes=supersedes):
            return msgspec.structs.replace(state, founds=written(state.founds, fact, found, supersedes))
        case SourceGraded(grade=grade, supersedes=supersedes):
            return msgspec.structs.replace(state, grades=written(state.grades, fact, grade, supersedes))
        case SnapshotTaken() as taken:
            return msgspec.structs.replace(state, snapshots=(*state.snapshots, taken))
        case _:
            return state


def describe(state: Source, *, record: SourceRecord, found: Whereabouts | None, now: Instant) -> tuple[Event, ...]:
    """Describe a source, or describe it anew; what does not change is not written again.

    Raises:
        Refused: The label is missing, the sort is none of the words, or the date is none.
    """
    label = record.label.strip()
    if not label or len(label) > LABEL_LIMIT:
        raise Refused("A source needs a label of 1 to %(limit)d characters.", field="label", limit=LABEL_LIMIT)
    sort = code_of("sources", record.sort)
    if sort is None:
        raise Refused("A source is one of: %(known)s.", field="sort", known=", ".join(vocabulary("sources")))
    of_list = record.of_list.strip()
    if len(of_list) > LABEL_LIMIT:
        raise Refused("The name of a list has at most %(limit)d characters.", field="of_list", limit=LABEL_LIMIT)
    published = days.past(record.published, now=now) if record.published.strip() else ""
    wanted = SourceRecord(label, sort, published, of_list)
    said: tuple[Event, ...] = ()
    if _changes(state.records, wanted):
        said = (SourceDescribed(record=wanted, supersedes=state.records.heads),)
    if found is None:
        return said
    where = Whereabouts(*(text.strip()[:TEXT_LIMIT] for text in (found.title, found.author, found.address)))
    if _changes(state.founds, where) and (where != Whereabouts("") or state.founds.writes):
        said = (*said, SourceFound(found=where, supersedes=state.founds.heads))
    return said


def grade(state: Source, *, reliability: Reliability, reason: str) -> tuple[Event, ...]:
    """Say what a source is worth.

    Raises:
        Refused: No reason is given, or nothing would change.
    """
    if not reason.strip():
        raise Refused(
            "Say why the source is worth so much: how it knows, and what it got right before.", field="reason"
        )
    wanted = Grade(reliability, reason.strip())
    if not _changes(state.grades, wanted):
        raise Refused("This is its grade already: nothing would change.", field="reliability")
    return (SourceGraded(grade=wanted, supersedes=state.grades.heads),)


def snapshot(state: Source, taken: SnapshotTaken, *, expected: bytes | None, now: Instant) -> tuple[Event, ...]:
    """Keep how a source looked.

    Args:
        state: What stands.
        taken: The file with its hash.
        expected: The hash that somebody else stated, or None.
        now: It cannot have been saved later.

    Raises:
        Refused: The hash is another one, the file is kept already, or it comes from the future.
    """
    if expected is not None and expected != taken.sha256:
        raise Refused(
            "The file is not the one that was meant: its SHA-256 is %(is)s… and not %(expected)s…. Get it again, or "
            "ask whoever stated the hash.",
            field="sha256",
            **{"is": taken.sha256.hex()[:16], "expected": expected.hex()[:16]},
        )
    if any(each.sha256 == taken.sha256 for each in state.snapshots):
        raise Refused("This snapshot is kept already, with the same hash.", field="file")
    if taken.taken_at > now:
        raise Refused("This time lies in the future: record what has happened.", field="taken_at")
    return (taken,)


def _changes(field: Field[Any], wanted: object) -> bool:
    return [write.value for write in field.writes] != [wanted]
