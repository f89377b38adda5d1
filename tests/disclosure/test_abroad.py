"""What lies in a country and is met only there tells it, and no other country; the same words mean others elsewhere."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from kunak.disclosure.abroad import of_abroad
from kunak.disclosure.atlas import DOUBT, bare_name, countries_of_regions, countries_of_signs, regions, signs_of
from kunak.disclosure.check import Prepared, judge, prepare
from kunak.disclosure.findings import Finding
from kunak.disclosure.phrases import parts, slot
from kunak.disclosure.romanise import bare
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.territories import countries

REGIONS, SIGNS = countries_of_regions(), countries_of_signs()
PLAIN = ("Он пишет, что новый адрес теперь {}.", "He says the new address is now {}.")
OURS = {"region", "city there", "sign of it"}


def bound_for(code: str, role: str = "destination") -> Prepared:
    return prepare(Secrets(places=(Place(name=countries()[code].names[0], kind="country", role=role),)))  # type: ignore[arg-type]


def names(code: str) -> Iterator[str]:
    for region in regions(code):
        yield from region.names
        yield from (name for city in region.cities for name in city)


def told_by(said: list[str], case: Prepared) -> list[list[Finding]]:
    """Return what each of many names gives away, in a Russian and an English sentence, one after another."""
    sentences = [way.format(name.removeprefix(DOUBT)) for name in said for way in PLAIN]
    found = judge("\n".join(sentences), case).findings
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return [[one for one in found if one.secret and start <= one.start < end] for start, end in spans]


def blocked(findings: list[Finding]) -> bool:
    return any(one.severity == "block" for one in findings)


def severities(text: str, *places: Place) -> set[str]:
    return {f"{one.secret} {one.severity}" for one in judge(text, prepare(Secrets(places=places))).findings}


def silent(said: list[str], case: Prepared, *, surely: bool) -> list[str]:
    """Return the names that are not found, or do not block, in one of the sentences."""
    found = told_by(said, case)
    return [
        name
        for at, name in enumerate(said)
        for one in found[2 * at : 2 * at + 2]
        if not (blocked(one) if surely else one)
    ]


@pytest.mark.parametrize("code", REGIONS)
def test_every_region_and_city_tells_its_country(code: str) -> None:
    case = bound_for(code)
    assert silent([name for name in names(code) if not name.startswith(DOUBT)], case, surely=True) == []
    assert silent([name for name in names(code) if name.startswith(DOUBT)], case, surely=False) == []


@pytest.mark.parametrize(
    "text", ["Пожар на складе в Кракове потушили за час.", "Volunteers in Krakow have repaired an old school bus."]
)
def test_a_city_in_the_news_asks_for_a_look(text: str) -> None:
    found = severities(text, Place(name="Польша", kind="country", role="destination"))
    assert "places.0 review" in found
    assert "places.0 block" not in found


@pytest.mark.parametrize(
    "text",
    [
        "Добралась до Кракова к утру.", "Она теперь в Кракове.", "They sleep in Krakow.", "Our client is in Krakow.",
        "В Кракове её встретили у поезда.", "In Krakow somebody gave her a coat.",
    ],
)  # fmt: skip
def test_a_city_in_which_somebody_is_tells_its_country(text: str) -> None:
    assert "places.0 block" in severities(text, Place(name="Польша", kind="country", role="destination"))


@pytest.mark.parametrize("code", SIGNS)
def test_every_sign_tells_its_country(code: str) -> None:
    case, (sure, faint) = bound_for(code), signs_of(code)
    assert silent(list(sure), case, surely=True) == []
    assert silent(list(faint), case, surely=False) == []


@pytest.mark.parametrize(("code", "other"), list(pairwise([*REGIONS, REGIONS[0]])))
def test_none_tells_another_country(code: str, other: str) -> None:
    known = [*names(other), *(sign for signs in signs_of(other) for sign in signs)]
    held = re.compile("|".join(rf"\b{re.escape(bare(bare_name(name)))}\b" for name in known))
    said = [name for name in (*names(code), *signs_of(code)[0]) if not held.search(bare(bare_name(name)))]
    found = told_by(said, bound_for(other))
    assert [
        said[at // 2]
        for at, one in enumerate(found)
        if any(each.form in OURS and each.severity == "block" for each in one)
    ] == []


@pytest.mark.parametrize("code", REGIONS)
def test_on_the_way_a_city_only_asks_for_a_look(code: str) -> None:
    found = told_by(list(names(code)), bound_for(code, "route"))
    assert not any(one.form in OURS and one.severity == "block" for those in found for one in those)


@pytest.mark.parametrize("code", REGIONS)
def test_a_city_of_the_case_tells_its_region(code: str) -> None:
    for region in regions(code):
        sure = [name for name in region.names if not name.startswith(DOUBT)]
        if not sure or not region.cities:
            continue
        city = Place(name=region.cities[0][-1].removeprefix(DOUBT), kind="city", role="shelter", within=(sure[0],))
        country = Place(name=countries()[code].names[0], kind="country", role="route")
        told = [one for one in of_abroad(Secrets(places=(country, city))) if one.secret == "places.1" and one.block]
        first = parts(sure[0])[0]
        assert any(one.form == "region of it" and slot({first}) <= one.slots[0] for one in told), sure[0]


GERMANY = Place(name="Германия", kind="country", role="destination")
CANADA = Place(name="Канада", kind="country", role="destination")
KAZAKHSTAN = Place(name="Казахстан", kind="country", role="shelter")
SPAIN = Place(name="Испания", kind="country", role="destination")
BRAZIL = Place(name="Бразилия", kind="country", role="destination")
SWEDEN = Place(name="Швеция", kind="country", role="destination")
AMERICA = Place(name="США", kind="country", role="destination")
BRITAIN = Place(name="Великобритания", kind="country", role="destination")
HALIFAX = Place(name="Галифакс", kind="city", role="destination")
HOME = Place(name="Россия", kind="country", role="home")


@pytest.mark.parametrize(
    ("text", "place", "severity"),
    [
        ("Добралась до Мюнхена к утру.", GERMANY, "block"),
        ("They sleep in Bremen.", GERMANY, "block"),
        ("Она в Баварии.", GERMANY, "block"),
        ("В джобцентре ей дали переводчика.", GERMANY, "block"),
        ("Живёт в провинции Квебек.", CANADA, "block"),
        ("Call her at +1 604 555 0100.", CANADA, "block"),
        ("Пишите на +1 (902) 555-01-00.", CANADA, "block"),
        ("Call +1 212 555 0100 after six.", AMERICA, "block"),
        ("Номер начинается на +7 701.", KAZAKHSTAN, "block"),
        ("Снимает комнату в штате Парана.", BRAZIL, "block"),
        ("Снимает комнату в городе Валенсия.", SPAIN, "block"),
        ("She filed I-589 in May.", AMERICA, "block"),
        ("Migrationsverket called her on Monday.", SWEDEN, "block"),
        ("Её взяли на работу в Сконе.", SWEDEN, "block"),
        ("Квартира на берегу Эльбы.", GERMANY, "review"),
        ("A flat by the Elbe.", GERMANY, "review"),
        ("Валенсия пишет ей каждый день.", SPAIN, "review"),
        ("Reading is a quiet town.", BRITAIN, "review"),
        ("Bremen Street is closed to cars.", GERMANY, "review"),
    ],
)
def test_as_people_write_it(text: str, place: Place, severity: str) -> None:
    found = severities(text, place)
    assert f"places.0 {severity}" in found
    assert severity == "block" or "places.0 block" not in found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Call her at +1 212 555 0100.", CANADA),
        ("Call her at +1 604 555 0100.", AMERICA),
        ("Номер начинается на +7 928.", KAZAKHSTAN),
        ("She wants to cook more often, and to read.", BRITAIN),
        ("The ice on the pond is thin.", GERMANY),
        ("It is a sin to waste bread.", CANADA),
        ("Мой home office завален бумагами.", BRITAIN),
        ("Семь человек ушли из семьи.", KAZAKHSTAN),
        ("Доброй воле судьи удивились все.", Place(name="Польша", kind="country", role="destination")),
        ("Новая почта пришла к вечеру.", SWEDEN),
        ("В Казани и Самаре открыли приюты.", HOME),
        ("Волгоградская область ждёт снега.", HOME),
    ],
)
def test_its_like_does_not(text: str, place: Place) -> None:
    assert not any(one.endswith("block") for one in severities(text, place))


def test_a_city_without_its_country_still_has_its_region() -> None:
    assert "places.1 block" in severities("Life in Nova Scotia is slow.", CANADA, HALIFAX)


def test_nothing_is_sought_without_a_place_abroad() -> None:
    assert list(of_abroad(Secrets(places=(HOME, Place(name="Самара", kind="city", role="shelter"))))) == []
