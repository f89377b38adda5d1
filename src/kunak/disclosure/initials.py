"""Where the first letters of a person's names stand for the names: ``А. М. К.``, ``М. К-ва``."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.disclosure.declension import family_forms, given_forms
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.secrets import Secrets, whose

_CANDIDATE: Final = re.compile(r"(?<![^\W_])(?=[^\W\d_]{1,4}\.\s?[^\W\d_]{1,4}(?![^\W_]))")
"""Where initials may begin: a short run of letters, a point, a short run."""


class Initials(msgspec.Struct, frozen=True):
    """The first letters of a person's names in one order.

    Attributes:
        letters: With which it may begin.
        block: Three letters are the person's; two may be somebody else's, whose family name stands beside.
    """

    secret: str
    letters: frozenset[str]
    pattern: re.Pattern[str]
    block: bool


def find_initials(draft: str, folded: Folded, sought: list[Initials]) -> Iterator[Finding]:
    """Yield initials of a person."""
    by_letter: dict[str, list[Initials]] = {}
    for one in sought:
        for letter in one.letters:
            by_letter.setdefault(letter, []).append(one)
    for candidate in _CANDIDATE.finditer(folded.text):
        for one in by_letter.get(folded.text[candidate.start()], ()):
            match = one.pattern.match(folded.text, candidate.start())
            if match is None:
                continue
            begin, finish = folded.span(*match.span())
            if one.block or _stands_alone(draft, begin, finish):
                yield Finding(begin, finish, draft[begin:finish], "name", one.secret, "initials", "block")


def _stands_alone(draft: str, begin: int, finish: int) -> bool:
    """Return whether two initials are capitals, and no family name on either side makes them somebody else's."""
    following, before = draft[finish:].lstrip(" ")[:2], draft[max(begin - 30, 0) : begin].rstrip(" ")
    letters = re.findall(r"[^\W\d_]+", draft[begin:finish])
    last = re.search(r"([^\W\d_]{3,})$", before)
    owned = last is not None and last[1].istitle() and draft[begin - 1 : begin] == " "
    surname = following.istitle() and following[1:].isalpha()
    return all(each[0].isupper() for each in letters) and not surname and not owned


FullName = tuple[str, str, str]
"""A secret, the family name and the given name, folded."""

_SHORTENED: Final = re.compile(
    r"(?<![^\W_])([^\W\d_]{1,4})(?:[-–—*•_…#]{1,8}|\.{2,4})(?:[^\W\d_]{1,3}[-–—*•_…#]{1,8}){0,3}([^\W\d_]{1,5})(?![^\W_])"
)


def find_shortened(draft: str, folded: Folded, people: Sequence[FullName]) -> Iterator[Finding]:
    """Yield family names of which the middle is left out, beside the given name or its first letter: ``М. К-ва``."""
    text = folded.text
    for match in _SHORTENED.finditer(text):
        beside = {*re.findall(r"([^\W\d_]+)\.?\s?$", text[max(match.start() - 25, 0) : match.start()])}
        beside |= {*re.findall(r"^\s?([^\W\d_]+)", text[match.end() : match.end() + 25])}
        for secret, family, given in people:
            if family.startswith(match[1]) and _is_meant(match[2], family, given, beside):
                begin, finish = folded.span(*match.span())
                yield Finding(begin, finish, draft[begin:finish], "name", secret, "middle left out", "block")


def full_names(secrets: Secrets) -> list[FullName]:
    """Return the secret, the family name and the given name of everybody who has both."""
    names = (
        (f"{whose(person, at)}.family", fold(name.family).text.strip(), fold(name.given).text.strip())
        for at, person in enumerate(secrets.persons)
        for name in person.names
        if name.family.strip() and name.given.strip()
    )
    return [one for one in names if one[1] and one[2]]


def _is_meant(end: str, family: str, given: str, beside: set[str]) -> bool:
    if not any(form.endswith(end) for form in family_forms(family)):
        return False
    return given[0] in beside or bool(beside & given_forms(given))


def initials(secrets: Secrets) -> list[Initials]:
    """Return everybody's initials in the usual orders."""
    found: list[Initials] = []
    for at, person in enumerate(secrets.persons):
        secret = f"{whose(person, at)}.family"
        for name in person.names:
            given, patronymic, family = (_first(part) for part in (name.given, name.patronymic, name.family))
            if not (given and family):
                continue
            full = ([given, patronymic, family], [family, given, patronymic]) if patronymic else ()
            found += [Initials(secret, _starts(row), _in_row(row, r"\.?\s?", r"\b\.?"), block=True) for row in full]
            short = ([given, family], [family, given])
            found += [Initials(secret, _starts(row), _in_row(row, r"\.\s?", r"\."), block=False) for row in short]
    return found


_SOUNDS: Final = {
    "х": "kh|h|x|ch",
    "ж": "zh|j",
    "ш": "sh",
    "ч": "ch",
    "ц": "ts|c",
    "я": "ya|ja",
    "ю": "yu|ju",
    "е": "e|ye",
    "щ": "shch",
}
_PLAIN: Final = dict(zip("абвгдзийклмнопрстуфыэ", "abvgdziyklmnoprstufye", strict=True))


def _starts(row: list[str]) -> frozenset[str]:
    return frozenset(way[0] for way in row[0].strip("(?:)").split("|"))


def _in_row(letters: list[str], between: str, end: str) -> re.Pattern[str]:
    return re.compile(between.join(letters) + end + r"(?![^\W_])")


def _first(name: str) -> str:
    letter = fold(name).text.strip()[:1]
    if not letter.isalpha():
        return ""
    return f"(?:{letter}|{_SOUNDS.get(letter) or _PLAIN.get(letter, letter)})"
