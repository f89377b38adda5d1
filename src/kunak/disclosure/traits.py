"""What a text tells of a person beside names: sex, age, orientation, family, work, month, way of leaving.

Two ways to be told: in the words that the case itself uses, in any form; or in any of
the words that a table here knows for the same thing, Russian and English. Tables, ours.
A text that tells a trait which the case does not hold is heard too: it narrows the crowd all the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.declension import is_russian, word_forms
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.glossary import entries_of
from kunak.disclosure.phrases import parts
from kunak.disclosure.secrets import Secrets, Trait


class Told(msgspec.Struct, frozen=True):
    """A trait that a text tells, with its place in the folded text.

    Attributes:
        value: Which of the values of the table, or the case's own word.
        low: Least age told, in years; of an age alone.
        high: Greatest age told.
    """

    trait: str
    value: str
    start: int
    end: int
    low: int = 0
    high: int = 0


_TABLE: Final[dict[str, dict[str, str]]] = {
    "sex": {
        "f": r"женщин\w*|девуш\w+|девочк\w+|дочь\w*|дочер\w+|сестр\w+|она|ее|ей|жительниц\w+|woman|women|girl|daughter|sister|she|her",  # noqa: E501
        "m": r"мужчин\w*|парн\w+|парень|юнош\w+|сын\w*|брат\w*|он|его|ему|man|men|boy|son|brother|he|him|his",
    },
    "orientation": {
        "lesbian": r"лесбиян\w*|лесби|lesbian\w*|любит женщин|(?:she )?loves women",
        "gay": r"геи?|гея|геев|гею|геем|гомосексуал\w*|gay|homosexual\w*|любит мужчин|(?:he )?loves men",
        "bisexual": r"бисексуал\w*|бисексуальн\w*|bisexual\w*|бисек\w*",
        "transgender": r"трансгендер\w*|трансперсон\w*|транс-?женщин\w*|транс-?мужчин\w*|trans(?:gender|sexual)?\w*(?: wom[ae]n| m[ae]n)?",  # noqa: E501
        "queer": r"квир\w*|queer\w*|лгбт\w*|lgbt\w*",
    },
    "role": {
        "daughter": r"дочь|дочер\w+|дочк\w+|daughter",
        "son": r"сын|сына|сыну|сыном|son",
        "mother": r"мать|матер\w+|мама|мамы|mother",
        "father": r"отец|отца|отцу|отцом|father",
        "wife": r"жена|жены|жене|жену|женой|wife|супруг[аиу]",
        "husband": r"муж|мужа|мужу|мужем|husband|супруг",
        "widow": r"вдов\w+|widow(?:ed)?",
        "orphan": r"сирот\w+|orphan\w*",
    },
    "rank": {
        "eldest": r"старш\w+ (?:из )?(?:доч\w+|сын\w*|сест\w+|брат\w*|реб\w+|дет\w+)|(?:eldest|oldest|older) (?:daughter|son|sister|brother|child|of)",  # noqa: E501
        "youngest": r"младш\w+ (?:из )?(?:доч\w+|сын\w*|сест\w+|брат\w*|реб\w+|дет\w+)|(?:youngest|younger) (?:daughter|son|sister|brother|child|of)",  # noqa: E501
        "middle": r"средн\w+ (?:доч\w+|сын\w*|сест\w+|брат\w*)|middle (?:daughter|son|child)",
        "only": r"единственн\w+ (?:доч\w+|сын\w*|сест\w+|брат\w*|реб\w+)|only (?:daughter|son|child|sister|brother)",
    },
    "marital": {
        "married": r"замуж(?:ем|няя|ней)\w*|женат\w*|married",
        "divorced": r"разведен\w*|развел\w+ с|бывш\w+ муж\w*|бывш\w+ жен\w*|divorced|ex-husband|ex-wife",
        "engaged": r"невест\w*|жених\w*|помолвлен\w*|сватал\w*|fiancee?|betrothed|engaged to",
    },
    "ethnicity": {
        "chechen": r"чечен(?:ец|к\w+|ц\w+)|chechen", "ingush": r"ингуш\w*|ingush", "avar": r"авар(?:ец|к\w+|ц\w+)|avar",
        "dargin": r"даргин(?:ец|к\w+|ц\w+)|dargin", "kumyk": r"кумы(?:к|ч)\w*|kumyk", "lezgin": r"лезги\w+|lezgin",
        "lak": r"лак(?:ец|ц\w+)|lak", "ossetian": r"осетин\w*|ossetian", "kabardian": r"кабардин(?:ец|к\w+|ц\w+)|kabardian",  # noqa: E501
        "balkar": r"балкар(?:ец|к\w+|ц\w+)|balkar", "karachay": r"карачаев(?:ец|к\w+|ц\w+)|karachay",
        "circassian": r"черкес\w*|адыг\w*|circassian", "nogai": r"ногай\w*|ногаец|nogai", "georgian": r"грузин\w*|georgian",  # noqa: E501
        "armenian": r"армян\w*|armenian", "azerbaijani": r"азербайджан(?:ец|к\w+|ц\w+)|azerbaijani",
    },
    "job": {
        "nurse": r"медсестр\w+|медбрат\w*|nurse", "paramedic": r"фельдшер\w*|paramedic", "doctor": r"врач\w*|доктор\w*|doctor|physician",  # noqa: E501
        "midwife": r"акушер\w*|midwife", "pharmacist": r"фармацевт\w*|аптекар\w*|провизор\w*|pharmacist", "dentist": r"стоматолог\w*|зубн\w+ врач\w*|dentist",  # noqa: E501
        "teacher": r"учител\w+|преподавател\w+|педагог\w*|teacher|schoolteacher", "student": r"студент\w*|учащ\w+ся|student",  # noqa: E501
        "pupil": r"школьни\w+|старшеклассни\w+|schoolgirl|schoolboy|pupil", "cook": r"повар\w*|кухарк\w+|cook|chef",
        "baker": r"пекар\w+|baker", "confectioner": r"кондитер\w*|confectioner|pastry cook", "hairdresser": r"парикмахер\w*|hairdresser|barber",  # noqa: E501
        "seamstress": r"швея|швеи|швею|швеей|портн\w+|seamstress|tailor", "driver": r"водител\w+|таксист\w*|шофер\w*|driver",  # noqa: E501
        "builder": r"строител\w+|каменщик\w*|builder|construction worker", "welder": r"сварщик\w*|welder", "mechanic": r"механик\w*|автослесар\w*|mechanic",  # noqa: E501
        "programmer": r"программист\w*|разработчи\w+|programmer|developer", "engineer": r"инженер\w*|engineer",
        "journalist": r"журналист\w*|корреспондент\w*|journalist|reporter", "lawyer": r"юрист\w*|адвокат\w*|lawyer|attorney",  # noqa: E501
        "accountant": r"бухгалтер\w*|accountant|bookkeeper", "shop assistant": r"продав(?:ец|щиц\w+|ц\w+)|кассир\w*|shop assistant|cashier",  # noqa: E501
        "waiter": r"официант\w*|бариста|waiter|waitress|barista", "cleaner": r"уборщиц\w+|горничн\w+|cleaner|maid",
        "police": r"полицейск\w+|росгвард\w+|police officer|policeman|policewoman", "soldier": r"военнослужащ\w+|контрактник\w*|солдат\w*|soldier",  # noqa: E501
        "singer": r"певиц\w*|певец|певца|singer", "musician": r"музыкант\w*|скрипач\w*|пианист\w*|musician|violinist|pianist",  # noqa: E501
        "actor": r"актрис\w*|актер\w*|actress|actor", "artist": r"художни\w+|painter|artist", "photographer": r"фотограф\w*|photographer",  # noqa: E501
        "designer": r"дизайнер\w*|designer", "blogger": r"блогер\w*|blogger", "wrestler": r"борец|борца|борцу|самбист\w*|дзюдоист\w*|wrestler",  # noqa: E501
        "boxer": r"боксер\w*|боец мма|boxer|fighter", "athlete": r"спортсмен\w*|легкоатлет\w*|athlete", "coach": r"тренер\w*|coach",  # noqa: E501
        "farmer": r"фермер\w*|farmer", "shepherd": r"чабан\w*|пастух\w*|shepherd", "imam": r"имам\w*|imam", "manicurist": r"мастер\w* маникюра|маникюр\w+|manicurist",  # noqa: E501
        "psychologist": r"психолог\w*|psychologist", "translator": r"переводчи\w+|translator|interpreter", "librarian": r"библиотекар\w+|librarian",  # noqa: E501
        "kindergarten teacher": r"воспитател\w+|kindergarten teacher|nursery teacher", "courier": r"курьер\w*|courier",
        "electrician": r"электрик\w*|electrician", "vet": r"ветеринар\w*|vet|veterinarian", "official": r"чиновни\w+|official|civil servant",  # noqa: E501
        "entrepreneur": r"предпринимател\w+|бизнесмен\w*|entrepreneur|businesswoman|businessman",
    },
    "education": {
        "school": r"школ\w+|\d{1,2}-?\w{0,4} класс\w*|school|grade", "college": r"колледж\w*|училищ\w+|техникум\w*|college",  # noqa: E501
        "university": r"университет\w*|вуз\w*|институт\w*|магистр\w+|бакалавр\w+|аспирант\w*|university|degree|faculty|факультет\w*",  # noqa: E501
        "madrasa": r"медресе|madrasa", "medical": r"медицинск\w+ (?:колледж|училищ|университет|академ)\w*|медколледж\w*|медучилищ\w+|medical (?:school|college)",  # noqa: E501
    },
    "month": {
        name: rf"{russian}|{name}"
        for name, russian in (
            ("january", r"январ\w+"), ("february", r"феврал\w+"), ("march", r"март(?:а|е|у|ом)?"), ("april", r"апрел\w+"),  # noqa: E501
            ("may", r"ма[йяюе]|маем"), ("june", r"июн\w+"), ("july", r"июл\w+"), ("august", r"август(?:а|е|у|ом)?"),
            ("september", r"сентябр\w+"), ("october", r"октябр\w+"), ("november", r"ноябр\w+"), ("december", r"декабр\w+"),  # noqa: E501
        )
    },
    "method": {
        "taxi": r"такси|taxi|cab", "bus": r"автобус\w*|маршрутк\w+|bus|coach", "train": r"поезд\w*|электричк\w+|train",
        "plane": r"самолет\w*|улетел\w*|вылетел\w*|рейс\w*|plane|flew|flight", "car": r"на машине|на автомобиле|попутк\w+|by car|hitchhik\w+",  # noqa: E501
        "foot": r"пешком|on foot", "boat": r"паром\w*|катер\w*|теплоход\w*|ferry|boat",
        "false papers": r"чуж\w+ (?:документ|паспорт)\w*|поддельн\w+ \w+|false (?:papers|passport)|forged \w+",
        "disguise": r"переоде\w+|переодет\w*|disguis\w+", "escort": r"в сопровождении|with an escort",
    },
}  # fmt: skip
_CHILDREN: Final = re.compile(
    r"(?<!\w)(?:(?P<one>с ребенком|ребенок|единственн\w+ ребенок|a child|her child|his child|with (?:a|her|his) (?:child|son|daughter)|"  # noqa: E501
    r"с (?:сыном|дочерью|дочкой|младенцем))|"
    r"(?:мать|отец|mother|father) (?:of )?(?P<many>двоих|троих|четверых|пятерых|шестерых|two|three|four|five|six|\d)"
    r"|(?P<some>двое|трое|четверо|пятеро|двумя|тремя|двух|трех|четырех|two|three|four|five|\d) (?:\w+ )?(?:дет\w+|ребен\w+|children|kids))"  # noqa: E501
)
_COUNTS: Final = {
    **dict.fromkeys(("двоих", "двое", "двумя", "двух", "two"), 2),
    **dict.fromkeys(("троих", "трое", "тремя", "трех", "three"), 3),
    **dict.fromkeys(("четверых", "четверо", "четырех", "four"), 4),
    **dict.fromkeys(("пятерых", "пятеро", "five"), 5),
    **dict.fromkeys(("шестерых", "six"), 6),
}
_DECADES: Final = re.compile(
    r"(?<!\w)(?:in (?:her|his|their) (?:early |mid-?|late )?(?P<en>teens|twenties|thirties|forties|fifties|sixties)|"
    r"(?P<ru>двадцати|тридцати|сорока|пятидесяти) с (?:небольшим|лишним)|"
    r"(?P<over>старше|моложе|чуть больше|чуть меньше|около|under|over|about) (?P<n>двадцати|тридцати|сорока|пятидесяти|\d0))(?!\w)"  # noqa: E501
)
_TENS: Final = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "двадцати": 20, "тридцати": 30,  # noqa: E501
    "сорока": 40, "пятидесяти": 50,
}  # fmt: skip
_NAMES: Final = {
    "family_role": "role", "family role": "role", "family_rank": "rank", "education_level": "education", "profession": "job",  # noqa: E501
    "occupation": "job", "gender": "sex", "sexual_orientation": "orientation", "nationality": "ethnicity", "status": "marital",  # noqa: E501
    "family_status": "marital", "kids": "children", "transport": "method", "way": "method", "school": "education",
}  # fmt: skip
"""Other names that a secrets file may have for the traits of the table."""

_SEX_WORDS: Final = {
    "f": ("f", "female", "ж", "жен", "женский", "woman"),
    "m": ("m", "male", "м", "муж", "мужской", "man"),
}
_GAP: Final = 45
"""Characters between the words of one trait, in any order."""


@lru_cache(maxsize=1)
def _beginnings() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return with which letters the words of a value begin: a text without any of them need not be read again."""
    return {
        (trait, value): tuple(re.match(r"[^\W_]*", way)[0] for way in _alternatives(words))  # type: ignore[index]
        for trait, values in _TABLE.items()
        for value, words in values.items()
    }


def _alternatives(pattern: str) -> Iterator[str]:
    depth = start = 0
    for at, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


@lru_cache(maxsize=1)
def _compiled() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        trait: {value: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for value, words in values.items()}
        for trait, values in _TABLE.items()
    }


def named(trait: str) -> str:
    """Return the name under which the table has a trait."""
    plain = trait.strip().casefold()
    return _NAMES.get(plain, plain)


def meant(trait: str, value: object) -> str:
    """Return which value of the table a word of a case is; the word itself, folded, where the table has none."""
    plain = fold(str(value)).text.strip()
    table = named(trait)
    if table == "sex":
        return next((sex for sex, words in _SEX_WORDS.items() if plain in words), plain)
    return next(
        (name for name, words in _compiled().get(table, {}).items() if name == plain or words.search(plain)), plain
    )


def told_by(folded: Folded, secrets: Secrets) -> list[Told]:
    """Return what a text tells: of the traits of the case only what fits it, and every other trait of the table.

    Args:
        folded: The text.
        secrets: The case; its traits say what is the person's and what somebody else's.
    """
    held = {named(trait): (trait, value) for trait, value in secrets.traits.items()}
    found: list[Told] = []
    for trait, values in _compiled().items():
        own = {meant(trait, one) for one in _each(held[trait][1])} if trait in held else set()
        for value, pattern in values.items():
            if (not own or value in own) and any(begins in folded.text for begins in _beginnings()[trait, value]):
                found += [Told(trait, value, match.start(), match.end()) for match in pattern.finditer(folded.text)]
    found += _children(folded.text, held.get("children"))
    found += _decades(folded.text)
    for trait, words in secrets.traits.items():
        found += [Told(named(trait), *span) for one in _each(words) for span in _literal(folded.text, one)]
        if named(trait) == "job":
            found += [
                Told("job", str(one), *span) for one in _each(words) for span in _in_other_language(folded.text, one)
            ]
    return found


def _each(value: Trait) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _in_other_language(text: str, value: object) -> Iterator[tuple[int, int]]:
    """Yield where a text has a job that the table does not know by its names in the other language."""
    words = parts(value) if isinstance(value, str) else []
    if not words or meant("job", value) in _TABLE["job"]:
        return
    for entry in entries_of(words):
        for name in entry.english if is_russian(words[0]) else entry.russian:
            yield from ((start, end) for _, start, end in _literal(text, name))


def _literal(text: str, value: object) -> Iterator[tuple[str, int, int]]:
    """Yield where a text has the case's own words, in any form and order, close together."""
    if not isinstance(value, str):
        return
    words = [word for word in parts(value) if len(word) > 2]  # noqa: PLR2004
    if not words:
        return
    places = [list(_forms(word).finditer(text)) for word in words]
    for first in places[0]:
        near = [min(other, key=lambda match: abs(match.start() - first.start()), default=None) for other in places[1:]]
        if all(match is not None and abs(match.start() - first.start()) < _GAP * len(words) for match in near):
            spans = [first, *(match for match in near if match is not None)]
            yield value, min(match.start() for match in spans), max(match.end() for match in spans)


@lru_cache(maxsize=512)
def _forms(word: str) -> re.Pattern[str]:
    forms = word_forms(word) | {word} if is_russian(word) else {word, word + "s"}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, forms)))})(?!\w)")


def _children(text: str, held: tuple[str, Trait] | None) -> Iterator[Told]:
    for match in _CHILDREN.finditer(text):
        word = match["many"] or match["some"]
        count = 1 if match["one"] else _COUNTS.get(word, 0) or int(word)
        if held is None or not isinstance(held[1], int) or held[1] == count:
            yield Told("children", str(count), match.start(), match.end())


def _decades(text: str) -> Iterator[Told]:
    for match in _DECADES.finditer(text):
        low = _TENS.get(match["en"] or match["ru"] or match["n"]) or int(match["n"])
        below = match["over"] in ("моложе", "чуть меньше", "under")
        yield Told(
            "age", "decade", match.start(), match.end(), low - 10 if below else low, low - 1 if below else low + 9
        )
