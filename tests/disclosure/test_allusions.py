"""What everybody knows of a place, a day or an airline asks for a look, in whatever words it is said."""

import re
from datetime import date
from pathlib import Path

import pytest

from kunak.disclosure.allusions import BEGINNING
from kunak.disclosure.check import check, judge, prepare
from kunak.disclosure.declension import is_known
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import allusions
from kunak.disclosure.secrets import DatedFact, Person, Place, Secrets, Service
from kunak.disclosure.tables import rows

PRESS = Path(__file__).parent / "press"


def told(text: str, secrets: Secrets, path: str) -> set[str]:
    return {finding.severity for finding in check(text, secrets).findings if finding.secret == path}


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("She teaches in a land of the silver fern and more sheep than people.", "Новая Зеландия", "country"),
        ("Её новая страна первой в мире пустила женщин голосовать.", "Новая Зеландия", "country"),
        ("They wait where a poet's bridge of locks crosses the Rhine below twin cathedral towers.", "Кёльн", "city"),
        ("Из окна видна лагуна, а вместо автобусов по каналам ходят гондолы.", "Венеция", "city"),
        ("A stone forest of khachkars stands behind her new school.", "Армения", "country"),
        ("The president there called himself the poorest, and drank mate like everyone.", "Уругвай", "country"),
        ("Город, где над слиянием рек стоят башни Петронас.", "Куала-Лумпур", "city"),
        ("Он нашёл работу на заводе азотных удобрений у Кубани.", "Невинномысская", "station"),
        ("From her building one sees the bay and the mermaid on her stone.", "Копенгаген", "city"),
        ("Живёт там, где Кант похоронен у собора.", "Калининград", "city"),
        ("Теперь она на родине мебельного гиганта.", "Швеция", "country"),
        ("He works where trolls, salmon and oil pay for everything.", "Норвегия", "country"),
        ("Её приняла страна кирпичиков «Лего» и Андерсена.", "Дания", "country"),
        ("She learns the language of windmills, tulips and cheese.", "Нидерланды", "country"),
        ("Она жила в городе, чью крепость на Волге венчает мечеть.", "Казань", "city"),
        ("He hid where a kitten looks for Lizyukov Street.", "Воронеж", "city"),
        ("Его прятали у памятника мечу и танцующим детям, на Волге.", "Волгоград", "city"),
        ("His train started at brandy cellars on the Terek.", "Кизляр", "station"),
        ("Она выросла в крае башен и склепов, где пекут три пирога.", "Северная Осетия", "district"),
        ("The airport there is named after a scientist.", "Домодедово", "airport"),
        ("Она снимает комнату там, где чайки провожают паромы к другому континенту.", "Стамбул", "city"),
        ("He works between the Spree and the television tower, among techno clubs.", "Берлин", "city"),
        ("Их новый дом у подножия Везувия, где пекут лучшую пиццу.", "Неаполь", "city"),
        ("From here the Yarra and the best coffee in the laneways are a walk away.", "Мельбурн", "city"),
        ("Он живёт в самом многолюдном городе Южной Америки.", "Сан-Паулу", "city"),
        ("They were met where fado is sung above the Tagus.", "Лиссабон", "city"),
        ("Вокруг оливковые рощи, тапас и сиеста.", "Испания", "country"),
        ("The narrow country between the Andes and the ocean took him in.", "Чили", "country"),
        ("Здесь все пьют мате и едят асадо.", "Аргентина", "country"),
        ("They live among azulejos, sardines and trams.", "Португалия", "country"),
    ],
)  # fmt: skip
def test_a_place_is_known_by_what_it_is_known_for(text: str, place: str, kind: str) -> None:
    secrets = Secrets(places=(Place(name=place, kind=kind, role="destination"),))  # type: ignore[arg-type]
    assert "review" in told(text, secrets, "places.0")


def test_a_city_is_known_by_its_country_and_an_airport_by_its_city() -> None:
    inside = Secrets(places=(Place(name="Батуми", kind="city", role="shelter", within=("Грузия",)),))
    assert told("Здесь готовят хинкали и чурчхелу.", inside, "places.0") == {"review"}
    airport = Secrets(places=(Place(name="Схипхол", kind="airport", role="route", within=("Амстердам",)),))
    assert told("Их приютили у дома, где прятали Анну Франк.", airport, "places.0") == {"review"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Они ушли, когда все школьницы надели белые банты и понесли букеты.", date(2025, 9, 1)),
        ("He left on the night when children in masks knock on doors for candy.", date(2025, 10, 31)),
        ("Это было в то утро, когда мужчины стоят в очереди за тюльпанами и мимозой.", date(2026, 3, 8)),
        ("Они бежали в день, когда десантники купаются в фонтанах.", date(2026, 8, 2)),
        ("Суд назначен на день, когда в каждом дворе режут барана и раздают мясо соседям.", date(2026, 5, 27)),
        ("They met on the day of painted eggs and of kulich in every church.", date(2026, 4, 12)),
    ],
)  # fmt: skip
def test_a_day_is_known_by_what_people_do_on_it(text: str, day: date) -> None:
    assert told(text, Secrets(dates=(DatedFact(what="bus", date=day),)), "dates.0") == {"review"}
    born = Secrets(persons=(Person(id="P1", born=day.isoformat()),))
    assert told(text, born, "P1.born") == {"review"}
    other = Secrets(dates=(DatedFact(what="bus", date=day.replace(month=day.month % 12 + 1, day=17)),))
    assert told(text, other, "dates.0") == set()


def test_an_airline_is_known_by_what_is_painted_on_it() -> None:
    lot = Secrets(services=(Service(carrier="LOT", number="LO 640"),))
    assert told("Самолёт с журавлём на хвосте опоздал на час.", lot, "services.0") == {"review"}
    irish = Secrets(services=(Service(carrier="", number="FR 1902"),))
    assert told("a budget plane with a harp on its tail", irish, "services.0") == {"review"}


def test_the_words_have_to_stand_in_one_sentence() -> None:
    secrets = Secrets(places=(Place(name="Албания", kind="country", role="destination"),))
    assert told("Орёл кружил над полем. Флаг порвал ветер, двуглавых марок не нашлось.", secrets, "places.0") == set()


def test_a_clue_never_blocks() -> None:
    names = [key for keys, *_ in rows("allusions.tsv") for key in keys.split(",")[:1] if not key.isupper()]
    places = tuple(Place(name=name, kind="city", role="destination") for name in names if " " not in name)
    prepared = prepare(Secrets(places=places))
    for name in ("clean.txt", "generalised.txt"):
        for line in (PRESS / name).read_text("utf-8").splitlines():
            found = [one for one in judge(line, prepared).findings if one.form == "allusion"]
            assert all(one.severity == "review" and line[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize("row", rows("allusions.tsv"), ids=lambda row: row[0])
def test_the_table_holds_words_that_can_be_found(row: list[str]) -> None:
    assert len(row) == 3
    for cell in row[1:]:
        for clue in filter(None, cell.split(",")):
            for way in (way for term in clue.split() for way in term.split("/")):
                plain = fold(way.removesuffix("*")).text
                assert plain, clue
                assert not (re.search("[a-z]", plain) and re.search("[а-я]", plain)), way
                assert not way.endswith("*") or len(plain) >= BEGINNING, way
    for clue in row[1].split(","):
        words = [fold(way).text for way in clue.split("/") if not way.endswith("*")] if " " not in clue.strip() else []
        assert not any(is_known(word) and len(word) < 3 for word in words), clue


def test_a_key_is_known_in_both_alphabets() -> None:
    assert allusions("Lisbon") == allusions("Лиссабон") != ((), ())
