"""What leaves without names: years, bands and words, and what sources contradict each other on is left open."""

import csv
import json
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_incidents import TOLD, described, entered, told

from kunak.app import auditing, extracting, incidents
from kunak.app.incidents import Hangs
from kunak.base.errors import BadInput, Refused
from kunak.casework.compartments import Kind, Role, Subject
from kunak.casework.incidents.events import Credibility, Stated
from kunak.casework.incidents.extracts import Extracted
from kunak.casework.incidents.fields import FIELDS, Sort
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryCache

ENTERED = {**TOLD, "district": "Kelduin district", "decided": "2015-02-03", "months": "96", "article": "105"}


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


@pytest.mark.parametrize("unit", Sort)
def test_no_column_finds_anybody(unit: Sort) -> None:
    for name in extracting.columns(unit):
        told = {"incident", "year", "sources", extracting.JOINED, extracting.CONTRADICTED}
        assert name in told or FIELDS[name].kind is Kind.DESK
        assert name not in {"district", "date"}


def test_a_row_is_one_thing_of_the_unit_and_says_no_more_than_it_must(group: InventedGroup) -> None:
    entered(group.space, {**ENTERED, "victim.2.age": "31"})
    rows = extracting.rows(group.space, Sort.VICTIM)
    assert sorted((row["incident"], row["year"], row["region"], row["age"]) for row in rows) == [
        (1, 2014, "Halvora", "18-24"),
        (1, 2014, "Halvora", "25-34"),
    ]
    (verdict,) = extracting.rows(group.space, Sort.VERDICT)
    assert (verdict["decided"], verdict["months"], verdict["article"]) == ("2015", 96, "105")
    assert [len(extracting.rows(group.space, sort)) for sort in Sort] == [1, 1, 2, 1, 1]


def test_what_sources_contradict_each_other_on_is_left_open_and_named(group: InventedGroup) -> None:
    subject = entered(group.space)
    incidents.state(group.space, subject, told(date="2013", victim__age="20"), Hangs(described(group.space)))
    (row,) = extracting.rows(group.space, Sort.VICTIM)
    assert (row["year"], row["age"], row[extracting.CONTRADICTED]) == (None, None, "date age")


def test_what_was_taken_out_is_on_the_trail_with_the_hash_of_the_file(group: InventedGroup) -> None:
    """The harm: a file of victims is found somewhere, and nobody can say who took it out."""
    entered(group.space, ENTERED)
    rows, content = extracting.take(group.space, Sort.VICTIM, ".CSV")
    assert len(rows) == 1
    (entry,) = auditing.trail(group.space, limit=1)
    assert (entry.kind, entry.area, entry.subject) == ("incident.extracted", "incidents", group.space.group_id)
    (fact,) = group.space.group().extracts.taken
    assert fact.event == Extracted(unit=Sort.VICTIM, sha256=sha256(content).digest())
    assert group.space.group().aside == ()
    assert group.reopened(cache=MemoryCache()) == []
    assert len(group.space.group().extracts.taken) == 1
    with pytest.raises(BadInput):
        extracting.take(group.space, Sort.VICTIM, ".txt")
    assert len(group.space.group().extracts.taken) == 1


def test_who_may_not_count_takes_nothing_out(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara", roles=(Role.LAWYER,))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on("Zara") as laptop:
        with pytest.raises(Refused):
            extracting.take(laptop.space, Sort.VICTIM, ".csv")
        assert laptop.space.group().extracts.taken == ()


def test_neither_form_holds_a_name_a_settlement_or_a_district(group: InventedGroup) -> None:
    entered(group.space, ENTERED)
    for unit in Sort:
        rows = extracting.rows(group.space, unit)
        for written in (extracting.as_csv(unit, rows), extracting.as_parquet(unit, rows)):
            assert all(text not in written for text in (b"Nerisa", b"Kelduin", b"2014-03"))
        table = parquet.read_table(BytesIO(extracting.as_parquet(unit, rows)))
        assert table.to_pylist() == rows
        assert json.loads(table.schema.metadata[b"kunak"])["unit"] == f"{unit.value}s"


def test_no_cell_of_a_csv_is_a_formula(group: InventedGroup) -> None:
    """The harm: a region out of a list of others runs in the researcher's spreadsheet."""
    entered(group.space, {**TOLD, "region": "=cmd|' /C calc'!A0"})
    written = extracting.as_csv(Sort.INCIDENT, extracting.rows(group.space, Sort.INCIDENT)).decode()
    (row,) = csv.DictReader(StringIO(written))
    assert row["region"].startswith("'=")


def test_a_value_that_no_rule_of_ours_wrote_is_left_out(group: InventedGroup) -> None:
    """The harm: one laptop writes nonsense, and nobody can make a table any more."""
    subject = entered(group.space)
    victim = incidents.opened(group.space, subject).of_sort(Sort.VICTIM)[0].id
    source = described(group.space)
    for field, value in (("months", "many"), ("sex", "x" * 99), ("fate", "\0")):
        said = Stated(thing=victim, field=field, value=value, source=source, credibility=Credibility.DOUBTFUL)
        group.space.write(subject, Subject.INCIDENT, (said,))
    (row,) = extracting.rows(group.space, Sort.VICTIM)
    assert (row["sex"], row["fate"]) == (None, None)


@given(st.integers(0, 120))
def test_every_age_has_one_band(age: int) -> None:
    low, high = map(int, extracting.band(str(age)).split("-"))
    assert low <= age <= high
