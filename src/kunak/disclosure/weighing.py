"""What a word that says what a secret says is meant for: a name, or a word like any other.

A hit stands where what its phrase needs is beside it, blocks where it is meant, and asks for a look where that is in
doubt: a common word at the beginning of a sentence, a given name beside another family's name, a saying.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from kunak.disclosure.bynames import is_called_ours, is_met, is_ours, is_undertaking, is_wild, on_the_map
from kunak.disclosure.declension import dictionary, is_common, is_known, is_noun, is_person, is_russian, is_word
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.lexicon import english_words, is_english, known_given_names, namesakes, said_of
from kunak.disclosure.nearness import is_beside
from kunak.disclosure.numerals import units
from kunak.disclosure.phrases import Phrase
from kunak.disclosure.possession import owns
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.streets import is_street, is_street_in_short
from kunak.disclosure.territories import money_elsewhere

SMALL: Final = 4
"""Letters of a word that is short."""

_VEHICLE: Final = re.compile(
    r"аэропорт|вокзал|станци|поезд|платформ|рейс|вылет|прилет|самол|посадк|борт|билет|airport|station|platform|flight|fl[eiy]|land|"
    r"gate|departure|arrival|boarding|ticket|code|код|→|->|[–—-]\s?$|перел[её]т|(?<![^\W_])лете[лт]|(?<![^\W_])летит|стюард|экипаж|"
    r"авиаком|авиалин|терминал|регистрац|кпп|cabin|crew|stewardess|airline|terminal|check-in|layover|checkpoint|"
    r"stopover|transit|luggage|baggage|suitcase|bags? |tag(?:s|ged)?(?![^\W_])|"
    r"label|багаж|чемодан|бирк|транзит|пересадк"
)
_FLYING: Final = re.compile(
    r"аэропорт|аэровокзал|терминал|рейс|вылет|прилет|приземл|пересад|стыковк|airport|terminal|flight|departure|arrival|"
    r"boarding|layover|stopover|(?<![^\W_])(?:landed|landing|flew|flying|fly)(?![^\W_])"
)
"""What is said of an airport, and seldom of somebody whose name it bears."""
_THING: Final = (
    r"остров\w{0,2}|озер\w{1,2}|рек[аиеу]|гор[аыеу]|вулкан\w{0,2}|бухт\w|мыс\w?|пляж\w?|курорт\w{0,2}|ураган\w{0,2}|шторм\w{0,2}|тайфун\w{0,2}|"
    r"циклон\w{0,2}|теплоход\w{0,2}|яхт\w|корабл\w{1,2}|судн\w{1,2}|баржа|катер\w?|паром\w?|кафе|ресторан\w{0,2}|салон\w{0,2}|магазин\w{0,2}|"
    r"бутик\w?|отел\w{1,2}|гостиниц\w|санатори\w|ансамбл\w|групп\w|фильм\w{0,2}|сериал\w{0,2}|роман\w{0,2}|пьес\w|опер[аыеу]|балет\w?|песн\w|повест\w|"
    r"сорт\w?|команд\w|клуб\w?|астероид\w?|кратер\w?|спутник\w?|бренд\w?|марк[аиеу]|фирм\w|компани\w|издательств\w|журнал\w?|"
    r"islands?|isle|lake|river|mount|mountain|volcano|bay|cape|beach|hurricane|typhoon|cyclone|storm|ship|yacht|ferry|vessel|"
    r"cafe|café|restaurant|hotel|shop|boutique|brand|band|film|movie|series|novel|opera|ballet|song|album|asteroid|crater|"
    r"satellite|cultivar|variety|magazine"
)
_THING_CALLED: Final = re.compile(rf"(?<![^\W_])(?:{_THING})(?: (?:of|called|named|под названием|имени))?\W{{1,2}}$")
"""What bears a name and is nobody, before the name."""
_OF_A_GROUP: Final = re.compile(
    r"(?:координатор|сотрудни|волонт|юрист|адвокат|руководител|куратор|участни|член|глав|психолог|директор|представител|основател)\w*"
    r" (?:[^\W\d_]+ )?(?:групп\w|команд\w|клуб\w?|фирм\w|компани\w|журнал\w?) $"
)
"""Before the name of somebody of a group, not of the group: “координатор группы Крутикова”."""
_IS_A_THING: Final = re.compile(
    r"[»”\"]?(?:,| is| was| -| —| –|,? [^\W\d_]{2,12}ed by [^.]{0,20},) (?:an? |the |это )?(?:[^\W\d_'-]+ ){0,3}"
    r"(?:islands?|isles?|lake|river|mountain|volcano|beach|town|city|village|port|resort|hurricane|typhoon|storm|sign|constellation|"
    r"ship|yacht|ferry|brand|band|film|novel|opera|song|asteroid|crater|satellite|variety|breed|hotel|"
    r"остров\w?|озеро|река|гора|вулкан|город\w?|городок|посел\w+|курорт|ураган|шторм|созвездие|теплоход|корабль|фильм|роман|опера|сорт|порода)"
    r"(?![^\W_])"
)
"""The same, after it."""
_EPONYM: Final = re.compile(
    r"(?<![^\W_])(?:закон\w{0,2}|теорем\w|метод\w{0,2}|индекс\w{0,2}|эффект\w{0,2}|синдром\w{0,2}|болезн\w{1,2}|премии|премию|премия|"
    r"шкал[аыеу]|числ[оау]|постоянн\w{2}|уравнени\w|принцип\w{0,2}|правил[оаеу]|критери\w|пробо?[аыеу]|тест\w?|улиц[аеуы]|имени|им\.) $"  # noqa: E501
)
_EPONYM_EN: Final = re.compile(
    r"(?:'s)? (?:index|law|theorem|method|scale|effect|syndrome|disease|prize|award|principle|rule|criterion|equation|constant|"  # noqa: E501
    r"number|coefficient|test|street|bridge|museum|institute|foundation|building|stadium)(?![^\W_])"
)
"""What scientists, streets and prizes are called after: after a family name in English, before it in Russian."""

_CALLED: Final = re.compile(
    r"(?:прозвищ\w*|кличк\w*|псевдоним\w*|позывн\w*|кодов\w+ (?:им|слов)\w+|парол\w+|сигнал\w*|codeword|code word|password|зовут|звали|называ\w+|ник|nickname\w*|alias|code ?name|"  # noqa: E501
    r"called|known as)\W{1,4}(?:ее |его |ей |ему |her |him )?\W{0,2}$"
)
"""Words that announce a name."""

_TITLES: Final = re.compile(
    r"(?<![^\W_])(?:имам\w?|цар\w+|император\w*|корол\w+|свят\w+|княз\w+|пророк\w*|king|saint|st|prophet|emperor|tsar|pope)\W{1,3}$"
)
_KIN: Final = re.compile(
    r"(?<![^\W_])(?:брат\w*|сестр\w*|сестер|мам\w*|мат(?:ь|ери|ерью)|от(?:ец|ца|цу|цом|це)|пап\w|муж\w{0,2}|жен\w|дочь|"
    r"доч[ек]\w+|сын\w{0,2}|дяд\w|тет\w|бабушк\w|дедушк\w|подруг\w|друг\w?|невест\w|жених\w*|гр-к\w|гражданк\w|г-ж\w|"
    r"господин\w?|госпож\w|волонтер\w*|координатор\w*|водител\w+|юрист\w*|адвокат\w*|фамили\w|имени|"
    r"brother|sister|mother|father|uncle|aunt|cousin|husband|wife|host|hostess|friend|mr|mrs|ms|miss|colleague|volunteer|driver|lawyer)"
    r"\W{1,3}(?:(?:ее|его|мо\w+|наш\w*|her|his|our|my) )?$"
)
"""Who somebody is to somebody, or how they are addressed: a name follows."""

_HOUSE: Final = re.compile(
    r"(?<![^\W_])(?:дом\w{0,2}|семь\w{1,2}|семе[йи]\w{0,4}|род\w{0,2}|родн\w+|родственник\w*|двор\w{0,2}|братьев|сестер|старш\w+|"
    r"младш\w+|у|всех|обоих|самих|этих|клан\w?) $"
)
"""Before the plural of a family name that is another family's name, too: “в доме Морозов”."""

_AFTER_KIN: Final = 24

_LIVES_EN: Final = re.compile(
    r"(?: (?:also|never|now|still|already|later))?(?: (?:has|had|was|is))?(?: (?:also|never|now|still|already))? "
    r"(?:says?|said|told|asked|asks|left|went|came|wrote|writes|called|calls|spent|met|knows|lives|works|worked|wants|wanted|took|"
    r"taught|drove|thanked|thanks|arrived|moved|fled|cried|slept|safe)(?![^\W_])|, \d\d"
)
_ACTS_EN: Final = re.compile(_LIVES_EN.pattern + r"|'s|,? (?:is|was|has|had|will|[a-z]{2,}ed)(?![^\W_])")
"""What may follow the name of a person who does something, in English."""

_ORDINALS: Final = re.compile(r"[ -](?:перв|втор|трет|четверт|велик|грозн|the\b|[ivx]{1,4}\b)")
_FOLLOWED: Final = re.compile(
    r" (?:(?:фон|ван|де|дер|ди|да|дель|аль|эль|ас|аш|ан|ат|ар|ад|ибн|бинт|бен|von|van|de|der|di|da|del|al|el|as|ibn|bin|bint)[ -])*([^\W\d_]{2,})"  # noqa: E501
)
"""A name after a name, with what may stand before a family name."""

_FRAME: Final = re.compile(
    r"(?<![^\W_])(?:город[еауо]?м?|городк\w+|стран[аеуыо]й?|столиц\w+|родин\w+|земл[еяию]й?|кра[йюяе]м?|республик\w+|остров\w*|"
    r"city|town|country|land|homeland|capital|republic|island|nation|birthplace|home of)(?![^\W_])[^.!?…\n]*$"
)
"""What is meant for a place by a clause that goes on: “в городе, где погиб на дуэли Лермонтов”."""

_AND: Final = re.compile(r" (?:и|или|да|плюс) ([^\W\d_]+)")

_PLACED: Final = re.compile(
    r"(?:(?<![^\W_])(?:in|at|from|to|via|through|into|for|of|with|says?|reads?|reading|"
    r"в|во|с|из|через|до|на|от|код|code)|[→#(/:–—-]|->) ?$"
)
"""What stands before the code of an airport that is meant as a place."""

_IN: Final = re.compile(r"(?<![^\W_])(?:в|во|из|до|in|from|to|near|outside|село|селе|аул|ауле|village of) $")
"""What stands before a village that is called like somebody."""

_PAID: Final = re.compile(
    r"(?<![^\W_])(?:wages?|pay|paid|salar\w+|price\w?|costs?|earn\w*|cash|rent|spent|spend|gave|saved|owed|exchanged|handed|few|last|"
    r"some|handful|change|worth|"
    r"зарплат\w+|получк\w+|цен[аыеу]|сдач\w|наличн\w+|отда\w+|плат\w+|заплат\w+|потрат\w+|трат\w+|сто[ия]\w+|обош\w+|накоп\w+|"
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
    r"номер|фамили|кров|наследств|дач|гараж|кух|позор|хозяйств|земл|участ|забор|ворот|юмор|характер|упрям|ше?вроле|лад|нив|приор)"
)
"""What somebody has, after an adjective of the family: “вершининская машина”."""
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

_BEFORE: Final = {"frame": _FRAME, "family": _HOUSE}
_FRAMED: Final = 64
"""Characters before a hint, or a name, in which that stands."""

_NAMESAKE: Final = 30
"""Characters around a name in which a title or a pair may hold it."""

_SURNAME_EN: Final = re.compile(
    r" [a-z]{2,}(?:ov|ev|in|yn|ova|eva|ina|sk[iy]y?|skaya|enko|yan|dze|shvili|zade)(?![^\W_])"
)
_SURNAME: Final = re.compile(
    r"(?:ов|ев|ин|ын|ский|цкий|ской|ова|ева|ина|ына|ская|цкая|ову|еву|ину|овым|евым|иным|ове|еве|ской|цкой|овой|евой|иной|"
    r"ского|скому|ским|ском|скую|енко|чук|юк|ян|яна|яну|яном|дзе|швили|оглы|заде|ых|их)$"
)


_FUNCTION_WORDS: Final = frozenset((
    "has", "had", "was", "is", "and", "or", "the", "who", "will", "can", "may", "from", "with", "for", "her", "his",
    "she", "he", "they", "left", "said", "told", "asked", "wrote", "in", "on", "at", "to", "of", "are", "were",
    "mr", "mrs", "ms", "miss", "mme", "mlle", "madame", "monsieur", "herr", "frau", "pan", "pani", "sir", "lady",
    "dr", "our", "my", "your", "their", "dear", "called", "named", "friend", "hero",
))  # fmt: skip
_ADJECTIVE_ENDS: Final = ("ая", "ий", "ый", "ой", "ое", "ую", "ые", "их", "ых")
_MONEY_WORDS: Final = frozenset(
    ("all", "try", "top", "mad", "cup", "pen", "sos", "cop", "ron", "amd", "sek", "bam", "gel")
)
"""Codes of money that are words, or known for something else."""
_ADJECTIVES_EN: Final = frozenset(("roman", "romans", "german", "christian", "georgian", "polish", "turkish"))
"""English words that bear a capital in the middle of a sentence, and mean nobody."""


class Hit(msgspec.Struct, frozen=True):
    """A phrase that words of the text say, from ``start`` to ``end`` in the folded text."""

    phrase: Phrase
    start: int
    end: int
    form: str
    compound: bool


_Beside = dict[int, list[Hit]]
"""Hits by where they end, and by where they begin with a minus."""


def _beside(hits: list[Hit]) -> _Beside:
    found: _Beside = {}
    for hit in hits:
        found.setdefault(hit.end, []).append(hit)
        found.setdefault(-hit.start, []).append(hit)
    return found


class Weighing:
    """One text, of which hits are weighed."""

    def __init__(self, draft: str, folded: Folded, alike: Callable[[str, str], bool]) -> None:
        """Take a text, and what says of a secret and a word whether it may be another name of the same person."""
        self._draft, self._folded, self._alike = draft, folded, alike
        self._has_capitals = any(map(str.isupper, draft))

    def judged(self, hits: list[Hit]) -> list[Finding]:
        """Return what the hits give away; what lies inside a wider hit of the same secret is dropped."""
        beside = _beside(hits)
        standing = [hit for hit in hits if self._stands(hit) or self._paired(hit, beside)]
        beside = _beside(standing)
        # The places of the text at which a hit stands: another name there is no other person's.
        held = frozenset(at for hit in standing for at in range(hit.start, hit.end))
        return [self._finding(hit, held, beside) for hit in _widest(standing)]

    def _stands(self, hit: Hit) -> bool:
        """Return whether what the phrase needs nearby is there."""
        phrase, text = hit.phrase, self._folded.text
        needs, _, more = phrase.near.partition(" ")
        if needs == "street":
            named = self._upper(hit.start) or not is_common(text[hit.start : hit.end])
            return is_street(text, hit.start, hit.end, more, named=named)
        if needs == "abbreviated":
            return is_street_in_short(text, hit.start, hit.end, more)
        if needs in ("capital", "on", "owns", "upper", "beside") and not (needs == "capital" and hit.compound):
            return self._named_near(hit, needs)
        if needs in _AROUND:
            width, named, signs = _AROUND[needs]
            around = text[max(hit.start - width, 0) : hit.start] + "|" + text[hit.end : hit.end + 25]
            return (self._upper(hit.start) or not named) and all(sign.search(around) for sign in signs)
        if needs in _BEFORE:
            named = needs != "family" or self._upper(hit.start)
            return named and _BEFORE[needs].search(text[max(hit.start - _FRAMED, 0) : hit.start]) is not None
        if needs == "number":
            before = text[max(hit.start - 40, 0) : hit.start]
            amount = units(before[-24:])
            return (bool(amount) and amount[-1].value is not None) or _PAID.search(before) is not None
        if needs == "capitals":
            if hit.compound or not self._capitals(hit.start, hit.end):
                return False
            around = text[max(hit.start - 40, 0) : hit.start] + "|" + text[hit.end : hit.end + 25]
            return not more or _VEHICLE.search(around) is not None
        return self._proper(hit) and not self._plainly_common(hit)

    def _named_near(self, hit: Hit, needs: str) -> bool:
        """Return whether a word has the capital, and what goes before or after it, of a name that is used so."""
        text, upper = self._folded.text, self._upper(hit.start)
        if needs == "capital":
            return upper or (hit.end - hit.start > SMALL and not is_english(text[hit.start : hit.end]))
        if needs == "owns":
            return upper and not self._upper(min(hit.end + 1, len(text) - 1)) and owns(text, hit.start, hit.end)
        if needs in ("upper", "beside") and is_english(text[hit.start : hit.end]):
            return False
        if needs == "upper":
            return upper and "typing" not in hit.form
        if needs == "beside":
            before = text[max(hit.start - 12, 0) : hit.start]
            placed = hit.phrase.near.endswith(" placed") and _IN.search(before) is not None
            next_door = placed or hit.phrase.near.endswith(" next")
            named = upper or (next_door and not self._has_capitals)
            return named and is_beside(text, hit.start, hit.end, next_door=next_door)
        before = text[max(hit.start - 4, 0) : hit.start]
        return (upper and before.endswith((" на ", "\nна ", " по ", " on ", " at "))) or (
            hit.start == len("на ") and text[:3] == "на "
        )

    def _plainly_common(self, hit: Hit) -> bool:
        """A common word in small letters, in a text that knows capitals, is no name."""
        if hit.compound or not hit.phrase.proper or len(hit.phrase.slots) > 1 or hit.phrase.kind in ("place", "word"):
            return False
        small = self._has_capitals and not self._upper(hit.start) and is_word(self._folded.text[hit.start : hit.end])
        return small and not (hit.phrase.kind == "nick" and is_ours(self._folded.text, hit.start))

    def _proper(self, hit: Hit) -> bool:
        """A short Latin word in small letters is more often another word than a name."""
        word = self._folded.text[hit.start : hit.end]
        short = len(word) <= SMALL or is_english(word)
        short = short and bare(word).isascii() and (hit.phrase.proper or hit.form == "transliterated")
        return not short or hit.compound or self._upper(hit.start)

    def _capitals(self, start: int, end: int) -> bool:
        begin, finish = self._folded.span(start, end)
        return self._draft[begin:finish].isupper()

    def _upper(self, at: int) -> bool:
        begin, finish = self._folded.span(at, at + 1)
        letter = self._draft[begin:finish]
        # Chinese or Georgian knows no small letters.
        return letter != letter.lower() or letter == letter.upper()

    def _finding(self, hit: Hit, held: frozenset[int], beside: _Beside) -> Finding:
        begin, finish = self._folded.span(hit.start, hit.end)
        blocks = hit.phrase.block and not self._doubtful(hit, held, beside)
        return Finding(
            begin,
            finish,
            self._draft[begin:finish],
            hit.phrase.kind,
            hit.phrase.secret,
            "neighbour" if hit.phrase.form == "neighbour" else hit.form,
            "block" if blocks else "review",
        )

    def _doubtful(self, hit: Hit, held: frozenset[int], beside: _Beside) -> bool:  # noqa: C901, PLR0911
        phrase, text = hit.phrase, self._folded.text
        known = namesakes().finditer(text, max(hit.start - _NAMESAKE, 0), hit.end + _NAMESAKE)
        if not hit.compound and any(one.start() <= hit.start < one.end() for one in known):
            return True
        if phrase.near == "capitals" and not hit.compound:
            return not self._coded(hit)
        if phrase.near.startswith("number ") and (others := money_elsewhere(phrase.near[7:], phrase.plain[0])):
            return others.search(text) is not None
        if hit.form == "inhabitant" and _is_no_one(text[hit.start : hit.end]):
            return True
        tagged = phrase.kind == "place" and text[max(hit.start - 1, 0) : hit.start] == "#"
        sure = phrase.near.startswith(("street", "abbreviated", "capitals", "beside"))
        if hit.compound or not phrase.proper or tagged or sure:
            return False
        if phrase.kind == "service" and self._upper(hit.start) and self._travelling(hit):
            return self._plainly_carrying(hit)
        if phrase.kind in ("name", "nick") and (
            self._called_after(hit) or self._of_another(hit, held) or self._on_the_map(hit, beside)
        ):
            return True
        if len(phrase.slots) > 1:
            doubted = phrase.kind == "place" or (phrase.kind == "word" and not self._named_so(hit))
            return (self._only_said(hit) and doubted) or (phrase.kind == "word" and self._begins_plainly(hit))
        if hit.form == "transliterated" and self._is_small(hit) and not self._paired(hit, beside):
            return True
        word = text[hit.start : hit.end]
        common = is_common(word) or word in english_words() or is_noun(word, phrase.plain)
        common = common or (phrase.kind == "nick" and is_word(word))
        if common and not self._meant(hit, word) and not self._of_a_person(hit, beside):
            return True
        personal = phrase.secret.endswith((".given", ".nick", ".patronymic"))
        namesake = phrase.kind == "place" and (
            any(map(is_person, (word, *phrase.plain)))
            or (_SURNAME_EN.match(text, hit.end) is not None and any(map(is_person, cyrillic(word))))
        )
        return (personal or namesake) and self._somebody_else(hit, held)

    def _begins_plainly(self, hit: Hit) -> bool:
        """Return whether common words begin a sentence, and nothing says that they are what something is called."""
        text = self._folded.text
        said = list(re.finditer(r"[^\W\d_]+", text[hit.start : hit.end]))
        return (
            self._has_capitals
            and self._upper(hit.start)
            and self._begins(hit.start)
            and text[max(hit.start - 1, 0) : hit.start] not in ("«", '"', "“", "„")
            and all(is_common(match[0]) for match in said)
            and not any(self._upper(hit.start + match.start()) for match in said[1:])
            and not is_undertaking(text, hit.start, hit.end)
        )

    def _coded(self, hit: Hit) -> bool:
        """Return whether letters in capitals mean an airport or money here, and nothing else that has the same."""
        text, word = self._folded.text, self._folded.text[hit.start : hit.end]
        before, after = text[max(hit.start - 12, 0) : hit.start], text[hit.end : hit.end + 12]
        if hit.phrase.form == "airport code":
            return _PLACED.search(before) is not None or bool(re.match(r" ?(?:→|->|[–—/-])", after))
        if hit.phrase.form == "currency" and (is_english(word) or word in _MONEY_WORDS):
            return re.search(r"\d[\d.,]* ?$", before) is not None or re.match(r" ?\d", after) is not None
        return True

    def _travelling(self, hit: Hit) -> bool:
        text = self._folded.text
        around = text[max(hit.start - 40, 0) : hit.start] + "|" + text[hit.end : hit.end + 25]
        return _VEHICLE.search(around) is not None

    def _plainly_carrying(self, hit: Hit) -> bool:
        """Return whether a carrier that is called by a common word stands here as that word, at the beginning."""
        said = re.findall(r"[^\W\d_]+", self._folded.text[hit.start : hit.end])
        if hit.form != "transliterated" and not all(
            is_common(word) or is_english(word) or is_person(word) for word in said
        ):
            return False
        quoted = self._folded.text[max(hit.start - 1, 0) : hit.start] in tuple('«"“„')
        return self._begins(hit.start) and not quoted

    def _is_small(self, hit: Hit) -> bool:
        """Return whether a word has no capital where the text knows capitals; in a tag or the name of a file none has."""  # noqa: E501
        return self._has_capitals and not self._upper(hit.start) and not self._in_address(hit)

    def _in_address(self, hit: Hit) -> bool:
        """Return whether a hit is part of a tag, a link, an address or the name of a file."""
        text = self._folded.text
        before = re.search(r"\S*$", text[max(hit.start - _NAMESAKE, 0) : hit.start])
        after = re.match(r"\S*(?: \S+\.(?:jpe?g|png|pdf|docx?|mp4|heic|txt))?", text[hit.end : hit.end + _NAMESAKE])
        whole = (before[0] if before else "") + "|" + (after[0] if after else "")
        return re.search(r"[#@/_\d]|\.[a-z]{2,4}\W?$", whole) is not None

    def _called_after(self, hit: Hit) -> bool:
        """Return whether a thing bears the name: an island, a storm, a café, an index, a part of a longer word."""
        text = self._folded.text
        before, after = text[max(hit.start - _NAMESAKE, 0) : hit.start], text[hit.end : hit.end + 2 * _NAMESAKE]
        if hit.compound or self._paired_by_title(before):
            return False
        if after.startswith("-") and after[1:2].isalpha() and self._is_small(hit):
            return True
        if hit.phrase.secret.endswith(".family") and (_EPONYM.search(before) or _EPONYM_EN.match(after)):
            return True
        called = _THING_CALLED.search(before) and not _OF_A_GROUP.search(before)
        return bool(called or _IS_A_THING.match(after))

    def _of_another(self, hit: Hit, held: frozenset[int]) -> bool:
        """Return whether somebody else's given name stands before a patronymic, or a family name that many bear."""
        field = hit.phrase.secret.rpartition(".")[2]
        if hit.compound or not (field == "patronymic" or (field == "family" and hit.phrase.outside)):
            return False
        start = max(hit.start - _NAMESAKE, 0)
        before = re.search(r"([^\W\d_]{3,}) $", self._folded.text[start : hit.start])
        if before is None or not self._upper(start + before.start(1)):
            return False
        at = start + before.start(1)
        if at in held:
            return False
        word = before[1]
        if is_russian(word):
            return "Name" in dictionary().parse(word)[0].tag
        return (
            word.isascii()
            and word not in _FUNCTION_WORDS
            and not is_english(word)
            and bool(set(cyrillic(word)) & known_given_names())
        )

    @staticmethod
    def _paired_by_title(before: str) -> bool:
        return _KIN.search(before[-_AFTER_KIN:]) is not None

    def _only_said(self, hit: Hit) -> bool:
        """Return whether common words that are together a place stand here as common words: ``новый сад``."""
        said = list(re.finditer(r"[^\W\d_]+", self._folded.text[hit.start : hit.end]))
        if said[-1][0].startswith(("район", "округ")):
            return False  # “Нагорный район”: that word is small in every name
        latin = hit.phrase.kind == "word" and "".join(hit.phrase.plain).isascii()
        if self._in_address(hit):
            return False
        looked_at = said[:1] if hit.phrase.kind == "word" and not latin else said[1:]
        small = any(not self._upper(hit.start + match.start()) for match in looked_at)
        return self._has_capitals and small and all(is_common(match[0]) or latin for match in said)

    def _meant(self, hit: Hit, word: str) -> bool:
        """Return whether a word that is also a common one is meant as a name here."""
        if self._is_kind_of(hit.end):
            return False
        if not self._upper(hit.start):
            if hit.phrase.kind == "word":
                return self._named_so(hit)
            if hit.phrase.kind == "nick" and is_ours(self._folded.text, hit.start):
                return self._greeted(hit)
            return not self._has_capitals and self._begins(hit.start) and self._acts(hit.end, word, small=True)
        if hit.phrase.kind in ("nick", "word") and self._named_so(hit):
            return True
        if not self._begins(hit.start):
            return word not in _ADJECTIVES_EN or hit.phrase.kind == "place"
        if hit.phrase.kind == "place" and self._goes_with(hit.end, word):
            return False
        return self._meant_at_the_beginning(hit, word)

    def _on_the_map(self, hit: Hit, beside: _Beside) -> bool:
        words = (self._folded.text[hit.start : hit.end], *hit.phrase.plain)
        named = hit.phrase.secret.endswith(".given") and any(word in said_of("map") for word in words)
        return named and on_the_map(self._folded.text, hit.start, hit.end) and not self._of_a_person(hit, beside)

    def _greeted(self, hit: Hit) -> bool:
        """Return whether a byname that is a common word is somebody here: met, ours, or doing what people do."""
        text = self._folded.text
        end = hit.end + (text[hit.end : hit.end + 1] in ("»", "”", '"'))
        if is_wild(text, hit.start, hit.end):
            return False
        acts = hit.form in ("exact", "diminutive") and (is_called_ours(text, end) or self._does(end) is True)
        return acts or is_met(text, end)

    def _meant_at_the_beginning(self, hit: Hit, word: str) -> bool:
        """Return whether a common word with which a sentence begins is meant as a name."""
        quoted = hit.start > 0 and self._folded.text[hit.start - 1] in '«"“„'
        if hit.phrase.kind == "name":
            return self._acts(hit.end, word)
        if hit.phrase.kind == "nick":
            return self._greeted(hit)
        if hit.phrase.kind == "word" and not quoted:
            return is_undertaking(self._folded.text, hit.start, hit.end)
        return word in hit.phrase.plain and not quoted

    def _named_so(self, hit: Hit) -> bool:
        """Return whether the text says that this is what somebody or something is called."""
        text = self._folded.text
        quoted = hit.phrase.kind == "word" and text[max(hit.start - 1, 0) : hit.start] in ("«", '"', "“", "„")
        return quoted or _CALLED.search(text[max(hit.start - 30, 0) : hit.start]) is not None

    def _paired(self, hit: Hit, beside: _Beside) -> bool:
        """Return whether another name of the same person stands beside this one."""
        owner, _, field = hit.phrase.secret.partition(".")
        return hit.phrase.kind in ("name", "nick") and any(
            other.phrase.kind in ("name", "nick")
            and other.phrase.secret.startswith(owner + ".")
            and not other.phrase.secret.endswith("." + field)
            for other in beside.get(hit.start - 1, []) + beside.get(-hit.end - 1, [])
        )

    def _of_a_person(self, hit: Hit, beside: _Beside) -> bool:
        """Return whether something beside a word speaks of a person: kin, a form of address, another of their names."""
        if hit.phrase.kind not in ("name", "nick"):
            return False
        before = self._folded.text[max(hit.start - _AFTER_KIN, 0) : hit.start]
        return _KIN.search(before) is not None or self._paired(hit, beside)

    def _is_kind_of(self, end: int) -> bool:
        """Return whether a hyphen and a common noun follow: ``Заяц-русак``."""
        kind = re.match(r"-([^\W\d_]{4,})", self._folded.text[end : end + 30])
        return kind is not None and not self._upper(end + 1) and is_common(kind[1])

    def _goes_with(self, end: int, word: str) -> bool:
        """Return whether an adjective and its noun stand here: ``Прохладная погода``."""
        following = re.match(r" ([^\W\d_]+)", self._folded.text[end : end + 30])
        if following is None or not word.endswith(_ADJECTIVE_ENDS) or not is_common(following[1]):
            return False
        return not self._upper(end + 1) and "NOUN" in dictionary().parse(following[1])[0].tag

    def _acts(self, end: int, word: str, *, small: bool = False) -> bool:
        """Return whether what follows the first word of a sentence can follow a person's name.

        Where no word of the text has a capital (``small``), a common noun needs somebody who does something.
        """
        text = self._folded.text
        if not is_russian(word):
            does = _LIVES_EN if word in said_of("mass") else _ACTS_EN
            return word not in english_words() or does.match(text, end) is not None
        named = "Name" in dictionary().parse(word)[0].tag
        following = re.match(r"\W{0,3}([^\W\d_]+)", text[end : end + 30])
        if following is None or not is_known(following[1]):
            return named or not small
        if (done := self._does(end)) is not None:
            return done
        tag, beside = dictionary().parse(following[1])[0].tag, text[end : end + 1]
        if beside == " " and _of_another(following[1]) and ("inan" in tag or not is_person(word)):
            return False  # “Роза ветров”, “Сокол тренера”
        if beside in ",.!?":
            return (named or not small) and not (beside == "," and _is_thing(following[1]))
        if other := _AND.match(text, end):
            # “Вера и надежда” names things, one after another; “Вера и подруга” does not.
            return not _is_thing(other[1]) and other[1] not in said_of("beasts")
        if named or small:
            return named
        adjective = word.endswith(_ADJECTIVE_ENDS)
        return not ("PREP" in tag or "pres" in tag or (("NOUN" in tag or "NUMR" in tag) and adjective))

    def _does(self, end: int) -> bool | None:
        """Return whether what is done next is what people do; nothing where the verb says neither."""
        verb = re.match(
            r" (?:(?:не|уже|еще|сама?|снова|теперь|опять|наконец|тоже|сегодня|вчера|впервые|сейчас|наш|наша) )?([^\W\d_]+)",  # noqa: E501
            self._folded.text[end : end + 40],
        )
        if verb is None or not is_known(verb[1]):
            return None
        first = fold(dictionary().parse(verb[1])[0].normal_form).text
        return True if first in said_of("people") else False if first in said_of("things") else None

    def _begins(self, at: int) -> bool:
        """Return whether a capital here says nothing: a sentence or a quotation begins."""
        before = self._folded.text[max(at - 6, 0) : at].rstrip(" ")
        if before and before[-1] in "—–-":
            # Speech begins with a dash; in the middle of a sentence a dash begins nothing.
            before = before[:-1].rstrip(" ")
            return not before or before[-1] in '.!?…\n»"“,:'
        return not before or before[-1] in '.!?…\n«"“„:'

    def _somebody_else(self, hit: Hit, held: frozenset[int]) -> bool:
        """A given name beside a family name that the case does not hold is another person's."""
        text = self._folded.text
        ordinal = _ORDINALS.match(text[hit.end : hit.end + 12])
        crowned = ordinal is not None and (ordinal[0].isascii() or self._upper(hit.end + 1))
        if _TITLES.search(text[max(hit.start - 16, 0) : hit.start]) or crowned:
            return True
        for match, other in (
            (_FOLLOWED.match(text, hit.end), "after"),
            (re.search(r"([^\W\d_]{2,}) $", text[max(hit.start - 25, 0) : hit.start]), "before"),
        ):
            if match is None:
                continue
            start = match.start(1) if other == "after" else max(hit.start - 25, 0) + match.start(1)
            if start in held or self._alike(hit.phrase.secret, match[1]):
                continue
            if self._upper(start) and self._is_family_name(
                match[1], after=other == "after", begins=self._begins(start)
            ):
                return True
        return False

    def _is_family_name(self, word: str, *, after: bool, begins: bool) -> bool:
        """Return whether a capitalised word beside a name belongs to it."""
        if not is_russian(word):
            return (after or not begins) and word.isalpha() and len(word) > 2 and word not in _FUNCTION_WORDS  # noqa: PLR2004
        parses = dictionary().parse(word)[:2]
        if any("Surn" in parse.tag for parse in parses):
            return True
        if after and _SURNAME.search(word) is not None:
            return True
        named = any(mark in parse.tag for parse in parses for mark in ("Name", "Patr")) and is_known(word)
        return (after or not begins) and (named or not is_known(word)) and not any("Geox" in p.tag for p in parses)


def _of_another(word: str) -> bool:
    """Return whether a word says whose or of what: a noun in the genitive and nothing else, nobody's name."""
    parses = dictionary().parse(word)
    best = "NOUN" in parses[0].tag and "gent" in parses[0].tag
    return best and not is_person(word) and not any("ADVB" in parse.tag for parse in parses)


def _is_no_one(word: str) -> bool:
    """Return whether the dictionary takes a word for a thing, where somebody from a city ends alike: ``венец``."""
    return is_common(word) and "inan" in dictionary().parse(word)[0].tag


def _is_thing(word: str) -> bool:
    """Return whether a word is a thing in the nominative, as the dictionary has it."""
    tag = dictionary().parse(word)[0].tag
    return is_known(word) and all(mark in tag for mark in ("NOUN", "inan", "nomn"))


def _sureness(hit: Hit) -> tuple[str, int, int, bool, bool, bool, str]:
    """Order hits by secret and place, the wider first; of one span first what can least be doubted."""
    doubted = hit.phrase.near == "capitals"  # as a code; “capitals vehicle” stands beside a word for travel
    return hit.phrase.secret, hit.start, -hit.end, not hit.phrase.block, doubted, hit.phrase.proper, hit.form


def _widest(hits: list[Hit]) -> list[Hit]:
    """Drop what lies inside a wider hit of the same secret."""
    kept: list[Hit] = []
    ranked = sorted(hits, key=_sureness)
    for hit in ranked:
        last = kept[-1] if kept else None
        if (
            last
            and last.phrase.secret == hit.phrase.secret
            and hit.end <= last.end
            and last.phrase.block >= hit.phrase.block
        ):
            continue
        kept.append(hit)
    return kept
