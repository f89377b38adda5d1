"""Numbers in words, Russian and English, cardinal and ordinal, in any case: what they count.

Digits and words of a text become one row of units; days, ages and numbers of
trains, phones and papers are read from that row.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

_UNITS_RU: Final = (
    "ноль|нуль|нол[ья]|нуля", "один|одна|одно|одного|одной|одному|одним|одну|одном|раз", "два|две|двух|двум|двумя",
    "три|трех|трем|тремя", "четыре|четырех|четырем|четырьмя", "пять|пяти|пятью", "шесть|шести|шестью", "семь|семи|семью",  # noqa: E501
    "восемь|восьми|восемью|восьмью", "девять|девяти|девятью", "десять|десяти|десятью", "одиннадцат[ьи]|одиннадцатью",
    "двенадцат[ьи]|двенадцатью", "тринадцат[ьи]|тринадцатью", "четырнадцат[ьи]|четырнадцатью", "пятнадцат[ьи]|пятнадцатью",  # noqa: E501
    "шестнадцат[ьи]|шестнадцатью", "семнадцат[ьи]|семнадцатью", "восемнадцат[ьи]|восемнадцатью", "девятнадцат[ьи]|девятнадцатью",  # noqa: E501
)  # fmt: skip
_TENS_RU: Final = (
    "двадцат[ьи]|двадцатью", "тридцат[ьи]|тридцатью", "сорок|сорока", "пятьдесят|пятидесяти|пятьюдесятью",
    "шестьдесят|шестидесяти|шестьюдесятью", "семьдесят|семидесяти|семьюдесятью",
    "восемьдесят|восьмидесяти|восемьюдесятью", "девяносто|девяноста",
)  # fmt: skip
_HUNDREDS_RU: Final = (
    "сто|ста", "двести|двухсот|двумястами", "триста|трехсот", "четыреста|четырехсот", "пятьсот|пятисот", "шестьсот|шестисот",  # noqa: E501
    "семьсот|семисот", "восемьсот|восьмисот", "девятьсот|девятисот",
)  # fmt: skip
_ORDINALS_RU: Final = (
    "нулев", "перв", "втор", "треть", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",  # noqa: E501
    "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат",
)  # fmt: skip
_TENS_ORDINAL_RU: Final = (
    "двадцат", "тридцат", "сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност",
)  # fmt: skip
_ORDINAL_ENDS: Final = "ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|ья|ую|ью|ое|ье|ые|ьи|ых|ьих"
_UNITS_EN: Final = (
    "zero oh nought nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",  # noqa: E501
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS_EN: Final = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_TENS_ORDINAL_EN: Final = (
    "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth",
)  # fmt: skip
_GENITIVES: Final = (
    "", "одно", "двух", "трех", "четырех", "пяти", "шести", "семи", "восьми", "девяти", "десяти", "одиннадцати",
    "двенадцати", "тринадцати", "четырнадцати", "пятнадцати", "шестнадцати", "семнадцати", "восемнадцати", "девятнадцати",  # noqa: E501
)  # fmt: skip
_TEN_GENITIVES: Final = (
    "двадцати", "тридцати", "сорока", "пятидесяти", "шестидесяти", "семидесяти", "восьмидесяти", "девяносто",
)  # fmt: skip
_MULTIPLES: Final = frozenset(("hundred", "thousand", "тысяча", "тысячи", "тысяч"))
_TIMES: Final = {"double": 2, "triple": 3, "дважды": 2, "трижды": 3}

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
_SUFFIX: Final = re.compile(r"(?<=\d)-?(?:го|е|й|му|м|х|ти|ми|ый|ого|ое|st|nd|rd|th)(?![^\W_])")


class Unit(msgspec.Struct, frozen=True):
    """A number or a word of the text.

    Attributes:
        word: The word, or the digits as they read one after another (``00`` stays ``00``).
        value: The number, or None.
        ordinal: Whether it counts a place in a row.
        spelt: Whether it was written in words.
    """

    word: str
    start: int
    end: int
    value: int | None = None
    ordinal: bool = False
    spelt: bool = False


def _expand(pattern: str) -> Iterator[str]:
    for way in pattern.split("|"):
        if "[" in way:
            head, letters = way.split("[")
            yield from (head + letter for letter in letters.rstrip("]"))
        else:
            yield way


@lru_cache(maxsize=1)
def _cardinals() -> dict[str, int]:
    table: dict[str, int] = {}
    for rows, first, step in ((_UNITS_RU, 0, 1), (_TENS_RU, 20, 10), (_HUNDREDS_RU, 100, 100)):
        for number, row in enumerate(rows):
            table.update(dict.fromkeys(_expand(row), first + number * step))
    for number, row in enumerate(_UNITS_EN):
        table.update(dict.fromkeys(row.split(), number))
    table.update({word: 20 + 10 * number for number, word in enumerate(_TENS_EN)})
    table.update({"hundred": 100, "thousand": 1000, "тысяча": 1000, "тысячи": 1000, "тысяч": 1000})
    table.update({"полтора": 1, "полторы": 1, "couple": 2})
    return table


_FIGURES: Final = (
    "нол|нул|ноли|нули", "единиц|единич", "двоек|двойк|двойки|двойка|двойку|twos", "троек|тройк|тройки|тройка|тройку|threes",  # noqa: E501
    "четверок|четверк|четверки|четверка|fours", "пятерок|пятерк|пятерки|пятерка|fives", "шестерок|шестерк|шестерки|шестерка|sixes",  # noqa: E501
    "семерок|семерк|семерки|семерка|sevens", "восьмерок|восьмерки|восьмерка|eights", "девяток|девятки|девятка|nines",
)  # fmt: skip
_ZEROS: Final = ("нуля", "нулей", "ноля", "нолей", "zeros", "zeroes")


@lru_cache(maxsize=1)
def _figures() -> dict[str, int]:
    """Return names of figures, as in “three fives”."""
    table = {word: value for value, row in enumerate(_FIGURES) for word in row.split("|")}
    table.update({"единицы": 1, "единица": 1, "единиц": 1, "ones": 1})
    return table | dict.fromkeys(_ZEROS, 0)


@lru_cache(maxsize=1)
def _ordinals() -> dict[str, int]:
    table: dict[str, int] = {}
    ends = _ORDINAL_ENDS.split("|")
    for rows, first, step in ((_ORDINALS_RU, 0, 1), (_TENS_ORDINAL_RU, 20, 10)):
        for number, stem in enumerate(rows):
            table.update({stem + end: first + number * step for end in ends})
    table.update({"двухтысячн" + end: 2000 for end in ends})
    table.update({"третий": 3, "третьего": 3, "третьему": 3, "третьим": 3, "третьем": 3, "третья": 3, "третьей": 3})
    table.update(dict.fromkeys(("третье", "третью", "третьи", "третьих", "третьими", "третьею"), 3))
    table.update({word: number for number, word in enumerate(_ORDINALS_EN)})
    table.update({word: 20 + 10 * number for number, word in enumerate(_TENS_ORDINAL_EN)})
    return table


@lru_cache(maxsize=1)
def genitive_numbers() -> dict[str, int]:
    """Return the first parts of compounds such as ``двадцатидвухлетняя``, for 1 to 99."""
    table = {word: number for number, word in enumerate(_GENITIVES) if word}
    for ten, word in enumerate(_TEN_GENITIVES):
        table[word] = 20 + 10 * ten
        table.update({word + unit: 20 + 10 * ten + number for number, unit in enumerate(_GENITIVES[:10]) if unit})
    return table


def units(text: str) -> list[Unit]:
    """Return the words and numbers of a folded text; what reads as one number is one unit."""
    found: list[Unit] = []
    pending: list[Unit] = []
    for unit in _single(text):
        if pending and not _continues(pending, unit, text):
            found.append(_joined(pending))
            pending = []
        if unit.value is not None and unit.spelt and not unit.ordinal:
            pending.append(unit)
        elif pending:
            found.append(_joined([*pending, unit]))
            pending = []
        else:
            found.append(unit)
    return found + ([_joined(pending)] if pending else [])


def _single(text: str) -> Iterator[Unit]:
    held: Unit | None = None
    for unit in _words(text):
        figure = _figures().get(unit.word) if held else None
        if held and figure is not None and (held.value or 0) <= _REPEATED and unit.start - held.end <= 2:  # noqa: PLR2004
            for _ in range(held.value or 0):
                yield Unit(str(figure), held.start, unit.end, figure, spelt=True)
            held = None
            continue
        if held:
            yield held
        held = unit if unit.value is not None and not unit.ordinal else None
        if held is None:
            yield unit
    if held:
        yield held


_REPEATED: Final = 6
"""Times that one figure stands in a row."""


def _words(text: str) -> Iterator[Unit]:
    cardinals, ordinals = _cardinals(), _ordinals()
    times = 1
    skip = 0
    for match in _TOKEN.finditer(text):
        if match.start() < skip:
            continue
        word = match[0]
        if word == "and" and text.endswith(("hundred ", "thousand "), 0, match.start()):
            continue
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word.isdecimal():
            suffix = _SUFFIX.match(text, match.end())
            skip = suffix.end() if suffix else 0
            value = int(word) if len(word) < 19 else None  # noqa: PLR2004 - more digits count nothing
            yield Unit(word, match.start(), skip or match.end(), value, ordinal=suffix is not None)
        elif word in cardinals:
            for _ in range(times):
                yield Unit(str(cardinals[word]), match.start(), match.end(), cardinals[word], spelt=True)
        elif word in ordinals:
            yield Unit(str(ordinals[word]), match.start(), match.end(), ordinals[word], ordinal=True, spelt=True)
        else:
            yield Unit(word, match.start(), match.end())
        times = 1


def _continues(pending: list[Unit], unit: Unit, text: str) -> bool:
    """Return whether a number goes on: 900 20 8 is one, 20 30 are two, 5 5 are two."""
    last = pending[-1]
    if (
        unit.value is None
        or not unit.spelt
        or last.value is None
        or text[last.end : unit.start].strip(" -‐‑") not in ("", "and")
    ):
        return False
    said = text[unit.start : unit.end]
    if said in _MULTIPLES and not unit.ordinal:
        return last.value < unit.value and not any(one.value == unit.value for one in pending)
    if last.value == 1000:  # noqa: PLR2004
        return 0 < unit.value < 1000  # noqa: PLR2004
    if last.value >= 100:  # noqa: PLR2004
        return 0 < unit.value < 100  # noqa: PLR2004
    return last.value >= 20 and 0 < unit.value < 10  # noqa: PLR2004


def _joined(pending: list[Unit]) -> Unit:
    if len(pending) == 1:
        return pending[0]
    thousands, value = 0, 0
    for unit in pending:
        count = unit.value or 0
        if count == 1000:  # noqa: PLR2004
            thousands, value = (value or 1) * count, 0
        elif count == 100 and 0 < value < count:  # noqa: PLR2004 - two hundred; the Russian word stands first
            value *= count
        else:
            value += count
    value += thousands
    return Unit(str(value), pending[0].start, pending[-1].end, value, ordinal=pending[-1].ordinal, spelt=True)
