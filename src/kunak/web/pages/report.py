"""The report of the register: counts by region and year, shares with intervals, and the note on method."""

from typing import ClassVar, Final

from litestar import Response, get
from litestar.params import FromQuery

from kunak.app import reporting
from kunak.app.papers.countsheet import count_pdf
from kunak.app.reporting import UNIT_NAMES, Report
from kunak.app.telling import Told
from kunak.web.bars import Bars, bars
from kunak.web.pages.deeds import attachment
from kunak.web.pages.incidents import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, page, view_of
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/register/report"


class ReportPage(Context, frozen=True, kw_only=True):
    """The report of one unit.

    Attributes:
        units: Value, phrase, whether it is chosen.
        unit: A phrase.
        chart: The sums of the years; None where no year is known.
        method: How the numbers came about.
    """

    template: ClassVar[str] = "report.html"
    report: Report
    units: tuple[tuple[str, str, bool], ...]
    unit: str
    value: str
    chart: Bars | None
    method: tuple[Told, ...]


@get(PATH, sync_to_thread=True)
def show(request: Asked, unit: FromQuery[str] = "", exact: FromQuery[bool] = False) -> Response[str]:  # noqa: FBT002 - of the address
    """Show the report of a unit."""
    chosen = reporting.read_unit(unit)
    found = reporting.report(opened(request).space, chosen, exact=exact)
    years = [(label, value) for label, value in zip(found.table.years, found.table.cells[-1], strict=False) if label]
    context = ReportPage(
        report=found,
        units=tuple((f"{sort.value}s", name, sort is chosen) for sort, name in UNIT_NAMES.items()),
        unit=UNIT_NAMES[chosen],
        value=f"{chosen.value}s",
        chart=bars([label for label, _ in years], [value for _, value in years]) if years else None,
        method=tuple(reporting.method(found)),
    )
    return page(request, context, here=PLACE.path)


@get(f"{PATH}/paper", sync_to_thread=True)
def paper(request: Asked, unit: FromQuery[str] = "", exact: FromQuery[bool] = False) -> Response[bytes]:  # noqa: FBT002 - of the address
    """Hand out the report as a PDF."""
    found = reporting.report(opened(request).space, reporting.read_unit(unit), exact=exact)
    content = count_pdf(found, group=opened(request).space.group().roster.group, language=view_of(request).language)
    return attachment(content, "application/pdf", "report.pdf")


SECTION: Final = Section(handlers=(show, paper))
