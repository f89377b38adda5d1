"""A name is found in every case in which a sentence can put it; the forms here are written out by hand."""

import pytest

from kunak.disclosure.declension import adjective_forms, family_forms, given_forms, is_common, word_forms

GIVEN = {
    "зарема": "заремы зареме зарему заремой заремою",
    "хадижат": "хадижат",
    "мария": "марии марию марией",
    "шамиль": "шамиля шамилю шамилем шамиле",
    "андрей": "андрея андрею андреем андрее",
    "юрий": "юрия юрию юрием юрии",
    "петр": "петра петру петром петре",
    "лев": "льва льву львом льве",
    "павел": "павла павлу павлом павле",
    "илья": "ильи илье илью ильей",
    "любовь": "любови любовью",
    "леча": "лечи лече лечу лечей",
    "ибрагимовна": "ибрагимовны ибрагимовне ибрагимовну ибрагимовной",
    "ильич": "ильича ильичу ильичом ильичем ильиче",
    "хеди": "хеди",
}
FAMILY = {
    "хамзатова": "хамзатов хамзатова хамзатову хамзатовым хамзатове хамзатовой хамзатовы хамзатовых хамзатовыми",
    "бородин": "бородина бородину бородиным бородине бородиной бородины",
    "черногорская": "черногорский черногорского черногорскому черногорским черногорской черногорскую черногорские",
    "лесной": "лесного лесному лесным лесном лесная лесную",
    "кравец": "кравца кравцу кравцом кравце кравцы",
    "воробей": "воробья воробью воробьем воробье",
    "ткач": "ткача ткачу ткачом ткаче",
    "цой": "цоя цою цоем цое",
    "гулия": "гулии гулию гулией",
    "скиба": "скибы скибе скибу скибой",
    "цурикашвили": "цурикашвили",
    "короленко": "короленко",
    "черных": "черных",
}


@pytest.mark.parametrize(("name", "forms"), GIVEN.items())
def test_a_given_name_is_declined(name: str, forms: str) -> None:
    assert set(forms.split()) <= given_forms(name)


@pytest.mark.parametrize(("name", "forms"), FAMILY.items())
def test_a_family_name_is_declined_for_men_women_and_families(name: str, forms: str) -> None:
    assert set(forms.split()) <= family_forms(name)


def test_the_plural_of_a_given_name_is_no_other_family() -> None:
    """Otherwise every Petrov in the news would be taken for Pyotr."""
    assert "петров" not in given_forms("петр")
    assert "магомедов" not in given_forms("магомед")


def test_words_follow_the_dictionary_and_their_endings() -> None:
    assert {"чемодана", "чемоданом"} <= word_forms("чемодан")
    assert {"верхнего", "верхнем"} <= adjective_forms("верхний")
    assert word_forms("harbour") == {"harbour"}


def test_a_name_is_no_common_word() -> None:
    assert is_common("ласточка")
    assert not is_common("зарема")
    assert not is_common("harbour")
