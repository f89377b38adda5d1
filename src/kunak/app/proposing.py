"""Which victims of the register may be one person: compared by ``register.linkage``, under what was decided before.

What is proposed lies in memory and nowhere else, and is gone when the desk is locked; only what somebody decides is
kept (``matches``). A victim is one record, whoever tells of them; its list is the one that says most of them.
In the same pass entries are looked for that may be one incident (``asking``).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from kunak.app import asking, matches, overlaps
from kunak.app.asking import Alike
from kunak.app.counting import missing_extra
from kunak.app.matches import Entry, Groups
from kunak.app.naming import name
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES
from kunak.base.instants import Instant
from kunak.casework.incidents import days, links
from kunak.casework.incidents.fields import Sort, is_sound
from kunak.casework.incidents.links import Verdict

if TYPE_CHECKING:
    from kunak.register.histories import Histories
    from kunak.register.linkage import Decision, Linkage, Linked, Reason
    from kunak.register.records import Record

Progress = Callable[[int, int], None]

DEAD: Final = frozenset({"killed", "suicide"})
KILLED: Final = frozenset({"killing", "driven_to_suicide"})
FEWEST: Final = 2

_TEXTS: Final = ("given", "patronymic", "family", "sex", "born", "age")
_YEAR: Final = 365.25


class Proposed(msgspec.Struct, frozen=True, eq=False):
    """What was found.

    Attributes:
        victims: Everybody who was compared, by the name of their record (``name``).
        lists: The lists that hold each, by the same.
        incidents: Entries that may be one incident, whoever was harmed.
        at: When they were read.
    """

    linkage: "Linkage"
    victims: dict[str, Entry]
    lists: dict[str, frozenset[str]]
    incidents: tuple[Alike, ...]
    at: Instant


def compare(space: Workspace, *, progress: Progress = lambda _done, _all: None) -> Proposed:
    """Compare all victims with each other.

    Raises:
        Refused: The member at this desk does not read names.
        BadInput: There are fewer than two victims.
        Fault: What the engine needs is not installed.
    """
    return prepared(space)(progress)


def prepared(space: Workspace) -> Callable[[Progress], Proposed]:
    """Return the comparison, with everything read that it needs: it may run beside other work.

    Raises as ``compare`` does.
    """
    matches.check_names(space)
    try:
        from kunak.register import linkage  # noqa: PLC0415 - Splink takes a second to load
    except ModuleNotFoundError as missing:
        raise missing_extra(missing) from None
    of_list = overlaps.lists(space)
    victims: dict[str, Entry] = {}
    for entry in matches.entries(space, Sort.VICTIM):
        # Two incidents may begin with the same digits.
        victims[name(entry) if name(entry) not in victims else name(entry, digits=2 * ID_BYTES)] = entry
    if len(victims) < FEWEST:
        raise BadInput("There is nobody to compare: the register holds fewer than two victims.")
    held = {each: _lists(entry, of_list) for each, entry in victims.items()}
    records = [_record(each, entry, _main_list(entry, of_list)) for each, entry in victims.items()]
    decisions, now = decided(matches.groups(space), victims), space.clock()
    alike = asking.prepared(space)

    def run(progress: Progress) -> Proposed:
        found = linkage.link(records, decisions, engine=linkage.in_memory(), progress=progress)
        return Proposed(found, victims, held, tuple(alike()), now)

    return run


def regrouped(found: Proposed, known: Groups) -> Proposed:
    """Return what was found under the decisions of now; nobody is compared anew."""
    from kunak.register import linkage  # noqa: PLC0415 - as above

    again = linkage.regrouped(found.linkage, decided(known, found.victims))
    return msgspec.structs.replace(found, linkage=again)


def decided(known: Groups, victims: Mapping[str, Entry]) -> "list[Decision]":
    """Return decisions as the engine takes them: of those who are there, and on whom decisions agree."""
    from kunak.register.linkage import DIFFERENT, SAME, UNSURE, Decision  # noqa: PLC0415 - as above

    names = {entry.thing.id: each for each, entry in victims.items()}
    pairs: dict[tuple[str, str], str] = {}
    for group in known.joined:
        there = [names[each] for each in group if each in names]
        pairs |= dict.fromkeys(pairwise(sorted(there)), SAME)
    said = {Verdict.DIFFERENT: DIFFERENT, Verdict.UNSURE: UNSURE}
    for (one, other), field in known.decisions.items():
        word = said.get(links.in_force(field) or Verdict.UNDONE)
        if word and one in names and other in names:
            first, second = sorted((names[one], names[other]))
            pairs.setdefault((first, second), word)
    return [Decision(one, other, word) for (one, other), word in pairs.items()]


def waiting(found: Proposed, known: Groups) -> "list[Linked]":
    """Return the pairs on which nobody has decided, those first that are worth most of a person's time.

    First whom the engine is least sure of, then who would join many; the improbable come last, because to decide on
    them seldom changes a count. Of several pairs of the same two people, as far as decisions join them, the most
    probable one is asked.
    """
    person, settled = known.first(), known.settled()
    of = {each: person.get(entry.thing.id, entry.thing.id) for each, entry in found.victims.items()}
    size = {each: len(cluster) for cluster in found.linkage.clusters for each in cluster}
    best: dict[tuple[bytes, bytes], Linked] = {}
    for pair in found.linkage.pairs:
        people = links.ordered(of[pair.a], of[pair.b])
        if people[0] != people[1] and people not in settled:
            best.setdefault(people, pair)
    return sorted(best.values(), key=lambda pair: (_sureness(pair.probability), -size[pair.a] - size[pair.b]))


def _sureness(probability: float) -> int:
    """Return how little a pair needs a person's eye, in tenths: surely one person as little as one in four."""
    away = probability - 0.5
    return int(10 * (away / 2 if away > 0 else -away))


def agreements(pair: "Linked") -> "dict[str, Reason]":
    """Return how two records agree, by the name of each comparison (``register.comparisons``)."""
    from kunak.register.comparisons import COMPARISONS  # noqa: PLC0415 - as above

    names = {each.says: each.name for each in COMPARISONS}
    return {names[reason.comparison]: reason for reason in pair.reasons if reason.comparison in names}


def cluster(found: Proposed, *names: str) -> tuple[str, ...]:
    """Return everybody who is held to be one person with any of these, themselves too."""
    return tuple(each for group in found.linkage.clusters if not set(names).isdisjoint(group) for each in group)


def histories(found: Proposed, groups: Sequence[Sequence[int]]) -> "Histories":
    """Return how many people each set of lists holds, where these records are one person each."""
    names = [record.id for record in found.linkage.records]
    return overlaps.counted_on(
        [frozenset[str]().union(*(found.lists[names[each]] for each in group)) for group in groups]
    )


# Records


def _lists(entry: Entry, of_list: Mapping[bytes, str]) -> frozenset[str]:
    return frozenset(of_list[each] for each in entry.sources() if each in of_list)


def _main_list(entry: Entry, of_list: Mapping[bytes, str]) -> str:
    """Return the list that says most of a victim; of several the first by name."""
    said = Counter(of_list.get(source, "") for thing, _, source in entry.incident.said if thing == entry.thing.id)
    return min(said, key=lambda each: (-said[each], each), default="")


def _record(own_name: str, entry: Entry, source: str) -> "Record":
    from kunak.register.places import of_parts  # noqa: PLC0415 - as above
    from kunak.register.records import ColumnMap, read_records  # noqa: PLC0415 - as above

    said = {field: _sound(entry, field) for field in (*_TEXTS, "date", "settlement", "district", "region")}
    when = days.read_or_never(said["date"])
    cells = {field: said[field] for field in _TEXTS} | {"id": own_name, "source": source or own_name}
    if said["date"] and is_dead(entry):
        # Who is said to have been born after they died is compared by their death alone.
        cells["died"] = said["date"]
        cells["born"] = "" if days.read_or_never(said["born"]).first > when.last else said["born"]
    elif said["date"] and said["age"] and not said["born"]:
        cells["born"] = _born(when, int(said["age"]))
    (record,) = read_records([("register", list(cells), [(1, cells)])], ColumnMap({}))
    return msgspec.structs.replace(record, place=of_parts(said["settlement"], said["district"], said["region"]))


def is_dead(entry: Entry) -> bool:
    """Whether a victim died of it, as far as it is told: so that the date of the incident is that of the death."""
    fate = _sound(entry, "fate")
    acts = (act for act in entry.incident.of_sort(Sort.ACT) if entry.thing.id in act.joins)
    return fate in DEAD if fate else any(entry.incident.value(act.id, "act").text in KILLED for act in acts)


def _sound(entry: Entry, field: str) -> str:
    text = entry.value(field).text
    return text if text and is_sound(field, text) else ""


def _born(when: days.Days, age: int) -> str:
    """Return the days on which somebody of an age may have been born."""
    first = date.fromordinal(when.first - int((age + 1) * _YEAR) + 1)
    last = date.fromordinal(when.last - int(age * _YEAR))
    return f"{first.isoformat()}..{last.isoformat()}" if first.year >= days.FIRST_YEAR else ""
