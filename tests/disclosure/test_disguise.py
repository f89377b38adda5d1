"""Names, numbers and days in disguise are found family by family; look-alikes in clean news are left alone."""

from collections.abc import Iterator
from functools import cache

import pytest
from tests.disclosure.sets import PRESS, Leak, leaks, made_ready, texts

from kunak.disclosure.check import Prepared, judge
from kunak.disclosure.findings import Finding

DISGUISE = PRESS / "disguise"


def _lines(name: str) -> list[str]:
    return texts(DISGUISE / name)


def _leaks() -> Iterator[Leak]:
    return leaks(DISGUISE / "leaks.txt")


def _case() -> Prepared:
    return made_ready(DISGUISE / "case.json")


@cache
def _found(line: str) -> tuple[Finding, ...]:
    return judge(line, _case()).findings


KINDS = sorted({kind for kind, _, _ in _leaks()})


@pytest.mark.parametrize("kind", KINDS)
def test_every_disguise_blocks_with_its_secret(kind: str) -> None:
    missed = [
        line
        for asked, secrets, line in _leaks()
        if asked == kind and not any(one.secret in secrets and one.severity == "block" for one in _found(line))
    ]
    assert missed == []


def test_the_families_are_many() -> None:
    assert sum(1 for _ in _leaks()) > 500
    assert len(_lines("clean.txt")) > 80


@pytest.mark.parametrize("line", _lines("clean.txt"))
def test_a_look_alike_never_blocks(line: str) -> None:
    assert [one.text for one in _found(line) if one.severity == "block"] == []


def test_the_place_of_every_finding_is_a_slice_of_the_draft() -> None:
    for _, _, line in _leaks():
        for one in _found(line):
            assert line[one.start : one.end] == one.text
