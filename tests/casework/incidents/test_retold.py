"""What two entries of one incident both tell: one to one, told apart by what is known, and decided by hand first."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.casework.facts import Event
from kunak.casework.incidents.events import Credibility, Entered, Stated
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import ordered
from kunak.casework.incidents.retold import APART, NOBODY, Known, retold
from kunak.casework.incidents.state import Incident, evolve
from kunak.testing.events import folded, told

PAPER = b"p" * 16


def at(number: int) -> bytes:
    return bytes([number]) * 16


def entry(number: int, *things: tuple[Sort, dict[str, str], Sequence[int]]) -> Incident:
    """An entry: things in their order, ids ``number`` times ten and on; what a thing joins, by place from 1."""
    said: list[Event] = [Entered(thing=at(10 * number), sort=Sort.INCIDENT)]
    for place, (sort, words, joins) in enumerate(things, start=1):
        mine = at(10 * number + place)
        said.append(Entered(thing=mine, sort=sort, joins=tuple(at(10 * number + each) for each in joins)))
        said += [
            Stated(thing=mine, field=name, value=value, source=PAPER, credibility=Credibility.POSSIBLE)
            for name, value in words.items()
        ]
    return folded(evolve, Incident(), told(*said))


def perpetrator(**words: str) -> tuple[Sort, dict[str, str], Sequence[int]]:
    return Sort.PERPETRATOR, words, ()


def act(word: str = "", *joins: int, **more: str) -> tuple[Sort, dict[str, str], Sequence[int]]:
    return Sort.ACT, {**({"act": word} if word else {}), **more}, joins


def verdict(*joins: int, **words: str) -> tuple[Sort, dict[str, str], Sequence[int]]:
    return Sort.VERDICT, words, joins


def count(sort: Sort, *entries: Incident, decided: Known = NOBODY, about: Known = NOBODY) -> int:
    return len(retold(entries, sort, decided=decided, about=about))


@pytest.mark.parametrize(
    ("sort", "one", "other", "counted"),
    [
        (Sort.PERPETRATOR, [perpetrator(sex="male", age="24")], [perpetrator(sex="male", age="25")], 1),
        (Sort.PERPETRATOR, [perpetrator(sex="male")], [perpetrator(given="Ruslan")], 1),
        (Sort.PERPETRATOR, [perpetrator(sex="male")], [perpetrator(sex="female")], 2),
        (Sort.PERPETRATOR, [perpetrator(office="police")], [perpetrator(office="none")], 2),
        (Sort.PERPETRATOR, [perpetrator(), perpetrator()], [perpetrator(sex="male")], 2),
        (Sort.ACT, [act("killing")], [act("killing")], 1),
        (Sort.ACT, [act("killing")], [act("abduction"), act("killing")], 2),
        (Sort.ACT, [act("killing")], [act(relation="brother")], 1),
        (Sort.ACT, [act("killing", relation="father")], [act("killing", relation="brother")], 1),
        (Sort.VERDICT, [verdict(outcome="convicted", decided="2014")], [verdict(decided="2014-03")], 1),
        (Sort.VERDICT, [verdict(outcome="convicted")], [verdict(outcome="pending")], 1),
        (Sort.VERDICT, [verdict(outcome="convicted")], [verdict(outcome="acquitted")], 2),
        (Sort.VERDICT, [verdict(decided="2014-03")], [verdict(decided="2014-04")], 2),
        (Sort.VERDICT, [verdict(months="96")], [verdict(months="90", article="105")], 2),
        (Sort.VERDICT, [verdict(article="105")], [verdict(article="ст. 105 УК")], 1),
    ],
)
def test_what_is_known_tells_two_apart(
    sort: Sort,
    one: list[tuple[Sort, dict[str, str], Sequence[int]]],
    other: list[tuple[Sort, dict[str, str], Sequence[int]]],
    counted: int,
) -> None:
    assert count(sort, entry(1, *one), entry(2, *other)) == counted
    assert count(sort, entry(2, *other), entry(1, *one)) == counted


def test_a_brother_and_a_father_are_two() -> None:
    def told_by(relation: str, number: int) -> Incident:
        return entry(number, perpetrator(sex="male"), act("killing", 1, relation=relation))

    assert count(Sort.PERPETRATOR, told_by("brother", 1), told_by("brother", 2)) == 1
    assert count(Sort.PERPETRATOR, told_by("brother", 1), told_by("father", 2)) == 2
    assert count(Sort.PERPETRATOR, told_by("brother", 1), told_by("not_known", 2)) == 1


def test_of_several_the_one_that_agrees_most_is_meant() -> None:
    one = entry(1, perpetrator(sex="male", age="50"), perpetrator(sex="male", age="24", office="police"))
    other = entry(2, perpetrator(sex="male", age="24"), perpetrator(office="none"))
    assert set(retold([one, other], Sort.PERPETRATOR, decided=NOBODY)) == {(at(12), at(21)), (at(11), at(22))}


def test_verdicts_on_two_men_are_two() -> None:
    one = entry(1, perpetrator(), verdict(1, outcome="convicted"))
    other = entry(2, perpetrator(), verdict(1, outcome="convicted"))
    same, apart = Known({at(11): at(11), at(21): at(11)}, frozenset()), NOBODY
    assert count(Sort.VERDICT, one, other, about=same) == 1
    assert count(Sort.VERDICT, one, other, about=apart) == 2


def test_killings_of_women_who_were_decided_to_be_two_are_two() -> None:
    one = entry(1, (Sort.VICTIM, {"sex": "female"}, ()), act("killing", 1))
    other = entry(2, (Sort.VICTIM, {"sex": "female"}, ()), act("killing", 1))
    assert count(Sort.ACT, one, other) == 1
    assert count(Sort.ACT, one, other, about=Known({}, frozenset({ordered(at(11), at(21))}))) == 2


def test_what_was_decided_comes_first() -> None:
    one, other = entry(1, perpetrator(sex="male")), entry(2, perpetrator(sex="female"))
    assert count(Sort.PERPETRATOR, one, other, decided=Known({at(11): at(11), at(21): at(11)}, frozenset())) == 1
    one, other = entry(1, perpetrator(sex="male")), entry(2, perpetrator(sex="male"))
    assert count(Sort.PERPETRATOR, one, other, decided=Known({}, frozenset({ordered(at(11), at(21))}))) == 2


WORDS = st.fixed_dictionaries(
    {}, optional={"sex": st.sampled_from(["male", "female"]), "office": st.sampled_from(["police", "none"])}
)


@given(st.lists(st.lists(WORDS, max_size=4), min_size=1, max_size=4))
def test_nothing_is_lost_and_of_one_entry_no_two_are_one(lists: list[list[dict[str, str]]]) -> None:
    entries = [entry(number, *(perpetrator(**each) for each in told)) for number, told in enumerate(lists, start=1)]
    groups = retold(entries, Sort.PERPETRATOR, decided=NOBODY)
    things = [thing.id for each in entries for thing in each.of_sort(Sort.PERPETRATOR)]
    assert sorted(each for group in groups for each in group) == sorted(things)
    for incident in entries:
        mine = {thing.id for thing in incident.of_sort(Sort.PERPETRATOR)}
        assert all(len(mine & set(group)) <= 1 for group in groups)
    assert len(groups) >= max(map(len, lists))


def test_every_field_that_tells_apart_is_one() -> None:
    assert set(APART) == {Sort.ACT, Sort.PERPETRATOR, Sort.VERDICT}
