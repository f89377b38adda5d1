"""The kernels against the slow twin: equal fronts, always."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import chance
from tests.oracles import journeys as twin
from tests.oracles.timetables import Route
from tests.routes.building import built, pursuers_json

from kunak.routes import kernels, pursuers, search
from kunak.routes.arrays import Timetable as Built
from kunak.routes.journey import Journey, Kind
from kunak.routes.kernels import INF
from kunak.routes.pursuers import presence, read_pursuers

SEEDS = st.integers(0, 2**40)
QUESTIONS = 12
"""Asked of each timetable."""


def found(journeys: tuple[Journey, ...]) -> list[twin.Found]:
    """Say of journeys what the twin says of its own."""
    return sorted(
        twin.Found(
            each.arrival,
            each.rides,
            each.recorded,
            twin.INF if each.lead is None else each.lead,
            twin.INF if each.cost is None else each.cost,
            each.departure,
        )
        for each in journeys
    )


def ask(timetable: Built, question: twin.Question) -> tuple[Journey, ...]:
    """Put the twin's question to the product."""
    asked = search.Question(
        timetable.stop_numbers[question.origin],
        timetable.stop_numbers[question.destination],
        question.depart,
        None if question.min_lead == -twin.INF else int(question.min_lead),
        question.documents,
        question.people,
    )
    return search.front(timetable, asked, presence(timetable, read_pursuers(pursuers_json(question))))


@settings(max_examples=100)
@given(SEEDS)
def test_the_search_finds_the_front_of_the_slow_twin(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    timetable = built(table)
    for _ in range(QUESTIONS):
        question = chance.question(random, table)
        assert found(ask(timetable, question)) == twin.front(table, question), question


@settings(max_examples=100)
@given(SEEDS)
def test_where_nobody_looks_and_all_rides_are_alike_it_is_the_front_of_the_slow_twin_too(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    table.drives.clear()
    table.routes = {route: Route(route) for route in table.routes}
    timetable = built(table)
    for _ in range(QUESTIONS):
        question = replace(chance.question(random, table), groups=(), min_lead=-twin.INF)
        asked = search.Question(
            timetable.stop_numbers[question.origin], timetable.stop_numbers[question.destination], question.depart
        )
        assert found(search.front(timetable, asked)) == twin.front(table, question), question


@settings(max_examples=30)
@given(SEEDS)
def test_little_room_changes_nothing(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    if seed % 2:
        table.drives.clear()
        table.routes = {route: Route(route) for route in table.routes}
    timetable = built(table)
    questions = [chance.question(random, table) for _ in range(QUESTIONS)]

    def answers() -> list[object]:
        return [
            (ask(timetable, each), search.front(timetable, asked), search.window(timetable, asked, 1800))
            for each in questions
            for asked in [
                search.Question(
                    timetable.stop_numbers[each.origin], timetable.stop_numbers[each.destination], each.depart
                )
            ]
        ]

    expected = answers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "FIRST_ROUNDS", 1)
        patch.setattr(search, "FIRST_ROOM", 1)
        patch.setattr(pursuers, "ROUNDS", 1)
        assert answers() == expected


@settings(max_examples=30)
@given(SEEDS)
def test_pursuers_are_as_early_as_the_slow_twin_says(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    timetable = built(table)
    for _ in range(QUESTIONS):
        question = chance.question(random, table)
        there = presence(timetable, read_pursuers(pursuers_json(question)))
        expected = twin.presence(table, question.groups)
        for stop, when in expected.items():
            own = INF if there is None else there[timetable.stop_numbers[stop]]
            assert own == (INF if when == twin.INF else when), (stop, question)


@settings(max_examples=25)
@given(SEEDS)
def test_a_window_holds_the_front_of_every_departure_in_it(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    timetable = built(table)
    question = chance.question(random, table)
    there = presence(timetable, read_pursuers(pursuers_json(question)))
    asked = search.Question(
        timetable.stop_numbers[question.origin], timetable.stop_numbers[question.destination], question.depart
    )
    seconds = 5400
    window = {(each.departure, search.judged(each)) for each in search.window(timetable, asked, seconds, there)}
    expected = {
        (each.departure, search.judged(each))
        for depart in range(asked.depart, asked.depart + seconds + 1, 60)
        for each in search.front(timetable, replace(asked, depart=depart), there)
        if each.departure <= asked.depart + seconds and each.rides
    }
    rides = {each for each in window if each[1][1]}
    assert expected <= rides
    assert all(departure <= asked.depart + seconds for departure, _ in rides)


@settings(max_examples=60)
@given(SEEDS)
def test_where_all_rides_are_alike_a_window_is_the_fronts_of_its_departures(seed: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    table.drives.clear()
    table.routes = {route: Route(route) for route in table.routes}
    timetable = built(table)
    question = chance.question(random, table)
    asked = search.Question(
        timetable.stop_numbers[question.origin],
        timetable.stop_numbers[question.destination],
        question.depart,
    )
    last = asked.depart + 5400
    window = {(each.departure, search.judged(each)) for each in search.window(timetable, asked, 5400) if each.rides}
    minutes = {*range(asked.depart, last + 1, 60), *(departure for departure, _ in window)}
    fronts = [search.front(timetable, replace(asked, depart=depart)) for depart in minutes]
    found = {(each.departure, search.judged(each)) for front in fronts for each in front if each.rides}
    assert window == {(departure, judged) for departure, judged in found if departure <= last}


@settings(max_examples=60)
@given(SEEDS, st.sampled_from([600, 1800, 5400]))
def test_nobody_boards_after_the_horizon(seed: int, horizon: int) -> None:
    random = Random(seed)
    table = chance.timetable(random)
    timetable = built(table)
    for _ in range(QUESTIONS):
        question = chance.question(random, table)
        asked = search.Question(
            timetable.stop_numbers[question.origin],
            timetable.stop_numbers[question.destination],
            question.depart,
            horizon=horizon,
        )
        journeys = search.front(timetable, asked, presence(timetable, read_pursuers(pursuers_json(question))))
        rides = [leg for each in journeys for leg in each.legs if leg.kind is Kind.RIDE]
        assert all(leg.departure <= asked.depart + horizon for leg in rides)


def test_what_was_prepared_is_not_compiled_again() -> None:
    timetable = built(chance.timetable(Random(1)))
    steps: list[tuple[int, int]] = []
    search.prepare(timetable, progress=lambda done, steps_in_all: steps.append((done, steps_in_all)))
    assert steps[0] == (0, 4)
    assert steps[-1] == (4, 4)
    compiled = (kernels.reached, kernels.full, kernels.quick, kernels.within)
    known = [len(each.signatures) for each in compiled]
    table = chance.timetable(Random(2))
    table.drives.clear()
    table.routes = {route: Route(route) for route in table.routes}
    simple = built(table)
    asked = search.Question(0, 1, 0)
    for each in (timetable, simple):
        search.front(each, asked)
        search.window(each, asked, 600)
        pursuers.presence(each, read_pursuers(pursuers_json(chance.question(Random(3), table))))
    assert [len(each.signatures) for each in compiled] == known
