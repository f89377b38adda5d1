"""How a name in Latin letters is likely to be written in Cyrillic, by the language it comes from.

A table of rewritings for each language, longest first, after the usual practical
transcription; what no table rewrites goes letter by letter. Nobody says which language a name is
from, so every table is tried: a way too many is in no text.
"""

import re
from collections.abc import Iterator
from typing import Final

_V: Final = "[aeiouyäöüéèêëàâîïôûáíóúåøæ]"
_PLAIN: Final = (
    ("shch", "щ"), ("kh", "х"), ("zh", "ж"), ("sh", "ш"), ("ch", "ч"), ("ts", "ц"), ("ph", "ф"), ("th", "т"), ("ck", "к"),  # noqa: E501
    ("ya", "я"), ("yu", "ю"), ("yo", "е"), ("ye", "е"), ("ja", "я"), ("ju", "ю"), ("jo", "е"), ("je", "е"), ("x", "кс"),
    ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"),  # noqa: E501
    ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"),  # noqa: E501
    ("u", "у"), ("v", "в"), ("w", "в"), ("y", "и"), ("z", "з"), ("ä", "е"), ("ö", "е"), ("ü", "ю"), ("å", "о"), ("ø", "е"),  # noqa: E501
    ("æ", "е"), ("é", "е"), ("è", "е"), ("ê", "е"), ("ë", "е"), ("à", "а"), ("â", "а"), ("á", "а"), ("ã", "а"), ("î", "и"),  # noqa: E501
    ("ï", "и"), ("í", "и"), ("ô", "о"), ("ó", "о"), ("õ", "о"), ("û", "ю"), ("ú", "у"), ("ñ", "нь"), ("ç", "с"), ("ß", "сс"),  # noqa: E501
    ("š", "ш"), ("č", "ч"), ("ž", "ж"), ("ł", "л"), ("ń", "нь"), ("ś", "сь"), ("ć", "ч"), ("ż", "ж"), ("ź", "зь"),
    ("ę", "ен"), ("ą", "он"), ("ş", "ш"), ("ı", "ы"), ("ğ", ""), ("ř", "рж"), ("đ", "д"), ("ð", "д"), ("þ", "т"), ("'", ""),  # noqa: E501
)  # fmt: skip
_LANGUAGES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "french": (
        (r"oix$|ois$|oit$|oie$|oi", "уа"), (r"eaux$|eau|aux$|aud$|ault$|au", "о"), (r"guer", "гер"), (r"gu(?=[eiéèê])", "г"),  # noqa: E501
        (r"qu", "к"), (r"ch", "ш"), (r"gn", "нь"), (r"ille", "ий"), (r"ou", "у"), (r"eu|œu|œ", "е"), (r"ai|ei", "е"),
        (r"ain|ein|in(?![aeiouyn])", "ен"), (r"en(?=[^aeiouyn]|$)|an(?=[^aeiouyn]|$)", "ан"), (r"c(?=[eiyéèê])", "с"),
        (r"g(?=[eiyéèê])", "ж"), (r"j", "ж"), (r"th", "т"), (r"h", ""), (r"(?<=[aeiouyаеиоуюя])[xtdz]$|(?<=[рn])[dtx]$", ""), (r"ette$", "ет"), (r"tte$", "т"), (r"lle$", "ль"),  # noqa: E501
        (r"es$|e$", ""), (r"er$|ez$|et$", "е"), (r"u", "ю"),
        (r"(?<=[aeiou])s(?=[aeiou])", "з"), (r"y", "и"),
    ),
    "german": (
        (r"tsch", "ч"), (r"sch", "ш"), (r"chs", "кс"), (r"ch", "х"), (r"ei|ey|ai|ay", "ай"), (r"eu|äu", "ой"), (r"ie", "и"),  # noqa: E501
        (r"ck", "к"), (r"tz|z", "ц"), (r"dt", "т"), (r"th", "т"), (r"ph", "ф"), (r"qu", "кв"), (r"^sp", "шп"), (r"^st", "шт"),  # noqa: E501
        (r"w", "в"), (r"v", "ф"), (r"ss|ß", "с"), (r"^s(?=" + _V + ")", "з"), (r"(?<=" + _V + ")s(?=" + _V + ")", "з"),
        (r"(?<=" + _V + r")h(?=[^aeiouäöü]|$)", ""), (r"jö|jo", "йо"), (r"ja", "я"), (r"ju|jü", "ю"), (r"j", "й"), (r"ö", "е"),  # noqa: E501
        (r"ü", "ю"), (r"ä", "е"), (r"nn$", "н"), (r"ll(?=er)", "лл"),
    ),
    "english": (
        (r"oe$|oë$", "ои"), (r"augh|aw|au", "о"), (r"igh", "ай"), (r"tch|ch", "ч"), (r"ee|ea", "и"), (r"oo|ou", "у"),
        (r"^air$", "эйр"), (r"air$", "эр"), (r"ay|ai", "эй"), (r"ey$|ie$|y$", "и"), (r"ck", "к"), (r"ph", "ф"), (r"th", "т"),  # noqa: E501
        (r"sh", "ш"), (r"c(?=[eiy])", "с"), (r"j|dg|g(?=[eiy])", "дж"), (r"wh|w", "у"), (r"qu", "кв"),
        (r"(?<=[bcdfghjklmnpqrstvwxz])e$", ""), (r"ow", "оу"), (r"ien$", "айен"),
    ),
    "english-v": ((r"w", "в"), (r"c(?=[eiy])", "с"), (r"ay|ai", "ей"), (r"ee|ea", "и"), (r"j", "дж"), (r"ey$|y$", "и"), (r"(?<=[bcdfghjklmnpqrstvwxz])e$", "")),  # noqa: E501
    "polish": (
        (r"szcz", "щ"), (r"sz", "ш"), (r"cz", "ч"), (r"rz", "ж"), (r"ch", "х"), (r"dż", "дж"), (r"dź|dzi", "дз"), (r"w", "в"),  # noqa: E501
        (r"ł", "л"), (r"ia", "я"), (r"ie", "е"), (r"io", "е"), (r"iu", "ю"), (r"ó", "у"), (r"c", "ц"), (r"j", "й"), (r"y", "ы"),  # noqa: E501
        (r"ski$", "ский"),
    ),
    "turkish": ((r"c", "дж"), (r"ç", "ч"), (r"ğ", ""), (r"j", "ж"), (r"ya", "я"), (r"yu|yü", "ю"), (r"y", "й"), (r"ö", "е"), (r"ü", "ю")),  # noqa: E501
    "spanish": (
        (r"gu(?=[ei])", "г"), (r"qu", "к"), (r"ll", "ль"), (r"ñ", "нь"), (r"ch", "ч"), (r"j|g(?=[ei])", "х"), (r"c(?=[ei])|z", "с"),  # noqa: E501
        (r"h", ""), (r"v", "в"), (r"y$", "й"),
    ),
    "italian": (
        (r"gli", "льи"), (r"gn", "нь"), (r"ch", "к"), (r"gh", "г"), (r"ci(?=[aou])", "ч"), (r"gi(?=[aou])", "дж"),
        (r"sc(?=[ei])", "ш"), (r"c(?=[ei])", "ч"), (r"g(?=[ei])", "дж"), (r"zz|z", "ц"), (r"h", ""), (r"qu", "кв"),
    ),
    "portuguese": ((r"lh", "ль"), (r"nh", "нь"), (r"ch|x", "ш"), (r"ão", "ан"), (r"c(?=[ei])|ç", "с"), (r"j|g(?=[ei])", "ж"), (r"o$", "у"), (r"h", ""), (r"qu", "к"), (r"(?<=[aeiou])s(?=[aeiou])", "з"), (r"s(?=[^aeiouáéíóúâêô]|$)", "ш")),  # noqa: E501
    "brazilian": ((r"lh", "ль"), (r"nh", "нь"), (r"ch|x", "ш"), (r"ão", "ан"), (r"c(?=[ei])|ç", "с"), (r"j|g(?=[ei])", "ж"), (r"o$", "у"), (r"h", ""), (r"qu", "к")),  # noqa: E501
    "slavic": ((r"ch", "х"), (r"c", "ц"), (r"j", "й"), (r"lj", "ль"), (r"nj", "нь"), (r"ć", "ч"), (r"ě", "е"), (r"ý|y", "и"), (r"w", "в")),  # noqa: E501
    "nordic": ((r"skj|sj", "ш"), (r"kj", "ч"), (r"j", "й"), (r"å", "о"), (r"ø|ö", "е"), (r"y", "ю"), (r"hj", "й"), (r"gh", "г"), (r"dt", "т")),  # noqa: E501
}  # fmt: skip
_COMPILED: Final = {
    language: tuple((re.compile(pattern), letters) for pattern, letters in rules)
    for language, rules in _LANGUAGES.items()
}


def transcribed(latin: str) -> set[str]:
    """Return the Cyrillic ways of a folded Latin word, one for each language that makes a difference."""
    ways = set()
    for rules in _COMPILED.values():
        word = latin
        for pattern, letters in rules:
            word = pattern.sub(letters, word)
        ways |= set(_rest(word))
    return {way for way in ways if way}


def _rest(word: str) -> Iterator[str]:
    for letters, cyrillic in _PLAIN:
        word = word.replace(letters, cyrillic)
    yield word
    if word.endswith("иа"):
        yield word[:-1] + "я"
    if "ай" in word:
        yield word.replace("ай", "ей")
    if word.startswith("е"):
        yield "э" + word[1:]
    if "йо" in word or word.startswith("йе"):
        yield word.replace("йо", "е").replace("йе", "е")
    doubled = re.sub(r"([^аеиоуыэюя])\1", r"\1", word)
    if doubled != word and len(doubled) > 4:  # noqa: PLR2004 - Эдда is not Ада
        yield doubled
