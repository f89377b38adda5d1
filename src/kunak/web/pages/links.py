"""Who is one person: pairs that somebody should look at, side by side.

What is proposed comes from ``proposing`` and lies in memory; what is decided goes to ``matches``. For who reads names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import asking, incidents, matches, naming, proposing, sources
from kunak.app.beside import State
from kunak.app.matches import Entry, Groups
from kunak.app.proposing import Proposed
from kunak.app.workspace import Workspace
from kunak.base.errors import KunakError
from kunak.base.ids import short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents.fields import Sort, shown
from kunak.casework.incidents.links import Verdict
from kunak.casework.incidents.state import Standing
from kunak.web.act import again, chosen
from kunak.web.admission import QUIET
from kunak.web.forms import Form
from kunak.web.pages.decided import PATHS, EntryLine, Taken, comparing, entry_line, standing, taken_last
from kunak.web.pages.incidents import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened

if TYPE_CHECKING:
    from kunak.register.linkage import Linked, Reason

PATH: Final = PATHS[Sort.VICTIM]

STEPS: Final = (
    phrase("The register is read."),
    phrase("What agreement is worth is learned from it."),
    phrase("Everybody is compared with everybody."),
    phrase("Pairs are put together."),
)

WEIGHTS: Final = (
    (3.0, phrase("speaks strongly for one person"), "++"),
    (0.5, phrase("speaks for one person"), "+"),
    (-0.5, phrase("says little"), "·"),
    (-3.0, phrase("speaks against it"), "–"),
    (float("-inf"), phrase("speaks strongly against it"), "– –"),
)
"""From how many bits on, what that means, and its sign."""

ROWS: Final = (
    ("given", phrase("Given name"), ("given",)),
    ("family", phrase("Family and father's name"), ("family", "patronymic")),
    ("born", phrase("Date of birth"), ("born",)),
    ("age", phrase("Age in years"), ("age",)),
    ("died", phrase("When it happened"), ("date",)),
    ("place", phrase("Place"), ("settlement", "district", "region")),
    ("sex", phrase("Sex"), ("sex",)),
    ("", phrase("What became of the victim"), ("fate",)),
    ("", phrase("What was done"), ("act",)),
)
"""Of each row the comparison that judges it, its heading, and the fields in it."""

BY_AGE: Final = phrase("as the age says")

LATER: Final = 10
"""Most members of a group that the page of a pair names."""


class Said(msgspec.Struct, frozen=True):
    """One value: its text, a phrase where ``spoken``; which sources say so, where an entry has several."""

    text: str
    spoken: bool
    sources: tuple[str, ...]
    contradicted: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison.

    Attributes:
        judged: Whether such fields are ever compared.
        label: A phrase, like ``says`` (how the two agree) and ``weighs`` (what that means); empty: not compared.
        bits: What it is worth.
    """

    label: str
    judged: bool
    left: tuple[Said, ...]
    right: tuple[Said, ...]
    says: str = ""
    weighs: str = ""
    sign: str = ""
    bits: float = 0.0


class PairBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries side by side, and everybody else who would be one person with them.

    Attributes:
        percent: How probable it is that they are one person, from 1 to 99.
    """

    left: EntryLine
    right: EntryLine
    percent: int
    rows: tuple[Row, ...]
    others: tuple[EntryLine, ...]
    more: int


class LinksPage(Context, frozen=True, kw_only=True):
    """The page of one pair, or why there is none.

    Attributes:
        closed: Names are not for the member at this desk.
        state: How far the comparison is.
        step: A phrase; what it does now.
        at: Which pair, from 0; of ``waiting``.
        meetings: How many pairs of incidents wait for the question whether they are one.
        last: What was decided just now, which can be taken back.
    """

    template: ClassVar[str] = "links.html"
    form: Form
    closed: bool = False
    victims: int = 0
    decided: int = 0
    contradictions: int = 0
    running: bool = False
    done: int = 0
    steps: int = len(STEPS)
    step: str = ""
    trouble: KunakError | None = None
    compared: Instant | None = None
    new: int = 0
    waiting: int = 0
    at: int = 0
    meetings: int = 0
    pair: PairBlock | None = None
    last: Taken | None = None


class Progress(Context, frozen=True, kw_only=True):
    """How far the comparison is: a part of the page."""

    template: ClassVar[str] = "links_progress.html"
    done: int
    steps: int
    step: str


# Looking


@get(PATH, sync_to_thread=True)
def show(request: Asked, at: FromQuery[int] = 0, last: FromQuery[str] = "") -> Response[str] | Response[None]:
    """Show the pair that is most worth somebody's time; after the last of them lead on to the pairs of incidents."""
    found = _links(request, Form(), at, last)
    if last and found.pair is None and found.compared is not None and found.meetings:
        return go(f"{PATHS[Sort.INCIDENT]}?last={quote(last)}")
    return page(request, found, here=PLACE.path)


@post(f"{PATH}/compare", sync_to_thread=True)
def compare(request: Asked) -> Response[None] | Response[str]:
    """Begin to compare everybody with everybody."""
    space = opened(request).space
    matches.check_names(space)
    try:
        comparing(request).begin(lambda: proposing.prepared(space))
    except KunakError as error:
        return again(
            request, lambda form: _links(request, form, 0, ""), sent(request), (error,), here=PLACE.path, fields=()
        )
    return go(PATH)


@get(f"{PATH}/progress", opt={QUIET: True}, sync_to_thread=True)
def progress(request: Asked) -> Response[str]:
    """Say how far it is; where it has ended the page loads itself again."""
    state = comparing(request).state
    if not state.running:
        return Response("", headers={"HX-Refresh": "true"}, media_type="text/html")
    return page(request, Progress(done=state.done, steps=state.steps or len(STEPS), step=_step(state)))


@post(f"{PATH}/decide", sync_to_thread=True)
def decide(request: Asked) -> Response[None] | Response[str]:
    """Take a decision about a pair, and go on to the next one."""
    form, space = sent(request), opened(request).space
    number = form.text("at")
    at = int(number) if number.isascii() and number.isdecimal() else 0
    try:
        verdict = chosen(Verdict, form.text("verdict"), field="verdict")
        one, other = (naming.place_of(space, form.text(name)) for name in ("one", "other"))
        matches.decide(space, one, other, verdict, reason=form.text("reason"))
    except KunakError as error:
        return again(
            request, lambda form: _links(request, form, at, ""), form, (error,), fields=("reason",), here=PLACE.path
        )
    return go(f"{PATH}?at={at}&last={form.text('one')}~{form.text('other')}")


def _step(state: State[Proposed]) -> str:
    return STEPS[min(state.done, len(STEPS) - 1)]


def _links(request: Asked, form: Form, at: int, last: str) -> LinksPage:
    space = opened(request).space
    if not incidents.readable(space):
        incidents.check_reader(space)
    if Kind.IDENTITY not in incidents.readable(space):
        return LinksPage(form=form, closed=True)
    state, known = comparing(request).state, matches.groups(space)
    shown_now = LinksPage(
        form=form,
        victims=sum(each.line.victims for each in incidents.listed(space)),
        decided=len(standing(known)),
        contradictions=len(known.contradictions),
        meetings=len(asking.waiting(space, state.found.incidents if state.found is not None else ())),
        last=taken_last(space, last),
    )
    if state.found is None:
        return msgspec.structs.replace(
            shown_now,
            running=state.running,
            done=state.done,
            steps=state.steps or len(STEPS),
            step=_step(state),
            trouble=state.trouble,
        )
    found = proposing.regrouped(state.found, known)
    waiting = proposing.waiting(found, known)
    number = min(max(at, 0), max(len(waiting) - 1, 0))
    sent_back = {form.text("one"), form.text("other")}
    asked = [each for each in found.linkage.pairs if {each.a, each.b} == sent_back] or waiting[number : number + 1]
    return msgspec.structs.replace(
        shown_now,
        compared=found.at,
        new=max(shown_now.victims - len(found.victims), 0),
        waiting=len(waiting),
        at=number,
        pair=_pair(space, found, known, asked[0]) if asked else None,
    )


def _pair(space: Workspace, found: Proposed, known: Groups, pair: "Linked") -> PairBlock:
    labels: dict[bytes, str] = {each.id: each.line.label for each in sources.listed(space)}
    left, right = found.victims[pair.a], found.victims[pair.b]
    others = [each for each in proposing.cluster(found, pair.a, pair.b) if each not in {pair.a, pair.b}]
    mine = {thing for group in known.joined if {left.thing.id, right.thing.id} & set(group) for thing in group}
    return PairBlock(
        left=entry_line(left, found.lists[pair.a], name=pair.a),
        right=entry_line(right, found.lists[pair.b], name=pair.b),
        percent=min(max(round(100 * pair.probability), 1), 99),
        rows=tuple(_rows(left, right, proposing.agreements(pair), labels)),
        others=tuple(
            entry_line(
                found.victims[each],
                found.lists[each],
                name=each,
                apart=f"{PATH}/apart/{each}",
                decided=found.victims[each].thing.id in mine,
            )
            for each in others[:LATER]
        ),
        more=max(len(others) - LATER, 0),
    )


def _rows(left: Entry, right: Entry, agreed: "Mapping[str, Reason]", labels: Mapping[bytes, str]) -> Iterator[Row]:
    for name, label, fields in ROWS:
        sides = [tuple(one for field in fields for one in said(each, field, labels)) for each in (left, right)]
        reason = agreed.get(name)
        if not any(sides) and reason is None:
            continue
        row = Row(label=label, judged=bool(name), left=sides[0], right=sides[1])
        if reason is not None:
            weighs, sign = next((words, mark) for least, words, mark in WEIGHTS if reason.bits >= least)
            row = msgspec.structs.replace(row, says=reason.says, weighs=weighs, sign=sign, bits=reason.bits)
        yield row


def said(entry: Entry, field: str, labels: Mapping[bytes, str]) -> Iterator[Said]:
    """Yield what is told of a field of an entry: what counts, or each account where they contradict each other."""
    incident, itself = entry.incident, entry.incident.itself
    if field == "act":
        whole = entry.thing.sort is Sort.INCIDENT
        things = [act.id for act in incident.of_sort(Sort.ACT) if whole or entry.thing.id in act.joins]
    elif incident.writes(entry.thing.id, field):
        things = [entry.thing.id]
    else:
        things = [itself.id] if itself is not None else []
    several = len(incident.sources()) > 1
    for thing in things:
        value, accounts = incident.value(thing, field), [write.value for write in incident.writes(thing, field)]
        if value.standing is Standing.CONTRADICTED:
            for each in accounts:
                told = _told_by(labels, [each.source])
                yield Said(shown(field, each.value), _is_word(field), told, contradicted=True)
        elif value.text:
            told = _told_by(labels, [each.source for each in accounts]) if several else ()
            yield Said(shown(field, value.text), _is_word(field), told)
    if field == "born" and not any(incident.value(thing, field).text for thing in things) and entry.value("age").text:
        yield Said(BY_AGE, spoken=True, sources=())


def _is_word(field: str) -> bool:
    return field in {"sex", "fate", "act"}


def _told_by(labels: Mapping[bytes, str], told: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels.get(each, short(each)) for each in told))


SECTION: Final = Section(handlers=(show, compare, progress, decide))
