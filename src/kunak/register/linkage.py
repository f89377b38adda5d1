"""Which records of several lists describe one person, how sure that is, and why.

``link(records)`` compares every record with every other where there are few, and those that share enough where there
are many; learns from the lists what agreement is worth; and answers with groups, pairs with their
probability, and the reasons in words. The model is Splink's (Fellegi and Sunter) with comparisons of our own, on
DuckDB, or on Spark with ``engine``. It touches no files and draws no numbers but those of ``linkages``.
Method and figures: ``docs/methods/linkage.md``.
"""

import logging
import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker

from kunak.base.errors import BadInput
from kunak.register.clusters import Odds, Pair, clusters_of, grown, joined, named, rivals
from kunak.register.comparisons import COMPARISONS, MISSING
from kunak.register.drawing import Evidence, draw
from kunak.register.features import BLOCKS, WIDE_BLOCKS, table_of
from kunak.register.histories import Histories
from kunak.register.learning import Learned, learn, prior
from kunak.register.records import Record

Progress = Callable[[int, int], None]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ALL_PAIRS: Final = 4_000
"""So many records are compared each with each."""
_WIDELY: Final = 100_000
"""Up to so many records, all blocks are searched."""
_SAMPLE: Final = 1_400
"""Records of many that are compared each with each, to see how often different people agree."""
_SHOWN: Final = 0.05
"""Pairs are answered from this probability on."""
KEPT: Final = 1e-4
"""Pairs are kept from this probability on."""
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
_LIST: Final = next(place for place, each in enumerate(COMPARISONS) if each.name == "list")
_NUDGE: Final = 1e-6
_CERTAIN: Final = 500.0
"""Beyond such a logarithm of the odds a probability is not told from 0 or 1."""
_WEIGHED: Final = tuple(f"mw_{each.name}" for each in COMPARISONS)
"""Columns in which Splink says what each comparison of a pair weighs, in bits; 0 where nothing was compared."""


class Decision(msgspec.Struct, frozen=True):
    """What somebody decided of two records: ``same``, ``different`` or ``unsure``."""

    a: str
    b: str
    decision: str


class Reason(msgspec.Struct, frozen=True, gc=False):
    """What was compared, how it agrees, and what that is worth: bits for (above 0) or against one person."""

    comparison: str
    says: str
    bits: float


class Linked(msgspec.Struct, frozen=True, gc=False):
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
        odds: Logarithm of the odds of every pair that was kept, whatever else is like its records.
        decisions: What was decided.
        evidence: What each of those pairs says, by comparison: for drawing linkages.
    """

    records: tuple[Record, ...]
    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[Linked, ...]
    odds: Odds
    decisions: tuple[Decision, ...]
    evidence: Evidence


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
    same, different = _decided(decisions, records)
    progress(0, _STEPS)
    model = _Model(records, engine or DuckDBAPI())
    progress(1, _STEPS)
    learned = learned or model.learn()
    progress(2, _STEPS)
    left, right, patterns = model.predict(learned)
    progress(3, _STEPS)
    sources = [record.source for record in records]
    told = _told(learned, patterns) + _rarity(model.table, left, right, patterns)
    before = math.log(learned.share) - math.log1p(-learned.share)
    apart = grown(Odds(left, right, before + np.nansum(told, axis=1)), sources)
    odds = rivals(apart, sources)
    people = joined(len(records), odds, same=same, different=different)
    pairs = _shown(records, decisions, odds, _Because(learned, patterns))
    progress(_STEPS, _STEPS)
    return Linkage(
        tuple(records),
        named(people, [record.id for record in records]),
        pairs,
        apart,
        tuple(decisions),
        _evidence(learned, left, right, told, patterns),
    )


def regrouped(linkage: Linkage, decisions: Sequence[Decision]) -> Linkage:
    """Return the answer under other decisions; nothing is compared or learned anew.

    Raises:
        BadInput: As ``link`` does.
    """
    same, different = _decided(decisions, linkage.records)
    odds = rivals(linkage.odds, [record.source for record in linkage.records])
    people = joined(len(linkage.records), odds, same=same, different=different)
    numbers = {record.id: number for number, record in enumerate(linkage.records)}
    ends = np.array([(numbers[each.a], numbers[each.b]) for each in linkage.pairs], dtype=np.int64).reshape(-1, 2)
    places = odds.places(ends[:, 0], ends[:, 1]).tolist()
    known = {place: each.reasons for place, each in zip(places, linkage.pairs, strict=True)}
    return msgspec.structs.replace(
        linkage,
        clusters=named(people, [record.id for record in linkage.records]),
        pairs=_shown(linkage.records, decisions, odds, lambda place: known.get(place, ())),
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
    same, different = _decided(linkage.decisions, linkage.records)
    list_of = np.unique([record.source for record in linkage.records], return_inverse=True)[1]
    return draw(
        groups_of(linkage), linkage.evidence, list_of, draws=draws, generator=generator, same=same, different=different
    )


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
    same, different = _decided(linkage.decisions, linkage.records)
    odds = rivals(linkage.odds, [record.source for record in linkage.records])
    bar = math.log(least) - math.log1p(-least)
    return clusters_of(len(linkage.records), odds.weighing(odds.weight - bar), same=same, different=different)


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


def _decided(decisions: Sequence[Decision], records: Sequence[Record]) -> tuple[list[Pair], list[Pair]]:
    if not decisions:
        return [], []
    numbers = {record.id: number for number, record in enumerate(records)}
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
    group = joined(len(records), Odds.of({}), same=same)
    if any(group[left] == group[right] for left, right in different):
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

    def predict(self, learned: Learned) -> tuple[Ints, Ints, Ints]:
        """Return the pairs that are not too improbable, smaller number first, ascending, and how each agrees."""
        # What is rare may weigh up to twelvefold for each of three names.
        found = self._linker(learned, few=self._few).inference.predict(threshold_match_probability=KEPT)
        columns = ", ".join(_WEIGHED)
        rows = found.query_sql(f"SELECT unique_id_l, unique_id_r, {columns} FROM {{this}}")  # noqa: S608 - our own names
        table: pa.Table = rows.as_pyarrow_table()  # type: ignore[no-untyped-call]
        ends = np.stack([table.column(name).to_numpy() for name in ("unique_id_l", "unique_id_r")])
        left, right = ends.min(0), ends.max(0)
        patterns = _places(table, learned)
        order = np.lexsort((right, left))
        order = order[(patterns[order][:, _TELLING] != MISSING).any(1)]
        return left[order], right[order], patterns[order]

    def _patterns(self, found: Any, learned: Learned) -> tuple[Ints, Floats]:  # noqa: ANN401 - Splink's frame
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
        return Linker(table or self._all, settings(learned, rules), log_level=None, validate_settings=False)


def settings(learned: Learned, rules: list[str]) -> dict[str, Any]:
    """Return the model as Splink reads it.

    Args:
        learned: What agreement is worth.
        rules: Conditions on ``l`` and ``r``: pairs that fulfil one of them are compared.
    """
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


def _places(table: pa.Table, learned: Learned) -> Ints:
    """Return places in the table of levels, by the weights that Splink gave: no two levels have the same."""
    places = np.full((len(table), len(COMPARISONS)), MISSING, dtype=np.int64)
    for column, (same, other) in enumerate(zip(learned.same, learned.other, strict=True)):
        given = table.column(_WEIGHED[column]).to_numpy()
        known = np.log2(_apart(same) / other)
        nearest = np.abs(given[:, None] - known).argmin(1)
        places[:, column] = np.where(given == 0.0, MISSING, nearest)
    return places


def _apart(same: Floats) -> Floats:
    """Return shares that differ a little from what they are: every level has a weight of its own, and none 0."""
    return same * (1 + _NUDGE * np.arange(1, len(same) + 1))


def _weights(learned: Learned) -> list[Floats]:
    return [np.log(same / other) for same, other in zip(learned.same, learned.other, strict=True)]


def _told(learned: Learned, patterns: Ints) -> Floats:
    """Return the logarithm of what each comparison says of each pattern, one a row; NaN where it says nothing."""
    told = np.full(patterns.shape, np.nan)
    for column, weight in enumerate(_weights(learned)):
        place = patterns[:, column]
        told[:, column] = np.where(place == MISSING, np.nan, weight[place])
    return told


def _evidence(learned: Learned, left: Ints, right: Ints, told: Floats, patterns: Ints) -> Evidence:
    """Return what pairs say, with the list apart: that two lists are two says nothing, links are counted among them."""
    two, one = _weights(learned)[_LIST]
    against = np.where(patterns[:, _LIST] == 1, one - two, 0.0)
    return Evidence(
        left, right, np.delete(told, _LIST, axis=1).astype(np.float32), against, learned.share / (1 - learned.share)
    )


_RARE: Final = tuple(sorted({level.rare for each in COMPARISONS for level in each.levels if level.rare}))


def _rarity(table: pa.Table, left: Ints, right: Ints, patterns: Ints) -> Floats:
    """Return what rarity adds by comparison: a name that few bear says more, one that many bear less, than the average.

    Shares are of all records. The average is over agreeing pairs, so what was learned stays right for it.
    """
    rarity = np.zeros(patterns.shape)
    for column in _RARE:
        logs = _rare_logs(table.column(column))
        both = np.minimum(logs[left], logs[right])
        for number, (each, place) in enumerate(zip(COMPARISONS, patterns.T, strict=True)):
            weighs = np.array([level.rare == column for level in each.levels])
            rarity[:, number] += np.where((place != MISSING) & weighs[place], both, 0.0)
    return rarity


def _rare_logs(keys: pa.ChunkedArray) -> Floats:
    """Return how much the key of each record is rarer than the average one, as a logarithm; 0 where there is none."""
    coded = keys.combine_chunks().dictionary_encode()
    code = coded.indices.fill_null(len(coded.dictionary)).to_numpy()
    share = np.bincount(code, minlength=len(coded.dictionary))[: len(coded.dictionary)]
    total = share.sum() or 1
    average = float(((share / total) ** 2).sum()) or 1.0
    # A name seen once may be borne by more: half a record more than was seen.
    logs = np.clip(math.log(average) - np.log((share + 0.5) / total), _COMMONEST, _RAREST)
    rarer: Floats = np.append(logs, 0.0)[code]
    return rarer


def _shown(
    records: Sequence[Record], decisions: Sequence[Decision], odds: Odds, because: Callable[[int], tuple[Reason, ...]]
) -> tuple[Linked, ...]:
    said = {frozenset((each.a, each.b)): each.decision for each in decisions}
    sure = {SAME: 1.0, DIFFERENT: 0.0}
    probability = 1 / (1 + np.exp(-np.clip(odds.weight, -_CERTAIN, _CERTAIN)))
    # Few of many pairs are told; where something was decided, all are looked at.
    places = np.arange(len(probability)) if said else np.flatnonzero(probability >= _SHOWN)
    told = []
    ends = (each[places].tolist() for each in (odds.left, odds.right, probability))
    for place, left, right, probable in zip(places.tolist(), *ends, strict=True):
        a, b = records[left].id, records[right].id
        decided = said.pop(frozenset((a, b)), "") if said else ""
        if probable >= _SHOWN or decided:
            told.append(Linked(a, b, sure.get(decided, probable), because(place), decided))
    for names, decision in said.items():
        a, b = sorted(names)
        told.append(Linked(a, b, sure.get(decision, 0.0), (), decision))
    return tuple(sorted(told, key=lambda each: (-each.probability, each.a, each.b)))


class _Because:
    """Why pairs are one person, in words; pairs that agree in the same way share their reasons."""

    def __init__(self, learned: Learned, patterns: Ints) -> None:
        self._patterns = patterns
        self._bits = [np.round(weight / math.log(2), 1).tolist() for weight in _weights(learned)]
        self._known: dict[bytes, tuple[Reason, ...]] = {}

    def __call__(self, place: int) -> tuple[Reason, ...]:
        pattern = self._patterns[place]
        key = pattern.tobytes()
        if key not in self._known:
            self._known[key] = tuple(
                Reason(each.says, each.levels[level].says, bits[level])
                for each, bits, level in zip(COMPARISONS, self._bits, pattern.tolist(), strict=True)
                if level != MISSING
            )
        return self._known[key]
