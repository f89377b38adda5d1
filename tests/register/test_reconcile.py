"""Published figures of the field, with what was wrong in them: the first test of the count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.register.figures import Figure, read_figures
from kunak.register.reconcile import Problem, reconcile

KINDS = {"parts", "unit", "period", "overlap", "share"}
COLUMNS = ("id", "source", "unit", "period", "value", "breakdown")
REPORT_2018 = (
    ("incidents-2018", "Report 2018", "incidents (cases)", "2008-2017", "33", "Dagestan 22; Chechnya 9; Ingushetia 2"),
    ("victims-2018", "same", "victims (persons killed)", "2008-2017", "39", "36 female; 3 male"),
    ("court-2018", "same", "criminal cases that reached court", "2008-2017", "14", "13 convictions; 1 acquittal"),
)  # fmt: skip
VERDICTS_2020 = (
    "verdicts-2020",
    "Report of 2020",
    "verdicts analysed",
    "2011-2019",
    "43",
    "Chechnya 19; Dagestan 16; Ingushetia 6 (sum 41 of 43)",
)
VICTIMS_2020 = ("victims-2020", "Report of 2020", "victims killed", "2011-2019", "48", "44 women; 4 men")
STUDY_2023 = (
    "study-2023",
    "A study",
    "verdicts for killing women (Chechnya)",
    "study done 2022-2023; verdict period NOT stated in what was seen",
    "31",
    "22 with honour motive (one translation: '22 murders')",
)
PRESS = ("press", "The press", "cases", "2012-2017", "39", "Dagestan 22; Ingushetia 2; Chechnya 9")
MISQUOTE = (
    "misquote",
    "A site",
    "misquote",
    "2008-2017",
    "39",
    "calls the 39 victims '39 honour killings documented'",
)
CHANGING = ("series", "Series of 2008", "bodies found", "Nov 2008", "6 / 7 / unofficial 10", "incident count unknown")


def figures(*rows: tuple[str, ...]) -> list[Figure]:
    return read_figures("figures.csv", [(n + 2, dict(zip(COLUMNS, row, strict=True))) for n, row in enumerate(rows)])


def found(*rows: tuple[str, ...]) -> list[Problem]:
    return reconcile(figures(*rows))


def kinds(*rows: tuple[str, ...]) -> set[tuple[str, tuple[str, ...]]]:
    return {(problem.kind, problem.figures) for problem in found(*rows)}


def figure(
    name: str, value: str, *, source: str = "A", unit: str = "victims", period: str = "2010", parts: str = ""
) -> tuple[str, ...]:
    return name, source, unit, period, value, parts


def test_a_report_whose_parts_add_up_is_passed_over_in_silence() -> None:
    assert found(*REPORT_2018) == []


def test_39_cases_are_33_incidents_with_39_victims_of_other_years() -> None:
    assert kinds(*REPORT_2018, PRESS) == {
        ("parts", ("press",)),
        ("unit", ("press", "victims-2018", "incidents-2018")),
        ("period", ("press", "victims-2018")),
        ("overlap", ("incidents-2018", "press")),
    }
    says = " ".join(problem.says for problem in found(*REPORT_2018, PRESS))
    assert "add up to 33, but the whole is given as 39" in says
    assert "2008-2017" in says


def test_regions_that_sum_to_41_are_not_43_verdicts() -> None:
    (problem,) = found(VERDICTS_2020)
    assert (problem.kind, problem.figures) == ("parts", ("verdicts-2020",))
    assert "19 + 16 + 6" in problem.says


def test_two_reports_of_the_same_years_are_never_added() -> None:
    assert kinds(*REPORT_2018, VICTIMS_2020) == {("overlap", ("victims-2018", "victims-2020"))}


def test_a_share_of_verdicts_of_nobody_knows_which_years_carries_its_interval() -> None:
    problems = {problem.kind: problem for problem in found(STUDY_2023)}
    assert set(problems) == {"unit", "period", "share"}
    assert "22 of 31 is 71 % (95 % interval 53 to 84 %)" in problems["share"].says


def test_the_press_is_caught_without_its_parts_too() -> None:
    assert kinds(*REPORT_2018, (*PRESS[:5], "")) == {
        ("unit", ("press", "victims-2018", "incidents-2018")),
        ("period", ("press", "victims-2018")),
        ("overlap", ("incidents-2018", "press")),
    }


def test_a_misquote_is_found_beside_the_figure_it_misquotes() -> None:
    assert kinds(*REPORT_2018, MISQUOTE) == {("unit", ("misquote", "victims-2018"))}


def test_counts_that_changed_over_days_are_no_problem_and_no_sum() -> None:
    assert found(CHANGING) == []
    assert figures(CHANGING)[0].counts == (6, 7, 10)
    assert figures(CHANGING)[0].value is None


@pytest.mark.parametrize(
    "rows",
    [
        [figure("a", "5", period="2010"), figure("b", "5", source="B", period="2012")],
        [figure("a", "5", period="2010"), figure("b", "7", period="2011"), figure("c", "12", period="2010-2011")],
        [figure("a", "40"), figure("b", "12", unit="perpetrators", source="B")],
        [figure("a", "100", unit="requests", parts="48 helped; 52 declined")],
        [figure("a", "130", unit="requests", parts="48 helped")],
        [figure("a", "43", unit="verdicts", parts="under Art. 105 33; with mitigation 16")],
        [figure("a", "over 130", unit="requests", parts="helped 100; declined 40")],
        [figure("a", "15,352", unit="requests", parts="supported 7,265; not supported 8 087")],
        [figure("a", "3"), figure("b", "3", source="B", unit="incidents")],
        [figure("a", "30"), figure("b", "30", source="B", unit="incidents")],
        [figure("a", "31", unit="verdicts", parts="honour motive 22 (71 %)")],
        [figure("a", "33", parts="Долина 22 (67 %); Горы 11 (33 %)", unit="жертвы", period="2008–2017")],
        [figure("a", "10", unit="women killed"), figure("b", "4", source="B", unit="men killed")],
        [figure("a", "10", unit="victims (Dolna)"), figure("b", "4", source="B", unit="victims (Gorska)")],
        [figure("a", "9", parts="Dolna 4; Gorska 5; total 9")],
        [figure("a", "71 %", unit="share of verdicts", parts="22 of 31 with honour motive")],
        [figure("a", "31", unit="verdicts", parts="22 of 31 with honour motive")],
        [figure("a", "22 of 31", unit="verdicts")],
        [figure("a", "39 (36 women and 3 men)", parts="36 women; 3 men")],
        [figure("a", "33", parts="Dolna 22, Gorska 9, Lesna 2")],
        [figure("a", "12", period="2010-2011", parts="2010 5; 2011: 7")],
        [figure("a", "12", period="2010-2013", parts="2010-2011 5; 2012-2013: 7")],
        [figure("a", "33", parts="Dolna (22); Gorska (9); Lesna (2)")],
        [figure("a", "33", parts="22 + 9 + 2")],
        [figure("a", "33", parts="22 in Dolna, 9 in Gorska and 2 in Lesna")],
        [figure("a", "33", parts="Dolna 22 | Gorska 9 | Lesna 2")],
        [figure("a", "39", parts="36 women; 3 men; Dolna 25; Gorska 12; Lesna 2")],
        [figure("a", "43", unit="verdicts", parts="Dolna 44 %; Gorska 37 %; Lesna 19 %")],
        [figure("a", "39", period="since 2008"), figure("b", "39", unit="verdicts", source="B", period="2008-2017")],
        [figure("a", "12", period="2008-09"), figure("b", "14", source="B", period="2010-2017")],
        [figure("a", "12", period="2008–09"), figure("b", "14", source="B", period="2010-2017")],
        [figure("a", "39"), figure("b", "36", unit="women killed"), figure("c", "3", unit="men killed")],
        [figure("a", "12"), figure("b", "7", unit="victims (Dolna)"), figure("c", "5", unit="victims (Gorska)")],
        [figure("a", "33", unit="инциденты", parts="22 в Долине, 9 в Горах и 2 в Лесу", period="2008–2017 гг.")],
        [figure("a", "14", unit="дела, дошедшие до суда", parts="13 приговоров; 1 оправдание")],
        [figure("a", "30", unit="killings"), figure("b", "30", unit="incidents", source="B", period="2010")],
    ],
)
def test_sound_figures_raise_no_alarm(rows: list[tuple[str, ...]]) -> None:
    assert [problem.says for problem in found(*rows)] == []


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([figure("a", "5", parts="Dolna 2; Gorska 4")], "parts"),
        ([figure("a", "5"), figure("b", "7", period="2011"), figure("c", "13", period="2010-2011")], "parts"),
        ([figure("a", "39", unit="incidents", parts="36 women; 3 men")], "unit"),
        ([figure("a", "39", unit="")], "unit"),
        ([figure("a", "39", period="")], "period"),
        ([figure("a", "39", period="2017-2008")], "period"),
        ([figure("a", "39"), figure("b", "39", source="B", period="2008-2010")], "period"),
        ([figure("a", "39", period="Dec 2010"), figure("b", "40", source="B", period="2010-12-05")], "overlap"),
        ([figure("a", "31", unit="verdicts", parts="honour motive 40")], "share"),
        ([figure("a", "31", unit="verdicts", parts="honour motive 22 (80 %)")], "share"),
        ([figure("a", "31", parts="Dolna 60 %; Gorska 50 %")], "share"),
        ([figure("a", "80 %", unit="share of verdicts", parts="22 of 31 with honour motive")], "share"),
        ([figure("a", "43", unit="verdicts", parts="22 of 31 with honour motive")], "share"),
        ([figure("a", "32 of 31", unit="verdicts")], "share"),
        ([figure("a", "130 %")], "share"),
        ([figure("a", "33", parts="Dolna 22, Gorska 9, Lesna 3")], "parts"),
        ([figure("a", "39 (36 women and 3 men)", parts="35 women; 3 men")], "parts"),
        ([figure("a", "12", period="2010-2011", parts="2010 5; 2011: 8")], "parts"),
        ([figure("a", "34", parts="Dolna (22); Gorska (9); Lesna (2)")], "parts"),
        ([figure("a", "34", parts="22 + 9 + 2")], "parts"),
        ([figure("a", "34", parts="22 in Dolna, 9 in Gorska and 2 in Lesna")], "parts"),
        ([figure("a", "34", parts="Dolna 22 / Gorska 9 / Lesna 2")], "parts"),
        ([figure("a", "39", parts="36 women; 3 men; Dolna 25; Gorska 12; Lesna 3")], "parts"),
        ([figure("a", "39 (36 women and 3 men)", unit="cases")], "unit"),
        ([figure("a", "39", unit="incidents and victims")], "unit"),
        ([figure("a", "43", unit="verdicts", parts="Dolna 44 %; Gorska 37 %; Lesna 14 %")], "share"),
        ([figure("a", "39", period="2008-17"), figure("b", "39", source="B", period="2012-2017")], "period"),
        ([figure("a", "39", period="since 2008"), figure("b", "40", source="B", period="2016")], "overlap"),
        ([figure("a", "39", period="2010s"), figure("b", "40", source="B", period="2016")], "overlap"),
        ([figure("a", "39"), figure("b", "36", unit="women killed"), figure("c", "4", unit="men killed")], "parts"),
        (
            [figure("a", "12"), figure("b", "7", unit="victims (Dolna)"), figure("c", "6", unit="victims (Gorska)")],
            "parts",
        ),
    ],
)
def test_each_kind_of_mistake_is_found(rows: list[tuple[str, ...]], kind: str) -> None:
    assert kind in {problem.kind for problem in found(*rows)}


def test_killings_that_are_the_number_of_victims_are_found_where_incidents_are_fewer() -> None:
    repeated = figure("site", "39", source="A site", unit="honour killings", period="2008-2017")
    assert ("unit", ("site", "victims-2018", "incidents-2018")) in kinds(*REPORT_2018, repeated)


def test_whoever_adds_two_reports_of_the_same_years_is_told_what_they_added() -> None:
    added = figure("sum", "87", source="The press", unit="victims", period="2008-2019")
    assert ("overlap", ("sum", "victims-2018", "victims-2020")) in kinds(*REPORT_2018, VICTIMS_2020, added)


@given(st.lists(st.integers(0, 500), min_size=2, max_size=6), st.integers(-3, 3))
def test_parts_are_a_problem_exactly_where_they_do_not_add_up(parts: list[int], off: int) -> None:
    value = max(0, sum(parts) + off)
    text = "; ".join(f"Valley {chr(65 + index)} {part}" for index, part in enumerate(parts))
    problems = found(figure("a", str(value), unit="incidents", parts=text))
    assert [problem.kind for problem in problems] == ([] if value == sum(parts) else ["parts"])


written = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "22",
                "31",
                " of ",
                "; ",
                ", ",
                "(",
                ")",
                "%",
                "women",
                "men",
                "with",
                "2010",
                "-",
                "victims",
                "9" * 40,
                "0",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(st.lists(st.tuples(written, written, written, written), min_size=1, max_size=4))
def test_whatever_is_written_is_judged_or_refused(cells: list[tuple[str, str, str, str]]) -> None:
    rows = [(f"f{n}", f"source {n}", *four) for n, four in enumerate(cells)]
    refused, problems = "", list[Problem]()
    try:
        problems = found(*rows)
    except BadInput as no:
        refused = str(no)
    assert all(problem.says and problem.kind in KINDS for problem in problems)
    assert not refused or "line" in refused


def test_a_page_of_text_is_no_breakdown() -> None:
    with pytest.raises(BadInput, match="column breakdown is longer"):
        found(figure("a", "5", parts=";" * 5000))


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ((("a", "R", "victims", "2001", "39", "20 by brothers; 12 by fathers; others"),), set()),
        ((("a", "R", "victims", "2001", "30", "20 by brothers; 12 by fathers; others"),), {"parts"}),
        ((("a", "R", "victims", "2001", "39", "women 36; men 3; total 39"),), set()),
        ((("a", "R", "victims", "2001", "39", "women 36; men 3; total 40"),), {"parts"}),
        ((("a", "R", "incidents", "2001", "20", "12 killed in North; 8 killed in East"),), {"unit"}),
        ((("a", "R", "victims", "2001", "20", "12 incidents in North; 8 incidents in East"),), {"unit"}),
        ((("a", "R", "victims", "2001", "20", "12 killed; 8 survived"),), set()),
        ((("a", "R", "verdicts", "2001", "20", "12 murders; 8 other"),), set()),
        ((("a", "R", "victims", "2001-2005", "39", ""), ("b", "R", "victims", "2003", "9", "")), set()),
        ((("a", "R", "victims", "2001-2005", "39", ""), ("b", "R", "victims", "2003", "49", "")), {"share"}),
        ((("b", "R", "victims", "2003", "49", ""), ("a", "R", "victims", "2001-2005", "39", "")), {"share"}),
        ((("a", "R", "victims", "2001-2005", "over 39", ""), ("b", "R", "victims", "2003", "49", "")), set()),
        ((("a", "R", "honour motive", "2001-2005", "71 %", ""),), {"share"}),
        ((("a", "R", "honour motive", "2001-2005", "71 %", "22 of 31"),), set()),
        ((("a", "R", "honour motive", "2001-2005", "71 %", ""), ("b", "R", "verdicts", "2001-2005", "31", "")), set()),
    ],
)
def test_parts_and_shares_in_the_ways_that_tables_write_them(
    rows: tuple[tuple[str, ...], ...], kinds: set[str]
) -> None:
    assert {problem.kind for problem in reconcile(figures(*rows))} == kinds


def test_the_first_figure_is_the_same_as_no_other() -> None:
    with pytest.raises(BadInput, match="line 2, column source"):
        figures(("a", "same", "victims", "2001", "39", ""))
