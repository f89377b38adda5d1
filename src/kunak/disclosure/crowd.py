"""In how large a crowd a person still hides, after this text and all that was published before.

Three numbers, never one: the people whom a census counts and who still fit, the
group's own cases that fit, and what the pursuers would learn. A trait without a
table is named as narrowing the crowd and is never guessed. The people counted are
an upper bound: every trait that is not counted makes the crowd smaller.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from kunak.base.words import phrase
from kunak.disclosure.declension import is_russian, word_forms
from kunak.disclosure.findings import Crowd, Finding
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import region_population, settlement_population
from kunak.disclosure.phrases import parts
from kunak.disclosure.secrets import Secrets

COUNTED: Final = frozenset({"region", "settlement"})
"""Traits for which a table ships."""

_SEXES: Final = {
    "f": r"женщин\w*|девуш\w+|девочк\w+|дочь\w*|дочер\w+|сестр\w+|она|ее|ей|woman|women|girl|daughter|sister|she|her",
    "m": r"мужчин\w*|парн\w+|парень|юнош\w+|сын\w*|брат\w*|он|его|ему|man|men|boy|son|brother|he|him|his",
}
_SEX_NAMES: Final = {
    "f": "f",
    "female": "f",
    "ж": "f",
    "жен": "f",
    "женский": "f",
    "m": "m",
    "male": "m",
    "м": "m",
    "муж": "m",
    "мужской": "m",
}
_ORIENTATION: Final = {
    "bisexual": r"бисексуал\w*|bisexual\w*",
    "gay": r"геи?|гея|геев|гею|гомосексуал\w*|gay|queer|homosexual\w*",
    "homosexual": r"геи?|гея|геев|гомосексуал\w*|gay|homosexual\w*|лесбиян\w*",
    "lesbian": r"лесбиян\w*|lesbian\w*",
    "transgender": r"трансгендер\w*|trans\w*",
}

_SETTLEMENT: Final = phrase("Name the region instead of the settlement, or neither.")
_AGE: Final = phrase("Say the decade instead of the age: “in their twenties” instead of “24”.")
_MONTH: Final = phrase("Say the season or the year instead of the month.")
_LEAVE: Final = phrase("Leave out what is told of: %(trait)s.")
_REGION: Final = phrase("Name a larger area instead of the region.")


def told_traits(texts: Iterable[str], secrets: Secrets) -> frozenset[str]:
    """Return the traits of the person that these texts tell, taken together."""
    whole = fold("\n".join(texts)).text
    told: set[str] = set()
    for trait, value in secrets.traits.items():
        if any(_is_told(trait, one, whole) for one in (value if isinstance(value, list) else [value])):
            told.add(trait)
    return frozenset(told)


def _is_told(trait: str, value: object, whole: str) -> bool:
    if value is None or isinstance(value, bool | float):
        return False
    if isinstance(value, int):
        return trait == "children" and re.search(rf"(?<!\d){value} (?:дет|ребен|child)", whole) is not None
    plain = fold(str(value)).text.strip()
    if trait == "sex":
        return _found(_SEXES.get(_SEX_NAMES.get(plain, ""), ""), whole)
    if trait == "orientation" and plain in _ORIENTATION:
        return _found(_ORIENTATION[plain], whole)
    words = [word for word in parts(plain) if len(word) > 2]  # noqa: PLR2004
    return bool(words) and all(_found("|".join(map(re.escape, _forms(word))), whole) for word in words)


def _forms(word: str) -> set[str]:
    return word_forms(word) | {word} if is_russian(word) else {word, word + "s"}


def _found(words: str, whole: str) -> bool:
    return bool(words) and re.search(rf"(?<!\w)(?:{words})(?!\w)", whole) is not None


def crowd_of(secrets: Secrets, findings: Sequence[Finding], before: Sequence[Finding], traits: frozenset[str]) -> Crowd:
    """Return the crowd, from what this text and the earlier ones tell."""
    told = set(traits) | _by_findings(secrets, [*findings, *before])
    return Crowd(
        k_population=_population(secrets, told),
        k_cases=None,
        uncounted=tuple(sorted(told - COUNTED | _named_unknown(secrets, told))),
        proposal=_proposal(told),
    )


def news(secrets: Secrets, findings: Sequence[Finding], traits: frozenset[str]) -> tuple[str, ...]:
    """Return the facts that the text tells and that the pursuers do not know."""
    unknown = [path for path, known in secrets.known_to_pursuers.items() if not known]
    told = {finding.secret for finding in findings if finding.severity == "block"} | {
        f"traits.{trait}" for trait in traits
    }
    return tuple(sorted(path for path in unknown if any(is_under(secret, path) for secret in told)))


def is_under(secret: str, path: str) -> bool:
    """Return whether a secret is the fact of a path, or a part of it (``P1`` holds ``P1.phones``)."""
    return secret == path or secret.startswith(path + ".") or path.startswith(secret + ".")


def _by_findings(secrets: Secrets, findings: Sequence[Finding]) -> set[str]:
    told: set[str] = set()
    for finding in findings:
        name, _, number = finding.secret.partition(".")
        if finding.kind == "age":
            told.add("age")
        if finding.kind == "date":
            told.add("month")
        if name == "places" and number.isdigit():
            place = secrets.places[int(number)]
            if place.role == "home" and place.kind in ("settlement", "city", None):
                told.add("district" if finding.form == "district" else "settlement")
    return told


def _population(secrets: Secrets, told: set[str]) -> int | None:
    """Return how many people live in the smallest counted area that was told; None where nothing told is counted."""
    counts = []
    if "settlement" in told:
        homes = [secrets.traits.get("settlement"), *(place.name for place in secrets.places if place.role == "home")]
        counts += [settlement_population(str(home)) for home in homes if home]
    if "region" in told:
        counts.append(region_population(str(secrets.traits.get("region"))))
    known = [count for count in counts if count]
    return min(known) if known else None


def _named_unknown(secrets: Secrets, told: set[str]) -> set[str]:
    """Return the areas that were told and stand in no table."""
    missing = set()
    if "region" in told and region_population(str(secrets.traits.get("region"))) is None:
        missing.add("region")
    if "settlement" in told and _population(secrets, {"settlement"}) is None:
        missing.add("settlement")
    return missing


def _proposal(told: set[str]) -> str | None:
    """Return the change that widens the crowd most: a settlement before an age, an age before a calling."""
    if told & {"settlement", "district"}:
        return _SETTLEMENT
    if "age" in told:
        return _AGE
    rest = sorted(told - {"sex", "region", "month", "age"})
    if rest:
        return _LEAVE % {"trait": ", ".join(rest)}
    if "month" in told:
        return _MONTH
    return _REGION if "region" in told else None
