"""What a phrase is: a row of slots, in each of which any of its words may stand.

Which words, in which forms, say what must not be said is told by the modules that yield phrases: ``persons``,
``places``, ``nations``, ``terminals``, ``carriers``, ``codewords``. Numbers, dates and addresses are not sought so.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from kunak.disclosure.declension import (
    is_russian,
    word_forms,
)
from kunak.disclosure.folding import fold
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.transcription import transcribed
from kunak.disclosure.vernacular import in_cyrillic, simplified

PART: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
STEM: Final = "*"
"""Marks a word of a slot as a stem of adjectives (see ``derivation``)."""

FEW_LETTERS: Final = 3
"""Letters up to which a word is short: too often another word."""
TWO_LETTERS: Final = (
    # Umlauts where a form knows none: both ways are in use.
    str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss"}),
    str.maketrans({"ß": "ss"}),
)
KEYS: Final = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
"""A Russian keyboard that was left in English."""


class Phrase(msgspec.Struct, frozen=True):
    """Words that give one secret away.

    Attributes:
        slots: For each place of the phrase, every word that may stand there.
        plain: The words as the case holds them; another word is another form.
        proper: It is a name: a common word of the same letters counts only with a capital.
        block: Whether it blocks or only asks for a look.
        near: What has to stand nearby: ``street``, ``vehicle``, ``capital``, ``family`` … or nothing.
        typed: Whether it is sought with typing errors and in other alphabets.
        outside: Whether it is the name of a helper or of staff, whose family names many others bear.
    """

    secret: str
    kind: str
    form: str
    slots: tuple[frozenset[str], ...]
    plain: tuple[str, ...] = ()
    proper: bool = True
    block: bool = True
    near: str = ""
    typed: bool = True
    outside: bool = False


def parts(text: str) -> list[str]:
    """Return the folded words and numbers of a name."""
    return [in_cyrillic(word) for word in PART.findall(fold(text).text)]


def slot(words: Iterable[str]) -> frozenset[str]:
    """Return what can stand in one place of a phrase."""
    return frozenset(
        word.replace("ӏ", "") if word.startswith(STEM) or is_russian(word) else bare(word) for word in words if word
    )


def any_form(word: str, forms: Callable[[str], set[str]]) -> set[str]:
    """Return the forms of a word, and of what a Latin word is in Cyrillic."""
    if is_russian(word):
        return forms(word) | forms(simplified(word)) | {word}
    found = {word} | {word.translate(table) for table in TWO_LETTERS}
    for way in cyrillic(word) | transcribed(word):
        if is_russian(way) and len(way) >= FEW_LETTERS:
            found |= forms(way)
    return found


_DIMINUTIVES: Final = (
    ("ка", ("очка", "ечка")), ("ок", ("очек",)), ("ек", ("ечек",)), ("к", ("чок", "чик")), ("а", ("ка", "очка")), ("я", ("ька",)), ("о", ("ышко", "ечко")),  # noqa: E501
    ("ь", ("ик", "ечек")), ("", ("ик", "чик", "ок", "ек")),
)  # fmt: skip
"""Ends of nouns, and how they end when the thing is small."""


def diminutives(word: str) -> set[str]:
    """Return every form of what a small one of a thing is called: “чемоданчик”, “сумочка”."""
    if not is_russian(word) or len(word) <= FEW_LETTERS:
        return set()
    end, smalls = next((end, smalls) for end, smalls in _DIMINUTIVES if word.endswith(end))
    stem = word.removesuffix(end)
    return {form for small in smalls for form in word_forms(stem + small)}
