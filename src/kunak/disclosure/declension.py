"""In which forms a Russian name or word can stand in a sentence.

Generous on purpose: a form too many is in no text, a form too few is a leak.
Names of people by paradigms of their endings, whatever the dictionary knows of
them; other words by the dictionary (pymorphy3) and by the same paradigms.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

_HUSHED: Final = "гкхжшщчц"
_VOWELS: Final = "аеиоуыэюя"
_CYRILLIC: Final = re.compile("[а-яӏ]+")

HARD_MASCULINE: Final = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
SOFT_MASCULINE: Final = ("ь", "я", "ю", "ем", "е", "и", "ей", "ям", "ями", "ях")
SHORT_I: Final = ("й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях")
HARD_FEMININE: Final = ("а", "ы", "е", "у", "ой", "ою", "", "ам", "ами", "ах")
SOFT_FEMININE: Final = ("я", "и", "е", "ю", "ей", "ею", "ь", "й", "ям", "ями", "ях")
I_FEMININE: Final = ("ь", "и", "ью", "ей", "ям", "ями", "ях")
SURNAME: Final = ("", "а", "у", "ым", "е", "ой", "ою", "ы", "ых", "ыми", "ом")
"""Surnames in -ов, -ев, -ин, -ын: men, women and families."""

ADJECTIVE: Final = ("ый", "ого", "ому", "ым", "ом", "ая", "ой", "ою", "ую", "ое", "ые", "ых", "ыми")
SOFT_ADJECTIVE: Final = ("ий", "его", "ему", "им", "ем", "яя", "ей", "ею", "юю", "ее", "ие", "их", "ими")
_ADJECTIVE_END: Final = re.compile("(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")
_SURNAME_END: Final = re.compile("(?:ов|ев|ин|ын)(?:а|о|ы)?$")


@lru_cache(maxsize=1)
def dictionary() -> "MorphAnalyzer":
    """Return the Russian dictionary, opened at first need (a tenth of a second)."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - opened late: most commands never need it

    return MorphAnalyzer()


def is_russian(word: str) -> bool:
    """Return whether a folded word is written in Cyrillic alone."""
    return _CYRILLIC.fullmatch(word) is not None


def given_forms(name: str) -> set[str]:
    """Return every form of a given name, a pet name or a patronymic, folded."""
    if not is_russian(name):
        return {name}
    plural = ("ов", "ев", "ёв")
    # “Петров” is another family's name far more often than the plural of “Пётр”.
    return {form for form in _noun(name) if form == name or not form.endswith(plural)}


def family_forms(name: str) -> set[str]:
    """Return every form of a family name: a man's, a woman's and the whole family's."""
    if not is_russian(name):
        return {name}
    if match := _SURNAME_END.search(name):
        stem = name[: match.start() + 2]
        return {stem + end for end in SURNAME}
    if _ADJECTIVE_END.search(name) and len(name) > 4:  # noqa: PLR2004 - Цой is no adjective
        return adjective_forms(name) | (set(_noun(name)) if name.endswith(("ой", "ий")) else set())
    return given_forms(name)


def adjective_forms(adjective: str) -> set[str]:
    """Return every full form of an adjective given in any nominative."""
    stem = _ADJECTIVE_END.sub("", adjective)
    if adjective.endswith(("ний", "няя", "нее", "ние")):
        return {stem + end for end in SOFT_ADJECTIVE}
    forms = {stem + _spelt(stem, end) for end in ADJECTIVE}
    return forms | {stem + "ой"} | ({stem + end for end in SOFT_ADJECTIVE} if stem[-1:] in "жшщч" else set())


def word_forms(word: str) -> set[str]:
    """Return every form of any word of a phrase or a place, by the dictionary and by its ending."""
    if not is_russian(word):
        return {word}
    if len(word) < 3:  # noqa: PLR2004 - prepositions inside names: на, у
        return {word}
    known = set(_dictionary_forms(word))
    if _ADJECTIVE_END.search(word) and len(word) > 4:  # noqa: PLR2004
        known |= adjective_forms(word)
    if match := _SURNAME_END.search(word):
        known |= family_forms(word)
        # “Ласточкино гнездо”: what belongs to somebody is declined like an adjective, too.
        known |= {word[: match.start() + 2] + end for end in ("ого", "ому", "ый")}
    return known | set(_noun(word))


def _dictionary_forms(word: str) -> Iterator[str]:
    if not is_known(word):
        return
    adjective = _ADJECTIVE_END.search(word) is not None
    for parse in dictionary().parse(word)[:3]:
        # A name stands in the nominative: “Чарах” holds no form of “чара”.
        if "nomn" in parse.tag and ("NOUN" in parse.tag or (adjective and "ADJF" in parse.tag)):
            yield from (_plain(form.word) for form in parse.lexeme)


def is_common(word: str) -> bool:
    """Return whether the dictionary takes the word for anything but a name of a person or place."""
    if not is_russian(word) or not dictionary().word_is_known(word):
        return False
    best = dictionary().parse(word)[0].tag
    # Short forms and adverbs are seldom what a capitalised name is mistaken for.
    return not any(mark in best for mark in ("Name", "Surn", "Patr", "Geox", "Orgn", "ADJS", "ADVB"))


def is_word(word: str) -> bool:
    """Return whether the dictionary has the word, and first as no name: short forms and adverbs count, too."""
    if not is_known(word):
        return False
    best = dictionary().parse(word)[0].tag
    return not any(mark in best for mark in ("Name", "Surn", "Patr", "Geox", "Orgn"))


def is_noun(word: str, plain: Iterable[str] = ()) -> bool:
    """Return whether the dictionary has the word as a common noun, too: in its first form, or of one of these."""
    return is_known(word) and any(
        "NOUN" in parse.tag
        and not any(mark in parse.tag for mark in ("Name", "Surn", "Patr", "Geox", "Orgn", "Slng"))
        and _plain(parse.normal_form) in (word, *plain)
        for parse in dictionary().parse(word)
    )


def place_meant(word: str) -> str:
    """Return the place that a form of its name means, as the dictionary has it; empty where it has none."""
    parses = dictionary().parse(word) if is_known(word) else ()
    return next((_plain(parse.normal_form) for parse in parses if "Geox" in parse.tag), "")


def is_person(word: str) -> bool:
    """Return whether the dictionary has the word as a name of people, too."""
    return is_known(word) and any("Name" in one.tag or "Surn" in one.tag for one in dictionary().parse(word)[:3])


def is_known(word: str) -> bool:
    """Return whether the dictionary has the word in any sense."""
    return is_russian(word) and bool(dictionary().word_is_known(word))


def _plain(word: str) -> str:
    return word.replace("ё", "е")


def _spelt(stem: str, end: str) -> str:
    if end[:1] == "ы" and stem[-1:] in _HUSHED:
        return "и" + end[1:]
    return end


def _noun(word: str) -> Iterator[str]:
    """Yield the forms by ending: the word itself first."""
    yield word
    stem, last = word[:-1], word[-1:]
    if last == "а":
        ends: tuple[str, ...] = HARD_FEMININE + (("ей", "ею") if stem[-1:] in "жшщчц" else ())
    elif last == "я":
        ends = SOFT_FEMININE
    elif last == "й":
        ends = SHORT_I + (("и",) if stem.endswith("и") else ())
    elif last == "ь":
        ends = SOFT_MASCULINE + I_FEMININE
    elif last in "ео" and stem:
        ends = (last, "а", "у", "ом", "ем", "е", "я", "ю", "ы") if last == "о" or len(word) > 4 else (last,)  # noqa: PLR2004
    elif last in _VOWELS:
        ends = (last,)
        if last in "иы" and len(word) > 3:  # noqa: PLR2004 - plural names of places: Васильки, Холмы
            ends += ("", "ов", "ев", "ам", "ами", "ах", "ей", "ям", "ями", "ях")
    else:
        stem, ends = word, HARD_MASCULINE + (("ем", "ей", "ев") if last in "жшщчц" else ())
    for end in ends:
        yield stem + _spelt(stem, end)
    if word.endswith("ца"):
        yield stem + "ы"
    yield from _fleeting(word)


_FLEETING: Final = (
    ("ец", "ц"), ("иец", "ийц"), ("ок", "к"), ("ек", "к"), ("ек", "ьк"), ("ель", "ль"), ("ел", "л"), ("ень", "нь"),
    ("ев", "ьв"), ("етр", "етр"), ("лец", "льц"), ("оть", "ть"), ("ей", "ь"),
)  # fmt: skip


def _fleeting(word: str) -> Iterator[str]:
    for end, rest in _FLEETING:
        if word.endswith(end) and len(word) > len(end):
            stem = word[: -len(end)] + rest
            for tail in ("а", "у", "ом", "ем", "е", "ы", "и", "ов", "ам", "ами", "ах", "я", "ю"):
                yield stem.removesuffix("ь") + _spelt(stem, tail)
                if end in {"ев", "ей"} or (stem[-1:] == "ц" and tail == "ы"):
                    yield stem + tail
