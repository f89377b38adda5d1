from kunak.register.comparisons import COMPARISONS


def test_every_comparison_has_a_level_for_the_rest_and_it_is_the_last() -> None:
    for each in COMPARISONS:
        assert [level.sql == "" for level in each.levels] == [False] * (len(each.levels) - 1) + [True]


def test_the_first_level_speaks_for_one_person_and_the_last_against() -> None:
    for each in COMPARISONS:
        first, last = each.levels[0], each.levels[-1]
        assert first.same > first.other
        assert last.same < last.other
