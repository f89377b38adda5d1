"""To publish or not: a draft, what was found in it, who approved it, and when it may go out.

An approval and a check are bound to the hash of the final text and of the clean
files that go out with it; any edit voids both. Without consent in scope, or before
the embargo ends, nothing goes out, whoever approves. What a draft gives away is
found by an engine that is not known here: it hands in its verdict.

The hash is specified in ``spec/publication.md``.
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
from kunak.casework.request import AttachedFile
from kunak.casework.roster import Approval

EMBARGO_AFTER_MOVE: Final = 14 * DAY
"""Shortest silence after the last movement, so that a text cannot be laid beside a timetable."""

TEXT_LIMIT: Final = 100_000
"""Longest draft, in characters: in Russian, just under what one event holds."""

MARKS_LIMIT: Final = 1_000
"""Most findings whose places are kept with a verdict."""

FILES_LIMIT: Final = 10
"""Most files of one publication: what one album of Telegram holds."""

ALT_LIMIT: Final = 500
"""Longest description of a picture, in characters: with ten of them and the longest text just under one event."""

NAME_LIMIT: Final = 60
"""Longest name of a file, in characters."""


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


class Removed(msgspec.Struct, frozen=True):
    """One thing that a file said of itself before it was cleaned: what it is called, never what it said.

    Attributes:
        told: Kinds of findings: what of the case it told.
    """

    what: str
    told: tuple[str, ...] = ()


class CleanFile(msgspec.Struct, frozen=True):
    """A picture or document that goes out with a text, as it was cleaned. What was chosen at first is kept nowhere.

    Attributes:
        sealed: Its bytes in the store, with the name and the type under which it goes out.
        sha256: Of the plain bytes: what approvals are bound to.
        kind: What it is, as the cleaner calls it: ``jpeg``, ``pdf``, ``docx``.
        alt: What a picture shows, for people who do not see it.
        removed: What it said of itself before.
    """

    sealed: AttachedFile
    sha256: bytes
    kind: str
    alt: str = ""
    removed: tuple[Removed, ...] = ()

    def __repr__(self) -> str:
        return f"CleanFile({self.kind}, {self.sealed.size} bytes)"

    @property
    def is_picture(self) -> bool:
        """Whether it is looked at, not read."""
        return self.sealed.media_type.startswith("image/")

    @property
    def told(self) -> tuple[str, ...]:
        """What of the case it told before it was cleaned, by kind."""
        return tuple(dict.fromkeys(kind for one in self.removed for kind in one.told))


class DraftWritten(Event, frozen=True, tag="publication.drafted"):
    """Somebody wrote a text that might go out, or changed the files beside it."""

    text: str
    scope: Scope = Scope.PUBLISH_SAFE
    files: tuple[CleanFile, ...] = ()
    supersedes: tuple[EventId, ...] = ()


class Mark(msgspec.Struct, frozen=True):
    """A span of the draft that was found, in code points, and what kind of thing it is: never the secret itself.

    With files the draft is read as one text: the text, then the name and description of each file, then their words.
    """

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
    """One text with its files, and the hash to which checks and approvals are bound."""

    text: str
    scope: Scope
    digest: bytes
    files: tuple[CleanFile, ...] = ()


class Publication(msgspec.Struct, frozen=True):
    """All about what goes out of one case.

    Attributes:
        texts: Every text there ever was, by the hash of its draft: what went out must stay readable.
        files: The files of every draft that had some, by its hash.
        noticed: What others wrote: it tells as much as our own texts do.
    """

    drafts: Field[Draft] = Field()
    texts: dict[bytes, str] = {}
    files: dict[bytes, tuple[CleanFile, ...]] = {}
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


def digest(text: str, scope: Scope, files: tuple[CleanFile, ...] = ()) -> bytes:
    """Return SHA-256 of a text, its scope and its files in order: what checks and approvals are bound to.

    A text without files has the hash that it had before there were files.
    """
    if not files:
        return _sha256(b"kunak/draft/1\0" + scope.value.encode() + b"\0" + text.encode())
    parts = b"".join(_sha256(part) for file in files for part in _bound(file))
    return _sha256(b"kunak/draft/2\0" + scope.value.encode() + b"\0" + _sha256(text.encode()) + parts)


def _bound(file: CleanFile) -> tuple[bytes, bytes, bytes]:
    return file.sha256, file.sealed.name.encode(), file.alt.encode()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def evolve(publication: Publication, fact: Fact) -> Publication:
    """Return the publication file after ``fact``."""
    change = msgspec.structs.replace
    match fact.event:
        case DraftWritten() as event:
            text = Draft(event.text, event.scope, digest(event.text, event.scope, event.files), event.files)
            return change(
                publication,
                drafts=written(publication.drafts, fact, text, event.supersedes),
                texts={**publication.texts, text.digest: text.text},
                files={**publication.files, text.digest: text.files} if text.files else publication.files,
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


def draft(
    publication: Publication, *, text: str, scope: Scope, files: tuple[CleanFile, ...] | None = None
) -> tuple[Event, ...]:
    """Write a text. Whatever was checked or approved before is void.

    Args:
        publication: As it stands.
        text: What is to go out.
        scope: What the person has to allow for it.
        files: What goes out with it; None: the files that stand, those of every draft side by side.

    Raises:
        Refused: It is empty or too long.
    """
    if not text.strip():
        raise Refused("The draft is empty.", field="text")
    if len(text) > TEXT_LIMIT:
        raise Refused("The draft is longer than %(limit)d characters.", field="text", limit=TEXT_LIMIT)
    kept = _files_beside(publication) if files is None else files
    return (DraftWritten(text=text, scope=scope, files=kept, supersedes=publication.drafts.heads),)


def enclose(publication: Publication, file: CleanFile) -> tuple[Event, ...]:
    """Put a clean file beside the draft. Whatever was checked or approved before is void.

    Raises:
        Refused: There is no draft, or no room; its name or description will not do; or it is there already.
    """
    text = _standing(publication)
    if len(text.files) >= FILES_LIMIT:
        raise Refused("A text goes out with %(limit)d files at most.", field="file", limit=FILES_LIMIT)
    if file.sha256 in {known.sha256 for known in text.files}:
        raise Refused("This file is there already.", field="file")
    return _with_files(publication, (*text.files, _described(file, text.files)))


def describe(publication: Publication, stored: str, *, name: str, alt: str) -> tuple[Event, ...]:
    """Give a file of the draft another name or description. Whatever was checked or approved before is void.

    Args:
        publication: As it stands.
        stored: Name of the file in the store.
        name: Under which it goes out.
        alt: What it shows.

    Raises:
        Refused: The file is not in the draft, or its name or description will not do.
    """
    text, file = _standing(publication), enclosed(publication, stored)
    changed = msgspec.structs.replace(file, sealed=msgspec.structs.replace(file.sealed, name=name), alt=alt)
    if changed == file:
        return ()
    others = tuple(known for known in text.files if known != file)
    described = _described(changed, others)
    return _with_files(publication, tuple(described if known == file else known for known in text.files))


def take_out(publication: Publication, stored: str) -> tuple[Event, ...]:
    """Take a file out of the draft. Whatever was checked or approved before is void.

    Raises:
        Refused: The file is not in the draft.
    """
    text, file = _standing(publication), enclosed(publication, stored)
    return _with_files(publication, tuple(known for known in text.files if known != file))


def enclosed(publication: Publication, stored: str) -> CleanFile:
    """Return a file of the draft by its name in the store.

    Raises:
        Refused: It is not in the draft.
    """
    files = publication.draft.files if publication.draft else ()
    for file in files:
        if file.sealed.stored == stored:
            return file
    raise Refused("This file is no longer beside the draft: open the page of the publication again.")


def _described(file: CleanFile, others: tuple[CleanFile, ...]) -> CleanFile:
    """Return a file whose name and description will do."""
    if file.is_picture and not file.alt.strip():
        raise Refused("Say what the picture shows, for people who do not see it.", field="alt")
    if len(file.alt) > ALT_LIMIT:
        raise Refused("The description is longer than %(limit)d characters.", field="alt", limit=ALT_LIMIT)
    if len(file.sealed.name) > NAME_LIMIT:
        raise Refused("The name is longer than %(limit)d characters.", field="name", limit=NAME_LIMIT)
    if file.sealed.name.casefold() in {known.sealed.name.casefold() for known in others}:
        raise Refused("Another file of this text has this name: choose another one.", field="name")
    return file


def _with_files(publication: Publication, files: tuple[CleanFile, ...]) -> tuple[Event, ...]:
    text = _standing(publication)
    return draft(publication, text=text.text, scope=text.scope, files=files)


def _files_beside(publication: Publication) -> tuple[CleanFile, ...]:
    """Return the files of every draft that stands: of two side by side, none is lost."""
    files = [file for write in publication.drafts.writes for file in write.value.files]
    return tuple({file.sealed.stored: file for file in files}.values())


def check(
    publication: Publication,
    *,
    verdict: Verdict,
    findings: int,
    reviewed: str = "",
    marks: tuple[Mark, ...] = (),
    of: bytes | None = None,
) -> tuple[Event, ...]:
    """Record what the engine said of the draft as it stands.

    Args:
        publication: As it stands.
        verdict: What the engine said.
        findings: How many there were.
        reviewed: What the person who looked at them says.
        marks: Where they are.
        of: Hash of what the engine read; None: the draft that stands.

    Raises:
        Refused: There is no draft, or another one than was read; or findings ask for a look and nobody says what they
            saw.
    """
    text = _standing(publication)
    if of is not None and of != text.digest:
        raise Refused("The draft has changed since: check it as it stands.", field="check")
    if verdict is Verdict.REVIEW and not reviewed.strip():
        if text.files:
            raise Refused("Look at each file and finding, and say what you saw and why it may stand.", field="reviewed")
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
