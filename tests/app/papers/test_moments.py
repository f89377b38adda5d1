import pytest

from kunak.app.papers.moments import FARTHEST_MINUTES, spoken, written, zone
from kunak.base.errors import BadInput
from kunak.base.instants import Instant, from_rfc3339

LATE: Instant = from_rfc3339("2026-02-28T22:30:59Z")


def test_a_paper_shows_the_clock_that_it_names() -> None:
    assert written(LATE, 180) == "2026-03-01 01:30"
    assert written(LATE, 0) == "2026-02-28 22:30"
    assert written(LATE, -210) == "2026-02-28 19:00"


@pytest.mark.parametrize(("minutes", "name"), [(0, "UTC"), (180, "UTC+03:00"), (-210, "UTC-03:30"), (345, "UTC+05:45")])
def test_a_zone_is_named_by_its_distance_from_utc(minutes: int, name: str) -> None:
    assert zone(minutes) == name


def test_a_card_names_the_day_of_the_week() -> None:
    assert spoken(LATE, 180, "en") == ("Sunday, 1 March", "01:30")
    assert spoken(LATE, 180, "ru") == ("воскресенье, 1 марта", "01:30")


@pytest.mark.parametrize("minutes", [FARTHEST_MINUTES + 1, -FARTHEST_MINUTES - 1])
def test_a_clock_that_does_not_exist_is_refused(minutes: int) -> None:
    with pytest.raises(BadInput, match="14 hours"):
        written(LATE, minutes)
