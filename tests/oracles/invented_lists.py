"""Invented people of invented places, and three lists that each know some of them in a way of their own.

An NGO writes Cyrillic names with patronymics, a newspaper Latin names and ages, the police dates to the day.
Who is who is known. Nobody in it lives: the parts of names are drawn apart, and places are made up but for their shape.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

WOMEN = [
    "Амина",
    "Зарема",
    "Хава",
    "Мадина",
    "Марьям",
    "Айшат",
    "Патимат",
    "Хадижат",
    "Луиза",
    "Седа",
    "Малика",
    "Элина",
    "Зулихан",
    "Асият",
    "Джамиля",
    "Камила",
    "Залина",
    "Аминат",
    "Фатима",
    "Раиса",
    "Тамара",
    "Лариса",
    "Милана",
    "Петимат",
    "Зайнап",
    "Макка",
    "Хеда",
    "Эсет",
    "Сацита",
    "Ралина",
    "Загидат",
    "Рукият",
    "Умукусум",
    "Саида",
    "Наида",
    "Индира",
    "Диана",
    "Эльмира",
    "Карина",
    "Зухра",
    "Жанета",
    "Лейла",
    "Мадинат",
    "Хеди",
    "Ашура",
]
MEN = [
    "Магомед",
    "Ахмед",
    "Иса",
    "Муса",
    "Руслан",
    "Аслан",
    "Хасан",
    "Хусейн",
    "Ибрагим",
    "Шамиль",
    "Рамзан",
    "Адам",
    "Умар",
    "Сулейман",
    "Абдула",
    "Заур",
    "Тимур",
    "Ислам",
    "Юсуп",
    "Якуб",
    "Саид",
    "Али",
    "Хамзат",
    "Беслан",
    "Ваха",
    "Салман",
    "Мовсар",
    "Апти",
    "Расул",
    "Гаджи",
    "Джамал",
    "Казбек",
    "Батыр",
    "Султан",
    "Идрис",
    "Халид",
    "Рашид",
    "Мурад",
    "Исмаил",
    "Бислан",
    "Алихан",
    "Зелимхан",
    "Абубакар",
    "Курбан",
]
STEMS = [
    "Магомад",
    "Магомед",
    "Исмаил",
    "Ахмад",
    "Исаев",
    "Мусаев",
    "Дуда",
    "Басаев",
    "Закае",
    "Арсано",
    "Эльмурза",
    "Хасан",
    "Джабраил",
    "Юсуп",
    "Абдула",
    "Гайрбек",
    "Умар",
    "Алие",
    "Рашид",
    "Сулейман",
    "Гаджие",
    "Омар",
    "Курбан",
    "Ибрагим",
    "Рамазан",
    "Дадае",
    "Эдильсултан",
    "Байсангур",
    "Тагир",
    "Цечое",
    "Евлое",
    "Аушев",
    "Мальсаг",
    "Хамхое",
    "Плие",
    "Гере",
    "Барахое",
    "Кодзое",
    "Тума",
    "Бекмурза",
    "Хункер",
    "Шахбие",
    "Сайдула",
    "Яндар",
    "Бата",
    "Мациев",
    "Вахае",
    "Темирбула",
    "Чермое",
    "Берсано",
    "Актемир",
    "Дзей",
    "Цоро",
    "Ужахо",
    "Оздое",
    "Мержое",
    "Тангие",
    "Точие",
    "Халухае",
    "Гагие",
    "Богатыре",
]
DISTRICTS = {
    "Верхнегорский": ["Верхнегорск", "Алхан-Чу", "Старые Терки", "Бено-Мар", "Шаро-Юрт"],
    "Чегемлинский": ["Чегемли", "Дарго-Аул", "Новый Хутор", "Гелди", "Ведучи-Юрт"],
    "Сулакянский": ["Сулакян", "Кизил-Яр", "Тарки-Кала", "Бабаюрт-Хи", "Анди-Тала"],
    "Назрапольский": ["Назраполь", "Экажи", "Сурхо", "Али-Хи", "Барсу-Кий"],
}
ROMAN = [
    dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", table.split(), strict=True))
    for table in (
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya",
        "a b v g d e e j z i i k l m n o p r s t u f h c ch sh sch _ y ' e iu ia",
        "a b w g d je jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch _ y _ e ju ja",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia",
    )
]
SHORT = {
    "Магомед": "Мага",
    "Патимат": "Патя",
    "Хадижат": "Хава",
    "Фатима": "Фатя",
    "Эльмира": "Эля",
    "Джамиля": "Джама",
}


Facts = tuple[str, str, str, date, date, str, str, bool, str]
Row = dict[str, str]


@dataclass(frozen=True)
class Habits:
    """How hard the lists are to join."""

    slips: float = 0.06
    missing: float = 0.12
    partial: float = 0.3
    siblings: float = 0.12
    married: float = 0.08
    short: float = 0.04
    reach: tuple[float, float, float] = (0.55, 0.45, 0.4)
    without: tuple[str, ...] = ()


EASY = Habits(0.02, 0.05, 0.15, 0.05, 0.03, 0.0, (0.6, 0.5, 0.5))
ORDINARY = Habits()
HARD = Habits(0.12, 0.25, 0.45, 0.2, 0.12, 0.08, (0.5, 0.4, 0.35))


@dataclass
class Lists:
    """Rows by list, who each row is, and how many people there are."""

    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)
    people: int = 0

    def pairs(self) -> set[tuple[str, str]]:
        by_person: dict[int, list[str]] = {}
        for row, person in self.truth.items():
            by_person.setdefault(person, []).append(row)
        return {(a, b) for rows in by_person.values() for a in sorted(rows) for b in sorted(rows) if a < b}


def family(stem: str, dice: random.Random) -> str:
    if stem.endswith(("ев", "ов")):
        return stem
    return stem + ("в" if stem[-1] in "ео" else "ев" if dice.random() < 0.2 else "ов")


def invent(people: int, seed: int, habits: Habits = ORDINARY) -> Lists:
    dice = random.Random(seed)
    women: list[Facts] = []
    while len(women) < people:
        father, last = dice.choice(MEN), family(dice.choice(STEMS), dice)
        district = dice.choice(list(DISTRICTS))
        town = dice.choice(DISTRICTS[district])
        for _ in range(2 if dice.random() < habits.siblings else 1):
            born = date(1955, 1, 1) + timedelta(days=dice.randrange(18_000))
            died = date(2008, 1, 1) + timedelta(days=dice.randrange(3_650))
            woman = dice.random() < 0.75
            women.append(
                (
                    dice.choice(WOMEN if woman else MEN),
                    father,
                    last,
                    born,
                    died,
                    district,
                    town,
                    woman,
                    family(dice.choice(STEMS), dice),
                )
            )
    lists = Lists(people=people)
    for number, (name, reach) in enumerate(zip(("ngo", "press", "police"), habits.reach, strict=True)):
        rows = []
        for person, facts in enumerate(women[:people]):
            if dice.random() < reach:
                row = _ROW[name](facts, dice, habits)
                row = {
                    column: ""
                    if dice.random() < habits.missing * _LOST.get(column, 0.5)
                    else _slip(text, dice, habits, column)
                    for column, text in row.items()
                }
                rows.append(
                    {key: text for key, text in row.items() if key not in habits.without} | {"person": str(person)}
                )
        dice.shuffle(rows)
        for place, row in enumerate(rows):
            row["id"] = f"{name[0].upper()}{number}{place:04d}"
            lists.truth[row["id"]] = int(row.pop("person"))
        lists.rows[name] = rows
    return lists


_LOST = {
    "given": 0.15,
    "family": 0.15,
    "sex": 0.3,
    "patronymic": 1.5,
    "born": 1.5,
    "age": 1.5,
    "died": 0.6,
    "place": 1.0,
}


def _ngo(facts: Facts, dice: random.Random, habits: Habits) -> Row:
    name, father, last, born, died, district, town, woman, married = facts
    last = married if woman and dice.random() < habits.married else last
    return {
        "given": SHORT.get(name, name) if dice.random() < habits.short * 3 else name,
        "patronymic": father + (dice.choice(["овна", "овна", "", " кызы"]) if woman else dice.choice(["ович", ""])),
        "family": last + ("ой" if woman and dice.random() < 0.1 else "а" if woman else ""),
        "sex": "ж" if woman else "м",
        "born": _partial(born, dice, habits),
        "died": _partial(died, dice, habits),
        "place": f"с. {town}, {district} район" if dice.random() < 0.5 else town,
    }


def _press(facts: Facts, dice: random.Random, habits: Habits) -> Row:
    name, _, last, born, died, district, town, woman, married = facts
    table = dice.choice(ROMAN)
    last = married if woman and dice.random() < habits.married else last
    age = (died - born).days // 365 + (dice.random() < 0.1)
    return {
        "given": romanised(name, table),
        "family": romanised(last + ("а" if woman else ""), table),
        "sex": "f" if woman else "m",
        "age": str(age),
        "died": _partial(died + timedelta(days=dice.choice([0, 0, 0, 1, 2])), dice, habits),
        "place": romanised(town, table) if dice.random() < 0.7 else romanised(district, table) + " district",
    }


def _police(facts: Facts, dice: random.Random, habits: Habits) -> Row:
    name, father, last, born, died, district, town, woman, _ = facts
    return {
        "given": name[0] + "." if dice.random() < habits.slips * 2 else name,
        "patronymic": father + ("овна" if woman else "ович"),
        "family": last + ("а" if woman else ""),
        "born": born.strftime("%d.%m.%Y") if dice.random() > habits.partial / 2 else str(born.year),
        "died": died.strftime("%d.%m.%Y"),
        "place": f"{district} район" if dice.random() < 0.6 else f"г. {town}",
    }


_ROW = {"ngo": _ngo, "press": _press, "police": _police}


def romanised(text: str, table: dict[str, str]) -> str:
    out = "".join(table.get(letter, letter).replace("_", "") for letter in text.lower())
    return out.title()


def _partial(day: date, dice: random.Random, habits: Habits) -> str:
    if dice.random() > habits.partial:
        return day.isoformat()
    return dice.choice([str(day.year), f"{day:%Y-%m}", f"{day.year}/{day.year + 1}", str(day.year)])


def _slip(text: str, dice: random.Random, habits: Habits, column: str) -> str:
    if column in {"sex", "age"} or len(text) < 4 or dice.random() > habits.slips:
        return text
    if column in {"born", "died"}:
        return _wrong_digit(text, dice)
    at = dice.randrange(1, len(text) - 1)
    kind = dice.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + dice.choice("аеиоуAeiou" if text[at] > "z" else "aeiou").lower() + text[at + 1 :]


def _wrong_digit(text: str, dice: random.Random) -> str:
    if len(text) == 10 and text[4] == "-" and int(text[8:]) <= 12:
        return f"{text[:4]}-{text[8:]}-{text[5:7]}"
    if len(text) == 10 and text[2] == ".":
        day = int(text[:2]) + dice.choice([-1, 1])
        return f"{min(max(day, 1), 28):02d}{text[2:]}"
    return text
