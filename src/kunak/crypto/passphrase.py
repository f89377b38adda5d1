"""Passphrases: words drawn by chance, and a judge for those that people choose.

The word lists are our own: 1,296 plain words in each language (10.3 bits a
word, and a word is four throws of a die), all different in their first four
letters. Russian words are written with е for ё, because keyboards differ.
"""

import math
import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Final, Literal

from kunak.base.errors import BadInput
from kunak.base.words import phrase

Language = Literal["en", "ru"]

LIST_LENGTH: Final = 1_296
"""6 to the power of 4."""
BITS_PER_WORD: Final = math.log2(LIST_LENGTH)
WORDS_FLOOR: Final = 5
"""51 bits: at a second a guess on a thousand machines, some 60,000 years."""
WORDS_ADVISED: Final = 6
"""62 bits."""
MAGNITUDE_NEEDED: Final = 10
"""10 to this power of guesses: zxcvbn's highest score, 4. At a second a guess on a thousand machines, four months."""

_DRAW_BYTES: Final = 2
_DRAWS: Final = 256**_DRAW_BYTES
_JUDGED_LIMIT: Final = 72
"""Characters that zxcvbn reads; what follows can only make a passphrase stronger."""

ADVICE: Final = phrase("This passphrase is too easy to guess. Let Kunak draw one: six words that nobody has to invent.")
_RUSSIAN_WORD: Final = re.compile(r"[а-яё]+")
_COMMON_RUSSIAN: Final = ("пароль", "йцукен", "фыва", "ячсм", "любовь", "привет", "россия", "кавказ", "админ", "секрет")
"""What zxcvbn, which knows English, would take for chance."""


def generate(words: int, language: Language, random: Callable[[int], bytes]) -> str:
    """Return so many words with spaces between them, each drawn evenly from the list.

    Raises:
        BadInput: Fewer words than ``WORDS_FLOOR``.
    """
    if words < WORDS_FLOOR:
        raise BadInput("A passphrase of fewer than %(least)d words can be guessed. Ask for more.", least=WORDS_FLOOR)
    choices = word_list(language)
    return " ".join(choices[_draw(len(choices), random)] for _ in range(words))


def judge(passphrase: str) -> None:
    """Return only for a passphrase that is hard to guess.

    Raises:
        BadInput: zxcvbn expects fewer than 10 ** ``MAGNITUDE_NEEDED`` guesses. It knows English; a Russian word
            counts for no more than a drawn one, hence three words that belong together never pass.
    """
    shown = passphrase.strip().lower()[:_JUDGED_LIMIT]
    if _magnitude(shown) < MAGNITUDE_NEEDED:
        raise BadInput(ADVICE, field="passphrase")


def _magnitude(shown: str) -> float:
    """Return the logarithm, to base 10, of the guesses that find the passphrase."""
    if not shown:
        return 0.0
    # Late: zxcvbn loads a megabyte of dictionaries.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415

    known = [*word_list("en"), *word_list("ru"), *_COMMON_RUSSIAN]
    guesses = float(zxcvbn(shown, user_inputs=known)["guesses_log10"])
    words = _RUSSIAN_WORD.findall(shown)
    rest = len(_RUSSIAN_WORD.sub("", shown).replace(" ", ""))
    return min(guesses, len(words) * math.log10(LIST_LENGTH) + rest * 2) if words else guesses


@cache
def word_list(language: Language) -> tuple[str, ...]:
    """Return the words of a language, in alphabetical order."""
    source = resources.files("kunak.crypto").joinpath("words", f"{language}.txt")
    return tuple(source.read_text(encoding="utf-8").split())


def _draw(choices: int, random: Callable[[int], bytes]) -> int:
    """Return a number below ``choices``, all equally likely: draws beyond the last whole round are thrown away."""
    rounds = _DRAWS - _DRAWS % choices
    while True:
        drawn = int.from_bytes(random(_DRAW_BYTES), "big")
        if drawn < rounds:
            return drawn % choices
