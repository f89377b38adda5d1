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
_PLAIN_WORDS: Final = (
    # What a library says, and what we say; the first also repeats the value.
    (re.compile(r"^Invalid enum value.*", re.DOTALL), "this is none of the values allowed here"),
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
        raise _sentence(str(error)) from None
    _check_ids(secrets)
    return secrets


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


def _sentence(message: str) -> BadInput:
    parts = _WHERE.match(message)
    what = parts["what"] if parts else message
    where = ((parts["where"] if parts else None) or "").lstrip(".") or "the top level"
    for theirs, ours in _PLAIN_WORDS:
        what = theirs.sub(ours, what)
    return BadInput("The secrets file is wrong at %(where)s: %(what)s.", where=where, what=what, field=where)


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


def _check_born(born: str, where: str) -> None:
    try:
        date.fromisoformat((born + "-01-01")[:10])
    except ValueError:
        raise BadInput(
            "The secrets file is wrong at %(where)s: there is no such day.", where=where, field=where
        ) from None
