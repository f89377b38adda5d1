"""Which of the names of many lists are spellings of one another, worked out once per name and not per pair of people.

Every name has a number. Near a name are all names that are like it, each with how much: the closest step is 0. So a
pair of records is compared by looking a number up in a list, which every database does fast.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register.spelling import is_cyrillic, skeleton, tune
from kunak.register.transliteration import likeness_of_pairs, spellings

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
_AT_ONCE: Final = 1_000_000


class Near(msgspec.Struct, frozen=True):
    """Names by number, and near each the numbers of others, as ``number * WIDTH + step``; itself first, step 0."""

    numbers: dict[str, int]
    near: list[list[int]]

    def leaders(self, borne: Mapping[str, int], *, farthest: int = 1) -> dict[str, int]:
        """Return for each name the number of the commonest one near it: one number for most spellings of a name.

        Args:
            borne: How many bear each name.
            farthest: Step up to which a name follows another.
        """
        names = {number: name for name, number in self.numbers.items()}
        found: dict[int, int] = {}
        for name in sorted(self.numbers, key=lambda each: (-borne.get(each, 0), each)):
            number = self.numbers[name]
            followed = [
                other // WIDTH
                for other in self.near[number]
                if other % WIDTH <= farthest and found.get(other // WIDTH) == other // WIDTH
            ]
            found[number] = followed[0] if followed else number
        return {names[number]: leader for number, leader in found.items()}


def near_names(names: Iterable[str], *, variants: bool = False) -> Near:
    """Return which of the names are near one another.

    Args:
        names: Plain names; repetitions and empty ones are ignored, initials are near nothing but themselves.
        variants: Whether they are given names, which have short forms.
    """
    distinct = sorted({name for name in names if name})
    near = [[number * WIDTH] for number in range(len(distinct))]
    full = [number for number, name in enumerate(distinct) if len(name) > 1]
    taken: set[tuple[int, int]] = set()
    words = spellings(distinct)
    candidates = _candidates(distinct, full)
    for start in range(0, len(candidates), _AT_ONCE):
        pairs = candidates[start : start + _AT_ONCE]
        found = likeness_of_pairs(words, words, pairs)
        kept = np.flatnonzero(found >= STEPS[-1])
        steps = np.searchsorted(-np.array(STEPS), -found[kept])
        for (left, right), step in zip(pairs[kept].tolist(), steps.tolist(), strict=True):
            _join(near, left, right, step)
            taken.add((left, right))
    if variants:
        for left, right in sorted(_variants(distinct) - taken):
            _join(near, left, right, VARIANT)
    return Near({name: number for number, name in enumerate(distinct)}, near)


def _join(near: list[list[int]], left: int, right: int, step: int) -> None:
    near[left].append(right * WIDTH + step)
    near[right].append(left * WIDTH + step)


def _candidates(names: Sequence[str], full: Sequence[int]) -> NDArray[np.int64]:
    """Return pairs that may be near: all; or of many names those that sound alike.

    Those share the consonants, or the vowels, and the consonants but for one on either side.
    """
    if len(full) <= _ALL_PAIRS:
        return _pairs(np.array(full, dtype=np.int64))
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
    pairs = np.concatenate([_pairs(np.array(group[:_CROWD], dtype=np.int64)) for group in groups.values()])
    # Sorted by hand: numpy's unique hashes, which takes ten times as long here.
    codes = np.sort(pairs[:, 0] * len(names) + pairs[:, 1])
    codes = codes[np.concatenate([[True], codes[1:] != codes[:-1]])]
    return np.stack(np.divmod(codes, len(names)), axis=1)


def _pairs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    left, right = np.triu_indices(len(numbers), 1)
    return np.stack([numbers[left], numbers[right]], axis=1)


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
