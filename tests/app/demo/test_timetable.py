"""The invented timetable: what is obvious is caught, what takes longer is not, whatever the seed."""

from datetime import date, datetime
from pathlib import Path

import pytest

from kunak.app import routing
from kunak.app.demo import timetable as invented
from kunak.base.instants import from_datetime
from kunak.routes.arrays import Timetable
from kunak.routes.pursuers import read_pursuers

TODAY = date(2026, 3, 14)
STORY = date(2026, 3, 18)
HOUR = 3_600


def built(seed: int) -> Timetable:
    timetable, problems = routing.assembled(invented.feeds(seed, TODAY), invented.own())
    assert problems == ()
    return timetable


def found(
    timetable: Timetable, papers: str = "passport travel-passport", to: str = "Velstad"
) -> list[dict[str, object]]:
    wish = routing.Wish(
        origin="Ashvarra, square",
        destination=to,
        depart=from_datetime(invented.moment(STORY, invented.LEAVES_AT)),
        documents=frozenset(papers.split()),
        people=2,
    )
    answer = routing.plan(timetable, wish, read_pursuers(invented.pursuers(STORY)), lambda: 0.0)
    journeys: list[dict[str, object]] = routing.plan_document(timetable, answer)["journeys"]
    return journeys


def routes(journey: dict[str, object]) -> list[str]:
    return [leg["route"] for leg in journey["legs"] if leg["route"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", [1, 7, 40])
def test_the_fastest_way_is_caught_and_a_slower_one_is_not(seed: int) -> None:
    journeys = found(built(seed))
    fastest = journeys[0]
    assert "QL512" in routes(fastest)
    assert int(str(fastest["lead_s"])) < 0
    safe = [each for each in journeys if int(str(each["lead_s"])) > HOUR]
    assert routes(safe[0]) == ["V40"]
    assert next(leg["kind"] for leg in safe[0]["legs"]) == "drive"  # type: ignore[attr-defined]
    later = datetime.fromisoformat(str(safe[0]["arrival"])) - datetime.fromisoformat(str(fastest["arrival"]))
    assert later.total_seconds() > HOUR


@pytest.mark.parametrize("seed", [1, 7])
def test_without_the_travel_paper_the_train_is_the_obvious_way_and_is_caught_too(seed: int) -> None:
    journeys = found(built(seed), papers="passport")
    assert not any("QL512" in routes(each) for each in journeys)
    by_train = [each for each in journeys if "214" in routes(each)]
    assert by_train
    assert all(int(str(each["lead_s"])) < 0 for each in by_train)
    assert any(int(str(each["lead_s"])) > HOUR for each in journeys)


def test_a_journey_tells_each_hour_on_the_clocks_of_its_place() -> None:
    safe = next(each for each in found(built(1)) if int(str(each["lead_s"])) > HOUR)
    assert str(safe["departure"]).endswith("+03:00")
    assert str(safe["arrival"]).endswith("+02:00")


def test_the_island_is_reached_by_the_night_ferry() -> None:
    assert any("F3" in routes(each) for each in found(built(1), to="Quellin, pier"))


def test_the_files_are_what_the_command_reads(tmp_path: Path) -> None:
    files = invented.as_files(1, TODAY)
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    own = {kind: tmp_path / f"{kind}.csv" for kind in ("drivers", "places", "routes", "borders")}
    made = routing.build([tmp_path / "halvora", tmp_path / "abroad"], tmp_path / "region.tt", own=own, strict=True)
    assert made.problems == ()
    assert routing.opened(tmp_path / "region.tt").about.unattributed == 0
    assert routing.pursuers_of(tmp_path / "pursuers.json") is not None


def test_the_same_seed_writes_the_same_files_and_another_moves_departures() -> None:
    assert invented.as_files(3, TODAY) == invented.as_files(3, TODAY)
    assert invented.as_files(3, TODAY) != invented.as_files(4, TODAY)
