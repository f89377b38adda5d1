"""How many people of a sex and an age live in a region, by a table that the group has and Kunak does not ship.

The table is a file of its own: whoever publishes it sets its terms. Its columns are
``region,territory,sex,age_from,population``: territory ``t`` (all), ``u`` (towns) or ``r``
(villages), sex ``m``, ``f`` or ``b`` (both), ages in groups that begin at ``age_from``.
"""

import csv
from typing import Final

import msgspec

from kunak.base.errors import BadInput

_COLUMNS: Final = ("region", "territory", "sex", "age_from", "population")
_OLDEST: Final = 120
_STEMS: Final = ("ингуш", "чечен", "дагестан", "осети", "кабардин", "карачаев", "ставропол", "адыге", "краснодар")


class Census(msgspec.Struct, frozen=True):
    """The counts by region, sex and the first age of a group; ``sex`` is ``b`` for both."""

    counts: dict[tuple[str, str], dict[int, int]]

    def people(self, region: str, sex: str, low: int, high: int) -> int | None:
        """Return how many people of these ages live there; a part of a group counts by its years. None if unknown."""
        groups = self.counts.get((_plain(region), sex))
        if not groups:
            return None
        starts = sorted(groups)
        total = 0.0
        for start, following in zip(starts, [*starts[1:], _OLDEST], strict=True):
            shared = min(high + 1, following) - max(low, start)
            if shared > 0:
                total += groups[start] * shared / (following - start)
        return round(total)


def read_census(text: str) -> Census:
    """Read the table.

    Raises:
        BadInput: A column is missing, or a line holds no number where one belongs.
    """
    rows = csv.DictReader(text.splitlines())
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise BadInput("The census table has no column “%(column)s”.", column=missing[0], field="census")
    parts: dict[tuple[str, str], dict[str, dict[int, int]]] = {}
    for row in rows:
        try:
            age, people = int(row["age_from"]), int(row["population"])
        except (TypeError, ValueError):
            raise BadInput(
                "The census table is wrong at line %(line)d: age_from and population are whole numbers.",
                line=rows.line_num,
                field="census",
            ) from None
        territory = parts.setdefault((_plain(row["region"]), row["sex"]), {}).setdefault(row["territory"], {})
        territory[age] = people
    return Census({key: _whole(territories) for key, territories in parts.items()})


def _whole(territories: dict[str, dict[int, int]]) -> dict[int, int]:
    """Return the count of all, or of towns and villages together."""
    if "t" in territories:
        return territories["t"]
    ages = {age for groups in territories.values() for age in groups}
    return {age: sum(groups.get(age, 0) for groups in territories.values()) for age in ages}


def _plain(region: str) -> str:
    """Return one name for the names of a region: ``Чечня``, ``Чеченская Республика``."""
    name = region.casefold().replace("ё", "е")
    return next((stem for stem in _STEMS if stem in name), "чечен" if "чечн" in name else name.strip())
