"""What of the register left the vault, rows or reports, each written down before anybody has it.

Written down are what it was, of which unit, and its hash, so that a file that turns up somewhere is known again. What
was read on a screen leaves no entry.
"""

from hashlib import sha256

import msgspec

from kunak.app import incidents
from kunak.app.papers.countsheet import count_pdf
from kunak.app.papers.labels import Language
from kunak.app.reporting import Report
from kunak.app.unrecorded import Unrecorded
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant
from kunak.casework.compartments import Subject
from kunak.casework.incidents.extracts import Extracted, What
from kunak.casework.incidents.fields import Sort


class Left(msgspec.Struct, frozen=True):
    """One file that left the vault.

    Attributes:
        sha256: In hexadecimal.
    """

    at: Instant
    by: str
    what: What
    unit: Sort
    sha256: str


def written_down(space: Workspace, unit: Sort, content: bytes, what: What) -> bytes:
    """Return a file that is about to leave the vault, after that was written down.

    Raises:
        Refused: The register is not for the member at this desk.
    """
    incidents.check_reader(space)
    said = Extracted(unit=unit, sha256=sha256(content).digest(), what=what)
    space.write(space.group_id, Subject.GROUP, (said,))
    return content


def paper(space: Workspace, report: Report, *, language: Language, unrecorded: Unrecorded | None) -> bytes:
    """Return a report as a PDF, with what was estimated beside it; that it leaves the vault is written down.

    Raises:
        Refused: The register is not for the member at this desk.
        Fault: The typesetter failed.
    """
    group = space.group().roster.group
    content = count_pdf(report, group=group, language=language, unrecorded=unrecorded)
    return written_down(space, report.unit, content, What.EXACT_REPORT if report.exact else What.REPORT)


def left(space: Workspace) -> list[Left]:
    """Return everything of the register that left the vault, the latest first.

    Raises:
        Refused: The register is not for the member at this desk.
    """
    incidents.check_reader(space)
    facts = reversed(space.group().extracts.taken)
    return [
        Left(fact.at, space.author(fact.device), said.what, said.unit, said.sha256.hex())
        for fact in facts
        if isinstance(said := fact.event, Extracted)
    ]
