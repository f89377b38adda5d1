"""How a name in a language of the Caucasus is written by those who write Russian, or in Latin letters.

Chechen, Ingush, Avar, Ossetian and their neighbours write with digraphs and the
palochka (``Хьамид``, ``Гӏойтамохк``, ``Къоста``); papers in Russian drop what Russian does not
have. Georgian and Armenian have letters of their own. Tables, ours.
"""

from typing import Final

_DIGRAPHS: Final = (
    ("ккх", "кх"), ("гӏ", "г"), ("кӏ", "к"), ("пӏ", "п"), ("тӏ", "т"), ("хӏ", "х"), ("цӏ", "ц"), ("чӏ", "ч"), ("лӏ", "л"),  # noqa: E501
    ("щӏ", "щ"), ("фӏ", "ф"), ("зӏ", "з"), ("рхӏ", "рх"), ("ӏ", ""), ("хь", "х"), ("хъ", "х"), ("гъ", "г"), ("гь", "г"),
    ("къ", "к"), ("кь", "к"), ("лъ", "л"), ("тъ", "т"), ("пъ", "п"), ("цъ", "ц"), ("чъ", "ч"), ("дж", "дж"), ("аь", "а"),  # noqa: E501
    ("оь", "о"), ("уь", "у"), ("юь", "ю"), ("яь", "я"), ("еь", "е"), ("ӕ", "а"), ("ў", "у"), ("ҳ", "х"), ("қ", "к"),
    ("ғ", "г"), ("ҷ", "дж"), ("ә", "а"), ("ө", "о"), ("ү", "у"), ("ұ", "у"), ("ң", "н"), ("і", "и"), ("ї", "и"), ("є", "е"),  # noqa: E501
    ("ґ", "г"),
)  # fmt: skip
_GEORGIAN: Final = dict(zip(
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    ["а", "б", "г", "д", "е", "в", "з", "т", "и", "к", "л", "м", "н", "о", "п", "ж", "р", "с", "т", "у", "п", "к", "г", "к",  # noqa: E501
     "ш", "ч", "ц", "дз", "ц", "ч", "х", "дж", "х"],
    strict=True,
))  # fmt: skip
_ARMENIAN: Final = dict(zip(
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    ["а", "б", "г", "д", "е", "з", "э", "ы", "т", "ж", "и", "л", "х", "ц", "к", "а", "дз", "г", "ч", "м", "й", "н", "ш", "о",  # noqa: E501
     "ч", "п", "дж", "р", "с", "в", "т", "р", "ц", "в", "п", "к", "о", "ф", "ев"],
    strict=True,
)) | {"հ": "х"}  # fmt: skip


_TELLING: Final = frozenset("ӏьъӕўҳқғҷәөүұңіїєґ")
"""Every digraph but one holds one of these, and most words of a text hold none: they need not be looked through."""


def simplified(word: str) -> str:
    """Return a folded Cyrillic word as Russian papers write it; the same word where they change nothing."""
    if _TELLING.isdisjoint(word) and "ккх" not in word:
        return word
    for digraph, plain in _DIGRAPHS:
        if digraph in word:
            word = word.replace(digraph, plain)
    return word


def in_cyrillic(word: str) -> str:
    """Return a word in Georgian or Armenian letters as Russian papers write it; another word is returned as it is."""
    first = word[:1]
    if first in _GEORGIAN and all(letter in _GEORGIAN for letter in word):
        return "".join(_GEORGIAN[letter] for letter in word)
    if first in _ARMENIAN and all(letter in _ARMENIAN for letter in word):
        return "".join(_ARMENIAN[letter] for letter in word)
    return word
