"""What the statements about one incident add up to: things, and what each source says of each.

Sources that disagree both stand. What counts is what somebody decided; else what all sources say, of dates the one
that lies within all others. Where they contradict each other nothing counts, and tables say so.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.casework.facts import Fact
from kunak.casework.fields import Field, Write, written
from kunak.casework.incidents import days
from kunak.casework.incidents.events import Basis, Cell, Coded, Credibility, Entered, Joined, Ruled, Stated, Withdrawn
from kunak.casework.incidents.fields import FIELDS, Form, Sort


class Thing(msgspec.Struct, frozen=True):
    """One incident, act, victim, perpetrator or verdict.

    Attributes:
        withdrawn: Why it no longer counts; empty where it does.
    """

    id: bytes
    sort: Sort
    joins: tuple[bytes, ...] = ()
    withdrawn: str = ""


class Said(msgspec.Struct, frozen=True):
    """What one source says of one field."""

    value: str
    source: bytes
    credibility: Credibility
    where: str = ""
    cell: Cell | None = None


class Ruling(msgspec.Struct, frozen=True):
    """What somebody decided, and why."""

    value: str
    basis: Basis
    reason: str


class Standing(Enum):
    """Why a value counts, or why none does."""

    NOTHING = "nothing"
    DECIDED = "decided"
    AGREED = "agreed"
    CONTRADICTED = "contradicted"


STANDING_NAMES: Final = {
    Standing.NOTHING: phrase("No source says it."),
    Standing.DECIDED: phrase("Somebody decided it."),
    Standing.AGREED: phrase("The sources agree."),
    Standing.CONTRADICTED: phrase("They contradict each other: none counts until somebody decides."),
}


class Value(msgspec.Struct, frozen=True):
    """What counts of a field; empty where nothing does."""

    text: str
    standing: Standing


class Incident(msgspec.Struct, frozen=True):
    """One incident. ``impossible`` facts are shown, never dropped.

    Attributes:
        said: By thing, field and source.
        coded: What each researcher judged, by thing and field; whose laptop wrote it says who.
        ruled: What was decided, by thing and field.
    """

    things: dict[bytes, Thing] = {}
    said: dict[tuple[bytes, str, bytes], Field[Said]] = {}
    coded: dict[tuple[bytes, str], Field[str]] = {}
    ruled: dict[tuple[bytes, str], Field[Ruling]] = {}
    impossible: tuple[Fact, ...] = ()

    def of_sort(self, sort: Sort) -> tuple[Thing, ...]:
        """Return the things of a sort that count, in the order in which they were entered."""
        return tuple(thing for thing in self.things.values() if thing.sort is sort and not thing.withdrawn)

    @property
    def itself(self) -> Thing | None:
        """The incident as a thing, withdrawn or not; None where this laptop cannot read it."""
        return next((thing for thing in self.things.values() if thing.sort is Sort.INCIDENT), None)

    def writes(self, thing: bytes, field: str) -> tuple[Write[Said], ...]:
        """Return everything that stands about a field of a thing, source by source."""
        found = (each for (of, name, _), each in self.said.items() if of == thing and name == field)
        return tuple(write for each in found for write in each.writes)

    def value(self, thing: bytes, field: str) -> Value:
        """Return what counts of a field of a thing."""
        ruled = {write.value.value for write in self.ruled.get((thing, field), Field()).writes}
        if ruled:
            return Value(ruled.pop(), Standing.DECIDED) if len(ruled) == 1 else Value("", Standing.CONTRADICTED)
        said = tuple(dict.fromkeys(write.value.value for write in self.writes(thing, field)))
        if len(said) <= 1:
            return Value("".join(said), Standing.AGREED if said else Standing.NOTHING)
        is_date = field in FIELDS and FIELDS[field].form is Form.DATE
        least = days.narrowest(map(days.read_or_never, said)) if is_date else None
        return Value(days.write(least), Standing.AGREED) if least else Value("", Standing.CONTRADICTED)

    def sources(self) -> frozenset[bytes]:
        """Return the sources that say anything of it."""
        return frozenset(source for _, _, source in self.said)

    def contradictions(self) -> tuple[tuple[bytes, str], ...]:
        """Return the fields of things that count on which sources, or decisions, contradict each other."""
        asked = dict.fromkeys([*((thing, field) for thing, field, _ in self.said), *self.ruled])
        return tuple(
            (thing, field)
            for thing, field in asked
            if thing in self.things
            and not self.things[thing].withdrawn
            and self.value(thing, field).standing is Standing.CONTRADICTED
        )


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One incident in the list: nothing by which somebody is found.

    Attributes:
        acts: Codes of the vocabulary ``acts``, as far as they count.
        sources: How many say something of it.
        contradictions: Fields on which they contradict each other.
    """

    date: str = ""
    region: str = ""
    district: str = ""
    acts: tuple[str, ...] = ()
    victims: int = 0
    perpetrators: int = 0
    verdicts: int = 0
    sources: int = 0
    contradictions: int = 0
    withdrawn: str = ""


def line(incident: Incident) -> Line:
    """Return how the list shows an incident."""
    itself = incident.itself
    of_it = itself.id if itself else b""
    acts = (incident.value(act.id, "act").text for act in incident.of_sort(Sort.ACT))
    return Line(
        date=incident.value(of_it, "date").text,
        region=incident.value(of_it, "region").text,
        district=incident.value(of_it, "district").text,
        acts=tuple(dict.fromkeys(act for act in acts if act)),
        victims=len(incident.of_sort(Sort.VICTIM)),
        perpetrators=len(incident.of_sort(Sort.PERPETRATOR)),
        verdicts=len(incident.of_sort(Sort.VERDICT)),
        sources=len(incident.sources()),
        contradictions=len(incident.contradictions()),
        withdrawn=itself.withdrawn if itself else "",
    )


def evolve(state: Incident, fact: Fact) -> Incident:
    """Return the incident after ``fact``. Total: what does not fit is kept as impossible."""
    match fact.event:
        case Entered() as entered if entered.thing not in state.things:
            thing = Thing(entered.thing, entered.sort, tuple(dict.fromkeys(entered.joins)))
            return msgspec.structs.replace(state, things={**state.things, thing.id: thing})
        case Joined(thing=thing_id, joins=joins) if thing_id in state.things:
            known = state.things[thing_id]
            wider = msgspec.structs.replace(known, joins=tuple(dict.fromkeys((*known.joins, *joins))))
            return msgspec.structs.replace(state, things={**state.things, thing_id: wider})
        # A statement may stand before its thing: parts have keys of their own, and come when they come.
        case Stated() as stated:
            key = stated.thing, stated.field, stated.source
            said = Said(stated.value, stated.source, stated.credibility, stated.where, stated.cell)
            field = written(state.said.get(key, Field()), fact, said, stated.supersedes)
            return msgspec.structs.replace(state, said={**state.said, key: field})
        case Coded() as coded:
            place = coded.thing, coded.field
            judged = written(state.coded.get(place, Field()), fact, coded.value, coded.supersedes)
            return msgspec.structs.replace(state, coded={**state.coded, place: judged})
        case Ruled() as ruled:
            place = ruled.thing, ruled.field
            ruling = Ruling(ruled.value, ruled.basis, ruled.reason)
            decided = written(state.ruled.get(place, Field()), fact, ruling, ruled.supersedes)
            return msgspec.structs.replace(state, ruled={**state.ruled, place: decided})
        case Withdrawn(thing=thing_id, reason=reason) if thing_id in state.things:
            gone = msgspec.structs.replace(state.things[thing_id], withdrawn=reason.strip() or "–")
            return msgspec.structs.replace(state, things={**state.things, thing_id: gone})
        case _:
            return msgspec.structs.replace(state, impossible=(*state.impossible, fact))
