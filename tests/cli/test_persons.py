"""``kunak register compare`` and ``persons`` as they are typed."""

from tests.cli.conftest import Run
from tests.cli.test_incidents import told_twice


def test_who_is_one_person_is_decided_listed_counted_and_taken_back(kunak: Run) -> None:
    told_twice(kunak)
    (pair,) = kunak("register", "link", "--json").document["pairs"]
    decide = ("register", "compare", pair["a"], pair["b"])
    assert kunak(*decide, "--verdict", "perhaps").code == 2
    assert kunak("register", "compare", pair["a"], "00000000", "--verdict", "same").code == 2
    assert kunak("register", "compare", pair["a"], pair["a"], "--verdict", "same").code == 1
    assert kunak(*decide, "--verdict", "same", "--reason", "her aunt told both").code == 0
    assert kunak("register", "report", "--exact", "--json").document["total"] == 2
    assert "3 incidents with 2 victims" in kunak("register", "list").out
    document = kunak("register", "persons", "--json").document
    assert [set(each) for each in document["persons"]] == [{pair["a"], pair["b"]}]
    assert [(each["verdicts"], each["reasons"]) for each in document["decisions"]] == [
        (["same"], ["her aunt told both"])
    ]
    assert "one person: " in kunak("register", "persons").out
    assert kunak(*decide, "--verdict", "undone").code == 0
    assert kunak("register", "persons", "--json").document == {"persons": [], "contradictions": [], "decisions": []}
