"""Where a sentence tells a place, a day, an airline or a trait by what everybody knows of it, in any wording.

“The first kingdom that made Christianity its religion” names no country and means one. The
table (``data/allusions.tsv``, ours) holds for each place, feast and airline clues: words that
mean it where they stand in one sentence, in whatever order and language. A clue asks for a
look; a person decides. Bynames with a fixed wording stand in ``epithets.tsv`` and may block.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import Final

import msgspec

from kunak.disclosure.aviation import carrier_code
from kunak.disclosure.days import dated
from kunak.disclosure.doings import doings
from kunak.disclosure.feasts import Feast
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.gazetteer import allusions, feast_allusions
from kunak.disclosure.romanise import bare
from kunak.disclosure.secrets import AWAY, Place, Secrets
from kunak.disclosure.territories import ORIGIN, country_named, country_of_city

_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[.!?…\n]+")
BEGINNING: Final = 3
"""Letters of a stem by which it is looked up; none is shorter."""
_FAINT: Final = {"place": 2, "service": 2, "doing": 2, "date": 3}
"""Faint clues of one secret that together ask for a look."""


class Clue(msgspec.Struct, frozen=True):
    """Terms of which a sentence has to hold each one; a faint one counts beside another of the same secret only."""

    secret: str
    kind: str
    terms: tuple[str, ...]
    faint: bool = False


class Allusions:
    """The clues of one case, ready to be looked for."""

    def __init__(self, clues: Iterable[Clue]) -> None:
        self._clues = list(dict.fromkeys(clues))
        self._words: dict[str, set[str]] = {}
        self._stems: dict[str, set[tuple[str, str]]] = {}
        self._by_term: dict[str, list[int]] = {}
        for at, clue in enumerate(self._clues):
            for term in clue.terms:
                self._by_term.setdefault(term, []).append(at)
        for term in self._by_term:
            for way in term.split("/"):
                if way.endswith("*"):
                    self._stems.setdefault(way[:BEGINNING], set()).add((way[:-1], term))
                    for form in _soft_forms(way[:-1]):
                        self._words.setdefault(form, set()).add(term)
                else:
                    self._words.setdefault(way, set()).add(term)
        self._known: dict[str, tuple[str, ...]] = {}

    def find(self, draft: str, folded: Folded) -> Iterator[Finding]:
        """Yield one finding for each sentence and secret of which the sentence speaks."""
        if not self._clues:
            return
        told: _Told = {}
        for match in chain(_WORD.finditer(folded.text), (None,)):
            if match is None or not match[0][0].isalnum():
                if told:
                    yield from self._said(draft, folded, told)
                    told = {}
                continue
            for term in self._terms(match[0]):
                spans = told.setdefault(term, [])
                if len(spans) < _OFTEN:
                    spans.append(match.span())

    def forget(self) -> None:
        """Drop what was learned from one text."""
        self._known.clear()

    def _terms(self, word: str) -> tuple[str, ...]:
        if word not in self._known:
            ways = (word, *word.split("-")) if "-" in word else (word,)
            self._known[word] = tuple({term for way in ways for term in self._of(bare(way.removesuffix("'s")))})
        return self._known[word]

    def _of(self, word: str) -> Iterator[str]:
        yield from self._words.get(word, ())
        for stem, term in self._stems.get(word[:BEGINNING], ()):
            if word.startswith(stem):
                yield term

    def _said(self, draft: str, folded: Folded, told: "_Told") -> Iterator[Finding]:
        spans: dict[tuple[str, str], set[_Span]] = {}
        faint: dict[tuple[str, str], set[_Span]] = {}
        for at in {at for term in told for at in self._by_term[term]}:
            clue = self._clues[at]
            if found := _apart([told.get(term, []) for term in clue.terms]):
                (faint if clue.faint else spans).setdefault((clue.secret, clue.kind), set()).update(found)
        for whose, those in faint.items():
            if len(those) >= _FAINT[whose[1]]:
                spans.setdefault(whose, set()).update(those)
        for (secret, kind), those in sorted(spans.items()):
            begin, finish = folded.span(min(start for start, _ in those), max(end for _, end in those))
            yield Finding(begin, finish, draft[begin:finish], kind, secret, "allusion", "review")


_SOFT_ENDS: Final = ("я", "ю", "ем", "е", "и", "ью", "ев", "ей", "ям", "ями", "ях")


def _soft_forms(stem: str) -> Iterator[str]:
    """Yield the forms in which a stem loses its last letter: ``музея`` for ``музей``."""
    if stem[-1] in "йь" and len(stem) > BEGINNING:
        yield from (stem[:-1] + end for end in _SOFT_ENDS)


_Span = tuple[int, int]
_Told = dict[str, list[_Span]]
_OFTEN: Final = 3
"""Words of a sentence that are looked at for one term."""


def _apart(ways: list[list[_Span]]) -> tuple[_Span, ...]:
    """Return a word for each term, none of them twice; nothing where a term has no word of its own."""
    return next((chosen for chosen in product(*ways) if len(set(chosen)) == len(chosen)), ())


def clues(secrets: Secrets) -> Iterator[Clue]:
    """Yield the clues of everything that the case holds and the table knows."""
    for number, place in enumerate(secrets.places):
        yield from _told(f"places.{number}", "place", _keys(place))
    for number, service in enumerate(secrets.services):
        if code := carrier_code(service.carrier, str(service.number)):
            yield from _told(f"services.{number}", "service", (f"flies {code}",))
    days = dated(secrets)
    for rule in feast_allusions() if days else ():
        feast = Feast(rule, "", re.compile(""))
        for one in days:
            if one.day in feast.days(one.day.year):
                yield from _told(one.secret, "date", (f"on {rule}",))
    for path, *told in doings(secrets):
        yield from _clues(path, "doing", told)


def _keys(place: Place) -> Iterator[str]:
    """Yield the names by which the table may know a place, and what it lies in."""
    yield from (place.name.strip(), *place.also)
    abroad = place.role in AWAY
    country = country_named(place.name) if place.kind in (None, "country") else None
    if country is None and abroad:
        country = country_of_city(place.name)
        yield from place.within if place.kind in ("airport", "station", "address") else ()
    for within in place.within:
        country = country or (country_named(within) if abroad else None)
        if place.kind in ("settlement", "district"):
            yield within
    if country and country.code != ORIGIN:
        yield country.code
        if place.kind in (None, "country"):
            yield country.capitals[0]


def _told(secret: str, kind: str, keys: Iterable[str]) -> Iterator[Clue]:
    for key in dict.fromkeys(keys):
        yield from _clues(secret, kind, allusions(key))


def _clues(secret: str, kind: str, cells: Iterable[tuple[str, ...]]) -> Iterator[Clue]:
    """Yield the clues of two cells of a table: those of which one is enough, and faint ones."""
    for sure, cell in zip((True, False), cells, strict=True):
        for said in cell:
            yield Clue(secret, kind, tuple(map(_plain, said.split())), faint=not sure)


def _plain(term: str) -> str:
    return "/".join(bare(fold(way.rstrip("*")).text) + "*" * way.endswith("*") for way in term.split("/"))
