"""Which victims are one person, as researchers decided it, so that nobody is counted twice.

A decision is about two victims, of one incident or of two, and stands with the incident of the one whose id is
smaller: on the ``desk``, because it holds nothing but ids and everything is counted by it. Why it was taken may name
people, and stands in ``identity``. Decisions add up (``joined``) from what all incidents hold; they are a field of
the pair, so laptops that decide differently are seen, and neither counts until somebody decides.
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

REASON_LIMIT: Final = 2_000

Pair = tuple[bytes, bytes]
"""Two victims, the smaller id first."""


class Verdict(Enum):
    """What was decided of two victims; ``undone`` takes back what was decided before."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    UNDONE = "undone"


VERDICT_NAMES: Final = {
    Verdict.SAME: phrase("One person"),
    Verdict.DIFFERENT: phrase("Two people"),
    Verdict.UNSURE: phrase("Not sure"),
    Verdict.UNDONE: phrase("Taken back"),
}


class LinkDecided(Event, frozen=True, tag="incident.link_decided"):
    """Somebody decided whether two victims are one person.

    Attributes:
        mark: Drawn by chance: by it the reason is found, which stands apart.
    """

    first: bytes
    second: bytes
    verdict: Verdict
    mark: bytes
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
        reasons: By the marks of the decisions.
    """

    decided: dict[Pair, Field[Decided]] = {}
    reasons: dict[bytes, str] = {}
    impossible: tuple[Fact, ...] = ()


class Contradiction(msgspec.Struct, frozen=True):
    """Two victims on whom decisions do not agree.

    Attributes:
        pair: Called two people, or decided in two ways.
        through: Everybody whom decisions join and who is not joined while this stands.
    """

    pair: Pair
    through: tuple[bytes, ...]


class People(msgspec.Struct, frozen=True):
    """What all decisions add up to.

    Attributes:
        joined: Victims that are one person, two or more of each, by their ids.
    """

    joined: tuple[tuple[bytes, ...], ...]
    contradictions: tuple[Contradiction, ...]


def ordered(one: bytes, other: bytes) -> Pair:
    """Return a pair, the smaller id first."""
    return (one, other) if one < other else (other, one)


def evolve(links: Links, fact: Fact) -> Links:
    """Return the decisions of an incident after ``fact``. Nobody is compared with themselves."""
    match fact.event:
        case LinkDecided(first=first, second=second, verdict=verdict, mark=mark, supersedes=supersedes) if (
            first != second
        ):
            pair = ordered(first, second)
            field = written(links.decided.get(pair, Field()), fact, Decided(verdict, mark), supersedes)
            return msgspec.structs.replace(links, decided={**links.decided, pair: field})
        case LinkReasoned(mark=mark, reason=reason):
            return msgspec.structs.replace(links, reasons={mark: reason, **links.reasons})
        case _:
            return msgspec.structs.replace(links, impossible=(*links.impossible, fact))


def all_of(held: Iterable[Links]) -> dict[Pair, Field[Decided]]:
    """Return the decisions of all incidents; where two hold one pair, what stands in both stands."""
    found: dict[Pair, Field[Decided]] = {}
    for links in held:
        for pair, field in links.decided.items():
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
    """Return which victims are one person, directly or through others.

    Where some are joined of whom two are called different, none of them is joined until somebody decides.
    """
    forced = {pair: in_force(field) for pair, field in decisions.items()}
    groups = _groups(pair for pair, verdict in forced.items() if verdict is Verdict.SAME)
    found = [Contradiction(pair, pair) for pair, verdict in forced.items() if verdict is None]
    for (one, other), verdict in forced.items():
        if verdict is Verdict.DIFFERENT and other in groups.get(one, ()):
            found.append(Contradiction((one, other), groups[one]))
    open_ones = {each.through for each in found}
    return People(
        tuple(sorted(group for group in set(groups.values()) if group not in open_ones)),
        tuple(sorted(found, key=lambda each: each.pair)),
    )


def decide(decisions: Decisions, pair: Pair, verdict: Verdict, *, reason: str, mark: bytes) -> tuple[Event, ...]:
    """Decide whether two victims are one person; what was decided of them before is superseded.

    Args:
        decisions: What stands, of all incidents.
        pair: The two victims.
        verdict: What is decided, or ``undone``.
        reason: May be empty.
        mark: Drawn by chance, 16 bytes.

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
    said = LinkDecided(first=first, second=second, verdict=verdict, mark=mark, supersedes=before.heads)
    return (said, LinkReasoned(mark=mark, reason=reason.strip())) if reason.strip() else (said,)


def _check_fits(others: Decisions, pair: Pair, verdict: Verdict) -> None:
    """Refuse what other decisions contradict."""
    forced = {each: in_force(field) for each, field in others.items()}
    groups = _groups(each for each, known in forced.items() if known is Verdict.SAME)
    one, other = (groups.get(each, (each,)) for each in pair)
    if verdict is Verdict.DIFFERENT and one == other:
        raise Refused(
            "Other decisions join these two through somebody else: take one of them back first.", field="verdict"
        )
    if verdict is Verdict.SAME and one != other:
        apart = (ordered(left, right) for left in one for right in other)
        if any(forced.get(each) is Verdict.DIFFERENT for each in apart):
            raise Refused(
                "Two of those who would be joined were decided to be two people: take that decision back first.",
                field="verdict",
            )


def _groups(same: Iterable[Pair]) -> dict[bytes, tuple[bytes, ...]]:
    """Return of everybody in a pair all whom pairs join to them, in the order of their ids."""
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
