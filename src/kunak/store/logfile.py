"""Which records were acknowledged on this laptop? All of them are here, in the order of their coming.

An append-only log of sealed frames in files of limited size: the truth that the
cache is made from. What ``append`` returned from survives kill -9, a power cut and a
full disk. Damage is named and left where it is; nothing that was acknowledged is ever
deleted. What a record says, the log does not know.

Specified in ``spec/store.md``, sections 3 to 5.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kunak.base.errors import Fault
from kunak.crypto.aead import SALT_BYTES
from kunak.crypto.secret import Secret
from kunak.store import frames
from kunak.store.frames import Damage, Frame
from kunak.store.head import Head, HeadFile
from kunak.store.home import Home, sync_folder, write_durably
from kunak.store.segment import Appending, Segment
from kunak.store.segments import PURPOSE, Segments, number_of

SEGMENT_LIMIT: Final = 16 * 1024 * 1024
"""Bytes from which on a new file is begun; one file is read into memory at a time."""

HeadState = Literal["sound", "new", "lost", "ahead"]


class Opening(Struct, frozen=True):
    """What was noticed when the log was opened.

    Attributes:
        head: ``sound``: the log holds what was acknowledged. ``new``: there was no head and no record. ``lost``: the
            head is gone or damaged, so nobody can say whether the log was cut back. ``ahead``: the last acknowledged
            record is not where it was.
        missing: Acknowledged records that the log does not hold, less those whose loss was accepted.
        unacknowledged: Records of whole steps beyond the head: normal after a crash.
        cut: Bytes behind the last whole step that were never acknowledged; they were taken off.
        aside: Name of the file in the log's folder to which they were copied before, because they are not simply
            the beginning of a record; None if they are.
        damage: Other stretches that hold no record, as far as was read: beyond the head, or everywhere without one.
    """

    head: HeadState
    missing: int = 0
    unacknowledged: int = 0
    cut: int = 0
    aside: str | None = None
    damage: tuple[Damage, ...] = ()


class _Beyond(NamedTuple):
    """What lies behind a head.

    Attributes:
        end: Where the last record ends.
        whole: Where the last step ends all of whose records were written.
        begun: The first record of a step behind that; None if there is none.
    """

    end: Head
    whole: Head
    begun: Frame | None
    damage: tuple[Damage, ...]


class LogFile:
    """The open log of one home. One thread at a time appends.

    Attributes:
        opening: What was noticed when it was opened.
        head_lags: Whether the head could not be written; the next opening reads more then, and nothing is lost.
    """

    def __init__(
        self,
        home: Home,
        key: Secret,
        random: Callable[[int], bytes],
        segment_limit: int,
        open_segment: Callable[[Path], Appending],
    ) -> None:
        self._folder = home.log
        self._key = key
        self._random = random
        self._segment_limit = segment_limit
        self._open_segment = open_segment
        self._segments = Segments(home.log, key)
        self._head_file = HeadFile(home, key, random)
        self._poisoned = False
        self.head_lags = False
        self._head, self.opening = self._survey()
        self._number = max(self._segments.numbers(), default=1)
        self._segment = self._open(self._number)

    @classmethod
    def open(
        cls,
        home: Home,
        key: Secret,
        random: Callable[[int], bytes],
        *,
        segment_limit: int = SEGMENT_LIMIT,
        open_segment: Callable[[Path], Appending] = Segment,
    ) -> "LogFile":
        """Open the log, or begin one. The home must be held.

        Args:
            home: Where it lies.
            key: What frames and head are sealed under.
            random: Source of salts.
            segment_limit: Bytes from which on a new file is begun.
            open_segment: Opens a file for appending; tests give one that fails.

        Raises:
            Fault: The files cannot be opened.
        """
        try:
            log = cls(home, key, random, segment_limit, open_segment)
            log._take_off_unfinished()
        except OSError as error:
            raise Fault(
                "The log of the vault cannot be opened (%(why)s). Nothing of it was lost by this.", why=error.strerror
            ) from error
        return log

    @property
    def count(self) -> int:
        """Records that can be read, as far as is known: damage before the head shows only when it is read."""
        return self._head.held

    @property
    def acknowledged(self) -> int:
        """Records whose keeping was ever promised here, less those whose loss was accepted."""
        return self._head.acknowledged

    @property
    def last(self) -> bytes:
        """Digest of the last record, zeros if there is none."""
        return self._head.last

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return self._segments.size()

    def append(self, records: Sequence[bytes]) -> None:
        """Keep records, all or none. When this returns, they are on the disk.

        Raises:
            BadInput: A record is too large. Nothing was kept.
            Fault: The disk refused. Nothing was kept.
        """
        if not records:
            return
        self._refuse_if_poisoned()
        encoded = [*(self._frame(each, unfinished=True) for each in records[:-1]), self._frame(records[-1])]
        try:
            self._roll()
            self._write(b"".join(encoded))
        except OSError as error:
            raise Fault(
                "The disk refused to write (%(why)s). Nothing of this step was kept; what was kept before is safe. "
                "Make room on the disk, then do it again.",
                why=error.strerror,
            ) from error
        self._acknowledge(records, len(encoded[-1]))

    def read(self, *, skip: int = 0) -> Iterator[Frame | Damage]:
        """Yield every record and every stretch of damage, in order.

        Args:
            skip: Records to pass over unread, for one who has them already. Where frames are damaged, some of
                them may be yielded all the same; none beyond them is left out.
        """
        return self._segments.read(skip=skip)

    def accept_loss(self) -> None:
        """Take note that a person knows of the missing records, so that they are not reported for ever.

        Raises:
            Fault: It could not be written.
        """
        self._head = replace(self._head, acknowledged=self._head.held)
        self._write_head_durably()

    def close(self) -> None:
        """Write the head durably and close the files.

        Raises:
            Fault: The head could not be written. Every record is safe; the next opening takes longer.
        """
        try:
            if not self._poisoned:
                self._write_head_durably()
        finally:
            self._segment.close()
            self._head_file.close()

    # Opening

    def _survey(self) -> tuple[Head, Opening]:
        blank = self._head_file.is_blank()
        head = self._head_file.read()
        if head is None:
            found = self._follow(Head())
            new = blank and not found.end.held and not found.damage
            return found.end, Opening("new" if new else "lost", damage=found.damage)
        if self._is_where_it_was(head):
            return self._without_unfinished(head, self._follow(head))
        found = self._follow(Head())
        held = replace(found.end, acknowledged=max(head.acknowledged, found.end.held))
        return held, Opening("ahead", held.acknowledged - held.held, damage=found.damage)

    def _without_unfinished(self, head: Head, found: "_Beyond") -> tuple[Head, Opening]:
        """Leave out what was never acknowledged: a step without its end, and damage with nothing behind it."""
        last = self._segments.path(max(self._segments.numbers(), default=1))
        size = last.stat().st_size if last.exists() else 0
        start, held = size, found.end
        cut: list[Damage] = []
        if found.begun is not None and found.begun.file == last.name:
            start, held = found.begun.offset, found.whole
            cut = [each for each in found.damage if each.file == last.name and each.offset >= start]
        elif found.damage and self._is_at_the_end(found.damage[-1]):
            start, cut = found.damage[-1].offset, [found.damage[-1]]
        aside = f"{last.stem}-{start}.aside" if any(each.what != "torn" for each in cut) else None
        opening = Opening(
            "sound",
            held.acknowledged - held.held,
            held.held - head.held,
            size - start,
            aside,
            found.damage[: len(found.damage) - len(cut)],
        )
        return held, opening

    def _is_where_it_was(self, head: Head) -> bool:
        if head.held == 0:
            return True
        record = self._segments.record_at(head.segment, head.start, head.end)
        return record is not None and _digest(record) == head.last

    def _is_at_the_end(self, damage: Damage) -> bool:
        last = self._segments.path(max(self._segments.numbers()))
        if damage.what in ("missing", "unreadable") or damage.file != last.name:
            return False
        return damage.offset + damage.length == last.stat().st_size

    def _follow(self, head: Head) -> "_Beyond":
        """Read on behind a head to the end."""
        latest: tuple[int, Frame] | None = None
        whole: tuple[int, Frame] | None = None
        begun: Frame | None = None
        damage: list[Damage] = []
        records = 0
        for each in self._segments.read(segment=head.segment, offset=head.end):
            if isinstance(each, Damage):
                damage.append(each)
                continue
            records += 1
            latest = records, each
            if each.unfinished:
                begun = begun or each
            else:
                whole, begun = latest, None
        return _Beyond(self._ending(head, latest), self._ending(head, whole), begun, tuple(damage))

    def _ending(self, head: Head, found: tuple[int, Frame] | None) -> Head:
        if found is None:
            return head
        records, frame = found
        return self._moved(head, records, frame.payload, number_of(frame.file), frame.offset)

    def _take_off_unfinished(self) -> None:
        if self.opening.cut:
            end = self._segment.size - self.opening.cut
            if self.opening.aside is not None:
                content = self._segments.path(self._number).read_bytes()[end:]
                write_durably(self._folder / self.opening.aside, content)
            self._segment.cut(end)
            self._segment.sync()
        # On the disk from the start: a head that a power cut took away would mean that the whole log has to be read.
        self._write_head(durably=True)

    # Appending

    def _frame(self, record: bytes, *, unfinished: bool = False) -> bytes:
        salt = self._random(SALT_BYTES)
        return frames.encode(record, secret=self._key, salt=salt, purpose=PURPOSE, unfinished=unfinished)

    def _write(self, data: bytes) -> None:
        start = self._segment.size
        try:
            self._segment.write(data)
        except OSError:
            self._cut_back(start)
            raise
        try:
            self._segment.sync()
        except OSError:
            # The system may have dropped the pages and call them clean: no later sync can be believed.
            self._poisoned = True
            self._cut_back(start)
            raise

    def _cut_back(self, size: int) -> None:
        try:
            self._segment.cut(size)
        except OSError:
            # What is left is a torn record beyond the head: the next opening takes it off.
            self._poisoned = True

    def _acknowledge(self, records: Sequence[bytes], last_frame: int) -> None:
        start = self._segment.size - last_frame
        self._head = self._moved(self._head, len(records), records[-1], self._number, start)
        self._write_head()

    @staticmethod
    def _moved(head: Head, records: int, last: bytes, segment: int, start: int) -> Head:
        return Head(
            acknowledged=head.acknowledged + records,
            held=head.held + records,
            last=_digest(last),
            segment=segment,
            start=start,
            end=start + frames.OVERHEAD_BYTES + len(last),
        )

    def _roll(self) -> None:
        if self._segment.size < self._segment_limit:
            return
        following = self._open(self._number + 1)
        self._segment.close()
        self._segment = following
        self._number += 1

    def _open(self, number: int) -> Appending:
        path = self._segments.path(number)
        new = not path.exists()
        segment = self._open_segment(path)
        if new:
            sync_folder(self._folder)
        return segment

    def _refuse_if_poisoned(self) -> None:
        if self._poisoned:
            raise Fault(
                "The disk failed earlier, so nothing more can be kept now. What was kept before is safe. "
                "Close Kunak, look after the disk, and open the vault again."
            )

    def _write_head(self, *, durably: bool = False) -> None:
        try:
            self._head_file.write(self._head)
            if durably:
                self._head_file.sync()
        except OSError:
            self.head_lags = True
        else:
            self.head_lags = False

    def _write_head_durably(self) -> None:
        self._write_head(durably=True)
        if self.head_lags:
            raise Fault(
                "The note of how far the log reaches could not be written. Every record is safe. "
                "Make room on the disk, then open the vault again."
            )


def _digest(record: bytes) -> bytes:
    return hashlib.sha256(record).digest()
