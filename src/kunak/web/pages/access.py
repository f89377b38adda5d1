"""Need to know: who sees which part of a case, and letting people in and out, part by part."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import cases
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.words import phrase
from kunak.casework.compartments import CLOSELY_HELD, KIND_NAMES, ROLE_NAMES, USUALLY_NEEDS, Kind
from kunak.casework.roster import Member
from kunak.web.act import Act, Ask, Option
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id, tab_path
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

CLOSE: Final = phrase("closely held: say why")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One member in the matrix.

    Attributes:
        roles: Phrases.
        sees: For each part, whether they can read it.
        present: Whether they are a member today.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    sees: tuple[bool, ...]
    present: bool


class AccessPage(Context, frozen=True, kw_only=True):
    """Members by parts.

    Attributes:
        kinds: Names of the parts (phrases), and whether each is closely held.
    """

    template: ClassVar[str] = "access.html"
    frame: CaseFrame
    kinds: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...]


@get("/case/{subject:str}/access", sync_to_thread=True)
def show(request: Asked, subject: FromPath[str]) -> Response[str]:
    """Show who sees what."""
    vault, found = opened(request), case_id(subject)
    frame = case_frame(vault, found, Kind.DESK, view="access")
    roster, access = vault.space.group().roster, vault.space.case(found).access
    rows = [
        Row(
            id=member.id.hex(),
            name=member.name,
            roles=tuple(ROLE_NAMES[role] for role in member.roles),
            sees=tuple(kind in access.kinds_of.get(member.id, ()) for kind in Kind),
            present=not member.left,
        )
        for member in roster.members.values()
        if not member.left or access.kinds_of.get(member.id)
    ]
    kinds = tuple((KIND_NAMES[kind], kind in CLOSELY_HELD) for kind in Kind)
    return page(request, AccessPage(frame=frame, kinds=kinds, rows=tuple(rows)), here=HERE)


@get("/case/{subject:str}/access/{member:str}/in", sync_to_thread=True)
def ask_in(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str]:
    """Show the form that lets a member in."""
    vault, found, who = _asked(request, subject, member)
    return page(request, _let_in(vault, found, who, Form()), here=HERE)


@post("/case/{subject:str}/access/{member:str}/in", sync_to_thread=True)
def let_in(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str] | Response[None]:
    """Let a member into parts of the case."""
    vault, found, who = _asked(request, subject, member)

    def does(form: Form) -> str:
        cases.let_in(vault.space, found, member=who.id, kinds=_chosen(form), reason=form.text("reason"))
        return _path(subject)

    return attempt(request, does=does, shows=lambda form: _let_in(vault, found, who, form), here=HERE)


@get("/case/{subject:str}/access/{member:str}/out", sync_to_thread=True)
def ask_out(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str]:
    """Show the form that shuts a member out."""
    vault, found, who = _asked(request, subject, member)
    return page(request, _shut_out(vault, found, who, Form()), here=HERE)


@post("/case/{subject:str}/access/{member:str}/out", sync_to_thread=True)
def shut_out(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str] | Response[None]:
    """Take parts of the case from a member."""
    vault, found, who = _asked(request, subject, member)

    def does(form: Form) -> str:
        cases.shut_out(vault.space, found, member=who.id, kinds=_chosen(form), reason=form.text("reason"))
        still = Kind.DESK in cases.readable(vault.space, found)
        return _path(subject) if still else HERE

    return attempt(request, does=does, shows=lambda form: _shut_out(vault, found, who, form), here=HERE)


def _path(case: str) -> str:
    return f"{tab_path(case, Kind.DESK)}/access"


def _asked(request: Asked, subject: str, member: str) -> tuple[OpenVault, SubjectId, Member]:
    vault, found = opened(request), case_id(subject)
    cases.check_readable(vault.space, found, Kind.DESK)
    who = vault.space.group().roster.members.get(from_hex(member, length=ID_BYTES, field=""))
    if who is None:
        raise BadInput("This is no member of the group.")
    return vault, found, who


def _chosen(form: Form) -> frozenset[Kind]:
    kinds = frozenset(kind for kind in Kind if kind.value in form.chosen("kinds"))
    if not kinds:
        raise BadInput("Choose at least one part.", field="kinds")
    return kinds


def _let_in(vault: OpenVault, subject: SubjectId, member: Member, form: Form) -> Act:
    file = vault.space.case(subject)
    closed = [kind for kind in Kind if kind not in file.access.kinds_of.get(member.id, ())]
    usual = frozenset(kind for role in member.roles for kind in USUALLY_NEEDS[role])
    return Act(
        title=phrase("Let in"),
        about=member.name,
        above=(_path(subject.hex()), file.case.code),
        part=phrase("Who sees what"),
        says=(phrase("What their role usually needs is marked. You decide."),),
        asks=(
            Ask(
                "kinds",
                phrase("Which parts"),
                "many",
                options=tuple(
                    Option(kind.value, KIND_NAMES[kind], CLOSE if kind in CLOSELY_HELD else "") for kind in closed
                ),
                default=tuple(kind.value for kind in closed if kind in usual and kind not in CLOSELY_HELD),
            ),
            Ask("reason", phrase("Why they need it"), "prose", optional=True),
        ),
        does=phrase("Let them in"),
        form=form,
    )


def _shut_out(vault: OpenVault, subject: SubjectId, member: Member, form: Form) -> Act:
    file = vault.space.case(subject)
    sees = [kind for kind in Kind if kind in file.access.kinds_of.get(member.id, ())]
    return Act(
        title=phrase("Shut out"),
        about=member.name,
        above=(_path(subject.hex()), file.case.code),
        part=phrase("Who sees what"),
        asks=(
            Ask(
                "kinds",
                phrase("Which parts"),
                "many",
                options=tuple(Option(kind.value, KIND_NAMES[kind]) for kind in sees),
                default=tuple(kind.value for kind in sees),
            ),
            Ask("reason", phrase("Why"), "prose", optional=True),
        ),
        warns=phrase("What they have read stays read."),
        does=phrase("Shut them out"),
        grave=True,
        form=form,
    )


SECTION: Final = Section(handlers=(show, ask_in, let_in, ask_out, shut_out))
