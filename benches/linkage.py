"""How fast are a million records linked, beside plain Splink, and how well are the lists of an invented war?

    .venv/bin/python benches/linkage.py                      quality over seeds and levels
    .venv/bin/python benches/linkage.py --variations         columns missing, more slips, more siblings
    .venv/bin/python benches/linkage.py --estimates 100      is the population inside the interval after linkage?
    .venv/bin/python benches/linkage.py --records 1000000    speed and memory, ours and plain Splink

Plain Splink compares exact given name, family name, birth and place, blocks on two of them, and learns as its
documentation teaches. Each runs in a process of its own.
"""

import argparse
import logging
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, block_on
from tests.oracles import invented_lists

from kunak.register.answers import Answer
from kunak.register.estimation import estimate, estimate_linkages
from kunak.register.linkage import groups_of, histories_of, link, linkages
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
        for seed in range(40, 40 + seeds):
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


def ours(count: int) -> int:
    return len(link(million(count)).pairs)


def plain(count: int) -> int:
    logging.getLogger("splink").setLevel(logging.ERROR)
    people = million(count)
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
    )
    linker.training.estimate_probability_two_random_records_match([block_on("given", "family", "born")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born", "place"))
    return len(linker.inference.predict(threshold_match_probability=0.5).as_pyarrow_table())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int)
    options.add_argument("--variations", action="store_true")
    options.add_argument("--estimates", type=int)
    options.add_argument("--only", choices=["ours", "plain"])
    chosen = options.parse_args()
    if chosen.variations:
        variations()
    elif chosen.estimates:
        estimates(chosen.estimates)
    elif chosen.records is None:
        quality()
    elif chosen.only:
        begun = time.monotonic()
        pairs = {"ours": ours, "plain": plain}[chosen.only](chosen.records)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"| {chosen.only} | {pairs:,} pairs | {time.monotonic() - begun:.0f} s | {memory:.1f} GB |", flush=True)
    else:
        for which in ("plain", "ours"):
            subprocess.run([sys.executable, __file__, "--records", str(chosen.records), "--only", which], check=True)


if __name__ == "__main__":
    main()
