"""Learn how names are written across scripts, and write the table that the register carries.

    .venv/bin/python benches/train_transliteration.py ../shared/names/russian_english_pairs.tsv

The pairs are Wikidata's (CC0). Which pair teaches and which one tests is decided by a checksum of the Russian name, so
a name is never on both sides: eight tenths teach, one tenth chose the settings, one tenth is looked at by
benches/transliteration.py alone. The method is in docs/methods/linkage.md.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
from numba import njit

from kunak.register.spelling import cyrillic_letters, latin_letters

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "kunak" / "register" / "data" / "transliteration.tsv"
EDGE = "|"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё" + EDGE
LATIN = "abcdefghijklmnopqrstuvwxyz" + EDGE
MOST_CYRILLIC, MOST_LATIN = 2, 3
ROUNDS, LONGEST = 9, 24
TEACH, CHOOSE = range(8), range(8, 9)
LEAST = (0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 1.5, 1.5, 1.5)
"""How often two pieces have to have met, in each round, to stay in the table."""


def pairs(path: Path, folds: range) -> list[tuple[str, str, int]]:
    """Return English spelling, Russian spelling, and how often they were seen, of some tenths of the names."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        english, russian, seen = line.split("\t")
        latin, cyrillic = latin_letters(english), cyrillic_letters(russian.replace(" ", ""))
        if not (0 < len(latin) <= LONGEST and 0 < len(cyrillic) <= LONGEST):
            continue
        if zlib.crc32(cyrillic.encode()) % 10 in folds:
            found.append((latin, cyrillic, int(seen)))
    return found


def matrix(words: list[str], letters: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the words as rows of numbers of letters from 1, with their edges, and their lengths."""
    rows = np.zeros((len(words), LONGEST + 2), np.int16)
    for row, word in zip(rows, words, strict=True):
        row[: len(word) + 2] = [letters.index(letter) + 1 for letter in EDGE + word + EDGE]
    return rows, np.array([len(word) + 2 for word in words])


@njit
def piece(word, start, length, base):
    number = 0
    for place in range(start, start + length):
        number = number * base + word[place]
    return number


@njit
def first_guess(together, cyrillic, latin):
    for left in range(together.shape[0]):
        a = 0 if left == 0 else 1 if left < cyrillic else 2
        for right in range(together.shape[1]):
            b = 0 if right == 0 else 1 if right < latin else 2 if right < latin * latin else 3
            if a + b and (a or b == 1):
                likely = 0.05 if a == 0 or b == 0 else 1.0 if abs(a - b) < 2 else 0.1
                together[left, right] = cyrillic**-a * latin**-b * likely


@njit
def expect(  # noqa: C901 - a loop that numba compiles
    left, lefts, right, rights, weights, together, counts, bases
):
    """Add to ``counts`` how often each two pieces are expected to have met."""
    total = 0.0
    for pair in range(len(weights)):
        n, m, c, r = lefts[pair], rights[pair], left[pair], right[pair]
        forward, backward = np.zeros((n + 1, m + 1)), np.zeros((n + 1, m + 1))
        forward[0, 0] = backward[n, m] = 1.0
        for i in range(n + 1):
            for j in range(m + 1):
                for a in range(min(3, n - i + 1)):
                    for b in range(min(4 if a else 2, m - j + 1)):
                        if a + b:
                            p = together[piece(c, i, a, bases[0]), piece(r, j, b, bases[1])]
                            forward[i + a, j + b] += forward[i, j] * p
        if forward[n, m] < 1e-290:
            continue
        total += weights[pair] * np.log(forward[n, m])
        for i in range(n, -1, -1):
            for j in range(m, -1, -1):
                for a in range(min(3, n - i + 1)):
                    for b in range(min(4 if a else 2, m - j + 1)):
                        if a + b:
                            x, y = piece(c, i, a, bases[0]), piece(r, j, b, bases[1])
                            rest = together[x, y] * backward[i + a, j + b]
                            backward[i, j] += rest
                            counts[x, y] += weights[pair] * forward[i, j] * rest / forward[n, m]
    return total


def spelled(number: int, letters: str) -> str:
    """Return the piece of a number."""
    base, text = len(letters) + 1, ""
    while number:
        number, letter = divmod(number, base)
        text = letters[letter - 1] + text
    return text


def main() -> None:
    """Learn, and write the table: Cyrillic piece, Latin piece, minus the logarithm of their share in thousandths."""
    taught = pairs(Path(sys.argv[1]), TEACH)
    left, lefts = matrix([cyrillic for _, cyrillic, _ in taught], CYRILLIC)
    right, rights = matrix([latin for latin, _, _ in taught], LATIN)
    weights = np.minimum([float(seen) for *_, seen in taught], 5.0)
    bases = np.array([len(CYRILLIC) + 1, len(LATIN) + 1])
    together = np.zeros((bases[0] ** MOST_CYRILLIC, bases[1] ** MOST_LATIN))
    first_guess(together, float(bases[0]), float(bases[1]))
    for number, least in enumerate(LEAST):
        counts = np.zeros_like(together)
        fit = expect(left, lefts, right, rights, weights, together, counts, bases) / weights.sum()
        counts[counts < least] = 0
        together = counts / counts.sum()
        print(f"round {number}: {fit:.4f} nats a name, {np.count_nonzero(counts)} pieces", flush=True)
    rows = [
        f"{spelled(x, CYRILLIC)}\t{spelled(y, LATIN)}\t{-1000 * np.log(together[x, y]):.0f}"
        for x, y in zip(*np.nonzero(together), strict=True)
    ]
    OUT.write_text("\n".join(sorted(rows)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
