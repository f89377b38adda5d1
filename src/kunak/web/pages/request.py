"""One call for help: the message as it came, what resembles it, what was done about it, and the next decision.

One form stands on the page at a time: the one that usually comes next, or the one that was asked for.
"""

from collections.abc import Callable
from typing import ClassVar, Final
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from kunak.app import cases, requests
from kunak.app.requests import CHANNEL_NAMES
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Subject
from kunak.casework.request import (
    STANDING_NAMES,
    TRANSITIONS,
    URGENCY_NAMES,
    VETTING_NAMES,
    Move,
    Request,
    RequestReceived,
    Standing,
    Urgency,
    Vetting,
)
from kunak.casework.resemblance import KIND_NAMES as RESEMBLANCE_NAMES
from kunak.casework.resemblance import Kind as Alike
from kunak.web.act import Ask, Option, chosen
from kunak.web.attempt import attempt
from kunak.web.conflicts import Conflict, conflicts
from kunak.web.forms import Form
from kunak.web.pages.case_frame import case_id
from kunak.web.pages.moments import Said, said
from kunak.web.pages.requests import PLACE, URGENCY_TONES
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a request.

    Attributes:
        label: A phrase for the way to it; ``does``, for its button.
        says: What to know before deciding.
        move: What it must be possible to do now; None: always possible.
        do: Does it and returns where to go.
    """

    label: str
    does: str
    asks: tuple[Ask, ...]
    do: Callable[[OpenVault, SubjectId, Form], str]
    says: str = ""
    move: Move | None = None


class Way(msgspec.Struct, frozen=True):
    """A decision that can be made now: its name in the address, and its word, a phrase."""

    name: str
    label: str


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Another request that looks like the same caller, or tells another story."""

    href: str
    number: str
    kind: str
    what: str
    contradiction: bool


class AFile(msgspec.Struct, frozen=True):
    """A file that came with the message."""

    href: str
    name: str
    media_type: str
    size: int


class OneRequest(Context, frozen=True, kw_only=True):
    """The page of one request.

    Attributes:
        received: The message; None where it cannot be read.
        conflicts: Where members disagree.
        case: Path and code name of the case that was opened from it.
        ways: The decisions that can be made; ``act`` is the one whose form is shown.
    """

    template: ClassVar[str] = "request.html"
    id: str
    number: str
    standing: str
    urgency: str
    tone: str
    suspicious: bool
    received: RequestReceived | None
    received_at: Instant
    channel: str
    files: tuple[AFile, ...]
    alike: tuple[Likeness, ...]
    moments: tuple[Said, ...]
    case: tuple[str, str] | None
    conflicts: tuple[Conflict, ...]
    ways: tuple[Way, ...]
    act: str
    asks: tuple[Ask, ...]
    says: str
    does: str
    form: Form


class FileAsked(Context, frozen=True, kw_only=True):
    """The page before a file leaves the vault."""

    template: ClassVar[str] = "request_download.html"
    id: str
    number: str
    file: AFile
    form: Form = Form()


def _triage(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    known = {str(urgency.value): urgency for urgency in Urgency}
    urgency = known.get(form.text("urgency"), Urgency.UNKNOWN)
    requests.triage(vault.space, subject, urgency=urgency, reason=form.text("reason"))
    return path_of(subject)


def _vet(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    outcome = chosen(Vetting, form.text("outcome"), field="outcome")
    requests.vet(vault.space, subject, check=form.text("check"), outcome=outcome)
    return path_of(subject)


def _accept(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    case, _code = requests.accept(vault.space, subject, reason=form.text("reason"))
    return f"/case/{case.hex()}"


def _refer(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    requests.refer(vault.space, subject, to=form.text("to"), reason=form.text("reason"))
    return path_of(subject)


def _decline(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    requests.decline(vault.space, subject, reason=form.text("reason"))
    return path_of(subject)


def _reopen(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    requests.reopen(vault.space, subject, reason=form.text("reason"))
    return path_of(subject)


def _note(vault: OpenVault, subject: SubjectId, form: Form) -> str:
    requests.note(vault.space, subject, text=form.text("text"))
    return path_of(subject)


ACTS: Final[dict[str, Deed]] = {
    "triage": Deed(
        label=phrase("Judge the urgency"),
        does=phrase("Record the urgency"),
        asks=(
            Ask(
                "urgency",
                phrase("How soon must somebody act?"),
                "pick",
                options=tuple(
                    Option(str(urgency.value), URGENCY_NAMES[urgency])
                    for urgency in sorted(Urgency, key=lambda each: -each.value)
                    if urgency is not Urgency.UNKNOWN
                ),
            ),
            Ask("reason", phrase("Why"), help=phrase("One line is enough.")),
        ),
        do=_triage,
        move=Move.TRIAGE,
    ),
    "vet": Deed(
        label=phrase("Check the caller"),
        does=phrase("Record the check"),
        asks=(
            Ask("check", phrase("What was checked, and how"), "prose"),
            Ask(
                "outcome",
                phrase("What it showed"),
                "pick",
                options=tuple(Option(outcome.value, word) for outcome, word in VETTING_NAMES.items()),
            ),
        ),
        do=_vet,
        says=phrase("Relatives have posed as people who seek help. Ask what only the person can know."),
    ),
    "accept": Deed(
        label=phrase("Accept"),
        does=phrase("Accept and open a case"),
        asks=(Ask("reason", phrase("Why the group accepts"), "prose"),),
        do=_accept,
        says=phrase("The case gets a code name of two words. What the message says goes into it."),
        move=Move.ACCEPT,
    ),
    "refer": Deed(
        label=phrase("Refer to others"),
        does=phrase("Record the referral"),
        asks=(Ask("to", phrase("To whom")), Ask("reason", phrase("Why"), "prose")),
        do=_refer,
        move=Move.REFER,
    ),
    "decline": Deed(
        label=phrase("Decline"),
        does=phrase("Decline the request"),
        asks=(Ask("reason", phrase("Why the group cannot help"), "prose"),),
        do=_decline,
        says=phrase("It can be taken up again later."),
        move=Move.DECLINE,
    ),
    "reopen": Deed(
        label=phrase("Take it up again"),
        does=phrase("Take it up again"),
        asks=(Ask("reason", phrase("What has changed"), "prose"),),
        do=_reopen,
        move=Move.REOPEN,
    ),
    "note": Deed(
        label=phrase("Write a note"),
        does=phrase("Keep the note"),
        asks=(Ask("text", phrase("A new note"), "prose"),),
        do=_note,
    ),
}
"""The decisions about a request, by the last part of their path."""


@get(["/request/{subject:str}", "/request/{subject:str}/{act:str}"], sync_to_thread=True)
def show(request: Asked, subject: FromPath[str], act: FromPath[str] = "") -> Response[str]:
    """Show a request, with the form of one decision."""
    return page(request, _page(opened(request), case_id(subject), act, Form()), here=PLACE.path)


@post("/request/{subject:str}/{act:str}", sync_to_thread=True)
def do(request: Asked, subject: FromPath[str], act: FromPath[str]) -> Response[str] | Response[None]:
    """Make a decision."""
    vault, found = opened(request), case_id(subject)
    if act not in ACTS:
        raise NotFoundException
    return attempt(
        request,
        does=lambda form: ACTS[act].do(vault, found, form),
        shows=lambda form: _page(vault, found, act, form, refused=True),
        here=PLACE.path,
        fields=[ask.name for ask in ACTS[act].asks],
    )


@get("/request/{subject:str}/file/{number:int}", sync_to_thread=True)
def ask_file(request: Asked, subject: FromPath[str], number: FromPath[int]) -> Response[str]:
    """Warn before a file leaves the vault."""
    found = case_id(subject)
    files = _files(found, opened(request).space.request(found).request)
    if not 0 <= number < len(files):
        raise NotFoundException
    shown = FileAsked(id=subject, number=subject[:8], file=files[number])
    return page(request, shown, here=PLACE.path)


@post("/request/{subject:str}/file/{number:int}", sync_to_thread=True)
def download(request: Asked, subject: FromPath[str], number: FromPath[int]) -> Response[bytes]:
    """Hand out a file, as bytes that no browser shows or runs."""
    vault = opened(request)
    file, data = requests.attachment(vault.space, vault.shelf, case_id(subject), number)
    return Response(
        data,
        media_type="application/octet-stream",
        status_code=200,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


def path_of(subject: SubjectId) -> str:
    """Return the path of a request."""
    return f"/request/{subject.hex()}"


def _page(vault: OpenVault, subject: SubjectId, act: str, form: Form, *, refused: bool = False) -> OneRequest:
    space = vault.space
    asked = space.request(subject).request
    possible = {name: deed for name, deed in ACTS.items() if _is_possible(asked, deed)}
    act = act or _usual(asked)
    if act not in ACTS:
        raise NotFoundException
    deed = ACTS[act]
    shown = act in possible or refused
    received = asked.received
    return OneRequest(
        id=subject.hex(),
        number=subject.hex()[:8],
        standing=STANDING_NAMES[asked.standing],
        urgency=URGENCY_NAMES[asked.urgency_in_force] if asked.standing is not Standing.NEW else "",
        tone=URGENCY_TONES[asked.urgency_in_force.value],
        suspicious=asked.suspicious,
        received=received,
        received_at=asked.received_at,
        channel=CHANNEL_NAMES.get(received.channel, received.channel) if received else "",
        files=_files(subject, asked),
        alike=_alike(space, subject),
        moments=said(cases.timeline(space, subject))[:0:-1],
        case=_case(space, asked),
        conflicts=conflicts(space, subject, Subject.REQUEST, f"/request/{subject.hex()}/settle"),
        ways=tuple(Way(name, each.label) for name, each in possible.items()),
        act=act if shown else "",
        asks=deed.asks if shown else (),
        says=deed.says,
        does=deed.does,
        form=form,
    )


def _is_possible(asked: Request, deed: Deed) -> bool:
    return deed.move is None or (asked.standing, deed.move) in TRANSITIONS


def _usual(asked: Request) -> str:
    """Return the decision that usually comes next."""
    match asked.standing:
        case Standing.NEW:
            return "triage"
        case Standing.TRIAGED:
            return "accept" if asked.vetting else "vet"
        case _:
            return "note"


def _files(subject: SubjectId, asked: Request) -> tuple[AFile, ...]:
    files = asked.received.files if asked.received else ()
    return tuple(
        AFile(f"{path_of(subject)}/file/{number}", file.name, file.media_type, file.size)
        for number, file in enumerate(files)
    )


def _alike(space: Workspace, subject: SubjectId) -> tuple[Likeness, ...]:
    others = []
    for each in requests.alike(space, subject):
        other = each.b if each.a == subject else each.a
        others.append(
            Likeness(
                href=f"/request/{other.hex()}",
                number=other.hex()[:8],
                kind=RESEMBLANCE_NAMES[each.kind],
                what=each.what,
                contradiction=each.kind is Alike.CONTRADICTION,
            )
        )
    return tuple(sorted(others, key=lambda each: not each.contradiction))


def _case(space: Workspace, asked: Request) -> tuple[str, str] | None:
    if asked.answer is None or not asked.answer.case:
        return None
    row = space.cache.subject(asked.answer.case)
    return (f"/case/{asked.answer.case.hex()}", row.code) if row else None


SECTION: Final = Section(handlers=(show, do, ask_file, download))
