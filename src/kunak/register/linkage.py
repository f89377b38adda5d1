"""Which records of several lists describe one person, how sure that is, and why.

``link(records)`` compares every record with every other where there are few, and those that share enough where there
are many; learns from the lists what agreement is worth; and answers with groups, pairs with their
probability, and the reasons in words. The model is Splink's (Fellegi and Sunter) with comparisons of our own, on
DuckDB, or on Spark with ``engine``. It touches no files and draws no numbers but those of ``linkages``.
Method and figures: ``docs/methods/linkage.md``.
"""

import logging
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker

from kunak.base.errors import BadInput
from kunak.register.clusters import Pair, clusters_of, grown, rivals
from kunak.register.comparisons import COMPARISONS, MISSING
from kunak.register.drawing import draw
from kunak.register.features import BLOCKS, WIDE_BLOCKS, table_of
from kunak.register.histories import Histories
from kunak.register.learning import Learned, learn, prior
from kunak.register.records import Record

Progress = Callable[[int, int], None]

ALL_PAIRS: Final = 4_000
"""So many records are compared each with each."""
_WIDELY: Final = 100_000
"""Up to so many records, all blocks are searched."""
_SAMPLE: Final = 1_400
"""Records of many that are compared each with each, to see how often different people agree."""
_SHOWN: Final = 0.05
"""Pairs are answered from this probability on."""
_KEPT: Final = 1e-4
_RAREST, _COMMONEST = math.log(12.0), math.log(1 / 12.0)
_MATCHES_PER_RECORD: Final = 0.3
"""Pairs of one person that are expected for each record, before looking."""
SAME: Final = "same"
DIFFERENT: Final = "different"
UNSURE: Final = "unsure"
DECIDED: Final = (SAME, DIFFERENT, UNSURE)
_STEPS: Final = 4
_TELLING: Final = [place for place, each in enumerate(COMPARISONS) if each.name not in {"sex", "list"}]
"""Comparisons without which nothing is known of a pair."""
_NUDGE: Final = 1e-6
_WEIGHED: Final = tuple(f"mw_{each.name}" for each in COMPARISONS)
"""Columns in which Splink says what each comparison of a pair weighs, in bits; 0 where nothing was compared."""


class Decision(msgspec.Struct, frozen=True):
    """What somebody decided of two records: ``same``, ``different`` or ``unsure``."""

    a: str
    b: str
    decision: str


class Reason(msgspec.Struct, frozen=True):
    """What was compared, how it agrees, and what that is worth: bits for (above 0) or against one person."""

    comparison: str
    says: str
    bits: float


class Linked(msgspec.Struct, frozen=True):
    """Two records and the probability that they are one person. ``decided`` is what somebody said, or nothing."""

    a: str
    b: str
    probability: float
    reasons: tuple[Reason, ...]
    decided: str = ""


class Linkage(msgspec.Struct, frozen=True, eq=False):
    """The answer.

    Attributes:
        records: What was linked.
        clusters: Ids by person; who is like nobody is a person, too.
        pairs: From the most probable down.
        odds: Logarithm of the odds of every pair that was kept, whatever else is like its records: for drawing
            linkages.
        decisions: What was decided.
    """

    records: tuple[Record, ...]
    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[Linked, ...]
    odds: dict[Pair, float]
    decisions: tuple[Decision, ...]


def link(
    records: Sequence[Record],
    decisions: Sequence[Decision] = (),
    *,
    learned: Learned | None = None,
    engine: Any = None,  # noqa: ANN401 - Splink's DatabaseAPI, whatever it stands on
    progress: Progress = lambda _done, _all: None,
) -> Linkage:
    """Link records.

    Args:
        records: Of one list or several.
        decisions: What people decided before; it holds.
        learned: Weights from elsewhere; else they are learned from the records.
        engine: A database as Splink takes it; DuckDB in memory, else.
        progress: Told how much of how much is done.

    Raises:
        BadInput: A decision names a record that is not there, or two decisions contradict each other.
    """
    numbers = {record.id: number for number, record in enumerate(records)}
    same, different = _decided(decisions, numbers)
    progress(0, _STEPS)
    model = _Model(records, engine or DuckDBAPI())
    progress(1, _STEPS)
    learned = learned or model.learn()
    progress(2, _STEPS)
    pairs, patterns = model.predict(learned)
    progress(3, _STEPS)
    weights = _weights(learned)
    rarity = _rarity(model.table)
    odds = {
        (left, right): _odds(learned, weights, pattern) + rarity(left, right, pattern)
        for (left, right), pattern in zip(pairs, patterns.tolist(), strict=True)
    }
    sources = [record.source for record in records]
    apart = grown(odds, sources)
    odds = rivals(apart, sources)
    groups = clusters_of(len(records), odds, same=same, different=different)
    agreed = dict(zip(pairs, patterns.tolist(), strict=True))
    told = _told(records, decisions, odds, lambda pair: _reasons(agreed[pair], weights))
    progress(_STEPS, _STEPS)
    return Linkage(
        tuple(records),
        tuple(tuple(records[number].id for number in group) for group in groups),
        told,
        apart,
        tuple(decisions),
    )


def regrouped(linkage: Linkage, decisions: Sequence[Decision]) -> Linkage:
    """Return the answer under other decisions; nothing is compared or learned anew.

    Raises:
        BadInput: As ``link`` does.
    """
    numbers = {record.id: number for number, record in enumerate(linkage.records)}
    same, different = _decided(decisions, numbers)
    odds = rivals(linkage.odds, [record.source for record in linkage.records])
    groups = clusters_of(len(numbers), odds, same=same, different=different)
    known = {tuple(sorted((numbers[each.a], numbers[each.b]))): each.reasons for each in linkage.pairs}
    return msgspec.structs.replace(
        linkage,
        clusters=tuple(tuple(linkage.records[number].id for number in group) for group in groups),
        pairs=_told(linkage.records, decisions, odds, lambda pair: known.get(pair, ())),
        decisions=tuple(decisions),
    )


def in_memory() -> DuckDBAPI:
    """Return a database that writes nothing to any disk, however little room there is, and fetches nothing."""
    closed: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return DuckDBAPI(connection=duckdb.connect(":memory:", config=closed))


def linkages(linkage: Linkage, draws: int, *, seed: int = 0) -> list[list[list[int]]]:
    """Draw groupings of the records, each as often as its pairs are probable: what is not known of the linkage.

    Returns:
        ``draws`` times groups of numbers of records.
    """
    generator = np.random.default_rng(seed)
    numbers = {record.id: number for number, record in enumerate(linkage.records)}
    same, different = _decided(linkage.decisions, numbers)
    return draw(groups_of(linkage), linkage.odds, draws=draws, generator=generator, same=same, different=different)


def groups_of(linkage: Linkage) -> list[list[int]]:
    """Return the clusters as numbers of records."""
    numbers = {record.id: number for number, record in enumerate(linkage.records)}
    return [[numbers[each] for each in cluster] for cluster in linkage.clusters]


def groups_from(linkage: Linkage, least: float) -> list[list[int]]:
    """Return the clusters where less probable pairs speak against one person; from one half on they are ``groups_of``.

    Args:
        linkage: What was found; decisions hold whatever the probability.
        least: Probability of a pair from which on it joins, above 0 and below 1.
    """
    numbers = {record.id: number for number, record in enumerate(linkage.records)}
    same, different = _decided(linkage.decisions, numbers)
    odds = rivals(linkage.odds, [record.source for record in linkage.records])
    bar = math.log(least) - math.log1p(-least)
    stricter = {pair: weight - bar for pair, weight in odds.items()}
    return clusters_of(len(numbers), stricter, same=same, different=different)


def histories_of(records: Sequence[Record], groups: Sequence[Sequence[int]]) -> Histories:
    """Return how many people each set of lists holds.

    Raises:
        BadInput: There are more lists than an estimate can take.
    """
    names = sorted({record.source for record in records})
    places = {name: place for place, name in enumerate(names)}
    if len(names) > _MOST_LISTS:
        raise BadInput(
            "There are %(lists)d lists, and histories are kept of %(most)d at most. Merge lists.",
            lists=len(names),
            most=_MOST_LISTS,
            field="source",
        )
    counts = np.zeros(2 ** len(names), dtype=np.int64)
    for group in groups:
        counts[sum({1 << places[records[number].source] for number in group})] += 1
    return Histories(tuple(names), counts)


_MOST_LISTS: Final = 12


def _decided(decisions: Sequence[Decision], numbers: dict[str, int]) -> tuple[list[Pair], list[Pair]]:
    found: dict[Pair, str] = {}
    for each in decisions:
        unknown = next((name for name in (each.a, each.b) if name not in numbers), None)
        if unknown is not None or each.a == each.b or each.decision not in DECIDED:
            raise BadInput(
                "A decision names a record that no list has, or one record twice, or is none of %(known)s. Correct the "
                "decisions.",
                known=", ".join(DECIDED),
                field="decisions",
            )
        left, right = sorted((numbers[each.a], numbers[each.b]))
        found[left, right] = each.decision
    same = [pair for pair, decision in found.items() if decision == SAME]
    different = [pair for pair, decision in found.items() if decision == DIFFERENT]
    group = {number: members for members in clusters_of(len(numbers), {}, same=same) for number in members}
    if any(group[left] is group[right] for left, right in different):
        raise BadInput(
            "Decisions contradict each other: two records are called different that others join. Correct them.",
            field="decisions",
        )
    return same, different


class _Model:
    """The records in a database, and Splink's model over them."""

    def __init__(self, records: Sequence[Record], engine: Any) -> None:  # noqa: ANN401 - see link
        self._engine = engine
        self.table = table_of(records)
        self._records = len(records)
        self._blocks = WIDE_BLOCKS if len(records) <= _WIDELY else BLOCKS
        self._few = len(records) <= ALL_PAIRS
        self._all = engine.register(self.table)

    def learn(self) -> Learned:
        """Learn what agreement is worth."""
        expected = max(_MATCHES_PER_RECORD * self._records, 1.0)
        start = Learned(*prior(COMPARISONS), share=1e-4)
        if self._few:
            patterns, counts = self._patterns(self._linker(start, few=True).inference.predict(), start)
            return learn(COMPARISONS, patterns, counts, expected=expected) if len(counts) else start
        step = self._records / _SAMPLE
        sample = self._engine.register(self.table.take([int(step * place) for place in range(_SAMPLE)]))
        patterns, counts = self._patterns(self._linker(start, few=True, table=sample).inference.predict(), start)
        apart = learn(COMPARISONS, patterns, counts, expected=_MATCHES_PER_RECORD * _SAMPLE / step)
        chunks = max(1, self._records // 50_000)
        part = self._linker(start, few=False).inference.predict_chunk(left_chunk=(1, chunks))
        patterns, counts = self._patterns(part, start)
        every = self._records * (self._records - 1) / 2 / chunks
        return learn(COMPARISONS, patterns, counts, expected=expected / chunks, apart=apart, pairs=every)

    def predict(self, learned: Learned) -> tuple[list[Pair], NDArray[np.int64]]:
        """Return the pairs that are not too improbable, and how each agrees."""
        # What is rare may weigh up to twelvefold for each of three names.
        found = self._linker(learned, few=self._few).inference.predict(threshold_match_probability=_KEPT)
        columns = ", ".join(_WEIGHED)
        rows = found.query_sql(f"SELECT unique_id_l, unique_id_r, {columns} FROM {{this}}")  # noqa: S608 - our own names
        table: pa.Table = rows.as_pyarrow_table()  # type: ignore[no-untyped-call]
        left, right = (table.column(name).to_numpy() for name in ("unique_id_l", "unique_id_r"))
        order = np.lexsort((np.maximum(left, right), np.minimum(left, right)))
        pairs = [(min(a, b), max(a, b)) for a, b in zip(left[order].tolist(), right[order].tolist(), strict=True)]
        patterns = _places(table, learned)[order]
        telling = (patterns[:, _TELLING] != MISSING).any(1)
        return [pair for pair, tells in zip(pairs, telling.tolist(), strict=True) if tells], patterns[telling]

    def _patterns(self, found: Any, learned: Learned) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # noqa: ANN401 - Splink's frame
        columns = ", ".join(_WEIGHED)
        sql = f"SELECT {columns}, count(*) AS pairs FROM {{this}} GROUP BY {columns} ORDER BY {columns}"  # noqa: S608 - our own names
        table = found.query_sql(sql).as_pyarrow_table()
        return _places(table, learned), table.column("pairs").to_numpy().astype(float)

    def _linker(self, learned: Learned, *, few: bool, table: Any = None) -> Linker:  # noqa: ANN401 - Splink's frame
        logging.getLogger("splink").setLevel(logging.ERROR)
        rules = (
            ["1=1"]
            if few
            else [" AND ".join(f"l.{column} = r.{column}" for column in block.columns) for block in self._blocks]
        )
        return Linker(table or self._all, _settings(learned, rules), log_level=None, validate_settings=False)


def _settings(learned: Learned, rules: list[str]) -> dict[str, Any]:
    """Return the model as Splink reads it."""
    comparisons = []
    for each, same, other in zip(COMPARISONS, map(_apart, learned.same), learned.other, strict=True):
        levels: list[dict[str, Any]] = [
            {"sql_condition": each.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        levels += [
            {
                "sql_condition": level.sql or "ELSE",
                "label_for_charts": level.says,
                "m_probability": float(m),
                "u_probability": float(u),
            }
            for level, m, u in zip(each.levels, same, other, strict=True)
        ]
        comparisons.append({"output_column_name": each.name, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": float(min(max(learned.share, 1e-12), 0.5)),
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": comparisons,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def _places(table: pa.Table, learned: Learned) -> NDArray[np.int64]:
    """Return places in the table of levels, by the weights that Splink gave: no two levels have the same."""
    places = np.full((len(table), len(COMPARISONS)), MISSING, dtype=np.int64)
    for column, (same, other) in enumerate(zip(learned.same, learned.other, strict=True)):
        given = table.column(_WEIGHED[column]).to_numpy()
        known = np.log2(_apart(same) / other)
        nearest = np.abs(given[:, None] - known).argmin(1)
        places[:, column] = np.where(given == 0.0, MISSING, nearest)
    return places


def _apart(same: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares that differ a little from what they are: every level has a weight of its own, and none 0."""
    return same * (1 + _NUDGE * np.arange(1, len(same) + 1))


def _weights(learned: Learned) -> list[list[float]]:
    return [np.log(same / other).tolist() for same, other in zip(learned.same, learned.other, strict=True)]


def _odds(learned: Learned, weights: list[list[float]], pattern: list[int]) -> float:
    base = math.log(learned.share) - math.log1p(-learned.share)
    return base + sum(weight[place] for weight, place in zip(weights, pattern, strict=True) if place != MISSING)


_RARE: Final = tuple(sorted({level.rare for each in COMPARISONS for level in each.levels if level.rare}))


def _rarity(table: pa.Table) -> Callable[[int, int, list[int]], float]:
    """Return what rarity adds: a name that few bear says more, one that many bear less, than the average one.

    Shares are of all records. The average is over agreeing pairs, so what was learned stays right for it.
    """
    logs: dict[str, list[float]] = {}
    for column in _RARE:
        keys = table.column(column).to_pylist()
        counts = Counter(each for each in keys if each is not None)
        total = sum(counts.values()) or 1
        average = sum((count / total) ** 2 for count in counts.values()) or 1.0
        # A name seen once may be borne by more: half a record more than was seen.
        logs[column] = [
            0.0
            if each is None
            else min(max(math.log(average) - math.log((counts[each] + 0.5) / total), _COMMONEST), _RAREST)
            for each in keys
        ]
    rare = [[level.rare for level in each.levels] for each in COMPARISONS]

    def added(left: int, right: int, pattern: list[int]) -> float:
        total = 0.0
        for columns, place in zip(rare, pattern, strict=True):
            column = columns[place] if place != MISSING else None
            if column is not None:
                total += min(logs[column][left], logs[column][right])
        return total

    return added


def _told(
    records: Sequence[Record],
    decisions: Sequence[Decision],
    odds: dict[Pair, float],
    because: Callable[[Pair], tuple[Reason, ...]],
) -> tuple[Linked, ...]:
    said = {frozenset((each.a, each.b)): each.decision for each in decisions}
    sure = {SAME: 1.0, DIFFERENT: 0.0}
    told = []
    for pair, weight in odds.items():
        a, b = (records[number].id for number in pair)
        decided = said.pop(frozenset((a, b)), "")
        probability = sure.get(decided, 1 / (1 + math.exp(-max(min(weight, 500.0), -500.0))))
        if probability >= _SHOWN or decided:
            told.append(Linked(a, b, probability, because(pair), decided))
    for names, decision in said.items():
        a, b = sorted(names)
        told.append(Linked(a, b, sure.get(decision, 0.0), (), decision))
    return tuple(sorted(told, key=lambda each: (-each.probability, each.a, each.b)))


def _reasons(pattern: list[int], weights: list[list[float]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(each.says, each.levels[place].says, round(weight[place] / math.log(2), 1))
        for each, weight, place in zip(COMPARISONS, weights, pattern, strict=True)
        if place != MISSING
    )
