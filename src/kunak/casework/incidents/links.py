"""Which entries are one: one person of victims, one incident of incidents, as researchers decided it.

A decision is about two things of one sort, of one incident or of two, and stands with the incident of the one whose
id is smaller: on the ``desk``, because it holds nothing but ids and everything is counted by it. Why it was taken may
name people, and stands in ``identity``. Decisions add up (``joined``) from what all incidents hold, each sort by
itself: who is one person says nothing of incidents. They are a field of the pair, so laptops that decide differently
are seen, and neither counts until somebody decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written
from kunak.casework.incidents.fields import Sort

REASON_LIMIT: Final = 2_000

Pair = tuple[bytes, bytes]
"""Two things of one sort, the smaller id first."""


class Verdict(Enum):
    """What was decided of two entries; ``undone`` takes back what was decided before."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    UNDONE = "undone"


_ALIKE: Final = {Verdict.SAME: phrase("The same"), Verdict.DIFFERENT: phrase("Two different ones")}
_UNSURE: Final = {Verdict.UNSURE: phrase("Not sure"), Verdict.UNDONE: phrase("Taken back")}
VERDICT_NAMES: Final = {
    Sort.VICTIM: {Verdict.SAME: phrase("One person"), Verdict.DIFFERENT: phrase("Two people"), **_UNSURE},
    Sort.INCIDENT: {Verdict.SAME: phrase("One incident"), Verdict.DIFFERENT: phrase("Two incidents"), **_UNSURE},
    **{sort: {**_ALIKE, **_UNSURE} for sort in (Sort.ACT, Sort.PERPETRATOR, Sort.VERDICT)},
}
"""By what both are."""


class LinkDecided(Event, frozen=True, tag="incident.link_decided"):
    """Somebody decided whether two entries are one.

    Attributes:
        sort: What both are.
        mark: Drawn by chance: by it the reason is found, which stands apart.
    """

    first: bytes
    second: bytes
    verdict: Verdict
    mark: bytes
    sort: Sort = Sort.VICTIM
    supersedes: tuple[EventId, ...] = ()


class LinkReasoned(Event, frozen=True, tag="incident.link_reasoned"):
    """Why somebody decided so."""

    mark: bytes
    reason: str


EVENTS: Final = (LinkDecided, LinkReasoned)


class Decided(msgspec.Struct, frozen=True):
    """A decision as it stands in a field."""

    verdict: Verdict
    mark: bytes


Decisions = Mapping[Pair, Field[Decided]]


class Links(msgspec.Struct, frozen=True):
    """The decisions that one incident holds. ``impossible`` facts are shown, never dropped.

    Attributes:
        decided: By the sort of the two.
        reasons: By the marks of the decisions.
    """

    decided: dict[Sort, dict[Pair, Field[Decided]]] = {}
    reasons: dict[bytes, str] = {}
    impossible: tuple[Fact, ...] = ()


class Contradiction(msgspec.Struct, frozen=True):
    """Two entries on which decisions do not agree.

    Attributes:
        pair: Called different, or decided in two ways.
        through: All that decisions join and that are not joined while this stands.
    """

    pair: Pair
    through: tuple[bytes, ...]


class People(msgspec.Struct, frozen=True):
    """What all decisions on one sort add up to.

    Attributes:
        joined: Entries that are one, two or more of each, by their ids.
    """

    joined: tuple[tuple[bytes, ...], ...]
    contradictions: tuple[Contradiction, ...]


def ordered(one: bytes, other: bytes) -> Pair:
    """Return a pair, the smaller id first."""
    return (one, other) if one < other else (other, one)


def evolve(links: Links, fact: Fact) -> Links:
    """Return the decisions of an incident after ``fact``. Nothing is compared with itself."""
    match fact.event:
        case LinkDecided(first=first, second=second, sort=sort) as said if first != second:
            pair, known = ordered(first, second), links.decided.get(sort, {})
            decided = Decided(said.verdict, said.mark)
            field = written(known.get(pair, Field()), fact, decided, said.supersedes)
            return msgspec.structs.replace(links, decided={**links.decided, sort: {**known, pair: field}})
        case LinkReasoned(mark=mark, reason=reason):
            return msgspec.structs.replace(links, reasons={mark: reason, **links.reasons})
        case _:
            return msgspec.structs.replace(links, impossible=(*links.impossible, fact))


def all_of(held: Iterable[Links], sort: Sort = Sort.VICTIM) -> dict[Pair, Field[Decided]]:
    """Return the decisions of all incidents on one sort; where two hold one pair, what stands in both stands."""
    found: dict[Pair, Field[Decided]] = {}
    for links in held:
        for pair, field in links.decided.get(sort, {}).items():
            known = found.get(pair, Field())
            gone = known.superseded | field.superseded
            writes = tuple(write for write in (*known.writes, *field.writes) if write.id not in gone)
            found[pair] = Field(writes, gone)
    return found


def in_force(field: Field[Decided]) -> Verdict | None:
    """Return what counts of a pair, or None where it was decided in two ways."""
    verdicts = {write.value.verdict for write in field.writes} or {Verdict.UNDONE}
    return verdicts.pop() if len(verdicts) == 1 else None


def joined(decisions: Decisions) -> People:
    """Return which entries are one, directly or through others.

    Where some are joined of which two are called different, none of them is joined until somebody decides.
    """
    forced = {pair: in_force(field) for pair, field in decisions.items()}
    groups = together(pair for pair, verdict in forced.items() if verdict is Verdict.SAME)
    found = [Contradiction(pair, pair) for pair, verdict in forced.items() if verdict is None]
    for (one, other), verdict in forced.items():
        if verdict is Verdict.DIFFERENT and other in groups.get(one, ()):
            found.append(Contradiction((one, other), groups[one]))
    open_ones = {each.through for each in found}
    return People(
        tuple(sorted(group for group in set(groups.values()) if group not in open_ones)),
        tuple(sorted(found, key=lambda each: each.pair)),
    )


def decide(
    decisions: Decisions, pair: Pair, verdict: Verdict, *, reason: str, mark: bytes, sort: Sort = Sort.VICTIM
) -> tuple[Event, ...]:
    """Decide whether two entries are one; what was decided of them before is superseded.

    Args:
        decisions: What stands on their sort, of all incidents.
        pair: The two entries.
        verdict: What is decided, or ``undone``.
        reason: May be empty.
        mark: Drawn by chance, 16 bytes.
        sort: What both are.

    Raises:
        Refused: They are one entry, nothing would change, or other decisions say the opposite.
    """
    if pair[0] == pair[1]:
        raise Refused("This is one and the same entry: choose another one beside it.", field="other")
    if len(reason.strip()) > REASON_LIMIT:
        raise Refused("A reason has at most %(limit)d characters.", field="reason", limit=REASON_LIMIT)
    before = decisions.get(ordered(*pair), Field())
    if in_force(before) is verdict:
        raise Refused("This is decided already: nothing would change.", field="verdict")
    _check_fits({each: field for each, field in decisions.items() if each != ordered(*pair)}, ordered(*pair), verdict)
    first, second = ordered(*pair)
    said = LinkDecided(first=first, second=second, sort=sort, verdict=verdict, mark=mark, supersedes=before.heads)
    return (said, LinkReasoned(mark=mark, reason=reason.strip())) if reason.strip() else (said,)


def _check_fits(others: Decisions, pair: Pair, verdict: Verdict) -> None:
    """Refuse what other decisions contradict."""
    forced = {each: in_force(field) for each, field in others.items()}
    groups = together(each for each, known in forced.items() if known is Verdict.SAME)
    one, other = (groups.get(each, (each,)) for each in pair)
    if verdict is Verdict.DIFFERENT and one == other:
        raise Refused(
            "Other decisions join these two through another entry: take one of them back first.", field="verdict"
        )
    if verdict is Verdict.SAME and one != other:
        apart = (ordered(left, right) for left in one for right in other)
        if any(forced.get(each) is Verdict.DIFFERENT for each in apart):
            raise Refused(
                "Two of the entries that would be joined were decided to be different: take that decision back first.",
                field="verdict",
            )


def together(same: Iterable[Pair]) -> dict[bytes, tuple[bytes, ...]]:
    """Return of each entry in a pair all that are joined to it, through others too, in the order of their ids."""
    near: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for one, other in same:
        near[one].add(other)
        near[other].add(one)
    found: dict[bytes, tuple[bytes, ...]] = {}
    for start in near:
        if start in found:
            continue
        seen, waiting = {start}, [start]
        while waiting:
            new = near[waiting.pop()] - seen
            seen |= new
            waiting += new
        group = tuple(sorted(seen))
        found |= dict.fromkeys(group, group)
    return found
