"""What the group keeps for all cases: safe places, and new phones in stock."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.app import devices, staying
from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import shelter
from kunak.casework.compartments import Kind, Subject
from kunak.casework.custody import STATE_NAMES
from kunak.casework.shelter import (
    FOR_NAMES,
    HOUSE_RULE_NAMES,
    STATUS_NAMES,
    For,
    HouseRule,
    Place,
    PlaceRecord,
    Status,
)
from kunak.web.act import Act, Ask, chosen, options
from kunak.web.conflicts import Conflict, conflicts
from kunak.web.forms import Form
from kunak.web.pages.custody import record_asks, record_of
from kunak.web.pages.deeds import AtDesk, GroupDeed, group_handlers
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.view import Place as Entry

STOCK: Final = Entry(path="/stock", label=phrase("Phones in stock"), symbol="phone")
PLACES: Final = Entry(path="/places", label=phrase("Safe places"), symbol="home")


class StockLine(msgspec.Struct, frozen=True):
    """One device that the group bought."""

    label: str
    model: str
    state: str
    here: bool


class StockPage(Context, frozen=True, kw_only=True):
    """The stock of phones."""

    template: ClassVar[str] = "stock.html"
    lines: tuple[StockLine, ...]
    odd: tuple[Odd, ...]


class Judged(msgspec.Struct, frozen=True):
    """A judgement that stands."""

    says: str
    by: str
    at: Instant


class PlaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One safe place.

    Attributes:
        people: How many are there or are planned; `full` if more than it can take.
    """

    href: str
    label: str
    region: str
    address: str
    host: str
    capacity: int
    takes: tuple[str, ...]
    rules: tuple[str, ...]
    own_rules: str
    status: str
    judged: tuple[Judged, ...]
    state: str
    people: int
    full: bool


class PlacesPage(Context, frozen=True, kw_only=True):
    """All safe places.

    Attributes:
        room: How many more people the open ones can take.
        conflicts: Where members disagree about one.
    """

    template: ClassVar[str] = "places.html"
    lines: tuple[PlaceLine, ...]
    room: int
    conflicts: tuple[Conflict, ...]
    odd: tuple[Odd, ...]


@get(STOCK.path, sync_to_thread=True)
def show_stock(request: Asked) -> Response[str]:
    """Show the stock."""
    at = AtDesk(request)
    stock = at.space.group().stock
    ready = {one.id for one in devices.in_stock(at.space)}
    lines = [
        StockLine(one.record.label, one.record.model, STATE_NAMES[one.state], one.id in ready)
        for one in stock.devices.values()
    ]
    shown = StockPage(
        lines=tuple(sorted(lines, key=lambda line: not line.here)), odd=oddities(at.space, stock.impossible)
    )
    return page(request, shown)


@get(PLACES.path, sync_to_thread=True)
def show_places(request: Asked) -> Response[str]:
    """Show the safe places; those that may be known to somebody come first."""
    at = AtDesk(request)
    places = at.space.group().places
    lines = sorted((_line(at, place) for place in places.places.values()), key=lambda line: line.status == "open")
    room = sum(max(line.capacity - line.people, 0) for line in lines if line.status == "open")
    shown = PlacesPage(
        lines=tuple(lines),
        room=room,
        conflicts=conflicts(at.space, at.space.group_id, Subject.GROUP, "/group/settle", kinds=(Kind.SHELTER,)),
        odd=oddities(at.space, places.impossible),
    )
    return page(request, shown)


def _line(at: AtDesk, place: Place) -> PlaceLine:
    record = place.record
    everybody = [placements for _, placements in staying.staying(at.space)]
    here = sum(stay.people for placements in everybody for stay in placements.open if stay.place == place.id)
    over = shelter.overfull(at.space.group().places, everybody, at.now)
    return PlaceLine(
        href=f"/places/{place.id.hex()}",
        label=record.label,
        region=record.region,
        address=record.address,
        host=record.host,
        capacity=record.capacity,
        takes=tuple(FOR_NAMES[one] for one in record.takes),
        rules=tuple(HOUSE_RULE_NAMES[rule] for rule in record.rules),
        own_rules=record.own_rules,
        status=place.status.value,
        state=STATUS_NAMES[place.status],
        judged=tuple(
            Judged(write.value.reason, at.space.author(write.device), write.at) for write in place.standings.writes
        ),
        people=here,
        full=place in over,
    )


def _stock(at: AtDesk) -> Act:
    return Act(
        title=phrase("Add a phone to the stock"),
        above=(STOCK.path, at.space.group().roster.group),
        part=STOCK.label,
        says=(phrase("Bought with cash, never switched on near a phone of ours, with a card that leads to nobody."),),
        asks=record_asks(),
        does=phrase("Put it in stock"),
    )


def _place_asks(record: PlaceRecord | None) -> tuple[Ask, ...]:
    known = record or PlaceRecord(label="", region="", address="", capacity=1, host="", rules=tuple(HouseRule))
    return (
        Ask(
            "label",
            phrase("What we call it"),
            help=phrase("Others see the label: it must not give the address away."),
            default=known.label,
        ),
        Ask("region", phrase("Region"), default=known.region),
        Ask("address", phrase("Address"), "prose", default=known.address),
        Ask("host", phrase("Who hosts, and how to reach them"), default=known.host),
        Ask("capacity", phrase("How many people it can take"), "number", default=str(known.capacity)),
        Ask(
            "takes",
            phrase("Whom it can take"),
            "many",
            options=options(FOR_NAMES),
            default=tuple(one.value for one in known.takes),
        ),
        Ask(
            "rules",
            phrase("House rules"),
            "many",
            options=options(HOUSE_RULE_NAMES),
            default=tuple(rule.value for rule in known.rules),
        ),
        Ask("own_rules", phrase("Further rules of this house"), "prose", optional=True, default=known.own_rules),
    )


def _record(form: Form) -> PlaceRecord:
    capacity = form.text("capacity").strip()
    if not (capacity.isascii() and capacity.isdecimal()):
        raise BadInput("Give a whole number of people.", field="capacity")
    return PlaceRecord(
        label=form.text("label").strip(),
        region=form.text("region").strip(),
        address=form.text("address").strip(),
        capacity=int(capacity),
        host=form.text("host").strip(),
        takes=tuple(chosen(For, value, field="takes") for value in form.chosen("takes")),
        rules=tuple(chosen(HouseRule, value, field="rules") for value in form.chosen("rules")),
        own_rules=form.text("own_rules").strip(),
    )


def _add(at: AtDesk) -> Act:
    return Act(
        title=phrase("Enter a safe place"),
        above=(PLACES.path, at.space.group().roster.group),
        part=PLACES.label,
        asks=(*_place_asks(None), Ask("reason", phrase("Who looked at it, and how you know that it is safe"), "prose")),
        does=phrase("Enter the place"),
    )


def _describe(at: AtDesk) -> Act:
    place = _place(at)
    return Act(
        title=phrase("Describe it anew"),
        about=place.record.label,
        above=(PLACES.path, at.space.group().roster.group),
        part=PLACES.label,
        asks=_place_asks(place.record),
        does=phrase("Save the description"),
    )


def _judge(at: AtDesk) -> Act:
    place = _place(at)
    return Act(
        title=phrase("Is it still safe?"),
        about=place.record.label,
        above=(PLACES.path, at.space.group().roster.group),
        part=PLACES.label,
        asks=(
            Ask("status", phrase("The place is"), "pick", options=options(STATUS_NAMES)),
            Ask("reason", phrase("What was seen or heard, by whom and when"), "prose"),
        ),
        warns=phrase("“Burnt” is for ever, and alarms every stay in it at once."),
        does=phrase("Record the judgement"),
    )


def _do_judge(at: AtDesk, form: Form) -> None:
    status = chosen(Status, form.text("status"), field="status")
    staying.judge(at.space, place=at.id("place"), status=status, reason=form.text("reason"))


def _place(at: AtDesk) -> Place:
    place = at.space.group().places.places.get(at.id("place"))
    if place is None:
        raise BadInput("This place is not among the places of the group: go back to the list.")
    return place


STOCK_DEEDS: Final = (
    GroupDeed(path="/stock/new", shows=_stock, does=lambda at, form: devices.put_in_stock(at.space, record_of(form))),
)
PLACE_DEEDS: Final = (
    GroupDeed(
        path="/places/new",
        shows=_add,
        does=lambda at, form: staying.add(at.space, record=_record(form), reason=form.text("reason")),
    ),
    GroupDeed(
        path="/places/{place:str}/describe",
        shows=_describe,
        does=lambda at, form: staying.describe(at.space, place=at.id("place"), record=_record(form)),
    ),
    GroupDeed(path="/places/{place:str}/judge", shows=_judge, does=_do_judge),
)

STOCK_SECTION: Final = Section(place=STOCK, handlers=(show_stock, *group_handlers(STOCK.path, *STOCK_DEEDS)))
PLACES_SECTION: Final = Section(place=PLACES, handlers=(show_places, *group_handlers(PLACES.path, *PLACE_DEEDS)))
