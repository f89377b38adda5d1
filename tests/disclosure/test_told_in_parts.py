"""Plates and flights of which the parts are told apart, and who rides."""

from datetime import date

import pytest
from tests.disclosure.cases import blocked

from kunak.disclosure.secrets import Person, Place, Secrets, Service


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


@pytest.mark.parametrize("text", ["W96118 landed early.", "The W9-6118 was late.", "Наш W9 06118 сел раньше."])
def test_an_airline_has_a_figure_in_its_code(text: str) -> None:
    flown = Secrets(services=(Service(carrier="Wizz Air", number="W9 6118"),))
    assert blocked(text, flown) == {"services.0"}


@pytest.mark.parametrize("text", ["W961180 is a part.", "EW96118 is a form."])
def test_a_longer_number_is_no_flight(text: str) -> None:
    assert not blocked(text, Secrets(services=(Service(carrier="Wizz Air", number="W9 6118"),)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Сотрите контакт, который начинается на 8 916 204.", True),
        ("His number begins with +7 916 204 7, we say no more.", True),
        ("У него номер на 8-916-204, дальше молчим.", True),
        ("Номер горячей линии начинается на 8 916 204-11-22.", False),
        ("Собрали 916 204 рубля.", False),
    ],
)
def test_the_beginning_of_a_phone_with_its_prefix(text: str, told: bool) -> None:
    case = Secrets(persons=(Person(id="P1", role="helper", phones=("+79162047135",)),))
    assert blocked(text, case) == ({"P1.phones"} if told else set())


def test_the_figures_of_a_flight_are_told_one_by_one() -> None:
    flown = Secrets(services=(Service(carrier="Air Serbia", number="JU 482"),))
    assert blocked("Номер рейса начинался с букв JU. Дальше шли цифры 4, 8 и 2.", flown) == {"services.0"}
    assert blocked("The airline code was JU. The digits on her stub were four, eight, two.", flown) == {"services.0"}
    assert blocked("The flight code is two letters, J and U. The digits are four, eight, two.", flown) == {"services.0"}
    assert not blocked("Номер рейса начинался с букв JU. Дальше шли цифры 4, 8 и 3.", flown)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("См. файл budget_opo-tlv_two.xlsx", True),
        ("TLV–OPO, one way.", True),
        ("The opo_report is out; tlv is a code.", False),
        ("budget_opo-lis_two.xlsx", False),
    ],
)
def test_the_codes_of_two_airports_stand_together(text: str, told: bool) -> None:
    case = Secrets(
        places=(
            Place(name="Порту", kind="airport", also=("OPO",)),
            Place(name="Тель-Авив", kind="airport", also=("TLV",)),
        )
    )
    assert blocked(text, case) == ({"places.0", "places.1"} if told else set())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Первое слово на табличке – «Старый», второе, «Брод», она прочла на перроне.", True),
        ("Старый мост и новый брод.", False),
    ],
)
def test_a_name_of_two_words_is_told_word_by_word(text: str, told: bool) -> None:
    case = Secrets(places=(Place(name="Старый Брод", kind="city", role="shelter"),))
    assert blocked(text, case) == ({"places.0"} if told else set())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The code of her airport starts with S. The other two letters are V and X.", True),
        ("Код аэропорта начинается на S, потом V, а в конце X.", True),
        ("The letters on the tag were S, V, X.", True),
        ("The letters on the tag were S, V, T.", False),
        ("A letter to S. came; V. and W. wrote.", False),
    ],
)
def test_the_code_of_an_airport_is_told_letter_by_letter(text: str, told: bool) -> None:
    case = Secrets(places=(Place(name="Кольцово", also=("SVX",), kind="airport"),))
    assert blocked(text, case) == ({"places.0"} if told else set())


@pytest.mark.parametrize(
    "text",
    [
        "The car has the digits 902 between the letter M and the letters TO.",
        "The plate: letter M, then nine zero two, then TO.",
        "На машине 902, а буквы М, Т и О.",
    ],
)
def test_the_figures_of_a_plate_stand_between_its_letters(text: str) -> None:
    assert blocked(text, Secrets(plates=("М902ТО95",))) == {"plates.0"}


@pytest.mark.parametrize(
    "text",
    [
        "Her future city is easy to guess. Take Mel, add bourne, and you have it.",
        "Столица: сначала «Мель», потом «бурн».",
        "The city's name has two halves: first Mel, then bourne.",
    ],
)
def test_a_name_is_put_together_from_two_pieces(text: str) -> None:
    assert blocked(text, Secrets(places=(Place(name="Мельбурн", kind="city", role="destination"),))) == {"places.0"}


def test_the_rest_of_a_flight_is_its_figures() -> None:
    flown = Secrets(services=(Service(carrier="Аэрофлот", number="SU 1854"),))
    assert blocked("Her code starts with SU. The rest, for those who asked, is eighteen fifty-four.", flown) == {
        "services.0"
    }


def test_a_handle_is_told_in_pieces_of_a_sentence() -> None:
    case = Secrets(persons=(Person(id="P1", role="relative", handles=("@adam_borz95",)),))
    assert blocked("His handle is adam, underscore, borz, and then ninety-five.", case) == {"P1.handles"}


@pytest.mark.parametrize("text", ["Она сыграла вничью в шестом туре.", "We met in the W6 room.", "Ничья в 6 туре."])
def test_the_code_of_an_airline_alone_is_no_flight(text: str) -> None:
    assert not blocked(text, Secrets(services=(Service(carrier="Wizz Air", number="W6 6427"),)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Первые три буквы названия: «Мер».", False),
        ("Первые три буквы названия: «Мел».", True),
        ("Первые четыре буквы – Мель.", True),
        ("Первые три буквы алфавита: абв.", False),
    ],
)
def test_the_first_letters_of_a_name_are_told(text: str, told: bool) -> None:
    case = Secrets(places=(Place(name="Мельбурн", kind="city", role="destination"),))
    assert blocked(text, case) == ({"places.0"} if told else set())


def test_a_railway_has_two_names() -> None:
    ridden = Secrets(services=(Service(carrier="ФПК", number="142С"),))
    assert blocked("Билет куплен через Федеральную пассажирскую компанию.", ridden) == {"services.0"}


@pytest.mark.parametrize(
    ("text", "told"),
    [("Билеты купили у S7, возвратные.", True), ("She flew with S7.", True), ("Дом на улице S7, корпус 2.", False)],
)
def test_an_airline_is_called_by_its_code(text: str, told: bool) -> None:
    flown = Secrets(services=(Service(carrier="S7 Airlines", number="S7 5723"),))
    assert blocked(text, flown) == ({"services.0"} if told else set())
