"""What was taken out is told in the order in which it was taken, and nothing else is."""

from kunak.casework.incidents.events import Withdrawn
from kunak.casework.incidents.extracts import Extracted, Extracts, evolve
from kunak.casework.incidents.fields import Sort
from kunak.testing.events import folded, told


def test_only_extracts_are_counted_as_such() -> None:
    said = [Extracted(unit=unit, sha256=bytes([number]) * 32) for number, unit in enumerate(Sort)]
    found = folded(evolve, Extracts(), told(*said, Withdrawn(thing=b"x" * 16, reason="twice")))
    assert [fact.event for fact in found.taken] == said
