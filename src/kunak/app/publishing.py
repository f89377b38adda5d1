"""To publish or not: the check of a draft against its case, the approvals, the going out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import approvals, cases, system
from kunak.app.approvals import CosignerFiles
from kunak.app.secrets import other_cases, secrets_of
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import to_datetime
from kunak.casework import publication, situation
from kunak.casework.publication import Verdict
from kunak.casework.subjects import CaseFile
from kunak.disclosure.census import Census, read_census
from kunak.disclosure.check import Report, as_json, check
from kunak.disclosure.secrets import Secrets, read_secrets
from kunak.disclosure.tags import FileReport, judge_file
from kunak.store.drafts import read_draft
from kunak.store.files import read_capped
from kunak.store.publishable import cleaned, read_publishable, write_new

__all__ = [
    "approve",
    "as_json",
    "check_draft",
    "file_as_json",
    "held_by",
    "judge_file_at",
    "judged",
    "publish",
    "published_texts",
    "read_census_file",
    "read_secrets_file",
    "read_text",
    "timed",
]

SECRETS_BYTES: Final = 16 * 1024 * 1024
"""Largest secrets file that is read: some hundred thousand entries."""


def judged(space: Workspace, subject: SubjectId, text: str) -> Report:
    """Return what a text gives away of a case. Nothing is written down."""
    return timed(text, held_by(space, subject), published_texts(space.case(subject)))


def held_by(space: Workspace, subject: SubjectId) -> Secrets:
    """Return everything that a case holds, and the traits of the group's other cases of the last two years."""
    now = space.clock()
    others = (space.case(other) for code in space.codes() if (other := space.case_by_code(code)) != subject)
    return secrets_of(space.case(subject), today=to_datetime(now).date(), cases=other_cases(others, now))


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


def check_draft(space: Workspace, subject: SubjectId, *, reviewed: str = "") -> Report:
    """Check the draft as it stands and write down the verdict.

    Raises:
        Refused: There is no draft, or findings ask for a look and nobody says what they saw.
    """
    file = space.case(subject)
    if file.publication.draft is None:
        raise Refused("There is no draft yet: write one first.", field="text")
    report = judged(space, subject, file.publication.draft.text)
    cases.decide(
        space,
        subject,
        lambda now: publication.check(
            now.publication, verdict=Verdict(report.verdict), findings=len(report.findings), reviewed=reviewed
        ),
    )
    return report


def approve(
    space: Workspace, keys: CosignerFiles, subject: SubjectId, *, of: bytes, member: bytes, passphrase: str
) -> None:
    """Approve the draft that has the hash ``of``."""
    latest = space.case(subject).publication.drafts.latest
    approval = approvals.approve(
        space, keys, member=member, passphrase=passphrase, of=of, written_by=latest.device if latest else None
    )
    cases.decide(space, subject, lambda file: publication.approve(file.publication, approval))


def publish(space: Workspace, subject: SubjectId, *, where: str) -> None:
    """Record that the approved text goes out.

    Raises:
        Refused: The first rule in the way: consent, embargo, check, approval, channel.
    """
    now = space.clock()
    cases.decide(
        space,
        subject,
        lambda file: publication.publish(
            file.publication,
            consent=file.consent,
            approvals_needed=1,
            last_movement=situation.last_movement(file, now),
            where=where,
            now=now,
        ),
    )


def published_texts(file: CaseFile) -> tuple[str, ...]:
    """Return what has gone out about this case already."""
    texts = file.publication.texts
    return tuple(texts[published.of] for published in file.publication.published if published.of in texts)
