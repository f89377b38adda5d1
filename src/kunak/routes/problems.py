"""What is wrong in a feed, and what becomes of it?

``RULES`` is the table: every kind of problem is skipped, refused or only noted, and
the sentence says so. A report counts all of them and keeps the first few
of each kind with file, line and column.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.base.words import phrase

EXAMPLES: Final = 5
"""Places shown of each kind of problem. All are counted."""

VALUE_LIMIT: Final = 60
"""Most characters shown of what stands there."""


class Rule(Enum):
    """What becomes of the line or file that a problem is in."""

    REFUSED = "refused"
    SKIPPED = "skipped"
    NOTED = "noted"


RULES: Final[dict[str, tuple[Rule, str]]] = {
    "no_file": (Rule.REFUSED, phrase("the feed lacks this file")),
    "no_column": (Rule.REFUSED, phrase("the file lacks this column")),
    "not_a_table": (Rule.REFUSED, phrase("the file is no table of comma-separated values")),
    "bad_zone": (Rule.REFUSED, phrase("no such time zone is known")),
    "no_service": (Rule.REFUSED, phrase("no trip of the feed runs on any day")),
    "no_trips": (Rule.REFUSED, phrase("no trip of the feed can be used")),
    "long_calendar": (Rule.REFUSED, phrase("the calendars of the feeds span too many years")),
    "too_many_runs": (Rule.REFUSED, phrase("the frequencies ask for more than a million runs")),
    "encoding": (Rule.NOTED, phrase("the file is not UTF-8; it was read as Windows-1252")),
    "ragged": (Rule.NOTED, phrase("the line has more fields than the header; the last ones were left out")),
    "duplicate": (Rule.SKIPPED, phrase("the id was given before; the first line counts")),
    "no_id": (Rule.SKIPPED, phrase("the id is empty")),
    "bad_coordinates": (
        Rule.NOTED,
        phrase(
            "the stop has no place on the map: nobody walks there, and pursuers by road are taken to be there at once"
        ),
    ),
    "bad_date": (Rule.SKIPPED, phrase("this is no date of the form YYYYMMDD")),
    "bad_number": (Rule.SKIPPED, phrase("this is no number of the kind that belongs here")),
    "bad_time": (Rule.SKIPPED, phrase("this is no time of the form HH:MM:SS; the whole trip was left out")),
    "unknown_stop": (Rule.SKIPPED, phrase("no such stop; the line, or the whole trip, was left out")),
    "unknown_route": (Rule.SKIPPED, phrase("no such route; the line was left out")),
    "unknown_agency": (Rule.NOTED, phrase("no such agency; the zone of the first one was taken")),
    "unknown_service": (Rule.SKIPPED, phrase("the service runs on no day; the trip was left out")),
    "unknown_trip": (Rule.SKIPPED, phrase("no such trip; the line was left out")),
    "unknown_parent": (Rule.NOTED, phrase("no such station; the stop stands alone")),
    "zones_differ": (Rule.NOTED, phrase("the agencies of the feed are in several zones; each trip keeps its agency's")),
    "short_trip": (Rule.SKIPPED, phrase("the trip has fewer than two stops; it was left out")),
    "untimed_end": (Rule.SKIPPED, phrase("the first or last stop of the trip has no time; it was left out")),
    "backwards": (Rule.SKIPPED, phrase("the trip goes back in time; it was left out")),
    "same_sequence": (Rule.NOTED, phrase("two stops of the trip have the same number; the order of the lines counts")),
    "station_call": (
        Rule.NOTED,
        phrase("the trip calls at a station and not at a platform; it was taken for a platform"),
    ),
    "narrow_transfer": (
        Rule.SKIPPED,
        phrase("the rule is for one route or trip only; the general rule was used instead"),
    ),
    "other_transfer": (Rule.SKIPPED, phrase("changes of this type are not made")),
    "no_transfer_time": (Rule.SKIPPED, phrase("the least time of the change is missing")),
    "bad_record": (Rule.REFUSED, phrase("a record is one of none, ticket, identity, border")),
    "given_twice": (Rule.REFUSED, phrase("the id was given before")),
    "nameless": (Rule.REFUSED, phrase("the id is empty")),
    "place_is_stop": (Rule.REFUSED, phrase("a stop of a feed has this id")),
    "bad_when": (
        Rule.REFUSED,
        phrase("hours are written as INSTANT/INSTANT, each with its zone, the later one last"),
    ),
    "bad_cost": (Rule.REFUSED, phrase("a cost is a whole number of the smallest unit of money, not negative")),
    "bad_minutes": (Rule.REFUSED, phrase("minutes are a whole number above zero")),
    "bad_seats": (Rule.REFUSED, phrase("seats are a whole number above zero")),
    "bad_place": (Rule.REFUSED, phrase("a place needs a latitude and a longitude in degrees")),
    "unknown_crossing": (Rule.REFUSED, phrase("no such crossing in the file of borders")),
    "unknown_named_stop": (Rule.REFUSED, phrase("no stop or place has this id")),
    "unknown_named_route": (Rule.NOTED, phrase("no route has this id")),
}


class Problem(msgspec.Struct, frozen=True):
    """One kind of problem in one column of one file.

    Attributes:
        count: How often.
        places: Line number (from 1, the header is 1; 0: the whole file) and what stands there, the first few.
    """

    feed: str
    file: str
    column: str
    kind: str
    rule: Rule
    count: int
    places: tuple[tuple[int, str], ...]

    @property
    def says(self) -> str:
        """What is wrong and what became of it."""
        return RULES[self.kind][1]


@dataclass
class Report:
    """Gathers what is wrong; refuses what cannot be used."""

    strict: bool = False
    problems: dict[tuple[str, str, str, str], Problem] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        *,
        feed: str,
        file: str,
        column: str = "",
        count: int = 1,
        places: tuple[tuple[int, str], ...] = (),
    ) -> None:
        """Count a problem.

        Raises:
            BadInput: The rule is to refuse, or every problem is refused.
        """
        rule = Rule.REFUSED if self.strict else RULES[kind][0]
        shown = tuple((line, value[:VALUE_LIMIT]) for line, value in places)
        key = (feed, file, column, kind)
        before = self.problems.get(key)
        if before is not None:
            count, shown = before.count + count, (before.places + shown)[:EXAMPLES]
        problem = Problem(feed, file, column, kind, rule, count, shown)
        if rule is Rule.REFUSED:
            raise refusal(problem)
        self.problems[key] = problem

    @property
    def lines(self) -> tuple[Problem, ...]:
        """All problems, the most frequent first."""
        return tuple(sorted(self.problems.values(), key=lambda each: -each.count))


def refusal(problem: Problem) -> BadInput:
    """Return the refusal that this problem leads to."""
    line, value = problem.places[0] if problem.places else (0, "")
    return BadInput(
        "%(feed)s: %(file)s%(where)s: %(says)s%(value)s. Nothing was built; mend the file, or leave it out.",
        feed=problem.feed,
        file=problem.file,
        where=(f", line {line}" if line else "") + (f", column {problem.column}" if problem.column else ""),
        says=problem.says,
        value=f" ({value})" if value else "",
        field="feed",
    )
