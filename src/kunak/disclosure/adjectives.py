"""Which adjectives and inhabitants come from the name of a place, as phrases."""

from collections.abc import Iterator

from kunak.disclosure.declension import (
    is_common,
    is_known,
    is_russian,
)
from kunak.disclosure.derivation import adjective_stems, compound_stems
from kunak.disclosure.phrases import FEW_LETTERS, STEM, Phrase, slot


def derived(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield the adjectives and inhabitants of a Russian name of one or two words; of words ask for a look."""
    length = len("".join(words))
    if not all(is_russian(word) for word in words) or length < FEW_LETTERS:
        return
    if length == FEW_LETTERS:
        stems = {words[0] + "ск"} if len(words) == 1 else set()
    elif len(words) == 1:
        stems = adjective_stems(words[0])
    elif len(words) == 2:  # noqa: PLR2004
        stems = compound_stems(words[0], words[1])
    else:
        return
    common = {stem for stem in stems if is_known(stem + "ий")} if len(words) == 1 and is_common(words[0]) else set()
    for made, block in ((stems - common, True), (common, False)):
        if made:
            yield Phrase(
                path, "place", "derived", (slot(STEM + stem for stem in made),), block=block, typed=False, proper=False
            )
