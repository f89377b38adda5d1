"""Which requests look like one caller's, told by invented messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.casework.resemblance import (
    ALIKE,
    KIND_NAMES,
    PAIRS_WITHIN,
    Kind,
    Resemblance,
    Voice,
    plain_phone,
    resemblances,
)

PLEA = "Please help me, my brothers have locked me in the house by the mill and they took my papers yesterday"


def _voices(*texts: str) -> list[Voice]:
    return [Voice(bytes([n]), "", "", text) for n, text in enumerate(texts)]


def _kinds(*texts: str) -> list[tuple[Kind, str]]:
    return [(found.kind, found.what) for found in resemblances(_voices(*texts))]


def _sent(*pairs: tuple[str, str]) -> list[tuple[Kind, str]]:
    voices = [Voice(bytes([n]), sender, "", text) for n, (sender, text) in enumerate(pairs)]
    return [(found.kind, found.what) for found in resemblances(voices)]


def test_every_kind_has_a_name_to_show() -> None:
    assert set(KIND_NAMES) == set(Kind)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("+7 900 123-45-67", "+79001234567"),
        ("8 (900) 123 45 67", "+79001234567"),
        ("89001234567", "+79001234567"),
        ("79001234567", "+79001234567"),
        ("900 123 45 67", "+79001234567"),
        ("0049 30 1234 56789", "+4930123456789"),
        ("+49 30 123456789", "+4930123456789"),
        ("380501234567", "+380501234567"),
        ("12 34 567890", ""),
        ("2026-03-01 14", ""),
        ("+123", ""),
    ],
)
def test_a_phone_number_is_one_however_it_is_written(written: str, plain: str) -> None:
    assert plain_phone(written) == plain


def test_one_phone_in_two_ways_of_writing_links_two_requests() -> None:
    assert _kinds("call 8 900 123-45-67", "мой номер +7(900)1234567.") == [(Kind.SAME_PHONE, "+79001234567")]


def test_two_phones_link_nothing() -> None:
    assert _kinds("call 8 900 123-45-67", "call 8 900 123-45-68") == []


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("write to Zarema.K@post.example", "zarema.k@post.example.", "zarema.k@post.example"),
        ("my telegram @grey_heron", "t.me/Grey_Heron", "grey_heron"),
        ("instagram.com/grey_heron", "я в инстаграме @grey_heron, пишите", "grey_heron"),
    ],
)
def test_one_address_or_handle_links_two_requests(first: str, second: str, what: str) -> None:
    assert _kinds(first, second) == [(Kind.SAME_ADDRESS, what)]


def test_the_domain_of_an_e_mail_address_is_no_handle() -> None:
    assert _kinds("a@post.example", "b@post.example") == []


def test_a_sender_is_known_by_the_address_in_the_name() -> None:
    found = _sent(("Zarema <z@post.example>", "hello"), ("z@POST.example", "hello again"))
    assert found == [(Kind.SAME_SENDER, "z@post.example")]


def test_requests_without_a_sender_are_not_one_callers() -> None:
    assert _sent(("", "hello"), (" ", "good day")) == []


def test_a_sender_whom_another_request_quotes_is_found() -> None:
    found = _sent(("z@post.example", "hello"), ("other@post.example", "my aunt z@post.example will write"))
    assert found == [(Kind.SAME_ADDRESS, "z@post.example")]


def test_the_place_to_answer_links_requests_too() -> None:
    voices = [Voice(b"a", "", "@grey_heron", "one"), Voice(b"b", "", "", "ask @grey_heron")]
    assert resemblances(voices) == (Resemblance(b"a", b"b", Kind.SAME_ADDRESS, "grey_heron"),)


def test_what_everybody_quotes_of_the_group_links_nobody() -> None:
    voices = _voices("I saw @help_bot and 8 900 000 00 00", "is this @help_bot, +7 900 000-00-00?")
    assert resemblances(voices, own=("@help_bot", "+79000000000")) == ()


def test_nearly_the_same_words_are_found_and_other_words_are_not() -> None:
    (found,) = resemblances(_voices(PLEA, PLEA.replace("brothers", "uncles"), "I ran away on Monday and need a bed"))
    assert (found.a, found.b, found.kind) == (b"\x00", b"\x01", Kind.SAME_WORDS)


def test_a_few_words_that_everybody_uses_are_no_resemblance() -> None:
    assert _kinds("Please help me quickly", "please help me quickly!") == []


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("Мне 19 лет, я одна", "мне 34 года", "19 ≠ 34"),
        ("I am 19, help", "I'm 34 and alone", "19 ≠ 34"),
        ("Я из Горска, помогите", "я из села Нижний Дол", "Горска ≠ Нижний Дол"),
        ("я из горска, помогите", "я из долины.", "горска ≠ долины"),
        ("I am from Millford", "i'm from Old Harbour now", "Millford ≠ Old Harbour"),
        ("Меня зовут Амина Озёрная", "меня зовут Амина Полевая", "Амина Озёрная ≠ Амина Полевая"),
        ("my name is Ada Mill", "My name is Berta", "Ada Mill ≠ Berta"),
    ],
)
def test_one_caller_with_two_stories_is_a_contradiction(first: str, second: str, what: str) -> None:
    assert (Kind.CONTRADICTION, what) in _sent(("@grey_heron", first), ("@grey_heron", second))
    assert (Kind.CONTRADICTION, what) in _kinds(f"{first}. 89001234567", f"{second}. +79001234567")
    assert _sent(("@grey_heron", first), ("@white_stork", second)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Мне 19 лет", "мне 20 лет"),
        ("мне 10 минут до дома", "мне 40 минут до дома"),
        ("меня зовут Амина", "Меня зовут Амина Озерная"),
        ("меня зовут Озёрная Амина", "Меня зовут Амина Озерная"),
        ("меня зовут Амина", "my name is Amina"),
        ("я из Горска", "Я ИЗ ГОРСКА!"),
        ("я из города Горска", "я из Горска"),
        ("я из строгой семьи", "я из Горска"),
        ("я из дома, быстро", "я из Горска"),
    ],
)
def test_what_can_be_one_story_is_no_contradiction(first: str, second: str) -> None:
    assert [kind for kind, _ in _sent(("@grey_heron", first), ("@grey_heron", second))] == [Kind.SAME_SENDER]


def _naive_alike(texts: list[str]) -> set[tuple[int, int]]:
    """Compare everybody with everybody, as the definition says."""
    rows = []
    for text in texts:
        words = text.split()
        rows.append({tuple(words[start : start + 3]) for start in range(len(words) - 2)})
    return {
        (a, b)
        for b in range(len(rows))
        for a in range(b)
        if min(len(rows[a]), len(rows[b])) >= 5 and len(rows[a] & rows[b]) / len(rows[a] | rows[b]) >= ALIKE
    }


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=6, max_size=14).map(" ".join), max_size=10))
def test_no_pair_of_like_texts_is_missed(texts: list[str]) -> None:
    found = {(f.a[0], f.b[0]) for f in resemblances(_voices(*texts)) if f.kind is Kind.SAME_WORDS}
    assert found == _naive_alike(texts)


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), max_size=8))
def test_any_text_can_be_compared(pairs: list[tuple[str, str]]) -> None:
    voices = [Voice(bytes([n]), sender, sender[::-1], text) for n, (sender, text) in enumerate(pairs)]
    for found in resemblances(voices):
        assert found.a < found.b


def test_a_flood_from_one_phone_is_linked_to_its_first_request() -> None:
    found = resemblances(_voices(*("8 900 123-45-67" for _ in range(PAIRS_WITHIN + 5))))
    assert len(found) == PAIRS_WITHIN + 4
    assert {pair.a for pair in found} == {b"\x00"}


def test_two_thousand_requests_do_not_all_meet_one_another() -> None:
    """Distinct, copied and floods alike: the answer grows with the requests and not with their pairs."""
    words = [f"word{n}" for n in range(997)]
    texts = [" ".join(words[(n * n + 7 * step) % 997] for step in range(120)) for n in range(1_500)]
    texts += [f"{PLEA} on day number {n}, 8 900 123-45-67" for n in range(500)]
    voices = [Voice(n.to_bytes(2, "big"), "", f"caller{n}@post.example", text) for n, text in enumerate(texts)]
    assert len(resemblances(voices)) < 20 * len(voices)
