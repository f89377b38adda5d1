"""In how large a crowd a person still hides, after this text and all that was published before.

Three numbers, never one: the people whom a census counts and who still fit, the
group's own cases that fit, and what the pursuers would learn. A trait without a
table is named as narrowing the crowd and is never guessed. The people counted are
an upper bound: every trait that is not counted makes the crowd smaller.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.disclosure.census import Census
from kunak.disclosure.findings import Crowd, Finding
from kunak.disclosure.gazetteer import all_regions_population, region_population, settlement_population
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.traits import Told, meant, named

_SETTLEMENT: Final = phrase("Name the region instead of the settlement, or neither.")
_AGE: Final = phrase("Say the decade instead of the age: “in their twenties” instead of “24”.")
_MONTH: Final = phrase("Say the season or the year instead of the month.")
_SEX: Final = phrase("Say “a person” instead of the sex.")
LEAVE_OUT: Final = phrase("Leave out what is told of: %(trait)s.")
_REGION: Final = phrase("Name a larger area instead of the region.")

_ADULT: Final = (18, 99)
"""Ages of a person of whom no age was told."""


class Description(msgspec.Struct, frozen=True):
    """What was told of a person, in the words of the tables.

    Attributes:
        values: Trait to the values told of it.
        ages: Least and greatest age told, or None.
        settlement: Whether the home settlement was told, or its district.
    """

    values: dict[str, frozenset[str]]
    ages: tuple[int, int] | None = None
    settlement: bool = False

    def without(self, trait: str) -> "Description":
        """Return the description that does not tell a trait."""
        values = {name: told for name, told in self.values.items() if name != trait}
        return msgspec.structs.replace(
            self,
            values=values,
            ages=None if trait == "age" else self.ages,
            settlement=self.settlement and trait != "settlement",
        )

    @property
    def traits(self) -> frozenset[str]:
        """The names of all that was told."""
        more = (("age",) if self.ages else ()) + (("settlement",) if self.settlement else ())
        return frozenset(self.values) | frozenset(more)


def describe(told: Iterable[Told], findings: Iterable[Finding], secrets: Secrets) -> Description:
    """Put together what several texts tell."""
    values: dict[str, set[str]] = {}
    ages: tuple[int, int] | None = None
    for one in told:
        if one.trait == "age" and one.high:
            ages = _narrower(ages, (one.low, one.high))
        elif one.trait not in ("age", "settlement"):
            values.setdefault(one.trait, set()).add(meant(one.trait, one.value))
    settlement = any(one.trait == "settlement" for one in told)
    for finding in findings:
        if finding.kind == "age" and finding.severity == "block":
            age = _age(finding, secrets)
            ages = _narrower(ages, (age, age)) if age else ages
        if finding.kind == "date":
            values.setdefault("month", set()).add(finding.secret)
        settlement = settlement or _is_home(finding, secrets)
    return Description({trait: frozenset(those) for trait, those in values.items()}, ages, settlement)


def _narrower(ages: tuple[int, int] | None, other: tuple[int, int]) -> tuple[int, int]:
    if ages is None:
        return other
    both = max(ages[0], other[0]), min(ages[1], other[1])
    return both if both[0] <= both[1] else other


def _age(finding: Finding, secrets: Secrets) -> int | None:
    """Return the age of the person as the case has it: the text told it, in figures, words or a year of birth."""
    held = secrets.traits.get("age")
    if isinstance(held, int):
        return held
    born = next((one.born for at, one in enumerate(secrets.persons) if finding.secret == f"{one.id or at}.born"), None)
    return secrets.published_on.year - int(born[:4]) if born and secrets.published_on else None


def _is_home(finding: Finding, secrets: Secrets) -> bool:
    name, _, number = finding.secret.partition(".")
    if name != "places" or not number.isdigit() or (finding.form == "neighbour" and finding.severity == "review"):
        return False
    place = secrets.places[int(number)]
    return place.role == "home" and place.kind in ("settlement", "city", "district", None)


def crowd_of(described: Description, secrets: Secrets, census: Census | None = None) -> Crowd:
    """Return the crowd of a description; ``news`` is filled in by whoever knows the text at hand."""
    population, counted = _population(described, secrets, census)
    return Crowd(
        k_population=population,
        k_cases=_cases(described, secrets),
        uncounted=tuple(sorted(described.traits - counted)),
        proposal=_proposal(described, secrets, census),
    )


def _population(described: Description, secrets: Secrets, census: Census | None) -> tuple[int | None, frozenset[str]]:
    """Return how many people the counted traits fit, and which traits were counted; None where none is."""
    region = str(secrets.traits.get("region") or "")
    counts: list[tuple[int, frozenset[str]]] = []
    if described.settlement:
        homes = [secrets.traits.get("settlement"), *(place.name for place in secrets.places if place.role == "home")]
        known = [count for home in homes if home and (count := settlement_population(str(home)))]
        counts += [(min(known), frozenset({"settlement", "region"}))] if known else []
    if "region" in described.values:
        counts += _in_region(described, region, census)
    return min(counts, key=lambda count: (count[0], -len(count[1]))) if counts else (None, frozenset())


def _in_region(described: Description, region: str, census: Census | None) -> list[tuple[int, frozenset[str]]]:
    sexes = described.values.get("sex", frozenset())
    sex = next(iter(sexes)) if len(sexes) == 1 else "b"
    if census and (sex != "b" or described.ages):
        people = census.people(region, sex, *(described.ages or _ADULT))
        if people is not None:
            return [
                (
                    people,
                    frozenset({"region"} | ({"sex"} if sex != "b" else set()) | ({"age"} if described.ages else set())),
                )
            ]
    people = region_population(region)
    return [(people, frozenset({"region"}))] if people else []


def _cases(described: Description, secrets: Secrets) -> int | None:
    """Return how many cases of the group fit, this one among them; what a case does not say does not fit."""
    if secrets.cases is None:
        return None
    return 1 + sum(_fits(described, {named(trait): value for trait, value in case.items()}) for case in secrets.cases)


def _fits(described: Description, case: dict[str, object]) -> bool:
    if described.ages:
        age = case.get("age")
        if not isinstance(age, int) or not described.ages[0] <= age <= described.ages[1]:
            return False
    if described.settlement and not case.get("settlement"):
        return False
    return all(trait in case and meant(trait, case[trait]) in values for trait, values in described.values.items())


def news(secrets: Secrets, findings: Sequence[Finding], told: Iterable[Told]) -> tuple[str, ...]:
    """Return the facts that the text tells and that the pursuers do not know."""
    unknown = [path for path, known in secrets.known_to_pursuers.items() if not known]
    heard = {finding.secret for finding in findings if finding.severity == "block"}
    names = {named(trait): trait for trait in secrets.traits}
    heard |= {f"traits.{names[one.trait]}" for one in told if one.trait in names}
    return tuple(sorted(path for path in unknown if any(is_under(secret, path) for secret in heard)))


def is_under(secret: str, path: str) -> bool:
    """Return whether a secret is the fact of a path, or a part of it (``P1`` holds ``P1.phones``)."""
    return secret == path or secret.startswith(path + ".") or path.startswith(secret + ".")


def _proposal(described: Description, secrets: Secrets, census: Census | None) -> str | None:
    """Return the change that multiplies the crowd most, as far as tables say; what no table counts comes after."""
    changes = sorted(_changes(described, secrets, census), key=lambda change: -change[0])
    if changes and changes[0][0] > 1:
        return changes[0][1]
    rest = sorted(described.traits - {"sex", "region", "month", "age"})
    if rest:
        return LEAVE_OUT % {"trait": ", ".join(rest)}
    if "month" in described.values:
        return _MONTH
    return changes[0][1] if changes else None


def left_out(proposal: str) -> tuple[str, ...]:
    """Return the traits of which a proposal says to tell nothing; none where it says something else."""
    before, after = LEAVE_OUT.split("%(trait)s")
    if not proposal.startswith(before):
        return ()
    return tuple(proposal.removeprefix(before).removesuffix(after).split(", "))


def _changes(described: Description, secrets: Secrets, census: Census | None) -> list[tuple[float, str]]:
    """Return by how much each change multiplies the crowd.

    A settlement without a table counts as the narrowest of all; an age as one of the ten of its decade, and a sex
    as one of two, where no table says it better.
    """
    region = str(secrets.traits.get("region") or "")
    changes: list[tuple[float, str]] = []
    here, _ = _population(described, secrets, census)
    if described.settlement:
        wider = region_population(region)
        changes.append((wider / here if wider and here else _NARROWEST, _SETTLEMENT))
    if described.ages and described.ages[1] - described.ages[0] < _DECADE - 1:
        low = described.ages[0] // _DECADE * _DECADE
        wider, _ = _population(msgspec.structs.replace(described, ages=(low, low + _DECADE - 1)), secrets, census)
        grown = (
            wider / here if wider and here and wider > here else _DECADE / (described.ages[1] - described.ages[0] + 1)
        )
        changes.append((grown, _AGE))
    if "sex" in described.values and census:
        wider, _ = _population(described.without("sex"), secrets, census)
        changes.append((wider / here if wider and here else 1, _SEX))
    if "region" in described.values:
        one = region_population(region)
        changes.append((all_regions_population() / one if one else 1, _REGION))
    return changes


_DECADE: Final = 10
_NARROWEST: Final = 1000.0
"""A village beside its region, where nobody counted the village."""
