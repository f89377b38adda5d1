"""Ways that were found: compared, looked at one by one, asked what if they knew earlier; a person chooses one."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import ways
from kunak.app.timetables import About
from kunak.app.ways import Found, Search
from kunak.base.errors import BadInput, KunakError
from kunak.base.instants import MINUTE, Instant
from kunak.base.words import phrase
from kunak.casework import ways as rules
from kunak.casework.money import Money, written_out
from kunak.casework.plan import MEANS_NAMES, TRACE_NAMES, Leg, Means
from kunak.casework.ways import COMES_NAMES, Way
from kunak.web import times
from kunak.web.act import Ask, again
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE
from kunak.web.pages.deeds import AtCase, asked_and_taken
from kunak.web.pages.route import KIND
from kunak.web.pages.ways_order import FIRST, Order, ordered, orders
from kunak.web.pages.ways_search import missed, search, searches_of
from kunak.web.picture import Chart, Map, chart, sketch
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section

WIDE, NARROW, GUTTER = 740, 328, 185
"""Pixels of the pictures for a desk and a phone, and room for the names of stops."""

TIGHT: Final = 10
"""Minutes: a change with fewer is called short."""

EARLIER_LIMIT: Final = 24 * 60
"""Minutes by which the notice may be moved."""


class WayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One way among others.

    Attributes:
        means: How the person travels, leg by leg.
    """

    href: str
    departs: Instant
    arrives: Instant
    means: tuple[str, ...]
    rides: int
    records: int
    lead: int | None
    lead_at: str
    cost: str


class LookoutLine(msgspec.Struct, frozen=True):
    """Who may look for the person."""

    comes: str
    stops: str
    notice: Instant


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, in words."""

    origin: str
    destination: str
    depart: Instant
    zone: str
    zone_name: str
    people: int
    papers: tuple[str, ...]
    lookouts: tuple[LookoutLine, ...]
    about: About


class WaysPage(Context, frozen=True, kw_only=True):
    """All ways of one search.

    Attributes:
        caught: How many of them lead through a stop at which somebody can be first.
    """

    template: ClassVar[str] = "ways_found.html"
    above: tuple[str, str]
    asked: Question
    lines: tuple[WayLine, ...]
    caught: int
    orders: tuple[Order, ...]


class LegWords(msgspec.Struct, frozen=True):
    """A leg, as it would stand in the plan.

    Attributes:
        change: Minutes until the next leg leaves, where they are few; None: there is time.
    """

    leg: Leg
    means: str
    trace: str
    cost: str
    change: int | None


class LeadsFragment(Context, frozen=True, kw_only=True):
    """The leads of one way, for some instant of notice: a part of its page."""

    template: ClassVar[str] = "way_leads.html"
    asked: Question
    found: Found
    earlier: int
    charts: tuple[Chart, ...]


class WayPage(Context, frozen=True, kw_only=True):
    """One way."""

    template: ClassVar[str] = "way.html"
    above: tuple[str, str]
    asked: Question
    line: WayLine
    legs: tuple[LegWords, ...]
    found: Found
    earlier: int
    most: int
    charts: tuple[Chart, ...]
    map: Map | None


class ChoosePage(Context, frozen=True, kw_only=True):
    """The step before a way becomes the plan: who meets the person where somebody takes over."""

    template: ClassVar[str] = "way_choose.html"
    above: tuple[str, str]
    form: Form
    line: WayLine
    handovers: tuple[tuple[str, str, tuple[Ask, ...]], ...]
    reckoned: bool
    replaces: bool
    voids: bool


@get("/case/{case:str}/route/ways/{search:str}", sync_to_thread=True)
def show(request: Asked, by: FromQuery[str] = FIRST) -> Response[str]:
    """Show all ways of a search side by side."""
    at = AtCase(request, KIND)
    found = _search(request, at)
    all_ways = [each.way for each in found.found]
    lines = tuple(_line(all_ways[number], _path(at, number)) for number in ordered(all_ways, by))
    caught = sum(line.lead is not None and line.lead <= 0 for line in lines)
    shown = WaysPage(above=at.above("route"), asked=_asked(at, found), lines=lines, caught=caught, orders=orders(by))
    return page(request, shown, here=HERE)


@get("/case/{case:str}/route/ways/{search:str}/{number:int}", sync_to_thread=True)
def show_one(request: Asked, earlier: FromQuery[str] = "0") -> Response[str]:
    """Show one way; to the desk's own script only its leads, for another instant of notice."""
    at = AtCase(request, KIND)
    found = _search(request, at)
    number = _number(request, found)
    minutes = _minutes(earlier)
    one = ways.earlier(at.vault, found, number, minutes) if minutes else found.found[number]
    asked, charts = _asked(at, found), _charts(one)
    if request.headers.get("hx-request"):
        return page(request, LeadsFragment(asked=asked, found=one, earlier=minutes, charts=charts))
    shown = WayPage(
        above=(at.path + f"/route/ways/{at.word('search')}", at.file.case.code),
        asked=asked,
        line=_line(found.found[number].way, _path(at, number)),
        legs=tuple(_legs(one.way)),
        found=one,
        earlier=minutes,
        most=EARLIER_LIMIT,
        charts=charts,
        map=sketch(one.points),
    )
    return page(request, shown, here=HERE)


@asked_and_taken("/case/{case:str}/route/ways/{search:str}/{number:int}/choose")
def choose(request: Asked) -> Response[str] | Response[None]:
    """Ask who meets the person where; make the way the plan."""
    at = AtCase(request, KIND)
    found = _search(request, at)
    number = _number(request, found)
    way = found.found[number].way
    if request.method in SAFE:
        return page(request, _choosing(at, found, number, Form()), here=HERE)
    form = sent(request)
    try:
        ways.choose(at.vault, found, number, tuple(_with_words(form, way)))
    except KunakError as error:
        _to_handover(error, at)
        fields = {f"{name}.{n}" for n in _handovers(way) for name in ("met_by", "code", "countersign")}
        return again(request, lambda form: _choosing(at, found, number, form), form, (error,), fields=fields, here=HERE)
    return go(f"{at.path}/route")


@post("/case/{case:str}/route/other/{number:int}", sync_to_thread=True, status_code=200)
def other(request: Asked) -> Response[None]:
    """Make one of the ways that were kept the plan instead."""
    at = AtCase(request, KIND)
    ways.choose_other(at.vault, at.subject, int(request.path_params["number"]))
    return go(f"{at.path}/route")


def _search(request: Asked, at: AtCase) -> Search:
    return searches_of(request).get(at.word("search"), at.subject)


def _number(request: Asked, found: Search) -> int:
    number = int(request.path_params["number"])
    if not 0 <= number < len(found.found):
        raise BadInput("This way was not found: choose one of the list.")
    return number


def _minutes(text: str) -> int:
    """Read what the slider sends; whatever is no number of minutes counts as none."""
    plain = text.strip()
    return min(int(plain[:6]), EARLIER_LIMIT) if plain.isascii() and plain.isdecimal() else 0


def _path(at: AtCase, number: int) -> str:
    return f"{at.path}/route/ways/{at.word('search')}/{number}"


def _line(way: Way, href: str) -> WayLine:
    return WayLine(
        href=href,
        departs=way.departs,
        arrives=way.arrives,
        means=tuple(MEANS_NAMES[leg.means] for leg in way.legs),
        rides=way.rides,
        records=way.records,
        lead=way.lead,
        lead_at=way.lead_at,
        cost=_cost(way.cost, way.currency),
    )


def _cost(cost: int | None, currency: str) -> str:
    if cost is None:
        return ""
    return written_out(Money(cost, currency)) if currency else str(cost)


def _legs(way: Way) -> Iterator[LegWords]:
    for leg, following in zip_longest(way.legs, way.legs[1:]):
        change = (following.departs - leg.arrives) // MINUTE if following else TIGHT
        cost = _cost(leg.cost, leg.currency) if leg.cost else ""
        yield LegWords(leg, MEANS_NAMES[leg.means], TRACE_NAMES[leg.trace], cost, change if change < TIGHT else None)


def _asked(at: AtCase, found: Search) -> Question:
    wish = found.wish
    return Question(
        origin=found.origin,
        destination=found.destination,
        depart=wish.depart,
        zone=wish.zone,
        zone_name=times.zone_words(wish.zone, at.now),
        people=wish.people,
        papers=wish.papers,
        lookouts=tuple(
            LookoutLine(
                COMES_NAMES[each.comes], "; ".join(at.vault.timetables.named(stop) for stop in each.stops), each.notice
            )
            for each in wish.lookouts
        ),
        about=found.about,
    )


def _charts(found: Found) -> tuple[Chart, ...]:
    return (
        chart(found.points, name="wide", width=WIDE, left=GUTTER),
        chart(found.points, name="narrow", width=NARROW, left=8),
    )


def _handovers(way: Way) -> list[int]:
    """Return the legs at whose end somebody else takes over: a driver's, one before a driver's, and the last."""
    last = len(way.legs) - 1
    return [
        n
        for n, leg in enumerate(way.legs)
        if n == last or leg.means is Means.DRIVE or way.legs[n + 1].means is Means.DRIVE
    ]


def _choosing(at: AtCase, found: Search, number: int, form: Form) -> ChoosePage:
    draft, way = at.file.plan.draft, found.found[number].way
    return ChoosePage(
        above=(_path(at, number), at.file.case.code),
        form=form,
        line=_line(way, _path(at, number)),
        handovers=tuple(
            (
                way.legs[n].destination,
                str(n),
                (
                    Ask(
                        "met_by",
                        phrase("Who meets them"),
                        help=phrase("How to know them, not who they are."),
                        optional=True,
                    ),
                    Ask("code", phrase("Whoever meets says"), optional=True),
                    Ask("countersign", phrase("The person answers"), optional=True),
                ),
            )
            for n in _handovers(way)
        ),
        reckoned=bool(found.wish.lookouts),
        replaces=draft is not None,
        voids=at.file.plan.approved,
    )


def _with_words(form: Form, way: Way) -> Iterator[Leg]:
    for n, leg in enumerate(way.legs):
        words = {name: form.text(f"{name}.{n}").strip() for name in ("met_by", "code", "countersign")}
        yield msgspec.structs.replace(leg, **words)


def _to_handover(error: KunakError, at: AtCase) -> None:
    """The rule counts the legs of the whole plan; the page counts those of the way."""
    parts = (error.field or "").split(".")
    if len(parts) == 3 and parts[1].isdecimal():  # noqa: PLR2004 - legs, number, name
        error.field = f"{parts[2]}.{max(int(parts[1]) - len(rules.begun(at.file.plan)), 0)}"


SECTION: Final = Section(handlers=(search, missed, show, show_one, choose, other))
