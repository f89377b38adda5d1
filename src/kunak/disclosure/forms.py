"""The forms in which each secret is looked for: as written, by its digits, as a date.

A form is found by its first token (a run of letters or of digits) in a table,
and then read on by its own small expression: so the number of secrets does not
slow the reading of a text. A later engine adds inflected and transliterated
forms here.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.secrets import Person, Secrets, Service, whose

TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
"""What a text is cut into; matches of a form start with one."""

LEAST: Final = 2
"""Letters or digits that a secret needs to be looked for: one letter is in every text."""

_GAP: Final = r"[\s\-‐‑‒–—]+"
_LOOSE: Final = r"[\s().\-‐‑‒–—/№]{0,3}"
_BREAK: Final = re.compile(_GAP)
_VEHICLES: Final = (
    r"поезд|рейс|автобус|электричк|маршрут|самолет|номер|train|flight|bus|coach|service|route|number|no\b|№|#"
)
_WITH_DIGIT: Final = re.compile(r"\S*\d\S*")
_LATIN_TWINS: Final = str.maketrans("авекмнорстух", "abekmhopctyx")
_CYRILLIC_TWINS: Final = str.maketrans("abekmhopctyx", "авекмнорстух")

MONTHS_RU: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTHS_EN: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class Form(msgspec.Struct, frozen=True):
    """One way in which one secret can stand in a text.

    Attributes:
        firsts: First tokens, folded; empty where the form holds no letter or digit.
        pattern: Matches from the first token on.
        before: What has to stand in the characters before, or None.
        lead: Characters that belong to the finding where they stand right before it.
    """

    secret: str
    kind: str
    form: str
    firsts: tuple[str, ...]
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    lead: str = ""


def forms(secrets: Secrets) -> Iterator[Form]:
    """Return every form of every secret."""
    for number, person in enumerate(secrets.persons):
        yield from _of_person(person, whose(person, number))
    for number, place in enumerate(secrets.places):
        for name in (place.name, *place.also):
            yield from _as_written(f"places.{number}", "place", name)
    for number, service in enumerate(secrets.services):
        yield from _of_service(service, f"services.{number}")
    for number, dated in enumerate(secrets.dates):
        yield from _dates(f"dates.{number}", dated.date)
    for number, plate in enumerate(secrets.plates):
        yield from _plate(f"plates.{number}", plate)
    for number, word in enumerate(secrets.words):
        yield from _as_written(f"words.{number}", "word", word)


def _of_person(person: Person, owner: str) -> Iterator[Form]:
    for name in person.names:
        for field in ("given", "patronymic", "family"):
            yield from _as_written(f"{owner}.{field}", "name", getattr(name, field))
        for nick in name.nick:
            yield from _as_written(f"{owner}.nick", "nick", nick)
    for phone in person.phones:
        yield from _phone(f"{owner}.phones", phone)
    for email in person.emails:
        yield from _as_written(f"{owner}.emails", "email", email)
    for handle in person.handles:
        yield from _as_written(f"{owner}.handles", "handle", handle, lead="@")
    for document in person.documents:
        yield from _squashed(f"{owner}.documents", "document", document.number)
    if person.born and len(person.born) == len("2000-01-01"):
        yield from _dates(f"{owner}.born", date.fromisoformat(person.born))


def _of_service(service: Service, owner: str) -> Iterator[Form]:
    yield from _as_written(owner, "service", service.carrier)
    yield from _dates(owner, service.date)
    written = fold(str(service.number)).text
    # “night train 204” is told by “train no. 204” too.
    for number in dict.fromkeys((written, *_WITH_DIGIT.findall(written))):
        yield from _service_number(number, service.carrier, owner)


def _service_number(number: str, carrier: str, owner: str) -> Iterator[Form]:
    # A bare number is in every text: it counts where a train, a flight or the carrier is named before it.
    bare = _named_before(carrier) if number.strip().isdecimal() else None
    yield from _squashed(owner, "service", number, before=bare, least=1)


def _named_before(carrier: str) -> re.Pattern[str]:
    named = fold(carrier).text.strip()
    return re.compile(rf"(?:{_VEHICLES}{'|' + re.escape(named) if named else ''})\w*[\s.,:№#«»\"]*$")


def _as_written(secret: str, kind: str, text: str, *, lead: str = "") -> Iterator[Form]:
    plain = fold(text).text.strip()
    token = TOKEN.search(plain)
    if not token:
        if plain:
            yield Form(secret, kind, "exact", (), re.compile(re.escape(plain)))
        return
    core = _core(plain[token.start() :])
    if len(core) >= LEAST:
        pattern = _GAP.join(re.escape(part) for part in _BREAK.split(core))
        yield Form(secret, kind, "exact", (token[0],), _bounded(pattern, core), lead=lead or plain[: token.start()])


def _core(plain: str) -> str:
    """Return the text without the marks that close it, unless hardly anything is left: ``c++``."""
    end = max(token.end() for token in TOKEN.finditer(plain))
    return plain[:end] if end >= LEAST else plain


def _squashed(
    secret: str,
    kind: str,
    text: str,
    *,
    form: str = "exact",
    before: re.Pattern[str] | None = None,
    least: int = LEAST,
) -> Iterator[Form]:
    """Look for letters and digits with any separators between them, or none."""
    plain = "".join(character for character in fold(text).text if TOKEN.fullmatch(character))
    if len(plain) >= least:
        pattern = _LOOSE.join(re.escape(character) for character in plain)
        yield Form(secret, kind, form, _prefixes(plain), _bounded(pattern, plain), before)


def _phone(secret: str, phone: str) -> Iterator[Form]:
    digits = "".join(character for character in phone if character.isdecimal())
    if len(digits) <= LEAST:
        return
    for written in _written_numbers(digits):
        pattern = _bounded(_LOOSE.join(written), written)
        yield Form(secret, "phone", "digits", _prefixes(written), pattern, lead="+(")


def _written_numbers(digits: str) -> tuple[str, ...]:
    """Return the numbers that ring the same phone, the longest first. Source: E.164, and 8 as trunk prefix for +7."""
    bare = digits.removeprefix("00")
    national = bare[1:] if len(bare) == 11 and bare[0] in "78" else bare  # noqa: PLR2004 - country code and ten digits
    if len(national) == 10 and (national != bare or national[0] == "9"):  # noqa: PLR2004
        return f"007{national}", f"7{national}", f"8{national}", national
    return f"00{bare}", bare


def _plate(secret: str, plate: str) -> Iterator[Form]:
    plain = fold(plate).text
    spellings = {plain: "exact"}
    for twins in (_LATIN_TWINS, _CYRILLIC_TWINS):
        spellings.setdefault(plain.translate(twins), "look-alike letters")
    for spelling, form in spellings.items():
        yield from _squashed(secret, "plate", spelling, form=form)


def _dates(secret: str, day: date | None) -> Iterator[Form]:
    if day is None:
        return
    numbers = (f"{day.day}", f"{day.day:02}")
    month_ru, month_en = MONTHS_RU[day.month - 1], MONTHS_EN[day.month - 1]
    d, m, y = f"0?{day.day}", f"0?{day.month}", f"(?:{day.year}|{day.year % 100:02})"
    # “1 March” counts, and so does “1 March 2026”; “1 March 2019” is another day.
    year = rf"(?:,?\s+{day.year}(?!\d)|(?!,?\s+\d{{4}}(?!\d)))"
    names = rf"(?:{month_en}|{month_en[:3]}t?\.?)(?![^\W\d_])"
    ordinal = r"(?:st|nd|rd|th)?"
    shapes = (
        ("ISO date", (f"{day.year}",), rf"{day.year}[-‐‑–./]{m}[-‐‑–./]{d}(?!\d)"),
        ("date", numbers, rf"{d}\s?[-‐‑–./]\s?{m}\s?[-‐‑–./]\s?{y}(?!\d)"),
        ("date", (f"{day.month}", f"{day.month:02}"), rf"{m}/{d}/{y}(?!\d)"),
        ("date", numbers, rf"{d}(?:-?(?:го|е))?\s+{month_ru}(?![^\W\d_]){year}"),
        ("date", numbers, rf"{d}{ordinal}(?:\s+of)?\s+{names}{year}"),
        ("date", (month_en, month_en[:3], f"{month_en[:3]}t"), rf"{names}\s+{d}{ordinal}(?![^\W_]){year}"),
    )
    for form, firsts, pattern in shapes:
        yield Form(secret, "date", form, tuple(dict.fromkeys(firsts)), re.compile(pattern))


def _prefixes(plain: str) -> tuple[str, ...]:
    """Return every token that a text with separators can begin with."""
    run = TOKEN.match(plain)
    return tuple(plain[:length] for length in range(1, run.end() + 1)) if run else ()


def _bounded(pattern: str, plain: str) -> re.Pattern[str]:
    """Let a match end only where its last run of letters or of digits ends."""
    last = plain[-1]
    if last.isdecimal():
        return re.compile(rf"{pattern}(?!\d)")
    return re.compile(rf"{pattern}(?![^\W\d_])" if last.isalpha() else pattern)


def table(found: Iterable[Form]) -> dict[str, list[Form]]:
    """Return the forms by their first tokens; those without one under the empty text."""
    index: dict[str, list[Form]] = {}
    for form in found:
        for first in form.firsts or ("",):
            index.setdefault(first, []).append(form)
    return index
