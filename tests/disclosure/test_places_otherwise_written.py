"""Places as one word, by a tag, by who lives there, by money and language."""

from datetime import date

import pytest
from tests.disclosure.cases import blocked, named

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Place, Secrets, Service


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
    ("text", "city"),
    [("Friendly Nijmegeners gave him a bicycle.", "Nijmegen"), ("Two Dortmunders carried it upstairs.", "Dortmund")],
)
def test_inhabitants_have_english_names(text: str, city: str) -> None:
    held = Secrets(places=(Place(name=city, kind="city", role="destination"),))
    assert blocked(text, held) == {"places.0"}
    assert not blocked(text, Secrets(places=(Place(name="Salamanca", kind="city", role="destination"),)))


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


def test_a_village_of_the_next_district_is_near() -> None:
    home = Place(
        name="Заюково", kind="settlement", role="home", within=("Баксанский район",), coordinates=(43.6092, 43.3008)
    )
    assert blocked("Дом стоит недалеко от Кёнделена, и дорога оттуда одна.", Secrets(places=(home,))) == {"places.0"}


def test_a_village_of_a_district_that_borders_is_near_a_home_that_is_near_it() -> None:
    home = Place(
        name="Эльхотово", kind="settlement", role="home", within=("Кировский район",), coordinates=(43.3489, 44.2028)
    )
    assert blocked("Родной дом в паре километров от Заманкула.", Secrets(places=(home,))) == {"places.0"}
    assert not blocked("В Заманкуле прошёл турнир по борьбе.", Secrets(places=(home,)))


@pytest.mark.parametrize(
    "text",
    ["Met at Humberto Delgado, right behind the customs doors.", "За таможней в Умберту Делгаду её ждали."],
)
def test_an_airport_that_bears_a_name_is_told_by_its_customs(text: str) -> None:
    airport = Place(name="Аэропорт Умберту Делгаду", also=("Humberto Delgado Airport",), kind="airport")
    assert blocked(text, Secrets(places=(airport,))) == {"places.0"}


def test_a_name_in_a_code_phrase_that_is_a_word_too() -> None:
    assert blocked('The driver said "greetings from Aunt Rosa".', Secrets(words=("привет от тёти Розы",))) == {
        "words.0"
    }


DISTRICT = Place(name="Докузпаринский район", kind="district", role="home")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A court in Dokuzpara district refused.", DISTRICT),
        ("A court in Tsumada district refused.", Place(name="Цумадинский район", kind="district", role="home")),
    ],
)
def test_a_district_has_an_english_name(text: str, place: Place) -> None:
    assert blocked(text, Secrets(places=(place,))) == {"places.0"}


HOME = Place(
    name="Усухчай",
    kind="settlement",
    role="home",
    within=("Докузпаринский район", "Дагестан"),
    coordinates=(41.4308, 47.91),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Men came from the neighbouring town of Akhty.", True),
        ("Из соседних Ахтов приехали люди.", True),
        ("В Ахтах открыли школу.", False),
        ("Жители посёлка под Ахтами требуют закрыть свалку.", True),
        ("Жители посёлка под Дербентом требуют закрыть свалку.", False),
        ("Жители посёлка под Касумкентом требуют закрыть свалку.", False),
    ],
)
def test_a_neighbour_is_one_where_it_is_said_so(text: str, told: bool) -> None:
    assert bool(blocked(text, Secrets(places=(HOME,)))) == told


def test_an_airport_of_a_city_is_not_one_that_is_called_after_somebody() -> None:
    airport = Place(name="Манисес", also=("VLC", "аэропорт Валенсии"), kind="airport")
    assert not blocked("A court in Gdańsk sentenced a landlord.", Secrets(places=(airport,)))
    assert blocked("Она прилетела в Валенсию рейсом из дома.", Secrets(places=(airport,))) == {"places.0"}


@pytest.mark.parametrize(("text", "city"), [("Kind Irkutyans met her.", "Иркутск"), ("An Omskian helped.", "Омск")])
def test_those_who_live_in_a_town_in_sk_have_english_names(text: str, city: str) -> None:
    assert blocked(text, Secrets(places=(Place(name=city, kind="city", role="shelter"),))) == {"places.0"}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("They greet her with kalimera.", "Греция"),
        ("She is now in Hellas.", "Греция"),
        ("Сосед говорит ей «лаба диена».", "Литва"),
        ("Her first words were hyvää päivää.", "Финляндия"),
    ],
)
def test_a_greeting_is_where_it_is_said(text: str, country: str) -> None:
    assert blocked(text, Secrets(places=(Place(name=country, kind="country", role="destination"),))) == {"places.0"}


def test_a_woman_is_no_village() -> None:
    home = Place(
        name="Губден",
        kind="settlement",
        role="home",
        within=("Карабудахкентский район",),
        coordinates=(42.5658, 47.5631),
    )
    text = "We discuss a memoir by Hannah Lindqvist, who grew up not far from a lake in Sweden."
    assert not blocked(text, Secrets(places=(home,)))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("She asked for asylum in the U.K. at once.", Place(name="Великобритания", kind="country")),
        ("Над дверью висит Юнион Джек.", Place(name="Великобритания", kind="country", role="destination")),
        ("В аэропорту имени Невельского её ждали.", Place(name="Хабаровск-Новый", also=("KHV",), kind="airport")),
        ("Ему нужны динары, помогите поменять.", Place(name="Сербия", kind="country", role="route")),
    ],
)
def test_a_place_is_told_by_its_letters_its_flag_its_money_and_its_namesake(text: str, place: Place) -> None:
    assert blocked(text, Secrets(places=(place,))) == {"places.0"}
