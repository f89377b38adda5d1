import random
from collections import Counter

import pytest

from kunak.base.errors import BadInput
from kunak.crypto.passphrase import BITS_PER_WORD, LIST_LENGTH, Language, generate, judge, word_list

LANGUAGES: list[Language] = ["en", "ru"]


def dice(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_four_throws_of_a_die_long(language: Language) -> None:
    assert len(word_list(language)) == LIST_LENGTH == 6**4
    assert round(BITS_PER_WORD, 1) == 10.3


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_plain_and_differ_in_their_first_four_letters(language: Language) -> None:
    words = word_list(language)
    letters = set("abcdefghijklmnopqrstuvwxyz" if language == "en" else "абвгдежзийклмнопрстуфхцчшщъыьэюя")
    assert not [word for word in words if not set(word) <= letters or not 3 <= len(word) <= 9]
    assert len({word[:4] for word in words}) == LIST_LENGTH
    assert list(words) == sorted(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawn_passphrases_pass_their_own_judge(language: Language) -> None:
    for seed in range(20):
        passphrase = generate(6, language, dice(seed).randbytes)
        assert len(passphrase.split(" ")) == 6
        judge(passphrase)


def test_every_word_is_equally_likely() -> None:
    """All 65,536 draws, once each: each word 50 times, the rest thrown away."""
    draws = iter(range(65_536))
    counted: Counter[str] = Counter()
    for _ in range(50 * LIST_LENGTH // 6):
        counted.update(generate(6, "en", lambda length: next(draws).to_bytes(length, "big")).split())
    assert set(counted.values()) == {50}


def test_a_draw_beyond_the_last_whole_round_is_thrown_away() -> None:
    draws = iter([65_535, 64_800, 0, 0, 0, 0, 1_295])
    words = generate(5, "en", lambda length: next(draws).to_bytes(length, "big")).split()
    assert words == [word_list("en")[0]] * 4 + [word_list("en")[-1]]


def test_too_few_words_are_refused() -> None:
    with pytest.raises(BadInput, match="words"):
        generate(4, "ru", dice(1).randbytes)


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "   ",
        "password",
        "qwerty123456",
        "correct horse",
        "a" * 200,
        "пароль12345",
        "парольпароль",
        "любовь навсегда",
        "мама мыла раму",
        "йцукенгшщз",
        "ромашка2024",
    ],
)
def test_a_passphrase_that_people_think_of_is_refused_with_advice(weak: str) -> None:
    with pytest.raises(BadInput, match="six words") as refused:
        judge(weak)
    assert refused.value.field == "passphrase"


def test_a_refusal_does_not_repeat_the_passphrase() -> None:
    with pytest.raises(BadInput) as refused:
        judge("qwerty123456")
    assert "qwerty" not in str(refused.value) + repr(refused.value.details)


def test_a_long_chosen_passphrase_is_accepted() -> None:
    judge("Kj8#kd0!kdKq2")
    judge("x" + " unlikely rivers hum beneath nine lamps" * 5)
