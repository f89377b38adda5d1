"""Which language and light a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.web.pages.appearance import local
from kunak.web.view import LANGUAGES, language_of, theme_of


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "", "en"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "ce-RU, ru;q=0.5, en;q=0.4", "ru"),
        (None, "de, fr", "en"),
        (None, "en;q=0.1, ru;q=0", "en"),
        ("en", "ru", "en"),
        ("xx", "ru", "ru"),
        (None, "ru;q=much", "en"),
    ],
)
def test_a_choice_wins_then_the_browser_then_english(chosen: str | None, accepted: str, language: str) -> None:
    assert language_of(chosen, accepted) == language


@given(st.none() | st.text(), st.text())
def test_any_header_gives_a_language(chosen: str | None, accepted: str) -> None:
    assert language_of(chosen, accepted) in LANGUAGES


def test_an_unknown_light_is_that_of_the_system() -> None:
    assert [theme_of(code) for code in ("dark", "light", "neon", None)] == ["dark", "light", "auto", "auto"]


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: x", "a"]
)
def test_the_way_back_never_leads_out_of_the_desk(path: str) -> None:
    assert local(path) == "/"


def test_the_way_back_leads_to_the_same_page() -> None:
    assert local("/cases/quiet-harbour") == "/cases/quiet-harbour"
