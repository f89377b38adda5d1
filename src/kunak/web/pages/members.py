"""Members of the group: who is one, what they do, taking one in, and letting one go."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import members
from kunak.app.wiring import OpenVault
from kunak.base.errors import KunakError
from kunak.base.ids import ID_BYTES, from_hex
from kunak.base.words import phrase
from kunak.casework.compartments import CLOSELY_HELD, KIND_NAMES, ROLE_NAMES, USUALLY_NEEDS, Kind, Role
from kunak.casework.roster import Member
from kunak.crypto.profiles import PROTECTS_NOTHING
from kunak.web.act import Act, Ask, Option, again
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.render import Context
from kunak.web.respond import Asked, page, sent, view_of
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/members", label=phrase("Members"), symbol="members")
LANGUAGES: Final = (Option("en", "English", named=True), Option("ru", "Русский", named=True))


class MemberLine(msgspec.Struct, frozen=True, kw_only=True):
    """One member.

    Attributes:
        roles: Phrases.
        here: Whether this laptop is theirs.
        approves: Whether they can approve on this laptop.
        left: Why they left; empty for a member of today.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    here: bool
    approves: bool
    left: str


class RoleRow(msgspec.Struct, frozen=True):
    """What somebody of a role usually needs: a phrase, and for each part whether it is proposed."""

    name: str
    needs: tuple[bool, ...]


class Members(Context, frozen=True, kw_only=True):
    """The list of members.

    Attributes:
        kinds: Names of the parts of a case (phrases), and whether each is closely held.
        weak: The passphrases of this vault protect nothing.
    """

    template: ClassVar[str] = "members.html"
    present: tuple[MemberLine, ...]
    past: tuple[MemberLine, ...]
    kinds: tuple[tuple[str, bool], ...]
    roles: tuple[RoleRow, ...]
    weak: bool


class Welcome(Context, frozen=True, kw_only=True):
    """The passphrase of a new member, shown once."""

    template: ClassVar[str] = "member_welcome.html"
    name: str
    passphrase: str


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the members."""
    vault = opened(request)
    lines = [_line(vault, member) for member in members.listed(vault.space)]
    shown = Members(
        present=tuple(line for line in lines if not line.left),
        past=tuple(line for line in lines if line.left),
        kinds=tuple((KIND_NAMES[kind], kind in CLOSELY_HELD) for kind in Kind),
        roles=tuple(
            RoleRow(ROLE_NAMES[role], tuple(kind in USUALLY_NEEDS[role] for kind in Kind))
            for role in Role
            if USUALLY_NEEDS[role]
        ),
        weak=vault.profile in PROTECTS_NOTHING,
    )
    return page(request, shown, here=PLACE.path)


@get("/members/invite", sync_to_thread=False)
def ask_invite(request: Asked) -> Response[str]:
    """Show the form of a new member."""
    return page(request, _invite(Form(), view_of(request).language), here=PLACE.path)


@post("/members/invite", sync_to_thread=True, status_code=200)
def invite(request: Asked) -> Response[str]:
    """Take in a member and show their passphrase, once: this answer is not kept anywhere."""
    vault, form, language = opened(request), sent(request), view_of(request).language
    known = {role.value: role for role in Role}
    roles = tuple(known[each] for each in form.chosen("roles") if each in known)
    try:
        invited = members.invite(
            vault.space,
            vault.cosigners,
            name=form.text("name"),
            roles=roles,
            language=form.text("language"),
            profile=vault.profile,
        )
    except KunakError as error:
        return again(request, lambda typed: _invite(typed, language), form, (error,), here=PLACE.path)
    welcome = Welcome(name=form.text("name").strip(), passphrase=invited.passphrase)
    return page(request, welcome, here=PLACE.path)


@get("/members/{member:str}/remove", sync_to_thread=True)
def ask_remove(request: Asked, member: FromPath[str]) -> Response[str]:
    """Show the form by which a member leaves."""
    return page(request, _remove(opened(request), _id(member), Form()), here=PLACE.path)


@post("/members/{member:str}/remove", sync_to_thread=True)
def remove(request: Asked, member: FromPath[str]) -> Response[str] | Response[None]:
    """Record that a member left."""
    vault, known = opened(request), _id(member)

    def does(form: Form) -> str:
        members.remove(vault.space, member=known, reason=form.text("reason"))
        return PLACE.path

    return attempt(request, does=does, shows=lambda form: _remove(vault, known, form), here=PLACE.path)


@get("/members/{member:str}/roles", sync_to_thread=True)
def ask_roles(request: Asked, member: FromPath[str]) -> Response[str]:
    """Show the form by which a member gets more roles."""
    return page(request, _more_roles(opened(request), _id(member), Form()), here=PLACE.path)


@post("/members/{member:str}/roles", sync_to_thread=True)
def give_roles(request: Asked, member: FromPath[str]) -> Response[str] | Response[None]:
    """Give a member more roles; where there are several admins another one has to sign."""
    vault, known = opened(request), _id(member)

    def does(form: Form) -> str:
        chosen = form.chosen("roles")
        roles = tuple(role for role in Role if role.value in chosen)
        said = members.give_roles(vault.space, member=known, roles=roles)
        return "/laptops" if said.missing else PLACE.path

    return attempt(request, does=does, shows=lambda form: _more_roles(vault, known, form), here=PLACE.path)


def _line(vault: OpenVault, member: Member) -> MemberLine:
    return MemberLine(
        id=member.id.hex(),
        name=member.name,
        roles=tuple(ROLE_NAMES[role] for role in member.roles),
        here=vault.space.vault.device in member.devices,
        approves=vault.cosigners.read(member.id) is not None,
        left=member.left,
    )


def _invite(form: Form, language: str) -> Act:
    return Act(
        title=phrase("A new member"),
        above=(PLACE.path, ""),
        part=phrase("Members"),
        says=(
            phrase("They approve on this laptop, with a passphrase of their own that is made now and shown once."),
            phrase("They see no case until somebody lets them in."),
        ),
        asks=(
            Ask("name", phrase("The name they are known by"), help=phrase("Need not be their real one.")),
            Ask(
                "roles",
                phrase("What they do"),
                "many",
                options=tuple(Option(role.value, word) for role, word in ROLE_NAMES.items()),
            ),
            Ask("language", phrase("Language of the passphrase"), "choose", options=LANGUAGES, default=language),
        ),
        does=phrase("Take them in"),
        form=form,
    )


def _more_roles(vault: OpenVault, member: bytes, form: Form) -> Act:
    known = next((each for each in members.listed(vault.space) if each.id == member), None)
    has = known.roles if known is not None else ()
    return Act(
        title=phrase("More roles for a member"),
        about=vault.space.group().roster.named(member),
        above=(PLACE.path, ""),
        part=phrase("Members"),
        says=(
            phrase("What somebody of a role reads they read from the next exchange on, also what was written before."),
        ),
        asks=(
            Ask(
                "roles",
                phrase("What they do, too"),
                "many",
                options=tuple(Option(role.value, word) for role, word in ROLE_NAMES.items() if role not in has),
            ),
        ),
        warns=phrase(
            "A role is not taken back: what was read stays read. Where there are several admins another signs."
        ),
        does=phrase("Give these roles"),
        form=form,
    )


def _remove(vault: OpenVault, member: bytes, form: Form) -> Act:
    return Act(
        title=phrase("A member leaves"),
        about=vault.space.group().roster.named(member),
        above=(PLACE.path, ""),
        part=phrase("Members"),
        asks=(Ask("reason", phrase("Why"), "prose"),),
        warns=phrase("Their word counts no more from now on. What they have read stays read."),
        does=phrase("Record that they left"),
        grave=True,
        form=form,
    )


def _id(text: str) -> bytes:
    return from_hex(text, length=ID_BYTES, field="")


SECTION: Final = Section(place=PLACE, handlers=(show, ask_invite, invite, ask_roles, give_roles, ask_remove, remove))
