"""Decisions about one case: the rules are asked with what stands, and phones lead nobody to anybody."""

import msgspec
import pytest

from kunak.app import cases, devices, members, publishing
from kunak.app.secrets import secrets_of
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework import custody, details
from kunak.casework.case import Stage, StageMoved
from kunak.casework.compartments import Kind, Role
from kunak.casework.custody import Custody, DeviceHandedOver, DeviceIdentified, DeviceRecord, Step
from kunak.casework.details import DetailWritten, Known
from kunak.crypto.profiles import DEMO
from kunak.testing.group import InventedGroup

PHONE = DeviceRecord(label="old phone, black")


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _handover(device: bytes, step: Step, group: InventedGroup) -> DeviceHandedOver:
    return DeviceHandedOver(
        device=device, step=step, giver="Adam", receiver="Berta", witness="Clara", happened_at=group.clock()
    )


def test_nobody_is_safe_while_a_phone_can_be_followed(group: InventedGroup) -> None:
    subject = group.open_case()
    group.write(subject, StageMoved(to=Stage.ARRIVED), DeviceIdentified(device=b"d", record=PHONE))
    with pytest.raises(Refused, match="phone"):
        cases.move(group.space, subject, to=Stage.SAFE)
    assert len(cases.obstacles(group.space, subject, Stage.SAFE)) == 1
    for step in (Step.TAKE_OVER, Step.ISOLATE):
        devices.hand_over(group.space, subject, _handover(b"d", step, group))
    cases.move(group.space, subject, to=Stage.SAFE)
    assert group.space.case(subject).case.stage is Stage.SAFE


def test_a_reason_lets_the_case_pass_and_is_recorded(group: InventedGroup) -> None:
    subject = group.open_case()
    group.write(subject, StageMoved(to=Stage.ARRIVED), DeviceIdentified(device=b"d", record=PHONE))
    cases.move(group.space, subject, to=Stage.SAFE, reason="sunk in the river")
    assert group.space.case(subject).case.history[-1][1].overridden == ("devices",)


def test_a_phone_from_stock_leaves_it_and_arrives_in_the_case_together(group: InventedGroup) -> None:
    subject = group.open_case()
    device = devices.put_in_stock(group.space, DeviceRecord(label="new phone"))
    devices.issue(group.space, subject, _handover(device, Step.ISSUE, group))
    assert devices.in_stock(group.space) == ()
    assert group.space.case(subject).custody.devices[device].state is Custody.ISSUED
    with pytest.raises(Refused):
        devices.issue(group.space, group.open_case("brisk-otter"), _handover(device, Step.ISSUE, group))


def test_a_phone_that_is_not_destroyed_has_no_certificate(group: InventedGroup) -> None:
    subject = group.open_case()
    group.write(subject, DeviceIdentified(device=b"d", record=PHONE))
    with pytest.raises(Refused, match="nothing to certify"):
        devices.certificate(group.space, subject, b"d")
    with pytest.raises(BadInput):
        devices.certificate(group.space, subject, b"?")


def test_a_destroyed_phone_has_a_certificate_with_its_chain(group: InventedGroup) -> None:
    subject = group.open_case()
    group.write(subject, DeviceIdentified(device=b"d", record=PHONE))
    devices.hand_over(group.space, subject, _handover(b"d", Step.TAKE_OVER, group))
    done = custody.DeviceDestroyed(
        device=b"d",
        method=custody.Sanitization.DESTROY,
        technique="drilled",
        tool="drill",
        verification="in two pieces",
        performer="Adam",
        verifier="Emil",
        witnesses=("Berta", "Clara"),
        happened_at=group.clock(),
    )
    cases.decide(group.space, subject, lambda file: custody.destroy(file.custody, done))
    paper = devices.certificate(group.space, subject, b"d")
    assert paper.case == "azure-heron"
    assert len(paper.chain) == len(paper.entries) == 2


def test_only_members_are_let_into_a_case(group: InventedGroup) -> None:
    subject, member = group.open_case(), group.second_member()
    kinds = frozenset({Kind.DESK})
    cases.let_in(group.space, subject, member=member, kinds=kinds, reason="")
    assert group.space.case(subject).access.kinds_of[member] == kinds
    for stranger in (b"?" * 16, b""):
        with pytest.raises(Refused, match="no member"):
            cases.let_in(group.space, subject, member=stranger, kinds=kinds, reason="")
    cases.shut_out(group.space, subject, member=member, kinds=kinds, reason="left the case")
    assert group.space.case(subject).access.kinds_of[member] == frozenset()


def test_who_is_invited_has_a_key_and_a_passphrase_and_can_be_removed(group: InventedGroup) -> None:
    invited = members.invite(group.space, group.keys, name="Selima", roles=(Role.LAWYER,), language="en", profile=DEMO)
    assert len(invited.passphrase.split()) == members.WORDS
    assert group.keys.read(invited.member)
    with pytest.raises(Refused, match="name"):
        members.invite(group.space, group.keys, name="selima", roles=(Role.LAWYER,), language="en", profile=DEMO)
    members.remove(group.space, member=invited.member, reason="moved away")
    assert [bool(member.left) for member in members.listed(group.space)] == [False, True]


def test_every_value_that_stands_is_kept_out_of_a_text(group: InventedGroup) -> None:
    """The harm: two members wrote two towns, and only the last is looked for."""
    subject = group.open_case()
    towns = [DetailWritten(field="home", value=town, known_to_pursuers=Known.NO) for town in ("Oakmill", "Fernby")]
    group.write(subject, *towns)
    assert {place.name for place in secrets_of(group.space.case(subject)).places} == {"Oakmill", "Fernby"}
    report = publishing.judged(group.space, subject, "She left Fernby and Oakmill.")
    assert report.verdict == "block"
    assert {finding.text for finding in report.findings} == {"Fernby", "Oakmill"}


def test_the_timeline_tells_who_wrote_what(group: InventedGroup) -> None:
    subject = group.open_case()
    cases.note(group.space, subject, kind=Kind.HEALTH, text="tired")
    moments = cases.timeline(group.space, subject)
    assert moments[-1].by == "Aluna"
    assert moments[-1].entry.fact.event == details.NoteAdded(text="tired")
    assert [each.entry for each in cases.notes(group.space, subject, Kind.HEALTH)] == [moments[-1].entry]


def test_the_list_shows_those_in_the_greatest_danger_first(group: InventedGroup) -> None:
    group.open_case("azure-heron")
    group.open_case("brisk-otter")
    listed = cases.listed(group.space)
    assert {each.line.code for each in listed} == {"azure-heron", "brisk-otter"}
    assert cases.listed(group.space, stages=[Stage.CLOSED]) == []
    line = listed[0].line
    assert cases.summary_of(msgspec.msgpack.encode(line)) == line


def test_a_case_that_is_not_here_is_no_case(group: InventedGroup) -> None:
    with pytest.raises(BadInput):
        cases.note(group.space, SubjectId(b"?" * 16), kind=Kind.DESK, text="x")
