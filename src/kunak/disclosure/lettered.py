"""Where a plate, a paper or a vehicle's number with letters stands, however it is cut up, covered or said."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from kunak.disclosure.aviation import flight_as_filed
from kunak.disclosure.figures import KNOWN
from kunak.disclosure.findings import Finding, finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.numerals import Unit
from kunak.disclosure.respelt import respelt
from kunak.disclosure.secrets import Secrets, whose

_PLATE_TWINS: Final = str.maketrans("авекмнорстух", "abekmhopctyx")


class Lettered(msgspec.Struct, frozen=True):
    """A plate, a paper or a vehicle's number with letters: one expression over the folded text."""

    secret: str
    kind: str
    pattern: re.Pattern[str]
    form: str


_NUMBERS: Final = re.compile(
    r"(?<![^\W_])(?:[a-z]\d|\d[a-z])[\s-]?\d{2,4}(?!\d)|(?:(?<![^\W_])[^\W\d_]{1,3}\s?-?)?\d+[^\W\d_]?"
)
"""The numbers of a service with the letters that belong to them; an airline may have a figure in its code."""


def lettered(secrets: Secrets) -> list[Lettered]:
    """Return plates, papers with letters, and numbers of services with letters."""
    found: list[Lettered] = []
    for at, plate in enumerate(secrets.plates):
        found += _plate(f"plates.{at}", plate)
    for at, person in enumerate(secrets.persons):
        for paper in person.documents:
            plain = _alnum(paper.number)
            if not plain.isdecimal() and len(plain) > 1:
                owner = f"{whose(person, at)}.documents"
                patterns = [*_spelt(plain), *_spelt(_with_roman(plain)), *_masked(plain)]
                found += [Lettered(owner, "document", pattern, "letters and digits") for pattern in patterns]
    for at, service in enumerate(secrets.services):
        if filed := flight_as_filed(str(service.number)):
            found += [Lettered(f"services.{at}", "service", pattern, "number") for pattern in _spelt(filed.casefold())]
        for word in _NUMBERS.findall(fold(str(service.number)).text):
            plain = _alnum(word)
            if len(plain) > 1 and not plain.isdecimal():
                found += [Lettered(f"services.{at}", "service", each, "in parts") for each in _flight_in_parts(plain)]
                found += [
                    Lettered(f"services.{at}", "service", pattern, "number")
                    for pattern in (*_spelt(plain), *_padded(plain))
                ]
    return found


_SOUNDS: Final = dict(zip("abcdefghijklmnoprstuvwxyz", "абцдефгхийклмнопрстуввхиз", strict=True))
_BACK_SOUNDS: Final = {cyrillic: latin for latin, cyrillic in _SOUNDS.items()} | {
    "с": "s",
    "ц": "c",
    "у": "u",
    "ю": "yu",
    "я": "ya",
}


_TWIN_OF: Final = {latin: (twin,) for twin, latin in zip("авекмнорстух", "abekmhopctyx", strict=True)}


def _alnum(text: str) -> str:
    return "".join(letter for letter in fold(text).text if letter.isalnum())


_GAPS: Final = r"[\s,().\-‐‑‒–—/№_|]{0,3}(?:(?:then|потом|затем|дальше|далее) )?"


_NUMBER: Final = rf"(?:{_GAPS}|\s?(?:no?|n|номер\w*|number)[\s.:№]{{0,3}})"
"""Between the letters of a paper and its digits."""


def _spelt(plain: str, *, said: bool = False) -> Iterator[re.Pattern[str]]:
    end = r"(?!\d)" if plain[-1].isdecimal() else r"(?![^\W\d_])"
    gaps = (_NUMBER if a.isalpha() and b.isdecimal() else _GAPS for a, b in pairwise(plain))
    spelt = "".join(gap + ways(letter, said=said) for gap, letter in zip(("", *gaps), plain, strict=True))
    yield re.compile(r"(?<![^\W_])" + spelt + end)


def ways(letter: str, *, said: bool = False) -> str:
    """Return how one letter or digit of a paper or plate may be written, in either alphabet, or ``said``."""
    twins = {letter, letter.translate(_PLATE_TWINS), *_TWIN_OF.get(letter, ())}
    twins |= {_SOUNDS.get(letter, letter), _BACK_SOUNDS.get(letter, letter)}
    if said:
        names = "|".join(
            (_SPOKEN.get(letter.translate(_PLATE_TWINS), ""), _NAMED.get(letter.translate(_PLATE_TWINS), ""))
        )
        twins |= {name for name in names.split("|") if name}
    return "(?:" + "|".join(sorted(map(re.escape, twins))) + ")"


_ROMANS: Final = (("iii", "3"), ("ii", "2"), ("iv", "4"), ("i", "1"), ("v", "5"))


def _with_roman(plain: str) -> str:
    """Return a paper's number with its Roman series in figures: certificates of birth are ``II-АБ``."""
    series = re.match(r"(?:x{0,3}(?:ix|iv|v?i{0,3}))(?=[а-я])", plain)
    value = dict(_ROMANS).get(series[0]) if series else None
    return value + plain[series.end() :] if series and value else plain


def _masked(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield what is left of a number whose beginning or end is covered."""
    for seen in range(max(len(plain) - KNOWN, KNOWN - 1), len(plain) - 1):
        yield re.compile(r"(?<![^\W_])" + _GAPS.join(map(ways, plain[:seen])) + r"\s?[*•●x×х#_]{2,}")


def _plate(secret: str, plate: str) -> Iterator[Lettered]:
    plain = _alnum(plate)
    if len(plain) < 2:  # noqa: PLR2004
        return
    short = re.match(r"[^\W\d_]\d{3}[^\W\d_]{2}", plain)
    abroad = re.match(r"\d{3}[^\W\d_]{3}(?=\d{2}$)", plain)  # Kazakhstan: the region stands last there, too
    if abroad:
        yield from (Lettered(secret, "plate", pattern, "without region") for pattern in _spelt(abroad[0]))
    forms = [plain, short[0]] if short and short[0] != plain else [plain]
    for form in forms:
        for pattern in _spelt(form, said=True):
            yield Lettered(secret, "plate", pattern, "exact" if form == plain else "without region")
    if short:
        yield from (Lettered(secret, "plate", pattern, "in parts") for pattern in _plate_in_parts(short[0]))
        yield from (Lettered(secret, "plate", pattern, "a part of it") for pattern in _part_of_plate(plain))


_CARS: Final = r"номер\w*|машин\w*|автомобил\w*|тачк\w*|приор\w*|plate\w*|car|cars|vehicle|буквы|letters|регистрац\w*"


_TICKET: Final = (
    r"код\w{0,2}|букв\w{1,3}|авиакомпани\w{1,2}|перевозчик\w{0,2}|рейс\w{0,2}|билет\w{0,2}|"
    r"codes?|letters|airline|carrier|flight|ticket|boarding pass"
)
_FIGURES: Final = (
    r"цифр\w{1,3}|номер\w{0,2}|дальше|потом|затем|за ним\w?|остальн\w{2,3}|остаток|остал\w{3}|"
    r"digits|figures|numbers?|then|followed|after|plus|rest|remainder|remaining"
)


_FLIGHT: Final = re.compile(r"([a-z]{2,3}|[a-z]\d|\d[a-z])(\d{2,4})")
"""The letters of a carrier, of which one may be a figure, and the figures of its flight."""


def _padded(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield a flight with noughts before its figures: ``W9 06118``."""
    if parts := _FLIGHT.fullmatch(plain):
        code, number = ("".join(map(ways, told)) for told in (parts[1], parts[2]))
        yield re.compile(rf"(?<![^\W_]){code}{_GAPS}0{{1,2}}{number}(?!\d)")


def _flight_in_parts(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield a flight whose carrier's letters and figures are told apart: “the code was DV, the digits after it 826”."""
    if parts := _FLIGHT.fullmatch(plain):
        code, number = (r"[\s,.-]{0,2}(?:и |and )?".join(told) for told in (parts[1], parts[2]))
        yield re.compile(
            rf"(?<![^\W_])(?:{_TICKET})(?![^\W_])[^\d.!?]{{0,50}}?(?<![^\W_]){code}(?![^\W_])"
            rf"(?=[^\d]{{0,60}}(?<![^\W_])(?:{_FIGURES})(?![^\W_]))[^\d]{{1,80}}(?<![^\W_]){number}(?![^\W_])"
        )
        yield re.compile(
            rf"(?<![^\W_]){code}(?![^\W_])[^\d.!?]{{1,20}}(?<![^\W_])(?:{_TICKET})(?![^\W_])"
            rf"[^\d]{{1,60}}(?<![^\W_]){number}(?![^\W_])"
        )


def _plate_in_parts(short: str) -> Iterator[re.Pattern[str]]:
    """Yield a plate whose digits and letters are told apart from each other, beside a word for a car."""
    middle = r"[\s,-]{0,2}".join(short[1:4])
    letters = ["(?:" + "|".join(sorted(_twins(letter))) + ")" for letter in (short[0], short[4], short[5])]
    first, *pair = letters
    apart = rf"[^\d]{{0,60}}?(?<![^\W\d_]){first}(?:[\W_]|и |and ){{0,6}}{pair[0]}(?:[\W_]|и |and ){{0,6}}{pair[1]}(?![^\W\d_])"  # noqa: E501
    yield re.compile(rf"(?<![^\W_])(?:{_CARS})[^\d]{{0,25}}(?<!\d){middle}(?!\d){apart}")
    yield re.compile(rf"(?<!\d){middle}(?!\d)(?=[^\d]{{0,40}}(?:{_CARS})){apart}")
    # “417 between the letter A and the letters KO”.
    told = rf"(?<![^\W\d_]){first}(?![^\W\d_])[^\d]{{1,40}}?"
    yield re.compile(
        rf"(?<![^\W_])(?:{_CARS})(?![^\W_])[^\d]{{0,40}}(?<!\d){middle}(?!\d)[^\d]{{0,20}}?(?:между|between)[^\d]{{0,30}}?"
        rf"{told}(?<![^\W\d_]){pair[0]}(?:[\W_]|и |and ){{0,6}}{pair[1]}(?![^\W\d_])"
    )
    # “It begins with K418, then come the letters”, and the letters before the figures.
    joined = rf"(?<![^\W\d_]){pair[0]}(?:[\W_]|и |and ){{0,6}}{pair[1]}(?![^\W\d_])"
    car, told = rf"(?<![^\W_])(?:{_CARS})(?![^\W_])[^\d]{{0,60}}?", r"[^\d]{1,40}?[^\W\d_]{2,}[^\d]{1,40}?"
    yield re.compile(rf"{car}(?<![^\W_]){first}[^\d]{{0,14}}?{middle}(?!\d){told}{joined}")
    yield re.compile(rf"{car}(?<![^\W\d_]){first}(?:[\W_]|и |and ){{1,6}}{joined}[^\d]{{1,60}}?(?<!\d){middle}(?!\d)")


_ON_CARS: Final = (
    r"номер\w{0,3}|номерн\w+|госномер\w{0,2}|машин\w{1,2}|автомобил\w{1,2}|авто|тачк\w|приор\w|лад[аеуы]|жигул\w+|внедорожник\w{0,2}|"
    r"джип\w{0,2}|седан\w{0,2}|шест[её]рк\w|семерк\w|девятк\w|десятк\w|нив[аеуы]|камри|фургон\w{0,2}|"
    r"регион\w?|region|plates?|registration|car|cars|vehicle|sedan|jeep|suv|van|lada|priora|camry"
)


def _part_of_plate(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield a letter and the figures, the figures and the letters or the region after them, of a car."""
    first, middle, pair, region = ways(plain[0], said=True), r"[\s-]?".join(plain[1:4]), plain[4:6], plain[6:]
    car = rf"(?<![^\W_])(?:{_ON_CARS})(?![^\W_])[^\d.!?]{{0,24}}?"
    last = r"[\s,-]{0,2}".join(ways(letter, said=True) for letter in pair)
    parts = [rf"{first}[\s,-]{{0,2}}{middle}", rf"{middle}[\s,-]{{0,2}}{last}"]
    if region.isdecimal():
        parts.append(rf"{middle}[^\d.!?]{{1,20}}{region}(?=[^\d.!?]{{0,4}}(?:-?(?:й|ый|го|м) )?(?:регион|region))")
        parts.append(rf"{middle}[^\d.!?]{{1,20}}(?:регион\w?|region) {region}")
    for part in parts:
        yield re.compile(rf"{car}(?<![^\W_])(?P<told>{part})(?![^\W_])")
        yield re.compile(rf"(?<![^\W_])(?P<told>{part})(?![^\W_])(?=[^.!?]{{0,24}}(?<![^\W_])(?:{_ON_CARS})(?![^\W_]))")


_SPOKEN: Final = dict(zip(
    "abcehkmoptxy",
    ["alpha|alfa|анна", "bravo|василий", "charlie|семен", "echo|елена", "hotel|николай", "kilo|константин|киловатт",
     "mike|михаил|мария", "oscar|ольга", "papa|роман", "tango|татьяна|тимофей", "xray|харитон", "yankee|ульяна"],
    strict=True,
))  # fmt: skip
"""Letters of Russian plates as they are spelt over a telephone."""


_NAMED: Final = dict(zip(
    "abcehkmoptxy",
    ["", "вэ", "эс", "", "эн", "ка", "эм", "", "эр|ор", "тэ", "ха|икс", ""],
    strict=True,
))  # fmt: skip
"""The same by the names of the letters."""


def _twins(letter: str) -> set[str]:
    latin = letter.translate(_PLATE_TWINS)
    spoken = _SPOKEN.get(latin, "")
    return {letter, latin, *_TWIN_OF.get(latin, ()), *(spoken.split("|") if spoken else ())}


_LETTER: Final = re.compile(r"(?<![^\W_])(?:букв[аыу]|letters?|цифр[аы]|digits?|figures?) ?")
"""Words that only announce what stands behind them."""

_PLATE_SIZE: Final = range(5, 13)
_HIDDEN: Final = re.compile(
    r"(?<![\w*•●#?])(?=[\w\s\-]{0,9}[*•●#?])[\w*•●#?]+(?:[ \-][\w*•●#?]{1,3}(?![\w*•●#?])){0,4}"
)
_SEEN: Final = 4
"""Letters and digits that have to be seen of a plate that is partly covered."""


def find_lettered(draft: str, folded: Folded, sought: list[Lettered], units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where numbers with letters are told."""
    said = respelt(folded.text, units, ((_LETTER, ""),)) if sought else None
    announced = respelt(folded.text, units) if sought else None  # parts are told by the words for letters and figures
    for one in sought:
        end = -1
        for match in one.pattern.finditer(folded.text):
            if match.start() >= end:
                told = match.span("told" if "told" in one.pattern.groupindex else 0)
                yield finding(draft, folded, told, one.kind, one.secret, one.form)
                end = match.end()
        for spelt in filter(None, (said, announced)):
            for match in one.pattern.finditer(spelt.text):
                yield finding(draft, folded, spelt.span(*match.span()), one.kind, one.secret, "in words")


def find_covered_plates(draft: str, folded: Folded, secrets: Secrets) -> Iterator[Finding]:
    """Yield plates of which some letters or digits are covered."""
    plates = [(f"plates.{at}", _alnum(plate).translate(_PLATE_TWINS)) for at, plate in enumerate(secrets.plates)]
    for match in _HIDDEN.finditer(folded.text) if plates else ():
        plain = re.sub(r"[\s\-]", "", match[0]).translate(_PLATE_TWINS)
        seen = [letter for letter in plain if letter.isalnum()]
        if len(plain) not in _PLATE_SIZE or len(seen) < _SEEN or not any(map(str.isdecimal, seen)):
            continue
        pattern = re.compile(".+".join(map(re.escape, re.split(r"[*•●#?]+", plain))))
        for secret, plate in plates:
            if pattern.fullmatch(plate) or pattern.fullmatch(plate[:-2]):
                yield finding(draft, folded, match.span(), "plate", secret, "partly covered")
