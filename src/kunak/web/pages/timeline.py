"""Everything that was written about a case, the latest first, as far as the reader is let in."""

from typing import ClassVar, Final

from litestar import Response, get
from litestar.params import FromPath

from kunak.app import cases
from kunak.casework.compartments import Kind
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id
from kunak.web.pages.moments import Said, said
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

PER_PAGE: Final = 50


class Timeline(Context, frozen=True, kw_only=True):
    """A page of the timeline.

    Attributes:
        number: Which page, from 1.
        more: Whether there are older entries.
    """

    template: ClassVar[str] = "timeline.html"
    frame: CaseFrame
    moments: tuple[Said, ...]
    number: int
    more: bool


@get(["/case/{subject:str}/timeline", "/case/{subject:str}/timeline/{number:int}"], sync_to_thread=True)
def show(request: Asked, subject: FromPath[str], number: FromPath[int] = 1) -> Response[str]:
    """Show a page of the timeline."""
    vault, found = opened(request), case_id(subject)
    frame = case_frame(vault, found, Kind.DESK, view="timeline")
    let_in = cases.readable(vault.space, found)
    everything = said(each for each in cases.timeline(vault.space, found) if each.entry.kind in let_in)[::-1]
    first = (max(number, 1) - 1) * PER_PAGE
    shown = everything[first : first + PER_PAGE]
    more = len(everything) > first + PER_PAGE
    return page(request, Timeline(frame=frame, moments=shown, number=max(number, 1), more=more), here=HERE)


SECTION: Final = Section(handlers=(show,))
