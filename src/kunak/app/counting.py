"""To count honestly: figures that others published are reconciled, and what lists missed is estimated."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from kunak.app import overlaps
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault
from kunak.register import reconcile as rules
from kunak.register.figures import ALSO_CALLED, NEEDED, Figure, read_figures
from kunak.register.reconcile import Problem
from kunak.register.shares import Share, wilson
from kunak.store.tables import Table, read_table

if TYPE_CHECKING:
    from kunak.register.answers import Answer
    from kunak.register.histories import Histories

Progress = Callable[[int, int], None]

LINKAGE: Final = "linkage"
"""Column of histories that says under which of several linkages a row counts."""
STRATA: Final = 200
"""Most strata of one file: a method takes up to a minute for each."""
MOST_DRAWS: Final = 1_000
"""Most linkages of one file."""
COUNT: Final = "count"
"""Column of histories that says how many people have one."""
DIVIDES: Final = ("region", "year")
"""By what the register's own people may be divided."""
NOT_KNOWN: Final = "not known"
FIGURES: Final = 2_000
"""Most figures that are compared, each with each."""


class ShareOf(msgspec.Struct, frozen=True):
    """What part of a figure has something, with its interval."""

    figure: str
    name: str
    part: int
    whole: int
    share: Share


class Reconciled(msgspec.Struct, frozen=True):
    """What is to be said of the figures of a table."""

    figures: int
    problems: list[Problem]
    shares: list[ShareOf]


def reconcile(path: Path) -> Reconciled:
    """Judge the figures of a file.

    Raises:
        BadInput: It cannot be read, or a row of it is no figure.
    """
    table = read_table(path, needed=NEEDED, also=ALSO_CALLED)
    if len(table.rows) > FIGURES:
        raise BadInput(
            "%(file)s holds more than %(limit)d figures. Divide it.", file=table.name, limit=FIGURES, field="file"
        )
    figures = read_figures(table.name, table.mappings())
    shares = [share for figure in figures for share in _shares(figure)]
    return Reconciled(len(figures), rules.reconcile(figures), shares)


def _shares(figure: Figure) -> list[ShareOf]:
    """Return the shares of a figure that are shares: a part that fits into a whole."""
    whole = figure.value
    if not whole:
        return []
    return [
        ShareOf(figure.id, part.name, part.count, whole, wilson(part.count, whole))
        for part in figure.breakdown.parts
        if part.count is not None and part.count <= whole
    ]


class Estimated(NamedTuple):
    """The answer of one method, and what it is the sum of where the people were divided."""

    answer: "Answer"
    strata: "Mapping[str, Answer]"


def estimate(
    path: Path,
    *,
    method: str,
    seed: int,
    level: float,
    strata: str = "",
    progress: Progress = lambda _done, _all: None,
) -> list[Estimated]:
    """Estimate from a file of capture histories, by one method or by all of them.

    Args:
        path: The file.
        method: One of the methods, or ``all``.
        seed: Of the random numbers.
        level: Of the interval.
        strata: Column by which people are divided (a region, a year); empty: they are not.
        progress: Told how much of how much is done.

    Raises:
        BadInput: The file cannot be read or holds no histories, or an option is out of range.
        Fault: What the engine needs is not installed.
    """
    asked = _Asked(method, seed, level, progress)
    table = read_table(path)
    if strata:
        return asked.divided(_strata(table, strata))
    if LINKAGE in table.columns:
        return asked.drawn(list(_divided(table, LINKAGE, most=MOST_DRAWS).values()))
    return asked.whole(asked.engine.read_histories(table.name, table.columns, table.mappings()))


def estimate_register(
    space: Workspace,
    *,
    method: str,
    seed: int,
    level: float,
    strata: str = "",
    progress: Progress = lambda _done, _all: None,
) -> list[Estimated]:
    """Estimate from the lists of the group's own register, each person counted once, as ``estimate`` does.

    Args:
        space: The open vault.
        strata: ``region`` or ``year``; empty: nobody is divided.
        method: As for a file, like the others.
        seed: As above.
        level: As above.
        progress: As above.

    Raises:
        Refused: The member at this desk does not read names.
        BadInput: No source says anything of a victim, too many lists do, or an option is out of range.
        Fault: What the engine needs is not installed.
    """
    asked = _Asked(method, seed, level, progress)
    if strata not in {"", *DIVIDES}:
        raise BadInput("The register is divided by one of: %(known)s.", known=", ".join(DIVIDES), field="strata")
    seen = overlaps.histories(space)
    if not seen.observed:
        raise BadInput("No source of the register says anything of a victim: there is nobody to estimate from.")
    if not strata:
        return asked.whole(seen)
    return asked.divided({name or NOT_KNOWN: part for name, part in overlaps.divided(space, strata).items()})


class _Asked:
    """What is to be estimated by which methods, and the engine that does it.

    Raises:
        Fault: What the engine needs is not installed.
    """

    def __init__(self, method: str, seed: int, level: float, progress: Progress) -> None:
        try:
            from kunak.register import estimation  # noqa: PLC0415 - numba takes a second to load
        except ModuleNotFoundError as missing:
            raise missing_extra(missing) from None
        self.engine = estimation
        self._methods = estimation.METHODS if method == estimation.ALL else (method,)
        self._seed, self._level, self._progress = seed, level, progress
        self._workers = os.cpu_count() or 1

    def whole(self, seen: "Histories") -> list[Estimated]:
        """Estimate from histories."""
        return [
            Estimated(
                self.engine.estimate(
                    seen, each, seed=self._seed, level=self._level, workers=self._workers, progress=self._progress
                ),
                {},
            )
            for each in self._methods
        ]

    def divided(self, parts: "dict[str, Histories]") -> list[Estimated]:
        """Estimate each part by itself, and their sum."""
        both = [
            self.engine.estimate_strata(
                parts, each, seed=self._seed, level=self._level, workers=self._workers, progress=self._progress
            )
            for each in self._methods
        ]
        return [Estimated(total, each) for each, total in both]

    def drawn(self, linkages: "list[Histories]") -> list[Estimated]:
        """Estimate under several linkages of the same people, and pool what is found."""
        return [
            Estimated(
                self.engine.estimate_linkages(
                    linkages, each, seed=self._seed, level=self._level, workers=self._workers, progress=self._progress
                )[1],
                {},
            )
            for each in self._methods
        ]


def _strata(table: Table, by: str) -> "dict[str, Histories]":
    """Return the histories of each stratum.

    Raises:
        BadInput: People cannot be divided by this column.
    """
    if by == COUNT:
        raise BadInput(
            "The column count says how many people there are; nobody can be divided by it. Name another column.",
            field="strata",
        )
    if LINKAGE in table.columns:
        raise BadInput(
            "%(file)s holds several linkages of the same people: they are estimated together and cannot be divided. "
            "Leave out --strata, or link and estimate each part by itself.",
            file=table.name,
            field="strata",
        )
    return _divided(table, by, most=STRATA)


def _divided(table: Table, by: str, *, most: int) -> "dict[str, Histories]":
    """Return the histories of each value of a column.

    Raises:
        BadInput: There is no such column, a cell of it is empty, or it has too many values; or what is left is wrong.
    """
    from kunak.register.histories import read_histories  # noqa: PLC0415 - numpy, late

    if by not in table.columns:
        raise BadInput(
            "%(file)s, line 1: there is no column “%(column)s” to divide by. There are: %(columns)s.",
            file=table.name,
            column=by,
            columns=", ".join(table.columns),
            field="strata",
        )
    columns = [column for column in table.columns if column != by]
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in table.mappings():
        value = row.pop(by).strip()
        if not value:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s: it is empty. Write which part these people belong to; "
                "what is not known can be a part of its own.",
                file=table.name,
                line=line,
                column=by,
                field="strata",
            )
        if value not in rows and len(rows) == most:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s: there are more than %(limit)d different values. Divide by "
                "something coarser.",
                file=table.name,
                line=line,
                column=by,
                limit=most,
                field="strata",
            )
        rows.setdefault(value, []).append((line, row))
    return {value: read_histories(table.name, columns, held) for value, held in rows.items()}


def missing_extra(missing: ModuleNotFoundError) -> Fault:
    """Return the sentence that says what to install.

    Raises:
        ModuleNotFoundError: What is missing is a part of Kunak, so this is no question of installing.
    """
    if (missing.name or "").startswith("kunak"):
        raise missing
    return Fault(
        "This needs %(module)s, which is not installed: install kunak[register]. Nothing was done.", module=missing.name
    )
