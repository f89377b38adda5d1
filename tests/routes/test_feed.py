"""What is wrong in a feed is named by file, line and column, and becomes what the rules say."""

from typing import Any

import pytest
from tests.oracles.timetables import as_gtfs, parse

from kunak.base.errors import BadInput
from kunak.routes.feed import read_feed
from kunak.routes.problems import RULES, Report, Rule

PLAIN = """
zone UTC
days 2026-05-04
stop A 60.0 30.0
stop B 60.1 30.0
stop C 60.2 30.0
trip R t1: A 08:00, B 08:10, C 08:20
trip R t2: A 09:00, B 09:10, C 09:20
"""


def files(**changed: bytes) -> dict[str, bytes]:
    """A sound feed with some files changed."""
    return as_gtfs(parse(PLAIN)) | {f"{name}.txt": data for name, data in changed.items()}


def problems(report: Report) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
    return [(p.file, p.column, p.kind, p.count, tuple(line for line, _value in p.places)) for p in report.lines]


def test_a_sound_feed_has_no_problem() -> None:
    report = Report(strict=True)
    feed = read_feed("feed", files(), report)
    assert feed.trips.ids == ["t1", "t2"]
    assert problems(report) == []


TIMES = b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
GOOD = b"t1,08:00:00,08:00:00,A,1\nt1,08:10:00,08:10:00,B,2\n"

BROKEN: list[tuple[str, bytes, tuple[str, str, str, int, tuple[int, ...]], list[str]]] = [
    (
        "stop_times",
        TIMES + GOOD + b"t2,09:00:00,09:00:00,A,1\nt2,9h10,9h10,B,2\n",
        ("stop_times.txt", "arrival_time", "bad_time", 1, (5,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b"t2,09:00:00,09:00:00,A,1\nt2,\xd9\xa0\xd9\xa9:10:00,09:10:00,B,2\n",
        ("stop_times.txt", "arrival_time", "bad_time", 1, (5,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b'\n\nt2,09:00:00,09:00:00,A,1\n"t2",08:00:00,08:00:00,B,2\n',
        ("stop_times.txt", "departure_time", "backwards", 1, (7,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b"t2,09:00:00,09:00:00,A,1\nt2,09:10:00,09:10:00,Nowhere,2\n",
        ("stop_times.txt", "stop_id", "unknown_stop", 1, (5,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b"t2,09:00:00,09:00:00,A,1\n",
        ("stop_times.txt", "trip_id", "short_trip", 1, (4,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b"t2,,,A,1\nt2,09:10:00,09:10:00,B,2\n",
        ("stop_times.txt", "arrival_time", "untimed_end", 1, (4,)),
        ["t1"],
    ),
    (
        "stop_times",
        TIMES + GOOD + b"t9,09:00:00,09:00:00,A,1\nt9,09:10:00,09:10:00,B,2\n",
        ("stop_times.txt", "trip_id", "unknown_trip", 2, (4, 5)),
        ["t1"],
    ),
    (
        "trips",
        b"route_id,service_id,trip_id\nR,s-0504,t1\nX,s-0504,t2\n",
        ("trips.txt", "route_id", "unknown_route", 1, (3,)),
        ["t1"],
    ),
    (
        "trips",
        b"route_id,service_id,trip_id\nR,s-0504,t1\nR,never,t2\n",
        ("trips.txt", "service_id", "unknown_service", 1, (3,)),
        ["t1"],
    ),
    (
        "stops",
        b"stop_id,stop_name,stop_lat,stop_lon\nA,A,60,30\nB,B,91,30\nC,C,60,30\nA,again,1,1\n",
        ("stops.txt", "stop_lat", "bad_coordinates", 1, (3,)),
        ["t1", "t2"],
    ),
    (
        "stops",
        b"stop_id,stop_name,stop_lat,stop_lon\nA,A,60,30\nB,B,61,30\nC,C,60,30\nA,again,1,1\n",
        ("stops.txt", "stop_id", "duplicate", 1, (5,)),
        ["t1", "t2"],
    ),
    (
        "calendar_dates",
        b"service_id,date,exception_type\ns-0504,20260504,1\ns-0504,2026-05-05,1\n",
        ("calendar_dates.txt", "date", "bad_date", 1, (3,)),
        ["t1", "t2"],
    ),
    (
        "transfers",
        b"from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,A,2,\nA,B,2,60\n",
        ("transfers.txt", "min_transfer_time", "no_transfer_time", 1, (2,)),
        ["t1", "t2"],
    ),
]


@pytest.mark.parametrize(("name", "data", "problem", "trips"), BROKEN, ids=lambda each: str(each)[:20])
def test_what_is_wrong_is_named_and_left_out(name: str, data: bytes, problem: Any, trips: list[str]) -> None:
    report = Report()
    feed = read_feed("feed", files(**{name: data}), report)
    assert problem in problems(report)
    assert feed.trips.ids == trips
    assert RULES[problem[2]][0] is not Rule.REFUSED


@pytest.mark.parametrize(("name", "data", "problem", "trips"), BROKEN, ids=lambda each: str(each)[:20])
def test_strict_refuses_it(name: str, data: bytes, problem: Any, trips: list[str]) -> None:  # noqa: ARG001
    with pytest.raises(BadInput):
        read_feed("feed", files(**{name: data}), Report(strict=True))


@pytest.mark.parametrize("missing", ["agency", "stops", "routes", "trips", "stop_times"])
def test_a_feed_without_a_needed_file_is_refused_by_its_name(missing: str) -> None:
    feed = files()
    del feed[f"{missing}.txt"]
    with pytest.raises(BadInput, match=rf"{missing}\.txt: the feed lacks this file"):
        read_feed("feed", feed, Report())


def test_a_feed_of_which_no_trip_is_left_is_refused() -> None:
    report = Report()
    with pytest.raises(BadInput) as refused:
        read_feed("feed", files(stop_times=TIMES + b"t1,8h,8h,A,1\nt1,9h,9h,B,2\n"), report)
    assert "trips.txt: no trip of the feed can be used (stop_times.txt:2)" in str(refused.value)


def test_a_zone_that_nobody_knows_is_refused() -> None:
    agency = b"agency_id,agency_name,agency_url,agency_timezone\na,A,x,Mars/Olympus\n"
    with pytest.raises(BadInput, match=r"agency\.txt, line 2, column agency_timezone: no such time zone is known"):
        read_feed("feed", files(agency=agency), Report())


def test_marks_columns_quotes_and_empty_lines_of_all_kinds_are_read() -> None:
    times = (
        b'\xef\xbb\xbfstop_sequence, stop_id ,"trip_id",departure_time,arrival_time,more\r\n'
        b'\r\n1,A,t1,8:00:00,8:00:00,"a, b"\r\n2,"B" ,t1,08:10:00, 08:10:00\r\n,,,,,\r\n'
        b'2,C,"t2",25:10:00,25:10:00,x,y,z\r\n1,A,t2,24:00:00,24:00:00,\r\n'
    )
    report = Report()
    feed = read_feed("feed", files(stop_times=times), report)
    assert feed.trips.ids == ["t1", "t2"]
    assert feed.trips.departure.tolist() == [8 * 3600, 8 * 3600 + 600, 24 * 3600, 25 * 3600 + 600]
    assert problems(report) == [("stop_times.txt", "", "ragged", 1, (6,))]


def test_a_quotation_mark_that_is_never_closed_loses_its_lines_and_nothing_else() -> None:
    stops = b'stop_id,stop_name,stop_lat,stop_lon\nA,A,60,30\nB,B,60.1,30\nC,"C,60.2,30\n'
    report = Report()
    feed = read_feed("feed", files(stops=stops), report)
    assert feed.stops.ids[:2] == ["A", "B"]


def test_a_file_in_another_encoding_is_read_and_said() -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,Köln,60,30\nB,B,60.1,30\nC,C,60.2,30\n".encode("cp1252")
    report = Report()
    feed = read_feed("feed", files(stops=stops), report)
    assert feed.stops.names[0] == "Köln"
    assert problems(report) == [("stops.txt", "", "encoding", 1, ())]


def test_calls_without_times_are_spread_evenly_between_their_neighbours() -> None:
    times = TIMES + b"t1,08:00:00,08:05:00,A,1\nt1,,,B,2\nt1,,,C,3\nt1,08:20:00,08:20:00,A,4\n"
    feed = read_feed("feed", files(stop_times=times), Report())
    assert feed.trips.arrival.tolist() == [28800, 29400, 29700, 30000]
    assert feed.trips.departure.tolist() == [29100, 29400, 29700, 30000]
