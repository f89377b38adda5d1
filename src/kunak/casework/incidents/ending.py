"""Which incidents were to be destroyed: all that remains of one, beside the year in which it was entered.

It is of the group and stands on its desk, because of the incident itself nothing is left that could say so. What
destroys it is an order of two admins (``casework.members``); this says of what the order was. Specified in
``spec/incidents.md``.
"""

from typing import Final

import msgspec

from kunak.casework.facts import Event, Fact


class Ended(Event, frozen=True, tag="incident.ended"):
    """The subject of which an order of destruction speaks was an incident of the register."""

    incident: bytes


EVENTS: Final = (Ended,)


class Endings(msgspec.Struct, frozen=True):
    """Subjects that are incidents which somebody wanted destroyed."""

    incidents: frozenset[bytes] = frozenset()


def evolve(endings: Endings, fact: Fact) -> Endings:
    """Return what is known to have been an incident after ``fact``."""
    match fact.event:
        case Ended(incident=incident):
            return Endings(endings.incidents | {incident})
        case _:
            return endings
