"""Calls for help: taking them in, and what a coordinator decides about them."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from kunak.app.index import RequestLine
from kunak.app.ports import FileShelf
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import case, codewords, compartments, details, request
from kunak.casework.compartments import Kind, Subject
from kunak.casework.details import Known
from kunak.casework.facts import Event
from kunak.casework.request import AttachedFile, RequestReceived, Standing, Urgency, Vetting
from kunak.casework.resemblance import Resemblance, Voice, resemblances
from kunak.store.files import from_bytes, read_incoming
from kunak.store.incoming import Incoming, IncomingFile, judged_at

OPEN_STANDINGS: Final = (Standing.NEW.value, Standing.TRIAGED.value)

COMPARED: Final = 2_000
"""Requests that are compared with one another, the latest first."""

_COMPARED: Final[WeakKeyDictionary[Workspace, tuple[frozenset[SubjectId], tuple[Resemblance, ...]]]] = (
    WeakKeyDictionary()
)
"""What was found last, and among which requests. A message never changes, so neither does what it resembles."""

TEXT_KEPT: Final = 100_000
"""Characters of a message that stand in its event; the whole of a longer one is attached as a file."""

TEXT_BYTES: Final = 200_000
"""Bytes of them at most: with everything else of the message just under what one event holds."""


CALL: Final = "call"
"""Channel of what was said to a member and written down by them."""

CHANNEL_NAMES: Final = {
    "email": phrase("e-mail"),
    "telegram": phrase("Telegram"),
    "text": phrase("a text file"),
    CALL: phrase("a call, written down"),
}

CONTACT_FIELDS: Final = {"email": "emails", CALL: "phones"}
"""Where the address for an answer goes in the case; that of any other channel is a messenger name."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a member heard and wrote down.

    Attributes:
        sender: As the caller called themself, or empty.
        reply_to: How to reach them, or empty.
        happened_at: When it was said, or None.
    """

    sender: str
    reply_to: str
    text: str
    happened_at: Instant | None


class Listed(msgspec.Struct, frozen=True):
    """One request in the list."""

    id: SubjectId
    number: str
    standing: Standing
    urgency: Urgency
    line: RequestLine


def numbered(space: Workspace, number: str) -> SubjectId:
    """Return the request of this number, or whose whole id this is.

    Raises:
        BadInput: There is none.
    """
    return space.by_number(Subject.REQUEST, number)


def read(paths: Sequence[Path]) -> list[Incoming]:
    """Read every message of some files: plain text, e-mails, Telegram exports. No vault is needed for it.

    Raises:
        BadInput: One of them is none of these.
    """
    return [message for path in paths for message in read_incoming(path)]


def add_bytes(space: Workspace, shelf: FileShelf, *, data: bytes, name: str) -> list[SubjectId]:
    """Take in every message of a file that was uploaded.

    Raises:
        BadInput: It is none that can be read; nothing of it was kept.
    """
    return add(space, shelf, from_bytes(data, name))


def add_call(space: Workspace, call: Call) -> SubjectId:
    """Take in what somebody said to a member.

    Raises:
        Refused: It does not say what.
        BadInput: It lies in the future.
    """
    if not call.text.strip():
        raise Refused("Write down what was said.", field="text")
    if len(call.text) > TEXT_KEPT:
        raise BadInput("This is longer than %(limit)d characters: keep it as a file.", field="text", limit=TEXT_KEPT)
    if call.happened_at is not None and call.happened_at > space.clock():
        raise BadInput("This time lies in the future: record what has happened.", field="happened_at")
    received = RequestReceived(
        channel=CALL,
        sender=call.sender.strip(),
        reply_to=call.reply_to.strip(),
        subject="",
        text=call.text.strip(),
        sent_at=call.happened_at,
    )
    subject = SubjectId(space.new_id())
    space.write(subject, Subject.REQUEST, request.receive(received))
    return subject


def attachment(space: Workspace, shelf: FileShelf, subject: SubjectId, number: int) -> tuple[AttachedFile, bytes]:
    """Return one of the files that came with a request, and its bytes.

    Raises:
        BadInput: There is no such file.
        Fault: It is not on this laptop, or was altered.
    """
    received = space.request(subject).request.received
    files = received.files if received else ()
    if not 0 <= number < len(files):
        raise BadInput("This request has no such file.")
    return files[number], shelf.get(files[number])


def count_by_standing(space: Workspace) -> dict[Standing, int]:
    """Return how many requests there are of each standing."""
    return {Standing(stage): count for stage, count in space.cache.count_by_stage(Subject.REQUEST.value).items()}


def add(space: Workspace, shelf: FileShelf, messages: Sequence[Incoming]) -> list[SubjectId]:
    """Take in messages, all or none."""
    changes: list[tuple[SubjectId, Subject, Sequence[Event]]] = []
    for message in messages:
        events = request.receive(_received(judged_at(message, space.clock()), shelf))
        changes.append((SubjectId(space.new_id()), Subject.REQUEST, events))
    space.write_all(changes)
    return [subject for subject, _, _ in changes]


def listed(
    space: Workspace,
    *,
    only_open: bool = True,
    standing: Standing | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[Listed]:
    """Return requests, the most urgent first.

    Args:
        space: The open vault.
        only_open: Only those that nobody has answered.
        standing: Only those of this standing, whatever ``only_open`` says.
        limit: Most wanted.
        offset: How many to pass over.
    """
    stages = (standing.value,) if standing else (OPEN_STANDINGS if only_open else None)
    rows = space.cache.subjects(Subject.REQUEST.value, stages=stages, limit=limit, offset=offset)
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
    ids = [SubjectId(row.id) for row in rows]
    known, found = _COMPARED.get(space, (frozenset(), ()))
    if known != frozenset(ids):
        found = resemblances(tuple(_voices(space, ids)))
        _COMPARED[space] = (frozenset(ids), found)
    return [each for each in found if subject is None or subject in {each.a, each.b}]


def triage(space: Workspace, subject: SubjectId, *, urgency: Urgency, reason: str) -> None:
    """Judge how soon somebody must act."""
    _decide(space, subject, lambda asked: request.triage(asked, urgency=urgency, reason=reason))


def vet(space: Workspace, subject: SubjectId, *, check: str, outcome: Vetting) -> None:
    """Record a check of the caller."""
    _decide(space, subject, lambda _asked: request.vet(check=check, outcome=outcome))


def note(space: Workspace, subject: SubjectId, *, text: str) -> None:
    """Write a note about a request."""
    _decide(space, subject, lambda _asked: details.note(text=text))


def refer(space: Workspace, subject: SubjectId, *, to: str, reason: str) -> None:
    """Pass a request on to others."""
    _decide(space, subject, lambda asked: request.refer(asked, to=to, reason=reason))


def decline(space: Workspace, subject: SubjectId, *, reason: str) -> None:
    """Say no, with a reason."""
    _decide(space, subject, lambda asked: request.decline(asked, reason=reason))


def reopen(space: Workspace, subject: SubjectId, *, reason: str) -> None:
    """Take up again what was declined or referred."""
    _decide(space, subject, lambda asked: request.reopen(asked, reason=reason))


def _decide(space: Workspace, subject: SubjectId, rule: Callable[[request.Request], tuple[Event, ...]]) -> None:
    with space.turn:
        events = rule(space.request(subject).request)
        space.write(subject, Subject.REQUEST, events, kind=Kind.CONTACT)


def accept(space: Workspace, subject: SubjectId, *, reason: str) -> tuple[SubjectId, str]:
    """Accept a request and open its case, both or neither.

    Returns:
        The case and its code name.

    Raises:
        Refused: The rules of ``casework.request`` say no.
    """
    with space.turn:
        asked = space.request(subject).request
        opened = SubjectId(space.new_id())
        answer = request.accept(asked, case=opened, reason=reason)
        code = codewords.choose(set(space.codes()), space.random)
        events = _opening(asked, subject, code, space.me().id)
        space.write_all([(subject, Subject.REQUEST, answer), (opened, Subject.CASE, events)])
    return opened, code


def _opening(asked: request.Request, subject: SubjectId, code: str, me: bytes) -> tuple[Event, ...]:
    nobody = compartments.Access()
    return (
        case.CaseOpened(code=code, request=subject, urgency=asked.urgency_in_force.value),
        *compartments.let_in(nobody, member=me, kinds=frozenset(Kind), reason="opened the case"),
        *case.name_manager(case.Case(), member=me),
        *_first_words(asked),
    )


def _first_words(asked: request.Request) -> tuple[Event, ...]:
    """What the request already tells about the person goes where it belongs in the case."""
    received = asked.received
    if received is None:
        raise Refused("The message of this request cannot be read.", field="request")
    empty = details.Details()
    events: tuple[Event, ...] = ()
    if received.reply_to:
        name = CONTACT_FIELDS.get(received.channel, "handles")
        events += details.write(empty, name=name, value=received.reply_to[: details.VALUE_LIMIT], known=Known.UNKNOWN)
    story = f"{received.subject}\n\n{received.text}".strip()
    return events + details.write(empty, name="story", value=story[: details.VALUE_LIMIT], known=Known.UNKNOWN)


def _received(message: Incoming, shelf: FileShelf) -> RequestReceived:
    files = [shelf.put(file) for file in message.attachments]
    text = _kept(message.text)
    if text != message.text:
        files.insert(0, shelf.put(_as_file(message.text)))
    return RequestReceived(
        channel=message.channel,
        sender=message.sender,
        reply_to=message.reply_to,
        subject=message.subject,
        text=text,
        sent_at=message.sent_at,
        source_sha256=message.source_sha256,
        files=tuple(files),
        warnings=tuple(message.warnings),
    )


def _kept(text: str) -> str:
    return text[:TEXT_KEPT].encode()[:TEXT_BYTES].decode(errors="ignore")


def _as_file(text: str) -> IncomingFile:
    data = text.encode()
    return IncomingFile(name="message.txt", media_type="text/plain", data=data, sha256=sha256(data).digest())


def _voices(space: Workspace, subjects: Sequence[SubjectId]) -> Iterator[Voice]:
    for subject in subjects:
        received = space.request(subject).request.received
        if received is not None:
            yield Voice(subject, received.sender, received.reply_to, f"{received.subject}\n{received.text}")
