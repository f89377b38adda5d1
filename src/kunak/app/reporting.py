"""The report: counts of one unit by region and year, shares with their intervals, and how they came about.

Nothing here finds anybody: all of it is made from the desk of each incident. Small numbers are hidden unless
somebody of the group asks for the exact ones.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.app import coding, incidents, matches, sources
from kunak.app.matches import Counted
from kunak.app.telling import Told
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant, to_datetime
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents.fields import FIELDS, Form, Sort, fields_of, is_sound, unit_named
from kunak.casework.incidents.retold import APART
from kunak.casework.incidents.state import Incident, Standing
from kunak.casework.incidents.vocabulary import word
from kunak.register.protecting import LEAST, hidden, table_lines, with_sums
from kunak.register.shares import wilson

UNIT_NAMES: Final = {
    Sort.INCIDENT: phrase("Incidents"),
    Sort.ACT: phrase("Acts"),
    Sort.VICTIM: phrase("Victims"),
    Sort.PERPETRATOR: phrase("Perpetrators"),
    Sort.VERDICT: phrase("Verdicts"),
}
UNKNOWN: Final = ""
"""Label of the row or column of what has no region, or is not known to one year."""
LEVEL: Final = 0.95


class Table(msgspec.Struct, frozen=True):
    """Counts by region and year; the last row and column are sums.

    Attributes:
        regions: Labels of the rows but the last.
        years: Labels of the columns but the last.
        cells: None where a number is hidden.
    """

    regions: tuple[str, ...]
    years: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]


class ShareLine(msgspec.Struct, frozen=True):
    """One word of a field: how many of those that are known; None where it is hidden."""

    code: str
    word: str
    part: int | None
    share: float | None
    low: float | None
    high: float | None


class Shares(msgspec.Struct, frozen=True):
    """How the things of the unit divide by one field.

    Attributes:
        whole: Of how many it is known; ``unknown``: of how many it is not.
        contradicted: Of how many accounts contradict each other: among the unknown. None where a number is hidden.
    """

    field: str
    label: str
    whole: int | None
    unknown: int | None
    contradicted: int | None
    lines: tuple[ShareLine, ...]


class Note(msgspec.Struct, frozen=True):
    """How the numbers came about.

    Attributes:
        grades: How many sources of each reliability, A to F.
        destroyed: Incidents of which nothing is left but that they were; None where the number is hidden.
        contradictions: Fields of things on which nothing counts.
        joined: Entries of the unit that are one that is counted already; None where a number is hidden.
        undecided: Pairs of them on which decisions contradict each other: they are counted as two.
        agreement: Of each field that was coded: its name, alpha, and over how many things.
        without_year: As the table has it, like ``without_region``: what it hides is None here, too.
    """

    made_at: Instant
    incidents: int | None
    withdrawn: int | None
    destroyed: int | None
    sources: int
    grades: tuple[tuple[str, int], ...]
    contradictions: int
    joined: int | None
    undecided: int
    without_year: int | None
    without_region: int | None
    agreement: tuple[tuple[str, float | None, int], ...]


class Report(msgspec.Struct, frozen=True):
    """What the register says of one unit.

    Attributes:
        first: The first year in which something is known to have happened, with ``last``; None where none is.
        exact: Whether small numbers are shown.
    """

    unit: Sort
    total: int | None
    first: int | None
    last: int | None
    table: Table
    shares: tuple[Shares, ...]
    note: Note
    exact: bool
    least: int = LEAST


class _One(msgspec.Struct, frozen=True):
    """One thing of the unit, as tables see it; a field on which nothing counts is None where it is contradicted."""

    region: str
    year: str
    words: dict[str, str | None]


def report(space: Workspace, unit: Sort, *, exact: bool = False) -> Report:
    """Make the report of one unit."""
    known = [incident for _, incident in incidents.counted(space) if incident.itself is not None]
    asked = [name for name, field in fields_of(unit).items() if field.form is Form.WORD and field.kind is Kind.DESK]
    counted = matches.once(space, unit)
    ones = [_one(each, asked) for each in counted]
    years = sorted({int(one.year) for one in ones if one.year})
    table = _table(ones, years, exact=exact)
    return Report(
        unit=unit,
        total=table.cells[-1][-1],
        first=years[0] if years else None,
        last=years[-1] if years else None,
        table=table,
        shares=tuple(share for name in asked if (share := _shares(ones, name, exact=exact)).lines),
        note=_note(space, unit, known, counted, table, exact=exact),
        exact=exact,
    )


def method(found: Report) -> list[Told]:
    """Return how the numbers came about, in sentences with the exact numbers of this report."""
    note = found.note
    grades = ", ".join(f"{letter} {times}" for letter, times in note.grades) or "–"
    said = [
        Told(
            phrase(
                "Made on %(day)s from the group's own register: %(incidents)s incidents told by %(sources)s sources; "
                "%(withdrawn)s withdrawn."
            ),
            {
                "day": to_datetime(note.made_at).date().isoformat(),
                "incidents": _plain(note.incidents),
                "sources": note.sources,
                "withdrawn": _plain(note.withdrawn),
            },
        ),
        Told(
            phrase(
                "The unit: %(unit)s. Incidents, acts, victims, perpetrators and verdicts are never counted for one "
                "another."
            ),
            {"unit": UNIT_NAMES[found.unit]},
        ),
        Told(phrase("Sources by reliability (A to F): %(grades)s."), {"grades": grades}),
        Told(
            phrase(
                "Where accounts contradict each other nothing counts until somebody has decided. Such fields now: "
                "%(num)s."
            ),
            {"num": note.contradictions},
        ),
        Told(
            phrase("Not known to one year: %(year)s. Region not known: %(region)s."),
            {"year": _plain(note.without_year), "region": _plain(note.without_region)},
        ),
    ]
    said += [
        Told(
            phrase("Coded by two or more, “%(field)s”: Krippendorff's alpha %(alpha)s over %(things)s things."),
            {"field": field, "alpha": "–" if alpha is None else f"{alpha:.2f}", "things": things},
        )
        for field, alpha, things in note.agreement
        if things
    ]
    if note.destroyed != 0:
        said.append(
            Told(phrase("Destroyed on purpose, and in no count: %(num)s incidents."), {"num": _plain(note.destroyed)})
        )
    if found.unit is Sort.VERDICT:
        said.append(Told(OF_INCIDENT, {}))
    said += _on_entries(found)
    return [*said, Told(SHARES, {}), _on_small_numbers(found), Told(UNRECORDED, {})]


OF_INCIDENT: Final = phrase(
    "Region and year are those of the incident: a verdict of a later year stands in the year of what it is about."
)
TOLD_TWICE: Final = phrase(
    "What several entries of one incident tell counts once where nothing that is known tells two apart, or as it was "
    "decided: %(num)s entries were of one that is counted already. Where they differ in region, year or word, it "
    "counts as not known."
)
JOINED: Final = {
    Sort.VICTIM: phrase(
        "A person counts once: %(num)s entries were decided to be somebody who is counted already. Where entries of "
        "one person differ in region, year or word, it counts as not known."
    ),
    Sort.INCIDENT: phrase(
        "An incident counts once: %(num)s entries were decided to be one that is counted already. Where its entries "
        "differ in region, year or word, it counts as not known."
    ),
    **dict.fromkeys(APART, TOLD_TWICE),
}
UNDECIDED: Final = {
    Sort.VICTIM: phrase("Decisions on who is one person contradict each other for %(num)s pairs: they count as two."),
    Sort.INCIDENT: phrase(
        "Decisions on which incidents are one contradict each other for %(num)s pairs: they count as two."
    ),
    **dict.fromkeys(
        APART,
        phrase("Decisions on which entries are one contradict each other for %(num)s pairs: they count as two."),
    ),
}


def _on_entries(found: Report) -> Iterator[Told]:
    note, unit = found.note, found.unit
    if note.joined != 0:
        yield Told(JOINED[unit], {"num": _plain(note.joined)})
    if note.undecided:
        yield Told(UNDECIDED[unit], {"num": note.undecided})


SHARES: Final = phrase(
    "Shares are of those of which it is known; intervals are Wilson's (1927) at 95 %. They say how sure a share is "
    "that was counted on few, not what was never recorded."
)
UNRECORDED: Final = phrase("What nobody recorded is not in it: the real number is higher.")
FEW: Final = phrase("a few")


def _on_small_numbers(found: Report) -> Told:
    if found.exact:
        return Told(phrase("Small numbers are shown: not for publication."), {})
    return Told(
        phrase("Counts below %(least)s are hidden (a dot), and so many others that none follows from a sum."),
        {"least": found.least},
    )


def _plain(count: int | None) -> object:
    return FEW if count is None else count


def read_unit(text: str) -> Sort:
    """Return the unit that an address or option names; victims where it names none.

    Raises:
        BadInput: It is no unit.
    """
    return unit_named(text) if text else Sort.VICTIM


def _one(counted: Counted, asked: Sequence[str]) -> _One:
    words: dict[str, str | None] = {}
    for name in asked:
        value = counted.value(name)
        words[name] = value.text if not value.text or is_sound(name, value.text) else ""
        if value.standing is Standing.CONTRADICTED:
            words[name] = None
    return _One(counted.value("region").text, str(counted.year() or UNKNOWN), words)


def _table(ones: Sequence[_One], years: Sequence[int], *, exact: bool) -> Table:
    """Return the counts; every year between the first and the last has a column, so that a gap is seen."""
    columns = [str(year) for year in range(years[0], years[-1] + 1)] if years else []
    columns += [UNKNOWN] if any(not one.year for one in ones) else []
    rows = sorted({one.region for one in ones} - {UNKNOWN})
    rows += [UNKNOWN] if any(not one.region for one in ones) else []
    counted = Counter((one.region, one.year) for one in ones)
    whole = with_sums([[counted[row, column] for column in columns] for row in rows] or [[0] * len(columns)])
    values = {(row, column): value for row, cells in enumerate(whole) for column, value in enumerate(cells)}
    gone = frozenset() if exact else hidden(values, table_lines(len(whole), len(whole[0])))
    cells = tuple(
        tuple(None if (row, column) in gone else value for column, value in enumerate(values_of))
        for row, values_of in enumerate(whole)
    )
    return Table(tuple(rows), tuple(columns), cells)


def _shares(ones: Sequence[_One], name: str, *, exact: bool) -> Shares:
    counted = Counter(one.words[name] for one in ones)
    contradicted, unknown = counted.pop(None, 0), counted.pop("", 0)
    parts = {str(code): times for code, times in counted.most_common()}
    whole = sum(parts.values())
    gone = frozenset() if exact else hidden({**parts, "": whole}, [[*parts, ""]])
    lines = tuple(
        _line(name, code, part, whole, shown=code not in gone and "" not in gone) for code, part in parts.items()
    )
    return Shares(
        name,
        FIELDS[name].label,
        None if "" in gone else whole,
        _few(unknown + contradicted, exact=exact),
        _few(contradicted, exact=exact),
        lines,
    )


def _few(count: int, *, exact: bool) -> int | None:
    """Return a number that stands alone, or None where it is small."""
    return count if exact or count == 0 or count >= LEAST else None


def _line(name: str, code: str, part: int, whole: int, *, shown: bool) -> ShareLine:
    spoken = word(FIELDS[name].words, code)
    if not shown:
        return ShareLine(code, spoken, None, None, None, None)
    share = wilson(part, whole, level=LEVEL)
    return ShareLine(code, spoken, part, share.share, share.low, share.high)


def _note(
    space: Workspace, unit: Sort, known: Sequence[Incident], counted: Sequence[Counted], table: Table, *, exact: bool
) -> Note:
    listed = incidents.listed(space, withdrawn=True)
    grades = Counter(each.line.reliability.value for each in sources.listed(space))
    twice = matches.surplus(space, Sort.INCIDENT)
    return Note(
        made_at=space.clock(),
        incidents=_few(len(known) - twice, exact=exact),
        withdrawn=_few(sum(bool(each.line.withdrawn) for each in listed), exact=exact),
        destroyed=_few(incidents.destroyed(space), exact=exact),
        sources=len(frozenset[bytes]().union(*(incident.sources() for incident in known))),
        grades=tuple(sorted(grades.items())),
        contradictions=sum(len(incident.contradictions()) for incident in known),
        joined=_few(sum(len(each.entries) - 1 for each in counted), exact=exact),
        undecided=len(matches.groups(space, unit).contradictions),
        without_year=table.cells[-1][table.years.index(UNKNOWN)] if UNKNOWN in table.years else 0,
        without_region=table.cells[table.regions.index(UNKNOWN)][-1] if UNKNOWN in table.regions else 0,
        agreement=tuple(
            (_label(each.field), each.alpha.alpha, each.alpha.units) for each in coding.agreement(space, draws=0)
        ),
    )


def _label(field: str) -> str:
    return FIELDS[field].label
