"""What the tests of the pages of the work share: times as a form holds them, and ids found in a page."""

import re

from kunak.base.instants import HOUR, after
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock
from kunak.web.times import as_typed

HOSTILE = '"><script>alert(1)</script>'
ESCAPED = "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


def at(clock: Clock, hours: float) -> str:
    return as_typed(after(clock(), int(hours * HOUR)), "UTC")


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None, f"nothing like {pattern} on the page"
    return match[1]


def refuses(desk: Browser, path: str, fields: dict[str, str], sentence: str, *, kept: str = "") -> None:
    """A form is refused with a sentence, at its field, and with what was typed."""
    answer = desk.send(path, fields)
    assert answer.status == 422
    assert sentence in answer.text
    assert 'class="summary"' in answer.text
    assert kept in answer.text


def does(desk: Browser, path: str, fields: dict[str, str]) -> str:
    """A form is taken; return the page that it leads to."""
    answer = desk.send(path, fields)
    assert answer.status == 303, answer.text
    return desk.get(answer.headers["location"]).text
