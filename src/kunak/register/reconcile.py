"""What does not add up in published figures, and what was mixed in them.

Five questions, one function each: do the parts add up to the whole; is one unit given for
another; is the period there and the same; do two figures count the same time, so that they must not
be added; is a share what it claims to be. What is sound is passed over in silence. Which
of two figures is right, nothing here says. Specified in ``docs/methods/reconcile.md``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.register.breakdown import Part
from kunak.register.figures import Figure
from kunak.register.periods import Period
from kunak.register.shares import wilson
from kunak.register.units import CORE, INCIDENTS, ONE_EVENT, VICTIMS, is_sex, kind_of, kinds_in

NO_CHANCE: Final = 10
"""From this number on, two figures that are equal are taken for one that was repeated; below, it happens by chance."""

ROUNDING: Final = 0.5
"""Percentage points by which a rounded percentage may miss."""

_NEVER: Final = Period(0, -1)


class Problem(msgspec.Struct, frozen=True):
    """Something that does not add up, told in a sentence.

    Attributes:
        figures: Ids of the figures it is about, the one to look at first in front.
        kind: ``parts``, ``unit``, ``period``, ``overlap`` or ``share``.
        sentence: English template; pages translate it.
        details: What fills it.
    """

    figures: tuple[str, ...]
    kind: str
    sentence: str
    details: dict[str, object]

    @property
    def says(self) -> str:
        """The sentence in English."""
        return self.sentence % self.details


def reconcile(figures: Sequence[Figure]) -> list[Problem]:
    """Return what is wrong within each figure, then what is wrong between them."""
    problems = [problem for figure in figures for problem in _within(figure, figures)]
    for series in _series(figures):
        problems += _total(*series)
    for division in _divisions(figures):
        problems += _total(*division)
    problems += _added(figures)
    for one, other in combinations(figures, 2):
        problems += _repeated(one, other, figures)
        problems += _overlap(one, other)
        problems += _larger(one, other)
        problems += _larger(other, one)
    return list({(problem.kind, frozenset(problem.figures)): problem for problem in reversed(problems)}.values())[::-1]


def _within(figure: Figure, figures: Sequence[Figure]) -> Iterator[Problem]:
    yield from _parts(figure, figures)
    yield from _unit(figure, figures)
    yield from _period(figure)
    yield from _shares(figure)
    yield from _bare(figure, figures)


def _parts(figure: Figure, figures: Sequence[Figure]) -> Iterator[Problem]:
    for said in figure.breakdown.sums:
        if figure.value is not None and figure.exact and said != figure.value:
            yield Problem(
                (figure.id,),
                "parts",
                phrase("The parts are said to add up to %(sum)d, but the whole is given as %(value)d."),
                {"sum": said, "value": figure.value},
            )
    if figure.value is not None and _divided_often(figure.breakdown.divides, figure.value):
        return
    for parts in _ways(figure.breakdown.divides):
        yield from _parts_of(figure, parts, figures)


def _divided_often(parts: Sequence[Part], value: int) -> bool:
    """Whether the whole is divided several times, one way after the other, and adds up each time."""
    added, ways, since = 0, 0, 0
    for part in parts:
        added, since = added + (part.count or 0), since + 1
        if added == value and since > 1:
            added, ways, since = 0, ways + 1, 0
    return ways > 1 and since == 0


def _ways(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """Return the parts by what they divide: women and men apart from regions, where both are there."""
    people = tuple(part for part in parts if is_sex(part.name))
    others = tuple(part for part in parts if not is_sex(part.name))
    return [people, others] if min(len(people), len(others)) > 1 else [parts]


def _parts_of(figure: Figure, parts: Sequence[Part], figures: Sequence[Figure]) -> Iterator[Problem]:
    total = sum(part.count or 0 for part in parts)
    if not parts or figure.value is None or total == figure.value or (not figure.exact and total < figure.value * 2):
        return
    if figure.breakdown.is_open and total < figure.value:
        return
    yield Problem(
        (figure.id,),
        "parts",
        phrase("The parts (%(parts)s) add up to %(sum)d, but the whole is given as %(value)d."),
        {"parts": " + ".join(str(part.count) for part in parts), "sum": total, "value": figure.value},
    )
    for other in figures:
        if other.value == total and _comparable(figure, other) and other.unit.kind != figure.unit.kind:
            yield Problem(
                (figure.id, other.id),
                "unit",
                phrase(
                    "The whole, %(value)d, is said to count %(unit)s, but its parts add up to %(sum)d, "
                    "the number of %(other)s in %(id)s: the parts count something else than the whole."
                ),
                {
                    "value": figure.value,
                    "unit": figure.unit_text,
                    "sum": total,
                    "other": other.unit_text,
                    "id": other.id,
                },
            )


def _unit(figure: Figure, figures: Sequence[Figure]) -> Iterator[Problem]:
    if not figure.unit_text:
        yield Problem((figure.id,), "unit", phrase("It is not said what is counted."), {})
    elif len(kinds := kinds_in(figure.unit_text) & CORE) > 1 and not kinds <= ONE_EVENT:
        yield Problem(
            (figure.id,),
            "unit",
            phrase(
                "One number is given for %(units)s together: they are different things, and nobody can take it apart."
            ),
            {"units": phrase(" and ").join(sorted(kinds))},
        )
    named = {number: {unit} for number, unit in _named(figure)}
    for number, unit in figure.breakdown.quotes:
        named.setdefault(number, set()).add(unit)
    for number, units in named.items():
        if len(units & CORE) > 1 and not units & CORE <= ONE_EVENT:
            same = [
                each for each in figures if each is not figure and each.value == number and _same_time(figure, each)
            ]
            yield Problem(
                (figure.id, *(each.id for each in same if each.unit.kind in units)),
                "unit",
                phrase("One number, %(number)d, is called %(units)s: only one of them can be what was counted."),
                {"number": number, "units": phrase(" and ").join(sorted(units & CORE))},
            )
    parts = figure.breakdown.divides
    if parts and figure.unit.kind == INCIDENTS and all(is_sex(part.name) for part in parts):
        yield Problem(
            (figure.id,),
            "unit",
            phrase("The whole is said to count incidents, but its parts are women and men: these are people."),
            {},
        )
    named_parts = {kind_of(part.name) for part in parts}
    if {figure.unit.kind, *named_parts} == {INCIDENTS, VICTIMS} and len(named_parts) == 1:
        yield Problem(
            (figure.id,),
            "unit",
            phrase("The whole is said to count %(whole)s, but its parts are said to count %(parts)s."),
            {"whole": figure.unit.kind, "parts": named_parts.pop()},
        )


def _named(figure: Figure) -> Iterator[tuple[int, str]]:
    """Give the numbers that the figure itself puts under its unit: its value and its parts."""
    if figure.unit.kind is not None:
        for count in figure.counts:
            yield count, figure.unit.kind
        for part in figure.breakdown.parts:
            if part.count is not None:
                yield part.count, figure.unit.kind


def _period(figure: Figure) -> Iterator[Problem]:
    if figure.period is None:
        yield Problem(
            (figure.id,),
            "period",
            phrase("It is not said which years are counted (“%(period)s”): it cannot be compared with other figures."),
            {"period": figure.period_text},
        )
    elif figure.period.is_backwards:
        yield Problem(
            (figure.id,),
            "period",
            phrase("The period “%(period)s” ends before it begins."),
            {"period": figure.period_text},
        )


def _shares(figure: Figure) -> Iterator[Problem]:
    percents = [part.percent for part in figure.breakdown.parts if part.percent is not None and not part.of_which]
    if len(percents) > 1 and sum(percents) > 100 + ROUNDING * len(percents):
        yield Problem(
            (figure.id,), "share", phrase("The percentages add up to %(sum)g %%."), {"sum": round(sum(percents), 1)}
        )
    elif (
        len(percents) > 1
        and sum(percents) < 100 - ROUNDING * len(percents)
        and all(part.count is None for part in figure.breakdown.parts)
    ):
        yield Problem(
            (figure.id,),
            "share",
            phrase("The percentages add up to %(sum)g %%: the rest is not told."),
            {"sum": round(sum(percents), 1)},
        )
    yield from _ratios(figure)
    if figure.value is None:
        return
    for part in figure.breakdown.parts:
        if part.count is not None and part.percent is not None and figure.value and figure.exact:
            actual = 100 * part.count / figure.value
            if abs(actual - part.percent) > ROUNDING + 1e-9:
                yield Problem(
                    (figure.id,),
                    "share",
                    phrase("%(part)d of %(whole)d is %(actual).1f %%, not %(claimed)g %%."),
                    {"part": part.count, "whole": figure.value, "actual": actual, "claimed": part.percent},
                )
    for part in figure.breakdown.lone:
        yield from _lone(figure, figure.value, part.count or 0)


def _bare(figure: Figure, figures: Sequence[Figure]) -> Iterator[Problem]:
    """A percentage, and nowhere how many it is of."""
    if (
        figure.percent is not None
        and 0 <= figure.percent <= 100  # noqa: PLR2004
        and not (figure.ratio or figure.breakdown.ratios or figure.breakdown.divides)
        and not any(each.value is not None and each.source == figure.source for each in figures)
    ):
        yield Problem(
            (figure.id,),
            "share",
            phrase("%(percent)g %% is given, and nowhere how many it is of."),
            {"percent": figure.percent},
        )


def _ratios(figure: Figure) -> Iterator[Problem]:
    """Judge “22 of 31”: the part has to fit, the whole has to be the figure's, a percentage has to follow."""
    own = (figure.ratio,) if figure.ratio else ()
    for part, whole in (*own, *figure.breakdown.ratios):
        if part > whole:
            yield Problem(
                (figure.id,),
                "share",
                phrase("A part of %(part)d cannot be of a whole of %(whole)d."),
                {"part": part, "whole": whole},
            )
        elif figure.percent is not None and whole and abs(100 * part / whole - figure.percent) > ROUNDING + 1e-9:
            yield Problem(
                (figure.id,),
                "share",
                phrase("%(part)d of %(whole)d is %(actual).1f %%, not %(claimed)g %%."),
                {"part": part, "whole": whole, "actual": 100 * part / whole, "claimed": figure.percent},
            )
    for part, whole in figure.breakdown.ratios:
        if figure.value is not None and figure.ratio is None and figure.exact and whole != figure.value:
            yield Problem(
                (figure.id,),
                "share",
                phrase("%(part)d of %(whole)d is told of a figure of %(value)d: it is a share of something else."),
                {"part": part, "whole": whole, "value": figure.value},
            )
    if figure.percent is not None and not 0 <= figure.percent <= 100:  # noqa: PLR2004
        yield Problem(
            (figure.id,), "share", phrase("A share of %(percent)g %% cannot be."), {"percent": figure.percent}
        )


def _lone(figure: Figure, whole: int, part: int) -> Iterator[Problem]:
    if part > whole and figure.exact:
        yield Problem(
            (figure.id,),
            "share",
            phrase("A part of %(part)d cannot be of a whole of %(whole)d."),
            {"part": part, "whole": whole},
        )
    elif figure.period is None and 0 < part < whole:
        share = wilson(part, whole)
        yield Problem(
            (figure.id,),
            "share",
            phrase(
                "%(part)d of %(whole)d is %(share).0f %% (95 %% interval %(low).0f to %(high).0f %%), of nobody knows "
                "which years: it cannot be carried over to others."
            ),
            {
                "part": part,
                "whole": whole,
                "share": 100 * share.share,
                "low": 100 * share.low,
                "high": 100 * share.high,
            },
        )


def _repeated(one: Figure, other: Figure, figures: Sequence[Figure]) -> Iterator[Problem]:
    """Two sources give one number: then it is one count, and has one unit and one period."""
    if not _is_repeat(one, other):
        return
    # The later row is the one that repeats.
    kinds = {one.unit.kind, other.unit.kind}
    if kinds <= CORE and len(kinds) > 1 and not kinds <= ONE_EVENT:
        third = _witness(one, other, figures)
        if third is None:
            return
        yield Problem(
            (other.id, one.id, third.id),
            "unit",
            phrase(
                "%(value)d is given both for %(one)s and for %(other)s, but %(third)s are %(number)d in %(id)s: "
                "one unit was taken for another."
            ),
            {
                "value": one.value,
                "one": one.unit_text,
                "other": other.unit_text,
                "third": third.unit_text,
                "number": third.value,
                "id": third.id,
            },
        )
    if one.period is not None and other.period is not None and not one.period.agrees(other.period):
        yield Problem(
            (other.id, one.id),
            "period",
            phrase("%(value)d is given both for %(one)s and for %(other)s: one number, two periods."),
            {"value": one.value, "one": one.period_text, "other": other.period_text},
        )


def _is_repeat(one: Figure, other: Figure) -> bool:
    return (
        one.value is not None
        and one.value == other.value
        and one.value >= NO_CHANCE
        and one.source != other.source
        and (one.unit.kind in CORE or other.unit.kind in CORE)
        and one.unit.sex in {other.unit.sex, None}
        and _comparable(one, other)
    )


def _witness(one: Figure, other: Figure, figures: Sequence[Figure]) -> Figure | None:
    """Return a figure that counts in the unit of one of the two, from the source of the other, and differs."""
    for right, wrong in ((one, other), (other, one)):
        for third in figures:
            if (
                third.source == right.source
                and (third.unit.kind == wrong.unit.kind or {third.unit.kind, wrong.unit.kind} == ONE_EVENT)
                and third.value not in {None, one.value}
                and third.period == right.period
                and third.place == right.place
            ):
                return third
    return None


def _overlap(one: Figure, other: Figure) -> Iterator[Problem]:
    if (
        one.unit.kind is None
        or one.unit.kind != other.unit.kind
        or (one.unit.sex != other.unit.sex and None not in {one.unit.sex, other.unit.sex})
        or not _comparable(one, other)
        or one.period is None
        or other.period is None
        or (one.source == other.source and _is_nested(one, other))
    ):
        return
    yield Problem(
        (one.id, other.id),
        "overlap",
        phrase(
            "Both count %(unit)s, and their periods overlap (%(one)s and %(other)s): the same ones may be in both. "
            "Never add them."
        ),
        {"unit": one.unit.kind, "one": one.period_text, "other": other.period_text},
    )


def _larger(part: Figure, whole: Figure) -> Iterator[Problem]:
    """One source counts more in a part of the time, or at one place, than in all of it."""
    if (
        part.value is not None
        and whole.value is not None
        and part.value > whole.value
        and whole.exact
        and part.unit.kind is not None
        and (part.source, part.unit_text.lower()) == (whole.source, whole.unit_text.lower())
        and part.period is not None
        and whole.period is not None
        and whole.period.holds(part.period)
        and whole.place in {None, part.place}
        and (part.period, part.place) != (whole.period, whole.place)
    ):
        yield Problem(
            (part.id, whole.id),
            "share",
            phrase("A part of %(part)d cannot be of a whole of %(whole)d."),
            {"part": part.value, "whole": whole.value},
        )


def _is_nested(one: Figure, other: Figure) -> bool:
    """Whether one source gives a total and a part of it, or one count in several ways."""
    if one.period is None or other.period is None:
        return False
    return one.period.holds(other.period) or other.period.holds(one.period)


def _series(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Give each total with the figures of the same source that divide its period without a gap."""
    for total in figures:
        pieces = [each for each in figures if each is not total and _is_piece(each, total)]
        pieces.sort(key=lambda each: each.period or _NEVER)
        if len(pieces) > 1 and _tile(pieces, total):
            yield total, pieces


def _is_piece(piece: Figure, total: Figure) -> bool:
    return (
        piece.period is not None
        and total.period is not None
        and piece.period != total.period
        and total.period.holds(piece.period)
        and (piece.source, piece.unit, piece.place, piece.unit_text)
        == (total.source, total.unit, total.place, total.unit_text)
        and piece.value is not None
        and piece.exact
    )


def _tile(pieces: Sequence[Figure], total: Figure) -> bool:
    ends = [(each.period or _NEVER) for each in pieces]
    whole = total.period or _NEVER
    joined = all(before.last + 1 == after.first for before, after in pairwise(ends))
    return joined and ends[0].first == whole.first and ends[-1].last == whole.last


def _divisions(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Give each total with the figures of the same source and time that divide it by place, or by sex."""
    by_count = defaultdict(list)
    for each in figures:
        if each.value is not None and each.exact and each.unit.kind is not None and each.period is not None:
            by_count[each.source, each.unit.kind, each.period].append(each)
    for group in by_count.values():
        for total in group:
            places = [each for each in group if each.place is not None and each.unit.sex == total.unit.sex]
            if total.place is None and len(places) > 1 and len({each.place for each in places}) == len(places):
                yield total, places
            sexes = [each for each in group if each.unit.sex is not None and each.place == total.place]
            if total.unit.sex is None and sorted(each.unit.sex or "" for each in sexes) == ["men", "women"]:
                yield total, sexes


def _added(figures: Sequence[Figure]) -> Iterator[Problem]:
    """Find who added two figures of one unit whose periods overlap: some are counted twice."""
    by_value = defaultdict(list)
    for each in figures:
        if each.value is not None and each.value >= NO_CHANCE and each.exact:
            by_value[each.value].append(each)
    for one, other in combinations(figures, 2):
        if one.source == other.source or one.unit.kind is None or one.unit.kind != other.unit.kind:
            continue
        for total in by_value.get((one.value or 0) + (other.value or 0), ()):
            if total.value not in {one.value, other.value} and _same_time(one, other) and _sums(total, one):
                yield Problem(
                    (total.id, one.id, other.id),
                    "overlap",
                    phrase(
                        "%(sum)d is %(one)d and %(other)d added, and their periods overlap: some are counted twice."
                    ),
                    {"sum": total.value, "one": one.value, "other": other.value},
                )


def _sums(total: Figure, one: Figure) -> bool:
    """Whether a figure may have been made by adding this one."""
    return total.unit.kind in {None, one.unit.kind} and total.unit.sex in {None, one.unit.sex}


def _total(total: Figure, pieces: Sequence[Figure]) -> Iterator[Problem]:
    added = sum(piece.value or 0 for piece in pieces)
    if total.value is not None and total.exact and added != total.value:
        yield Problem(
            (total.id, *(piece.id for piece in pieces)),
            "parts",
            phrase("The figures for its parts add up to %(sum)d, but the whole is given as %(value)d."),
            {"sum": added, "value": total.value},
        )


def _comparable(one: Figure, other: Figure) -> bool:
    return (
        one.id != other.id and _same_time(one, other) and (one.place == other.place or None in {one.place, other.place})
    )


def _same_time(one: Figure, other: Figure) -> bool:
    return one.period is not None and other.period is not None and one.period.overlaps(other.period)
