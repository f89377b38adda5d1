"""The report of the register on paper: one unit by year and region, shares with intervals, the note on method.

What was estimated to be unrecorded stands there too, where it was made: the chart, the table, and its own note.
"""

from kunak.app.languages import in_language
from kunak.app.papers.labels import Language, speaker
from kunak.app.papers.press import View, press
from kunak.app.reporting import UNIT_NAMES, Report, ShareLine, method
from kunak.app.telling import Told
from kunak.app.unrecorded import SPAN, Figure, Strip, Unrecorded
from kunak.base.instants import to_datetime

HIDDEN: str = "·"


def count_pdf(report: Report, *, group: str, language: Language, unrecorded: Unrecorded | None = None) -> bytes:
    """Return the report as a PDF; the same report gives the same bytes. What it hides is a dot here, too.

    Args:
        report: The report.
        group: Name of the group.
        language: Of the paper.
        unrecorded: What was estimated beside it, as it may be shown.

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
        "unrecorded": [_unrecorded(unrecorded, language)] if unrecorded else [],
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


def _unrecorded(found: Unrecorded, language: Language) -> View:
    """Return the estimate as the paper takes it; without lines where it is withheld or no method has a number."""
    say = speaker(language)
    day = to_datetime(found.made_at).date().isoformat()
    lines = () if found.refusals else found.lines
    says = [say("estimate_changed") % day if found.changed else say("estimate_made") % day]
    if found.withheld:
        says.append(say("estimate_withheld"))
    says += [f"{say('no_estimate')}. {_filled(each, language)}" for each in found.refusals]
    columns = [_filled(each, language) for each in found.linkages]
    warnings = [
        f"{in_language(line.name, language)}. {_filled(each, language)}"
        for line in lines
        for each in line.figures[0].warnings
    ]
    return {
        "title": say("estimate_title"),
        "says": says,
        "chart": [_chart(found, language)] if lines else [],
        "heads": [say("method"), *columns],
        "rows": [
            [in_language(line.name, language), *(_figure(each, language) for each in line.figures)] for line in lines
        ],
        "warnings": warnings,
        "note_title": say("estimate_note"),
        "note": [_filled(each, language) for each in found.note],
    }


def _chart(found: Unrecorded, language: Language) -> View:
    """Return the chart; every number in it is a part of the axis, or of the height."""
    say, people = speaker(language), found.people or 0
    rows: list[View] = []
    for line in found.lines:
        strip, first = found.strip(line.figures[0]), line.figures[0]
        rows.append(
            {
                "name": in_language(line.name, language),
                "says": _figure(first, language),
                "strip": [] if strip is None else [_strip(strip)],
            }
        )
    return {
        "documented": {"name": say("documented"), "says": str(people), "part": _part(found.part(people))},
        "rows": rows,
        "axis": [str(number) for number in found.axis],
        "caption": say("estimate_caption"),
    }


def _strip(strip: Strip) -> View:
    return {
        "low": _part(strip.low),
        "median": _part(strip.median),
        "high": _part(strip.high),
        "bars": [[_part(each) for each in (bar.begin, bar.end, bar.height)] for bar in strip.bars],
    }


def _part(part: float) -> str:
    return f"{part:.4f}"


def _figure(figure: Figure, language: Language) -> str:
    if figure.reason is not None:
        return f"{speaker(language)('no_estimate')}. {_filled(figure.reason, language)}"
    return _filled(Told(SPAN, {"median": figure.median, "low": figure.low, "high": figure.high}), language)


def _filled(told: Told, language: Language) -> str:
    details = {name: _detail(each, language) for name, each in told.details.items()}
    said = in_language(told.sentence, language)
    return said % details if details else said


def _detail(detail: object, language: Language) -> object:
    if isinstance(detail, Told):
        return _filled(detail, language)
    return in_language(detail, language) if isinstance(detail, str) else detail
