"""The log: what was acknowledged is there, whatever the machine did, and what is not there is named."""

import hashlib
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunak.base.errors import BadInput, Fault
from kunak.crypto.aead import open_once
from kunak.crypto.secret import Secret
from kunak.store.frames import OVERHEAD_BYTES, PAYLOAD_LIMIT, Damage, Frame
from kunak.store.home import Home
from kunak.store.logfile import SEGMENT_LIMIT, LogFile, Opening
from kunak.store.segment import Segment

KEY = Secret(bytes(range(32)))
RECORDS = [f"record {number} ".encode() * (number + 1) for number in range(6)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


def opened(home: Home, *, segment_limit: int = SEGMENT_LIMIT) -> LogFile:
    return LogFile.open(home, KEY, os.urandom, segment_limit=segment_limit)


def filled(home: Home, *, segment_limit: int = SEGMENT_LIMIT) -> None:
    log = opened(home, segment_limit=segment_limit)
    for record in RECORDS:
        log.append([record])
    log.close()


def records(log: LogFile, *, skip: int = 0) -> list[bytes]:
    return [each.payload for each in log.read(skip=skip) if isinstance(each, Frame)]


def damage(log: LogFile) -> list[Damage]:
    return [each for each in log.read() if isinstance(each, Damage)]


def first_file(home: Home) -> Path:
    return home.log / "000001.log"


# What is kept


def test_a_new_log_is_empty_and_says_so(home: Home) -> None:
    log = opened(home)
    assert (log.count, log.size, log.opening) == (0, 0, Opening("new"))
    assert records(log) == []


def test_records_come_back_in_the_order_of_their_coming(home: Home) -> None:
    log = opened(home)
    log.append(RECORDS[:1])
    log.append(RECORDS[1:])
    assert records(log) == RECORDS
    log.close()
    again = opened(home)
    assert records(again) == RECORDS
    assert again.opening == Opening("sound")
    assert (again.count, again.acknowledged) == (6, 6)
    assert again.last == hashlib.sha256(RECORDS[-1]).digest()


def test_nothing_of_a_record_can_be_read_in_any_file(home: Home) -> None:
    log = opened(home)
    log.append(["канарейка".encode(), "канарейка".encode("utf-16-le")])
    log.close()
    content = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    assert "канарейка".encode() not in content
    assert "канарейка".encode("utf-16-le") not in content


def test_a_full_file_is_followed_by_another(home: Home) -> None:
    filled(home, segment_limit=150)
    log = opened(home, segment_limit=150)
    assert records(log) == RECORDS
    assert len(list(home.log.iterdir())) > 2
    assert log.opening == Opening("sound")
    assert log.size == sum(OVERHEAD_BYTES + len(record) for record in RECORDS)


@pytest.mark.parametrize("skip", range(8))
def test_one_who_has_the_first_records_reads_the_others(home: Home, skip: int) -> None:
    filled(home, segment_limit=250)
    assert records(opened(home), skip=skip) == RECORDS[skip:]


def test_after_damage_a_reader_gets_rather_too_much_than_too_little(home: Home) -> None:
    filled(home)
    flip(first_file(home), 5)
    assert records(opened(home), skip=3) == RECORDS[1:]


def test_a_record_that_is_too_large_is_refused_and_nothing_is_kept(home: Home) -> None:
    log = opened(home)
    with pytest.raises(BadInput):
        log.append([b"small", bytes(PAYLOAD_LIMIT + 1)])
    assert (records(log), log.size) == ([], 0)


# Damage


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << (place % 8)
    path.write_bytes(content)


def test_a_flipped_bit_anywhere_costs_one_record_that_is_named(home: Home) -> None:
    filled(home)
    whole = first_file(home).read_bytes()
    head = home.head.read_bytes()
    ends = [each.offset + OVERHEAD_BYTES + len(each.payload) for each in opened(home).read() if isinstance(each, Frame)]
    for place in range(0, len(whole), 7):
        first_file(home).write_bytes(whole)
        home.head.write_bytes(head)
        flip(first_file(home), place)
        hit = next(number for number, end in enumerate(ends) if place < end)
        log = opened(home)
        assert records(log) == RECORDS[:hit] + RECORDS[hit + 1 :]
        (found,) = damage(log)
        assert found.file == "000001.log"
        assert found.offset <= place < found.offset + found.length == ends[hit]
        assert log.acknowledged == 6
        log.append([b"goes on"])
        assert records(log)[-1] == b"goes on"
        log.close()


def test_a_damaged_last_record_is_kept_aside_and_not_cut_off(home: Home) -> None:
    filled(home)
    size = first_file(home).stat().st_size
    flip(first_file(home), size - 1)
    log = opened(home)
    assert log.opening.head == "ahead"
    assert log.opening.missing == 1
    assert [each.what for each in log.opening.damage] == ["altered"]
    assert first_file(home).stat().st_size == size


def test_a_log_that_was_cut_back_says_how_many_records_are_gone(home: Home) -> None:
    filled(home)
    third = list(opened(home).read())[3]
    os.truncate(first_file(home), third.offset)
    log = opened(home)
    assert (log.opening.head, log.opening.missing) == ("ahead", 3)
    assert (log.count, log.acknowledged) == (3, 6)
    assert damage(log) == []


def test_what_was_acknowledged_and_then_torn_is_kept_and_reported(home: Home) -> None:
    filled(home)
    os.truncate(first_file(home), first_file(home).stat().st_size - 10)
    log = opened(home)
    assert log.opening.cut == 0
    assert [each.what for each in log.opening.damage] == ["torn"]
    log.append([b"after the wound"])
    assert records(log) == [*RECORDS[:-1], b"after the wound"]
    assert len(damage(log)) == 1


def test_the_loss_is_reported_until_somebody_accepts_it(home: Home) -> None:
    filled(home)
    os.truncate(first_file(home), 0)
    log = opened(home)
    log.append([b"after"])
    log.close()
    log = opened(home)
    assert log.opening.missing == 6
    log.accept_loss()
    log.close()
    assert opened(home).opening == Opening("sound")


def test_an_older_copy_of_the_log_is_noticed(home: Home) -> None:
    filled(home)
    old = first_file(home).read_bytes()
    log = opened(home)
    log.append([b"twelve more"] * 12)
    log.close()
    first_file(home).write_bytes(old)
    assert opened(home).opening.missing == 12


def test_a_file_that_is_gone_is_named(home: Home) -> None:
    filled(home, segment_limit=150)
    names = sorted(path.name for path in home.log.iterdir())
    (home.log / names[1]).unlink()
    log = opened(home)
    assert damage(log) == [Damage(0, 0, "missing", names[1])]
    (home.log / names[-1]).unlink()
    assert opened(home).opening.missing > 1


def test_a_file_that_the_disk_cannot_read_is_named_and_the_others_are_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(home, segment_limit=150)
    log = opened(home)
    real = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "000001.log":
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    (found,) = damage(log)
    assert (found.file, found.what) == ("000001.log", "unreadable")
    assert records(log) == RECORDS[-len(records(log)) :]


# Steps


def cut_inside(home: Home) -> tuple[bytes, bytes, int]:
    """Return the bytes of a log whose last step has several records, its head of before, and where that step begins."""
    filled(home)
    head, start = home.head.read_bytes(), first_file(home).stat().st_size
    log = opened(home)
    log.append(RECORDS[2:5])
    log.close()
    return first_file(home).read_bytes(), head, start


def test_a_power_cut_inside_a_step_leaves_nothing_of_it(home: Home) -> None:
    whole, head, start = cut_inside(home)
    for place in {*range(start, len(whole), 7), len(whole) - 1}:
        first_file(home).write_bytes(whole[:place])
        home.head.write_bytes(head)
        log = opened(home)
        assert log.opening == Opening("sound", cut=place - start)
        assert (records(log), log.count, log.acknowledged) == (RECORDS, 6, 6)
        log.append([b"goes on"])
        log.close()
        assert opened(home).opening == Opening("sound")
        assert records(opened(home)) == [*RECORDS, b"goes on"]


def test_a_step_that_was_written_to_its_end_is_kept_although_nobody_was_told(home: Home) -> None:
    whole, head, _start = cut_inside(home)
    first_file(home).write_bytes(whole)
    home.head.write_bytes(head)
    log = opened(home)
    assert log.opening == Opening("sound", unacknowledged=3)
    assert records(log) == [*RECORDS, *RECORDS[2:5]]


def test_what_was_altered_in_a_step_without_its_end_is_put_aside_with_all_of_it(home: Home) -> None:
    whole, head, start = cut_inside(home)
    cut = bytearray(whole[:-1])
    cut[-1] ^= 1
    content = bytes(cut) + b"garbage"
    first_file(home).write_bytes(content)
    home.head.write_bytes(head)
    log = opened(home)
    assert log.opening == Opening("sound", cut=len(content) - start, aside=f"000001-{start}.aside")
    assert (home.log / f"000001-{start}.aside").read_bytes() == content[start:]
    assert records(log) == RECORDS


def test_damage_inside_a_whole_step_costs_that_record_alone(home: Home) -> None:
    whole, head, start = cut_inside(home)
    first_file(home).write_bytes(whole)
    home.head.write_bytes(head)
    flip(first_file(home), start + 50)
    log = opened(home)
    assert records(log) == [*RECORDS, *RECORDS[3:5]]
    assert log.opening.cut == 0
    assert [each.offset for each in log.opening.damage] == [start]


def test_a_refused_step_that_could_not_be_taken_off_is_taken_off_at_the_next_opening(home: Home) -> None:
    made: list[FailingSegment] = []

    def open_segment(path: Path) -> FailingSegment:
        made.append(FailingSegment(path))
        return made[-1]

    filled(home)
    log = LogFile.open(home, KEY, os.urandom, open_segment=open_segment)
    made[-1].room, made[-1].refuses = OVERHEAD_BYTES + 20, "cut"
    with pytest.raises(Fault, match="Nothing of this step was kept"):
        log.append([b"is written in full", b"is not"])
    log.close()
    assert records(opened(home)) == RECORDS


def test_without_a_head_nothing_is_taken_off(home: Home) -> None:
    whole, _head, _start = cut_inside(home)
    first_file(home).write_bytes(whole[:-5])
    home.head.unlink()
    log = opened(home)
    assert (log.opening.head, log.opening.cut) == ("lost", 0)
    assert records(log) == [*RECORDS, *RECORDS[2:4]]


# The head


def test_a_head_that_lags_is_normal_after_a_power_cut(home: Home) -> None:
    filled(home)
    old_head = home.head.read_bytes()
    log = opened(home)
    log.append([b"one", b"two"])
    log.close()
    home.head.write_bytes(old_head)
    log = opened(home)
    assert log.opening == Opening("sound", unacknowledged=2)
    assert (log.count, log.acknowledged) == (8, 8)


@pytest.mark.parametrize("content", [None, b"", bytes(8192), b"garbage" * 2000])
def test_a_head_that_is_lost_is_said_and_the_log_is_read_in_full(home: Home, content: bytes | None) -> None:
    filled(home)
    home.head.unlink()
    if content is not None:
        home.head.write_bytes(content)
    log = opened(home)
    assert log.opening == Opening("lost")
    assert (log.count, records(log)) == (6, RECORDS)
    log.close()
    assert opened(home).opening == Opening("sound")


@pytest.mark.parametrize("slot", [0, 4096])
def test_one_torn_slot_of_the_head_costs_nothing(home: Home, slot: int) -> None:
    filled(home)
    flip(home.head, slot + 50)
    log = opened(home)
    assert log.opening.head == "sound"
    assert (log.count, log.acknowledged) == (6, 6)


def test_another_key_opens_nothing(home: Home) -> None:
    filled(home)
    log = LogFile.open(home, Secret(bytes(32)), os.urandom)
    assert log.opening.head == "lost"
    assert records(log) == []
    assert log.size == sum(each.length for each in log.opening.damage)


def test_opening_a_sound_log_does_not_read_it_through(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    log = opened(home)
    log.append([b"x" * 100] * 2000)
    log.close()
    calls: list[bytes] = []

    def counted(secret: Secret, data: bytes, *, purpose: bytes) -> bytes:
        calls.append(data)
        return open_once(secret, data, purpose=purpose)

    monkeypatch.setattr("kunak.store.frames.open_once", counted)
    assert opened(home).count == 2000
    assert len(calls) == 1


# A disk that fails


class FailingSegment(Segment):
    """A disk that refuses what the test tells it to."""

    refuses: str = ""
    room = 10**9

    def write(self, data: bytes) -> None:
        if len(data) > self.room:
            super().write(data[: self.room])
            self._size -= self.room
            raise OSError(28, "No space left on device")
        super().write(data)

    def sync(self) -> None:
        if self.refuses == "sync":
            raise OSError(5, "Input/output error")
        super().sync()

    def cut(self, size: int) -> None:
        if self.refuses == "cut":
            raise OSError(5, "Input/output error")
        super().cut(size)


@pytest.fixture
def disk(home: Home) -> tuple[LogFile, FailingSegment]:
    made: list[FailingSegment] = []

    def open_segment(path: Path) -> FailingSegment:
        made.append(FailingSegment(path))
        return made[-1]

    filled(home)
    return LogFile.open(home, KEY, os.urandom, open_segment=open_segment), made[-1]


def test_a_full_disk_keeps_nothing_of_the_step_and_goes_on_when_there_is_room(
    home: Home, disk: tuple[LogFile, FailingSegment]
) -> None:
    log, segment = disk
    before = first_file(home).read_bytes()
    segment.room = 30
    with pytest.raises(Fault, match=r"Nothing of this step was kept.*Make room"):
        log.append([b"does not fit"])
    assert first_file(home).read_bytes() == before
    assert records(log) == RECORDS
    segment.room = 10**9
    log.append([b"fits now"])
    log.close()
    again = opened(home)
    assert records(again) == [*RECORDS, b"fits now"]
    assert again.opening == Opening("sound")


def test_after_a_sync_that_failed_nothing_is_acknowledged_until_the_log_is_opened_anew(
    home: Home, disk: tuple[LogFile, FailingSegment]
) -> None:
    log, segment = disk
    segment.refuses = "sync"
    with pytest.raises(Fault, match="Nothing of this step was kept"):
        log.append([b"lost"])
    segment.refuses = ""
    with pytest.raises(Fault, match="open the vault again"):
        log.append([b"refused"])
    log.close()
    again = opened(home)
    assert records(again) == RECORDS
    again.append([b"kept"])
    assert records(again) == [*RECORDS, b"kept"]


def test_a_torn_record_that_could_not_be_taken_off_is_taken_off_at_the_next_opening(
    home: Home, disk: tuple[LogFile, FailingSegment]
) -> None:
    log, segment = disk
    segment.room, segment.refuses = 30, "cut"
    with pytest.raises(Fault):
        log.append([b"does not fit"])
    with pytest.raises(Fault, match="open the vault again"):
        log.append([b"refused"])
    log.close()
    again = opened(home)
    assert again.opening == Opening("sound", cut=30)
    assert damage(again) == []
    assert records(again) == RECORDS


def test_a_head_that_cannot_be_written_stops_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    log = opened(home)
    with monkeypatch.context() as patch:

        def refuse(*_arguments: object) -> None:
            raise OSError(5, "Input/output error")

        patch.setattr("kunak.store.head.HeadFile.write", refuse)
        log.append(RECORDS)
        assert log.head_lags
        with pytest.raises(Fault, match="Every record is safe"):
            log.close()
    again = opened(home)
    assert again.opening == Opening("sound", unacknowledged=6)


FULL = """
import os, resource, signal, sys
from pathlib import Path
from kunak.base.errors import Fault
from kunak.crypto.secret import Secret
from kunak.store.home import Home
from kunak.store.logfile import LogFile

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = LogFile.open(Home(Path(sys.argv[1])), Secret(bytes(range(32))), os.urandom)
soft = log.size + 10_000
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        log.append([b"x" * 300])
        kept += 1
except Fault as fault:
    print(fault)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([b"fits now"])
print(kept)
"""


def test_a_limit_of_the_system_is_a_full_disk(home: Home) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    filled(home)
    done = subprocess.run([sys.executable, "-c", FULL, home.path], capture_output=True, text=True, check=True)
    sentence, kept = done.stdout.splitlines()
    assert "Nothing of this step was kept" in sentence
    log = opened(home)
    assert records(log) == [*RECORDS, *[b"x" * 300] * int(kept), b"fits now"]
    assert int(kept) == 10_000 // (300 + OVERHEAD_BYTES)
    assert log.opening.head == "sound"


# A power cut

steps = st.lists(
    st.tuples(
        st.lists(st.integers(0, 200), min_size=1, max_size=4),
        st.none() | st.tuples(st.floats(0, 1), st.booleans(), st.booleans()),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_after_any_power_cuts_all_that_was_acknowledged_is_there_and_nothing_is_reported(
    tmp_path_factory: pytest.TempPathFactory, course: list[tuple[list[int], tuple[float, bool, bool] | None]]
) -> None:
    """What is left of an unanswered batch: any beginning, zeros or nothing behind it, the head of before or after."""
    home = Home(tmp_path_factory.mktemp("cut") / "vault")
    home.create()
    log = opened(home, segment_limit=400)
    written = 0
    acknowledged: list[bytes] = []
    for sizes, cut in course:
        batch = [b"%d:" % (written + place) + bytes(size) for place, size in enumerate(sizes)]
        written += len(batch)
        before = {path.name: path.stat().st_size for path in home.log.iterdir()}
        old_head = home.head.read_bytes()
        log.append(batch)
        if cut is None:
            acknowledged += batch
            continue
        share, head_lags, zeros = cut
        last = max(home.log.iterdir())
        start, end = before.get(last.name, 0), last.stat().st_size
        kept = start + int((end - start) * share)
        os.truncate(last, kept)
        if zeros:
            os.truncate(last, end)
        if head_lags or kept < end:
            home.head.write_bytes(old_head)
        log = opened(home, segment_limit=400)
        assert (log.opening.head, log.opening.missing, log.opening.damage) == ("sound", 0, ())
        acknowledged += batch[: log.count - len(acknowledged)]
    assert records(log) == acknowledged
    assert damage(log) == []
    assert log.acknowledged == log.count == len(acknowledged)


def test_an_end_that_is_no_beginning_of_a_record_is_kept_aside_before_it_is_taken_off(home: Home) -> None:
    filled(home)
    size = first_file(home).stat().st_size
    with first_file(home).open("ab") as file:
        file.write(b"what a power cut left")
    log = opened(home)
    assert log.opening == Opening("sound", cut=21, aside=f"000001-{size}.aside")
    assert (home.log / f"000001-{size}.aside").read_bytes() == b"what a power cut left"
    log.append([b"goes on"])
    assert records(log) == [*RECORDS, b"goes on"]
    assert damage(log) == []


def test_a_record_that_was_taken_out_is_missed(home: Home) -> None:
    filled(home)
    places = [each.offset for each in opened(home).read()]
    content = first_file(home).read_bytes()
    first_file(home).write_bytes(content[: places[2]] + content[places[3] :])
    log = opened(home)
    assert (log.opening.head, log.opening.missing) == ("ahead", 1)
    assert records(log) == RECORDS[:2] + RECORDS[3:]


# kill -9

WRITER = """
import os, sys
from pathlib import Path
from kunak.crypto.secret import Secret
from kunak.store.home import Home
from kunak.store.logfile import LogFile

home, key, limit = Home(Path(sys.argv[1])), Secret(bytes(range(32))), 20_000
sys.stdin.readline()
while True:
    child = os.fork()
    if child == 0:
        with home.hold():
            log = LogFile.open(home, key, os.urandom, segment_limit=limit)
            os.write(1, b"o %d %d\\n" % (log.count, log.opening.missing))
            number = log.count
            while True:
                batch = [b"%d " % (number + each) + os.urandom(number % 900) for each in range(1 + number % 3)]
                log.append(batch)
                number += len(batch)
                os.write(1, b"a %d\\n" % number)
    os.write(1, b"p %d\\n" % child)
    os.waitpid(child, 0)
"""


def test_a_hundred_kills_lose_nothing_that_was_acknowledged(home: Home) -> None:
    chance = random.Random(7)
    acknowledged = kills = 0
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, home.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        parent.stdin.write("go\n")
        parent.stdin.flush()
        child = 0
        try:
            while kills < 110:
                word, *numbers = parent.stdout.readline().split()
                if word == "p":
                    child = int(numbers[0])
                elif word == "o":
                    assert int(numbers[0]) >= acknowledged
                    assert numbers[1] == "0"
                else:
                    acknowledged = int(numbers[0])
                if child and word != "p":
                    time.sleep(chance.random() * 0.004)
                    os.kill(child, 9)
                    child = 0
                    kills += 1
        finally:
            os.killpg(parent.pid, 9)
        # The pipe ends when the last of them is dead.
        last_words = [line.split() for line in parent.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    acknowledged = max([acknowledged, *(int(numbers[0]) for word, *numbers in last_words if word == "a")])
    log = opened(home)
    assert log.opening.missing == 0
    assert damage(log) == []
    assert [int(record.split(b" ")[0]) for record in records(log)] == list(range(log.count))
    assert log.count >= acknowledged > 0
