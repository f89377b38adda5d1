"""A case comes to its end on every laptop: its keys are destroyed, and nothing that is left opens it again."""

from hashlib import sha256
from itertools import product
from pathlib import Path

import msgspec
import pytest
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet
from tests.app.test_incidents import described, entered

from kunak.app import (
    cases,
    estimating,
    incidents,
    members,
    recovering,
    reporting,
    requests,
    searching,
    shredding,
    verifying,
    wiring,
)
from kunak.app.incidents import Hangs, Told
from kunak.app.vault import Record
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import CompartmentId, SubjectId
from kunak.base.instants import DAY, after
from kunak.casework import details, retention
from kunak.casework.circles import CircleSealed, EpochsSealed
from kunak.casework.compartments import Kind, Role, Sensitivity, Subject
from kunak.casework.incidents.fields import Sort
from kunak.casework.request import RequestReceived, Urgency, Vetting
from kunak.casework.roster import Rank
from kunak.crypto import sealing
from kunak.crypto.joining import Meeting
from kunak.crypto.keystore import open_keystore
from kunak.log import codec, envelope
from kunak.log.envelope import Envelope
from kunak.store.engine import open_database
from kunak.store.incoming import IncomingFile

NEEDLE = "quince-orchard"


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def past_its_time(fleet: Fleet, name: str, subject: SubjectId) -> None:
    """The case is kept for a day, and the day is over."""
    with fleet.on(name) as vault:
        until = after(vault.space.clock(), DAY)
        cases.decide(
            vault.space,
            subject,
            lambda file: retention.keep_until(
                file.retention, until=until, reason="a complaint", now=vault.space.clock()
            ),
        )
    fleet.clock.forward(2 * DAY)


def ordered(fleet: Fleet, name: str, subject: SubjectId) -> members.Said:
    with fleet.on(name) as vault:
        return shredding.order(vault.space, subject)


def parts_of(fleet: Fleet, name: str, subject: SubjectId) -> set[CompartmentId]:
    with fleet.on(name) as vault:
        return {CompartmentId(row.id) for row in vault.space.cache.compartments_of(subject)}


def decrypted(fleet: Fleet, name: str) -> bytes:
    """Return all bytes of the databases without their encryption, free pages too."""
    home = wiring.home_at(fleet.folder / name)
    secrets = open_keystore(home.keystore.read_bytes(), PASSPHRASE, device_seed=home.seed.read_bytes())
    found = b""
    for path in (home.cache, home.exchange):
        copies = [path.with_name(f"copy-{path.name}{end}") for end in ("", "-wal")]
        for copy, end in zip(copies, ("", "-wal"), strict=True):
            if path.with_name(path.name + end).exists():
                copy.write_bytes(path.with_name(path.name + end).read_bytes())
        connection = open_database(copies[0], secrets.store_key)._connection
        connection.pragma("wal_checkpoint(TRUNCATE)")
        connection.pragma("journal_mode", "delete")
        connection.pragma("rekey", "")
        connection.close()
        found += copies[0].read_bytes()
        for copy in copies:
            copy.unlink(missing_ok=True)
    assert b"SQLite format 3" in found
    return found


def opens_anything(fleet: Fleet, name: str, parts: set[CompartmentId]) -> list[str]:
    """Attack: with the whole disk and the passphrase, try every key there is on every record of the parts."""
    home = wiring.home_at(fleet.folder / name)
    secrets = open_keystore(home.keystore.read_bytes(), PASSPHRASE, device_seed=home.seed.read_bytes())
    found: list[str] = []
    with fleet.on(name) as vault:
        made = [each for each in vault.space.vault.envelopes() if isinstance(each, Envelope)]
        keys = [secret for _, _, secret in vault.keyring.everything()]
        prekeys = [each.private for each in (secrets.prekey, *secrets.former)]
        prekeys += list(vault.space.keys._prekeys.values())
        said = [
            vault.space.vault.open(each, "") for each in made if each.header.compartment == vault.space.keys.compartment
        ]
        events = [codec.from_body(record.kind, record.body) for record in said if isinstance(record, Record)]
        organisation, me = vault.space.vault.organisation, vault.space.vault.device
    for event, prekey in product([each for each in events if isinstance(each, CircleSealed)], prekeys):
        for seal in event.seals:
            try:
                keys.append(
                    sealing.open_circle(
                        prekey,
                        seal.sealed,
                        organisation=organisation,
                        circle=event.circle,
                        device=me,
                        devices=event.devices,
                    )
                )
            except KunakError:
                continue
    for announced, key in product([each for each in events if isinstance(each, EpochsSealed)], list(keys)):
        for grant in announced.grants:
            try:
                keys.append(
                    sealing.open_epoch(
                        grant.sealed,
                        key,
                        organisation=organisation,
                        compartment=grant.compartment,
                        epoch=grant.epoch,
                    )
                )
            except KunakError:
                continue
    for each, key in product([each for each in made if each.header.compartment in parts], keys):
        try:
            envelope.open_body(each, key)
        except KunakError:
            continue
        found.append(each.header.kind)
    return found


def test_the_attack_of_these_tests_opens_what_was_not_destroyed(fleet: Fleet) -> None:
    fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, NEEDLE)
    assert "details.noted" in opens_anything(fleet, FOUNDER, parts_of(fleet, FOUNDER, subject))


def test_a_group_of_one_destroys_a_case_and_its_call_for_help(fleet: Fleet) -> None:
    message = f"From: someone@post.example\nSubject: help\n\n{NEEDLE}\n".encode()
    with fleet.on(FOUNDER) as vault:
        (call,) = requests.add_bytes(vault.space, vault.shelf, data=message, name="call.eml")
        requests.triage(vault.space, call, urgency=Urgency.TODAY, reason="in danger")
        requests.vet(vault.space, call, check="called back", outcome=Vetting.CONFIRMED)
        subject, _ = requests.accept(vault.space, call, reason="in danger")
        assert call in {found.subject for found in searching.search(vault.space, "quince")}
    assert NEEDLE.encode() in decrypted(fleet, FOUNDER)
    other = fleet.opens_case(FOUNDER, "green-otter")
    fleet.notes(FOUNDER, subject, NEEDLE)
    fleet.notes(FOUNDER, other, "stays")
    parts = parts_of(fleet, FOUNDER, subject) | parts_of(fleet, FOUNDER, call)
    with pytest.raises(Refused, match="has not ended"):
        ordered(fleet, FOUNDER, subject)
    past_its_time(fleet, FOUNDER, subject)
    assert ordered(fleet, FOUNDER, subject).missing == 0
    seed = (fleet.folder / FOUNDER / "device.seed").read_bytes()
    with fleet.on(FOUNDER) as vault:
        (report,) = shredding.reports(vault.space)
        assert (len(report.done), report.missing, report.gone) == (1, (), ())
        assert report.year == 1970 + int(fleet.clock() / (365.2425 * DAY))
        with pytest.raises(BadInput):
            vault.space.case(subject)
        with pytest.raises(BadInput):
            vault.space.request(call)
        assert searching.search(vault.space, "quince") == []
        assert not verifying.verify(vault).problems
        assert vault.space.codes() == ["green-otter"]
    assert fleet.reads(FOUNDER, other) == ["stays"]
    assert (fleet.folder / FOUNDER / "device.seed").read_bytes() != seed
    assert NEEDLE.encode() not in decrypted(fleet, FOUNDER)
    assert opens_anything(fleet, FOUNDER, parts) == []
    fleet.notes(FOUNDER, other, "goes on")
    assert fleet.reads(FOUNDER, other) == ["stays", "goes on"]


def test_every_laptop_destroys_and_says_so_and_who_has_not_is_named(fleet: Fleet) -> None:
    zara, amir = fleet.joins("Zara", rank=Rank.ADMIN), b""
    amir = fleet.joins("Amir", seconds="Zara")
    subject, other = fleet.opens_case(FOUNDER), fleet.opens_case(FOUNDER, "green-otter")
    for member in (zara, amir):
        fleet.lets_in(FOUNDER, subject, member, *Kind)
        fleet.lets_in(FOUNDER, other, member, *Kind)
    fleet.notes(FOUNDER, subject, NEEDLE)
    fleet.notes(FOUNDER, other, "stays")
    fleet.exchange(FOUNDER, "Zara", "Amir")
    assert fleet.reads("Amir", subject) == [NEEDLE]
    past_its_time(fleet, FOUNDER, subject)
    parts = parts_of(fleet, FOUNDER, subject)
    said = ordered(fleet, FOUNDER, subject)
    assert said.missing == 1
    assert fleet.reads(FOUNDER, subject) == [NEEDLE]
    with pytest.raises(Refused, match="proposed already"):
        ordered(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        members.second(vault.space, said.event)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        (report,) = shredding.reports(vault.space)
        laptops = {each.id: each.member for each in vault.space.laptops.membership.laptops.values()}
        assert [laptops[each] for each in report.missing] == [amir]
        assert len(report.done) == 2
    # Amir was away, writes into the case, and hears of it afterwards.
    fleet.notes("Amir", subject, NEEDLE + " again")
    fleet.exchange("Amir", FOUNDER, "Zara", "Amir", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        (report,) = shredding.reports(vault.space)
        assert (len(report.done), report.missing) == (3, ())
    for name in (FOUNDER, "Zara", "Amir"):
        assert opens_anything(fleet, name, parts) == [], name
        assert fleet.reads(name, other) == ["stays"]
        assert NEEDLE.encode() not in decrypted(fleet, name)
        with fleet.on(name) as vault:
            assert not verifying.verify(vault).problems
    # They work on together.
    fleet.notes("Amir", other, "by Amir")
    fleet.exchange("Amir", FOUNDER, "Zara")
    fleet.notes("Zara", other, "by Zara")
    fleet.exchange("Zara", FOUNDER, "Amir")
    for name in (FOUNDER, "Zara", "Amir"):
        assert set(fleet.reads(name, other)) == {"stays", "by Amir", "by Zara"}


def test_an_incident_is_destroyed_on_every_laptop_and_counts_no_longer(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN, roles=(Role.RESEARCHER,))
    fleet.joins("Amir", seconds="Zara", roles=(Role.RESEARCHER,))
    with fleet.on("Zara") as vault:
        source = described(vault.space)
        said = {"date": "2014", "region": "Halvora", "victim.given": NEEDLE, "victim.sex": "female"}
        gone, *_ = [entered(vault.space, said, source) for _ in range(4)]
        estimating.keep(vault.exchange, estimating.make(vault.space))
    fleet.exchange("Zara", FOUNDER, "Amir")
    parts = parts_of(fleet, "Zara", gone)
    assert len(parts) == 2
    with fleet.on(FOUNDER) as vault, pytest.raises(Refused, match="do not read names"):
        shredding.order_incident(vault.space, gone)
    with fleet.on("Amir") as vault, pytest.raises(Refused, match="admin"):
        shredding.order_incident(vault.space, gone)
    with fleet.on("Zara") as vault:
        proposed = shredding.order_incident(vault.space, gone)
        assert proposed.missing == 1
        assert shredding.standing(vault.space, gone) == shredding.PROPOSED
        assert (counted(vault), incidents.destroyed(vault.space)) == ((4, 0), 0)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        assert members.about(vault.space, vault.space.laptops.membership.pending[proposed.event].said) == gone.hex()[:8]
        members.second(vault.space, proposed.event)
        assert counted(vault) == (3, 1)
    fleet.exchange(FOUNDER, "Zara", "Amir", FOUNDER)
    for name in ("Zara", "Amir", FOUNDER):
        with fleet.on(name) as vault:
            assert counted(vault) == (3, 1)
            assert estimating.kept(vault.exchange) is None
            with pytest.raises(BadInput):
                vault.space.incident(gone)
            assert not verifying.verify(vault).problems
        assert opens_anything(fleet, name, parts) == [], name
    fleet.exchange("Zara", FOUNDER, "Amir", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        (report,) = shredding.reports(vault.space)
        assert (len(report.done), report.missing, report.is_incident) == (3, (), True)


def counted(vault: OpenVault) -> tuple[int | None, int | None]:
    """Return how many victims the report counts, and how many incidents it says were destroyed."""
    found = reporting.report(vault.space, Sort.VICTIM, exact=True)
    assert found.note.incidents == found.total
    assert len(incidents.listed(vault.space)) == found.total
    assert bool(found.note.destroyed) == any("Destroyed on purpose" in str(each) for each in reporting.method(found))
    return found.total, found.note.destroyed


def test_what_is_to_be_destroyed_takes_nothing_more(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as vault:
        source = described(vault.space)
        subject = entered(vault.space, {"date": "2014", "victim.given": NEEDLE}, source)
        assert shredding.order_incident(vault.space, subject).missing == 0
        with pytest.raises(Refused, match="being destroyed"):
            incidents.state(vault.space, subject, [Told(incidents.key("victim.age"), "19")], Hangs(source))
        with pytest.raises(Refused, match="ordered before"):
            shredding.order_incident(vault.space, subject)
        assert incidents.line(vault.space, subject).id == subject
        with pytest.raises(BadInput):
            shredding.order_incident(vault.space, SubjectId(b"x" * 16))


def test_a_key_that_was_under_way_is_asked_for_once_more(fleet: Fleet) -> None:
    """A laptop that had not heard of the order shares a new part with the circle that the others have destroyed."""
    zara = fleet.joins("Zara", rank=Rank.ADMIN)
    subject, other = fleet.opens_case(FOUNDER), fleet.opens_case(FOUNDER, "green-otter")
    for each in (subject, other):
        fleet.lets_in(FOUNDER, each, zara, *Kind)
    fleet.notes(FOUNDER, subject, NEEDLE)
    fleet.exchange(FOUNDER, "Zara")
    past_its_time(fleet, FOUNDER, subject)
    said = ordered(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        members.second(vault.space, said.event)
    with fleet.on("Zara"):
        pass  # opened once more: Zara's laptop obeys
    # The founder has not heard of the second signature, and opens a part under the circle of before.
    fleet.notes(FOUNDER, other, "in a part of its own", Kind.MONEY)
    fleet.exchange(FOUNDER, "Zara", FOUNDER, "Zara", FOUNDER, "Zara")
    assert "in a part of its own" in fleet.reads("Zara", other)


def test_a_hold_that_was_placed_apart_stops_it(fleet: Fleet) -> None:
    zara = fleet.joins("Zara", rank=Rank.ADMIN)
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, *Kind)
    fleet.notes(FOUNDER, subject, NEEDLE)
    fleet.exchange(FOUNDER, "Zara")
    past_its_time(fleet, FOUNDER, subject)
    said = ordered(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault:
        cases.decide(vault.space, subject, lambda file: retention.hold(file.retention, reason="a lawsuit"))
    with fleet.on("Zara") as vault:
        members.second(vault.space, said.event)
    fleet.exchange(FOUNDER, "Zara", FOUNDER)
    assert fleet.reads(FOUNDER, subject) == [NEEDLE]
    with fleet.on(FOUNDER) as vault, pytest.raises(Refused, match="being destroyed"):
        cases.decide(vault.space, subject, lambda _file: retention.review(went_well="x", went_badly="y"))


def test_a_bundle_holds_nothing_of_what_was_destroyed(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, NEEDLE)
    past_its_time(fleet, FOUNDER, subject)
    ordered(fleet, FOUNDER, subject)
    with fleet.on(FOUNDER) as vault:
        recovering.arrange(vault.space, Sensitivity.ORDINARY, threshold=2, parts=3)
        made = recovering.bundle(vault.space, Sensitivity.ORDINARY, Meeting())
    assert made.parts == 0


@pytest.mark.parametrize("cut", ["keystore", "seed", "keyring", "exchange", "cache"])
def test_cut_short_anywhere_it_is_done_at_the_next_opening(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    subject, other = fleet.opens_case(FOUNDER), fleet.opens_case(FOUNDER, "green-otter")
    fleet.notes(FOUNDER, subject, NEEDLE)
    fleet.notes(FOUNDER, other, "stays")
    parts = parts_of(fleet, FOUNDER, subject)
    past_its_time(fleet, FOUNDER, subject)
    ordered(fleet, FOUNDER, subject)

    class PowerCut(Exception):
        pass

    def dies(*_arguments: object, **_named: object) -> None:
        raise PowerCut

    target = {
        "keystore": "kunak.app.wiring.vaults.renew_keystore",
        "seed": "kunak.app.wiring.keystores._promote_seed",
        "keyring": "kunak.store.keyring.Keyring._promote",
        "exchange": "kunak.app.wiring.vaults.Exchange.replace",
        "cache": "kunak.app.wiring.vaults.Cache.destroy",
    }[cut]
    with monkeypatch.context() as patched:
        patched.setattr(target, dies)
        with pytest.raises(PowerCut), fleet.on(FOUNDER):
            pass
    with fleet.on(FOUNDER) as vault:
        (report,) = shredding.reports(vault.space)
        assert len(report.done) == 1
    assert NEEDLE.encode() not in decrypted(fleet, FOUNDER)
    assert fleet.reads(FOUNDER, other) == ["stays"]
    assert opens_anything(fleet, FOUNDER, parts) == []


def test_who_does_not_know_every_part_orders_no_end(fleet: Fleet) -> None:
    """The harm: the parts that they do not see would be left over, and nobody would know."""
    zara = fleet.joins("Zara", rank=Rank.ADMIN)
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.CONTACT)
    fleet.exchange(FOUNDER, "Zara")
    past_its_time(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    with pytest.raises(Refused, match="Ask somebody who does: Aluna"):
        ordered(fleet, "Zara", subject)
    with fleet.on("Zara") as vault:
        assert vault.space.laptops.membership.pending == {}


def test_who_waits_for_leave_orders_no_end(fleet: Fleet) -> None:
    """The harm: let in and not yet allowed, they know nothing of the closely held part: it would be left over."""
    zara = fleet.joins("Zara", rank=Rank.ADMIN)
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, NEEDLE, Kind.ROUTE)
    with fleet.on(FOUNDER) as vault:
        cases.let_in(vault.space, subject, member=zara, kinds=frozenset(Kind), reason="takes over")
        assert Kind.ROUTE in cases.waiting(vault.space, subject)[zara]
    past_its_time(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    with pytest.raises(Refused, match="Ask somebody who does: Aluna"):
        ordered(fleet, "Zara", subject)


def incoming(name: str, data: bytes) -> IncomingFile:
    return IncomingFile(name=name, media_type="text/plain", data=data, sha256=sha256(data).digest())


def test_a_file_that_another_call_names_stays(fleet: Fleet) -> None:
    """The harm: whoever names somebody else's evidence in a call of their own has it destroyed on every laptop."""
    with fleet.on(FOUNDER) as vault:
        space = vault.space
        file = vault.shelf.put(incoming("letter.txt", b"kept"))
        own = vault.shelf.put(incoming("note.txt", b"goes"))
        named = RequestReceived(channel="mail", sender="", reply_to="", subject="", text=NEEDLE, files=(file, own))
        call, other = SubjectId(space.new_id()), SubjectId(space.new_id())
        space.write(call, Subject.REQUEST, (named,))
        space.write(other, Subject.REQUEST, (msgspec.structs.replace(named, files=(file,)),))
        requests.triage(space, call, urgency=Urgency.TODAY, reason="in danger")
        requests.vet(space, call, check="called back", outcome=Vetting.CONFIRMED)
        subject, _ = requests.accept(space, call, reason="in danger")
    past_its_time(fleet, FOUNDER, subject)
    ordered(fleet, FOUNDER, subject)
    with fleet.on(FOUNDER) as vault:
        assert vault.shelf.get(file) == b"kept"
        assert not vault.shelf.is_whole(own)


def test_what_somebody_wrote_who_had_not_heard_goes_too(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, *Kind)
    fleet.exchange(FOUNDER, "Zara")
    past_its_time(fleet, FOUNDER, subject)
    fleet.exchange(FOUNDER, "Zara")
    ordered(fleet, FOUNDER, subject)
    before = parts_of(fleet, "Zara", subject)
    fleet.notes("Zara", subject, NEEDLE, Kind.MONEY)
    (late,) = parts_of(fleet, "Zara", subject) - before
    fleet.exchange(FOUNDER, "Zara", FOUNDER)
    for name in (FOUNDER, "Zara"):
        with fleet.on(name):
            pass  # opened once more: what came meanwhile goes
        assert opens_anything(fleet, name, {late}) == [], name
        assert NEEDLE.encode() not in decrypted(fleet, name)
        assert parts_of(fleet, name, subject) == set()
    with fleet.on("Zara") as vault, pytest.raises(Refused, match="being destroyed"):
        vault.space.write(subject, Subject.CASE, details.note(text="once more"), kind=Kind.MONEY)
