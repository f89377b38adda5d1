"""Which lists of the register hold whom, each person counted once: the histories that an estimate is made from.

A list is what a source says it belongs to, else the source itself. Which lists hold a person follows from who says
anything of them, their name too, so that only who reads names can say it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kunak.app import sources
from kunak.app.matches import Counted, check_names, once
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.casework.incidents.fields import Sort

if TYPE_CHECKING:
    from kunak.register.histories import Histories

MOST_LISTS: Final = 12
"""As in ``register.histories``."""


def lists(space: Workspace) -> dict[bytes, str]:
    """Return by source the name of the list that it belongs to: what was said of it, or the source itself."""
    described = sources.listed(space)
    alone = Counter(each.line.label for each in described if not each.line.of_list)
    return {
        each.id: each.line.of_list
        or (each.line.label if alone[each.line.label] == 1 else f"{each.line.label} ({each.number})")
        for each in described
    }


def histories(space: Workspace, *, years: tuple[int, int] | None = None, region: str = "") -> "Histories":
    """Return how many people each set of lists holds, each person counted once.

    Args:
        space: The open vault.
        years: First and last year, both included; people of whom the year is not known are left out. None: all.
        region: Only people of this region, as it stands in the register. Empty: all.

    Returns:
        The lists that hold anybody, by name. Of nobody: no list.

    Raises:
        Refused: The member at this desk does not read names, so they cannot tell who says what of whom.
        BadInput: More lists hold somebody than an estimate takes.
    """
    return counted_on([names for _, names in _wanted(space, years, region)])


def divided(
    space: Workspace, by: str, *, years: tuple[int, int] | None = None, region: str = ""
) -> dict[str, "Histories"]:
    """Return histories by ``region`` or ``year``; what is not known is a part of its own, under an empty name.

    Every part has the same lists. Raises as ``histories`` does.
    """
    wanted = _wanted(space, years, region)
    names = sorted({name for _, held in wanted for name in held})
    parts: dict[str, list[frozenset[str]]] = {}
    for person, held in wanted:
        value = str(person.year() or "") if by == "year" else person.value("region").text
        parts.setdefault(value, []).append(held)
    return {value: counted_on(parts[value], names) for value in sorted(parts)}


def _wanted(space: Workspace, years: tuple[int, int] | None, region: str) -> list[tuple[Counted, frozenset[str]]]:
    check_names(space)
    of_list = lists(space)
    found = []
    for person in once(space, Sort.VICTIM):
        year = person.year() if years is not None else None
        if years is not None and (year is None or not years[0] <= year <= years[1]):
            continue
        if region and person.value("region").text != region:
            continue
        names = frozenset(of_list[each] for entry in person.entries for each in entry.sources() if each in of_list)
        if names:
            found.append((person, names))
    return found


def counted_on(held: Sequence[frozenset[str]], names: Sequence[str] | None = None) -> "Histories":
    """Return how many people each set of lists holds.

    Args:
        held: The lists of each person.
        names: All lists; those that hold anybody, where nothing is said.

    Raises:
        BadInput: There are more than an estimate takes.
    """
    import numpy as np  # noqa: PLC0415 - heavy, and most pages count nothing

    from kunak.register.histories import Histories  # noqa: PLC0415 - as above

    names = sorted(frozenset[str]().union(*held)) if names is None else names
    if len(names) > MOST_LISTS:
        raise BadInput(
            "Victims are told by %(lists)d lists, and an estimate takes %(most)d at most: say of sources which list "
            "they belong to (kunak register source NUMBER --list NAME).",
            lists=len(names),
            most=MOST_LISTS,
            field="of_list",
        )
    counts = np.zeros(2 ** len(names), dtype=np.int64)
    for each in filter(None, held):
        counts[sum(1 << place for place, name in enumerate(names) if name in each)] += 1
    return Histories(tuple(names), counts)
