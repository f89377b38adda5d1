from kunak.store.russian import ALPHABET, is_russian, likelihood


def test_every_letter_may_follow_every_other_at_a_price() -> None:
    prices = [likelihood(second, first) for first in ALPHABET for second in ALPHABET]
    assert len(prices) == 34 * 34
    assert min(prices) < -4 < 1 < max(prices)


def test_no_word_begins_with_a_sign() -> None:
    assert max(likelihood(sign, " ") for sign in "ъыь") < min(likelihood(letter, " ") for letter in "онпвкст")


def test_yo_is_at_home_where_ye_is() -> None:
    assert likelihood("ё", "щ") > likelihood("ы", "щ")


def test_only_the_thirty_three_are_russian() -> None:
    assert all(is_russian(letter) for letter in ALPHABET[1:])
    assert not any(is_russian(letter) for letter in " єіїў a")
