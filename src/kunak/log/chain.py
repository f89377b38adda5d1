"""Judges events in memory: which are sound, and what exactly is wrong with the others.

Knows the devices' public keys and nothing of disks, relays or bodies. What is
sound stays usable beside what is not. Specified in ``spec/log.md``, "Chains".
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from kunak.base.ids import DeviceId, EventId, OrganisationId, short
from kunak.base.words import phrase
from kunak.log.envelope import Envelope, check_author, check_ciphertext
from kunak.log.header import NUMBER_LIMIT
from kunak.log.refusals import EnvelopeRefused


class ProblemKind(StrEnum):
    """What can be wrong with a set of events."""

    FOREIGN = "foreign"
    UNKNOWN_DEVICE = "unknown-device"
    BAD_SIGNATURE = "bad-signature"
    ALTERED = "altered"
    MISSING = "missing"
    MISSING_CAUSE = "missing-cause"
    REORDERED = "reordered"
    FORKED = "forked"
    WRONG_PREVIOUS = "wrong-previous"


SENTENCES: Final[dict[ProblemKind, str]] = {
    ProblemKind.FOREIGN: phrase("Event %(event)s belongs to another group. It was left aside."),
    ProblemKind.UNKNOWN_DEVICE: phrase(
        "Event %(event)s is of device %(device)s, which was never let in. It was left aside."
    ),
    ProblemKind.BAD_SIGNATURE: phrase(
        "Event %(seq)d of device %(device)s is not signed by that device. It was left aside."
    ),
    ProblemKind.ALTERED: phrase(
        "The text of event %(seq)d of device %(device)s was altered. Fetch it again from another laptop or a backup."
    ),
    ProblemKind.MISSING: phrase(
        "Events %(seq)d to %(last)d of device %(device)s are missing. Fetch them from another laptop or a backup."
    ),
    ProblemKind.MISSING_CAUSE: phrase(
        "Event %(event)s is missing. Device %(device)s had seen it before its event %(seq)d. "
        "Fetch it from another laptop or a backup."
    ),
    ProblemKind.REORDERED: phrase(
        "Event %(seq)d of device %(device)s stands after a later one. It is used in its right place."
    ),
    ProblemKind.FORKED: phrase(
        "Device %(device)s signed two different events %(seq)d: somebody else has its key, or an old copy of its "
        "vault was used. Suspend it. What it wrote from there on was left aside."
    ),
    ProblemKind.WRONG_PREVIOUS: phrase(
        "Event %(seq)d of device %(device)s does not follow the one before it that is kept here. "
        "What that device wrote from there on was left aside."
    ),
}


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong.

    Attributes:
        kind: What it is.
        device: The device whose chain it is in.
        seq: Number of the event in that chain; of the first one, where several are missing.
        event: Id of the event, or None where there is none to name.
        last: Number of the last one missing; ``seq`` everywhere else.
    """

    kind: ProblemKind
    device: DeviceId
    seq: int
    event: EventId | None
    last: int

    @property
    def sentence(self) -> str:
        """The English template, for translation."""
        return SENTENCES[self.kind]

    @property
    def details(self) -> dict[str, object]:
        """What fills the template. Ids and numbers only."""
        return {
            "device": short(self.device),
            "seq": self.seq,
            "last": self.last,
            "event": short(self.event or b""),
        }

    @property
    def says(self) -> str:
        """The sentence in English."""
        return self.sentence % self.details


class Judgement(msgspec.Struct, frozen=True):
    """What came of judging a set of events.

    Attributes:
        problems: In the order of devices and numbers; the empty tuple if all is well.
        sound: Events that may be used, in the order given.
    """

    problems: tuple[Problem, ...]
    sound: tuple[Envelope, ...]


def judge(
    envelopes: Iterable[Envelope],
    *,
    organisation: OrganisationId,
    keys: Mapping[DeviceId, bytes],
    verified: Container[EventId] = frozenset(),
) -> Judgement:
    """Judge events in the order in which they are kept.

    Args:
        envelopes: Any events, some perhaps twice; their order is judged too.
        organisation: The group they should belong to.
        keys: Public signing key of every device ever let in.
        verified: Ids whose signatures were verified before and need not be again; an id covers all that is
            signed. The ciphertext is always compared with its hash.
    """
    sorting = _Sorting(organisation, keys, verified)
    for envelope in envelopes:
        sorting.add(envelope)
    problems = [*sorting.problems, *_missing_causes(sorting)]
    cuts: dict[DeviceId, int] = {}
    for device, chain in sorting.chains().items():
        found, cut = _follow(chain)
        problems += found
        cuts[device] = cut
    problems.sort(key=lambda problem: (problem.device, problem.seq, problem.kind, problem.event or b""))
    sound = (event for event in sorting.readable.values() if event.header.seq < cuts[event.header.device])
    return Judgement(tuple(problems), tuple(sound))


def examine(
    envelopes: Iterable[Envelope], *, organisation: OrganisationId, keys: Mapping[DeviceId, bytes]
) -> list[Problem]:
    """Return everything that is wrong with these events, every signature verified."""
    return list(judge(envelopes, organisation=organisation, keys=keys).problems)


def sound(
    envelopes: Iterable[Envelope], *, organisation: OrganisationId, keys: Mapping[DeviceId, bytes]
) -> list[Envelope]:
    """Return the events that may be used, every signature verified."""
    return list(judge(envelopes, organisation=organisation, keys=keys).sound)


class _Sorting:
    """Events sorted: genuine ones, those of them whose text is unaltered, and the problems of the rest."""

    def __init__(
        self, organisation: OrganisationId, keys: Mapping[DeviceId, bytes], verified: Container[EventId]
    ) -> None:
        self._organisation = organisation
        self._keys = keys
        self._verified = verified
        self.readable: dict[EventId, Envelope] = {}
        self.genuine: dict[EventId, Envelope] = {}
        self.problems: list[Problem] = []
        self.seen: set[EventId] = set()

    def add(self, envelope: Envelope) -> None:
        if self.readable.get(envelope.id) == envelope:
            return
        self.seen.add(envelope.id)
        kind = self._forgery(envelope)
        if kind is not None:
            self.problems.append(_problem(kind, envelope))
        if kind is None:
            self.readable[envelope.id] = envelope
        if kind in {None, ProblemKind.ALTERED}:
            self.genuine.setdefault(envelope.id, envelope)

    def chains(self) -> dict[DeviceId, list[Envelope]]:
        """Return each device's genuine events in the order in which they are kept."""
        chains: dict[DeviceId, list[Envelope]] = defaultdict(list)
        for envelope in self.genuine.values():
            chains[envelope.header.device].append(envelope)
        return chains

    def _forgery(self, envelope: Envelope) -> ProblemKind | None:
        if envelope.header.organisation != self._organisation:
            return ProblemKind.FOREIGN
        public = self._keys.get(envelope.header.device)
        if public is None:
            return ProblemKind.UNKNOWN_DEVICE
        if envelope.id not in self._verified and not _is_signed(envelope, public):
            return ProblemKind.BAD_SIGNATURE
        return None if _is_unaltered(envelope) else ProblemKind.ALTERED


def _is_signed(envelope: Envelope, public: bytes) -> bool:
    try:
        check_author(envelope, public)
    except EnvelopeRefused:
        return False
    return True


def _is_unaltered(envelope: Envelope) -> bool:
    try:
        check_ciphertext(envelope)
    except EnvelopeRefused:
        return False
    return True


def _follow(chain: Sequence[Envelope]) -> tuple[list[Problem], int]:
    """Follow one device's chain; return what is wrong, and the number from which on nothing may be used."""
    problems = list(_reordered(chain))
    before: Envelope | None = None
    for seq, twins in _by_number(chain):
        event = twins[0]
        expected = before.header.seq + 1 if before else 1
        if seq > expected:
            problems.append(Problem(ProblemKind.MISSING, event.header.device, expected, None, seq - 1))
        if len(twins) > 1:
            return [*problems, _problem(ProblemKind.FORKED, event)], seq
        if before and seq == expected and event.header.prev != before.id:
            return [*problems, _problem(ProblemKind.WRONG_PREVIOUS, event)], seq
        before = event
    return problems, NUMBER_LIMIT + 1


def _by_number(chain: Sequence[Envelope]) -> list[tuple[int, list[Envelope]]]:
    numbers: dict[int, list[Envelope]] = defaultdict(list)
    for envelope in sorted(chain, key=lambda envelope: envelope.id):
        numbers[envelope.header.seq].append(envelope)
    return sorted(numbers.items(), key=lambda entry: entry[0])


def _reordered(chain: Sequence[Envelope]) -> Iterator[Problem]:
    latest = 0
    for envelope in chain:
        if envelope.header.seq < latest:
            yield _problem(ProblemKind.REORDERED, envelope)
        latest = max(latest, envelope.header.seq)


def _missing_causes(sorting: _Sorting) -> Iterator[Problem]:
    named: dict[EventId, Problem] = {}
    for envelope in sorted(sorting.readable.values(), key=lambda event: (event.header.seq, event.id)):
        for cause in (*envelope.header.parents, *envelope.header.heads):
            if cause not in sorting.seen and cause not in named:
                header = envelope.header
                named[cause] = Problem(ProblemKind.MISSING_CAUSE, header.device, header.seq, cause, header.seq)
    yield from named.values()


def _problem(kind: ProblemKind, envelope: Envelope) -> Problem:
    header = envelope.header
    return Problem(kind, header.device, header.seq, envelope.id, header.seq)
