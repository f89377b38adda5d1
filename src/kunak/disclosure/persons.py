"""Which words, in which forms, are the names of the persons of a case."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kunak.disclosure.declension import (
    family_forms,
    given_forms,
    is_common,
    is_known,
    is_russian,
    word_forms,
)
from kunak.disclosure.lexicon import is_english, is_loose, known_given_names, pet_names, spellings
from kunak.disclosure.phrases import FEW_LETTERS, KEYS, STEM, Phrase, any_form, diminutives, parts, slot
from kunak.disclosure.romanise import undoubled
from kunak.disclosure.secrets import Name, Person, Secrets, whose
from kunak.disclosure.vernacular import simplified


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
            tuple(slot(any_form(word, given_forms)) for word in words),
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
            slots = tuple(slot(any_form(word, word_forms)) for word in words)
            yield Phrase(f"{owner}.nick", "nick", "inflected", slots, tuple(words))
            if len(words) == 1 and (small := diminutives(words[0])):
                yield Phrase(f"{owner}.nick", "nick", "diminutive", (slot(small),), typed=False)
            if len(words) == 1 and words[0] in known_given_names():
                yield from _possessives(f"{owner}.nick", words)


def _given(secret: str, words: list[str]) -> Iterator[Phrase]:
    if len("".join(words)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    yield Phrase(secret, "name", "inflected", tuple(slot(any_form(word, given_forms)) for word in words), tuple(words))
    if len(words) > 1:
        yield Phrase(secret, "name", "inflected", (slot(any_form("".join(words), given_forms)),), ("".join(words),))
        yield from _parts_of_a_name(secret, words)
        for whole in filter(pet_names, ("-".join(words), " ".join(words))):
            yield from _pets(secret, whole)
        return
    word = words[0]
    if pair := _two_names(word):
        yield Phrase(secret, "name", "inflected", tuple(slot(any_form(part, given_forms)) for part in pair), pair)
        yield from _parts_of_a_name(secret, list(pair))
    yield from _compound(secret, word)
    yield from _first_of_two(secret, word)
    yield from _other_spellings(secret, word)
    yield from _pets(secret, word)


def _parts_of_a_name(secret: str, words: list[str]) -> Iterator[Phrase]:
    """Yield the parts of a double name: people are called by the first alone, seldom by the last."""
    for word in (words[0], words[-1]):
        if len(word) > FEW_LETTERS and not is_common(word):
            first = word == words[0]
            yield Phrase(secret, "name", "shortened", (slot(any_form(word, given_forms)),), block=first, typed=False)
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
        if not first or len(rest) <= FEW_LETTERS:
            continue
        forms = slot(any_form(rest, given_forms))
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
    if len(first) <= FEW_LETTERS:
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
    for at in range(FEW_LETTERS + 1, len(word) - FEW_LETTERS):
        if word[:at] in names and word[at:] in names:
            return word[:at], word[at:]
    return None


def _other_spellings(secret: str, word: str) -> Iterator[Phrase]:
    single = undoubled(word) if len(word) > FEW_LETTERS + 1 else word
    heard = {word.replace("е", "э"), word.replace("э", "е")} if is_russian(word) and len(word) > FEW_LETTERS else set()
    for other in dict.fromkeys((*spellings(word), simplified(word), single, *sorted(heard))):
        if other == word:
            continue
        # From the other alphabet it is the same name; in the same one “Амар” for “Гумар” is somebody else's, too.
        near = len(other) > FEW_LETTERS and (other[0] == word[0] or is_russian(other) != is_russian(word))
        # Spelt in Latin letters, too, where no other word of the language is spelt like it.
        plain = (other,) if near else ()
        yield Phrase(secret, "name", "another spelling", (slot(given_forms(other)),), plain, block=near)


def _pets(secret: str, word: str) -> Iterator[Phrase]:
    known = pet_names(word)
    # Of what is small already nothing smaller is made: “Тимочка” ends so.
    larger = [pet for pet in known if is_russian(word) and not pet.endswith(_SMALLER)]
    made = [*_made_pets(word), *(more for pet in larger for more in _made_pets(pet))]
    for pet in dict.fromkeys((*known, *made)):
        if pet == word:
            continue
        # A short one is a word or another name too often; a common word is judged where it stands.
        weak = (len(pet) <= FEW_LETTERS and not is_known(pet)) or (pet not in known and is_common(pet))
        weak = weak or is_loose(word, pet)
        yield Phrase(secret, "name", "pet name", (slot(given_forms(pet)),), (pet,), block=not weak, typed=False)
    yield from _possessives(secret, (word, *known))
    if word.isascii() and len(word) > _BEGUN + 1 and (begun := word[:_BEGUN]) not in known:
        sure = not is_english(begun) and begun not in known_given_names()
        yield Phrase(secret, "name", "pet name", (slot({begun}),), (begun,), block=sure, near="upper", typed=False)


_BEGUN: Final = 4
"""Letters to which a long name is cut: ``Facu`` for ``Facundo``."""
_PET_ENDS: Final = (
    "очка", "ечка", "ушка", "уша", "юша", "уля", "юля", "енька", "онька", "уся", "юся", "уня", "юня",
)  # fmt: skip
"""Ends that make any name a small one’s."""
_SMALLER: Final = ("чка", "шка", "нька", "чик", "чек", "чок")


def _made_pets(name: str) -> Iterator[str]:
    if not is_russian(name) or len(name) <= FEW_LETTERS:
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
        if not is_russian(name) or len(name) <= FEW_LETTERS:
            continue
        stem = name[:-1] if name[-1] in "аяьй" else name
        forms = {stem + "ин" + end for end in POSSESSIVE}
        yield Phrase(secret, "name", "possessive", (slot(form for form in forms if not is_common(form)),), typed=False)
        taken = slot(form for form in forms if is_common(form))  # for an adjective, as «Катин» is, or a noun
        yield Phrase(secret, "name", "possessive", (taken,), near="owns", proper=False, typed=False)
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
        if word.endswith(end) and made != word and len(made) > FEW_LETTERS + 1:
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
    if ends is None or len(patronymic) - len(ends[0]) < FEW_LETTERS:
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
    yield Phrase(secret, "name", "inflected", tuple(slot(any_form(word, family_forms)) for word in words), tuple(words))
    last = words[-1]
    if len(words) > 1:
        joined = "".join(words)
        yield Phrase(secret, "name", "inflected", (slot(any_form(joined, family_forms)),), (joined,))
        turned = tuple(slot(any_form(word, family_forms)) for word in reversed(words))
        yield Phrase(secret, "name", "inflected", turned)
        for word in words:
            if len(word) > FEW_LETTERS + 1:
                forms = slot(any_form(word, family_forms))
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
            if is_russian(word) and len(word) > FEW_LETTERS + 1:
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
