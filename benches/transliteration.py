"""How well, and how fast, are names recognised across scripts that taught nothing?

    .venv/bin/python benches/transliteration.py [../shared/names/russian_english_pairs.tsv]

Blocks of 1,000 held-out pairs, no spelling twice. Top-1: how often the right spelling is the most alike of the 1,000,
both ways. F1: of all 1,000,000 pairs of a block, right or not, at the threshold that was chosen on other names.
"""

import random
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from train_transliteration import CHOOSE, pairs

from kunak.register.transliteration import likeness_of_pairs, spellings

DATA = Path(__file__).parents[2] / "shared" / "names" / "russian_english_pairs.tsv"
TEST = range(9, 10)
BLOCK, BLOCKS = 1_000, 5


def block(pool: list[tuple[str, str, int]], seed: int) -> list[tuple[str, str]]:
    random.Random(seed).shuffle(pool := pool.copy())
    taken: dict[str, str] = {}
    latin = set()
    for english, russian, _ in pool:
        if russian not in taken and english not in latin and len(taken) < BLOCK:
            taken[russian] = english
            latin.add(english)
    return list(taken.items())


def scores(rows: list[tuple[str, str]]) -> tuple[np.ndarray, float]:
    begun = time.process_time()
    cyrillic, latin = spellings([c for c, _ in rows]), spellings([e for _, e in rows])
    every = np.stack(np.divmod(np.arange(len(rows) ** 2), len(rows)), axis=1)
    found = likeness_of_pairs(cyrillic, latin, every).reshape(len(rows), len(rows))
    return found, (time.process_time() - begun) * 1e6 / len(rows) ** 2


def f1(found: np.ndarray, threshold: float) -> float:
    yes = found >= threshold
    right = np.trace(yes)
    return 2 * right / (yes.sum() + len(found))


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not path.exists():
        print("The pairs are not here: name the file (../shared/names/russian_english_pairs.tsv).")
        return
    scores(block(pairs(path, CHOOSE), 0)[:10])
    chosen = scores(block(pairs(path, CHOOSE), 0))[0]
    threshold = max(np.arange(0.3, 1.1, 0.01), key=lambda t: f1(chosen, t))
    print(
        f"threshold {threshold:.2f}, chosen on other names\n\n"
        "| block | top-1 from Cyrillic | from Latin | F1 | us a pair |"
    )
    print("|---|---|---|---|---|")
    rows = []
    for seed in range(1, BLOCKS + 1):
        found, cost = scores(block(pairs(path, TEST), seed))
        best = np.arange(len(found))
        rows.append(((found.argmax(1) == best).mean(), (found.argmax(0) == best).mean(), f1(found, threshold), cost))
        print(f"| {seed} | " + " | ".join(f"{value:.3f}" for value in rows[-1]) + " |")
    print("| mean | " + " | ".join(f"{value:.3f}" for value in np.mean(rows, axis=0)) + " |")


if __name__ == "__main__":
    main()
