"""What was taken out of the register, rows or a report: without names, and nobody can call it back.

It is of the group and stands on its desk, because an extract is of all incidents: who took out what unit, and the hash
by which a file that turns up somewhere is known again. Specified in ``spec/incidents.md``.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.incidents.fields import Sort


class What(Enum):
    """What left the vault: rows for analysis, or a report as a paper, with small numbers or without."""

    ROWS = "rows"
    REPORT = "report"
    EXACT_REPORT = "exact_report"


WHAT_NAMES: Final = {
    What.ROWS: phrase("Rows for analysis"),
    What.REPORT: phrase("Report"),
    What.EXACT_REPORT: phrase("Report with small numbers"),
}


class Extracted(Event, frozen=True, tag="incident.extracted"):
    """Something of one unit left the vault.

    Attributes:
        sha256: Of the file.
    """

    unit: Sort
    sha256: bytes
    what: What = What.ROWS


EVENTS: Final = (Extracted,)


class Extracts(msgspec.Struct, frozen=True):
    """What was taken out, the first first."""

    taken: tuple[Fact, ...] = ()


def evolve(extracts: Extracts, fact: Fact) -> Extracts:
    """Return what was taken out after ``fact``."""
    return Extracts((*extracts.taken, fact)) if isinstance(fact.event, Extracted) else extracts
