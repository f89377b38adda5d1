"""Slow twins of estimation: written from the definitions, with nothing of the product in them.

A table is a dictionary from a history (a tuple of 0 and 1) to how many people have it.
"""

from itertools import combinations, product
from math import comb, exp, inf, lgamma, log

import numpy as np
from scipy.optimize import minimize

History = tuple[int, ...]
Table = dict[History, int]


def cells(lists: int) -> list[History]:
    """Every history but that of nobody."""
    return [history for history in product((0, 1), repeat=lists) if any(history)]


def unseen_by_likelihood(table: Table, lists: int, terms: list[tuple[int, ...]]) -> float:
    """Fit a log-linear model by a general optimiser, with a design matrix; terms are tuples of list numbers."""
    rows = cells(lists)
    design = np.array([[1.0, *(float(all(row[j] for j in term)) for term in terms)] for row in rows])
    counts = np.array([table.get(row, 0) for row in rows], dtype=float)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        expected = np.exp(design @ beta)
        return float(expected.sum() - counts @ (design @ beta)), design.T @ (expected - counts)

    start = np.zeros(design.shape[1])
    start[0] = log(counts.sum())
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 2_000})
    return exp(found.x[0])


def is_chordal(edges: set[frozenset[int]], lists: int) -> bool:
    """Whether no four or more lists form a circle without a shortcut: every set of them is looked at."""
    for size in range(4, lists + 1):
        for chosen in combinations(range(lists), size):
            inside = [edge for edge in edges if edge <= set(chosen)]
            degrees = [sum(v in edge for edge in inside) for v in chosen]
            if set(degrees) == {2} and _is_connected(set(chosen), inside):
                return False
    return True


def _is_connected(points: set[int], edges: list[frozenset[int]]) -> bool:
    reached, todo = set(), [min(points)]
    while todo:
        point = todo.pop()
        if point not in reached:
            reached.add(point)
            todo += [other for edge in edges if point in edge for other in edge]
    return reached == points


def log_evidence(
    table: Table, lists: int, unseen: int, cliques: list[History], separators: list[History], delta: float
) -> float:
    """Return the log-probability of a table with so many unseen under one decomposable graph, with the prior 1/N."""
    full = {**table, (0,) * lists: unseen}
    number = sum(full.values())

    def margin(chosen: tuple[int, ...]) -> float:
        weight = delta * 2 ** (lists - len(chosen))
        total = lgamma(weight * 2 ** len(chosen)) - lgamma(number + weight * 2 ** len(chosen))
        for part in product((0, 1), repeat=len(chosen)):
            count = sum(n for history, n in full.items() if tuple(history[j] for j in chosen) == part)
            total += lgamma(count + weight) - lgamma(weight)
        return total

    ways = lgamma(number + 1) - sum(lgamma(count + 1) for count in full.values())
    graph = sum(margin(clique) for clique in cliques) - sum(margin(each) for each in separators if each)
    return ways + graph - log(number)


def latent_posterior(table: Table, lists: int, bound: int, reach: float = 1.0) -> list[float]:
    """Return the exact posterior of the unseen, 0 to ``bound``, for two latent classes.

    Every way of dividing every history between the classes is added up; shares and chances, Beta(reach, 1), are
    integrated out, the concentration over a grid.
    """
    counts = list(table.items())
    posterior = []
    alphas = [exp(step / 4) for step in range(-60, 20)]
    for unseen in range(bound + 1):
        full = [*counts, ((0,) * lists, unseen)]
        number = sum(count for _, count in full)
        total = 0.0
        for split in product(*(range(count + 1) for _, count in full)):
            ways = 1
            for taken, (_, count) in zip(split, full, strict=True):
                ways *= comb(count, taken)
            first = sum(split)
            rest = [count - taken for taken, (_, count) in zip(split, full, strict=True)]
            value = ways * exp(_lists_given(split, full, lists, reach) + _lists_given(rest, full, lists, reach))
            total += value * sum(_share(first, number - first, alpha) for alpha in alphas)
        posterior.append(total * comb(number, unseen) / number)
    whole = sum(posterior)
    return [each / whole for each in posterior]


def _lists_given(
    members: list[int] | tuple[int, ...], full: list[tuple[History, int]], lists: int, reach: float
) -> float:
    people = sum(members)
    result = 0.0
    for j in range(lists):
        on = sum(taken for taken, (history, _) in zip(members, full, strict=True) if history[j])
        result += lgamma(reach + on) + lgamma(1 + people - on) - lgamma(1 + reach + people)
    return result


def _share(first: int, second: int, alpha: float) -> float:
    """Integrate the stick out: Beta(1, alpha), with Gamma(1/4, 1/4) on alpha, times alpha for the logarithmic grid."""
    stick = log(alpha) + lgamma(1 + first) + lgamma(alpha + second) - lgamma(1 + first + second + alpha)
    return exp(stick + 0.25 * log(alpha) - 0.25 * alpha)


def r_hat(chains: list[list[float]]) -> float:
    """Return Gelman and Rubin's measure of whole chains, without ranks or splits."""
    length = len(chains[0])
    means = [sum(chain) / length for chain in chains]
    grand = sum(means) / len(means)
    between = sum((mean - grand) ** 2 for mean in means) / (len(means) - 1)
    within = sum(sum((x - m) ** 2 for x in c) / (length - 1) for c, m in zip(chains, means, strict=True)) / len(chains)
    return ((length - 1) / length + between / within) ** 0.5 if within else inf
