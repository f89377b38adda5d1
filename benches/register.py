"""How fast is estimation, and does it answer what was published?

    .venv/bin/python benches/register.py               speed
    .venv/bin/python benches/register.py --published   the table of docs/methods/mse.md
    .venv/bin/python benches/register.py --coverage N  how often latent classes hold N planted populations of each kind

The peers are R packages and run only where R and they are found; where not, that is said. Their times in brackets
are those that were seen on the project's machine before (issue 6).
"""

import csv
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from tests.oracles import populations

from kunak.register import decomposable, estimation, graphs, kernels, latent, loglinear, stepwise
from kunak.register.answers import CannotBeEstimated
from kunak.register.histories import Histories, read_histories

PUBLISHED = Path(__file__).parent.parent / "tests" / "register" / "published"
SEEN = {"stepwise": 381.0, "hierarchical": 82.0, "decomposable": 2.25}
"""CPU seconds of SparseMSE, Rcapture and dga, as issue 6 gives them."""


def published(name: str) -> Histories:
    with (PUBLISHED / f"{name}.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    return read_histories(name, header, [(n, dict(zip(header, row, strict=True))) for n, row in enumerate(rows, 2)])


def planted(lists: int, people: int, chance: float) -> Histories:
    """Sparse lists of an invented population; two of them refer people to each other."""
    generator = np.random.default_rng(lists)
    found = generator.random((people, lists)) < chance * (0.5 + np.arange(lists) / lists)
    found[:, 1] |= found[:, 0] & (generator.random(people) < 0.3)
    counts = np.bincount(found @ (1 << np.arange(lists)), minlength=2**lists)
    counts[0] = 0
    return Histories(tuple(f"L{j}" for j in range(lists)), counts)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the second run: the first compiles."""
    work()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def row(what: str, ours: float, theirs: float | None, wanted: str) -> None:
    ratio = f"{theirs / ours:,.0f} times" if theirs else ""
    print(f"| {what} | {ours:.3f} s | {f'[{theirs:g} s]' if theirs else ''} | {ratio} | {wanted} |")


def speed() -> None:
    six, five, kosovo = planted(6, 8000, 0.06), planted(5, 4000, 0.25), published("kosovo")
    print("| what | CPU | peer [seen before] | ratio | wanted |\n|---|---|---|---|---|")
    took = cpu(lambda: stepwise.select(six, generator=np.random.default_rng(1), level=0.95))
    row("stepwise, 6 lists, 1,000 bootstraps, existence shown", took, SEEN["stepwise"], "100 times")
    row(
        "all 6,893 hierarchical models, 5 lists", cpu(lambda: loglinear.fit_all(five)), SEEN["hierarchical"], "30 times"
    )
    graphs.decomposable.cache_clear()
    took = cpu(lambda: decomposable.average(five, level=0.95))
    row("decomposable graphs, 5 lists", took, SEEN["decomposable"], "2 times")
    for name, seen in (("Kosovo", kosovo), ("New Orleans", published("new_orleans")), ("hare", published("hare"))):
        per_second = iterations_a_second(seen)
        print(
            f"| latent class, iterations per CPU second, {name} | {per_second:,.0f} | [17,000 to 102,000] | | 2 times |"
        )
    begun = time.process_time()
    latent.sample(kosovo, generator=np.random.default_rng(1), level=0.95)
    print(f"| latent class, Kosovo, 8 chains until they agree | {time.process_time() - begun:.1f} s | | | |")
    begun = time.process_time()
    over_thresholds()
    print(f"| Khartoum at 25 linkage thresholds, log-linear | {time.process_time() - begun:.1f} s | | | 5 minutes |")


def iterations_a_second(seen: Histories) -> float:
    generator = np.random.default_rng(1)
    state = generator.dirichlet(np.ones(10)), generator.random((10, seen.lists))
    draws = np.zeros(4000, dtype=np.int64)
    many = 10**6
    run = partial(
        kernels.latent_chain, generator, seen.counts, seen.lists, *state, 1.0, seen.observed, many, draws, 5, 1.0
    )
    return draws.size * 5 / cpu(run)


def over_thresholds(outcome: str = "all_cause") -> list[tuple[int, int, int, str]]:
    """Return the answer for every linkage of the Khartoum set: thresholds, people seen, number."""
    with (PUBLISHED / "khartoum.csv").open(newline="") as file:
        rows = [each for each in csv.DictReader(file) if each["outcome"] == outcome]
    found = []
    for pair in sorted({(int(each["overlap_threshold"]), int(each["dup_threshold"])) for each in rows}):
        counts = np.zeros(8, dtype=np.int64)
        for each in rows:
            if (int(each["overlap_threshold"]), int(each["dup_threshold"])) == pair:
                counts[sum(int(each[f"list{j + 1}"]) << j for j in range(3))] += int(each["count"])
        seen = Histories(("list1", "list2", "list3"), counts)
        found.append((*pair, seen.observed, answered(seen, "loglinear")))
    return found


def answered(seen: Histories, method: str) -> str:
    answer = estimation.estimate(seen, method, seed=1, workers=2)
    if answer.estimate is None:
        return f"cannot be estimated: {answer.reason}"
    low, high = answer.estimate.interval
    if method == "latent-class":
        least, most = answer.diagnostics["interval"]
        alone = f"; published prior alone {least:,.0f} to {most:,.0f}"
        return f"{answer.estimate.mean:,.1f}, median {answer.estimate.median:,.0f} ({low:,.0f} to {high:,.0f}{alone})"
    return f"{answer.estimate.mean:,.1f}, median {answer.estimate.median:,.0f} ({low:,.0f} to {high:,.0f})"


def table() -> None:
    print("| set | method | published | here |\n|---|---|---|---|")
    fits = loglinear.fit_all(published("kosovo"))
    near = ", ".join(f"{4400 + unseen:,.2f}" for unseen in fits.unseen[:3])
    print(f"| Kosovo | best three log-linear models by BIC | 10,356.52; 12,741; 18,393 | {near} |")
    print(f"| Kosovo | loglinear | 10,356.52 (SE 785.90) | {answered(published('kosovo'), 'loglinear')} |")
    graphs_said = "12,749 (9,827 to 16,544)"
    print(f"| Kosovo | decomposable | {graphs_said} | {answered(published('kosovo'), 'decomposable')} |")
    classes_said = "median about 10,400 (9,100 to 14,500)"
    print(f"| Kosovo | latent-class | {classes_said} | {answered(published('kosovo'), 'latent-class')} |")
    print(f"| New Orleans | stepwise | 1,034.15 | {answered(published('new_orleans'), 'stepwise')} |")
    print(f"| hare | Mth, Poisson order 2 | 81.1 (SE 5.6 to 5.7) | {poisson_two(published('hare')):.1f} |")
    for method in estimation.METHODS:
        print(f"| hare | {method} | – | {answered(published('hare'), method)} |")
    independent, every_pair = (
        271 + unseen
        for model, unseen in sorted(hepatitis_models().items(), key=lambda item: len(item[0]))
        if len(model) in {0, 3}
    )
    print(f"| hepatitis | independent lists; all pairs | 388; 1,313 | {independent:,.1f}; {every_pair:,.1f} |")
    for method in estimation.METHODS:
        print(f"| hepatitis, 545 in truth | {method} | – | {answered(published('hepatitis'), method)} |")
    with (PUBLISHED / "khartoum_published.csv").open(newline="") as file:
        theirs = {(int(e["ovrlp_threshold"]), int(e["dup_threshold"])): e for e in csv.DictReader(file)}
    for outcome, called in (("all_cause", "Khartoum"), ("intl_injury", "Khartoum, injuries meant")):
        for overlap, duplicate, seen, ours in over_thresholds(outcome):
            if overlap == duplicate:
                each = theirs[overlap, duplicate]
                number, low, high = (int(each[f"{outcome}_{what}"]) for what in ("est", "lci", "uci"))
                what = f"{called}, thresholds {overlap} and {duplicate}, {seen:,} seen"
                print(f"| {what} | loglinear | {number:,} ({low:,} to {high:,}) | {ours} |")


def hepatitis_models() -> dict[frozenset[int], float]:
    fits = loglinear.fit_all(published("hepatitis"))
    return {frozenset(model): float(unseen) for model, unseen in zip(fits.models, fits.unseen, strict=True)}


TWO_KINDS = (0.6, 0.5, 0.6, 0.5, 0.55), (0.15, 0.1, 0.2, 0.1, 0.15)
PLANTED: dict[str, tuple[int, Callable[[np.random.Generator], populations.Table]]] = {
    "independent, 4 lists": (1_200, lambda dice: populations.independent(dice, 1_200, (0.3, 0.2, 0.35, 0.15))),
    "two kinds, 5 lists": (1_200, lambda dice: populations.of_two_kinds(dice, 1_200, *TWO_KINDS)),
    "two kinds, 5 lists, few": (400, lambda dice: populations.of_two_kinds(dice, 400, *TWO_KINDS)),
    "two kinds, 4 lists": (
        1_200,
        lambda dice: populations.of_two_kinds(dice, 1_200, (0.5, 0.4, 0.5, 0.45), (0.1, 0.08, 0.15, 0.1)),
    ),
    "by degrees, 5 lists": (1_200, lambda dice: populations.graded(dice, 1_200, (0.3, 0.2, 0.35, 0.15, 0.25), 1.0)),
}


def coverage(runs: int) -> None:
    """Print how often intervals hold planted populations, and how much longer they are for the second prior."""
    print("| population | inside | published prior alone | refused | length against it: median | most |")
    print("|---|---|---|---|---|---|")
    for kind, (people, draw) in PLANTED.items():
        both, alone, lengths = 0, 0, []
        for seed in range(runs):
            counts = draw(np.random.default_rng([seed, 17]))
            seen = estimation.histories([f"L{j}" for j in range(len(next(iter(counts))))], counts)
            answer = estimation.estimate(seen, "latent-class", seed=seed, workers=2)
            if answer.estimate is not None:
                (low, high), (least, most) = answer.diagnostics["interval"], answer.estimate.interval
                alone += low <= people <= high
                both += least <= people <= most
                lengths.append((most - least) / (high - low))
        refused = runs - len(lengths)
        longer = f"{np.median(lengths):.1f} | {max(lengths):.1f}" if lengths else "– | –"
        print(f"| {kind}, {people:,} people | {both} of {runs} | {alone} | {refused} | {longer} |", flush=True)


def poisson_two(seen: Histories) -> float:
    """Return the number under the model whose lists differ and whose people differ by 2^k - 1 in the number of lists.

    Source: Baillargeon and Rivest (2007), Journal of Statistical Software 19(5).
    """
    cells = np.arange(1, 2**seen.lists)
    on = np.array([int(cell).bit_count() for cell in cells])
    marks = np.array([[cell >> j & 1 for j in range(seen.lists)] for cell in cells], dtype=float)
    design = np.c_[np.ones(cells.size), marks, 2.0**on - 1]
    counts = seen.counts[1:].astype(float)
    mean = counts + 0.3
    for _ in range(50):
        weighted = design.T * mean
        beta = np.linalg.solve(weighted @ design, weighted @ (np.log(mean) + (counts - mean) / mean))
        mean = np.exp(design @ beta)
    return seen.observed + float(np.exp(beta[0]))


def peers() -> None:
    """Say whether the peers could be run."""
    if shutil.which("Rscript") is None:
        print("\nR is not installed here: the peers were not run; their times are those that were seen before.")
        return
    wanted = 'cat(sapply(c("SparseMSE", "Rcapture", "dga", "LCMCR"), requireNamespace, quietly = TRUE))'
    found = subprocess.run(["Rscript", "-e", wanted], capture_output=True, text=True, check=False)  # noqa: S607
    print(f"\nR is here; SparseMSE, Rcapture, dga, LCMCR found: {found.stdout.strip()}. They were not run.")


if __name__ == "__main__":
    try:
        if "--published" in sys.argv:
            table()
        elif "--coverage" in sys.argv:
            coverage(int(sys.argv[-1]))
        else:
            speed()
            peers()
    except CannotBeEstimated as no:
        sys.exit(f"refused: {no.reason}")
