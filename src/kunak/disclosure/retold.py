"""Where a sentence says the words of the case in another order, with words between, or in the other language.

``phrases`` finds them as they stand. Here the words that mean something, of a phrase of two or more, are sought
within a few words of one sentence, each in its own language or the other (``glossary``). Words that are in every
text ask for a look at most, unless the text says that they are a sign: a password, a code name, in quotation marks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain
from typing import Final

import msgspec

from kunak.disclosure.declension import dictionary, is_known, is_russian
from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.glossary import COMMON, RARE, joining_words
from kunak.disclosure.romanise import bare
from kunak.disclosure.sayings import AND, Saying, Way, sayings
from kunak.disclosure.secrets import Secrets

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?…\n]+")
_PAIR: Final = 2
_NEAREST: Final = 2
"""Places of a word before and after another at which the two may be meant together."""

_IS: Final = frozenset((
    "all", "are", "be", "been", "being", "colored", "coloured", "is", "just", "looked", "painted", "seemed", "so",
    "still", "that", "very", "was", "were", "which", "был", "была", "были", "было", "весь", "все", "вся", "которая",
    "которое", "который", "очень", "стал", "стала", "такая", "такие", "такое", "такой", "это",
))  # fmt: skip
"""What may stand between a thing and what it is like: “the thermos was blue”."""
_KNOWN: Final = frozenset(("the", "this", "that", "our", "my", "your", "his", "her", "their"))
"""What stands before a thing of which both sides know which it is."""
_PAUSE: Final = re.compile(r"[,:;()—–]")
_ANNOUNCED: Final = re.compile(
    r"(?:(?:парол|сигнал|условн\w+ (?:знак|фраз|слов)|кодов\w+ (?:им|слов|фраз|назван)|позывн|кличк|прозвищ|псевдоним|"
    r"pass ?(?:word|phrase)|code ?(?:word|name|phrase)|call ?sign|nick ?name|alias|"
    r"(?:the|our|her|his|their|agreed|secret) sign(?:al)?(?![^\W_]))\w*(?:\W+\w+){0,3}|операци\w+|operation)\W+$"
)
"""What says that a sign follows, with some words between: “the password for tonight is …”."""
_QUOTED: Final = re.compile(r"[«\"“„‘](?:the |an? )?$")
_UNQUOTED: Final = re.compile(r"[.,!?]?[»\"”“’]")


class _Clue(msgspec.Struct, frozen=True):
    """A way in which a text can say a term of a saying, both by number."""

    saying: int
    term: int
    way: Way
    own: bool
    weight: int


class _Said(msgspec.Struct, frozen=True):
    """A term of a phrase in a sentence: the tokens from ``first`` up to ``last``."""

    first: int
    last: int
    own: bool
    weight: int


class _Sentence:
    """The words of one sentence, with the text around them."""

    def __init__(self, draft: str, folded: Folded, tokens: list[re.Match[str]]) -> None:
        self.draft, self.folded, self._tokens = draft, folded, tokens
        self.words = [_bare(match[0]) for match in tokens]

    def between(self, first: int, last: int) -> list[str]:
        """Return the words after token ``first`` and before ``last``."""
        return self.words[first + 1 : last]

    def gap(self, first: int, last: int) -> str:
        """Return the text after token ``first`` and before ``last``."""
        return self.folded.text[self._tokens[first].end() : self._tokens[last].start()]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the draft from one token to another."""
        return self.folded.span(self._tokens[first].start(), self._tokens[last].end())

    def announced(self, first: int, last: int) -> bool:
        """Return whether the text says before these words that a sign follows, or has nothing else in quotation marks."""  # noqa: E501
        start, end = self._tokens[first].start(), self._tokens[last].end()
        before = self.folded.text[max(start - 64, 0) : start]
        quoted = _QUOTED.search(before) is not None and _UNQUOTED.match(self.folded.text, end) is not None
        return quoted or _ANNOUNCED.search(before) is not None

    def begins(self, first: int, *, called: bool) -> bool:
        """Return whether a sentence begins here as with any words: with “a”, or with what elsewhere has a capital."""
        begin, _ = self.span(0, 0)
        article = first == 1 and self.words[0] in ("a", "an", *["the"] * called)
        return self.draft[begin].isupper() and (article or (called and first == 0))

    def capital(self, at: int) -> bool:
        """Return whether a token has a capital that no beginning of a sentence gave it."""
        begin, _ = self.span(at, at)
        return at > 0 and self.draft[begin].isupper() and not self.draft[begin : begin + 2].isupper()

    def alone(self, at: int) -> bool:
        """Return whether a token has a capital and no word beside it has one: another's name has two."""
        return self.capital(at) and not any(self.capital(near) for near in (at - 1, at + 1) if near < len(self.words))


class Retold:
    """The words of one case, ready to be looked for in other orders and the other language."""

    def __init__(self, secrets: Secrets) -> None:
        self._sayings = list(sayings(secrets))
        self._by_word: dict[str, list[_Clue]] = {}
        for which, saying in enumerate(self._sayings):
            for at, term in enumerate(saying.terms):
                clues = [_Clue(which, at, way, own=False, weight=weight) for way, weight in term.others]
                if len(saying.terms) > 1:  # a word alone is found as it stands by others
                    clues += [_Clue(which, at, way, own=True, weight=term.weight) for way in term.own]
                for clue in clues:
                    for word in clue.way[0]:
                        self._by_word.setdefault(word, []).append(clue)

    def find(self, draft: str, folded: Folded) -> Iterator[Finding]:
        """Yield where a sentence says words of the case."""
        if not self._sayings:
            return
        tokens: list[re.Match[str]] = []
        for match in chain(_TOKEN.finditer(folded.text), (None,)):
            if match is not None and match[0][0].isalnum():
                tokens.append(match)
                continue
            if tokens:
                yield from self._in_sentence(_Sentence(draft, folded, tokens))
            tokens = []

    def _in_sentence(self, sentence: _Sentence) -> Iterator[Finding]:
        said: dict[int, dict[int, list[_Said]]] = {}
        for first, word in enumerate(sentence.words):
            for clue in self._by_word.get(word, ()):
                last = first + len(clue.way) - 1
                following = sentence.words[first + 1 : last + 1]
                if len(following) == last - first and all(map(frozenset.__contains__, clue.way[1:], following)):
                    one = _Said(first, last, clue.own, clue.weight)
                    said.setdefault(clue.saying, {}).setdefault(clue.term, []).append(one)
        for which, by_term in said.items():
            saying = self._sayings[which]
            if len(by_term) == len(saying.terms):
                yield from _found(saying, [by_term[at] for at in range(len(saying.terms))], sentence)


def _found(saying: Saying, places: list[list[_Said]], sentence: _Sentence) -> Iterator[Finding]:
    """Yield one finding for each place at which all terms of a phrase stand near one another."""
    reached = -1
    for first in places[0]:
        chosen = [first]
        for others in places[1:]:
            at = bisect_left(others, first.first, key=lambda one: one.first)
            near = others[max(at - _NEAREST, 0) : at + _NEAREST]
            free = (one for one in near if all(one.last < held.first or held.last < one.first for held in chosen))
            if nearest := min(free, key=lambda one: abs(one.first - first.first), default=None):
                chosen.append(nearest)
        begin, end = min(one.first for one in chosen), max(one.last for one in chosen)
        if len(chosen) < len(places) or begin <= reached:
            continue
        if severity := _weighed(saying, chosen, sentence):
            reached = end
            start, finish = sentence.span(begin, end)
            form = "another order" if all(one.own for one in chosen) else "translated"
            yield Finding(start, finish, sentence.draft[start:finish], "word", saying.secret, form, severity)


def _weighed(saying: Saying, chosen: list[_Said], sentence: _Sentence) -> Severity | None:
    """Return what words of a phrase do that stand here; nothing where they are too far apart to be meant together."""
    begin, end = min(one.first for one in chosen), max(one.last for one in chosen)
    own = sum(one.last - one.first for one in chosen)
    if end - begin - own > 2 * len(chosen):
        return None
    if not all(_goes_with(at, saying, chosen, sentence) for at in range(len(chosen))):
        return None
    if sentence.announced(begin, end) or (len(chosen) > 1 and all(sentence.capital(one.first) for one in chosen)):
        return "block"
    plainly = sentence.begins(begin, called=saying.called or len(chosen) == 1)
    weights = [min(term.weight, one.weight) for term, one in zip(saying.terms, chosen, strict=True)]
    if len(chosen) == 1:
        meant = weights[0] == RARE or (saying.called and weights[0] > COMMON and sentence.alone(begin))
        return "block" if meant and not plainly else "review"
    inside = {at for one in chosen for at in range(one.first, one.last + 1)}
    between = [sentence.words[at] for at in range(begin, end) if at not in inside]
    others = [word for word in between if word not in joining_words()]
    joined = _PAUSE.search(sentence.gap(begin, end)) is not None or not (saying.joined or AND.isdisjoint(between))
    if len(chosen) == _PAIR:
        if not any(weights) and (others or joined):
            return None  # two words of every text, side by side or not meant together
        plainly = (
            plainly or joined or len(others) >= _PAIR or (saying.called and not _is_name(chosen, weights, sentence))
        )
        return "block" if any(weights) and not plainly else "review"
    return "review" if not any(weights) and (others or joined) else "block"


def _is_name(chosen: list[_Said], weights: list[int], sentence: _Sentence) -> bool:
    """Return whether two words stand here as what something is called: with a capital, or of a thing that is known.

    In its own language it is found with its capitals; in small letters it is words.
    """
    begin = min(one.first for one in chosen)
    known = begin > 0 and sentence.words[begin - 1] in _KNOWN
    told = not all(one.own for one in chosen) and (known or RARE in weights)
    return told or any(sentence.capital(one.first) for one in chosen)


def _goes_with(at: int, saying: Saying, chosen: list[_Said], sentence: _Sentence) -> bool:
    """Return whether a quality stands here by what it is the quality of: “blue thermos”, “the thermos was blue”."""
    if not saying.terms[at].quality or all(term.quality for term in saying.terms):
        return True
    things = [other for other, term in enumerate(saying.terms) if not term.quality]
    thing = chosen[next((other for other in things if other > at), things[-1])]
    quality = chosen[at]
    if quality.first > thing.last:
        return _IS.issuperset(sentence.between(thing.last, quality.first)) and _agree(
            sentence.words[quality.first], sentence.words[thing.last], case=False
        )
    between = sentence.between(quality.last, thing.first)
    beside = not between or (len(between) == 1 and between[0] not in joining_words() | AND)
    beside = beside or (len(between) == 2 and between[0] in ("and", "и"))  # noqa: PLR2004 - “blue and white thermos”
    return beside and _agree(sentence.words[quality.first], sentence.words[thing.last], case=True)


def _agree(quality: str, thing: str, *, case: bool) -> bool:
    """Return whether two Russian words can be said of one another; of others nothing is known."""
    if not (is_known(quality) and is_known(thing)):
        return True
    pairs = ((a.tag, b.tag) for a in dictionary().parse(quality) for b in dictionary().parse(thing))
    return any(
        a.number == b.number and (a.number == "plur" or a.gender == b.gender) and (not case or a.case == b.case)
        for a, b in pairs
    )


def _bare(word: str) -> str:
    word = word.removesuffix("'s")
    return word if word.isascii() or is_russian(word) else bare(word)
