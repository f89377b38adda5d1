"""Parts are read whichever way round they were written."""

from kunak.register import units
from kunak.register.breakdown import breakdown_of


def test_the_number_may_stand_before_or_after_the_name() -> None:
    assert [(part.name, part.count) for part in breakdown_of("Dolna 22; 9 Gorska; Lesna: 1,200").parts] == [
        ("Dolna", 22),
        ("Gorska", 9),
        ("Lesna", 1200),
    ]


def test_parts_that_have_something_need_not_add_up() -> None:
    read = breakdown_of("33 under Art.; with mitigation 16")
    assert read.divides == ()
    assert [part.count for part in read.lone] == [33, 16]


def test_a_remark_is_no_part_but_its_numbers_with_units_are_kept() -> None:
    read = breakdown_of("22 with honour motive (one translation: '22 murders')")
    assert [part.count for part in read.parts] == [22]
    assert read.quotes == ((22, units.KILLINGS),)


def test_a_percentage_stays_with_its_part() -> None:
    (part,) = breakdown_of("honour motive 22 (71 %)").parts
    assert (part.name, part.count, part.percent) == ("honour motive", 22, 71.0)
    (part,) = breakdown_of("honour motive 71%").parts
    assert (part.name, part.count, part.percent) == ("honour motive", None, 71.0)


def test_nothing_is_read_from_nothing() -> None:
    assert breakdown_of("several sites; incident count unknown").parts == ()
