"""A published figure: who said that how many of what were counted, and when.

Read from rows of a table (columns ``id, source, unit, period, value`` and, if there,
``breakdown, place, url, note``). A figure may hold several counts of one event as they changed
(``6 / 7 / 10``): then it has no one value, and nothing is added up against it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.register.breakdown import Breakdown, breakdown_of, percent_in, ratio_in, whole, without_brackets
from kunak.register.periods import Period, period_of
from kunak.register.units import Unit, unit_of

NEEDED: Final = ("id", "source", "unit", "period", "value")
"""Columns without which a figure cannot be judged."""

ALSO_CALLED: Final[dict[str, str]] = {
    "total": "value",
    "count": "value",
    "parts": "breakdown",
    "region": "place",
    "источник": "source",
    "единица": "unit",
    "период": "period",
    "значение": "value",
    "всего": "value",
    "части": "breakdown",
    "разбивка": "breakdown",
    "место": "place",
    "регион": "place",
    "примечание": "note",
}
"""Other names of the columns, as tables write them."""

CHARACTERS: Final = 4_000
"""Longest cell that is judged: a page of text."""

_COUNT: Final = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[  ,]\d{3})+|\d{1,15})(?![\d]|[.,]\d)")
_YEARS: Final = range(1_900, 2_101)
_PARTS_BEHIND: Final = re.compile(r"[^()]*\d[^()]*\(([^()]*\d[^()]*\d[^()]*)\)")
_NEGATIVE: Final = re.compile(r"^\s*[-−]\s*\d")
_ABOUT: Final = re.compile(
    r"about|around|approx|over|more than|at least|up to|nearly|[~≈<>≥≤]"
    r"|около|примерно|более|больше|свыше|не менее|до\b|почти",
    re.IGNORECASE,
)
_DITTO: Final = frozenset({"same", "ditto", "the same", "ibid.", "ibid", "то же", "тот же", "там же"})


class Figure(msgspec.Struct, frozen=True):
    """One published figure.

    Attributes:
        counts: What is counted; several where the count changed, none where a percentage is given instead.
        ratio: A part and its whole, where the value is such: “22 of 31”.
        percent: The percentage, where the value is one.
        exact: Whether it is said as a number and not as “about” one.
        period: None where the table states none.
    """

    id: str
    source: str
    unit: Unit
    unit_text: str
    period_text: str
    period: Period | None
    counts: tuple[int, ...]
    ratio: tuple[int, int] | None
    percent: float | None
    exact: bool
    breakdown: Breakdown
    place: str | None

    @property
    def value(self) -> int | None:
        """The one count, or None where there are several."""
        return self.counts[0] if len(self.counts) == 1 else None


def read_figures(file: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Figure]:
    """Return the figures of a table.

    Args:
        file: Its name, for what is said of mistakes.
        rows: Line number and cells by column.

    Raises:
        BadInput: An id is missing or given twice, or a value is no count.
    """
    figures: list[Figure] = []
    seen: set[str] = set()
    for line, row in rows:
        figure = _figure(file, line, row, figures[-1].source if figures else "")
        if figure.id in seen:
            raise BadInput(
                "%(file)s, line %(line)d, column id: “%(id)s” is the id of a figure above. Give every figure its own.",
                file=file,
                line=line,
                id=figure.id,
                field="id",
            )
        seen.add(figure.id)
        figures.append(figure)
    return figures


def _figure(file: str, line: int, row: Mapping[str, str], source_above: str) -> Figure:
    _refuse_long(file, line, row)
    source = row["source"].strip()
    named = row["id"].strip()
    if not named:
        raise BadInput(
            "%(file)s, line %(line)d, column id: there is none. Give every figure an id of its own.",
            file=file,
            line=line,
            field="id",
        )
    if source.lower() in _DITTO and not source_above:
        raise BadInput(
            "%(file)s, line %(line)d, column source: there is no source above that this could be the same as. Name it.",
            file=file,
            line=line,
            field="source",
        )
    unit = unit_of(row["unit"])
    percent = percent_in(row["value"])
    ratio, value = ratio_in(without_brackets(row["value"]))
    return Figure(
        id=named,
        source=source_above if source.lower() in _DITTO else source,
        unit=unit,
        unit_text=row["unit"].strip(),
        period_text=row["period"].strip(),
        period=period_of(row["period"]),
        counts=_counts(file, line, value) if percent is None else (),
        ratio=ratio,
        percent=percent,
        exact=not _ABOUT.search(row["value"]),
        breakdown=breakdown_of(row.get("breakdown", "").strip() or _bracketed(row["value"])),
        place=row.get("place", "").strip().lower() or unit.place,
    )


def _bracketed(value: str) -> str:
    """Return the parts that stand in brackets behind a count: ``39 (36 women and 3 men)``."""
    found = _PARTS_BEHIND.fullmatch(value.strip())
    counts = [whole(each) for each in re.findall(r"\d+", found[1])] if found else []
    return found[1] if found and len(counts) > 1 and not any(each in _YEARS for each in counts) else ""


def _refuse_long(file: str, line: int, row: Mapping[str, str]) -> None:
    for column in ("unit", "period", "value", "breakdown"):
        if len(row.get(column, "")) > CHARACTERS:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s is longer than %(limit)d characters. Put remarks into the "
                "column note.",
                file=file,
                line=line,
                column=column,
                limit=CHARACTERS,
                field=column,
            )


def _counts(file: str, line: int, text: str) -> tuple[int, ...]:
    counts = tuple(dict.fromkeys(whole(found) for found in _COUNT.findall(text)))
    if not counts or _NEGATIVE.match(text):
        raise BadInput(
            "%(file)s, line %(line)d, column value: this is no count. Give a whole number from 0 up, without a sign.",
            file=file,
            line=line,
            field="value",
        )
    return counts
