"""The first page: what alarms, what is due within a day, my cases, calls for help."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import cases, members, noticing, today, verifying
from kunak.app.noticing import Remark
from kunak.app.today import AlarmLine, DueLine
from kunak.app.vault import Flaw
from kunak.app.wiring import OpenVault
from kunak.base.errors import KunakError
from kunak.base.ids import ID_BYTES, from_hex
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import checkins
from kunak.casework.checkins import ALARM_NAMES, AlarmKind
from kunak.casework.situation import DUE_NAMES, Due
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.case import DUE_PARTS
from kunak.web.pages.case_frame import case_id, tab_path
from kunak.web.pages.cases import CaseLine, case_line
from kunak.web.pages.requests import RequestLine, request_line
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/", label=phrase("Today"), symbol="today")

SHOWN: Final = 12
"""Lines of a list that stand open. The other deadlines and cases unfold; the other requests have their own page."""


class AlarmShown(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that nobody has answered.

    Attributes:
        says: A phrase.
        answer: Path of its form; empty where it is dealt with on the page of the case.
        field: Name of its field: each alarm on the page has its own.
    """

    code: str
    says: str
    since: Instant
    href: str
    answer: str
    field: str


class DueShown(msgspec.Struct, frozen=True):
    """Something due: its case, what it is about (a phrase), and in whose words."""

    code: str
    says: str
    what: str
    due: Instant
    href: str


class TodayPage(Context, frozen=True, kw_only=True):
    """The first page.

    Attributes:
        noticed: What the vault noticed when it was opened, each with where it is.
        doubts: What relays, couriers and laptops did that somebody has to know.
        standing: What somebody at this laptop has to know first, a phrase; empty if all is well.
        more_requests: How many requests wait that are not shown.
        shown: Lines of a list that stand open.
        form: The form of an alarm that was refused.
    """

    template: ClassVar[str] = "today.html"
    alarms: tuple[AlarmShown, ...]
    due: tuple[DueShown, ...]
    mine: tuple[CaseLine, ...]
    requests: tuple[RequestLine, ...]
    more_requests: int
    standing: str = ""
    noticed: tuple[Flaw, ...]
    doubts: tuple[Remark, ...] = ()
    shown: int = SHOWN
    form: Form = Form()


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show what needs somebody now."""
    return page(request, _page(opened(request), Form()), here=PLACE.path)


@post("/alarm/{subject:str}/{checkin:str}", sync_to_thread=True)
def answer(request: Asked, subject: FromPath[str], checkin: FromPath[str]) -> Response[str] | Response[None]:
    """Answer an alarm: what was done about it."""
    vault, found = opened(request), case_id(subject)
    known = from_hex(checkin, length=ID_BYTES, field="")
    field = _field(known)

    def does(form: Form) -> str:
        try:
            cases.decide(
                vault.space,
                found,
                lambda file: checkins.answer_alarm(
                    file.checkins, checkin=known, action=form.text(field), now=vault.space.clock()
                ),
            )
        except KunakError as error:
            error.field = field if error.field == "action" else error.field
            raise
        return PLACE.path

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=(field,))


def _page(vault: OpenVault, form: Form) -> TodayPage:
    space = vault.space
    now = today.today(space)
    roster = space.group().roster
    return TodayPage(
        alarms=tuple(_alarm(line) for line in sorted(now.alarms, key=_under_duress_first)),
        due=tuple(_due(line) for line in now.due if not _alarms_already(line, space.clock())),
        mine=tuple(case_line(each, roster) for each in now.mine),
        requests=tuple(request_line(each) for each in now.requests[:SHOWN]),
        more_requests=max(0, len(now.requests) - SHOWN),
        standing=members.own_standing(space),
        noticed=(*verifying.noticed(vault.opening), *vault.flaws),
        doubts=(*noticing.about_keys(vault), *noticing.unread(vault)),
        form=form,
    )


def _under_duress_first(line: AlarmLine) -> tuple[bool, Instant]:
    return line.says != ALARM_NAMES[AlarmKind.DURESS], line.since


def _alarm(line: AlarmLine) -> AlarmShown:
    case = line.case.hex()
    return AlarmShown(
        code=line.code,
        says=line.says,
        since=line.since,
        href=f"/case/{case}/{line.part.value}",
        answer=f"/alarm/{case}/{line.checkin.hex()}" if line.checkin else "",
        field=_field(line.checkin),
    )


def _alarms_already(line: DueLine, now: Instant) -> bool:
    """Say whether this stands among the alarms: a check-in is due when its grace has ended."""
    return line.kind is Due.CHECK_IN and line.due < now


def _field(checkin: bytes) -> str:
    return f"action-{checkin.hex()}"


def _due(line: DueLine) -> DueShown:
    # What a check-in of a leg is about is the code name itself: it stands in front already.
    what = "" if line.what == line.code else line.what
    return DueShown(line.code, DUE_NAMES[line.kind], what, line.due, tab_path(line.case.hex(), DUE_PARTS[line.kind]))


SECTION: Final = Section(place=PLACE, handlers=(show, answer))
