"""Where a text describes the flag of a country of the case by its colours, and by what it shows.

``data/flags.tsv``, ours. Colours alone are most flags of several countries; where no more than two of the table fit,
or what the flag shows is told with its colour, the country is told.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.tables import listed, rows
from kunak.disclosure.territories import country_of_place

_FLAG: Final = re.compile(
    r"(?<![^\W_])(?:флаг\w{0,3}|триколор\w{0,2}|полотнищ\w{0,3}|стяг\w{0,2}|flags?|tricolou?rs?)(?![^\W_])"
)
_WIDTH: Final = 64
"""Characters of the sentence before and after the word for a flag in which it is described."""
_END: Final = re.compile(r"[.!?…\n]")
_COLOURS: Final = {
    "r": r"красн\w{0,4}|ал(?:ый|ая|ое|ой|ого|ым)|red",
    "w": r"бел(?!ь|ч|г|о?рус)\w{0,4}|white",
    "b": r"син(?!т)\w{0,4}|голуб\w{0,4}|лазурн\w{0,4}|бирюзов\w{0,4}|blue|azure|turquoise",
    "y": r"желт\w{0,4}|золот\w{0,4}|yellow|gold(?:en)?",
    "g": r"зелен\w{0,4}|green",
    "k": r"черн\w{0,4}|black",
    "o": r"оранжев\w{0,4}|абрикосов\w{0,4}|шафранов\w{0,4}|orange|saffron|copper|медн\w{0,4}",
    "m": r"бордов\w{0,4}|вишнев\w{0,4}|гранатов\w{0,4}|maroon|dark red|carmine",
}
_SHOWN: Final = {
    "cross": r"крест(?:а|у|ом|е)?|cross",
    "crosses": r"крест(?:ами|ов|ы|а(?= и))|кресты|crosses|крестиками",
    "star": r"звезд\w{0,3}|stars?|starry",
    "crescent": r"полумесяц\w{0,2}|crescent",
    "leaf": r"кленов\w+|maple|leaf|лист\w{0,2}",
    "eagle": r"ор[её]?л\w{0,2}|беркут\w{0,2}|кондор\w{0,2}|eagle|condor",
    "sun": r"солнц\w{0,2}|солнышк\w{0,2}|sun",
    "stripes": r"полос\w{0,3}|stripes?|striped",
    "circle": r"круг\w{0,2}|circle|disc",
    "map": r"карт[аоые]\w?|контур\w{0,2}|map|outline",
    "checks": r"клетк\w{0,2}|шахмат\w+|chequer\w*|checker\w*",
    "triangle": r"треугольник\w{0,2}|клин\w{0,2}|triangle|wedge",
    "mountain": r"гор[аыойу]|mountains?",
    "crown": r"корон\w{0,2}|crown",
    "sphere": r"сфер\w{0,2}|sphere|globe",
    "cedar": r"кедр\w{0,2}|cedar",
    "sword": r"меч\w{0,2}|сабл\w{1,2}|sword",
    "wheel": r"колес\w{0,2}|wheel",
    "carpet": r"ков[её]?р\w{0,2}|carpet",
    "ornament": r"орнамент\w{0,2}|ornament",
    "diamond": r"ромб\w{0,2}|diamond|rhombus",
}
_FEW: Final = 2
"""Countries that a description may still fit where it tells one."""

Flag = tuple[str, frozenset[str]]
"""The colours of a flag in their order, and what it shows."""


@lru_cache(maxsize=1)
def _flags() -> dict[str, Flag]:
    return {code: (colours, frozenset(listed(shown))) for code, colours, shown in rows("flags.tsv")}


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    def compiled(table: dict[str, str]) -> dict[str, re.Pattern[str]]:
        return {name: re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W_])") for name, words in table.items()}

    return compiled(_COLOURS), compiled(_SHOWN)


def flown(secrets: Secrets) -> dict[str, tuple[str, ...]]:
    """Return the codes of the countries of the case, each with the paths of the places that are or lie in it."""
    found: dict[str, tuple[str, ...]] = {}
    for at, place in enumerate(secrets.places):
        if country := country_of_place(place):
            found[country.code] = (*found.get(country.code, ()), f"places.{at}")
    return found


def fits(text: str) -> tuple[frozenset[str], frozenset[str], tuple[int, int]]:
    """Return the codes of the countries whose flag a folded clause may describe, and from where to where it does.

    The second set are those whose colours it tells in their order, from the top or from the staff.
    """
    colours, shown = _patterns()
    told = {name: match for name, pattern in colours.items() if (match := pattern.search(text))}
    besides = {name: match for name, pattern in shown.items() if (match := pattern.search(text))}
    found = {code for code, (held, _) in _flags().items() if len(told) > 1 and told.keys() == set(held)}
    if besides and told:
        showing = {code for code, (held, has) in _flags().items() if told.keys() <= set(held) and besides.keys() & has}
        found = {code for code in showing if besides.keys() <= _flags()[code][1]} or showing or found
    elif besides:  # “the maple leaf flag”
        found = {code for code, (_, has) in _flags().items() if besides.keys() <= has}
    order = "".join(sorted(told, key=lambda name: told[name].start()))
    ordered = {code for code in found if _flags()[code][0] == order}
    words = [*told.values(), *besides.values()]
    return (
        frozenset(found),
        frozenset(ordered),
        (min((each.start() for each in words), default=0), max((each.end() for each in words), default=0)),
    )


def find_flags(draft: str, folded: Folded, countries: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Yield where a flag of a country of the case is described.

    Args:
        draft: The text.
        folded: The same, folded.
        countries: As ``flown`` returns them.
    """
    text = folded.text
    for flag in _FLAG.finditer(text) if countries else ():
        start = flag.start() - len(_END.split(text[max(flag.start() - _WIDTH, 0) : flag.start()])[-1])
        end = flag.end() + len(_END.split(text[flag.end() : flag.end() + _WIDTH])[0])
        found, ordered, (first, last) = fits(text[start:end])
        begin, finish = folded.span(min(start + first, flag.start()), max(start + last, flag.end()))
        told = found if len(found) <= _FEW else ordered if len(ordered) <= _FEW else frozenset[str]()
        for code in sorted(found & countries.keys()):
            severity: Severity = "block" if code in told else "review"
            for path in countries[code]:
                yield Finding(begin, finish, draft[begin:finish], "place", path, "flag", severity)
