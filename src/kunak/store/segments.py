"""What do the files of the log hold? The reading half: it changes nothing.

Knows how the files are named and in which order they follow, that none may be
missing between them, and how to begin in the middle. Nothing of appending.

Specified in ``spec/store.md``, section 3.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kunak.crypto.secret import Secret
from kunak.store import frames
from kunak.store.frames import Damage, Frame

PURPOSE: Final = b"kunak/log/1"
"""What the frames of the log are sealed for."""

_NAME: Final = "[0-9][0-9][0-9][0-9][0-9][0-9].log"


class Segments:
    """The files of one log, numbered from 1."""

    def __init__(self, folder: Path, key: Secret) -> None:
        self._folder = folder
        self._key = key

    def path(self, number: int) -> Path:
        """Return where a file of this number lies, or would lie."""
        return self._folder / f"{number:06}.log"

    def numbers(self) -> list[int]:
        """Return the numbers of the files that are there, in order."""
        return sorted(int(path.stem) for path in self._folder.glob(_NAME))

    def size(self) -> int:
        """Return the bytes of all files together."""
        return sum(self.path(number).stat().st_size for number in self.numbers())

    def read(self, *, segment: int = 1, offset: int = 0, skip: int = 0) -> Iterator[Frame | Damage]:
        """Yield every record and every stretch of damage, in order.

        Args:
            segment: Number of the file to begin with.
            offset: Where in that file to begin; a frame begins there.
            skip: Records to pass over unread. Where frames are damaged, some of them may be
                yielded all the same; none beyond them is left out.
        """
        numbers = [number for number in self.numbers() if number >= segment]
        for number in range(segment, max(numbers, default=segment - 1) + 1):
            path = self.path(number)
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                yield Damage(0, 0, "missing", path.name)
                continue
            except OSError:
                yield Damage(0, path.stat().st_size, "unreadable", path.name)
                continue
            start = offset if number == segment else 0
            if skip:
                passed, start = frames.skip(content, count=skip, start=start)
                # A frame whose header is damaged ends the skipping: from there on, rather twice than never.
                skip = skip - passed if start == len(content) else 0
            yield from frames.scan(content, secret=self._key, purpose=PURPOSE, start=start, file=path.name)

    def record_at(self, segment: int, start: int, end: int) -> bytes | None:
        """Return the record whose frame is exactly there; None if none is."""
        try:
            with self.path(segment).open("rb") as file:
                file.seek(start)
                content = file.read(end - start)
        except FileNotFoundError:
            return None
        match list(frames.scan(content, secret=self._key, purpose=PURPOSE)):
            case [Frame(payload=payload)]:
                return payload
        return None


def number_of(name: str) -> int:
    """Return the number in the name of a file of the log."""
    return int(name.partition(".")[0])
