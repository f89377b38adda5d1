"""What of an estimate may be shown: nothing over few people, everything else rounded, and how it came about."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles import populations
from tests.register.test_estimation import QUICK, seen_of

from kunak.app import estimating, unrecorded
from kunak.app.estimating import DECIDED, Made
from kunak.app.telling import Told
from kunak.app.unrecorded import METHOD_NAMES, Unrecorded
from kunak.base.instants import Instant
from kunak.register import estimation
from kunak.register.protecting import LEAST, grain
from kunak.register.sensitivity import sensitivity

NOW = b"as it is now"
TABLE = populations.referring(np.random.default_rng(4), 160, (0.5, 0.35, 0.4, 0.3), 0.3)


def made_of(table: populations.Table, methods: tuple[str, ...] = QUICK, seed: int = 1) -> Made:
    seen = seen_of(table)
    linkages = {DECIDED: [seen], "0.9": [seen], estimating.DRAWN: [seen, seen]}
    return estimating._made(Instant(0), NOW, seed, linkages, sensitivity(linkages, methods, seed=seed))


def view(table: populations.Table, *, exact: bool = False, **options: object) -> Unrecorded:
    return unrecorded.shown(made_of(table), now=NOW, exact=exact, **options)  # type: ignore[arg-type]


def test_exact_figures_are_those_of_the_methods() -> None:
    found = view(TABLE, exact=True)
    assert [line.name for line in found.lines] == [METHOD_NAMES[method] for method in QUICK]
    for line in found.lines:
        number = estimation.estimate(seen_of(TABLE), line.method, seed=1).estimate
        assert number is not None
        first = line.figures[0]
        assert (first.median, first.people) == (round(number.median), found.people)
        assert first.low is not None
        assert first.high is not None
        assert first.low <= number.interval[0] < number.interval[1] <= first.high
        assert [str(each) for each in found.linkages] == ["as decided", "from 90 %", "2 draws"]
    assert sum(each.people for each in found.overlaps) == found.people


@pytest.mark.parametrize("exact", [True, False])
def test_the_distribution_that_is_drawn_lies_in_its_interval_and_is_all_there(exact: bool) -> None:
    found = view(TABLE, exact=exact)
    assert found.lines[0].figures[0].spread is None
    for line in found.lines[1:]:
        first = line.figures[0]
        assert first.spread is not None
        assert first.low is not None
        assert first.high is not None
        end = first.spread.begin + first.spread.width * len(first.spread.masses)
        assert first.low - 10 <= first.spread.begin < first.low + 1
        assert first.high <= end <= first.high + 1 + first.spread.width
        assert sum(first.spread.masses) == pytest.approx(0.95, abs=1e-6 if exact else 0.1)
        assert len(first.spread.masses) <= unrecorded.STEPS + 1


def test_figures_are_rounded_where_small_numbers_are_hidden() -> None:
    """The harm: who knows method and seed tries out which hidden counts give the figure to the last digit."""
    found, exact = view(TABLE), view(TABLE, exact=True)
    for line, other in zip(found.lines, exact.lines, strict=True):
        for figure, true in zip(line.figures, other.figures, strict=True):
            assert figure.median is not None
            assert true.median is not None
            step = grain(true.median)
            assert figure.median % step == 0
            assert figure.high is not None
            assert figure.high % step == 0
            assert figure.low is not None
            assert figure.low % step == 0 or figure.low == figure.people
            for mass in figure.spread.masses if figure.spread else ():
                assert 100 * mass == pytest.approx(round(100 * mass))
            assert (true.low or 0) - figure.low < step
            assert abs(figure.median - true.median) <= step
    assert found.overlaps == ()
    chao = found.lines[0].figures[0].warnings
    assert re.search(r"lists is \d+0\.", str(chao[1]))


@pytest.mark.parametrize(
    "table",
    [
        {(1, 1, 0): 2, (1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 9},
        {(1, 1, 1): 1, (1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 9},
    ],
)
def test_nothing_is_shown_of_an_estimate_over_few(table: populations.Table) -> None:
    found = view(table)
    assert (found.withheld, found.lines, found.people, found.axis) == (True, (), None, ())
    assert any(each.people is None for each in found.lists) or None in found.shared
    assert not view(table, exact=True).withheld


def test_what_the_report_hides_is_not_told_by_the_estimate() -> None:
    assert view(TABLE, total_hidden=True).people is None
    assert view(TABLE, total_hidden=True, exact=True).people is not None


def test_a_small_count_is_in_no_number_of_the_note() -> None:
    table: populations.Table = {(1, 1, 0): 8, (1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 1, (0, 1, 1): 1, (1, 1, 1): 2}
    found = view(table)
    assert set(found.shared) == {None}
    told = " ".join(map(str, found.note))
    assert "on two and so on" not in told
    assert all(each.people >= LEAST for each in found.lists if each.people)


@given(st.dictionaries(st.sampled_from(list(product((0, 1), repeat=3))[1:]), st.integers(1, 9), min_size=1))
def test_no_small_count_follows_from_the_sizes_of_lists(table: populations.Table) -> None:
    """The harm: sizes, their sum and the total are equations, and a hidden number is their solution."""
    seen = seen_of(table)
    linkages = {DECIDED: [seen]}
    made = estimating._made(Instant(0), NOW, 0, linkages, sensitivity(linkages, ("chao",)))
    found = unrecorded.shown(made, now=NOW, exact=False)
    sizes = [each.people for each in found.lists]
    shown = [count for count in found.shared if count is not None]
    assert not any(0 < count < LEAST for count in (*shown, *(size for size in sizes if size)))
    if shown or None in sizes:
        return
    # What the sizes leave open: every way to have so many people on one list, two, three.
    surplus = sum(size or 0 for size in sizes) - made.people
    ways = [(twice, thrice) for thrice in range(10) if (twice := surplus - 2 * thrice) >= 0]
    assert len(ways) > 1 or all(count == 0 or count >= LEAST for count in ways[0])


def test_the_note_has_the_numbers_of_this_estimate() -> None:
    table = dict.fromkeys(TABLE, 0) | TABLE
    made = made_of(table, estimation.METHODS, seed=7)
    note = [str(each) for each in unrecorded.shown(made, now=NOW, exact=True).note]
    whole = " ".join(note)
    assert "the seed 7, from 4 lists; intervals at 95 %" in whole
    assert f"on two and so on: {', '.join(str(made.on_exactly(lists)) for lists in range(1, 5))}." in whole
    assert f"list 1 {made.on_list(1)}" in whole
    assert re.search(r"Latent classes: 8 chains of \d+ steps; R-hat 1\.\d{3}, worth \d+ draws", whole)
    assert "second prior: R-hat" in whole
    assert "113 models were looked at" in whole
    assert "61 graphs" in whole or "60 graphs" in whole
    assert f"With proposed links of a probability of 90 % and more there are {made.people} people." in whole
    assert "rounded" not in whole


def test_a_refusal_has_its_reason_and_no_figure() -> None:
    found = view({(1, 0, 0): 10, (0, 1, 0): 12, (1, 1, 0): 5})
    for line in found.lines:
        for figure in line.figures:
            assert (figure.median, figure.low, figure.high, figure.spread) == (None, None, None, None)
            assert figure.reason is not None
    first, _, drawn = found.lines[0].figures
    assert first.reason is not None
    assert drawn.reason is not None
    assert "at least three are needed" in str(first.reason)
    # A reason within a reason is a sentence of its own, so that it can be told in another language.
    assert isinstance(drawn.reason.details["reason"], Told)
    assert "at least three are needed" in str(drawn.reason)


def test_that_nothing_can_be_estimated_may_be_said_even_of_few() -> None:
    """The harm: a refusal that is hidden like a number is taken for a number."""
    found = view({(1, 0, 0): 2, (0, 1, 0): 1}, total_hidden=True)
    (reason,) = found.refusals
    assert "at least three are needed" in str(reason)
    assert (found.withheld, found.people, found.axis) == (False, None, ())
    assert {figure.people for line in found.lines for figure in line.figures} == {None}
    assert not re.search(r"\b[12] people", " ".join(map(str, found.note)))


def test_a_register_that_has_changed_since_is_noticed() -> None:
    made = made_of(TABLE)
    assert not unrecorded.shown(made, now=NOW, exact=False).changed
    assert unrecorded.shown(made, now=b"otherwise", exact=False).changed
