"""What the cache keeps beside the facts, so that lists and deadlines need no folding.

Rows for cases and requests, their deadlines, and the words that search finds:
all of it follows from the facts and can be made anew at any time.
"""

from typing import Final

import msgspec

from kunak.app.vault import Record
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework import assessment, situation
from kunak.casework.compartments import Kind, Subject
from kunak.casework.facts import Event
from kunak.casework.incidents import state as incidents
from kunak.casework.incidents.sources import Reliability
from kunak.casework.request import RequestReceived
from kunak.casework.situation import Summary
from kunak.casework.subjects import AnyFile, CaseFile, GroupFile, IncidentFile, RequestFile, SourceFile
from kunak.casework.wording import words
from kunak.log import clock as hybrid
from kunak.store.cache import Deadline, SearchText, SubjectRow

MOST: Final = 2**62
"""Largest number that a row holds; a fact may hold larger ones, and no fact may close the lists."""

LINE_LIMIT: Final = 160
"""Characters of a request that the list shows."""


class RequestLine(msgspec.Struct, frozen=True):
    """One line of the list of requests."""

    channel: str
    sender: str
    begins: str
    received_at: Instant
    suspicious: bool


class SourceLine(msgspec.Struct, frozen=True):
    """One line of the list of sources."""

    label: str
    sort: str
    published: str
    reliability: Reliability
    snapshots: int
    of_list: str = ""


COUNTS: Final = "counts"
WITHDRAWN: Final = "withdrawn"
"""The two stages of an incident in lists."""


def subject_row(subject: SubjectId, file: AnyFile, updated: Instant) -> SubjectRow:
    """Return the row by which lists show a subject."""
    match file:
        case CaseFile():
            line = situation.summary(file)
            level = 0 if line.level is None else 1 + assessment.LEVEL_RANK[line.level]
            urgency = 10 * level + min(max(line.urgency, 0), 9)
            body = msgspec.msgpack.encode(_fitting(line))
            return SubjectRow(subject, Subject.CASE.value, line.code, line.stage.value, urgency, updated, body)
        case RequestFile():
            request = file.request
            body = msgspec.msgpack.encode(_request_line(file))
            urgency = request.urgency_in_force.value
            return SubjectRow(
                subject, Subject.REQUEST.value, subject.hex()[:8], request.standing.value, urgency, updated, body
            )
        case GroupFile():
            return SubjectRow(subject, Subject.GROUP.value, file.roster.group, "", 0, updated, b"")
        case IncidentFile():
            told = incidents.line(file.incident)
            stage = WITHDRAWN if told.withdrawn else COUNTS
            body = msgspec.msgpack.encode(told)
            return SubjectRow(subject, Subject.INCIDENT.value, subject.hex()[:8], stage, 0, updated, body)
        case SourceFile():
            body = msgspec.msgpack.encode(_source_line(file))
            return SubjectRow(subject, Subject.SOURCE.value, subject.hex()[:8], "", 0, updated, body)


def deadline_rows(subject: SubjectId, file: AnyFile) -> list[Deadline]:
    """Return everything of a subject that is due; a stay says in which place, by its id."""
    if not isinstance(file, CaseFile):
        return []
    return [
        Deadline(subject, due.kind.value, Instant(_fit(due.due)), due.place or due.what.encode())
        for due in situation.deadlines(file)
    ]


def search_text(number: int, subject: SubjectId, kind: Kind, event: Event) -> SearchText | None:
    """Return the words of one fact, or None where there are none to find."""
    text = words(event)
    return SearchText(number, subject, kind.value, text) if text else None


def happened(record: Record) -> Instant:
    """Return the instant that is shown beside a record."""
    return hybrid.shown(record.clock)


def _fitting(line: Summary) -> Summary:
    """Return a line whose numbers can be kept: one that cannot would close the whole list."""
    due = line.next_due and msgspec.structs.replace(line.next_due, due=Instant(_fit(line.next_due.due)))
    return msgspec.structs.replace(line, urgency=_fit(line.urgency), next_due=due)


def _fit(number: int) -> int:
    return min(max(number, -MOST), MOST)


def _request_line(file: RequestFile) -> RequestLine:
    received = file.request.received or RequestReceived(channel="", sender="", reply_to="", subject="", text="")
    begins = " ".join((received.subject + "\n" + received.text).split())[:LINE_LIMIT]
    return RequestLine(
        received.channel,
        received.sender or received.reply_to,
        begins,
        file.request.received_at,
        file.request.suspicious,
    )


def _source_line(file: SourceFile) -> SourceLine:
    source = file.source
    record = source.record
    return SourceLine(
        record.label, record.sort, record.published, source.reliability, len(source.snapshots), record.of_list
    )
