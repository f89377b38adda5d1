"""Lists of others into the register: a table, a map that says which column holds what, and every cell's origin.

All of it or nothing. What is wrong is one sentence with file, line, column and mend.
"""

import re
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import incidents
from kunak.app.incidents import Hangs, Key, Told, key
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework.compartments import Kind, Subject
from kunak.casework.facts import Event
from kunak.casework.incidents.days import Days
from kunak.casework.incidents.days import write as write_days
from kunak.casework.incidents.events import Cell, Credibility
from kunak.casework.incidents.fields import FIELDS, Form, Sort, meant
from kunak.casework.incidents.state import Incident
from kunak.casework.incidents.vocabulary import code_of
from kunak.register.partial_dates import read_date
from kunak.store.files import clean_name, read_capped
from kunak.store.incoming import MEGABYTE
from kunak.store.tables import TABLE_BYTES, Table, table_of
from kunak.store.workbooks import is_workbook, read_workbook

ROWS: Final = 5_000
"""Most rows of one import: each incident has keys of its own."""

_MAP_BYTES: Final = MEGABYTE
_SETTINGS: Final = frozenset({"source", "credibility", "where", "sheet", "incident", "columns", "always", "words"})
_NOTHING: Final = re.compile(
    r"\s*(?:[-–—?.]*|n/?a|nan|none|null|unknown|not known|нет данных|нет|не ?известн\w*|неизв\.?|н/?[дс])\s*",
    re.IGNORECASE,
)


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """Which column holds what.

    Attributes:
        columns: Name of a column to its key.
        always: What every row says without saying it, such as that the victim was killed.
        words: Of a column, what its cells mean.
        incident: Column whose equal cells are one incident; without it each row is one.
        source: Number of the source on which the cells hang; may be empty.
    """

    columns: dict[str, Key]
    always: tuple[tuple[Key, str], ...] = ()
    words: dict[str, dict[str, str]] = {}
    incident: str = ""
    source: str = ""
    credibility: Credibility = Credibility.NOT_JUDGED
    where: str = ""
    sheet: str = ""


class Imported(msgspec.Struct, frozen=True):
    """What an import entered."""

    incidents: tuple[SubjectId, ...]
    rows: int
    statements: int
    file: bytes


class Sheet(msgspec.Struct, frozen=True):
    """A table with what names its cells for ever: the hash of its file, and the sheet of a workbook."""

    table: Table
    file: bytes
    sheet: str


def import_table(space: Workspace, path: Path, mapping: Path, *, source: str = "") -> Imported:
    """Enter every row of a table, or none.

    Args:
        space: The open vault.
        path: CSV or XLSX.
        mapping: TOML that says which column holds what.
        source: Number of the source, where the map names none.

    Raises:
        BadInput: The table or the map cannot be used; nothing was entered.
        Refused: The rules say no, or this file was imported before; nothing was entered.
    """
    wanted = read_map(mapping)
    hangs = _hangs(space, wanted, source)
    return enter(space, opened(read_capped(path, limit=TABLE_BYTES), path.name, sheet=wanted.sheet), wanted, hangs)


def opened(data: bytes, name: str, *, sheet: str = "") -> Sheet:
    """Read a table, CSV or XLSX, as it was sent.

    Raises:
        BadInput: It is none, or has too many rows.
        Fault: What reads workbooks is not installed.
    """
    table, title = read_workbook(data, name, sheet=sheet) if is_workbook(data) else (table_of(data, name), "")
    if len(table.rows) > ROWS:
        raise BadInput("%(file)s has more than %(rows)d rows. Divide it.", file=table.name, rows=ROWS, field="file")
    return Sheet(table, sha256(data).digest(), title)


class Planned(msgspec.Struct, frozen=True):
    """What an import would enter: of each incident what is told, and the events that say it."""

    told: tuple[tuple[Told, ...], ...]
    changes: tuple[tuple[SubjectId, Subject, tuple[Event, ...]], ...]


def plan(space: Workspace, sheet: Sheet, wanted: Map, hangs: Hangs) -> Planned:
    """Return what an import would enter; nothing is written.

    Raises:
        BadInput: A row or a cell cannot be used.
        Refused: The rules say no, or this file was imported before.
    """
    _check_columns(sheet.table, wanted)
    _check_new(space, sheet.file)
    groups = [tuple(told) for told in _incidents(sheet, wanted, space.clock())]
    sources = incidents.known_sources(space)
    changes: list[tuple[SubjectId, Subject, tuple[Event, ...]]] = []
    for told in groups:
        subject = SubjectId(space.new_id())
        said = incidents.said(space, subject, Incident(), told, hangs, sources=sources)
        changes.append((subject, Subject.INCIDENT, said))
    return Planned(tuple(groups), tuple(changes))


def enter(space: Workspace, sheet: Sheet, wanted: Map, hangs: Hangs) -> Imported:
    """Enter every row, or none. Raises as ``plan`` does."""
    with space.turn:
        planned = plan(space, sheet, wanted, hangs)
        incidents.write(space, planned.changes)
    statements = sum(len(told) for told in planned.told)
    return Imported(tuple(subject for subject, _, _ in planned.changes), len(sheet.table.rows), statements, sheet.file)


KEPT: Final = 4
"""Lists in memory at most: each may be as large as a form."""
NAME_BYTES: Final = 16


class Waiting:
    """Lists that were sent and are not entered yet: in memory alone, and gone when the desk is locked.

    Args:
        random: For their names.
    """

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._kept: OrderedDict[str, Sheet] = OrderedDict()

    def keep(self, sheet: Sheet) -> str:
        """Keep a list and return its name."""
        name = self._random(NAME_BYTES).hex()
        self._kept[name] = sheet
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return name

    def get(self, name: str) -> Sheet:
        """Return a list.

        Raises:
            BadInput: There is none of this name.
        """
        sheet = self._kept.get(name)
        if sheet is None:
            raise BadInput("This list is no longer held in memory: choose its file once more.")
        return sheet

    def forget(self, name: str) -> None:
        """Let go of a list."""
        self._kept.pop(name, None)


def strange(sheet: Sheet, column: str, field: str) -> list[str]:
    """Return what stands in a column and is none of the words of its field, each once."""
    if FIELDS[field].form is not Form.WORD:
        return []
    place = sheet.table.columns.index(column)
    cells = dict.fromkeys(row[place].strip() for row in sheet.table.rows)
    return [cell for cell in cells if not _NOTHING.fullmatch(cell) and code_of(FIELDS[field].words, cell) is None]


def read_map(path: Path) -> Map:
    """Read a map.

    Raises:
        BadInput: It is no TOML, or a line of it maps nothing.
    """
    name = clean_name(path.name)
    try:
        document = tomllib.loads(read_capped(path, limit=_MAP_BYTES).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            '%(file)s is no TOML in UTF-8: %(why)s. Write lines such as: "Date" = "date".',
            file=name,
            why=str(error).rstrip("."),
            field="map",
        ) from None
    strange = sorted(set(document) - _SETTINGS)
    if strange:
        raise _unmapped(name, strange[0])
    return Map(
        columns=_columns(name, document.get("columns")),
        always=tuple(_always(name, document.get("always", {}))),
        words=_words(name, document.get("words", {})),
        credibility=_credibility(name, document.get("credibility", Credibility.NOT_JUDGED.value)),
        **{each: _word(name, each, document.get(each, "")) for each in ("incident", "source", "where", "sheet")},
    )


def _columns(name: str, given: object) -> dict[str, Key]:
    if not isinstance(given, dict) or not given:
        raise BadInput(
            "%(file)s maps no column. Write [columns] and under it lines such as: “Date” = “date”.",
            file=name,
            field="map",
        )
    columns: dict[str, Key] = {}
    for column, text in given.items():
        try:
            columns[column.strip()] = key(_word(name, column, text))
        except BadInput as error:
            raise BadInput("%(file)s: %(why)s", file=name, why=str(error), field="map") from None
    twice = [each for each in columns.values() if list(columns.values()).count(each) > 1]
    if twice:
        raise _unmapped(name, f"{twice[0].sort.value}.{twice[0].field}")
    return columns


def _always(name: str, given: object) -> Iterator[tuple[Key, str]]:
    if not isinstance(given, dict):
        raise _unmapped(name, "always")
    for text, value in given.items():
        try:
            named = key(text)
            yield named, meant(named.field, _word(name, text, value), now=Instant(2**62))
        except KunakError as error:
            raise BadInput("%(file)s: %(why)s", file=name, why=str(error), field="map") from None


def _words(name: str, given: object) -> dict[str, dict[str, str]]:
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        raise _unmapped(name, "words")
    return {
        column.strip(): {cell.strip().casefold(): _word(name, column, meaning) for cell, meaning in each.items()}
        for column, each in given.items()
    }


def _credibility(name: str, given: object) -> Credibility:
    if not isinstance(given, int) or isinstance(given, bool) or given not in {each.value for each in Credibility}:
        raise _unmapped(name, "credibility")
    return Credibility(given)


def _word(name: str, setting: str, given: object) -> str:
    if not isinstance(given, str):
        raise _unmapped(name, setting)
    return given.strip()


def _unmapped(name: str, setting: str) -> BadInput:
    return BadInput(
        "%(file)s: “%(setting)s” maps nothing, or something twice. A map has: %(known)s (credibility 1 to 6, the "
        "others texts).",
        file=name,
        setting=setting[:80],
        known=", ".join(sorted(_SETTINGS)),
        field="map",
    )


def _hangs(space: Workspace, wanted: Map, source: str) -> Hangs:
    number = source or wanted.source
    if not number:
        raise BadInput("Say on which source the table hangs: --source NUMBER, or source in the map.", field="source")
    return Hangs(space.by_number(Subject.SOURCE, number), wanted.credibility, wanted.where)


def _check_columns(table: Table, wanted: Map) -> None:
    asked = [*wanted.columns, *wanted.words, *([wanted.incident] if wanted.incident else [])]
    missing = next((column for column in asked if column not in table.columns), None)
    if missing is not None:
        raise BadInput(
            "%(file)s, line 1: there is no column “%(column)s”, which the map names. It has: %(known)s.",
            file=table.name,
            column=missing[:80],
            known=", ".join(table.columns)[:400],
            field="file",
        )


def _check_new(space: Workspace, file: bytes) -> None:
    incidents.check_reader(space, (Kind.DESK,))
    for _, incident in incidents.counted(space):
        cells = (write.value.cell for field in incident.said.values() for write in field.writes)
        if any(cell is not None and cell.file == file for cell in cells):
            raise Refused("This very file was imported before: its incidents are in the register.", field="file")


def _incidents(sheet: Sheet, wanted: Map, now: Instant) -> Iterator[list[Told]]:
    """Yield what the rows say, incident by incident, in the order in which they begin."""
    groups: dict[str, _Group] = {}
    for line, row in sheet.table.mappings():
        told = list(_row(sheet, wanted, line, row, now))
        name = row[wanted.incident].strip() if wanted.incident else ""
        if not told:
            raise BadInput(
                "%(file)s, line %(line)d says nothing in any column that is mapped. Remove the row, or map more "
                "columns.",
                file=sheet.table.name,
                line=line,
                field="file",
            )
        told += [Told(named, value, Cell(sheet.file, sheet.sheet, line, "")) for named, value in wanted.always]
        groups.setdefault(name or f"\n{line}", _Group(sheet.table.name)).add(told)
    for group in groups.values():
        yield group.told


def _row(sheet: Sheet, wanted: Map, line: int, row: Mapping[str, str], now: Instant) -> Iterator[Told]:
    for column, named in wanted.columns.items():
        text = row[column].strip()
        text = wanted.words.get(column, {}).get(text.casefold(), text)
        if _NOTHING.fullmatch(text):
            continue
        try:
            value = meant(named.field, _plain(named.field, text), now=now)
        except (KunakError, ValueError) as error:
            why = str(error) if isinstance(error, KunakError) else NO_DATE
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s: %(why)s",
                file=sheet.table.name,
                line=line,
                column=column,
                why=why,
                field="file",
            ) from None
        yield Told(named, value, Cell(sheet.file, sheet.sheet, line, column))


NO_DATE: Final = "this is no date, or no day of the calendar. Write 2014, 2014-03 or 2014-03-05, or 05.03.2014."


def _plain(field: str, text: str) -> str:
    """Return a cell as the log writes it: dates may come day first."""
    if FIELDS[field].form is not Form.DATE:
        return text
    span = read_date(text)
    return write_days(Days(span.low, span.high)) if span else text


class _Group:
    """The rows of one incident: what they say of it once, and people under the next numbers."""

    def __init__(self, file: str) -> None:
        self.told: list[Told] = []
        self._file = file
        self._once: dict[str, Told] = {}
        self._things: dict[Sort, list[dict[str, str]]] = {}

    def add(self, row: list[Told]) -> None:
        """Take in one more row.

        Raises:
            BadInput: It says of the incident what an earlier row contradicts.
        """
        for each in row:
            if each.key.sort is Sort.INCIDENT:
                self._of_incident(each)
        places = {(each.key.sort, each.key.number): None for each in row if each.key.sort is not Sort.INCIDENT}
        for sort, number in places:
            self._thing(sort, [each for each in row if (each.key.sort, each.key.number) == (sort, number)])

    def _of_incident(self, each: Told) -> None:
        before = self._once.setdefault(each.key.field, each)
        if before is each:
            self.told.append(each)
        elif before.value != each.value and before.cell is not None and each.cell is not None:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s: of the same incident line %(other)d says something else. "
                "Make them equal, or give the rows different incidents.",
                file=self._file,
                line=each.cell.row,
                column=each.cell.column,
                other=before.cell.row,
                field="file",
            )

    def _thing(self, sort: Sort, cells: list[Told]) -> None:
        known = self._things.setdefault(sort, [])
        values = {each.key.field: each.value for each in cells}
        # Who stands in two rows under one name is one person; a victim has a row of their own.
        named = any(FIELDS[field].kind is Kind.IDENTITY for field in values)
        if named and sort in {Sort.PERPETRATOR, Sort.VERDICT} and values in known:
            return
        known.append(values)
        self.told += [msgspec.structs.replace(each, key=Key(sort, len(known), each.key.field)) for each in cells]
