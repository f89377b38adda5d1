"""What says that a word is somebody's name, or a thing that bears one: kin before it, a verb after it, an island.

Expressions over a folded text; ours.
"""

import re
from typing import Final

from kunak.disclosure.declension import dictionary, is_common, is_known, is_person, is_russian
from kunak.disclosure.folding import fold
from kunak.disclosure.lexicon import english_words, said_of

_THING: Final = (
    r"остров\w{0,2}|озер\w{1,2}|рек[аиеу]|гор[аыеу]|вулкан\w{0,2}|бухт\w|мыс\w?|пляж\w?|курорт\w{0,2}|ураган\w{0,2}|шторм\w{0,2}|тайфун\w{0,2}|"
    r"циклон\w{0,2}|теплоход\w{0,2}|яхт\w|корабл\w{1,2}|судн\w{1,2}|баржа|катер\w?|паром\w?|кафе|ресторан\w{0,2}|салон\w{0,2}|магазин\w{0,2}|"
    r"бутик\w?|отел\w{1,2}|гостиниц\w|санатори\w|ансамбл\w|групп\w|фильм\w{0,2}|сериал\w{0,2}|роман\w{0,2}|пьес\w|опер[аыеу]|балет\w?|песн\w|повест\w|"
    r"сорт\w?|команд\w|клуб\w?|астероид\w?|кратер\w?|спутник\w?|бренд\w?|марк[аиеу]|фирм\w|компани\w|издательств\w|журнал\w?|"
    r"islands?|isle|lake|river|mount|mountain|volcano|bay|cape|beach|hurricane|typhoon|cyclone|storm|ship|yacht|ferry|vessel|"
    r"cafe|café|restaurant|hotel|shop|boutique|brand|band|film|movie|series|novel|opera|ballet|song|album|asteroid|crater|"
    r"satellite|cultivar|variety|magazine"
)
THING_CALLED: Final = re.compile(rf"(?<![^\W_])(?:{_THING})(?: (?:of|called|named|под названием|имени))?\W{{1,2}}$")
"""What bears a name and is nobody, before the name."""
OF_A_GROUP: Final = re.compile(
    r"(?:координатор|сотрудни|волонт|юрист|адвокат|руководител|куратор|участни|член|глав|психолог|директор|представител|основател)\w*"
    r" (?:[^\W\d_]+ )?(?:групп\w|команд\w|клуб\w?|фирм\w|компани\w|журнал\w?) $"
)
"""Before the name of somebody of a group, not of the group: “координатор группы Крутикова”."""
IS_A_THING: Final = re.compile(
    r"[»”\"]?(?:,| is| was| -| —| –|,? [^\W\d_]{2,12}ed by [^.]{0,20},) (?:an? |the |это )?(?:[^\W\d_'-]+ ){0,3}"
    r"(?:islands?|isles?|lake|river|mountain|volcano|beach|town|city|village|port|resort|hurricane|typhoon|storm|sign|constellation|"
    r"ship|yacht|ferry|brand|band|film|novel|opera|song|asteroid|crater|satellite|variety|breed|hotel|"
    r"остров\w?|озеро|река|гора|вулкан|город\w?|городок|посел\w+|курорт|ураган|шторм|созвездие|теплоход|корабль|фильм|роман|опера|сорт|порода)"
    r"(?![^\W_])"
)
"""The same, after it."""
EPONYM: Final = re.compile(
    r"(?<![^\W_])(?:закон\w{0,2}|теорем\w|метод\w{0,2}|индекс\w{0,2}|эффект\w{0,2}|синдром\w{0,2}|болезн\w{1,2}|премии|премию|премия|"
    r"шкал[аыеу]|числ[оау]|постоянн\w{2}|уравнени\w|принцип\w{0,2}|правил[оаеу]|критери\w|пробо?[аыеу]|тест\w?|улиц[аеуы]|имени|им\.) $"  # noqa: E501
)
EPONYM_EN: Final = re.compile(
    r"(?:'s)? (?:index|law|theorem|method|scale|effect|syndrome|disease|prize|award|principle|rule|criterion|equation|constant|"  # noqa: E501
    r"number|coefficient|test|street|bridge|museum|institute|foundation|building|stadium)(?![^\W_])"
)
"""What scientists, streets and prizes are called after: after a family name in English, before it in Russian."""

CALLED: Final = re.compile(
    r"(?:прозвищ\w*|кличк\w*|псевдоним\w*|позывн\w*|кодов\w+ (?:им|слов)\w+|парол\w+|сигнал\w*|codeword|code word|password|зовут|звали|называ\w+|ник|nickname\w*|alias|code ?name|"  # noqa: E501
    r"called|known as)\W{1,4}(?:ее |его |ей |ему |her |him )?\W{0,2}$"
)
"""Words that announce a name."""
CALLED_SO: Final = re.compile(
    r"[»”\"]?,? [–—-]? ?(?:(?:как|так|это) (?:(?:его|ее|их|у нас|мы|все|друзья|в семье|теперь|здесь) ){0,3}(?:про)?"
    r"(?:зва|зов|звал|назыв|наз[вы]|окрест)|(?:as|that'?s what|so) "
    r"(?:we|they|friends|everyone|everybody|people|(?:his|her|their) friends|the family)(?: all)? (?:call|nick)|"
    r"(?:его|ее|их) (?:прозвищ|кличк|детск\w+ (?:им|прозвищ))|(?:was|is) (?:his|her|their) nick)"
)
"""Words that say of the word before them that somebody is called so."""

TITLES: Final = re.compile(
    r"(?<![^\W_])(?:имам\w?|цар\w+|император\w*|корол\w+|свят\w+|княз\w+|пророк\w*|king|saint|st|prophet|emperor|tsar|pope)\W{1,3}$"
)
KIN: Final = re.compile(
    r"(?<![^\W_])(?:брат\w*|сестр\w*|сестер|мам\w*|мат(?:ь|ери|ерью)|от(?:ец|ца|цу|цом|це)|пап\w|муж\w{0,2}|жен\w|дочь|"
    r"доч[ек]\w+|сын\w{0,2}|дяд\w|тет\w|бабушк\w|дедушк\w|подруг\w|друг\w?|невест\w|жених\w*|гр-к\w|гражданк\w|г-ж\w|"
    r"господин\w?|госпож\w|волонтер\w*|координатор\w*|водител\w+|юрист\w*|адвокат\w*|фамили\w|имени|"
    r"brother|sister|mother|father|uncle|aunt|cousin|husband|wife|host|hostess|friend|mr|mrs|ms|miss|colleague|volunteer|driver|lawyer)"
    r"\W{1,3}(?:(?:ее|его|мо\w+|наш\w*|her|his|our|my) )?$"
)
"""Who somebody is to somebody, or how they are addressed: a name follows."""

AFTER_KIN: Final = 24

_LIVES_EN: Final = re.compile(
    r"(?: (?:also|never|now|still|already|later))?(?: (?:has|had|was|is))?(?: (?:also|never|now|still|already))? "
    r"(?:says?|said|told|asked|asks|left|went|came|wrote|writes|called|calls|spent|met|knows|lives|works|worked|wants|wanted|took|"
    r"taught|drove|thanked|thanks|arrived|moved|fled|cried|slept|safe)(?![^\W_])|, \d\d"
)
_ACTS_EN: Final = re.compile(_LIVES_EN.pattern + r"|'s|,? (?:is|was|has|had|will|[a-z]{2,}ed)(?![^\W_])")
"""What may follow the name of a person who does something, in English."""

ORDINALS: Final = re.compile(r"[ -](?:перв|втор|трет|четверт|велик|грозн|the\b|[ivx]{1,4}\b)")
FOLLOWED: Final = re.compile(
    r" (?:(?:фон|ван|де|дер|ди|да|дель|аль|эль|ас|аш|ан|ат|ар|ад|ибн|бинт|бен|von|van|de|der|di|da|del|al|el|as|ibn|bin|bint)[ -])*([^\W\d_]{2,})"  # noqa: E501
)
"""A name after a name, with what may stand before a family name."""

_AND: Final = re.compile(r" (?:и|или|да|плюс) ([^\W\d_]+)")

NAMESAKE: Final = 30
"""Characters around a name in which a title or a pair may hold it."""

SURNAME_EN: Final = re.compile(
    r" [a-z]{2,}(?:ov|ev|in|yn|ova|eva|ina|sk[iy]y?|skaya|enko|yan|dze|shvili|zade)(?![^\W_])"
)
SURNAME: Final = re.compile(
    r"(?:ов|ев|ин|ын|ский|цкий|ской|ова|ева|ина|ына|ская|цкая|ову|еву|ину|овым|евым|иным|ове|еве|ской|цкой|овой|евой|иной|"
    r"ского|скому|ским|ском|скую|енко|чук|юк|ян|яна|яну|яном|дзе|швили|оглы|заде|ых|их)$"
)

FUNCTION_WORDS: Final = frozenset((
    "has", "had", "was", "is", "and", "or", "the", "who", "will", "can", "may", "from", "with", "for", "her", "his",
    "she", "he", "they", "left", "said", "told", "asked", "wrote", "in", "on", "at", "to", "of", "are", "were",
    "mr", "mrs", "ms", "miss", "mme", "mlle", "madame", "monsieur", "herr", "frau", "pan", "pani", "sir", "lady",
    "dr", "our", "my", "your", "their", "dear", "called", "named", "friend", "hero",
))  # fmt: skip

ADJECTIVE_ENDS: Final = ("ая", "ий", "ый", "ой", "ое", "ую", "ые", "их", "ых")
MONEY_WORDS: Final = frozenset(
    ("all", "try", "top", "mad", "cup", "pen", "sos", "cop", "ron", "amd", "sek", "bam", "gel")
)
"""Codes of money that are words, or known for something else."""
ADJECTIVES_EN: Final = frozenset(("roman", "romans", "german", "christian", "georgian", "polish", "turkish"))
"""English words that bear a capital in the middle of a sentence, and mean nobody."""


def begins(text: str, at: int) -> bool:
    """Return whether a capital here says nothing: a sentence or a quotation begins."""
    before = text[max(at - 6, 0) : at].rstrip(" ")
    if before and before[-1] in "—–-":
        # Speech begins with a dash; in the middle of a sentence a dash begins nothing.
        before = before[:-1].rstrip(" ")
        return not before or before[-1] in '.!?…\n»"“,:'
    return not before or before[-1] in '.!?…\n«"“„:'


def acts(text: str, end: int, word: str, *, small: bool = False) -> bool:
    """Return whether what follows the first word of a sentence can follow a person's name.

    Where no word of the text has a capital (``small``), a common noun needs somebody who does something.
    """
    if not is_russian(word):
        said = _LIVES_EN if word in said_of("mass") else _ACTS_EN
        return word not in english_words() or said.match(text, end) is not None
    named = "Name" in dictionary().parse(word)[0].tag
    following = re.match(r"\W{0,3}([^\W\d_]+)", text[end : end + 30])
    if following is None or not is_known(following[1]):
        return named or not small
    if (done := does(text, end)) is not None:
        return done
    tag, beside = dictionary().parse(following[1])[0].tag, text[end : end + 1]
    if beside == " " and is_of_another(following[1]) and ("inan" in tag or not is_person(word)):
        return False  # “Роза ветров”, “Сокол тренера”
    if beside in ",.!?":
        return (named or not small) and not (beside == "," and is_thing(following[1]))
    if other := _AND.match(text, end):
        # “Вера и надежда” names things, one after another; “Вера и подруга” does not.
        return not is_thing(other[1]) and other[1] not in said_of("beasts")
    if named or small:
        return named
    adjective = word.endswith(ADJECTIVE_ENDS)
    return not ("PREP" in tag or "pres" in tag or (("NOUN" in tag or "NUMR" in tag) and adjective))


def does(text: str, end: int) -> bool | None:
    """Return whether what is done next is what people do; nothing where the verb says neither."""
    verb = re.match(
        r" (?:(?:не|уже|еще|сама?|снова|теперь|опять|наконец|тоже|сегодня|вчера|впервые|сейчас|наш|наша) )?([^\W\d_]+)",
        text[end : end + 40],
    )
    if verb is None or not is_known(verb[1]):
        return None
    first = fold(dictionary().parse(verb[1])[0].normal_form).text
    return True if first in said_of("people") else False if first in said_of("things") else None


def is_of_another(word: str) -> bool:
    """Return whether a word says whose or of what: a noun in the genitive and nothing else, nobody's name."""
    parses = dictionary().parse(word)
    best = "NOUN" in parses[0].tag and "gent" in parses[0].tag
    return best and not is_person(word) and not any("ADVB" in parse.tag for parse in parses)


def is_no_one(word: str) -> bool:
    """Return whether the dictionary takes a word for a thing, where somebody from a city ends alike: ``венец``."""
    return is_common(word) and "inan" in dictionary().parse(word)[0].tag


def is_thing(word: str) -> bool:
    """Return whether a word is a thing in the nominative, as the dictionary has it."""
    tag = dictionary().parse(word)[0].tag
    return is_known(word) and all(mark in tag for mark in ("NOUN", "inan", "nomn"))
