"""The vectors of ``spec/incidents.md``: days, and what statements add up to."""
# ruff: noqa: ANN401

from typing import Any

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.catalogue import kind_of
from kunak.casework.facts import Event, Fact
from kunak.casework.incidents import days, ending, extracts, links, state
from kunak.casework.incidents.events import Basis, Cell, Coded, Credibility, Entered, Joined, Ruled, Stated, Withdrawn
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import LinkDecided, LinkReasoned, Verdict
from kunak.log import codec

Vector = dict[str, Any]

TEXTS = (
    "2014", "2014-03", "2016-02", "2014-03-05", " 2014 .. 2016-02 ", "2014-03-05..2014-03-05", "1850", "2100-12-31",
    "", "1849", "2101", "2014-13", "2014-00", "2014-02-30", "2015-02-29", "2016..2014", "2014..", "..2014", "2014-3",
    "２０１４", "2014...2015", "soon",
)  # fmt: skip


def incidents_vectors() -> dict[str, Any]:
    """Return the content of ``incidents.json``."""
    return {
        "days": [day(text) for text in TEXTS],
        "sums": [added_up(name, said) for name, said in HISTORIES.items()],
        "people": [joined(name, Sort.VICTIM, said) for name, said in DECISIONS.items()]
        + [joined(f"{name}: {sort.value}", sort, said) for name, said in OF_TWO_SORTS.items() for sort in COMPARED]
        + [before_sorts()],
        "of_group": [of_group(name, said) for name, said in OF_GROUP.items()],
    }


def day(text: str) -> Vector:
    try:
        read = days.read(text)
    except BadInput:
        return {"name": text, "text": text, "days": None}
    return {"name": text, "text": text, "days": [read.first, read.last], "shortest": days.write(read)}


def event_id(number: int) -> EventId:
    return EventId(bytes([number]) * 32)


def added_up(name: str, said: tuple[Event, ...]) -> Vector:
    incident = state.Incident()
    for number, event in enumerate(said):
        fact = Fact(event_id(number), DeviceId(bytes(16)), Instant(0), event)
        incident = state.evolve(incident, fact)
    asked = dict.fromkeys((each.thing, each.field) for each in said if isinstance(each, (Stated, Coded, Ruled)))
    values = [[thing.hex(), field, *_told(incident.value(thing, field))] for thing, field in asked]
    counting = [thing.id.hex() for thing in incident.things.values() if not thing.withdrawn]
    facts = written_out(said)
    joins = {thing.id.hex(): [one.hex() for one in thing.joins] for thing in incident.things.values() if thing.joins}
    return {"name": name, "facts": facts, "counting": counting, "joins": joins, "values": values}


def joined(name: str, sort: Sort, said: tuple[Event, ...]) -> Vector:
    held = links.Links()
    for number, event in enumerate(said):
        held = links.evolve(held, Fact(event_id(number), DeviceId(bytes(16)), Instant(0), event))
    people = links.joined(links.all_of([held], sort))
    return {
        "name": name,
        "sort": sort.value,
        "facts": written_out(said),
        "joined": [[one.hex() for one in group] for group in people.joined],
        "contradictions": [[one.hex() for one in each.pair] for each in people.contradictions],
        "reasons": {mark.hex(): reason for mark, reason in held.reasons.items()},
    }


def of_group(name: str, said: tuple[Event, ...]) -> Vector:
    ended, taken = ending.Endings(), extracts.Extracts()
    for number, event in enumerate(said):
        fact = Fact(event_id(number), DeviceId(bytes(16)), Instant(0), event)
        ended, taken = ending.evolve(ended, fact), extracts.evolve(taken, fact)
    return {
        "name": name,
        "facts": written_out(said),
        "ended": sorted(each.hex() for each in ended.incidents),
        "taken": [
            [fact.event.unit.value, fact.event.sha256.hex(), fact.event.what.value]
            for fact in taken.taken
            if isinstance(fact.event, extracts.Extracted)
        ],
    }


def before_sorts() -> Vector:
    """Return a decision as it was written before incidents were compared: without a sort it is about victims."""
    vector = joined("without a sort", Sort.VICTIM, DECISIONS["through somebody else"])
    for fact in vector["facts"]:
        body = canonical.decode(bytes.fromhex(fact["body"]))
        del body["sort"]
        fact["body"] = canonical.encode(body).hex()
    return vector


def written_out(said: tuple[Event, ...]) -> list[Vector]:
    return [
        {"id": event_id(number).hex(), "kind": kind_of(event), "body": codec.to_body(event).hex()}
        for number, event in enumerate(said)
    ]


def _told(value: state.Value) -> tuple[str, str]:
    return value.text, value.standing.value


ITSELF, GIRL, DEED, HIM = (bytes([number]) * 16 for number in (1, 2, 3, 4))
PRESS, COURT, THIRD = (bytes([number]) * 16 for number in (11, 12, 13))
BEGIN = (
    Entered(thing=ITSELF, sort=Sort.INCIDENT),
    Entered(thing=GIRL, sort=Sort.VICTIM),
    Entered(thing=DEED, sort=Sort.ACT, joins=(GIRL,)),
)


def says(thing: bytes, field: str, value: str, source: bytes = PRESS, **more: Any) -> Stated:
    said = Stated(thing=thing, field=field, value=value, source=source, credibility=Credibility.PROBABLE)
    return msgspec.structs.replace(said, **more)


def over(*numbers: int) -> tuple[EventId, ...]:
    return tuple(event_id(number) for number in numbers)


def ruled(value: str, *supersedes: int) -> Ruled:
    return Ruled(
        thing=GIRL, field="age", value=value, basis=Basis.ADJUDICATED, reason="seen", supersedes=over(*supersedes)
    )


OF_GROUP: dict[str, tuple[Event, ...]] = {
    "an incident was to be destroyed": (ending.Ended(incident=ITSELF),),
    "two members wrote it down": (ending.Ended(incident=HIM), ending.Ended(incident=GIRL), ending.Ended(incident=HIM)),
    "rows left the vault twice": (
        extracts.Extracted(unit=Sort.VICTIM, sha256=bytes(range(32))),
        extracts.Extracted(unit=Sort.VERDICT, sha256=bytes(32)),
    ),
    "a report left it": (
        extracts.Extracted(unit=Sort.ACT, sha256=bytes(32), what=extracts.What.REPORT),
        extracts.Extracted(unit=Sort.ACT, sha256=bytes(32), what=extracts.What.EXACT_REPORT),
    ),
    "both": (
        extracts.Extracted(unit=Sort.INCIDENT, sha256=bytes(range(32, 64))),
        ending.Ended(incident=ITSELF),
    ),
}

HISTORIES: dict[str, tuple[Event, ...]] = {
    "one source": (*BEGIN, says(ITSELF, "date", "2014"), says(GIRL, "age", "19"), says(DEED, "act", "killing")),
    "two sources agree": (*BEGIN, says(GIRL, "age", "19"), says(GIRL, "age", "19", COURT)),
    "two sources contradict each other": (*BEGIN, says(GIRL, "age", "19"), says(GIRL, "age", "20", COURT)),
    "a day within a year": (*BEGIN, says(ITSELF, "date", "2014"), says(ITSELF, "date", "2014-03-05", COURT)),
    "two days": (*BEGIN, says(ITSELF, "date", "2014-03-04"), says(ITSELF, "date", "2014-03-05", COURT)),
    "ranges that overlap": (*BEGIN, says(GIRL, "born", "1990..1994"), says(GIRL, "born", "1993..1996", COURT)),
    "a range that is a month": (
        *BEGIN,
        says(ITSELF, "date", "2014-03-01..2014-03-31"),
        says(ITSELF, "date", "2014", COURT),
    ),
    "one date that cannot be read": (*BEGIN, says(ITSELF, "date", "spring")),
    "a date that cannot be read beside one that can": (
        *BEGIN,
        says(ITSELF, "date", "spring"),
        says(ITSELF, "date", "2014", COURT),
    ),
    "a source corrects itself": (*BEGIN, says(GIRL, "age", "19"), says(GIRL, "age", "20", supersedes=over(3))),
    "two members read one source differently": (*BEGIN, says(GIRL, "age", "19"), says(GIRL, "age", "20")),
    "and one choice ends it": (
        *BEGIN,
        says(GIRL, "age", "19"),
        says(GIRL, "age", "20"),
        says(GIRL, "age", "20", supersedes=over(3, 4)),
    ),
    "what names a write of another source supersedes nothing": (
        *BEGIN,
        says(GIRL, "age", "19"),
        says(GIRL, "age", "20", COURT, supersedes=over(3)),
    ),
    "what is superseded before it comes never stands": (
        *BEGIN,
        says(GIRL, "age", "20", supersedes=over(4)),
        says(GIRL, "age", "19"),
    ),
    "a statement before its thing": (says(GIRL, "age", "19"), *BEGIN),
    "a thing that is entered twice": (*BEGIN, Entered(thing=GIRL, sort=Sort.PERPETRATOR)),
    "a victim is withdrawn": (*BEGIN, says(GIRL, "age", "19"), Withdrawn(thing=GIRL, reason="entered twice")),
    "what comes from a cell": (
        *BEGIN,
        says(GIRL, "given", "Nerisa", cell=Cell(bytes(32), "Sheet 1", 7, "Name"), where="p. 3"),
    ),
    "three sources, two of which agree": (
        *BEGIN,
        says(GIRL, "fate", "killed"),
        says(GIRL, "fate", "killed", COURT),
        says(GIRL, "fate", "missing", THIRD),
    ),
    "what is coded counts for nothing by itself": (
        *BEGIN,
        Coded(thing=DEED, field="act", value="killing"),
        Coded(thing=DEED, field="act", value="killing", supersedes=over(3)),
    ),
    "a decision ends what sources contradict each other on": (
        *BEGIN,
        says(GIRL, "age", "19"),
        says(GIRL, "age", "20", COURT),
        ruled("20"),
    ),
    "a decision against all sources": (*BEGIN, says(GIRL, "age", "19"), ruled("20")),
    "two decisions that differ": (*BEGIN, says(GIRL, "age", "19"), ruled("19"), ruled("20")),
    "two decisions that are one": (*BEGIN, ruled("20"), ruled("20")),
    "a later decision": (*BEGIN, ruled("19"), ruled("20", 3)),
    "an act joins somebody later, and nobody twice": (
        *BEGIN,
        Entered(thing=HIM, sort=Sort.PERPETRATOR),
        Joined(thing=DEED, joins=(HIM, GIRL)),
        Joined(thing=HIM, joins=(GIRL,)),
        Joined(thing=bytes(16), joins=(GIRL,)),
    ),
}


def held(one: int, other: int, verdict: Verdict, *supersedes: int, sort: Sort = Sort.VICTIM) -> LinkDecided:
    first, second = (bytes([number]) * 16 for number in (one, other))
    return LinkDecided(
        first=first, second=second, sort=sort, verdict=verdict, mark=bytes(16), supersedes=over(*supersedes)
    )


SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
DECISIONS: dict[str, tuple[Event, ...]] = {
    "two are one": (held(1, 2, SAME), LinkReasoned(mark=bytes(16), reason="her aunt told both")),
    "through somebody else": (held(1, 2, SAME), held(2, 3, SAME), held(5, 6, SAME)),
    "nobody is sure": (held(1, 2, Verdict.UNSURE),),
    "taken back": (held(1, 2, SAME), held(1, 2, Verdict.UNDONE, 0)),
    "two laptops decide one pair differently": (held(1, 2, SAME), held(1, 2, DIFFERENT), held(5, 6, SAME)),
    "two laptops decide one pair alike": (held(1, 2, SAME), held(1, 2, SAME)),
    "and one choice ends it": (held(1, 2, SAME), held(1, 2, DIFFERENT), held(1, 2, SAME, 0, 1)),
    "joined through others, and called two": (
        held(1, 2, SAME),
        held(2, 3, SAME),
        held(1, 3, DIFFERENT),
        held(5, 6, SAME),
    ),
    "two who are two, each with others": (held(1, 2, SAME), held(3, 4, SAME), held(1, 3, DIFFERENT)),
    "the larger id first": (held(2, 1, SAME), held(1, 2, DIFFERENT, 0)),
    "with oneself": (held(1, 1, SAME),),
}

COMPARED = Sort.VICTIM, Sort.INCIDENT, Sort.ACT
OF_TWO_SORTS: dict[str, tuple[Event, ...]] = {
    "one person, and two incidents": (held(1, 2, SAME), held(11, 12, DIFFERENT, sort=Sort.INCIDENT)),
    "each sort joins by itself": (
        held(1, 2, SAME),
        held(2, 3, SAME, sort=Sort.INCIDENT),
        held(3, 4, SAME, sort=Sort.INCIDENT),
    ),
    "each sort contradicts itself alone": (held(1, 2, SAME), held(1, 2, DIFFERENT, sort=Sort.INCIDENT)),
    "a decision on another sort supersedes nothing": (held(1, 2, SAME), held(1, 2, SAME, 0, sort=Sort.INCIDENT)),
    "acts are joined by themselves": (held(1, 2, SAME, sort=Sort.ACT),),
}
