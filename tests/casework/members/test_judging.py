"""Who is a member with which laptops: the same for everybody, and no single admin decides it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.casework.members.history import HISTORIES, Machine, World, by_chance

from kunak.base.errors import Refused
from kunak.base.ids import CompartmentId, EventId
from kunak.base.instants import DAY, HOUR, Instant
from kunak.casework.compartments import Role, Sensitivity
from kunak.casework.facts import Event
from kunak.casework.members import deciding
from kunak.casework.members.events import (
    Adopted,
    Cut,
    LaptopAdded,
    Permitted,
    PrekeyGiven,
    Purpose,
    RankGiven,
    Removed,
    RolesGiven,
    Seconded,
    ShredDone,
    ShredOrdered,
    Suspended,
    SuspensionLifted,
)
from kunak.casework.members.judging import judge
from kunak.casework.members.state import REASONS, Membership, Void, roster_of
from kunak.casework.roster import Approval, MemberLeft, Rank


def names(membership: Membership) -> list[str]:
    return sorted(person.name for person in membership.present)


def why_void(world: World, said: EventId) -> Void | None:
    return world.judge().void.get(said)


def group(count: int) -> tuple[World, list[Machine]]:
    world = World(count)
    return world, world.founders


def joined(world: World, *, by: list[Machine], name: str = "Zara", rank: Rank = Rank.MEMBER) -> Machine:
    """Let somebody in with the signatures of two admins."""
    machine = world.machine(name)
    of = world.say(by[0], world.own(machine, rank))
    world.meet(*by)
    for other in by[1:]:
        world.say(other, Seconded(of=of))
    world.meet(*by, machine)
    return machine


# The same for everybody


@settings(max_examples=HISTORIES)
@given(st.integers(0, 10**9), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_state_does_not_depend_on_what_came_first(seed: int, steps: int, dice: random.Random) -> None:
    world = by_chance(seed, steps)
    entries = list(world.entries.values())
    founders = [(founder.id, founder.key) for founder in world.founders]
    first = judge(entries, founders=founders)
    dice.shuffle(entries)
    assert judge([*entries, *entries[:5]], founders=founders) == first


@settings(max_examples=HISTORIES)
@given(st.integers(0, 10**9), st.integers(0, 40))
def test_everything_said_has_an_effect_or_a_reason_why_not(seed: int, steps: int) -> None:
    world = by_chance(seed, steps)
    state = world.judge()
    assert set(state.void) | state.waiting <= set(world.entries)
    assert all(reason in REASONS for reason in state.void.values())
    admins_were_more = len(state.admins) < len(state.people)
    assert admins_were_more or all(proposal.missing > 0 for proposal in state.pending.values())
    now = Instant(world.now)
    for device in state.recipients(now):
        assert state.laptops[device].cut is None
        assert not state.people[state.laptops[device].member].left
    assert roster_of(state).present == tuple(
        member for member in roster_of(state).members.values() if not state.people[member.id].left
    )


@settings(max_examples=HISTORIES)
@given(st.integers(0, 10**9), st.integers(5, 40), st.data())
def test_what_lacks_a_cause_waits_and_then_counts(seed: int, steps: int, data: st.DataObject) -> None:
    world = by_chance(seed, steps)
    gone = data.draw(st.sampled_from(sorted(world.entries)))
    state = world.judge(set(world.entries) - {gone})
    later = {each for each, entry in world.entries.items() if gone in entry.causes}
    assert later <= state.waiting
    assert world.judge().waiting == frozenset()


@settings(max_examples=HISTORIES)
@given(st.integers(0, 10**9))
def test_a_laptop_that_was_put_out_never_comes_back(seed: int) -> None:
    world, (one, two, three) = group(3)
    victim = joined(world, by=[one, two])
    of = world.say(one, Removed(cuts=(world.cut(victim),), member=victim.member, reason="seized"))
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    dice = random.Random(seed)
    for _ in range(25):
        machine = dice.choice([victim, victim, three])
        past = set(dice.sample(sorted(machine.seen), dice.randrange(1, len(machine.seen) + 1)))
        world.say(machine, world.anything(machine), seen=past)
    state = world.judge()
    assert victim.id not in state.recipients(Instant(world.now))
    assert state.people[victim.member].left


# One admin alone


@settings(max_examples=HISTORIES)
@given(st.integers(0, 10**9), st.integers(2, 3))
def test_one_malicious_admin_alone_adds_nobody_removes_nobody_and_changes_no_rank(seed: int, honest: int) -> None:
    """Backdating, arbitrary cuts, cosigning oneself, two laptops of one's own: nothing of it helps."""
    world, founders = group(honest + 1)
    evil = founders[-1]
    second = world.machine(evil.name)
    of = world.say(founders[0], LaptopAdded(member=evil.member, key=second.key, prekey=b"p", prekey_end=Instant(0)))
    world.meet(*founders)
    world.say(founders[1], Seconded(of=of))
    world.meet(*founders, second)
    joined(world, by=founders[:2], name="Zara")
    joined(world, by=founders[:2], name="Amir", rank=Rank.ADMIN)
    put_out(world, (founders[0], founders[1]), joined(world, by=founders[:2], name="Ilas"))
    world.meet(*founders, second)
    before = world.judge()
    dice = random.Random(seed)
    for _ in range(40):
        machine = dice.choice([evil, second])
        world.meet(evil, second)
        said = world.anything(machine)
        if dice.random() < 0.5:
            past = set(dice.sample(sorted(machine.seen), dice.randrange(1, len(machine.seen) + 1)))
            world.say(machine, said, seen=past, seq=dice.randrange(1, machine.seq + 2))
        else:
            world.say(machine, said)
    state = world.judge()
    own = {evil.id, second.id}
    assert names(state) == names(before)
    assert {person.id: person.rank for person in state.present} == {p.id: p.rank for p in before.present}

    def cuts(membership: Membership) -> dict[bytes, object]:
        return {each.id: (each.member, each.cut) for each in membership.laptops.values() if each.id not in own}

    assert cuts(state) == cuts(before)


def test_a_grave_decision_takes_two_admins() -> None:
    world, (one, two) = group(2)
    zara = world.machine("Zara")
    of = world.say(one, world.own(zara))
    assert names(world.judge()) == ["founder 0", "founder 1"]
    assert world.judge().pending[of].missing == 1
    world.say(one, Seconded(of=of))
    assert world.judge().pending[of].missing == 1
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    assert "Zara" in names(world.judge())
    assert world.judge().pending == {}


def test_what_waits_when_admins_become_fewer_is_said_once_more() -> None:
    """The harm: the last admin's own proposal waits for ever for another one, who is gone."""
    world, (one, two) = group(2)
    of = world.say(one, world.own(world.machine("Zara")))
    rank = world.say(one, RankGiven(member=two.member, rank=Rank.MEMBER))
    world.meet(one, two)
    world.say(two, Seconded(of=rank))
    world.meet(one, two)
    state = world.judge()
    assert state.pending[of].missing == 0
    assert deciding.second(state, one.id, of) == (Seconded(of=of),)
    world.say(one, Seconded(of=of))
    assert "Zara" in names(world.judge())


def test_a_group_of_one_decides_alone_until_there_are_two() -> None:
    world, (one,) = group(1)
    zara, amir = world.machine("Zara"), world.machine("Amir")
    world.say(one, world.own(zara, Rank.ADMIN))
    assert names(world.judge()) == ["Zara", "founder 0"]
    world.say(one, world.own(amir))
    assert "Amir" not in names(world.judge())


def test_the_second_signature_may_lie_in_the_decision_itself() -> None:
    world, (one, two) = group(2)
    zara = world.machine("Zara")
    approved = world.own(zara)
    given_by = Approval(two.member, b"", b"")
    world.say(
        one,
        type(approved)(**{**{f: getattr(approved, f) for f in approved.__struct_fields__}, "approvals": (given_by,)}),
    )
    assert "Zara" in names(world.judge())


def test_nobody_approves_for_a_member_by_a_key_that_they_said_of_them_first() -> None:
    """The harm: an admin who claims a newcomer's name first signs twice ever after."""
    world, (one, two) = group(2)
    zara = world.machine("Zara")
    claimed = replace(world.own(zara), approval_key=b"of the first founder")
    world.say(one, claimed)
    of = world.say(two, world.own(zara, Rank.ADMIN))
    world.meet(one, two)
    world.say(one, Seconded(of=of))
    said = Removed(cuts=(world.cut(two),), member=two.member, approvals=(Approval(zara.member, b"", b""),))
    asked = []

    def by_the_first_founder(_said: Event, _approval: Approval, key: bytes) -> bool:
        asked.append(key)
        return key == b"of the first founder"

    world.say(one, said)
    state = world.judge(is_genuine=by_the_first_founder)
    assert "Zara" in names(state)
    assert "founder 1" in names(state)
    assert asked == [zara.key]


def test_who_is_no_admin_decides_nothing() -> None:
    world, (one, two) = group(2)
    zara = joined(world, by=[one, two])
    for said in (
        world.own(world.machine("Amir")),
        RankGiven(member=zara.member, rank=Rank.ADMIN),
        RolesGiven(member=zara.member, roles=(Role.RESEARCHER,)),
        Removed(cuts=(world.cut(one),), member=one.member, reason="x"),
        Suspended(cut=world.cut(one)),
        MemberLeft(member=one.member, reason="x"),
    ):
        of = world.say(zara, said)
        assert world.judge().void[of] is Void.NO_ADMIN


def test_more_roles_take_two_admins_and_are_added_in_any_order() -> None:
    """The harm: one admin alone lets a member read every name of the register."""
    world, (one, two) = group(2)
    zara = joined(world, by=[one, two])
    given = [world.say(one, RolesGiven(member=zara.member, roles=(role,))) for role in (Role.RESEARCHER, Role.LAWYER)]
    assert roles(world, zara) == {Role.COORDINATOR}
    world.meet(one, two)
    for of in reversed(given):
        world.say(two, Seconded(of=of))
    assert roles(world, zara) == {Role.COORDINATOR, Role.RESEARCHER, Role.LAWYER}
    state, wanted = world.judge(), (Role.LAWYER, Role.HOST, Role.HOST)
    said = deciding.give_roles(state, one.id, member=zara.member, roles=wanted)
    assert said == (RolesGiven(member=zara.member, roles=(Role.HOST,)),)
    for asked, member, me in (
        ((Role.LAWYER,), zara.member, one.id),
        ((), zara.member, one.id),
        ((Role.HOST,), bytes(16), one.id),
        ((Role.HOST,), zara.member, zara.id),
    ):
        with pytest.raises(Refused):
            deciding.give_roles(state, me, member=member, roles=asked)
    of = world.say(one, RolesGiven(member=bytes(16), roles=(Role.HOST,)))
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    assert world.judge().void[of] is Void.NOBODY


def roles(world: World, machine: Machine) -> set[Role]:
    return set(roster_of(world.judge()).members[machine.member].roles)


def test_a_stranger_is_nobody() -> None:
    world, (one, _) = group(2)
    stranger = world.machine("stranger")
    world.meet(one, stranger)
    of = world.say(stranger, world.own(stranger))
    assert world.judge().void[of] is Void.STRANGER


# Putting out


def put_out(world: World, by: tuple[Machine, Machine], victim: Machine, seq: int | None = None) -> EventId:
    said = Removed(cuts=(world.cut(victim, seq),), member=victim.member, reason="seized")
    of = world.say(by[0], said)
    world.meet(*by)
    world.say(by[1], Seconded(of=of))
    return of


def test_what_a_laptop_wrote_after_its_cut_does_not_count() -> None:
    world, (one, two, three) = group(3)
    victim = joined(world, by=[one, two])
    put_out(world, (one, two), victim, victim.seq + 1)
    state = world.judge()
    now = Instant(world.now)
    assert state.allows(victim.id, victim.seq + 1, EventId(b"e" * 32), now)
    assert not state.allows(victim.id, victim.seq + 2, EventId(b"e" * 32), now)
    assert victim.id not in state.recipients(now)
    assert three.id in state.recipients(now)


def test_what_an_admin_decided_after_their_cut_is_void_even_if_others_saw_it_first() -> None:
    """The harm: a seized laptop signs a stranger in, while the others are still putting it out."""
    world, (one, two, three) = group(3)
    cut = three.seq
    stranger = world.machine("stranger")
    of = world.say(three, world.own(stranger))
    world.meet(three, two)
    world.say(two, Seconded(of=of))
    assert "stranger" in names(world.judge())
    removal = world.say(one, Removed(cuts=(world.cut(three, cut),), member=three.member, reason="seized"))
    world.meet(one, two)
    world.say(two, Seconded(of=removal))
    state = world.judge()
    assert state.void[of] is Void.CUT_OFF
    assert "stranger" not in names(state)


def test_of_two_who_put_each_other_out_the_senior_ones_stand() -> None:
    world, (one, two, three, four) = group(4)
    first = world.say(one, Removed(cuts=(world.cut(three),), member=three.member, reason="x"))
    world.meet(one, two)
    world.say(two, Seconded(of=first))
    second = world.say(three, Removed(cuts=(world.cut(one, one.seq),), member=one.member, reason="y"))
    world.meet(three, four)
    world.say(four, Seconded(of=second))
    assert names(world.judge()) == ["founder 0", "founder 1", "founder 3"]


def test_what_was_set_aside_is_adopted_by_two() -> None:
    world, (one, two) = group(2)
    victim = joined(world, by=[one, two])
    put_out(world, (one, two), victim)
    late = EventId(b"l" * 32)
    of = world.say(one, Adopted(device=victim.id, events=(late,)))
    now = Instant(world.now)
    assert not world.judge().allows(victim.id, 99, late, now)
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    assert world.judge().allows(victim.id, 99, late, now)
    assert not world.judge().allows(victim.id, 98, EventId(b"m" * 32), now)


def test_an_owner_may_put_out_a_laptop_of_their_own_with_one_admin() -> None:
    world, (one, two) = group(2)
    old = joined(world, by=[one, two])
    new = world.machine("Zara")
    of = world.say(one, LaptopAdded(member=old.member, key=new.key, prekey=b"", prekey_end=Instant(0)))
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    world.meet(one, two, old, new)
    removal = world.say(new, Removed(cuts=(world.cut(old),), reason="stolen"))
    assert world.judge().laptops[old.id].cut is None
    world.meet(new, one)
    world.say(one, Seconded(of=removal))
    state = world.judge()
    assert state.laptops[old.id].cut is not None
    assert new.id in state.recipients(Instant(world.now))


def test_a_burnt_key_is_refused_for_ever() -> None:
    world, (one, two) = group(2)
    victim = joined(world, by=[one, two])
    put_out(world, (one, two), victim)
    again = world.own(victim)
    of = world.say(one, type(again)(**{**{f: getattr(again, f) for f in again.__struct_fields__}, "member": b"n" * 16}))
    assert world.judge().void[of] is Void.BURNT


def test_two_histories_of_a_laptop_end_its_voice() -> None:
    world, (one, two, three) = group(3)
    of = world.say(three, Suspended(cut=world.cut(one)))
    state = world.judge(forged={three.id: three.seq})
    assert state.void[of] is Void.FORGED
    assert three.id not in state.recipients(Instant(world.now))
    assert not state.allows(three.id, three.seq, of, Instant(world.now))
    assert state.allows(three.id, three.seq - 1, of, Instant(world.now))
    assert two.id in state.recipients(Instant(world.now))


# At once


def test_any_single_admin_suspends_at_once_for_three_days() -> None:
    world, (one, _, three) = group(3)
    world.say(one, Suspended(cut=world.cut(three), reason="no answer"))
    now = Instant(world.now)
    state = world.judge()
    assert three.id not in state.recipients(now)
    assert not state.allows(three.id, three.seq + 1, EventId(b"e" * 32), now)
    later = Instant(now + 3 * DAY)
    assert three.id in state.recipients(later)
    assert state.allows(three.id, three.seq + 1, EventId(b"e" * 32), later)


def test_who_suspends_an_admin_rests_too_and_has_one_open() -> None:
    world, (one, two, three, four) = group(4)
    of = world.say(one, Suspended(cut=world.cut(three)))
    assert world.judge().void.get(of) is None
    assert why_void(world, world.say(one, Suspended(cut=world.cut(four)))) is Void.SECOND_SUSPENSION
    assert why_void(world, world.say(one, world.own(world.machine("Zara")))) is Void.FROZEN
    world.meet(one, three)
    assert why_void(world, world.say(three, world.own(world.machine("Amir")))) is Void.FROZEN
    world.meet(one, two)
    world.say(two, SuspensionLifted(of=of))
    world.meet(one, two)
    assert world.judge().suspensions == {}
    zara = world.say(one, world.own(world.machine("Zara")))
    assert zara in world.judge().pending


def test_nobody_lifts_a_suspension_of_their_own() -> None:
    world, (one, _, three) = group(3)
    of = world.say(one, Suspended(cut=world.cut(three)))
    world.meet(one, three)
    assert why_void(world, world.say(three, SuspensionLifted(of=of))) is Void.FROZEN
    assert of in world.judge().suspensions


def test_after_three_days_anybody_may_write_down_that_it_is_over() -> None:
    world, (one, two, three) = group(3)
    zara = joined(world, by=[one, two])
    of = world.say(one, Suspended(cut=world.cut(three)))
    world.meet(one, zara)
    assert why_void(world, world.say(zara, SuspensionLifted(of=of))) is Void.NO_ADMIN
    world.now += 72 * HOUR
    world.say(zara, SuspensionLifted(of=of))
    assert world.judge().suspensions == {}


def test_a_suspension_takes_nothing_back() -> None:
    """The harm: one admin alone, with a suspension dated back, undoes what two others decided long ago."""
    world, (one, two, three) = group(3)
    past = set(three.seen)
    joined(world, by=[one, two])
    world.say(three, Suspended(cut=world.cut(one, 0)), seen=past)
    assert "Zara" in names(world.judge())


def test_an_owner_suspends_a_laptop_of_their_own() -> None:
    world, (one, two) = group(2)
    old = joined(world, by=[one, two])
    new = world.machine("Zara")
    of = world.say(one, LaptopAdded(member=old.member, key=new.key, prekey=b"", prekey_end=Instant(0)))
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    world.meet(two, new)
    world.say(new, Suspended(cut=world.cut(old)))
    assert old.id not in world.judge().recipients(Instant(world.now))


# Prekeys


TRUSTEES = b"key of the trustees"


def with_trustees() -> tuple[World, list[Machine], EventId]:
    """Return a group of three that has chosen trustees."""
    world, founders = group(3)
    of = world.say(founders[0], world.trustees(TRUSTEES))
    world.meet(*founders)
    world.say(founders[1], Seconded(of=of))
    world.meet(*founders)
    return world, founders, of


def test_trustees_let_a_new_laptop_in_and_put_out_the_lost_one() -> None:
    world, (one, two, three), of = with_trustees()
    new = world.machine("new")
    world.meet(new, three)
    word = world.say(new, world.returns(new, of, TRUSTEES, one.member, world.cut(one)))
    world.say(one, RankGiven(member=three.member, rank=Rank.MEMBER))
    state = world.judge()
    assert state.recovered == {word: new.id}
    assert state.recipients(Instant(world.now)) == {two.id, three.id, new.id}
    person = state.people[one.member]
    assert (person.approval_key, person.former_keys) == (new.key, (one.key,))
    assert Void.CUT_OFF in state.void.values()
    assert state.trustees == {}


def test_trustees_speak_once() -> None:
    world, (one, two, _three), of = with_trustees()
    new, again = world.machine("new"), world.machine("again")
    world.meet(new, again, two)
    world.say(new, world.returns(new, of, TRUSTEES, one.member))
    world.meet(new, again)
    word = world.say(again, world.returns(again, of, TRUSTEES, one.member))
    assert why_void(world, word) is Void.STRANGER


def test_trustees_who_were_replaced_have_no_voice() -> None:
    world, (one, two, three), of = with_trustees()
    later = world.say(one, world.trustees(b"other trustees"))
    world.meet(one, two)
    world.say(two, Seconded(of=later))
    new = world.machine("new")
    world.meet(new, two, three)
    word = world.say(new, world.returns(new, of, TRUSTEES, one.member))
    assert why_void(world, word) is Void.STRANGER


def test_the_trustees_word_goes_before_that_of_two_who_conspire() -> None:
    """Two admins put the third out and choose trustees of their own; those of before speak, and it never was."""
    world, (one, two, three), of = with_trustees()
    seqs = [(each, each.seq) for each in (one, two)]
    removal = world.say(one, Removed(cuts=(world.cut(three),), member=three.member, reason="x"))
    usurped = world.say(one, world.trustees(b"their own"))
    world.meet(one, two)
    world.say(two, Seconded(of=removal))
    world.say(two, Seconded(of=usurped))
    assert three.id not in world.judge().recipients(Instant(world.now))
    new = world.machine("new")
    world.meet(new, three)
    cuts = (Cut(each.id, seq, b"") for each, seq in seqs)
    world.say(new, world.returns(new, of, TRUSTEES, three.member, *cuts))
    state = world.judge()
    assert state.recipients(Instant(world.now)) == {three.id, new.id}
    assert state.void[removal] is Void.CUT_OFF
    assert state.void[usurped] is Void.CUT_OFF


def test_a_word_under_a_key_that_was_never_chosen_or_by_another_laptop_is_nothing() -> None:
    world, (one, two, _three), of = with_trustees()
    new = world.machine("new")
    world.meet(new, two)
    assert why_void(world, world.say(new, world.returns(new, of, b"guessed", one.member))) is Void.STRANGER
    assert why_void(world, world.say(two, world.returns(new, of, TRUSTEES, one.member))) is Void.STRANGER
    pending = world.say(one, world.trustees(b"one's own"))
    world.meet(new, one)
    word = world.say(new, world.returns(new, pending, b"one's own", one.member))
    assert why_void(world, word) is Void.STRANGER


def test_trustees_of_closely_held_parts_let_nobody_in() -> None:
    world, (one, two) = group(2)
    of = world.say(one, world.trustees(TRUSTEES, Sensitivity.CLOSELY_HELD))
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    new = world.machine("new")
    world.meet(new, two)
    assert why_void(world, world.say(new, world.returns(new, of, TRUSTEES, one.member))) is Void.STRANGER
    assert Sensitivity.CLOSELY_HELD in world.judge().trustees


def test_destroying_keys_takes_two_and_each_laptop_says_that_it_has() -> None:
    world, (one, two) = group(2)
    part = CompartmentId(b"c" * 16)
    of = world.say(one, ShredOrdered(compartments=(part,), subjects=(), year=2026))
    assert world.judge().shredded == frozenset()
    early = world.say(one, ShredDone(of=of))
    assert why_void(world, early) is Void.UNKNOWN
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    world.say(two, ShredDone(of=of))
    state = world.judge()
    assert state.shredded == {part}
    assert state.shreddings[of].done == {two.id}
    stranger = world.machine("stranger")
    world.meet(stranger, two)
    assert why_void(world, world.say(stranger, ShredDone(of=of))) is Void.STRANGER


def leave(member: bytes, grant: bytes = b"g" * 16) -> Permitted:
    return Permitted(purpose=Purpose.ACCESS, grant=grant, member=member)


def test_leave_takes_two_admins_and_anybody_may_ask() -> None:
    world, (one, two) = group(2)
    zara = joined(world, by=[one, two])
    of = world.say(zara, leave(zara.member))
    world.meet(zara, one, two)
    assert world.judge().pending[of].missing == 2
    world.say(one, Seconded(of=of))
    assert world.judge().permitted == frozenset()
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    assert world.judge().permitted == {b"g" * 16}
    again = world.say(two, leave(zara.member))
    world.meet(one, two)
    assert why_void(world, again) is Void.SAID_ALREADY


def test_of_an_admin_leave_takes_one_more() -> None:
    world, (one, two) = group(2)
    of = world.say(one, leave(one.member))
    assert world.judge().pending[of].missing == 1
    world.meet(one, two)
    world.say(two, Seconded(of=of))
    assert world.judge().permitted == {b"g" * 16}


def test_a_single_admin_gives_leave_alone_and_a_stranger_or_who_left_asks_for_none() -> None:
    world, (one,) = group(1)
    world.say(one, leave(one.member))
    assert world.judge().permitted == {b"g" * 16}
    stranger = world.machine("stranger")
    world.meet(stranger, one)
    assert why_void(world, world.say(stranger, leave(one.member, b"h" * 16))) is Void.STRANGER
    assert why_void(world, world.say(one, leave(b"nobody" + bytes(10), b"i" * 16))) is Void.NOBODY


def test_one_seals_to_the_prekey_that_was_said_last_whatever_the_clocks_say() -> None:
    world, (one, _) = group(2)
    world.say(one, PrekeyGiven(public=b"first", end=Instant(9_000 * DAY)))
    world.say(one, PrekeyGiven(public=b"last", end=Instant(8 * DAY)))
    assert world.judge().prekeys(Instant(world.now), lambda _: True)[one.id] == b"last"
    world.say(one, PrekeyGiven(public=b"junk", end=Instant(8 * DAY)))
    state = world.judge()
    assert state.prekeys(Instant(world.now), lambda public: public != b"junk")[one.id] == b"last"
    assert one.id not in state.prekeys(Instant(world.now), lambda _: False)


def test_a_long_history_is_judged_whole() -> None:
    world, founders = group(3)
    first = {next(iter(world.entries))}
    for number in range(3_000):
        world.say(founders[number % 3], PrekeyGiven(public=b"p", end=Instant(number)), seen=first)
    assert sum(len(laptop.prekeys) for laptop in world.judge().laptops.values()) == 3_000
