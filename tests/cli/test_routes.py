"""``kunak routes`` as a person types it."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.oracles.timetables import as_gtfs, parse

from kunak.cli.main import run
from kunak.cli.routes import duration

TABLE = """
zone Europe/Vilnius
days 2026-05-04
stop Home 60.00 30.00
stop Cross 60.50 30.60
stop Border 62.00 31.00
stop Island 65.00 31.00
trip train express: Home 08:00, Cross 09:05/09:10, Border 10:30
"""


@pytest.fixture
def timetable(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    feed = tmp_path / "feed"
    feed.mkdir()
    for name, data in as_gtfs(parse(TABLE)).items():
        (feed / name).write_bytes(data)
    assert run(["routes", "build", str(feed), "--out", str(tmp_path / "t.tt"), "--json"]) == 0
    built = json.loads(capfd.readouterr().out)
    assert built["trips"] == 1
    assert built["problems"] == []
    return tmp_path / "t.tt"


def plan(
    timetable: Path, *more: str, origin: str = "Home", to: str = "Border", depart: str = "2026-05-04T06:00:00+03:00"
) -> int:
    return run(["routes", "plan", str(timetable), "--from", origin, "--to", to, "--depart", depart, *more])


def test_a_journey_is_answered_as_the_contract_says(timetable: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert plan(timetable, "--json") == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["search_ms"] >= 0
    call = {
        "stop": "Cross",
        "arrival": "2026-05-04T09:05:00+03:00",
        "departure": "2026-05-04T09:10:00+03:00",
        "lead_s": None,
    }
    (journey,) = answer["journeys"]
    (leg,) = journey.pop("legs")
    assert journey == {
        "departure": "2026-05-04T08:00:00+03:00",
        "arrival": "2026-05-04T10:30:00+03:00",
        "lead_s": None,
        "rides": 1,
        "recorded": 1,
        "cost": None,
    }
    assert leg.pop("calls")[1] == call
    assert leg == {
        "kind": "ride",
        "from": "Home",
        "to": "Border",
        "departure": "2026-05-04T08:00:00+03:00",
        "arrival": "2026-05-04T10:30:00+03:00",
        "trip": "express",
        "route": "train",
        "record": "unknown",
    }


def test_an_unknown_stop_is_answered_with_its_neighbours(timetable: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert plan(timetable, origin="Hume") == 2
    assert "There is no stop Hume in this timetable. The nearest are: Home" in capfd.readouterr().err


def test_a_lead_that_no_way_keeps_is_answered_with_the_best(
    timetable: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pursuers = tmp_path / "pursuers.json"
    pursuers.write_text('{"groups": [{"means": "watch", "stops": ["Cross"], "notice": "2026-05-04T10:10:00+03:00"}]}')
    assert plan(timetable, "--pursuers", str(pursuers), "--min-lead", "2h", "--json") == 1
    captured = capfd.readouterr()
    assert json.loads(captured.out)["journeys"] == []
    assert "the best has 1:00" in captured.err
    assert plan(timetable, "--pursuers", str(pursuers), "--min-lead", "1h") == 0


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ({"to": "Island"}, 1, "No ride or walk leads there within 7 days"),
        ({"depart": "2027-05-04T06:00:00Z"}, 1, "The timetable has expired: its last day is 2026-05-04"),
        ({"depart": "yesterday"}, 2, "--depart is no instant"),
        ({"depart": "2026-05-04T06:00:00"}, 2, "--depart is no instant"),
        ({"to": "Island", "depart": "2026-05-03T06:00:00Z"}, 1, "No ride or walk leads there within 7 days"),
        ({"depart": "2026-04-03T06:00:00Z"}, 1, "The timetable has not begun: its first day is 2026-05-04"),
        ({"to": "Home"}, 2, "The way begins where it ends"),
    ],
)
def test_a_way_that_is_shut_is_answered_with_what_shuts_it(
    timetable: Path, more: dict[str, str], code: int, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert plan(timetable, **more) == code
    assert says in capfd.readouterr().err


def test_a_horizon_of_hours_is_told_in_hours(timetable: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert plan(timetable, "--horizon", "90m", to="Island") == 1
    assert "No ride or walk leads there within 1.5 hours of the departure." in capfd.readouterr().err


@pytest.mark.parametrize("text", ["0", "-1h"])
def test_a_horizon_before_the_departure_is_refused(
    timetable: Path, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert plan(timetable, "--horizon", text) == 2
    assert "--horizon is a span after the departure" in capfd.readouterr().err


@pytest.mark.parametrize("depart", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_at_the_end_of_the_calendar_is_refused(
    timetable: Path, depart: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert plan(timetable, depart=depart) == 2
    assert "No timetable holds the instant of --depart" in capfd.readouterr().err


@pytest.mark.parametrize("notice", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_notice_at_the_end_of_the_calendar_is_answered(
    timetable: Path, tmp_path: Path, notice: str, capfd: pytest.CaptureFixture[str]
) -> None:
    pursuers = tmp_path / "pursuers.json"
    pursuers.write_text(json.dumps({"groups": [{"means": "watch", "stops": ["Cross"], "notice": notice}]}))
    assert run(["routes", "reach", str(timetable), "--pursuers", str(pursuers), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["stops"][0]["earliest"][:4] == notice[:4]


@pytest.mark.parametrize("option", ["--min-lead", "--horizon"])
def test_a_span_that_is_none_is_refused_by_its_option(
    timetable: Path, option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert plan(timetable, option, "soon") == 2
    assert f"{option} is no span of time" in capfd.readouterr().err


def test_a_lead_is_told_in_minutes_cut_down(timetable: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pursuers = tmp_path / "pursuers.json"
    pursuers.write_text('{"groups": [{"means": "watch", "stops": ["Cross"], "notice": "2026-05-04T09:08:30+03:00"}]}')
    assert plan(timetable, "--pursuers", str(pursuers)) == 0
    assert "lead -0:02" in capfd.readouterr().out
    assert plan(timetable, "--pursuers", str(pursuers), "--min-lead", "0m") == 1
    assert "the best has -0:02" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("pursuers", "says"),
    [
        ('{"groups": [{"means": "road", "notice": "2026-05-04T10:10:00Z"}]}', "Group 1 of the pursuers has no base"),
        (
            '{"groups": [{"means": "boat", "notice": "2026-05-04T10:10:00Z"}]}',
            "cannot be read: Invalid enum value 'boat'",
        ),
        (
            '{"groups": [{"means": "watch", "stops": ["Hume"], "notice": "2026-05-04T10:10:00Z"}]}',
            "In group 1 of the pursuers: There is no stop Hume",
        ),
        ("{}", "missing required field `groups`"),
        (
            '{"groups": [{"means": "watch", "stops": ["Home"], "notice": "noon"}]}',
            "notice of group 1 of the pursuers is no instant",
        ),
        ("{", "cannot be read"),
    ],
)
def test_pursuers_that_cannot_be_placed_are_refused(
    timetable: Path, tmp_path: Path, pursuers: str, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pursuers.json"
    file.write_text(pursuers)
    assert plan(timetable, "--pursuers", str(file)) == 2
    assert says in capfd.readouterr().err


def test_a_name_that_several_stops_have_is_asked_for_by_its_id(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    for name, data in as_gtfs(parse(TABLE)).items():
        (feed / name).write_bytes(data.replace(b"Cross,Cross", b"Cross,Gate").replace(b"Border,Border", b"Border,Gate"))
    made = tmp_path / "t.tt"
    assert run(["routes", "build", str(feed), "--out", str(made)]) == 0
    assert plan(made, to="Gate") == 2
    assert "2 stops of this timetable are called Gate: name one by its id. They are: Cross; Border." in (
        capfd.readouterr().err
    )
    assert plan(made, to="Border") == 0


def test_reach_says_how_early_somebody_can_be_there(
    timetable: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pursuers = tmp_path / "pursuers.json"
    pursuers.write_text('{"groups": [{"means": "network", "stops": ["Home"], "notice": "2026-05-04T07:00:00+03:00"}]}')
    assert run(["routes", "reach", str(timetable), "--pursuers", str(pursuers), "--json"]) == 0
    found = {stop["stop"]: stop["earliest"] for stop in json.loads(capfd.readouterr().out)["stops"]}
    assert found == {
        "Home": "2026-05-04T07:00:00+03:00",
        "Cross": "2026-05-04T09:05:00+03:00",
        "Border": "2026-05-04T10:30:00+03:00",
        "Island": None,
    }
    assert run(["routes", "reach", str(timetable), "--pursuers", str(pursuers), "--geojson"]) == 0
    assert len(json.loads(capfd.readouterr().out)["features"]) == 4
    drawing = tmp_path / "reach.svg"
    assert run(["routes", "reach", str(timetable), "--pursuers", str(pursuers), "--out", str(drawing)]) == 0
    assert capfd.readouterr().out.splitlines()[0] == "2026-05-04T07:00:00+03:00  Home  Home"
    assert "Cross: within 3 hours" in drawing.read_text()
    assert run(["routes", "reach", str(timetable), "--pursuers", str(pursuers), "--out", str(drawing)]) == 1
    assert "reach.svg is there already" in capfd.readouterr().err


def test_info_says_what_a_timetable_holds(timetable: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["routes", "info", str(timetable), "--json"]) == 0
    (feed,) = json.loads(capfd.readouterr().out)["feeds"]
    assert (feed["first_day"], feed["last_day"]) == ("2026-05-04", "2026-05-04")


def test_a_file_that_is_no_timetable_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.tt").write_bytes(b"nothing")
    assert run(["routes", "info", str(tmp_path / "x.tt")]) == 2
    assert run(["routes", "info", str(tmp_path / "y.tt")]) == 2
    assert "There is no timetable y.tt" in capfd.readouterr().err


def test_pursuers_saved_by_an_editor_that_marks_its_files_are_read(timetable: Path, tmp_path: Path) -> None:
    pursuers = tmp_path / "pursuers.json"
    pursuers.write_bytes(b"\xef\xbb\xbf" + b'{"groups": []}')
    assert plan(timetable, "--pursuers", str(pursuers)) == 0


def test_feeds_are_named_by_their_files_and_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    feeds = [tmp_path / name for name in ("city-bus", "city", "north/city-2", "south/city")]
    for feed in feeds:
        feed.mkdir(parents=True)
        for name, data in as_gtfs(parse(TABLE)).items():
            (feed / name).write_bytes(data)
    monkeypatch.chdir(feeds[0])
    names = [".", *map(str, feeds[1:])]
    assert run(["routes", "build", *names, "--out", str(tmp_path / "t.tt"), "--json"]) == 0
    built = json.loads(capfd.readouterr().out)
    assert [feed["name"] for feed in built["feeds"]] == ["city-bus", "city", "city-2", "city-3"]


@pytest.mark.parametrize("out", ["feed", "nowhere/t.tt", "feed/stops.txt", "feed/stops.txt/t.tt"])
def test_a_build_replaces_nothing_that_it_reads(
    timetable: Path, tmp_path: Path, out: str, capfd: pytest.CaptureFixture[str]
) -> None:
    stops = (tmp_path / "feed" / "stops.txt").read_bytes()
    assert timetable.parent == tmp_path
    assert run(["routes", "build", str(tmp_path / "feed"), "--out", str(tmp_path / out)]) == 2
    assert "--out" in capfd.readouterr().err
    assert (tmp_path / "feed" / "stops.txt").read_bytes() == stops


def test_a_zip_file_with_a_damaged_file_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("agency.txt", b"0123456789" * 100)
    data = bytearray((tmp_path / "feed.zip").read_bytes())
    data[40:44] = b"\xff" * 4  # in the packed bytes, behind the header of 30 bytes and the name
    (tmp_path / "feed.zip").write_bytes(data)
    assert run(["routes", "build", str(tmp_path / "feed.zip"), "--out", str(tmp_path / "t.tt")]) == 2
    assert "cannot be unpacked" in capfd.readouterr().err


def test_a_feed_that_is_no_feed_leaves_nothing_behind(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feed.zip").write_bytes(b"PK nothing")
    assert run(["routes", "build", str(tmp_path / "feed.zip"), "--out", str(tmp_path / "t.tt")]) == 2
    assert "cannot be unpacked" in capfd.readouterr().err
    assert not (tmp_path / "t.tt").exists()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2h", 7200), ("90m", 5400), ("1h30m", 5400), ("PT2H", 7200), ("-30m", -1800), ("600", 600), ("1d", 86400),
        ("1h 30m", 5400), ("90 min", 5400), ("2 hours", 7200), ("1.5h", 5400), ("1:30", 5400), ("-0:30:10", -1810),
        ("P1W", 604800), ("+5m", 300),
    ],
)  # fmt: skip
def test_spans_of_time_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert duration(text, field="x") == seconds


def test_a_missing_extra_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['polars'] = None; from kunak.cli.main import main; main()"
    arguments = [sys.executable, "-c", code, "routes", "info", str(tmp_path / "t.tt")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    assert done.stderr == "Journeys need an extra that is not installed. Install it with: pip install 'kunak[routes]'\n"
