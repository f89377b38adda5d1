"""What the vault needs of a disk, whoever provides it: files in use, memory in tests."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from kunak.base.instants import Instant
from kunak.casework.request import AttachedFile
from kunak.crypto.secret import Secret
from kunak.store.cache import (
    Applied,
    Batch,
    CompartmentRow,
    Deadline,
    DeviceTail,
    Fork,
    Gap,
    HeldRecord,
    Hit,
    Order,
    StoredFact,
    SubjectRow,
    Trace,
)
from kunak.store.frames import Damage, Frame
from kunak.store.incoming import IncomingFile


class RecordLog(Protocol):
    """Signed records, durable, in the order in which they came."""

    @property
    def count(self) -> int:
        """Records that can be read."""

    @property
    def last(self) -> bytes:
        """Digest of the last record, zeros if there is none."""

    def append(self, records: Sequence[bytes]) -> None:
        """Keep records, all or none; when this returns they are on the disk."""

    def read(self, *, skip: int = 0) -> Iterator[Frame | Damage]:
        """Yield every record and every stretch of damage after ``skip`` records."""

    def close(self) -> None:
        """Close the log."""


class EpochSecrets(Protocol):
    """The secret of each compartment's epochs."""

    def add(self, entries: Sequence[tuple[bytes, int, Secret]]) -> None:
        """Keep (compartment, epoch, secret), durably."""

    def get(self, compartment: bytes, epoch: int) -> Secret | None:
        """Return a secret, or None where it is not here or was destroyed."""

    def epochs(self, compartment: bytes) -> list[int]:
        """Return the epochs of a compartment whose secrets are here, in order."""

    def at_epoch(self, epoch: int) -> list[bytes]:
        """Return the compartments of which the secret of this epoch is here."""


class FactCache(Protocol):
    """What the records say, arranged so that a page can be shown at once."""

    def digest(self) -> bytes:
        """Return a hash over everything derived from the log."""

    def is_whole(self) -> bool:
        """Whether all of it can be read; where not, it is begun anew when it is next opened."""

    def apply(self, batch: Batch) -> None:
        """Take a batch in: all of it, or nothing."""

    def applied(self) -> Applied:
        """Return how far it has followed the log."""

    def newest(self) -> int:
        """Return the largest number that a fact has here."""

    def known(self, identifiers: Iterable[bytes]) -> set[bytes]:
        """Return those of these events that are facts here or held."""

    def tails(self) -> list[DeviceTail]:
        """Return the last event known of each device."""

    def at(self, device: bytes, seq: int) -> list[bytes]:
        """Return the ids of the events that a device wrote under this number."""

    def forks(self) -> list[Fork]:
        """Return the devices that have signed two histories, and from which number on."""

    def gaps(self) -> list[Gap]:
        """Return the devices of which earlier events are missing."""

    def held(self, why: str | None = None) -> list[HeldRecord]:
        """Return the records that count for nothing yet."""

    def sealed_epochs(self) -> list[tuple[bytes, int]]:
        """Return the compartments and epochs whose keys are wanted."""

    def sealed_in(self, compartment: bytes, epoch: int) -> list[HeldRecord]:
        """Return what waits for the key of this epoch."""

    def facts_after(self, device: bytes, seq: int) -> list[StoredFact]:
        """Return the facts that a device wrote after its event of this number."""

    def facts_of_kinds(self, kinds: Iterable[str], *, after: int = 0) -> list[StoredFact]:
        """Return the facts of these kinds that came after a number."""

    def every_compartment(self) -> list[CompartmentRow]:
        """Return all compartments."""

    def facts_of(self, subject: bytes) -> list[StoredFact]:
        """Return all facts about a subject, in the order in which they came here."""

    def latest(
        self, limit: int, *, before: int | None = None, subject: bytes | None = None, area: str = ""
    ) -> list[Trace]:
        """Return that events were accepted, the latest first; what they say is not read."""

    def subject(self, identifier: bytes) -> SubjectRow | None:
        """Return the latest state of a subject."""

    def by_code(self, type: str, code: str) -> SubjectRow | None:  # noqa: A002 - the field's word
        """Return the subject of this type that is known by this code."""

    def subjects(
        self,
        type: str,  # noqa: A002 - the field's word
        *,
        stages: Iterable[str] | None = None,
        order: Order = "urgency",
        limit: int = 100,
        offset: int = 0,
    ) -> list[SubjectRow]:
        """Return a page of a list."""

    def count_by_stage(self, type: str) -> dict[str, int]:  # noqa: A002 - the field's word
        """Return how many subjects of a type are in each stage."""

    def deadlines(self, before: Instant, limit: int, *, kind: str | None = None) -> list[Deadline]:
        """Return what is due before an instant, of one kind or of all, the earliest first."""

    def compartments_of(self, subject: bytes) -> list[CompartmentRow]:
        """Return the compartments of a subject."""

    def compartment(self, identifier: bytes) -> CompartmentRow | None:
        """Return one compartment."""

    def search(self, query: str, *, limit: int, kinds: Iterable[str] | None = None) -> list[Hit]:
        """Return the latest facts that hold every word of ``query``."""

    def close(self) -> None:
        """Close it."""


class FileShelf(Protocol):
    """Where files lie sealed."""

    def put(self, file: IncomingFile) -> AttachedFile:
        """Seal a file and keep it, durably."""

    def get(self, file: AttachedFile) -> bytes:
        """Return its bytes."""
