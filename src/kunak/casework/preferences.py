"""How the desk of this group behaves: when it locks itself, what the tab shows, in which zone times are told.

Kept in the vault and not beside it: what somebody calls their tab is nobody's business.
"""

from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written

IDLE_LONGEST: Final = 60
"""Minutes. A desk that stays open longer than a meal is open to whoever comes in."""

TITLE_LIMIT: Final = 40
"""Longest title of the tab, in characters."""


class DeskSet(Event, frozen=True, tag="group.desk_set"):
    """Somebody chose how the desk behaves.

    Attributes:
        idle_minutes: It locks itself after so long without a touch.
        tab_title: What the tab shows on every page; empty: each page its own title.
        zone: IANA name of the zone in which times are told.
    """

    idle_minutes: int
    tab_title: str
    zone: str
    supersedes: tuple[EventId, ...] = ()


class MeetingChosen(Event, frozen=True, tag="group.meeting"):
    """Where the laptops of the group meet from now on.

    Attributes:
        url: Address of the relay.
        feed: The group's feed there.
        relay_key: By which the relay signs what it holds.
    """

    url: str
    feed: bytes
    relay_key: bytes
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (DeskSet, MeetingChosen)


class Preferences(msgspec.Struct, frozen=True):
    """What was chosen."""

    desk: Field[DeskSet] = Field()
    meetings: Field[MeetingChosen] = Field()

    @property
    def in_force(self) -> DeskSet | None:
        """The choice that locks soonest; None while nobody has chosen."""
        return self.desk.in_force(caution=lambda chosen: -chosen.idle_minutes)

    @property
    def meeting(self) -> MeetingChosen | None:
        """Where the laptops meet; of two that were chosen apart the same one on every laptop."""
        return self.meetings.in_force(caution=lambda chosen: chosen.feed)


def evolve(preferences: Preferences, fact: Fact) -> Preferences:
    """Return the preferences after ``fact``."""
    match fact.event:
        case DeskSet() as chosen:
            desk = written(preferences.desk, fact, chosen, chosen.supersedes)
            return msgspec.structs.replace(preferences, desk=desk)
        case MeetingChosen() as chosen:
            meetings = written(preferences.meetings, fact, chosen, chosen.supersedes)
            return msgspec.structs.replace(preferences, meetings=meetings)
        case _:
            return preferences


def choose(
    preferences: Preferences, *, idle_minutes: int, tab_title: str, zone: str, zones: frozenset[str]
) -> tuple[Event, ...]:
    """Choose how the desk behaves.

    Args:
        preferences: What was chosen before.
        idle_minutes: Between 1 and ``IDLE_LONGEST``.
        tab_title: Empty for each page's own.
        zone: One of ``zones``.
        zones: Every zone that this machine knows.

    Raises:
        Refused: One of them is out of bounds.
    """
    if not 1 <= idle_minutes <= IDLE_LONGEST:
        raise Refused(
            "The desk locks itself after 1 to %(longest)d minutes.", field="idle_minutes", longest=IDLE_LONGEST
        )
    if len(tab_title.strip()) > TITLE_LIMIT:
        raise Refused("The title of the tab has at most %(limit)d characters.", field="tab_title", limit=TITLE_LIMIT)
    if zone not in zones:
        raise Refused("This machine knows no such zone: write it like Europe/Berlin.", field="zone")
    heads = preferences.desk.heads
    return (DeskSet(idle_minutes=idle_minutes, tab_title=tab_title.strip(), zone=zone, supersedes=heads),)
