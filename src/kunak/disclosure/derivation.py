"""Which adjectives and names of inhabitants come from a Russian name of a place.

Stems only: ``гудермес`` gives ``гудермесск``; endings are taken off the word of
the text. Generous on purpose; most of what is made here is no word at all.
"""

import re
from typing import Final

_ADJECTIVE: Final = re.compile(r"(.+[сцз]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими|ою|и)")
_INHABITANT: Final = re.compile(
    r"(.+?)(?:ец|ца|цу|цем|цом|це|цы|цев|цов|цам|цами|цах|ка|ки|ке|ку|кой|ок|кам|ками|ках"
    r"|(?:чан|ян|ан)(?:ин|ина|ину|ином|ине|е||ам|ами|ах|ка|ки|ке|ку|кой|ок))"
)
_ENDS: Final = ("ск", "инск", "енск", "овск", "евск", "анск", "янск", "еск", "ьск", "йск", "овинск", "цк")
_SPECIAL: Final = {
    "москва": ("московск",),
    "тверь": ("тверск",),
    "сибирь": ("сибирск",),
    "алма-ата": ("алматинск", "алмаатинск"),
    "рим": ("римск",),
    "париж": ("парижск",),
    "прага": ("пражск",),
    "рига": ("рижск",),
    "вена": ("венск",),
    "берн": ("бернск",),
    "чечня": ("чеченск",),
    "осетия": ("осетинск",),
    "кабарда": ("кабардинск",),
}
LEAST: Final = 4
"""Letters of a stem that is looked for."""


def adjective_stems(name: str) -> set[str]:
    """Return the stems, up to and with -ск or -цк, of adjectives of a folded name of one word."""
    if name in _SPECIAL:
        return set(_SPECIAL[name])
    base = re.sub(r"(?:ый|ий|ой|ое|ее|ая|яя|ые|ие)$", "", name) if len(name) > LEAST + 1 else name
    if base.endswith(("ск", "цк")):
        return {base}
    stem = re.sub(r"(?:ье|ья|ия|ие|[аеиоуыэюяьй])$", "", base)
    stems = {stem + end for end in _ENDS} | {base + end for end in ("ск", "нск", "йск", "вск")}
    if base != name and name.endswith("й"):
        # “Курчалой” is no adjective: its own is “курчалоевский”.
        stems |= {name[:-1] + "евск", name[:-1] + "йск"}
    if stem.endswith(("к", "ц", "ч")):
        stems |= {stem[:-1] + "цк", stem[:-1] + "ческ", stem[:-1] + "чанск"}
    if stem.endswith(("г", "з", "ж")):
        stems |= {stem[:-1] + "жск", stem[:-1] + "зск"}
    return {made for made in stems if len(made) > LEAST}


def compound_stems(first: str, second: str) -> set[str]:
    """Return the stems of the adjective of a name of two words: ``Верхний Тарк`` gives ``верхнетаркск``."""
    link = re.sub(r"(?:ний|няя|нее|ние)$", "не", first)
    link = re.sub(r"(?:ый|ий|ой|ая|ое|ые)$", "о", link) if link == first else link
    joined = {link + stem for stem in adjective_stems(second)} | {first + stem for stem in adjective_stems(second)}
    return joined | {re.sub(r"[ое]$", "", link) + "ск"} if link != first else joined


def stems_of(word: str) -> tuple[tuple[str, str], ...]:
    """Return the stems from which a word of a text may come, each with what it would be."""
    found = []
    if match := _ADJECTIVE.fullmatch(word):
        found.append((match[1], "adjective"))
    if match := _INHABITANT.fullmatch(word):
        found += [(match[1] + "ск", "inhabitant"), (match[1] + "ьск", "inhabitant")]
    return tuple((stem, form) for stem, form in found if len(stem) > LEAST)
