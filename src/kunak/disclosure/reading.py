"""Where the words of a text say what a phrase says."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from kunak.disclosure.declension import dictionary, is_common, is_russian
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded
from kunak.disclosure.phrases import STEM, Phrase
from kunak.disclosure.romanise import bare
from kunak.disclosure.tokens import LONGEST, Token, other_views, words
from kunak.disclosure.vocabulary import Match, Vocabulary

GAP: Final = 4
"""Characters between two words of one phrase."""

_CASE_BREAK: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_INSIDE: Final = re.compile(
    r"(?:#|@|://|www\.)\S+|(?<!\S)\S{1,200}\.(?:jpe?g|png|gif|webp|heic|pdf|docx?|odt|txt|mp[34]|mov|avi|zip)\b"
)
_LEAST_INSIDE: Final = 4
_COVERED: Final = re.compile(r"(?<![\w*])([^\W\d_]+)[*•●]{2,}([^\W\d_]*)(?![^\W_])")
_COVERED_AT_MOST: Final = 50
"""Covered words of one text that are compared with every sought word."""
_STREET: Final = re.compile(
    r"\b(?:ул|улиц\w*|переул\w*|пер|просп\w*|проезд\w*|шоссе|набережн\w*|площад\w*|бульвар\w*|street|st|road|rd|avenue|ave|lane)\b"
)
_VEHICLE: Final = re.compile(
    r"аэропорт|рейс|вылет|прилет|самол|посадк|борт|airport|flight|fl[ey]|land|gate|departure|arrival|boarding|→|->|[–—-]\s?$"
)
_TITLES: Final = re.compile(
    r"(?:имам\w?|цар\w+|император\w*|корол\w+|свят\w+|княз\w+|пророк\w*|king|saint|st|prophet|emperor|tsar|pope)\W{1,3}$"
)
_ORDINALS: Final = re.compile(r"\W{1,3}(?:перв|втор|трет|четверт|велик|грозн|the\b|[ivx]{1,4}\b)")
_SURNAME: Final = re.compile(
    r"(?:ов|ев|ин|ын|ский|цкий|ской|ова|ева|ина|ына|ская|цкая|ову|еву|ину|овым|евым|иным|ове|еве|ской|цкой|овой|евой|иной|"
    r"ского|скому|ским|ском|скую|енко|чук|юк|ян|яна|яну|яном|дзе|швили|оглы|заде|ых|их)$"
)


class _Hit(msgspec.Struct, frozen=True):
    phrase: Phrase
    start: int
    end: int
    form: str
    compound: bool


def read(draft: str, folded: Folded, vocabulary: Vocabulary) -> list[Finding]:
    """Return what the words of a text give away."""
    tokens = words(folded)
    text = _Text(draft, folded, vocabulary)
    hits = [*text.phrases(tokens), *text.views(), *text.inside(), *text.masked()]
    standing = [hit for hit in hits if text.stands(hit)]
    return [text.finding(hit, standing) for hit in _widest(standing)]


def _widest(hits: list[_Hit]) -> list[_Hit]:
    """Drop what lies inside a wider hit of the same secret."""
    kept: list[_Hit] = []
    ranked = sorted(hits, key=lambda hit: (hit.phrase.secret, hit.start, -hit.end, not hit.phrase.block, hit.form))
    for hit in ranked:
        last = kept[-1] if kept else None
        if (
            last
            and last.phrase.secret == hit.phrase.secret
            and hit.end <= last.end
            and last.phrase.block >= hit.phrase.block
        ):
            continue
        kept.append(hit)
    return kept


class _Text:
    def __init__(self, draft: str, folded: Folded, vocabulary: Vocabulary) -> None:
        self.draft, self.folded, self.vocabulary = draft, folded, vocabulary

    def capital(self, token: Token) -> bool:
        start, end = self.folded.span(token.start, token.start + 1)
        return self.draft[start:end].upper() == self.draft[start:end] != self.draft[start:end].lower()

    def capitals(self, start: int, end: int) -> bool:
        begin, finish = self.folded.span(start, end)
        return self.draft[begin:finish].isupper()

    def ways(self, token: Token) -> tuple[Match, ...]:
        if len(token.text) > LONGEST:
            return ()
        return self.vocabulary.recognise(token, capital=self.capital(token))

    def phrases(self, tokens: list[Token]) -> Iterator[_Hit]:
        starts = self.vocabulary.starts
        for at, token in enumerate(tokens):
            for word, how in self.ways(token):
                for phrase in starts.get(word, ()):
                    end = self._follow(phrase, tokens, at)
                    if end is not None:
                        yield _Hit(phrase, token.start, end, _form(phrase, word, how), compound=False)

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

    def views(self) -> Iterator[_Hit]:
        for token in other_views(self.folded):
            for word, how in self.ways(token):
                if "typing" in how and token.view != "signs for letters":
                    continue
                for phrase in self.vocabulary.starts.get(word, ()):
                    if (
                        len(phrase.slots) == 1
                        and len(word) >= _LEAST_INSIDE
                        and len(token.text) >= _LEAST_INSIDE
                        and not phrase.near.startswith("cap")
                    ):
                        yield _Hit(phrase, token.start, token.end, token.view, compound=True)

    def inside(self) -> Iterator[_Hit]:
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

    def masked(self) -> Iterator[_Hit]:
        """Find names of which only the ends are left."""
        for count, match in enumerate(_COVERED.finditer(self.folded.text)):
            if count >= _COVERED_AT_MOST or len(match[1]) + len(match[2]) < _LEAST_INSIDE:
                continue
            for word in self.vocabulary.covered(match[1], match[2]):
                for phrase in self.vocabulary.starts.get(word, ()):
                    if len(phrase.slots) == 1 and phrase.typed:
                        yield _Hit(phrase, match.start(), match.end(), "partly covered", compound=True)

    def _run(self, run: str, offset: int) -> Iterator[_Hit]:
        starts = self.vocabulary.starts
        for start in range(len(run) - _LEAST_INSIDE + 1):
            for end in range(start + _LEAST_INSIDE, min(len(run), start + 24) + 1):
                for word, how in self.vocabulary.within(run[start:end]):
                    for phrase in starts.get(word, ()):
                        if _fits_inside(phrase, word, how, run, start, end):
                            yield _Hit(phrase, offset + start, offset + end, "in a compound", compound=True)

    def stands(self, hit: _Hit) -> bool:
        """Return whether what the phrase needs nearby is there."""
        phrase, text = hit.phrase, self.folded.text
        needs, _, more = phrase.near.partition(" ")
        if needs == "street":
            before, after = text[max(hit.start - 14, 0) : hit.start], text[hit.end : hit.end + 22]
            house = bool(more) and re.search(rf"(?<!\d){more}(?!\d)", before + "|" + after) is not None
            return house or bool(_STREET.search(before) or _STREET.search(after[:12]))
        if needs == "capital" and not hit.compound:
            return self._upper(hit.start)
        if needs == "capitals":
            if hit.compound or not self.capitals(hit.start, hit.end):
                return False
            around = text[max(hit.start - 40, 0) : hit.start] + "|" + text[hit.end : hit.end + 25]
            return not more or _VEHICLE.search(around) is not None
        return self._proper(hit)

    def _proper(self, hit: _Hit) -> bool:
        """A short Latin word in small letters is more often another word than a name."""
        word = self.folded.text[hit.start : hit.end]
        short = len(word) <= _LEAST_INSIDE and bare(word).isascii() and hit.phrase.proper
        return not short or hit.compound or self._upper(hit.start)

    def _upper(self, at: int) -> bool:
        begin, finish = self.folded.span(at, at + 1)
        letter = self.draft[begin:finish]
        return letter != letter.lower() or not letter.isalpha()

    def finding(self, hit: _Hit, hits: list[_Hit]) -> Finding:
        begin, finish = self.folded.span(hit.start, hit.end)
        blocks = hit.phrase.block and not self._doubtful(hit, hits)
        return Finding(
            begin,
            finish,
            self.draft[begin:finish],
            hit.phrase.kind,
            hit.phrase.secret,
            hit.form,
            "block" if blocks else "review",
        )

    def _doubtful(self, hit: _Hit, hits: list[_Hit]) -> bool:
        phrase, text = hit.phrase, self.folded.text
        if hit.compound or not phrase.proper or len(phrase.slots) > 1 or phrase.near.startswith("street"):
            return False
        word = text[hit.start : hit.end]
        if is_common(word) and not self._meant(hit, word):
            return True
        return phrase.secret.endswith(".given") and self._somebody_else(hit, hits)

    def _meant(self, hit: _Hit, word: str) -> bool:
        """Return whether a word that is also a common one is meant as a name here."""
        if not self._upper(hit.start):
            return False
        quoted = hit.start > 0 and self.folded.text[hit.start - 1] in '«"“„'
        plain = word in hit.phrase.plain and not quoted
        return hit.phrase.kind == "name" or plain or not self._begins(hit.start)

    def _begins(self, at: int) -> bool:
        """Return whether a capital here says nothing: a sentence or a quotation begins."""
        before = self.folded.text[max(at - 3, 0) : at].rstrip(" ")
        return not before or before[-1] in '.!?…\n«"“„:—–-'

    def _somebody_else(self, hit: _Hit, hits: list[_Hit]) -> bool:
        """A given name beside a family name that the case does not hold is another person's."""
        text = self.folded.text
        if _TITLES.search(text[max(hit.start - 16, 0) : hit.start]) or _ORDINALS.match(text[hit.end : hit.end + 12]):
            return True
        for match, other in (
            (re.compile(r" ([^\W\d_]{4,})").match(text, hit.end), "after"),
            (re.search(r"([^\W\d_]{4,}) $", text[max(hit.start - 25, 0) : hit.start]), "before"),
        ):
            if match is None:
                continue
            start = match.start(1) if other == "after" else max(hit.start - 25, 0) + match.start(1)
            if any(one.start <= start < one.end and one is not hit for one in hits):
                continue
            if self._upper(start) and self._is_family_name(match[1], after=other == "after"):
                return True
        return False

    def _is_family_name(self, word: str, *, after: bool) -> bool:
        if not is_russian(word):
            return after and word.isalpha()
        if any("Surn" in parse.tag for parse in dictionary().parse(word)[:2]):
            return True
        return after and _SURNAME.search(word) is not None


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
    return whole or (edge and end - start >= _LEAST_INSIDE + 1) or (end - start > 6 and how == "")  # noqa: PLR2004
