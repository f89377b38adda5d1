"""What may be stated: names in their own part, values that mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import DAY, Instant
from kunak.casework.compartments import Kind
from kunak.casework.incidents.fields import FIELDS, JOINS, SORT_NAMES, Form, Sort, fields_of, meant, shown, unit_named

NOW = Instant(20_000 * DAY)
FINDS_SOMEBODY = {"given", "patronymic", "family", "born", "settlement", "account", "court", "number"}


def test_what_finds_a_person_stands_in_identity_and_nothing_else_does() -> None:
    """The harm: whoever makes tables reads who it was."""
    assert {name for name, field in FIELDS.items() if field.kind is Kind.IDENTITY} == FINDS_SOMEBODY
    assert {field.kind for field in FIELDS.values()} == {Kind.DESK, Kind.IDENTITY}


def test_free_text_on_the_desk_is_of_places_and_laws_only() -> None:
    free = {name for name, field in FIELDS.items() if field.form is Form.TEXT and field.kind is Kind.DESK}
    assert free == {"region", "district", "article"}


@pytest.mark.parametrize("sort", Sort)
def test_every_sort_has_a_name_fields_and_joins(sort: Sort) -> None:
    assert sort in SORT_NAMES
    assert sort in JOINS
    assert fields_of(sort)


@pytest.mark.parametrize(
    ("name", "value", "stands"),
    [
        ("date", "2014-03", "2014-03"),
        ("act", "Убийство", "killing"),
        ("act", "attempted killing", "attempted_killing"),
        ("age", "019", "19"),
        ("months", "96", "96"),
        ("region", "  Halvora ", "Halvora"),
    ],
)
def test_a_value_stands_in_one_form(name: str, value: str, stands: str) -> None:
    assert meant(name, value, now=NOW) == stands


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2014-02-30"),
        ("date", "2031"),
        ("act", "nonsense"),
        ("age", "-1"),
        ("age", "121"),
        ("age", "19.5"),
        ("age", "²"),
        ("months", "-3"),
        ("region", "   "),
        ("account", "x" * 10_001),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_its_field(name: str, value: str) -> None:
    with pytest.raises(BadInput) as refused:
        meant(name, value, now=NOW)
    assert refused.value.field == name
    assert str(refused.value)


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=12))
def test_what_stands_means_itself(name: str, value: str) -> None:
    try:
        stands = meant(name, value, now=NOW)
    except BadInput:
        return
    assert meant(name, stands, now=NOW) == stands
    assert isinstance(shown(name, stands), str)


def test_units_are_named_in_the_plural() -> None:
    assert [unit_named(f"{sort.value}s") for sort in Sort] == list(Sort)
    with pytest.raises(BadInput, match="incidents, acts, victims"):
        unit_named("cases")
