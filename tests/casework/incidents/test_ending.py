"""Only what says that it was an incident makes one."""

from kunak.casework.incidents.ending import Ended, Endings, evolve
from kunak.casework.incidents.events import Withdrawn
from kunak.testing.events import folded, told


def test_incidents_that_were_to_be_destroyed_are_known_once_each() -> None:
    said = [Ended(incident=b"a" * 16), Ended(incident=b"b" * 16), Ended(incident=b"a" * 16)]
    found = folded(evolve, Endings(), told(*said, Withdrawn(thing=b"c" * 16, reason="twice")))
    assert found.incidents == {b"a" * 16, b"b" * 16}
