"""Every field on which two values can stand is found, says what counts meanwhile, and is settled by one of them."""

from typing import Any

import msgspec
import pytest

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework import disputes, subjects
from kunak.casework.assessment import Basis, FactorMarked, Level, LevelDecided, PerpetratorRecorded, Presence
from kunak.casework.case import ManagerNamed, Stage, StageMoved
from kunak.casework.compartments import Kind
from kunak.casework.consent import ConsentGiven
from kunak.casework.details import DetailWritten, Known
from kunak.casework.disputes import Dispute
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field
from kunak.casework.legal import Ending, LegalDeadlineMoved, LegalStepAssigned, LegalStepEnded, LegalStepSet, Outcome
from kunak.casework.plan import PlanDrafted
from kunak.casework.preferences import DeskSet, MeetingChosen
from kunak.casework.publication import DraftWritten, EmbargoSet
from kunak.casework.request import RequestTriaged, Urgency
from kunak.casework.retention import HoldLifted, HoldPlaced, RetentionSet
from kunak.casework.shelter import PeoplePlaced, PlaceDescribed, PlaceJudged, PlaceRecord, Standing, Status, StayPlanned
from kunak.casework.subjects import Entry

ID = b"i" * 16
LAPTOP = DeviceId(b"d" * 16)
STEP = LegalStepSet(step=ID, title="appeal", due=Instant(9), responsible="Aluna")
STAY = PeoplePlaced(placement=ID, place=ID, people=1, since=Instant(1), until=Instant(9))
PLACE = PlaceRecord(label="mill", region="north", address="Mill 1", capacity=4, host="Ona")
DONE = Ending(Outcome.DONE, "won", Instant(3))
DROPPED = Ending(Outcome.DROPPED, "useless", Instant(3))


def level(chosen: Level) -> LevelDecided:
    return LevelDecided(level=chosen, reasons="r", reassess_by=Instant(9), suggested=Level.STANDARD)


def perpetrator(label: str) -> PerpetratorRecorded:
    return PerpetratorRecorded(perpetrator=ID, label=label)


FIRST = EventId(bytes(31) + b"\x01")
"""Id of the first fact: what was said before the two disagree."""

CASES: list[tuple[Kind, Event | None, Event, Event, str]] = [
    (Kind.DESK, None, StageMoved(to=Stage.SAFE), StageMoved(to=Stage.MOVING), "second"),
    (Kind.DESK, None, ManagerNamed(member=b"a" * 16), ManagerNamed(member=b"b" * 16), "second"),
    (Kind.DESK, None, RetentionSet(until=Instant(9), reason="r"), RetentionSet(until=Instant(5), reason="r"), "first"),
    (Kind.DESK, None, HoldPlaced(reason="a court asks"), HoldLifted(reason="it does not"), "first"),
    (Kind.THREAT, None, level(Level.HIGH), level(Level.EXTREME), "second"),
    (
        Kind.THREAT,
        None,
        FactorMarked(factor="outed", presence=Presence.PRESENT, basis=Basis.SAID),
        FactorMarked(factor="outed", presence=Presence.ABSENT, basis=Basis.SAID),
        "first",
    ),
    (Kind.THREAT, None, perpetrator("elder uncle"), perpetrator("younger uncle"), "both"),
    (Kind.ROUTE, None, PlanDrafted(legs=(), note="one"), PlanDrafted(legs=(), note="two"), "none"),
    (
        Kind.SHELTER,
        STAY,
        StayPlanned(placement=ID, until=Instant(7), reason="r", supersedes=(FIRST,)),
        StayPlanned(placement=ID, until=Instant(8), reason="r", supersedes=(FIRST,)),
        "first",
    ),
    (
        Kind.LEGAL,
        STEP,
        LegalDeadlineMoved(step=ID, due=Instant(7), reason="r", supersedes=(FIRST,)),
        LegalDeadlineMoved(step=ID, due=Instant(6), reason="r", supersedes=(FIRST,)),
        "second",
    ),
    (
        Kind.LEGAL,
        STEP,
        LegalStepAssigned(step=ID, responsible="Zara", supersedes=(FIRST,)),
        LegalStepAssigned(step=ID, responsible="Nurbek", supersedes=(FIRST,)),
        "both",
    ),
    (Kind.LEGAL, STEP, LegalStepEnded(step=ID, ending=DONE), LegalStepEnded(step=ID, ending=DROPPED), "none"),
    (
        Kind.PUBLICATION,
        None,
        ConsentGiven(scopes=(), how="spoken", words="no"),
        ConsentGiven(scopes=(), how="spoken", words="never"),
        "both",
    ),
    (Kind.PUBLICATION, None, DraftWritten(text="one"), DraftWritten(text="two"), "none"),
    (
        Kind.PUBLICATION,
        None,
        EmbargoSet(until=Instant(4), reason="r"),
        EmbargoSet(until=Instant(5), reason="r"),
        "second",
    ),
    (
        Kind.CONTACT,
        None,
        DetailWritten(field="safe_to_call", value="no"),
        DetailWritten(field="safe_to_call", value="yes", known_to_pursuers=Known.YES),
        "first",
    ),
    (
        Kind.IDENTITY,
        None,
        DetailWritten(field="home", value="Quellin"),
        DetailWritten(field="home", value="Emmer"),
        "second",
    ),
]

GROUP: list[tuple[Kind, Event | None, Event, Event, str]] = [
    (
        Kind.SHELTER,
        PlaceDescribed(place=ID, record=PLACE),
        PlaceDescribed(place=ID, record=msgspec.structs.replace(PLACE, capacity=2), supersedes=(FIRST,)),
        PlaceDescribed(place=ID, record=msgspec.structs.replace(PLACE, capacity=3), supersedes=(FIRST,)),
        "first",
    ),
    (
        Kind.SHELTER,
        PlaceDescribed(place=ID, record=PLACE),
        PlaceJudged(place=ID, standing=Standing(Status.OPEN, "quiet")),
        PlaceJudged(place=ID, standing=Standing(Status.SUSPECTED, "a car")),
        "second",
    ),
    (
        Kind.DESK,
        None,
        DeskSet(idle_minutes=5, tab_title="", zone="UTC"),
        DeskSet(idle_minutes=9, tab_title="", zone="UTC"),
        "first",
    ),
    (
        Kind.DESK,
        None,
        MeetingChosen(url="https://a", feed=b"a" * 16, relay_key=b""),
        MeetingChosen(url="https://b", feed=b"b" * 16, relay_key=b""),
        "second",
    ),
]


def facts(kind: Kind, *events: Event | None) -> list[Entry]:
    return [
        Entry(kind, Fact(EventId(bytes(31) + bytes([number])), LAPTOP, Instant(number), event))
        for number, event in enumerate(events, 1)
        if event is not None
    ]


def ids_of(dispute: Dispute) -> set[str]:
    names = {EventId(bytes(31) + b"\x02"): "first", EventId(bytes(31) + b"\x03"): "second"}
    return {names[each] for each in dispute.counting}


def check(dispute: Dispute, kind: Kind, counting: str) -> None:
    assert dispute.kind is kind
    assert ids_of(dispute) == {"both": {"first", "second"}, "none": set()}.get(counting, {counting})


@pytest.mark.parametrize(("kind", "before", "first", "second", "counting"), CASES)
def test_two_who_do_not_know_of_each_other_disagree_until_one_value_is_said_again(
    kind: Kind, before: Event | None, first: Event, second: Event, counting: str
) -> None:
    entries = facts(kind, before, first, second)
    (dispute,) = disputes.of_case(subjects.CASE.all(entries))
    check(dispute, kind, counting)
    for chosen in (first, second):
        said = disputes.settling(dispute, chosen, seen=dispute.field.heads)
        after = subjects.CASE.all([*entries, *facts(kind, None, None, None, *said)])
        assert disputes.of_case(after) == ()
        assert after.aside == ()


@pytest.mark.parametrize(("kind", "before", "first", "second", "counting"), GROUP)
def test_what_is_the_groups_is_settled_in_the_same_way(
    kind: Kind, before: Event | None, first: Event, second: Event, counting: str
) -> None:
    entries = facts(kind, before, first, second)
    (dispute,) = disputes.of_group(subjects.GROUP.all(entries))
    check(dispute, kind, counting)
    said = disputes.settling(dispute, first, seen=dispute.field.heads)
    assert disputes.of_group(subjects.GROUP.all([*entries, *facts(kind, None, None, None, *said)])) == ()


def test_how_urgent_a_request_is_is_settled_too() -> None:
    soon, now = (RequestTriaged(urgency=urgency, reason="r") for urgency in (Urgency.THIS_WEEK, Urgency.NOW))
    entries = facts(Kind.CONTACT, None, soon, now)
    (dispute,) = disputes.of_request(subjects.REQUEST.all(entries))
    check(dispute, Kind.CONTACT, "second")
    said = disputes.settling(dispute, soon, seen=dispute.field.heads)
    assert disputes.of_request(subjects.REQUEST.all([*entries, *facts(Kind.CONTACT, None, None, None, *said)])) == ()


def test_what_came_after_the_page_was_read_still_stands() -> None:
    entries = facts(
        Kind.DESK, None, StageMoved(to=Stage.SAFE), StageMoved(to=Stage.MOVING), StageMoved(to=Stage.PLANNING)
    )
    (dispute,) = disputes.of_case(subjects.CASE.all(entries))
    said = disputes.settling(dispute, StageMoved(to=Stage.SAFE), seen=dispute.field.heads[:2])
    after = subjects.CASE.all([*entries, *facts(Kind.DESK, None, None, None, None, *said)])
    assert {write.value for write in after.case.stages.writes} == {Stage.PLANNING, Stage.SAFE}


def test_a_value_that_only_began_something_is_not_said_again() -> None:
    (dispute,) = disputes.of_case(
        subjects.CASE.all(facts(Kind.DESK, None, StageMoved(to=Stage.SAFE), StageMoved(to=Stage.MOVING)))
    )
    with pytest.raises(Refused):
        disputes.settling(dispute, STEP, seen=())


def test_where_nobody_disagrees_there_is_nothing() -> None:
    assert disputes.of_case(subjects.CASE.all(facts(Kind.LEGAL, STEP))) == ()
    assert disputes.of_group(subjects.GROUP.empty) == ()
    assert disputes.of_request(subjects.REQUEST.empty) == ()


def fields_in(thing: object) -> int:
    """How many fields that can be disputed there are in a struct, however deep."""
    if isinstance(thing, Field):
        return 1
    if isinstance(thing, dict):
        return max((fields_in(each) for each in thing.values()), default=0)
    if isinstance(thing, msgspec.Struct):
        return sum(fields_in(getattr(thing, name)) for name in thing.__struct_fields__)
    return 0


@pytest.mark.parametrize(
    ("table", "all_of", "fold"),
    [(CASES, disputes._of_case, subjects.CASE), (GROUP, disputes._of_group, subjects.GROUP)],
)
def test_no_field_of_a_file_is_forgotten(table: list[tuple[Any, ...]], all_of: Any, fold: Any) -> None:
    entries: list[Entry] = []
    for kind, before, first, _, _ in table:
        for event in (before, first):
            if event is not None:
                number = len(entries) + 1
                bare = msgspec.structs.replace(event, supersedes=()) if hasattr(event, "supersedes") else event
                entries.append(Entry(kind, Fact(EventId(bytes([number]) * 32), LAPTOP, Instant(number), bare)))
    file = fold.all(entries)
    found = {id(dispute.field) for dispute in all_of(file)}
    assert len(found) >= fields_in(file)
