"""What was acknowledged is shown, whatever happens to the cache; what was refused was not kept."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app import following, workspace
from kunak.app.following import HOMELESS
from kunak.app.vault import Record, Write
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.ids import CompartmentId, SubjectId
from kunak.base.instants import DAY, HOUR
from kunak.casework import case, details, request
from kunak.casework.catalogue import EVENT_TYPES
from kunak.casework.compartments import CompartmentOpened, Kind, Subject
from kunak.casework.details import Known
from kunak.casework.facts import Event
from kunak.casework.plan import PlanApproved
from kunak.casework.request import RequestReceived
from kunak.casework.roster import Approval
from kunak.casework.subjects import CASE
from kunak.log import codec
from kunak.store.cache import Batch
from kunak.testing.events import ANY_OF_A_CASE, EVENT_OF
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryCache

MESSAGE = RequestReceived(channel="text", sender="", reply_to="", subject="", text="help me")


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _note(group: InventedGroup, subject: SubjectId, text: str, kind: Kind = Kind.DESK) -> None:
    group.space.write(subject, Subject.CASE, details.note(text=text), kind=kind)


def _notes(group: InventedGroup, subject: SubjectId) -> list[str]:
    return [note.text for note in group.space.case(subject).details.notes]


def _busy(group: InventedGroup) -> SubjectId:
    """A case with something in several compartments, a request, and deadlines."""
    subject = group.open_case()
    group.write(subject, *details.write(details.Details(), name="safe_to_call", value="no", known=Known.NO))
    group.write(subject, *case.add_task(task=b"t", text="buy shoes", due=group.clock()))
    _note(group, subject, "tired but well", Kind.HEALTH)
    group.space.write(SubjectId(b"r" * 16), Subject.REQUEST, request.receive(MESSAGE))
    return subject


# The cache may be lost


def test_a_lost_cache_is_made_anew_and_shows_the_same(group: InventedGroup) -> None:
    subject = _busy(group)
    before, state = group.space.case(subject), group.cache.digest()
    assert group.reopened(cache=MemoryCache()) == []
    assert group.space.case(subject) == before
    assert group.cache.digest() == state
    assert not group.space.is_behind()


def test_a_cache_that_is_behind_catches_up_to_the_same(group: InventedGroup) -> None:
    subject = _busy(group)
    old = group.cache
    group.reopened(cache=MemoryCache())
    state = group.cache.digest()
    _note(group, subject, "slept at last")
    full = group.cache.digest()
    assert full != state
    assert group.reopened(cache=old) == []
    assert group.cache.digest() == full


@pytest.mark.parametrize("many", [1, 2, 3, 7])
def test_the_size_of_the_batches_does_not_show(
    group: InventedGroup, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = _busy(group)
    before, state = group.space.case(subject), group.cache.digest()
    monkeypatch.setattr(following, "CATCH_UP_BATCH", many)
    group.reopened(cache=MemoryCache())
    assert (group.space.case(subject), group.cache.digest()) == (before, state)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_OF_A_CASE, max_size=12))
def test_any_events_leave_the_same_state_in_memory_in_the_cache_and_in_a_new_one(said: list[Event]) -> None:
    group = InventedGroup()
    subject = group.open_case()
    for event in said:
        group.write(subject, event)
    in_memory, state = group.space.case(subject), group.cache.digest()
    group.reopened()
    assert group.space.case(subject) == in_memory
    group.reopened(cache=MemoryCache())
    assert group.space.case(subject) == in_memory
    assert group.cache.digest() == state


@pytest.mark.parametrize("at", range(1, 9))
def test_a_rebuild_that_is_cut_short_is_done_again(
    group: InventedGroup, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harm: a power cut while the lists are made anew, and cases are missing from them for ever."""
    subject = _busy(group)
    before, state = group.space.case(subject), group.cache.digest()
    monkeypatch.setattr(following, "CATCH_UP_BATCH", 3)
    broken = MemoryCache(fails=_fails_at(at))
    try:
        group.reopened(cache=broken)
    except Fault:
        assert group.space.is_behind()
    broken.fails = lambda _batch: False
    assert group.reopened(cache=broken) == []
    assert (group.space.case(subject), group.cache.digest()) == (before, state)


def test_the_group_is_never_taken_for_a_case(group: InventedGroup) -> None:
    group.reopened(cache=MemoryCache())
    row = group.cache.subject(group.space.group_id)
    assert row is not None
    assert row.type == Subject.GROUP.value
    assert group.cache.subjects(Subject.CASE.value) == []


# Damage in the log


@pytest.mark.parametrize("place", range(3, 12))
def test_a_damaged_record_is_named_and_costs_nothing_but_itself(group: InventedGroup, place: int) -> None:
    subject = group.open_case()
    for number in range(9):
        _note(group, subject, f"note {number}")
    (gone,) = {place} & set(range(len(group.log.items)))
    body = group.vault.read
    said = [item for item in body() if isinstance(item, Record)]
    lost = codec.from_body(said[gone].kind, said[gone].body)
    group.log.break_at(gone)
    flaws = group.reopened(cache=MemoryCache())
    assert len(flaws) >= 1
    if isinstance(lost, CompartmentOpened):
        assert {flaw.says for flaw in flaws[1:]} == {HOMELESS}
        return
    kept = [entry.fact.id for entry in group.space.entries(subject)]
    assert said[gone].id not in kept
    assert [each.id for each in said if each.id != said[gone].id and each.compartment in _parts(group, subject)] == kept


def test_records_that_come_twice_after_damage_do_not_push_others_out(group: InventedGroup) -> None:
    """The harm: numbers shifted by a damaged record, and sound facts replaced by others without a word."""
    subject = group.open_case()
    for number in range(12):
        _note(group, subject, f"note {number}")
    old = group.cache
    group.reopened(cache=MemoryCache())
    _note(group, subject, "after")
    group.log.break_at(8)
    group.reopened(cache=old)
    assert _notes(group, subject) == [*(f"note {number}" for number in range(12)), "after"]


def test_a_part_whose_first_record_is_gone_is_named(group: InventedGroup) -> None:
    subject = group.open_case()
    _note(group, subject, "bandages", Kind.HEALTH)
    group.log.break_at(len(group.log.items) - 2)
    flaws = group.reopened(cache=MemoryCache())
    assert [flaw.says for flaw in flaws][1:] == [HOMELESS]
    assert group.space.case(subject).case.code == "azure-heron"


def test_a_destroyed_key_is_named_and_the_rest_is_shown(group: InventedGroup) -> None:
    subject = group.open_case()
    _note(group, subject, "bandages", Kind.HEALTH)
    health = next(row.id for row in group.cache.compartments_of(subject) if row.kind == Kind.HEALTH.value)
    group.keyring.secrets.pop((health, 1))
    flaws = group.reopened(cache=MemoryCache())
    assert len(flaws) == 2
    assert group.space.case(subject).case.code == "azure-heron"
    _note(group, subject, "after")
    assert _notes(group, subject) == ["after"]


def test_a_second_opening_of_a_compartment_moves_nothing(group: InventedGroup) -> None:
    """The harm: one odd record and a whole case can no longer be read."""
    subject, other = group.open_case(), SubjectId(b"o" * 16)
    desk = next(row for row in group.cache.compartments_of(subject))
    opening = CompartmentOpened(subject=other, subject_type=Subject.CASE, part=Kind.HEALTH)
    group.vault.append([Write(CompartmentId(desk.id), (), opening, 1)])
    group.reopened(cache=MemoryCache())
    assert group.space.case(subject).case.code == "azure-heron"
    assert group.cache.compartments_of(other) == []


def test_a_cache_of_another_log_is_noticed() -> None:
    """The harm: an older copy of the log is put back, and the lists go on showing what it does not hold."""
    group, other = InventedGroup(), InventedGroup(seed=8)
    assert group.space.is_of_this_log()
    own, group.space.cache = group.space.cache, other.cache
    assert not group.space.is_of_this_log()
    for name in ("azure-heron", "brisk-otter"):
        other.open_case(name)
        assert not group.space.is_of_this_log()
    group.space.cache = own
    group.open_case()
    group.space.cache = InventedGroup(seed=9).cache
    assert not group.space.is_of_this_log()


def test_a_cache_that_is_behind_is_still_of_this_log(group: InventedGroup) -> None:
    old = group.cache
    group.reopened(cache=MemoryCache())
    group.open_case()
    group.reopened(cache=old, follow=False)
    assert group.space.is_of_this_log()
    group.log.break_at(0)
    assert group.space.is_of_this_log()


# A disk that refuses


def test_two_subjects_are_written_both_or_neither(group: InventedGroup) -> None:
    one, other = group.open_case("azure-heron"), group.open_case("brisk-otter")
    before = group.cache.digest(), group.log.count
    group.log.full = True
    changes = [(each, Subject.CASE, details.note(text="both")) for each in (one, other)]
    with pytest.raises(Fault):
        group.space.write_all(changes, kind=Kind.DESK)
    assert (group.cache.digest(), group.log.count) == before
    assert _notes(group, one) == _notes(group, other) == []
    group.log.full = False
    group.space.write_all(changes, kind=Kind.DESK)
    assert _notes(group, one) == _notes(group, other) == ["both"]


def test_what_cannot_be_written_is_refused_and_nothing_of_it_is_kept(group: InventedGroup) -> None:
    subject = group.open_case()
    count = group.log.count
    for text in ("half a pair \ud800", "ё" * 200_000):
        with pytest.raises(BadInput):
            group.space.write(subject, Subject.CASE, (details.NoteAdded(text="first"), details.NoteAdded(text=text)))
    assert group.log.count == count
    assert _notes(group, subject) == []
    _note(group, subject, "goes on")
    assert _notes(group, subject) == ["goes on"]


def test_a_full_disk_under_the_cache_loses_nothing_acknowledged(group: InventedGroup) -> None:
    subject = group.open_case()
    group.cache.fails = lambda _batch: True
    with pytest.raises(Fault, match="What you entered is kept"):
        _note(group, subject, "they are at the door")
    assert _notes(group, subject) == ["they are at the door"]
    with pytest.raises(Fault, match="Nothing of this step was kept"):
        _note(group, subject, "refused")
    assert _notes(group, subject) == ["they are at the door"]
    group.cache.fails = lambda _batch: False
    assert group.reopened() == []
    assert _notes(group, subject) == ["they are at the door"]


def test_when_there_is_room_again_the_next_write_brings_the_cache_up_to_date(group: InventedGroup) -> None:
    """The harm: the cache steps over a fact that was kept, and nobody ever sees it again."""
    subject = group.open_case()
    group.cache.fails = lambda _batch: True
    with pytest.raises(Fault):
        _note(group, subject, "they are at the door")
    group.cache.fails = lambda _batch: False
    _note(group, subject, "gone again")
    assert _notes(group, subject) == ["they are at the door", "gone again"]
    state = group.cache.digest()
    group.reopened(cache=MemoryCache())
    assert group.cache.digest() == state
    assert _notes(group, subject) == ["they are at the door", "gone again"]


# What is held in memory


def test_forgetting_files_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for kept in (1, 2, 256):
        monkeypatch.setattr(workspace, "KEPT_OPEN", kept)
        group = InventedGroup()
        subjects = [group.open_case(code) for code in ("azure-heron", "brisk-otter", "calm-finch")]
        for number in range(4):
            for subject in subjects:
                _note(group, subject, f"{number}")
        answers.append((group.cache.digest(), [group.space.case(subject) for subject in subjects]))
    assert answers[0] == answers[1] == answers[2]


def test_three_hundred_messages_come_in_one_step(group: InventedGroup) -> None:
    """The harm: a long chat export was kept, and then the desk broke over the files that it had pushed out."""
    subjects = [SubjectId(number.to_bytes(16, "big")) for number in range(300)]
    group.space.write_all([(each, Subject.REQUEST, request.receive(MESSAGE)) for each in subjects])
    assert all(group.space.request(each).request.received == MESSAGE for each in subjects)
    state = group.cache.digest()
    group.reopened(cache=MemoryCache())
    assert group.cache.digest() == state


def test_one_subject_twice_in_one_step_has_each_part_once(group: InventedGroup) -> None:
    subject = group.open_case()
    twice = [(subject, Subject.CASE, details.note(text=text)) for text in ("one", "two")]
    group.space.write_all(twice, kind=Kind.HEALTH)
    assert [row.kind for row in group.cache.compartments_of(subject)] == ["desk", "health"]
    assert _notes(group, subject) == ["one", "two"]


def test_the_address_of_a_request_opens_no_case(group: InventedGroup) -> None:
    """The harm: facts of a case written into the compartments of a request."""
    subject = SubjectId(b"r" * 16)
    group.space.write(subject, Subject.REQUEST, request.receive(MESSAGE))
    for _ in range(2):
        with pytest.raises(BadInput):
            group.space.case(subject)
        with pytest.raises(BadInput):
            _note(group, subject, "astray")
        assert group.space.request(subject).request.received == MESSAGE
        group.reopened()


def test_what_is_not_here_is_said_so(group: InventedGroup) -> None:
    for ask in (group.space.case, group.space.request):
        with pytest.raises(BadInput):
            ask(SubjectId(b"?" * 16))
    group.open_case()
    with pytest.raises(BadInput, match="azure-heron"):
        group.space.case_by_code("azure heran")


@pytest.mark.parametrize("code", ["azure-heron", "Azure Heron", "  AZURE   heron ", "azure-heron "])
def test_a_case_is_found_by_its_two_words_however_they_are_typed(group: InventedGroup, code: str) -> None:
    subject = group.open_case()
    assert group.space.case_by_code(code) == subject


# The word of a second member


def test_a_forged_approval_is_set_aside(group: InventedGroup) -> None:
    """The harm: somebody writes the word of a second member without them, and a person moves on it."""
    member, subject = group.second_member(), group.open_case()
    forged = PlanApproved(approval=Approval(member, b"d" * 32, b"s" * 64))
    stranger = PlanApproved(approval=Approval(b"nobody", b"d" * 32, b"s" * 64))
    group.write(subject, forged, stranger)
    for _ in range(2):
        file = group.space.case(subject)
        assert file.plan.approvals == {}
        assert [entry.fact.event for entry in file.aside] == [forged, stranger]
        group.reopened(cache=MemoryCache())


# Several hands


def test_two_threads_write_one_chain(group: InventedGroup) -> None:
    subject = group.open_case()
    hands = [threading.Thread(target=_write_many, args=(group, subject, name)) for name in "ab"]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(_notes(group, subject)) == sorted(f"{name}{number}" for name in "ab" for number in range(20))
    state = group.cache.digest()
    group.reopened(cache=MemoryCache())
    assert group.cache.digest() == state
    records = [item for item in group.vault.read() if isinstance(item, Record)]
    assert [record.seq for record in records] == list(range(1, len(records) + 1))


def test_a_clock_that_was_set_back_changes_no_order(group: InventedGroup) -> None:
    subject = group.open_case()
    for number, step in enumerate((HOUR, -365 * DAY, 0, HOUR)):
        group.clock.forward(step)
        _note(group, subject, str(number))
    assert _notes(group, subject) == ["0", "1", "2", "3"]
    group.reopened(cache=MemoryCache())
    assert _notes(group, subject) == ["0", "1", "2", "3"]


def test_every_fact_stands_in_the_timeline(group: InventedGroup) -> None:
    subject = _busy(group)
    events = [entry.fact.event for entry in group.space.entries(subject)]
    assert [type(event).__name__ for event in events if isinstance(event, CompartmentOpened)] == [
        "CompartmentOpened"
    ] * 3
    assert CASE.all(group.space.entries(subject)) == group.space.case(subject)


def test_nothing_to_write_writes_nothing(group: InventedGroup) -> None:
    count = group.log.count
    assert group.space.write(SubjectId(b"n" * 16), Subject.CASE, ()) == []
    assert group.log.count == count


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_every_event_can_be_kept_shown_and_listed(event_type: type[Event], data: st.DataObject) -> None:
    """The harm: one fact with a number too large for a row, and the vault no longer opens."""
    group = InventedGroup()
    subject = group.open_case()
    event: Any = data.draw(EVENT_OF[event_type])
    group.write(subject, event)
    assert group.reopened(cache=MemoryCache()) == []
    assert event in [entry.fact.event for entry in group.space.entries(subject)]


def test_a_refusal_of_a_rule_writes_nothing(group: InventedGroup) -> None:
    subject, count = group.open_case(), group.log.count
    with pytest.raises(Refused):
        _note(group, subject, "  ")
    assert group.log.count == count


def _write_many(group: InventedGroup, subject: SubjectId, name: str) -> None:
    for number in range(20):
        _note(group, subject, f"{name}{number}")


def _fails_at(at: int) -> Callable[[Batch], bool]:
    left = iter(range(at))
    return lambda _batch: next(left, None) is None


def _parts(group: InventedGroup, subject: SubjectId) -> set[bytes]:
    return {row.id for row in group.cache.compartments_of(subject)}
