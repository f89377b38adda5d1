"""How the desk behaves is chosen within bounds, and of two choices the more cautious counts."""

import pytest

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.facts import Event, Fact
from kunak.casework.preferences import DeskSet, Preferences, choose, evolve

ZONES = frozenset({"UTC", "Europe/Berlin"})


def _folded(*events: Event) -> Preferences:
    preferences = Preferences()
    for number, event in enumerate(events):
        preferences = evolve(preferences, Fact(EventId(bytes([number]) * 32), DeviceId(b"d" * 16), Instant(0), event))
    return preferences


def test_what_was_chosen_last_is_in_force() -> None:
    first = choose(Preferences(), idle_minutes=5, tab_title=" Recipes ", zone="UTC", zones=ZONES)
    second = choose(_folded(*first), idle_minutes=20, tab_title="", zone="Europe/Berlin", zones=ZONES)
    chosen = _folded(*first, *second).in_force
    assert chosen is not None
    assert (chosen.idle_minutes, chosen.tab_title, chosen.zone) == (20, "", "Europe/Berlin")


def test_of_two_choices_that_stand_the_one_that_locks_sooner_counts() -> None:
    chosen = _folded(
        DeskSet(idle_minutes=30, tab_title="", zone="UTC"), DeskSet(idle_minutes=3, tab_title="", zone="UTC")
    ).in_force
    assert chosen is not None
    assert chosen.idle_minutes == 3


@pytest.mark.parametrize(
    ("minutes", "title", "zone", "field"),
    [
        (0, "", "UTC", "idle_minutes"),
        (61, "", "UTC", "idle_minutes"),
        (10, "x" * 41, "UTC", "tab_title"),
        (10, "", "Mars/Base", "zone"),
    ],
)
def test_what_is_out_of_bounds_is_refused_at_its_field(minutes: int, title: str, zone: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        choose(Preferences(), idle_minutes=minutes, tab_title=title, zone=zone, zones=ZONES)
    assert refused.value.field == field
