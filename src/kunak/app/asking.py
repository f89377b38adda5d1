"""Which pairs of incidents somebody should say of whether they are one, and why they are asked about.

Two entries are asked about where a victim of both was decided to be one person and they may have been on one day, where
both name one case in court, or where day, place and kind agree (``register.meetings``). Nothing follows by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Final

import msgspec

from kunak.app import matches
from kunak.app.counting import missing_extra
from kunak.app.matches import Entry, Place
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.casework.incidents import days, links
from kunak.casework.incidents.fields import Sort

if TYPE_CHECKING:
    from kunak.register.meetings import Meeting, Seen

MOST: Final = 2_000
"""Most pairs that are proposed by day, place and kind: the most narrow ones."""


class Alike(msgspec.Struct, frozen=True):
    """Two entries that may be one incident, whoever was harmed.

    Attributes:
        met: How day, place and kind agree; None where only a case in court does.
        case: Whether both name one case in court.
    """

    one: SubjectId
    other: SubjectId
    met: "Meeting | None"
    case: bool


class Asked(msgspec.Struct, frozen=True):
    """Two entries to ask about.

    Attributes:
        days: In how many days both may have been.
        person: Whether a victim of both was decided to be one person.
        alike: What else speaks for it, if anything does.
    """

    left: Entry
    right: Entry
    days: int
    person: bool
    alike: Alike | None


def prepared(space: Workspace) -> Callable[[], list[Alike]]:
    """Return the search for entries that are alike, with everything read that it needs.

    Raises:
        Refused: The member at this desk does not read names.
        Fault: What compares the names of places is not installed.
    """
    matches.check_names(space)
    try:
        from kunak.register.meetings import meetings  # noqa: PLC0415 - numba takes a second to load
    except ModuleNotFoundError as missing:
        raise missing_extra(missing) from None

    entries = list(matches.entries(space, Sort.INCIDENT))
    seen = [(entry.subject, found) for entry in entries if (found := _seen(entry)) is not None]
    cases = [(entry.subject, found) for entry in entries for found in _cases(entry)]

    def run() -> list[Alike]:
        met = {
            links.ordered(seen[each.one][0], seen[each.other][0]): each
            for each in meetings([found for _, found in seen])[:MOST]
        }
        tried = dict.fromkeys(_of_one_case(cases))
        both = [(pair, met.get(pair), True) for pair in tried]
        both += [(pair, each, False) for pair, each in met.items() if pair not in tried]
        return [Alike(SubjectId(one), SubjectId(other), each, case) for (one, other), each, case in both]

    return run


def waiting(space: Workspace, alike: Iterable[Alike] = ()) -> list[Asked]:
    """Return the pairs on which nobody has decided: of one person first, the best known days first; then those alike.

    Of several pairs of the same two incidents, as far as decisions join them, the first is asked.
    """
    known = matches.groups(space, Sort.INCIDENT)
    of = known.first()
    found: dict[links.Pair, Asked] = {}
    for asked in sorted(_of_persons(space), key=lambda each: (each.days, each.left.subject, each.right.subject)):
        found.setdefault(_representing(of, asked.left.subject, asked.right.subject), asked)
    for each in alike:
        pair = _representing(of, each.one, each.other)
        if pair in found:
            found[pair] = msgspec.structs.replace(found[pair], alike=found[pair].alike or each)
        elif (both := _both(space, each.one, each.other)) is not None:
            found[pair] = Asked(*both, _days_of_both(*both) or 0, person=False, alike=each)
    settled, open_pairs = known.settled(), {each.pair for each in known.contradictions}
    return [
        asked
        for pair, asked in found.items()
        if pair[0] != pair[1]
        and pair not in settled
        and links.ordered(asked.left.subject, asked.right.subject) not in open_pairs
    ]


def _representing(of: Mapping[bytes, bytes], one: bytes, other: bytes) -> links.Pair:
    return links.ordered(of.get(one, one), of.get(other, other))


def _both(space: Workspace, one: SubjectId, other: SubjectId) -> tuple[Entry, Entry] | None:
    there = [Place(each, each) for each in sorted((one, other))]
    if not all(matches.counts(space, each) for each in there):
        return None
    left, right = (matches.entry_at(space, each) for each in there)
    return (left, right) if left is not None and right is not None else None


# Of one person


def _of_persons(space: Workspace) -> Iterator[Asked]:
    joined = matches.groups(space).joined
    where = matches.places(space) if joined else {}
    for group in joined:
        victims = (where[each] for each in group if each in where and matches.counts(space, where[each]))
        for one, other in combinations(sorted({each.subject for each in victims}), 2):
            both = _both(space, one, other)
            apart = _days_of_both(*both) if both is not None else None
            if both is not None and apart is not None:
                yield Asked(*both, apart, person=True, alike=None)


def _days_of_both(left: Entry, right: Entry) -> int | None:
    """Return in how many days two incidents may have been, or None where they cannot have been on the same."""
    one, other = (_accounts(each) for each in (left, right))
    if not any(each.first <= its.last and its.first <= each.last for each in one for its in other):
        return None
    return max(each.last for each in one + other) - min(each.first for each in one + other)


def _accounts(entry: Entry) -> list[days.Days]:
    """Return the days of an incident: what counts; else each account that can be read; else any day."""
    value = entry.value("date").text
    told = [value] if value else [write.value.value for write in entry.incident.writes(entry.thing.id, "date")]
    read = [found for each in told if (found := days.read_or_never(each)) != days.NEVER]
    return read or [days.EVER]


# Alike


def _seen(entry: Entry) -> "Seen | None":
    """Return how an incident is compared; None of one of which no day is known."""
    from kunak.register.meetings import Seen  # noqa: PLC0415 - as above
    from kunak.register.places import of_parts  # noqa: PLC0415 - as above

    accounts = _accounts(entry)
    if accounts == [days.EVER]:
        return None
    settlement, district, region = (entry.value(field).text for field in ("settlement", "district", "region"))
    acts = (entry.incident.value(act.id, "act").text for act in entry.incident.of_sort(Sort.ACT))
    return Seen(
        first=min(each.first for each in accounts),
        last=max(each.last for each in accounts),
        place=of_parts(settlement, district, region),
        acts=frozenset(each for each in acts if each),
        victims=len(entry.incident.of_sort(Sort.VICTIM)),
    )


def _cases(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield number and court of each verdict of an incident, as far as both can be compared."""
    for verdict in entry.incident.of_sort(Sort.VERDICT):
        number, court = (entry.incident.value(verdict.id, field).text for field in ("number", "court"))
        bare = "".join(letter for letter in number.casefold() if letter.isalnum() or letter in "/-")
        if any(letter.isdecimal() for letter in bare):
            yield bare, " ".join(court.casefold().split())


def _of_one_case(cases: Iterable[tuple[SubjectId, tuple[str, str]]]) -> Iterator[links.Pair]:
    """Yield pairs of incidents that name one number of a case, in one court or where one tells none."""
    by_number: defaultdict[str, list[tuple[SubjectId, str]]] = defaultdict(list)
    for subject, (number, court) in cases:
        by_number[number].append((subject, court))
    for told in by_number.values():
        for (one, here), (other, there) in combinations(told, 2):
            if one != other and (here == there or not here or not there):
                yield links.ordered(one, other)
