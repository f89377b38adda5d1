"""The register: who may keep it, what is entered as a whole, and who can read which part on their own laptop."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet

from kunak.app import giving, incidents, members, settling, sources
from kunak.app.incidents import Hangs, Key, Told, key
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework.catalogue import from_plain, to_plain
from kunak.casework.compartments import CompartmentOpened, Kind, Role, Subject, register_readers
from kunak.casework.facts import Unknown
from kunak.casework.incidents.events import Credibility, Stated
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.sources import Grade, Reliability, SourceRecord, Whereabouts
from kunak.casework.incidents.state import Standing
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryCache

NAME, PLACE = "Nerisa", "Kelduin"
TOLD = {
    "date": "2014-03",
    "region": "Halvora",
    "settlement": PLACE,
    "act": "killing",
    "relation": "brother",
    "victim.given": NAME,
    "victim.age": "19",
    "perpetrator.sex": "male",
}
WITHOUT_NAMES = {name: value for name, value in TOLD.items() if value not in {NAME, PLACE}}


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def described(space: Workspace, label: str = "weekly, spring 2014", found: Whereabouts | None = None) -> SubjectId:
    return sources.add(space, record=SourceRecord(label, "press"), found=found, grade=Grade(Reliability.FAIRLY, "so"))


def told(**said: str) -> list[Told]:
    return [Told(key(name.replace("__", ".")), value) for name, value in said.items()]


def entered(space: Workspace, said: dict[str, str] = TOLD, source: SubjectId | None = None) -> SubjectId:
    hangs = Hangs(source or described(space), Credibility.PROBABLE, "p. 3")
    return incidents.add(space, [Told(key(name), value) for name, value in said.items()], hangs)


def test_an_incident_is_entered_listed_and_read_after_everything_was_opened_anew(group: InventedGroup) -> None:
    subject = entered(group.space)
    assert group.reopened(cache=MemoryCache()) == []
    (listed,) = incidents.listed(group.space)
    assert (listed.id, listed.number) == (subject, subject.hex()[:8])
    assert (listed.line.date, listed.line.region, listed.line.acts) == ("2014-03", "Halvora", ("killing",))
    assert (listed.line.victims, listed.line.perpetrators, listed.line.sources) == (1, 1, 1)
    incident = incidents.opened(group.space, group.space.by_number(Subject.INCIDENT, listed.number))
    (act,), (victim,) = incident.of_sort(Sort.ACT), incident.of_sort(Sort.VICTIM)
    assert act.joins == (victim.id, incident.of_sort(Sort.PERPETRATOR)[0].id)
    assert incident.value(victim.id, "given").text == NAME
    assert [write.value.where for write in incident.writes(victim.id, "given")] == ["p. 3"]


def test_names_and_the_rest_lie_in_two_parts(group: InventedGroup) -> None:
    subject = entered(group.space)
    where = {
        entry.fact.event.field: entry.kind
        for entry in group.space.entries(subject)
        if isinstance(entry.fact.event, Stated)
    }
    assert {field for field, kind in where.items() if kind is Kind.IDENTITY} == {"given", "settlement"}


def test_half_an_incident_is_never_entered(group: InventedGroup) -> None:
    source, count = described(group.space), group.log.count
    for said in ({"date": "2014-02-30"}, {**TOLD, "victim.age": "-1"}, {**TOLD, "act": "nonsense"}, {"region": " "}):
        with pytest.raises(BadInput):
            entered(group.space, said, source)
    with pytest.raises(Refused, match="Describe the source first"):
        entered(group.space, TOLD, SubjectId(b"x" * 16))
    assert group.log.count == count
    assert incidents.listed(group.space) == []


def test_a_second_source_adds_a_victim_and_contradicts_the_first(group: InventedGroup) -> None:
    subject, other = entered(group.space), described(group.space, "verdict 3")
    second_victim = Told(Key(Sort.VICTIM, 2, "age"), "31")
    incidents.state(group.space, subject, [*told(victim__age="20"), second_victim], Hangs(other))
    incident = incidents.opened(group.space, subject)
    first, second = incident.of_sort(Sort.VICTIM)
    assert incident.value(first.id, "age").standing is Standing.CONTRADICTED
    assert incident.value(second.id, "age").text == "31"
    assert incidents.named(second, incident) == "victim.2"
    assert incidents.listed(group.space)[0].line.contradictions == 1


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "age", "given", "incident.age", "victim.0.age", "victim.51.age", "incident.2.date", "a.b.c.d"],
)
def test_a_key_that_names_no_field_of_one_thing_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        key(text)


@pytest.mark.parametrize("text", incidents.keys())
def test_every_key_that_is_offered_is_read(text: str) -> None:
    assert key(text).number == 1


def test_several_acts_join_the_people_of_their_number(group: InventedGroup) -> None:
    subject = entered(
        group.space,
        {"date": "2014", "act": "killing", "act.2.act": "beating", "victim.age": "19", "victim.2.age": "17"},
    )
    incident = incidents.opened(group.space, subject)
    acts, victims = incident.of_sort(Sort.ACT), incident.of_sort(Sort.VICTIM)
    assert [act.joins for act in acts] == [(victim.id,) for victim in victims]


def test_who_is_entered_later_is_joined_by_the_act_and_the_verdict(group: InventedGroup) -> None:
    """The harm: a brother who is named a year later has done nothing to anybody."""
    source = described(group.space)
    subject = entered(group.space, {"date": "2014", "act": "killing", "victim.age": "19"}, source)
    incidents.state(group.space, subject, told(verdict__months="96"), Hangs(source))
    incidents.state(group.space, subject, told(perpetrator__sex="male"), Hangs(source))
    incident = incidents.opened(group.space, subject)
    him = incident.of_sort(Sort.PERPETRATOR)[0].id
    assert incident.of_sort(Sort.ACT)[0].joins == (incident.of_sort(Sort.VICTIM)[0].id, him)
    assert incident.of_sort(Sort.VERDICT)[0].joins == (him,)


def test_what_is_withdrawn_is_listed_only_where_it_is_asked_for(group: InventedGroup) -> None:
    subject = entered(group.space)
    incidents.withdraw(group.space, subject, thing=subject, reason="the same as another")
    assert incidents.listed(group.space) == []
    assert list(incidents.counted(group.space)) == []
    assert incidents.listed(group.space, withdrawn=True)[0].line.withdrawn == "the same as another"


def test_two_readings_of_one_source_are_settled_by_one_choice(group: InventedGroup) -> None:
    subject = entered(group.space)
    said = next(
        entry.fact.event
        for entry in group.space.entries(subject)
        if isinstance(entry.fact.event, Stated) and entry.fact.event.field == "date"
    )
    group.space.write(subject, Subject.INCIDENT, (said,))
    (found,) = settling.of(group.space, subject, Subject.INCIDENT)
    seen = [side.id for side in found.sides]
    settling.settle(group.space, subject, Subject.INCIDENT, chosen=seen[0], seen=seen)
    assert settling.of(group.space, subject, Subject.INCIDENT) == ()


@pytest.mark.parametrize(
    ("kind", "there", "readers"),
    [
        (Kind.DESK, (), {Role.RESEARCHER, Role.COORDINATOR}),
        (Kind.DESK, (Role.RESEARCHER,), {Role.RESEARCHER, Role.COORDINATOR}),
        (Kind.IDENTITY, (Role.LAWYER,), {Role.RESEARCHER, Role.COORDINATOR}),
        (Kind.IDENTITY, (Role.RESEARCHER,), {Role.RESEARCHER}),
    ],
)
def test_names_are_for_researchers_and_coordinators_stand_in(
    kind: Kind, there: tuple[Role, ...], readers: set[Role]
) -> None:
    assert register_readers(kind, there) == readers


def test_who_keeps_no_register_neither_reads_nor_writes_it(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.LAWYER,))
    with fleet.on(FOUNDER) as founder:
        subject = entered(founder.space)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as laptop:
        assert laptop.space.cache.subject(subject) is None
        for asked in (incidents.listed, sources.listed):
            with pytest.raises(Refused):
                asked(laptop.space)
        with pytest.raises(Refused):
            described(laptop.space)


def test_a_coordinator_reads_what_is_counted_and_a_researcher_the_names(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    with fleet.on("Zara") as researcher:
        source = described(researcher.space, found=Whereabouts(f"A girl of {PLACE}"))
        subject = entered(researcher.space, source=source)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        assert incidents.readable(founder.space) == {Kind.DESK}
        incident = incidents.opened(founder.space, subject)
        said = {write.value.value for field in incident.said.values() for write in field.writes}
        assert said == set(WITHOUT_NAMES.values())
        assert sources.opened(founder.space, source).found == Whereabouts("")
        assert not founder.space.cache.search(NAME, limit=9, kinds=None)
        with pytest.raises(Refused):
            incidents.state(founder.space, subject, told(victim__given="Another"), Hangs(source))
        incidents.state(founder.space, subject, told(victim__sex="female"), Hangs(source))
        assert giving.alarms(founder.space) == []
    fleet.exchange("Zara", FOUNDER)
    with fleet.on("Zara") as researcher:
        victim = incidents.opened(researcher.space, subject).of_sort(Sort.VICTIM)[0]
        assert incidents.opened(researcher.space, subject).value(victim.id, "sex").text == "female"


def test_whoever_becomes_a_researcher_reads_the_names_of_before(fleet: Fleet) -> None:
    """The harm: the group finds its researcher among its members, and has to put them out to let them in."""
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    nurbek = fleet.joins("Nurbek", roles=(Role.LAWYER,))
    with fleet.on("Zara") as researcher:
        subject = entered(researcher.space)
    fleet.exchange("Zara", "Nurbek", FOUNDER)
    with fleet.on("Nurbek") as lawyer, pytest.raises(Refused):
        incidents.check_reader(lawyer.space)
    with fleet.on(FOUNDER) as founder:
        assert members.give_roles(founder.space, member=nurbek, roles=(Role.RESEARCHER,)).missing == 0
    fleet.exchange(FOUNDER, "Zara", "Nurbek")
    with fleet.on("Nurbek") as lawyer:
        assert lawyer.space.me().roles == (Role.LAWYER, Role.RESEARCHER)
        victim = incidents.opened(lawyer.space, subject).of_sort(Sort.VICTIM)[0]
        assert incidents.opened(lawyer.space, subject).value(victim.id, "given").text == NAME
        assert giving.alarms(lawyer.space) == []


def test_who_stood_in_for_a_researcher_writes_no_more_names_and_is_no_alarm(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as founder:
        subject = entered(founder.space)
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder, pytest.raises(Refused):
        entered(founder.space)
    with fleet.on(FOUNDER) as founder:
        assert giving.alarms(founder.space) == []
        entered(founder.space, WITHOUT_NAMES)
    with fleet.on("Zara") as researcher:
        victim = incidents.opened(researcher.space, subject).of_sort(Sort.VICTIM)[0]
        assert incidents.opened(researcher.space, subject).value(victim.id, "given").text == NAME


def test_a_laptop_of_before_keeps_the_register_unread() -> None:
    """It reads the first event of such a part as one of an unknown kind, and places nothing in it."""
    plain = to_plain(CompartmentOpened(subject=b"s" * 16, subject_type=Subject.INCIDENT, part=Kind.DESK))
    assert from_plain("access.opened", {**plain, "subject_type": "what comes later"}) == Unknown(kind="access.opened")
