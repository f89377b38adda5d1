"""The register without names, for analysis: one table for one unit, made from what stands on the desk alone.

De-identified is not anonymous: whoever knows the place may recognise somebody by year, region and age. So days and
months are cut to years, ages to bands, and districts and all free text are left out.
"""

import csv
import json
from io import BytesIO, StringIO
from typing import Final

from kunak.app import matches
from kunak.app.leaving import written_down
from kunak.app.matches import Counted
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault
from kunak.casework.compartments import Kind
from kunak.casework.incidents import days
from kunak.casework.incidents.extracts import What
from kunak.casework.incidents.fields import FIELDS, Form, Sort, fields_of, is_sound
from kunak.casework.incidents.state import Standing

LEFT_OUT: Final = frozenset({"district"})
"""On the desk, and too near to a person for a file that leaves it."""

AGE_BANDS: Final = ((0, 13), (14, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 120))

CONTRADICTED: Final = "contradicted"
JOINED: Final = "joined"
"""Of how many entries a row was made, because they are one."""
OF_INCIDENT: Final = ("region", "motive")
"""Told beside every unit: without a place a count is none."""

METHOD: Final = (
    "Values on which sources contradict each other are empty and named in the column contradicted. Years, not days; "
    "ages in bands; no names, settlements, districts or accounts. Victims decided to be one person are one row, and so "
    "are entries decided to be one incident, of so many entries as the column joined says. Acts, perpetrators and "
    "verdicts that several entries of one incident tell are one row where nothing known tells two apart. One incident "
    "has one number. Rows are in no order. De-identified, not anonymous."
)

Row = dict[str, str | int | None]


def columns(unit: Sort) -> tuple[str, ...]:
    """Return the columns of the extract of a unit."""
    own = [name for name, field in fields_of(unit).items() if field.kind is Kind.DESK and name not in LEFT_OUT]
    shared = [name for name in OF_INCIDENT if name not in own]
    told = ["year" if name == "date" else name for name in own]
    return tuple(dict.fromkeys(("incident", "year", *shared, *told, "sources", JOINED, CONTRADICTED)))


def rows(space: Workspace, unit: Sort) -> list[Row]:
    """Return one row for each thing of a sort that counts, each once.

    They are in the order of numbers drawn by chance; entries of one incident have one number of an incident.
    """
    one = matches.groups(space, Sort.INCIDENT).first()
    counted = sorted(matches.once(space, unit), key=lambda _each: space.random(16))
    numbers: dict[bytes, int] = {}
    found = []
    for each in counted:
        subject = each.entries[0].subject
        number = numbers.setdefault(one.get(subject, subject), len(numbers) + 1)
        found.append(_row(each, unit, number))
    return found


def take(space: Workspace, unit: Sort, ending: str) -> tuple[list[Row], bytes]:
    """Return the rows and the file of an extract; that it left the vault is written down before anybody has it.

    Raises:
        BadInput: There is no such kind of file.
        Fault: What writes it is not installed. Nothing was written down.
    """
    written = WRITERS.get(ending.casefold())
    if written is None:
        raise BadInput("Name a file that ends in .parquet or .csv with --out.", field="out")
    found = rows(space, unit)
    content = written(unit, found)
    return found, written_down(space, unit, content, What.ROWS)


def as_csv(unit: Sort, found: list[Row]) -> bytes:
    """Return the rows as CSV; what is not known is empty."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns(unit), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in found)
    return text.getvalue().encode()


def _harmless(value: str | int | None) -> str | int | None:
    """Return a cell that no spreadsheet takes for a formula: a region may come from a list of others."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def as_parquet(unit: Sort, found: list[Row]) -> bytes:
    """Return the rows as Parquet; unit and method stand in its metadata.

    Raises:
        Fault: What writes it is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy
        from pyarrow import parquet  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise Fault(
            "This needs %(module)s, which is not installed: install kunak[register]. Nothing was done.",
            module=missing.name,
        ) from None
    numbers = {"incident", "year", "sources", "months", JOINED}
    schema = pa.schema(
        [pa.field(name, pa.int32() if name in numbers else pa.string()) for name in columns(unit)],
        metadata={"kunak": json.dumps({"unit": f"{unit.value}s", "rows": len(found), "method": METHOD})},
    )
    kept = BytesIO()
    parquet.write_table(pa.Table.from_pylist(found, schema=schema), kept)
    return kept.getvalue()


WRITERS: Final = {".csv": as_csv, ".parquet": as_parquet}
"""By the ending of a file's name."""


def band(age: str) -> str:
    """Return the band of an age, such as ``18-24``."""
    bands = (f"{low}-{high}" for low, high in AGE_BANDS if low <= int(age) <= high)
    return next(bands)


def _row(counted: Counted, unit: Sort, number: int) -> Row:
    row: Row = dict.fromkeys(columns(unit))
    row["incident"] = number
    row["sources"] = len(frozenset[bytes]().union(*(entry.incident.sources() for entry in counted.entries)))
    row[JOINED] = len(counted.entries)
    row["year"] = counted.year()
    contradicted = ["date"] if row["year"] is None and counted.value("date").standing is Standing.CONTRADICTED else []
    for name in (each for each in columns(unit) if each in FIELDS):
        value = counted.value(name)
        row[name] = _plain(name, value.text)
        contradicted += [name] if value.standing is Standing.CONTRADICTED else []
    row[CONTRADICTED] = " ".join(contradicted) or None
    return row


def _plain(name: str, text: str) -> str | int | None:
    if not is_sound(name, text):
        return None
    match FIELDS[name].form:
        case Form.DATE:
            return str(days.read(text).year or "")
        case Form.AGE:
            return band(text)
        case Form.MONTHS:
            return int(text)
        case _:
            return text
