"""Writing a text that may go out: what it gives away is marked while one types, with a reason and another wording.

Nothing is written down before it is saved. What comes back are spans of what was
typed and the kind of each finding, never the secret that it gives away.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, post

from kunak.app import publishing
from kunak.app.publishing import Look
from kunak.base.errors import BadInput, KunakError
from kunak.base.words import phrase
from kunak.casework import publication
from kunak.casework.compartments import Kind
from kunak.casework.consent import SCOPE_NAMES, Scope
from kunak.casework.publication import VERDICT_NAMES, Verdict
from kunak.disclosure.check import Crowd, Finding
from kunak.disclosure.crowd import LEAVE_OUT, left_out
from kunak.web.act import Option, again, chosen, options
from kunak.web.crowd import Picture, picture
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE
from kunak.web.pages.deeds import AtCase, asked_and_taken
from kunak.web.pages.found_words import TRAIT_NAMES, Piece, pieces, reason
from kunak.web.render import Context, render
from kunak.web.respond import Asked, go, page, sent, view_of
from kunak.web.section import Section

KIND: Final = Kind.PUBLICATION
PUT: Final = "put"
"""Field of the button that puts a wording in: the span that it was proposed for."""
CLOSED: Final = phrase(
    "You were not let into all of this case, so nothing is marked here. Somebody who was checks the draft when it is "
    "saved; the page of the publication shows you what they found."
)
LOOK: Final = "look"
"""Field of the button that only looks."""


class FoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    Attributes:
        why: A phrase.
        put: The text that is proposed; empty: leave the words out.
        span: What the button sends.
        begin: Where the words begin that it takes the place of, in code points, and `end`, where they end.
    """

    text: str
    severity: str
    why: str
    put: str
    span: str
    begin: int
    end: int


class CrowdLine(msgspec.Struct, frozen=True, kw_only=True):
    """The crowd at one time, in numbers."""

    people: int | None
    cases: int | None
    uncounted: tuple[str, ...]


class EarlierLine(msgspec.Struct, frozen=True):
    """A text that went out, with what it gave away."""

    pieces: tuple[Piece, ...]
    found: int


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a text.

    Attributes:
        verdict: ``clear``, ``review`` or ``block``; empty where nothing was typed.
        advice: A phrase: the change that widens the crowd most; ``advice_traits`` fill it.
        told_before: What earlier texts told, as phrases.
    """

    pieces: tuple[Piece, ...]
    found: tuple[FoundLine, ...]
    verdict: str
    verdict_says: str
    news: int
    picture: Picture
    before: CrowdLine
    after: CrowdLine
    advice: str
    advice_traits: tuple[str, ...]
    told_before: tuple[str, ...]
    earlier: tuple[EarlierLine, ...]
    not_checked: tuple[str, ...]


class DraftFragment(Context, frozen=True):
    """The answer to whoever types: a part of the page."""

    template: ClassVar[str] = "draft_found.html"
    judged: Judged


class DraftPage(Context, frozen=True, kw_only=True):
    """The editor."""

    template: ClassVar[str] = "draft.html"
    above: tuple[str, str]
    path: str
    form: Form
    scopes: tuple[Option, ...]
    scope: str
    text: str
    limit: int
    judged: Judged | None
    closed: str
    standing: bool


@post("/case/{case:str}/publication/draft/look", sync_to_thread=True, status_code=200)
def look(request: Asked) -> dict[str, str]:
    """Judge what was typed so far. JSON, and no page: a browser keeps no answer to a script."""
    at = AtCase(request, KIND)
    text = _typed(sent(request))
    judged = _judged(publishing.look(at.space, at.subject, text), text)
    return {"html": render(DraftFragment(judged=judged), view_of(request, here=HERE))}


@asked_and_taken("/case/{case:str}/publication/draft")
def edit(request: Asked) -> Response[str] | Response[None]:
    """Show the editor; look at, mend or save what was typed."""
    at = AtCase(request, KIND)
    if request.method in SAFE:
        publishing.make_ready()
        return page(request, _shown(at, Form()), here=HERE)
    form = sent(request)
    try:
        if form.text(PUT):
            form = _mended(at, form)
            return page(request, _shown(at, form), here=HERE)
        if form.text(LOOK):
            return page(request, _shown(at, form), here=HERE)
        scope, text = chosen(Scope, form.text("scope"), field="scope"), form.text("text")
        at.decide(lambda file: publication.draft(file.publication, text=text, scope=scope))
    except KunakError as error:
        return again(request, lambda form: _shown(at, form), form, (error,), fields=("scope", "text"), here=HERE)
    return go(f"{at.path}/publication")


def _typed(form: Form) -> str:
    """Return the text that was typed.

    Raises:
        BadInput: It is longer than any draft.
    """
    text = form.text("text")
    if len(text) > publication.TEXT_LIMIT:
        raise BadInput("The draft is longer than %(limit)d characters.", field="text", limit=publication.TEXT_LIMIT)
    return text


def _mended(at: AtCase, form: Form) -> Form:
    """Put a wording in, where the words that it was proposed for still stand."""
    text = _typed(form)
    looked = publishing.look(at.space, at.subject, text)
    for finding, wording in zip(looked.report.findings, looked.wordings, strict=True):
        if _span(finding) == form.text(PUT):
            return Form({**form.values, "text": [publishing.put(text, wording)], PUT: []})
    raise BadInput("The text has changed since: look at it again.", field="text")


def _shown(at: AtCase, form: Form) -> DraftPage:
    standing = at.file.publication.draft
    text = form.text("text", standing.text if standing else "")
    # Somebody who may not read the case writes all the same: the check is for others.
    closed = bool(publishing.unread(at.space, at.subject))
    fits = not closed and len(text) <= publication.TEXT_LIMIT
    judged = _judged(publishing.look(at.space, at.subject, text), text) if fits else None
    return DraftPage(
        above=at.above("publication"),
        path=f"{at.path}/publication/draft",
        form=form,
        scopes=options(SCOPE_NAMES),
        scope=(standing.scope if standing else Scope.PUBLISH_SAFE).value,
        text=text,
        limit=publication.TEXT_LIMIT,
        judged=judged,
        closed=CLOSED if closed else "",
        standing=standing is not None,
    )


def _judged(looked: Look, text: str) -> Judged:
    report = looked.report
    advice = report.crowd.proposal or ""
    traits = left_out(advice)
    return Judged(
        pieces=pieces(text, report.findings),
        found=tuple(_lines(looked, text)),
        verdict=report.verdict if text.strip() else "",
        verdict_says=VERDICT_NAMES[Verdict(report.verdict)],
        news=len(report.crowd.news),
        picture=picture(looked.before.k_population, report.crowd.k_population),
        before=_crowd(looked.before),
        after=_crowd(report.crowd),
        advice=LEAVE_OUT if traits else advice,
        advice_traits=_named(traits),
        told_before=_named(looked.told_before),
        earlier=tuple(
            EarlierLine(pieces(body, each.findings), len(each.findings))
            for body, each in zip(looked.published, looked.earlier, strict=True)
        ),
        not_checked=report.not_checked,
    )


def _lines(looked: Look, text: str) -> Iterator[FoundLine]:
    """Yield one line for each span and kind: how many secrets it tells at once is nobody's business here."""
    seen: set[str] = set()
    for finding, wording in zip(looked.report.findings, looked.wordings, strict=True):
        span = _span(finding)
        if span not in seen:
            seen.add(span)
            yield FoundLine(
                text=finding.text,
                severity=finding.severity,
                why=reason(finding),
                put=publishing.fitted(text, wording),
                span=span,
                begin=wording.start,
                end=wording.end,
            )


def _crowd(crowd: Crowd) -> CrowdLine:
    return CrowdLine(people=crowd.k_population, cases=crowd.k_cases, uncounted=_named(crowd.uncounted))


def _named(traits: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(TRAIT_NAMES.get(trait, trait) for trait in traits)


def _span(finding: Finding) -> str:
    return f"{finding.start}-{finding.end}-{finding.kind}-{finding.severity}"


SECTION: Final = Section(handlers=(look, edit))
