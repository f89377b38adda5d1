"""Words for what the check of a text found: the kind of each finding, why it matters, what it narrows.

The secret itself is never among them: whoever writes a text need not see the case.
"""

from itertools import pairwise
from typing import Final, Protocol

import msgspec

from kunak.base.words import phrase

FINDING_NAMES: Final = {
    "name": phrase("a name"),
    "given": phrase("a given name"),
    "patronymic": phrase("a patronymic"),
    "family": phrase("a family name"),
    "nick": phrase("a nickname"),
    "phone": phrase("a phone number"),
    "email": phrase("an e-mail address"),
    "handle": phrase("a messenger name"),
    "document": phrase("a document"),
    "place": phrase("a place of the case"),
    "service": phrase("a journey of the case"),
    "date": phrase("a date of the case"),
    "plate": phrase("a number plate"),
    "word": phrase("a word of the case"),
    "age": phrase("an age"),
    "coordinates": phrase("a point on the map"),
    "organisation": phrase("an organisation"),
    "link": phrase("a link"),
    "trait": phrase("what the pursuers do not know"),
    "doing": phrase("what the person does or is"),
}
"""What a finding is, in words. The secret itself is never shown: only the words of the draft are."""

_OPEN: Final = {"place": phrase("a place"), "service": phrase("a journey"), "date": phrase("a date")}
"""What a finding is that is no secret of the case."""

BLOCKED: Final = {
    "name": phrase("The case holds this name, in this or another form: whoever knows the person knows who is meant."),
    "phone": phrase("The case holds this number: it can be called, searched and traced."),
    "email": phrase("The case holds this address: it can be searched and written to."),
    "handle": phrase("The case holds this messenger name: it can be searched and written to."),
    "document": phrase("The case holds this document: every database finds the person by it."),
    "place": phrase("It names or means a place of the case: it tells where to look."),
    "service": phrase("It tells of a journey of the case: lists of passengers can be asked."),
    "date": phrase("It tells a day of the case: laid beside a timetable or a missing person's report, it tells who."),
    "age": phrase("It tells the person's age, or lets it be reckoned: with a place it often fits a few people only."),
    "plate": phrase("The case holds this number plate: cameras look for it."),
    "coordinates": phrase("It points to a place of the case."),
    "trait": phrase("The pursuers do not know this yet. The text would tell them."),
}
BLOCKED_ELSE: Final = phrase("The case holds these words as something that must not go out.")

LOOKED_AT: Final = {
    "name": phrase("A name of somebody. Does this person agree, and can it lead to ours?"),
    "place": phrase("A place. Can it be laid beside something else that was told?"),
    "organisation": phrase("An organisation. Can it be asked, pressed or watched?"),
    "date": phrase("It may tell a day of the case."),
    "age": phrase("It may tell the person's age."),
    "doing": phrase("It may tell what the person does or is: with a place it often fits a few people only."),
}
LOOKED_AT_ELSE: Final = phrase("Such words can lead to a person: look whether they may stand.")

TRAIT_NAMES: Final = {
    "region": phrase("the region"),
    "settlement": phrase("the settlement"),
    "sex": phrase("the sex"),
    "age": phrase("the age"),
    "orientation": phrase("whom they love or who they are"),
    "role": phrase("their place in the family"),
    "rank": phrase("eldest, youngest or only child"),
    "marital": phrase("married, divorced or betrothed"),
    "ethnicity": phrase("the people they belong to"),
    "job": phrase("the work"),
    "education": phrase("the education"),
    "month": phrase("the month"),
    "method": phrase("how they left"),
    "children": phrase("children"),
}

SEVERITY_RANK: Final = {"": 0, "review": 1, "block": 2}
_NAMES: Final = frozenset({"given", "patronymic", "family", "nick"})


class Found(Protocol):
    """A span of a text: a finding of the engine, or a mark that was kept with a verdict."""

    @property
    def start(self) -> int:
        """Where it begins, in code points."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def kind(self) -> str:
        """What kind of thing it is."""

    @property
    def severity(self) -> str:
        """``block`` or ``review``."""


class Piece(msgspec.Struct, frozen=True):
    """A piece of the draft: plain, or found; ``what`` are phrases."""

    text: str
    what: tuple[str, ...] = ()
    severity: str = ""


def pieces(text: str, findings: "tuple[Found, ...]") -> tuple[Piece, ...]:
    """Cut a text where findings begin and end; where they overlap, a piece has several."""
    cuts = sorted({0, len(text), *(found.start for found in findings), *(found.end for found in findings)})
    return tuple(
        _piece(text[begin:end], [one for one in findings if one.start < end and begin < one.end])
        for begin, end in pairwise(cuts)
    )


def _piece(text: str, over: "list[Found]") -> Piece:
    what = tuple(dict.fromkeys(name_of(one) for one in over))
    return Piece(text, what, max((one.severity for one in over), key=SEVERITY_RANK.__getitem__, default=""))


def name_of(found: Found) -> str:
    """Return what a finding is, as a phrase."""
    if found.severity == "review" and found.kind in _OPEN:
        return _OPEN[found.kind]
    return FINDING_NAMES.get(found.kind, FINDING_NAMES["word"])


def reason(found: Found) -> str:
    """Return why the words matter, as a phrase: by their kind alone."""
    kind = "name" if found.kind in _NAMES else found.kind
    if found.severity == "block":
        return BLOCKED.get(kind, BLOCKED_ELSE)
    return LOOKED_AT.get(kind, LOOKED_AT_ELSE)
