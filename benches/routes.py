"""Journeys, leads and timetables: how fast and how large, beside pynigiri where it is installed.

    python benches/routes.py [FEED.zip] [--day 2016-03-01] [--tiles 7] [--no-walks] [--queries 200] [--repeat 5]

Only the trips of one day are used; ``--tiles`` puts the feed that many times side by side, joined at a hub
and at as many other stops, to stand for a region. As the feed is, pynigiri changes between stops of one name,
and we walk between stops that are near: ``--no-walks`` leaves names and places out, so that both search the same.
The peer is installed by ``make bench``, or ``pip install -r requirements/peers.txt``.
"""

import argparse
import csv
import importlib.util
import io
import random
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import psutil

from kunak.app import routing
from kunak.routes import search
from kunak.routes.pursuers import Group, Means, Pursuers, presence

FEED = Path(__file__).parents[2] / "shared" / "feeds" / "vilnius.zip"
SHARED = 3
"""Stops that all tiles have in common."""


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(name).decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [column.strip() for column in next(reader)]
    return [dict(zip(header, row, strict=False)) for row in reader if row]


def running(archive: zipfile.ZipFile, day: date) -> set[str]:
    found = set()
    for row in rows(archive, "calendar.txt"):
        inside = row["start_date"] <= f"{day:%Y%m%d}" <= row["end_date"]
        if inside and row[f"{day:%A}".lower()] == "1":
            found.add(row["service_id"])
    for row in rows(archive, "calendar_dates.txt") if "calendar_dates.txt" in archive.namelist() else []:
        if row["date"] == f"{day:%Y%m%d}":
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


def tiled(feed: Path, day: date, tiles: int, folder: Path, *, walks: bool = True) -> Path:
    """Write the day of a feed, so many times side by side; without walks, stops have no place, and ids for names."""
    folder.mkdir()
    with zipfile.ZipFile(feed) as archive:
        services = running(archive, day)
        trips = [row for row in rows(archive, "trips.txt") if row["service_id"] in services]
        kept = {row["trip_id"] for row in trips}
        times = [row for row in rows(archive, "stop_times.txt") if row["trip_id"] in kept]
        stops = rows(archive, "stops.txt")
        routes = rows(archive, "routes.txt")
        (folder / "agency.txt").write_bytes(archive.read("agency.txt"))
    count: dict[str, int] = {}
    for row in times:
        count[row["stop_id"]] = count.get(row["stop_id"], 0) + 1
    hubs = set(sorted(count, key=lambda stop: -count[stop])[:SHARED])

    def stop_id(stop: str, tile: int) -> str:
        return stop if stop in hubs or tile == 0 else f"{tile}-{stop}"

    def stop_name(row: dict[str, str], tile: int) -> str:
        stop = stop_id(row["stop_id"], tile)
        return stop if not walks else row["stop_name"] if stop == row["stop_id"] else f"{row['stop_name']} ({tile})"

    def write(name: str, header: str, lines: list[list[str]]) -> None:
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(lines)

    ones = [(row, tile) for tile in range(tiles) for row in stops]
    write("stops.txt", "stop_id,stop_name,stop_lat,stop_lon", [
        [stop_id(r["stop_id"], n), stop_name(r, n)]
        + ([str(float(r["stop_lat"]) + n * 0.5), r["stop_lon"]] if walks else ["", ""])
        for r, n in ones if n == 0 or r["stop_id"] not in hubs
    ])  # fmt: skip
    write(
        "routes.txt",
        "route_id,route_short_name,route_type",
        [[r["route_id"], r.get("route_short_name", ""), r["route_type"]] for r in routes],
    )
    write(
        "trips.txt",
        "route_id,service_id,trip_id",
        [[r["route_id"], "day", f"{n}-{r['trip_id']}"] for n in range(tiles) for r in trips],
    )
    write("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence", [
        [f"{n}-{r['trip_id']}", r["arrival_time"], r["departure_time"], stop_id(r["stop_id"], n), r["stop_sequence"]]
        for n in range(tiles) for r in times
    ])  # fmt: skip
    write(
        "calendar_dates.txt",
        "service_id,date,exception_type",
        [["day", f"{day + timedelta(days=n):%Y%m%d}", "1"] for n in (0, 1)],
    )
    print(f"{tiles} tiles: {len(times) * tiles} stop_times, {len(trips) * tiles} trips, {len(ones)} stops")
    return folder


def grown(before: int) -> float:
    return (psutil.Process().memory_info().rss - before) / 1e6


def tell(what: str, spent: list[float], note: str = "") -> float:
    middle, high = np.percentile(spent, [50, 95])
    print(f"  {what:58s} median {middle:8.2f} ms   p95 {high:8.2f} ms   {note}")
    return float(middle)


def measured(work: Callable[[Any], Any], asked: list[Any], repeat: int) -> tuple[list[float], list[Any]]:
    """Return milliseconds and answers: of each question the least of so many times."""
    spent, answers = [float("inf")] * len(asked), []
    for _ in range(repeat):
        answers = []
        for n, each in enumerate(asked):
            started = time.perf_counter()
            answers.append(work(each))
            spent[n] = min(spent[n], (time.perf_counter() - started) * 1000)
    return spent, answers


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("feed", type=Path, nargs="?", default=FEED)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2016, 3, 1))
    parser.add_argument("--tiles", type=int, default=1)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--no-walks", action="store_true")
    parser.add_argument("--repeat", type=int, default=1, help="ask each question so often, and take the least time")
    options = parser.parse_args()
    if not options.feed.exists():
        print(f"There is no feed {options.feed}: name one.")
        return
    with tempfile.TemporaryDirectory() as folder:
        run(options, Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    feed = tiled(options.feed, options.day, options.tiles, folder / "feed", walks=not options.no_walks)
    started = time.perf_counter()
    built = routing.build([feed], folder / "file.tt")
    print(f"  build {time.perf_counter() - started:.2f} s, file {built.size / 1e6:.1f} MB")
    del built
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    timetable = routing.opened(folder / "file.tt")
    print(f"  open {(time.perf_counter() - started) * 1000:.1f} ms, resident +{grown(before):.1f} MB")
    chance = random.Random(7)
    served = [n for n in range(timetable.stops) if timetable["stop_served"][n]]
    zone = ZoneInfo(timetable.about.zones[0])
    midnight = int(datetime.combine(options.day, datetime.min.time(), zone).timestamp())
    asked = [
        search.Question(*chance.sample(served, 2), midnight + chance.randint(6 * 60, 20 * 60) * 60)
        for _ in range(options.queries)
    ]
    timed = partial(measured, repeat=options.repeat)
    search.front(timetable, asked[0])
    spent, plain = timed(lambda each: search.front(timetable, each), asked)
    ours = tell(
        "front (arrival, rides), journeys told", spent, f"{np.mean([len(each) for each in plain]):.1f} journeys"
    )
    spent, _ = timed(lambda each: search.numbers(timetable, each), asked)
    tell("the same, journeys as numbers", spent)
    spent, _ = timed(lambda each: search.window(timetable, each, 7200), asked[: options.queries // 2])
    _ = search.window(timetable, asked[0], 7200)
    tell("departure window of two hours", spent[1:])
    groups = [pursuers(timetable, each, chance) for each in asked]
    presence(timetable, groups[0])
    spent, there = timed(lambda each: presence(timetable, each), groups)
    tell("reach: one to all", spent)
    pairs = list(zip(asked, there, strict=True))
    search.front(timetable, pairs[0][0], pairs[0][1])
    spent, fronts = timed(lambda each: search.front(timetable, each[0], each[1]), pairs)
    tell("front with lead, journeys told", spent, f"{np.mean([len(each) for each in fronts]):.1f} journeys")
    whole = [a + b for a, b in zip(spent, timed(lambda each: presence(timetable, each), groups)[0], strict=True)]
    tell("the whole question: pursuers, bound, front", whole)
    if importlib.util.find_spec("pynigiri"):
        peer(options, feed, timetable, asked, plain, ours)
    else:
        print("  pynigiri is not installed here: no peer in this run.")


def pursuers(timetable: Any, question: search.Question, chance: random.Random) -> Pursuers:
    """Somebody at a random stop notices within two hours after the departure."""
    stop = timetable.stop_ids[chance.randrange(timetable.stops)]
    notice = datetime.fromtimestamp(question.depart + chance.randint(0, 7200), UTC).isoformat()
    return Pursuers([Group(Means.NETWORK, notice, [stop])])


def peer(
    options: argparse.Namespace, feed: Path, timetable: Any, asked: list[Any], plain: list[Any], ours: float
) -> None:
    ng = importlib.import_module("pynigiri")

    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    config = ng.LoaderConfig()
    config.link_stop_distance = 0
    config.default_tz = timetable.about.zones[0]
    source = ng.TimetableSource("x", str(feed), config)
    day = options.day
    theirs = ng.load_timetable([source], str(day - timedelta(days=1)), str(day + timedelta(days=3)))
    print(f"  pynigiri loads in {time.perf_counter() - started:.2f} s, resident +{grown(before):.0f} MB")

    def query(each: search.Question, seconds: int | None) -> Any:
        wanted = ng.Query()
        minute = -(-each.depart // 60)
        wanted.start_time = minute if seconds is None else (minute, minute + seconds // 60)
        wanted.start = [ng.Offset(theirs.find_location(timetable.stop_ids[each.origin]), 0)]
        wanted.destination = [ng.Offset(theirs.find_location(timetable.stop_ids[each.destination]), 0)]
        return wanted

    timed = partial(measured, repeat=options.repeat)
    queries = [query(each, None) for each in asked]
    ng.route(theirs, queries[0])
    spent, answers = timed(lambda each: ng.route(theirs, each), queries)
    middle = tell("pynigiri, one departure", spent)
    ranges = [query(each, 7200) for each in asked[: options.queries // 2]]
    tell("pynigiri, departure window of two hours", timed(lambda each: ng.route(theirs, each), ranges)[0])
    print(
        f"  ratio of medians {ours / middle:.2f}; journeys {sum(map(len, answers))} theirs, {sum(map(len, plain))} ours"
    )


if __name__ == "__main__":
    main()
