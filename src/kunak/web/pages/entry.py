"""Letting a laptop in on the desk: the invitation, the request, words to compare, the decision, the welcome.

Each step has a page of its own and may be taken days after the one before: a request
waits on this laptop until it is answered.
"""

from io import BytesIO
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from kunak.app import enrolling, wiring
from kunak.app.enrolling import Asked as Request
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, DeviceId, from_hex, short
from kunak.base.words import phrase
from kunak.casework.compartments import ROLE_NAMES, Role
from kunak.casework.roster import RANK_NAMES, Rank
from kunak.crypto.passphrase import Language
from kunak.web.act import Ask, Option, chosen, options
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.deeds import attachment
from kunak.web.pages.laptops import PATH as LAPTOPS
from kunak.web.pages.members import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, page, view_of
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/laptops/let-in"
BYTES: Final = "application/octet-stream"
GONE: Final = phrase("This request is not kept here any more: take it in once more.")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A request that waits here.

    Attributes:
        state: What is to be done, a phrase.
    """

    href: str
    name: str
    state: str


class LetIn(Context, frozen=True, kw_only=True):
    """The first two steps.

    Attributes:
        drawn: Whether the invitation fits into a picture.
        known: Name and id of each member, for another laptop of theirs.
        admin: Whether somebody at this laptop may decide.
    """

    template: ClassVar[str] = "let_in.html"
    drawn: bool
    known: tuple[tuple[str, str], ...]
    waiting: tuple[Waiting, ...]
    admin: bool
    form: Form = Form()


class Compare(Context, frozen=True, kw_only=True):
    """The words of one request, and what is decided about it.

    Attributes:
        owner: Name of the member whose further laptop this is; empty for somebody new.
        spoken: Language of the words.
        inside: Whether it is let in.
        missing: Signatures that it lacks.
        two: Whether a second admin will have to sign.
    """

    template: ClassVar[str] = "compare.html"
    id: str
    name: str
    laptop: str
    owner: str
    words: tuple[str, ...]
    spoken: Language
    inside: bool
    missing: int
    two: bool
    asks: tuple[Ask, ...]
    form: Form = Form()


ASKING: Final = phrase("words to compare")
SIGNING: Final = phrase("waits for the signature of another admin")
INSIDE: Final = phrase("is let in: give it its welcome")


@get(PATH, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show how a laptop is let in."""
    return page(request, _let_in(opened(request), Form()), here=PLACE.path)


@get("/laptops/invitation", sync_to_thread=True)
def invitation(request: Asked) -> Response[bytes]:
    """Hand out the invitation of this laptop."""
    return attachment(_invitation(opened(request)), BYTES, "invitation")


@get("/laptops/invitation.svg", sync_to_thread=True)
def picture(request: Asked) -> Response[bytes]:
    """Draw the invitation as a picture that a telephone reads."""
    return Response(drawn(_invitation(opened(request))), media_type="image/svg+xml")


@post(PATH, sync_to_thread=True)
def take(request: Asked) -> Response[str] | Response[None]:
    """Take in the request of a laptop."""
    vault = opened(request)

    def does(form: Form) -> str:
        if "file" not in form.files:
            raise BadInput("Choose the file that the new laptop wrote.", field="file")
        paper = form.files["file"].content
        try:
            enrolling.read(vault.space, _invitation(vault), paper, language="en")
        except BadInput as refused:
            refused.field = "file"
            raise
        return f"/laptops/asked/{enrolling.keep(vault.exchange, paper).hex()}"

    return attempt(request, does=does, shows=lambda form: _let_in(vault, form), here=PLACE.path, fields=("file",))


@get("/laptops/asked/{device:str}", sync_to_thread=True)
def compare(request: Asked, device: FromPath[str], words: FromQuery[str] = "") -> Response[str]:
    """Show the words of a request, in the language of the page or another one."""
    language = wiring.language(words or view_of(request).language)
    return page(request, _compare(opened(request), _id(device), language, Form()), here=PLACE.path)


@post("/laptops/asked/{device:str}", sync_to_thread=True)
def admit(request: Asked, device: FromPath[str]) -> Response[str] | Response[None]:
    """Let the laptop in."""
    vault, of, language = opened(request), _id(device), view_of(request).language

    def does(form: Form) -> str:
        asked = _asked(vault, of, language)
        if form.text("compared") != "same":
            answered = form.text("compared") == "differ"
            unanswered = phrase("Compare the words first, and say whether they are the same.")
            raise BadInput(enrolling.DIFFER if answered else unanswered, field="compared")
        further = asked.request.member in vault.space.laptops.membership.people
        rank = Rank.MEMBER if further else chosen(Rank, form.text("rank"), field="rank")
        roles = tuple(role for role in Role if role.value in form.chosen("roles"))
        enrolling.admit(vault.space, asked, wiring.meeting(vault), roles=roles, rank=rank)
        return f"/laptops/asked/{device}"

    fields = ("compared", "roles", "rank")
    return attempt(
        request, does=does, shows=lambda form: _compare(vault, of, language, form), here=PLACE.path, fields=fields
    )


@get("/laptops/asked/{device:str}/welcome", sync_to_thread=True)
def welcome(request: Asked, device: FromPath[str]) -> Response[bytes]:
    """Hand out the welcome of a laptop that was let in."""
    vault = opened(request)
    asked = _asked(vault, _id(device), "en")
    return attachment(enrolling.welcome(vault.space, asked.request, wiring.meeting(vault)), BYTES, "welcome")


@post("/laptops/asked/{device:str}/put-away", sync_to_thread=True)
def put_away(request: Asked, device: FromPath[str]) -> Response[str] | Response[None]:
    """Put a request away: refused, or done with."""
    vault, of = opened(request), _id(device)

    def does(_form: Form) -> str:
        enrolling.put_away(vault.exchange, of)
        return LAPTOPS

    return attempt(request, does=does, shows=lambda form: _let_in(vault, form), here=PLACE.path, fields=())


def drawn(paper: bytes) -> bytes:
    """Return a paper as a picture, empty if it is too long for one."""
    import segno  # noqa: PLC0415 - only here

    try:
        code = segno.make_qr(enrolling.as_letters(paper), error="l")
    except segno.DataOverflowError:
        return b""
    svg = BytesIO()
    code.save(svg, kind="svg", scale=4, border=4, light="#fff", dark="#000", xmldecl=False)
    return svg.getvalue()


def waiting(vault: OpenVault) -> tuple[Waiting, ...]:
    """Return the requests that wait here."""
    lines = []
    for device in enrolling.kept(vault.exchange):
        request = _asked(vault, device, "en").request
        lines.append(Waiting(href=f"/laptops/asked/{device.hex()}", name=request.name, state=_state(vault, device)))
    return tuple(lines)


def _state(vault: OpenVault, device: DeviceId) -> str:
    if device in vault.space.laptops.recipients(vault.space.clock()):
        return INSIDE
    return SIGNING if enrolling.proposed(vault.space, device) else ASKING


def _let_in(vault: OpenVault, form: Form) -> LetIn:
    membership = vault.space.laptops.membership
    me = membership.owner(vault.space.vault.device)
    return LetIn(
        drawn=bool(drawn(_invitation(vault))),
        known=tuple((person.name, person.id.hex()) for person in membership.present),
        waiting=waiting(vault),
        admin=me in membership.admins,
        form=form,
    )


def _compare(vault: OpenVault, device: DeviceId, language: Language, form: Form) -> Compare:
    asked, membership = _asked(vault, device, language), vault.space.laptops.membership
    person = membership.people.get(asked.request.member)
    inside = _state(vault, device) == INSIDE
    others = {each.id for each in membership.laptops.values() if each.member == asked.request.member} - {device}
    return Compare(
        id=device.hex(),
        name=asked.request.name,
        laptop=short(device),
        owner=person.name if person and (others or not inside) else "",
        words=asked.words,
        spoken=language,
        inside=inside,
        missing=enrolling.proposed(vault.space, device),
        two=len(membership.admins) > 1,
        asks=() if person else _ASKS,
        form=form,
    )


_ASKS: Final = (
    Ask("roles", phrase("What they do"), "many", options=options(ROLE_NAMES)),
    Ask(
        "rank",
        phrase("Rank"),
        "pick",
        options=(
            Option(Rank.MEMBER.value, RANK_NAMES[Rank.MEMBER], phrase("Works in the cases they are let into.")),
            Option(Rank.ADMIN.value, RANK_NAMES[Rank.ADMIN], phrase("Decides about members and laptops, too.")),
        ),
        default=Rank.MEMBER.value,
    ),
)


def _asked(vault: OpenVault, device: DeviceId, language: Language) -> Request:
    paper = enrolling.kept(vault.exchange).get(device)
    if paper is None:
        raise BadInput(GONE)
    return enrolling.read(vault.space, _invitation(vault), paper, language=language)


def _invitation(vault: OpenVault) -> bytes:
    return enrolling.invite(vault.space, wiring.meeting(vault))


def _id(text: str) -> DeviceId:
    return DeviceId(from_hex(text, length=ID_BYTES, field=""))


SECTION: Final = Section(handlers=(show, invitation, picture, take, compare, admit, welcome, put_away))
