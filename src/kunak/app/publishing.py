"""To publish or not: the check of a draft against its case, the approvals, the going out."""

from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Final

import msgspec

from kunak.app import approvals, cases, enclosing, system
from kunak.app.approvals import CosignerFiles
from kunak.app.enclosing import Shelf
from kunak.app.secrets import held_by, unread
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework import publication, situation
from kunak.casework.facts import Event
from kunak.casework.publication import Mark, Publication, Verdict
from kunak.casework.subjects import CaseFile
from kunak.disclosure import openworld
from kunak.disclosure.census import Census, read_census
from kunak.disclosure.check import Crowd, Report, as_json, check, judge, prepare, traits_told
from kunak.disclosure.enclosed import Enclosed, judge_together, together
from kunak.disclosure.secrets import Secrets, astray, read_secrets
from kunak.disclosure.tags import FileReport, judge_file
from kunak.disclosure.wording import Wording, fitted, proposals, put
from kunak.store.drafts import read_draft
from kunak.store.files import read_capped
from kunak.store.publishable import cleaned, read_publishable, write_new

__all__ = [
    "Look",
    "approve",
    "as_json",
    "astray",
    "check_draft",
    "check_may_go",
    "file_as_json",
    "fitted",
    "held_by",
    "judge_file_at",
    "judged",
    "look",
    "make_ready",
    "publish",
    "published_text",
    "published_texts",
    "put",
    "read_census_file",
    "read_secrets_file",
    "read_text",
    "timed",
    "unread",
]

SECRETS_BYTES: Final = 16 * 1024 * 1024
"""Largest secrets file that is read: some hundred thousand entries."""


class Look(msgspec.Struct, frozen=True):
    """What an editor shows of a text, before anything of it is written down.

    Attributes:
        wordings: One for each finding of the report.
        before: The crowd after all that went out already, without this text.
        told_before: Traits that went out already, by name.
        published: The texts that went out with their files, and in `earlier`, what each gave away.
    """

    report: Report
    wordings: tuple[Wording, ...]
    before: Crowd
    told_before: tuple[str, ...]
    published: tuple[str, ...]
    earlier: tuple[Report, ...]


def look(space: Workspace, subject: SubjectId, text: str, enclosed: Sequence[Enclosed] = ()) -> Look:
    """Judge a text as it is being written, and all that went out before. Nothing is written down.

    Raises:
        Refused: This member cannot read what the text is to be checked against.
    """
    with system.undisturbed():
        return _looked(space, subject, text, enclosed)


def make_ready() -> None:
    """Open beside what the first look would wait for."""
    Thread(target=openworld.make_ready, daemon=True).start()


def _looked(space: Workspace, subject: SubjectId, text: str, enclosed: Sequence[Enclosed]) -> Look:
    begun = system.stopwatch_ms()
    prepared, published = prepare(held_by(space, subject)), published_texts(space.case(subject))
    report = judge_together(text, enclosed, prepared, published)
    return Look(
        report=msgspec.structs.replace(report, check_ms=round(system.stopwatch_ms() - begun, 3)),
        wordings=proposals(together(text, enclosed), report.findings),
        before=judge("", prepared, published).crowd,
        told_before=traits_told(published, prepared),
        published=published,
        earlier=tuple(judge(one, prepared) for one in published),
    )


def judged(space: Workspace, subject: SubjectId, text: str, enclosed: Sequence[Enclosed] = ()) -> Report:
    """Return what a text and its files give away of a case. Nothing is written down.

    Raises:
        Refused: This member cannot read all of the case.
    """
    begun = system.stopwatch_ms()
    prepared = prepare(held_by(space, subject))
    report = judge_together(text, enclosed, prepared, published_texts(space.case(subject)))
    return msgspec.structs.replace(report, check_ms=round(system.stopwatch_ms() - begun, 3))


def timed(text: str, secrets: Secrets, published: Sequence[str], census: Census | None = None) -> Report:
    """Check a text and say how long it took, in milliseconds."""
    begun = system.stopwatch_ms()
    report = check(text, secrets, published, census)
    return msgspec.structs.replace(report, check_ms=round(system.stopwatch_ms() - begun, 3))


def read_text(path: Path) -> str:
    """Return the text of a draft that lies in a file.

    Raises:
        BadInput: It cannot be opened, is too large, or is no text.
    """
    return read_draft(path)


def read_secrets_file(path: Path) -> Secrets:
    """Return what a secrets file says must not be given away.

    Raises:
        BadInput: It cannot be opened, or a key or value in it is wrong.
    """
    return read_secrets(read_capped(path, limit=SECRETS_BYTES))


def judge_file_at(
    path: Path, secrets: Secrets, published: Sequence[str], *, clean_to: Path | None = None
) -> FileReport | None:
    """Judge a picture, PDF or office document, and write a cleaned copy; None where the file is none of these.

    Raises:
        BadInput: It cannot be read, or the copy cannot be written.
        Refused: Something would stay in the cleaned copy; nothing is written.
    """
    begun = system.stopwatch_ms()
    found = read_publishable(path)
    if found is None:
        if clean_to is not None:
            raise BadInput("Only pictures, PDF and office documents can be cleaned.", field="clean")
        return None
    name, data, content = found
    judged = judge_file(name, content, secrets, published)
    if clean_to is not None:
        write_new(clean_to, cleaned(data))
        judged = msgspec.structs.replace(judged, file=msgspec.structs.replace(judged.file, cleaned=clean_to.name))
    report = msgspec.structs.replace(judged.report, check_ms=round(system.stopwatch_ms() - begun, 3))
    return msgspec.structs.replace(judged, report=report)


def file_as_json(judged: FileReport) -> bytes:
    """Return the answer on a file as one JSON document: that on a draft, with ``file`` beside it."""
    return msgspec.json.encode(msgspec.to_builtins(judged.report) | {"file": msgspec.to_builtins(judged.file)})


def read_census_file(path: Path) -> Census:
    """Return how many people live where, by a table that the group has.

    Raises:
        BadInput: It cannot be opened, is no text, or a column or number in it is wrong.
    """
    return read_census(read_draft(path))


def check_draft(space: Workspace, subject: SubjectId, *, shelf: Shelf | None = None, reviewed: str = "") -> Report:
    """Check the draft as it stands, its files with it, and write down the verdict.

    Raises:
        Refused: There is no draft, this member cannot read all of the case, a file beside it is not clean, or findings
            ask for a look and nobody says what they saw.
        Fault: A file beside it is not on this laptop.
    """
    draft = space.case(subject).publication.draft
    if draft is None:
        raise Refused("There is no draft yet: write one first.", field="text")
    report = judged(space, subject, draft.text, enclosing.read_all(shelf, draft.files))
    marks = tuple(Mark(one.start, one.end, one.kind, one.severity) for one in report.findings)
    cases.decide(
        space,
        subject,
        lambda now: publication.check(
            now.publication,
            of=draft.digest,
            verdict=Verdict(report.verdict),
            findings=len(report.findings),
            reviewed=reviewed,
            marks=marks,
        ),
    )
    return report


def approve(
    space: Workspace,
    keys: CosignerFiles,
    subject: SubjectId,
    *,
    of: bytes,
    member: bytes,
    passphrase: str,
    shelf: Shelf | None = None,
) -> None:
    """Approve the draft that has the hash ``of``: its text and its files, which are read once more.

    Raises:
        BadInput: This laptop has no key of the member, or the passphrase is wrong.
        Refused: They may not approve it, or a file beside it is not clean.
        Fault: A file beside it is not on this laptop.
    """
    known = space.case(subject).publication
    if known.draft is not None:
        enclosing.read_all(shelf, known.draft.files)
    latest = known.drafts.latest
    approval = approvals.approve(
        space, keys, member=member, passphrase=passphrase, of=of, written_by=latest.device if latest else None
    )
    cases.decide(space, subject, lambda file: publication.approve(file.publication, approval))


def check_may_go(space: Workspace, subject: SubjectId, *, where: str, shelf: Shelf | None = None) -> None:
    """Ask every rule whether the approved text may go out now, and the engine once more; nothing is written down.

    Raises:
        Refused: The first rule in the way: consent, embargo, check, approval, channel. Or what the case holds by now
            makes the text give something away that it did not when it was checked; or a file is not clean.
        Fault: A file beside it is not on this laptop.
    """
    file = space.case(subject)
    _going(file, space.clock(), where)
    draft = file.publication.draft
    if draft is None:
        return
    if judged(space, subject, draft.text, enclosing.read_all(shelf, draft.files)).verdict == "block":
        raise Refused("By what the case holds now, the text gives the person away: check it again.", field="check")


def silent_until(space: Workspace, subject: SubjectId, *, where: str) -> Instant | None:
    """Return when silence ends, where nothing else will be in the way then; None where it has ended.

    Raises:
        Refused: Another rule is in the way: waiting would be for nothing.
    """
    file, now = space.case(subject), space.clock()
    ends = publication.embargo_ends(file.publication, last_movement=situation.last_movement(file, now))
    if ends is None or ends <= now:
        return None
    _going(file, ends, where)
    return ends


def publish(space: Workspace, subject: SubjectId, *, where: str) -> None:
    """Record that the approved text goes out.

    Raises:
        Refused: The first rule in the way: consent, embargo, check, approval, channel.
    """
    now = space.clock()
    cases.decide(space, subject, lambda file: _going(file, now, where))


def _going(file: CaseFile, now: Instant, where: str) -> tuple[Event, ...]:
    return publication.publish(
        file.publication,
        consent=file.consent,
        approvals_needed=1,
        last_movement=situation.last_movement(file, now),
        where=where,
        now=now,
    )


def published_texts(file: CaseFile) -> tuple[str, ...]:
    """Return what has gone out about this case already, by the group and by others."""
    known = file.publication
    own = (published_text(known, published.of) for published in known.published)
    return (*filter(None, own), *(noticed.text for noticed in known.noticed))


def published_text(known: Publication, of: bytes) -> str:
    """Return the text that has a hash with what describes its files; empty where it cannot be read."""
    return together(known.texts[of], enclosing.described(known.files.get(of, ()))) if of in known.texts else ""
