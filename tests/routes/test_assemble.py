"""Several feeds become one timetable; what the group itself knows is joined to them."""

import pytest
from tests.oracles.timetables import as_gtfs, parse

from kunak.base.errors import BadInput
from kunak.routes.arrays import NEVER, Timetable, check
from kunak.routes.assemble import assemble
from kunak.routes.attributes import read_own
from kunak.routes.feed import read_feed
from kunak.routes.problems import Report

ONE = """
zone UTC
days 2026-05-04 2026-05-05
stop A 60.0 30.0 of S
stop B 60.0 30.001 of S
stop C 61.0 30.0
station S 60.0 30.0
change S 300
walk A B 500
trip R t1: A 08:00, C 08:20
trip R t2: A 08:05, C 08:15
trip Q t3: A 23:00, C 24:30
trip Q t4: A 23:50, C 24:40
"""


def build(*texts: str, own: dict[str, bytes] | None = None) -> Timetable:
    report = Report()
    feeds = [read_feed(f"feed{n}", as_gtfs(parse(text)), report) for n, text in enumerate(texts)]
    timetable = assemble(feeds, read_own(own or {}, report), report)
    check(timetable.about, timetable.arrays)
    return timetable


def test_stops_of_several_feeds_carry_the_name_of_their_feed() -> None:
    assert "A" in list(build(ONE).stop_ids)
    assert {"feed0:A", "feed1:A"} <= set(build(ONE, ONE).stop_ids)


def test_stops_of_several_feeds_are_joined_on_foot() -> None:
    timetable = build(ONE, ONE)
    at = timetable.stop_numbers
    links = timetable.net.link_to[timetable.net.link_first[at["feed0:C"]] : timetable.net.link_first[at["feed0:C"] + 1]]
    assert at["feed1:C"] in links


def test_trips_that_overtake_lie_in_different_patterns() -> None:
    # t2 overtakes t1; the others follow t1.
    assert len(build(ONE)["route_zone"]) == 2


def test_a_rule_for_a_station_holds_for_its_platforms() -> None:
    timetable = build(ONE)
    assert [int(timetable["change"][timetable.stop_numbers[stop]]) for stop in "ABC"] == [300, 300, 120]


def test_the_time_of_the_feed_replaces_the_one_by_distance() -> None:
    timetable = build(ONE)
    net, at = timetable.net, timetable.stop_numbers
    seconds = net.link_seconds[net.link_first[at["A"]] : net.link_first[at["A"] + 1]]
    back = net.link_seconds[net.link_first[at["B"]] : net.link_first[at["B"] + 1]]
    assert seconds.tolist() == [500]
    # The other way the feed says what holds for the whole station.
    assert back.tolist() == [300]


def test_a_place_of_the_group_is_a_stop_and_a_drive_leads_there() -> None:
    own = {"places": b"id,lat,lon\nhouse,62.0,30.0\n", "drivers": b"from,to,minutes,when,seats\nC,house,45,,3\n"}
    timetable = build(ONE, own=own)
    assert timetable.platforms(timetable.stop_numbers["house"]).tolist() == [timetable.stop_numbers["house"]]
    assert timetable["drive_seats"].tolist() == [3]
    assert NEVER not in timetable["change"]


def test_a_drive_from_or_to_a_station_is_one_from_or_to_any_of_its_platforms() -> None:
    timetable = build(ONE, own={"drivers": b"from,to,minutes\nC,S,45\nS,C,50\nA,S,9\n"})
    net, ids = timetable.net, list(timetable.stop_ids)
    drives = {
        (ids[stop], ids[net.link_to[link]], int(net.link_seconds[link]), int(net.link_drive[link]))
        for stop in range(len(ids))
        for link in range(net.link_first[stop], net.link_first[stop + 1])
        if net.link_drive[link] >= 0
    }
    assert drives == {
        ("C", "A", 2700, 0),
        ("C", "B", 2700, 0),
        ("A", "C", 3000, 1),
        ("B", "C", 3000, 1),
        ("A", "B", 540, 2),
    }
    assert len(timetable["drive_seats"]) == 3


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (
            {"drivers": b"from,to,minutes\nC,nowhere,45\n"},
            "drivers.csv, line 2, column to: no stop or place has this id",
        ),
        (
            {"drivers": b"from,to,minutes\nnowhere,C,45\n"},
            "drivers.csv, line 2, column from: no stop or place has this id",
        ),
        ({"drivers": b"from,to,minutes\nC,A,soon\n"}, "drivers.csv, line 2, column minutes"),
        ({"drivers": b"from,to,minutes,when\nC,A,5,tomorrow\n"}, "drivers.csv, line 2, column when"),
        ({"routes": b"route_id,record\nR,stamp\n"}, "routes.csv, line 2, column record"),
        ({"routes": b"route_id,crossing\nR,bridge\n"}, "routes.csv, line 2, column crossing"),
        ({"places": b"id,lat,lon\nhouse,91,0\n"}, "places.csv, line 2, column lat"),
        ({"places": b"id,lat,lon\nA,62,30\n"}, "places.csv, line 2, column id: a stop of a feed has this id"),
        ({"places": b"id,lat,lon\nh,62,30\nh,63,30\n"}, "places.csv, line 3, column id: the id was given before"),
        ({"places": b"id,lat,lon\n,62,30\n"}, "places.csv, line 2, column id: the id is empty"),
        ({"routes": b"route_id,record\nR,none\nR,border\n"}, "routes.csv, line 3, column route_id: the id was given"),
        ({"borders": b"crossing,accepts\nk,visa\nk,pass\n"}, "borders.csv, line 3, column crossing: the id was given"),
        (
            {"drivers": b"from,to,minutes,when\nC,A,5,2026-05-05T00:00:00Z/2026-05-04T00:00:00Z\n"},
            "drivers.csv, line 2, column when",
        ),
        ({"drivers": b"from,to,minutes\n\nC,A,5\n\nC,nowhere,5\n"}, "drivers.csv, line 5, column to"),
    ],
)
def test_what_is_wrong_in_the_groups_own_files_is_refused_by_its_line(own: dict[str, bytes], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        build(ONE, own=own)
    assert says in str(refused.value)


def test_a_trip_whose_frequencies_are_all_wrong_does_not_run_at_the_times_of_its_pattern() -> None:
    report = Report()
    files = as_gtfs(parse(ONE)) | {
        "frequencies.txt": b"trip_id,start_time,end_time,headway_secs\n"
        b"t1,06:00:00,07:00:00,0\nt2,06:00:00,06:10:00,600\n"
    }
    timetable = assemble([read_feed("feed", files, report)], read_own({}, report), report)
    check(timetable.about, timetable.arrays)
    assert "t1" not in list(timetable.trip_ids)
    assert {"t2", "t3", "t4"} <= set(timetable.trip_ids)


def test_a_run_at_midnight_of_a_vehicle_that_stands_there_before_is_kept_whole() -> None:
    report = Report()
    # By its pattern it stands at A from 08:00 to 08:02; the first run leaves at midnight.
    files = as_gtfs(parse(ONE.replace("t1: A 08:00,", "t1: A 08:00/08:02,"))) | {
        "frequencies.txt": b"trip_id,start_time,end_time,headway_secs\nt1,00:00:00,01:00:00,1800\n"
    }
    timetable = assemble([read_feed("feed", files, report)], read_own({}, report), report)
    check(timetable.about, timetable.arrays)
    assert list(timetable.trip_ids).count("t1") == 2


def test_a_feed_that_asks_for_more_runs_than_any_has_is_refused_before_they_are_made() -> None:
    report = Report()
    lines = b"t1,00:00:00,99:00:00,1\n" * 3
    files = as_gtfs(parse(ONE)) | {"frequencies.txt": b"trip_id,start_time,end_time,headway_secs\n" + lines}
    with pytest.raises(BadInput, match="more than a million runs"):
        assemble([read_feed("feed", files, report)], read_own({}, report), report)


@pytest.mark.parametrize("route", ["Z", "feed1:R"])
def test_a_route_that_no_feed_has_is_named_with_its_line(route: str) -> None:
    report = Report()
    feed = read_feed("feed0", as_gtfs(parse(ONE)), report)
    own = read_own({"routes": f"route_id,record\nfeed0:R,none\n{route},none\n".encode()}, report)
    assemble([feed], own, report)
    (problem,) = report.lines
    assert (problem.file, problem.column, problem.places) == ("routes.csv", "route_id", ((3, route),))


def test_papers_are_asked_for_by_route_and_by_crossing() -> None:
    own = {
        "routes": b"route_id,documents,crossing\nR,passport visa|permit,bridge\n*,,\n",
        "borders": b"crossing,accepts\nbridge,passport internal\n",
    }
    timetable = build(ONE, own=own)
    assert (("passport",), ("permit", "visa"), ("internal", "passport")) in timetable.about.needs
    assert timetable.about.unattributed == 0
