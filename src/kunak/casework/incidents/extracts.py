"""What was taken out of the register for analysis: without names, and nobody can call it back.

It is of the group and stands on its desk, because an extract is of all incidents: who took out what unit, and the hash
by which a file that turns up somewhere is known again. Specified in ``spec/incidents.md``.
"""

from typing import Final

import msgspec

from kunak.casework.facts import Event, Fact
from kunak.casework.incidents.fields import Sort


class Extracted(Event, frozen=True, tag="incident.extracted"):
    """Rows of one unit left the vault.

    Attributes:
        sha256: Of the file.
    """

    unit: Sort
    sha256: bytes


EVENTS: Final = (Extracted,)


class Extracts(msgspec.Struct, frozen=True):
    """What was taken out, the first first."""

    taken: tuple[Fact, ...] = ()


def evolve(extracts: Extracts, fact: Fact) -> Extracts:
    """Return what was taken out after ``fact``."""
    return Extracts((*extracts.taken, fact)) if isinstance(fact.event, Extracted) else extracts
