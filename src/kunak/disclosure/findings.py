"""The answer on one draft, in the words of the contract (DESIGN, section 7)."""

from typing import Literal

import msgspec

from kunak.disclosure.folding import Folded

Severity = Literal["block", "review"]
Verdict = Literal["clear", "review", "block"]


class Finding(msgspec.Struct, frozen=True):
    """A span of the draft that gives something away; ``draft[start:end] == text``."""

    start: int
    end: int
    text: str
    kind: str
    secret: str
    form: str
    severity: Severity


def finding(draft: str, folded: Folded, span: tuple[int, int], kind: str, secret: str, form: str) -> Finding:
    """Return what stands at a span of the folded text, as a finding that blocks."""
    begin, finish = folded.span(*span)
    return Finding(begin, finish, draft[begin:finish], kind, secret, form, "block")


class Crowd(msgspec.Struct, frozen=True):
    """The people that a description still fits.

    Attributes:
        k_population: People whom the published traits that a census counts still fit; an upper bound.
        k_cases: The group's own cases of the last two years that fit, where they were given.
        news: Paths of facts in the text that the pursuers do not know yet.
        uncounted: Traits that narrow the crowd further, and that no table here counts.
        proposal: The one change that would widen the crowd most.
    """

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
