"""Where an e-mail address or a handle stands, however it is written to be overlooked by machines.

Also the signs of a country that are no words: its flag, dialling code and domain.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.mailboxes import LEAST as WHOLE
from kunak.disclosure.phrases import KEYS
from kunak.disclosure.secrets import Secrets, whose
from kunak.disclosure.territories import Country, country_named, money_signs

_AT: Final = r"\s*(?:@|[\[({<]?\s*(?:\bat\b|собака|собачка|эт|на)\s*[\])}>]?)\s*"
_DOT: Final = r"\s*(?:\.|[\[({<]?\s*(?:\bdot\b|точка)\s*[\])}>]?)\s*"
_BETWEEN: Final = r"[\s_.\-]{0,2}"
_COVER: Final = r"[*•x.…]{2,}"
_SHARED_CODES: Final = frozenset({"1", "7"})
LEAST: Final = 3
"""Letters of a handle that is looked for; longer ones are read in pieces (``mailboxes``)."""


class Sign(msgspec.Struct, frozen=True):
    """Something with an expression of its own; it is sought in the folded text, or in the draft for flags.

    Attributes:
        begins: Letters without which a text holds none; empty where that cannot be said.
    """

    secret: str
    kind: str
    form: str
    pattern: re.Pattern[str]
    in_draft: bool = False
    begins: str = ""


def signs(secrets: Secrets) -> list[Sign]:
    """Return the addresses of the case and the signs of its countries."""
    return [*_of_persons(secrets), *_of_keyboards(secrets), *_of_countries(secrets), *_of_symbols(secrets)]


def _of_persons(secrets: Secrets) -> Iterator[Sign]:
    for at, person in enumerate(secrets.persons):
        owner = whose(person, at)
        for email in person.emails:
            yield from _email(f"{owner}.emails", fold(email).text.strip())
        for handle in person.handles:
            pieces = re.findall(r"[^\W_]+", fold(handle).text)
            if LEAST <= len("".join(pieces)) < WHOLE:
                pattern = r"@?(?<![^\W_])" + _BETWEEN.join(map(re.escape, pieces)) + r"(?![^\W_])"
                yield Sign(f"{owner}.handles", "handle", "exact", re.compile(pattern), begins=pieces[0])


def _of_keyboards(secrets: Secrets) -> Iterator[Sign]:
    """Yield names typed on a keyboard that was left in English, where some of their letters become signs."""
    for at, person in enumerate(secrets.persons):
        for name in person.names:
            for field in ("given", "family", "patronymic"):
                typed = fold(getattr(name, field)).text.strip().translate(KEYS)
                if typed.isascii() and not typed.isalpha() and len(typed) > LEAST + 1 and "-" not in typed:
                    pattern = re.compile(rf"(?<![^\W_]){re.escape(typed)}(?![^\W_])")
                    yield Sign(f"{whose(person, at)}.{field}", "name", "other keyboard", pattern, begins=typed)


def _email(secret: str, email: str) -> Iterator[Sign]:
    local, _, domain = email.partition("@")
    if not domain:
        yield Sign(secret, "email", "exact", re.compile(re.escape(email)))
        return
    host = _DOT.join(map(re.escape, domain.split(".")))
    name = _DOT.join(map(re.escape, local.split(".")))
    yield Sign(secret, "email", "exact", re.compile(rf"(?<![^\W_]){name}{_AT}{host}(?![^\W_])"))
    if len(local) > LEAST:
        yield Sign(
            secret, "email", "name of the mailbox", re.compile(rf"(?<![^\W_]){re.escape(local)}(?:(?=@)|{_AT}\S+)")
        )
        tail = "".join(f"(?:{re.escape(local[at:])})|" for at in range(2, len(local)))
        covered = rf"(?<![^\W_]){re.escape(local[0])}[^\W_]{{0,2}}{_COVER}(?:{tail}){_AT}{host}"
        yield Sign(secret, "email", "partly covered", re.compile(covered))


def _of_countries(secrets: Secrets) -> Iterator[Sign]:
    for at, place in enumerate(secrets.places):
        names = [place.name] if place.kind in (None, "country") else []
        if place.role not in ("home", None):
            names += place.within
        for country in filter(None, map(country_named, names)):
            yield from _country(f"places.{at}", country)


def _country(secret: str, country: Country) -> Iterator[Sign]:
    flag = "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country.code)
    yield Sign(secret, "place", "flag", re.compile(flag), in_draft=True)
    if country.dialling not in _SHARED_CODES:
        code = r"[\s-]?".join(country.dialling)
        yield Sign(secret, "place", "dialling code", re.compile(rf"(?:\+\s?{code}|(?<!\d)00{code}(?=[\s-]?\d))"))
        announced = rf"(?:код\w*(?: страны)?|телефонн\w+ код|(?:country|dial\w*|phone|area) code)\D{{0,12}}{code}(?!\d)"
        yield Sign(secret, "place", "dialling code", re.compile(announced))
    for money in money_signs(country.code):
        bound = rf"(?<![^\W_]){re.escape(fold(money).text)}(?![^\W\d_])"
        yield Sign(secret, "place", "currency", re.compile(bound))
    domain = "uk" if country.code == "GB" else country.code.lower()
    host = rf"(?:(?<=[a-z0-9])|(?<=\s)|(?<=^))\.{domain}(?=[/\s.,;:!?»”)]|$)"
    yield Sign(secret, "place", "domain", re.compile(host, re.MULTILINE))


def _of_symbols(secrets: Secrets) -> Iterator[Sign]:
    """Yield secrets that hold no word: a sign, or letters with signs such as ``C++``."""
    for at, value in enumerate(secrets.words):
        plain = fold(value).text.strip()
        letters = sum(letter.isalnum() for letter in plain)
        if letters < 2 and len(plain) > letters:  # noqa: PLR2004 - “s” is in every text, “C++” is not
            yield Sign(f"words.{at}", "word", "exact", re.compile(re.escape(plain)))
    for at, person in enumerate(secrets.persons):
        for called in person.names:
            for nick in called.nick:
                plain = fold(nick).text.strip()
                if not any(letter.isalnum() for letter in plain):
                    yield Sign(f"{whose(person, at)}.nick", "nick", "exact", re.compile(re.escape(plain)))


def find_signs(draft: str, folded: Folded, sought: list[Sign]) -> Iterator[Finding]:
    """Yield where they stand."""
    for sign in sought:
        if sign.begins not in folded.text:
            continue
        for match in sign.pattern.finditer(draft if sign.in_draft else folded.text):
            if match.end() > match.start():
                begin, finish = match.span() if sign.in_draft else folded.span(*match.span())
                yield Finding(begin, finish, draft[begin:finish], sign.kind, sign.secret, sign.form, "block")
