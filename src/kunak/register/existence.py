"""Whether a log-linear model has a maximum of its likelihood at all, and whether its parameters can be told apart.

With few people many cells are empty, and then the maximum may lie at infinity: programmes that do not look
answer with whatever number their iteration stopped at. The maximum exists exactly where some table with no empty
cell has the same margins; a linear programme finds the table whose smallest cell is largest.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

SMALLEST: Final = 1e-6
"""Smallest cell, of margins scaled to 1 on average, that counts as not empty. The solver is exact to 1e-9 or so."""


def design(terms: Sequence[int], cells: Sequence[int]) -> NDArray[np.float64]:
    """Return 1 where a term is within a cell; shape (cells, terms)."""
    return np.array([[float(cell & term == term) for term in terms] for cell in cells])


def exists(terms: Sequence[int], cells: Sequence[int], counts: NDArray[np.float64]) -> bool:
    """Whether the maximum of the likelihood exists.

    Args:
        terms: Of the model, with 0 for the intercept.
        cells: Histories that the model covers.
        counts: People by history, shape (2^K,).

    Source:
        Fienberg and Rinaldo (2012), Annals of Statistics 40, 996-1023: the vector of margins has to lie in the relative
        interior of the cone that the rows of the design span.
    """
    # Only which cells are empty matters: the face of the cone is that of the others.
    support = np.array([float(counts[cell] > 0) for cell in cells])
    matrix = design(terms, cells)
    size = len(cells)
    solved = linprog(
        c=np.r_[np.zeros(size), -1.0],
        A_ub=np.c_[-np.eye(size), np.ones(size)],
        b_ub=np.zeros(size),
        A_eq=np.c_[matrix.T, np.zeros(matrix.shape[1])],
        b_eq=matrix.T @ support,
        bounds=[(0, None)] * size + [(None, 1.0)],
        method="highs",
    )
    return bool(solved.success and -solved.fun > SMALLEST)


def is_identified(terms: Sequence[int], cells: Sequence[int]) -> bool:
    """Whether no two sets of parameters give the same expected counts."""
    return int(np.linalg.matrix_rank(design(terms, cells))) == len(terms)
