"""Two implementations of one page, the second written apart (``spec/vectors/verify``), judge alike."""

import random
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.casework.members.history import HISTORIES

from kunak.casework.members.events import Seconded
from kunak.casework.roster import Rank

VECTORS = Path(__file__).parents[3] / "spec" / "vectors"


@pytest.fixture(scope="module")
def pages() -> Iterator[tuple[ModuleType, ModuleType]]:
    """Return who invents histories, and the second judge."""
    folders = [str(VECTORS), str(VECTORS / "verify")]
    sys.path[:0] = folders
    try:
        yield import_module("members_cases"), import_module("members")
    finally:
        for folder in folders:
            sys.path.remove(folder)


@settings(max_examples=HISTORIES, deadline=None)
@given(st.integers(8, 10**9))
def test_what_anybody_may_say_is_judged_alike(pages: tuple[ModuleType, ModuleType], seed: int) -> None:
    cases, second = pages
    case = cases.vector("", cases.by_chance(seed))
    assert second.state(case) == case["state"]


@settings(max_examples=HISTORIES, deadline=None)
@given(st.integers(0, 10**9))
def test_what_admins_decide_against_each_other_is_judged_alike(pages: tuple[ModuleType, ModuleType], seed: int) -> None:
    """By chance alone decisions seldom get their signatures; here they do, and what is cut was followed before."""
    cases, second = pages
    case = cases.vector("", quarrel(cases, seed))
    assert second.state(case) == case["state"]


def quarrel(cases: ModuleType, seed: int) -> Any:
    dice = random.Random(seed)
    group = cases.Group(dice.randrange(2, 5), threshold=dice.choice([2, 2, 3]))
    people = [*group.founders, group.newcomer("Zara", *group.founders, rank=dice.choice(list(Rank)))]
    people.append(group.second_laptop(dice.choice(people), *group.founders))
    for _ in range(dice.randrange(4, 12)):
        one, two = dice.sample(people, 2)
        past = set(dice.sample(sorted(one.seen), dice.randrange(1, len(one.seen) + 1))) if dice.random() < 0.2 else None
        of = group.says(one, cases.anything(dice, group, people, one), seen=past)
        if dice.random() < 0.7:
            group.meet(one, two)
            group.says(two, Seconded(of=of))
        if dice.random() < 0.3:
            group.meet(*dice.sample(people, 3 if len(people) > 3 else 2))
    if dice.random() < 0.2:
        group.forged[dice.choice(people).id] = dice.randrange(1, 6)
    return group
