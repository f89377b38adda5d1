"""An invented region, its towns, its timetable, and the people of an invented group.

No place, carrier, number or name in here is of this world. Country code +999 is
given to nobody, and the domain ``example`` is nobody's (RFC 2606).
"""

from typing import Final, Literal, NamedTuple

from kunak.base.instants import HOUR, MINUTE
from kunak.casework.compartments import Role
from kunak.casework.custody import DeviceRecord
from kunak.casework.plan import Means, Trace
from kunak.casework.shelter import For, HouseRule, PlaceRecord

Tongue = Literal["en", "ru"]


class Said(NamedTuple):
    """The same thing in both languages of the group."""

    en: str
    ru: str

    def of(self, tongue: Tongue) -> str:
        """Return it in one of them."""
        return self.ru if tongue == "ru" else self.en


GROUP: Final = "Fern Bridge · Мост"
REGION: Final = Said("Halvora", "Халвора")

SETTLEMENTS: Final = (
    Said("Merreth", "Меррет"),
    Said("Kelduin", "Келдуин"),
    Said("Ashvarra", "Ашварра"),
    Said("Sorrane", "Сорран"),
    Said("Tirremo", "Тирремо"),
    Said("Oldasta", "Олдаста"),
    Said("Dovringa", "Довринга"),
    Said("Perrikel", "Перрикел"),
    Said("Zelmora", "Зельмора"),
    Said("Vintarra", "Винтарра"),
    Said("Noskel", "Носкел"),
    Said("Upper Brenna", "Верхняя Бренна"),
)

TESSANY: Final = Said("Tessany", "Тессани")
CORRIN: Final = Said("Corrin", "Коррин")
EMMER: Final = Said("Port Emmer", "Порт-Эммер")
VELSTAD: Final = Said("Velstad", "Вельстад")
QUELLIN: Final = Said("Quellin", "Квеллин")
CORRIN_SOUTH: Final = Said("Corrin South airport", "аэропорт Коррин-Южный")
VELSTAD_FIELD: Final = Said("Velstad Field airport", "аэропорт Вельстад-Поле")


class Ride(NamedTuple):
    """One leg of the invented timetable.

    Attributes:
        wait: Milliseconds before it, at the place where it begins.
        lasts: Milliseconds.
        end: Where it ends; it begins where the one before ended.
        cost: In hundredths of the crown of that country, written as EUR here.
    """

    wait: int
    lasts: int
    end: Said
    means: Means
    service: str = ""
    trace: Trace = Trace.NONE
    cost: int = 0
    papers: Said = Said("", "")
    met: bool = False


PASSPORT: Final = Said("inner passport", "внутренний паспорт")
TRAVEL_PASSPORT: Final = Said("travel passport", "заграничный паспорт")

WAYS: Final = (
    (
        Ride(0, 75 * MINUTE, TESSANY, Means.DRIVE, met=True),
        Ride(40 * MINUTE, 5 * HOUR, CORRIN, Means.BUS, "HV 12", Trace.TICKET, 1_850),
        Ride(95 * MINUTE, 9 * HOUR, VELSTAD, Means.RAIL, "214", Trace.IDENTITY, 4_200, PASSPORT, met=True),
    ),
    (
        Ride(0, 4 * HOUR, CORRIN_SOUTH, Means.DRIVE, met=True),
        Ride(2 * HOUR, 130 * MINUTE, VELSTAD_FIELD, Means.FLIGHT, "QL 512", Trace.IDENTITY, 11_900, PASSPORT),
        Ride(30 * MINUTE, 50 * MINUTE, VELSTAD, Means.DRIVE, met=True),
    ),
    (
        Ride(0, 15 * MINUTE, Said("the bridge by the mill", "мост у мельницы"), Means.WALK, met=True),
        Ride(10 * MINUTE, 6 * HOUR, EMMER, Means.DRIVE),
        Ride(
            3 * HOUR, 11 * HOUR, QUELLIN, Means.FERRY, "night ferry 3", Trace.BORDER, 8_600, TRAVEL_PASSPORT, met=True
        ),
    ),
    (
        Ride(0, 75 * MINUTE, TESSANY, Means.TAXI, cost=2_400),
        Ride(30 * MINUTE, 3 * HOUR, EMMER, Means.BUS, "HV 31", Trace.TICKET, 1_200, met=True),
        Ride(60 * MINUTE, 7 * HOUR, VELSTAD, Means.DRIVE, met=True),
    ),
)
"""Ways out of any settlement of the region."""

CODES: Final = (
    (
        Said("Do you know where they sell lamp oil?", "Не знаете, где продают масло для лампы?"),
        Said("Only at the market, on Tuesdays.", "Только на рынке, по вторникам."),
    ),
    (
        Said("Is this the queue for the library?", "Это очередь в библиотеку?"),
        Said("No, for the skating rink.", "Нет, на каток."),
    ),
    (
        Said("My watch has stopped at four.", "Мои часы встали на четырёх."),
        Said("Mine is always five minutes fast.", "А мои спешат на пять минут."),
    ),
    (
        Said("I am looking for the flower shop.", "Я ищу цветочный магазин."),
        Said("It moved behind the post office.", "Он переехал за почту."),
    ),
)
"""What two people say who meet and have never met."""

PHRASES: Final = (
    (Said("The kettle is on the stove", "Чайник на плите"), Said("The soup is almost ready", "Суп почти готов")),
    (Said("The blue scarf is finished", "Синий шарф довязан"), Said("The wool has run out", "Шерсть кончилась")),
    (Said("It is windy here today", "Сегодня здесь ветрено"), Said("I can smell the rain", "Пахнет дождём")),
    (Said("The cat came home", "Кошка вернулась"), Said("The dog next door is barking", "Соседская собака лает")),
)
"""All is well; duress."""


class Staff(NamedTuple):
    """One invented member."""

    name: str
    roles: tuple[Role, ...]
    tongue: Tongue


FOUNDER: Final = Staff("Vedana", (Role.COORDINATOR, Role.RESEARCHER), "en")
SECOND: Final = Staff("Ruven", (Role.COORDINATOR, Role.CASE_MANAGER), "en")
LANERA: Final = Staff("Ланера", (Role.CASE_MANAGER,), "ru")
TOYMAS: Final = Staff("Тоймас", (Role.CASE_MANAGER,), "ru")
LAWYER: Final = Staff("Orlo", (Role.LAWYER,), "en")
HOST: Final = Staff("Кемира", (Role.HOST,), "ru")
ESCORT: Final = Staff("Dorrin", (Role.ESCORT,), "en")
PRESS: Final = Staff("Элсин", (Role.PRESS, Role.RESEARCHER), "ru")

JOINING: Final = (SECOND, LANERA, TOYMAS, LAWYER, HOST, ESCORT, PRESS)
"""In the order in which they joined the founder."""

MANAGERS: Final = (FOUNDER, SECOND, LANERA, TOYMAS)

_USUAL: Final = (
    HouseRule.NO_TAXI_TO_THE_DOOR,
    HouseRule.AWAY_FROM_WINDOWS,
    HouseRule.NO_VISITORS,
    HouseRule.NO_OLD_PHONES,
)

PLACES: Final = (
    PlaceRecord(
        label="Pear tree",
        region="Velstad, north",
        address="Velstad, Cooper Lane 4, flat 11",
        capacity=5,
        host="Кемира",
        takes=(For.WOMEN, For.FAMILIES),
        rules=_USUAL,
        own_rules="Дети играют только в дальней комнате.",
    ),
    PlaceRecord(
        label="Slate roof",
        region="Velstad, east",
        address="Velstad, Ropewalk 19, flat 3",
        capacity=4,
        host="Кемира",
        takes=(For.MEN, For.QUEER_PEOPLE),
        rules=_USUAL,
    ),
    PlaceRecord(
        label="Two stairs",
        region="Velstad, south",
        address="Velstad, Tannery Row 7, house in the yard",
        capacity=6,
        host="Dorrin",
        takes=(For.WOMEN, For.QUEER_PEOPLE, For.PETS),
        rules=(*_USUAL, HouseRule.NO_DELIVERIES),
    ),
    PlaceRecord(
        label="Harbour room",
        region="Quellin",
        address="Quellin, Chandler Street 2, flat 6",
        capacity=4,
        host="a partner group in Quellin",
        takes=(For.WOMEN, For.MEN, For.QUEER_PEOPLE, For.STEP_FREE),
        rules=_USUAL,
    ),
    PlaceRecord(
        label="Дальний дом",
        region="Коррин",
        address="Коррин, Мельничная 31",
        capacity=3,
        host="Кемира",
        takes=(For.WOMEN, For.FAMILIES, For.STEP_FREE),
        rules=(*_USUAL, HouseRule.OPEN_TO_NOBODY),
        own_rules="Свет в комнате на улицу не включать.",
    ),
)

SUSPECTED: Final = 4
"""Number of the place that somebody may have found."""

STOCK: Final = 46
"""New phones that were bought so far; most are with their people by now."""


def stock_phone(number: int) -> DeviceRecord:
    """Return one of the phones that were bought without a name."""
    return DeviceRecord(
        label=f"new phone {number:02d}",
        manufacturer="Tellar",
        model="Pocket 3",
        serial=f"TL3-{410_233 + 917 * number}",
        property_number=f"FB-{number:03d}",
    )


OLD_PHONES: Final = (
    ("Novik", "Lumen 8", Said("black phone, cracked glass", "чёрный телефон, треснуло стекло")),
    ("Tellar", "Arc Mini", Said("white phone in a red cover", "белый телефон в красном чехле")),
    ("Osmo", "G40", Said("blue phone", "синий телефон")),
    ("Novik", "Lumen 6", Said("old phone with keys", "старый кнопочный телефон")),
)
