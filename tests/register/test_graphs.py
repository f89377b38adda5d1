"""Decomposable graphs: as many as were counted, and those alone."""

from itertools import combinations

import pytest
from tests.oracles.lists import is_chordal

from kunak.register.graphs import coefficients, decomposable


def edges(cliques: tuple[int, ...], lists: int) -> frozenset[frozenset[int]]:
    pairs = combinations(range(lists), 2)
    return frozenset(frozenset(pair) for pair in pairs if any(c >> pair[0] & c >> pair[1] & 1 for c in cliques))


@pytest.mark.parametrize(("lists", "graphs"), [(3, 8), (4, 61), (5, 822)])
def test_there_are_as_many_as_were_counted_and_the_complete_one_is_left_out(lists: int, graphs: int) -> None:
    assert len(decomposable(lists)) == graphs - 1
    assert all((1 << lists) - 1 not in graph.cliques for graph in decomposable(lists))


def test_they_are_the_graphs_without_long_circles() -> None:
    pairs = [frozenset(pair) for pair in combinations(range(4), 2)]
    every = [{pair for i, pair in enumerate(pairs) if chosen >> i & 1} for chosen in range(2 ** len(pairs) - 1)]
    expected = {frozenset(graph) for graph in every if is_chordal(graph, 4)}
    assert {edges(graph.cliques, 4) for graph in decomposable(4)} == expected


def test_every_list_and_every_edge_counts_once() -> None:
    """The sum of cliques less separators over any list, or any edge, is one: else a likelihood would count it twice."""
    for graph, row in zip(decomposable(5), coefficients(decomposable(5), 5), strict=True):
        for lists in range(1, 32):
            held = any(lists & clique == lists for clique in graph.cliques)
            assert sum(row[each] for each in range(32) if each & lists == lists) == (1 if held else 0)
