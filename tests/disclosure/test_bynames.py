"""Bynames, code names and names of the map are found where they are meant, and left alone where they are words."""

from collections.abc import Iterator

import pytest
from tests.disclosure.sets import PRESS, Leak, leaks, made_ready, texts

from kunak.disclosure.bynames import is_called_ours, is_met, is_ours, is_undertaking, is_wild, on_the_map
from kunak.disclosure.check import Prepared, judge, prepare
from kunak.disclosure.secrets import Name, Person, Secrets

BYNAMES = PRESS / "bynames"


def _lines(name: str) -> list[str]:
    return texts(BYNAMES / name)


def _leaks() -> Iterator[Leak]:
    return leaks(BYNAMES / "leaks.txt")


def _case() -> Prepared:
    return made_ready(BYNAMES / "case.json")


def _blocked(line: str, case: Prepared) -> set[str]:
    return {found.secret for found in judge(line, case).findings if found.severity == "block"}


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in _leaks()}))
def test_what_people_write_blocks_with_its_secret(kind: str) -> None:
    missed = [line for asked, secrets, line in _leaks() if asked == kind and not secrets & _blocked(line, _case())]
    assert missed == []


def test_the_forms_are_many() -> None:
    assert sum(1 for _ in _leaks()) > 150
    assert len(_lines("clean.txt")) > 30


@pytest.mark.parametrize("line", _lines("clean.txt"))
def test_a_look_alike_never_blocks(line: str) -> None:
    assert _blocked(line, _case()) == set()


@pytest.mark.parametrize(
    ("given", "leak", "clean"),
    [
        ("Казбек", "Казбек опять звонил и требовал адрес.", "Восхождение на Казбек отложили из-за лавин."),
        ("Эльбрус", "Эльбрус просил прощения у сестры.", "Группа поднялась на Эльбрус за двое суток."),
        ("София", "София получила ключи от комнаты.", "В Софии открыли новую ветку метро."),
        (
            "Victoria",
            "Victoria said she can finally sleep.",
            "A bakery in Victoria won the prize for the best rye loaf.",
        ),
        ("Sofia", "Our Sofia has found a job.", "The mayor of Sofia opened a bridge."),
    ],
)
def test_a_name_of_the_map_blocks_only_as_a_person(given: str, leak: str, clean: str) -> None:
    case = prepare(Secrets(persons=(Person(id="P1", names=(Name(given=given),)),)))
    assert "P1.given" in _blocked(leak, case)
    assert _blocked(clean, case) == set()


@pytest.mark.parametrize("given", ["Камиль", "Исмаил", "Тимофей", "Шамиль", "Аслан"])
def test_a_pet_name_keeps_the_sound_of_the_name(given: str) -> None:
    case = prepare(Secrets(persons=(Person(id="P1", names=(Name(given=given),)),)))
    hard = given if given[-1] in "ьй" else given + ("ь" if given[-1] == "л" else "")
    for end in ("чик", "чика", "чику", "чиком"):
        assert _blocked(f"Вчера {hard}{end} видели на кухне.", case) == {"P1.given"}


def test_somebody_with_names_of_both_sexes_may_be_told_as_either() -> None:
    names = (Name(given="Хава", patronymic="Умаровна"), Name(given="Мурат", patronymic="Умарович"))
    case = prepare(
        Secrets(
            published_on=_case().secrets.published_on,
            persons=(Person(id="P1", role="client", names=names, born="2001-01-20"),),
        )
    )
    assert "P1.born" in _blocked("Ему исполнилось двадцать четыре, и он купил торт.", case)


def test_what_stands_around_a_word_says_what_is_meant() -> None:
    assert is_ours("наш комар", 4)
    assert not is_ours("этот комар", 5)
    assert is_called_ours("комар наш приземлился", 5)
    assert not is_called_ours("комар звенит", 5)
    assert is_met("комара встретили вчера", 6)
    assert is_wild("ласточка свила гнездо", 0, 8)
    assert is_undertaking("янтарь завершен", 0, 6)
    assert not is_undertaking("янтарь нашли на пляже", 0, 6)
    assert on_the_map("поднялись на казбек", 13, 19)
