"""What a list says of a person, row by row, read so that it can be compared with other lists.

A cell that cannot be what its column says is refused with file, line, column and mend; what says that nobody knows
is nothing. Names and places of people appear in no error.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

import msgspec

from kunak.base.errors import BadInput
from kunak.register.partial_dates import Span, read_age, read_date
from kunak.register.places import Place, read_place
from kunak.register.spelling import family_stem, father, is_family, is_patronymic, told_sex, words

COLUMNS: Final = ("id", "source", "given", "patronymic", "family", "sex", "born", "died", "age", "place")
TELLING: Final = ("given", "patronymic", "family", "born", "died", "age", "place")
"""Columns of which a list has to have one at least: the others tell nobody from anybody."""
_SEXES: Final = (
    ("f", re.compile(r"f|fem\w*|w|woman|girl|ж|жен\w*|д|дев\w*", re.IGNORECASE)),
    ("m", re.compile(r"m|male|man|boy|м|муж\w*|мальч\w*", re.IGNORECASE)),
    ("", re.compile(r"|[-–—?]|n/?a|nan|none|null|u|unknown|other|x|не ?известн\w*|нет( данных)?|др\w*", re.IGNORECASE)),
)
_NOBODY: Final = re.compile(
    r"\s*(?:[-–—?.]+|n/?a|nan|none|null|unknown|unnamed|не ?известн\w*|нет( данных)?|неизв\.?)\s*", re.IGNORECASE
)
_YEAR: Final = 366


class Record(msgspec.Struct, frozen=True, gc=False):
    """What one row says. Names are plain (``spelling.plain``), without case and gender; nothing is an empty text.

    Attributes:
        id: As the list has it, or file and line.
        source: Which list.
        given: The name; one letter is an initial.
        patronymic: The father's name.
        family: Without gender and case.
        sex: ``f``, ``m`` or nothing; what the patronymic or the family name tell, where the list does not.
        born: The days that may be the birthday; from age and death where only they are known.
        died: The days on which it may have happened.
        age: Least and highest, in years.
        place: Where.
    """

    id: str
    source: str
    given: str = ""
    patronymic: str = ""
    family: str = ""
    sex: str = ""
    born: Span | None = None
    died: Span | None = None
    age: tuple[int, int] | None = None
    place: Place = Place()


class ColumnMap(msgspec.Struct, frozen=True):
    """Which columns of the files hold what: several names where the files differ."""

    names: dict[str, tuple[str, ...]]

    def column(self, field: str, columns: Sequence[str]) -> str | None:
        """Return the column of a file that holds the field, or None."""
        mapped = self.names.get(field)
        if mapped is not None:
            return next((name for name in mapped if name in columns), None)
        taken = {name for names in self.names.values() for name in names}
        return next((name for name in columns if name.strip().lower() == field and name not in taken), None)


def read_mapping(file: str, document: Mapping[str, Any]) -> ColumnMap:
    """Read a mapping: ``given = "Имя"`` or ``given = ["Имя", "First name"]``, at the top or under ``[columns]``.

    Raises:
        BadInput: A name in it is no column that is known, or is not said by a text.
    """
    nested = document.get("columns")
    entries = nested if isinstance(nested, dict) else document
    names: dict[str, tuple[str, ...]] = {}
    for key, value in entries.items():
        given = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
        if key not in COLUMNS and len(given) == 1 and given[0] in COLUMNS:
            # Written the other way round: "Имя" = "given".
            key, given = given[0], (key,)  # noqa: PLW2901
        if key not in COLUMNS or not given or not all(isinstance(name, str) and name for name in given):
            raise BadInput(
                "%(file)s: “%(key)s” maps nothing. Give the name of a column of your files for each of: %(known)s.",
                file=file,
                key=str(key)[:80],
                known=", ".join(COLUMNS),
                field="map",
            )
        names[key] = names.get(key, ()) + tuple(name.strip() for name in given)
    return ColumnMap(names)


def read_records(
    tables: Sequence[tuple[str, Sequence[str], Iterable[tuple[int, Mapping[str, str]]]]], mapping: ColumnMap
) -> list[Record]:
    """Read the records of several lists.

    Args:
        tables: File, columns, and rows with their lines.
        mapping: Which columns hold what.

    Raises:
        BadInput: A file has none of the columns, no file has one that is mapped, an id is there twice, or a cell is
            not what its column says.
    """
    for field, names in mapping.names.items():
        if not any(name in columns for name in names for _, columns, _ in tables):
            raise BadInput(
                "No file has the column “%(column)s”, which the mapping names for %(key)s. Correct the mapping.",
                column=names[0][:80],
                key=field,
                field="map",
            )
    records: list[Record] = []
    seen: dict[str, tuple[str, int]] = {}
    for file, columns, rows in tables:
        where = {field: column for field in COLUMNS if (column := mapping.column(field, columns)) is not None}
        if not any(field in where for field in TELLING):
            raise BadInput(
                "%(file)s, line 1: none of the columns %(known)s is there. Name them so, or say with --map which "
                "columns they are.",
                file=file,
                known=", ".join(TELLING),
                field="file",
            )
        for line, row in rows:
            record = _record(file, line, where, row)
            if record.id in seen:
                before, at = seen[record.id]
                raise BadInput(
                    "%(file)s, line %(line)d, column %(column)s: this id is in %(before)s, line %(at)d already. Give "
                    "every record an id of its own.",
                    file=file,
                    line=line,
                    column=where.get("id", "id"),
                    before=before,
                    at=at,
                    field="id",
                )
            seen[record.id] = file, line
            records.append(record)
    return records


def _record(file: str, line: int, where: Mapping[str, str], row: Mapping[str, str]) -> Record:
    cells = {field: row[column].strip() for field, column in where.items()}
    if "id" in where and not cells["id"]:
        raise BadInput(
            "%(file)s, line %(line)d, column %(column)s is empty. Give every record an id of its own.",
            file=file,
            line=line,
            column=where["id"],
            field="id",
        )
    cell = _Cells(file, line, where, cells)
    given, patronymic, family, sex_of_name = _names(*(cell.text(field) for field in ("given", "patronymic", "family")))
    born, died, age = cell.date("born"), cell.date("died"), cell.age()
    if born and died and died.high < born.low:
        raise BadInput(
            "%(file)s, line %(line)d: the death (column %(column)s) is before the birth. Correct one of the dates.",
            file=file,
            line=line,
            column=where["died"],
            field="died",
        )
    if born is None and died is not None and age is not None:
        # The birthday of the year of death may be over, or not yet.
        born = Span(died.low - int((age[1] + 1) * 365.25) + 1, died.high - int(age[0] * 365.25))
    elif age is None and born is not None and died is not None:
        age = int((died.low - born.high) / 365.25), int((died.high - born.low) / 365.25)
    return Record(
        cells.get("id") or f"{file}:{line}",
        cells.get("source") or PurePath(file).stem,
        given,
        patronymic,
        family,
        cell.sex() or sex_of_name,
        born,
        died,
        age,
        read_place(cell.text("place")),
    )


class _Cells(msgspec.Struct, frozen=True):
    """The cells of one row, and where it is, for what is said of mistakes."""

    file: str
    line: int
    where: Mapping[str, str]
    cells: Mapping[str, str]

    def text(self, field: str) -> str:
        text = self.cells.get(field, "")
        return "" if _NOBODY.fullmatch(text) else text

    def date(self, field: str) -> Span | None:
        try:
            return read_date(self.cells.get(field, ""))
        except ValueError:
            raise self._refusal(
                field,
                "%(file)s, line %(line)d, column %(column)s is no date of the calendar. Write 1990-12-31, 31.12.1990, "
                "1990-12, 1990 or 1990/1992, or leave it empty.",
            ) from None

    def age(self) -> tuple[int, int] | None:
        try:
            return read_age(self.cells.get("age", ""))
        except ValueError:
            raise self._refusal(
                "age",
                "%(file)s, line %(line)d, column %(column)s is no age. Write years, from 0 to 120, or leave it empty.",
            ) from None

    def sex(self) -> str:
        text = self.cells.get("sex", "")
        for sex, shape in _SEXES:
            if shape.fullmatch(text):
                return sex
        raise self._refusal(
            "sex", "%(file)s, line %(line)d, column %(column)s is no sex. Write f or m, or leave it empty."
        )

    def _refusal(self, field: str, sentence: str) -> BadInput:
        return BadInput(sentence, file=self.file, line=self.line, column=self.where[field], field=field)


def _names(given: str, patronymic: str, family: str) -> tuple[str, str, str, str]:
    """Return given name, father's name, family name and the sex they tell; what is in the wrong cell is moved."""
    first, fathers, last = words(given), words(patronymic), words(family)
    if not fathers:
        fathers = [word for word in first[1:] if is_patronymic(word)] or [word for word in last if is_patronymic(word)]
        if not fathers and last and len(first) == 2 and min(map(len, first)) == 1:  # noqa: PLR2004 - two initials
            fathers = first[1:]
        first, last = _without(first, fathers), _without(last, fathers)
    if not last and len(first) > 1:
        last = [word for word in first if is_family(word)][:1]
        first = _without(first, last)
    if len(first) == len(last) == 1 and is_family(first[0]) and not is_family(last[0]) and len(last[0]) > 1:
        first, last = last, first
    sex = told_sex("".join(fathers), "".join(last))
    return "".join(first), father("".join(fathers)), "".join(map(family_stem, last)), sex


def _without(names: list[str], others: Sequence[str]) -> list[str]:
    return [name for name in names if name not in others]
