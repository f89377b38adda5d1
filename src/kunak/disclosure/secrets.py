"""What must not be given away: the secrets file, read strictly.

Every key may be missing, and none may be wrong: a phone number under a
misspelt key would never be looked for. Specified in DESIGN, section 7.
"""

import json
import re
from datetime import date
from typing import Annotated, Any, Final, Literal, NoReturn

import msgspec
from msgspec import Meta

from kunak.base.errors import BadInput

Text = Annotated[str, Meta(pattern=r"\S")]
"""Something to look for: never empty."""

Born = Annotated[str, Meta(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
"""``1999-05-03``, or ``1999-05`` or ``1999`` where no more is known."""

Day = date
Trait = str | int | float | bool | list[str] | None


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file in which every key has to be one of ours."""


class Name(_Strict, frozen=True, kw_only=True):
    """One name that a person has or had."""

    given: str = ""
    patronymic: str = ""
    family: str = ""
    nick: tuple[Text, ...] = ()


class Document(_Strict, frozen=True, kw_only=True):
    """A paper with a number."""

    kind: str = ""
    number: str = ""


class Person(_Strict, frozen=True, kw_only=True):
    """Somebody of the case: the person, a relative, a member or a helper."""

    id: str = ""
    role: Literal["client", "relative", "staff", "helper"] | None = None
    names: tuple[Name, ...] = ()
    born: Born | None = None
    phones: tuple[Text, ...] = ()
    emails: tuple[Text, ...] = ()
    handles: tuple[Text, ...] = ()
    documents: tuple[Document, ...] = ()


AWAY: Final = frozenset({"route", "destination", "shelter"})
"""What a place is that is no home."""


class Place(_Strict, frozen=True, kw_only=True):
    """A place that the person comes from, passes or goes to."""

    name: str = ""
    also: tuple[Text, ...] = ()
    within: tuple[Text, ...] = ()
    coordinates: tuple[float, float] | None = None
    kind: Literal["settlement", "district", "city", "station", "airport", "country", "address"] | None = None
    role: Literal["home", "route", "destination", "shelter"] | None = None


class Service(_Strict, frozen=True, kw_only=True):
    """A train, flight or bus that the person took or will take."""

    carrier: str = ""
    number: str | int = ""
    date: Day | None = None


class DatedFact(_Strict, frozen=True, kw_only=True):
    """A day on which something of the case happened."""

    what: str = ""
    date: Day | None = None


class Secrets(_Strict, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        cases: Traits of the group's other cases of the last two years; None where nobody counted them.
    """

    published_on: Day | None = None
    persons: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    services: tuple[Service, ...] = ()
    dates: tuple[DatedFact, ...] = ()
    plates: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    traits: dict[str, Trait] = {}
    known_to_pursuers: dict[str, bool] = {}
    cases: tuple[dict[str, Trait], ...] | None = None


_WHERE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$?(?P<where>.*)`)?$", re.DOTALL)
_ALLOWED: Final = {
    "persons.role": "client, relative, staff or helper",
    "places.kind": "settlement, district, city, station, airport, country or address",
    "places.role": "home, route, destination or shelter",
}
"""What the keys take that do not take everything."""

_KINDS: Final = {
    "array": "a list",
    "object": "an object",
    "str": "a text",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "date": "a date",
    "null": "null",
}
_NUMBERS: Final = re.compile(r"\[[0-9]+\]")
_OF_NAMES: Final = re.compile(r"\.names\.[0-9]+\.")
_OF_ANOTHER_KIND: Final = re.compile(r"^Expected `(?P<wanted>[\w |]+)`, got `(?P<found>\w+)`$")
_PLAIN_WORDS: Final = (
    # What a library says, and what we say.
    (re.compile(r"^Expected `array` of length 2.*"), "two numbers belong here, latitude and longitude"),
    (re.compile(r"^Expected `str` matching regex '\^.*"), "write it like 1999-05-03, 1999-05 or 1999"),
    (re.compile(r"^Expected `str` matching regex.*"), "this is empty"),
    (re.compile(r"^Invalid RFC3339 encoded date.*"), "write it like 2026-03-01"),
    (re.compile(r"^Object contains unknown field (`.*`)$"), r"there is no key \1 here"),
)


def read_secrets(data: bytes) -> Secrets:
    """Read a secrets file.

    Raises:
        BadInput: It is no JSON, or a key or value is wrong; the sentence names which
            and where, and never repeats a value.
    """
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        secrets = msgspec.convert(document, Secrets)
    except UnicodeDecodeError as error:
        raise BadInput("The secrets file is not UTF-8 text, from byte %(byte)d on.", byte=error.start) from None
    except json.JSONDecodeError as error:
        raise BadInput(
            "The secrets file is no JSON: line %(line)d, column %(column)d: %(what)s.",
            line=error.lineno,
            column=error.colno,
            what=error.msg,
        ) from None
    except RecursionError:
        raise BadInput("The secrets file is nested too deeply.") from None
    except msgspec.ValidationError as error:
        raise _sentence(str(error), document) from None
    except ValueError:
        raise BadInput("The secrets file holds a number of more digits than any number needs.") from None
    _check_ids(secrets)
    _check_points(secrets)
    known: dict[str, bool] = {}
    for written, value in secrets.known_to_pursuers.items():
        path = _plainly(written, secrets)
        known[path] = value and known.get(path, True)
    return msgspec.structs.replace(secrets, known_to_pursuers=known)


def astray(secrets: Secrets) -> tuple[str, ...]:
    """Return the paths of ``known_to_pursuers`` at which nothing stands: nothing is judged by them."""
    named = {whose(person, number) for number, person in enumerate(secrets.persons)}
    lists = {name: len(getattr(secrets, name)) for name in ("places", "services", "dates", "plates", "words")}

    def stands(path: str) -> bool:
        first, _, rest = path.partition(".")
        number = rest.partition(".")[0]
        if first in lists:
            return not rest or (number.isdecimal() and int(number) < lists[first])
        return first in named or path in named or (first == "traits" and (not rest or rest in secrets.traits))

    return tuple(path for path in secrets.known_to_pursuers if not stands(path))


def _plainly(path: str, secrets: Secrets) -> str:
    """Return a path as findings name it, where it is written in another usual way (``$.persons[0].born``)."""
    path = _NUMBERS.sub(lambda number: f".{number[0][1:-1]}", path.removeprefix("$."))
    path = _OF_NAMES.sub(".", path)
    parts = path.split(".", 2)
    if parts[0] == "persons" and len(parts) > 1 and parts[1].isdecimal() and int(parts[1]) < len(secrets.persons):
        return ".".join([whose(secrets.persons[int(parts[1])], int(parts[1])), *parts[2:]])
    return path


def whose(person: Person, number: int) -> str:
    """Return the person's id, or their place in the list where the file gives none."""
    return person.id or f"persons.{number}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: JSON readers drop the first, and a secret with it."""
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadInput("The secrets file has the key “%(key)s” twice in one place: join them.", key=twice, field=twice)
    return mapping


def _no_constant(constant: str) -> NoReturn:
    raise BadInput("The secrets file holds %(constant)s, which is no number.", constant=constant)


def _sentence(message: str, document: object) -> BadInput:
    parts = _WHERE.match(message)
    what = parts["what"] if parts else message
    where = ((parts["where"] if parts else None) or "").lstrip(".") or "the top level"
    if what.startswith("Invalid enum value"):  # the library repeats the value
        what = f"write {_ALLOWED[_NUMBERS.sub('', where)]}"
    elif kinds := _OF_ANOTHER_KIND.match(what):
        wanted = dict.fromkeys(_KINDS.get(each, each) for each in kinds["wanted"].split(" | "))
        what = f"this is {_KINDS.get(kinds['found'], kinds['found'])}, and {' or '.join(wanted)} belongs here"
    for theirs, ours in _PLAIN_WORDS:
        what = theirs.sub(ours, what)
    where = where.replace("[...]", f".{_wrong_key(where.partition('[...]')[0], document)}", 1)
    return BadInput("The secrets file is wrong at %(where)s: %(what)s.", where=where, what=what, field=where)


def _wrong_key(mapping: str, document: object) -> str:
    """Return the key of a mapping whose value is wrong: the library does not say."""
    values = document.get(mapping) if isinstance(document, dict) else None
    for key, value in values.items() if isinstance(values, dict) else ():
        try:
            msgspec.convert({mapping: {key: value}}, Secrets)
        except msgspec.ValidationError:
            return str(key)
    return "…"


def _check_ids(secrets: Secrets) -> None:
    named = [whose(person, number) for number, person in enumerate(secrets.persons)]
    for number, name in enumerate(named):
        if name in named[:number]:
            raise BadInput(
                "The secrets file is wrong at persons[%(number)d].id: another person has this id already.",
                number=number,
                field=f"persons[{number}].id",
            )
    for number, person in enumerate(secrets.persons):
        if person.born:
            _check_born(person.born, f"persons[{number}].born")


def _check_points(secrets: Secrets) -> None:
    """Refuse a point that is nowhere: it would look as if it were looked for."""
    for number, place in enumerate(secrets.places):
        latitude, longitude = place.coordinates or (0.0, 0.0)
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004
            where = f"places[{number}].coordinates"
            raise _wrong(where, "write the latitude, from -90 to 90, and then the longitude, from -180 to 180")


def _wrong(where: str, what: str) -> BadInput:
    return BadInput("The secrets file is wrong at %(where)s: %(what)s.", where=where, what=what, field=where)


def _check_born(born: str, where: str) -> None:
    try:
        date.fromisoformat((born + "-01-01")[:10])
    except ValueError:
        raise BadInput(
            "The secrets file is wrong at %(where)s: there is no such day.", where=where, field=where
        ) from None
