import random
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.ids import DeviceId, OrganisationId
from kunak.log import chain
from kunak.log.chain import ProblemKind, examine, judge, sound
from kunak.log.envelope import Envelope

Make = Callable[[int], Any]
ORGANISATION = OrganisationId(b"org of the tests")


def keys(*writers: Any) -> dict[DeviceId, bytes]:
    return {writer.device: writer.key.public for writer in writers}


def kinds(events: list[Envelope], *writers: Any) -> list[tuple[ProblemKind, int]]:
    found = examine(events, organisation=ORGANISATION, keys=keys(*writers))
    return [(problem.kind, problem.seq) for problem in found]


def usable(events: list[Envelope], *writers: Any) -> list[Envelope]:
    return sound(events, organisation=ORGANISATION, keys=keys(*writers))


def test_an_honest_log_has_no_problem(writer: Make) -> None:
    one, two = writer(1), writer(2)
    first = one.write()
    events = [first, two.write(parents=(first.id,)), one.write(), two.write()]
    assert kinds(events, one, two) == []
    assert usable(events, one, two) == events


def test_a_removed_event_is_named_and_the_rest_stays_usable(writer: Make) -> None:
    device = writer(1)
    events = [device.write() for _ in range(6)]
    cut = [events[0], *events[3:]]
    (problem,) = examine(cut, organisation=ORGANISATION, keys=keys(device))
    assert (problem.kind, problem.seq, problem.last) == (ProblemKind.MISSING, 2, 3)
    assert problem.says == (
        f"Events 2 to 3 of device {device.device[:4].hex()} are missing. Fetch them from another laptop or a backup."
    )
    assert usable(cut, device) == cut


def test_a_log_cut_at_its_beginning_is_noticed(writer: Make) -> None:
    device = writer(1)
    events = [device.write() for _ in range(3)]
    assert kinds(events[1:], device) == [(ProblemKind.MISSING, 1)]


def test_a_withheld_last_event_is_noticed_once_anybody_has_seen_it(writer: Make) -> None:
    one, two = writer(1), writer(2)
    withheld = one.write()
    answers = [two.write(parents=(withheld.id,)), two.write(parents=(withheld.id,))]
    (problem,) = examine(answers, organisation=ORGANISATION, keys=keys(one, two))
    assert (problem.kind, problem.event, problem.device, problem.seq) == (
        ProblemKind.MISSING_CAUSE,
        withheld.id,
        two.device,
        1,
    )
    assert withheld.id[:4].hex() in problem.says


def test_reordered_records_are_named_and_still_used(writer: Make) -> None:
    device = writer(1)
    first, second, third = device.write(), device.write(), device.write()
    assert kinds([first, third, second], device) == [(ProblemKind.REORDERED, 2)]
    assert usable([first, third, second], device) == [first, third, second]


def test_a_fork_quarantines_the_device_from_there_on_and_nobody_else(writer: Make) -> None:
    device, honest = writer(1), writer(2)
    first = device.write()
    left = device.write(b"left")
    device.seq, device.prev = 1, first.id
    right = device.write(b"right")
    later = device.write()
    bystander = honest.write(parents=(left.id,))
    events = [first, left, right, later, bystander]
    assert kinds(events, device, honest) == [(ProblemKind.FORKED, 2)]
    assert usable(events, device, honest) == [first, bystander]


def test_an_event_that_follows_another_history_quarantines_the_device(writer: Make) -> None:
    device = writer(1)
    first = device.write(b"kept")
    device.prev = b"\7" * 32
    events = [first, device.write(), device.write()]
    assert kinds(events, device) == [(ProblemKind.WRONG_PREVIOUS, 2)]
    assert usable(events, device) == [first]


def test_an_unsigned_event_is_left_aside_and_leaves_a_gap(writer: Make) -> None:
    device = writer(1)
    first, second, third = device.write(), device.write(), device.write()
    forged = msgspec.structs.replace(second, signature=bytes(64))
    assert kinds([first, forged, third], device) == [(ProblemKind.BAD_SIGNATURE, 2), (ProblemKind.MISSING, 2)]
    assert usable([first, forged, third], device) == [first, third]


def test_a_forgery_does_not_displace_the_genuine_event(writer: Make) -> None:
    device = writer(1)
    first = device.write()
    for forged in (
        msgspec.structs.replace(first, signature=bytes(64)),
        msgspec.structs.replace(first, ciphertext=bytes(272)),
    ):
        assert usable([forged, first], device) == [first]
        assert usable([first, forged], device) == [first]
        assert len(kinds([first, forged], device)) == 1


def test_a_device_that_was_never_let_in_is_left_aside(writer: Make) -> None:
    known, stranger = writer(1), writer(2)
    events = [known.write(), stranger.write()]
    assert kinds(events, known) == [(ProblemKind.UNKNOWN_DEVICE, 1)]
    assert usable(events, known) == events[:1]


def test_an_altered_text_is_left_aside_and_the_chain_goes_on(writer: Make) -> None:
    device = writer(1)
    first, second = device.write(), device.write()
    altered = msgspec.structs.replace(first, ciphertext=bytes(len(first.ciphertext)))
    assert kinds([altered, second], device) == [(ProblemKind.ALTERED, 1)]
    assert usable([altered, second], device) == [second]


def test_an_event_of_another_group_is_left_aside(writer: Make) -> None:
    device = writer(1)
    event = device.write()
    (problem,) = examine([event], organisation=OrganisationId(bytes(16)), keys=keys(device))
    assert problem.kind is ProblemKind.FOREIGN
    assert sound([event], organisation=OrganisationId(bytes(16)), keys=keys(device)) == []


def test_the_same_event_twice_is_no_problem(writer: Make) -> None:
    device = writer(1)
    event = device.write()
    assert kinds([event, event], device) == []
    assert usable([event, event], device) == [event]


def test_what_was_verified_before_is_not_verified_again_but_its_text_is(writer: Make) -> None:
    device = writer(1)
    first, second = device.write(), device.write()
    unchecked = msgspec.structs.replace(first, signature=bytes(64))
    altered = msgspec.structs.replace(second, ciphertext=bytes(272))
    judgement = judge(
        [unchecked, altered], organisation=ORGANISATION, keys=keys(device), verified={first.id, second.id}
    )
    assert [problem.kind for problem in judgement.problems] == [ProblemKind.ALTERED]
    assert judgement.sound == (unchecked,)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 8), st.randoms(use_true_random=False))
def test_the_sound_events_do_not_depend_on_the_order_of_arrival(writer: Make, length: int, dice: random.Random) -> None:
    one, two = writer(1), writer(2)
    events = []
    for _ in range(length):
        events += [one.write(), two.write()]
    one.seq, one.prev = length // 2, b"\7" * 32 if length > 1 else b""
    events.append(one.write(b"fork"))
    shuffled = list(events)
    dice.shuffle(shuffled)
    expected = {event.id for event in usable(events, one, two)}
    assert {event.id for event in usable(shuffled, one, two)} == expected
    assert expected == {event.id for event in events if event.header.device == two.device} | {
        event.id for event in events if event.header.device == one.device and event.header.seq <= length // 2
    }


def test_every_problem_has_a_sentence_that_says_what_to_do(writer: Make) -> None:
    event = writer(1).write()
    for kind in ProblemKind:
        assert chain._problem(kind, event).says.endswith(".")
