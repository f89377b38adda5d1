"""The report of the register on paper: one unit by year and region, shares with intervals, the note on method."""

from kunak.app.languages import in_language
from kunak.app.papers.labels import Language, speaker
from kunak.app.papers.press import View, press
from kunak.app.reporting import UNIT_NAMES, Report, ShareLine, method
from kunak.app.telling import Told

HIDDEN: str = "·"


def count_pdf(report: Report, *, group: str, language: Language) -> bytes:
    """Return the report as a PDF; the same report gives the same bytes. What it hides is a dot here, too.

    Raises:
        Fault: The typesetter failed.
    """
    say = speaker(language)
    unit = in_language(UNIT_NAMES[report.unit], language)
    period = "–".join(str(year) for year in dict.fromkeys((report.first, report.last)) if year is not None)
    regions = [region or say("region_unknown") for region in report.table.regions]
    # Years go down the paper: there are more of them than regions.
    years = [*(year or say("year_unknown") for year in report.table.years), say("in_all")]
    columns = list(zip(*report.table.cells, strict=True))
    most = max((cells[-1] or 0 for cells in columns[:-1]), default=0)
    view: dict[str, View] = {
        "language": language,
        "title": f"{unit}, {period}" if period else unit,
        "group": group,
        "places": ", ".join(region for region in report.table.regions if region),
        "by_year": say("by_year"),
        "heads": [say("year"), *regions, say("in_all"), ""],
        "rows": [[year, *(_number(cell) for cell in cells)] for year, cells in zip(years, columns, strict=True)],
        "bars": [
            "" if number == len(columns) - 1 or not cells[-1] else f"{100 * cells[-1] / most:.1f}"
            for number, cells in enumerate(columns)
        ],
        "shares": [
            {
                "title": in_language(one.label, language),
                "known": say("known_of") % _number(one.whole),
                "heads": [say("what"), unit, say("share")],
                "rows": [_share(line, say("interval"), language) for line in one.lines],
            }
            for one in report.shares
        ],
        "method_title": say("method_title"),
        "method": [_filled(told, language) for told in method(report)],
        "not_recorded": say("not_recorded"),
        "hidden_note": say("hidden_note"),
    }
    return press("countsheet", view, made_at=report.note.made_at)


def _number(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _share(line: ShareLine, interval: str, language: Language) -> list[str]:
    word = in_language(line.word, language)
    if line.share is None or line.low is None or line.high is None:
        return [word, HIDDEN, HIDDEN]
    percents = tuple(f"{100 * each:.0f}" for each in (line.share, line.low, line.high))
    return [word, _number(line.part), interval % percents]


def _filled(told: Told, language: Language) -> str:
    details = {
        name: in_language(each, language) if isinstance(each, str) else each for name, each in told.details.items()
    }
    said = in_language(told.sentence, language)
    return said % details if details else said
