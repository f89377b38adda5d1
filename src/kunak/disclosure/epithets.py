"""What is said instead of a name: the city on two seas, the land of fire (``epithets.tsv``)."""

from collections.abc import Iterator

from kunak.disclosure.declension import (
    is_common,
    is_russian,
    word_forms,
)
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import epithets
from kunak.disclosure.phrases import FEW_LETTERS, Phrase, parts, slot


def said_instead(path: str, key: str) -> Iterator[Phrase]:
    """Yield what is said instead of the name: a phrase that means no other place blocks, a hint asks for a look."""
    for sure, phrases in zip((True, False), epithets(key), strict=True):
        for said in phrases:
            rows = list(_rows_of(said))
            slots = tuple(slot(form for word in row for form in _forms_of(word)) for row in rows if row)
            single = len(slots) == 1
            typed = single and len(said) > FEW_LETTERS + 2 and not is_common(rows[0][0])
            near = "capital" if single and not is_russian(rows[0][0]) and said[0].isupper() else ""
            yield Phrase(
                path,
                "place",
                "paraphrase",
                slots,
                proper=single and said[0].isupper(),
                block=sure and (not single or _is_byname(said)),
                near=near,
                typed=typed,
            )
            if not sure:
                named = single and said[0].isupper()
                yield Phrase(path, "place", "paraphrase", slots, proper=named, near="frame", typed=typed)


def _rows_of(said: str) -> Iterator[list[str]]:
    """Yield a phrase word by word: the alternatives of each; of a word with a hyphen, one row for each of its parts."""
    for word in said.split(" "):
        ways = word.split("/")
        if len(ways) > 1:
            yield [part for way in ways for part in parts(way)]
        else:
            yield from ([part] for part in parts(word))


def _is_byname(word: str) -> bool:
    """Return whether one word is known for one place only: long, and none of the dictionary's common ones."""
    return len(word) > FEW_LETTERS + 4 and not is_common(fold(word).text)


def _forms_of(word: str) -> set[str]:
    return word_forms(word) | {word} if is_russian(word) else {word, word + "s", word + "'s"}
