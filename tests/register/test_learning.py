import numpy as np
import pytest

from kunak.register.comparisons import COMPARISONS, MISSING, Comparison, Level
from kunak.register.learning import Learned, learn, prior

THREE = tuple(
    Comparison(name, name, "", (Level("a", "agrees", 0.7, 0.3), Level("", "differs", 0.3, 0.7))) for name in "abc"
)


def test_shares_of_the_table_add_up() -> None:
    for each in prior(COMPARISONS):
        assert [share.sum() for share in each] == pytest.approx([1.0] * len(COMPARISONS))


def test_planted_shares_are_found_again() -> None:
    same, other, share = (0.95, 0.9, 0.8), (0.1, 0.2, 0.05), 0.02
    patterns = np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype=np.int64)

    def chance(shares: tuple[float, ...]) -> np.ndarray:
        agreed = np.array(shares)
        return np.asarray(np.where(patterns == 0, agreed, 1 - agreed).prod(1))

    counts = 1e6 * (share * chance(same) + (1 - share) * chance(other))
    learned = learn(THREE, patterns, counts, expected=1e4)
    assert [float(each[0]) for each in learned.same] == pytest.approx(same, abs=0.02)
    assert [float(each[0]) for each in learned.other] == pytest.approx(other, abs=0.01)
    assert learned.share == pytest.approx(share, abs=0.002)


def test_nothing_is_learned_from_what_is_missing() -> None:
    patterns = np.full((1, 3), MISSING, dtype=np.int64)
    learned = learn(THREE, patterns, np.array([10.0]), expected=1.0)
    for found, told in zip(learned.same + learned.other, sum(prior(THREE), ()), strict=True):
        assert found == pytest.approx(told)


def test_shares_that_were_counted_elsewhere_are_kept() -> None:
    fixed = Learned(prior(THREE)[0], tuple(np.array([0.5, 0.5]) for _ in THREE), 0.1)
    patterns = np.array([[0, 0, 0], [1, 1, 1]], dtype=np.int64)
    assert learn(THREE, patterns, np.array([5.0, 50.0]), expected=5.0, apart=fixed).other is fixed.other
