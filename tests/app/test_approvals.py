"""The word of a second member: theirs, about exactly this, and never one's own."""

import msgspec
import pytest

from kunak.app import approvals, cases, plans, publishing
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import DeviceId, SubjectId
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after
from kunak.casework import checkins, consent, plan, publication
from kunak.casework.checkins import AlarmKind, Heard, PhrasesAgreed
from kunak.casework.compartments import Subject
from kunak.casework.consent import Scope
from kunak.casework.plan import Leg, LegStep, Means, PlanApproved
from kunak.casework.publication import Verdict
from kunak.casework.roster import Approval, leave
from kunak.testing.group import SECOND_PASSPHRASE, InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _leg(group: InventedGroup, number: int = 1, **changes: object) -> Leg:
    begins = after(group.clock(), number * HOUR)
    leg = Leg(
        id=bytes([number]) * 16,
        origin="Upper Mill",
        destination="Harbour",
        departs=begins,
        arrives=after(begins, 30 * MINUTE),
        means=Means.BUS,
    )
    return _changed(leg, **changes)


def _changed(leg: Leg, **changes: object) -> Leg:
    return msgspec.structs.replace(leg, **changes)


def _drafted(group: InventedGroup, *legs: Leg) -> SubjectId:
    subject = group.open_case()
    group.write(subject, PhrasesAgreed(well="the blue kettle", duress="the red kettle"))
    plans.draft(group.space, subject, legs=legs or (_leg(group),))
    return subject


def _digest(group: InventedGroup, subject: SubjectId) -> bytes:
    draft = group.space.case(subject).plan.draft
    assert draft is not None
    return draft.digest


def _approve(group: InventedGroup, subject: SubjectId, member: bytes) -> None:
    plans.approve(
        group.space,
        group.keys,
        subject,
        of=_digest(group, subject),
        member=member,
        passphrase=SECOND_PASSPHRASE,
    )


def test_a_second_member_approves_the_plan_as_it_stands(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    _approve(group, subject, member)
    file = group.space.case(subject)
    assert file.plan.approved
    assert [each.expected.leg for each in file.checkins.open] == [_leg(group).id]


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "Lower Mill"},
        {"destination": "Harbor"},
        {"note": "."},
        {"code": "kestrel", "countersign": "heron"},
        {"cost": 1, "currency": "EUR"},
        {"service": "7"},
        {"trace": plan.Trace.TICKET},
        {"means": Means.TAXI},
        {"escort": b"e" * 16},
        {"documents": "none"},
        {"met_by": "a friend"},
    ],
)
def test_any_edit_voids_the_approval(group: InventedGroup, changes: dict[str, object]) -> None:
    member, subject = group.second_member(), _drafted(group)
    _approve(group, subject, member)
    plans.draft(group.space, subject, legs=(_changed(_leg(group), **changes),))
    assert not group.space.case(subject).plan.approved
    with pytest.raises(Refused, match="second member"):
        cases.decide(
            group.space,
            subject,
            lambda file: plan.report(
                file.plan, leg=_leg(group).id, step=LegStep.DEPART, happened_at=group.clock(), now=group.clock()
            ),
        )


def test_the_same_legs_in_another_order_are_another_plan(group: InventedGroup) -> None:
    one, two = _leg(group, 1), _leg(group, 2)
    assert plan.digest((one, two)) != plan.digest((two, one))


def test_nobody_approves_their_own_work(group: InventedGroup) -> None:
    group.second_member()
    subject, me = _drafted(group), group.space.me().id
    with pytest.raises(Refused, match="nobody approves their own work"):
        _approve(group, subject, me)


def test_the_author_is_who_wrote_it_and_not_who_sits_here(group: InventedGroup) -> None:
    """The harm: the author walks to another laptop and is their own second member there."""
    member, me = group.second_member(), group.space.me()
    with pytest.raises(Refused, match="nobody approves their own work"):
        approvals.approve(group.space, group.keys, member=me.id, passphrase="", of=b"d" * 32, written_by=me.devices[0])
    with pytest.raises(BadInput):
        approvals.approve(
            group.space, group.keys, member=me.id, passphrase="", of=b"d" * 32, written_by=DeviceId(b"elsewhere")
        )
    assert approvals.approve(
        group.space, group.keys, member=member, passphrase=SECOND_PASSPHRASE, of=b"d" * 32, written_by=me.devices[0]
    )


def test_who_is_alone_may_approve_alone(group: InventedGroup) -> None:
    assert [each.id for each in approvals.who_may_approve(group.space)] == [group.space.me().id]
    member = group.second_member()
    assert [each.id for each in approvals.who_may_approve(group.space)] == [member]


def test_who_has_left_approves_nothing(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    group.second_member("Third")
    gone = leave(group.space.group().roster, member=member, reason="moved away")
    group.space.write(group.space.group_id, Subject.GROUP, gone)
    with pytest.raises(Refused, match="member today"):
        _approve(group, subject, member)


def test_a_wrong_passphrase_approves_nothing(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    with pytest.raises(BadInput):
        plans.approve(
            group.space, group.keys, subject, of=_digest(group, subject), member=member, passphrase="nine otters"
        )
    assert not group.space.case(subject).plan.approved
    assert group.space.case(subject).checkins.open == ()


def test_a_plan_that_has_changed_since_is_not_approved(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    read = _digest(group, subject)
    plans.draft(group.space, subject, legs=(_leg(group, 2),))
    with pytest.raises(Refused, match="changed since"):
        plans.approve(group.space, group.keys, subject, of=read, member=member, passphrase=SECOND_PASSPHRASE)


def test_a_forged_signature_is_refused(group: InventedGroup) -> None:
    member = group.second_member()
    genuine = approvals.approve(group.space, group.keys, member=member, passphrase=SECOND_PASSPHRASE, of=b"d" * 32)
    approvals.check_signature(group.space, genuine)
    forged = (
        Approval(member, b"e" * 32, genuine.signature),
        Approval(group.space.me().id, b"d" * 32, genuine.signature),
        Approval(member, b"d" * 32, genuine.signature[:-1] + bytes([genuine.signature[-1] ^ 1])),
        Approval(member, b"d" * 32, b""),
        Approval(b"nobody", b"d" * 32, genuine.signature),
    )
    for approval in forged:
        with pytest.raises(KunakError):
            approvals.check_signature(group.space, approval)


def test_an_approval_of_another_group_counts_for_nothing(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    elsewhere = InventedGroup(seed=8)
    foreign = elsewhere.second_member()
    word = approvals.approve(
        elsewhere.space, elsewhere.keys, member=foreign, passphrase=SECOND_PASSPHRASE, of=_digest(group, subject)
    )
    group.write(subject, PlanApproved(approval=Approval(member, word.of, word.signature)))
    assert not group.space.case(subject).plan.approved


def test_another_plan_calls_off_what_lies_ahead_and_no_silence_that_alarms(group: InventedGroup) -> None:
    """The harm: the person is silent, somebody plans anew, and the alarm is gone."""
    member, subject = group.second_member(), _drafted(group, _leg(group, 1), _leg(group, 9))
    _approve(group, subject, member)
    group.clock.forward(3 * HOUR)
    silent = checkins.alarms(group.space.case(subject).checkins, group.clock())
    assert [alarm.kind for alarm in silent] == [AlarmKind.OVERDUE]
    plans.draft(group.space, subject, legs=(_leg(group, 4),))
    _approve(group, subject, member)
    file = group.space.case(subject)
    assert silent[0] in checkins.alarms(file.checkins, group.clock())
    assert [each.expected.leg for each in file.checkins.open] == [_leg(group, 1).id, _leg(group, 4).id]


# Publication


def _text(group: InventedGroup, *, scopes: frozenset[Scope] = frozenset({Scope.PUBLISH_SAFE})) -> SubjectId:
    subject = group.open_case()
    now = group.clock()
    if scopes:
        cases.decide(
            group.space,
            subject,
            lambda file: consent.give(
                file.consent, scopes=scopes, how="spoken", words="you may", until=after(now, DAY), now=now
            ),
        )
    cases.decide(
        group.space,
        subject,
        lambda file: publication.draft(file.publication, text="Somebody is safe.", scope=Scope.PUBLISH_SAFE),
    )
    publishing.check_draft(group.space, subject)
    return subject


def _approve_text(group: InventedGroup, subject: SubjectId, member: bytes) -> None:
    draft = group.space.case(subject).publication.draft
    assert draft is not None
    publishing.approve(group.space, group.keys, subject, of=draft.digest, member=member, passphrase=SECOND_PASSPHRASE)


def test_a_text_goes_out_with_consent_check_and_a_second_word(group: InventedGroup) -> None:
    member, subject = group.second_member(), _text(group)
    with pytest.raises(Refused, match="second member"):
        publishing.publish(group.space, subject, where="the group's page")
    _approve_text(group, subject, member)
    publishing.publish(group.space, subject, where="the group's page")
    assert publishing.published_texts(group.space.case(subject)) == ("Somebody is safe.",)


def test_without_consent_nothing_goes_out_whoever_approves(group: InventedGroup) -> None:
    member, subject = group.second_member(), _text(group, scopes=frozenset())
    _approve_text(group, subject, member)
    with pytest.raises(Refused, match="consented"):
        publishing.publish(group.space, subject, where="the group's page")


def test_consent_ends_by_itself_and_can_be_taken_back(group: InventedGroup) -> None:
    member, subject = group.second_member(), _text(group)
    _approve_text(group, subject, member)
    cases.decide(group.space, subject, lambda file: consent.withdraw(file.consent, how="spoken", words="no"))
    with pytest.raises(Refused, match="consented"):
        publishing.publish(group.space, subject, where="the group's page")
    other = _text(group)
    _approve_text(group, other, member)
    group.clock.forward(DAY)
    with pytest.raises(Refused, match="consented"):
        publishing.publish(group.space, other, where="the group's page")


def test_nothing_goes_out_while_the_person_is_under_way(group: InventedGroup) -> None:
    """The harm: a departure three weeks ago that nobody reported the end of, and the text goes out on the road."""
    member, subject = group.second_member(), _text(group, scopes=frozenset(Scope))
    _approve_text(group, subject, member)
    group.write(subject, PhrasesAgreed(well="the blue kettle", duress="the red kettle"))
    plans.draft(group.space, subject, legs=(_leg(group),))
    _approve(group, subject, member)
    _report(group, subject, LegStep.DEPART)
    group.clock.forward(20 * DAY)
    now = group.clock()
    cases.decide(
        group.space,
        subject,
        lambda file: consent.give(
            file.consent, scopes=frozenset(Scope), how="spoken", words="yes", until=None, now=now
        ),
    )
    with pytest.raises(Refused, match="embargo"):
        publishing.publish(group.space, subject, where="the group's page")
    _report(group, subject, LegStep.ARRIVE)
    group.clock.forward(14 * DAY - 1)
    with pytest.raises(Refused, match="embargo"):
        publishing.publish(group.space, subject, where="the group's page")
    group.clock.forward(1)
    publishing.publish(group.space, subject, where="the group's page")


def test_a_published_text_whose_draft_cannot_be_read_breaks_no_check(group: InventedGroup) -> None:
    subject = group.open_case()
    group.write(subject, publication.TextPublished(of=b"?" * 32, where="somewhere", happened_at=Instant(0)))
    assert publishing.judged(group.space, subject, "A text.").verdict in {each.value for each in Verdict}


def _report(group: InventedGroup, subject: SubjectId, step: LegStep) -> None:
    now = group.clock()
    leg = group.space.case(subject).plan.open_legs[0].id
    cases.decide(
        group.space, subject, lambda file: plan.report(file.plan, leg=leg, step=step, happened_at=now, now=now)
    )


def test_duress_is_taken_in_after_any_other_answer(group: InventedGroup) -> None:
    member, subject = group.second_member(), _drafted(group)
    _approve(group, subject, member)
    (waiting,) = group.space.case(subject).checkins.open
    for spoken in ("the blue kettle", "here is the red kettle"):
        cases.decide(
            group.space,
            subject,
            lambda file, said=spoken: checkins.answer(  # type: ignore[misc]
                file.checkins,
                checkin=waiting.expected.checkin,
                spoken=said,
                happened_at=group.clock(),
                now=group.clock(),
            ),
        )
    known = group.space.case(subject).checkins.checkins[waiting.expected.checkin]
    assert known.answer is not None
    assert known.answer.heard is Heard.DURESS
