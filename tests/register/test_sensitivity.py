"""Methods by linkages: the same numbers as each alone, in the order that was asked, a reason where there is none."""

import numpy as np
import pytest
from tests.register.test_estimation import PLANTED, seen_of

from kunak.base.errors import BadInput
from kunak.register import estimation
from kunak.register.sensitivity import MOST_LINKAGES, sensitivity

QUICK = ("chao", "loglinear", "stepwise", "decomposable")
DECIDED = seen_of(PLANTED["independent"](np.random.default_rng(1)))
LOOSE = seen_of(PLANTED["referring"](np.random.default_rng(2)))
FEW = seen_of({(1, 1, 0): 4, (0, 0, 1): 2})
LINKAGES = {"as decided": [DECIDED], "drawn": [DECIDED, LOOSE], "strict": [FEW]}


def test_every_cell_is_what_the_method_answers_alone() -> None:
    cells = {(each.answer.method, each.linkage): each.answer for each in sensitivity(LINKAGES, QUICK, seed=3)}
    assert list(cells) == [(method, linkage) for method in QUICK for linkage in LINKAGES]
    for method in QUICK:
        assert cells[method, "as decided"] == estimation.estimate(DECIDED, method, seed=3)
        assert cells[method, "drawn"] == estimation.estimate_linkages([DECIDED, LOOSE], method, seed=3)[1]
        assert "three" in (cells[method, "strict"].reason or "")


def test_what_is_equal_is_estimated_once() -> None:
    told: list[int] = []
    equal = {
        "0.9": [DECIDED],
        "0.5": [seen_of(PLANTED["independent"](np.random.default_rng(1)))],
        "drawn": [DECIDED] * 9,
    }
    cells = sensitivity(equal, ("loglinear",), progress=lambda _done, of: told.append(of))
    assert told == [2, 2]
    assert cells[0].answer == cells[1].answer
    assert cells[2].answer == estimation.estimate_linkages([DECIDED] * 9, "loglinear")[1]
    assert cells[2].answer.diagnostics["answers"] == 9


def test_the_same_seed_gives_the_same_table_however_many_work_on_it() -> None:
    told: list[tuple[int, int]] = []
    one = sensitivity(LINKAGES, QUICK, seed=5, progress=lambda done, of: told.append((done, of)))
    assert one == sensitivity(LINKAGES, QUICK, seed=5, workers=3)
    assert one != sensitivity(LINKAGES, QUICK, seed=6)
    assert told == [(done, 12) for done in range(1, 13)]


@pytest.mark.parametrize(
    ("linkages", "methods"),
    [
        ({}, QUICK),
        ({"empty": []}, QUICK),
        ({"as decided": [DECIDED]}, ()),
        ({str(number): [FEW] for number in range(MOST_LINKAGES + 1)}, QUICK),
    ],
)
def test_what_cannot_be_a_table_is_refused(
    linkages: dict[str, list[estimation.Histories]], methods: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput, match="linkages"):
        sensitivity(linkages, methods)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(BadInput, match="no method"):
        sensitivity({"as decided": [DECIDED]}, ("guess",))
