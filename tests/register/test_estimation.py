"""The library as others use it: planted populations are found again, and what cannot be known is not said."""

import os

import msgspec
import numpy as np
import pytest
from tests.oracles import populations
from tests.oracles.populations import Table
from tests.oracles.published import histories as published

from kunak.base.errors import BadInput
from kunak.register import estimation
from kunak.register.answers import Found

LAWS = os.environ.get("HYPOTHESIS_PROFILE") == "laws"
PEOPLE = 1_200
FEW = 400
"""People of two kinds: on lists so short, the published prior of latent classes alone makes the number too low."""

RUNS = {(False, False): (8, 5), (False, True): (200, 179), (True, False): (1, 0), (True, True): (30, 24)}
"""Populations, and how many of them at least; by whether chains have to be run, and whether ``make laws`` asks."""

PLANTED = {
    "independent": lambda generator: populations.independent(generator, PEOPLE, (0.3, 0.2, 0.35, 0.15)),
    "referring": lambda generator: populations.referring(generator, PEOPLE, (0.3, 0.2, 0.35, 0.25), 0.4),
    "of two kinds": lambda generator: populations.of_two_kinds(
        generator, FEW, (0.6, 0.5, 0.6, 0.5, 0.55), (0.15, 0.1, 0.2, 0.1, 0.15)
    ),
}
COVERED = [
    ("independent", "loglinear"),
    ("independent", "stepwise"),
    ("independent", "decomposable"),
    ("independent", "latent-class"),
    ("referring", "loglinear"),
    ("referring", "stepwise"),
    ("referring", "decomposable"),
    ("of two kinds", "latent-class"),
]
"""Which method supposes what is true of the population."""


QUICK = ("chao", "loglinear", "stepwise", "decomposable")


def seen_of(table: Table) -> estimation.Histories:
    names = [f"list {j}" for j in range(len(next(iter(table))))]
    return estimation.histories(names, table)


@pytest.mark.parametrize(("population", "method"), COVERED)
def test_planted_populations_lie_in_the_interval_as_often_as_it_says(population: str, method: str) -> None:
    """Of so many intervals at 0.95, fewer than these hold the truth less than once in a thousand runs, were it so."""
    runs, least = RUNS[method == "latent-class", LAWS]
    inside, people = 0, FEW if population == "of two kinds" else PEOPLE
    for seed in range(runs):
        table = PLANTED[population](np.random.default_rng([seed, 17]))
        answer = estimation.estimate(seen_of(table), method, seed=seed)
        if answer.estimate is not None:
            inside += answer.estimate.interval[0] <= people <= answer.estimate.interval[1]
    assert inside >= least


def test_chao_stays_below_what_is_there() -> None:
    table = PLANTED["of two kinds"](np.random.default_rng(1))
    answer = estimation.estimate(seen_of(table), "chao")
    assert answer.estimate is not None
    assert answer.estimate.mean < FEW


@pytest.mark.parametrize("method", estimation.METHODS)
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({(1, 0): 10, (0, 1): 12, (1, 1): 5}, "at least three are needed"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (1, 1, 0): 5}, "at least three are needed"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (0, 0, 1): 5}, "The lists do not overlap"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (0, 0, 1): 5, (1, 1, 0): 4}, "Fewer than three lists overlap"),
    ],
)
def test_what_no_method_can_know_is_not_estimated(table: Table, reason: str, method: str) -> None:
    answer = estimation.estimate(seen_of(table), method)
    assert answer.answer == "cannot_be_estimated"
    assert answer.estimate is None
    assert reason in (answer.reason or "")


@pytest.mark.parametrize("method", estimation.METHODS)
def test_lists_that_are_one_list_are_not_three(method: str) -> None:
    answer = estimation.estimate(seen_of({(1, 1, 1): 50}), method)
    assert "fewer than three different lists" in (answer.reason or "")


@pytest.mark.parametrize("method", [method for method in estimation.METHODS if method != "chao"])
def test_six_people_on_two_lists_are_too_few(method: str) -> None:
    table: Table = {(1, 0, 0): 20, (0, 1, 0): 30, (0, 0, 1): 25, (1, 1, 0): 2, (1, 0, 1): 2, (0, 1, 1): 2}
    answer = estimation.estimate(seen_of(table), method)
    assert answer.answer == "cannot_be_estimated"
    assert "Only 6 people" in (answer.reason or "")
    assert estimation.estimate(seen_of(table), "chao").answer == "estimated"


@pytest.mark.parametrize("method", ["chao", "loglinear", "stepwise", "decomposable"])
def test_the_sum_of_strata_is_less_uncertain_than_its_parts_together(method: str) -> None:
    strata = {f"valley {n}": seen_of(PLANTED["independent"](np.random.default_rng(n))) for n in range(4)}
    each, total = estimation.estimate_strata(strata, method, seed=1, workers=2)
    numbers = [answer.estimate for answer in each.values() if answer.estimate]
    assert total.estimate is not None
    assert total.observed == sum(seen.observed for seen in strata.values())
    assert total.estimate.mean == pytest.approx(sum(number.mean for number in numbers))
    widths = [number.interval[1] - number.interval[0] for number in numbers]
    width = total.estimate.interval[1] - total.estimate.interval[0]
    assert width < sum(widths)
    if method != "chao":
        # Independent parts: their widths add up as squares do. Between Chao's two bounds nothing is random.
        assert width == pytest.approx(np.sqrt(np.sum(np.square(widths))), rel=0.3)
    assert (each, total) == estimation.estimate_strata(strata, method, seed=1, workers=1)


@pytest.mark.parametrize("method", ["loglinear", "stepwise", "decomposable"])
def test_the_interval_of_a_sum_holds_all_people_as_often_as_it_says(method: str) -> None:
    """Four valleys of unequal size, one list telling another in each."""
    runs, least = RUNS[False, LAWS]
    sizes, chances = (300, 600, 900, 1_200), ((0.3, 0.2, 0.35, 0.15), (0.25, 0.3, 0.2, 0.2), (0.15, 0.35, 0.3, 0.25))
    inside = 0
    for seed in range(runs):
        generator = np.random.default_rng([seed, 29])
        strata = {
            f"valley {n}": seen_of(populations.referring(generator, size, chances[n % 3], 0.4))
            for n, size in enumerate(sizes)
        }
        _, total = estimation.estimate_strata(strata, method, seed=seed)
        if total.estimate is not None:
            inside += total.estimate.interval[0] <= sum(sizes) <= total.estimate.interval[1]
    assert inside >= least


@pytest.mark.parametrize("method", ["chao", "loglinear", "stepwise", "decomposable"])
def test_one_stratum_is_as_uncertain_alone_as_in_a_sum(method: str) -> None:
    seen = published("new_orleans")
    each, total = estimation.estimate_strata({"city": seen}, method, seed=2)
    assert total.estimate is not None
    assert each["city"].estimate is not None
    assert total.estimate.interval == pytest.approx(each["city"].estimate.interval, rel=0.1)


def test_what_is_assumed_beforehand_is_assumed_of_all_strata_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two priors: the sum under one, and under the other, and an interval that holds both; linkages likewise."""
    rows = np.stack([np.linspace(1_300, 1_400, 500), np.linspace(1_300, 2_000, 500)])
    number = estimation.Estimate(1_350, 1_350, (1_300, 2_000), 0.95)
    monkeypatch.setitem(estimation._METHODS, "latent-class", lambda _task: Found(number, {}, rows))
    seen = seen_of(PLANTED["independent"](np.random.default_rng(1)))
    _, total = estimation.estimate_strata({"valley": seen, "ridge": seen}, "latent-class")
    assert total.estimate is not None
    assert total.estimate.median == pytest.approx(2_700, rel=0.01)
    assert total.estimate.interval == pytest.approx((2_620, 3_845), rel=0.02)
    _, pooled = estimation.estimate_linkages([seen, seen], "latent-class")
    assert pooled.estimate is not None
    assert pooled.estimate.median == pytest.approx(1_350, rel=0.01)
    assert pooled.estimate.interval == pytest.approx((1_302, 1_982), rel=0.01)


def test_a_stratum_that_cannot_be_estimated_leaves_no_sum() -> None:
    ridge: Table = {(1, 1, 0): 4}
    strata = {"valley": seen_of(PLANTED["independent"](np.random.default_rng(1))), "ridge": seen_of(ridge)}
    each, total = estimation.estimate_strata(strata, "stepwise")
    assert each["valley"].answer == "estimated"
    assert "at least three are needed" in (each["ridge"].reason or "")
    assert total.answer == "cannot_be_estimated"
    assert "ridge" in (total.reason or "")


def test_what_is_not_known_of_the_linkage_is_in_the_interval() -> None:
    """Every tenth person on two lists is taken for two people, or not."""
    table = PLANTED["independent"](np.random.default_rng(2))
    split = dict(table)
    for history, count in table.items():
        if sum(history) > 1:
            split[history] -= count // 10
            alone = tuple(int(j == history.index(1)) for j in range(4))
            rest = tuple(mark - one for mark, one in zip(history, alone, strict=True))
            for part in (alone, rest):
                split[part] = split.get(part, 0) + count // 10
    linkages = [seen_of(table), seen_of(split)]
    each, over = estimation.estimate_linkages(linkages, "decomposable", seed=1)
    ends = [answer.estimate.interval for answer in each if answer.estimate]
    assert over.estimate is not None
    assert over.observed == linkages[1].observed
    assert ends[0][1] < ends[1][1]
    assert over.diagnostics["medians"] == [answer.estimate.median for answer in each if answer.estimate]
    assert over.estimate.interval == pytest.approx((ends[0][0], ends[1][1]), rel=0.03)


def test_linkages_without_a_number_leave_none() -> None:
    linkages = [seen_of(PLANTED["independent"](np.random.default_rng(1))), seen_of({(1, 1, 0): 4})]
    _, over = estimation.estimate_linkages(linkages, "chao")
    assert "1 of 2 linkages" in (over.reason or "")
    assert "Under the first of them: There are 2 lists" in (over.reason or "")
    assert over.diagnostics["without_number"] == 1


def test_nothing_to_estimate_is_refused() -> None:
    with pytest.raises(BadInput, match="no strata"):
        estimation.estimate_strata({}, "chao")
    with pytest.raises(BadInput, match="no linkages"):
        estimation.estimate_linkages([], "chao")


@pytest.mark.parametrize("method", estimation.METHODS)
def test_the_students_whom_a_serum_check_of_all_found_lie_in_every_interval(method: str) -> None:
    """Hepatitis in a college: three lists held 271 students, a check of everybody found 545 (Chao and others 2001)."""
    answer = estimation.estimate(published("hepatitis"), method, seed=1)
    assert answer.estimate is not None
    assert answer.estimate.interval[0] <= 545 <= answer.estimate.interval[1]


def test_every_sentence_of_an_answer_can_be_translated() -> None:
    """The harm: a refusal that somebody cannot read counts as a number that is missing by mistake."""
    seen, few = published("kosovo"), seen_of({(1, 1, 0): 4})
    for answer in (
        *(estimation.estimate(each, method) for each in (seen, few) for method in QUICK),
        estimation.estimate_strata({"valley": seen, "ridge": few}, "chao")[1],
        estimation.estimate_linkages([seen, few], "chao")[1],
    ):
        said = answer.diagnostics[estimation.SAID]
        whole = [*([answer.reason] if answer.reason else []), *answer.warnings]
        assert [str(each) for each in said] == whole
        assert msgspec.json.encode(answer)
        assert estimation.warnings_of(answer) == said[len(said) - len(answer.warnings) :]


def test_a_list_without_people_is_left_out_and_named() -> None:
    table = {(*history, 0): count for history, count in PLANTED["independent"](np.random.default_rng(1)).items()}
    answer = estimation.estimate(seen_of(table), "stepwise")
    assert answer.answer == "estimated"
    assert answer.lists == 5
    assert any("list 4" in warning for warning in answer.warnings)


def test_one_list_given_twice_is_noticed() -> None:
    table = {(*history, history[0]): n for history, n in PLANTED["independent"](np.random.default_rng(1)).items()}
    answer = estimation.estimate(seen_of(table), "chao")
    assert any("hold the same people" in warning for warning in answer.warnings)


def test_the_same_seed_gives_the_same_answer_and_all_is_each() -> None:
    seen = seen_of(populations.independent(np.random.default_rng(3), 300, (0.3, 0.4, 0.35)))
    every = estimation.estimate_all(seen, seed=5)
    assert [each.method for each in every] == list(estimation.METHODS)
    assert every[1] == estimation.estimate(seen, "loglinear", seed=5)
    assert every[1] != estimation.estimate(seen, "loglinear", seed=6)


def test_a_higher_level_gives_a_wider_interval() -> None:
    seen = seen_of(PLANTED["independent"](np.random.default_rng(3)))
    for method in ("chao", "loglinear", "stepwise", "decomposable"):
        narrow, wide = (estimation.estimate(seen, method, level=level).estimate for level in (0.8, 0.99))
        assert narrow is not None
        assert wide is not None
        assert wide.interval[0] < narrow.interval[0] < narrow.interval[1] < wide.interval[1]


@pytest.mark.parametrize("method", estimation.METHODS)
def test_the_distribution_is_that_of_the_answer(method: str) -> None:
    """Its ends are the interval's, it grows, the median lies in it."""
    answer = estimation.estimate(published("new_orleans"), method, seed=1)
    number, told = answer.estimate, answer.diagnostics[estimation.DISTRIBUTION]
    assert number is not None
    assert (told[0], told[-1]) == number.interval
    assert told == sorted(told)
    assert told[0] <= number.median <= told[-1]
    assert len(str(answer.diagnostics[estimation.DISTRIBUTION])) < 1_000
    if method == "decomposable":
        assert told[len(told) // 2] == pytest.approx(number.median, abs=1)


def test_narrower_intervals_are_quantiles_of_the_distribution_of_a_wider_one() -> None:
    seen = seen_of(PLANTED["independent"](np.random.default_rng(3)))
    for method in ("chao", "loglinear", "stepwise", "decomposable"):
        wide = estimation.estimate(seen, method, level=0.9).diagnostics[estimation.DISTRIBUTION]
        narrow = estimation.estimate(seen, method, level=0.54).estimate
        assert narrow is not None
        # 0.54 of 0.9: from the 8th of 40 parts to the 32nd.
        assert (wide[8], wide[32]) == pytest.approx(narrow.interval, rel=0.01)


def test_sums_and_linkages_have_a_distribution_too() -> None:
    seen = seen_of(PLANTED["independent"](np.random.default_rng(3)))
    for answer in (
        estimation.estimate_strata({"valley": seen, "ridge": seen}, "loglinear")[1],
        estimation.estimate_linkages([seen, seen], "loglinear")[1],
    ):
        told = answer.diagnostics[estimation.DISTRIBUTION]
        assert answer.estimate is not None
        assert (told[0], told[-1]) == answer.estimate.interval
        assert told == sorted(told)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"method": "guess"}, "no method “guess”"),
        ({"method": "chao", "level": 1.0}, "level from 0.5"),
        ({"method": "chao", "seed": -1}, "seed from 0"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        estimation.estimate(seen_of({(1, 1, 0): 4, (1, 0, 1): 3}), **options)  # type: ignore[arg-type]
