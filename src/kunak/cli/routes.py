"""``kunak routes``: build a timetable, ask it for the way out, and for how early pursuers can be anywhere."""

import re
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final

import typer

from kunak.app.timetables import engine
from kunak.base.errors import BadInput
from kunak.base.instants import from_rfc3339
from kunak.cli.terminal import JsonOption, answer, progress, say, tell, write_paper

app = typer.Typer(help="The way out: timetables, journeys, leads.", no_args_is_help=True)

UNITS: Final = {
    "W|WEEKS?": 604800, "D|DAYS?": 86400, "H|HRS?|HOURS?": 3600, "M|MINS?|MINUTES?": 60, "S|SECS?|SECONDS?": 1,
}  # fmt: skip
"""How units of time are written, and their seconds."""

SPAN: Final = re.compile("P?" + "".join(rf"T?(?:([0-9]{{1,8}}(?:\.[0-9]{{1,3}})?)(?:{unit}))?" for unit in UNITS))
CLOCK: Final = re.compile("([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
CLOCK_UNITS: Final[tuple[int, ...]] = (3600, 60, 1)
DIGITS: Final = 9
"""Of plain seconds: thirty years."""

FileArgument = Annotated[Path, typer.Argument(help="A timetable made by kunak routes build.", show_default=False)]
PursuersOption = Annotated[
    Path | None, typer.Option("--pursuers", help="JSON file: who may look for the person (docs/methods/routes.md).")
]


@app.command("build")
def build(
    feeds: Annotated[list[Path], typer.Argument(help="GTFS feeds: zip files or folders.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="The file to make.", show_default=False)],
    drivers: Annotated[Path | None, typer.Option("--drivers", help="CSV of the group's own drivers.")] = None,
    places: Annotated[Path | None, typer.Option("--places", help="CSV of the group's safe places.")] = None,
    attributes: Annotated[
        Path | None, typer.Option("--routes", help="CSV: records, cost and papers of routes.")
    ] = None,
    borders: Annotated[Path | None, typer.Option("--borders", help="CSV: which papers each crossing accepts.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a feed with any problem.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build a timetable from GTFS feeds and the group's own files."""
    routing = engine()
    own = {"drivers": drivers, "places": places, "routes": attributes, "borders": borders}
    given = {kind: path for kind, path in own.items() if path is not None}
    with progress("Building the timetable") as step:
        built = routing.build(feeds, out, own=given, strict=strict, progress=step)
    _prepare(routing, built.timetable)
    for problem in built.problems:
        tell(_problem(problem))
    _warn(built.timetable)
    document = routing.described(built.timetable) | {
        "bytes": built.size,
        "problems": [
            {
                "feed": each.feed, "file": each.file, "column": each.column, "kind": each.kind, "rule": each.rule.value,
                "count": each.count, "lines": [line for line, _value in each.places], "says": each.says,
            }
            for each in built.problems
        ],
    }  # fmt: skip
    answer(document, lambda: say(f"{out}: {_summary(document)}"), as_json=as_json)


def _prepare(routing: ModuleType, timetable: Any) -> None:  # noqa: ANN401 - the engine is imported late
    with progress("Preparing the search (half a minute, once on this machine)") as step:
        routing.prepare(timetable, progress=step)


def _problem(problem: Any) -> str:  # noqa: ANN401 - the engine is imported late
    places = ", ".join(f"line {line}" + (f" ({value})" if value else "") for line, value in problem.places if line)
    column = f", column {problem.column}" if problem.column else ""
    times = f" {problem.count} times" if problem.count > 1 else ""
    return f"{problem.feed}: {problem.file}{column}: {problem.says}{times}" + (f": {places}." if places else ".")


def _warn(timetable: Any) -> None:  # noqa: ANN401 - the engine is imported late
    about = timetable.about
    if about.unattributed:
        tell(
            f"Nobody has said what record the rides of {about.unattributed} of {about.routes} routes leave: "
            "each of them counts as recorded. Say it with --routes (docs/methods/routes.md)."
        )


def _summary(document: dict[str, Any]) -> str:
    return f"{document['stops']} stops, {document['trips']} trips, {document['calls']} calls, {document['walks']} walks"


@app.command("info")
def info(file: FileArgument, as_json: JsonOption = False) -> None:
    """Say what a timetable holds, where it comes from, and until when it is valid."""
    routing = engine()
    document = routing.described(routing.opened(file))

    def text() -> None:
        for feed in document["feeds"]:
            days = f"{feed['first_day']} to {feed['last_day']}"
            say(f"{feed['name']}: {feed['publisher']}, {days}. {feed['licence']}".rstrip())
        say(f"{_summary(document)}, {document['drives']} drives; zones {', '.join(document['zones'])}")

    answer(document, text, as_json=as_json)


@app.command("plan")
def plan(  # noqa: PLR0913, PLR0917 - its options
    file: FileArgument,
    origin: Annotated[str, typer.Option("--from", help="Stop or station to leave from.", show_default=False)],
    destination: Annotated[str, typer.Option("--to", help="Stop or station to reach.", show_default=False)],
    depart: Annotated[str, typer.Option("--depart", help="Earliest departure, with its zone.", show_default=False)],
    pursuers: PursuersOption = None,
    min_lead: Annotated[str, typer.Option("--min-lead", help="Least lead, such as 90m or 2h.")] = "",
    documents: Annotated[
        list[str] | None, typer.Option("--documents", help="Papers at hand, separated by commas; none: an empty text.")
    ] = None,
    people: Annotated[int, typer.Option("--people", min=1, max=1000, help="How many travel.")] = 1,
    horizon: Annotated[
        str, typer.Option("--horizon", help="How long after the departure rides are looked for.")
    ] = "7d",
    as_json: JsonOption = False,
) -> None:
    """Search the journeys that no other beats. Exit code 1: there is none."""
    from kunak.app.system import stopwatch_ms

    routing = engine()
    timetable = routing.opened(file)
    wish = routing.Wish(
        origin,
        destination,
        instant(depart, field="depart"),
        duration(min_lead, field="min-lead") if min_lead else None,
        None if documents is None else frozenset(re.split(r"[,\s]+", ",".join(documents))) - {""},
        people,
        _horizon(horizon),
    )
    _prepare(routing, timetable)
    found = routing.plan(timetable, wish, routing.pursuers_of(pursuers), stopwatch_ms)
    _warn(timetable)
    document = routing.plan_document(timetable, found)
    answer(document, lambda: _tell_journeys(timetable, document, routing.ASSUMPTIONS), as_json=as_json)
    if found.shut is not None:
        tell(str(found.shut))
        raise typer.Exit(1)


def _tell_journeys(timetable: Any, document: dict[str, Any], assumptions: tuple[str, ...]) -> None:  # noqa: ANN401
    for n, journey in enumerate(document["journeys"], 1):
        lead = _hours(journey["lead_s"])
        cost = "not known" if journey["cost"] is None else journey["cost"]
        say(
            f"{n}. {journey['departure']} to {journey['arrival']}: rides {journey['rides']}, "
            f"recorded {journey['recorded']}, cost {cost}, lead {lead}"
        )
        for leg in journey["legs"]:
            name = " ".join(each for each in (leg["route"], leg["trip"]) if each)
            what = f"{leg['kind']} {name}".strip()
            say(f"   {leg['departure']} {leg['from']} to {leg['to']} {leg['arrival']}  {what}, record {leg['record']}")
            for call in leg["calls"]:
                say(f"      {call['departure']}  {call['stop']}  lead {_hours(call['lead_s'])}")
    if document["journeys"]:
        for feed in timetable.about.feeds:
            tell(f"Timetable {feed.name}: valid {feed.first_day} to {feed.last_day}.")
        for line in assumptions:
            tell(line)


def _hours(seconds: int | None) -> str:
    if seconds is None:
        return "no limit"
    # Cut down, never up: half a minute too late is -0:01.
    minutes = seconds // 60
    sign, minutes = "-" if minutes < 0 else "", abs(minutes)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"


@app.command("reach")
def reach(
    file: FileArgument,
    pursuers: PursuersOption = None,
    geojson: Annotated[bool, typer.Option("--geojson", help="Answer with GeoJSON.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Draw a picture (SVG) into this file, too.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how early a pursuer can be at each stop."""
    routing = engine()
    groups = routing.pursuers_of(pursuers)
    if groups is None:
        raise BadInput("Say who looks for the person: --pursuers FILE.", field="pursuers")
    timetable = routing.opened(file)
    _prepare(routing, timetable)
    stops = routing.reach(timetable, groups)
    document = routing.as_geojson(stops) if geojson else {"stops": stops}
    if out is not None:
        write_paper(out, routing.drawn(stops))

    def text() -> None:
        for stop in stops:
            say(f"{stop['earliest'] or 'never'}  {stop['stop']}  {stop['name']}")

    answer(document, text, as_json=as_json or geojson)
    sys.stdout.flush()


def _horizon(text: str) -> int:
    seconds = duration(text, field="horizon")
    if seconds <= 0:
        raise BadInput("--horizon is a span after the departure: give one above zero, such as 7d.", field="horizon")
    return seconds


def instant(text: str, *, field: str) -> int:
    """Read an instant of the command line, and name its option where it is none.

    Raises:
        BadInput: It is none, or it names no zone.
    """
    try:
        return from_rfc3339(text, field=field)
    except BadInput:
        raise BadInput(
            "--%(option)s is no instant: write it like 2026-03-01T14:10:00+03:00.", option=field, field=field
        ) from None


def duration(text: str, *, field: str) -> int:
    """Read a span of time: ``2h``, ``1h30m``, ``1.5 hours``, ``1:30`` (hours), ``PT2H``, ``-30m``, or plain seconds.

    Raises:
        BadInput: It is none.
    """
    plain = "".join(text.split()).upper()
    sign, rest = -1 if plain.startswith("-") else 1, plain[1:] if plain[:1] in {"-", "+"} else plain
    if rest.isascii() and rest.isdigit() and len(rest) <= DIGITS:
        return sign * int(rest)
    clock, parts = CLOCK.fullmatch(rest), SPAN.fullmatch(rest)
    if clock is not None:
        values, units = clock.groups(), CLOCK_UNITS
    elif parts is not None and any(parts.groups()):
        values, units = parts.groups(), tuple(UNITS.values())
    else:
        raise BadInput("--%(option)s is no span of time: write it like 90m, 2h or 1h30m.", option=field, field=field)
    return sign * int(sum(Decimal(value or 0) * unit for value, unit in zip(values, units, strict=True)))
