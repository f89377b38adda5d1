"""What of an estimate may be shown, and how it came about: for the page, the paper and the command line alike.

Small numbers are protected as in the report (``docs/methods/report.md``): an estimate over few people is not shown,
others are rounded. Nothing is decided here about how it looks.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any, Final

import msgspec

from kunak.app import incidents
from kunak.app.estimating import DECIDED, DRAWN, Linkage, Made, Row, kept, state
from kunak.app.reporting import Report
from kunak.app.telling import Told
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant, to_datetime
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents.fields import Sort
from kunak.register.protecting import LEAST, grain
from kunak.register.spread import masses, ticks
from kunak.store.exchange import Exchange

METHOD_NAMES: Final = {
    "chao": phrase("Chao's lower bound"),
    "loglinear": phrase("Log-linear, by BIC"),
    "stepwise": phrase("Pairs, step by step"),
    "decomposable": phrase("Average over graphs"),
    "latent-class": phrase("Latent classes"),
}
SPAN: Final = phrase("%(median)s (%(low)s to %(high)s)")
STEPS: Final = 24
"""Steps over which a distribution is drawn, at most: it is told by 41 numbers, and finer ones would show no more."""
BOUNDS: Final = frozenset({"chao"})
"""Methods of which no distribution is drawn: theirs is made of two bounds, with nothing between them."""
_ROOM: Final = 1.04
"""How far the axis goes beyond the highest number."""
_PEOPLE: Final = frozenset({"low", "high", "least", "most", "own", "other", "bound"})
"""What sentences of methods call numbers of people that were estimated."""


class Spread(msgspec.Struct, frozen=True):
    """A distribution over even steps.

    Attributes:
        begin: Where the first step begins, in people.
        width: Of a step, in people.
        masses: How much of it lies in each; in whole per cents where small numbers are hidden.
    """

    begin: float
    width: float
    masses: tuple[float, ...]


class Figure(msgspec.Struct, frozen=True):
    """What one method says under one linkage.

    Attributes:
        people: How many were documented; None where that is hidden.
        median: None where there is no number, like ``low`` and ``high``.
        spread: None there, and where the method has none of its own (``BOUNDS``).
        reason: Why there is no number; None where there is one.
    """

    linkage: str
    people: int | None
    median: int | None
    low: int | None
    high: int | None
    spread: Spread | None
    reason: Told | None
    warnings: tuple[Told, ...]


class Line(msgspec.Struct, frozen=True):
    """One method, with a figure for each linkage; the first is what people decided."""

    method: str
    name: str
    figures: tuple[Figure, ...]


class ListLine(msgspec.Struct, frozen=True):
    """A list and how many people it holds; None where the number is hidden."""

    name: str
    people: int | None


class Overlap(msgspec.Struct, frozen=True):
    """How many people are on exactly these lists; only where small numbers are shown."""

    lists: tuple[str, ...]
    people: int


class Bar(msgspec.Struct, frozen=True):
    """One step of a distribution that is drawn: everything as a part of the axis, the height as one of the highest."""

    begin: float
    end: float
    height: float


class Strip(msgspec.Struct, frozen=True):
    """Where a figure stands on the axis, each as a part of it, from 0 to 1."""

    low: float
    median: float
    high: float
    bars: tuple[Bar, ...]


class Unrecorded(msgspec.Struct, frozen=True):
    """An estimate as it may be shown.

    Attributes:
        changed: Whether the register has changed since.
        withheld: Whether it is over so few people that none of it is shown.
        people: How many were documented; None where that is hidden.
        linkages: Names of the columns.
        lines: Empty where it is withheld.
        axis: Numbers below the chart, from 0 up.
        lists: The lists that it was made from.
        shared: People on exactly one list, two, three ...; all None where one of the numbers is small.
        overlaps: Every set of lists that holds somebody.
        note: How it came about.
    """

    made_at: Instant
    seed: int
    level: float
    changed: bool
    exact: bool
    withheld: bool
    people: int | None
    linkages: tuple[Told, ...]
    lines: tuple[Line, ...]
    axis: tuple[int, ...]
    lists: tuple[ListLine, ...]
    shared: tuple[int | None, ...]
    overlaps: tuple[Overlap, ...]
    note: tuple[Told, ...]

    @property
    def refusals(self) -> tuple[Told, ...]:
        """The reasons, each once, where no method has a number under any linkage; else nothing."""
        if any(figure.reason is None for line in self.lines for figure in line.figures):
            return ()
        reasons = [line.figures[0].reason for line in self.lines]
        return tuple({str(reason): reason for reason in reasons if reason is not None}.values())

    def part(self, people: float) -> float:
        """Return a number of people as a part of the axis."""
        return people / self.axis[-1]

    def strip(self, figure: Figure) -> Strip | None:
        """Return where a figure stands on the axis; None where it has no number."""
        if figure.low is None or figure.median is None or figure.high is None:
            return None
        ends = self.part(figure.low), self.part(figure.median), self.part(figure.high)
        if figure.spread is None:
            return Strip(*ends, ())
        begin, width, found = figure.spread.begin, figure.spread.width, figure.spread.masses
        highest = max(found) or 1.0
        bars = tuple(
            Bar(
                max(self.part(begin + width * place), 0.0),
                min(self.part(begin + width * (place + 1)), 1.0),
                mass / highest,
            )
            for place, mass in enumerate(found)
            if mass or any(found[place:])
        )
        return Strip(*ends, bars)


def of_report(space: Workspace, exchange: Exchange, report: Report) -> Unrecorded | None:
    """Return the estimate that goes with a report, or None.

    There is one beside victims alone, where it was made on this laptop, and for whoever reads names: which lists hold
    whom follows from them.
    """
    if not may_estimate(space, report.unit) or (made := kept(exchange)) is None:
        return None
    return shown(made, now=state(space), exact=report.exact, total_hidden=report.total is None)


def may_estimate(space: Workspace, unit: Sort) -> bool:
    """Whether the member at this desk can estimate what was not recorded of a unit."""
    return unit is Sort.VICTIM and Kind.IDENTITY in incidents.readable(space)


def shown(made: Made, *, now: bytes, exact: bool, total_hidden: bool = False) -> Unrecorded:
    """Return an estimate as it may be shown.

    Args:
        made: What was kept.
        now: Digest of the register now (``estimating.state``).
        exact: Whether small numbers are shown.
        total_hidden: Whether the report hides how many were documented.
    """
    hides = not exact and (total_hidden or _is_over_few(made))
    withheld = hides and not _is_refused_whole(made)
    lines = () if withheld else _lines(made, exact=exact, hides=hides)
    most = max((figure.high or 0 for line in lines for figure in line.figures[:1]), default=0)
    shared = _shared(made, exact=exact)
    view = Unrecorded(
        made_at=made.made_at,
        seed=made.seed,
        level=made.level,
        changed=made.state != now,
        exact=exact,
        withheld=withheld,
        people=None if hides else made.people,
        linkages=tuple(_linkage(each) for each in made.linkages),
        lines=lines,
        axis=() if hides else ticks(max(most, made.people, 1) * _ROOM),
        lists=_sizes(made, exact=exact),
        shared=shared,
        overlaps=_overlaps(made) if exact else (),
        note=(),
    )
    return msgspec.structs.replace(view, note=tuple(_note(view, made)))


def _is_over_few(made: Made) -> bool:
    """Whether a count on which every method leans is small: one person more or less would show in the estimate."""
    twice = made.on_exactly(2)
    more = made.people - made.on_exactly(1)
    return any(0 < count < LEAST for count in (made.people, twice, more))


def _is_refused_whole(made: Made) -> bool:
    """Whether no method has a number, for reasons that tell no count of people: that may always be said."""
    reasons = [row.said[0][1] for row in made.rows if row.median is None and row.said]
    return len(reasons) == len(made.rows) and not any("overlap" in str(details) for details in reasons)


def _lines(made: Made, *, exact: bool, hides: bool) -> tuple[Line, ...]:
    methods = dict.fromkeys(row.method for row in made.rows)
    return tuple(
        Line(
            method,
            METHOD_NAMES.get(method, method),
            tuple(_figure(row, made.level, exact=exact, hides=hides) for row in made.rows if row.method == method),
        )
        for method in methods
    )


def _figure(row: Row, level: float, *, exact: bool, hides: bool) -> Figure:
    people = None if hides else row.people
    if row.median is None or row.low is None or row.high is None:
        reason, *warnings = [_told(*said, exact=exact) for said in row.said]
        return Figure(row.linkage, people, None, None, None, None, reason, tuple(warnings))
    step = 1 if exact else grain(row.median)
    low, high = floor(row.low / step) * step, ceil(row.high / step) * step
    return Figure(
        linkage=row.linkage,
        people=people,
        median=max(round(row.median / step) * step, row.people),
        low=max(low, row.people),
        high=high,
        spread=None if row.method in BOUNDS else _spread(row.distribution, level, low, high, step, exact=exact),
        reason=None,
        warnings=tuple(_told(*said, exact=exact) for said in row.said),
    )


def _spread(distribution: Sequence[float], level: float, low: int, high: int, step: int, *, exact: bool) -> Spread:
    # Most distributions are of whole people: each is in the middle of a step, or of its part of one.
    width = step * ceil(max(high - low, step) / step / STEPS)
    begin = low - 0.5
    found = masses(distribution, level=level, begin=begin, width=width, steps=ceil((high - begin + 0.5) / width))
    return Spread(begin, width, found if exact else tuple(round(each, 2) for each in found))


def _told(sentence: str, details: dict[str, Any], *, exact: bool) -> Told:
    """Return a sentence of a method; numbers of people in it are rounded as all others are."""
    return Told(sentence, {name: _detail(name, each, exact=exact) for name, each in details.items()})


def _detail(name: str, value: object, *, exact: bool) -> object:
    if isinstance(value, dict):
        return _told(value["sentence"], value["details"], exact=exact)
    if isinstance(value, float) and name in _PEOPLE and not exact:
        step = grain(value)
        return round(value / step) * step
    return value


def _linkage(linkage: Linkage) -> Told:
    if linkage.name == DECIDED:
        return Told(phrase("as decided"), {})
    if linkage.name == DRAWN:
        return Told(phrase("%(draws)s draws"), {"draws": linkage.draws})
    return Told(phrase("from %(percent)s %%"), {"percent": f"{100 * float(linkage.name):.0f}"})


def _shared(made: Made, *, exact: bool) -> tuple[int | None, ...]:
    """Return people on exactly so many lists: all numbers or none, since the lists' sizes tell the one that lacks."""
    counts = tuple(made.on_exactly(lists) for lists in range(1, len(made.lists) + 1))
    hides = not exact and any(0 < count < LEAST for count in counts)
    return (None,) * len(counts) if hides else counts


def _sizes(made: Made, *, exact: bool) -> tuple[ListLine, ...]:
    """Return the lists; no size of any where the sizes beside the total tell that few are on several."""
    sizes = [made.on_list(place) for place in range(len(made.lists))]
    hides = not exact and 0 < sum(sizes) - made.people < LEAST
    return tuple(
        ListLine(name, None if hides else _few(size, exact=exact)) for name, size in zip(made.lists, sizes, strict=True)
    )


def _overlaps(made: Made) -> tuple[Overlap, ...]:
    return tuple(
        Overlap(tuple(name for place, name in enumerate(made.lists) if history >> place & 1), count)
        for history, count in sorted(made.histories, key=lambda each: (each[0].bit_count(), each[0]))
    )


def _few(count: int, *, exact: bool) -> int | None:
    return count if exact or count == 0 or count >= LEAST else None


# How it came about


def _note(view: Unrecorded, made: Made) -> list[Told]:
    """Return how the estimate came about, with its exact numbers."""
    lists = ", ".join(each.name for each in view.lists if each.people is None)
    sizes = ", ".join(f"{each.name} {each.people}" for each in view.lists if each.people is not None)
    said = [
        Told(
            phrase("Made on %(day)s with the seed %(seed)s, from %(lists)s lists; intervals at %(level)s %%."),
            {
                "day": to_datetime(made.made_at).date().isoformat(),
                "seed": made.seed,
                "lists": len(made.lists),
                "level": f"{100 * made.level:g}",
            },
        ),
    ]
    if sizes:
        said.append(Told(phrase("Victims on each list: %(sizes)s."), {"sizes": sizes}))
    if lists:
        said.append(Told(phrase("Lists whose size is not shown: %(lists)s."), {"lists": lists}))
    if made.lists and None not in view.shared:
        shared = ", ".join(map(str, view.shared))
        said.append(Told(phrase("Victims on exactly one list, on two and so on: %(shared)s."), {"shared": shared}))
    if view.people is not None:
        said += [_on_linkage(each) for each in made.linkages]
        said += [told for row in made.rows if row.linkage == DECIDED for told in _on_method(row)]
    return [*said, Told(SUPPOSES, {}), Told(NOT_CHOSEN, {}), *([] if view.exact else [_on_small_numbers()])]


SUPPOSES: Final = phrase(
    "All of it supposes that everybody could have been on a list, and that the records of one person were joined. Two "
    "records of one person that were not joined make the number too high; two people taken for one make it too low."
)
NOT_CHOSEN: Final = phrase(
    "Nothing was chosen among the methods: where they do not agree, that is what can be said. An interval holds what "
    "is not known if its method is right, not whether it is."
)


def _on_small_numbers() -> Told:
    return Told(
        phrase(
            "Estimates are rounded to tens, or to two digits; none is shown where fewer than %(least)s people, but not "
            "nobody, are documented or on two lists."
        ),
        {"least": LEAST},
    )


def _on_linkage(linkage: Linkage) -> Told:
    details: dict[str, object] = {"people": linkage.people, "draws": linkage.draws}
    if linkage.name == DECIDED:
        return Told(phrase("As decided: only those count as one person of whom a researcher decided it."), {})
    if linkage.name == DRAWN:
        return Told(
            phrase(
                "Drawn: %(draws)s linkages, each as probable as its links make it; under the loosest there are "
                "%(people)s people."
            ),
            details,
        )
    return Told(
        phrase("With proposed links of a probability of %(percent)s %% and more there are %(people)s people."),
        details | {"percent": f"{100 * float(linkage.name):.0f}"},
    )


def _on_method(row: Row) -> list[Told]:
    """Return what a method tells of itself, with its name; nothing where it had not begun."""
    known = row.diagnostics
    describes = _DESCRIBES.get(row.method)
    if describes is None or not describes[1].issubset(known):
        return []
    said = [Told(describes[0], {"name": METHOD_NAMES[row.method], **_flat(known)})]
    if row.method == "latent-class" and "r_hat" in known.get("second_prior", {}):
        second = {**_flat(known["second_prior"]), "name": METHOD_NAMES[row.method]}
        said.append(Told(phrase("%(name)s, second prior: R-hat %(r_hat).3f, worth %(worth).0f draws."), second))
    return said


_DESCRIBES: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "loglinear": (
        phrase(
            "%(name)s: %(models)s models were looked at, %(without)s of them without a likeliest number; the best is "
            "%(best)s; %(replicates)s tables were drawn."
        ),
        frozenset({"models", "best_models", "replicates"}),
    ),
    "stepwise": (
        phrase("%(name)s: added were %(pairs)s, at a p-value below %(threshold)s; %(replicates)s tables were drawn."),
        frozenset({"pairs", "replicates"}),
    ),
    "decomposable": (
        phrase(
            "%(name)s: %(graphs)s graphs; the best is %(best)s, with a probability of %(probability).2f; the prior "
            "goes to %(bound)s people."
        ),
        frozenset({"graphs", "best_graphs"}),
    ),
    "latent-class": (
        phrase(
            "%(name)s: %(chains)s chains of %(iterations)s steps; R-hat %(r_hat).3f, worth %(worth).0f draws; the "
            "prior goes to %(bound)s people."
        ),
        frozenset({"chains", "r_hat", "effective_draws"}),
    ),
}


def _flat(known: dict[str, Any]) -> dict[str, object]:
    """Return diagnostics by the names that the sentences use."""
    best = (known.get("best_models") or known.get("best_graphs") or [{}])[0]
    return {
        **{name: known.get(name, 0) for name in ("models", "replicates", "threshold", "graphs", "bound", "chains")},
        "without": known.get("models_without_maximum", 0),
        "best": best.get("model", best.get("graph", "–")),
        "probability": best.get("probability", 0.0),
        "pairs": ", ".join(known.get("pairs", ())) or phrase("no pairs"),
        "iterations": known.get("iterations_per_chain", 0),
        "r_hat": known.get("r_hat", 0.0),
        "worth": known.get("effective_draws", 0.0),
    }
