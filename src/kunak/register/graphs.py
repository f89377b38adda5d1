"""Which decomposable graphs there are over some lists, each as what it adds to a likelihood.

A graph joins lists that may know of one another. It is decomposable where every circle of four lists and more has a
shortcut; then its likelihood is that of its cliques, divided by that of the separators between them.
"""

from functools import cache
from itertools import combinations
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

MOST_LISTS: Final = 6
"""18,154 graphs; for seven lists there are 617,675."""


class Graph(msgspec.Struct, frozen=True):
    """A decomposable graph: its cliques, and its separators as often as they separate. Lists as bits."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]


@cache
def decomposable(lists: int) -> tuple[Graph, ...]:
    """Return every decomposable graph of so many lists but the complete one: it says nothing of people on no list."""
    pairs = list(combinations(range(lists), 2))
    graphs = []
    for chosen in range(2 ** len(pairs) - 1):
        near = [0] * lists
        for index, (i, j) in enumerate(pairs):
            if chosen >> index & 1:
                near[i] |= 1 << j
                near[j] |= 1 << i
        graph = _decomposed(near)
        if graph is not None:
            graphs.append(graph)
    return tuple(graphs)


def _decomposed(near: list[int]) -> Graph | None:
    """Take away one list after the other whose neighbours all know each other; None where none is left to take.

    What is taken with its neighbours is a clique, unless one that holds it was taken before; the neighbours separate it
    from the rest. Source: Rose (1970), perfect elimination; Lauritzen (1996), section 2.1.
    """
    left = (1 << len(near)) - 1
    cliques: list[int] = []
    separators: list[int] = []
    while left:
        simplicial = next((v for v in _bits(left) if _is_clique(near, near[v] & left)), None)
        if simplicial is None:
            return None
        around = near[simplicial] & left
        clique = around | 1 << simplicial
        left ^= 1 << simplicial
        # A set within an earlier clique is none of its own, and the step separated nothing.
        if any(clique & earlier == clique for earlier in cliques):
            separators.remove(clique)
        else:
            cliques.append(clique)
        if left:
            separators.append(around)
    return Graph(tuple(cliques), tuple(separators))


def _bits(lists: int) -> list[int]:
    return [j for j in range(lists.bit_length()) if lists >> j & 1]


def _is_clique(near: list[int], lists: int) -> bool:
    return all(lists & ~near[j] == 1 << j for j in _bits(lists))


def coefficients(graphs: tuple[Graph, ...], lists: int) -> NDArray[np.float64]:
    """Return how often each set of lists counts in each graph: cliques for, separators against; shape (graphs, 2^K)."""
    table = np.zeros((len(graphs), 2**lists))
    for row, graph in enumerate(graphs):
        for clique in graph.cliques:
            table[row, clique] += 1
        for separator in graph.separators:
            table[row, separator] -= 1
    table[:, 0] = 0.0
    return table
