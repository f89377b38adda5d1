import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kunak.app import (
    approvals,
    asking,
    cases,
    devices,
    incidents,
    matches,
    overlaps,
    proposing,
    publishing,
    reporting,
    requests,
    today,
    wiring,
)
from kunak.app.demo import Made, make
from kunak.app.verifying import verify
from kunak.app.wiring import OpenVault
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, MINUTE, after, from_rfc3339
from kunak.casework.case import Stage
from kunak.casework.checkins import ALARM_NAMES, AlarmKind
from kunak.casework.custody import Custody
from kunak.casework.incidents.fields import Sort
from kunak.casework.money import totals
from kunak.casework.plan import LegState
from kunak.casework.request import Standing
from kunak.casework.resemblance import Kind
from kunak.casework.retention import LONGEST
from kunak.casework.shelter import DANGER_NAMES, Danger
from kunak.casework.situation import Due
from kunak.casework.subjects import unreadable

PRESENT = from_rfc3339("2026-03-14T20:10:00Z")
STAGES = {
    Stage.ASSESSMENT: 14,
    Stage.PLANNING: 10,
    Stage.MOVING: 6,
    Stage.ARRIVED: 8,
    Stage.SAFE: 12,
    Stage.RETURNED: 3,
    Stage.CLOSED: 7,
}


SEALED = {"stored", "key", "signature"}
"""What follows from keys, which are new each time."""


def everything(vault: OpenVault) -> Iterator[tuple[str, str, int, object]]:
    """Yield every fact of every case and request as it can be read, without ids, hashes and signatures."""
    for subject_type in ("case", "request"):
        for row in vault.space.cache.subjects(subject_type, order="code", limit=1_000):
            for entry in vault.space.entries(SubjectId(row.id)):
                told = msgspec.to_builtins(entry.fact.event, builtin_types=(bytes,))
                yield row.code, entry.kind.value, entry.fact.at, words_of(told)


def words_of(value: object) -> object:
    match value:
        case bytes():
            return "bytes"
        case dict():
            return {key: words_of(item) for key, item in value.items() if key not in SEALED}
        case list() | tuple() | set() | frozenset():
            return [words_of(item) for item in value]
        case _:
            return value


def all_cases(vault: OpenVault) -> list[SubjectId]:
    return [each.id for each in cases.listed(vault.space, limit=100)]


def test_one_seed_and_one_present_tell_the_same_stories(
    vault: OpenVault, made: tuple[Path, Made], tmp_path: Path
) -> None:
    again = make(tmp_path / "again", seed=7, now=lambda: PRESENT)
    assert again.guided == made[1].guided
    assert again.passphrase != made[1].passphrase
    with wiring.opened(tmp_path / "again", again.passphrase, clock=lambda: PRESENT) as second:
        assert list(everything(second)) == list(everything(vault))


def test_sixty_cases_stand_at_every_stage(vault: OpenVault) -> None:
    assert cases.count_by_stage(vault.space) == STAGES
    assert sum(STAGES.values()) == 60


@pytest.mark.parametrize(("seed", "present"), [(1, "2028-02-29T03:07:30Z")])
def test_any_seed_on_any_day_fills_every_stage(tmp_path: Path, seed: int, present: str) -> None:
    now = from_rfc3339(present)
    known = make(tmp_path / "vault", seed=seed, now=lambda: now)
    with wiring.opened(tmp_path / "vault", known.passphrase, clock=lambda: now) as opened:
        assert cases.count_by_stage(opened.space) == STAGES
        assert 4 <= opened.alarm_count() <= 8


def test_nothing_is_wrong_with_the_vault(vault: OpenVault) -> None:
    verdict = verify(vault)
    assert verdict.problems == ()
    assert verdict.records > 4_000
    assert verdict.files > 0


def test_nothing_in_any_case_is_impossible_disputed_or_set_aside(vault: OpenVault) -> None:
    for subject in all_cases(vault):
        file = vault.space.case(subject)
        parts = (file.assessment, file.plan, file.checkins, file.custody, file.placements, file.legal, file.money)
        assert [part.impossible for part in parts] == [()] * len(parts)
        assert (file.aside, unreadable(file)) == ((), ())
        assert not file.case.stages.disputed
        assert all(total.left >= 0 for total in totals(file.money).values())


def test_nothing_was_written_after_the_present_or_out_of_order(vault: OpenVault) -> None:
    for subject in all_cases(vault):
        instants = [entry.fact.at for entry in vault.space.entries(subject)]
        assert instants == sorted(instants)
        assert instants[-1] <= PRESENT


def test_the_alarms_are_few_and_each_is_of_another_kind_or_case(vault: OpenVault) -> None:
    found = today.alarms(vault.space)
    counted = Counter(alarm.says for alarm in found)
    assert counted[ALARM_NAMES[AlarmKind.DURESS]] == 1
    assert counted[ALARM_NAMES[AlarmKind.OVERDUE]] == 3
    assert counted[DANGER_NAMES[Danger.SUSPECTED]] >= 1
    assert len(found) <= 8


def test_deadlines_of_the_day_are_of_many_kinds_and_hours(vault: OpenVault) -> None:
    due = today.today(vault.space).due
    assert {line.kind for line in due} >= {Due.CHECK_IN, Due.LEG, Due.REASSESSMENT, Due.TASK, Due.LEGAL}
    assert len({line.due // HOUR for line in due}) > 12
    assert all(line.due > after(PRESENT, -DAY) for line in due if line.kind is not Due.RETENTION)


def test_a_destroyed_phone_has_its_whole_certificate(vault: OpenVault) -> None:
    destroyed = [
        (subject, device.id)
        for subject in all_cases(vault)
        for device in vault.space.case(subject).custody.devices.values()
        if device.state is Custody.DESTROYED
    ]
    assert len(destroyed) > 15
    certificate = devices.certificate(vault.space, *destroyed[0])
    assert all((certificate.technique, certificate.verification, certificate.place, certificate.destination))
    assert len(certificate.chain) >= 4


def test_new_phones_are_left_in_stock_for_the_walk(vault: OpenVault) -> None:
    assert len(devices.in_stock(vault.space)) >= 2


def test_people_are_on_the_way_at_this_moment(vault: OpenVault) -> None:
    moving = cases.listed(vault.space, stages=[Stage.MOVING])
    states = {state for each in moving for state in vault.space.case(each.id).plan.states.values()}
    assert LegState.UNDERWAY in states


def test_texts_went_out_and_others_were_held_back(vault: OpenVault) -> None:
    files = [vault.space.case(subject) for subject in all_cases(vault)]
    assert any(publishing.published_texts(file) for file in files)
    assert any(file.publication.silence for file in files)
    assert any(check.findings for file in files for check in file.publication.checks.values())


def test_whoever_closed_a_case_said_what_was_learnt_and_how_long_it_is_kept(vault: OpenVault) -> None:
    for each in cases.listed(vault.space, stages=[Stage.CLOSED]):
        retention = vault.space.case(each.id).retention
        assert retention.review is not None
        assert retention.ends is not None
        assert retention.ends < after(PRESENT, LONGEST)


def test_one_caller_tells_two_stories_and_one_writes_twice(vault: OpenVault) -> None:
    found = Counter(each.kind for each in requests.alike(vault.space))
    assert found[Kind.CONTRADICTION] >= 1
    assert found[Kind.SAME_PHONE] == 1
    assert found[Kind.SAME_WORDS] >= 1
    assert sum(found.values()) < 12
    assert any(each.line.suspicious for each in requests.listed(vault.space))


def test_messages_came_by_mail_by_chat_and_as_text(vault: OpenVault) -> None:
    listed = requests.listed(vault.space, only_open=False)
    assert {each.line.channel for each in listed} == {"email", "telegram", "text"}
    assert {each.standing for each in listed} == set(Standing)
    assert not any("\ufffd" in each.line.begins for each in listed)


def test_the_request_of_the_walk_is_new_and_nobody_has_touched_it(vault: OpenVault, made: tuple[Path, Made]) -> None:
    asked = vault.space.request(requests.numbered(vault.space, made[1].guided)).request
    assert asked.standing is Standing.NEW
    assert asked.received is not None
    assert asked.received.sender == "Nerisa"
    assert after(PRESENT, -HOUR) < asked.received_at < PRESENT
    assert asked.received.sent_at is not None
    assert asked.received.sent_at < asked.received_at + MINUTE


def test_the_second_member_can_approve_with_the_passphrase_that_is_shown(
    vault: OpenVault, made: tuple[Path, Made]
) -> None:
    known = made[1]
    (second,) = (each for each in approvals.who_may_approve(vault.space) if each.name == known.second_member)
    approval = approvals.approve(
        vault.space, vault.cosigners, member=second.id, passphrase=known.second_passphrase, of=bytes(32)
    )
    approvals.check_signature(vault.space, approval)


def test_a_vault_that_is_there_is_not_touched(made: tuple[Path, Made]) -> None:
    path, known = made
    before = (path / "keystore.kunak").read_bytes() if (path / "keystore.kunak").exists() else None
    with pytest.raises(Refused, match="already"):
        make(path, seed=8)
    assert before == ((path / "keystore.kunak").read_bytes() if before is not None else None)
    assert known.cases == 60


def test_progress_grows_to_the_end(made: tuple[Path, Made], told: list[tuple[int, int]]) -> None:
    assert made[1].cases == 60
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]
    assert len(told) > 500


def test_the_command_makes_it_and_its_desk_answers(tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).with_name("kunak")),
        "demo",
        "--no-browser",
        "--json",
        "--home",
        str(tmp_path / "vault"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as desk:
        try:
            assert desk.stdout is not None
            url = json.loads(desk.stdout.readline())["url"]
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with browser.open(url, timeout=20) as page:
                assert page.status == 200
                assert 'type="password"' in page.read().decode()
        finally:
            os.killpg(desk.pid, signal.SIGTERM)
            desk.wait(timeout=20)


def test_the_register_is_filled_and_something_waits_for_a_decision(vault: OpenVault) -> None:
    found = reporting.report(vault.space, Sort.INCIDENT, exact=True)
    assert found.note.contradictions == 2
    assert len(found.table.regions) == 3
    assert incidents.readable(vault.space) == set(incidents.PARTS)
    assert all(row.part is not None for shares in found.shares for row in shares.lines)


def test_women_told_of_by_several_lists_are_joined_or_wait_for_an_eye(vault: OpenVault) -> None:
    assert (len(matches.groups(vault.space, Sort.INCIDENT).joined), len(asking.waiting(vault.space))) == (4, 5)
    known = matches.groups(vault.space)
    assert len(known.joined) == 7
    assert known.contradictions == ()
    waiting = proposing.waiting(proposing.compare(vault.space), known)
    assert sum(pair.probability > 0.9 for pair in waiting) >= 4
    assert any(0.2 < pair.probability < 0.8 for pair in waiting)
    assert overlaps.histories(vault.space).lists == 3
