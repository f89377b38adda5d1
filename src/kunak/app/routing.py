"""Build a timetable, ask it for the way out, and say what the answer rests on.

Everything that a door (command line, desk) needs of the routes engine: files in, plain values out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from kunak.app.papers import reachmap
from kunak.base.errors import BadInput, Refused
from kunak.base.instants import SECOND, Instant, from_rfc3339, to_datetime
from kunak.base.words import phrase
from kunak.routes import layout, search
from kunak.routes.arrays import RECORDS, UNSTATED, Timetable
from kunak.routes.assemble import assemble
from kunak.routes.attributes import read_own
from kunak.routes.feed import FILES, read_feed
from kunak.routes.journey import Call, Journey, Leg
from kunak.routes.kernels import INF
from kunak.routes.names import number_of
from kunak.routes.problems import Problem, Report
from kunak.routes.pursuers import Pursuers, presence, read_pursuers
from kunak.routes.retell import Presence
from kunak.store.feeds import read_feed_files, read_table
from kunak.store.timetable import map_timetable, write_timetable

__all__ = [
    "ASSUMPTIONS", "INF", "RECORDS", "UNSTATED", "Answer", "Built", "Teller", "Wish", "as_geojson", "assembled",
    "build", "described", "drawn", "layout", "number_of", "opened", "plan", "plan_document", "presence", "pursuers_of",
    "reach", "read_pursuers",
]  # fmt: skip

ASSUMPTIONS: Final = (
    phrase("A lead is a bound, not a forecast: it holds if the pursuers have no other means than those named."),
    phrase(
        "Every vehicle is taken to run on time. Delays and strikes are not modelled, nor are other people who talk."
    ),
    phrase("Pursuers are taken to know everything from their notice on, and to waste no minute."),
)
"""What stands beside every figure."""

_FIRST_SECOND: Final = int(datetime(1, 1, 2, tzinfo=UTC).timestamp())
_LAST_SECOND: Final = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())

Stopwatch = Callable[[], float]


@dataclass(frozen=True)
class Built:
    """What became of a build."""

    size: int
    timetable: Timetable
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, as they typed it."""

    origin: str
    destination: str
    depart: Instant
    min_lead: int | None = None
    documents: frozenset[str] | None = None
    people: int = 1
    horizon: int = search.HORIZON


@dataclass(frozen=True)
class Answer:
    """Journeys, or what shuts the way where there are none."""

    journeys: tuple[Journey, ...]
    search_ms: float
    shut: Refused | None


def build(
    feeds: Sequence[Path],
    out: Path,
    *,
    own: Mapping[str, Path] | None = None,
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Built:
    """Build one timetable file from feeds and the group's own files.

    Raises:
        BadInput: A feed or file cannot be used. Nothing was written.
    """
    _free(out, (*feeds, *(own or {}).values()))
    report = Report(strict=strict)
    added = read_own({kind: read_table(path) for kind, path in (own or {}).items()}, report)
    judged = []
    for n, (name, path) in enumerate(zip(_names(feeds), feeds, strict=True)):
        progress(n, len(feeds) + 1)
        judged.append(read_feed(name, read_feed_files(path, FILES), report))
    timetable = assemble(judged, added, report, progress)
    size = write_timetable(out, layout.encode(timetable))
    return Built(size, timetable, report.lines)


def _free(out: Path, inputs: Sequence[Path]) -> None:
    """Refuse a place where no file can be made, or where one lies that is to be read."""
    if out.is_dir() or not out.parent.is_dir():
        raise BadInput(
            "%(name)s can be no file: it is a folder, or lies in none. Name another one with --out.",
            name=str(out),
            field="out",
        )
    read = [path / out.name if path.is_dir() and out.name in FILES else path for path in inputs]
    if out.exists() and any(path.exists() and out.samefile(path) for path in read):
        raise BadInput(
            "%(name)s is to be read and not replaced: name another file with --out.", name=out.name, field="out"
        )


def assembled(
    feeds: Mapping[str, Mapping[str, bytes]], own: Mapping[str, bytes]
) -> tuple[Timetable, tuple[Problem, ...]]:
    """Build a timetable from files in memory: of each feed by its name, and the group's own by kind.

    Raises:
        BadInput: A feed or file cannot be used.
    """
    report = Report()
    added = read_own(own, report)
    timetable = assemble([read_feed(name, files, report) for name, files in feeds.items()], added, report)
    return timetable, report.lines


def _names(feeds: Sequence[Path]) -> list[str]:
    """Name feeds by their files, each differently."""
    names: list[str] = []
    for path in feeds:
        name = path.resolve().name if path.name in {"", ".."} else path.name
        stem = (name[:-4] if name.lower().endswith(".zip") else name).replace(":", "_")
        others = (f"{stem}-{n}" for n in count(2))
        names.append(stem if stem not in names else next(each for each in others if each not in names))
    return names


def opened(path: Path) -> Timetable:
    """Open a timetable file.

    Raises:
        BadInput: It is none, or it is damaged.
    """
    return layout.decode(map_timetable(path))


def pursuers_of(path: Path | None) -> Pursuers | None:
    """Read a file of pursuers; None where none is named.

    Raises:
        BadInput: It is missing, or it is none.
    """
    return None if path is None else read_pursuers(read_table(path))


def described(timetable: Timetable) -> dict[str, Any]:
    """Return what a timetable says about itself."""
    about = timetable.about
    return {
        "feeds": [
            {
                "name": feed.name,
                "publisher": feed.publisher,
                "version": feed.version,
                "licence": feed.licence,
                "first_day": feed.first_day,
                "last_day": feed.last_day,
                "sha256": feed.sha256,
            }
            for feed in about.feeds
        ],
        "zones": list(about.zones),
        "stops": timetable.stops,
        "patterns": len(timetable["route_zone"]),
        "trips": len(timetable["trip_days"]),
        "calls": len(timetable["arrival"]),
        "walks": int((timetable["link_drive"] < 0).sum()),
        "drives": len(timetable["drive_opens"]),
        "routes": about.routes,
        "routes_without_attributes": about.unattributed,
    }


def prepare(timetable: Timetable, *, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Load every search; compile it where that was not done yet, which takes about half a minute."""
    search.prepare(timetable, progress=progress)


def plan(timetable: Timetable, wish: Wish, pursuers: Pursuers | None, stopwatch: Stopwatch) -> Answer:
    """Search the ways out.

    Raises:
        BadInput: A stop is not there, or the pursuers cannot be placed.
    """
    question = _question(timetable, wish)
    search.front(timetable, _trifle(question), presence(timetable, pursuers) if pursuers is not None else None)
    started = stopwatch()
    there = presence(timetable, pursuers) if pursuers is not None else None
    journeys = search.front(timetable, question, there)
    spent = stopwatch() - started
    return Answer(journeys, spent, None if journeys else _shut(timetable, question, there))


def _question(timetable: Timetable, wish: Wish) -> search.Question:
    origin = number_of(timetable, wish.origin, field="from")
    destination = number_of(timetable, wish.destination, field="to")
    if set(timetable.platforms(origin).tolist()) & set(timetable.platforms(destination).tolist()):
        raise BadInput("The way begins where it ends: give two different stops.", field="to")
    # Rounded up: nobody leaves before the instant that was asked for.
    depart = -(-wish.depart // SECOND)
    if not _FIRST_SECOND < depart < _LAST_SECOND:
        raise BadInput("No timetable holds the instant of --depart: give one of our time.", field="depart")
    return search.Question(origin, destination, depart, wish.min_lead, wish.documents, wish.people, wish.horizon)


def _trifle(question: search.Question) -> search.Question:
    """Return a question that is answered at once, so that compiled code is loaded before the stopwatch starts."""
    return search.Question(question.origin, question.destination, -INF // 4, horizon=0)


def _shut(timetable: Timetable, question: search.Question, there: Presence | None) -> Refused:
    """Return which constraint shuts the way, in one sentence; the first whose removal would open it."""
    without = replace
    if question.min_lead is not None:
        other = search.front(timetable, without(question, min_lead=None), there)
        leads = [each.lead for each in other if each.lead is not None]
        if other:
            return _with_lead(max(leads) if leads else 0)
    if question.documents is not None and search.front(timetable, without(question, documents=None), there):
        return Refused("No way is open with these papers; with others there would be one.", field="documents")
    if question.people > 1 and search.front(timetable, without(question, people=1), there):
        return Refused("No way is open for so many people: the drivers have too few seats.", field="people")
    return _time_shuts(timetable, question)


def _with_lead(best: int) -> Refused:
    # Cut down, never up: half a minute too late is -0:01.
    minutes = best // 60
    sign, minutes = "-" if minutes < 0 else "", abs(minutes)
    return Refused(
        "No way keeps the wanted lead; the best has %(best)s (hours:minutes).",
        field="min-lead",
        best=f"{sign}{minutes // 60}:{minutes % 60:02d}",
    )


def _time_shuts(timetable: Timetable, question: search.Question) -> Refused:
    first = timetable.first_day
    last = first + timedelta(days=len(timetable["base"]) // len(timetable.about.zones) - 1)
    day = _moment(question.depart, UTC).date()
    if day > last:
        return Refused(
            "The timetable has expired: its last day is %(last)s. Build it again from newer feeds.",
            field="depart",
            last=last,
        )
    if _moment(question.depart + question.horizon, UTC).date() < first:
        return Refused("The timetable has not begun: its first day is %(first)s.", field="depart", first=first)
    days, rest = divmod(question.horizon, 86400)
    if rest:
        hours = f"{question.horizon / 3600:.4g}"
        return Refused("No ride or walk leads there within %(hours)s hours of the departure.", field="to", hours=hours)
    return Refused("No ride or walk leads there within %(days)d days of the departure.", field="to", days=days)


def _moment(seconds: int, zone: tzinfo) -> datetime:
    """Return an instant in a zone; beyond the calendar, its first or last day."""
    return to_datetime(Instant(min(max(seconds, _FIRST_SECOND), _LAST_SECOND) * SECOND)).astimezone(zone)


class Teller:
    """Writes journeys as DESIGN section 6 wants them."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.zones = [ZoneInfo(name) for name in timetable.about.zones]

    def moment(self, seconds: int, stop: int) -> str:
        """Return an instant in the zone of a stop, RFC 3339."""
        zone = self.zones[int(self.timetable["stop_zone"][stop])]
        return _moment(seconds, zone).isoformat()

    def journey(self, journey: Journey) -> dict[str, Any]:
        """Return one journey as plain values."""
        return {
            "departure": self.moment(journey.departure, journey.legs[0].origin),
            "arrival": self.moment(journey.arrival, journey.legs[-1].destination),
            "lead_s": journey.lead,
            "rides": journey.rides,
            "recorded": journey.recorded,
            "cost": journey.cost,
            "legs": [self.leg(leg) for leg in journey.legs],
        }

    def leg(self, leg: Leg) -> dict[str, Any]:
        """Return one leg as plain values."""
        return {
            "kind": leg.kind.value,
            "from": self.timetable.stop_ids[leg.origin],
            "to": self.timetable.stop_ids[leg.destination],
            "departure": self.moment(leg.departure, leg.origin),
            "arrival": self.moment(leg.arrival, leg.destination),
            "trip": self.timetable.trip_ids[leg.trip] if leg.trip >= 0 else None,
            "route": self.timetable.route_ids[leg.route] if leg.route >= 0 else None,
            "record": RECORDS[leg.record],
            "calls": [self.call(call) for call in leg.calls],
        }

    def call(self, call: Call) -> dict[str, Any]:
        """Return one call as plain values."""
        return {
            "stop": self.timetable.stop_ids[call.stop],
            "arrival": self.moment(call.arrival, call.stop),
            "departure": self.moment(call.departure, call.stop),
            "lead_s": call.lead,
        }


def plan_document(timetable: Timetable, answer: Answer) -> dict[str, Any]:
    """Return the answer of ``kunak routes plan --json``."""
    teller = Teller(timetable)
    return {
        "journeys": [teller.journey(each) for each in answer.journeys],
        "search_ms": round(answer.search_ms, 3),
    }


def reach(timetable: Timetable, pursuers: Pursuers) -> list[dict[str, Any]]:
    """Return E(v) for every stop at which a person can stand: the earliest first, those never reached last.

    Raises:
        BadInput: There are no pursuers, or they cannot be placed.
    """
    there = presence(timetable, pursuers)
    if there is None:
        raise BadInput("The file of pursuers names no group: nobody comes anywhere.", field="pursuers")
    teller = Teller(timetable)
    standing = [n for n in range(timetable.stops) if timetable["stop_kind"][n] in (0, 4) or timetable["stop_served"][n]]
    ordered = sorted(standing, key=lambda stop: (int(there[stop]), stop))
    return [
        {
            "stop": timetable.stop_ids[stop],
            "name": timetable.stop_names[stop],
            "earliest": None if there[stop] >= INF else teller.moment(int(there[stop]), stop),
            "lat": _degrees(float(timetable["stop_lat"][stop])),
            "lon": _degrees(float(timetable["stop_lon"][stop])),
        }
        for stop in ordered
    ]


def drawn(stops: Sequence[Mapping[str, Any]]) -> bytes:
    """Return what ``reach`` found as a picture (SVG).

    Raises:
        BadInput: Nobody knows where any stop is, or they can be nowhere.
    """
    known = [from_rfc3339(stop["earliest"]) for stop in stops if stop["earliest"] is not None]
    if not known:
        raise BadInput("They can be at no stop of this timetable: there is nothing to draw.", field="pursuers")
    # Sorted, the earliest first.
    first, since = known[0], stops[0]["earliest"]
    return reachmap.picture(
        [
            reachmap.Stop(
                stop["name"],
                None if stop["earliest"] is None else (from_rfc3339(stop["earliest"]) - first) // SECOND,
                None if stop["lat"] is None else (stop["lat"], stop["lon"]),
            )
            for stop in stops
        ],
        since=since,
    )


def _degrees(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - only NaN differs from itself


def as_geojson(stops: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what ``reach`` found as GeoJSON; stops without a place are left out."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [stop["lon"], stop["lat"]]},
                "properties": {"stop": stop["stop"], "name": stop["name"], "earliest": stop["earliest"]},
            }
            for stop in stops
            if stop["lat"] is not None
        ],
    }
