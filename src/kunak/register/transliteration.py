"""Whether two spellings, in Cyrillic or Latin, are of one name.

A table of weights says how often a piece of a Cyrillic name (up to two letters) stands for a piece of its Latin
spelling (up to three); it was learned from names of Wikidata (CC0) by ``benches/train_transliteration.py``. Two
spellings are alike as much as they are likelier together than each by itself. Two Latin (or two Cyrillic) spellings
are alike through what both may stand for. Figures: ``docs/methods/linkage.md``.
"""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register import kernels
from kunak.register.spelling import is_cyrillic

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LONGEST: Final = 24
"""Letters of a name that are compared."""
_EDGE: Final = "|"
_LETTERS: Final = ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "abcdefghijklmnopqrstuvwxyz")
_PIECE: Final = 3
_SLIP: Final = 0.01
"""Share of letters that stand where any other could: slips of the pen. Chosen on names that taught nothing."""
_SAME: Final = 0.5
"""Share of letters that stay what they are where both spellings are of one script."""
_RARE: Final = 1e-6
_NOTHING: Final = -50.0


class _Script(msgspec.Struct, frozen=True, eq=False):
    """The pieces of one script by number (0 is the empty one), and how often each occurs."""

    pieces: dict[str, int]
    shares: Floats


class Weights(msgspec.Struct, frozen=True, eq=False):
    """What was learned.

    Attributes:
        scripts: Cyrillic and Latin.
        beside: By two scripts, how often two pieces stand for the same.
        most: By two scripts, how often a piece of the first stands for whatever of each length it stands for most.
    """

    scripts: tuple[_Script, _Script]
    beside: dict[tuple[int, int], Floats]
    most: dict[tuple[int, int], Floats]


@cache
def weights() -> Weights:
    """Return the learned table, with slips added."""
    lines = (files("kunak.register") / "data" / "transliteration.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    numbers = [_numbers(letters, {row[column] for row in rows}) for column, letters in enumerate(_LETTERS)]
    learned = np.zeros((len(numbers[0]), len(numbers[1])))
    for left, right, thousandths in rows:
        learned[numbers[0][left], numbers[1][right]] = math.exp(-int(thousandths) / 1000)
    learned /= learned.sum()
    cyrillic, latin = (
        _Script(number, _alone(learned.sum(axis), number)) for number, axis in zip(numbers, (1, 0), strict=True)
    )
    # Two spellings of one script: both stand for one piece of the other script, or are the same piece.
    per_latin, per_cyrillic = learned / np.maximum(learned.sum(0), _RARE), learned.T / np.maximum(learned.sum(1), _RARE)
    of_cyrillic = (1 - _SAME) * per_latin @ learned.T + _SAME * np.diag(learned.sum(1))
    of_latin = (1 - _SAME) * per_cyrillic @ learned + _SAME * np.diag(learned.sum(0))
    across = _with_slips(learned, cyrillic, latin)
    beside = {
        (0, 1): across,
        (1, 0): np.ascontiguousarray(across.T),
        (0, 0): _with_slips(of_cyrillic, cyrillic, cyrillic),
        (1, 1): _with_slips(of_latin, latin, latin),
    }
    scripts = (cyrillic, latin)
    return Weights(scripts, beside, {both: _most(shares, scripts[both[1]]) for both, shares in beside.items()})


def _most(beside: Floats, other: _Script) -> Floats:
    lengths = np.array([len(piece) for piece in other.pieces])
    most: Floats = np.stack([beside[:, lengths == length].max(1) for length in np.unique(lengths)]).sum(0)
    return most


def _numbers(letters: str, pieces: set[str]) -> dict[str, int]:
    # Letters first, so that a slip of one letter for another is a corner of the table.
    known = ["", *letters, _EDGE]
    return {piece: number for number, piece in enumerate([*known, *sorted(pieces - set(known))])}


def _alone(shares: Floats, pieces: dict[str, int]) -> Floats:
    single = [number for piece, number in pieces.items() if len(piece) == 1]
    shares = shares.copy()
    shares[single] = np.maximum(shares[single], _RARE)
    shares[0] = 0.0
    return shares


def _with_slips(beside: Floats, left: _Script, right: _Script) -> Floats:
    rows, columns = (1 + sum(len(piece) == 1 for piece in script.pieces) for script in (left, right))
    alone = [script.shares[:count].copy() for script, count in ((left, rows), (right, columns))]
    for each in alone:
        each[0] = 1.0
    beside = beside.copy()
    beside[:rows, :columns] += np.maximum(_SLIP * np.outer(*alone), 1e-9)
    beside[0, 0] = 0.0
    return beside


class Spellings(msgspec.Struct, frozen=True, eq=False):
    """Plain names, divided into pieces.

    Attributes:
        scripts: 0 Cyrillic, 1 Latin.
        pieces: ``[name, place, length]``, int16; -1 where there is no such piece.
        lengths: Places of each name, edges counted.
        alone: Logarithm of the chance of each name by itself.
    """

    scripts: Ints
    pieces: kernels.Pieces
    lengths: Ints
    alone: Floats


def spellings(names: Sequence[str]) -> Spellings:
    """Divide plain names (``spelling.plain``) into pieces; what is longer than ``LONGEST`` is cut."""
    table = weights()
    scripts = np.array([0 if is_cyrillic(name) else 1 for name in names], dtype=np.int64)
    pieces = np.full((len(names), LONGEST + 3, _PIECE + 1), -1, dtype=np.int16)
    lengths = np.zeros(len(names), dtype=np.int64)
    alone = np.full(len(names), _NOTHING)
    for row, (name, script) in enumerate(zip(names, scripts, strict=True)):
        word = _EDGE + name[:LONGEST] + _EDGE
        lengths[row] = len(word)
        known, shares = table.scripts[script].pieces, table.scripts[script].shares
        ways = [1.0] + [0.0] * len(word)
        for place in range(len(word) + 1):
            pieces[row, place, 0] = 0
            for length in range(1, min(_PIECE, len(word) - place) + 1):
                number = known.get(word[place : place + length], -1)
                pieces[row, place, length] = number
                if number > 0:
                    ways[place + length] += ways[place] * shares[number]
        alone[row] = math.log(max(ways[-1], 1e-300))
    return Spellings(scripts, pieces, lengths, alone)


def likeness_of_pairs(left: Spellings, right: Spellings, pairs: Ints, *, least: float = -math.inf) -> Floats:
    """Return how alike the names of each pair are, in nats per letter: about 1.1 for one name, below 0 for two.

    Args:
        left: Names.
        right: Names; may be the same.
        pairs: ``[pair, 2]``, int64: which of the left, which of the right.
        least: Of what is less like than that, it is only said that it is less: that is fast.
    """
    out = np.empty(len(pairs))
    scripts = 2 * left.scripts[pairs[:, 0]] + right.scripts[pairs[:, 1]]
    table = weights()
    for (a, b), shares in table.beside.items():
        chosen = np.flatnonzero(scripts == 2 * a + b)
        if chosen.size:
            out[chosen] = kernels.likenesses(
                left.pieces,
                left.lengths,
                right.pieces,
                right.lengths,
                left.alone,
                right.alone,
                kernels.ahead(left.pieces, left.lengths, table.most[a, b]),
                kernels.ahead(right.pieces, right.lengths, table.most[b, a]),
                pairs[chosen],
                shares,
                least,
            )
    return out


def likeness(left: str, right: str) -> float:
    """Return how alike two plain names are, in nats per letter."""
    both = spellings([left, right])
    return float(likeness_of_pairs(both, both, np.array([[0, 1]], dtype=np.int64))[0])
