"""What a published figure counts: incidents, victims, verdicts, or something else.

The words are one table, English and Russian. The unit of a phrase is the one that is
named first in it: “verdicts for killing women” counts verdicts. A word that is in no row
is no unit, and nothing is concluded from it.
"""

import re
from typing import Final

import msgspec

INCIDENTS: Final = "incidents"
KILLINGS: Final = "killings"
VICTIMS: Final = "victims"
BODIES: Final = "bodies"
COURT: Final = "cases in court"
VERDICTS: Final = "verdicts"
PERPETRATORS: Final = "perpetrators"
REQUESTS: Final = "requests"
HELPED: Final = "people helped"
EVACUATED: Final = "people evacuated"

_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (COURT, r"criminal cases?|court cases?|cases? (?:in|before|that reached) (?:the )?court|prosecuti\w+|prosecuted"),
    (COURT, r"trials?|уголовн\w+ дел\w*|дел\w*,? (?:дошл|дошед|в суд|перед суд)\w*|дошл\w+ до суда|судебн\w+ дел\w*"),
    (VERDICTS, r"verdicts?|judge?ments?|sentences|convictions?|приговор\w*"),
    (
        PERPETRATORS,
        r"perpetrators?|offenders?|suspects?|accused|defendants?|convicts?|обвиняем\w+|подсудим\w+|подозреваем\w+|осужд[её]нн\w+|преступник\w*",
    ),
    (
        INCIDENTS,
        r"incidents?|cases?|episodes?|attacks?|crimes?|случа[йяеюи]\w*|инцидент\w*|эпизод\w*|факт\w*|преступлени\w*|происшестви\w*|нападени\w*",
    ),
    (KILLINGS, r"killings?|murders?|homicides?|femicides?|убийств\w*"),
    (
        VICTIMS,
        r"victims?|killed|deaths?|dead|fatalities|жертв\w*|убит\w+|погибш\w+|потерпевш\w+|смерт(?:ь|и|ей)\b|пострадавш\w+",
    ),
    (BODIES, r"bodies|body|тел(?:а|о)?\b|труп\w*"),
    (REQUESTS, r"requests?|appeals?|calls?|обращени\w*|заявк\w*|запрос\w*"),
    (HELPED, r"helped|supported|получил\w* помощь"),
    (EVACUATED, r"evacuat\w+|эвакуирован\w*"),
)
_UNITS: Final = tuple((unit, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for unit, words in _WORDS)
_PLACE: Final = re.compile(r"\(([^)]*)\)")
_SIDE_BY_SIDE: Final = re.compile(r"[/;+]|\b(?:and|or|и|или)\b", re.IGNORECASE)
_NAMED: Final = re.compile(r"[A-ZА-ЯЁ][\w-]+(?:[ -][A-ZА-ЯЁ][\w-]+)*")

ONE_EVENT: Final = frozenset({INCIDENTS, KILLINGS})
"""An incident of killing and a killing are one event under two names; its victims may be several."""

CORE: Final = frozenset({INCIDENTS, KILLINGS, VICTIMS, COURT, VERDICTS, PERPETRATORS})
"""Units that describe the same events and are therefore taken for one another."""

_WOMEN: Final = re.compile(r"\b(?:wom[ae]n|females?|girls?|женщин\w*|женск\w+|девуш\w+|девоч\w+)\b", re.IGNORECASE)
_MEN: Final = re.compile(r"\b(?:m[ae]n|males?|boys?|мужчин\w*|мужск\w+|мальчик\w*|юнош\w+)\b", re.IGNORECASE)


class Unit(msgspec.Struct, frozen=True):
    """What is counted, and what of it.

    Attributes:
        kind: One of the units above, or None where no word of the table is named.
        sex: ``women``, ``men`` or None where both are counted, or it is not said.
        place: What a bracket names beside the unit, lower case, or None.
    """

    kind: str | None
    sex: str | None = None
    place: str | None = None


def unit_of(text: str) -> Unit:
    """Return what a phrase counts."""
    women, men = bool(_WOMEN.search(text)), bool(_MEN.search(text))
    sex = None if women == men else "women" if women else "men"
    kind = kind_of(text) or (VICTIMS if women or men else None)
    return Unit(kind, sex, _place_in(text))


def kind_of(text: str) -> str | None:
    """Return the unit that is named first in the text; of two at one place, the longer."""
    found = [(match.start(), -len(match[0]), unit) for unit, words in _UNITS if (match := words.search(text))]
    return min(found)[2] if found else None


def kinds_in(text: str) -> frozenset[str]:
    """Return the units that a phrase names side by side (“incidents and victims”), outside brackets."""
    pieces = _SIDE_BY_SIDE.split(_PLACE.sub(" ", text))
    return frozenset(kind for piece in pieces if (kind := kind_of(piece)) is not None)


def is_sex(text: str) -> bool:
    """Whether the text is nothing but a word for women or for men: whoever is counted so is a person."""
    bare = text.strip().lower()
    return any((match := words.search(bare)) is not None and match[0] == bare for words in (_WOMEN, _MEN))


def _place_in(text: str) -> str | None:
    for bracket in _PLACE.findall(text):
        if kind_of(bracket) is None and _NAMED.fullmatch(bracket.strip()):
            return str(bracket).strip().lower()
    return None
