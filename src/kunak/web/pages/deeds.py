"""Decisions about a case or the group, each a row of a table: where it is asked, what it asks, what follows.

From a row come the page with the form and the handler that takes it. Whoever was
not let into the compartment gets neither.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from litestar import HttpMethod, Response, route
from litestar.types import ControllerRouterHandler

from kunak.app import cases
from kunak.app.cases import Rule
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.instants import Instant
from kunak.casework.compartments import Kind
from kunak.casework.subjects import CaseFile
from kunak.web import times
from kunak.web.act import Act, again
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id
from kunak.web.respond import Asked, desk_of, go, page, sent, view_of
from kunak.web.vault import opened
from kunak.web.view import Language


class AtDesk:
    """What a handler needs: the vault, the hour, and what stands in the address."""

    def __init__(self, request: Asked) -> None:
        self.request = request
        self.vault: OpenVault = opened(request)
        self.space: Workspace = self.vault.space
        self.now: Instant = self.space.clock()
        self.desk_zone: str = desk_of(request).settings.zone
        self.zone: str = self.desk_zone

    @property
    def language(self) -> Language:
        """The language of the reader, for papers."""
        return view_of(self.request).language

    @property
    def clocks(self) -> str:
        """Name of the zone in which hours are shown and typed, for people."""
        return times.zone_words(self.zone, self.now)

    def id(self, name: str) -> bytes:
        """Return an id from the address.

        Raises:
            BadInput: It is none.
        """
        return from_hex(self.word(name), length=ID_BYTES, field="")

    def word(self, name: str) -> str:
        """Return a word from the address."""
        return str(self.request.path_params[name])

    def when(self, form: Form, name: str) -> Instant:
        """Return a time that was typed."""
        return times.typed(form.text(name), self.zone, field=name)

    def when_or_none(self, form: Form, name: str) -> Instant | None:
        """Return a time that was typed, or None where the field stayed empty."""
        return times.typed_or_none(form.text(name), self.zone, field=name)

    def typed(self, instant: Instant) -> str:
        """Return an instant as a field holds it."""
        return times.as_typed(instant, self.zone)


class AtCase(AtDesk):
    """What a handler needs in one compartment of a case."""

    def __init__(self, request: Asked, kind: Kind) -> None:
        super().__init__(request)
        self.kind = kind
        self.subject: SubjectId = case_id(self.word("case"))
        self.file: CaseFile = self.space.case(self.subject)
        cases.check_readable(self.space, self.subject, kind)

        if kind is Kind.ROUTE and times.is_zone(self.file.ways.zone):
            # Whoever is told 08:32 in a search must not read another hour in the plan that came from it.
            self.zone = self.file.ways.zone

    @property
    def path(self) -> str:
        """Path of the case."""
        return f"/case/{self.subject.hex()}"

    def above(self, *rest: str) -> tuple[str, str]:
        """Return address and name of a page of this case."""
        return "/".join((self.path, *rest)), self.file.case.code

    def frame(self) -> CaseFrame:
        """Return what stands around the page."""
        return case_frame(self.vault, self.subject, self.kind)

    def decide(self, rule: Rule) -> None:
        """Ask a rule and write down what follows."""
        cases.decide(self.space, self.subject, rule)


Place = TypeVar("Place", bound=AtDesk)


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a case.

    Attributes:
        path: Its address after that of the case.
        kind: The compartment that one has to be let into.
        shows: Returns the page.
        does: Acts, and returns a file where the form asks for one.
    """

    path: str
    kind: Kind
    shows: Callable[[AtCase], Act]
    does: Callable[[AtCase, Form], object]


class GroupDeed(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about the group; as `Deed`, with its whole address."""

    path: str
    shows: Callable[[AtDesk], Act]
    does: Callable[[AtDesk, Form], object]


def handlers(*deeds: Deed) -> Iterator[ControllerRouterHandler]:
    """Return the handlers of decisions about a case."""
    for deed in deeds:
        yield from _pair(f"/case/{{case:str}}/{deed.path}", _at(deed.kind), deed.shows, deed.does, HERE)


def group_handlers(here: str, *deeds: GroupDeed) -> Iterator[ControllerRouterHandler]:
    """Return the handlers of decisions about the group; ``here`` is their place in the navigation."""
    for deed in deeds:
        yield from _pair(deed.path, AtDesk, deed.shows, deed.does, here)


def attachment(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """Return a file to be kept. Its name says nothing: browsers remember names."""
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def one_of(text: str, *, field: str) -> bytes:
    """Read an id that was chosen in a form.

    Raises:
        BadInput: Nothing was chosen.
    """
    if not text:
        raise BadInput("Choose one.", field=field)
    return from_hex(text, length=ID_BYTES, field=field)


def _at(kind: Kind) -> Callable[[Asked], AtCase]:
    return lambda request: AtCase(request, kind)


def _pair(
    path: str,
    at: Callable[[Asked], Place],
    shows: Callable[[Place], Act],
    does: Callable[[Place, Form], object],
    here: str,
) -> Iterator[ControllerRouterHandler]:
    def show(request: Asked) -> Response[str]:
        return page(request, _timed(shows, at(request)), here=here)

    def take(request: Asked) -> Response[str] | Response[bytes] | Response[None]:
        place = at(request)
        shown = _timed(shows, place)
        try:
            done = does(place, sent(request))
        except KunakError as error:
            return again(
                request, lambda form: msgspec.structs.replace(shown, form=form), sent(request), (error,), here=here
            )
        return done if isinstance(done, Response) else go(shown.above[0])

    def both(request: Asked) -> Response[str] | Response[bytes] | Response[None]:
        return show(request) if request.method in SAFE else take(request)

    yield asked_and_taken(path)(both)


def _timed(shows: Callable[[Place], Act], place: Place) -> Act:
    act = shows(place)
    asks_hours = any(ask.kind == "when" for ask in act.asks)
    return msgspec.structs.replace(act, clocks=place.clocks) if asks_hours else act


def asked_and_taken(path: str) -> route:
    """Return what makes one handler of a page and of the form on it.

    One, because Litestar 2.25 wraps a handler of a thread twice when another method is added to its path.
    """
    return route(path, http_method=[HttpMethod.GET, HttpMethod.POST], sync_to_thread=True, status_code=200)
