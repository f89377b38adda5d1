"""Averaging over decomposable graphs: every pattern of dependence between lists, weighted by how well it explains them.

Exact: no sampling, only a sum over graphs and over the number of people on no list, up to a bound that is
stated. Where the posterior is piled up at the bound, the bound made the answer, and there is none.
Specified in ``docs/methods/mse.md``.
"""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from kunak.base.words import phrase
from kunak.register.answers import CannotBeEstimated, Estimate, Found, Said
from kunak.register.graphs import MOST_LISTS, Graph, coefficients, decomposable
from kunak.register.histories import Histories

Floats = NDArray[np.float64]

BOUND: Final = 100
"""People on no list for each that was seen: the prior knows no more."""
EDGE: Final = 0.9
"""Part of the bound from which the posterior counts as piled up at it."""
PILED_UP: Final = 0.01
"""Probability beyond the edge from which there is no answer."""
_COARSE: Final = 1_500
_FINE: Final = 200_000
"""Places of the grids. Up to the second number of people on no list, the fine grid is every whole number."""
_SLICE: Final = 2**22
"""Places of the table of graphs by numbers that are held at once: 32 MB."""
_NEGLIGIBLE: Final = 1e-10
_DRAWS: Final = 4_000
NEAR: Final = float(np.exp(-1))
"""Probability, against the best graph, from which another is tied: 2 BIC, as for log-linear models."""
TWOFOLD: Final = 2.0
WORTH_SAYING: Final = 1.25
"""Ratio of the answers of tied graphs from which they are named in a warning."""


class Posterior(msgspec.Struct, frozen=True, eq=False):
    """What is believed of the number of people on no list.

    Attributes:
        unseen: Places of the grid.
        chance: Probability of each place, together with the whole numbers it stands for.
        graphs: Graphs that matter.
        weights: Their probabilities.
        means: People on no list under each.
    """

    unseen: Floats
    chance: Floats
    graphs: tuple[Graph, ...]
    weights: Floats
    means: Floats


def average(histories: Histories, *, level: float, delta: float | None = None, bound: int = BOUND) -> Found:
    """Estimate by averaging over graphs.

    Args:
        histories: Three to six lists.
        level: Probability of the interval.
        delta: Hyper-Dirichlet weight of each history; 2^-K where not given.
        bound: People on no list for each one seen that the prior allows.

    Raises:
        CannotBeEstimated: There are too many lists, the posterior is piled up at the bound, or tied graphs differ more
            than twofold: their average would lie where neither of them does.
    """
    if histories.lists > MOST_LISTS:
        raise CannotBeEstimated(
            phrase("This method looks at every decomposable graph and takes at most %(most)d lists, not %(lists)d."),
            most=MOST_LISTS,
            lists=histories.lists,
        )
    delta = 2.0**-histories.lists if delta is None else delta
    most = bound * histories.observed
    found = posterior(histories, most=most, delta=delta)
    beyond = float(found.chance[found.unseen > EDGE * most].sum())
    diagnostics = _diagnostics(histories, found) | {
        "delta": delta,
        "bound": histories.observed + most,
        "beyond_edge": beyond,
    }
    if beyond > PILED_UP:
        raise CannotBeEstimated(
            phrase("The posterior is piled up at the bound of %(bound)d people: the bound would make the answer."),
            diagnostics,
            bound=histories.observed + most,
        )
    near = _near(histories, found)
    if near.max() > TWOFOLD * near.min():
        raise CannotBeEstimated(
            phrase(
                "Graphs that explain the lists about equally well differ more than twofold: from %(low).0f to "
                "%(high).0f people."
            ),
            diagnostics,
            low=float(near.min()),
            high=float(near.max()),
        )
    return Found(_estimate(histories, found, level), diagnostics, _draws(histories, found)[None], _warnings(near))


def posterior(histories: Histories, *, most: int, delta: float) -> Posterior:
    """Return the posterior over 0 to ``most`` people on no list.

    Source:
        Madigan and York (1997), Biometrika 84, 19-31: hyper-Dirichlet prior, graphs alike, 1/N.
    """
    graphs = decomposable(histories.lists)
    matrix = coefficients(graphs, histories.lists)
    coarse, widths = _grid(most, _COARSE)
    evidence, chance, _ = _sum_up(histories, matrix, coarse, widths, delta)
    kept = evidence > _NEGLIGIBLE * evidence.max()
    reach = coarse[min(int(np.searchsorted(np.cumsum(chance), 1 - 1e-12)) + 1, coarse.size - 1)]
    fine, widths = _grid(int(reach), _FINE)
    weights, chance, means = _sum_up(histories, matrix[kept], fine, widths, delta)
    return Posterior(
        fine, chance, tuple(graph for graph, fits in zip(graphs, kept, strict=True) if fits), weights, means
    )


def _grid(most: int, places: int) -> tuple[Floats, Floats]:
    """Return numbers from 0 to ``most``, and how many whole numbers each stands for; all of them where they are few."""
    if most < places:
        return np.arange(most + 1.0), np.ones(most + 1)
    numbers = np.unique(np.rint(np.r_[np.arange(places // 2), np.geomspace(places // 2, most, places // 2)]))
    edges = np.r_[-0.5, (numbers[1:] + numbers[:-1]) / 2, most + 0.5]
    return numbers, np.diff(edges)


def _sum_up(
    histories: Histories, matrix: Floats, unseen: Floats, widths: Floats, delta: float
) -> tuple[Floats, Floats, Floats]:
    """Return the probability of each graph, of each number, and the mean number under each graph."""
    terms = _terms(histories, unseen, delta)
    shared = _shared(histories, unseen) + np.log(widths)
    step = max(1, _SLICE // matrix.shape[0])
    slices = [slice(begin, begin + step) for begin in range(0, unseen.size, step)]
    top = max(float((matrix @ terms[:, each] + shared[each]).max()) for each in slices)
    by_graph, by_number, moments = np.zeros(matrix.shape[0]), np.zeros(unseen.size), np.zeros(matrix.shape[0])
    for each in slices:
        chance = np.exp(matrix @ terms[:, each] + shared[each] - top)
        by_graph += chance.sum(axis=1)
        by_number[each] = chance.sum(axis=0)
        moments += chance @ unseen[each]
    total = by_graph.sum()
    return by_graph / total, by_number / total, moments / np.maximum(by_graph, 1e-300)


def _terms(histories: Histories, unseen: Floats, delta: float) -> Floats:
    """Return what each set of lists adds to the log-likelihood for each number; shape (2^K, numbers)."""
    cells = 2**histories.lists
    terms = np.zeros((cells, unseen.size))
    for lists in range(1, cells):
        weight = delta * 2 ** (histories.lists - lists.bit_count())
        counts = np.zeros(cells)
        for history, count in enumerate(histories.counts):
            counts[history & lists] += count
        held = [part for part in range(1, cells) if part & lists == part]
        terms[lists] = (
            sum(float(gammaln(counts[part] + weight) - gammaln(weight)) for part in held)
            + gammaln(counts[0] + unseen + weight)
            - gammaln(weight)
            - gammaln(histories.observed + unseen + delta * cells)
            + gammaln(delta * cells)
        )
    return terms


def _shared(histories: Histories, unseen: Floats) -> Floats:
    """Return what all graphs have in common: in how many ways people have these histories, and the prior."""
    number = histories.observed + unseen
    return np.asarray(gammaln(number + 1) - gammaln(unseen + 1) - np.log(number))


def _estimate(histories: Histories, found: Posterior, level: float) -> Estimate:
    below = np.cumsum(found.chance)
    places = [np.searchsorted(below, tail) for tail in ((1 - level) / 2, 0.5, (1 + level) / 2)]
    low, median, high = (float(found.unseen[min(int(place), below.size - 1)]) + histories.observed for place in places)
    mean = histories.observed + float(found.unseen @ found.chance)
    return Estimate(mean, median, (low, high), level)


def _draws(histories: Histories, found: Posterior) -> Floats:
    """Return quantiles of the posterior, evenly spaced: no randomness is needed for draws."""
    places = np.searchsorted(np.cumsum(found.chance), (np.arange(_DRAWS) + 0.5) / _DRAWS)
    return np.asarray(histories.observed + found.unseen[np.minimum(places, found.unseen.size - 1)])


def _likely(found: Posterior) -> list[int]:
    return [int(index) for index in np.argsort(-found.weights)[:10]]


def _diagnostics(histories: Histories, found: Posterior) -> dict[str, Any]:
    return {
        "graphs": len(decomposable(histories.lists)),
        "best_graphs": [
            {
                "graph": " + ".join(histories.called(clique) for clique in sorted(found.graphs[index].cliques)),
                "probability": float(found.weights[index]),
                "number": histories.observed + float(found.means[index]),
            }
            for index in _likely(found)
        ],
    }


def _near(histories: Histories, found: Posterior) -> Floats:
    """Return the numbers of people under the best graph and those tied with it."""
    return np.asarray(histories.observed + found.means[found.weights > NEAR * found.weights.max()])


def _warnings(near: Floats) -> list[Said]:
    if near.max() <= WORTH_SAYING * near.min():
        return []
    sentence = phrase("Graphs that explain the lists about equally well answer from %(low).0f to %(high).0f.")
    return [Said(sentence, {"low": float(near.min()), "high": float(near.max())})]
