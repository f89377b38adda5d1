"""How early pursuers can be at a stop: what their bases are."""

import json

from tests.oracles.timetables import parse
from tests.routes.building import built

from kunak.routes.pursuers import presence, read_pursuers

TABLE = """
zone UTC
days 2026-05-04
station S 60.0 30.0
stop P 61.0 30.0 of S
stop Near 60.01 30.0
trip R t1: P 08:00, Near 09:00
"""

NOTICE = 1_777_881_600
"""2026-05-04T08:00Z."""


def earliest(stop: str, **group: object) -> int:
    timetable = built(parse(TABLE))
    data = json.dumps({"groups": [{"notice": "2026-05-04T08:00:00Z", **group}]}).encode()
    there = presence(timetable, read_pursuers(data))
    assert there is not None
    return int(there[timetable.stop_numbers[stop]])


def test_who_comes_by_road_from_a_station_starts_at_any_platform_and_at_the_station_itself() -> None:
    # 1,112 m x 1.3 at 80 km/h: 65 s from the station's own place; its only platform is a hundred kilometres away.
    assert earliest("Near", means="road", stops=["S"]) == NOTICE + 65
    assert earliest("P", means="road", stops=["S"]) == NOTICE


def test_who_comes_by_road_from_a_platform_starts_there() -> None:
    assert earliest("Near", means="road", stops=["P"]) > NOTICE + 6000
