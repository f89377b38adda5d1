"""How fast are a million records linked, beside plain Splink, and how well are the lists of an invented war?

    .venv/bin/python benches/linkage.py                      quality over seeds and levels
    .venv/bin/python benches/linkage.py --variations         columns missing, more slips, more siblings
    .venv/bin/python benches/linkage.py --estimates 100      is the population inside the interval after linkage?
    .venv/bin/python benches/linkage.py --records 1000000    speed and memory: ours, plain Splink, and the floor

Plain Splink compares exact given name, family name, birth and place, blocks on two of them, and learns as its
documentation teaches. The floor is Splink with our table (made beforehand), comparisons and blocks, and none of our
code around it. Each runs in a process of its own; making the records is not counted.
"""

import argparse
import logging
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, block_on
from tests.oracles import invented_lists

from kunak.register.answers import Answer
from kunak.register.comparisons import COMPARISONS
from kunak.register.estimation import estimate, estimate_linkages
from kunak.register.features import BLOCKS, table_of
from kunak.register.learning import Learned, prior
from kunak.register.linkage import KEPT, groups_of, histories_of, link, linkages, settings
from kunak.register.partial_dates import read_date
from kunak.register.places import Place
from kunak.register.records import ColumnMap, Record, read_records

LEVELS = {"easy": invented_lists.EASY, "ordinary": invented_lists.ORDINARY, "hard": invented_lists.HARD}
SYLLABLES = [consonant + vowel for consonant in "бвгджзклмнпрстхшч" for vowel in "аеиоу"]


def records(lists: invented_lists.Lists) -> list[Record]:
    tables = []
    for name, rows in lists.rows.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [(line, {column: row.get(column, "") for column in columns}) for line, row in enumerate(rows, 2)]
        tables.append((f"{name}.csv", columns, lines))
    return read_records(tables, ColumnMap({}))


def quality() -> None:
    print("| level | people | seeds | pair F1: mean | worst | precision | recall |\n|---|---|---|---|---|---|---|")
    for level, habits in LEVELS.items():
        for people, seeds in ((60, range(10)), (300, range(10)), (1_000, range(2))):
            found = [scored(invented_lists.invent(people, 100 + seed, habits)) for seed in seeds]
            f1, precision, recall = (sum(each) / len(found) for each in zip(*found, strict=True))
            worst = min(each[0] for each in found)
            print(
                f"| {level} | {people} | {len(found)} | {f1:.3f} | {worst:.3f} | {precision:.3f} | {recall:.3f} |",
                flush=True,
            )


VARIATIONS: dict[str, dict[str, object]] = {
    "no patronymic": {"without": ("patronymic",)},
    "no place": {"without": ("place",)},
    "no birth, no age": {"without": ("born", "age")},
    "no death": {"without": ("died",)},
    "names alone": {"without": ("born", "died", "age", "place", "sex")},
    "two fifths siblings": {"siblings": 0.4},
    "a quarter of women under a married name": {"married": 0.25},
    "lists reach 15 to 25 %": {"reach": (0.25, 0.2, 0.15)},
    "15 % slips": {"slips": 0.15},
    "a third of cells missing": {"missing": 0.35},
    "four fifths of dates partial": {"partial": 0.8},
}


def variations() -> None:
    print("| ordinary, but | pair F1, 300 people | 120 people |\n|---|---|---|")
    for name, changes in VARIATIONS.items():
        habits = invented_lists.Habits(**changes)
        large, small = (scored(invented_lists.invent(n, seed, habits))[0] for n, seed in ((300, 31), (120, 32)))
        print(f"| {name} | {large:.3f} | {small:.3f} |", flush=True)


def estimates(seeds: int) -> None:
    """Print how often the interval holds 400 invented people: who is who known, the best linkage, and 20 drawn ones."""
    print("| level | method | linkage | inside | ends too low | begins too high | median | length |")
    print("|---|---|---|---|---|---|---|---|")
    for level in ("ordinary", "hard"):
        answers: dict[tuple[str, str], list[Answer]] = {}
        for seed in range(7_000, 7_000 + seeds):
            for key, answer in estimated(invented_lists.invent(400, seed, LEVELS[level])):
                answers.setdefault(key, []).append(answer)
        for (method, linkage), each in answers.items():
            numbers = [answer.estimate for answer in each if answer.estimate]
            low = sum(number.interval[1] < 400 for number in numbers)
            high = sum(number.interval[0] > 400 for number in numbers)
            median = statistics.median(number.median for number in numbers)
            length = statistics.median(number.interval[1] - number.interval[0] for number in numbers)
            counts = f"{len(numbers) - low - high} of {len(each)} | {low} | {high}"
            print(f"| {level} | {method} | {linkage} | {counts} | {median:.0f} | {length:.0f} |", flush=True)


def estimated(lists: invented_lists.Lists) -> Iterator[tuple[tuple[str, str], Answer]]:
    linked = link(records(lists))
    numbers = {record.id: number for number, record in enumerate(linked.records)}
    people: dict[object, list[int]] = {}
    for record, person in lists.truth.items():
        people.setdefault(person, []).append(numbers[record])
    known, best = (histories_of(linked.records, groups) for groups in (list(people.values()), groups_of(linked)))
    drawn = [histories_of(linked.records, groups) for groups in linkages(linked, 20, seed=1)]
    for method in ("decomposable", "loglinear", "stepwise"):
        yield (method, "known"), estimate(known, method, seed=1)
        yield (method, "best"), estimate(best, method, seed=1)
        yield (method, "drawn"), estimate_linkages(drawn, method, seed=1)[1]


def scored(lists: invented_lists.Lists) -> tuple[float, float, float]:
    truth = lists.pairs()
    clusters = link(records(lists)).clusters
    found = {(a, b) for cluster in clusters for a in sorted(cluster) for b in sorted(cluster) if a < b}
    right = len(found & truth)
    return 2 * right / (len(found) + len(truth)), right / max(len(found), 1), right / len(truth)


def million(count: int) -> list[Record]:
    """Records of invented people, half of them on two lists, with names of syllables and slips in a tenth."""
    dice = random.Random(1)
    rows: list[Record] = []
    places = ["".join(dice.choices(SYLLABLES, k=4)) for _ in range(2_000)]
    given = ["".join(dice.choices(SYLLABLES, k=dice.choice([2, 3]))) for _ in range(800)]
    families = ["".join(dice.choices(SYLLABLES, k=3)) + dice.choice(["ев", "ов"]) for _ in range(20_000)]
    while len(rows) < count:
        name, father, family, place = (dice.choice(each) for each in (given, given, families, places))
        born = read_date(f"{dice.randrange(1930, 2005)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}")
        for source in ("a", "b") if dice.random() < 1 / 3 else ("a",):
            spelled = family[:-3] + family[-2:] if dice.random() < 0.1 else family
            rows.append(
                Record(f"{source}{len(rows)}", source, name, father, spelled, "", born, None, None, Place(place))
            )
    return rows[:count]


def ours(people: list[Record]) -> int:
    return len(link(people).pairs)


def plain(people: list[Record]) -> int:
    table = pa.table(
        {
            "unique_id": range(len(people)),
            "given": [each.given for each in people],
            "family": [each.family for each in people],
            "father": [each.patronymic for each in people],
            "born": [str(each.born) for each in people],
            "place": [each.place.settlement for each in people],
        }
    )
    api = DuckDBAPI()
    linker = Linker(
        api.register(table),
        {
            "link_type": "dedupe_only",
            "comparisons": [
                cl.JaroWinklerAtThresholds("given"),
                cl.JaroWinklerAtThresholds("family"),
                cl.JaroWinklerAtThresholds("father"),
                cl.ExactMatch("born"),
                cl.ExactMatch("place"),
            ],
            "blocking_rules_to_generate_predictions": [
                block_on("given", "family"),
                block_on("family", "born"),
                block_on("given", "born"),
                block_on("family", "place"),
            ],
        },
        log_level=None,
    )
    linker.training.estimate_probability_two_random_records_match([block_on("given", "family", "born")], recall=0.7)
    taught(linker, block_on("given", "family"), block_on("born", "place"))
    return len(linker.inference.predict(threshold_match_probability=0.5).as_pyarrow_table())


def floor(table: pa.Table) -> int:
    """Splink itself with our table, comparisons and blocks, and none of our code around it."""
    rules = [" AND ".join(f"l.{column} = r.{column}" for column in block.columns) for block in BLOCKS]
    start = Learned(*prior(COMPARISONS), share=0.3 / len(table))
    linker = Linker(DuckDBAPI().register(table), settings(start, rules), log_level=None)
    taught(linker, block_on("given_key", "family_key"), block_on("years", "place_key"))
    learned = time.monotonic()
    found = len(linker.inference.predict(threshold_match_probability=KEPT).as_pyarrow_table())
    print(f"| of the floor, pairs alone | | {time.monotonic() - learned:.1f} s | | |", flush=True)
    return found


def taught(linker: Linker, *blocks: Any) -> None:
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for block in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(block)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int)
    options.add_argument("--variations", action="store_true")
    options.add_argument("--estimates", type=int)
    options.add_argument("--only", choices=list(WAYS))
    chosen = options.parse_args()
    if chosen.variations:
        variations()
    elif chosen.estimates:
        estimates(chosen.estimates)
    elif chosen.records is None:
        quality()
    elif chosen.only:
        timed(chosen.only, chosen.records)
    else:
        for which in WAYS:
            subprocess.run([sys.executable, __file__, "--records", str(chosen.records), "--only", which], check=True)
        print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


WAYS: dict[str, tuple[Callable[[list[Record]], object], Callable[[Any], int]]] = {
    "plain": (lambda people: people, plain),
    "floor": (table_of, floor),
    "ours": (lambda people: people, ours),
}
"""What is prepared and not counted, and what is timed."""


def timed(which: str, count: int) -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    prepare, work = WAYS[which]
    given = prepare(million(count))
    begun, used = time.monotonic(), time.process_time()
    pairs = work(given)
    took, used = time.monotonic() - begun, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"| {which} | {pairs:,} pairs | {took:.1f} s | {used:.1f} s CPU | {memory:.1f} GB |", flush=True)


if __name__ == "__main__":
    main()
