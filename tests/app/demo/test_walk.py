"""docs/walk.md, step by step, by the same rules that the pages ask."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kunak.app import cases, devices, plans, publishing, requests, wiring
from kunak.app.approvals import who_may_approve
from kunak.app.demo import Made, make
from kunak.app.wiring import OpenVault
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after, from_rfc3339
from kunak.casework import assessment, checkins, consent, custody, details, plan, publication, retention, shelter
from kunak.casework.assessment import Account, Basis, Level, Presence
from kunak.casework.case import Stage
from kunak.casework.consent import Scope
from kunak.casework.custody import DeviceDestroyed, DeviceHandedOver, DeviceRecord, Sanitization, Step
from kunak.casework.details import Known
from kunak.casework.factors import Tool
from kunak.casework.facts import Event
from kunak.casework.plan import Leg, LegStep, Means, MeetingConfirmed
from kunak.casework.publication import Verdict
from kunak.casework.request import Urgency, Vetting
from kunak.casework.shelter import PeoplePlaced, Status
from kunak.casework.subjects import CaseFile

PRESENT = from_rfc3339("2026-03-14T20:10:00Z")
WALK = Path(__file__).parents[3] / "docs" / "walk.md"
WELL, DURESS = "The kettle is on the stove", "The soup is almost ready"
BLOCKED, ALLOWED = "A young woman from Kelduin is safe.", "Another person whom we accompanied is safe."
MARKS = {
    "threat_to_kill": Presence.POSSIBLE,
    "relatives_in_security_services": Presence.ABSENT,
    "outed": Presence.PRESENT,
    "whereabouts_known": Presence.PRESENT,
    "phone_readable": Presence.PRESENT,
    "no_documents": Presence.PRESENT,
    "small_settlement": Presence.PRESENT,
}


class Desk:
    """Vedana's desk: a case and what she does with it."""

    def __init__(self, vault: OpenVault, made: Made) -> None:
        self.vault = vault
        self.space = vault.space
        self.made = made
        self.subject = SubjectId(b"")

    @property
    def file(self) -> CaseFile:
        return self.space.case(self.subject)

    @property
    def second(self) -> bytes:
        (found,) = (each.id for each in who_may_approve(self.space) if each.name == self.made.second_member)
        return found

    def decide(self, rule: Callable[[CaseFile], tuple[Event, ...]]) -> None:
        cases.decide(self.space, self.subject, rule)

    def hand(self, device: bytes, step: Step, giver: str) -> None:
        handover = DeviceHandedOver(
            device=device, step=step, giver=giver, receiver="Ruven", witness="Кемира", happened_at=PRESENT
        )
        devices.hand_over(self.space, self.subject, handover)


def test_the_walk_leads_from_the_message_to_the_certificate(tmp_path: Path) -> None:
    made = make(tmp_path / "vault", seed=1, now=lambda: PRESENT)
    with wiring.opened(tmp_path / "vault", made.passphrase, clock=lambda: PRESENT) as vault:
        desk = Desk(vault, made)
        accept(desk)
        judge(desk)
        prepare(desk)
        travel(desk)
        phone = take_the_phone(desk)
        find_a_bed(desk)
        cases.move(desk.space, desk.subject, to=Stage.SAFE)
        keep_silent(desk)
        close(desk)
        assert devices.certificate(desk.space, desk.subject, phone).serial == "TE20418833"
        assert desk.file.case.stage is Stage.CLOSED


def accept(desk: Desk) -> None:
    asked = requests.numbered(desk.space, desk.made.guided)
    received = desk.space.request(asked).request.received
    assert received is not None
    assert received.subject in WALK.read_text("utf-8")
    requests.vet(desk.space, asked, check="Wrote at ten as she asked.", outcome=Vetting.CONFIRMED)
    requests.triage(desk.space, asked, urgency=Urgency.NOW, reason="The family meets on Thursday.")
    desk.subject, _ = requests.accept(desk.space, asked, reason="Life in danger; a driver is near.")
    values = {"given_name": "Nerisa", "family_name": "Ostrova", "home": "Kelduin", "region": "Halvora"}
    for name, value in values.items():
        desk.decide(lambda file, n=name, v=value: details.write(file.details, name=n, value=v, known=Known.YES))  # type: ignore[misc]


def judge(desk: Desk) -> None:
    people = {
        "elder brother": frozenset({Tool.RELATIVES_NEARBY, Tool.ONLINE_SEARCH}),
        "mother's cousin at the ticket desk": frozenset({Tool.TRANSPORT_STAFF}),
    }
    for label, reach in people.items():
        account = Account(label, reach=reach)
        desk.decide(
            lambda file, a=account: assessment.record_perpetrator(  # type: ignore[misc]
                file.assessment, perpetrator=desk.space.new_id(), account=a
            )
        )
    for factor, presence in MARKS.items():
        desk.decide(
            lambda file, f=factor, p=presence: assessment.mark_factor(  # type: ignore[misc]
                file.assessment, factor=f, presence=p, basis=Basis.SAID
            )
        )
    desk.decide(
        lambda file: assessment.decide_level(
            file.assessment,
            level=Level.EXTREME,
            reasons="It has come out, they know where she is, and a day is set.",
            reassess_by=after(PRESENT, DAY),
            now=PRESENT,
        )
    )


def prepare(desk: Desk) -> None:
    cases.move(desk.space, desk.subject, to=Stage.PLANNING)
    record = DeviceRecord(label="white phone in a red cover", manufacturer="Tellar", serial="TE20418833")
    desk.decide(lambda file: custody.identify(file.custody, device=b"white", record=record))
    desk.decide(lambda _file: checkins.agree_phrases(well=WELL, duress=DURESS))
    legs = (
        leg(b"1", "Kelduin", "Tessany", 13 * HOUR, 75 * MINUTE, ("Is this the queue?", "No, for the skating rink.")),
        leg(b"2", "Tessany", "Velstad", 15 * HOUR, 7 * HOUR, ("My watch has stopped.", "Mine is fast.")),
    )
    plans.draft(desk.space, desk.subject, legs=legs)
    with pytest.raises(Refused, match="No plan is approved"):
        cases.move(desk.space, desk.subject, to=Stage.MOVING)
    assert desk.file.plan.draft is not None
    plans.approve(
        desk.space,
        desk.vault.cosigners,
        desk.subject,
        of=desk.file.plan.draft.digest,
        member=desk.second,
        passphrase=desk.made.second_passphrase,
    )
    cases.move(desk.space, desk.subject, to=Stage.MOVING)


def leg(name: bytes, origin: str, destination: str, ahead: int, lasts: int, words: tuple[str, str]) -> Leg:
    departs = after(PRESENT, ahead)
    return Leg(
        id=name,
        origin=origin,
        destination=destination,
        departs=departs,
        arrives=after(departs, lasts),
        means=Means.DRIVE,
        code=words[0],
        countersign=words[1],
    )


def travel(desk: Desk) -> None:
    for each in (b"1", b"2"):
        for step in (LegStep.DEPART, LegStep.ARRIVE):
            desk.decide(
                lambda file, e=each, s=step: plan.report(  # type: ignore[misc]
                    file.plan, leg=e, step=s, happened_at=PRESENT, now=PRESENT
                )
            )
        met = MeetingConfirmed(leg=each, happened_at=PRESENT, code_matched=True, countersign_matched=True)
        desk.decide(lambda file, m=met: plan.confirm_meeting(file.plan, m))  # type: ignore[misc]
        checkin = desk.file.checkins.open[0].expected.checkin
        desk.decide(
            lambda file, c=checkin: checkins.answer(  # type: ignore[misc]
                file.checkins, checkin=c, spoken=WELL, happened_at=PRESENT, now=PRESENT
            )
        )
    cases.move(desk.space, desk.subject, to=Stage.ARRIVED)
    with pytest.raises(Refused, match="A phone that could be tracked"):
        cases.move(desk.space, desk.subject, to=Stage.SAFE)


def take_the_phone(desk: Desk) -> bytes:
    desk.hand(b"white", Step.TAKE_OVER, desk.file.case.code)
    desk.hand(b"white", Step.ISOLATE, "Ruven")
    done = DeviceDestroyed(
        device=b"white",
        method=Sanitization.DESTROY,
        technique="drilled through storage and board",
        tool="",
        verification="the chip lies in three pieces",
        performer="Orlo",
        verifier="Ruven",
        witnesses=("Кемира", "Dorrin"),
        happened_at=PRESENT,
    )
    desk.decide(lambda file: custody.destroy(file.custody, done))
    new = devices.in_stock(desk.space)[0]
    devices.issue(
        desk.space,
        desk.subject,
        DeviceHandedOver(
            device=new.id,
            step=Step.ISSUE,
            giver="Ruven",
            receiver=desk.file.case.code,
            witness="Кемира",
            happened_at=PRESENT,
        ),
    )
    return b"white"


def find_a_bed(desk: Desk) -> None:
    places = desk.space.group().places
    (pear_tree,) = (place for place in places.places.values() if place.record.label == "Pear tree")
    assert pear_tree.status is Status.OPEN
    assert Counted(places)[Status.SUSPECTED] == 1
    everybody = [desk.space.case(each.id).placements for each in cases.listed(desk.space, limit=100)]
    wanted = PeoplePlaced(
        placement=b"bed", place=pear_tree.id, people=1, since=PRESENT, until=Instant(PRESENT + 14 * DAY)
    )
    desk.decide(lambda file: shelter.place_people(places, file.placements, wanted, elsewhere=everybody, now=PRESENT))


class Counted(dict[Status, int]):
    """How many places have which status."""

    def __init__(self, places: shelter.Places) -> None:
        super().__init__(dict.fromkeys(Status, 0))
        for place in places.places.values():
            self[place.status] += 1


def keep_silent(desk: Desk) -> None:
    desk.decide(
        lambda file: consent.give(
            file.consent,
            scopes=frozenset({Scope.PUBLISH_SAFE}),
            how="spoken",
            words="One line, no more.",
            until=None,
            now=PRESENT,
        )
    )
    verdicts = []
    for text in (BLOCKED, ALLOWED):
        assert text in WALK.read_text("utf-8")
        desk.decide(lambda file, t=text: publication.draft(file.publication, text=t, scope=Scope.PUBLISH_SAFE))  # type: ignore[misc]
        verdicts.append(Verdict(publishing.check_draft(desk.space, desk.subject).verdict))
    assert verdicts == [Verdict.BLOCK, Verdict.CLEAR]
    draft = desk.file.publication.draft
    assert draft is not None
    publishing.approve(
        desk.space,
        desk.vault.cosigners,
        desk.subject,
        of=draft.digest,
        member=desk.second,
        passphrase=desk.made.second_passphrase,
    )
    with pytest.raises(Refused, match="embargo"):
        publishing.publish(desk.space, desk.subject, where="channel")
    desk.decide(lambda _file: publication.choose_silence(reason="She moved today."))


def close(desk: Desk) -> None:
    desk.decide(
        lambda file: shelter.end_stay(file.placements, placement=b"bed", ended_at=PRESENT, reason="a room of her own")
    )
    desk.decide(lambda _file: retention.review(went_well="the first meeting", went_badly="the phone, at the end"))
    desk.decide(
        lambda file: retention.keep_until(
            file.retention, until=after(PRESENT, 365 * DAY), reason="questions of a court", now=PRESENT
        )
    )
    cases.move(desk.space, desk.subject, to=Stage.CLOSED)
