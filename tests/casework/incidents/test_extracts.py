"""What was taken out is told in the order in which it was taken, and nothing else is."""

from kunak.base import canonical
from kunak.casework.incidents.events import Withdrawn
from kunak.casework.incidents.extracts import WHAT_NAMES, Extracted, Extracts, What, evolve
from kunak.casework.incidents.fields import Sort
from kunak.log import codec
from kunak.testing.events import folded, told


def test_only_extracts_are_counted_as_such() -> None:
    said = [Extracted(unit=unit, sha256=bytes([number]) * 32) for number, unit in enumerate(Sort)]
    found = folded(evolve, Extracts(), told(*said, Withdrawn(thing=b"x" * 16, reason="twice")))
    assert [fact.event for fact in found.taken] == said


def test_an_extract_of_a_time_before_reports_were_told_is_of_rows() -> None:
    body = canonical.decode(codec.to_body(Extracted(unit=Sort.ACT, sha256=b"s" * 32, what=What.REPORT)))
    assert isinstance(body, dict)
    del body["what"]
    found = codec.from_body("incident.extracted", canonical.encode(body))
    assert found == Extracted(unit=Sort.ACT, sha256=b"s" * 32, what=What.ROWS)
    assert set(WHAT_NAMES) == set(What)
