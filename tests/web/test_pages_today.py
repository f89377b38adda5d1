"""The first page: calm when nothing is wrong, and plain when something is."""

from kunak.app import cases
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.base.instants import HOUR, Instant
from kunak.casework import case as rules
from kunak.casework import checkins
from kunak.casework.checkins import CheckInExpected
from kunak.casework.compartments import Subject
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock

CHECKIN = b"\x01" * 16


def expect(vault: OpenVault, case: SubjectId, *, within: int) -> None:
    space = vault.space
    due = Instant(space.clock() + within)
    expected = CheckInExpected(checkin=CHECKIN, who="the driver", due=due)
    agreed = checkins.agree_phrases(well="the soup is warm", duress="the kettle is broken")
    cases.decide(space, case, lambda _file: agreed)
    cases.decide(space, case, lambda file: checkins.expect(file.checkins, expected, now=space.clock()))


def test_a_quiet_day_says_so(desk: Browser) -> None:
    shown = desk.get("/").text
    assert "No alarm, and nothing is due within a day." in shown
    assert 'role="alert"' not in shown


def test_the_day_shows_deadlines_my_cases_and_who_waits(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    due = Instant(vault.space.clock() + 3 * HOUR)
    events = rules.add_task(task=b"\x02" * 16, text="Find <i>the</i> passport", due=due)
    cases.decide(vault.space, case, lambda _file: events)
    shown = desk.get("/").text
    code = vault.space.case(case).case.code
    assert f"{code}: task" in shown
    assert "Find &lt;i&gt;the&lt;/i&gt; passport" in shown
    assert "1 deadline within a day" in shown
    assert shown.count(f'href="/case/{case.hex()}"') == 2


def test_an_alarm_is_answered_with_what_was_done(
    desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock
) -> None:
    expect(vault, case, within=HOUR)
    clock.ahead = 2 * HOUR
    assert "A check-in is overdue." in desk.get("/").text
    path = f"/alarm/{case.hex()}/{CHECKIN.hex()}"
    field = f"action-{CHECKIN.hex()}"
    silent = desk.send(path, {field: " "})
    assert silent.status == 422
    assert f'href="#f-{field}">Say what was done about the alarm.' in silent.text
    assert desk.send(path, {field: "Called the driver: a flat tyre."}).status == 303
    assert "A check-in is overdue." not in desk.get("/").text
    again = desk.send(path, {field: "Called again."})
    assert again.status == 422
    assert "There is no open alarm here." in again.text


def test_an_overdue_check_in_is_told_once(desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock) -> None:
    expect(vault, case, within=HOUR)
    clock.ahead = 2 * HOUR
    assert "the driver" not in desk.get("/").text


def test_no_deadline_is_left_out_however_many_there_are(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    due = Instant(vault.space.clock() + 3 * HOUR)
    for number in range(40):
        events = rules.add_task(task=number.to_bytes(16), text=f"step {number}.", due=due)
        vault.space.write(case, Subject.CASE, events)
    shown = desk.get("/").text
    assert all(f"step {number}." in shown for number in range(40))
    assert "40 deadlines within a day" in shown


def test_whoever_is_under_duress_comes_first(desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock) -> None:
    expect(vault, case, within=HOUR)
    space = vault.space
    second = CheckInExpected(checkin=b"\x03" * 16, who="the host", due=Instant(space.clock() + 9 * HOUR))
    cases.decide(space, case, lambda file: checkins.expect(file.checkins, second, now=space.clock()))
    clock.ahead = 2 * HOUR
    now = space.clock()
    cases.decide(
        space,
        case,
        lambda file: checkins.answer(
            file.checkins, checkin=second.checkin, spoken="the kettle is broken", happened_at=now, now=now
        ),
    )
    shown = desk.get("/").text
    assert shown.index("The phrase of duress was used.") < shown.index("A check-in is overdue.")
