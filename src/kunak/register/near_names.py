"""Which of the names of many lists are spellings of one another, worked out once per name and not per pair of people.

Every name has a number. Near a name are all names that are like it, each with how much: the closest step is 0. So a
pair of records is compared by looking a number up in a list, which every database does fast.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register.spelling import is_cyrillic, skeleton, tune
from kunak.register.transliteration import Spellings, likeness_of_pairs, spellings

Ints = NDArray[np.int64]

STEPS: Final = (0.92, 0.75, 0.55, 0.38)
"""Least likeness of steps 0 to 3, in nats per letter: half of the held-out spellings of one name have 1.14 or more,
90 % have 0.88, and at 0.7 errors of both kinds balance (benches/transliteration.py)."""
VARIANT: Final = len(STEPS)
"""Step of a short form, or of another form of the name."""
WIDTH: Final = VARIANT + 1
_ALL_PAIRS: Final = 2_500
"""So many different names are compared each with each; more only where their consonants nearly agree."""
_FEW_SOUNDS: Final = 2
_CROWD: Final = 3_000
_AT_ONCE: Final = 500_000
_HANDS: Final = os.cpu_count() or 1


class Near(msgspec.Struct, frozen=True, eq=False):
    """Names by number, and which are near each.

    Attributes:
        numbers: Of every name, in the order of the alphabet.
        starts: Where those near each name begin in ``others``, and the end; int64, shape (names + 1,).
        others: ``number * WIDTH + step``, int64: itself first, step 0, then ascending, variants last.
    """

    numbers: dict[str, int]
    starts: Ints
    others: Ints

    def near(self, number: int) -> list[int]:
        """Return what is near a name, as ``others`` has it."""
        near: list[int] = self.others[self.starts[number] : self.starts[number + 1]].tolist()
        return near

    def within(self, farthest: int) -> "Near":
        """Return the same without what is farther than that step."""
        kept = self.others % WIDTH <= farthest
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return Near(self.numbers, starts, self.others[kept])

    def leaders(self, borne: Mapping[str, int], *, farthest: int = 1) -> Ints:
        """Return for each number that of the commonest name near it: one for most spellings of a name.

        Args:
            borne: How many bear each name.
            farthest: Step up to which a name follows another.
        """
        close = self.within(farthest)
        starts, others = close.starts.tolist(), (close.others // WIDTH).tolist()
        found = [-1] * len(self.numbers)
        for name in sorted(self.numbers, key=lambda each: (-borne.get(each, 0), each)):
            number = self.numbers[name]
            near = others[starts[number] : starts[number + 1]]
            found[number] = next((other for other in near if found[other] == other), number)
        return np.array(found, dtype=np.int64)


def near_names(names: Iterable[str], *, variants: bool = False) -> Near:
    """Return which of the names are near one another.

    Args:
        names: Plain names; repetitions and empty ones are ignored, initials are near nothing but themselves.
        variants: Whether they are given names, which have short forms.
    """
    distinct = sorted({name for name in names if name})
    words = spellings(distinct)
    candidates = _candidates(distinct, [number for number, name in enumerate(distinct) if len(name) > 1])
    chunks = [candidates[start : start + _AT_ONCE] for start in range(0, len(candidates), _AT_ONCE)]
    with ThreadPoolExecutor(_HANDS) as hands:
        found = list(hands.map(lambda pairs: _near_pairs(words, pairs), chunks))
    pairs = np.concatenate([each[:, :2] for each in found]) if found else np.empty((0, 2), dtype=np.int64)
    steps = np.concatenate([each[:, 2] for each in found]) if found else np.empty(0, dtype=np.int64)
    if variants:
        more = sorted(_variants(distinct) - set(map(tuple, pairs.tolist())))
        pairs = np.concatenate([pairs, np.array(more, dtype=np.int64).reshape(-1, 2)])
        steps = np.concatenate([steps, np.full(len(more), VARIANT, dtype=np.int64)])
    starts, others = _by_name(len(distinct), pairs, steps)
    return Near({name: number for number, name in enumerate(distinct)}, starts, others)


def _near_pairs(words: Spellings, pairs: Ints) -> Ints:
    """Return those of the pairs that are near, and how: columns left, right, step."""
    found = likeness_of_pairs(words, words, pairs, least=STEPS[-1])
    kept = np.flatnonzero(found >= STEPS[-1])
    return np.column_stack([pairs[kept], np.searchsorted(-np.array(STEPS), -found[kept])])


def _by_name(names: int, pairs: Ints, steps: Ints) -> tuple[Ints, Ints]:
    itself = np.arange(names)
    mine = np.concatenate([itself, pairs[:, 0], pairs[:, 1]])
    theirs = np.concatenate([itself, pairs[:, 1], pairs[:, 0]])
    step = np.concatenate([np.zeros(names, dtype=np.int64), steps, steps])
    order = np.lexsort((theirs, mine != theirs, step == VARIANT, mine))
    return np.searchsorted(mine[order], np.arange(names + 1)), (theirs * WIDTH + step)[order]


def _candidates(names: Sequence[str], full: Sequence[int]) -> Ints:
    """Return pairs that may be near: all; or of many names those that sound alike.

    Those share the consonants, or the vowels, and the consonants but for one on either side.
    """
    if len(full) <= _ALL_PAIRS:
        return _pairs(np.array([full], dtype=np.int64))
    groups: dict[str, list[int]] = defaultdict(list)
    for number in full:
        sound = skeleton(names[number])
        vowels = tune(names[number])
        shorter = {
            f"{sound[:place]}{sound[place + 1 :]}|{vowels}" for place in range(len(sound)) if len(sound) > _FEW_SOUNDS
        }
        shorter.add(f"{sound}|{vowels}")
        for key in {sound} | shorter:
            groups[key].append(number)
    by_size: dict[int, list[list[int]]] = defaultdict(list)
    for group in groups.values():
        by_size[min(len(group), _CROWD)].append(group[:_CROWD])
    # Sorted by hand: numpy's unique hashes, which takes ten times as long here.
    codes = np.concatenate([_pairs(np.array(same, dtype=np.int64)) @ (len(names), 1) for same in by_size.values()])
    codes.sort()
    codes = codes[np.diff(codes, prepend=-1) > 0]
    return np.column_stack(np.divmod(codes, len(names)))


def _pairs(groups: Ints) -> Ints:
    """Return all pairs within each group of one size, ``[group, member]``."""
    left, right = np.triu_indices(groups.shape[1], 1)
    return np.column_stack([groups[:, left].ravel(), groups[:, right].ravel()])


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    text = (files("kunak.register") / "data" / "given_variants.txt").read_text("utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line)


def _variants(names: Sequence[str]) -> set[tuple[int, int]]:
    """Return pairs of names that the table of variants has in one row, in whatever script they are written."""
    known = sorted({form for group in _groups() for form in group})
    means: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if is_cyrillic(name):
            means[name].append(number)
    latin = [number for number, name in enumerate(names) if not is_cyrillic(name) and len(name) > 1]
    if latin:
        pairs = np.stack(np.meshgrid(np.arange(len(latin)), np.arange(len(known)), indexing="ij"), -1).reshape(-1, 2)
        left, right = spellings([names[number] for number in latin]), spellings(known)
        found = likeness_of_pairs(left, right, pairs).reshape(len(latin), len(known))
        for number, row in zip(latin, found, strict=True):
            if row.max() >= STEPS[0]:
                means[known[int(row.argmax())]].append(number)
    joined: set[tuple[int, int]] = set()
    for group in _groups():
        members = sorted({number for form in group for number in means.get(form, [])})
        joined.update(combinations(members, 2))
    return joined
