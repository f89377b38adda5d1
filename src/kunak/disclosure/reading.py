"""Where the words of a text say what a phrase says."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Final

from kunak.disclosure.declension import is_known, is_russian
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded
from kunak.disclosure.lexicon import english_words
from kunak.disclosure.phrases import STEM, Phrase
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.tokens import LONGEST, Token, other_views, words
from kunak.disclosure.vocabulary import Match, Vocabulary
from kunak.disclosure.weighing import SMALL, Hit, Weighing

GAP: Final = 4
"""Characters between two words of one phrase."""

_CASE_BREAK: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-Za-z])(?=[А-ЯЁа-яё])|(?<=[А-ЯЁа-яё])(?=[A-Za-z])")
_INSIDE: Final = re.compile(
    r"(?:#|@|://|www\.)\S+|(?<!\S)\S{1,200}\.(?:jpe?g|png|gif|webp|heic|pdf|docx?|odt|txt|mp[34]|mov|avi|zip)\b"
)
_COVERED: Final = re.compile(r"(?<![\w*])([^\W\d_]+)([*•●#_?]{2,}|[*•●_](?=[^\W\d_])|\.{3,}|…)([^\W\d_]*)(?![^\W_])")
_ENDED: Final = re.compile(r"[^\W\d_]{2}[.…]\s+[^\W\d_]")
"""Two words of which the first ends a sentence: no pieces of a third."""
_GAPPED: Final = re.compile(r"(?<![\w*•●#])[^\W\d_]+(?:[*•●#_]{1,4}[^\W\d_]+){2,6}(?![\w*•●#])")
"""A word of which letters are covered in several places: each cover hides as many as it shows, or one more."""
_COVERED_AT_MOST: Final = 50
"""Covered words of one text that are compared with every sought word."""
_FAR: Final = 8
"""Words between two parts of a name that is told in parts."""

_APART: Final = 70
"""Characters between them."""

_SPELT: Final = re.compile(r"начин\w+|первы\w+ слог\w*|begins|starts|first syllable")
"""Before a piece of a name that is told as its beginning."""

_BEGINS: Final = re.compile(
    r"(?<![^\W_])(?:начин\w+|перв\w{2} (?:(?:\d|дв[ае]|три|четыре|пять|шесть) )?(?:слог\w*|половин\w|част\w|букв\w?)|"
    r"(?:\d|дв[ае]|три|четыре|пять|шесть) букв\w?|половин[уы]|возьм[ие]\w{0,2}|берем|взять|"
    r"сначала|сперва|из двух|halves|take|first(?=[, ])|begin(?:s|ning)?|starts?|(?:first|one) (?:half|part)|"
    r"first syllables?|"
    r"(?:first )?(?:(?:\d|two|three|four|five|six) )?letters|half (?:of )?(?:the|her|his|it))(?![^\W_])"
)
_ENDS: Final = re.compile(
    r"(?<![^\W_])(?:заканчива\w+|оканчива\w+|кончает\w+|дальше|потом|затем|следом|идет|втор\w{2}|остальн\w+|последн\w+|"
    r"остаток|хвост\w*|конец|в конце|друг\w{2} половин\w|добав\w+|прибав\w+|припис\w+|"
    r"add|attach|append|ends?|ending|then|after|afterwards|follows?|followed|comes|second|other|last|rest|remaining|"
    r"goes on)"
    r"(?![^\W_])"
)
"""After the beginning of a word that is told in two pieces: something says that the other piece is its end."""
_FIRST_LETTERS: Final = re.compile(
    r"(?<![^\W_])(?:перв\w{2} (?:три|четыре|пять|\d) букв\w{0,2}|first (?:three|four|five|\d) letters)(?![^\W_])"
    r"[^.!?\n]{0,40}?(?:[:–—]|(?<![^\W_])(?:are|is|это)) ?[«\"“]?([^\W\d_]{3,6})[»\"”]?(?![^\W_])"
)
_PLUS: Final = re.compile(r"(?<![^\W_])([^\W\d_]{2,12})[»”\"]? (?:\+|плюс|plus) [«“\"]?([^\W\d_]{2,12})(?![^\W_])")
_SPELT_WORDS: Final = 14
_COMES_AFTER: Final = 16

_HEAD: Final = re.compile(r"(?<![\w-])([^\W\d_]{2,12})(?:[-–—…]|\.{3})(?![\w-])")
_TAIL: Final = re.compile(r"(?<![\w-])(?:[-–—…]|\.{3})([^\W\d_]{2,20})(?![^\W_])")
_TORN_APART: Final = 120
"""Characters between the two pieces of a torn word."""

_PIECES: Final = 3
_PAIR: Final = 2
_QUOTES: Final = frozenset('«"“„')
_CLOSING: Final = frozenset('»"”“.,')
_SHOWN: Final = frozenset('«»"“”„.…-–—:')


def read(draft: str, folded: Folded, vocabulary: Vocabulary) -> list[Finding]:
    """Return what the words of a text give away."""
    tokens = words(folded)
    text = _Text(draft, folded, vocabulary)
    hits = [
        *text.phrases(tokens),
        *text.views(),
        *text.inside(),
        *text.covered(),
        *text.broken(tokens),
        *text.torn(),
        *text.cited(tokens),
        *text.spelt(tokens),
        *text.begun(),
    ]
    return Weighing(draft, folded, vocabulary.alike).judged(hits)


class _Text:
    def __init__(self, draft: str, folded: Folded, vocabulary: Vocabulary) -> None:
        self.draft, self.folded, self.vocabulary = draft, folded, vocabulary

    def capital(self, token: Token) -> bool:
        start, end = self.folded.span(token.start, token.start + 1)
        return self.draft[start:end].upper() == self.draft[start:end] != self.draft[start:end].lower()

    def ways(self, token: Token) -> tuple[Match, ...]:
        if len(token.text) > LONGEST:
            return ()
        return self.vocabulary.recognise(token, capital=self.capital(token))

    def phrases(self, tokens: list[Token]) -> Iterator[Hit]:
        starts = self.vocabulary.starts
        for at, token in enumerate(tokens):
            for word, how in self.ways(token):
                for phrase in starts.get(word, ()):
                    end = self._follow(phrase, tokens, at)
                    if end is not None:
                        yield Hit(phrase, token.start, end, _form(phrase, word, how), compound=False)

    def _follow(self, phrase: Phrase, tokens: list[Token], at: int) -> int | None:
        end = tokens[at].end
        for slot in phrase.slots[1:]:
            at += 1
            if at >= len(tokens) or tokens[at].start - end > GAP:
                return None
            if not any(word in slot for word, _ in self.ways(tokens[at])):
                return None
            end = tokens[at].end
        return end

    def views(self) -> Iterator[Hit]:
        for token in other_views(self.folded):
            for word, how in self.ways(token):
                sentences = (
                    token.view == "in pieces" and how and _ENDED.search(self.folded.text, token.start, token.end)
                )
                if ("typing" in how and token.view != "signs for letters") or sentences:
                    continue
                for phrase in self.vocabulary.starts.get(word, ()):
                    if (
                        len(phrase.slots) == 1
                        and len(word) >= SMALL
                        and len(token.text) >= SMALL
                        and not phrase.near.startswith("capitals")
                    ):
                        yield Hit(phrase, token.start, token.end, token.view, compound=True)

    def inside(self) -> Iterator[Hit]:
        """Look inside hashtags, links and names of files, where words run together."""
        for region in _INSIDE.finditer(self.folded.text):
            for run in re.finditer(r"[^\W\d_]{4,}", region[0]):
                if len(run[0]) <= LONGEST:
                    offset = region.start() + run.start()
                    yield from self._run(run[0], offset)
                    for start, end in self._humps(offset, offset + len(run[0])):
                        yield from self._run(self.folded.text[start:end], start)

    def _humps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the words of ``FreeSomebodyNow``."""
        begin, finish = self.folded.span(start, end)
        if finish - begin != end - start:
            return
        cuts = [0, *(match.start() for match in _CASE_BREAK.finditer(self.draft[begin:finish])), end - start]
        if len(cuts) > 2:  # noqa: PLR2004 - no hump: it was read already
            for first, last in pairwise(cuts):
                yield start + first, start + last

    def covered(self) -> Iterator[Hit]:
        """Find names of which letters are covered, at an end or here and there: ``Ч*пал*ев``, ``Chup***ev``."""
        for match, found in (*self._masked(), *self._gapped()):
            for word in found:
                for phrase in self.vocabulary.starts.get(word, ()):
                    if len(phrase.slots) == 1 and phrase.typed:
                        yield Hit(phrase, match.start(), match.end(), "partly covered", compound=True)

    def _masked(self) -> Iterator[tuple[re.Match[str], list[str]]]:
        """Yield what one cover leaves of a name, and what it may be."""
        for count, match in enumerate(_COVERED.finditer(self.folded.text)):
            seen, stars = len(match[1]) + len(match[3]), len(match[2])
            exact = match[2][0] not in ".…" and stars >= SMALL and match[3]
            if count >= _COVERED_AT_MOST or (seen < SMALL and not exact) or not (match[3] or match[2][0] in "*•●#"):
                continue
            found = self.vocabulary.covered(match[1], match[3])
            yield match, [word for word in found if seen >= SMALL or len(word) == seen + stars]

    def _gapped(self) -> Iterator[tuple[re.Match[str], list[str]]]:
        """Yield what several covers leave of a name, or one of it in Latin letters, and what it may be."""
        text = self.folded.text
        places = [*_GAPPED.finditer(text), *(match for match in _COVERED.finditer(text) if match[1].isascii())]
        for match in places[:_COVERED_AT_MOST]:
            word = match[0].strip(".…")
            if sum(map(str.isalpha, word)) >= SMALL and (shape := _shape(word)):
                yield match, list(self.vocabulary.shaped(shape))

    def broken(self, tokens: list[Token]) -> Iterator[Hit]:
        """Find words that a space cuts in pieces, or that are told in two parts of a sentence."""
        for at, first in enumerate(tokens):
            if len(first.text) > LONGEST or not first.text.isalpha() or not self.vocabulary.begins(first.text):
                continue
            joined, last = first.text, first
            for step, token in enumerate(tokens[at + 1 : at + 1 + _FAR], 1):
                if token.start - first.end > _APART:
                    break
                # What was once torn apart is not taken up again: a later word alone would be hit from here on.
                beside = joined and step <= _PIECES and token.start - last.end <= 2  # noqa: PLR2004
                joined, last = (joined + token.text, token) if beside else ("", token)
                if joined and len(joined) > SMALL and (word := self.vocabulary.joined(joined)):
                    pieces = [one.text for one in tokens[at : at + step + 1]]
                    yield from self._pieces(word, first, token, pieces)
                elif len(first.text) > 1 and len(token.text) > 1:  # a letter is part of anything
                    word = self.vocabulary.joined(first.text + token.text)
                    if word and len(word) >= SMALL and self._cited(first, token):
                        yield from self._pieces(word, first, token, [first.text, token.text])

    def torn(self) -> Iterator[Hit]:
        """Find a word that is told by two pieces with a dash where they are torn: ``Tso-`` here, ``-roeva`` there."""
        tails = list(_TAIL.finditer(self.folded.text))
        for head in _HEAD.finditer(self.folded.text) if tails else ():
            for tail in tails:
                if 0 <= tail.start() - head.end() <= _TORN_APART and len(head[1] + tail[1]) > SMALL:
                    for word, _ in self.vocabulary.within(bare(head[1] + tail[1])):
                        for phrase in self.vocabulary.starts.get(word, ()):
                            if len(phrase.slots) == 1 and not phrase.near:
                                yield Hit(phrase, head.start(), tail.end(), "in pieces", compound=True)

    def cited(self, tokens: list[Token]) -> Iterator[Hit]:
        """Find a name of two words of which each is shown for itself: “the first word was Old, the second Ford”."""
        for at, first in enumerate(tokens):
            for phrase in self.vocabulary.starts.get(first.text, ()):
                if len(phrase.slots) != _PAIR or not phrase.plain or phrase.kind != "place" or phrase.near:
                    continue
                for second in tokens[at + 2 : at + 1 + _FAR]:
                    shown = second.text in phrase.slots[1] and second.start - first.end < _APART
                    if shown and self._quoted(first) and self._quoted(second):
                        yield Hit(phrase, first.start, second.end, "in pieces", compound=True)

    def _quoted(self, token: Token) -> bool:
        text = self.folded.text
        return text[max(token.start - 1, 0) : token.start] in _QUOTES and text[token.end : token.end + 1] in _CLOSING

    def spelt(self, tokens: list[Token]) -> Iterator[Hit]:
        """Find a word that is told by its beginning and its end: “it starts with Sata, and ney comes after”."""
        text = self.folded.text
        begins = [match.end() for match in _BEGINS.finditer(text)]
        starts = [token.start for token in tokens] if begins else []
        pairs = [
            (first, second)
            for at in begins
            for first, second in combinations(
                tokens[bisect_left(starts, at) : bisect_left(starts, at + _TORN_APART)][:_SPELT_WORDS], 2
            )
            if _ENDS.search(text[first.end : second.end + _COMES_AFTER])
        ]
        pairs += [(Token(match[1], *match.span(1)), Token(match[2], *match.span(2))) for match in _PLUS.finditer(text)]
        for first, second in pairs:
            joined = first.text + second.text
            if min(len(first.text), len(second.text)) < 2 or not SMALL <= len(joined) <= LONGEST:  # noqa: PLR2004
                continue
            for word, _ in self.vocabulary.within(joined if is_russian(joined) else bare(joined)):
                for phrase in self.vocabulary.starts.get(word, ()):
                    if len(phrase.slots) == 1 and not phrase.near and phrase.block:
                        yield Hit(phrase, first.start, second.end, "in pieces", compound=True)

    def begun(self) -> Iterator[Hit]:
        """Find a name of which the first letters are told as such: “the first three letters are Rya”."""
        for match in _FIRST_LETTERS.finditer(self.folded.text):
            for word in self.vocabulary.covered(match[1], ""):
                for phrase in self.vocabulary.starts.get(word, ()):
                    if len(phrase.slots) == 1 and phrase.typed and phrase.block and not phrase.near:
                        yield Hit(phrase, match.start(1), match.end(1), "in pieces", compound=True)

    def _pieces(self, word: str, first: Token, last: Token, pieces: list[str]) -> Iterator[Hit]:
        """Yield what pieces make, where not all of them are words of their own."""
        spelt = _SPELT.search(self.folded.text[max(first.start - 30, 0) : first.start])
        if not spelt and all(is_known(piece) or piece in english_words() for piece in pieces):
            return
        for phrase in self.vocabulary.starts.get(word, ()):
            if len(phrase.slots) == 1 and not phrase.near:
                yield Hit(phrase, first.start, last.end, "in pieces", compound=True)

    def _cited(self, first: Token, last: Token) -> bool:
        """Return whether both are shown as parts: in quotation marks, or with dots where they are torn."""
        text = self.folded.text
        return all(
            text[max(token.start - 2, 0) : token.start].strip(" ")[-1:] in _SHOWN
            or text[token.end : token.end + 3].strip(" ")[:1] in _SHOWN
            for token in (first, last)
        )

    def _run(self, run: str, offset: int) -> Iterator[Hit]:
        starts = self.vocabulary.starts
        for start in range(len(run) - SMALL + 1):
            for end in range(start + SMALL, min(len(run), start + 24) + 1):
                for word, how in self.vocabulary.within(run[start:end]):
                    for phrase in starts.get(word, ()):
                        if len(phrase.slots) > 1:
                            finish = self._rest_of_run(phrase, run, end)
                        else:
                            finish = end if _fits_inside(phrase, word, how, run, start, end) else None
                        if finish is not None:
                            yield Hit(phrase, offset + start, offset + finish, "in a compound", compound=True)

    def _rest_of_run(self, phrase: Phrase, run: str, at: int) -> int | None:
        """Return where the other words of a phrase end that run together with its first."""
        for slot in phrase.slots[1:]:
            ends = range(min(len(run), at + 24), at, -1)
            end = next((e for e in ends if any(w in slot for w, _ in self.vocabulary.within(run[at:e]))), None)
            if end is None:
                return None
            at = end
        return at if phrase.block and not phrase.near else None


def _shape(covered: str) -> re.Pattern[str] | None:
    """Return what a partly covered word may be: a cover hides as many letters as it shows, or one more.

    Latin letters stand for what they spell in Cyrillic, too.
    """
    pieces = re.split(r"([*•●#_?]+)", covered)
    if len(pieces[-1]) == 0 and len(pieces) <= 3:  # noqa: PLR2004 - a beginning alone is too many words
        return None
    shown = (f"[^\\W\\d_]{{1,{len(piece) + 1}}}" if at % 2 else _spelt(piece) for at, piece in enumerate(pieces))
    return re.compile("".join(shown))


def _spelt(piece: str) -> str:
    ways = {piece} if is_russian(piece) or not piece else {bare(piece), *cyrillic(piece)}
    return f"(?:{'|'.join(sorted(map(re.escape, ways)))})".replace("и", "[ий]")


def _is_sentence(run: str) -> bool:
    """Return whether words of the dictionary run together here."""
    if len(run) > 30:  # noqa: PLR2004 - no tag is longer
        return False
    reached = {0}
    for at in range(len(run)):
        if at in reached:
            reached |= {end for end in range(at + 1, min(len(run), at + 14) + 1) if _is_word(run[at:end])}
    return len(run) in reached


def _is_word(word: str) -> bool:
    if len(word) == 1:
        return word in "виксуоя"
    return (is_known(word) and (len(word) > 2 or word in _SHORT_WORDS)) or word in _ENGLISH_TAGS  # noqa: PLR2004


_SHORT_WORDS: Final = frozenset((
    "мы", "ты", "он", "за", "на", "не", "из", "от", "до", "по", "со", "во", "ко", "об", "бы", "же", "ли", "ни",
    "да", "но", "то", "та", "их", "ее",
))  # fmt: skip
_ENGLISH_TAGS: Final = frozenset((
    "free", "save", "help", "is", "safe", "for", "with", "we", "now", "where", "live", "lives", "justice", "stand",
    "find", "love", "and", "us", "the",
))  # fmt: skip


def _form(phrase: Phrase, word: str, how: str) -> str:
    if how:
        return how
    if word in phrase.plain:
        return "exact"
    return phrase.form


def _fits_inside(phrase: Phrase, word: str, how: str, run: str, start: int, end: int) -> bool:
    if len(phrase.slots) > 1 or not phrase.block or word.startswith(STEM) or phrase.near.startswith("capitals"):
        return False
    whole = start == 0 and end == len(run)
    edge = start == 0 or end == len(run)
    if edge and not whole and end - start == SMALL:
        return how == "" and _is_sentence(run[end:] if start == 0 else run[:start])
    return whole or (edge and end - start >= SMALL + 1) or (end - start > 6 and how == "")  # noqa: PLR2004
