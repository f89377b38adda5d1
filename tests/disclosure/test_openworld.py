"""What no text should show asks for a look and never blocks."""

import pytest

from kunak.disclosure import openworld
from kunak.disclosure.check import check
from kunak.disclosure.openworld import NO_NAMES, is_inn, is_snils
from kunak.disclosure.secrets import Secrets


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("editor@paper.example", "email"),
        ("https://paper.example/story", "link"),
        ("@city_news", "handle"),
        ("+7 495 123-45-67", "phone"),
        ("А123ВС 77", "plate"),
        ("55.75583, 37.61730", "coordinates"),
        ("паспорт 4509 123456", "document"),
        ("112-233-445 95", "document"),
        ("500100732259", "document"),
        ("Dr Miller", "name"),
    ],
)
def test_a_hit_asks_for_a_look(text: str, kind: str) -> None:
    draft = f"Вот: {text}; и всё."
    report = check(draft, Secrets())
    found = [finding for finding in report.findings if finding.kind == kind]
    assert found
    assert {finding.severity for finding in found} == {"review"}
    assert {finding.secret for finding in found} == {""}
    assert report.verdict == "review"
    assert all(draft[finding.start : finding.end] == finding.text for finding in report.findings)


def test_names_are_found_where_the_extra_is_installed() -> None:
    pytest.importorskip("slovnet")
    report = check("Глава района Магомед Алиев приехал в Дербент.", Secrets())
    assert {"Магомед Алиев", "Дербент"} <= {finding.text for finding in report.findings}


def test_without_the_extra_the_report_says_what_was_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openworld, "find_spec", lambda _: None)
    report = check("Глава района Магомед Алиев.", Secrets())
    assert NO_NAMES in report.not_checked
    assert report.verdict == "clear"


@pytest.mark.parametrize(("digits", "right"), [("11223344595", True), ("11223344596", False), ("00000000000", False)])
def test_an_insurance_number_has_its_check_digits(digits: str, right: bool) -> None:
    assert is_snils(digits) is right


@pytest.mark.parametrize(("digits", "right"), [("500100732259", True), ("500100732250", False)])
def test_a_tax_number_has_its_check_digits(digits: str, right: bool) -> None:
    assert is_inn(digits) is right


class Forgetful(dict[str, openworld.Names]):
    """Another thread forgets everything between the question whether a sentence is known and the next."""

    def __contains__(self, key: object) -> bool:
        known = super().__contains__(key)
        self.clear()
        return known


def test_what_another_editor_makes_forget_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harm: of two who wrote at once, one got an error instead of an answer."""
    draft = "Вчера Залина Тамаева звонила Сабине. Сегодня Тамара молчит."
    expected = check(draft, Secrets()).findings
    monkeypatch.setattr(openworld, "_known", Forgetful(openworld._known))
    assert check(draft, Secrets()).findings == expected
