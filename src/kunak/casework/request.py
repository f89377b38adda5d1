"""A call for help, from its arrival to the answer.

Here is what was written, how urgent a person judged it, how the caller was
vetted, and what the group decided and why. Nothing here reads files: text
arrives clean from the door through which it came.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written


class Standing(Enum):
    """Where a request is."""

    NEW = "new"
    TRIAGED = "triaged"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    DECLINED = "declined"


class Move(Enum):
    """What a coordinator does with it."""

    TRIAGE = "triage"
    ACCEPT = "accept"
    REFER = "refer"
    DECLINE = "decline"
    REOPEN = "reopen"


TRANSITIONS: Final[dict[tuple[Standing, Move], Standing]] = {
    (Standing.NEW, Move.TRIAGE): Standing.TRIAGED,
    (Standing.TRIAGED, Move.TRIAGE): Standing.TRIAGED,
    (Standing.TRIAGED, Move.ACCEPT): Standing.ACCEPTED,
    (Standing.TRIAGED, Move.REFER): Standing.REFERRED,
    (Standing.TRIAGED, Move.DECLINE): Standing.DECLINED,
    # The danger can grow after a no.
    (Standing.REFERRED, Move.REOPEN): Standing.TRIAGED,
    (Standing.DECLINED, Move.REOPEN): Standing.TRIAGED,
}

STANDING_NAMES: Final = {
    Standing.NEW: phrase("new"),
    Standing.TRIAGED: phrase("in triage"),
    Standing.ACCEPTED: phrase("accepted"),
    Standing.REFERRED: phrase("referred"),
    Standing.DECLINED: phrase("declined"),
}

MOVE_NAMES: Final = {
    Move.TRIAGE: phrase("triage"),
    Move.ACCEPT: phrase("accept"),
    Move.REFER: phrase("refer"),
    Move.DECLINE: phrase("decline"),
    Move.REOPEN: phrase("reopen"),
}


class Urgency(Enum):
    """How soon somebody must act. The greater, the sooner."""

    UNKNOWN = 0
    CAN_WAIT = 1
    THIS_WEEK = 2
    TODAY = 3
    NOW = 4


URGENCY_NAMES: Final = {
    Urgency.UNKNOWN: phrase("not judged yet"),
    Urgency.CAN_WAIT: phrase("can wait"),
    Urgency.THIS_WEEK: phrase("this week"),
    Urgency.TODAY: phrase("today"),
    Urgency.NOW: phrase("now"),
}


class Vetting(Enum):
    """What a check of the caller showed."""

    CONFIRMED = "confirmed"
    INCONCLUSIVE = "inconclusive"
    SUSPICIOUS = "suspicious"


VETTING_NAMES: Final = {
    Vetting.CONFIRMED: phrase("confirmed"),
    Vetting.INCONCLUSIVE: phrase("inconclusive"),
    Vetting.SUSPICIOUS: phrase("suspicious"),
}


class AttachedFile(msgspec.Struct, frozen=True):
    """A file that came with the request; its bytes lie sealed in the store.

    Attributes:
        stored: Name in the store: hash of the sealed bytes, hexadecimal.
        key: Opens it.
        size: Of the plain bytes.
    """

    name: str
    media_type: str
    stored: str
    key: bytes
    size: int


class RequestReceived(Event, frozen=True, tag="request.received"):
    """A message arrived, by whatever way."""

    channel: str
    sender: str
    reply_to: str
    subject: str
    text: str
    sent_at: Instant | None = None
    source_sha256: bytes = b""
    files: tuple[AttachedFile, ...] = ()
    warnings: tuple[str, ...] = ()


class RequestTriaged(Event, frozen=True, tag="request.triaged"):
    """A coordinator judged how soon somebody must act."""

    urgency: Urgency
    reason: str
    supersedes: tuple[EventId, ...] = ()


class CallerVetted(Event, frozen=True, tag="request.vetted"):
    """Somebody checked whether the caller is who they say they are."""

    check: str
    outcome: Vetting


class RequestAnswered(Event, frozen=True, tag="request.answered"):
    """Accepted, referred, declined, or opened again.

    Attributes:
        case: Id of the case that was opened, where accepted.
    """

    move: Move
    reason: str
    case: bytes = b""
    referred_to: str = ""


EVENTS: Final = (RequestReceived, RequestTriaged, CallerVetted, RequestAnswered)


class Request(msgspec.Struct, frozen=True):
    """One call for help."""

    received: RequestReceived | None = None
    received_at: Instant = Instant(0)
    standing: Standing = Standing.NEW
    urgency: Field[Urgency] = Field()
    triage_reason: str = ""
    vetting: tuple[CallerVetted, ...] = ()
    answer: RequestAnswered | None = None
    impossible: tuple[Fact, ...] = ()

    @property
    def urgency_in_force(self) -> Urgency:
        """The most urgent judgement that stands."""
        return self.urgency.in_force(caution=lambda urgency: urgency.value) or Urgency.UNKNOWN

    @property
    def suspicious(self) -> bool:
        """Whether any check of the caller was suspicious."""
        return any(check.outcome is Vetting.SUSPICIOUS for check in self.vetting)


def evolve(request: Request, fact: Fact) -> Request:
    """Return the request after ``fact``. Total: what does not fit is kept as impossible."""
    change = msgspec.structs.replace
    match fact.event:
        case RequestReceived() as received if request.received is None:
            return change(request, received=received, received_at=fact.at)
        case RequestTriaged() as triaged:
            standing = TRANSITIONS.get((request.standing, Move.TRIAGE), request.standing)
            urgency = written(request.urgency, fact, triaged.urgency, triaged.supersedes)
            return change(request, standing=standing, urgency=urgency, triage_reason=triaged.reason)
        case CallerVetted() as vetted:
            return change(request, vetting=(*request.vetting, vetted))
        case RequestAnswered() as answer if _answers(request.standing, answer.move):
            return change(request, standing=TRANSITIONS[request.standing, answer.move], answer=answer)
        case _:
            return change(request, impossible=(*request.impossible, fact))


def _answers(standing: Standing, move: Move) -> bool:
    return move is not Move.TRIAGE and (standing, move) in TRANSITIONS


def receive(received: RequestReceived) -> tuple[Event, ...]:
    """Take in a message.

    Raises:
        Refused: There is nothing in it.
    """
    if not received.text.strip() and not received.subject.strip() and not received.files:
        raise Refused("The message is empty: there is nothing to keep.", field="text")
    return (received,)


def triage(request: Request, *, urgency: Urgency, reason: str) -> tuple[Event, ...]:
    """Judge how soon somebody must act.

    Raises:
        Refused: The request is answered already, or the judgement has no reason.
    """
    _next(request, Move.TRIAGE)
    if urgency is Urgency.UNKNOWN:
        raise Refused("Choose how soon somebody must act.", field="urgency")
    if not reason.strip():
        raise Refused("Say why it is as urgent as this; one line is enough.", field="reason")
    return (RequestTriaged(urgency=urgency, reason=reason, supersedes=request.urgency.heads),)


def vet(*, check: str, outcome: Vetting) -> tuple[Event, ...]:
    """Record a check of the caller.

    Raises:
        Refused: It does not say what was checked.
    """
    if not check.strip():
        raise Refused("Say what was checked and how.", field="check")
    return (CallerVetted(check=check, outcome=outcome),)


def accept(request: Request, *, case: bytes, reason: str) -> tuple[Event, ...]:
    """Accept the request; the case is opened with it.

    Raises:
        Refused: It is not in triage, nobody vetted the caller, the vetting was
            suspicious and no reason is given, or there is no reason at all.
    """
    _next(request, Move.ACCEPT)
    if not request.vetting:
        raise Refused("Nobody has vetted the caller: record a check first.", field="vetting")
    if not reason.strip():
        raise Refused(
            "Say why the group accepts; where the vetting was suspicious, say why all the same.", field="reason"
        )
    return (RequestAnswered(move=Move.ACCEPT, reason=reason, case=case),)


def refer(request: Request, *, to: str, reason: str) -> tuple[Event, ...]:
    """Pass the request on to others.

    Raises:
        Refused: It is not in triage, or it is not said to whom and why.
    """
    _next(request, Move.REFER)
    if not to.strip() or not reason.strip():
        raise Refused("Say to whom the request is referred, and why.", field="reason" if to.strip() else "to")
    return (RequestAnswered(move=Move.REFER, reason=reason, referred_to=to),)


def decline(request: Request, *, reason: str) -> tuple[Event, ...]:
    """Say no.

    Raises:
        Refused: It is not in triage, or no reason is given.
    """
    _next(request, Move.DECLINE)
    if not reason.strip():
        raise Refused("Say why the group cannot help; somebody may have to look at it again.", field="reason")
    return (RequestAnswered(move=Move.DECLINE, reason=reason),)


def reopen(request: Request, *, reason: str) -> tuple[Event, ...]:
    """Take up again what was declined or referred.

    Raises:
        Refused: It is open, or no reason is given.
    """
    _next(request, Move.REOPEN)
    if not reason.strip():
        raise Refused("Say what has changed.", field="reason")
    return (RequestAnswered(move=Move.REOPEN, reason=reason),)


def _next(request: Request, move: Move) -> Standing:
    try:
        return TRANSITIONS[request.standing, move]
    except KeyError:
        if request.standing is Standing.NEW:
            raise Refused("Nobody has judged yet how urgent this is: triage it first.", field="move") from None
        raise Refused(
            "A request that is “%(standing)s” cannot go through “%(move)s”.",
            field="move",
            standing=STANDING_NAMES[request.standing],
            move=MOVE_NAMES[move],
        ) from None
