"""Which words are the words of a case: code names, phrases, what only its people call something."""

from collections.abc import Iterator
from typing import Final

from kunak.disclosure.declension import (
    is_common,
    is_noun,
    is_russian,
    word_forms,
)
from kunak.disclosure.lexicon import is_english
from kunak.disclosure.phrases import Phrase, any_form, diminutives, parts, slot
from kunak.disclosure.secrets import Secrets

_CODED: Final = (("операция", "operation"), ("план", "plan"), ("проект", "project"), ("код", "code"))
"""What a code name begins with, in both languages."""


def of_words(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the words of the case in every form."""
    for number, text in enumerate(secrets.words):
        words = parts(text)
        if words and len("".join(words)) > 1:
            slots = tuple(slot(any_form(word, word_forms)) for word in words)
            # A common word that is held with a capital is what something is called; in small letters it is a word.
            called = text[:1].isupper() and all(is_common(word) or is_noun(word) for word in words)
            called = called or (len(words) > 1 and text.isascii() and text.istitle())
            yield Phrase(f"words.{number}", "word", "inflected", slots, tuple(words), proper=called)
            if len(words) > 1:
                joined = "".join(words)
                forms = slot(any_form(words[0], word_forms) if is_russian(joined) else ())
                run = slot((*(first + last for first in {*words[:1], *forms} for last in slots[-1]), joined))
                if len(words) > 2:  # noqa: PLR2004 - a pair is written in one; of more words only as they stand
                    run = slot((joined,))
                sure = not (is_common(joined) or is_english(joined))
                yield Phrase(f"words.{number}", "word", "in one word", (run,), (joined,), block=sure, typed=False)
            kind = next((kind for kind in _CODED if words[0] in kind), None)
            if kind and len(words) > 1:
                heads = slot(form for kinds in _CODED for head in kinds for form in any_form(head, word_forms))
                yield Phrase(
                    f"words.{number}", "word", "under another heading", (heads, *slots[1:]), tuple(words), proper=False
                )
            if len(words) > 1 and (small := diminutives(words[-1])):
                yield Phrase(
                    f"words.{number}", "word", "diminutive", (*slots[:-1], slot(small)), tuple(words), typed=False
                )
