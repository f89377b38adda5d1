from collections.abc import Iterable, Sequence

import msgspec
import pytest
from tests.oracles.invented_lists import EASY, HARD, ORDINARY, Habits, Lists, invent

from kunak.base.errors import BadInput
from kunak.register.estimation import estimate_linkages
from kunak.register.linkage import ALL_PAIRS, Decision, Linkage, groups_from, groups_of, histories_of, link, linkages
from kunak.register.records import ColumnMap, Record, read_records


def records(lists: Lists) -> list[Record]:
    tables = []
    for name, rows in lists.rows.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [(line, {column: row.get(column, "") for column in columns}) for line, row in enumerate(rows, 2)]
        tables.append((f"{name}.csv", columns, lines))
    return read_records(tables, ColumnMap({}))


def f1(clusters: Iterable[Sequence[str]], truth: set[tuple[str, str]]) -> float:
    found = {(a, b) for cluster in clusters for a in sorted(cluster) for b in sorted(cluster) if a < b}
    return 2 * len(found & truth) / (len(found) + len(truth))


def scored(people: int, seed: int, habits: Habits) -> float:
    lists = invent(people, seed, habits)
    return f1(link(records(lists)).clusters, lists.pairs())


@pytest.mark.parametrize(
    ("habits", "least"),
    [
        (EASY, 0.97),
        (ORDINARY, 0.93),
        (HARD, 0.80),
    ],
)
def test_people_of_three_lists_are_found_again(habits: Habits, least: float) -> None:
    assert scored(250, 21, habits) >= least


@pytest.mark.parametrize("without", [("patronymic",), ("place",), ("born",), ("sex", "died")])
def test_columns_may_be_missing_altogether(without: tuple[str, ...]) -> None:
    assert scored(150, 22, Habits(slips=0.03, siblings=0.06, without=without)) >= 0.85


PEOPLE = [
    Record("n1", "ngo", "амина", "ахмед", "магомадов", "f"),
    Record("n2", "ngo", "зарема", "иса", "юсупов", "f"),
    Record("p1", "press", "amina", "", "magomadov", "f"),
    Record("p2", "press", "luiza", "", "dzhabrailov", "f"),
]


def clusters(linked: Linkage) -> set[frozenset[str]]:
    return {frozenset(cluster) for cluster in linked.clusters}


def test_a_pair_says_why() -> None:
    linked = link(PEOPLE)
    assert frozenset({"n1", "p1"}) in clusters(linked)
    pair = linked.pairs[0]
    assert (pair.a, pair.b) == ("n1", "p1")
    assert {reason.comparison: reason.says for reason in pair.reasons}["given name"] == (
        "the same, or another spelling of it"
    )


def test_brothers_and_sisters_are_two_people() -> None:
    sisters = [
        Record("1", "a", "амина", "ахмед", "магомадов", "f"),
        Record("2", "b", "зарема", "ахмед", "магомадов", "f"),
        *PEOPLE[1:2],
    ]
    assert all(len(cluster) == 1 for cluster in link(sisters).clusters)


def test_decisions_hold() -> None:
    apart = link(PEOPLE, [Decision("p1", "n1", "different")])
    assert all(len(cluster) == 1 for cluster in apart.clusters)
    joined = link(PEOPLE, [Decision("n2", "p2", "same")])
    assert frozenset({"n2", "p2"}) in clusters(joined)
    assert next(pair for pair in joined.pairs if pair.decided).probability == 1.0


def test_unsure_is_kept_and_changes_nothing() -> None:
    unsure = link(PEOPLE, [Decision("n1", "p1", "unsure")])
    assert clusters(unsure) == clusters(link(PEOPLE))
    assert unsure.pairs[0].decided == "unsure"


@pytest.mark.parametrize(
    "decisions",
    [
        [Decision("n1", "nobody", "same")],
        [Decision("n1", "n1", "same")],
        [Decision("n1", "p1", "perhaps")],
        [Decision("n1", "n2", "same"), Decision("n2", "p1", "same"), Decision("n1", "p1", "different")],
    ],
)
def test_decisions_that_cannot_hold_are_refused(decisions: list[Decision]) -> None:
    with pytest.raises(BadInput, match=r"[Dd]ecision"):
        link(PEOPLE, decisions)


def test_one_record_is_one_person() -> None:
    assert link(PEOPLE[:1]).clusters == (("n1",),)


def test_the_same_lists_give_the_same_answer() -> None:
    lists = records(invent(60, 4))
    first, second = link(lists), link(lists)
    assert (first.clusters, first.pairs) == (second.clusters, second.pairs)


def test_doubt_of_the_linkage_goes_on_into_the_estimate() -> None:
    lists = invent(250, 23)
    linked = link(records(lists))
    drawn = linkages(linked, 20, seed=1)
    seen = [histories_of(linked.records, groups) for groups in drawn]
    assert {each.counts.sum() for each in seen} != {histories_of(linked.records, groups_of(linked)).counts.sum()}
    _, answer = estimate_linkages(seen, "loglinear", seed=1)
    assert answer.estimate is not None
    low, high = answer.estimate.interval
    assert low <= lists.people <= high


def test_drawn_linkages_of_hard_lists_hold_as_many_pairs_as_there_are() -> None:
    """Too few, and whoever was recorded twice counts as two."""
    drawn = true = 0.0
    for seed in (40, 44, 45):
        lists = invent(250, seed, HARD)
        each = linkages(link(records(lists)), 20, seed=1)
        drawn += sum(len(group) * (len(group) - 1) / 2 for groups in each for group in groups) / 20
        true += len(lists.pairs())
    assert drawn == pytest.approx(true, rel=0.03)


def test_many_records_are_found_by_what_they_share() -> None:
    lists = invent(2_900, 24)
    assert len(lists.truth) > ALL_PAIRS
    assert f1(link(records(lists)).clusters, lists.pairs()) >= 0.9


def test_records_of_which_nothing_is_known_are_no_pairs() -> None:
    linked = link([Record("1", "a", sex="f"), Record("2", "b", sex="f"), Record("3", "c")])
    assert linked.pairs == ()
    assert len(linked.clusters) == 3


def test_one_list_is_searched_for_who_is_on_it_twice() -> None:
    lists = invent(150, 25)
    together = [msgspec.structs.replace(each, source="all") for each in records(lists)]
    assert f1(link(together).clusters, lists.pairs()) >= 0.9


def test_the_more_probable_a_pair_has_to_be_the_fewer_records_are_joined() -> None:
    people = records(invent(80, 23, HARD))
    apart = Decision(people[0].id, people[1].id, "different")
    linked = link(people, [apart, Decision(people[2].id, people[3].id, "same")])
    counts = [len(groups_from(linked, least)) for least in (0.1, 0.5, 0.9, 0.999, 1 - 1e-12)]
    assert counts == sorted(counts)
    assert counts[-1] > counts[1]
    assert groups_from(linked, 0.5) == groups_of(linked)
    strictest = groups_from(linked, 1 - 1e-12)
    assert any({2, 3} <= set(group) for group in strictest)
    assert not any({0, 1} <= set(group) for group in groups_from(linked, 1e-9))
