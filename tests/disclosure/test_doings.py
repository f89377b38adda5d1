"""A trait is known by what one does or is, in whatever words it is said, and asks for a look."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from kunak.disclosure.allusions import BEGINNING, Allusions, clues
from kunak.disclosure.check import check
from kunak.disclosure.doings import doings
from kunak.disclosure.folding import fold
from kunak.disclosure.secrets import Secrets, Trait
from kunak.disclosure.tables import rows

PRESS = Path(__file__).parent / "press"
TABLE = rows("doings.tsv")


def told(text: str, traits: dict[str, Trait], known: bool | None = None) -> set[tuple[str, str]]:
    pursuers = {} if known is None else {f"traits.{trait}": known for trait in traits}
    findings = check(text, Secrets(traits=traits, known_to_pursuers=pursuers)).findings
    return {(one.secret, one.severity) for one in findings if one.form == "allusion"}


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("Вечерами она ушивала соседкам юбки.", "швея"),
        ("All winter she took in hems and altered wedding dresses.", "seamstress"),
        ("Во дворе он менял колодки и перебирал двигатель.", "автомеханик"),
        ("He soldered alternators for every car in the village.", "автоэлектрик"),
        ("По ночам она ставила капельницы в палатах.", "медсестра"),
        ("She counted out tablets behind the counter.", "помощница аптекаря"),
        ("Он гонял отару на летние пастбища.", "чабан"),
        ("With his clippers he trimmed every beard in town.", "barber"),
        ("К рассвету она уже ставила тесто в печь.", "пекарь"),
        ("He laid tiles and plastered walls all over the district.", "builder"),
        ("Она покрывала ногти гелем у себя на кухне.", "мастер маникюра"),
        ("He carried trays between the tables of a restaurant.", "официант"),
        ("Она объясняла дроби ученикам у доски.", "учительница"),
    ],
)
def test_work_is_known_by_what_is_done(text: str, job: str) -> None:
    assert told(text, {"job": job}) == {("traits.job", "review")}
    assert told(text, {"profession": job}) == {("traits.profession", "review")}
    assert told(text, {"job": "beekeeper"}) == set()


@pytest.mark.parametrize(
    ("text", "trait", "value"),
    [
        ("Позже неё детей в семье не родилось.", "family_role", "младшая дочь"),
        ("All of her siblings are older than she is.", "family_rank", "youngest"),
        ("Он был у родителей первенцем.", "family_role", "старший сын"),
        ("She brought up her younger brothers and sisters.", "family_role", "eldest daughter"),
        ("У неё нет ни братьев, ни сестёр.", "family_role", "only daughter"),
        ("He had been seen kissing another man.", "orientation", "gay"),
        ("Она была влюблена в женщину, и это стало известно.", "orientation", "лесбиянка"),
        ("На этом языке сочинял стихи Расул Гамзатов.", "ethnicity", "аварец"),
        ("Her people are the heirs of the Alans and speak an Iranian tongue.", "ethnicity", "осетинка"),
        ("Его язык тот, на котором писал Сулейман Стальский.", "languages", ["лезгинский", "русский"]),
        ("He could only just buy beer legally in America: he was old enough.", "age", 21),
        ("Ему столько лет, сколько прожил Лермонтов.", "age", 26),
    ],
)
def test_kin_love_people_and_age_are_known_by_what_is_said_of_them(text: str, trait: str, value: Trait) -> None:
    assert (f"traits.{trait}", "review") in told(text, {trait: value})


def test_what_the_pursuers_know_is_no_finding_and_what_they_do_not_know_asks_for_a_look() -> None:
    text = "Она подшивала чужие платья."
    assert told(text, {"job": "швея"}, known=True) == set()
    assert told(text, {"job": "швея"}, known=False) == {("traits.job", "review")}


def test_a_people_and_its_language_are_one_finding() -> None:
    text = "Расул Гамзатов писал на этом языке."
    assert told(text, {"ethnicity": "аварец", "languages": ["аварский"]}) == {("traits.ethnicity", "review")}


def test_one_word_of_a_trade_tells_nothing() -> None:
    assert told("На столе лежали ножницы.", {"job": "парикмахер"}) == set()
    assert told("The needle was sharp.", {"job": "seamstress"}) == set()


def _case(row: list[str]) -> Secrets:
    """Return a case of which the first name of a row is the trait."""
    name = row[1].split(",")[0].replace("*", "").replace("_", " ")
    return Secrets(traits={{"rank": "family_role", "role": "family_role"}.get(row[0], row[0]): name})


def _chosen(clue: str) -> list[str]:
    """Return a word for each term of a clue, none of them twice."""
    words: list[str] = []
    for term in clue.split():
        words.append(next(way.rstrip("*") for way in term.split("/") if way.rstrip("*") not in words))
    return words


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1][:12]}")
def test_every_clue_of_the_table_is_found(row: list[str]) -> None:
    assert len(row) == 4
    secrets = _case(row)
    assert {path.split(".")[0] for path, *_ in doings(secrets)} == {"traits"}
    ready = Allusions(clues(secrets))
    faint = [clue for clue in row[3].split(",") if clue]
    sentences = [_chosen(clue) for clue in row[2].split(",") if clue]
    sentences += [[*_chosen(one), *_chosen(other)] for one, other in pairwise(faint)]
    for words in sentences:
        text = " ".join(words)
        found = list(ready.find(text, fold(text)))
        assert [(one.kind, one.severity, text[one.start : one.end]) for one in found] == [
            ("doing", "review", one.text) for one in found
        ]
        assert found, text


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1][:12]}")
def test_the_table_holds_words_that_can_be_found(row: list[str]) -> None:
    for cell in row[2:]:
        for way in (way for clue in cell.split(",") for term in clue.split() for way in term.split("/")):
            plain = fold(way.removesuffix("*")).text
            assert plain, row
            assert not (re.search("[a-z]", plain) and re.search("[а-я]", plain)), way
            assert not way.endswith("*") or len(plain) >= BEGINNING, way


def test_clean_news_seldom_asks_for_a_look() -> None:
    lines = [
        line for name in ("clean.txt", "generalised.txt") for line in (PRESS / name).read_text("utf-8").split("\n")
    ]
    words = sum(len(line.split()) for line in lines)
    for row in TABLE:
        ready = Allusions(clues(_case(row)))
        found = [one for line in lines for one in ready.find(line, fold(line))]
        assert all(one.severity == "review" for one in found)
        assert len(found) < words * 3 / 1000, row[1]
