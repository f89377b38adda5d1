import pytest

from kunak.register.spelling import (
    family_stem,
    father,
    is_cyrillic,
    is_family,
    is_patronymic,
    plain,
    skeleton,
    told_sex,
    tune,
    words,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Магомадова", "магомадова"),
        ("  Ali-Khan ", "alikhan"),
        ("Хӏава", "хава"),
        ("ГIехи", "гехи"),
        ("Çelik", "celik"),
        ("Ґалина", "галина"),
        ("თამარ", ""),
        ("", ""),
    ],
)
def test_a_plain_name_is_letters_of_one_script(written: str, kept: str) -> None:
    assert plain(written) == kept


def test_the_script_is_that_of_most_letters() -> None:
    assert is_cyrillic(plain("Мaгомед"))
    assert not is_cyrillic(plain("Magomed"))


def test_words_are_divided_by_spaces_and_not_by_hyphens() -> None:
    assert words("Зара Ахмедовна, Али-Хан") == ["зара", "ахмедовна", "алихан"]


@pytest.mark.parametrize("form", ["Магомадов", "Магомадова", "Магомадовой", "Магомадову", "Магомадовым"])
def test_a_family_name_loses_gender_and_case(form: str) -> None:
    assert family_stem(plain(form)) == "магомадов"


@pytest.mark.parametrize("form", ["Magomadov", "Magomadova", "Magomadovoy", "Magomadoff"])
def test_a_latin_family_name_does_too(form: str) -> None:
    assert family_stem(plain(form)) == "magomadov"


@pytest.mark.parametrize("form", ["Горский", "Горская", "Горского", "Горской"])
def test_names_in_sky_are_one(form: str) -> None:
    assert family_stem(plain(form)) == "горский"


@pytest.mark.parametrize("form", ["Ахмедовна", "Ахмедович", "Ахмедовны", "Ахмед кызы", "Ахмед оглы", "Ахмед"])
def test_a_patronymic_gives_the_fathers_name(form: str) -> None:
    assert father(plain(form)) == "ахмед"


@pytest.mark.parametrize("form", ["Akhmedovna", "Akhmedovich", "Akhmedovic", "Akhmed kyzy", "Akhmed"])
def test_a_latin_patronymic_does_too(form: str) -> None:
    assert father(plain(form)) == "akhmed"


def test_what_is_built_as_a_name_of_a_kind_is_known() -> None:
    assert is_patronymic("ахмедовна")
    assert not is_patronymic("ахмед")
    assert is_family("исаева")
    assert not is_family("хава")


@pytest.mark.parametrize(
    ("patronymic", "family", "sex"),
    [("ахмедовна", "", "f"), ("ахмедович", "", "m"), ("", "исаева", "f"), ("", "исаев", ""), ("", "", "")],
)
def test_names_tell_the_sex_where_they_do(patronymic: str, family: str, sex: str) -> None:
    assert told_sex(patronymic, family) == sex


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [("хадижат", "khadizhat"), ("джабраилов", "dzhabrailov"), ("магомадов", "magomadov"), ("юсупов", "yusupov")],
)
def test_spellings_of_a_name_share_their_consonants(cyrillic: str, latin: str) -> None:
    assert skeleton(cyrillic) == skeleton(latin)


def test_spellings_of_a_name_share_its_vowels() -> None:
    assert tune("магомадов") == tune("magomadov") == tune("магамадов") == "A"
    assert tune("зарема") == tune("zarema") != tune("зухра")
