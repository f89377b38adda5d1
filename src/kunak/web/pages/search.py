"""Search over everything that this device may read. The words travel in a form, never in an address."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post

from kunak.app import cases, incidents, searching
from kunak.app.searching import Found
from kunak.app.workspace import Workspace
from kunak.base.words import phrase
from kunak.casework.compartments import KIND_NAMES, Kind, Subject
from kunak.web.forms import Form
from kunak.web.pages.case_frame import known_path
from kunak.web.render import Context
from kunak.web.respond import Asked, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/search", label=phrase("Search"), symbol="search")


class HitShown(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that was found.

    Attributes:
        name: Code name of a case, number of a request.
        part: Name of the compartment, a phrase.
        snippet: Pieces of its text, each marked or not.
    """

    href: str
    name: str
    of_case: bool
    part: str
    snippet: tuple[tuple[str, bool], ...]


class Search(Context, frozen=True, kw_only=True):
    """The form, and what was found.

    Attributes:
        asked: Whether anything was looked for.
        full: There may be more than is shown.
    """

    template: ClassVar[str] = "search.html"
    form: Form
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, word) for kind, word in KIND_NAMES.items())
    asked: bool = False
    hits: tuple[HitShown, ...] = ()
    full: bool = False


@get(PLACE.path, sync_to_thread=False)
def show(request: Asked) -> Response[str]:
    """Show the form."""
    return page(request, Search(form=Form()), here=PLACE.path)


@post(PLACE.path, sync_to_thread=True, status_code=200)
def search(request: Asked) -> Response[str]:
    """Show what was found."""
    space, form = opened(request).space, sent(request)
    query = form.text("query").strip()
    kinds = frozenset(kind for kind in Kind if kind.value == form.text("kind"))
    found = searching.search(space, query, kinds=kinds or None) if query else []
    hits = tuple(_shown(each) for each in found if _may_read(space, each))
    full = len(found) == searching.HITS
    return page(request, Search(form=form, asked=bool(query), hits=hits, full=full), here=PLACE.path)


def _may_read(space: Workspace, found: Found) -> bool:
    if found.subject_type in {Subject.INCIDENT, Subject.SOURCE}:
        return found.kind in incidents.readable(space)
    return found.subject_type is not Subject.CASE or found.kind in cases.readable(space, found.subject)


def _shown(found: Found) -> HitShown:
    match found.subject_type:
        case Subject.CASE:
            href = known_path(found.subject.hex(), found.kind)
        case Subject.REQUEST:
            href = f"/request/{found.subject.hex()}"
        case Subject.INCIDENT | Subject.SOURCE:
            href = f"/register/{found.subject_type.value}/{found.subject.hex()}"
        case _:
            href = "/members"
    return HitShown(
        href=href,
        name=found.code,
        of_case=found.subject_type is Subject.CASE,
        part=KIND_NAMES[found.kind],
        snippet=found.snippet,
    )


SECTION: Final = Section(place=PLACE, handlers=(show, search))
