"""Factors and the playbook: nothing is missing in either language, and nothing is said twice."""

import re
from collections import Counter

import pytest

from kunak.casework.factors import (
    BY_ID,
    CRITICAL,
    FACTORS,
    GROUP_NAMES,
    PLAYBOOK,
    RUSSIAN,
    Factor,
    Group,
    Play,
    Tool,
)

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)

BLAMING = ("victim", "claims", "alleged", "refuses", "admits", "жертв", "якобы", "утвержда", "отказыва", "признаёт")
"""Words that doubt or label the person. A table read aloud to somebody must not hold them."""


def texts_of(entry: Factor | Play) -> list[tuple[str, str]]:
    if isinstance(entry, Factor):
        return [(entry.en, entry.ru), (entry.why_en, entry.why_ru)]
    return [(entry.en, entry.ru), (entry.what_en, entry.what_ru), (entry.do_en, entry.do_ru)]


ENTRIES: list[Factor | Play] = [*FACTORS, *PLAYBOOK.values()]
PAIRS = [pair for entry in ENTRIES for pair in texts_of(entry)]


def test_there_are_as_many_factors_as_a_person_can_go_through_in_one_talk() -> None:
    assert 25 <= len(FACTORS) <= 30


def test_every_factor_has_its_own_id_and_the_id_is_a_slug() -> None:
    assert len(BY_ID) == len(FACTORS)
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", factor.id) for factor in FACTORS)


def test_ids_that_stand_in_logs_are_never_renamed() -> None:
    """A renamed id would turn every mark written under it into a mark that no rule weighs."""
    assert [factor.id for factor in FACTORS] == [
        "threat_to_kill",
        "recent_violence",
        "strangled",
        "sexual_violence",
        "held_captive",
        "forced_marriage_or_cure",
        "killed_before",
        "pushed_to_suicide",
        "relatives_in_security_services",
        "acting_together",
        "police_side_with_family",
        "search_announced",
        "false_complaint",
        "influence_and_money",
        "weapons_at_hand",
        "people_elsewhere",
        "searching_now",
        "small_settlement",
        "control_by_relatives",
        "no_money",
        "no_documents",
        "dependence",
        "minors",
        "health",
        "despair",
        "outed",
        "whereabouts_known",
        "absence_noticed",
        "phone_readable",
        "plan_known",
    ]


def test_the_four_that_cannot_be_overlooked_are_critical() -> None:
    assert set(CRITICAL) >= {"outed", "threat_to_kill", "relatives_in_security_services", "whereabouts_known"}


def test_every_group_has_a_name_and_several_factors_that_stand_together() -> None:
    assert set(GROUP_NAMES) == set(Group)
    sizes = Counter(factor.group for factor in FACTORS)
    assert all(sizes[group] >= 5 for group in Group)
    order = [factor.group for factor in FACTORS]
    assert order == sorted(order, key=list(Group).index)


@pytest.mark.parametrize(("english", "russian"), PAIRS)
def test_every_text_is_there_in_both_languages(english: str, russian: str) -> None:
    assert LATIN.search(english)
    assert not CYRILLIC.search(english)
    assert CYRILLIC.search(russian)
    assert not LATIN.search(russian)


def test_no_text_is_used_twice() -> None:
    texts = [text for pair in PAIRS for text in pair]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.id)
def test_a_factor_is_a_statement_and_its_reason_is_a_sentence(factor: Factor) -> None:
    assert not factor.en.endswith(".")
    assert not factor.ru.endswith(".")
    assert factor.why_en.endswith(".")
    assert factor.why_ru.endswith(".")


@pytest.mark.parametrize(("english", "russian"), PAIRS)
def test_texts_are_short_enough_for_three_in_the_morning(english: str, russian: str) -> None:
    for text in (english, russian):
        assert len(text) <= 260
        assert text == text.strip()
        assert "  " not in text
        assert max(len(sentence.split()) for sentence in re.split("[.:;]", text)) <= 26


@pytest.mark.parametrize(("english", "russian"), PAIRS)
def test_no_text_doubts_or_blames(english: str, russian: str) -> None:
    read = f"{english} {russian}".casefold()
    assert [word for word in BLAMING if word in read] == []


def test_every_tool_has_a_play_and_every_play_its_own_tool() -> None:
    assert list(PLAYBOOK) == list(Tool)
    assert all(play.tool is tool for tool, play in PLAYBOOK.items())


def test_a_tool_implies_a_factor_that_exists_or_none() -> None:
    assert all(play.implies in BY_ID for play in PLAYBOOK.values() if play.implies)
    assert PLAYBOOK[Tool.SECURITY_SERVICES].implies == "relatives_in_security_services"


def test_what_a_refusal_names_can_be_said_in_russian() -> None:
    assert all(RUSSIAN[factor.en] == factor.ru for factor in FACTORS)
    assert all(RUSSIAN[play.en] == play.ru for play in PLAYBOOK.values())
