"""Whether a word is whose something is, or a family name: ``Глебова квартира`` and ``Глебова сказала``."""

import re
from typing import Final

from kunak.disclosure.declension import dictionary, is_known

_AGREES: Final = {
    "": (("masc", "nomn"), ("masc", "accs")),
    "а": (("femn", "nomn"),),
    "о": (("neut", "nomn"), ("neut", "accs")),
    "ы": (("plur", "nomn"), ("plur", "accs")),
    "у": (("femn", "accs"),),
    "ой": (("femn", "gent"), ("femn", "datv"), ("femn", "ablt"), ("femn", "loct")),
    "ом": (("masc", "loct"), ("neut", "loct")),
    "ым": (("masc", "ablt"), ("neut", "ablt"), ("plur", "datv")),
    "ых": (("plur", "gent"), ("plur", "loct")),
    "ыми": (("plur", "ablt"),),
}
"""Of which gender and case what is owned has to be, by the end of the word for its owner."""

_OWNED: Final = re.compile(r" ([а-яё]{3,})(?![^\W_])")
_END: Final = re.compile(r"(?:ов|ев|ин|ын)(ой|ом|ым|ых|ыми|[аоыу]?)$")


def owns(text: str, start: int, end: int) -> bool:
    """Return whether a noun follows that can be owned, in the gender and case of the word before it."""
    made, owned = _END.search(text[start:end]), _OWNED.match(text, end)
    if made is None or owned is None or not is_known(owned[1]):
        return False
    parses = dictionary().parse(owned[1])
    if "NOUN" not in parses[0].tag:
        return False
    return any(
        all(mark in each.tag for mark in marks) for each in parses if "NOUN" in each.tag for marks in _AGREES[made[1]]
    )
