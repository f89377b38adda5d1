"""Which of the sought words a word of a text can be: as it is, spelt otherwise, or with a slip.

Held in memory only: what is in here *is* the secret.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final

from kunak.disclosure.declension import is_known, is_russian
from kunak.disclosure.derivation import stems_of
from kunak.disclosure.gazetteer import city_words
from kunak.disclosure.lexicon import english_words, known_given_names
from kunak.disclosure.phrases import STEM, Phrase
from kunak.disclosure.romanise import Tree, bare, coarse, romanised, undoubled
from kunak.disclosure.territories import country_words
from kunak.disclosure.tokens import Token, is_mixed, readings

LEAST_TYPED: Final = 5
"""Letters from which on a slip of the keyboard is looked for: shorter words are too often other words."""

LEAST_LATIN: Final = 3
"""Letters from which on a Latin spelling of a Cyrillic word is looked for."""

BEGINNING: Final = 4
"""Letters of a beginning by which most words are told from the sought ones."""

_MONTHS: Final = frozenset("january february march april june july august september october november december".split())  # noqa: SIM905

_LATIN_ADJECTIVE: Final = re.compile(
    r"(.{3,}s?[ckq])(?:y|iy|ii|ij|i|yi|aya|aja|aia|oye|oje|oe|ogo|oy|oi|oj|om|omu|uyu|uju|ikh|ih|ich|ie|iye|ije|im|imi|aïa|oï)"
)
"""Ends of Russian adjectives in Latin letters: ``Nagornaya``, ``Tarksky``."""

_INHABITANT: Final = re.compile(r"(.{5,}?)(?:er|ian|ite|ese|ander)s?")
"""English and German names of inhabitants: ``Nijmegeners``."""

_INHABITANT_OF_SK: Final = re.compile(r"(?:(.{2,}?)sk|(.{4,}?))(?:yan|ian|chan|an|ite|er)s?")
"""English names of the inhabitants of towns in ``-sk``: ``Irkutyans``."""

_VOICES: Final = ("зс", "жш", "гк", "гх", "кх", "бп", "дт", "вф", "еэ", "эи", "ао", "ий", "цс", "ея", "ую")
"""First letters that are taken for one another when a name is heard, or comes back from another alphabet."""

Match = tuple[str, str]
"""A sought word, and how the text has it."""


class Vocabulary:
    """Every word of every phrase, ready to be recognised."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.starts: dict[str, list[Phrase]] = {}
        self._words: set[str] = set()
        phrases = list(phrases)
        typed: set[str] = set()
        plain: set[str] = set()
        spelt: set[str] = set()
        called: set[str] = set()
        for phrase in phrases:
            if not phrase.slots:
                continue  # signs alone: a name such as “?” holds no word
            for word in phrase.slots[0]:
                self.starts.setdefault(word, []).append(phrase)
            for words in phrase.slots:
                self._words |= words
                if phrase.typed and (not phrase.plain or max(map(len, phrase.plain)) >= LEAST_TYPED):
                    typed |= words
            plain.update(phrase.plain)
            if phrase.kind != "service":  # whose Cyrillic is spelt after the Latin: nobody makes it Latin again
                called.update(phrase.plain)
            if not phrase.plain or any(map(is_russian, phrase.plain)):
                spelt.update(*phrase.slots)
        self._plain_words = plain
        self._names = _by_owner(phrases)
        self._beginnings = {word[:length] for word in self._words for length in range(1, BEGINNING + 1)}
        # What the case holds in Latin letters is sought as it is: its guessed Cyrillic has no other Latin spellings.
        self._tree = Tree(word for word in (typed & spelt) | plain if is_russian(word))
        self._stems = Tree(word[len(STEM) :] for word in self._words if word.startswith(STEM))
        self._typed = typed
        self._other_words = country_words() | _MONTHS
        self._others = self._other_words | city_words() | known_given_names() | english_words()
        self._slips = _slips(
            word for word in typed if len(word) > LEAST_TYPED or (len(word) == LEAST_TYPED and word.isascii())
        )
        self._single = _grouped(
            (word for word in typed if len(word) > LEAST_TYPED and undoubled(word) != word), undoubled
        )
        self._vowels = _grouped(
            (word for word in typed if len(word) >= _LEAST_SWAPPED and is_russian(word)), _vowels_sorted
        )
        self._coarse = _coarse_slips(word for word in typed & called if len(word) > LEAST_TYPED)
        self._passport = _slips_of_passports(word for word in typed & called if len(word) > LEAST_TYPED)
        self._known: dict[tuple[str, bool], tuple[Match, ...]] = {}

    def recognise(self, token: Token, *, capital: bool) -> tuple[Match, ...]:
        """Return the sought words that a token can be, the plainest reading first."""
        key = (token.text, capital)
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._ways(token.text, capital=capital)))
        return self._known[key]

    def covered(self, head: str, tail: str) -> Iterator[str]:
        """Yield the sought words with this beginning and end."""
        for word in self._typed:
            if len(word) > len(head) + len(tail) and word.startswith(head) and word.endswith(tail):
                yield word

    def shaped(self, shape: re.Pattern[str]) -> Iterator[str]:
        """Yield the sought words that fit an expression."""
        for word in self._typed:
            if shape.fullmatch(word):
                yield word

    def alike(self, secret: str, word: str) -> bool:
        """Return whether a word may be the family name of the person of a secret, spelt with two or three mistakes."""
        skeleton = coarse(word if is_russian(word) else bare(word))
        if len(skeleton) < LEAST_TYPED:
            return False
        matcher = SequenceMatcher(b=skeleton, autojunk=False)
        for name in self._names.get(secret.partition(".")[0], ()):
            matcher.set_seq1(coarse(name))
            if matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                return True
        return False

    def within(self, word: str) -> Iterator[Match]:
        """Return the sought words that a part of a compound is, without readings and slips."""
        if is_russian(word):
            if word in self._words:
                yield word, ""
        elif (latin := bare(word)).isascii():
            yield from self._latin(latin, "")

    def begins(self, word: str) -> bool:
        """Return whether a sought word may begin with this one: no for most words of a text, and then for certain."""
        return not word.isalpha() or not (word.isascii() or is_russian(word)) or word[:BEGINNING] in self._beginnings

    def joined(self, word: str) -> str | None:
        """Return the sought word that the pieces of a word make together, as it stands and no other way."""
        plain = word if is_russian(word) else bare(word)
        return plain if plain in self._words else None

    def forget(self) -> None:
        """Drop what was learned from one text."""
        self._known.clear()

    def _ways(self, word: str, *, capital: bool) -> Iterator[Match]:
        found = list(self._plain(word, capital=capital))
        mixed = not found and is_mixed(word)
        if not found:
            sure = len(word) >= LEAST_TYPED or not word.isascii()
            for reading in readings(word):
                # A word of one alphabet that looks like another's is that one, and no spelling of a third.
                meant = [other for other, how in self._plain(reading, capital=capital) if mixed or not how]
                if sure and (mixed or not is_known(word)):
                    found += ((other, "look-alike letters") for other in meant)
        if not found:
            found += self._slipped(word, capital=capital)
        if not found and mixed:
            # One foreign letter among others, and none of what it may look like.
            found += (each for reading in sorted(readings(word)) for each in self._slipped(reading, capital=capital))
        yield from dict.fromkeys(found)

    def _plain(self, word: str, *, capital: bool) -> Iterator[Match]:
        plain = word.replace("ӏ", "")
        if is_russian(word):
            if plain in self._words:
                yield plain, ""
            for stem, form in stems_of(plain):
                if STEM + stem in self._words:
                    yield STEM + stem, form
            return
        yield from self._plain_latin(bare(word.removesuffix("'s")), capital=capital)

    def _plain_latin(self, latin: str, *, capital: bool) -> Iterator[Match]:
        yield from self._latin(latin, "")
        if not latin.isascii():
            return
        for ending in ("s", "es"):
            if latin.endswith(ending) and len(latin) > LEAST_TYPED:
                yield from self._latin(latin.removesuffix(ending), "plural")
        if capital and latin not in self._other_words and (of_sk := _INHABITANT_OF_SK.fullmatch(latin)):
            town = f"{of_sk[1] or of_sk[2]}sk"
            meant = (word for word in self._tree.spelt(town) if word in self._plain_words)
            yield from ((word, "inhabitant") for word in meant)
        if capital and (inhabited := _INHABITANT.fullmatch(latin)):
            for base in (inhabited[1], inhabited[1] + "a", inhabited[1] + "e"):
                if base in self._plain_words or base in self._words:
                    yield base, "inhabitant"

    def _latin(self, latin: str, how: str) -> Iterator[Match]:
        if latin in self._words:
            yield latin, how
        if adjective := _LATIN_ADJECTIVE.fullmatch(latin):
            yield from ((STEM + stem, "adjective") for stem in self._stems.spelt(adjective[1]))
        if len(latin) >= LEAST_LATIN and latin.isascii():
            for word in self._tree.spelt(latin):
                # “July” is no dative of “Юля”, and “Russia” nothing of “Руся”.
                if latin in self._other_words:
                    continue
                if word in self._plain_words or (len(latin) >= LEAST_TYPED):
                    yield word, "transliterated"

    def _slipped(self, word: str, *, capital: bool) -> Iterator[Match]:
        if len(word) < LEAST_TYPED - 1:
            return
        if is_russian(word):
            near = {other for cut in _cuts(word) for other in self._slips.get(cut, ()) if _one_slip(word, other)}
            if capital:
                near.update(self._single.get(undoubled(word), ()))
            if capital and len(word) >= _LEAST_SWAPPED:
                near.update(self._vowels.get(_vowels_sorted(word), ()))
            if near and word not in self._others and (not is_known(word) or (capital and _is_misheard(word, near))):
                yield from ((other, "typing error") for other in sorted(near))
            return
        latin = bare(word)
        if capital and len(latin) >= LEAST_TYPED and latin.isascii() and latin.isalpha() and latin not in self._others:
            yield from self._slipped_latin(latin)

    def _slipped_latin(self, word: str) -> Iterator[Match]:
        if len(word) > LEAST_TYPED and undoubled(word) != word:  # “Lindemman”
            yield from ((other, "typing error") for other in self._single.get(undoubled(word), ()))
        for other in sorted({other for cut in _cuts(word) for other in self._slips.get(cut, ())}):
            if (
                not is_russian(other)
                and _one_slip(word, other)
                and not _is_made_of(word, other)
                and (len(word) > LEAST_TYPED or _is_swap(word, other))
            ):
                yield other, "typing error"
        if len(word) == LEAST_TYPED:
            return
        for spelling, other in sorted({each for cut in _cuts(word) for each in self._passport.get(cut, ())}):
            if _one_slip(word, spelling):
                yield other, "transliterated with a typing error"
        skeleton = coarse(word)
        if len(skeleton) < LEAST_TYPED:
            return
        for other in sorted({other for cut in _cuts(skeleton) for other in self._coarse.get(cut, ())}):
            if _one_slip(skeleton, coarse(other)):
                yield other, "transliterated with a typing error"


def _by_owner(phrases: Iterable[Phrase]) -> dict[str, set[str]]:
    """Return every form of the family names of each person."""
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        if phrase.secret.endswith(".family") and len(phrase.slots) == 1 and phrase.plain:
            found.setdefault(phrase.secret.partition(".")[0], set()).update(phrase.slots[0])
    return found


def _grouped(words: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        index.setdefault(key(word), []).append(word)
    return index


_ALIKE: Final = 0.75
"""How much of two names has to be the same where the one may be meant for the other."""
_LEAST_SWAPPED: Final = 8
"""Letters of a word of which two vowels may have changed places: “Белхораев” for “Белхароев”."""
_VOWELS: Final = re.compile("[аеиоуыэюя]")


def _vowels_sorted(word: str) -> str:
    """Return the consonants of a word where they stand, and its vowels in order: the same if vowels changed places."""
    return _VOWELS.sub("-", word) + "".join(sorted(_VOWELS.findall(word)))


def _cuts(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _slips(words: Iterable[str]) -> dict[str, list[str]]:
    """Index words by themselves and by themselves without any one letter. Source: the symmetric delete method."""
    index: dict[str, list[str]] = {}
    for word in words:
        if word.startswith(STEM):
            continue
        for cut in set(_cuts(word)):
            index.setdefault(cut, []).append(word)
    return index


def _coarse_slips(words: Iterable[str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        if not is_russian(word):
            continue
        skeleton = coarse(word)
        if len(skeleton) >= LEAST_TYPED:
            for cut in set(_cuts(skeleton)):
                index.setdefault(cut, []).append(word)
    return index


def _slips_of_passports(words: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Index Russian words by their Latin spellings in passports, and by those without any one letter."""
    index: dict[str, list[tuple[str, str]]] = {}
    for word in filter(is_russian, words):
        for spelling in romanised(word):
            for cut in set(_cuts(spelling)):
                index.setdefault(cut, []).append((spelling, word))
    return index


_VOICE_PAIRS: Final = frozenset("".join(sorted(pair)) for pair in _VOICES)


def _is_made_of(word: str, other: str) -> bool:
    """Return whether a word is an adjective of another rather than a slip: “colonial”, “Cuban”."""
    return word[:-1] == other and other[-1] in "aeiouy" and word[-1] in "lnr"


def _is_swap(word: str, other: str) -> bool:
    return sorted(word) == sorted(other)


_UNSTRESSED: Final = str.maketrans("еоэяю", "иаиау")
_LEAST_MISHEARD: Final = 7


def _is_misheard(word: str, near: set[str]) -> bool:
    """Return whether a long word is another by the sound of its vowels: “Эвилина” is written for “Эвелина”."""
    sound = word.translate(_UNSTRESSED)
    return len(word) >= _LEAST_MISHEARD and any(other.translate(_UNSTRESSED) == sound for other in near)


def _one_slip(word: str, other: str) -> bool:
    """Return whether one letter is missing, too many, another, or two neighbours changed places; the first stands."""
    if word == other:
        return True
    if abs(len(word) - len(other)) > 1:
        return False
    if word[0] != other[0]:
        return word[1:] == other[1:] and "".join(sorted(word[0] + other[0])) in _VOICE_PAIRS
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    if len(word) == len(other):
        changed = word[start + 1 :] == other[start + 1 :]
        swapped = word[start : start + 2] == other[start : start + 2][::-1] and word[start + 2 :] == other[start + 2 :]
        return changed or swapped
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[start + 1 :] == shorter[start:]
