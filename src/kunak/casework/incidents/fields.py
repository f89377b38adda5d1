"""What can be stated of an incident: each field, of which things, in which compartment, in which form.

What finds a person stands in ``identity``: names, dates of birth, the settlement, court and number of a verdict,
accounts in words. The rest stands on the ``desk`` and goes into tables and extracts.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents import days
from kunak.casework.incidents.vocabulary import code_of, vocabulary, word

TEXT_LIMIT: Final = 10_000
OLDEST: Final = 120
LONGEST_MONTHS: Final = 1_200
"""Most months of a sentence: a hundred years."""


class Sort(Enum):
    """What an incident is made of. One is never counted for another."""

    INCIDENT = "incident"
    ACT = "act"
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    VERDICT = "verdict"


SORT_NAMES: Final = {
    Sort.INCIDENT: phrase("Incident"),
    Sort.ACT: phrase("Act"),
    Sort.VICTIM: phrase("Victim"),
    Sort.PERPETRATOR: phrase("Perpetrator"),
    Sort.VERDICT: phrase("Verdict"),
}

JOINS: Final[dict[Sort, frozenset[Sort]]] = {
    Sort.INCIDENT: frozenset(),
    Sort.ACT: frozenset({Sort.VICTIM, Sort.PERPETRATOR}),
    Sort.VICTIM: frozenset(),
    Sort.PERPETRATOR: frozenset(),
    Sort.VERDICT: frozenset({Sort.PERPETRATOR}),
}
"""What each thing joins: an act says who did it to whom, a verdict whom it is about."""


class Form(Enum):
    """What a value looks like."""

    TEXT = "text"
    DATE = "date"
    WORD = "word"
    AGE = "age"
    MONTHS = "months"


class FieldKind(msgspec.Struct, frozen=True):
    """One field.

    Attributes:
        sorts: Of which things it can be stated.
        words: The vocabulary, where its form is a word.
        judged: It takes judgement: two people code it apart.
    """

    label: str
    sorts: tuple[Sort, ...]
    kind: Kind = Kind.DESK
    form: Form = Form.TEXT
    words: str = ""
    judged: bool = False


_I, _A, _V, _P, _C = Sort.INCIDENT, Sort.ACT, Sort.VICTIM, Sort.PERPETRATOR, Sort.VERDICT
_PERSONS: Final = (_V, _P)

FIELDS: Final[dict[str, FieldKind]] = {
    "date": FieldKind(phrase("When"), (_I,), form=Form.DATE),
    "region": FieldKind(phrase("Region"), (_I,)),
    "district": FieldKind(phrase("District"), (_I,)),
    "settlement": FieldKind(phrase("Settlement"), (_I,), Kind.IDENTITY),
    "motive": FieldKind(phrase("Motive"), (_I,), form=Form.WORD, words="motives", judged=True),
    "motive_basis": FieldKind(phrase("How the motive is known"), (_I,), form=Form.WORD, words="bases", judged=True),
    "account": FieldKind(phrase("What happened, in words"), (_I,), Kind.IDENTITY),
    "act": FieldKind(phrase("What was done"), (_A,), form=Form.WORD, words="acts", judged=True),
    "relation": FieldKind(
        phrase("The perpetrator is the victim’s"), (_A,), form=Form.WORD, words="relations", judged=True
    ),
    "given": FieldKind(phrase("Given name"), _PERSONS, Kind.IDENTITY),
    "patronymic": FieldKind(phrase("Patronymic"), _PERSONS, Kind.IDENTITY),
    "family": FieldKind(phrase("Family name"), _PERSONS, Kind.IDENTITY),
    "born": FieldKind(phrase("Date of birth"), _PERSONS, Kind.IDENTITY, Form.DATE),
    "sex": FieldKind(phrase("Sex"), _PERSONS, form=Form.WORD, words="sexes"),
    "age": FieldKind(phrase("Age in years"), _PERSONS, form=Form.AGE),
    "fate": FieldKind(phrase("What became of the victim"), (_V,), form=Form.WORD, words="fates"),
    "office": FieldKind(phrase("Office held"), (_P,), form=Form.WORD, words="offices"),
    "court": FieldKind(phrase("Court"), (_C,), Kind.IDENTITY),
    "number": FieldKind(phrase("Number of the case in court"), (_C,), Kind.IDENTITY),
    "decided": FieldKind(phrase("Date of the verdict"), (_C,), form=Form.DATE),
    "article": FieldKind(phrase("Article of the law"), (_C,)),
    "outcome": FieldKind(phrase("Outcome"), (_C,), form=Form.WORD, words="outcomes"),
    "penalty": FieldKind(phrase("Penalty"), (_C,), form=Form.WORD, words="penalties"),
    "months": FieldKind(phrase("Months of the sentence"), (_C,), form=Form.MONTHS),
    "court_motive": FieldKind(phrase("Motive in the verdict"), (_C,), form=Form.WORD, words="motives", judged=True),
}
"""In the order in which pages ask for them."""


JUDGED: Final = tuple(name for name, field in FIELDS.items() if field.judged)
"""The fields that two researchers code apart."""


def unit_named(text: str) -> Sort:
    """Return the unit that a word names.

    Raises:
        BadInput: It names none.
    """
    known = {f"{sort.value}s": sort for sort in Sort}
    if text not in known:
        raise BadInput("The unit is one of: %(known)s.", known=", ".join(known), field="unit")
    return known[text]


def fields_of(sort: Sort) -> dict[str, FieldKind]:
    """Return the fields of one sort of thing."""
    return {name: field for name, field in FIELDS.items() if sort in field.sorts}


def meant(name: str, value: str, *, now: Instant) -> str:
    """Return the one text that stands in the log for what somebody wrote.

    Args:
        name: Of the field.
        value: What was written; a word in either language, or its code.
        now: No date of this field lies after today.

    Raises:
        BadInput: The value is empty, too long, none of the words, no date, in the future, or no such number.
    """
    field, value = FIELDS[name], value.strip()
    if not value or len(value) > TEXT_LIMIT:
        raise BadInput("Write 1 to %(limit)d characters here.", field=name, limit=TEXT_LIMIT)
    match field.form:
        case Form.TEXT:
            return value
        case Form.WORD:
            return _word(name, field, value)
        case Form.DATE:
            return _date(name, value, now)
        case Form.AGE:
            return _number(name, value, OLDEST)
        case Form.MONTHS:
            return _number(name, value, LONGEST_MONTHS)


def is_sound(name: str, value: str) -> bool:
    """Whether a value in the log has the form of its field: another laptop may have written anything."""
    try:
        return name in FIELDS and meant(name, value, now=Instant(2**62)) == value
    except BadInput:
        return False


def shown(name: str, value: str) -> str:
    """Return a value as pages show it: of a word the phrase, of everything else the value."""
    field = FIELDS.get(name)
    return word(field.words, value) if field is not None and field.form is Form.WORD else value


def _word(name: str, field: FieldKind, value: str) -> str:
    code = code_of(field.words, value)
    if code is None:
        raise BadInput(
            "“%(value)s” is none of the words for this: %(known)s.",
            field=name,
            value=value[:40],
            known=", ".join(vocabulary(field.words)),
        )
    return code


def _date(name: str, value: str, now: Instant) -> str:
    try:
        return days.past(value, now=now)
    except BadInput as error:
        raise BadInput(error.sentence, field=name, **error.details) from None


def _number(name: str, value: str, most: int) -> str:
    if not (value.isascii() and value.isdecimal() and int(value) <= most):
        raise BadInput("Give a whole number from 0 to %(most)d.", field=name, most=most)
    return str(int(value))
