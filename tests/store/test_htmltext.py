import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.store.htmltext import FALSE_LINK, HIDDEN_PARTS, TOO_COMPLEX, read_html


def test_paragraphs_lists_and_quotes_keep_their_shape() -> None:
    page = read_html("<p>One<br>two</p><ul><li>a</li><li>b</li></ul><ol><li>x<li>y</ol><blockquote>q</blockquote>")
    assert page.text.startswith("One\ntwo\n\n- a\n\n- b\n\n1. x")
    assert page.text.endswith("> q")


@pytest.mark.parametrize(
    "hiding",
    [
        "hidden",
        'style="display: none"',
        'style="Visibility:Hidden"',
        'style="font-size:0px;color:red"',
        'style="opacity:0"',
    ],
)
def test_what_the_sender_hid_is_left_out_and_said(hiding: str) -> None:
    page = read_html(f"<p>Seen</p><div {hiding}><p>Not seen</p></div>")
    assert page == ("Seen", (HIDDEN_PARTS,))


def test_ordinary_styles_hide_nothing() -> None:
    assert read_html('<p style="font-size:10px;height:100px;opacity:0.9;max-width:600px">Seen</p>') == ("Seen", ())


def test_a_link_shows_where_it_leads() -> None:
    assert read_html('<a href="https://a.example/x">here</a>').text == "here <https://a.example/x>"
    assert read_html('<a href="mailto:a@b.example">a@b.example</a>').text == "a@b.example"
    assert read_html('<a href="javascript:x()">here</a>').text == "here"


def test_a_link_that_shows_another_address_is_reported() -> None:
    page = read_html('<a href="https://evil.example/login">https://www.bank.example/</a>')
    assert page.warnings == (FALSE_LINK,)
    assert "https://evil.example/login" in page.text


def test_a_tracking_picture_leaves_nothing() -> None:
    assert read_html('a<img src="https://track.example/1.gif" width=1 height=1>').text == "a"


def test_a_page_of_tags_alone_is_shown_without_layout() -> None:
    page = read_html("<b>x</b>" * 60_000)
    assert page.warnings == (TOO_COMPLEX,)


@given(st.text(max_size=200) | st.text(alphabet="<>/!-abpi\"' =&#;", max_size=200))
def test_any_page_can_be_read(html: str) -> None:
    assert isinstance(read_html(html).text, str)


@pytest.mark.parametrize(
    "piece", ["<div>", "<ol><li>x</li>", "<li>x</li>", "<blockquote>a", '<p style="display:none">']
)
def test_no_page_holds_the_desk_up(piece: str) -> None:
    started = time.process_time()
    read_html("<ol>" + piece * 8_000)
    assert time.process_time() - started < 10
