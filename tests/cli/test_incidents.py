"""The register on the command line: entered, imported and taken out as a whole or not at all."""

import csv
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from tests.app.test_estimating import fill
from tests.cli.conftest import PASSPHRASE, Run

from kunak.app import wiring

PAGE = b"<html><body>a verdict</body></html>"
LIST = """Case;Killed on;Name;Age;How;By
1;05.03.2014;Нериса;19;убита;брат
1;05.03.2014;Савира;17;убита;брат
2;2015;–;нет данных;убита;муж
"""
MAP = """credibility = 2
incident = "Case"
[columns]
"Killed on" = "date"
"Name" = "victim.given"
"Age" = "victim.age"
"How" = "act"
"By" = "relation"
[words.How]
"убита" = "killing"
"""


@pytest.fixture
def source(kunak: Run) -> str:
    described = ["--label", "list of the ferry", "--sort", "list", "--published", "2016", "--title", "Those of Kelduin"]
    return str(kunak("register", "source", *described, "--json").document["number"])


def mapped(folder: Path, table: str = LIST, mapping: str = MAP) -> tuple[Path, Path]:
    (folder / "list.csv").write_text(table, encoding="utf-8")
    (folder / "map.toml").write_text(mapping, encoding="utf-8")
    return folder / "list.csv", folder / "map.toml"


def incidents(kunak: Run) -> list[dict[str, Any]]:
    return list(kunak("register", "list", "--json").document["incidents"])


def test_what_a_source_says_is_entered_listed_shown_and_withdrawn(kunak: Run, source: str) -> None:
    said = ["date=2014-03", "region=Halvora", "act=killing", "relation=brother", "victim.given=Nerisa", "victim.age=19"]
    entered = kunak("register", "add", *said, "--source", source, "--credibility", "2", "--where", "p. 3", "--json")
    number = entered.document["number"]
    assert kunak("register", "add", "victim.age=20", "--to", number, "--source", source).code == 0
    (listed,) = incidents(kunak)
    assert (listed["number"], listed["date"], listed["victims"], listed["acts"]) == (number, "2014-03", 1, ["killing"])
    assert "Nerisa" not in json.dumps(listed)
    things = {each["thing"]: each for each in kunak("register", "show", number, "--json").document["things"]}
    assert things["act.1"]["joins"] == ["victim.1"]
    age = things["victim.1"]["fields"]["age"]
    assert (age["value"], age["standing"], len(age["said"])) == ("20", "agreed", 1)
    assert "brother" in kunak("register", "show", number).out
    assert kunak("register", "withdraw", number, "--thing", "victim.2", "--reason", "x").code == 2
    assert kunak("register", "withdraw", number, "--reason", "the same as another").code == 0
    assert incidents(kunak) == []
    assert len(kunak("register", "list", "--all", "--json").document["incidents"]) == 1


def test_what_means_nothing_is_one_sentence_and_enters_nothing(kunak: Run, source: str) -> None:
    for said, says, code in ((["date"], "says nothing", 2), (["date=2014-02-30"], "is no date", 2)):
        ran = kunak("register", "add", *said, "--source", source)
        assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
        assert says in ran.err
    assert incidents(kunak) == []


def test_a_source_is_graded_and_a_snapshot_kept_with_its_hash(kunak: Run, source: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    digest = sha256(PAGE).hexdigest()
    refused = kunak("register", "snapshot", source, page, "--sha256", "00" * 32)
    assert refused.code == 1
    assert "is not the one that was meant" in refused.err
    kept = kunak("register", "snapshot", source, page, "--sha256", digest, "--taken", "2024-01-01T10:00:00Z", "--json")
    assert kept.document["sha256"] == digest
    assert kunak("register", "snapshot", source, page).code == 1
    assert kunak("register", "grade", source, "--reliability", "b", "--reason", "knows the village").code == 0
    assert kunak("register", "grade", source, "--reliability", "G", "--reason", "x").code == 2
    assert kunak("register", "source", source, "--label", "the ferry’s list").code == 0
    (listed,) = kunak("register", "sources", "--json").document["sources"]
    assert (listed["label"], listed["reliability"], listed["snapshots"]) == ("the ferry’s list", "B", 1)
    assert kunak("verify", "--json").document["files"] == 1


def test_a_list_is_imported_with_the_cell_of_every_statement(kunak: Run, source: str, tmp_path: Path) -> None:
    table, mapping = mapped(tmp_path)
    done = kunak("register", "import", table, "--map", mapping, "--source", source, "--json").document
    assert (done["rows"], len(done["incidents"]), done["statements"]) == (3, 2, 12)
    assert [(each["date"], each["victims"]) for each in incidents(kunak)] == [("2015", 0), ("2014-03-05", 2)]
    first = kunak("register", "show", done["incidents"][0], "--json").document["things"]
    second_victim = next(each for each in first if each["thing"] == "victim.2")
    (said,) = second_victim["fields"]["given"]["said"]
    assert (said["value"], said["credibility"], said["source"]) == ("Савира", 2, source)
    assert said["cell"] == {"file": sha256(table.read_bytes()).hexdigest(), "sheet": "", "row": 3, "column": "Name"}
    assert [each["joins"] for each in first if each["thing"].startswith("act")] == [["victim.1"], ["victim.2"]]
    again = kunak("register", "import", table, "--map", mapping, "--source", source)
    assert again.code == 1
    assert "imported before" in again.err


def test_one_wrong_cell_is_named_and_no_row_is_entered(kunak: Run, source: str, tmp_path: Path) -> None:
    table, mapping = mapped(tmp_path, LIST.replace(";17;", ";-17;"))
    ran = kunak("register", "import", table, "--map", mapping, "--source", source)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "list.csv, line 3, column Age: Give a whole number" in ran.err
    assert incidents(kunak) == []


def test_what_cannot_be_written_did_not_leave(kunak: Run, source: str, tmp_path: Path) -> None:
    """The harm: the list of what left the vault names a file that nobody ever had."""
    table, mapping = mapped(tmp_path)
    kunak("register", "import", table, "--map", mapping, "--source", source)
    there, nowhere = tmp_path / "there.csv", tmp_path / "nowhere" / "x.csv"
    there.touch()
    for command, option in (("extract", "--out"), ("report", "--pdf")):
        for path, code, says in ((there, 1, "there.csv is there already"), (nowhere, 2, "There is no folder nowhere")):
            ran = kunak("register", command, option, path)
            assert (ran.code, ran.err.count("\n")) == (code, 1)
            assert says in ran.err
            assert f"another file with {option}." in ran.err
    assert kunak("register", "taken", "--json").document["taken"] == []


def test_an_extract_names_nobody_in_either_form(kunak: Run, source: str, tmp_path: Path) -> None:
    table, mapping = mapped(tmp_path)
    kunak("register", "import", table, "--map", mapping, "--source", source)
    for name in ("victims.csv", "victims.parquet"):
        ran = kunak("register", "extract", "--out", tmp_path / name, "--json")
        assert (ran.document["unit"], ran.document["rows"]) == ("victims", 2)
        assert kunak("register", "extract", "--out", tmp_path / name).code == 1
    with (tmp_path / "victims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["year"], row["age"]) for row in rows) == [("2014", "14-17"), ("2014", "18-24")]
    told = parquet.read_table(tmp_path / "victims.parquet")
    assert told.num_rows == 2
    assert json.loads(told.schema.metadata[b"kunak"])["unit"] == "victims"
    for name in ("victims.csv", "victims.parquet"):
        assert "Савира".encode() not in (tmp_path / name).read_bytes()
    assert kunak("register", "extract", "--out", tmp_path / "x.txt").code == 2
    assert kunak("register", "extract", "--out", tmp_path / "x.csv", "--unit", "cases").code == 2


def test_words_are_coded_agreement_told_and_differences_decided(kunak: Run, source: str) -> None:
    entered = kunak("register", "add", "date=2014", "act=killing", "--source", source, "--json")
    number = entered.document["number"]
    assert kunak("register", "code", number, "motive=honour", "act=killing").code == 0
    assert kunak("register", "code", number, "date=2014").code == 1
    fields = kunak("register", "agreement", "--json").document["fields"]
    assert [(each["field"], each["units"], each["alpha"]) for each in fields] == [("motive", 0, None), ("act", 0, None)]
    assert "cannot be said" in kunak("register", "agreement").out
    assert kunak("register", "agreement", "--confirm").code == 1
    assert kunak("register", "decide", number, "motive=feud", "--reason", "the verdict says so").code == 0
    (incident, _) = kunak("register", "show", number, "--json").document["things"]
    motive = incident["fields"]["motive"]
    assert (motive["value"], motive["standing"], motive["coded"]) == ("feud", "decided", {"Ada": "honour"})
    assert motive["decided"] == [{"value": "feud", "reason": "the verdict says so", "by": "Ada"}]


def test_a_report_counts_one_unit_and_hides_small_numbers(kunak: Run, source: str, tmp_path: Path) -> None:
    table, mapping = mapped(tmp_path)
    kunak("register", "import", table, "--map", mapping, "--source", source)
    hidden = kunak("register", "report", "--json").document
    assert (hidden["unit"], hidden["total"], hidden["exact"]) == ("victims", None, False)
    exact = kunak("register", "report", "--exact", "--json").document
    assert (exact["total"], exact["first"], exact["last"]) == (2, 2014, 2014)
    paper = tmp_path / "report.pdf"
    assert "·" in kunak("register", "report", "--pdf", paper, "--language", "ru").out
    assert paper.read_bytes().startswith(b"%PDF-")
    assert kunak("register", "report", "--pdf", paper).code == 1
    assert kunak("register", "report", "--pdf", paper, "--language", "de").code == 2
    (entry, *_) = kunak("register", "taken", "--json").document["taken"]
    assert (entry["what"], entry["unit"]) == ("report", "victims")
    assert sha256(paper.read_bytes()).hexdigest() in kunak("register", "taken").out
    assert kunak("register", "report", "--unit", "cases").code == 2


def test_an_incident_is_destroyed_and_the_report_says_that_one_was(kunak: Run, source: str) -> None:
    for name in ("Nerisa", "Savira"):
        kunak("register", "add", "date=2014", f"victim.given={name}", "--source", source)
    number = incidents(kunak)[0]["number"]
    assert kunak("shred", "--incident", number).code == 2
    assert kunak("shred", "azure-heron", "--incident", number, "--yes").code == 2
    assert kunak("shred", "--incident", "00000000", "--yes").code == 2
    done = kunak("shred", "--incident", number, "--yes", "--json").document
    (order,) = done["orders"]
    assert (order["of"], len(order["done"]), order["missing"], done["missing_signatures"]) == ("incident", 1, [], 0)
    assert "An incident of" in kunak("shred").out
    assert number not in {each["number"] for each in incidents(kunak)}
    found = kunak("register", "report", "--exact", "--json").document
    assert (found["total"], found["note"]["destroyed"]) == (1, 1)
    assert kunak("register", "show", number).code == 2


def test_a_report_estimates_what_was_not_recorded(kunak: Run, home: Path, tmp_path: Path) -> None:
    assert kunak("register", "report", "--json").document["unrecorded"] is None
    with wiring.opened(home, PASSPHRASE) as vault:
        fill(vault.space)
    made = kunak("register", "report", "--estimate", "--seed", "3", "--exact", "--json").document["unrecorded"]
    assert (made["seed"], made["people"], made["changed"], made["withheld"]) == (3, 24, False, False)
    chao = made["lines"][0]["figures"][0]
    assert (chao["median"], chao["low"], chao["high"]) == (38, 26, 72)
    assert [each["people"] for each in made["lists"]] == [13, 11, 10]
    told = kunak("register", "report", "--pdf", tmp_path / "report.pdf").out
    assert "chao          as decided     40 (24 to 80)" in told
    assert "with the seed 3, from 3 lists" in told
    assert kunak("register", "report", "--estimate", "--unit", "acts").code == 2
    assert kunak("register", "report", "--estimate", "--seed", "-1").code == 2


def told_twice(kunak: Run) -> None:
    """Enter one woman as two lists tell of her, in two scripts, and another."""
    people = {
        "Ferry": ["victim.given=Амина", "victim.family=Магомадова", "victim.born=1990-02-03"],
        "Weekly": ["victim.given=Amina", "victim.family=Magomadova", "victim.age=24"],
        "Courts": ["victim.given=Хава", "victim.family=Исаева", "victim.age=31"],
    }
    for label, said in people.items():
        number = kunak("register", "source", "--label", label, "--sort", "list", "--json").document["number"]
        kunak("register", "add", *said, "date=2014-03", "victim.fate=killed", "act=killing", "--source", number)


def test_the_registers_own_victims_are_linked_and_estimated(kunak: Run, tmp_path: Path) -> None:
    told_twice(kunak)
    linked = kunak("register", "link", "--json").document
    assert sorted(map(len, linked["clusters"])) == [1, 2]
    (pair,) = linked["pairs"]
    assert set(pair) == {"a", "b", "probability"}
    out = tmp_path / "histories.csv"
    assert kunak("register", "link", "--register", "--histories", out, "--draws", "2").code == 0
    assert out.read_text().splitlines()[0] == "linkage,Courts,Ferry,Weekly,count"
    estimated = kunak("register", "estimate", "--register", "--method", "chao", "--json")
    assert (estimated.code, estimated.document["observed"]) == (1, 3)
    by_year = kunak("register", "estimate", "--register", "--method", "chao", "--strata", "year", "--json")
    assert list(by_year.document["strata"]) == ["2014"]


def test_files_and_the_register_are_not_linked_together(kunak: Run, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("id,given\n1,Amina\n", encoding="utf-8")
    for arguments in (
        ("link", table, "--register"),
        ("link", "--decisions", table),
        ("link", "--register", "--map", table),
        ("estimate", "--method", "chao"),
        ("estimate", table, "--register", "--method", "chao"),
        ("estimate", "--register", "--method", "chao", "--strata", "colour"),
    ):
        assert kunak("register", *arguments).code == 2, arguments


def test_a_register_of_nobody_is_neither_linked_nor_estimated(kunak: Run) -> None:
    assert "fewer than two" in kunak("register", "link").err
    assert "nobody to estimate" in kunak("register", "estimate", "--register", "--method", "all").err


def test_a_source_says_which_list_it_belongs_to(kunak: Run) -> None:
    said = ["--label", "issue 7", "--sort", "press", "--list", "Valley weekly"]
    number = kunak("register", "source", *said, "--json").document["number"]
    kunak("register", "source", number, "--published", "2014")
    (listed,) = kunak("register", "sources", "--json").document["sources"]
    assert (listed["list"], listed["published"]) == ("Valley weekly", "2014")
