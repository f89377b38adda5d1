"""Names with letters covered, with mistakes, written by ear, or worn by somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disclosure.cases import blocked, named

from kunak.disclosure.secrets import Name, Person, Place, Secrets, Service


@given(st.sets(st.integers(1, 8), min_size=2, max_size=4), st.sampled_from("*•●#_"))
def test_letters_covered_here_and_there_hide_no_name(covered: set[int], cover: str) -> None:
    name = "Зубайраев"
    shown = "".join(cover if at in covered else letter for at, letter in enumerate(name))
    found = blocked(f"О семье {shown} спрашивали на рынке.", named("Амина", "Зубайраева"))
    lone = all({at - 1, at + 1}.isdisjoint(covered) for at in covered) and max(covered) < len(name) - 1
    assert found == {"P1.family"} or not lone
    assert not blocked(f"О семье {shown} спрашивали на рынке.", named("Амина", "Каримова"))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Глебова квартира стала ему первым домом.", True),
        ("В Глебовой машине он впервые заснул.", True),
        ("Мы нашли Глебово пальто в прихожей.", True),
        ("Глебова сказала, что суд перенесён.", False),
        ("Глебова Ирина выиграла турнир.", False),
        ("Глебов выиграл турнир.", False),
    ],
)
def test_whose_something_is_is_no_family_name(text: str, sure: bool) -> None:
    assert blocked(text, named("Глеб", "Юрасов", "staff")) == ({"P1.given"} if sure else set())


@pytest.mark.parametrize("shown", ["Zub***ev", "Zubayr**v", "Z*bayr*ev", "Zuba_r_ev", "Зуб…аев", "Зубай…ев"])
def test_a_cover_in_latin_letters_hides_no_name(shown: str) -> None:
    assert blocked(f"They write about {shown} in the channel.", named("Амина", "Зубайраева")) == {"P1.family"}
    assert not blocked(f"They write about {shown} in the channel.", named("Амина", "Зурабова"))


def test_a_name_is_written_by_ear() -> None:
    assert blocked("По последним новостям, Эвилина уже у врача.", named("Эвелина", "Бийбулатова")) == {"P1.given"}
    assert not blocked("По последним новостям, Марина уже у врача.", named("Малина", "Бийбулатова"))


def test_initials_of_two_latin_letters() -> None:
    case = named("Заур", "Чупалаев")
    assert blocked("For safety we will call him Z. Ch. in this report.", case) == {"P1.family"}
    assert not blocked("For safety we will call him Z. Sh. in this report.", case)


def test_a_doubled_letter_is_dropped_and_the_family_name_has_a_slip() -> None:
    case = named("Геннадий", "Бочаров", "helper")
    assert blocked("Отдельная благодарность Генадию Бачарову.", case) == {"P1.given", "P1.family"}
    assert not blocked("Отдельная благодарность Сергею Бачарову.", case)


def test_a_villager_is_called_by_a_short_name() -> None:
    case = Secrets(places=(Place(name="Чох", kind="settlement", role="home"),))
    assert blocked("Чохские старики решили не вмешиваться.", case) == {"places.0"}
    assert not blocked("Чешские старики решили не вмешиваться.", case)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Привет от Мадниы Каландровой.", ("Мадина", "Каландарова")),
        ("Our thanks go to Genevive Thibaudeu.", ("Geneviève", "Thibodeau")),
        ("We are grateful to Mrs Lindemman for her door.", ("Annegret", "Lindemann")),
        ("Сегодня у Acтeмиpа первый спокойный день.", ("Астемир", "Карданов")),
        ("На вершининской машине треснуло стекло.", ("Дмитрий", "Вершинин")),
    ],
)
def test_mistakes_in_both_names_hide_neither(text: str, person: tuple[str, str]) -> None:
    assert blocked(text, named(*person))
    assert not blocked(text, named("Зухра", "Тлостанова"))


def test_somebody_of_a_group_is_not_the_group() -> None:
    case = named("Полина", "Крутикова", "staff")
    assert blocked("Координатор группы Круттикова рассказала, как готовили отъезд.", case) == {"P1.family"}
    assert not blocked("Песни группы «Крутикова» звучат на вокзале.", case)


def test_another_persons_family_name_is_not_alike() -> None:
    case = named("Мадина", "Каландарова")
    assert not blocked("Привет от Мадины Тлостановой.", case)
    assert not blocked("Король Астемир Первый правил недолго.", named("Астемир", "Карданов"))


def test_the_end_of_a_sentence_tears_no_word() -> None:
    case = Secrets(persons=(Person(id="P5", names=(Name(given="Дмитрий", family="Вершинин", nick=("Верша",)),)),))
    assert not blocked("An adult should not be searched for. We have told them.", case)


def test_a_name_in_a_code_phrase_is_written_in_latin_letters() -> None:
    case = Secrets(words=("тётя Клава уже дома",))
    assert blocked("When the message “Aunt Klava is already home” came, we cheered.", case) == {"words.0"}
    assert not blocked("When the message “Aunt Nina is already home” came, we cheered.", case)


@pytest.mark.parametrize("written", ["Dzhakhnagir", "Dzahkhangir", "Dzhakhangri", "Jakhangir", "Дж1ханг1р"])
def test_a_slip_stands_in_the_spelling_of_a_passport(written: str) -> None:
    assert blocked(f"We can say that {written} is well.", named("Джахангир", "")) == {"P1.given"}


def test_no_slip_makes_a_family_name_of_an_airline() -> None:
    flown = Secrets(services=(Service(carrier="Wizz Air", number="W6 2301"),))
    assert not blocked("The report is by Marieke Visser.", flown)


@pytest.mark.parametrize(("called", "told"), [("Giancarlo", "Carlo"), ("Pierluigi", "Луиджи"), ("Annemarie", "Mieke")])
def test_a_double_name_is_called_by_a_part(called: str, told: str) -> None:
    assert blocked(f"{told} met her at the gate.", named(called, "Bonfanti", "helper")) == {"P1.given"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Танина сестра пришла.", True),
        ("С утра не умолкает Танин телефон.", True),
        ("Танин выиграл турнир.", False),
        ("Танина сказала, что суд перенесён.", False),
    ],
)
def test_whose_something_is_by_a_short_name(text: str, told: bool) -> None:
    assert blocked(text, named("Татьяна", "Зубайраева")) == ({"P1.given"} if told else set())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Стрижа, как его прозвали у нас, не узнать.", True),
        ("Стриж — так его звали в семье — спит по ночам.", True),
        ("The Strizh, as we called him, sleeps at night.", True),
        ("Стрижа видели над рекой.", False),
    ],
)
def test_a_byname_is_said_to_be_one_after_it(text: str, told: bool) -> None:
    case = Secrets(persons=(Person(id="P1", role="client", names=(Name(nick=("Стриж",)),)),))
    assert blocked(text, case) == ({"P1.nick"} if told else set())


@pytest.mark.parametrize(
    ("family", "written"),
    [("McAllister", "Мак-Алистер"), ("MacKenzie", "Маккензи"), ("McCarthy", "Маккарти")],
)
def test_a_scottish_name_is_written_in_russian(family: str, written: str) -> None:
    assert blocked(f"Семья {written} выделила комнату.", named("Heather", family, "helper")) == {"P1.family"}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Players from Samara and Vladimir met.", "Самира"),
        ("Russia's parliament passed a bill in Russian, and Russians wrote to it.", "Руслан"),
        ("In Russia they are called so.", "Руся"),
        ("The Georgian choir sang.", "Георгиан"),
    ],
)
def test_a_city_or_a_country_is_no_slip_of_a_name(text: str, given: str) -> None:
    assert not blocked(text, named(given, ""))


@pytest.mark.parametrize("text", ["Щенков зовут Апчхи и Тумка.", "Tickets are on sale. A local rival answered."])
def test_two_guesses_make_no_name(text: str) -> None:
    assert not blocked(text, named("Тимофей", ""))
    assert not blocked(text, named("Салеа", ""))


@pytest.mark.parametrize("written", ["Bergstörm", "Begrström", "Bergstöm", "Bergstrom", "Bergström"])
def test_a_slip_stands_in_a_name_with_an_accent(written: str) -> None:
    assert blocked(f"Our hostess, Mrs {written}, baked buns.", named("Annika", "Bergström", "helper")) == {"P1.family"}


@pytest.mark.parametrize(
    ("given", "text", "told"),
    [
        ("Facundo", "Facu has bought a kettle.", True),
        ("Sebastiana", "Seba met her at the gate.", True),
        ("Facundo", "The facu is a shop.", False),
        ("Annabella", "Anna Wintour resigned.", False),
        ("Hopeson", "Hope is what we have.", False),
    ],
)
def test_a_long_foreign_name_is_cut(given: str, text: str, told: bool) -> None:
    assert blocked(text, named(given, "", "helper")) == ({"P1.given"} if told else set())


@pytest.mark.parametrize("written", ["П4тим4т", "П4тимат", "Пат1м4т"])
def test_figures_stand_for_the_letters_of_either_alphabet(written: str) -> None:
    assert blocked(f"{written} просила передать.", named("Патимат", "")) == {"P1.given"}


def test_an_adjective_of_a_family_that_is_also_a_place_is_theirs_beside_what_they_do() -> None:
    held = named("Екатерина", "Вершинина", "staff")
    assert blocked("Это была фирменная вершининская операция.", held) == {"P1.family"}
    assert not blocked("Открыта вершининская дорога.", held)


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Sanne", "Hoekstra", "Принять её согласилась Хукстра."),
        ("Kensuke", "Morita", "Кэнсукэ прислал фотографии."),
    ],
)
def test_a_foreign_name_is_heard(given: str, family: str, text: str) -> None:
    assert blocked(text, named(given, family, "helper"))
