"""Which letters a name is made of, without signs, cases and genders, and how it roughly sounds.

Knows the habits of Russian, and of Russian as the Caucasus writes it; nothing of dates, places or records.
Specified in ``docs/methods/linkage.md``.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_KIN: Final = str.maketrans(
    {
        **dict(zip("іїєґқғңөүұһәјў", "ииегкгноуухайу", strict=True)),
        "ӏ": "",
        "Ӏ": "",
    }
)
"""Letters of the neighbours' alphabets, as Russian writes them; the palochka is left out, as most do."""
_LATIN_KIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "ß": "ss", "ə": "a", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "œ": "oe"}
)
_PALOCHKA: Final = re.compile(r"(?<=[кгхцпчтКГХЦПЧТ])[Il1|ІӀӏ](?=[а-яёА-ЯЁ]|$)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*", re.UNICODE)


def cyrillic_letters(text: str) -> str:
    """Return the Cyrillic letters of a text as Russian writes them, lower case, in their order."""
    return "".join(letter for letter in text.lower().translate(_KIN) if letter in _CYRILLIC)


def latin_letters(text: str) -> str:
    """Return the Latin letters of a text without their signs, lower case, in their order."""
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LATIN_KIN))
    return "".join(letter for letter in bare if "a" <= letter <= "z")


@lru_cache(200_000)
def plain(text: str) -> str:
    """Return a name in the letters of one script: Cyrillic where more of it is Cyrillic, else Latin.

    Nothing is left of names in other scripts: they are not compared.
    """
    text = _PALOCHKA.sub("", text)
    cyrillic, latin = cyrillic_letters(text), latin_letters(text)
    return cyrillic if len(cyrillic) >= len(latin) else latin


def is_cyrillic(name: str) -> bool:
    """Whether a plain name is Cyrillic."""
    return name[:1] >= "а"


def words(text: str) -> list[str]:
    """Return the plain words of a text; hyphens and apostrophes do not divide."""
    return [word for found in _WORD.findall(_PALOCHKA.sub("", text)) if (word := plain(found))]


_PATRONYMIC: Final = re.compile(
    r"(?:(?P<soft>[ое]в|ев|ёв)(?:ич(?:а|у|ем|е)?|н(?:а|ы|е|у|ой))|инич?н(?:а|ы|е|у|ой)|ич(?:н(?:а|ы|е|у|ой)|а|у|ем|е)?"
    r"|(?:овна|евна)"
    r"|(?:[oe]v|yev|jev|iev|ew|ow)(?:i(?:ch|c|cz|tch|tsch|č)a?|n(?:a|y|e|u|oy))|ich(?:n(?:a|y|e|u))?"
    r"|[кг]ы?из[ыи]|[кг]ызы|огл[ыу]|улы|k[yi]z[yi]|q[yi]z[yi]|ogl[uyi]|uly)$"
)
_PATRONYMIC_SHAPE: Final = re.compile(
    r"(?:[ое]вич|евна|овна|ична|инична|[кг]ызы|оглы|[oe]vich|[oe]vic|[oe]vna|ichna|[kq]yzy|oglu|ogly)$"
)
_FAMILY: Final = (
    (re.compile(r"(?<=[а-яё]{2})(?P<stem>[ое]в|ёв|ын|ин)(?:а|у|ой|ою|ым|е|ых|ы)?$"), r"\g<stem>"),
    (re.compile(r"(?<=[а-яё]{2})(?P<stem>ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую|ою|их)$"), r"\g<stem>ий"),
    (re.compile(r"(?<=[a-z]{2})(?P<stem>[oe]v|in|yn)(?:a|u|oy|oj|oi|ym|e)?$"), r"\g<stem>"),
    (re.compile(r"(?<=[a-z]{2})(?P<stem>[oe])(?:ff|w|wa|fa|f)$"), r"\g<stem>v"),
    (re.compile(r"(?<=[a-z]{2})(?P<stem>sk|ck|tsk)(?:iy|ij|yy|y|i|aya|aja|aia|oy|oi|uyu)$"), r"\g<stem>y"),
)
_FAMILY_SHAPE: Final = re.compile(
    r"(?:[а-яё]{2}(?:[ое]в|ёв)(?:а|ой|у|ым|ы|е)?|(?:ск|цк)(?:ий|ая|ого|ой)|дзе|швили|янц?|енко|[a-z]{2}(?:[oe]v|off)a?"
    r"|sk(?:iy|ij|y|aya|aia)|dze|shvili|yan|enko)$"
)
_FEMININE: Final = re.compile(r"(?:(?:[ое]в|ёв|ин|ын)а|[сц]кая|(?:[oe]v|in|yn)a|sk(?:aya|aia|aja))$")
_HER_FATHER: Final = re.compile(
    r"(?:[ое]вн|ёвн|ичн)(?:а|ы|е|у|ой)$|[кг]ызы$|(?:[oe]vn|ichn)(?:a|y|e|u|oy)$|[kq][yi]z[yi]$"
)
_HIS_FATHER: Final = re.compile(r"(?:[ое]вич|ёвич)|оглы$|[oe]vi(?:ch|c|tch)|ogl[yu]$")


def father(patronymic: str) -> str:
    """Return the father's name in a plain patronymic; without a suffix, as Chechens write it, it is the name itself."""
    stem = _PATRONYMIC.sub("", patronymic)
    return stem if len(stem) > 1 else patronymic


def is_patronymic(word: str) -> bool:
    """Whether a plain word is built as patronymics are."""
    return _PATRONYMIC_SHAPE.search(word) is not None


def family_stem(family: str) -> str:
    """Return a plain family name without gender and case."""
    for shape, stem in _FAMILY:
        bare = shape.sub(stem, family)
        if bare != family:
            return bare
    return family


def is_family(word: str) -> bool:
    """Whether a plain word is built as family names are; those in -in and -ina are not told from given names."""
    return _FAMILY_SHAPE.search(word) is not None


def told_sex(patronymic: str, family: str) -> str:
    """Return ``f`` or ``m`` where a plain patronymic or family name says so, else nothing."""
    if _HER_FATHER.search(patronymic):
        return "f"
    if _HIS_FATHER.search(patronymic):
        return "m"
    return "f" if _FEMININE.search(family) else ""


_SOUNDS: Final = (
    (re.compile("shch|sch|tsch|zh|sh|ch|tch|dzh|дж|j(?=[aeiou])|[жшщч]"), "J"),
    (re.compile("ts|tz|cz|c(?=[eiy])|[sz]+|[зсц]+"), "Z"),
    (re.compile("kh|gh|ph|x|[gkqhc]+|[гкх]+"), "G"),
    (re.compile("[bp]+|[бп]+"), "B"),
    (re.compile("[dt]+h?|[дт]+"), "D"),
    (re.compile("[vwf]+|[вф]+"), "V"),
    (re.compile("[l]+|л+"), "L"),
    (re.compile("[m]+|м+"), "M"),
    (re.compile("[n]+|н+"), "N"),
    (re.compile("[r]+|р+"), "R"),
)
_VOWELS: Final = re.compile("[^A-Z]+")
_TWICE: Final = re.compile(r"([A-Z])\1+")


@lru_cache(200_000)
def skeleton(name: str) -> str:
    """Return the classes of the consonants of a plain name: alike for most spellings of one name in either script."""
    sounds = name
    for shape, sound in _SOUNDS:
        sounds = shape.sub(sound, sounds)
    return _TWICE.sub(r"\1", _VOWELS.sub("", sounds)) or name[:1].upper()


_TUNES: Final = ((re.compile("[аоaoяё]+"), "A"), (re.compile("[уюu]+"), "U"), (re.compile("[иыеэiey]+"), "E"))
_NO_VOWEL: Final = re.compile("[^AUE]+")
_HELD: Final = re.compile(r"(.)\1+")


@lru_cache(200_000)
def tune(name: str) -> str:
    """Return the classes of the vowels of a plain name, one after another."""
    vowels = name
    for shape, vowel in _TUNES:
        vowels = shape.sub(vowel, vowels)
    return _HELD.sub(r"\1", _NO_VOWEL.sub("", vowels))
