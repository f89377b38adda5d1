"""``kunak register compare``, ``persons`` and ``incidents`` as they are typed."""

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


def test_which_incidents_are_one_is_asked_decided_listed_counted_and_taken_back(kunak: Run) -> None:
    told_twice(kunak)
    (pair,) = kunak("register", "link", "--json").document["pairs"]
    document = kunak("register", "incidents", "--json").document
    assert document.pop("told_twice") == {"perpetrators": [], "acts": [], "verdicts": []}
    assert document == {"incidents": [], "contradictions": [], "decisions": [], "waiting": []}
    kunak("register", "compare", pair["a"], pair["b"], "--verdict", "same")
    (waiting,) = kunak("register", "incidents", "--json").document["waiting"]
    assert {f"{each}.1" for each in waiting} == {pair["a"], pair["b"]}
    assert "the same incident? " in kunak("register", "incidents").out
    decide = ("register", "compare", *waiting, "--unit", "incidents")
    assert kunak("register", "compare", pair["a"], pair["b"], "--unit", "incidents", "--verdict", "same").code == 0
    assert kunak(*decide, "--verdict", "undone").code == 0
    assert (
        kunak("register", "compare", waiting[0], f"{waiting[1]}.2", "--unit", "incidents", "--verdict", "same").code
        == 2
    )
    assert kunak(*decide, "--verdict", "same", "--reason", "one village, one day").code == 0
    assert kunak("register", "report", "--unit", "incidents", "--exact", "--json").document["total"] == 2
    assert "2 incidents with 2 victims" in kunak("register", "list").out
    document = kunak("register", "incidents", "--json").document
    assert [set(each) for each in document["incidents"]] == [set(waiting)]
    assert [each["reasons"] for each in document["decisions"]] == [["one village, one day"]]
    assert document["waiting"] == []
    acts = [f"{each}.1" for each in document["incidents"][0]]
    assert [set(each) for each in document["told_twice"]["acts"]] == [set(acts)]
    assert kunak("register", "compare", *acts, "--unit", "acts", "--verdict", "different").code == 0
    assert kunak("register", "report", "--unit", "acts", "--exact", "--json").document["total"] == 3
    assert "one incident: " in kunak("register", "incidents").out
    assert len(kunak("register", "persons", "--json").document["decisions"]) == 1
    assert kunak(*decide, "--verdict", "undone").code == 0
    assert kunak("register", "incidents", "--json").document["incidents"] == []
