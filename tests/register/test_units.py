"""The unit of a phrase is the one it names first."""

import pytest

from kunak.register import units
from kunak.register.units import is_sex, unit_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("incidents (cases)", units.INCIDENTS),
        ("victims (persons killed)", units.VICTIMS),
        ("criminal cases that reached court", units.COURT),
        ("verdicts for killing women (Chechnya)", units.VERDICTS),
        ("women killed", units.VICTIMS),
        ("honour killings", units.KILLINGS),
        ("убийства чести", units.KILLINGS),
        ("приговоры", units.VERDICTS),
        ("уголовные дела", units.COURT),
        ("случаи", units.INCIDENTS),
        ("misquote", None),
    ],
)
def test_a_phrase_counts_what_it_names_first(text: str, kind: str | None) -> None:
    assert unit_of(text).kind == kind


def test_a_bracket_can_name_the_place() -> None:
    assert unit_of("verdicts (Dolna)").place == "dolna"
    assert unit_of("incidents (cases)").place is None


def test_a_part_named_by_sex_alone_counts_people() -> None:
    assert is_sex("women")
    assert is_sex("мужчины")
    assert not is_sex("killings of women")
