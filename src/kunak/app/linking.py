"""To join lists: which records are of one person, what people decided about it, and the histories for an estimate."""

import csv
import tomllib
from collections.abc import Callable, Container, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kunak.app.counting import COUNT, LINKAGE, MOST_DRAWS, missing_extra
from kunak.base.errors import BadInput
from kunak.store.files import clean_name, read_capped
from kunak.store.home import write_durably
from kunak.store.incoming import MEGABYTE
from kunak.store.tables import read_table

if TYPE_CHECKING:
    from kunak.register.histories import Histories
    from kunak.register.linkage import Decision, Linkage

Progress = Callable[[int, int], None]

_MAP_BYTES: Final = MEGABYTE
_DECISIONS: Final = ("a", "b", "decision")


def link(
    paths: Sequence[Path],
    *,
    mapping: Path | None = None,
    decisions: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> "Linkage":
    """Link the records of files.

    Raises:
        BadInput: A file cannot be read or holds what no record can be.
        Fault: What the engine needs is not installed.
    """
    try:
        from kunak.register import linkage, records  # noqa: PLC0415 - Splink takes a second to load
    except ModuleNotFoundError as missing:
        raise missing_extra(missing) from None
    columns = records.read_mapping(*_mapping(mapping)) if mapping else records.ColumnMap({})
    tables = [read_table(path) for path in paths]
    people = records.read_records([(each.name, each.columns, each.mappings()) for each in tables], columns)
    decided = read_decisions(decisions, known={each.id for each in people}) if decisions else ()
    return linkage.link(people, decided, progress=progress)


def _mapping(path: Path) -> tuple[str, dict[str, object]]:
    name = clean_name(path.name)
    try:
        return name, tomllib.loads(read_capped(path, limit=_MAP_BYTES).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            '%(file)s is no TOML in UTF-8: %(why)s. Write lines such as: given = "First name".',
            file=name,
            why=str(error).rstrip("."),
            field="map",
        ) from None


def read_decisions(path: Path, *, known: Container[str]) -> "list[Decision]":
    """Read what people decided of known records: columns a, b and decision (same, different, unsure).

    Raises:
        BadInput: It cannot be read, or a row decides nothing that is known.
    """
    from kunak.register.linkage import DECIDED, Decision  # noqa: PLC0415 - Splink takes a second to load

    table = read_table(path, needed=_DECISIONS)
    found = []
    for line, row in table.mappings():
        decision = row["decision"].strip().lower()
        if decision not in DECIDED:
            raise BadInput(
                "%(file)s, line %(line)d, column decision: write one of %(known)s.",
                file=table.name,
                line=line,
                known=", ".join(DECIDED),
                field="decisions",
            )
        a, b = row["a"].strip(), row["b"].strip()
        wrong = next((column for column, name in (("a", a), ("b", b)) if name not in known), "b" if a == b else None)
        if wrong is not None:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s: give the id of a record of the lists, another one than in "
                "the other column.",
                file=table.name,
                line=line,
                column=wrong,
                field="decisions",
            )
        found.append(Decision(a, b, decision))
    return found


def write_histories(
    linked: "Linkage",
    path: Path,
    *,
    draws: int,
    seed: int,
    counted: "Callable[[Sequence[Sequence[int]]], Histories] | None" = None,
) -> None:
    """Write how many people each set of lists holds, for ``estimate``; with draws, under each of several linkages.

    Args:
        linked: What was linked.
        path: The file.
        draws: How many linkages; 0 for the best one alone.
        seed: Of the draws.
        counted: Counts groups of records; each record is on its own list alone, where nothing is said.

    Raises:
        BadInput: There are too many lists or draws, or a list is named as a column of its own is.
    """
    from kunak.register.linkage import groups_of, histories_of, linkages  # noqa: PLC0415 - as above

    if not 0 <= draws <= MOST_DRAWS:
        raise BadInput("--draws has to be from 0 to %(most)d.", most=MOST_DRAWS, field="draws")
    drawn = linkages(linked, draws, seed=seed) if draws else [groups_of(linked)]
    seen = [counted(groups) if counted else histories_of(linked.records, groups) for groups in drawn]
    if {COUNT, LINKAGE} & set(seen[0].names):
        raise BadInput("A list may not be called count or linkage. Give it another name.", field="source")
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*([LINKAGE] if draws else []), *seen[0].names, COUNT])
    for number, each in enumerate(seen, start=1):
        writer.writerows([*([number] if draws else []), *row] for row in _rows(each))
    write_durably(path, text.getvalue().encode())


def _rows(seen: "Histories") -> list[list[int]]:
    return [
        [*(history >> place & 1 for place in range(seen.lists)), people]
        for history, people in enumerate(seen.counts.tolist())
        if people
    ]
