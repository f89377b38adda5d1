"""What is told in parts, under covers, by whose something is, or as a day that is still to come."""

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.check import check
from kunak.disclosure.secrets import DatedFact, Name, Person, Place, Secrets, Service

PUBLISHED = date(2026, 5, 20)
WEEKDAYS = (
    ("понедельник", "Monday"), ("вторник", "Tuesday"), ("среду", "Wednesday"), ("четверг", "Thursday"),
    ("пятницу", "Friday"), ("субботу", "Saturday"), ("воскресенье", "Sunday"),
)  # fmt: skip


def blocked(text: str, secrets: Secrets) -> set[str]:
    return {one.secret for one in check(text, secrets).findings if one.severity == "block"}


def dated(*days: date) -> Secrets:
    return Secrets(published_on=PUBLISHED, dates=tuple(DatedFact(what="a day", date=day) for day in days))


def named(given: str, family: str, role: Literal["client", "staff", "helper"] = "client") -> Secrets:
    return Secrets(persons=(Person(id="P1", role=role, names=(Name(given=given, family=family),)),))


@given(st.integers(0, 6), st.data())
def test_a_weekday_after_the_coming_one_is_that_day_and_no_other(weekday: int, data: st.DataObject) -> None:
    ahead = (weekday - PUBLISHED.weekday()) % 7 or 7
    russian, english = WEEKDAYS[weekday]
    text = data.draw(
        st.sampled_from(
            (
                f"Her interview is on the {english} after next.",
                f"Her interview is on {english} week.",
                f"Her interview is a week on {english}.",
                f"Её собеседование в {russian} через неделю.",
            )
        )
    )
    off = data.draw(st.integers(1, 30))
    held = PUBLISHED + timedelta(days=off)
    assert bool(blocked(text, dated(held))) == (off == ahead + 7), text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Она идёт в суд послезавтра.", date(2026, 5, 22)),
        ("His interview takes place two weeks from tomorrow.", date(2026, 6, 4)),
        ("Her hearing is a week from Monday.", date(2026, 6, 1)),
        ("Собеседование назначено на четверг следующей недели.", date(2026, 5, 28)),
        ("Он ушёл накануне Первомая.", date(2026, 4, 30)),
        ("Собеседование через три недели и пять дней.", date(2026, 6, 15)),
        ("Seven weeks to the day since she left home.", date(2026, 4, 1)),
        ("Почти шесть недель прошло с её отлёта – если точно, сорок один день.", date(2026, 4, 9)),
        ("Она улетела в Великий четверг.", date(2026, 4, 9)),
        ("Она ушла в среду, первое.", date(2026, 4, 1)),
        ("The interview takes place in exactly three weeks.", date(2026, 6, 10)),
        ("Она улетела в понедельник сразу после православной Пасхи.", date(2026, 4, 13)),
        ("Her hearing is tomorrow.", date(2026, 5, 21)),
        ("Her hearing is the day after tomorrow.", date(2026, 5, 22)),
        ("Второго числа следующего месяца у неё собеседование.", date(2026, 6, 2)),
        ("Next week on Thursday she will be heard.", date(2026, 5, 28)),
        ("Её выслушают в четверг на следующей неделе.", date(2026, 5, 28)),
        ("She left home on the fifth. It was a cold March.", date(2026, 3, 5)),
        ("Вылетал он тринадцатого числа, хоть и суеверный. Было это в апреле.", date(2026, 4, 13)),
        ("It was the eighth. May had just begun.", date(2026, 5, 8)),
    ],
)
def test_a_day_is_told_in_parts_or_ahead(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day + timedelta(days=9)))


@pytest.mark.parametrize(
    "text",
    [
        "Её день рождения через неделю после 7 ноября.",
        "Her birthday falls a week after 7 November.",
        "За две недели и три дня до 1 декабря она родилась.",
    ],
)
def test_a_birthday_is_counted_from_another_day(text: str) -> None:
    case = Secrets(published_on=PUBLISHED, persons=(Person(id="P1", role="client", born="2003-11-14"),))
    assert blocked(text, case) == {"P1.born"}
    assert not blocked(
        text.replace("рождения", "приезда").replace("родилась", "ушла").replace("birthday", "trial"), case
    )


def test_a_birthday_by_chance_is_none() -> None:
    case = Secrets(published_on=PUBLISHED, persons=(Person(id="P2", role="relative", born="1994-05-15"),))
    assert not blocked("Five days ago the court in another town heard her case.", case)


def test_a_month_with_a_day_of_its_own_is_no_month_of_another_day() -> None:
    assert not blocked("She left on the fifth. On 14 March it snowed.", dated(date(2026, 3, 5)))


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


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Проводница РЖД всё поняла без слов.", True),
        ("Билет купили через приложение РЖД.", True),
        ("She took an RZD sleeper.", True),
        ("РЖД запустит сто дополнительных поездов на праздники.", False),
        ("Пресс-служба РЖД сообщила о задержке поездов.", False),
    ],
)
def test_the_railway_that_everybody_takes_is_told_by_who_rides(text: str, sure: bool) -> None:
    case = Secrets(services=(Service(carrier="РЖД", number="086С", date=date(2026, 3, 9)),))
    assert blocked(text, case) == ({"services.0"} if sure else set())


def test_an_airline_may_begin_a_sentence() -> None:
    case = Secrets(services=(Service(carrier="Vueling", number="VY8731", date=date(2026, 4, 13)),))
    assert blocked("Vueling lost her only suitcase.", case) == {"services.0"}


def test_initials_of_two_latin_letters() -> None:
    case = named("Заур", "Чупалаев")
    assert blocked("For safety we will call him Z. Ch. in this report.", case) == {"P1.family"}
    assert not blocked("For safety we will call him Z. Sh. in this report.", case)


def test_a_doubled_letter_is_dropped_and_the_family_name_has_a_slip() -> None:
    case = named("Геннадий", "Бочаров", "helper")
    assert blocked("Отдельная благодарность Генадию Бачарову.", case) == {"P1.given", "P1.family"}
    assert not blocked("Отдельная благодарность Сергею Бачарову.", case)


@pytest.mark.parametrize(
    "text",
    [
        "Номер машины начинается на К418. Дальше идут буквы ЕМ.",
        "The plate starts with K418, the letters after that are E and M.",
        "На машине буквы К, Е, М, а цифры 418.",
        "На номере сначала К, потом 418, в конце ЕМ.",
    ],
)
def test_a_plate_is_told_in_parts(text: str) -> None:
    assert blocked(text, Secrets(plates=("К418ЕМ95",))) == {"plates.0"}
    assert not blocked(text, Secrets(plates=("К481ЕМ95", "Е418КМ95")))


@pytest.mark.parametrize(
    "text",
    [
        "У дома стояла машина с номером 418ЕМ.",
        "Номер машины К 418, дальше не видно.",
        "A car with K418 on its plate stood there.",
        "Машина 418, девяносто пятый регион.",
        "Четыреста восемнадцать ЕМ, девяносто пятый регион.",
    ],
)
def test_a_part_of_a_plate_is_told_beside_a_car(text: str) -> None:
    assert blocked(text, Secrets(plates=("К418ЕМ95",))) == {"plates.0"}
    assert not blocked(text, Secrets(plates=("Т481РО15", "Н214УХ93")))
    assert not blocked("Дом 418, квартира на первом этаже.", Secrets(plates=("К418ЕМ95",)))


@pytest.mark.parametrize(
    "text",
    [
        "The airline code was JU. The digits that followed it were 655.",
        "Билет был авиакомпании JU, цифры дальше 655.",
        "JU is the airline, 655 the number of her flight.",
    ],
)
def test_a_flight_is_told_in_parts(text: str) -> None:
    def flown(number: str) -> Secrets:
        return Secrets(services=(Service(carrier="Air Serbia", number=number, date=date(2026, 3, 11)),))

    assert blocked(text, flown("JU655")) == {"services.0"}
    assert not blocked(text, flown("JU656"))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("За такси пришлось отдать последние динары.", "Сербия"),
        ("He had a few dinars left.", "Сербия"),
        ("На карте осталось несколько динаров.", "Сербия"),
        ("Каждое утро он учит португальский.", "Бразилия"),
        ("She practises Portuguese with her neighbour.", "Бразилия"),
        ("Она уже понимает немецкий.", "Германия"),
    ],
)
def test_money_that_is_spent_and_a_language_that_is_learned_are_a_country(text: str, country: str) -> None:
    assert blocked(text, Secrets(places=(Place(name=country, kind="country", role="destination"),)))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Динар Кувейта вырос, люди отдают последние динары.", "Сербия"),
        ("The gold dinar was struck long ago.", "Сербия"),
        ("The Portuguese wine won a prize.", "Бразилия"),
        ("Немецкий поезд опоздал на час.", "Германия"),
    ],
)
def test_neither_is_meant_for_the_country_elsewhere(text: str, country: str) -> None:
    found = check(text, Secrets(places=(Place(name=country, kind="country", role="destination"),))).findings
    assert {one.severity for one in found if one.form in ("currency", "language", "exact")} <= {"review"}


def test_a_villager_is_called_by_a_short_name() -> None:
    case = Secrets(places=(Place(name="Чох", kind="settlement", role="home"),))
    assert blocked("Чохские старики решили не вмешиваться.", case) == {"places.0"}
    assert not blocked("Чешские старики решили не вмешиваться.", case)


def test_a_street_of_two_words_is_written_as_one() -> None:
    case = Secrets(places=(Place(name="ул. Ново-Садовая, 184", kind="address", role="shelter"),))
    assert blocked("Квартира на Новосадовой, 184, служила нам два года.", case) == {"places.0"}
    assert not blocked("Квартира на Новогородской, 184, служила нам два года.", case)


@pytest.mark.parametrize("text", ["Её ищут урусмартановские полицейские.", "Машина шла из Урусмартана."])
def test_a_district_is_written_as_one_word(text: str) -> None:
    assert blocked(text, Secrets(places=(Place(name="Урус-Мартановский район", kind="district", role="home"),)))
    assert not blocked(text, Secrets(places=(Place(name="Ачхой-Мартановский район", kind="district", role="home"),)))


def test_a_station_of_a_common_name_is_told_by_its_building() -> None:
    case = Secrets(places=(Place(name="Прохладная", kind="station", role="route"),))
    assert blocked("Прохладненский вокзал был пуст.", case) == {"places.0"}
    assert not blocked("Прохладная погода простояла неделю.", case)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Договор лежит в папке под именем калуга_договор.docx.", Place(name="Калуга", kind="city", role="shelter")),
        ("#калуга встречает нас дождём", Place(name="Калуга", kind="city", role="shelter")),
        ("Окна выходят на улицу имени Юрия Гагарина.", Place(name="ул. Гагарина, 4", kind="address", role="shelter")),
    ],
)
def test_a_tag_and_a_street_called_after_somebody(text: str, place: Place) -> None:
    assert blocked(text, Secrets(places=(place,))) == {"places.0"}
    assert not blocked(
        "Калуга – рыба из семейства осетровых; полёту Гагарина шестьдесят пять лет.", Secrets(places=(place,))
    )


def test_a_name_is_written_with_the_other_e_and_an_airline_has_an_adjective() -> None:
    assert blocked("Хэда уже спит.", named("Хеда", "Эльмурзаева")) == {"P1.given"}
    flown = Secrets(services=(Service(carrier="Аэрофлот", number="SU1862", date=date(2026, 4, 9)),))
    assert blocked("Она летела аэрофлотовским рейсом.", flown) == {"services.0"}


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


@pytest.mark.parametrize(
    ("text", "city"),
    [("Friendly Nijmegeners gave him a bicycle.", "Nijmegen"), ("Two Dortmunders carried it upstairs.", "Dortmund")],
)
def test_inhabitants_have_english_names(text: str, city: str) -> None:
    held = Secrets(places=(Place(name=city, kind="city", role="destination"),))
    assert blocked(text, held) == {"places.0"}
    assert not blocked(text, Secrets(places=(Place(name="Salamanca", kind="city", role="destination"),)))


def test_another_persons_family_name_is_not_alike() -> None:
    case = named("Мадина", "Каландарова")
    assert not blocked("Привет от Мадины Тлостановой.", case)
    assert not blocked("Король Астемир Первый правил недолго.", named("Астемир", "Карданов"))


def test_the_end_of_a_sentence_tears_no_word() -> None:
    case = Secrets(persons=(Person(id="P5", names=(Name(given="Дмитрий", family="Вершинин", nick=("Верша",)),)),))
    assert not blocked("An adult should not be searched for. We have told them.", case)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("В понедельник на этой неделе он прилетел.", date(2026, 5, 18)),
        ("On Monday of this week he landed.", date(2026, 5, 18)),
        ("На прошлой неделе, в пятницу, он прилетел.", date(2026, 5, 15)),
        ("He landed on Friday last week.", date(2026, 5, 15)),
        ("Улетела она в марте. Число хорошее, девятое.", date(2026, 3, 9)),
        ("Ушла она в феврале. Число она запомнила навсегда: второе.", date(2026, 2, 2)),
    ],
)
def test_a_day_of_this_week_or_the_last(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day - timedelta(days=1)))


@pytest.mark.parametrize(
    ("called", "text"),
    [
        ("Объединённые Арабские Эмираты", "She had a short layover in the UAE."),
        ("Объединённые Арабские Эмираты", "Через Эмираты лететь не советовали."),
        ("Французская Республика", "Она уже во Франции."),
        ("Федеративная Республика Германия", "She is in Germany now."),
        ("Kingdom of the Netherlands", "Она теперь в Голландии."),
        ("Республика Сербия", "She crossed into Serbia."),
        ("Соединённые Штаты Америки", "Она в США."),
    ],
)
def test_a_country_may_be_held_by_its_official_name(called: str, text: str) -> None:
    assert blocked(text, Secrets(places=(Place(name=called, kind="country", role="destination"),))) == {"places.0"}


def test_a_name_in_a_code_phrase_is_written_in_latin_letters() -> None:
    case = Secrets(words=("тётя Клава уже дома",))
    assert blocked("When the message “Aunt Klava is already home” came, we cheered.", case) == {"words.0"}
    assert not blocked("When the message “Aunt Nina is already home” came, we cheered.", case)


def test_a_village_of_the_next_district_is_near() -> None:
    home = Place(
        name="Заюково", kind="settlement", role="home", within=("Баксанский район",), coordinates=(43.6092, 43.3008)
    )
    assert blocked("Дом стоит недалеко от Кёнделена, и дорога оттуда одна.", Secrets(places=(home,))) == {"places.0"}
