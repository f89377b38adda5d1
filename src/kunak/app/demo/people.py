"""People who do not exist: their names, ages, homes, and in which trouble they are."""

from typing import Final, Literal

import msgspec

from kunak.app.demo.dice import Dice
from kunak.app.demo.troubles import TROUBLES, Trouble
from kunak.app.demo.world import SETTLEMENTS, Said, Tongue

WOMEN: Final = (
    Said("Aluna", "Алуна"), Said("Deyra", "Дейра"), Said("Sanvi", "Санви"), Said("Feyla", "Фейла"),
    Said("Timra", "Тимра"), Said("Halda", "Халда"), Said("Ansha", "Анша"), Said("Orlenne", "Орленна"),
    Said("Savira", "Савира"), Said("Nevana", "Невана"), Said("Zorelle", "Зорелла"), Said("Ilvana", "Ильвана"),
    Said("Keyra", "Кейра"), Said("Runa", "Руна"), Said("Belisse", "Белисса"), Said("Tovia", "Товия"),
)  # fmt: skip

MEN: Final = (
    Said("Tavis", "Тавис"), Said("Korel", "Корел"), Said("Orsan", "Орсан"), Said("Jarem", "Ярем"),
    Said("Varom", "Варом"), Said("Ludan", "Лудан"), Said("Rovin", "Ровин"), Said("Keth", "Кет"),
    Said("Nessar", "Нессар"), Said("Belan", "Белан"), Said("Hyrek", "Хирек"), Said("Evrin", "Эврин"),
)  # fmt: skip

FAMILIES: Final = (
    Said("Tarveno", "Тарвено"), Said("Ostrelli", "Острелли"), Said("Kemmoro", "Кемморо"),
    Said("Dalvani", "Дальвани"), Said("Reskero", "Рескеро"), Said("Lumari", "Лумари"),
    Said("Vesparo", "Веспаро"), Said("Ondelli", "Онделли"), Said("Hartano", "Хартано"),
    Said("Mirvelo", "Мирвело"), Said("Sennaro", "Сеннаро"), Said("Brovali", "Бровали"),
    Said("Feltari", "Фелтари"), Said("Gorvello", "Горвелло"), Said("Elmadi", "Эльмади"),
)  # fmt: skip

_SCATTER: Final = 7
"""Steps between the names of two people who follow each other; shares no factor with the lists."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who writes to the group."""

    number: int
    tongue: Tongue
    given: str
    family: str
    patronymic: str
    sex: Literal["f", "m"]
    age: int
    home: str
    phone: str
    email: str
    handle: str
    trouble: Trouble


def invent(dice: Dice, number: int) -> Person:
    """Return the person of this number; neighbours share neither trouble nor name."""
    trouble = TROUBLES[number % len(TROUBLES)]
    tongue: Tongue = "en" if number % 3 == 1 else "ru"
    name = _given(trouble, number)
    family = FAMILIES[(number * _SCATTER + number // len(FAMILIES)) % len(FAMILIES)]
    father = MEN[(number * 5 + 3) % len(MEN)]
    handle = f"{name.en.lower()}_{dice.number(100, 999)}"
    return Person(
        number=number,
        tongue=tongue,
        given=name.of(tongue),
        family=family.of(tongue),
        patronymic=_patronymic(father.ru, trouble.sex) if tongue == "ru" else "",
        sex=trouble.sex,
        age=dice.number(*trouble.ages),
        home=dice.pick(SETTLEMENTS).of(tongue),
        phone=f"+999 55 {dice.number(100, 999)} {dice.number(10, 99)} {dice.number(10, 99)}",
        email=f"{handle}@post.example",
        handle=f"@{handle}",
        trouble=trouble,
    )


def _given(trouble: Trouble, number: int) -> Said:
    names = WOMEN if trouble.sex == "f" else MEN
    return names[(number * _SCATTER + number // len(names)) % len(names)]


def _patronymic(father: str, sex: str) -> str:
    return f"{father}{'овна' if sex == 'f' else 'ович'}"
