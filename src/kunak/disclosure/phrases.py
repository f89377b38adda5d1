"""Which words, in which forms, say what must not be said: persons, carriers, and words of the case.

A phrase is a row of slots; in each, any of its words may stand. Numbers, dates
and addresses are not sought here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from kunak.disclosure.aviation import carrier_names
from kunak.disclosure.declension import (
    adjective_forms,
    family_forms,
    given_forms,
    is_common,
    is_known,
    is_noun,
    is_russian,
    word_forms,
)
from kunak.disclosure.folding import fold
from kunak.disclosure.lexicon import is_english, is_loose, known_given_names, pet_names, spellings
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.secrets import Name, Person, Secrets, Service, whose
from kunak.disclosure.transcription import transcribed
from kunak.disclosure.vernacular import in_cyrillic, simplified

PART: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
STEM: Final = "*"
"""Marks a word of a slot as a stem of adjectives (see ``derivation``)."""

_SMALL: Final = 3
_TWO_LETTERS: Final = (
    # Umlauts where a form knows none: both ways are in use.
    str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss"}),
    str.maketrans({"ß": "ss"}),
)
KEYS: Final = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
"""A Russian keyboard that was left in English."""


class Phrase(msgspec.Struct, frozen=True):
    """Words that give one secret away.

    Attributes:
        slots: For each place of the phrase, every word that may stand there.
        plain: The words as the case holds them; another word is another form.
        proper: It is a name: a common word of the same letters counts only with a capital.
        block: Whether it blocks or only asks for a look.
        near: What has to stand nearby: ``street``, ``vehicle``, ``capital``, ``family`` … or nothing.
        typed: Whether it is sought with typing errors and in other alphabets.
        outside: Whether it is the name of a helper or of staff, whose family names many others bear.
    """

    secret: str
    kind: str
    form: str
    slots: tuple[frozenset[str], ...]
    plain: tuple[str, ...] = ()
    proper: bool = True
    block: bool = True
    near: str = ""
    typed: bool = True
    outside: bool = False


def parts(text: str) -> list[str]:
    """Return the folded words and numbers of a name."""
    return [in_cyrillic(word) for word in PART.findall(fold(text).text)]


def slot(words: Iterable[str]) -> frozenset[str]:
    """Return what can stand in one place of a phrase."""
    return frozenset(
        word.replace("ӏ", "") if word.startswith(STEM) or is_russian(word) else bare(word) for word in words if word
    )


def of_persons(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the names of everybody in every form."""
    for number, person in enumerate(secrets.persons):
        owner = whose(person, number)
        outside = person.role in ("staff", "helper")
        for name in person.names:
            yield from (msgspec.structs.replace(one, outside=outside) for one in _name(owner, name))
        yield from _initials(owner, person)


def _name(owner: str, name: Name) -> Iterator[Phrase]:
    if name.given:
        yield from _given(f"{owner}.given", parts(name.given))
    if name.patronymic:
        words = parts(name.patronymic)
        yield Phrase(
            f"{owner}.patronymic",
            "name",
            "inflected",
            tuple(slot(_any(word, given_forms)) for word in words),
            tuple(words),
        )
        for word in words:
            yield from _short_patronymic(f"{owner}.patronymic", word)
            yield from _child_of(f"{owner}.patronymic", word)
            yield from _patronymics_alike(f"{owner}.patronymic", word)
    if name.family:
        yield from _family(f"{owner}.family", parts(name.family))
    for nick in name.nick:
        words = parts(nick)
        if words and len("".join(words)) > 1:
            slots = tuple(slot(_any(word, word_forms)) for word in words)
            yield Phrase(f"{owner}.nick", "nick", "inflected", slots, tuple(words))
            if len(words) == 1 and (small := _diminutives(words[0])):
                yield Phrase(f"{owner}.nick", "nick", "diminutive", (slot(small),), typed=False)


def _any(word: str, forms: Callable[[str], set[str]]) -> set[str]:
    """Return the forms of a word, and of what a Latin word is in Cyrillic."""
    if is_russian(word):
        return forms(word) | forms(simplified(word)) | {word}
    found = {word} | {word.translate(table) for table in _TWO_LETTERS}
    for way in cyrillic(word) | transcribed(word):
        if is_russian(way) and len(way) >= _SMALL:
            found |= forms(way)
    return found


def _given(secret: str, words: list[str]) -> Iterator[Phrase]:
    if len("".join(words)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    yield Phrase(secret, "name", "inflected", tuple(slot(_any(word, given_forms)) for word in words), tuple(words))
    if len(words) > 1:
        yield Phrase(secret, "name", "inflected", (slot(_any("".join(words), given_forms)),), ("".join(words),))
        yield from _parts_of_a_name(secret, words)
        for whole in filter(pet_names, ("-".join(words), " ".join(words))):
            yield from _pets(secret, whole)
        return
    word = words[0]
    if pair := _two_names(word):
        yield Phrase(secret, "name", "inflected", tuple(slot(_any(part, given_forms)) for part in pair), pair)
        yield from _parts_of_a_name(secret, list(pair))
    yield from _compound(secret, word)
    yield from _first_of_two(secret, word)
    yield from _other_spellings(secret, word)
    yield from _pets(secret, word)


def _parts_of_a_name(secret: str, words: list[str]) -> Iterator[Phrase]:
    """Yield the parts of a double name: people are called by the first alone, seldom by the last."""
    for word in (words[0], words[-1]):
        if len(word) > _SMALL and not is_common(word):
            first = word == words[0]
            yield Phrase(secret, "name", "shortened", (slot(_any(word, given_forms)),), block=first, typed=False)
    yield from _pets(secret, words[0])


_FIRST_PARTS: Final = (
    ("магомед", "мухаммад", "магомет", "мухамед", "мохаммед", "мухамад", "маго"), ("гаджи", "хаджи", "хажи", "ходжи"),
    ("абдул", "абдур", "абду"), ("шейх", "шах", "ших"), ("нур",), ("ахмед", "ахмад", "ахмат"), ("саид", "сайд", "сеид"),
    ("али",), ("джан", "жан"), ("султан", "солтан"), ("мурад", "мурат"), ("осман", "усман"), ("курбан", "гурбан"), ("ибрагим", "ибрахим"),  # noqa: E501
    ("хан",), ("бек",), ("зайнул", "зейнул"), ("сайфул", "сейфул", "сайпул"), ("камал", "кемал"), ("гасан", "хасан"), ("гусейн", "хусейн"),  # noqa: E501
)  # fmt: skip
"""First parts of names that are made of two, with their other spellings."""


def _compound(secret: str, word: str) -> Iterator[Phrase]:
    """Yield a name of two parts with a hyphen, a space, or its first part spelt otherwise: ``Мухаммад-Салам``."""
    for ways in _FIRST_PARTS:
        first = next((way for way in ways if word.startswith(way)), None)
        rest = word.removeprefix(first) if first else ""
        if not first or len(rest) <= _SMALL:
            continue
        forms = slot(_any(rest, given_forms))
        yield Phrase(
            secret, "name", "in two parts", (slot(f for way in ways for f in given_forms(way)), forms), (first, rest)
        )
        for way in ways:
            if way != first:
                yield Phrase(secret, "name", "another spelling", (slot(given_forms(way + rest)),), (way + rest,))
        return


_SECOND_PARTS: Final = (
    "бек", "бий", "би", "хан", "булат", "болат", "пулат", "мурза", "мирза", "гирей", "герей", "гери", "султан",
    "солтан", "али", "хаджи", "гаджи", "хажи", "паша", "джан", "жан", "аскер", "чери",
)  # fmt: skip
"""Last parts of names that are made of two; their bearers are called by the first."""


def _first_of_two(secret: str, word: str) -> Iterator[Phrase]:
    """Yield the first part of a name made of two, and what is made of it: ``Арсланчик`` for ``Арсланбек``."""
    first = next((word.removesuffix(last) for last in _SECOND_PARTS if word.endswith(last)), "")
    if len(first) <= _SMALL:
        return
    if first in known_given_names():
        forms = slot(given_forms(first))
        yield Phrase(secret, "name", "shortened", (forms,), (first,), block=not is_common(first), typed=False)
        yield from _pets(secret, first)
        return
    for pet in _made_pets(first):
        yield Phrase(
            secret, "name", "pet name", (slot(given_forms(pet)),), (pet,), block=not is_common(pet), typed=False
        )


def _two_names(word: str) -> tuple[str, str] | None:
    """Return the two names that are written in one, as in ``Магомедрасул``."""
    names = known_given_names()
    for at in range(_SMALL + 1, len(word) - _SMALL):
        if word[:at] in names and word[at:] in names:
            return word[:at], word[at:]
    return None


def _other_spellings(secret: str, word: str) -> Iterator[Phrase]:
    single = _DOUBLED.sub(r"\1", word) if len(word) > _SMALL + 1 else word
    heard = {word.replace("е", "э"), word.replace("э", "е")} if is_russian(word) and len(word) > _SMALL else set()
    for other in dict.fromkeys((*spellings(word), simplified(word), single, *sorted(heard))):
        if other == word:
            continue
        # From the other alphabet it is the same name; in the same one “Амар” for “Гумар” is somebody else's, too.
        near = len(other) > _SMALL and (other[0] == word[0] or is_russian(other) != is_russian(word))
        # Spelt in Latin letters, too, where no other word of the language is spelt like it.
        plain = (other,) if near else ()
        yield Phrase(secret, "name", "another spelling", (slot(given_forms(other)),), plain, block=near)


_DOUBLED: Final = re.compile(r"([^\W\d_])\1")


def _pets(secret: str, word: str) -> Iterator[Phrase]:
    known = pet_names(word)
    # Of what is small already nothing smaller is made: “Тимочка” ends so.
    larger = [pet for pet in known if is_russian(word) and not pet.endswith(_SMALLER)]
    made = [*_made_pets(word), *(more for pet in larger for more in _made_pets(pet))]
    for pet in dict.fromkeys((*known, *made)):
        if pet == word:
            continue
        # A short one is a word or another name too often; a common word is judged where it stands.
        weak = (len(pet) <= _SMALL and not is_known(pet)) or (pet not in known and is_common(pet))
        weak = weak or is_loose(word, pet)
        yield Phrase(secret, "name", "pet name", (slot(given_forms(pet)),), (pet,), block=not weak, typed=False)
    yield from _possessives(secret, (word, *known))


_PET_ENDS: Final = (
    "очка", "ечка", "ушка", "уша", "юша", "уля", "юля", "енька", "онька", "уся", "юся", "уня", "юня",
)  # fmt: skip
"""Ends that make any name a small one’s."""
_SMALLER: Final = ("чка", "шка", "нька", "чик", "чек", "чок")


def _made_pets(name: str) -> Iterator[str]:
    if not is_russian(name) or len(name) <= _SMALL:
        return
    stem = name[:-1] if name[-1] in "аяьй" else name
    soft = name[-1] in "яьй"
    yield from (stem + end for end in _PET_ENDS)
    if name[-1] not in "ая":
        # A soft name stays soft before a consonant: “Камильчик”; an “л” becomes so: “Исмаильчик”.
        hard = name if soft else stem
        yield from ((name + "ь" if name[-1] == "л" else hard) + end for end in ("чик", "чонок"))
        yield from (hard + end for end in ("ка", "ша"))
        yield from (stem + end for end in ("ик", "ушка", "ек", "енок"))
    else:
        yield from (stem + ("ь" if soft else "") + "ка", stem + "ик")


POSSESSIVE: Final = ("", "а", "о", "ы", "ой", "у", "ому", "ого", "ым", "ом", "ых", "ыми", "е")
"""Ends of ``мамин``, ``отцов``."""


def _possessives(secret: str, names: Iterable[str]) -> Iterator[Phrase]:
    """Yield ``Заремин`` and ``Асетин`` surely; ``Сосланов`` is somebody's family name too."""
    for name in names:
        if not is_russian(name) or len(name) <= _SMALL:
            continue
        stem = name[:-1] if name[-1] in "аяьй" else name
        forms = {form for form in (stem + "ин" + end for end in POSSESSIVE) if not is_common(form)}
        yield Phrase(secret, "name", "possessive", (slot(forms),), typed=False)
        if name[-1] not in "аяеиоуыэю":
            forms = {stem + ("ев" if name[-1] in "ьй" else "ов") + end for end in POSSESSIVE}
            loose = slot(form for form in forms if not is_common(form))
            yield Phrase(secret, "name", "possessive", (loose,), block=False, typed=False)
            yield Phrase(secret, "name", "possessive", (loose,), near="owns", proper=False, typed=False)


_SHORT_PATRONYMICS: Final = (
    ("ович", "ыч"), ("ович", "ич"), ("евич", "ич"), ("иевич", "ич"), ("ьевич", "ьич"), ("овна", "на"), ("евна", "вна"),
    ("евна", "евна"), ("овна", "овна"), ("евна", "вна"), ("иевна", "вна"),
)  # fmt: skip


def _short_patronymic(secret: str, word: str) -> Iterator[Phrase]:
    """Yield how a patronymic is shortened in speech: ``Иваныч``, ``Сергевна``."""
    for end, short in _SHORT_PATRONYMICS:
        made = word.removesuffix(end) + short
        if word.endswith(end) and made != word and len(made) > _SMALL + 1:
            yield Phrase(secret, "name", "short", (slot(given_forms(made)),), (made,), typed=False)


_FATHERS: Final = (
    ("овна", ("",)), ("ович", ("",)), ("евна", ("", "й", "ь", "я")), ("евич", ("", "й", "ь", "я")),
    ("ична", ("а", "я")), ("ич", ("а", "я")),
)  # fmt: skip
"""Ends of patronymics, and how the name of a father may end that makes one."""


_FATHERS_ROWS: Final = (
    ("*", "daughter son child children"),
    ("her his their our my", "father dad", "*"),
    ("father dad father's dad's", "is was called name", "*"),
    ("ее его их мой моего моему наш нашего свой своего", "отец отца отцу отцом отце папа папы папе папу батя", "*"),
    ("отца папу", "зовут звали", "*"),
    ("дети детей детям", "*"),
    ("отчество отчества", "от по", "имени", "*"),
)
"""How somebody is said to be whose child: words that may stand in each place, and the father’s name."""


def _child_of(secret: str, patronymic: str) -> Iterator[Phrase]:
    """Yield the patronymic in other words: ``дочь Исы``, ``son of Isa``."""
    ends = next(((end, others) for end, others in _FATHERS if patronymic.endswith(end)), None)
    if ends is None or len(patronymic) - len(ends[0]) < _SMALL:
        return
    base, others = patronymic.removesuffix(ends[0]), ends[1]
    child, kin = slot(form for word in ("дочь", "дочка", "сын") for form in word_forms(word)), ("daughter", "son")
    for father in (base + other for other in others):
        forms = slot(given_forms(father))
        yield Phrase(secret, "name", "father's name", (child, forms), ("дочь", father), proper=False)
        yield Phrase(
            secret, "name", "father's name", (slot(kin), slot({"of"}), forms), (kin[0], "of", father), proper=False
        )
        for row in _FATHERS_ROWS:
            slots = tuple(forms if words == "*" else slot(words.split()) for words in row)
            yield Phrase(secret, "name", "father's name", slots, (father,), proper=False)


def _patronymics_alike(secret: str, patronymic: str) -> Iterator[Phrase]:
    """Yield the patronymic from another spelling of the father's name: ``Магомедовна`` for ``Магометовна``."""
    end = next((end for end in ("овна", "ович", "евна", "евич") if patronymic.endswith(end)), None)
    father = patronymic.removesuffix(end) if end else ""
    for other in spellings(father):
        made = other + end if end and other[-1] not in "аеиоуыэюяьй" else ""
        if made and made[0] == patronymic[0]:
            yield Phrase(secret, "name", "another spelling", (slot(given_forms(made)),), (made,), typed=False)


def _family(secret: str, words: list[str]) -> Iterator[Phrase]:
    if len("".join(words)) < 2:  # noqa: PLR2004
        return
    yield Phrase(secret, "name", "inflected", tuple(slot(_any(word, family_forms)) for word in words), tuple(words))
    last = words[-1]
    if len(words) > 1:
        joined = "".join(words)
        yield Phrase(secret, "name", "inflected", (slot(_any(joined, family_forms)),), (joined,))
        turned = tuple(slot(_any(word, family_forms)) for word in reversed(words))
        yield Phrase(secret, "name", "inflected", turned)
        for word in words:
            if len(word) > _SMALL + 1:
                forms = slot(_any(word, family_forms))
                yield Phrase(secret, "name", "part of the name", (forms,), block=False, typed=False)
    if is_russian(last) and last[-1] not in "аеиоуыэюяйь" and not last.endswith(("ов", "ев", "ин", "ын", "их", "ых")):
        yield Phrase(secret, "name", "plural", (slot({last + "ов"}),), near="family", typed=False)
    if is_russian(last) and last.endswith(("ов", "ев", "ин", "ова", "ева", "ина", "ын", "ына")):
        stem = last.removesuffix("а") + "ск"
        yield Phrase(secret, "name", "adjective", (slot({STEM + stem}),), typed=False)
        yield Phrase(secret, "name", "adjective", (slot({STEM + stem}),), near="theirs", proper=False, typed=False)


def _initials(owner: str, person: Person) -> Iterator[Phrase]:
    """Yield names as another keyboard, or a reader from the other side, has them."""
    for name in person.names:
        for field in ("given", "family"):
            word = "".join(parts(getattr(name, field)))
            if is_russian(word) and len(word) > _SMALL + 1:
                yield Phrase(
                    f"{owner}.{field}",
                    "name",
                    "backwards",
                    (slot({word[::-1]}),),
                    typed=False,
                    block=not is_known(word[::-1]),
                )
                typed = word.translate(KEYS)
                if typed.isascii() and typed.isalpha():
                    yield Phrase(f"{owner}.{field}", "name", "other keyboard", (slot({typed}),), typed=False)


_CARRYING: Final = frozenset(
    [
        "air",
        "airlines",
        "airways",
        "avia",
        "aero",
        "lines",
        "line",
        "express",
        "bus",
        "coach",
        "rail",
        "railway",
        "railways",
        "trans",
        "travel",
        "company",
        "авиа",
        "авиалинии",
        "авиакомпания",
        "аэро",
        "экспресс",
        "автобус",
        "автобусы",
        "поезд",
        "поезда",
        "маршрутка",
        "электричка",
        "такси",
        "линии",
        "компания",
        "железные",
        "дороги",
        "ржд",
        "train",
        "taxi",
        "flight",
        "the",
        "and",
        "и",
    ]
)
"""Words in the name of a carrier that say only that it carries."""


def of_carriers(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the names of carriers; the word of a name that is its own, beside a word for travel."""
    for number, service in enumerate(secrets.services):
        yield from _known_carrier(f"services.{number}", service)
        words = parts(service.carrier)
        own = [word for word in words if word not in _CARRYING]
        path = f"services.{number}"
        if words and not own:  # the railway that everybody takes: beside a ticket, a berth, somebody on board
            told_by = tuple(slot(_any(word, word_forms)) for word in words)
            yield Phrase(path, "service", "carrier", told_by, tuple(words), near="rides", typed=False)
        if not own or len("".join(words)) < 2:  # noqa: PLR2004
            continue
        slots = tuple(slot(_any(word, word_forms)) for word in words)
        doubtful = f"~{service.carrier.strip()}" in carrier_names(service.carrier, str(service.number))
        yield Phrase(path, "service", "inflected", slots, tuple(words), near="vehicle" if doubtful else "")
        if len(words) == 1 and is_russian(words[0]) and len(words[0]) > _SMALL + 1:
            stems = {words[0].rstrip("аяыйь") + end for end in ("овск", "ск")}  # «аэрофлотовский борт»
            made = slot(STEM + stem for stem in stems if not is_known(stem + "ий"))
            yield Phrase(path, "service", "adjective", (made,), near="vehicle", typed=False, proper=False)
        if len(words) > 1:
            yield Phrase(path, "service", "in one word", (slot({"".join(words)}),), ("".join(words),))
            if len(own[0]) > _SMALL + 1 and not is_common(own[0]):
                short = (slot(_any(own[0], word_forms)),)
                yield Phrase(path, "service", "shortened", short, (own[0],), near="vehicle", typed=False)


def _known_carrier(path: str, service: Service) -> Iterator[Phrase]:
    """Yield the other names of an airline; one that is a common word, beside a word for travel."""
    for name in carrier_names(service.carrier, str(service.number)):
        words, told_by = parts(name), name.startswith("~")
        if words != parts(service.carrier) and len("".join(words)) >= _SMALL:
            slots = tuple(slot(_any(word, adjective_forms if word.endswith("ие") else word_forms)) for word in words)
            near = (
                "vehicle"
                if told_by or (len(words) == 1 and (is_common(words[0]) or len(words[0]) <= _SMALL + 1))
                else ""
            )
            yield Phrase(path, "service", "another name", slots, tuple(words), near=near, typed=not near)


_CODED: Final = (("операция", "operation"), ("план", "plan"), ("проект", "project"), ("код", "code"))
"""What a code name begins with, in both languages."""


def of_words(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the words of the case in every form."""
    for number, text in enumerate(secrets.words):
        words = parts(text)
        if words and len("".join(words)) > 1:
            slots = tuple(slot(_any(word, word_forms)) for word in words)
            # A common word that is held with a capital is what something is called; in small letters it is a word.
            called = text[:1].isupper() and all(is_common(word) or is_noun(word) for word in words)
            called = called or (len(words) > 1 and text.isascii() and text.istitle())
            yield Phrase(f"words.{number}", "word", "inflected", slots, tuple(words), proper=called)
            if len(words) > 1:
                joined = "".join(words)
                forms = slot(_any(words[0], word_forms) if is_russian(joined) else ())
                run = slot((*(first + last for first in {*words[:1], *forms} for last in slots[-1]), joined))
                if len(words) > 2:  # noqa: PLR2004 - a pair is written in one; of more words only as they stand
                    run = slot((joined,))
                sure = not (is_common(joined) or is_english(joined))
                yield Phrase(f"words.{number}", "word", "in one word", (run,), (joined,), block=sure, typed=False)
            kind = next((kind for kind in _CODED if words[0] in kind), None)
            if kind and len(words) > 1:
                heads = slot(form for kinds in _CODED for head in kinds for form in _any(head, word_forms))
                yield Phrase(
                    f"words.{number}", "word", "under another heading", (heads, *slots[1:]), tuple(words), proper=False
                )
            if len(words) > 1 and (small := _diminutives(words[-1])):
                yield Phrase(
                    f"words.{number}", "word", "diminutive", (*slots[:-1], slot(small)), tuple(words), typed=False
                )


_DIMINUTIVES: Final = (
    ("ка", ("очка", "ечка")), ("ок", ("очек",)), ("ек", ("ечек",)), ("к", ("чок", "чик")), ("а", ("ка", "очка")), ("я", ("ька",)), ("о", ("ышко", "ечко")),  # noqa: E501
    ("ь", ("ик", "ечек")), ("", ("ик", "чик", "ок", "ек")),
)  # fmt: skip
"""Ends of nouns, and how they end when the thing is small."""


def _diminutives(word: str) -> set[str]:
    """Return every form of what a small one of a thing is called: “чемоданчик”, “сумочка”."""
    if not is_russian(word) or len(word) <= _SMALL:
        return set()
    end, smalls = next((end, smalls) for end, smalls in _DIMINUTIVES if word.endswith(end))
    stem = word.removesuffix(end)
    return {form for small in smalls for form in word_forms(stem + small)}
