"""How many models there are is known; each of them is hierarchical."""

from itertools import combinations

import pytest

from kunak.register.models import facets, generators, hierarchical, neighbours, packed, terms_of


@pytest.mark.parametrize(("lists", "models"), [(2, 1), (3, 8), (4, 113), (5, 6893)])
def test_there_are_as_many_models_as_were_counted(lists: int, models: int) -> None:
    assert len(set(hierarchical(lists))) == models


def test_a_model_has_every_term_within_its_terms() -> None:
    for model in hierarchical(4):
        within = {
            inner for term in model for inner in range(3, term) if inner & term == inner and inner.bit_count() > 1
        }
        assert within <= model


def test_neighbours_are_the_models_that_differ_by_one_term() -> None:
    every = hierarchical(4)
    for model in every:
        expected = {other for other in every if len(model ^ other) == 1}
        assert set(neighbours(model, 4)) == expected


def test_a_model_is_named_by_its_largest_terms() -> None:
    assert generators(frozenset({3, 5, 6, 7}), 4) == [7, 8]
    assert generators(frozenset(), 3) == [1, 2, 4]


def test_facets_have_one_list_less() -> None:
    assert facets(0b1011) == {0b0011, 0b1001, 0b1010}
    assert facets(0b11) == set()


def test_models_are_packed_one_after_the_other() -> None:
    models = [frozenset[int](), frozenset({3})]
    starts, terms = packed(models, 3)
    assert [terms[a:b].tolist() for a, b in combinations(starts.tolist(), 2) if b != starts[-1] or a] == [
        terms_of(model, 3) for model in models
    ]
