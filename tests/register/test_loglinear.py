"""Models chosen by BIC: published answers, and no answer where they disagree."""

import numpy as np
import pytest
from tests.oracles.populations import Table
from tests.oracles.published import histories as published

from kunak.register import loglinear
from kunak.register.answers import CannotBeEstimated
from kunak.register.estimation import histories
from kunak.register.models import INDEPENDENT


def test_kosovo_has_the_published_models() -> None:
    """Ball et al. (2002): 10,356.52; the near-tied models 12,741 and 18,393."""
    fits = loglinear.fit_all(published("kosovo"))
    assert 4400 + fits.unseen[:3] == pytest.approx([10356.52, 12740.97, 18393.31], abs=0.01)
    assert fits.bic[2] - fits.bic[0] < loglinear.NEAR
    assert fits.looked_at == 113


def test_hepatitis_has_the_published_models() -> None:
    """Chao and others (2001): 388 where lists are independent, 1,313 where every pair knows of one another."""
    fits = loglinear.fit_all(published("hepatitis"))
    numbers = {model: 271 + unseen for model, unseen in zip(fits.models, fits.unseen, strict=True)}
    assert numbers[INDEPENDENT] == pytest.approx(388.5, abs=0.1)
    assert numbers[frozenset({0b011, 0b101, 0b110})] == pytest.approx(1312.8, abs=0.1)


def test_near_tied_models_are_in_the_interval_and_in_a_warning() -> None:
    found = loglinear.select(published("kosovo"), generator=np.random.default_rng(1), level=0.95)
    assert found.estimate.mean == pytest.approx(10356.52, abs=0.01)
    assert found.estimate.interval[1] > 18393
    assert any("from 10357 to 18393" in str(warning) for warning in found.warnings)


def test_every_model_of_five_lists_is_looked_at_and_each_is_fitted_or_has_no_maximum() -> None:
    fits = loglinear.fit_all(published("new_orleans"))
    assert fits.looked_at == 6893
    assert fits.unfitted == 0
    assert len(fits.models) + fits.nonexistent == 6893
    assert 185 + fits.unseen[0] == pytest.approx(1034.15, abs=0.01)
    assert fits.models[0] == INDEPENDENT


def test_of_six_lists_a_search_finds_the_best_there_is_nearby() -> None:
    fits = loglinear.fit_all(published("hare"))
    assert (np.diff(fits.bic) >= 0).all()
    assert fits.models[0] == {0b101000}
    found = loglinear.select(published("hare"), generator=np.random.default_rng(1), level=0.95)
    assert any("Not every model" in str(warning) for warning in found.warnings)


def test_models_that_fit_equally_well_and_differ_more_than_twofold_are_no_answer() -> None:
    seen = histories(["A", "B", "C"], {(1, 0, 0): 47, (0, 0, 1): 10, (0, 1, 0): 19, (1, 1, 0): 7, (1, 0, 1): 1})
    with pytest.raises(CannotBeEstimated, match="differ more than twofold: from 283 to 814"):
        loglinear.select(seen, generator=np.random.default_rng(1), level=0.95)


def test_an_interval_without_an_end_is_no_answer() -> None:
    table: Table = {(0, 1, 0): 27, (0, 0, 1): 56, (1, 0, 0): 2, (0, 1, 1): 6, (1, 0, 1): 2, (1, 1, 0): 1}
    with pytest.raises(CannotBeEstimated, match="the interval has no upper end"):
        loglinear.select(histories(["A", "B", "C"], table), generator=np.random.default_rng(1), level=0.95)


def test_a_list_that_holds_everybody_is_no_answer() -> None:
    table: Table = {(1, 0, 0): 20, (1, 1, 0): 5, (1, 0, 1): 7, (1, 1, 1): 3}
    with pytest.raises(CannotBeEstimated, match="No model has a likeliest number"):
        loglinear.select(histories(["A", "B", "C"], table), generator=np.random.default_rng(1), level=0.95)
