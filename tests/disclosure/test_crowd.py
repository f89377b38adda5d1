"""The crowd in which a person still hides: three numbers, and nothing is guessed."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.disclosure.census import read_census
from kunak.disclosure.check import check
from kunak.disclosure.findings import Crowd
from kunak.disclosure.gazetteer import region_population
from kunak.disclosure.secrets import Secrets, read_secrets

CASE = {
    "published_on": "2026-03-20",
    "persons": [{"id": "P1", "names": [{"given": "Зарема"}], "born": "2003-05-04"}],
    "places": [
        {"name": "Верхний Тарк", "kind": "settlement", "role": "home"},
        {"name": "Исландия", "kind": "country", "role": "destination"},
    ],
    "traits": {"region": "Дагестан", "sex": "f", "age": 22, "job": "фельдшер", "orientation": "bisexual"},
    "known_to_pursuers": {"P1.given": True, "places.1": False, "traits.job": False},
}


def _secrets(**changes: object) -> Secrets:
    return read_secrets(json.dumps(CASE | changes, ensure_ascii=False).encode())


def _crowd(draft: str, *published: str) -> Crowd:
    return check(draft, _secrets(), published).crowd


def test_a_region_is_counted_and_what_has_no_table_is_named() -> None:
    crowd = _crowd("Женщина из Дагестана в безопасности.")
    assert crowd.k_population == region_population("Дагестан")
    assert crowd.uncounted == ("sex",)
    assert crowd.k_cases is None


def test_what_was_published_before_narrows_the_crowd_too() -> None:
    """Two harmless texts can be one that is not."""
    assert _crowd("Она в безопасности.").k_population is None
    crowd = _crowd("Она в безопасности.", "Ей 22 года.", "Девушка из Дагестана.")
    assert crowd.k_population == region_population("Дагестан")
    assert {"age", "sex"} <= set(crowd.uncounted)


def test_a_settlement_without_a_table_is_not_guessed() -> None:
    crowd = _crowd("Она из Верхнего Тарка.")
    assert crowd.k_population is None
    assert "settlement" in crowd.uncounted
    assert crowd.proposal is not None
    assert "region" in crowd.proposal


def test_an_age_is_proposed_to_be_a_decade() -> None:
    proposal = _crowd("Ей 22 года.").proposal
    assert proposal is not None
    assert "in their twenties" in proposal


def test_news_to_the_pursuers_blocks_whatever_the_crowd() -> None:
    report = check("Фельдшер теперь в Исландии.", _secrets())
    assert report.crowd.news == ("places.1", "traits.job")
    assert report.verdict == "block"


def test_what_the_pursuers_know_is_no_news() -> None:
    assert check("Зарема жива.", _secrets()).crowd.news == ()


def test_a_text_that_tells_nothing_has_no_crowd() -> None:
    assert _crowd("Всё хорошо.") == Crowd()


CENSUS = """region,territory,sex,age_from,population
Республика Дагестан,t,f,15,100000
Республика Дагестан,t,f,20,90000
Республика Дагестан,t,f,25,80000
Республика Дагестан,t,f,30,70000
Республика Дагестан,t,m,20,95000
Республика Дагестан,t,b,15,205000
Республика Дагестан,t,b,20,185000
Республика Дагестан,t,b,25,165000
"""


def test_with_a_table_of_the_group_sex_and_age_are_counted_together() -> None:
    report = check("Ей 22 года, она из Дагестана.", _secrets(), (), read_census(CENSUS))
    assert report.crowd.k_population == 18_000
    assert report.crowd.uncounted == ()
    assert "in their twenties" in (report.crowd.proposal or "")


def test_a_decade_is_counted_as_a_decade() -> None:
    report = check("Дагестан: женщина двадцати с небольшим лет в безопасности.", _secrets(), (), read_census(CENSUS))
    assert report.crowd.k_population == 170_000


def test_cases_of_the_group_count_this_one_and_those_that_fit_all_that_was_told() -> None:
    cases = [
        {"region": "Дагестан", "sex": "f", "age": 22},
        {"region": "Дагестан", "sex": "f", "age": 31},
        {"region": "Ингушетия", "sex": "f", "age": 22},
        {"sex": "f"},
    ]
    secrets = _secrets(cases=cases)
    assert check("Женщина из Дагестана.", secrets).crowd.k_cases == 3
    assert check("22-летняя женщина из Дагестана.", secrets).crowd.k_cases == 2
    assert check("Всё хорошо.", secrets).crowd.k_cases == 5


def test_family_work_and_way_of_leaving_narrow_and_are_named() -> None:
    """The harm: “the youngest daughter, a baker, left by taxi” is one person in a village."""
    crowd = _crowd("Младшая дочь, мать двоих детей, пекарь, чеченка, уехала на такси в марте.")
    assert {"rank", "role", "children", "ethnicity", "method", "month", "sex"} <= set(crowd.uncounted)


def test_a_job_of_somebody_else_is_not_the_persons() -> None:
    assert "job" not in _crowd("Ей помог водитель.").uncounted


def test_a_trait_that_is_news_is_shown_where_it_stands() -> None:
    report = check("Наша подопечная работала медиком: она фельдшер.", _secrets())
    assert [
        (finding.text, finding.secret, finding.severity) for finding in report.findings if finding.kind == "trait"
    ] == [("фельдшер", "traits.job", "block")]


def test_the_same_thing_in_the_other_language_is_the_same_trait() -> None:
    report = check("A paramedic left home.", _secrets())
    assert report.crowd.news == ("traits.job",)


TABLE = read_census(CENSUS)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(["Ей 22 года.", "Она из Дагестана.", "Фельдшер.", "Бисексуалка.", "В марте."]), max_size=6)
)
def test_telling_more_never_makes_the_crowd_larger(told: list[str]) -> None:
    sizes = [check(" ".join(told[:count]), _secrets(), (), TABLE).crowd.k_population for count in range(len(told) + 1)]
    known = [size for size in sizes if size is not None]
    assert known == sorted(known, reverse=True)
