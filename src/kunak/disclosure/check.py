"""Whether a draft gives away anything that the secrets file holds.

The first, simple engine: what is written in the file is found as it is written,
in any case, and numbers with any separators. What this engine does not look at
is said in every report. The contract is DESIGN, section 7.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from kunak.base.words import phrase
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.forms import TOKEN, Form, forms, table
from kunak.disclosure.secrets import Secrets

Severity = Literal["block", "review"]
Verdict = Literal["clear", "review", "block"]

REACH: Final = 40
"""Characters before a bare number in which a train, a flight or a carrier may be named."""

NOT_CHECKED: Final = (
    phrase("Other grammatical forms of the names and words, such as the genitive."),
    phrase("Names spelt in another alphabet, with look-alike letters or with mistakes."),
    phrase("The same said in other words, or by allusion."),
    phrase("Ages, years and months of birth, the regions that places lie in, coordinates, and traits."),
    phrase("How many people the description still fits, and what would be news to the pursuers."),
    phrase("What any text should not show, whatever the case: phone numbers, addresses, precise times."),
    phrase("Pictures, and what a file says of its author, place and time."),
    phrase("The rules of the group, consent and embargo: the page of the publication shows those."),
)
"""What this engine does not look at."""

PUBLISHED_NOT_CHECKED: Final = phrase("What this draft tells together with the texts published before.")


class Finding(msgspec.Struct, frozen=True):
    """A span of the draft that gives something away; ``draft[start:end] == text``."""

    start: int
    end: int
    text: str
    kind: str
    secret: str
    form: str
    severity: Severity


class Crowd(msgspec.Struct, frozen=True):
    """The people that a description still fits; nothing of it is computed by this engine."""

    k_population: int | None = None
    k_cases: int | None = None
    news: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    proposal: str | None = None


class Report(msgspec.Struct, frozen=True):
    """The answer on one draft, in the order and the words of the contract.

    Attributes:
        check_ms: How long it took; filled in by the caller, who has a clock.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    crowd: Crowd
    not_checked: tuple[str, ...]
    check_ms: float | None = None


def check(draft: str, secrets: Secrets, published: Sequence[str] = ()) -> Report:
    """Return what a draft gives away, in the order of the draft."""
    findings = tuple(sorted(_findings(draft, secrets), key=lambda found: (found.start, found.end, found.secret)))
    verdict: Verdict = "clear"
    if findings:
        verdict = "block" if any(found.severity == "block" for found in findings) else "review"
    beside = (PUBLISHED_NOT_CHECKED,) if published else ()
    return Report(verdict, findings, Crowd(), NOT_CHECKED + beside)


def as_json(report: Report) -> bytes:
    """Return the report as one JSON document."""
    return msgspec.json.encode(report)


def _findings(draft: str, secrets: Secrets) -> Iterator[Finding]:
    index = table(forms(secrets))
    folded = fold(draft)
    for form, start, end in (*_literal(folded, index.pop("", [])), *_read(folded, index)):
        begin, finish = folded.span(start, end)
        yield Finding(begin, finish, draft[begin:finish], form.kind, form.secret, form.form, "block")


def _read(folded: Folded, index: dict[str, list[Form]]) -> Iterator[tuple[Form, int, int]]:
    """Find the forms that start with a token; what one secret has marked is not marked again for it."""
    text = folded.text
    marked: dict[tuple[str, str], int] = {}
    for token in TOKEN.finditer(text):
        for form in index.get(token[0], ()):
            key = (form.secret, form.kind)
            start = token.start()
            if start < marked.get(key, 0):
                continue
            match = form.pattern.match(text, start)
            if match and _stands_after(form, text, start):
                marked[key] = match.end()
                yield form, _led(form, text, start), match.end()


def _literal(folded: Folded, without_token: list[Form]) -> Iterator[tuple[Form, int, int]]:
    for form in without_token:
        for match in form.pattern.finditer(folded.text):
            yield form, match.start(), match.end()


def _stands_after(form: Form, text: str, start: int) -> bool:
    return form.before is None or form.before.search(text[max(start - REACH, 0) : start]) is not None


def _led(form: Form, text: str, start: int) -> int:
    while start and text[start - 1] in form.lead:
        start -= 1
    return start
