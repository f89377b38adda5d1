"""The second public set, against three more cases, written before the code; and a fourth: what fresh sets taught."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest
from tests.disclosure.sets import PRESS, Leak, leaks, made_ready, texts

from kunak.disclosure.check import Prepared, judge

SECOND = PRESS / "second"
CASES = sorted(path.stem for path in SECOND.glob("*.json"))
APART = "paraphrase"
NAMES = ("name", "transliteration", "diminutive", "patronymic", "initials", "phone", "document", "date")
"""Beginnings of the kinds of which hardly one may be missed."""


def _lines(name: str) -> list[str]:
    return texts(SECOND / name)


def _leaks(name: str) -> Iterator[Leak]:
    return leaks(SECOND / f"{name}.leaks.txt")


def _case(name: str) -> Prepared:
    return made_ready(SECOND / f"{name}.json")


@cache
def _scores() -> tuple[dict[str, int], dict[str, int], dict[str, list[str]]]:
    """Return, by kind: leaks asked, leaks that block, and leaks in which the right secret is not named."""
    asked, blocked, missed = defaultdict[str, int](int), defaultdict[str, int](int), defaultdict[str, list[str]](list)
    for case in CASES:
        for kind, secrets, line in _leaks(case):
            named = [finding for finding in judge(line, _case(case)).findings if finding.secret in secrets]
            asked[kind] += 1
            blocked[kind] += any(finding.severity == "block" for finding in named)
            if not named:
                missed[kind].append(line)
    return asked, blocked, missed


def test_the_set_is_larger_than_the_first() -> None:
    asked, _, _ = _scores()
    assert sum(asked.values()) >= 1000
    assert len(CASES) == 4
    assert len(_lines("clean.txt")) + len(_lines("generalised.txt")) >= 250


def test_of_a_hundred_leaks_two_are_missed_at_most() -> None:
    asked, _, missed = _scores()
    closed = sum(count for kind, count in asked.items() if kind != APART)
    lines = [line for kind, lines in missed.items() if kind != APART for line in lines]
    assert len(lines) / closed <= 0.02, lines


def test_of_a_hundred_names_phones_dates_and_papers_one_is_missed_at_most() -> None:
    asked, _, missed = _scores()
    kinds = [kind for kind in asked if kind.startswith(NAMES)]
    lines = [line for kind in kinds for line in missed[kind]]
    assert len(lines) / sum(asked[kind] for kind in kinds) <= 0.01, lines


def test_nearly_every_leak_blocks() -> None:
    asked, blocked, _ = _scores()
    kinds = [kind for kind in asked if kind != APART]
    assert sum(blocked[kind] for kind in kinds) / sum(asked[kind] for kind in kinds) >= 0.96


@pytest.mark.parametrize("case", CASES)
def test_clean_news_are_hardly_ever_blocked(case: str) -> None:
    lines = _lines("clean.txt")
    wrong = [
        (line, finding.text)
        for line in lines
        for finding in judge(line, _case(case)).findings
        if finding.severity == "block"
    ]
    assert len(wrong) / sum(len(line.split()) for line in lines) <= 0.5 / 1000, wrong


@pytest.mark.parametrize("case", CASES)
def test_generalised_posts_are_never_blocked(case: str) -> None:
    blocked = [line for line in _lines("generalised.txt") if judge(line, _case(case)).verdict == "block"]
    assert blocked == []


def test_of_what_is_said_in_other_words_half_is_heard() -> None:
    """Reported apart: the table of bynames was written after this set."""
    asked, _, missed = _scores()
    assert 1 - len(missed[APART]) / asked[APART] >= 0.5, missed[APART]
