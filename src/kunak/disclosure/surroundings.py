"""What stands around a phrase that it needs to be meant: a word for travel, a sum, a language that is learned.

Each need is a row: how many characters before the phrase are read, whether it has a capital, and what is looked for
before and after it, with ``|`` in its place. Ours.
"""

import re
from typing import Final

from kunak.disclosure.numerals import units

_VEHICLE: Final = re.compile(
    r"аэропорт|вокзал|станци|поезд|платформ|рейс|вылет|прилет|самол|посадк|борт|билет|airport|station|platform|flight|fl[eiy]|land|"
    r"gate|departure|arrival|boarding|ticket|code|код|→|->|[–—-]\s?$|перел[её]т|(?<![^\W_])лете[лт]|(?<![^\W_])летит|стюард|экипаж|"
    r"авиаком|авиалин|терминал|регистрац|кпп|cabin|crew|stewardess|airline|terminal|check-in|layover|checkpoint|"
    r"stopover|transit|luggage|baggage|suitcase|bags? |tag(?:s|ged)?(?![^\W_])|"
    r"label|багаж|чемодан|бирк|транзит|пересадк"
)
_FLYING: Final = re.compile(
    r"аэропорт|аэровокзал|терминал|рейс|вылет|прилет|приземл|пересад|стыковк|таможн|"
    r"паспортн\w+ контрол|самолет|взлет|зал\w{0,3} ожидан|"
    r"customs|passport control|arrivals?(?![^\W_])|runway|(?<![^\W_])gate(?![^\W_])|(?<![^\W_])plane|"
    r"baggage|luggage|duty[- ]free|airport|terminal|flight|departure|arrival|"
    r"boarding|layover|stopover|(?<![^\W_])(?:landed|landing|flew|flying|fly)(?![^\W_])"
)
"""What is said of an airport, and seldom of somebody whose name it bears."""

_HOUSE: Final = re.compile(
    r"(?<![^\W_])(?:дом\w{0,2}|семь\w{1,2}|семе[йи]\w{0,4}|род\w{0,2}|родн\w+|родственник\w*|двор\w{0,2}|братьев|сестер|старш\w+|"
    r"младш\w+|у|всех|обоих|самих|этих|клан\w?) $"
)
"""Before the plural of a family name that is another family's name, too: “в доме Морозов”."""

_FRAME: Final = re.compile(
    r"(?<![^\W_])(?:город[еауо]?м?|городк\w+|стран[аеуыо]й?|столиц\w+|родин\w+|земл[еяию]й?|кра[йюяе]м?|республик\w+|остров\w*|"
    r"city|town|country|land|homeland|capital|republic|island|nation|birthplace|home of)(?![^\W_])[^.!?…\n]*$"
)
"""What is meant for a place by a clause that goes on: “в городе, где погиб на дуэли Лермонтов”."""

PLACED: Final = re.compile(
    r"(?:(?<![^\W_])(?:in|at|from|to|via|through|into|for|of|with|says?|reads?|reading|"
    r"в|во|с|из|через|до|на|от|код|code)|[→#(/:–—-]|->) ?$"
)
"""What stands before the code of an airport that is meant as a place."""

IN: Final = re.compile(
    r"(?<![^\W_])(?:в|во|из|до|in|from|to|near|outside|село|селе|аул|ауле|"
    r"(?:village|town|settlement|aul|hamlet) of) $"
)
"""What stands before a village that is called like somebody."""

_PAID: Final = re.compile(
    r"(?<![^\W_])(?:wages?|pay|paid|needs?|needed|salar\w+|price\w?|costs?|earn\w*|cash|rent|spent|spend|gave|saved|owed|exchanged|handed|few|last|"
    r"some|handful|change|worth|"
    r"нуж[ен]\w*|зарплат\w+|получк\w+|цен[аыеу]|сдач\w|наличн\w+|отда\w+|плат\w+|заплат\w+|потрат\w+|трат\w+|сто[ия]\w+|обош\w+|накоп\w+|"
    r"копи\w+|зараб\w+|хвата\w+|хватил\w?|обменя\w+|поменя\w+|меня[ют]\w*|разменя\w+|остал\w+|послед\w+|несколько|пар[ау]|горст\w+|мелоч\w+|кошельк\w+)"
    r"(?:\W{1,2}[^\W\d_]+){0,3}\W{1,2}$"
)
"""Before money of which nobody says how much: “her wages in …”, “a few … left”."""

_CLOCK: Final = re.compile(r"на часах|врем[яе]|часы|clock|\btime\b|midnight|полноч|полдень|\bnoon")
_RIDES: Final = re.compile(
    r"(?<![^\W_])(?:билет(?:а|у|ом|е|ик\w*)?|купе|плацкарт\w*|вагон[ае]?|полк[аеу]|проводни(?:к|ка|ку|ком|ца|цы|це|цу|цей)|приложени[еия]|"
    r"попутчи\w+|пересел[аи]?|ехал[аи]?|ехать|уехал[аи]?|доехал[аи]?|сел[аи]?|"
    r"(?:her|his|their|a|the|our|my|one) (?:[a-z]+ )?ticket|compartment|berth|carriage|"
    r"conductor|attendant|app|boarded|rode|travelled|took|sleeper)(?![^\W_])"
)

_SPEAKS: Final = re.compile(
    r"(?<![^\W_])(?:уч[иау]\w*|выуч\w+|изуча\w+|зубр\w+|осваива\w+|осво\w+|подтян\w+|говор\w+|заговор\w+|болта\w+|понима\w+|объясн\w+|"
    r"курс\w{0,3}|урок\w{0,3}|заняти\w{1,2}|словар\w{1,3}|учебник\w{0,2}|разговорник\w{0,2}|экзамен\w{0,2}|"
    r"слов[аоу]?\w{0,2}|фраз\w{0,3}|грамматик\w|"
    r"язык\w{0,3}|репетитор\w{0,2}|переводчи\w+|пишет|чита\w+|сериал\w{0,2}|"
    r"learn\w*|stud(?:y|ies|ying|ied)|speak\w*|spoke\w*|talk\w*|practi[sc]\w+|lessons?|class(?:es)?|courses?|tutor|"
    r"textbook|dictionary|phrase ?book|"
    r"phrases?|words?|grammar|verbs?|language|fluent\w*|understand\w*|reads?|writes?|exam|interpreter|translator|vocabulary)(?![^\W_])"
)
"""What is done with a language by those who live where it is spoken, or are going there."""

_NO_STREET: Final = re.compile(
    r"^(?!.*(?<![^\W_])(?:улиц\w{1,2}|ул\.|проспект\w{0,2}|площад\w{1,3}|бульвар\w{0,2}|процесс\w{0,2}|фестивал\w{1,2})"
    r" ?[«\"“]?\|)[^|]*\|(?!['’]?s? ?(?:street|st|road|rd|avenue|ave|square|bridge|trials?|mustard|orchestra|"
    r"philharmonic|symphony|film|festival|protocol|convention|agreement|treaty|declaration|accords?|stock|marathon)(?![^\W_]))"
)
"""The name of a place after which no street, trial or treaty is called here."""

_SHORE: Final = re.compile(
    r"(?<![^\W_])(?:берег\w*|набережн\w+|у|над|около|возле|вдоль|близ|рядом с|вид\w* на|через|за|на|по|к|из|в|до|от|"
    r"переплы\w+|by|beside|along|across|on|over|near|into|from|in|at|of|banks?|shores?|overlooking|view|crossed|swam)"
    r"(?: the| рек\w{1,3}| озер\w{1,3}| мор\w{1,3}| гор\w{1,3}| берег\w*| river| lake| mount| само\w{1,2}){0,2} \|"
)
"""What stands before a river, a sea or a mountain where somebody is."""

_PART_OF_A_LAND: Final = re.compile(
    r"(?<![^\W_])(?:город(?:[ау]|ом|е|ок|ке|ка)?|штат\w{0,2}|провинци\w{1,2}|земл[яеию]|кантон\w{0,2}|регион\w{0,2}|"
    r"лен[аеу]?|департамент\w{0,2}|префектур\w|графств\w{1,2}|губерни\w|остров\w{0,2}|автономи\w|(?:province|state|city|town|region|canton|county|department|"
    r"prefecture|island|governorate) of) [«\"“]?\|"
    r"|\|[»\"”]? (?:province|state|county|region|canton|department|prefecture|governorate)(?![^\W_])"
)
"""What says that the name after it, or before it, is a region or a city."""

_THEIRS: Final = re.compile(
    r"\| (?:[^\W\d_]+ )?(?:машин|дом|двор|квартир|семь|род[ауне]|сын|доч|брат|сестр|отец|отц|мать|матер|голос|почерк|"
    r"чемодан|телефон|"
    r"номер|операци|команд|иде[яийю]|план|хватк|манер|стил|чуть|улыбк|шутк|привычк|выдержк|фамили|кров|наследств|дач|гараж|кух|позор|хозяйств|земл|участ|забор|ворот|юмор|характер|упрям|ше?вроле|лад|нив|приор)"
)
"""What somebody has, after an adjective of the family: “вершининская машина”."""

_SENTENCE: Final = 160
"""Characters before and after a place within which its sentence is read."""
_END: Final = re.compile(r"[.!?…\n]")
_SOMEBODY: Final = re.compile(
    r"(?<![^\W_])(?:она|ее|ей|нее|ней|он|его|ему|него|нем|ним|мы|нас|нам|наш\w{0,3}|они|их|им|подопечн\w+|героин\w+|беглян\w+|клиент\w*|"
    r"девушк\w+|парень|парня|парню|she|her|hers|he|him|his|they|their|them|we|our|us|client\w*)(?![^\W_])|"
    r"^\W*[^\W\d_]{2,}(?:ла|лась|лся|л|ли|лись) |^[^|]{0,2}\|"
)
"""Who is where a place is named: somebody of whom was spoken, or who need not be named."""

_AROUND: Final = {
    "vehicle": (40, False, (_VEHICLE,)),
    "airport": (40, True, (_FLYING,)),
    "clock": (30, True, (_CLOCK,)),
    "rides": (60, True, (_RIDES,)),
    "theirs": (0, False, (_THEIRS,)),
    "speaks": (50, False, (_SPEAKS,)),
    "named": (24, True, (_NO_STREET,)),
    "shore": (40, True, (_SHORE,)),
    "upper": (0, True, ()),
    "part": (24, True, (_PART_OF_A_LAND,)),
}
"""Characters before a phrase in which that stands which it needs, or after it; whether it needs a capital, too."""

_AFTER: Final = 36
"""Characters after it in which that stands."""

_BEFORE: Final = {"frame": _FRAME, "family": _HOUSE}
_FRAMED: Final = 64
"""Characters before a hint, or a name, in which that stands."""

_PAYING: Final = 40
"""Characters before money in which it is said that somebody pays with it."""
_SUM: Final = 24
"""Characters before money in which a sum stands."""

NEEDS: Final = frozenset((*_AROUND, *_BEFORE, "somebody"))
"""What can be needed around a phrase."""


def stands_around(needs: str, text: str, start: int, end: int, *, capital: bool) -> bool:
    """Return whether what a phrase needs stands around it.

    Args:
        needs: A row of the tables here.
        text: Folded; the phrase stands in it from ``start`` to ``end``.
        capital: Whether it has one.
    """
    if needs == "somebody":
        before, after = text[max(start - _SENTENCE, 0) : start], text[end : end + _SENTENCE]
        sentence = _END.split(before)[-1] + "|" + _END.split(after)[0]
        return capital and stands_around("named", text, start, end, capital=True) and bool(_SOMEBODY.search(sentence))
    if needs in _BEFORE:
        named = needs != "family" or capital
        return named and _BEFORE[needs].search(text[max(start - _FRAMED, 0) : start]) is not None
    width, named, signs = _AROUND[needs]
    around = text[max(start - width, 0) : start] + "|" + text[end : end + _AFTER]
    return (capital or not named) and all(sign.search(around) for sign in signs)


def is_paid(text: str, start: int) -> bool:
    """Return whether a sum stands before money, or a word for paying with it."""
    before = text[max(start - _PAYING, 0) : start]
    amount = units(before[-_SUM:])
    return (bool(amount) and amount[-1].value is not None) or _PAID.search(before) is not None


def is_travelling(text: str, start: int, end: int) -> bool:
    """Return whether a word for travel stands around."""
    return stands_around("vehicle", text, start, end, capital=True)
