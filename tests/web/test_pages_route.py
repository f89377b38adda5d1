"""The way out: written, approved by a second member, carried out as a checklist, with check-ins that alarm."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.web.working import ESCAPED, HOSTILE, at, does, found, refuses

from kunak.app import cases, members, today
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind, Role
from kunak.casework.plan import LegState
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock

Legs = dict[str, str]


@pytest.fixture
def route(case: SubjectId) -> str:
    return f"/case/{case.hex()}/route"


@pytest.fixture
def legs(clock: Clock) -> Legs:
    two = (("Quellin, well", "Marn, market", 1, 2, "drive"), ("Marn, market", "Tarro", 3, 9, "bus"))
    fields = {"legs": "2", "plan_note": "one small bag", "based_on": "", "do": "save"}
    for number, (origin, destination, departs, arrives, means) in enumerate(two):
        fields |= {
            f"legs.{number}.origin": origin,
            f"legs.{number}.destination": destination,
            f"legs.{number}.departs": at(clock, departs),
            f"legs.{number}.arrives": at(clock, arrives),
            f"legs.{number}.means": means,
            f"legs.{number}.trace": "ticket",
        }
    return fields | {"legs.0.code": "Is this seat free?", "legs.0.countersign": "Only until Tarro."}


@pytest.fixture
def second(vault: OpenVault) -> members.Invited:
    roles = (Role.CASE_MANAGER,)
    return members.invite(vault.space, vault.cosigners, name="Sevda", roles=roles, language="en", profile=DEMO)


@pytest.fixture
def approved(desk: Browser, route: str, legs: Legs, second: members.Invited) -> str:
    does(desk, f"{route}/plan", legs)
    shown = does(desk, f"{route}/phrases", {"well": "the soup was good", "duress": "greet my teacher"})
    of = found('name="of" value="([0-9a-f]+)"', shown)
    sent = {"of": of, "member": second.member.hex(), "passphrase": second.passphrase}
    return does(desk, f"{route}/approve", sent)


def leg_of(page: str, number: int = 0) -> str:
    legs: list[str] = re.findall("/route/leg/([0-9a-f]{32})/card", page)
    return legs[number]


def test_a_plan_is_written_on_one_page_and_shown(desk: Browser, route: str, legs: Legs) -> None:
    assert "There is no plan yet." in desk.get(route).text
    shown = does(desk, f"{route}/plan", legs)
    assert "Quellin, well → Marn, market" in shown
    assert "one small bag" in shown
    assert "The plan is not approved yet." in shown


def test_legs_are_added_removed_and_moved_without_writing_anything(
    desk: Browser, vault: OpenVault, route: str, legs: Legs
) -> None:
    before = vault.space.vault.log.count
    longer = desk.send(f"{route}/plan", {**legs, "do": "add"}).text
    assert 'name="legs.2.origin" type="text" value="Tarro"' in longer
    moved = desk.send(f"{route}/plan", {**legs, "do": "earlier.1"}).text
    assert 'name="legs.0.origin" type="text" value="Marn, market"' in moved
    shorter = desk.send(f"{route}/plan", {**legs, "do": "remove.0"}).text
    assert 'name="legs.0.origin" type="text" value="Marn, market"' in shorter
    assert "legs.1." not in shorter
    assert vault.space.vault.log.count == before


def test_everything_wrong_in_a_plan_is_said_at_its_field_and_kept(desk: Browser, route: str, legs: Legs) -> None:
    wrong = {
        **legs,
        "legs.0.origin": HOSTILE,
        "legs.1.departs": "later",
        "legs.1.cost": "a lot",
        "legs.1.currency": "EUR",
    }
    answer = desk.send(f"{route}/plan", wrong)
    assert answer.status == 422
    assert 'id="e-legs.1.departs"' in answer.text
    assert 'id="e-legs.1.cost"' in answer.text
    assert ESCAPED in answer.text
    refuses(desk, f"{route}/plan", {**legs, "legs.0.destination": ""}, "needs where it begins")
    refuses(desk, f"{route}/plan", {**legs, "legs.0.countersign": ""}, "needs both words")
    refuses(desk, f"{route}/plan", {**legs, "legs": "0"}, "A plan has between 1 and 40 legs.")


def test_a_plan_that_was_changed_meanwhile_is_not_overwritten_unseen(desk: Browser, route: str, legs: Legs) -> None:
    does(desk, f"{route}/plan", legs)
    refuses(
        desk, f"{route}/plan", {**legs, "plan_note": "mine"}, "Somebody changed the plan while you wrote.", kept="mine"
    )


def test_nobody_approves_without_phrases_their_own_passphrase_or_the_plan_as_it_stands(
    desk: Browser, route: str, legs: Legs, second: members.Invited
) -> None:
    shown = does(desk, f"{route}/plan", legs)
    assert f"{route}/approve" not in shown, "phrases come first"
    refuses(desk, f"{route}/phrases", {"well": "all good", "duress": "All good!"}, "too alike", kept="All good!")
    shown = does(desk, f"{route}/phrases", {"well": "the soup was good", "duress": "greet my teacher"})
    of = found('name="of" value="([0-9a-f]+)"', shown)
    sent = {"of": of, "member": second.member.hex(), "passphrase": second.passphrase}
    refuses(desk, f"{route}/approve", {**sent, "member": ""}, "Choose one.")
    wrong = desk.send(f"{route}/approve", {**sent, "passphrase": "a wrong one"})
    assert wrong.status == 422
    assert "a wrong one" not in wrong.text, "a passphrase is never shown again"
    refuses(desk, f"{route}/approve", {**sent, "of": "00" * 32}, "The plan has changed since")


def test_an_edit_voids_the_approval_and_the_page_says_so(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, approved: str
) -> None:
    assert "Approved by Sevda" in approved
    form = desk.get(f"{route}/plan").text
    assert "Any change voids the approval" in form
    names = ("origin", "destination", "departs", "arrives", "code", "countersign", "id")
    kept = {
        f"legs.0.{name}": found(f'name="legs.0.{name}"(?: type="[a-z-]+")? value="([^"]*)"', form) for name in names
    }
    based_on = found('name="based_on" value="([0-9a-f]+)"', form)
    changed = {**kept, "legs": "1", "based_on": based_on, "legs.0.means": "walk", "legs.0.trace": "none", "do": "save"}
    assert "The plan was changed after it was approved." in does(desk, f"{route}/plan", changed)
    assert not vault.space.case(case).plan.approved


def test_legs_are_reported_in_their_order_and_the_code_is_checked_both_ways(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, approved: str
) -> None:
    leg, later = leg_of(approved), leg_of(approved, 1)
    early = desk.send(f"{route}/leg/{later}/now", {"step": "depart"})
    assert early.status == 422
    assert "An earlier leg has not arrived yet" in early.text
    assert "Has arrived now" in does(desk, f"{route}/leg/{leg}/now", {"step": "depart"})
    refuses(
        desk, f"{route}/leg/{leg}/meet", {"code": "yes", "happened_at": "2026-01-01T10:00"}, "Say whether it was right."
    )
    met = {"code": "yes", "countersign": "no", "happened_at": "2026-01-01T10:00"}
    assert "The code was wrong" in does(desk, f"{route}/leg/{leg}/meet", met)
    does(desk, f"{route}/leg/{leg}/now", {"step": "arrive"})
    refuses(desk, f"{route}/leg/{later}/report", {"step": "", "happened_at": ""}, "Choose one of the answers.")
    refuses(
        desk, f"{route}/leg/{later}/report", {"step": "fail", "happened_at": "2099-01-01T10:00"}, "lies in the future"
    )
    done = {"step": "fail", "happened_at": "2026-01-01T10:00", "note": "missed it"}
    does(desk, f"{route}/leg/{later}/report", done)
    assert vault.space.case(case).plan.state(bytes.fromhex(later)) is LegState.FAILED


def test_the_typed_phrase_decides_and_duress_alarms_without_standing_anywhere_else(
    desk: Browser, vault: OpenVault, route: str, approved: str
) -> None:
    checkin = f"{route}/checkin/{found('/checkin/([0-9a-f]{32})', approved)}"
    refuses(desk, checkin, {"spoken": " ", "happened_at": "2026-01-01T10:00"}, "Type what they said")
    refuses(desk, checkin, {"spoken": "x", "happened_at": "2099-01-01T10:00"}, "lies in the future", kept='value="x"')
    shown = does(desk, checkin, {"spoken": "So: greet my teacher", "happened_at": "2026-01-01T10:00"})
    assert [alarm.says for alarm in today.alarms(vault.space)] == ["The phrase of duress was used."]
    assert shown.lower().count("duress was used") == 1
    alarm = found(f'href="({route}/alarm/[0-9a-f]{{32}})"', shown)
    refuses(desk, alarm, {"action": ""}, "Say what was done about the alarm.")
    assert "duress was used" not in does(desk, alarm, {"action": "Nurbek drives there"})


def test_check_ins_go_on_after_the_arrival_and_can_be_called_off(
    desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock, route: str, approved: str
) -> None:
    assert "Nobody is expected" not in approved
    refuses(desk, f"{route}/checkin/new", {"who": "", "due": at(clock, 5)}, "Say from whom")
    refuses(desk, f"{route}/checkin/new", {"who": "x", "due": at(clock, -5)}, "The deadline has passed already")
    refuses(desk, f"{route}/checkin/new", {"who": "x", "due": "never"}, "Give a day and a time")
    before = len(vault.space.case(case).checkins.open)
    shown = does(desk, f"{route}/checkin/new", {"who": "her sister", "due": at(clock, 90), "grace": "0"})
    assert "her sister" in shown
    assert len(vault.space.case(case).checkins.open) == before + 1
    one = f"{route}/checkin/{found('/checkin/([0-9a-f]{32})', shown)}"
    refuses(desk, f"{one}/cancel", {"reason": ""}, "Say why this check-in is no longer expected.")
    does(desk, f"{one}/cancel", {"reason": "another plan"})
    assert len(vault.space.case(case).checkins.open) == before


def test_a_card_holds_one_leg_and_nothing_else(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, approved: str
) -> None:
    card = f"{route}/leg/{leg_of(approved)}/card"
    refuses(desk, card, {"phone": " ", "holder": "goes"}, "Give a number to call")
    answer = desk.send(card, {"phone": "+7 900 000-00-09", "holder": "meets", "check_in_by": ""})
    assert answer.headers["content-disposition"] == 'attachment; filename="card.pdf"'
    words = PdfReader(BytesIO(answer.body)).pages[0].extract_text().replace("\u200b", "")
    assert "Quellin" in words
    assert "Tarro" not in words.replace("Only until Tarro.", ""), "the next leg is not on it"
    assert vault.space.case(case).case.code not in words


def test_a_plan_of_a_part_that_is_closed_to_the_reader_is_not_shown(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str
) -> None:
    other = next(member for member in members.listed(vault.space) if member.name == "Nurbek")
    kinds = frozenset({Kind.ROUTE})
    cases.let_in(vault.space, case, member=other.id, kinds=kinds, reason="takes over")
    cases.shut_out(vault.space, case, member=vault.space.me().id, kinds=kinds, reason="no need")
    for path in (route, f"{route}/plan", f"{route}/phrases", f"{route}/checkin/new"):
        assert desk.get(path).status == 403
