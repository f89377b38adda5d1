"""To publish or not: a draft, what was found in it, who approved it, and when it may go out.

An approval and a check are bound to the hash of the final text; any edit voids
both. Without consent in scope, or before the embargo ends, nothing goes out,
whoever approves. What a draft gives away is found by an engine that is not
known here: it hands in its verdict.
"""

import hashlib
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework.consent import Consent, Scope
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written
from kunak.casework.roster import Approval

EMBARGO_AFTER_MOVE: Final = 14 * DAY
"""Shortest silence after the last movement, so that a text cannot be laid beside a timetable."""

TEXT_LIMIT: Final = 100_000
"""Longest draft, in characters: in Russian, just under what one event holds."""

MARKS_LIMIT: Final = 1_000
"""Most findings whose places are kept with a verdict."""


class Verdict(Enum):
    """What the check said."""

    CLEAR = "clear"
    REVIEW = "review"
    BLOCK = "block"


VERDICT_NAMES: Final = {
    Verdict.CLEAR: phrase("nothing found"),
    Verdict.REVIEW: phrase("to be looked at"),
    Verdict.BLOCK: phrase("gives something away"),
}


class DraftWritten(Event, frozen=True, tag="publication.drafted"):
    """Somebody wrote a text that might go out."""

    text: str
    scope: Scope = Scope.PUBLISH_SAFE
    supersedes: tuple[EventId, ...] = ()


class Mark(msgspec.Struct, frozen=True):
    """A span of the draft that was found, in code points, and what kind of thing it is: never the secret itself."""

    start: int
    end: int
    kind: str
    severity: str


class DraftChecked(Event, frozen=True, tag="publication.checked"):
    """The text with this hash was checked against the case.

    Attributes:
        reviewed: What the person who looked at the findings says about them.
        marks: Where they are: whoever wrote the draft and may not see the case sees these alone.
    """

    of: bytes
    verdict: Verdict
    findings: int
    reviewed: str = ""
    marks: tuple[Mark, ...] = ()


class DraftApproved(Event, frozen=True, tag="publication.approved"):
    """A second member approved exactly this text."""

    approval: Approval


class EmbargoSet(Event, frozen=True, tag="publication.embargo_set"):
    """Nothing goes out before this instant."""

    until: Instant
    reason: str
    supersedes: tuple[EventId, ...] = ()


class TextPublished(Event, frozen=True, tag="publication.published"):
    """The text went out, here."""

    of: bytes
    where: str
    happened_at: Instant


class TextNoticed(Event, frozen=True, tag="publication.noticed"):
    """Somebody else wrote about the case: a partner, the press, the person, their family."""

    text: str
    where: str


class SilenceChosen(Event, frozen=True, tag="publication.silence_chosen"):
    """The group decided to say nothing about this case."""

    reason: str


EVENTS: Final = (DraftWritten, DraftChecked, DraftApproved, EmbargoSet, TextPublished, TextNoticed, SilenceChosen)


class Draft(msgspec.Struct, frozen=True):
    """One text and the hash to which checks and approvals are bound."""

    text: str
    scope: Scope
    digest: bytes


class Publication(msgspec.Struct, frozen=True):
    """All about what goes out of one case.

    Attributes:
        texts: Every text there ever was, by its hash: what went out must stay readable.
        noticed: What others wrote: it tells as much as our own texts do.
    """

    drafts: Field[Draft] = Field()
    texts: dict[bytes, str] = {}
    checks: dict[bytes, DraftChecked] = {}
    approvals: dict[bytes, tuple[Approval, ...]] = {}
    embargo: Field[Instant] = Field()
    published: tuple[TextPublished, ...] = ()
    noticed: tuple[TextNoticed, ...] = ()
    silence: str = ""

    @property
    def draft(self) -> Draft | None:
        """The text that was written last, or None."""
        return self.drafts.latest.value if self.drafts.latest else None

    @property
    def check(self) -> DraftChecked | None:
        """The check of exactly this text, or None."""
        return self.checks.get(self.draft.digest) if self.draft else None

    @property
    def embargo_until(self) -> Instant | None:
        """The latest of the embargoes that stand, or None."""
        return self.embargo.in_force(caution=int)


def digest(text: str, scope: Scope) -> bytes:
    """Return SHA-256 of a text and its scope: what checks and approvals are bound to."""
    return hashlib.sha256(b"kunak/draft/1\0" + scope.value.encode() + b"\0" + text.encode()).digest()


def evolve(publication: Publication, fact: Fact) -> Publication:
    """Return the publication file after ``fact``."""
    change = msgspec.structs.replace
    match fact.event:
        case DraftWritten() as event:
            text = Draft(event.text, event.scope, digest(event.text, event.scope))
            return change(
                publication,
                drafts=written(publication.drafts, fact, text, event.supersedes),
                texts={**publication.texts, text.digest: text.text},
            )
        case DraftChecked() as check:
            return change(publication, checks={**publication.checks, check.of: check})
        case DraftApproved(approval=approval):
            approvals = (*publication.approvals.get(approval.of, ()), approval)
            return change(publication, approvals={**publication.approvals, approval.of: approvals})
        case EmbargoSet() as embargo:
            return change(publication, embargo=written(publication.embargo, fact, embargo.until, embargo.supersedes))
        case TextPublished() as published:
            return change(publication, published=(*publication.published, published))
        case TextNoticed() as noticed:
            return change(publication, noticed=(*publication.noticed, noticed))
        case SilenceChosen(reason=reason):
            return change(publication, silence=reason)
        case _:
            return publication


def draft(publication: Publication, *, text: str, scope: Scope) -> tuple[Event, ...]:
    """Write a text. Whatever was checked or approved before is void.

    Raises:
        Refused: It is empty or too long.
    """
    if not text.strip():
        raise Refused("The draft is empty.", field="text")
    if len(text) > TEXT_LIMIT:
        raise Refused("The draft is longer than %(limit)d characters.", field="text", limit=TEXT_LIMIT)
    return (DraftWritten(text=text, scope=scope, supersedes=publication.drafts.heads),)


def check(
    publication: Publication, *, verdict: Verdict, findings: int, reviewed: str = "", marks: tuple[Mark, ...] = ()
) -> tuple[Event, ...]:
    """Record what the engine said of the text as it stands.

    Raises:
        Refused: There is no draft; or findings ask for a look and nobody says what they saw.
    """
    text = _standing(publication)
    if verdict is Verdict.REVIEW and not reviewed.strip():
        raise Refused("Look at each finding and say why the text may stand.", field="reviewed")
    return (
        DraftChecked(of=text.digest, verdict=verdict, findings=findings, reviewed=reviewed, marks=marks[:MARKS_LIMIT]),
    )


def approve(publication: Publication, approval: Approval) -> tuple[Event, ...]:
    """Record the word of a second member; the roster says who may give it.

    Raises:
        Refused: There is no draft, it has changed since, it was not checked or the
            check blocks it, or this member has approved it already.
    """
    text = _standing(publication)
    if approval.of != text.digest:
        raise Refused("The draft has changed since: read it again and approve it as it stands.", field="approval")
    _check_passed(publication)
    if approval.member in {known.member for known in publication.approvals.get(text.digest, ())}:
        raise Refused("This member has approved this text already.", field="approval")
    return (DraftApproved(approval=approval),)


def set_embargo(publication: Publication, *, until: Instant, reason: str) -> tuple[Event, ...]:
    """Let nothing go out before an instant.

    Raises:
        Refused: No reason is given.
    """
    if not reason.strip():
        raise Refused("Say why the text has to wait until then.", field="reason")
    return (EmbargoSet(until=until, reason=reason, supersedes=publication.embargo.heads),)


def embargo_ends(publication: Publication, *, last_movement: Instant | None) -> Instant | None:
    """Return when silence ends: the set embargo or the one after the last movement, whichever is later."""
    after_move = None if last_movement is None else after(last_movement, EMBARGO_AFTER_MOVE)
    return max((instant for instant in (publication.embargo_until, after_move) if instant is not None), default=None)


def publish(
    publication: Publication,
    *,
    consent: Consent,
    approvals_needed: int,
    last_movement: Instant | None,
    where: str,
    now: Instant,
) -> tuple[Event, ...]:
    """Record that the text goes out now.

    Args:
        approvals_needed: How many members besides the author have to approve.
        last_movement: When the person last moved, or None where they never did.

    Raises:
        Refused: The first rule in the way: consent, embargo, check, approvals, channel.
    """
    text = _standing(publication)
    if not consent.allows(text.scope, now):
        raise Refused("The person has not consented to this: nothing goes out, whoever approves.", field="consent")
    ends = embargo_ends(publication, last_movement=last_movement)
    if ends is not None and now < ends:
        raise Refused("The embargo has not ended: nothing goes out before it does.", field="embargo")
    _check_passed(publication)
    if len({approval.member for approval in publication.approvals.get(text.digest, ())}) < approvals_needed:
        raise Refused("A second member has not approved this text yet.", field="approval")
    if not where.strip():
        raise Refused("Say where the text goes out.", field="where")
    return (TextPublished(of=text.digest, where=where, happened_at=now),)


def notice(publication: Publication, *, text: str, where: str) -> tuple[Event, ...]:
    """Keep what somebody else wrote about the case: every later text is judged together with it.

    Raises:
        Refused: It is empty or too long, is kept already, or nobody says where it stands.
    """
    if not text.strip():
        raise Refused("Paste the text.", field="text")
    if len(text) > TEXT_LIMIT:
        raise Refused("The text is longer than %(limit)d characters.", field="text", limit=TEXT_LIMIT)
    if not where.strip():
        raise Refused("Say where the text stands.", field="where")
    if any(one.text == text and one.where == where for one in publication.noticed):
        raise Refused("This text is kept already.", field="text")
    return (TextNoticed(text=text, where=where),)


def choose_silence(*, reason: str) -> tuple[Event, ...]:
    """Decide to say nothing.

    Raises:
        Refused: No reason is given.
    """
    if not reason.strip():
        raise Refused("Say why the group keeps silent about this case.", field="reason")
    return (SilenceChosen(reason=reason),)


def _standing(publication: Publication) -> Draft:
    if publication.draft is None:
        raise Refused("There is no draft yet: write one first.", field="text")
    if publication.drafts.disputed:
        raise Refused("Two drafts stand side by side: choose one and save it.", field="text")
    return publication.draft


def _check_passed(publication: Publication) -> None:
    if publication.check is None:
        raise Refused("This text has not been checked as it stands: check it first.", field="check")
    if publication.check.verdict is Verdict.BLOCK:
        raise Refused("The check found what gives the person away: take it out first.", field="check")
