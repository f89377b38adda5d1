"""The report: one unit, one period, one place; small numbers hidden everywhere that they could be read."""

import pytest
from tests.app.test_incidents import described, entered, told

from kunak.app import incidents, reporting
from kunak.app.incidents import Hangs
from kunak.app.reporting import Report
from kunak.base.errors import BadInput
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Subject
from kunak.casework.incidents.events import Credibility, Stated
from kunak.casework.incidents.fields import Sort
from kunak.register.shares import wilson
from kunak.testing.group import InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def fill(group: InventedGroup, **shape: int) -> SubjectId:
    """Enter so many incidents of a region and year, ``Halvora_2014=5``; each with one verdict of conviction."""
    source = described(group.space)
    for name, times in shape.items():
        region, year = name.split("_")
        for _ in range(times):
            said = {"date": year, "region": region, "act": "killing", "victim.sex": "female"}
            entered(group.space, {**said, "verdict.outcome": "convicted"}, source)
    return source


def of(group: InventedGroup, unit: Sort = Sort.VICTIM, *, exact: bool = False) -> Report:
    return reporting.report(group.space, unit, exact=exact)


def test_a_table_names_regions_years_and_sums_and_leaves_no_year_out(group: InventedGroup) -> None:
    fill(group, Halvora_2012=4, Halvora_2014=3, Quellin_2014=5)
    found = of(group)
    assert (found.first, found.last, found.total) == (2012, 2014, 12)
    assert (found.table.regions, found.table.years) == (("Halvora", "Quellin"), ("2012", "2013", "2014"))
    assert found.table.cells == ((4, 0, 3, 7), (0, 0, 5, 5), (4, 0, 8, 12))


def test_units_are_never_counted_for_one_another(group: InventedGroup) -> None:
    """The harm: 39 victims are reported as 39 incidents."""
    source = fill(group, Halvora_2012=3)
    entered(
        group.space, {"date": "2012", "region": "Halvora", "victim.sex": "female", "victim.2.sex": "female"}, source
    )
    assert [of(group, sort, exact=True).total for sort in Sort] == [4, 3, 5, 0, 3]


def test_small_numbers_are_hidden_in_the_table_in_shares_and_in_the_note(group: InventedGroup) -> None:
    source = fill(group, Halvora_2012=1, Halvora_2014=30, Quellin_2014=20)
    entered(group.space, {"region": "Quellin", "victim.sex": "male"}, source)
    found = of(group)
    rows = found.table.cells
    assert rows[0][found.table.years.index("2012")] is None
    assert found.note.without_year is None
    assert all(sum(cell is None for cell in row) != 1 for row in (*rows, *zip(*rows, strict=True)))
    (sex,) = found.shares
    assert [(line.code, line.part) for line in sex.lines] == [("female", None), ("male", None)]
    exact = of(group, exact=True)
    assert exact.note.without_year == 1
    assert [(line.code, line.part) for line in exact.shares[0].lines] == [("female", 51), ("male", 1)]


def test_shares_are_of_what_is_known_with_wilsons_interval(group: InventedGroup) -> None:
    source = fill(group, Halvora_2014=22)
    for _ in range(9):
        entered(group.space, {"date": "2014", "region": "Halvora", "verdict.outcome": "acquitted"}, source)
    for _ in range(4):
        entered(group.space, {"date": "2014", "region": "Halvora", "verdict.months": "96"}, source)
    (outcome,) = of(group, Sort.VERDICT).shares
    assert (outcome.whole, outcome.unknown, outcome.contradicted) == (31, 4, 0)
    first = outcome.lines[0]
    expected = wilson(22, 31)
    assert (first.code, first.part, first.share, first.low, first.high) == (
        "convicted",
        22,
        expected.share,
        expected.low,
        expected.high,
    )


def test_what_sources_contradict_each_other_on_counts_for_nothing_and_is_told(group: InventedGroup) -> None:
    fill(group, Halvora_2014=5)
    subject = incidents.listed(group.space)[0].id
    incidents.state(group.space, subject, told(victim__sex="male", date="2013"), Hangs(described(group.space)))
    found = of(group, exact=True)
    assert found.note.contradictions == 2
    assert found.note.without_year == 1
    assert (found.shares[0].whole, found.shares[0].unknown, found.shares[0].contradicted) == (4, 1, 1)


def test_what_is_withdrawn_is_in_no_count(group: InventedGroup) -> None:
    fill(group, Halvora_2014=5)
    subject = incidents.listed(group.space)[0].id
    incidents.withdraw(group.space, subject, thing=subject, reason="twice")
    found = of(group, exact=True)
    assert (found.total, found.note.incidents, found.note.withdrawn) == (4, 4, 1)


def test_an_empty_register_has_an_empty_report(group: InventedGroup) -> None:
    found = of(group)
    assert (found.total, found.first, found.shares, found.note.incidents) == (0, None, (), 0)


def test_nonsense_of_another_laptop_stops_no_report(group: InventedGroup) -> None:
    fill(group, Halvora_2014=3)
    subject = incidents.listed(group.space)[0].id
    for field, value in (("date", "soon"), ("region", "\0")):
        said = Stated(thing=subject, field=field, value=value, source=b"x" * 16, credibility=Credibility.DOUBTFUL)
        group.space.write(subject, Subject.INCIDENT, (said,))
    assert of(group, exact=True).total == 3


def test_units_are_read_from_an_address() -> None:
    assert reporting.read_unit("") is Sort.VICTIM
    assert reporting.read_unit("verdicts") is Sort.VERDICT
    with pytest.raises(BadInput):
        reporting.read_unit("cases")
