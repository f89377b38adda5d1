"""Laptops that were apart hold the same afterwards; who must not read does not; what is wrong is named."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.app.fleet import FOUNDER, Fleet

from kunak.app import cases, enrolling, giving, members, requests, syncing, verifying, wiring
from kunak.app.members import OUT, RESTING, SPLIT
from kunak.app.requests import Call
from kunak.app.vault import Record
from kunak.app.wiring import OpenVault
from kunak.app.wrapping import Wrapper
from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, SubjectId
from kunak.base.instants import DAY, Instant
from kunak.casework import assessment, compartments, details
from kunak.casework.assessment import Level, LevelDecided
from kunak.casework.circles import EpochsSealed
from kunak.casework.compartments import Kind, Reading, Role, Subject
from kunak.casework.members.deciding import digest
from kunak.casework.members.events import Cut, PrekeyGiven, Removed
from kunak.casework.roster import Approval, MemberJoined, Rank
from kunak.crypto import approval
from kunak.crypto.joining import Meeting
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.log import codec, envelope, outer
from kunak.log.envelope import Envelope
from kunak.testing.hands import HandClock
from kunak.transport.courier import Courier


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


# Coming in


def test_a_laptop_that_was_let_in_reads_who_else_is_there(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with fleet.on("Zara") as zara:
        assert [person.name for person in zara.space.group().roster.present] == [FOUNDER, "Zara"]
        assert zara.space.me().name == "Zara"
        assert verifying.verify(zara).problems == ()


def test_where_there_are_two_admins_a_third_takes_both(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    request = fleet.asks("Amir")
    with fleet.on(FOUNDER) as founder:
        asked = enrolling.read(founder.space, enrolling.invite(founder.space, Meeting()), request, language="en")
        said = members.let_in(founder.space, asked.request, roles=(Role.HOST,), rank=Rank.MEMBER)
        assert said.missing == 1
        with pytest.raises(Refused, match="not let in yet"):
            enrolling.welcome(founder.space, asked.request, Meeting())
        with pytest.raises(Refused, match="You have signed this"):
            members.second(founder.space, said.event)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as zara:
        assert members.second(zara.space, said.event).missing == 0
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        assert enrolling.welcome(founder.space, asked.request, Meeting())


def test_a_welcome_is_taken_once(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with fleet.on("Zara") as zara, pytest.raises(Refused, match="waits for no welcome"):
        wiring.take_welcome(zara, b"")


def test_many_who_are_let_in_before_anybody_meets_all_read_on(fleet: Fleet) -> None:
    """The harm: whoever came first could open nothing that was written after the third had come."""
    names = ["Zara", "Amir", "Ilas", "Selima", "Tamsin"]
    people = [fleet.joins(name, meets=False) for name in names]
    subject = fleet.opens_case(FOUNDER)
    for member in people:
        fleet.lets_in(FOUNDER, subject, member, Kind.DESK)
    fleet.notes(FOUNDER, subject, "for all of you")
    reports = [fleet.sync(name) for name in (FOUNDER, *names)]
    assert [report.waiting for report in reports] == [0] * 6
    assert [fleet.reads(name, subject) for name in names] == [["for all of you"]] * 5


# Need to know


def test_one_reads_the_parts_that_one_was_let_into_and_no_others(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, "on the desk")
    fleet.notes(FOUNDER, subject, "who they are", Kind.IDENTITY)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as laptop:
        assert laptop.space.cache.subject(subject) is None
        assert laptop.space.cache.held("sealed")
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    assert fleet.reads("Zara", subject) == ["on the desk"]
    fleet.lets_in(FOUNDER, subject, zara, Kind.IDENTITY)
    fleet.exchange(FOUNDER, "Zara")
    assert sorted(fleet.reads("Zara", subject)) == ["on the desk", "who they are"]
    with fleet.on("Zara") as laptop:
        assert laptop.is_current()


@pytest.mark.parametrize(("strict", "expected"), [(True, ["after"]), (False, ["before", "after"])])
def test_a_newcomer_reads_as_far_back_as_was_chosen(fleet: Fleet, strict: bool, expected: list[str]) -> None:
    zara, amir = fleet.joins("Zara"), fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.THREAT)
    fleet.notes(FOUNDER, subject, "before", Kind.THREAT)
    fleet.clock.forward(DAY)
    fleet.lets_in(FOUNDER, subject, amir, Kind.THREAT, reading=Reading(fleet.clock(), strict=strict))
    fleet.clock.forward(DAY)
    fleet.notes(FOUNDER, subject, "after", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    assert fleet.reads("Zara", subject) == ["before", "after"]
    assert fleet.reads("Amir", subject) == expected


def test_who_was_shut_out_reads_nothing_that_is_written_afterwards(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK, Kind.THREAT)
    fleet.notes(FOUNDER, subject, "while in", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as founder:
        cases.decide(
            founder.space,
            subject,
            lambda file: compartments.shut_out(file.access, member=zara, kinds=frozenset({Kind.THREAT}), reason="done"),
        )
    fleet.notes(FOUNDER, subject, "once out", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    assert fleet.reads("Zara", subject) == ["while in"]


def test_a_call_for_help_reaches_those_who_read_calls_with_its_files(fleet: Fleet, tmp_path: Path) -> None:
    fleet.joins("Zara")
    fleet.joins("Ilas", roles=(Role.HOST,))
    letter = tmp_path / "letter.eml"
    letter.write_bytes(
        b"From: a@post.example\nSubject: help\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nPlease help me.\n--b\nContent-Type: image/png\n"
        b"Content-Disposition: attachment; filename=p.png\nContent-Transfer-Encoding: base64\n\n"
        b"iVBORw0KGgo=\n--b--\n"
    )
    with fleet.on(FOUNDER) as founder:
        (added,) = requests.add(founder.space, founder.shelf, requests.read([letter]))
    fleet.exchange(FOUNDER, "Zara", "Ilas")
    with fleet.on("Zara") as zara:
        (file,) = zara.space.request(added).request.received.files  # type: ignore[union-attr]
        assert zara.shelf.get(file) == b"\x89PNG\r\n\x1a\n"
    with fleet.on("Ilas") as ilas:
        assert ilas.space.cache.subject(added) is None


# Both values


def level(level: Level, reasons: str, clock: HandClock) -> LevelDecided:
    return LevelDecided(level=level, reasons=reasons, reassess_by=Instant(clock() + DAY), suggested=level)


def test_two_who_change_the_level_apart_are_both_heard_and_the_cautious_one_counts(fleet: Fleet) -> None:
    """primeroIMS/primero issue 508: two people change the level of risk offline, and one of them is lost."""
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK, Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    for name, chosen in ((FOUNDER, Level.STANDARD), ("Zara", Level.EXTREME)):
        with fleet.on(name) as vault:
            vault.space.write(subject, Subject.CASE, (level(chosen, f"{name} says so", fleet.clock),))
    fleet.exchange(FOUNDER, "Zara")
    files = []
    for name in (FOUNDER, "Zara"):
        with fleet.on(name) as vault:
            file = vault.space.case(subject).assessment
            assert file.level.disputed
            assert assessment.level_in_force(file) is Level.EXTREME
            files.append(file.level)
            assert sorted(write.value.reasons for write in file.level.writes) == [f"{FOUNDER} says so", "Zara says so"]
    assert files[0] == files[1]


def test_notes_of_two_people_never_overwrite_each_other(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    for number in range(3):
        fleet.notes(FOUNDER, subject, f"founder {number}")
        fleet.notes("Zara", subject, f"Zara {number}")
    fleet.exchange(FOUNDER, "Zara")
    expected = sorted(f"{name} {number}" for name in ("founder", "Zara") for number in range(3))
    assert sorted(fleet.reads(FOUNDER, subject)) == expected
    assert fleet.reads("Zara", subject) == fleet.reads(FOUNDER, subject)


def test_a_clock_that_is_a_year_off_loses_nothing(fleet: Fleet) -> None:
    fleet.clocks["Zara"] = HandClock(Instant(fleet.clock() - 365 * DAY))
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    fleet.notes("Zara", subject, "from last year")
    fleet.notes(FOUNDER, subject, "from today")
    fleet.exchange("Zara", FOUNDER)
    assert sorted(fleet.reads(FOUNDER, subject)) == ["from last year", "from today"]
    assert fleet.reads("Zara", subject) == fleet.reads(FOUNDER, subject)


def test_two_who_open_the_same_part_apart_write_into_one_afterwards(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK, Kind.HEALTH)
    fleet.exchange(FOUNDER, "Zara")
    fleet.notes(FOUNDER, subject, "bandages", Kind.HEALTH)
    fleet.notes("Zara", subject, "insulin", Kind.HEALTH)
    fleet.exchange(FOUNDER, "Zara")
    fleet.notes(FOUNDER, subject, "both seen", Kind.HEALTH)
    fleet.exchange(FOUNDER, "Zara")
    assert sorted(fleet.reads("Zara", subject)) == ["bandages", "both seen", "insulin"]


# Putting out


def everything_opened_by(fleet: Fleet, name: str, records: list[bytes]) -> list[str]:
    """Return the notes that somebody's laptop can open of any records, with every key it ever had."""
    found = []
    with fleet.on(name) as vault:
        for data in records:
            opened = vault.space.vault.open(envelope.from_bytes(data), "")
            if isinstance(opened, Record):
                event = codec.from_body(opened.kind, opened.body)
                found += [event.text] if isinstance(event, details.NoteAdded) else []
    return found


def test_a_laptop_that_was_put_out_cannot_read_on_with_all_its_old_keys(fleet: Fleet) -> None:
    zara, _ = fleet.joins("Zara"), fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, *Kind)
    fleet.notes(FOUNDER, subject, "before", Kind.ROUTE)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    with fleet.on(FOUNDER) as founder:
        assert members.remove(founder.space, member=zara, reason="the laptop was seized").missing == 0
    fleet.notes(FOUNDER, subject, "after", Kind.ROUTE)
    with fleet.on(FOUNDER) as founder:
        requests.add_call(founder.space, Call(sender="", reply_to="", text="a later call", happened_at=None))
        records = list(founder.space.records_in(_Everything()))
    reports = fleet.exchange(FOUNDER, "Zara")
    assert reports[1].noticed == [OUT]
    assert reports[1].waiting > 0  # wrapped under a key that it was never given
    assert everything_opened_by(fleet, "Zara", records) == ["before"]
    with fleet.on("Zara") as seized:
        newest = max(seized.space.vault.keyring.epochs(seized.space.keys.root))
        assert newest not in {epoch.number for epoch in seized.space.keys.circles.epochs_of(seized.space.keys.root)[:1]}


class _Everything:
    def __contains__(self, _anything: object) -> bool:
        return True


def test_what_a_seized_laptop_writes_is_shown_apart_and_merged_nowhere(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    fleet.notes("Zara", subject, "while she had it")
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        members.remove(founder.space, member=zara, reason="seized")
    fleet.notes("Zara", subject, "written by somebody else")
    fleet.sync("Zara", "other stick")
    fleet.sync(FOUNDER, "other stick")
    assert fleet.reads(FOUNDER, subject) == ["while she had it"]
    with fleet.on(FOUNDER) as founder:
        (aside,) = founder.space.cache.held("aside")
        assert members.adopt(founder.space, DeviceId(aside.device)).missing == 0
        assert founder.is_current()
    assert fleet.reads(FOUNDER, subject) == ["while she had it", "written by somebody else"]


def test_what_was_merged_before_the_removal_was_known_is_taken_out_again(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as founder:
        amir = next(each.id for each in founder.space.group().roster.present if each.name == "Amir")
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.lets_in(FOUNDER, subject, amir, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    fleet.notes("Zara", subject, "written by somebody else")
    fleet.exchange("Zara", "Amir", stick="other stick")
    assert fleet.reads("Amir", subject) == ["written by somebody else"]
    with fleet.on(FOUNDER) as founder:
        members.remove(founder.space, member=zara, reason="seized")
    fleet.exchange(FOUNDER, "Amir")
    assert fleet.reads("Amir", subject) == []
    with fleet.on("Amir") as vault:
        assert vault.is_current()


def test_the_second_signature_takes_out_at_once_what_was_merged_on_the_laptop_that_gives_it(fleet: Fleet) -> None:
    """The harm: it counted there, and nowhere else, until something else came."""
    second = fleet.joins("Amir", rank=Rank.ADMIN)
    zara = fleet.joins("Zara", seconds="Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.lets_in(FOUNDER, subject, second, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    with fleet.on(FOUNDER) as founder:
        said = members.remove(founder.space, member=zara, reason="seized")
        laptop = next(each for each in founder.space.laptops.membership.laptops.values() if each.member == zara)
    fleet.exchange(FOUNDER, "Amir")
    with fleet.on("Amir") as amir:
        for event, suspension in amir.space.laptops.membership.suspensions.items():
            assert suspension.cut.device == laptop.id
            members.lift(amir.space, event)
    fleet.notes("Zara", subject, "written by somebody else")
    fleet.exchange("Zara", "Amir", stick="other stick")
    assert fleet.reads("Amir", subject) == ["written by somebody else"]
    with fleet.on("Amir") as amir:
        assert members.second(amir.space, said.event).missing == 0
    assert fleet.reads("Amir", subject) == []
    with fleet.on("Amir") as amir:
        assert amir.is_current()


def test_a_key_that_is_lent_travels_under_one_that_the_borrower_has(fleet: Fleet) -> None:
    """The harm: whoever was suspended while it was lent and sent never read it, and waited for it for ever."""
    names = ["Zara", "Amir"]
    for name in names:
        fleet.joins(name)
    fleet.exchange(FOUNDER, *names)
    with fleet.on("Zara") as vault:
        laptop = vault.space.vault.device
    with fleet.on(FOUNDER) as founder:
        event = members.suspend(founder.space, laptop, reason="no answer")
        giving.give(founder.space)
        without = founder.space.keys.everyone()[0]
        assert laptop not in without.devices
        members.lift(founder.space, event)
        members.suspend(founder.space, laptop, reason="no answer again")
        giving.give(founder.space)
        wrapper = Wrapper(founder.space)
        lent = [wrapper.wrap(made) for made in everything(founder) if gives(founder, made, without.id)]
    assert lent
    with fleet.on("Zara") as vault:
        assert all(Wrapper(vault.space).unwrap(blob) is not None for blob in lent)


def everything(vault: OpenVault) -> list[Envelope]:
    return [made for made in vault.space.vault.envelopes() if isinstance(made, Envelope)]


def gives(vault: OpenVault, made: Envelope, part: bytes) -> bool:
    """Whether a record gives a key of this part, or of this circle's way."""
    record = vault.space.vault.open(made, "")
    event = codec.from_body(record.kind, record.body) if isinstance(record, Record) else None
    return isinstance(event, EpochsSealed) and any(grant.compartment == part for grant in event.grants)


def test_a_laptop_that_was_put_out_keeps_nobody_busy(fleet: Fleet) -> None:
    """The harm: each of its exchanges announced new keys, and each of the others answered with more, for ever."""
    zara, _ = fleet.joins("Zara"), fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    with fleet.on(FOUNDER) as founder:
        members.remove(founder.space, member=zara, reason="seized")
    fleet.exchange(FOUNDER, "Zara", "Amir")
    reports = fleet.exchange("Zara", FOUNDER, "Amir")
    assert [(report.sent, report.received) for report in reports] == [(0, 0)] * 6


def test_whoever_hears_late_that_a_suspension_ended_reads_on(fleet: Fleet) -> None:
    """The harm: what ended it travelled under a key that the one who was suspended had announced."""
    names = ["Zara", "Amir", "Ilas"]
    zara, _, _ = (fleet.joins(name) for name in names)
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, *names)
    with fleet.on("Zara") as vault:
        laptop = vault.space.vault.device
    with fleet.on(FOUNDER) as founder:
        event = members.suspend(founder.space, laptop, reason="no answer")
    fleet.exchange(FOUNDER, "Ilas", "Amir")
    with fleet.on(FOUNDER) as founder:
        members.lift(founder.space, event)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    fleet.notes("Zara", subject, "back again")
    fleet.exchange("Zara", "Amir", FOUNDER, "Ilas")
    assert fleet.reads(FOUNDER, subject) == ["back again"]
    for name in names:
        with fleet.on(name) as vault:
            assert vault.exchange.parked() == []
            assert vault.space.laptops.membership.suspensions == {}


def test_a_suspended_laptop_is_told_and_comes_back(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with fleet.on("Zara") as zara:
        laptop = zara.space.vault.device
    with fleet.on(FOUNDER) as founder:
        event = members.suspend(founder.space, laptop, reason="no answer since morning")
    assert fleet.exchange(FOUNDER, "Zara")[1].noticed == [RESTING]
    with fleet.on(FOUNDER) as founder:
        members.lift(founder.space, event)
    assert fleet.exchange(FOUNDER, "Zara")[-1].noticed == []


def test_an_old_copy_of_a_vault_that_is_used_is_noticed(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    shutil.copytree(fleet.folder / "Zara", fleet.folder / "copy")
    fleet.notes("Zara", subject, "one history")
    fleet.notes("copy", subject, "another history")
    fleet.exchange("Zara", FOUNDER)
    fleet.exchange("copy", FOUNDER, stick="other stick")
    with fleet.on(FOUNDER) as founder:
        (laptop,) = [each for each in members.laptops(founder.space) if each.member == zara]
        assert laptop.state == members.TWO_HISTORIES
    assert fleet.reads(FOUNDER, subject) == []
    fleet.exchange("copy", "Zara", stick="third stick")
    assert fleet.sync("Zara", "third stick").noticed == [SPLIT]


# Seals


def test_a_laptop_that_was_away_is_sealed_to_anew(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.clock.forward(50 * DAY)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.notes(FOUNDER, subject, "while she was away")
    fleet.exchange(FOUNDER, "Zara")
    fleet.exchange(FOUNDER, "Zara")
    assert fleet.reads("Zara", subject) == ["while she was away"]


def test_nobody_approves_for_a_member_whose_name_they_claimed_before_them(fleet: Fleet) -> None:
    """The harm: one admin alone, with a key of their own under another's name, puts out whom they like."""
    fleet.joins("Zara", rank=Rank.ADMIN)
    evil = SigningKey.from_seed(Secret(b"e" * 32))
    amir = b"a member to come"
    with fleet.on(FOUNDER) as founder:
        space = founder.space
        claimed = MemberJoined(member=amir, name="Amir", roles=(Role.HOST,), approval_key=evil.public)
        space.write(space.group_id, Subject.GROUP, (claimed,))
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as zara:
        true = SigningKey.from_seed(Secret(b"t" * 32))
        joined = replace(claimed, approval_key=true.public, rank=Rank.ADMIN)
        zara.space.write(zara.space.group_id, Subject.GROUP, (joined,))
        (of,) = [each for each, proposal in zara.space.laptops.membership.pending.items() if proposal.said == joined]
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        space = founder.space
        members.second(space, of)
        victim = next(each for each in space.laptops.membership.laptops.values() if each.id != space.vault.device)
        said = Removed(cuts=(Cut(victim.id, 99, b"last"),), member=victim.member, reason="x")
        for key, is_out in ((evil, False), (true, True)):
            what = digest(said)
            signature = approval.approve(key, organisation=space.vault.organisation, member=amir, what=what)
            signed = replace(said, approvals=(Approval(amir, what, signature),))
            space.write(space.group_id, Subject.GROUP, (signed,))
            assert bool(space.laptops.membership.people[victim.member].left) is is_out


def test_a_laptop_that_says_a_prekey_to_which_nobody_can_seal_stops_nobody(fleet: Fleet) -> None:
    """The harm: one member's laptop, by one event, keeps everybody else from writing at all."""
    member = fleet.joins("Zara")
    with fleet.on("Zara") as zara:
        device = zara.space.vault.device
        good = zara.space.laptops.prekeys(fleet.clock())[device]
        junk = PrekeyGiven(public=b"junk", end=Instant(fleet.clock() + 7 * DAY))
        zara.space.write(zara.space.group_id, Subject.GROUP, (junk,))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        assert founder.space.laptops.prekeys(fleet.clock())[device] == good
    fleet.joins("Amir")
    subject = fleet.opens_case("Amir")
    fleet.lets_in("Amir", subject, member, Kind.DESK)
    fleet.notes("Amir", subject, "read by all")
    fleet.exchange("Amir", "Zara")
    assert fleet.reads("Zara", subject) == ["read by all"]


def test_a_key_for_somebody_who_must_not_have_it_is_an_alarm(fleet: Fleet) -> None:
    zara, amir = fleet.joins("Zara"), fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara", "Amir")
    with fleet.on("Zara") as traitor:
        space = traitor.space
        desk = next(row.id for row in space.cache.compartments_of(subject) if row.kind == Kind.DESK.value)
        everybody = frozenset(space.laptops.recipients(space.clock()))
        epoch = max(space.vault.keyring.epochs(desk))
        space.announce(space.keys._grant(everybody, [(desk, epoch)]))  # type: ignore[list-item]
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        ((row, recipient, giver),) = giving.alarms(founder.space)
        assert row.subject == subject
        assert founder.space.author(recipient) == "Amir"
        assert founder.space.author(giver) == "Zara"
        assert amir == founder.space.laptops.membership.laptops[recipient].member


def test_nothing_alarms_where_all_is_well(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as founder:
        assert giving.alarms(founder.space) == []


# Faults


def test_a_damaged_file_on_the_stick_is_named_and_comes_again(fleet: Fleet) -> None:
    fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.sync(FOUNDER, "fresh")
    files = sorted(path for path in (fleet.folder / "fresh").rglob("*") if path.is_file() and len(path.name) == 64)
    for file in files:
        file.write_bytes(file.read_bytes()[:100])
    report = fleet.sync("Zara", "fresh")
    assert report.noticed
    assert all("copied halfway" in sentence for sentence in report.noticed)
    for file in files:
        file.unlink()
    fleet.exchange(FOUNDER, "Zara", stick="fresh")
    with fleet.on("Zara") as zara:
        assert zara.space.cache.gaps() == []
        assert zara.space.cache.held("sealed")
    assert subject


def test_what_was_exchanged_may_be_forgotten(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.notes(FOUNDER, subject, "once")
    fleet.exchange(FOUNDER, "Zara")
    for path in (fleet.folder / "Zara").glob("exchange.db*"):
        path.unlink()
    fleet.exchange(FOUNDER, "Zara")
    assert fleet.reads("Zara", subject) == ["once"]
    with fleet.on("Zara") as vault:
        assert verifying.verify(vault).problems == ()


def test_noise_in_a_blob_of_ours_is_named(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with fleet.on(FOUNDER) as founder:
        transport = founder.space.keys.transport(founder.space.keys.everyone()[0].id)
        assert isinstance(transport, Secret)
        blob = outer.wrap(b"noise", transport=transport, week=1, salt=b"s" * 32)
    Courier.open(fleet.folder / "stick").write([blob])
    fleet.sync("Zara")
    with fleet.on("Zara") as zara:
        (noticed,) = zara.exchange.noticed()
        assert "holds nothing that Kunak knows" in syncing.sentence_of(noticed.kind)


def test_a_group_of_one_may_carry_its_own_away(fleet: Fleet) -> None:
    subject: SubjectId = fleet.opens_case(FOUNDER)
    report = fleet.sync(FOUNDER)
    assert report.complete
    assert report.sent > 0
    assert fleet.reads(FOUNDER, subject) == []
