"""The report on paper: it names unit, period and place, and what the report hides is a dot here, too."""

import pytest
from tests.app.papers.conftest import Words
from tests.app.test_incidents import entered
from tests.app.test_reporting import fill

from kunak.app import reporting
from kunak.app.papers.countsheet import count_pdf
from kunak.app.papers.labels import Language
from kunak.casework.incidents.fields import Sort
from kunak.testing.group import InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    group = InventedGroup()
    source = fill(group, Halvora_2012=4, Halvora_2014=30, Quellin_2014=5)
    entered(group.space, {"date": "2013", "region": "Quellin", "victim.sex": "male"}, source)
    return group


def paper(group: InventedGroup, unit: Sort, language: Language, *, exact: bool = False) -> bytes:
    found = reporting.report(group.space, unit, exact=exact)
    return count_pdf(found, group="The invented group", language=language)


def test_unit_period_and_place_are_named_and_the_method_is_told(group: InventedGroup, words: Words) -> None:
    read = words(paper(group, Sort.VERDICT, "en"))
    assert "Verdicts, 2012–2014" in read
    assert "Halvora, Quellin" in read
    assert "39" in read
    assert "Convicted" in read or "convicted" in read
    assert "100 % (91 to 100 %)" in read
    assert "never counted for one another" in read
    assert "The invented group" in read


def test_in_russian_every_word_of_ours_is_russian(group: InventedGroup, words: Words) -> None:
    read = words(paper(group, Sort.VICTIM, "ru"))
    assert "Пострадавшие, 2012–2014" in read
    assert "Как получены эти числа" in read
    assert "The unit" not in read


def test_what_the_report_hides_is_hidden_on_paper(group: InventedGroup, words: Words) -> None:
    """The harm: the page protects somebody, and the paper that is handed round does not."""
    hidden, exact = (words(paper(group, Sort.VICTIM, "en", exact=each)) for each in (False, True))
    assert "female ·" in hidden
    assert "female 39" in exact
    assert "not for publication" in exact
    assert "Counts below 3 are hidden" in hidden


def test_the_same_report_gives_the_same_bytes_and_an_empty_one_a_paper(group: InventedGroup, words: Words) -> None:
    assert paper(group, Sort.ACT, "en") == paper(group, Sort.ACT, "en")
    assert "Victims" in words(paper(InventedGroup(), Sort.VICTIM, "en"))
