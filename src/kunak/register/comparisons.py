"""How two records are compared: what counts as agreement of each kind, and what that is worth before data are seen.

One table. A level is SQL over columns that ``linkage`` prepares (it means the same to DuckDB and to Spark), words for
people, and the share of pairs at that level: among pairs of one person (``same``) and of two (``other``).
The shares are where learning starts and what holds it where the lists are small. Levels are tried in order.

Family and father's name are one comparison: brothers and sisters share both, and so they are worth less together than
each would be alone. Source: the dependence of agreements in Fellegi and Sunter (1969); learning in ``learning``.
"""

from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.register.near_names import VARIANT, WIDTH

MISSING: Final = -1


class Level(msgspec.Struct, frozen=True):
    """One kind of agreement. ``rare`` names the column whose rarity weighs, if any."""

    sql: str
    says: str
    same: float
    other: float
    rare: str | None = None


class Comparison(msgspec.Struct, frozen=True):
    """What is compared, when it cannot be (``missing``), and its levels, the last of which takes the rest."""

    name: str
    says: str
    missing: str
    levels: tuple[Level, ...]


def _step(name: str, step: int) -> str:
    return f"array_contains({name}_near_l, {name}_number_r * {WIDTH} + {step})"


def _any(name: str, *steps: int) -> str:
    return "(" + " OR ".join(_step(name, step) for step in steps) + ")"


_INITIAL: Final = "((given_short_l = 1 OR given_short_r = 1) AND given_initial_l = given_initial_r)"
_GIVEN: Final = Comparison(
    "given",
    phrase("given name"),
    "given_number_l IS NULL OR given_number_r IS NULL",
    (
        Level(_step("given", 0), phrase("the same, or another spelling of it"), 0.80, 0.012, "given_key"),
        Level(_step("given", 1), phrase("spelled much alike"), 0.08, 0.004, "given_key"),
        Level(_step("given", 2), phrase("spelled somewhat alike"), 0.035, 0.006),
        Level(_step("given", 3), phrase("a little alike"), 0.012, 0.012),
        Level(_step("given", VARIANT), phrase("a short form or variant of it"), 0.035, 0.006),
        Level(_INITIAL, phrase("an initial that fits"), 0.03, 0.02),
        Level("", phrase("different"), 0.01, 0.946),
    ),
)
_FATHER: Final = "patronymic_number_l IS NULL OR patronymic_number_r IS NULL"
_FATHER_INITIAL: Final = (
    "((patronymic_short_l = 1 OR patronymic_short_r = 1) AND patronymic_initial_l = patronymic_initial_r)"
)
_FATHER_SAME: Final = f"({_any('patronymic', 0, 1, 2, VARIANT)} OR {_FATHER_INITIAL})"
_NO_FAMILY: Final = "(family_number_l IS NULL OR family_number_r IS NULL)"
_FAMILY_SAME: Final = _step("family", 0)
_FAMILY_ALIKE: Final = _step("family", 1)
_FAMILY_INITIAL: Final = "(family_short_l = 1 OR family_short_r = 1) AND family_initial_l = family_initial_r"
_FAMILY_FAR: Final = f"({_any('family', 2, 3)} OR {_FAMILY_INITIAL})"
_FAMILY: Final = Comparison(
    "family",
    phrase("family and father's name"),
    f"{_NO_FAMILY} AND ({_FATHER})",
    (
        Level(f"{_FAMILY_SAME} AND {_FATHER_SAME}", phrase("both agree"), 0.36, 0.0012, "family_key"),
        Level(
            f"{_FAMILY_SAME} AND ({_FATHER})",
            phrase("the family agrees, the father is not told"),
            0.36,
            0.012,
            "family_key",
        ),
        Level(
            f"{_FAMILY_ALIKE} AND {_FATHER_SAME}",
            phrase("the family is spelled alike, the father agrees"),
            0.06,
            0.0003,
        ),
        Level(
            f"{_FAMILY_ALIKE} AND ({_FATHER})",
            phrase("the family is spelled alike, the father is not told"),
            0.06,
            0.006,
        ),
        Level(
            f"{_FAMILY_FAR} AND {_FATHER_SAME}", phrase("the family is somewhat alike, the father agrees"), 0.02, 0.0004
        ),
        Level(
            f"{_FAMILY_FAR} AND ({_FATHER})",
            phrase("the family is somewhat alike, the father is not told"),
            0.02,
            0.008,
        ),
        Level(f"{_NO_FAMILY} AND {_FATHER_SAME}", phrase("the father agrees, the family is not told"), 0.03, 0.002),
        Level(f"NOT {_NO_FAMILY} AND {_FATHER_SAME}", phrase("the father agrees, the family does not"), 0.03, 0.02),
        Level(_FAMILY_SAME, phrase("the family agrees, the father does not"), 0.03, 0.01, "family_key"),
        Level(
            f"NOT {_NO_FAMILY} AND ({_FATHER})",
            phrase("the family does not agree, the father is not told"),
            0.045,
            0.48,
        ),
        Level("", phrase("neither agrees, or the father does not"), 0.025, 0.4685),
    ),
)


def _date(name: str, says: str, same: tuple[float, ...], other: tuple[float, ...]) -> Comparison:
    gap = f"(greatest({name}_low_l, {name}_low_r) - least({name}_high_l, {name}_high_r))"
    wide = f"greatest({name}_high_l - {name}_low_l, {name}_high_r - {name}_low_r)"
    sql = (
        f"{name}_text_l = {name}_text_r",
        f"(levenshtein({name}_text_l, {name}_text_r) <= 1 OR {name}_text_l = {name}_turned_r OR {gap} BETWEEN 1 AND 3 AND {wide} = 0)",
        f"{gap} <= 0 AND {wide} <= 31",
        f"{gap} <= 0 AND {wide} <= 366",
        f"{gap} <= 0",
        f"{gap} <= 366",
        f"{gap} <= 1100",
        "",
    )
    words = (
        phrase("the same day"),
        phrase("a slip apart: one digit, day and month turned, or days"),
        phrase("the same month, as far as told"),
        phrase("the same year, as far as told"),
        phrase("may be the same, told roughly"),
        phrase("within a year"),
        phrase("within three years"),
        phrase("different"),
    )
    return Comparison(
        name,
        says,
        f"{name}_low_l IS NULL OR {name}_low_r IS NULL",
        tuple(Level(*each) for each in zip(sql, words, same, other, strict=True)),
    )


_BORN: Final = _date(
    "born",
    phrase("birth"),
    (0.42, 0.09, 0.08, 0.20, 0.07, 0.08, 0.03, 0.03),
    (0.0003, 0.001, 0.002, 0.025, 0.035, 0.06, 0.11, 0.7667),
)
_DIED: Final = _date(
    "died",
    phrase("death"),
    (0.50, 0.17, 0.10, 0.10, 0.03, 0.05, 0.02, 0.03),
    (0.002, 0.006, 0.015, 0.10, 0.05, 0.12, 0.20, 0.507),
)
_AGE: Final = Comparison(
    "age",
    phrase("age"),
    # Where both births are known (or follow from ages), they say it already.
    "age_low_l IS NULL OR age_low_r IS NULL OR (born_low_l IS NOT NULL AND born_low_r IS NOT NULL)",
    tuple(
        Level(sql, says, same, other)
        for sql, says, same, other in (
            ("age_low_l <= age_high_r AND age_low_r <= age_high_l", phrase("the same"), 0.62, 0.03),
            ("age_low_l <= age_high_r + 1 AND age_low_r <= age_high_l + 1", phrase("a year apart"), 0.23, 0.06),
            ("age_low_l <= age_high_r + 3 AND age_low_r <= age_high_l + 3", phrase("three years apart"), 0.10, 0.11),
            ("", phrase("different"), 0.05, 0.80),
        )
    ),
)
_TOWN: Final = "place_number_l IS NOT NULL AND place_number_r IS NOT NULL"
_DISTRICT: Final = (
    "(array_contains(district_near_l, district_number_r) OR array_contains(place_near_l, district_number_r) "
    "OR array_contains(district_near_l, place_number_r))"
)
_PLACE: Final = Comparison(
    "place",
    phrase("place"),
    "(place_number_l IS NULL AND district_number_l IS NULL AND region_l IS NULL) OR "
    "(place_number_r IS NULL AND district_number_r IS NULL AND region_r IS NULL)",
    (
        Level("array_contains(place_near_l, place_number_r)", phrase("the same settlement"), 0.55, 0.03, "place_key"),
        Level(_DISTRICT, phrase("the same district, or the settlement it is called after"), 0.10, 0.03),
        Level(f"region_l = region_r AND NOT ({_TOWN})", phrase("the same region, as far as told"), 0.17, 0.17),
        Level("region_l = region_r", phrase("two settlements of one region"), 0.06, 0.35),
        Level("region_l IS NULL OR region_r IS NULL", phrase("other names, which may be one place"), 0.08, 0.25),
        Level("", phrase("different regions"), 0.04, 0.17),
    ),
)
_SEX: Final = Comparison(
    "sex",
    phrase("sex"),
    "sex_l IS NULL OR sex_r IS NULL",
    (
        Level("sex_l = sex_r", phrase("the same"), 0.985, 0.55),
        Level("", phrase("different"), 0.015, 0.45),
    ),
)
_LIST: Final = Comparison(
    "list",
    phrase("list"),
    "several_l = 0",
    (
        Level("source_l <> source_r", phrase("two lists"), 0.97, 0.66),
        Level("", phrase("the same list"), 0.03, 0.34),
    ),
)
COMPARISONS: Final = (_GIVEN, _FAMILY, _BORN, _DIED, _AGE, _PLACE, _SEX, _LIST)
