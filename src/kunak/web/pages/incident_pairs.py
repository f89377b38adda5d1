"""Is it the same incident? Pairs of incidents side by side, and why they are asked about.

That somebody is one person says nothing of incidents: a woman may be abducted in May and killed in June. So it is
asked. Which pairs are asked, ``asking`` says. For who reads names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import asking, incidents, matches, naming, proposing, sources
from kunak.app.asking import Asked
from kunak.app.beside import State
from kunak.app.matches import Entry
from kunak.app.proposing import Proposed
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import short
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import Verdict
from kunak.web.act import again, chosen
from kunak.web.forms import Form
from kunak.web.pages.decided import PATHS, EntryLine, Taken, comparing, entry_line, standing, taken_last
from kunak.web.pages.incidents import PLACE
from kunak.web.pages.links import Row, Said, said
from kunak.web.render import Context
from kunak.web.respond import Asked as Request
from kunak.web.respond import go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = PATHS[Sort.INCIDENT]

ROWS: Final = (
    (phrase("When it happened"), ("date",)),
    (phrase("Place"), ("settlement", "district", "region")),
    (phrase("What was done"), ("act",)),
)
"""Of each row its heading, and the fields in it."""

SAME_PLACE: Final = {
    "SETTLEMENT": phrase("the same settlement"),
    "DISTRICT": phrase("the same district"),
    "REGION": phrase("the same region"),
}
"""By how narrowly two places agree (``register.meetings.Level``)."""

COUNTED: Final = ((phrase("Victims"), Sort.VICTIM), (phrase("Perpetrators"), Sort.PERPETRATOR))


class IncidentPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two incidents side by side.

    Attributes:
        both: Who is a victim of both, by name; empty where the name is not told.
        why: What else speaks for it, as phrases; they differ by so many days (``apart``).
        others: Which entries would be one incident with them, by decisions.
    """

    left: EntryLine
    right: EntryLine
    rows: tuple[Row, ...]
    both: tuple[str, ...]
    why: tuple[str, ...]
    apart: int
    others: tuple[EntryLine, ...]


class IncidentPairs(Context, frozen=True, kw_only=True):
    """The page of one pair of incidents, or why there is none.

    Attributes:
        closed: Names are not for the member at this desk.
        compared: Whether entries were compared by day, place and kind since the desk was opened; ``running`` now.
        comparable: Whether there is anything to compare.
        at: Which pair, from 0; of ``waiting``.
        last: What was decided just now, which can be taken back.
    """

    template: ClassVar[str] = "incident_pairs.html"
    form: Form
    closed: bool = False
    decided: int = 0
    contradictions: int = 0
    compared: bool = False
    running: bool = False
    comparable: bool = False
    waiting: int = 0
    at: int = 0
    pair: IncidentPair | None = None
    last: Taken | None = None


@get(PATH, sync_to_thread=True)
def show(request: Request, at: FromQuery[int] = 0, last: FromQuery[str] = "") -> Response[str]:
    """Show two incidents of which somebody should say whether they are one."""
    return page(request, _pairs(opened(request).space, comparing(request).state, Form(), at, last), here=PLACE.path)


@post(f"{PATH}/decide", sync_to_thread=True)
def decide(request: Request) -> Response[None] | Response[str]:
    """Take a decision about a pair of incidents, and go on to the next one."""
    form, space = sent(request), opened(request).space
    number = form.text("at")
    at = int(number) if number.isascii() and number.isdecimal() else 0
    try:
        verdict = chosen(Verdict, form.text("verdict"), field="verdict")
        one, other = (naming.place_of(space, form.text(name), unit=Sort.INCIDENT) for name in ("one", "other"))
        matches.decide(space, one, other, verdict, unit=Sort.INCIDENT, reason=form.text("reason"))
    except KunakError as error:
        return again(
            request,
            lambda form: _pairs(space, comparing(request).state, form, at, ""),
            form,
            (error,),
            fields=("reason",),
            here=PLACE.path,
        )
    return go(f"{PATH}?at={at}&last={form.text('one')}~{form.text('other')}")


def _pairs(space: Workspace, state: State[Proposed], form: Form, at: int, last: str) -> IncidentPairs:
    incidents.check_reader(space)
    if Kind.IDENTITY not in incidents.readable(space):
        return IncidentPairs(form=form, closed=True)
    known = matches.groups(space, Sort.INCIDENT)
    waiting = asking.waiting(space, state.found.incidents if state.found is not None else ())
    number = min(max(at, 0), max(len(waiting) - 1, 0))
    asked = _sent_back(space, waiting, form) or next(iter(waiting[number:]), None)
    return IncidentPairs(
        form=form,
        decided=len(standing(known)),
        contradictions=len(known.contradictions),
        compared=state.found is not None,
        running=state.running,
        comparable=sum(each.line.victims for each in incidents.listed(space)) >= proposing.FEWEST,
        waiting=len(waiting),
        at=number,
        pair=_pair(space, known, asked) if asked else None,
        last=taken_last(space, last),
    )


def _sent_back(space: Workspace, waiting: Sequence[Asked], form: Form) -> Asked | None:
    """Return the two incidents that a refused form was about, whether they are asked about still or not."""
    try:
        places = [naming.place_of(space, form.text(name), unit=Sort.INCIDENT) for name in ("one", "other")]
    except BadInput:
        return None
    left, right = (matches.entry_at(space, place) for place in places)
    if left is None or right is None:
        return None
    same = {left.subject, right.subject}
    there = (each for each in waiting if {each.left.subject, each.right.subject} == same)
    return next(there, Asked(left, right, 0, person=False, alike=None))


def _pair(space: Workspace, known: matches.Groups, asked: Asked) -> IncidentPair:
    left, right = asked.left, asked.right
    met = asked.alike.met if asked.alike is not None else None
    labels: dict[bytes, str] = {each.id: each.line.label for each in sources.listed(space)}
    lines = [entry_line(each, frozenset(_sources(each, labels))) for each in (left, right)]
    together = {thing for group in known.joined if {left.thing.id, right.thing.id} & set(group) for thing in group} - {
        left.thing.id,
        right.thing.id,
    }
    where = matches.places(space, Sort.INCIDENT)
    others = (matches.entry_at(space, where[each]) for each in sorted(together) if each in where)
    return IncidentPair(
        left=lines[0],
        right=lines[1],
        rows=tuple(_rows(left, right, labels)),
        both=tuple(_in_both(space, left, right)),
        why=tuple(_why(asked)),
        apart=met.apart if met is not None else 0,
        others=tuple(entry_line(each) for each in others if each is not None),
    )


def _rows(left: Entry, right: Entry, labels: Mapping[bytes, str]) -> Iterator[Row]:
    for label, fields in ROWS:
        sides = [tuple(one for field in fields for one in said(each, field, labels)) for each in (left, right)]
        if any(sides):
            yield Row(label=label, judged=False, left=sides[0], right=sides[1])
    for label, sort in COUNTED:
        sides = [_how_many(each, sort) for each in (left, right)]
        yield Row(label=label, judged=False, left=sides[0], right=sides[1])
    sides = [tuple(Said(each, spoken=False, sources=()) for each in _sources(one, labels)) for one in (left, right)]
    yield Row(label=phrase("Sources"), judged=False, left=sides[0], right=sides[1])


def _why(asked: Asked) -> Iterator[str]:
    if asked.alike is None:
        return
    if asked.alike.case:
        yield phrase("both name the same case in court")
    if asked.alike.met is not None:
        met = asked.alike.met
        yield SAME_PLACE[met.level.name]
        if not met.apart:
            yield phrase("they may have been on one day") if met.days > 1 else phrase("the same day")
        if met.acts:
            yield phrase("what was done agrees")
        if met.victims:
            yield phrase("as many victims")


def _how_many(entry: Entry, sort: Sort) -> tuple[Said, ...]:
    """Return how many of a sort an incident has, and their names as far as they are told."""
    things = entry.incident.of_sort(sort)
    names = (entry_line(msgspec.structs.replace(entry, thing=each)).title for each in things)
    told = (str(len(things)), *(each for each in names if each))
    return tuple(Said(each, spoken=False, sources=()) for each in told)


def _sources(entry: Entry, labels: Mapping[bytes, str]) -> list[str]:
    return sorted({labels.get(each, short(each)) for each in entry.incident.sources()})


def _in_both(space: Workspace, left: Entry, right: Entry) -> Iterator[str]:
    """Yield the name of everybody who was decided to be a victim of both."""
    of = matches.groups(space).first()
    there = {of[each.id] for each in right.incident.of_sort(Sort.VICTIM) if each.id in of}
    for thing in left.incident.of_sort(Sort.VICTIM):
        if of.get(thing.id) in there:
            yield entry_line(msgspec.structs.replace(left, thing=thing)).title


SECTION: Final = Section(handlers=(show, decide))
