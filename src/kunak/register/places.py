"""Which settlement, district and region a place names, however much of them it says.

Districts are called after their centre, and so are compared by its name. The region of a settlement is looked up among
those of GeoNames (CC BY 4.0) with 1,000 people or more; a name that two regions share says nothing.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from kunak.register.spelling import plain

_PARTS: Final = re.compile(r"[,;()/]+")
_KIND: Final = re.compile(
    r"^\s*(?:(?:с|г|ст|п|пос|х|д|а|аул|мкр|гор|стан|сел|пгт|v)\.(?=\s*\w)|(?:с|г|ст-ца|сел[оае]|город[ае]?|станиц[аыеу]|"
    r"пос[её]л(?:ок|ка|ке)|аул[ае]?|хутор[ае]?|village|city|town|settlement|stanitsa|republic|республик[аиеу])"
    r"(?=\s)(?:\s+of\b)?)|\s(?:village|city|town|settlement|republic|республик[аиеу]|край|krai)\s*$",
    re.IGNORECASE,
)
_DISTRICT: Final = re.compile(r"\b(?:р-?о?н[ае]?|район[ае]?|district|raion|rayon|r-n)\b\.?", re.IGNORECASE)
_OF_DISTRICT: Final = re.compile(
    r"(?:(?:ов|ев|ин|еев|аев)?(?:ск(?:ий|ого|ом|ая|ой))|(?:ov|ev|in|eev|aev)?sk(?:iy|ij|y|i|aya|oy|oye))$"
)
_REGIONS: Final = {
    "Chechnya": r"чечн\w*|чеченск\w*|чр|chechnya|chechen\w*",
    "Dagestan": r"дагестан\w*|рд|da[gk]h?estan\w*",
    "Ingushetia": r"ингушети\w*|ри|ingush\w*",
    "North Ossetia": r"(?:северн\w+)?осети\w*|рсоа\w*|алани\w|(?:north)?osset\w*(?:alania)?|alania",
    "Kabardino-Balkaria": r"кабардино\w*|кбр|kabardin\w*|kbr",
    "Karachay-Cherkessia": r"карачаево\w*|кчр|karacha\w*|kchr",
    "Stavropol": r"ставрополь(?:ск\w+|е|я)(?:край|краи)?|stavropolsk\w*|stavropolkrai",
    "Adygea": r"адыге\w*|adyge\w*",
    "Krasnodar": r"краснодарск\w*|кубань|krasnodarsk\w*",
}
_REGION: Final = tuple((name, re.compile(shape)) for name, shape in _REGIONS.items())


class Place(msgspec.Struct, frozen=True, gc=False):
    """What is known of a place; what is not is an empty text. ``district`` is the name of its centre."""

    settlement: str = ""
    district: str = ""
    region: str = ""


@cache
def _gazetteer() -> dict[str, str]:
    text = (files("kunak.register") / "data" / "settlements.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


def of_parts(settlement: str, district: str, region: str) -> Place:
    """Return a place of which it is told which part is which: regions that are not known here keep their own names."""
    town = plain(_KIND.sub(" ", settlement))
    centre = plain(_KIND.sub(" ", _DISTRICT.sub(" ", district)))
    known = read_place(region).region or plain(region)
    return Place(town, _OF_DISTRICT.sub("", centre) or centre, known or read_place(settlement).region)


@lru_cache(100_000)
def read_place(text: str) -> Place:
    """Return what a place says."""
    settlement = district = region = ""
    for part in _PARTS.split(text):
        bare = plain(_KIND.sub(" ", part))
        if not bare:
            continue
        named = next((name for name, shape in _REGION if shape.fullmatch(bare)), None)
        name = plain(_KIND.sub(" ", _DISTRICT.sub(" ", part)))
        if named is not None:
            region = region or named
        elif _DISTRICT.search(part):
            district = district or _OF_DISTRICT.sub("", name) or name
        else:
            settlement = settlement or name
    known = _gazetteer()
    region = region or known.get(settlement, "") or known.get(district, "")
    return Place(settlement, district, region)
