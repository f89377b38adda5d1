"""To count honestly: figures that others published are reconciled, and what lists missed is estimated."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

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


def estimate(
    path: Path, *, method: str, seed: int, level: float, progress: Progress = lambda _done, _all: None
) -> "list[Answer]":
    """Estimate from a file of capture histories, by one method or by all of them.

    Raises:
        BadInput: The file cannot be read or holds no histories, or an option is out of range.
        Fault: What the engine needs is not installed.
    """
    try:
        from kunak.register import estimation  # noqa: PLC0415 - numba takes a second to load
    except ModuleNotFoundError as missing:
        raise missing_extra(missing) from None
    table = read_table(path)
    methods = estimation.METHODS if method == estimation.ALL else (method,)
    workers = os.cpu_count() or 1
    if LINKAGE in table.columns:
        drawn = _linkages(table)
        return [
            estimation.estimate_linkages(drawn, each, seed=seed, level=level, workers=workers)[1] for each in methods
        ]
    seen = estimation.read_histories(table.name, table.columns, table.mappings())
    return [
        estimation.estimate(seen, each, seed=seed, level=level, workers=workers, progress=progress) for each in methods
    ]


def _linkages(table: Table) -> "list[Histories]":
    """Return the histories under each of several linkages, as ``kunak register link --draws`` writes them."""
    from kunak.register.histories import read_histories  # noqa: PLC0415 - numpy, late

    columns = [column for column in table.columns if column != LINKAGE]
    by_linkage: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in table.mappings():
        by_linkage.setdefault(row.pop(LINKAGE), []).append((line, row))
    return [read_histories(table.name, columns, rows) for rows in by_linkage.values()]


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
