"""To publish or not: the check of a draft against its case, the approvals, the going out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import approvals, cases, system
from kunak.app.approvals import CosignerFiles
from kunak.app.secrets import other_cases, secrets_of
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import to_datetime
from kunak.casework import publication, situation
from kunak.casework.publication import Verdict
from kunak.casework.subjects import CaseFile
from kunak.disclosure.census import Census, read_census
from kunak.disclosure.check import Report, as_json, check
from kunak.disclosure.secrets import Secrets, read_secrets
from kunak.store.drafts import read_draft
from kunak.store.files import read_capped

__all__ = [
    "approve",
    "as_json",
    "check_draft",
    "held_by",
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
