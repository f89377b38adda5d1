"""Which words, in which forms, say what must not be said: persons, carriers, and words of the case.

A phrase is a row of slots; in each, any of its words may stand. Numbers, dates
and addresses are not sought here.
"""

import re
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
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import pet_names, spellings
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.secrets import Name, Person, Secrets, whose

PART: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
STEM: Final = "*"
"""Marks a word of a slot as a stem of adjectives (see ``derivation``)."""

_SMALL: Final = 3
_KEYS: Final = str.maketrans("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm")


class Phrase(msgspec.Struct, frozen=True):
    """Words that give one secret away.

    Attributes:
        slots: For each place of the phrase, every word that may stand there.
        plain: The words as the case holds them; another word is another form.
        proper: It is a name: a common word of the same letters counts only with a capital.
        block: Whether it blocks or only asks for a look.
        near: What has to stand nearby: ``street``, ``vehicle``, ``capital`` or nothing.
        typed: Whether it is sought with typing errors and in other alphabets.
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


def parts(text: str) -> list[str]:
    """Return the folded words and numbers of a name."""
    return PART.findall(fold(text).text)


def slot(words: Iterable[str]) -> frozenset[str]:
    """Return what can stand in one place of a phrase."""
    return frozenset(
        word.replace("ӏ", "") if word.startswith(STEM) or is_russian(word) else bare(word) for word in words if word
    )


def of_persons(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the names of everybody in every form."""
    for number, person in enumerate(secrets.persons):
        owner = whose(person, number)
        for name in person.names:
            yield from _name(owner, name)
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
    if name.family:
        yield from _family(f"{owner}.family", parts(name.family))
    for nick in name.nick:
        words = parts(nick)
        if words and len("".join(words)) > 1:
            slots = tuple(slot(_any(word, word_forms)) for word in words)
            yield Phrase(f"{owner}.nick", "nick", "inflected", slots, tuple(words))


def _any(word: str, forms: "object") -> set[str]:
    """Return the forms of a word, and of what a Latin word is in Cyrillic."""
    if is_russian(word):
        return set(forms(word)) | {word}  # type: ignore[operator]
    found = {word}
    for way in cyrillic(word):
        if is_russian(way) and not is_common(way):
            found |= forms(way)  # type: ignore[operator]
    return found


def _given(secret: str, words: list[str]) -> Iterator[Phrase]:
    if len("".join(words)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    yield Phrase(secret, "name", "inflected", tuple(slot(_any(word, given_forms)) for word in words), tuple(words))
    if len(words) > 1:
        yield Phrase(secret, "name", "inflected", (slot(_any("".join(words), given_forms)),), ("".join(words),))
        return
    word = words[0]
    for other in spellings(word):
        near = len(other) > _SMALL and other[:2] == word[:2]
        yield Phrase(secret, "name", "another spelling", (slot(given_forms(other)),), block=near)
    for pet in dict.fromkeys((*pet_names(word), *_made_pets(word))):
        weak = is_common(pet) or (len(pet) <= _SMALL and not is_known(pet))
        yield Phrase(secret, "name", "pet name", (slot(given_forms(pet)),), (pet,), block=not weak, typed=False)
    if is_russian(word) and word.endswith(("а", "я")) and len(word) > _SMALL:
        forms = family_forms(word[:-1] + "ин") | {word[:-1] + end for end in ("ино", "иной", "иного", "иному", "ином")}
        yield Phrase(secret, "name", "possessive", (slot(forms),), typed=False)


def _made_pets(name: str) -> Iterator[str]:
    if not is_russian(name) or len(name) <= _SMALL:
        return
    stem = name[:-1] if name[-1] in "аяьй" else name
    yield from (stem + end for end in ("очка", "ушка", "уша", "уля", "енька"))
    if name[-1] not in "ая":
        yield from (stem + end for end in ("чик", "ик", "ушка", "ек", "ка"))
    else:
        yield stem + "ка"


def _short_patronymic(secret: str, word: str) -> Iterator[Phrase]:
    """Yield how a patronymic is shortened in speech: ``Иваныч``, ``Сергевна``."""
    for end, short in (("ович", "ыч"), ("евич", "ич"), ("овна", "на"), ("евна", "вна")):
        if word.endswith(end) and len(word) > len(end) + 1:
            yield Phrase(
                secret, "name", "short", (slot(given_forms(word.removesuffix(end) + short)),), block=False, typed=False
            )


def _family(secret: str, words: list[str]) -> Iterator[Phrase]:
    if len("".join(words)) < 2:  # noqa: PLR2004
        return
    yield Phrase(secret, "name", "inflected", tuple(slot(_any(word, family_forms)) for word in words), tuple(words))
    last = words[-1]
    if len(words) > 1:
        joined = "".join(words)
        yield Phrase(secret, "name", "inflected", (slot(_any(joined, family_forms)),), (joined,))
    if is_russian(last) and last.endswith(("ов", "ев", "ин", "ова", "ева", "ина", "ын", "ына")):
        stem = last.removesuffix("а") + "ск"
        yield Phrase(secret, "name", "adjective", (slot({STEM + stem}),), typed=False)


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
                typed = word.translate(_KEYS)
                if typed.isascii() and typed.isalpha():
                    yield Phrase(f"{owner}.{field}", "name", "other keyboard", (slot({typed}),), typed=False)


def of_carriers(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the names of carriers."""
    for number, service in enumerate(secrets.services):
        words = parts(service.carrier)
        if words and len("".join(words)) > 1:
            yield Phrase(
                f"services.{number}",
                "service",
                "inflected",
                tuple(slot(_any(word, word_forms)) for word in words),
                tuple(words),
            )


def of_words(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the words of the case in every form."""
    for number, text in enumerate(secrets.words):
        words = parts(text)
        if words and len("".join(words)) > 1:
            slots = tuple(slot(_any(word, word_forms)) for word in words)
            yield Phrase(f"words.{number}", "word", "inflected", slots, tuple(words), proper=False)


def of_traits(secrets: Secrets) -> Iterator[Phrase]:
    """Yield traits that the pursuers do not know of: telling one blocks."""
    for trait, value in secrets.traits.items():
        path = f"traits.{trait}"
        if isinstance(value, str) and secrets.known_to_pursuers.get(path) is False:
            words = parts(value)
            if words and len("".join(words)) > _SMALL:
                slots = tuple(slot(_any(word, word_forms)) for word in words)
                yield Phrase(path, "trait", "inflected", slots, tuple(words), proper=False)
