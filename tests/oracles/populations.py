"""Populations that are planted: how many people there are is known, and which lists found whom is drawn."""

from collections.abc import Sequence

import numpy as np

Table = dict[tuple[int, ...], int]


def independent(generator: np.random.Generator, people: int, chances: Sequence[float]) -> Table:
    """Every list finds everybody with a chance of its own."""
    return counted(generator.random((people, len(chances))) < np.array(chances))


def referring(generator: np.random.Generator, people: int, chances: Sequence[float], referred: float) -> Table:
    """As independent lists, but the second is told of some whom the first found."""
    found = generator.random((people, len(chances))) < np.array(chances)
    found[:, 1] |= found[:, 0] & (generator.random(people) < referred)
    return counted(found)


def of_two_kinds(generator: np.random.Generator, people: int, easy: Sequence[float], hard: Sequence[float]) -> Table:
    """Half of the people are easy to find for every list, half hard."""
    is_easy = generator.random(people) < 0.5
    chances = np.where(is_easy[:, None], np.array(easy), np.array(hard))
    return counted(generator.random(chances.shape) < chances)


def graded(generator: np.random.Generator, people: int, chances: Sequence[float], spread: float) -> Table:
    """People are easy to find by degrees: the logarithm of everybody's odds is moved by a normal number."""
    usual = np.log(np.array(chances) / (1 - np.array(chances)))
    odds = usual + spread * generator.standard_normal(people)[:, None]
    return counted(generator.random(odds.shape) < 1 / (1 + np.exp(-odds)))


def counted(found: np.ndarray) -> Table:
    """Return how many people have each history, those on no list left out."""
    table: Table = {}
    for row in found:
        history = tuple(int(each) for each in row)
        if any(history):
            table[history] = table.get(history, 0) + 1
    return table
