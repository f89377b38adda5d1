"""A secrets file is read strictly: whatever is not understood would not be looked for."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.disclosure.secrets import Secrets, astray, read_secrets, whose

WHOLE = {
    "published_on": "2026-03-09",
    "persons": [
        {
            "id": "P1",
            "role": "client",
            "names": [{"given": "Амина", "patronymic": "Руслановна", "family": "Озёрная", "nick": ["Мина"]}],
            "born": "2003-05-04",
            "phones": ["+7 900 123-45-67"],
            "emails": ["mina@post.example"],
            "handles": ["@grey_heron"],
            "documents": [{"kind": "passport", "number": "0000 123456"}],
        }
    ],
    "places": [
        {
            "name": "Горск",
            "also": ["Gorsk"],
            "within": ["Заречный край"],
            "coordinates": [1.5, 2],
            "kind": "settlement",
            "role": "home",
        }
    ],
    "services": [{"carrier": "River Lines", "number": "RL 204", "date": "2026-03-01"}],
    "dates": [{"what": "departure", "date": "2026-03-01"}],
    "plates": ["А123ВС 00"],
    "words": ["синий чемодан"],
    "traits": {"region": "Заречный край", "sex": "f", "age": 22, "orientation": None, "languages": ["a", "b"]},
    "known_to_pursuers": {"P1.family": True, "places.0": False},
}


def _read(document: object) -> Secrets:
    return read_secrets(json.dumps(document, ensure_ascii=False).encode())


def test_the_whole_contract_is_read() -> None:
    secrets = _read(WHOLE)
    assert secrets.published_on == date(2026, 3, 9)
    assert secrets.persons[0].names[0].family == "Озёрная"
    assert secrets.services[0].number == "RL 204"
    assert secrets.known_to_pursuers["places.0"] is False


@pytest.mark.parametrize("key", list(WHOLE))
def test_every_key_may_be_missing(key: str) -> None:
    _read({name: value for name, value in WHOLE.items() if name != key})


def test_nothing_at_all_is_a_secrets_file() -> None:
    assert _read({}) == Secrets()
    assert _read({"persons": [{}], "places": [{}], "services": [{}], "dates": [{}]}).persons[0].id == ""


def test_a_person_without_an_id_is_named_by_the_place_in_the_list() -> None:
    assert whose(_read({"persons": [{}]}).persons[0], 0) == "persons.0"


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"person": []}, "person"),
        ({"persons": [{"phone": ["1"]}]}, "persons[0]"),
        ({"persons": [{}, {"phones": "12345"}]}, "persons[1].phones"),
        ({"persons": [{"phones": [12345]}]}, "persons[0].phones[0]"),
        ({"persons": [{"phones": [" "]}]}, "persons[0].phones[0]"),
        ({"persons": [{"role": "victim"}]}, "persons[0].role"),
        ({"persons": [{"born": "4 May"}]}, "persons[0].born"),
        ({"persons": [{"born": "2003-02-30"}]}, "persons[0].born"),
        ({"persons": [{"id": "P1"}, {"id": "P1"}]}, "persons[1].id"),
        ({"places": [{"coordinates": [1.0]}]}, "places[0].coordinates"),
        ({"dates": [{"date": "01.03.2026"}]}, "dates[0].date"),
        ({"places": [{"coordinates": [91, 44]}]}, "places[0].coordinates: write the latitude"),
        ({"places": [{"coordinates": [44, float("1e9")]}]}, "places[0].coordinates: write the latitude"),
        (
            {"places": [{"coordinates": "44, 43"}]},
            "places[0].coordinates: this is a text, and a list or null belongs here",
        ),
        ({"places": [{}, {"kind": "village"}]}, "places[1].kind: write settlement, district,"),
        ({"persons": None}, "persons: this is null, and a list belongs here"),
        ({"known_to_pursuers": {"P1.born": True, "P1.family": "yes"}}, "known_to_pursuers.P1.family: this is a text"),
        ({"traits": {"sex": "f", "age": {"years": 3}}}, "traits.age: this is an object"),
        ({"traits": {"languages": ["a", 1]}}, "traits.languages[1]: this is a number, and a text belongs here"),
        ({"cases": [{"age": {}}]}, "cases[0]"),
        ([], "top level"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(document: object, where: str) -> None:
    with pytest.raises(BadInput) as bad:
        _read(document)
    assert where in str(bad.value)
    assert "victim" not in str(bad.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "line 1, column 2"),
        (b'{"words": ["a", ]}', "line 1"),
        (b"\xff\xfe{", "UTF-8"),
        (b'{"words": ["a1"], "words": ["b1"]}', "twice"),
        (b'{"traits": {"age": NaN}}', "NaN"),
        (b"[" * 100_000, "nested"),
        (b'{"traits": {"age": ' + b"9" * 5_000 + b"}}", "digits"),
    ],
)
def test_what_is_no_json_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_secrets(data)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_secrets(b'\xef\xbb\xbf{"words": ["stove"]}').words == ("stove",)


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WHOLE, "id", "names"]), inner),
    max_leaves=12,
)


def _refusal(document: object) -> str | None:
    try:
        _read(document)
    except BadInput as bad:
        return str(bad)
    return None


@given(Json)
def test_any_document_is_read_or_refused_with_a_sentence(document: object) -> None:
    refusal = _refusal(document)
    assert refusal is None or refusal.startswith("The secrets file")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("P1.born", "P1.born"),
        ("persons.0.born", "P1.born"),
        ("persons[0].phones[0]", "P1.phones.0"),
        ("$.persons[0].names[0].family", "P1.family"),
        ("P1.names.0.given", "P1.given"),
        ("places[0]", "places.0"),
        ("places.0.name", "places.0.name"),
        ("persons[0]", "P1"),
        ("traits.sex", "traits.sex"),
    ],
)
def test_the_path_of_a_known_fact_may_be_written_in_any_usual_way(written: str, meant: str) -> None:
    facts = {"persons": [{"id": "P1"}], "places": [{"name": "Горск"}], "traits": {"sex": "f"}}
    secrets = read_secrets(json.dumps({**facts, "known_to_pursuers": {written: False}}).encode())
    assert secrets.known_to_pursuers == {meant: False}
    assert astray(secrets) == ()


def test_a_fact_that_is_known_in_one_writing_and_not_in_another_is_not_known() -> None:
    for first in (True, False):
        known = {"places.0": first, "places[0]": not first}
        secrets = read_secrets(json.dumps({"places": [{}], "known_to_pursuers": known}).encode())
        assert secrets.known_to_pursuers == {"places.0": False}


@pytest.mark.parametrize("path", ["P2.born", "persons.1.born", "places.1", "places.x", "traits.job", "", "dated"])
def test_a_path_at_which_nothing_stands_is_told(path: str) -> None:
    secrets = read_secrets(
        json.dumps({"persons": [{"id": "P1"}], "places": [{}], "known_to_pursuers": {path: False}}).encode()
    )
    assert astray(secrets) == (path,)
