"""The report on paper: it names unit, period and place, and what the report hides is a dot here, too."""

import io
import re

import pypdf
import pytest
from tests.app.papers.conftest import Words
from tests.app.test_incidents import entered
from tests.app.test_reporting import fill
from tests.app.test_unrecorded import NOW, TABLE, made_of
from tests.oracles.populations import Table

from kunak.app import reporting, unrecorded
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


def shapes(pdf: bytes) -> int:
    """Return how many shapes are filled on the pages of a paper."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    drawn = (page.get_contents() for page in pages)
    return sum(len(re.findall(rb"\bf\b", each.get_data())) for each in drawn if each is not None)


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


def estimated(language: Language, *, exact: bool, table: Table = TABLE) -> bytes:
    group = InventedGroup()
    found = reporting.report(group.space, Sort.VICTIM)
    beside = unrecorded.shown(made_of(table), now=NOW, exact=exact)
    return count_pdf(found, group="The invented group", language=language, unrecorded=beside)


def test_an_estimate_is_drawn_tabled_and_told(words: Words) -> None:
    read = words(estimated("en", exact=True))
    assert "What was not recorded" in read
    assert "Chao's lower bound 158 (139 to 186)" in read
    assert "as decided from 90 % 2 draws" in read
    assert "with the seed 1, from 4 lists" in read
    assert "Courts" not in read
    assert "How the estimate came about" in read
    # The chart itself: without the estimate there are hardly any filled shapes.
    assert shapes(estimated("en", exact=True)) > shapes(paper(InventedGroup(), Sort.VICTIM, "en")) + 40


def test_an_estimate_in_russian_has_russian_reasons(words: Words) -> None:
    few: Table = {(1, 0, 0): 10, (0, 1, 0): 12, (1, 1, 0): 5}
    read = words(estimated("ru", exact=False, table=few))
    assert "Что не записано" in read
    assert "Оценить нельзя. Списков, где кто-то есть, 2" in read
    assert "at least" not in read


def test_an_estimate_over_few_is_not_on_paper(words: Words) -> None:
    few: Table = {(1, 1, 0): 2, (1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 9}
    assert "The estimate is not shown" in words(estimated("en", exact=False, table=few))
    assert "Log-linear" not in words(estimated("en", exact=False, table=few))


def test_the_same_report_gives_the_same_bytes_and_an_empty_one_a_paper(group: InventedGroup, words: Words) -> None:
    assert paper(group, Sort.ACT, "en") == paper(group, Sort.ACT, "en")
    assert "Victims" in words(paper(InventedGroup(), Sort.VICTIM, "en"))
