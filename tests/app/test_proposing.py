"""The register's own victims, compared: what is proposed, in which order, and under what was decided before."""

import sys
from pathlib import Path

import pytest
from tests.app.test_matches import a_list, same, victim

from kunak.app import counting, linking, matches, naming, proposing
from kunak.app.matches import Place
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault
from kunak.casework.compartments import Subject
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import LinkDecided, Verdict
from kunak.testing.group import InventedGroup

AMINA = {
    "victim.given": "Амина",
    "victim.patronymic": "Ахмедовна",
    "victim.family": "Магомадова",
    "victim.born": "1990-02-03",
    "victim.fate": "killed",
    "date": "2014-03-05",
    "settlement": "Kelduin",
}
IN_LATIN = {
    "victim.given": "Amina",
    "victim.family": "Magomadova",
    "victim.age": "24",
    "victim.fate": "killed",
    "date": "2014-03",
}
HAVA = {
    "victim.given": "Хава",
    "victim.family": "Исаева",
    "victim.born": "1985",
    "victim.fate": "killed",
    "date": "2012",
}
ZAREMA = {"victim.given": "Zarema", "victim.family": "Yusupova", "victim.born": "1991-06-07", "date": "2016-01-02"}


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def people(space: Workspace) -> tuple[Place, Place, Place, Place]:
    """Enter four victims of two lists, the first two of whom are one person."""
    ferry, weekly = a_list(space, "Ferry"), a_list(space, "Weekly")
    amina, latin, hava, zarema = (
        victim(space, source, **said)
        for source, said in ((ferry, AMINA), (weekly, IN_LATIN), (ferry, HAVA), (weekly, ZAREMA))
    )
    return amina, latin, hava, zarema


def named(space: Workspace, *places: Place) -> list[str]:
    of = {entry.thing.id: naming.name(entry) for entry in matches.entries(space, Sort.VICTIM)}
    return [of[each.thing] for each in places]


def test_one_person_in_two_scripts_is_proposed_and_nobody_else(group: InventedGroup) -> None:
    space = group.space
    amina, latin, *_ = people(space)
    found = proposing.compare(space)
    (pair,) = proposing.waiting(found, matches.groups(space))
    assert {pair.a, pair.b} == set(named(space, amina, latin))
    assert pair.probability > 0.9
    assert sorted(map(len, found.linkage.clusters)) == [1, 1, 2]
    assert {reason.comparison for reason in pair.reasons} >= {"given name", "family and father's name", "death"}


def test_what_was_decided_is_not_asked_again_and_holds_in_the_answer(group: InventedGroup) -> None:
    space = group.space
    amina, latin, hava, _ = people(space)
    found = proposing.compare(space)
    for verdict, clusters in ((Verdict.DIFFERENT, 4), (Verdict.UNSURE, 3), (Verdict.SAME, 3)):
        matches.decide(space, amina, latin, verdict)
        known = matches.groups(space)
        assert proposing.waiting(found, known) == []
        again = proposing.regrouped(found, known)
        anew = proposing.compare(space)
        assert again.linkage.clusters == anew.linkage.clusters
        assert [(each.a, each.b, each.decided) for each in again.linkage.pairs] == [
            (each.a, each.b, each.decided) for each in anew.linkage.pairs
        ]
        assert len(again.linkage.clusters) == clusters
    matches.decide(space, amina, hava, Verdict.SAME)
    assert len(proposing.regrouped(found, matches.groups(space)).linkage.clusters) == 2
    matches.decide(space, amina, latin, Verdict.UNDONE)
    (pair,) = proposing.waiting(found, matches.groups(space))
    assert {pair.a, pair.b} == set(named(space, amina, latin))


def test_of_people_joined_already_one_pair_is_asked(group: InventedGroup) -> None:
    space = group.space
    amina, latin, *_ = people(space)
    third = victim(space, a_list(space, "Courts"), **AMINA)
    same(space, amina, latin)
    waiting = proposing.waiting(proposing.compare(space), matches.groups(space))
    assert len(waiting) == 1
    assert named(space, third)[0] in {waiting[0].a, waiting[0].b}


def test_laptops_that_contradict_each_other_stop_no_comparison(group: InventedGroup) -> None:
    space = group.space
    a, b, c, _ = people(space)
    same(space, a, b, c)
    first, second = links.ordered(a.thing, c.thing)
    said = LinkDecided(first=first, second=second, verdict=Verdict.DIFFERENT, mark=b"m" * 16)
    space.write(a.subject, Subject.INCIDENT, (said,))
    assert len(matches.groups(space).contradictions) == 1
    found = proposing.compare(space)
    assert [each.decision for each in found.linkage.decisions] == ["different"]


def test_records_hold_what_counts_and_no_more(group: InventedGroup) -> None:
    space = group.space
    people(space)
    records = {record.given: record for record in proposing.compare(space).linkage.records}
    assert str(records["амина"].died) == "2014-03-05"
    assert records["амина"].sex == "f"
    assert records["амина"].place.settlement == "kelduin"
    assert records["амина"].place.region == "halvora"
    assert records["амина"].source == "Ferry"
    assert records["zarema"].died is None
    assert records["zarema"].age is None


@pytest.mark.parametrize(
    ("said", "dead"),
    [
        ({"victim.fate": "killed"}, True),
        ({"victim.fate": "unharmed", "act": "killing"}, False),
        ({"act": "killing"}, True),
        ({"act": "beating"}, False),
        ({}, False),
    ],
)
def test_a_date_is_that_of_a_death_only_where_somebody_died(
    group: InventedGroup, said: dict[str, str], dead: bool
) -> None:
    space = group.space
    victim(space, a_list(space, "Ferry"), **said)
    (entry,) = matches.entries(space, Sort.VICTIM)
    assert proposing.is_dead(entry) is dead


def test_who_is_said_to_be_born_after_death_stops_no_comparison(group: InventedGroup) -> None:
    space = group.space
    victim(space, a_list(space, "Ferry"), **{**AMINA, "victim.born": "2020"})
    victim(space, a_list(space, "Weekly"), **{**HAVA, "victim.born": "", "victim.age": "30"})
    victim(space, a_list(space, "Courts"), **{"victim.given": "Zarema", "victim.age": "30", "victim.fate": "injured"})
    found = {record.given: record for record in proposing.compare(space).linkage.records}
    assert found["амина"].born is None
    assert str(found["zarema"].born) == "1983-01-03–1984-12-31"


def test_fewer_than_two_are_not_compared(group: InventedGroup) -> None:
    victim(group.space, a_list(group.space, "Ferry"))
    with pytest.raises(BadInput, match="fewer than two"):
        proposing.compare(group.space)


def test_the_lists_of_a_group_are_those_of_all_its_entries(group: InventedGroup, tmp_path: Path) -> None:
    space = group.space
    people(space)
    found = proposing.compare(space)
    out = tmp_path / "histories.csv"
    linking.write_histories(
        found.linkage, out, draws=0, seed=0, counted=lambda groups: proposing.histories(found, groups)
    )
    assert out.read_text() == "Ferry,Weekly,count\n1,0,1\n0,1,1\n1,1,1\n"


def test_the_comparison_writes_nothing_to_any_disk(
    group: InventedGroup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harm: names lie in a folder for temporary files."""
    monkeypatch.chdir(tmp_path)
    people(group.space)
    proposing.compare(group.space)
    assert list(tmp_path.iterdir()) == []


def test_the_register_is_estimated_from_its_own_lists(group: InventedGroup) -> None:
    space = group.space
    with pytest.raises(BadInput, match="nobody to estimate"):
        counting.estimate_register(space, method="chao", seed=0, level=0.95)
    people(space)
    (answer,) = counting.estimate_register(space, method="chao", seed=0, level=0.95)
    assert (answer.answer.observed, answer.answer.estimate) == (4, None)
    (answer,) = counting.estimate_register(space, method="chao", seed=0, level=0.95, strata="year")
    assert set(answer.strata) == {"2012", "2014", "2016"}
    with pytest.raises(BadInput, match="region, year"):
        counting.estimate_register(space, method="chao", seed=0, level=0.95, strata="colour")


def test_where_the_engine_is_missing_one_sentence_says_so(
    group: InventedGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(group.space)
    monkeypatch.delitem(sys.modules, "kunak.register.linkage", raising=False)
    monkeypatch.setitem(sys.modules, "splink", None)
    monkeypatch.delattr("kunak.register.linkage", raising=False)
    with pytest.raises(Fault, match="splink, which is not installed"):
        proposing.compare(group.space)


def test_incidents_that_begin_with_the_same_digits_are_different_records(
    group: InventedGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(group.space)
    whole = naming.name
    monkeypatch.setattr(proposing, "name", lambda entry, **digits: whole(entry, **digits) if digits else "3f2a91bc.1")
    assert len(proposing.compare(group.space).linkage.records) == 4
