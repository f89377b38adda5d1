import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.store.markup import DEPTH_LIMIT, sound_markup


def test_whole_tags_stay_and_broken_ones_become_text() -> None:
    assert sound_markup('<p title="a>b">1 < 2 <b</p>') == '<p title="a>b">1 &lt; 2 &lt;b</p>'


def test_scripts_comments_and_declarations_are_gone() -> None:
    assert sound_markup("<!doctype html>a<!-- x --><script>if (a<b) {}</SCRIPT >b<?pi?>c<style>never closed") == "abc"


def test_nesting_beyond_the_limit_is_flattened() -> None:
    sound = sound_markup("<div>" * 1_000 + "deep" + "</div>" * 1_000)
    assert sound.count("<div>") == sound.count("</div>") == DEPTH_LIMIT
    assert "deep" in sound


@given(st.text(alphabet="<>/!-ab\"' =", max_size=200))
def test_any_markup_is_made_sound(html: str) -> None:
    assert isinstance(sound_markup(html), str)


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<![", '<a href="', "<div>", "</", "<script>", "<p x='"])
def test_no_markup_takes_longer_than_its_length_explains(piece: str) -> None:
    started = time.process_time()
    sound_markup(piece * 40_000)
    assert time.process_time() - started < 3
