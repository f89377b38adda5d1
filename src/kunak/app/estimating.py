"""How many victims nobody recorded: estimated from the register's own lists by every method, and kept.

An act of a researcher, because it takes seconds and because which list holds whom follows from names. Kept are counts
alone, sealed on this laptop (``store.exchange``), with the day and the state of the register they were made from.
What of it may be shown to whom: ``unrecorded``.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kunak.app import matches, overlaps, proposing
from kunak.app.counting import missing_extra
from kunak.app.proposing import Proposed
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort, fields_of
from kunak.store.exchange import Exchange

if TYPE_CHECKING:
    from kunak.register.histories import Histories
    from kunak.register.sensitivity import Cell

Progress = Callable[[int, int], None]

LEVEL: Final = 0.95
FROM: Final = (0.9, 0.5)
"""Probabilities from which on proposed links count, each a linkage of its own."""
DRAWN: Final = "drawn"
DRAWS: Final = 20
"""Linkages that are drawn, each as often as its links are probable."""
DECIDED: Final = "decided"
"""Name of the linkage that people decided; it is always the first."""

NOTE: Final = "unrecorded"
"""Under which it is kept among the notes of the exchange."""
_OF_INCIDENT: Final = ("date", "region", "district", "settlement")


class Linkage(msgspec.Struct, frozen=True):
    """Which records were taken for one person.

    Attributes:
        name: ``decided``, or ``drawn``, or a probability from which on proposed links count, such as ``0.9``.
        draws: How many linkages were drawn; 1 where nothing is left to chance.
        people: How many people that makes; of several draws the most.
    """

    name: str
    draws: int
    people: int


class Row(msgspec.Struct, frozen=True):
    """The answer of one method under one linkage.

    Attributes:
        median: None where there is no number, like ``low`` and ``high``.
        distribution: As ``register.resampling.quantiles`` tells it; empty where there is no number.
        said: The reason where there is no number, then the warnings: template and what fills it.
        diagnostics: What else the method tells of itself.
    """

    method: str
    linkage: str
    people: int
    median: float | None
    low: float | None
    high: float | None
    distribution: tuple[float, ...]
    said: tuple[tuple[str, dict[str, Any]], ...]
    diagnostics: dict[str, Any]


class Made(msgspec.Struct, frozen=True):
    """An estimate that was made.

    Attributes:
        state: Digest of what it was made from (``state``).
        lists: Names; bit j of a history is the list at place j.
        histories: Histories that somebody has, as people decided who is one person, and how many have each.
        rows: Methods first, the linkages of each in the order of ``linkages``.
    """

    made_at: Instant
    state: bytes
    seed: int
    level: float
    lists: tuple[str, ...]
    histories: tuple[tuple[int, int], ...]
    linkages: tuple[Linkage, ...]
    rows: tuple[Row, ...]

    @property
    def people(self) -> int:
        """How many people are on some list."""
        return sum(count for _, count in self.histories)

    def on_list(self, place: int) -> int:
        """Return how many people a list holds."""
        return sum(count for history, count in self.histories if history >> place & 1)

    def on_exactly(self, lists: int) -> int:
        """Return how many people are on so many lists."""
        return sum(count for history, count in self.histories if history.bit_count() == lists)


def make(space: Workspace, *, seed: int = 0, progress: Progress = lambda _done, _all: None) -> Made:
    """Estimate by every method under every linkage; nothing is kept.

    Raises:
        Refused: The member at this desk does not read names.
        BadInput: There are more lists than an estimate takes, or the seed is none.
        Fault: What the engines need is not installed.
    """
    return prepared(space, seed=seed)(progress)


def prepared(space: Workspace, *, seed: int = 0) -> Callable[[Progress], Made]:
    """Return the estimation, with everything read that it needs: it may run beside other work.

    Raises as ``make`` does.
    """
    matches.check_names(space)
    try:
        from kunak.register import estimation, sensitivity  # noqa: PLC0415 - numba takes a second to load
    except ModuleNotFoundError as missing:
        raise missing_extra(missing) from None
    estimation.check_seed(seed)
    seen, digest, now = overlaps.histories(space), state(space), space.clock()
    compare = proposing.prepared(space) if seen.observed >= proposing.FEWEST else None

    def run(progress: Progress) -> Made:
        linkages = {DECIDED: [seen]}
        if compare is not None:
            linkages |= _proposed(compare(lambda _done, _all: None), seed)
        cells = sensitivity.sensitivity(
            linkages, seed=seed, level=LEVEL, workers=os.cpu_count() or 1, progress=progress
        )
        return _made(now, digest, seed, linkages, cells)

    return run


def _proposed(found: Proposed, seed: int) -> "dict[str, list[Histories]]":
    """Return histories under what is proposed, from some probability on, and as linkages drawn at random."""
    from kunak.register import linkage  # noqa: PLC0415 - as above

    strict = {str(least): [proposing.histories(found, linkage.groups_from(found.linkage, least))] for least in FROM}
    drawn = linkage.linkages(found.linkage, DRAWS, seed=seed)
    return strict | {DRAWN: [proposing.histories(found, groups) for groups in drawn]}


def state(space: Workspace) -> bytes:
    """Return a digest of everything in the register that an estimate is made from.

    Raises:
        Refused: The member at this desk does not read names.
    """
    matches.check_names(space)
    of_list = overlaps.lists(space)
    asked = (*fields_of(Sort.VICTIM), *_OF_INCIDENT)
    victims = sorted(
        (
            entry.thing.id,
            sorted(of_list[each] for each in entry.sources() if each in of_list),
            [entry.value(field).text for field in asked],
        )
        for entry in matches.entries(space, Sort.VICTIM)
    )
    known = matches.groups(space).decisions.items()
    decisions = sorted((*pair, str(links.in_force(field))) for pair, field in known)
    return hashlib.sha256(msgspec.msgpack.encode([victims, decisions])).digest()


def keep(exchange: Exchange, made: Made) -> None:
    """Keep an estimate on this laptop in place of the one before."""
    exchange.set_note(NOTE, msgspec.msgpack.encode(made))


def kept_when_done(space: Workspace, exchange: Exchange) -> Callable[[Progress], Made]:
    """Return the estimation as ``prepared`` does; what it makes is kept. Raises as ``make`` does."""
    run = prepared(space)

    def kept_run(progress: Progress) -> Made:
        made = run(progress)
        keep(exchange, made)
        return made

    return kept_run


def kept(exchange: Exchange) -> Made | None:
    """Return the estimate that was made last on this laptop, or None."""
    data = exchange.note(NOTE)
    # What another version kept is made anew by whoever asks.
    with suppress(msgspec.ValidationError, msgspec.DecodeError):
        return msgspec.msgpack.decode(data, type=Made) if data else None
    return None


def _made(
    now: Instant, digest: bytes, seed: int, linkages: "Mapping[str, Sequence[Histories]]", cells: "Sequence[Cell]"
) -> Made:
    (seen,) = linkages[DECIDED]
    return Made(
        made_at=now,
        state=digest,
        seed=seed,
        level=LEVEL,
        lists=seen.names,
        histories=tuple((history, count) for history, count in enumerate(seen.counts.tolist()) if count),
        linkages=tuple(
            Linkage(name, len(drawn), max(each.observed for each in drawn)) for name, drawn in linkages.items()
        ),
        rows=tuple(map(_row, cells)),
    )


def _row(cell: "Cell") -> Row:
    from kunak.register.estimation import DISTRIBUTION, SAID  # noqa: PLC0415 - as above

    answer, number = cell.answer, cell.answer.estimate
    low, high = number.interval if number else (None, None)
    told: list[dict[str, Any]] = msgspec.to_builtins(answer.diagnostics[SAID])
    return Row(
        method=answer.method,
        linkage=cell.linkage,
        people=answer.observed,
        median=number.median if number else None,
        low=low,
        high=high,
        distribution=tuple(answer.diagnostics.get(DISTRIBUTION, ())),
        said=tuple((each["sentence"], each["details"]) for each in told),
        diagnostics={name: each for name, each in answer.diagnostics.items() if name not in {DISTRIBUTION, SAID}},
    )
