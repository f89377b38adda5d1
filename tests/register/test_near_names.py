from kunak.register.near_names import VARIANT, WIDTH, near_names


def steps(names: list[str], left: str, right: str, *, variants: bool = False) -> int | None:
    known = near_names(names, variants=variants)
    near = {each // WIDTH: each % WIDTH for each in known.near(known.numbers[left])}
    return near.get(known.numbers[right])


def test_a_name_is_nearest_to_itself() -> None:
    assert steps(["амина", "алина"], "амина", "амина") == 0


def test_another_spelling_is_as_near() -> None:
    assert steps(["амина", "amina"], "амина", "amina") == 0


def test_another_name_is_not_near() -> None:
    assert steps(["амина", "зарема"], "амина", "зарема") is None


def test_a_short_form_is_near_in_either_script() -> None:
    assert steps(["магомед", "мага"], "магомед", "мага", variants=True) == VARIANT
    assert steps(["магомед", "maga"], "магомед", "maga", variants=True) == VARIANT


def test_short_forms_are_of_given_names_alone() -> None:
    assert steps(["магомед", "мага"], "магомед", "мага") is None


def test_an_initial_is_near_itself_alone() -> None:
    assert steps(["а", "a", "амина"], "а", "a") is None


def test_nearness_is_mutual() -> None:
    names = ["магомадов", "magomedov", "магомедов", "исаев", "isayev", "мусаев"]
    known = near_names(names)
    for number in known.numbers.values():
        for each in known.near(number):
            assert number * WIDTH + each % WIDTH in known.near(each // WIDTH)


def test_many_names_are_compared_by_their_consonants_and_lose_little() -> None:
    few = ["магомадов", "magomedov", "магомедов", "исаев", "isayev", "джабраилов", "dzhabrailov"]
    many = few + [f"{a}{b}{c}{d}ов" for a in "бдгзлмнр" for b in "аиу" for c in "бвгдзклмнпрст" for d in "агдеик"] * 2
    many += [f"{a}{b}{c}{d}ин" for a in "бдгзлмнр" for b in "аиу" for c in "бвгдзклмнпрст" for d in "агдеик"]
    known = near_names(many)
    for left, right in [("магомадов", "magomedov"), ("исаев", "isayev"), ("джабраилов", "dzhabrailov")]:
        assert known.numbers[right] in {each // WIDTH for each in known.near(known.numbers[left])}
