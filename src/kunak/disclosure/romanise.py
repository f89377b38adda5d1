"""Whether a Latin word can be the spelling of a Cyrillic one, by any usual scheme.

One table for all schemes at once (ISO 9, GOST, BGN, ALA-LC, passports, scholarly,
German, French, English, Polish, Czech, Hungarian, Turkish, and what people type):
which Latin letters a Cyrillic letter or pair may become. The words that are
sought stand in a tree, and a Latin word walks down it by the table. There is no
second table that could disagree with this one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

_TABLE: Final = """
а a aa|б b bb|в v w f ff vv u|г g gh h gu|д d dh dd|е e ye je ie ee eh yo jo io o|ж zh j z g dj sch sh zs x rz zj
з z s zz|и i y ee ii ie yi|й y i j -|к k c q ck kk|л l ll|м m mm|н n nn|о o oo a|п p pp|р r rr rh|с s ss c z sz
т t tt th|у u ou oo w uu oe|ф f ph ff|х h kh ch x j q hh|ц ts c tz z cz tc ts' tsz tss
ч ch tch tsch c cz cs tj q tsj 4 chj tsh ts ci
ш sh sch ch s sz x w sj 6 shh|щ shch schtsch sch sc sh s stch chtch szcz sz scs sjtj shh schch sx w xh
щ sht shtsh sts sci|ъ - y j a|ы y i ui
ь - i j y|э e eh a ae|ю yu ju iu u you iou joe|я ya ja ia a ea|ӏ - i 1
дж j dj dzh dsch dg c g zh dz dsh dzj|кс x ks cs ks
ий y i ij iy ii|ый y i yj yy|ия ia iya ija iia ya ea iia|ин in ine een|ье ie ye je e|ья ia ya ja
ьё ie yo|хь kh h|гӏ gh g|ай ai ay aj ei|ей ei ey ej ay eï|ой oi oy oj|ше she|ка qa ka ca
дз dz z ds|зх z skh|тц ts tz c|тс ts c|сх skh sh sch
кх kh k|къ k q|лл l|мм m|нн n|сс s|тт t|бб b|дд d|кк k|пп p|рр r|фф f|зз z|ее ee eye eje eie|ае ae aye aje aie
ое oe oye oje oie|ие ie iye ije|уе ue uye uje ouie|ьи i yi ji|ыи yi|оу ou ow|ау au aw ao|аю ayu aju aiu|ев ev eff ew ef
"""


def _pairs() -> Iterator[tuple[str, str]]:
    for entry in _TABLE.replace("\n", "|").split("|"):
        letters, *spellings = entry.split()[:1] + entry.split()[1:] if entry else [""]
        for spelling in spellings:
            yield letters, "" if spelling == "-" else spelling


@lru_cache(maxsize=1)
def _by_latin() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for letters, spelling in _pairs():
        table.setdefault(spelling, []).append(letters)
    return {spelling: tuple(letters) for spelling, letters in table.items()}


_LONGEST: Final = 7
_STROKES: Final = str.maketrans({
    "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a", "þ": "th", "ð": "d", "ʹ": "",
    "ʺ": "", "'": "", "’": "", "`": "", "ʼ": "", "ʿ": "", "ʾ": "",
})  # fmt: skip


def bare(word: str) -> str:
    """Return a Latin word without accents, strokes and apostrophes."""
    if word.isascii():
        return word.replace("'", "").replace("`", "").replace('"', "")
    stripped = unicodedata.normalize("NFD", word.translate(_STROKES))
    return "".join(letter for letter in stripped if not unicodedata.combining(letter))


class Tree:
    """Cyrillic words, letter by letter; the words that end at a node lie under the empty key."""

    def __init__(self, words: Iterable[str]) -> None:
        self._root: dict[str, Any] = {}
        for word in words:
            node = self._root
            for letter in word:
                node = node.setdefault(letter, {})
            node[""] = word

    def spelt(self, latin: str) -> list[str]:
        """Return the words that this Latin word, without accents, can spell."""
        table = _by_latin()
        levels: list[dict[int, dict[str, Any]]] = [{} for _ in range(len(latin) + 1)]
        levels[0][id(self._root)] = self._root
        for at in range(len(latin) + 1):
            nodes = list(levels[at].values())
            while nodes:  # letters that no spelling shows: ь, й
                nodes = [below for node in nodes for below in _silent(node) if id(below) not in levels[at]]
                levels[at].update((id(node), node) for node in nodes)
            here = list(levels[at].values())
            for length in range(1, min(_LONGEST, len(latin) - at) + 1 if here else 0):
                for letters in table.get(latin[at : at + length], ()):
                    for node in here:
                        below = _down(node, letters)
                        if below is not None:
                            levels[at + length][id(below)] = below
        return [node[""] for node in levels[-1].values() if "" in node]


def _silent(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node[letter] for letter in "ьъйӏ" if letter in node]


def _down(node: dict[str, Any], letters: str) -> dict[str, Any] | None:
    for letter in letters:
        below = node.get(letter)
        if below is None:
            return None
        node = below
    return node


_SIMPLE: Final = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяӏ",
    ["a", "b", "v", "g", "d", "e", "ж", "s", "i", "", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "c", "s", "s", "", "i", "", "e", "u", "a", ""],  # noqa: E501
    strict=True,
))  # fmt: skip
_COARSE: Final = (
    ("shch", "s"), ("schtsch", "s"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("kh", "h"), ("zh", "ж"), ("sh", "s"),
    ("ch", "c"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("gh", "g"), ("ck", "k"), ("w", "v"), ("ff", "v"), ("z", "s"),
    ("ou", "u"), ("x", "h"), ("q", "k"), ("yo", "o"), ("ya", "a"), ("ye", "e"), ("yu", "u"), ("ja", "a"), ("ju", "u"),
    ("ia", "a"), ("iu", "u"), ("ie", "e"), ("iy", "i"), ("y", "i"),
)  # fmt: skip


def coarse(word: str) -> str:
    """Return one coarse skeleton for Cyrillic and Latin words, for those that are spelt with a mistake."""
    if word.isascii():
        for spelling, letter in _COARSE:
            word = word.replace(spelling, letter)
        return word.replace("ei", "e").replace("ai", "a")
    skeleton = "".join(_SIMPLE.get(letter, letter) for letter in word)
    return skeleton.replace("ia", "a").replace("iu", "u").replace("ie", "e").replace("ei", "e").replace("ai", "a")


_PASSPORT: Final = dict(zip(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӏ",
    ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia", ""],  # noqa: E501
    strict=True,
))  # fmt: skip


def romanised(word: str) -> set[str]:
    """Return a folded Russian word in Latin letters as passports and as most people write it. Source: ICAO 9303."""
    official = "".join(_PASSPORT.get(letter, letter) for letter in word)
    return {official, official.replace("iu", "yu").replace("ia", "ya")}


_BACK: Final = (
    ("shch", "щ"), ("tsch", "ч"), ("sch", "ш"), ("tch", "ч"), ("kh", "х"), ("zh", "ж"), ("sh", "ш"), ("ch", "ч"),
    ("ts", "ц"), ("ph", "ф"), ("th", "т"), ("ck", "к"), ("qu", "кв"), ("qv", "кв"), ("ya", "я"), ("yu", "ю"), ("yo", "е"), ("ye", "е"),  # noqa: E501
    ("ja", "я"), ("ju", "ю"), ("oo", "у"), ("ee", "и"), ("ou", "у"), ("x", "кс"), ("w", "в"), ("q", "к"),
)  # fmt: skip
_LETTERS: Final = dict(zip("abcdefghijklmnoprstuvyz", "абкдефгхийклмнопрстувиз", strict=True))
_HACEKS: Final = str.maketrans({
    "ä": "e", "ö": "e", "ü": "yu", "å": "o", "ø": "e", "č": "ch", "š": "sh", "ž": "zh", "ş": "sh", "ç": "ch", "ł": "l",
    "ż": "zh", "ć": "ch", "ś": "s", "đ": "d", "ř": "r",
})  # fmt: skip
_SCOTTISH: Final = re.compile(r"^ma?c([b-df-hj-np-tv-z]|[aeiou][a-z]{3})")
"""“Mc” and “Mac” before a name: «Макалистер»."""
_CHOICES: Final = (("е", "э"), ("х", "г"), ("к", "ц"), ("й", "дж"), ("и", "ай"))


def cyrillic(latin: str) -> set[str]:
    """Return how a Latin name is likely to be written in Cyrillic: at most a few ways."""
    plain = _SCOTTISH.sub(r"mak\1", bare(latin.translate(_HACEKS)))
    for spelling, letter in _BACK:
        plain = plain.replace(spelling, letter)
    word = "".join(_LETTERS.get(letter, letter) for letter in plain)
    ways = {word}
    for letter, other in _CHOICES[:4]:
        if word.startswith(letter) or letter == "к":
            ways.add(word.replace(letter, other, 1))
    if word.endswith("и"):
        ways.add(word[:-1] + "ий")
    if word.endswith(("ие", "ей")):  # «Маккензи», «Стэнли»
        ways.add(word[:-2] + "и")
    ways |= {way.replace("ии", "ий") for way in ways}
    if "oe" in latin:  # «Хукстра»
        ways |= cyrillic(latin.replace("oe", "ou"))
    ways |= {way.replace("е", "э") for way in ways}  # «Кэнсукэ»
    doubled = {undoubled(way) for way in ways if len(way) > 5}  # noqa: PLR2004 - Эдда is not Ада
    return ways | doubled


def undoubled(word: str) -> str:
    """Return a word in which no letter stands twice in a row."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)
