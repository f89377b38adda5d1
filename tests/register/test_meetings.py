"""Pairs of incidents by day, place and kind: what is asked, in which order, and a twin that looks at every pair."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.register.meetings import APART, WITHIN, Level, Seen, meetings
from kunak.register.places import Place

DAY = 735_000


def seen(
    first: int = 0,
    last: int | None = None,
    *,
    town: str = "",
    district: str = "",
    region: str = "",
    acts: str = "",
    victims: int = 1,
) -> Seen:
    days = DAY + first, DAY + (first if last is None else last)
    return Seen(*days, Place(town, district, region), frozenset(acts.split()), victims)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (seen(town="kelduin"), seen(town="келдуин"), Level.SETTLEMENT),
        (seen(town="kelduin"), seen(0, 364, town="kelduin"), Level.SETTLEMENT),
        (seen(town="kelduin"), seen(0, 366, town="kelduin"), None),
        (seen(town="kelduin"), seen(3, town="kelduin"), Level.SETTLEMENT),
        (seen(town="kelduin"), seen(4, town="kelduin"), None),
        (seen(town="kelduin"), seen(town="ashvarra"), None),
        (seen(town="kelduin", district="tirremo"), seen(town="ashvarra", district="tirremo"), None),
        (seen(town="kelduin", region="halvora"), seen(town="kelduin", region="quellin"), None),
        (seen(town="kelduin", district="tirremo"), seen(0, 30, district="tirremo"), Level.DISTRICT),
        (seen(town="kelduin", district="tirremo"), seen(0, 31, district="tirremo"), None),
        (seen(district="tirremo", region="halvora"), seen(0, 2, region="halvora"), Level.REGION),
        (seen(district="tirremo", region="halvora"), seen(0, 3, region="halvora"), None),
        (seen(town="kelduin"), seen(region="halvora"), None),
        (seen(), seen(), None),
        (seen(town="kelduin", acts="killing"), seen(town="kelduin", acts="abduction"), None),
        (seen(town="kelduin", acts="killing beating"), seen(town="kelduin", acts="killing"), Level.SETTLEMENT),
        (seen(town="kelduin", acts="killing"), seen(town="kelduin"), Level.SETTLEMENT),
    ],
)
def test_the_narrower_the_place_the_wider_the_days(one: Seen, other: Seen, level: Level | None) -> None:
    for both in ([one, other], [other, one]):
        assert [each.level for each in meetings(both)] == ([] if level is None else [level])


def test_the_most_narrow_come_first() -> None:
    months = [seen(0, 30, town="tessany"), seen(0, 30, town="tessany")]
    days = [seen(town="kelduin"), seen(town="kelduin", victims=2), seen(town="kelduin")]
    apart = [seen(100, district="corrin"), seen(100, district="corrin")]
    found = meetings([*months, *days, *apart])
    assert [(each.one, each.other) for each in found] == [(2, 4), (2, 3), (3, 4), (0, 1), (5, 6)]


TOWNS = st.sampled_from(["", "kelduin", "tessany"])
ENTRIES = st.builds(
    lambda first, more, town, district, region, acts: seen(
        first, first + more, town=town, district=district, region=region, acts=acts
    ),
    st.integers(0, 400),
    st.sampled_from([0, 0, 2, 27, 364, 400]),
    TOWNS,
    st.sampled_from(["", "tirremo"]),
    st.sampled_from(["", "halvora", "quellin"]),
    st.sampled_from(["", "killing", "killing beating", "abduction"]),
)


@given(st.lists(ENTRIES, max_size=12))
def test_every_pair_is_found_that_a_look_at_all_finds(entries: list[Seen]) -> None:
    expected = set()
    for (i, one), (j, other) in combinations(enumerate(entries), 2):
        days = max(one.last, other.last) - min(one.first, other.first) + 1
        apart = max(one.first, other.first) - min(one.last, other.last)
        parts = list(zip(parts_of(one.place), parts_of(other.place), strict=True))
        level = next((level for level in Level if all(parts[level])), None)
        regions = parts[Level.REGION]
        if level is None or parts[level][0] != parts[level][1] or (all(regions) and regions[0] != regions[1]):
            continue
        acts = not one.acts or not other.acts or one.acts & other.acts
        if acts and days <= WITHIN[level] and apart <= APART[level]:
            expected.add((i, j, level))
    assert {(each.one, each.other, each.level) for each in meetings(entries)} == expected


def parts_of(place: Place) -> tuple[str, str, str]:
    return place.settlement, place.district, place.region
