"""What people, airports and the inhabitants of cities are called otherwise is found, and left alone where it is not."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

import pytest

from kunak.disclosure.aviation import airports_called
from kunak.disclosure.check import Prepared, judge, prepare
from kunak.disclosure.declension import is_russian
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import fold
from kunak.disclosure.lexicon import is_loose
from kunak.disclosure.persons import of_persons
from kunak.disclosure.phrases import parts
from kunak.disclosure.romanise import bare
from kunak.disclosure.secrets import Name, Person, Place, Secrets
from kunak.disclosure.tables import listed, rows

TOGETHER = 40
"""Names that are sought in one text; of a place without a role its country is not sought, which takes longest."""

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӏ",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya -".replace("-", "").split(" "),
        strict=True,
    )
)


Row = TypeVar("Row")


def _some(each: Iterator[Row], count: int) -> Iterator[tuple[Row, ...]]:
    while some := tuple(islice(each, count)):
        yield some


def _latin(word: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in word.casefold()).title()


def _cases(word: str) -> tuple[str, ...]:
    """Return a name as it stands, of whom it is, and to whom."""
    if word[-1] == "а":
        return word, word[:-1] + ("и" if word[-2] in "гкхжшчщ" else "ы"), word[:-1] + "е"
    if word[-1] in "яь":
        return word, word[:-1] + ("и" if word[-1] == "я" else "я"), word[:-1] + ("е" if word[-1] == "я" else "ю")
    if word[-1] == "й":
        return word, word[:-1] + "я", word[:-1] + "ю"
    return (word,) if word[-1] in "оеёиыуюэ" else (word, word + "а", word + "у")


def _named(given: list[str]) -> Secrets:
    return Secrets(persons=tuple(Person(id=f"P{at}", names=(Name(given=name),)) for at, name in enumerate(given)))


def _found(case: Prepared, lines: list[str]) -> list[list[Finding]]:
    """Return what is found in each of many lines of one text."""
    text, found, starts = "\n".join(lines), [list[Finding]() for _ in lines], [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for finding in judge(text, case).findings:
        found[bisect_right(starts, finding.start) - 1].append(finding)
    return found


def _missed(case: Prepared, asked: list[tuple[str, str]], frame: str) -> list[tuple[str, str]]:
    """Return the pairs of a secret and a saying that is not found for it."""
    found = _found(case, [frame.format(said) for _, said in asked])
    return [one for one, findings in zip(asked, found, strict=True) if one[0] not in {each.secret for each in findings}]


def _people() -> Iterator[tuple[str, tuple[str, ...]]]:
    for spelt, pets in rows("given_names.tsv"):
        yield listed(spelt)[0], tuple(pet.lstrip("~") for pet in listed(pets))


def test_every_pet_name_is_sought_in_three_cases() -> None:
    missed = []
    for name, pets in _people():
        sought = {word for phrase in of_persons(_named([name])) for word in phrase.slots[0] if len(phrase.slots) == 1}
        for pet in pets:
            word = "".join(parts(pet))
            cases = _cases(word) if is_russian(word) else (bare(word),)
            missed += [(name, form) for form in cases if len(parts(pet)) == 1 and form not in sought]
    assert missed == []


def test_a_pet_name_is_found_in_three_cases_and_in_latin_letters() -> None:
    missed: list[tuple[str, str]] = []
    for some in _some(islice(_people(), 0, None, 9), TOGETHER):
        asked = []
        for at, (_, pets) in enumerate(some):
            for pet in pets:
                russian = is_russian(fold(pet).text) and len(pet) > 3
                said = (*_cases(pet), _latin(pet)) if russian else (pet,)
                asked += [(f"P{at}.given", form) for form in said]
        missed += _missed(prepare(_named([name for name, _ in some])), asked, "Мы видели {} вчера.")
    assert missed == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (Name(given="Тимофей"), "We met Timosha at the gate."),
        (Name(given="Арсланбек"), "Arslanchik is asleep at last."),
        (Name(given="Арсланбек"), "Арсланчику купили велосипед."),
        (Name(given="Хизирбек"), "Хизирчик уже спит."),
        (Name(given="Пётр", patronymic="Андреевич"), "Andreich called from the station."),
        (Name(given="Пётр", patronymic="Иванович"), "Our Ivanych is home."),
        (Name(given="Luciana"), "Лучана открыла нам дверь."),
        (Name(given="João"), "Жуан довёз её до дома."),
        (Name(given="Peter"), "Питер открыл нам дверь."),
        (Name(given="Göran"), "Йоран довёз её до дома."),
        (Name(given="Elizabeth"), "Бетти открыла нам дверь."),
        (Name(given="Магомедсалам"), "Мухаммадсалам уже дома."),
    ],
)
def test_somebody_is_found_by_what_friends_say(name: Name, text: str) -> None:
    case = prepare(Secrets(persons=(Person(id="P1", names=(name,)),)))
    assert {finding.secret.split(".")[0] for finding in judge(text, case).findings if finding.severity == "block"} == {
        "P1"
    }


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("Александра", "Ola opened a bakery."),
        ("Василий", "На поле цвёл василёк."),
        ("Снежана", "Дети лепили снежок."),
        ("Сусанна", "Роза ветров изменилась."),
        ("William", "Will the bridge open in May?"),
        ("Peter", "Из Питера пустили новый поезд."),
        ("Salvador", "В Сальвадоре прошли выборы."),
    ],
)
def test_a_word_or_the_name_of_another_is_no_pet_name(given: str, text: str) -> None:
    case = prepare(_named([given]))
    assert [finding.text for finding in judge(text, case).findings if finding.severity == "block"] == []


def test_a_pet_name_that_is_another_word_too_often_asks_for_a_look() -> None:
    marked = [
        (listed(spelt)[0], pet[1:]) for spelt, pets in rows("given_names.tsv") for pet in listed(pets) if pet[0] == "~"
    ]
    assert marked
    for name, pet in marked:
        assert is_loose(fold(name).text, fold(pet).text)


def _airports() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for iata, after, other in rows("airport_names.tsv"):
        yield iata, listed(after), listed(other)


@cache
def _case_of_airports() -> list[tuple[Prepared, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]]]:
    return [
        (prepare(Secrets(places=tuple(Place(name=iata, kind="airport") for iata, _, _ in some))), some)
        for some in _some(_airports(), TOGETHER)
    ]


def test_every_name_of_an_airport_is_found_beside_what_airports_do() -> None:
    missed = []
    for case, some in _case_of_airports():
        asked = [
            (f"places.{at}", name)
            for at, (_, after, other) in enumerate(some)
            for name in (*after, *other)
            if len("".join(filter(str.isalpha, name))) > 3
        ]
        missed += _missed(case, asked, "Сели в аэропорту {}.")
        missed += _missed(case, asked, "We landed at {} Airport.")
    assert missed == []


def test_an_airport_is_known_by_each_of_its_names() -> None:
    for iata, after, other in _airports():
        for name in (*after, *other):
            assert iata in {airport.iata for airport in airports_called(name)}, name


def test_whom_an_airport_is_called_after_is_somebody_in_history() -> None:
    wrong = []
    for case, some in _case_of_airports():
        names = [name for _, after, _ in some for name in after]
        for frame in ("В музее открыли зал, где рассказывают про {}.", "The museum has a new room about {}."):
            for name, findings in zip(names, _found(case, [frame.format(name) for name in names]), strict=True):
                wrong += [name for one in findings if one.severity == "block" and one.form in ("airport", "namesake")]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Загреб", "Она ночевала в аэропорту имени Франьо Туджмана."),
        ("Москва", "The airport there is named after Lomonosov."),
        ("Загреб", "Рейс приняли в Плесо ночью."),
        ("Belgrade", "She slept at Nikola Tesla Airport."),
        ("Тбилиси", "Её встретили в аэропорту Руставели."),
        ("Париж", "Пересадка была в Шарль де Голль."),
        ("Нью-Йорк", "Встречали в аэропорту Кеннеди."),
    ],
)
def test_a_city_is_found_by_its_airport(name: str, text: str) -> None:
    case = prepare(Secrets(places=(Place(name=name, kind="city", role="route"),)))
    assert "places.0" in {finding.secret for finding in judge(text, case).findings if finding.severity == "block"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Аэропорт имени Франьо Туджмана", "ZAG"),
        ("Аэропорт Плесо", "ZAG"),
        ("Аэропорт имени Амет-Хана Султана", "MCX"),
        ("Аэропорт имени Габдуллы Тукая", "KZN"),
        ("Adolfo Suarez Airport", "MAD"),
    ],
)
def test_an_airport_that_is_held_by_another_name_is_found_by_its_code(name: str, code: str) -> None:
    case = prepare(Secrets(places=(Place(name=name, kind="airport", role="route"),)))
    found = judge(f"She waited four hours at {code} for the flight.", case).findings
    assert ("places.0", code) in {(finding.secret, finding.text) for finding in found if finding.severity == "block"}


def test_an_airport_that_is_held_by_another_name_tells_its_country() -> None:
    case = prepare(Secrets(places=(Place(name="Аэропорт Барахас", kind="airport", role="destination"),)))
    found = judge("Теперь она живёт в Испании.", case).findings
    assert ("places.0", "block") in {(finding.secret, finding.severity) for finding in found}


def _inhabitants() -> Iterator[tuple[str, tuple[str, ...]]]:
    for cities, people in rows("citizens.tsv"):
        yield listed(cities)[0], listed(people)


def test_every_inhabitant_is_found_for_the_city() -> None:
    missed = []
    for some in _some(_inhabitants(), TOGETHER):
        secrets = Secrets(places=tuple(Place(name=city, kind="city") for city, _ in some))
        asked = []
        for at, (_, people) in enumerate(some):
            for called in people:
                asked.append((f"places.{at}", called))
                if called.endswith("ец") and called[-3] not in "аеиоуыэюя":
                    asked += [(f"places.{at}", called[:-2] + end) for end in ("цы", "цев", "цам")]
                if called.endswith(("анин", "янин")):
                    asked += [(f"places.{at}", called[:-2] + end) for end in ("е", "", "ам")]
        missed += _missed(prepare(secrets), asked, "Там были одни {} и соседи.")
    assert missed == []


def test_the_tables_are_as_large_as_they_are_said_to_be() -> None:
    assert len(list(_people())) > 1000
    assert len(list(_airports())) > 250
    assert len(list(_inhabitants())) > 400
