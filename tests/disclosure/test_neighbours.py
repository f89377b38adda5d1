"""A village is told by what lies beside it: by a sign of nearness and a name, in both languages."""

from itertools import cycle

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.declension import is_common, is_person
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import fold
from kunak.disclosure.neighbours import of_neighbours
from kunak.disclosure.phrases import parts
from kunak.disclosure.reading import read
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.tables import listed, rows
from kunak.disclosure.villages import neighbours, villages_of
from kunak.disclosure.vocabulary import Vocabulary

DISTRICTS = [
    (region, district, tuple(name for name in listed(cell))) for region, district, cell in rows("villages.tsv")
]

RUSSIAN = (
    "Замуж её собирались отдать совсем рядом, {}.",
    "Дядя живёт по соседству: {}.",
    "Прятали его в паре километров, место зовётся {}.",
    "Её увезли в соседнее село {}.",
    "За перевалом {}, там у них тётка.",
    "{}, рукой подать, а он туда не ездил.",
    "До рынка двадцать минут езды, рынок там, где {}.",
    "Сваты приехали: {}, это через два села.",
    "{} — на том берегу реки.",
    "С крыши видно, как горит {}, видно из каждого окна.",
    "{} в двух шагах отсюда.",
    "Ночью он шёл вверх по ущелью, {} уже спало.",
    "{}: сразу за хребтом.",
    "Недалеко {}, и брат ездил туда каждый день.",
    "{}, в том же ущелье, знает эту историю.",
)
ENGLISH = (
    "Home is only a short drive from {}.",
    "It is a stone's throw from {}.",
    "{} is one village over.",
    "They wanted to marry her off next door, in {}.",
    "He hid with an aunt in neighbouring {}.",
    "{} lies just over the ridge.",
    "{}, a few kilometres away, has a market.",
    "She could walk; {} is within walking distance.",
    "His people were in {}, down the same valley.",
    "{} is twenty minutes away.",
    "It was half an hour's walk from {}.",
    "The next village is {}.",
    "{} is on the other side of the river.",
    "Not far off, in {}, he had a cousin.",
    "It is close to {}.",
)
PLAIN = (
    "{} помнит ту зиму.",
    "Из окна автобуса она прочла на указателе: {}.",
    "{} was in the papers that spring.",
    "The song is about {} and a river.",
)

LATIN = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def in_latin(name: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in name.casefold()).title()


def home_of(region: str, district: str, names: tuple[str, ...]) -> Place:
    plain = [name for name in names if not name.startswith("#")]
    home = next((name for name in plain if len(parts(name)) == 1), plain[0])
    return Place(name=home, kind="settlement", role="home", within=(f"{district} район", region))


def beside(place: Place) -> list[str]:
    """Return the names that need a sign of nearness alone."""
    found = of_neighbours("places.0", place)
    told = {phrase.plain for phrase in found if phrase.near == "beside next"}
    return [
        one.name
        for one in neighbours((place.name,), place.within, None)
        if tuple(parts(one.name)) in told and one.district
    ]


def severities(draft: str, vocabulary: Vocabulary) -> list[str]:
    return [one.severity for one in read(draft, fold(draft), vocabulary) if one.form == "neighbour"]


@pytest.mark.parametrize(("region", "district", "names"), DISTRICTS, ids=[f"{one[0]}, {one[1]}" for one in DISTRICTS])
def test_each_village_of_a_district_tells_a_home_there(region: str, district: str, names: tuple[str, ...]) -> None:
    place = home_of(region, district, names)
    vocabulary = Vocabulary(of_neighbours("places.0", place))
    told = beside(place)
    assert told
    for name, russian, english, plain in zip(told, cycle(RUSSIAN), cycle(ENGLISH), cycle(PLAIN), strict=False):
        assert "block" in severities(russian.format(name), vocabulary), russian.format(name)
        if all(len(part) > 2 for part in parts(in_latin(name))):
            assert "block" in severities(english.format(in_latin(name)), vocabulary), english.format(in_latin(name))
        assert severities(plain.format(name), vocabulary) == ["review"], plain.format(name)


@pytest.mark.parametrize("sentence", RUSSIAN + ENGLISH)
def test_each_sign_tells_it_of_each_village(sentence: str) -> None:
    place = Place(name="Чох", kind="settlement", role="home", within=("Гунибский район",))
    vocabulary = Vocabulary(of_neighbours("places.0", place))
    for name in beside(place):
        said = sentence.format(in_latin(name) if sentence in ENGLISH else name)
        assert "block" in severities(said, vocabulary), said


HOME = Place(name="Чох", kind="settlement", role="home", within=("Гунибский район", "Дагестан"))


def found(draft: str, place: Place = HOME) -> list[Finding]:
    return [one for one in check(draft, Secrets(places=(place,))).findings if one.secret]


@pytest.mark.parametrize(
    "draft",
    [
        "Из Согратля выехали трое.",
        "В Согратле открыли музей. Рядом с музеем стоит школа.",
        "Sogratl has a museum. A short drive from the capital there is another.",
    ],
)
def test_a_village_of_the_district_that_is_only_named_asks_for_a_look(draft: str) -> None:
    assert [(one.secret, one.form, one.severity) for one in found(draft)] == [("places.0", "neighbour", "review")]


def test_what_is_beside_is_no_home_that_was_told() -> None:
    case = Secrets(places=(HOME,), traits={"region": "Дагестан"})
    assert check("Из Согратля выехали трое.", case).crowd.uncounted == ()
    assert "settlement" in check("Совсем рядом Согратль.", case).crowd.uncounted


@pytest.mark.parametrize(
    "draft", ["В двух шагах Согратль.", "Согратль в двух шагах.", "согратль по соседству, пешком дойти"]
)
def test_a_neighbour_in_any_order_blocks(draft: str) -> None:
    assert {(one.form, one.severity) for one in found(draft)} == {("neighbour", "block")}


def test_a_name_that_means_others_needs_a_home_beside_it() -> None:
    place = Place(name="Гертма", kind="settlement", role="home", within=("Казбековский район",))
    assert found("Ленинаул упомянули в отчёте.", place) == []
    assert found("Совсем рядом Ленинаул.", place) == []
    assert {one.severity for one in found("Её село совсем рядом с Ленинаулом.", place)} == {"block"}


BAMUT = Place(name="Бамут", kind="settlement", role="home", within=("Ачхой-Мартановский район", "Чечня"))


def test_a_village_that_is_called_like_somebody_is_one_where_a_word_places_it() -> None:
    assert found("Валерик живёт совсем рядом.", Place(name="Бамут", kind="settlement", role="shelter")) == []
    assert "block" not in {one.severity for one in found("Рядом сидел Валерик.", BAMUT)}
    assert {one.severity for one in found("Свадьба была в двух шагах, в Валерике.", BAMUT)} == {"block"}


@pytest.mark.parametrize(
    "draft",
    [
        "Её бывший муж поселился через поле, в Давыденко.",
        "Родня в Новом Шарое узнала первой: туда от них один поворот.",
        "От калитки до Хамби-Ирзе ходит маршрутка, четверть часа.",
        "Вся округа от Янди до Катар-Юрта знает её отца.",
        "The nearest pharmacy was in Katar-Yurt.",
        "Yandi is so close that they heard the shots.",
        "She was to marry into a family in Shaami-Yurt, a few fields away.",
        "His cousin keeps a shop in Samashki, twenty minutes up the road.",
    ],
)
def test_nearness_is_said_in_many_ways(draft: str) -> None:
    assert "block" in {one.severity for one in found(draft, BAMUT)}


@pytest.mark.parametrize(
    "draft",
    [
        "В Янди открыли школу на двести мест.",
        "Рядом с новой школой в столице разбили сад. Янди ждёт своей.",
        "Yandi won the regional cup in football.",
        "About ten kilometres of pipe were laid, the ministry said.",
        "Вперёд ещё два километра, сказал сосед.",
    ],
)
def test_news_of_a_neighbour_is_not_blocked(draft: str) -> None:
    assert "block" not in {one.severity for one in found(draft, BAMUT)}


def test_a_town_needs_a_home_beside_it() -> None:
    place = Place(name="Гойты", kind="settlement", role="home")
    assert {one.severity for one in found("Пожар рядом с Урус-Мартаном тушили до утра.", place)} == {"review"}
    assert {one.severity for one in found("Их село рядом с Урус-Мартаном.", place)} == {"block"}


def test_other_places_have_no_neighbours() -> None:
    shelter = Place(name="Чох", kind="settlement", role="shelter")
    assert found("Совсем рядом Согратль.", shelter) == []
    elsewhere = Place(name="Нигде", kind="settlement", role="home")
    assert list(of_neighbours("places.0", elsewhere)) == []


def test_a_point_is_enough_to_know_what_is_near() -> None:
    place = Place(name="Нигде", kind="settlement", role="home", coordinates=(42.32, 46.96))
    assert {one.severity for one in found("Her village is a short walk from Khindakh.", place)} == {"block"}


def test_the_table_of_villages_is_in_order() -> None:
    assert sum(len(names) for *_, names in DISTRICTS) > 1200
    for region, district, names in DISTRICTS:
        assert len(names) == len({name.removeprefix("#") for name in names}), (region, district)
        assert all(set(fold(name).text) <= set("абвгдежзийклмнопрстуфхцчшщъыьэюя -#123") for name in names), district
    assert "Гамсутль" in villages_of("Гунибский")
    assert villages_of("Нигдейский") == ()


def test_a_common_word_is_never_next_door() -> None:
    for region, district, names in DISTRICTS:
        for name in beside(home_of(region, district, names)):
            words = parts(name)
            assert len(words) > 1 or not (is_common(words[0]) or is_person(words[0])), (name, region)
