"""Which log-linear models there are: hierarchical ones, as sets of terms.

A term is a set of lists, written as a number like a history. A model that has a term has every term within it, and
every list alone. The saturated model is left out: it says nothing about people on no list.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Model = frozenset[int]
"""Terms of two lists and more; the intercept and the single lists go without saying."""

INDEPENDENT: Final[Model] = frozenset()
ALL_UP_TO: Final = 5
"""Lists for which every hierarchical model is looked at: 6,893 for five; for six there are 7,785,061."""


@cache
def hierarchical(lists: int) -> tuple[Model, ...]:
    """Return every hierarchical model of so many lists but the saturated one, small terms first."""
    whole = 2**lists - 1
    terms = sorted(
        (term for term in range(1, whole) if term.bit_count() > 1), key=lambda term: (term.bit_count(), term)
    )
    models: list[frozenset[int]] = [INDEPENDENT]
    for term in terms:
        faces = facets(term)
        models += [model | {term} for model in models if faces <= model]
    return tuple(models)


def facets(term: int) -> frozenset[int]:
    """Return the terms of two lists and more that have one list less."""
    lower = (term ^ (1 << j) for j in range(term.bit_length()) if term >> j & 1)
    return frozenset(each for each in lower if each.bit_count() > 1)


def neighbours(model: Model, lists: int) -> Iterator[Model]:
    """Give every model that has one term more or one less and is hierarchical, but the saturated one."""
    whole = 2**lists - 1
    for term in range(3, whole):
        if term.bit_count() > 1 and term not in model and facets(term) <= model:
            yield model | {term}
    for term in model:
        if not any(term in facets(other) for other in model):
            yield model - {term}


def terms_of(model: Model, lists: int) -> list[int]:
    """Return all terms of a model: the intercept, each list, then the others from small to large."""
    return [0, *(1 << j for j in range(lists)), *sorted(model, key=lambda term: (term.bit_count(), term))]


def packed(models: Iterable[Model], lists: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the models as the kernels take them: where each begins, and all terms one after the other."""
    each = [terms_of(model, lists) for model in models]
    starts = np.cumsum([0, *(len(terms) for terms in each)], dtype=np.int64)
    return starts, np.array([term for terms in each for term in terms], dtype=np.int64)


def generators(model: Model, lists: int) -> list[int]:
    """Return the terms that no other term holds: they name the model."""
    every = [*(1 << j for j in range(lists)), *model]
    return sorted(term for term in every if not any(term != other and term & other == term for other in every))
