"""The trail: what was done, when and by whom, entry by entry; and whether all of it is still as it was written."""

from typing import ClassVar, Final

from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import auditing, verifying
from kunak.app.auditing import AREA_NAMES, Entry
from kunak.app.verifying import Verdict
from kunak.app.wiring import OpenVault
from kunak.base.words import phrase
from kunak.web.pages.case_frame import case_id
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/audit", label=phrase("Audit"), symbol="audit")
PER_PAGE: Final = 50


class Audit(Context, frozen=True, kw_only=True):
    """A page of the trail.

    Attributes:
        subject: Id of the case or request that it is narrowed to, in hexadecimal; empty for all.
        subject_code: How that is called.
        area: Kind of work that it is narrowed to.
        older: Place of the last entry, where there are older ones.
        verdict: What the check found, where one was made now.
    """

    template: ClassVar[str] = "audit.html"
    entries: tuple[Entry, ...]
    areas: tuple[tuple[str, str], ...] = tuple(AREA_NAMES.items())
    subject: str = ""
    subject_code: str = ""
    area: str = ""
    before: int = 0
    older: int = 0
    verdict: Verdict | None = None


@get(PLACE.path, sync_to_thread=True)
def show(
    request: Asked, subject: FromQuery[str] = "", area: FromQuery[str] = "", before: FromQuery[int] = 0
) -> Response[str]:
    """Show a page of the trail."""
    return page(request, _page(opened(request), subject=subject, area=area, before=before), here=PLACE.path)


@post("/audit/verify", sync_to_thread=True, status_code=200)
def verify(request: Asked) -> Response[str]:
    """Check every record, signature, chain and file, and say what was found."""
    vault = opened(request)
    verdict = verifying.verify(vault)
    return page(request, _page(vault, verdict=verdict), here=PLACE.path)


def _page(
    vault: OpenVault, *, subject: str = "", area: str = "", before: int = 0, verdict: Verdict | None = None
) -> Audit:
    space = vault.space
    of = case_id(subject) if subject else None
    found = auditing.trail(space, limit=PER_PAGE + 1, before=before or None, subject=of, area=area)
    row = space.cache.subject(of) if of else None
    return Audit(
        entries=tuple(found[:PER_PAGE]),
        subject=subject,
        subject_code=row.code if row else subject[:8],
        area=area,
        before=before,
        older=found[PER_PAGE - 1].n if len(found) > PER_PAGE else 0,
        verdict=verdict,
    )


SECTION: Final = Section(place=PLACE, handlers=(show, verify))
