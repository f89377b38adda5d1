"""The columns by which records are compared and found: one row per record, plain values only.

What a column means stands in ``comparisons``; nothing here judges.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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
    born, died = (_Days.of(spans) for spans in ([each.born for each in records], [each.died for each in records]))
    columns: dict[str, Any] = {
        "unique_id": np.arange(len(records)),
        "source": pa.array([sources[record.source] for record in records], pa.int64()),
        "several": np.full(len(records), int(len(sources) > 1)),
        "sex": _texts([record.sex for record in records]),
        "age_low": pa.array([record.age[0] if record.age else None for record in records], pa.int64()),
        "age_high": pa.array([record.age[1] if record.age else None for record in records], pa.int64()),
        "region": _texts([record.place.region for record in records]),
    }
    for name, part in _NAMES:
        columns |= _name_columns(name, [part(record) for record in records])
    columns |= _span_columns("born", born) | _span_columns("died", died)
    columns |= _place_columns(records)
    columns |= _keys(born, died)
    return pa.table(columns)


def _texts(values: list[str]) -> pa.Array:
    return pa.array([value or None for value in values], pa.string())


def _each(values: pa.Array, what: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """Return what is said of each value, asked once for every different one; nothing of nothing."""
    coded = values.dictionary_encode()
    return pa.array(list(map(what, coded.dictionary.to_pylist())), kind).take(coded.indices)


def _name_columns(name: str, values: list[str]) -> dict[str, pa.Array]:
    known = near_names(values, variants=name == "given")
    leaders = known.leaders(Counter(values))
    texts = _texts(values)
    numbers = _each(texts, known.numbers.__getitem__, pa.int32())
    return {
        f"{name}_number": numbers,
        f"{name}_near": _lists(known.starts, known.others, numbers),
        f"{name}_short": pc.utf8_length(texts).cast(pa.int64()),
        f"{name}_initial": _each(texts, _initial, pa.string()),
        f"{name}_key": pa.array(leaders, pa.int32()).take(numbers),
    }


def _lists(starts: NDArray[np.int64], others: NDArray[np.int64], numbers: pa.Array) -> pa.Array:
    """Return for each number its list: every list is made once, however many records it stands in."""
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(others, pa.int32())).take(numbers)


def _initial(name: str) -> str:
    first = name[:1]
    return first.translate(_FIRST) if first >= "а" else _LATIN_TWO.get(name[:2], first.translate(_LATIN_FIRST))


class _Days(msgspec.Struct, frozen=True, eq=False):
    """First and last days of spans, int64, null where there is none."""

    low: pa.Array
    high: pa.Array

    @classmethod
    def of(cls, spans: list[Span | None]) -> "_Days":
        ends = ([span.low if span else None for span in spans], [span.high if span else None for span in spans])
        return cls(*(pa.array(each, pa.int64()) for each in ends))

    def middle(self, widest: int) -> pa.Array:
        """Return the middle day of those that are no wider than that many days."""
        told = pc.less_equal(pc.subtract(self.high, self.low), widest)
        return pc.if_else(told, pc.divide(pc.add(self.low, self.high), 2), None)


def _span_columns(name: str, days: _Days) -> dict[str, pa.Array]:
    single = days.middle(0)
    return {
        f"{name}_low": days.low,
        f"{name}_high": days.high,
        f"{name}_text": _each(single, lambda day: f"{date.fromordinal(day):%Y%m%d}", pa.string()),
        f"{name}_turned": _each(single, lambda day: f"{date.fromordinal(day):%Y%d%m}", pa.string()),
    }


def _place_columns(records: Sequence[Record]) -> dict[str, pa.Array]:
    towns = [record.place.settlement for record in records]
    districts = [record.place.district for record in records]
    known = near_names([*towns, *districts])
    by_number = known.leaders(Counter(towns + districts)).tolist()
    leaders = {name: by_number[number] for name, number in known.numbers.items()}
    districts = _with_districts(towns, districts, leaders)
    area = _texts([district or town for town, district in zip(towns, districts, strict=True)])
    columns: dict[str, pa.Array] = {
        "place_key": _each(_texts(towns), leaders.__getitem__, pa.int32()),
        "area_key": _each(area, leaders.__getitem__, pa.int32()),
    }
    # Of places it is asked whether they are near, not how.
    near = known.within(_TOWN_STEPS - 1)
    for name, values in (("place", towns), ("district", districts)):
        numbers = _each(_texts(values), known.numbers.__getitem__, pa.int32())
        columns[f"{name}_number"] = numbers
        columns[f"{name}_near"] = _lists(near.starts, near.others // WIDTH, numbers)
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


def _keys(born: _Days, died: _Days) -> dict[str, pa.Array]:
    years = _each(born.middle(_TWO_YEARS), lambda day: date.fromordinal(day).year, pa.int64())
    days = died.middle(_DAYS + 1)
    return {
        "years": pc.divide(years, _YEARS),
        "years_beside": pc.divide(pc.add(years, 1), _YEARS),
        "month": pc.divide(days, _DAYS),
        "month_beside": pc.divide(pc.add(days, _DAYS // 2), _DAYS),
    }
