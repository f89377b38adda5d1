"""Where the people of a case stay: from when, until when, and whether the place is still safe."""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.app import staying
from kunak.base.errors import BadInput
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework import shelter
from kunak.casework.compartments import Kind
from kunak.casework.shelter import (
    DANGER_NAMES,
    HOUSE_RULE_NAMES,
    STATUS_NAMES,
    Danger,
    PeoplePlaced,
    Place,
    Placement,
    Status,
)
from kunak.web.act import Act, Ask, Option
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, handlers, one_of
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section

KIND: Final = Kind.SHELTER
PART: Final = phrase("Shelter")
USUAL_STAY: Final = 14 * DAY
"""What is proposed as the end of a stay, so that somebody looks at it again. Our choice."""
GRAVE: Final = frozenset({Danger.BURNT, Danger.SUSPECTED})


class Ended(msgspec.Struct, frozen=True):
    """How a stay ended."""

    at: Instant
    reason: str


class StayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One stay.

    Attributes:
        dangers: (phrase, whether it cannot wait).
    """

    href: str
    label: str
    region: str
    status: str
    safe: bool
    people: int
    since: Instant
    until: Instant
    note: str
    dangers: tuple[tuple[str, bool], ...]
    rules: tuple[str, ...]
    own_rules: str
    address: str
    host: str
    ends: tuple[Ended, ...]


class ShelterPage(Context, frozen=True, kw_only=True):
    """All stays of a case."""

    template: ClassVar[str] = "shelter.html"
    frame: CaseFrame
    stays: tuple[StayLine, ...]
    past: tuple[StayLine, ...]
    rooms: bool
    odd: tuple[Odd, ...]


@get("/case/{case:str}/shelter", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show where the people of a case stay; a place that was found comes first."""
    at = AtCase(request, KIND)
    stays = [_line(at, stay) for stay in at.file.placements.placements.values()]
    shown = ShelterPage(
        frame=at.frame(),
        stays=tuple(sorted((stay for stay in stays if not stay.ends), key=lambda stay: not stay.dangers)),
        past=tuple(stay for stay in stays if stay.ends),
        rooms=any(_open_places(at)),
        odd=oddities(at.space, at.file.placements.impossible),
    )
    return page(request, shown, here=HERE)


def _line(at: AtCase, stay: Placement) -> StayLine:
    place = _places(at).get(stay.place)
    record = place.record if place else None
    alarms = shelter.alarms(at.space.group().places, at.file.placements, at.now)
    return StayLine(
        href=f"{at.path}/shelter/{stay.id.hex()}",
        label=record.label if record else "",
        region=record.region if record else "",
        status=STATUS_NAMES[place.status] if place else "",
        safe=place is not None and place.status is Status.OPEN,
        people=stay.people,
        since=stay.since,
        until=stay.until,
        note=stay.note,
        dangers=tuple(
            (DANGER_NAMES[alarm.danger], alarm.danger in GRAVE) for alarm in alarms if alarm.placement == stay.id
        ),
        rules=tuple(HOUSE_RULE_NAMES[rule] for rule in record.rules) if record else (),
        own_rules=record.own_rules if record else "",
        address=record.address if record else "",
        host=record.host if record else "",
        ends=tuple(Ended(end.ended_at, end.reason) for end in stay.ends),
    )


def _places(at: AtCase) -> dict[bytes, Place]:
    return at.space.group().places.places


def _open_places(at: AtCase) -> Iterator[Option]:
    for place in _places(at).values():
        if place.status is Status.OPEN:
            label = f"{place.record.label}, {place.record.region} ({place.record.capacity})"
            yield Option(place.id.hex(), label, named=True)


def _stay_asks(at: AtCase, people: int = 1) -> tuple[Ask, ...]:
    return (
        Ask(
            "place",
            phrase("Where"),
            "choose",
            options=(Option("", "–", named=True), *_open_places(at)),
            help=phrase("Only open places are offered; in brackets, how many people they take."),
        ),
        Ask("people", phrase("How many people"), "number", default=str(people)),
        Ask("since", phrase("Since"), "when", default=at.typed(at.now)),
        Ask(
            "until",
            phrase("Planned end"),
            "when",
            help=phrase("Then the stay is looked at again; nobody is put out by it."),
            default=at.typed(after(at.now, USUAL_STAY)),
        ),
        Ask("note", phrase("What else matters"), "prose", optional=True),
    )


def _wanted(at: AtCase, form: Form) -> PeoplePlaced:
    people = form.text("people").strip()
    if not (people.isascii() and people.isdecimal()):
        raise BadInput("Say how many people stay: one at least.", field="people")
    return PeoplePlaced(
        placement=at.space.new_id(),
        place=one_of(form.text("place"), field="place"),
        people=int(people),
        since=at.when(form, "since"),
        until=at.when(form, "until"),
        note=form.text("note").strip(),
    )


def _place(at: AtCase) -> Act:
    return Act(
        title=phrase("A stay in a safe place"),
        above=at.above("shelter"),
        part=PART,
        asks=_stay_asks(at),
        does=phrase("Record the stay"),
    )


def _move(at: AtCase) -> Act:
    stay = _stay(at)
    return Act(
        title=phrase("Move to another place"),
        about=_line(at, stay).label,
        above=at.above("shelter"),
        part=PART,
        says=(phrase("Not by the usual way, not by taxi to the door, and with no phone from before."),),
        asks=(*_stay_asks(at, stay.people), Ask("reason", phrase("Why they move"), "prose")),
        does=phrase("Record the move"),
    )


def _do_move(at: AtCase, form: Form) -> None:
    staying.move(at.space, at.subject, placement=at.id("stay"), wanted=_wanted(at, form), reason=form.text("reason"))


def _extend(at: AtCase) -> Act:
    stay = _stay(at)
    return Act(
        title=phrase("Another planned end"),
        about=_line(at, stay).label,
        above=at.above("shelter"),
        part=PART,
        asks=(
            Ask("until", phrase("Planned end"), "when", default=at.typed(after(stay.until, USUAL_STAY))),
            Ask("reason", phrase("Why it becomes longer or shorter"), "prose"),
        ),
        does=phrase("Record it"),
    )


def _do_extend(at: AtCase, form: Form) -> None:
    until, reason = at.when(form, "until"), form.text("reason")
    at.decide(
        lambda file: shelter.plan_stay(file.placements, placement=at.id("stay"), until=until, reason=reason, now=at.now)
    )


def _end(at: AtCase) -> Act:
    return Act(
        title=phrase("They left"),
        about=_line(at, _stay(at)).label,
        above=at.above("shelter"),
        part=PART,
        asks=(
            Ask("ended_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("reason", phrase("Why, and where to in your words for it"), "prose"),
        ),
        does=phrase("Record that they left"),
    )


def _do_end(at: AtCase, form: Form) -> None:
    ended, reason = at.when(form, "ended_at"), form.text("reason")
    at.decide(lambda file: shelter.end_stay(file.placements, placement=at.id("stay"), ended_at=ended, reason=reason))


def _stay(at: AtCase) -> Placement:
    stay = at.file.placements.placements.get(at.id("stay"))
    if stay is None:
        raise BadInput("This stay is not recorded in this case: go back to the shelter.")
    return stay


DEEDS: Final = (
    Deed(
        path="shelter/new",
        kind=KIND,
        shows=_place,
        does=lambda at, form: staying.place(at.space, at.subject, _wanted(at, form)),
    ),
    Deed(path="shelter/{stay:str}/move", kind=KIND, shows=_move, does=_do_move),
    Deed(path="shelter/{stay:str}/extend", kind=KIND, shows=_extend, does=_do_extend),
    Deed(path="shelter/{stay:str}/end", kind=KIND, shows=_end, does=_do_end),
)

SECTION: Final = Section(handlers=(show, *handlers(*DEEDS)))
