"""The columns by which records are compared and found: one row per record, plain values only.

What a column means stands in ``comparisons``; nothing here judges.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import msgspec
import pyarrow as pa

from kunak.register.near_names import WIDTH, near_names
from kunak.register.partial_dates import Span
from kunak.register.records import Record

_NAMES: Final[tuple[tuple[str, Callable[[Record], str]], ...]] = (
    ("given", lambda record: record.given),
    ("patronymic", lambda record: record.patronymic),
    ("family", lambda record: record.family),
)
_FIRST: Final = str.maketrans("абвгдежзийклмнопрстуфхцчшщыэюяё", "abvgdezziiklmnoprstufhcccciejje")
_LATIN_FIRST: Final = str.maketrans("qywx", "kivh")
_LATIN_TWO: Final = {"kh": "h", "sh": "c", "ts": "c", "ya": "j", "yu": "j", "ia": "j", "iu": "j", "ye": "e", "yo": "e"}
"""Two Latin letters that stand for one Cyrillic."""
_TOWN_STEPS: Final = 2
_TWO_YEARS: Final = 800


def table_of(records: Sequence[Record]) -> pa.Table:
    """Return the table; its rows are numbered in the order of the records (``unique_id``)."""
    sources = {name: number for number, name in enumerate(sorted({record.source for record in records}))}
    columns: dict[str, Any] = {
        "unique_id": pa.array(range(len(records)), pa.int64()),
        "source": pa.array([sources[record.source] for record in records], pa.int64()),
        "several": pa.array([int(len(sources) > 1)] * len(records), pa.int64()),
        "sex": _texts(record.sex for record in records),
        "age_low": pa.array([record.age[0] if record.age else None for record in records], pa.int64()),
        "age_high": pa.array([record.age[1] if record.age else None for record in records], pa.int64()),
        "region": _texts(record.place.region for record in records),
    }
    for name, part in _NAMES:
        columns |= _name_columns(name, [part(record) for record in records])
    columns |= _span_columns("born", [record.born for record in records])
    columns |= _span_columns("died", [record.died for record in records])
    columns |= _place_columns(records)
    columns |= _keys(records)
    return pa.table(columns)


def _texts(values: Any) -> pa.Array:  # noqa: ANN401 - any iterable of texts
    return pa.array([value or None for value in values], pa.string())


def _name_columns(name: str, values: list[str]) -> dict[str, pa.Array]:
    known = near_names(values, variants=name == "given")
    numbers = [known.numbers.get(value) for value in values]
    leaders = known.leaders(Counter(values))
    return {
        f"{name}_number": pa.array(numbers, pa.int64()),
        f"{name}_near": _lists(known.near, numbers),
        f"{name}_short": pa.array([len(value) or None for value in values], pa.int64()),
        f"{name}_initial": _texts(_initial(value) for value in values),
        f"{name}_key": pa.array(list(map(leaders.get, values)), pa.int64()),
    }


def _lists(near: list[list[int]], numbers: list[int | None]) -> pa.Array:
    """Return for each number its list: every list is made once, however many records it stands in."""
    return pa.array(near, pa.list_(pa.int64())).take(pa.array(numbers, pa.int64()))


def _initial(name: str) -> str:
    first = name[:1]
    return first.translate(_FIRST) if first >= "а" else _LATIN_TWO.get(name[:2], first.translate(_LATIN_FIRST))


def _span_columns(name: str, spans: list[Span | None]) -> dict[str, pa.Array]:
    days = [date.fromordinal(span.low) if span and span.is_day else None for span in spans]
    return {
        f"{name}_low": pa.array([span.low if span else None for span in spans], pa.int64()),
        f"{name}_high": pa.array([span.high if span else None for span in spans], pa.int64()),
        f"{name}_text": _texts(f"{day:%Y%m%d}" if day else "" for day in days),
        f"{name}_turned": _texts(f"{day:%Y%d%m}" if day else "" for day in days),
    }


def _place_columns(records: Sequence[Record]) -> dict[str, pa.Array]:
    towns = [record.place.settlement for record in records]
    districts = [record.place.district for record in records]
    known = near_names([*towns, *districts])
    # Of places it is asked whether they are near, not how.
    near = [[each // WIDTH for each in row if each % WIDTH < _TOWN_STEPS] for row in known.near]
    leaders = known.leaders(Counter(towns + districts))
    districts = _with_districts(towns, districts, leaders)
    columns: dict[str, pa.Array] = {"place_key": pa.array(list(map(leaders.get, towns)), pa.int64())}
    area = [leaders.get(district or town) for town, district in zip(towns, districts, strict=True)]
    columns["area_key"] = pa.array(area, pa.int64())
    for name, values in (("place", towns), ("district", districts)):
        numbers = [known.numbers.get(value) for value in values]
        columns[f"{name}_number"] = pa.array(numbers, pa.int64())
        columns[f"{name}_near"] = _lists(near, numbers)
    return columns


def _with_districts(towns: list[str], districts: list[str], leaders: dict[str, int]) -> list[str]:
    """Return the districts; where a record has none, the one in which all others say that its settlement lies."""
    told: dict[int, dict[int, str]] = {}
    for town, district in zip(towns, districts, strict=True):
        if town and district:
            told.setdefault(leaders[town], {})[leaders[district]] = district
    lies_in = {town: next(iter(names.values())) for town, names in told.items() if len(names) == 1}
    return [
        district or (lies_in.get(leaders[town], "") if town else "")
        for town, district in zip(towns, districts, strict=True)
    ]


class Block(msgspec.Struct, frozen=True):
    """Records that agree in all of these are compared."""

    columns: tuple[str, ...]


BLOCKS: Final = (
    Block(("family_key", "given_key")),
    Block(("family_key", "patronymic_key")),
    Block(("family_key", "years")),
    Block(("family_key", "years_beside")),
    Block(("family_key", "place_key")),
    Block(("family_key", "area_key")),
    Block(("family_key", "month")),
    Block(("family_key", "month_beside")),
    Block(("given_key", "patronymic_key", "years")),
    Block(("given_key", "patronymic_key", "place_key")),
    Block(("given_key", "born_text")),
    Block(("given_key", "month", "years")),
    Block(("given_key", "month_beside", "years")),
    Block(("given_key", "place_key", "years")),
    Block(("given_key", "place_key", "years_beside")),
)
"""Where there are too many records to compare each with each. Keys of names are the same for most of their spellings;
times are cut into pieces twice, so that two that are near each other share one at least."""
WIDE_BLOCKS: Final = (
    *BLOCKS,
    Block(("given_key", "month")),
    Block(("given_key", "month_beside")),
    Block(("given_key", "place_key")),
    Block(("given_key", "area_key")),
)
"""For lists of a size that bears them: they find whoever's family name is spoilt and whose birth nobody wrote down."""
_YEARS, _DAYS = 3, 30


def _keys(records: Sequence[Record]) -> dict[str, pa.Array]:
    born = [_middle(record.born, _TWO_YEARS) for record in records]
    died = [_middle(record.died, _DAYS + 1) for record in records]
    years = [None if day is None else date.fromordinal(day).year for day in born]
    return {
        "years": pa.array([None if year is None else year // _YEARS for year in years], pa.int64()),
        "years_beside": pa.array([None if year is None else (year + 1) // _YEARS for year in years], pa.int64()),
        "month": pa.array([None if day is None else day // _DAYS for day in died], pa.int64()),
        "month_beside": pa.array([None if day is None else (day + _DAYS // 2) // _DAYS for day in died], pa.int64()),
    }


def _middle(span: Span | None, widest: int) -> int | None:
    return (span.low + span.high) // 2 if span and span.high - span.low <= widest else None
