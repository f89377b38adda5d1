"""Calls for help: taking them in, and what a coordinator decides about them."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import msgspec

from kunak.app.index import RequestLine
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.casework import case, codewords, compartments, details, request
from kunak.casework.compartments import Kind, Subject
from kunak.casework.details import Known
from kunak.casework.facts import Event
from kunak.casework.request import AttachedFile, RequestReceived, Standing, Urgency, Vetting
from kunak.casework.resemblance import Resemblance, Voice, resemblances
from kunak.store.files import read_incoming
from kunak.store.incoming import Incoming, IncomingFile, judged_at

OPEN_STANDINGS: Final = (Standing.NEW.value, Standing.TRIAGED.value)

COMPARED: Final = 2_000
"""Requests that are compared with one another, the latest first."""

TEXT_KEPT: Final = 100_000
"""Characters of a message that stand in its event; the whole of a longer one is attached as a file."""


class FileShelf(Protocol):
    """Where files that came with a message lie sealed."""

    def put(self, file: IncomingFile) -> AttachedFile:
        """Seal a file and keep it, durably."""

    def get(self, file: AttachedFile) -> bytes:
        """Return its bytes."""


class Listed(msgspec.Struct, frozen=True):
    """One request in the list."""

    id: SubjectId
    number: str
    standing: Standing
    urgency: Urgency
    line: RequestLine


def read(paths: Sequence[Path]) -> list[Incoming]:
    """Read every message of some files: plain text, e-mails, Telegram exports. No vault is needed for it.

    Raises:
        BadInput: One of them is none of these.
    """
    return [message for path in paths for message in read_incoming(path)]


def add(space: Workspace, shelf: FileShelf, messages: Sequence[Incoming]) -> list[SubjectId]:
    """Take in messages, all or none."""
    changes: list[tuple[SubjectId, Subject, Sequence[Event]]] = []
    for message in messages:
        events = request.receive(_received(judged_at(message, space.clock()), shelf))
        changes.append((SubjectId(space.new_id()), Subject.REQUEST, events))
    space.write_all(changes)
    return [subject for subject, _, _ in changes]


def listed(space: Workspace, *, only_open: bool = True, limit: int = 200, offset: int = 0) -> list[Listed]:
    """Return requests, the most urgent first."""
    rows = space.cache.subjects(
        Subject.REQUEST.value, stages=OPEN_STANDINGS if only_open else None, limit=limit, offset=offset
    )
    return [
        Listed(
            SubjectId(row.id),
            row.code,
            Standing(row.stage),
            Urgency(row.urgency),
            msgspec.msgpack.decode(row.summary, type=RequestLine),
        )
        for row in rows
    ]


def alike(space: Workspace, subject: SubjectId | None = None) -> list[Resemblance]:
    """Return which requests look like the same caller or contradict each other.

    Args:
        subject: Only what concerns this request; None for all.
    """
    rows = space.cache.subjects(Subject.REQUEST.value, order="updated", limit=COMPARED)
    found = resemblances(tuple(_voices(space, [SubjectId(row.id) for row in rows])))
    return [each for each in found if subject is None or subject in {each.a, each.b}]


def triage(space: Workspace, subject: SubjectId, *, urgency: Urgency, reason: str) -> None:
    """Judge how soon somebody must act."""
    file = space.request(subject)
    space.write(subject, Subject.REQUEST, request.triage(file.request, urgency=urgency, reason=reason))


def vet(space: Workspace, subject: SubjectId, *, check: str, outcome: Vetting) -> None:
    """Record a check of the caller."""
    space.request(subject)
    space.write(subject, Subject.REQUEST, request.vet(check=check, outcome=outcome))


def note(space: Workspace, subject: SubjectId, *, text: str) -> None:
    """Write a note about a request."""
    space.request(subject)
    space.write(subject, Subject.REQUEST, details.note(text=text), kind=Kind.CONTACT)


def refer(space: Workspace, subject: SubjectId, *, to: str, reason: str) -> None:
    """Pass a request on to others."""
    space.write(subject, Subject.REQUEST, request.refer(space.request(subject).request, to=to, reason=reason))


def decline(space: Workspace, subject: SubjectId, *, reason: str) -> None:
    """Say no, with a reason."""
    space.write(subject, Subject.REQUEST, request.decline(space.request(subject).request, reason=reason))


def reopen(space: Workspace, subject: SubjectId, *, reason: str) -> None:
    """Take up again what was declined or referred."""
    space.write(subject, Subject.REQUEST, request.reopen(space.request(subject).request, reason=reason))


def accept(space: Workspace, subject: SubjectId, *, reason: str) -> tuple[SubjectId, str]:
    """Accept a request and open its case, both or neither.

    Returns:
        The case and its code name.

    Raises:
        Refused: The rules of ``casework.request`` say no.
    """
    file = space.request(subject)
    opened = SubjectId(space.new_id())
    answer = request.accept(file.request, case=opened, reason=reason)
    code = codewords.choose(set(space.codes()), space.random)
    me = space.me()
    everything = compartments.let_in(
        compartments.Access(), member=me.id, kinds=frozenset(Kind), reason="opened the case"
    )
    events: tuple[Event, ...] = (
        case.CaseOpened(code=code, request=subject, urgency=file.request.urgency_in_force.value),
        *everything,
        *case.name_manager(case.Case(), member=me.id),
        *_first_words(file.request),
    )
    space.write_all([(subject, Subject.REQUEST, answer), (opened, Subject.CASE, events)])
    return opened, code


def _first_words(asked: request.Request) -> tuple[Event, ...]:
    """What the request already tells about the person goes where it belongs in the case."""
    received = asked.received
    if received is None:
        raise Refused("The message of this request cannot be read.", field="request")
    empty = details.Details()
    events: tuple[Event, ...] = ()
    if received.reply_to:
        name = "emails" if received.channel == "email" else "handles"
        events += details.write(empty, name=name, value=received.reply_to[: details.VALUE_LIMIT], known=Known.UNKNOWN)
    story = f"{received.subject}\n\n{received.text}".strip()
    return events + details.write(empty, name="story", value=story[: details.VALUE_LIMIT], known=Known.UNKNOWN)


def _received(message: Incoming, shelf: FileShelf) -> RequestReceived:
    files = [shelf.put(file) for file in message.attachments]
    if len(message.text) > TEXT_KEPT:
        files.insert(0, shelf.put(_as_file(message.text)))
    return RequestReceived(
        channel=message.channel,
        sender=message.sender,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text[:TEXT_KEPT],
        sent_at=message.sent_at,
        source_sha256=message.source_sha256,
        files=tuple(files),
        warnings=tuple(message.warnings),
    )


def _as_file(text: str) -> IncomingFile:
    data = text.encode()
    return IncomingFile(name="message.txt", media_type="text/plain", data=data, sha256=sha256(data).digest())


def _voices(space: Workspace, subjects: Sequence[SubjectId]) -> Iterator[Voice]:
    for subject in subjects:
        received = space.request(subject).request.received
        if received is not None:
            yield Voice(subject, received.sender, received.reply_to, f"{received.subject}\n{received.text}")
