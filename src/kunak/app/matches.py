"""Everybody counted once: which entries are one person, or one incident, as was decided, and on which lists they are.

Victims and incidents are joined by decisions alone. Acts, perpetrators and verdicts that entries of one incident tell
twice are joined by a rule (``casework.incidents.retold``), where nobody decided otherwise. Who may count needs no names
for any of it: decisions hold ids alone, and the rule reads the desk.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final, NamedTuple

import msgspec

from kunak.app import incidents
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.words import phrase
from kunak.casework.compartments import Kind, Subject
from kunak.casework.facts import Event
from kunak.casework.fields import Field
from kunak.casework.incidents import days, links, retold
from kunak.casework.incidents.events import Entered
from kunak.casework.incidents.fields import FIELDS, Form, Sort
from kunak.casework.incidents.links import Contradiction, Decided, Pair, Verdict
from kunak.casework.incidents.retold import NOBODY, Known
from kunak.casework.incidents.state import Incident, Standing, Thing, Value
from kunak.log import codec

NO_NAMES: Final = phrase(
    "Which lists hold whom follows from names, too: only a researcher can say it, and decide which entries are one."
)

_ENTERED: Final = str(Entered.__struct_config__.tag)
_DECISIONS: Final = tuple(str(each.__struct_config__.tag) for each in links.EVENTS)


class Entry(msgspec.Struct, frozen=True):
    """One thing of the register with the incident that it is a part of."""

    subject: SubjectId
    incident: Incident
    thing: Thing

    def value(self, field: str) -> Value:
        """Return what counts of a field of the thing, or of its incident."""
        itself = self.incident.itself
        is_own = field in FIELDS and self.thing.sort in FIELDS[field].sorts
        return self.incident.value(self.thing.id if is_own or itself is None else itself.id, field)

    def sources(self) -> frozenset[bytes]:
        """Return the sources that say something of the thing itself."""
        said = self.incident.said.items()
        return frozenset(source for (thing, _, source), field in said if thing == self.thing.id and field.writes)


class Counted(msgspec.Struct, frozen=True):
    """What counts once: a thing, or several entries of one person or of one incident."""

    entries: tuple[Entry, ...]

    def value(self, field: str) -> Value:
        """Return what counts of a field: what all entries that know it agree on; of dates, the narrowest.

        Where one entry is contradicted, or two differ, nothing counts.
        """
        found = [value for entry in self.entries if (value := entry.value(field)).standing is not Standing.NOTHING]
        said = tuple(dict.fromkeys(value.text for value in found))
        if any(value.standing is Standing.CONTRADICTED for value in found):
            return Value("", Standing.CONTRADICTED)
        if len(said) <= 1:
            return found[0] if found else Value("", Standing.NOTHING)
        is_date = field in FIELDS and FIELDS[field].form is Form.DATE
        least = days.narrowest(map(days.read_or_never, said)) if is_date else None
        return Value(days.write(least), Standing.AGREED) if least else Value("", Standing.CONTRADICTED)

    def year(self) -> int | None:
        """Return the year in which it happened, or None where it is not known to one year.

        Entries that know different days of one year know the year.
        """
        said = [value for entry in self.entries if (value := entry.value("date")).standing is not Standing.NOTHING]
        if any(value.standing is Standing.CONTRADICTED for value in said):
            return None
        known = [days.read_or_never(value.text) for value in said]
        years = {each.year for each in known}
        return years.pop() if len(years) == 1 else days.read_or_never(self.value("date").text).year


class Place(NamedTuple):
    """Where a thing stands: the incident, and the thing in it, which may be the incident itself."""

    subject: SubjectId
    thing: bytes


class Groups(msgspec.Struct, frozen=True):
    """Which entries of one sort are one.

    Attributes:
        joined: Ids of things, two or more of each person or incident; some may be withdrawn, or not be here.
        contradictions: On which decisions do not agree; these are not joined.
        decisions: Everything that was decided, by pair.
        reasons: By the marks of decisions; none where the member at this desk does not read names.
    """

    joined: tuple[tuple[bytes, ...], ...]
    contradictions: tuple[Contradiction, ...]
    decisions: Mapping[Pair, Field[Decided]]
    reasons: Mapping[bytes, str]

    def first(self) -> dict[bytes, bytes]:
        """Return of each joined thing the one that stands for all that are one with it."""
        return {thing: group[0] for group in self.joined for thing in group}

    def known(self) -> Known:
        """Return who is who by them; of whom decisions contradict each other, each is another."""
        of = self.first()
        apart = [pair for pair, field in self.decisions.items() if links.in_force(field) is Verdict.DIFFERENT]
        apart += [links.ordered(*pair) for each in self.contradictions for pair in combinations(each.through, 2)]
        return Known(of, frozenset(links.ordered(of.get(one, one), of.get(other, other)) for one, other in apart))

    def settled(self) -> frozenset[Pair]:
        """Return, by those that stand for each, the pairs that were decided to be different, or left open."""
        of = self.first()
        said = {Verdict.DIFFERENT, Verdict.UNSURE}
        pairs = (pair for pair, field in self.decisions.items() if links.in_force(field) in said)
        return frozenset(links.ordered(of.get(one, one), of.get(other, other)) for one, other in pairs)


def groups(space: Workspace, unit: Sort = Sort.VICTIM) -> Groups:
    """Return which victims are one person, or which entries one incident, by all decisions, directly or through others.

    What an incident holds that is to be destroyed counts no longer, whether this laptop has destroyed it yet or not.
    """
    incidents.check_reader(space)
    subjects = dict.fromkeys(SubjectId(fact.subject) for fact in space.cache.facts_of_kinds(_DECISIONS))
    of_incidents = [each for each in subjects if _is_incident(space, each)]
    held = [space.incident(each).links for each in of_incidents]
    decisions = links.all_of(held, unit)
    people = links.joined(decisions)
    reasons: dict[bytes, str] = {}
    if Kind.IDENTITY in incidents.readable(space):
        for each in held:
            reasons |= each.reasons
    return Groups(people.joined, people.contradictions, decisions, reasons)


def _is_incident(space: Workspace, subject: SubjectId) -> bool:
    row = space.cache.subject(subject)
    ended = space.laptops.membership.ended
    return row is not None and row.type == Subject.INCIDENT.value and subject not in ended


def entries(space: Workspace, unit: Sort) -> Iterator[Entry]:
    """Yield every thing of a sort that counts, the first entered first."""
    for subject, incident in incidents.counted(space):
        if incident.itself is not None:
            yield from (Entry(subject, incident, thing) for thing in incident.of_sort(unit))


def once(space: Workspace, unit: Sort) -> list[Counted]:
    """Return what counts of a unit, each once, in the order of the first entry of each."""
    of = {thing: group[0] for group in ones(space, unit) for thing in group}
    held: dict[bytes, list[Entry]] = {}
    for entry in entries(space, unit):
        held.setdefault(of.get(entry.thing.id, entry.thing.id), []).append(entry)
    return [Counted(tuple(each)) for each in held.values()]


def ones(space: Workspace, unit: Sort) -> tuple[tuple[bytes, ...], ...]:
    """Return which things of a sort count once, two or more of each: as decided, or told twice of one incident."""
    known = groups(space, unit)
    if unit not in retold.APART:
        return known.joined
    pairs = [pair for group in known.joined for pair in pairwise(group)]
    for told in _told_twice(space, unit, known):
        pairs += pairwise(told)
    return tuple(sorted(set(links.together(pairs).values())))


def _told_twice(space: Workspace, unit: Sort, known: Groups) -> Iterator[tuple[bytes, ...]]:
    of_incidents = groups(space, Sort.INCIDENT).joined
    if not of_incidents:
        return
    about = NOBODY
    if unit is Sort.ACT:
        about = groups(space).known()
    elif unit is Sort.VERDICT:
        about = Known({thing: group[0] for group in ones(space, Sort.PERPETRATOR) for thing in group}, frozenset())
    where = places(space, Sort.INCIDENT)
    for group in of_incidents:
        there = [where[each] for each in group if each in where and counts(space, where[each])]
        told = [space.incident(each.subject).incident for each in there]
        yield from retold.retold(told, unit, decided=known.known(), about=about)


def entry_at(space: Workspace, place: Place) -> Entry | None:
    """Return the entry of a thing, whether it counts or not; None where its incident holds nothing of this id."""
    incident = space.incident(place.subject).incident
    thing = incident.things.get(place.thing)
    return Entry(place.subject, incident, thing) if thing is not None else None


def surplus(space: Workspace, unit: Sort = Sort.VICTIM) -> int:
    """Return how many entries of a unit that count are of what is counted already."""
    joined = ones(space, unit)
    where = places(space, unit) if joined else {}
    counting = (sum(counts(space, where[each]) for each in group if each in where) for group in joined)
    return sum(max(many - 1, 0) for many in counting)


def counts(space: Workspace, place: Place) -> bool:
    """Whether a thing counts: neither it nor its incident was withdrawn, or is to be destroyed."""
    if not _is_incident(space, place.subject):
        return False
    found = entry_at(space, place)
    itself = found.incident.itself if found else None
    return found is not None and itself is not None and not itself.withdrawn and not found.thing.withdrawn


# What is decided


def check_names(space: Workspace) -> None:
    """Refuse what takes names to whoever does not read them.

    Raises:
        Refused: The member at this desk does not.
    """
    if Kind.IDENTITY not in incidents.readable(space):
        raise Refused(NO_NAMES)


def decide(
    space: Workspace, one: Place, other: Place, verdict: Verdict, *, unit: Sort = Sort.VICTIM, reason: str = ""
) -> None:
    """Decide whether two entries of one sort are one, or take back what was decided.

    Raises:
        Refused: What the rules say, or the member at this desk does not read names.
        BadInput: There is no such entry.
    """
    with space.turn:
        check_names(space)
        said = _decided(space, groups(space, unit).decisions, one, other, verdict, unit, reason)
        incidents.write(space, [(min(one, other, key=_thing).subject, Subject.INCIDENT, said)])


def places(space: Workspace, unit: Sort = Sort.VICTIM) -> dict[bytes, Place]:
    """Return where everything of a unit stands that was ever entered, by its ids."""
    found = {}
    for fact in space.cache.facts_of_kinds((_ENTERED,)):
        event = codec.from_body(fact.kind, fact.body)
        if isinstance(event, Entered) and event.sort is unit:
            found[event.thing] = Place(SubjectId(fact.subject), event.thing)
    return found


def take_out(
    space: Workspace, one: Place, others: Sequence[Place], *, unit: Sort = Sort.VICTIM, reason: str = ""
) -> None:
    """Decide that an entry is another than each of several others, with which it was held to be one.

    Raises:
        Refused: What the rules say; nothing is written.
        BadInput: There is no such entry.
    """
    with space.turn:
        check_names(space)
        known = groups(space, unit).decisions
        asked = {links.ordered(one.thing, other.thing): other for other in others}
        # What joins them now is superseded in the same step, so it contradicts no other decision of this step.
        left = {pair: field for pair, field in known.items() if pair not in asked}
        changes = []
        for pair, other in sorted(asked.items()):
            if links.in_force(known.get(pair, Field())) is not Verdict.DIFFERENT:
                now = {**left, pair: known.get(pair, Field())}
                said = _decided(space, now, one, other, Verdict.DIFFERENT, unit, reason)
                changes.append((min(one, other, key=_thing).subject, Subject.INCIDENT, said))
        incidents.write(space, changes)


def _thing(place: Place) -> bytes:
    return place.thing


NONE_SUCH: Final = {
    Sort.VICTIM: phrase("There is no such victim: they were withdrawn, or the address is wrong."),
    Sort.INCIDENT: phrase("There is no such incident: it was withdrawn, or the address is wrong."),
    **dict.fromkeys(retold.APART, phrase("There is no such entry: it was withdrawn, or the address is wrong.")),
}


def _decided(
    space: Workspace,
    known: Mapping[Pair, Field[Decided]],
    one: Place,
    other: Place,
    verdict: Verdict,
    unit: Sort,
    reason: str,
) -> tuple[Event, ...]:
    for subject, thing in (one, other):
        found = space.incident(subject).incident.things.get(thing)
        # What was decided of an entry that was withdrawn since can still be taken back.
        if found is None or found.sort is not unit or (found.withdrawn and verdict is not Verdict.UNDONE):
            raise BadInput(NONE_SUCH[unit], field="other")
    return links.decide(known, (one.thing, other.thing), verdict, sort=unit, reason=reason, mark=space.new_id())
