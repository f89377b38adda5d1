"""What was noticed is said in words that tell what it means and what to do."""

import pytest

from kunak.sync.lies import Lie, Noticed


@pytest.mark.parametrize("lie", Lie)
def test_a_lie_is_told_with_its_place_and_a_way_out(lie: Lie) -> None:
    says = Noticed(lie, 41).says
    assert "41" in says
    assert len(says.split(".")) > 2
