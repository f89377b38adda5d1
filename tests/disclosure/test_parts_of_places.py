"""A place is told by its quarters, stations, people, money and language; the same words mean others elsewhere."""

from datetime import date

import pytest

from kunak.disclosure.aviation import carrier_code, flight_as_filed
from kunak.disclosure.check import check
from kunak.disclosure.gazetteer import citizens, point_of
from kunak.disclosure.secrets import Place, Secrets, Service
from kunak.disclosure.territories import money_elsewhere

ISTANBUL = Place(name="Стамбул", kind="city", role="shelter")
MOSCOW = Place(name="Москва", kind="city", role="route")
BERLIN = Place(name="Берлин", kind="city", role="destination")
BUENOS_AIRES = Place(name="Буэнос-Айрес", kind="city", role="destination")
CHILE = Place(name="Чили", kind="country", role="destination")
NORWAY = Place(name="Норвегия", kind="country", role="destination")
GEORGIA = Place(name="Грузия", kind="country", role="route")
MONGOLIA = Place(name="Монголия", kind="country", role="route")
TURKEY = Place(name="Турция", kind="country", role="route")
COLONIA = Place(name="Колония-дель-Сакраменто", also=("Colonia del Sacramento",), kind="city", role="shelter")
AGUL = Place(name="Табасаранский район", kind="district", role="home")
VILLAGE = Place(name="Барсуки", kind="settlement", role="home", coordinates=(43.26, 44.81))
CROSSING = Place(name="Нижний Зарамаг", also=("КПП Зарамаг",), kind="station", role="route")
STREET = Place(name="ул. Красная Заводская, 14, кв. 3", kind="address", role="shelter")
KAZANSKY = Place(name="Казанский вокзал", kind="station", role="route", within=("Москва",))


def severities(text: str, *places: Place, services: tuple[Service, ...] = ()) -> set[str]:
    return {one.severity for one in check(text, Secrets(places=places, services=services)).findings if one.secret}


def flown(carrier: str, number: str) -> tuple[Service, ...]:
    return (Service(carrier=carrier, number=number, date=date(2025, 5, 24)),)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Комнату ей сдали в Кадыкёе, над пекарней.", ISTANBUL),
        ("A cat in Beşiktaş sleeps on her suitcase.", ISTANBUL),
        ("Two Istanbulites carried the sofa upstairs.", ISTANBUL),
        ("The ferry dropped them at Haydarpasa.", ISTANBUL),
        ("Соседи-москвичи оставили ей ключ.", MOSCOW),
        ("Старая москвичка кормила её кашей.", MOSCOW),
        ("Он ночевал в Бирюлёве у товарища.", MOSCOW),
        ("Her bed stands in a flat in Neukölln.", BERLIN),
        ("Берлинцы, говорит она, не здороваются.", BERLIN),
        ("A porteño taught him to dance.", BUENOS_AIRES),
        ("The bus left from Retiro at dawn.", BUENOS_AIRES),
        ("За комнату он отдаёт двести тысяч песо.", CHILE),
        ("Her Castellano improves with every queue.", CHILE),
        ("The bus pass costs 800 kroner.", NORWAY),
        ("По вечерам он учит букмол.", NORWAY),
        ("Их накормила семья монголов.", MONGOLIA),
        ("Marked #türkiyedays and nothing else.", TURKEY),
        ("A judge from the Tabasaran district knows the father.", AGUL),
        ("Следователь Табасаранского райотдела звонил дважды.", AGUL),
        ("Their home is the next village north of Nazran.", VILLAGE),
        ("Её родня живёт рядом с Назранью, за оврагом.", VILLAGE),
        ("They stood for a night at the Lower Zaramag checkpoint.", CROSSING),
        ("На Зарамаге их держали до утра.", CROSSING),
        ("Посылку оставьте: Кр. Заводская ул., д. 14.", STREET),
        ("She waited under the clock of Kazansky station.", KAZANSKY),
    ],
)
def test_a_part_tells_the_place(text: str, place: Place) -> None:
    assert "block" in severities(text, place)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("His seat was 31K of THY15.", ("Turkish Airlines", "TK 15")),
        ("JZR 533 left two hours late.", ("Jazeera Airways", "J9 533")),
        ("Последний перелёт был с «ЛАТАМ».", ("LATAM Airlines", "LA 8123")),
        ("Они летели «Вьетнамскими авиалиниями».", ("Vietnam Airlines", "VN 63")),
        ("She flew Delta and slept all the way.", ("Delta Air Lines", "DL 44")),
        ("Экипаж «Эйр Серб», то есть «Эйр Сербия», улыбался.", ("Air Serbia", "JU 651")),
    ],
)
def test_an_airline_is_known_by_its_names_and_codes(text: str, service: tuple[str, str]) -> None:
    assert "block" in severities(text, services=flown(*service))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A bride in white left the wedding hall.", BERLIN),
        ("Palermo rebuilt its opera house in four years.", BUENOS_AIRES),
        ("The market in Chile's neighbour Argentina sells it for 500 pesos.", NORWAY),
        ("В Мехико билет в метро стоит пять песо.", CHILE),
        ("A Mexican court fined the firm two million pesos.", CHILE),
        ("Уругвайский банк выдал сорок тысяч песо.", CHILE),
        ("The Danish museum paid 40 kroner for the stamp.", NORWAY),
        ("Исландия заплатила триста крон за каждый метр.", NORWAY),
        ("Кроны старых лип подрезали к зиме.", NORWAY),
        ("The king wore three crowns in the play.", NORWAY),
        ("George Petrossian has been disbarred for insulting a judge.", GEORGIA),
        ("Georges Simenon wrote four novels that year.", GEORGIA),
        ("Colonial furniture fetched high prices at the auction.", COLONIA),
        ("A colonial map was found in the attic.", COLONIA),
        ("Пожар рядом с Назранью тушили до утра.", VILLAGE),
        ("A road north of Nazran was closed for repairs.", VILLAGE),
        ("На красном заводе 14 рабочих получили премию.", STREET),
        ("Кр. вино и сыр, 14 порций.", STREET),
        ("A new sad story, lower than the last one.", CROSSING),
        ("Казанский собор отреставрировали.", ISTANBUL),
        ("The Wiener Philharmoniker played a waltz.", BERLIN),
        ("A hamburger costs six coins there.", Place(name="Гамбург", kind="city", role="shelter")),
        ("Венец творения сидел на подоконнике.", Place(name="Вена", kind="city", role="shelter")),
        ("Пермяки выиграли кубок.", MOSCOW),
        ("Parisians queue for bread at seven.", BERLIN),
        ("A district judge read the verdict for an hour.", AGUL),
        ("The region has two district hospitals.", AGUL),
        ("Bosnian coffee is served in copper.", NORWAY),
    ],
)
def test_its_like_does_not(text: str, place: Place) -> None:
    assert "block" not in severities(text, place)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("The Danube delta is muddy in spring.", ("Delta Air Lines", "DL 44")),
        ("United we stand, said the poster.", ("United Airlines", "UA 12")),
        ("Полярное сияние Aurora borealis видели над озером.", ("Aurora", "HZ 5616")),
        ("The peach harvest failed.", ("Peach", "MM 3")),
        ("THY neighbour as thyself, read the banner, chapter 15.", ("Turkish Airlines", "TK 15")),
    ],
)
def test_a_common_word_is_no_airline(text: str, service: tuple[str, str]) -> None:
    assert "block" not in severities(text, services=flown(*service))


def test_a_flight_is_filed_by_three_letters() -> None:
    assert flight_as_filed("TK 0015") == "THY15"
    assert flight_as_filed("BT-725") == "BTI725"
    assert flight_as_filed("373") == ""
    assert flight_as_filed("ZZ 1") == ""


def test_names_with_a_mark_are_known_without_it() -> None:
    assert carrier_code("Delta", "44") == "DL"


def test_money_that_nobody_shares_is_nowhere_else() -> None:
    assert money_elsewhere("CH", "франк") is None
    others = money_elsewhere("CL", "песо")
    assert others is not None
    assert others.search("в мексике") is not None
    assert others.search("в чили") is None


def test_those_who_live_in_a_city_are_known_by_each_of_its_names() -> None:
    assert citizens("Питер") == citizens("Санкт-Петербург") != ()
    assert citizens("Нигде") == ()


def test_a_place_lies_where_only_one_is_so_called() -> None:
    assert point_of("Кубачи") is not None
    assert point_of("Нигде") is None
