"""Whether the first letters of lines, sentences or words spell a name of the case."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded

LEAST: Final = 4
"""Letters of a name that is looked for; four of lines that spell nothing else, six of words in a row."""

_LINES: Final = re.compile(r"(?:^|\n)\W{0,12}([^\W\d_])")
_SENTENCES: Final = re.compile(r"(?:^|[.!?…\n])\W{0,12}([^\W\d_])")
_WORDS: Final = re.compile(r"(?<![^\W_])([^\W\d_])")
_LEAST_WORDS: Final = 6


Sought = Mapping[str, Sequence[tuple[str, str]]]
"""Names and their secrets, by their first letters."""


def by_beginning(names: Iterable[tuple[str, str]]) -> Sought:
    """Return folded words with their secrets by the letters with which they begin; short ones are left out."""
    sought: dict[str, list[tuple[str, str]]] = {}
    for word, secret in sorted(names):
        if len(word) >= LEAST:
            sought.setdefault(word[:LEAST], []).append((word, secret))
    return sought


def find_acrostics(draft: str, folded: Folded, names: Sought) -> Iterator[Finding]:
    """Yield where initial letters spell one of ``names``, each where it is spelt first."""
    seen: set[tuple[str, int, int]] = set()
    for pattern, least in ((_LINES, LEAST), (_SENTENCES, LEAST), (_WORDS, _LEAST_WORDS)):
        places = [match.start(1) for match in pattern.finditer(folded.text)]
        letters = "".join(folded.text[at] for at in places)
        spelt: dict[tuple[str, str], int] = {}
        for at in range(len(letters) - LEAST + 1):
            for word, secret in names.get(letters[at : at + LEAST], ()):
                if len(word) >= least and letters.startswith(word, at):
                    spelt.setdefault((word, secret), at)
        for (word, secret), at in spelt.items():
            begin, finish = folded.span(places[at], places[at + len(word) - 1] + 1)
            if (secret, begin, finish) not in seen:
                seen.add((secret, begin, finish))
                # Four letters out of many lines fall into place by chance now and then.
                sure = len(word) >= _LEAST_WORDS or len(word) + 1 >= len(letters)
                severity: Severity = "block" if sure else "review"
                yield Finding(begin, finish, draft[begin:finish], "name", secret, "first letters", severity)
