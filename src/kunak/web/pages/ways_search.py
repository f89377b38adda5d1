"""A way out is searched: from where, to where, with what, and who may look for the person."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Final, TypeVar

import msgspec
from litestar import Response, post

from kunak.app import ways
from kunak.app.timetables import About
from kunak.app.ways import Searches
from kunak.base.errors import BadInput, KunakError
from kunak.base.words import phrase
from kunak.casework import ways as rules
from kunak.casework.money import MINOR_DIGITS, read_amount
from kunak.casework.ways import COMES_NAMES, LOOKOUT_LIMIT, Comes, Lookout, Wish
from kunak.web import times
from kunak.web.act import Ask, Option, again, chosen, options
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE
from kunak.web.pages.deeds import AtCase, asked_and_taken
from kunak.web.pages.route import KIND
from kunak.web.pages.timetable import is_over
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent

NAMES: Final = ("from", "to", "depart", "zone", "papers", "people", "min_lead", "money", "currency")
LOOKOUT: Final = ("comes", "stops", "notice", "speed")
ENGINE_FIELDS: Final = {"documents": "papers", "min-lead": "min_lead", "pursuers": "lookouts.0.stops"}
"""What the engine calls a field, and what it is called on the page."""
PEOPLE_LIMIT: Final = 50
MINUTES_LIMIT: Final = 14 * 24 * 60
SPEED_LIMIT: Final = 300

UTC_NAMES: Final = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT"})

Value = TypeVar("Value")


class LookoutForm(msgspec.Struct, frozen=True):
    """The fields about one group."""

    prefix: str
    asks: tuple[Ask, ...]
    filled: bool


class SearchPage(Context, frozen=True, kw_only=True):
    """The page of the search.

    Attributes:
        leaves: The present hour, on the clocks that are chosen at first.
        about: The timetable, or None where there is none that can be opened.
        trouble: Why it cannot be opened.
        stops: What can be completed while typing.
        others: Asked besides from, to and departure.
    """

    template: ClassVar[str] = "ways_search.html"
    above: tuple[str, str]
    form: Form
    about: About | None = None
    leaves: str = ""
    trouble: KunakError | None = None
    expired: bool = False
    stops: tuple[str, ...] = ()
    others: tuple[Ask, ...] = ()
    zones: Ask = Ask("zone", "")
    lookouts: tuple[LookoutForm, ...] = ()


@asked_and_taken("/case/{case:str}/route/search")
def search(request: Asked) -> Response[str] | Response[None]:
    """Show the search, as it was made last; search what was typed."""
    at = AtCase(request, KIND)
    if request.method not in SAFE:
        return _take(request, at, sent(request))
    kept = at.file.ways.kept
    return page(request, shown(at, _typed(at, kept.wish) if kept and _about(at)[0] else Form()), here=HERE)


@post("/case/{case:str}/route/missed", sync_to_thread=True, status_code=200)
def missed(request: Asked) -> Response[str] | Response[None]:
    """A connection was missed: search the same once more, from the next stop and from now on."""
    at = AtCase(request, KIND)
    form = Form()
    try:
        wish = rules.again(at.file.ways, at.file.plan, at.now)
        form = _typed(at, wish)
        return _found(request, at, wish)
    except KunakError as error:
        return _refused(request, at, form, [error])


def searches_of(request: Asked) -> Searches:
    """Return the searches that are kept in memory."""
    kept = request.app.state["searches"]
    assert isinstance(kept, Searches)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return kept


def _take(request: Asked, at: AtCase, form: Form) -> Response[str] | Response[None]:
    errors: list[KunakError] = []
    try:
        wish = _wish(at, form, errors)
    except KunakError as error:
        errors.append(error)
        wish = None
    if errors or wish is None:
        return _refused(request, at, form, errors)
    try:
        return _found(request, at, wish)
    except KunakError as error:
        return _refused(request, at, form, [error])


def _found(request: Asked, at: AtCase, wish: Wish) -> Response[None]:
    name = searches_of(request).keep(ways.search(at.vault, at.subject, wish))
    return go(f"{at.path}/route/ways/{name}")


def _refused(request: Asked, at: AtCase, form: Form, errors: list[KunakError]) -> Response[str]:
    for error in errors:
        error.field = ENGINE_FIELDS.get(error.field or "", error.field)
    fields = {*NAMES, *(f"lookouts.{number}.{name}" for number in range(LOOKOUT_LIMIT) for name in LOOKOUT)}
    return again(request, lambda form: shown(at, form), form, errors, fields=fields, here=HERE)


def shown(at: AtCase, form: Form) -> SearchPage:
    """Return the page."""
    above = at.above("route")
    about, trouble = _about(at)
    if about is None:
        return SearchPage(above=above, form=form, trouble=trouble)
    zone = _first_zone(at, about)
    return SearchPage(
        above=above,
        form=form,
        about=about,
        leaves=times.as_typed(at.now, zone),
        expired=is_over(about, at),
        stops=ways.stop_names(at.vault),
        others=_others(about),
        zones=_zones(at, about),
        lookouts=tuple(_lookout_form(at, form, number, zone) for number in range(LOOKOUT_LIMIT)),
    )


def _about(at: AtCase) -> tuple[About | None, KunakError | None]:
    if not at.vault.timetables.is_there:
        return None, None
    try:
        at.vault.timetables.prepare()
        return at.vault.timetables.about(), None
    except KunakError as error:
        return None, error


def _zones(at: AtCase, about: About) -> Ask:
    names = _zone_names(at, about)
    return Ask(
        "zone",
        phrase("On the clocks of"),
        "choose",
        options=tuple(Option(name, times.zone_words(name, at.now), named=True) for name in names),
        default=_first_zone(at, about),
    )


def _zone_names(at: AtCase, about: About) -> tuple[str, ...]:
    """Return those of the timetable, of the plan and of the desk; UTC under one name."""
    names = dict.fromkeys((*about.zones, at.zone, at.desk_zone))
    return tuple(names if names.keys() & UTC_NAMES else (*names, "UTC"))


def _first_zone(at: AtCase, about: About) -> str:
    return next((zone for zone in (at.zone, at.desk_zone) if zone in about.zones), about.zones[0])


def _others(about: About) -> tuple[Ask, ...]:
    papers = tuple(Option(paper, paper, named=True) for paper in about.papers)
    return (
        *(
            (
                Ask(
                    "papers",
                    phrase("Papers at hand"),
                    "many",
                    phrase("What is not ticked counts as not there: rides that need it are left out."),
                    options=papers,
                ),
            )
            if papers
            else ()
        ),
        Ask("people", phrase("How many travel"), "number", default="1"),
        Ask(
            "min_lead",
            phrase("Least lead, in minutes"),
            "number",
            phrase("Empty: also ways on which they could be there first. 0: only ways on which they cannot."),
            optional=True,
        ),
        Ask(
            "money",
            phrase("Money at most, for each person"),
            help=phrase("Ways whose cost is not known are left out then. What a driver costs is counted in full."),
            optional=True,
        ),
        Ask(
            "currency",
            phrase("Currency of the costs in the timetable"),
            "choose",
            options=(Option("", "–", named=True), *(Option(code, code, named=True) for code in MINOR_DIGITS)),
        ),
    )


def _lookout_form(at: AtCase, form: Form, number: int, zone: str) -> LookoutForm:
    prefix = f"lookouts.{number}."
    nobody = Option("", phrase("nobody"))
    asks = (
        Ask("comes", phrase("How they come"), "choose", options=(nobody, *options(COMES_NAMES))),
        Ask("stops", phrase("Where they start from, or stand"), help=phrase("Names of stops, with ; between them.")),
        Ask("notice", phrase("When they notice, at the earliest"), "when", default=times.as_typed(at.now, zone)),
        Ask("speed", phrase("By road, kilometres an hour"), "number", default="80"),
    )
    wrong = any(name.startswith(prefix) for name in form.errors)
    return LookoutForm(prefix, asks, bool(form.text(prefix + "comes")) or wrong)


def _wish(at: AtCase, form: Form, errors: list[KunakError]) -> Wish | None:
    """Read the form field by field: all that is wrong is said at once."""
    about = at.vault.timetables.about()
    zone = form.text("zone", _first_zone(at, about))

    def read(value: Callable[[], Value], instead: Value) -> Value:
        try:
            return value()
        except KunakError as error:
            errors.append(error)
            return instead

    if zone not in _zone_names(at, about):
        raise BadInput("Choose one of the answers.", field="zone")
    currency = form.text("currency")
    wish = Wish(
        origin=read(lambda: ways.stop_id(at.vault, form.text("from"), field="from"), ""),
        destination=read(lambda: ways.stop_id(at.vault, form.text("to"), field="to"), ""),
        depart=read(lambda: times.typed(form.text("depart"), zone, field="depart"), at.now),
        zone=zone,
        papers=form.chosen("papers"),
        people=read(lambda: _number(form, "people", PEOPLE_LIMIT, least=1), 1),
        min_lead=read(lambda: _lead(form), None),
        money=read(lambda: _money(form, currency), None),
        currency=currency if currency in MINOR_DIGITS else "",
    )
    lookouts = [read(lambda number=number: _lookout(at, form, number, zone), None) for number in range(LOOKOUT_LIMIT)]  # type: ignore[misc]
    return msgspec.structs.replace(wish, lookouts=tuple(each for each in lookouts if each is not None))


def _lookout(at: AtCase, form: Form, number: int, zone: str) -> Lookout | None:
    prefix = f"lookouts.{number}."
    if not form.text(prefix + "comes"):
        return None
    typed = [each for each in form.text(prefix + "stops").split(";") if each.strip()]
    if not typed:
        raise BadInput("Name at least one stop of the timetable.", field=prefix + "stops")
    return Lookout(
        comes=chosen(Comes, form.text(prefix + "comes"), field=prefix + "comes"),
        stops=tuple(ways.stop_id(at.vault, each, field=prefix + "stops") for each in typed),
        notice=times.typed(form.text(prefix + "notice"), zone, field=prefix + "notice"),
        speed_kmh=_number(form, prefix + "speed", SPEED_LIMIT, least=1) if form.text(prefix + "speed") else 80,
    )


def _number(form: Form, name: str, most: int, *, least: int) -> int:
    text = form.text(name).strip()
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        raise BadInput("Write a whole number from %(least)d to %(most)d.", field=name, least=least, most=most)
    return int(text)


def _lead(form: Form) -> int | None:
    """Read the least lead; 0 minutes ask for one second: who comes in the same moment is there, too."""
    return max(_number(form, "min_lead", MINUTES_LIMIT, least=0) * 60, 1) if form.text("min_lead").strip() else None


def _money(form: Form, currency: str) -> int | None:
    if not form.text("money").strip():
        return None
    return read_amount(form.text("money"), currency, field="money").minor


def _typed(at: AtCase, wish: Wish) -> Form:
    """Return a search as it is typed."""
    digits = MINOR_DIGITS.get(wish.currency, 2)
    if not times.is_zone(wish.zone):
        wish = msgspec.structs.replace(wish, zone=at.zone)
    values = {
        "from": [at.vault.timetables.named(wish.origin)],
        "to": [at.vault.timetables.named(wish.destination)],
        "depart": [times.as_typed(wish.depart, wish.zone)],
        "zone": [wish.zone],
        "papers": list(wish.papers),
        "people": [str(wish.people)],
        "min_lead": ["" if wish.min_lead is None else str(wish.min_lead // 60)],
        "money": ["" if wish.money is None else f"{wish.money / 10**digits:.{digits}f}"],
        "currency": [wish.currency],
    }
    for number, lookout in enumerate(wish.lookouts):
        values |= {name: [value] for name, value in _lookout_typed(at, wish, lookout, number)}
    return Form(values)


def _lookout_typed(at: AtCase, wish: Wish, lookout: Lookout, number: int) -> Iterator[tuple[str, str]]:
    prefix = f"lookouts.{number}."
    yield prefix + "comes", lookout.comes.value
    yield prefix + "stops", "; ".join(at.vault.timetables.named(stop) for stop in lookout.stops)
    yield prefix + "notice", times.as_typed(lookout.notice, wish.zone)
    yield prefix + "speed", str(lookout.speed_kmh)
