"""The demo is fiction: nothing in it is of this world (DESIGN, section 10)."""

import re
from importlib import resources
from pathlib import Path

import pytest

from kunak.app.demo import troubles
from kunak.app.demo.cast import PARTS
from kunak.app.demo.letters import ENCODINGS
from kunak.app.demo.world import CODES, PHRASES, PLACES, STOCK, WAYS, stock_phone
from kunak.casework import checkins
from kunak.casework.assessment import Level
from kunak.casework.factors import BY_ID, CRITICAL

FOLDER = Path(str(resources.files("kunak.app.demo")))
REAL = re.compile(
    r"chech|dagest|ingush|grozn|makhach|nalchik|vladikavk|caucas|tbilis|yerevan|baku\b|mosc|minvod|"
    r"чечн|дагест|ингуш|грозн|махачк|нальчик|владикавк|кавказ|тбилис|ереван|баку\b|москв|минвод",
    re.IGNORECASE,
)


def every_text() -> list[tuple[str, str]]:
    code = [(path.name, path.read_text("utf-8")) for path in FOLDER.glob("*.py")]
    files = [path for path in (FOLDER / "messages").rglob("*") if path.is_file()]
    return code + [
        (path.name, path.read_bytes().decode(ENCODINGS.get(str(path.relative_to(FOLDER / "messages")), "utf-8")))
        for path in files
    ]


@pytest.mark.parametrize(("name", "text"), every_text(), ids=[name for name, _ in every_text()])
def test_no_real_place_is_named(name: str, text: str) -> None:
    assert not REAL.search(text), name


@pytest.mark.parametrize(("name", "text"), every_text(), ids=[name for name, _ in every_text()])
def test_addresses_and_numbers_belong_to_nobody(name: str, text: str) -> None:
    assert all(domain.endswith("example") for domain in re.findall(r"[\w.]+@([\w.-]+\w)", text)), name
    assert all(number.startswith("+999") for number in re.findall(r"\+\d[\d ]{6,}", text)), name


def test_every_trouble_speaks_of_every_critical_factor() -> None:
    for trouble in troubles.TROUBLES:
        signs = {sign.factor: sign for sign in trouble.signs}
        assert set(signs) <= set(BY_ID)
        assert set(CRITICAL) <= set(signs)
        assert trouble.level in Level


def test_everything_that_is_said_is_said_in_both_languages() -> None:
    for trouble in troubles.TROUBLES:
        for said in (*trouble.what, *trouble.now, *trouble.ask, trouble.level_why, trouble.wishes):
            assert said.en.isascii() or "“" in said.en
            assert re.search("[а-яё]", said.ru)


def test_phrases_and_codes_can_be_told_apart() -> None:
    for well, duress in PHRASES:
        checkins.agree_phrases(well=well.en, duress=duress.en)
        checkins.agree_phrases(well=well.ru, duress=duress.ru)
    assert all(said.en != answer.en for said, answer in CODES)


def test_the_world_is_large_enough() -> None:
    assert sum(part.people for part in PARTS) == 60
    assert len({stock_phone(number).serial for number in range(1, STOCK + 1)}) == STOCK
    assert len(PLACES) >= 4
    assert all(ride.lasts > 0 and ride.wait >= 0 for way in WAYS for ride in way)
