"""Lists of others: every statement with its cell, and one wrong cell keeps all rows out."""

from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.app.test_incidents import described

from kunak.app import importing, incidents
from kunak.app.workspace import Workspace
from kunak.base.errors import KunakError, Refused
from kunak.casework.incidents.events import Cell, Credibility
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.state import Incident
from kunak.testing.group import InventedGroup

LIST = """Case;Killed on;Name;Age;How;By;Him
1;05.03.2014;Нериса;19;убита;брат;Карим
1;05.03.2014;Савира;17;убита;брат;Карим
2;2015;–;нет данных;убита;муж;
"""
MAP = """credibility = 2
where = "table 1"
incident = "Case"
[columns]
"Killed on" = "date"
"Name" = "victim.given"
"Age" = "victim.age"
"How" = "act"
"By" = "relation"
"Him" = "perpetrator.given"
[always]
"victim.fate" = "killed"
[words.How]
"убита" = "killing"
"""


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def imported(
    space: Workspace, folder: Path, table: str | bytes = LIST, mapping: str = MAP, name: str = "list.csv"
) -> Path:
    (folder / name).write_bytes(table.encode() if isinstance(table, str) else table)
    (folder / "map.toml").write_text(mapping, encoding="utf-8")
    source = described(space).hex()[:8]
    importing.import_table(space, folder / name, folder / "map.toml", source=source)
    return folder / name


def known(space: Workspace) -> list[Incident]:
    return [incidents.opened(space, each.id) for each in incidents.listed(space)]


def test_rows_of_one_incident_become_one_with_all_its_people(group: InventedGroup, tmp_path: Path) -> None:
    imported(group.space, tmp_path)
    later, earlier = known(group.space)
    assert [len(each.of_sort(Sort.VICTIM)) for each in (later, earlier)] == [1, 2]
    assert [len(each.of_sort(Sort.PERPETRATOR)) for each in (later, earlier)] == [0, 1]
    brother = earlier.of_sort(Sort.PERPETRATOR)[0].id
    first, second = earlier.of_sort(Sort.VICTIM)
    assert [act.joins for act in earlier.of_sort(Sort.ACT)] == [(first.id, brother), (second.id, brother)]


def test_a_victim_of_whom_nothing_is_known_is_one_all_the_same(group: InventedGroup, tmp_path: Path) -> None:
    """The harm: a nameless woman is counted for nobody."""
    imported(group.space, tmp_path)
    (victim,) = known(group.space)[0].of_sort(Sort.VICTIM)
    assert known(group.space)[0].value(victim.id, "fate").text == "killed"


def test_every_statement_names_its_cell(group: InventedGroup, tmp_path: Path) -> None:
    digest = sha256(imported(group.space, tmp_path).read_bytes()).digest()
    incident = known(group.space)[1]
    second = incident.of_sort(Sort.VICTIM)[1].id
    (said,) = (write.value for write in incident.writes(second, "given"))
    assert (said.value, said.credibility, said.where) == ("Савира", Credibility.PROBABLE, "table 1")
    assert said.cell == Cell(digest, "", 3, "Name")


def test_a_workbook_names_sheet_and_row(group: InventedGroup, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Data"
    for line in LIST.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "made.xlsx")
    imported(group.space, tmp_path, (tmp_path / "made.xlsx").read_bytes(), name="list.xlsx")
    incident = known(group.space)[1]
    (said,) = (write.value for write in incident.writes(incident.of_sort(Sort.VICTIM)[0].id, "given"))
    assert said.cell is not None
    assert (said.cell.sheet, said.cell.row, said.cell.column) == ("Data", 2, "Name")


def test_one_file_is_imported_once(group: InventedGroup, tmp_path: Path) -> None:
    """The harm: everybody is counted twice."""
    imported(group.space, tmp_path)
    with pytest.raises(Refused, match="imported before"):
        imported(group.space, tmp_path)
    assert len(known(group.space)) == 2


def test_without_a_column_of_incidents_each_row_is_one(group: InventedGroup, tmp_path: Path) -> None:
    imported(group.space, tmp_path, mapping=MAP.replace('incident = "Case"\n', ""))
    assert len(known(group.space)) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("05.03.2014;Савира", "31.02.2014;Савира"), "list.csv, line 3, column Killed on: this is no date"),
        (("05.03.2014;Савира", "2091;Савира"), "list.csv, line 3, column Killed on: This date lies in the future"),
        (("05.03.2014;Савира", "06.03.2014;Савира"), "line 3, column Killed on: of the same incident line 2"),
        ((";17;", ";-17;"), "list.csv, line 3, column Age: Give a whole number"),
        ((";17;", ";17,5;"), "list.csv, line 3, column Age: Give a whole number"),
        ((";17;", ";17"), "list.csv, line 3 has 6 cells"),
        (("муж", "сосед"), "list.csv, line 4, column By: “сосед” is none of the words"),
        (
            ("Killed on", "Date"),
            "list.csv, line 1: there is no column “Killed on”, which the map names. It has: Case, ",
        ),
        (("2;2015;–;нет данных;убита;муж;", "2;;;;;;"), "list.csv, line 4 says nothing"),
    ],
)
def test_one_wrong_cell_is_named_and_no_row_is_entered(
    group: InventedGroup, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    with pytest.raises(KunakError) as refused:
        imported(group.space, tmp_path, LIST.replace(*change, 1))
    assert says in str(refused.value)
    assert known(group.space) == []


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("[columns]\nName = ", "is no TOML"),
        ("credibility = 2\n", "maps no column"),
        ("[columns]\nName = 3\n", "“Name” maps nothing"),
        ("[columns]\nName = 'age'\n", "whose field"),
        ("[columns]\nName = 'nonsense'\n", "is no field"),
        ("[columns]\nName = 'victim.given'\nAge = 'victim.given'\n", "something twice"),
        ("credibility = 7\n[columns]\nName = 'victim.given'\n", "“credibility” maps nothing"),
        ("credibility = true\n[columns]\nName = 'victim.given'\n", "“credibility” maps nothing"),
        ("colour = 'x'\n[columns]\nName = 'victim.given'\n", "“colour” maps nothing"),
        ("words = 'x'\n[columns]\nName = 'victim.given'\n", "“words” maps nothing"),
        ("always = 'x'\n[columns]\nName = 'victim.given'\n", "“always” maps nothing"),
        ("[always]\n'victim.fate' = 'nonsense'\n[columns]\nName = 'victim.given'\n", "none of the words"),
        ("incident = 'Nothing'\n[columns]\nName = 'victim.given'\n", "there is no column “Nothing”"),
    ],
)
def test_a_map_that_maps_nothing_is_refused(group: InventedGroup, tmp_path: Path, mapping: str, says: str) -> None:
    with pytest.raises(KunakError) as refused:
        imported(group.space, tmp_path, mapping=mapping)
    assert says in str(refused.value)


def test_a_table_hangs_on_a_source(group: InventedGroup, tmp_path: Path) -> None:
    imported(group.space, tmp_path, LIST.replace("19", "20"))
    with pytest.raises(KunakError, match="on which source"):
        importing.import_table(group.space, tmp_path / "list.csv", tmp_path / "map.toml")
