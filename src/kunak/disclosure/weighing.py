"""What a word that says what a secret says is meant for: a name, or a word like any other.

A hit stands where what its phrase needs is beside it, blocks where it is meant, and asks for a look where that is in
doubt: a common word at the beginning of a sentence, a given name beside another family's name, a saying.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from kunak.disclosure.bynames import is_called_ours, is_met, is_ours, is_undertaking, is_wild, on_the_map
from kunak.disclosure.declension import dictionary, is_common, is_known, is_noun, is_person, is_russian, is_word
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded
from kunak.disclosure.lexicon import english_words, is_english, known_given_names, namesakes, said_of
from kunak.disclosure.naming import (
    ADJECTIVE_ENDS,
    ADJECTIVES_EN,
    AFTER_KIN,
    CALLED,
    CALLED_SO,
    EPONYM,
    EPONYM_EN,
    FOLLOWED,
    FUNCTION_WORDS,
    IS_A_THING,
    KIN,
    MONEY_WORDS,
    NAMESAKE,
    OF_A_GROUP,
    ORDINALS,
    SURNAME,
    SURNAME_EN,
    THING_CALLED,
    TITLES,
    acts,
    begins,
    does,
    is_no_one,
)
from kunak.disclosure.nearness import is_beside
from kunak.disclosure.phrases import Phrase
from kunak.disclosure.possession import owns
from kunak.disclosure.romanise import bare, cyrillic
from kunak.disclosure.streets import is_street, is_street_in_short
from kunak.disclosure.surroundings import IN, NEEDS, PLACED, is_paid, is_travelling, stands_around
from kunak.disclosure.territories import money_elsewhere

SMALL: Final = 4
"""Letters of a word that is short."""


class Hit(msgspec.Struct, frozen=True):
    """A phrase that words of the text say, from ``start`` to ``end`` in the folded text."""

    phrase: Phrase
    start: int
    end: int
    form: str
    compound: bool


_Beside = dict[int, list[Hit]]
"""Hits by where they end, and by where they begin with a minus."""


def _beside(hits: list[Hit]) -> _Beside:
    found: _Beside = {}
    for hit in hits:
        found.setdefault(hit.end, []).append(hit)
        found.setdefault(-hit.start, []).append(hit)
    return found


class Weighing:
    """One text, of which hits are weighed."""

    def __init__(self, draft: str, folded: Folded, alike: Callable[[str, str], bool]) -> None:
        """Take a text, and what says of a secret and a word whether it may be another name of the same person."""
        self._draft, self._folded, self._alike = draft, folded, alike
        self._has_capitals = any(map(str.isupper, draft))
        self._elsewhere: dict[re.Pattern[str], bool] = {}

    def judged(self, hits: list[Hit]) -> list[Finding]:
        """Return what the hits give away; what lies inside a wider hit of the same secret is dropped."""
        beside = _beside(hits)
        standing = [hit for hit in hits if self._stands(hit) or self._paired(hit, beside)]
        beside = _beside(standing)
        # The places of the text at which a hit stands: another name there is no other person's.
        held = frozenset(at for hit in standing for at in range(hit.start, hit.end))
        return [self._finding(hit, held, beside) for hit in _widest(standing)]

    def _stands(self, hit: Hit) -> bool:
        """Return whether what the phrase needs nearby is there."""
        phrase, text = hit.phrase, self._folded.text
        needs, _, more = phrase.near.partition(" ")
        if needs == "street":
            named = self._upper(hit.start) or not is_common(text[hit.start : hit.end])
            return is_street(text, hit.start, hit.end, more, named=named)
        if needs == "abbreviated":
            return is_street_in_short(text, hit.start, hit.end, more)
        if needs in ("capital", "on", "owns", "upper", "beside") and not (needs == "capital" and hit.compound):
            return self._named_near(hit, needs)
        if needs in NEEDS:
            return stands_around(needs, text, hit.start, hit.end, capital=self._upper(hit.start))
        if needs == "number":
            return is_paid(text, hit.start)
        if needs == "capitals":
            if hit.compound or not self._capitals(hit.start, hit.end):
                return False
            return not more or is_travelling(text, hit.start, hit.end)
        return self._proper(hit) and not self._plainly_common(hit)

    def _named_near(self, hit: Hit, needs: str) -> bool:
        """Return whether a word has the capital, and what goes before or after it, of a name that is used so."""
        text, upper = self._folded.text, self._upper(hit.start)
        if needs == "capital":
            return upper or (hit.end - hit.start > SMALL and not is_english(text[hit.start : hit.end]))
        if needs == "owns":
            return upper and not self._upper(min(hit.end + 1, len(text) - 1)) and owns(text, hit.start, hit.end)
        word = text[hit.start : hit.end]
        if needs in ("upper", "beside") and (is_english(word) or (word.isascii() and word in known_given_names())):
            return False
        if needs == "upper":
            return upper and "typing" not in hit.form
        if needs == "beside":
            before = text[max(hit.start - 12, 0) : hit.start]
            placed = hit.phrase.near.endswith(" placed") and IN.search(before) is not None
            next_door = placed or hit.phrase.near.endswith(" next")
            named = upper or (next_door and not self._has_capitals)
            far = hit.phrase.near.endswith(" far")
            return named and is_beside(text, hit.start, hit.end, next_door=next_door, far=far)
        before = text[max(hit.start - 4, 0) : hit.start]
        return (upper and before.endswith((" на ", "\nна ", " по ", " on ", " at "))) or (
            hit.start == len("на ") and text[:3] == "на "
        )

    def _plainly_common(self, hit: Hit) -> bool:
        """A common word in small letters, in a text that knows capitals, is no name."""
        if hit.compound or not hit.phrase.proper or len(hit.phrase.slots) > 1 or hit.phrase.kind in ("place", "word"):
            return False
        small = self._has_capitals and not self._upper(hit.start) and is_word(self._folded.text[hit.start : hit.end])
        return small and not (hit.phrase.kind == "nick" and is_ours(self._folded.text, hit.start))

    def _proper(self, hit: Hit) -> bool:
        """A short Latin word in small letters is more often another word than a name."""
        word = self._folded.text[hit.start : hit.end]
        short = len(word) <= SMALL or is_english(word)
        short = short and bare(word).isascii() and (hit.phrase.proper or hit.form == "transliterated")
        return not short or hit.compound or self._upper(hit.start)

    def _capitals(self, start: int, end: int) -> bool:
        begin, finish = self._folded.span(start, end)
        return self._draft[begin:finish].isupper()

    def _upper(self, at: int) -> bool:
        begin, finish = self._folded.span(at, at + 1)
        letter = self._draft[begin:finish]
        # Chinese or Georgian knows no small letters.
        return letter != letter.lower() or letter == letter.upper()

    def _finding(self, hit: Hit, held: frozenset[int], beside: _Beside) -> Finding:
        begin, finish = self._folded.span(hit.start, hit.end)
        blocks = hit.phrase.block and not self._doubtful(hit, held, beside)
        return Finding(
            begin,
            finish,
            self._draft[begin:finish],
            hit.phrase.kind,
            hit.phrase.secret,
            "neighbour" if hit.phrase.form == "neighbour" else hit.form,
            "block" if blocks else "review",
        )

    def _doubtful(self, hit: Hit, held: frozenset[int], beside: _Beside) -> bool:  # noqa: C901, PLR0911
        phrase, text = hit.phrase, self._folded.text
        known = namesakes().finditer(text, max(hit.start - NAMESAKE, 0), hit.end + NAMESAKE)
        if not hit.compound and any(one.start() <= hit.start < one.end() for one in known):
            return True
        if phrase.near == "capitals" and not hit.compound:
            return not self._coded(hit)
        if phrase.near.startswith("number ") and (others := money_elsewhere(phrase.near[7:], phrase.plain[0])):
            return self._names_elsewhere(others)
        if hit.form == "inhabitant" and is_no_one(text[hit.start : hit.end]):
            return True
        tagged = phrase.kind == "place" and self._in_address(hit)
        sure = phrase.near.startswith(("street", "abbreviated", "capitals", "beside"))
        if hit.compound or not phrase.proper or tagged or sure:
            return False
        if phrase.kind == "service" and self._upper(hit.start) and self._travelling(hit):
            return self._plainly_carrying(hit)
        if phrase.kind in ("name", "nick") and (
            self._called_after(hit) or self._of_another(hit, held) or self._on_the_map(hit, beside)
        ):
            return True
        if len(phrase.slots) > 1:
            doubted = phrase.kind == "place" or (phrase.kind == "word" and not self._named_so(hit))
            return (self._only_said(hit) and doubted) or (phrase.kind == "word" and self._begins_plainly(hit))
        if hit.form == "transliterated" and self._is_small(hit) and not self._paired(hit, beside):
            return True
        word = text[hit.start : hit.end]
        common = is_common(word) or word in english_words() or is_noun(word, phrase.plain)
        common = common or (phrase.kind == "nick" and is_word(word))
        if common and not self._meant(hit, word) and not self._of_a_person(hit, beside):
            return True
        personal = phrase.secret.endswith((".given", ".nick", ".patronymic"))
        namesake = phrase.kind == "place" and (
            any(map(is_person, (word, *phrase.plain)))
            or (SURNAME_EN.match(text, hit.end) is not None and any(map(is_person, cyrillic(word))))
        )
        return (personal or namesake) and self._somebody_else(hit, held)

    def _names_elsewhere(self, others: re.Pattern[str]) -> bool:
        """Return whether the text names another country that has money of this name; read once."""
        if others not in self._elsewhere:
            self._elsewhere[others] = others.search(self._folded.text) is not None
        return self._elsewhere[others]

    def _begins_plainly(self, hit: Hit) -> bool:
        """Return whether common words begin a sentence, and nothing says that they are what something is called."""
        text = self._folded.text
        said = list(re.finditer(r"[^\W\d_]+", text[hit.start : hit.end]))
        return (
            self._has_capitals
            and self._upper(hit.start)
            and begins(self._folded.text, hit.start)
            and text[max(hit.start - 1, 0) : hit.start] not in ("«", '"', "“", "„")
            and all(is_common(match[0]) for match in said)
            and not any(self._upper(hit.start + match.start()) for match in said[1:])
            and not is_undertaking(text, hit.start, hit.end)
        )

    def _coded(self, hit: Hit) -> bool:
        """Return whether letters in capitals mean an airport or money here, and nothing else that has the same."""
        text, word = self._folded.text, self._folded.text[hit.start : hit.end]
        before, after = text[max(hit.start - 12, 0) : hit.start], text[hit.end : hit.end + 12]
        if hit.phrase.form == "airport code":
            return PLACED.search(before) is not None or bool(re.match(r" ?(?:→|->|[–—/-])", after))
        if hit.phrase.form == "currency" and (is_english(word) or word in MONEY_WORDS):
            return re.search(r"\d[\d.,]* ?$", before) is not None or re.match(r" ?\d", after) is not None
        return True

    def _travelling(self, hit: Hit) -> bool:
        return is_travelling(self._folded.text, hit.start, hit.end)

    def _plainly_carrying(self, hit: Hit) -> bool:
        """Return whether a carrier that is called by a common word stands here as that word, at the beginning."""
        said = re.findall(r"[^\W\d_]+", self._folded.text[hit.start : hit.end])
        if hit.form != "transliterated" and not all(
            is_common(word) or is_english(word) or is_person(word) for word in said
        ):
            return False
        quoted = self._folded.text[max(hit.start - 1, 0) : hit.start] in tuple('«"“„')
        return begins(self._folded.text, hit.start) and not quoted

    def _is_small(self, hit: Hit) -> bool:
        """Return whether a word has no capital where the text knows capitals; in a tag or the name of a file none has."""  # noqa: E501
        return self._has_capitals and not self._upper(hit.start) and not self._in_address(hit)

    def _in_address(self, hit: Hit) -> bool:
        """Return whether a hit is part of a tag, a link, an address or the name of a file."""
        text = self._folded.text
        before = re.search(r"\S*$", text[max(hit.start - NAMESAKE, 0) : hit.start])
        after = re.match(r"\S*(?: \S+\.(?:jpe?g|png|pdf|docx?|mp4|heic|txt))?", text[hit.end : hit.end + NAMESAKE])
        whole = (before[0] if before else "") + "|" + (after[0] if after else "")
        return re.search(r"[#@/_\d]|\.[a-z]{2,4}\W?$", whole) is not None

    def _called_after(self, hit: Hit) -> bool:
        """Return whether a thing bears the name: an island, a storm, a café, an index, a part of a longer word."""
        text = self._folded.text
        before, after = text[max(hit.start - NAMESAKE, 0) : hit.start], text[hit.end : hit.end + 2 * NAMESAKE]
        if hit.compound or self._paired_by_title(before):
            return False
        if after.startswith("-") and after[1:2].isalpha() and self._is_small(hit):
            return True
        if hit.phrase.secret.endswith(".family") and (EPONYM.search(before) or EPONYM_EN.match(after)):
            return True
        called = THING_CALLED.search(before) and not OF_A_GROUP.search(before)
        return bool(called or IS_A_THING.match(after))

    def _of_another(self, hit: Hit, held: frozenset[int]) -> bool:
        """Return whether somebody else's given name stands before a patronymic, or a family name that many bear."""
        field = hit.phrase.secret.rpartition(".")[2]
        if hit.compound or not (field == "patronymic" or (field == "family" and hit.phrase.outside)):
            return False
        start = max(hit.start - NAMESAKE, 0)
        before = re.search(r"([^\W\d_]{3,}) $", self._folded.text[start : hit.start])
        if before is None or not self._upper(start + before.start(1)):
            return False
        at = start + before.start(1)
        if at in held:
            return False
        word = before[1]
        if is_russian(word):
            return "Name" in dictionary().parse(word)[0].tag
        return (
            word.isascii()
            and word not in FUNCTION_WORDS
            and not is_english(word)
            and bool(set(cyrillic(word)) & known_given_names())
        )

    @staticmethod
    def _paired_by_title(before: str) -> bool:
        return KIN.search(before[-AFTER_KIN:]) is not None

    def _only_said(self, hit: Hit) -> bool:
        """Return whether common words that are together a place stand here as common words: ``новый сад``."""
        said = list(re.finditer(r"[^\W\d_]+", self._folded.text[hit.start : hit.end]))
        if said[-1][0].startswith(("район", "округ")):
            return False  # “Нагорный район”: that word is small in every name
        latin = hit.phrase.kind == "word" and "".join(hit.phrase.plain).isascii()
        if self._in_address(hit):
            return False
        looked_at = said[:1] if hit.phrase.kind == "word" and not latin else said[1:]
        small = any(not self._upper(hit.start + match.start()) for match in looked_at)
        return self._has_capitals and small and all(is_common(match[0]) or latin for match in said)

    def _meant(self, hit: Hit, word: str) -> bool:
        """Return whether a word that is also a common one is meant as a name here."""
        if self._is_kind_of(hit.end):
            return False
        if not self._upper(hit.start):
            if hit.phrase.kind == "word":
                return self._named_so(hit)
            if hit.phrase.kind == "nick" and is_ours(self._folded.text, hit.start):
                return self._greeted(hit)
            return (
                not self._has_capitals
                and begins(self._folded.text, hit.start)
                and acts(self._folded.text, hit.end, word, small=True)
            )
        if hit.phrase.kind in ("nick", "word") and self._named_so(hit):
            return True
        if not begins(self._folded.text, hit.start):
            return word not in ADJECTIVES_EN or hit.phrase.kind == "place"
        if hit.phrase.kind == "place" and self._goes_with(hit.end, word):
            return False
        return self._meant_at_the_beginning(hit, word)

    def _on_the_map(self, hit: Hit, beside: _Beside) -> bool:
        words = (self._folded.text[hit.start : hit.end], *hit.phrase.plain)
        named = hit.phrase.secret.endswith(".given") and any(word in said_of("map") for word in words)
        return named and on_the_map(self._folded.text, hit.start, hit.end) and not self._of_a_person(hit, beside)

    def _greeted(self, hit: Hit) -> bool:
        """Return whether a byname that is a common word is somebody here: met, ours, or doing what people do."""
        text = self._folded.text
        end = hit.end + (text[hit.end : hit.end + 1] in ("»", "”", '"'))
        if is_wild(text, hit.start, hit.end):
            return False
        acts = hit.form in ("exact", "diminutive") and (
            is_called_ours(text, end) or does(self._folded.text, end) is True
        )
        return acts or is_met(text, end)

    def _meant_at_the_beginning(self, hit: Hit, word: str) -> bool:
        """Return whether a common word with which a sentence begins is meant as a name."""
        quoted = hit.start > 0 and self._folded.text[hit.start - 1] in '«"“„'
        if hit.phrase.kind == "name":
            return acts(self._folded.text, hit.end, word)
        if hit.phrase.kind == "nick":
            return self._greeted(hit)
        if hit.phrase.kind == "word" and not quoted:
            return is_undertaking(self._folded.text, hit.start, hit.end)
        return word in hit.phrase.plain and not quoted

    def _named_so(self, hit: Hit) -> bool:
        """Return whether the text says that this is what somebody or something is called."""
        text = self._folded.text
        quoted = hit.phrase.kind == "word" and text[max(hit.start - 1, 0) : hit.start] in ("«", '"', "“", "„")
        called = CALLED.search(text[max(hit.start - 30, 0) : hit.start]) or CALLED_SO.match(text, hit.end)
        return quoted or called is not None

    def _paired(self, hit: Hit, beside: _Beside) -> bool:
        """Return whether another name of the same person stands beside this one."""
        owner, _, field = hit.phrase.secret.partition(".")
        return hit.phrase.kind in ("name", "nick") and any(
            other.phrase.kind in ("name", "nick")
            and other.phrase.secret.startswith(owner + ".")
            and not other.phrase.secret.endswith("." + field)
            for other in beside.get(hit.start - 1, []) + beside.get(-hit.end - 1, [])
        )

    def _of_a_person(self, hit: Hit, beside: _Beside) -> bool:
        """Return whether something beside a word speaks of a person: kin, a form of address, another of their names."""
        if hit.phrase.kind not in ("name", "nick"):
            return False
        before = self._folded.text[max(hit.start - AFTER_KIN, 0) : hit.start]
        return KIN.search(before) is not None or self._paired(hit, beside)

    def _is_kind_of(self, end: int) -> bool:
        """Return whether a hyphen and a common noun follow: ``Заяц-русак``."""
        kind = re.match(r"-([^\W\d_]{4,})", self._folded.text[end : end + 30])
        return kind is not None and not self._upper(end + 1) and is_common(kind[1])

    def _goes_with(self, end: int, word: str) -> bool:
        """Return whether an adjective and its noun stand here: ``Прохладная погода``."""
        following = re.match(r" ([^\W\d_]+)", self._folded.text[end : end + 30])
        if following is None or not word.endswith(ADJECTIVE_ENDS) or not is_common(following[1]):
            return False
        return not self._upper(end + 1) and "NOUN" in dictionary().parse(following[1])[0].tag

    def _somebody_else(self, hit: Hit, held: frozenset[int]) -> bool:
        """A given name beside a family name that the case does not hold is another person's."""
        text = self._folded.text
        ordinal = ORDINALS.match(text[hit.end : hit.end + 12])
        crowned = ordinal is not None and (ordinal[0].isascii() or self._upper(hit.end + 1))
        if TITLES.search(text[max(hit.start - 16, 0) : hit.start]) or crowned:
            return True
        for match, other in (
            (FOLLOWED.match(text, hit.end), "after"),
            (re.search(r"([^\W\d_]{2,}) $", text[max(hit.start - 25, 0) : hit.start]), "before"),
        ):
            if match is None:
                continue
            start = match.start(1) if other == "after" else max(hit.start - 25, 0) + match.start(1)
            if start in held or self._alike(hit.phrase.secret, match[1]):
                continue
            if self._upper(start) and self._is_family_name(
                match[1], after=other == "after", begins=begins(self._folded.text, start)
            ):
                return True
        return False

    def _is_family_name(self, word: str, *, after: bool, begins: bool) -> bool:
        """Return whether a capitalised word beside a name belongs to it."""
        if not is_russian(word):
            return (after or not begins) and word.isalpha() and len(word) > 2 and word not in FUNCTION_WORDS  # noqa: PLR2004
        parses = dictionary().parse(word)[:2]
        if any("Surn" in parse.tag for parse in parses):
            return True
        if after and SURNAME.search(word) is not None:
            return True
        named = any(mark in parse.tag for parse in parses for mark in ("Name", "Patr")) and is_known(word)
        return (after or not begins) and (named or not is_known(word)) and not any("Geox" in p.tag for p in parses)


def _sureness(hit: Hit) -> tuple[str, int, int, bool, bool, bool, str]:
    """Order hits by secret and place, the wider first; of one span first what can least be doubted."""
    doubted = hit.phrase.near == "capitals"  # as a code; “capitals vehicle” stands beside a word for travel
    return hit.phrase.secret, hit.start, -hit.end, not hit.phrase.block, doubted, hit.phrase.proper, hit.form


def _widest(hits: list[Hit]) -> list[Hit]:
    """Drop what lies inside a wider hit of the same secret."""
    kept: list[Hit] = []
    ranked = sorted(hits, key=_sureness)
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
