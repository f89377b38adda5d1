"""The report of the register: counts by region and year, shares with intervals, and the note on method."""

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import estimating, leaving, matches, reporting, unrecorded
from kunak.app.beside import Beside, State
from kunak.app.estimating import Made
from kunak.app.leaving import Left
from kunak.app.reporting import UNIT_NAMES, Report
from kunak.app.telling import Told
from kunak.app.unrecorded import Unrecorded
from kunak.base.errors import KunakError
from kunak.casework.incidents.extracts import WHAT_NAMES, What
from kunak.casework.incidents.fields import Sort
from kunak.web.admission import QUIET
from kunak.web.bars import Bars, bars
from kunak.web.pages.deeds import attachment
from kunak.web.pages.incidents import PLACE
from kunak.web.render import Context
from kunak.web.respond import REFUSED, Asked, go, page, sent, view_of
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/register/report"
MOST_LEFT: Final = 10


class ReportPage(Context, frozen=True, kw_only=True):
    """The report of one unit.

    Attributes:
        units: Value, phrase, whether it is chosen.
        unit: A phrase.
        chart: The sums of the years; None where no year is known.
        method: How the numbers came about.
        estimates: Whether the member at this desk can estimate what was not recorded.
        unrecorded: What was estimated last; None where nothing was.
        working: How far an estimate is that is being made.
        trouble: Why none was made.
        left: What left the vault last, and how many files before these (``more``).
        what_names: Phrases, like ``unit_names``.
    """

    template: ClassVar[str] = "report.html"
    report: Report
    units: tuple[tuple[str, str, bool], ...]
    unit: str
    value: str
    chart: Bars | None
    method: tuple[Told, ...]
    estimates: bool
    unrecorded: Unrecorded | None
    working: State[Made]
    trouble: KunakError | None
    left: tuple[Left, ...]
    more: int
    what_names: Mapping[What, str]
    unit_names: Mapping[Sort, str]


class Progress(Context, frozen=True, kw_only=True):
    """How far an estimate is: a part of the page."""

    template: ClassVar[str] = "report_progress.html"
    working: State[Made]


@get(PATH, sync_to_thread=True)
def show(request: Asked, unit: FromQuery[str] = "", exact: FromQuery[bool] = False) -> Response[str]:  # noqa: FBT002 - of the address
    """Show the report of a unit."""
    return page(request, _report(request, reporting.read_unit(unit), exact=exact), here=PLACE.path)


def _report(request: Asked, chosen: Sort, *, exact: bool) -> ReportPage:
    vault, work = opened(request), _work(request).state
    left = leaving.left(vault.space)
    found = reporting.report(vault.space, chosen, exact=exact)
    years = [(label, value) for label, value in zip(found.table.years, found.table.cells[-1], strict=False) if label]
    return ReportPage(
        report=found,
        units=tuple((f"{sort.value}s", name, sort is chosen) for sort, name in UNIT_NAMES.items()),
        unit=UNIT_NAMES[chosen],
        value=f"{chosen.value}s",
        chart=bars([label for label, _ in years], [value for _, value in years]) if years else None,
        method=tuple(reporting.method(found)),
        estimates=unrecorded.may_estimate(vault.space, chosen),
        unrecorded=unrecorded.of_report(vault.space, vault.exchange, found),
        working=work,
        trouble=work.trouble,
        left=tuple(left[:MOST_LEFT]),
        more=max(len(left) - MOST_LEFT, 0),
        what_names=WHAT_NAMES,
        unit_names=UNIT_NAMES,
    )


@post(f"{PATH}/paper", sync_to_thread=True, status_code=200)
def paper(request: Asked) -> Response[bytes]:
    """Hand out the report as a PDF, which leaves an entry on the trail."""
    vault, form = opened(request), sent(request)
    found = reporting.report(vault.space, reporting.read_unit(form.text("unit")), exact=form.text("exact") == "true")
    beside = unrecorded.of_report(vault.space, vault.exchange, found)
    content = leaving.paper(vault.space, found, language=view_of(request).language, unrecorded=beside)
    return attachment(content, "application/pdf", "report.pdf")


@post(f"{PATH}/estimate", sync_to_thread=True, status_code=200)
def estimate(request: Asked) -> Response[None] | Response[str]:
    """Begin to estimate what was not recorded; why it cannot be stands on the report."""
    vault = opened(request)
    matches.check_names(vault.space)
    try:
        _work(request).begin(lambda: estimating.kept_when_done(vault.space, vault.exchange))
    except KunakError as error:
        shown = msgspec.structs.replace(_report(request, Sort.VICTIM, exact=False), trouble=error)
        return page(request, shown, here=PLACE.path, status=REFUSED)
    return go(f"{PATH}?unit=victims#unrecorded")


@get(f"{PATH}/estimate/progress", opt={QUIET: True}, sync_to_thread=True)
def progress(request: Asked) -> Response[str]:
    """Say how far an estimate is; where it has ended the page loads itself again."""
    state = _work(request).state
    if not state.running:
        return Response("", headers={"HX-Refresh": "true"}, media_type="text/html")
    return page(request, Progress(working=state))


def _work(request: Asked) -> Beside[Made]:
    work = request.app.state["estimates"]
    assert isinstance(work, Beside)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return work


SECTION: Final = Section(handlers=(show, paper, estimate, progress))
