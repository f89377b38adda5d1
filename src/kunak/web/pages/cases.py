"""The list of cases: those in the greatest danger first."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from kunak.app import cases
from kunak.app.cases import Listed
from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.case import STAGE_NAMES, Stage
from kunak.casework.compartments import Role
from kunak.casework.roster import Roster
from kunak.casework.situation import DUE_NAMES
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/cases", label=phrase("Cases"), symbol="case")
PER_PAGE: Final = 50
STILL_OPEN: Final = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case in the list.

    Attributes:
        stage: A phrase.
        due_says: What the next deadline is about, a phrase.
    """

    href: str
    code: str
    stage: str
    level: str | None
    manager: str
    tasks: int
    due: Instant | None
    due_says: str
    disputed: bool


class Filter(msgspec.Struct, frozen=True):
    """A way to narrow the list: its value in the address, its word (a phrase), how many there are."""

    value: str
    label: str
    count: int


class Cases(Context, frozen=True, kw_only=True):
    """The list.

    Attributes:
        chosen: Value of the filter in force; empty for all that are open.
        number: Which page, from 1.
        more: Whether there are further pages.
        coordinates: Whether somebody at this desk may see all cases side by side.
    """

    template: ClassVar[str] = "cases.html"
    lines: tuple[CaseLine, ...]
    filters: tuple[Filter, ...]
    chosen: str
    number: int
    more: bool
    coordinates: bool


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked, stage: FromQuery[str] = "", number: FromQuery[int] = 1) -> Response[str]:
    """Show the list of cases."""
    space = opened(request).space
    known = {each.value: each for each in Stage}
    if stage and stage not in known:
        raise BadInput("There is no such stage: go back to the list of cases.")
    stages = (known[stage],) if stage else STILL_OPEN
    first = (max(number, 1) - 1) * PER_PAGE
    found = cases.listed(space, stages=stages, limit=PER_PAGE + 1, offset=first)
    roster = space.group().roster
    shown = Cases(
        lines=tuple(case_line(each, roster) for each in found[:PER_PAGE]),
        filters=_filters(cases.count_by_stage(space)),
        chosen=stage,
        number=max(number, 1),
        more=len(found) > PER_PAGE,
        coordinates=Role.COORDINATOR in space.me().roles,
    )
    return page(request, shown, here=PLACE.path)


def case_line(listed: Listed, roster: Roster) -> CaseLine:
    """Return what a list shows of a case."""
    line = listed.line
    return CaseLine(
        href=f"/case/{listed.id.hex()}",
        code=line.code,
        stage=STAGE_NAMES[line.stage],
        level=line.level.value if line.level else None,
        manager=roster.named(line.manager) if line.manager else "",
        tasks=line.open_tasks,
        due=line.next_due.due if line.next_due else None,
        due_says=DUE_NAMES[line.next_due.kind] if line.next_due else "",
        disputed=line.disputed,
    )


def _filters(counts: dict[Stage, int]) -> tuple[Filter, ...]:
    still_open = sum(counts.get(stage, 0) for stage in STILL_OPEN)
    return (
        Filter("", phrase("All open"), still_open),
        *(Filter(stage.value, STAGE_NAMES[stage], counts.get(stage, 0)) for stage in Stage),
    )


SECTION: Final = Section(place=PLACE, handlers=(show,))
