"""English words in their forms, and the words of which a form can be one."""

import pytest

from kunak.disclosure.english import english_bases, english_forms
from kunak.disclosure.glossary import entries

WORDS = sorted({word for entry in entries() for name in entry.english for word in name.split()})


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("bring", "brings brought bringing"),
        ("carry", "carries carried carrying"),
        ("bake", "bakes baked baking"),
        ("stop", "stops stopped stopping"),
        ("wash", "washes washed washing"),
        ("scarf", "scarves"),
        ("knife", "knives"),
        ("key", "keys"),
        ("goose", "geese"),
        ("sheep", "sheep"),
        ("cherry", "cherries"),
        ("box", "boxes"),
    ],
)
def test_a_word_stands_in_its_forms(word: str, forms: str) -> None:
    assert set(forms.split()) <= english_forms(word)


def test_every_form_leads_back_to_its_word() -> None:
    assert [(word, form) for word in WORDS for form in english_forms(word) if word not in english_bases(form)] == []


def test_no_word_is_called_a_form_that_it_does_not_have() -> None:
    assert [(form, word) for form in WORDS for word in english_bases(form) if form not in english_forms(word)] == []
