"""Calls for help: the list by urgency, a call that is written down, a file that is taken in."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import requests
from kunak.app.requests import CHANNEL_NAMES, Call, Listed
from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.request import STANDING_NAMES, URGENCY_NAMES, Standing
from kunak.web import times
from kunak.web.act import Act, Ask
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.cases import Filter
from kunak.web.render import Context
from kunak.web.respond import Asked, desk_of, page
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/requests", label=phrase("Requests"), symbol="request")
PER_PAGE: Final = 50

URGENCY_TONES: Final = {0: "", 1: "", 2: "high", 3: "extreme", 4: "imminent"}
"""How a badge shows each urgency; the word says it too."""


class RequestLine(msgspec.Struct, frozen=True, kw_only=True):
    """One request in the list.

    Attributes:
        channel: How it came, a phrase.
        standing: A phrase; `new`, whether nobody has looked at it.
        urgency: A phrase; `tone`, how its badge looks.
    """

    href: str
    number: str
    begins: str
    channel: str
    sender: str
    received_at: Instant
    standing: str
    new: bool
    urgency: str
    tone: str
    suspicious: bool


class Requests(Context, frozen=True, kw_only=True):
    """The list.

    Attributes:
        chosen: Value of the filter in force; empty for all that are open.
    """

    template: ClassVar[str] = "requests.html"
    lines: tuple[RequestLine, ...]
    filters: tuple[Filter, ...]
    chosen: str
    number: int
    more: bool


class Upload(Context, frozen=True, kw_only=True):
    """The form that takes in a file."""

    template: ClassVar[str] = "request_file.html"
    form: Form = Form()


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked, standing: FromQuery[str] = "", number: FromQuery[int] = 1) -> Response[str]:
    """Show the list of requests."""
    space = opened(request).space
    known = {each.value: each for each in Standing}
    if standing and standing not in known:
        raise BadInput("There is no such list of requests: go back to the first one.")
    first = (max(number, 1) - 1) * PER_PAGE
    found = requests.listed(space, standing=known.get(standing), limit=PER_PAGE + 1, offset=first)
    shown = Requests(
        lines=tuple(request_line(each) for each in found[:PER_PAGE]),
        filters=_filters(requests.count_by_standing(space)),
        chosen=standing,
        number=max(number, 1),
        more=len(found) > PER_PAGE,
    )
    return page(request, shown, here=PLACE.path)


@get("/requests/call", sync_to_thread=False)
def ask_call(request: Asked) -> Response[str]:
    """Show the form of a call."""
    return page(request, _call(Form()), here=PLACE.path)


@post("/requests/call", sync_to_thread=True)
def add_call(request: Asked) -> Response[str] | Response[None]:
    """Take in a call that was written down."""
    space, zone = opened(request).space, desk_of(request).settings.zone

    def does(form: Form) -> str:
        call = Call(
            sender=form.text("sender"),
            reply_to=form.text("reply_to"),
            text=form.text("text"),
            happened_at=times.typed_or_none(form.text("happened_at"), zone, field="happened_at"),
        )
        return f"/request/{requests.add_call(space, call).hex()}"

    return attempt(request, does=does, shows=_call, here=PLACE.path)


@get("/requests/file", sync_to_thread=False)
def ask_file(request: Asked) -> Response[str]:
    """Show the form that takes a file."""
    return page(request, Upload(), here=PLACE.path)


@post("/requests/file", sync_to_thread=True)
def add_file(request: Asked) -> Response[str] | Response[None]:
    """Take in every message of a file."""
    vault = opened(request)

    def does(form: Form) -> str:
        if "file" not in form.files:
            raise BadInput("Choose the file that holds the message.", field="file")
        sent = form.files["file"]
        added = requests.add_bytes(vault.space, vault.shelf, data=sent.content, name=sent.name)
        return f"/request/{added[0].hex()}" if len(added) == 1 else PLACE.path

    return attempt(request, does=does, shows=lambda form: Upload(form=form), here=PLACE.path, fields=("file",))


def request_line(listed: Listed) -> RequestLine:
    """Return what a list shows of a request."""
    return RequestLine(
        href=f"/request/{listed.id.hex()}",
        number=listed.number,
        begins=listed.line.begins,
        channel=CHANNEL_NAMES.get(listed.line.channel, listed.line.channel),
        sender=listed.line.sender,
        received_at=listed.line.received_at,
        standing=STANDING_NAMES[listed.standing],
        new=listed.standing is Standing.NEW,
        urgency=URGENCY_NAMES[listed.urgency],
        tone=URGENCY_TONES[listed.urgency.value],
        suspicious=listed.line.suspicious,
    )


def _call(form: Form) -> Act:
    return Act(
        title=phrase("Write down a call"),
        above=(PLACE.path, ""),
        part=phrase("Requests"),
        says=(phrase("As they said it, in their words. Nothing here leaves this laptop."),),
        asks=(
            Ask("text", phrase("What was said"), "prose"),
            Ask("sender", phrase("Who called"), help=phrase("As they called themselves."), optional=True),
            Ask("reply_to", phrase("How to reach them"), help=phrase("A number, an address."), optional=True),
            Ask("happened_at", phrase("When"), "when", optional=True),
        ),
        does=phrase("Keep the request"),
        form=form,
    )


def _filters(counts: dict[Standing, int]) -> tuple[Filter, ...]:
    still_open = counts.get(Standing.NEW, 0) + counts.get(Standing.TRIAGED, 0)
    return (
        Filter("", phrase("All open"), still_open),
        *(Filter(each.value, STANDING_NAMES[each], counts.get(each, 0)) for each in Standing),
    )


SECTION: Final = Section(place=PLACE, handlers=(show, ask_call, add_call, ask_file, add_file))
