"""What entries of one incident tell twice: acts, perpetrators and verdicts, of which one thing counts once.

Nobody is asked about each of them, so there is a rule: what one entry tells and what another tells are the same,
one to one, unless something that is known on the desk tells them apart (``APART``); of several that it may be, the one
with which most agrees. Names are not looked at, because whoever counts need not read them: a researcher who sees that
two are one or another decides it, and decisions come first. Victims are people and are never joined by a rule.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from kunak.casework.compartments import Kind
from kunak.casework.incidents import days
from kunak.casework.incidents.fields import FIELDS, Form, Sort, fields_of
from kunak.casework.incidents.links import Pair, ordered
from kunak.casework.incidents.state import Incident, Thing

RELATION: Final = "relation"
"""A field of acts; a perpetrator has that of all acts that join them."""

APART: Final[dict[Sort, tuple[str, ...]]] = {
    Sort.PERPETRATOR: ("sex", "office", RELATION),
    Sort.ACT: ("act",),
    Sort.VERDICT: ("decided", "outcome", "penalty", "months"),
}
"""By the sorts that are joined so, the fields by which two are told apart where both are known and differ.

Besides, an act is told apart by victims who were decided to be other people, a verdict by being about others.
"""

UNSAID: Final = {("act", RELATION, "not_known"), ("verdict", "outcome", "pending")}
"""Words that say nothing that another word could contradict: sort, field and code."""


class Known(msgspec.Struct, frozen=True):
    """Who is who, by decisions: what stands for each thing that was joined, and which of these are two."""

    one: Mapping[bytes, bytes]
    apart: frozenset[Pair]

    def of(self, things: Iterable[bytes]) -> frozenset[bytes]:
        """Return what stands for each of these."""
        return frozenset(self.one.get(each, each) for each in things)

    def differ(self, left: Iterable[bytes], right: Iterable[bytes]) -> bool:
        """Whether every one of the left was decided to be another than every one of the right."""
        pairs = [ordered(one, other) for one in self.of(left) for other in self.of(right)]
        return bool(pairs) and all(pair[0] != pair[1] and pair in self.apart for pair in pairs)


NOBODY: Final = Known({}, frozenset())


class _Told(msgspec.Struct, frozen=True):
    """One thing as an entry tells it.

    Attributes:
        words: What is known of it, by field.
        joins: Whom it is about: victims of an act, perpetrators of a verdict.
    """

    id: bytes
    words: Mapping[str, frozenset[str]]
    joins: tuple[bytes, ...]


def retold(
    entries: Sequence[Incident], sort: Sort, *, decided: Known, about: Known = NOBODY
) -> list[tuple[bytes, ...]]:
    """Return which things of a sort are one: of each, one of every entry that tells it, and what was decided beside.

    Args:
        entries: Of one incident, in an order that is the same on every laptop.
        sort: One of ``APART``.
        decided: What was decided of things of this sort.
        about: Who is who of those whom they join: victims of an act, perpetrators of a verdict.
    """
    groups: list[list[_Told]] = []
    for incident in entries:
        mine = [_told(incident, thing) for thing in incident.of_sort(sort)]
        there = list(groups)
        for thing, group in _pairs(mine, there, sort, decided, about):
            group.append(thing)
        taken = {each.id for group in there for each in group}
        groups += [[each] for each in mine if each.id not in taken]
    return [tuple(each.id for each in group) for group in groups]


def _pairs(
    mine: Sequence[_Told], there: Sequence[list[_Told]], sort: Sort, decided: Known, about: Known
) -> Iterator[tuple[_Told, list[_Told]]]:
    """Yield each thing with the group that it goes to, one to one, those first that were decided or agree in most."""
    weighed = (
        (weight, row, column)
        for row, thing in enumerate(mine)
        for column, group in enumerate(there)
        if (weight := _weight(thing, group, sort, decided, about)) is not None
    )
    rows, columns = set[int](), set[int]()
    for _, row, column in sorted(weighed, key=lambda each: (-each[0], each[1], each[2])):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            yield mine[row], there[column]


DECIDED_WEIGHT: Final = 1_000
"""More than all that could agree."""


def _weight(thing: _Told, group: Sequence[_Told], sort: Sort, decided: Known, about: Known) -> int | None:
    """Return in how much a thing agrees with a group, or None where it is told apart from one of them."""
    if decided.of([thing.id]) & decided.of(each.id for each in group):
        return DECIDED_WEIGHT
    if any(decided.differ([thing.id], [each.id]) for each in group):
        return None
    weights = [_agreement(thing, each, sort, about) for each in group]
    found = [each for each in weights if each is not None]
    return max(found) if len(found) == len(weights) else None


def _agreement(left: _Told, right: _Told, sort: Sort, about: Known) -> int | None:
    if left.joins and right.joins and _about_others(left, right, sort, about):
        return None
    agreed = int(bool(about.of(left.joins) & about.of(right.joins)))
    for name in left.words.keys() & right.words.keys():
        fits = _fit(name, left.words[name], right.words[name])
        if not fits and name in APART[sort]:
            return None
        agreed += fits
    return agreed


def _about_others(left: _Told, right: _Told, sort: Sort, about: Known) -> bool:
    if sort is Sort.VERDICT:
        return not about.of(left.joins) & about.of(right.joins)
    return about.differ(left.joins, right.joins)


def _fit(name: str, left: frozenset[str], right: frozenset[str]) -> bool:
    if FIELDS[name].form is not Form.DATE:
        return bool(left & right)
    one, other = (days.read_or_never(next(iter(each))) for each in (left, right))
    return one.first <= other.last and other.first <= one.last


def _told(incident: Incident, thing: Thing) -> _Told:
    on_desk = (name for name, field in fields_of(thing.sort).items() if field.kind is Kind.DESK)
    words = {name: _words(incident, thing, name) for name in on_desk}
    if thing.sort is Sort.PERPETRATOR:
        acts = [act for act in incident.of_sort(Sort.ACT) if thing.id in act.joins]
        words[RELATION] = frozenset[str]().union(*(_words(incident, act, RELATION) for act in acts))
    people = Sort.VICTIM if thing.sort is Sort.ACT else Sort.PERPETRATOR
    there = {each.id for each in incident.of_sort(people)}
    joins = () if thing.sort is Sort.PERPETRATOR else tuple(each for each in thing.joins if each in there)
    return _Told(thing.id, {name: each for name, each in words.items() if each}, joins)


def _words(incident: Incident, thing: Thing, name: str) -> frozenset[str]:
    text = incident.value(thing.id, name).text
    return frozenset([text]) if text and (thing.sort.value, name, text) not in UNSAID else frozenset()
