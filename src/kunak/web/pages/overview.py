"""All cases by all members: who sees how much of what. For coordinators, and of cases that they are let into."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from kunak.app import insight
from kunak.app.insight import CaseSeen
from kunak.casework.compartments import Kind
from kunak.web.pages.cases import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/access"
PER_PAGE: Final = 40


class CaseRow(msgspec.Struct, frozen=True):
    """One case: how many parts each member sees.

    Attributes:
        wrong: Whether a key of it is in wrong hands.
    """

    href: str
    code: str
    parts: tuple[int, ...]
    wrong: bool


class Overview(Context, frozen=True, kw_only=True):
    """Cases by members.

    Attributes:
        names: Of the members.
        most: Parts of a case.
        number: Which page, from 1.
    """

    template: ClassVar[str] = "overview.html"
    names: tuple[str, ...]
    rows: tuple[CaseRow, ...]
    most: int
    number: int
    more: bool


@get(PATH, sync_to_thread=True)
def show(request: Asked, number: FromQuery[int] = 1) -> Response[str]:
    """Show who sees how much of which case."""
    space = opened(request).space
    seen = insight.of_group(space)
    members = [
        member
        for member in space.group().roster.members.values()
        if not member.left or any(member.id in each.parts for each in seen)
    ]
    first = (max(number, 1) - 1) * PER_PAGE
    shown = Overview(
        names=tuple(member.name for member in members),
        rows=tuple(_row(each, [member.id for member in members]) for each in seen[first : first + PER_PAGE]),
        most=len(Kind),
        number=max(number, 1),
        more=len(seen) > first + PER_PAGE,
    )
    return page(request, shown, here=PLACE.path)


def _row(seen: CaseSeen, members: list[bytes]) -> CaseRow:
    parts = tuple(seen.parts.get(member, 0) for member in members)
    return CaseRow(f"/case/{seen.id.hex()}/access", seen.code, parts, seen.wrong)


SECTION: Final = Section(handlers=(show,))
