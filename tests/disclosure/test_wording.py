"""A proposal takes the place of what gives something away, in the grammar of the sentence, and gives nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.check import check
from kunak.disclosure.findings import Finding
from kunak.disclosure.secrets import read_secrets
from kunak.disclosure.wording import proposals, propose, put

CASE = read_secrets(
    """{"published_on": "2026-03-20", "persons": [{"id": "P1", "role": "client", "born": "2001-05-04",
    "names": [{"given": "Марьям", "family": "Озерова"}], "phones": ["+7 928 123-45-67"]}],
    "places": [{"name": "Стамбул", "kind": "city", "role": "route"}],
    "dates": [{"what": "movement", "date": "2026-03-12"}]}""".encode()
)


def mended(text: str) -> str:
    """Put in the proposal for the last finding that blocks, until none is left."""
    for _ in range(9):
        findings = [one for one in check(text, CASE).findings if one.severity == "block"]
        if not findings:
            return text
        text = put(text, proposals(text, findings)[-1])
    return text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Марьям в безопасности.", "Этот человек в безопасности."),
        ("Мы говорили с Марьям.", "Мы говорили с этим человеком."),
        ("Maryam is safe.", "This person is safe."),
        ("She flew to Istanbul.", "She flew to a place that we do not name."),
        ("Она в Стамбуле.", "Она в месте, которое мы не называем."),
        ("Она уехала в Стамбул.", "Она уехала в место, которое мы не называем."),
        ("Она выехала из Стамбула.", "Она выехала из места, которое мы не называем."),
        ("Она уехала 12 марта.", "Она уехала недавно."),
        ("She left on 12 March.", "She left recently."),
        ("Ей 24 года.", "Ей двадцать с лишним лет."),
        ("She is 24 years old.", "She is in their twenties."),
        ("Марьям Озерову вывезли.", "Этот человек вывезли."),  # a person reads it afterwards
        ("Вчера Марьям Озерову вывезли.", "Вчера этого человека вывезли."),
        ("Это 24-летняя женщина.", "Это женщина."),
        ("Стамбульский адрес не назван.", "Адрес не назван."),
        ("Звоните: 8 928 123 45 67.", "Звоните:."),
    ],
)
def test_the_sentence_stays_one(text: str, wanted: str) -> None:
    assert mended(text) == wanted


@given(st.text("аб 1.Wя\n👩‍👩‍👧-", max_size=30), st.data())
def test_any_span_of_any_text_has_a_proposal_that_fits_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    kind = data.draw(st.sampled_from(["name", "place", "date", "age", "phone", "trait", "word"]))
    wording = propose(text, Finding(start, end, text[start:end], kind, "P1", "exact", "block"))
    assert 0 <= wording.start <= start
    assert end <= wording.end <= len(text)
    assert len(put(text, wording)) == len(text) - (wording.end - wording.start) + len(wording.text)
