"""Who is one person: pairs that somebody should look at, side by side, and every decision that was taken.

What is proposed comes from ``proposing`` and lies in memory; what is decided goes to ``persons``. For who reads names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from kunak.app import incidents, persons, proposing, sources
from kunak.app.beside import Beside, State
from kunak.app.persons import Entry, Groups, Place
from kunak.app.proposing import Proposed
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort, shown
from kunak.casework.incidents.links import VERDICT_NAMES, Verdict
from kunak.casework.incidents.state import Standing
from kunak.web.act import Act, Ask, again, chosen, options
from kunak.web.admission import QUIET
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtDesk, GroupDeed, group_handlers
from kunak.web.pages.incidents import PER_PAGE, PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened

if TYPE_CHECKING:
    from kunak.register.linkage import Linked, Reason

PATH: Final = "/register/links"
DECISIONS: Final = f"{PATH}/decisions"

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


class Victim(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the register in a line.

    Attributes:
        name: By which commands and forms call it.
        title: The name of the person; empty where none is told.
        where: Date and place.
        apart: Where one says that they are somebody else than the rest of their group; may be empty.
        decided: Somebody decided it, not the engine.
    """

    name: str
    href: str
    title: str
    where: tuple[str, ...]
    lists: tuple[str, ...] = ()
    apart: str = ""
    decided: bool = False


class PairBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries side by side, and everybody else who would be one person with them.

    Attributes:
        percent: How probable it is that they are one person, from 1 to 99.
    """

    left: Victim
    right: Victim
    percent: int
    rows: tuple[Row, ...]
    others: tuple[Victim, ...]
    more: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One decision.

    Attributes:
        verdicts: Phrases; two or more where laptops differ.
        by: Who decided, and when.
    """

    left: Victim
    right: Victim
    verdicts: tuple[str, ...]
    reasons: tuple[str, ...]
    by: tuple[tuple[str, Instant], ...]
    contradicted: bool


class LinksPage(Context, frozen=True, kw_only=True):
    """The page of one pair, or why there is none.

    Attributes:
        closed: Names are not for the member at this desk.
        state: How far the comparison is.
        step: A phrase; what it does now.
        at: Which pair, from 0; of ``waiting``.
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
    pair: PairBlock | None = None
    last: Taken | None = None


class Progress(Context, frozen=True, kw_only=True):
    """How far the comparison is: a part of the page."""

    template: ClassVar[str] = "links_progress.html"
    done: int
    steps: int
    step: str


class DecisionsPage(Context, frozen=True, kw_only=True):
    """Every decision that stands.

    Attributes:
        groups: Who is one person by them; on this page, like ``taken``.
        open: On which they contradict each other, with whom nobody is joined meanwhile.
        people: How many are joined in all, and how many decisions there are (``decided``).
        number: Which page, from 1.
    """

    template: ClassVar[str] = "links_decided.html"
    groups: tuple[tuple[Victim, ...], ...]
    open: tuple[tuple[Victim, ...], ...]
    taken: tuple[Taken, ...]
    people: int
    decided: int
    number: int
    more: bool


# Looking


@get(PATH, sync_to_thread=True)
def show(request: Asked, at: FromQuery[int] = 0, last: FromQuery[str] = "") -> Response[str]:
    """Show the pair that is most worth somebody's time."""
    return page(request, _links(request, Form(), at, last), here=PLACE.path)


@post(f"{PATH}/compare", sync_to_thread=True)
def compare(request: Asked) -> Response[None] | Response[str]:
    """Begin to compare everybody with everybody."""
    space = opened(request).space
    persons.check_names(space)
    try:
        _comparing(request).begin(lambda: proposing.prepared(space))
    except KunakError as error:
        return again(
            request, lambda form: _links(request, form, 0, ""), sent(request), (error,), here=PLACE.path, fields=()
        )
    return go(PATH)


@get(f"{PATH}/progress", opt={QUIET: True}, sync_to_thread=True)
def progress(request: Asked) -> Response[str]:
    """Say how far it is; where it has ended the page loads itself again."""
    state = _comparing(request).state
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
        one, other = (proposing.place_of(space, form.text(name)) for name in ("one", "other"))
        persons.decide(space, one, other, verdict, reason=form.text("reason"))
    except KunakError as error:
        return again(
            request, lambda form: _links(request, form, at, ""), form, (error,), fields=("reason",), here=PLACE.path
        )
    return go(f"{PATH}?at={at}&last={form.text('one')}~{form.text('other')}")


@post(f"{PATH}/undo", sync_to_thread=True)
def undo(request: Asked) -> Response[None]:
    """Take a decision back."""
    form, space = sent(request), opened(request).space
    one, other = (proposing.place_of(space, form.text(name)) for name in ("one", "other"))
    persons.decide(space, one, other, Verdict.UNDONE)
    return go(DECISIONS if form.text("back") == "decisions" else PATH)


@get(DECISIONS, sync_to_thread=True)
def decisions(request: Asked, number: FromQuery[int] = 1) -> Response[str]:
    """Show every decision that stands."""
    space = opened(request).space
    persons.check_names(space)
    known, there = persons.groups(space), _Victims(space)
    standing, first = _standing(known), (max(number, 1) - 1) * PER_PAGE
    here = slice(first, first + PER_PAGE)
    context = DecisionsPage(
        groups=tuple(tuple(there.line(each, apart=True) for each in group) for group in known.joined[here]),
        open=tuple(tuple(there.line(thing) for thing in each.through) for each in known.contradictions),
        taken=tuple(_taken(space, there, known, pair) for pair in standing[here]),
        people=len(known.joined),
        decided=len(standing),
        number=max(number, 1),
        more=max(len(known.joined), len(standing)) > first + PER_PAGE,
    )
    return page(request, context, here=PLACE.path)


def _comparing(request: Asked) -> Beside[Proposed]:
    kept = request.app.state["comparing"]
    assert isinstance(kept, Beside)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return kept


def _step(state: State[Proposed]) -> str:
    return STEPS[min(state.done, len(STEPS) - 1)]


def _links(request: Asked, form: Form, at: int, last: str) -> LinksPage:
    space = opened(request).space
    if not incidents.readable(space):
        incidents.check_reader(space)
    if Kind.IDENTITY not in incidents.readable(space):
        return LinksPage(form=form, closed=True)
    state, known = _comparing(request).state, persons.groups(space)
    shown_now = LinksPage(
        form=form,
        victims=sum(each.line.victims for each in incidents.listed(space)),
        decided=len(_standing(known)),
        contradictions=len(known.contradictions),
        last=_last(space, known, last),
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
        left=_line(left, found.lists[pair.a], name=pair.a),
        right=_line(right, found.lists[pair.b], name=pair.b),
        percent=min(max(round(100 * pair.probability), 1), 99),
        rows=tuple(_rows(left, right, proposing.agreements(pair), labels)),
        others=tuple(
            _line(
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
        sides = [tuple(said for field in fields for said in _said(each, field, labels)) for each in (left, right)]
        reason = agreed.get(name)
        if not any(sides) and reason is None:
            continue
        row = Row(label=label, judged=bool(name), left=sides[0], right=sides[1])
        if reason is not None:
            weighs, sign = next((words, mark) for least, words, mark in WEIGHTS if reason.bits >= least)
            row = msgspec.structs.replace(row, says=reason.says, weighs=weighs, sign=sign, bits=reason.bits)
        yield row


def _said(entry: Entry, field: str, labels: Mapping[bytes, str]) -> Iterator[Said]:
    incident, itself = entry.incident, entry.incident.itself
    if field == "act":
        things = [act.id for act in incident.of_sort(Sort.ACT) if entry.thing.id in act.joins]
    elif incident.writes(entry.thing.id, field):
        things = [entry.thing.id]
    else:
        things = [itself.id] if itself is not None else []
    several = len(incident.sources()) > 1
    for thing in things:
        value, said = incident.value(thing, field), [write.value for write in incident.writes(thing, field)]
        if value.standing is Standing.CONTRADICTED:
            for each in said:
                told = _told_by(labels, [each.source])
                yield Said(shown(field, each.value), _is_word(field), told, contradicted=True)
        elif value.text:
            told = _told_by(labels, [each.source for each in said]) if several else ()
            yield Said(shown(field, value.text), _is_word(field), told)
    if field == "born" and not any(incident.value(thing, field).text for thing in things) and entry.value("age").text:
        yield Said(BY_AGE, spoken=True, sources=())


def _is_word(field: str) -> bool:
    return field in {"sex", "fate", "act"}


def _told_by(labels: Mapping[bytes, str], told: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels.get(each, short(each)) for each in told))


def _line(
    entry: Entry, lists: frozenset[str] = frozenset(), *, name: str = "", apart: str = "", decided: bool = False
) -> Victim:
    names = (entry.value(field).text for field in ("given", "patronymic", "family"))
    where = (entry.value(field).text for field in ("date", "settlement", "district", "region"))
    return Victim(
        name=name or proposing.name(entry),
        href=f"/register/incident/{entry.subject.hex()}",
        title=" ".join(each for each in names if each),
        where=tuple(each for each in where if each),
        lists=tuple(sorted(lists)),
        apart=apart,
        decided=decided,
    )


class _Victims:
    """Everybody who was ever entered, as a line shows them: read where they are asked for."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._places = persons.places(space)

    def entry(self, thing: bytes) -> Entry | None:
        """Return an entry, or None where it is not here."""
        place = self._places.get(thing)
        return persons.entry_at(self._space, place) if place else None

    def line(self, thing: bytes, *, apart: bool = False) -> Victim:
        """Return the line of an entry; of one that is not here its id."""
        entry = self.entry(thing)
        if entry is None:
            return Victim(name="", href="", title=short(thing), where=())
        return _line(entry, apart=f"{PATH}/apart/{proposing.name(entry)}" if apart else "")


# What was decided


def _standing(known: Groups) -> list[links.Pair]:
    """Return the pairs on which something was decided, those first on which laptops differ."""
    force = {pair: links.in_force(field) for pair, field in known.decisions.items()}
    there = [pair for pair, verdict in force.items() if verdict is not Verdict.UNDONE]
    return sorted(there, key=lambda pair: (force[pair] is not None, -max(w.at for w in known.decisions[pair].writes)))


def _taken(space: Workspace, there: _Victims, known: Groups, pair: links.Pair) -> Taken:
    writes = known.decisions[pair].writes
    against = {each.pair for each in known.contradictions}
    return Taken(
        left=there.line(pair[0]),
        right=there.line(pair[1]),
        verdicts=tuple(dict.fromkeys(VERDICT_NAMES[write.value.verdict] for write in writes)),
        reasons=tuple(known.reasons[write.value.mark] for write in writes if write.value.mark in known.reasons),
        by=tuple((space.author(write.device), write.at) for write in writes),
        contradicted=pair in against,
    )


def _last(space: Workspace, known: Groups, last: str) -> Taken | None:
    one, between, other = last.partition("~")
    if not between:
        return None
    try:
        pair = links.ordered(proposing.place_of(space, one).thing, proposing.place_of(space, other).thing)
    except BadInput:
        return None
    return _taken(space, _Victims(space), known, pair) if pair in _standing(known) else None


# By hand


def _above(at: AtDesk) -> tuple[str, str]:
    return PATH, at.space.group().roster.group


def _join(at: AtDesk) -> Act:
    persons.check_names(at.space)
    return Act(
        title=phrase("Compare two by hand"),
        above=_above(at),
        part=PLACE.label,
        says=(
            phrase(
                "A victim is called by the number of the incident, and after a point which of its victims: 3f2a91bc.2; "
                "without a point the first one."
            ),
        ),
        asks=(
            Ask("one", phrase("The one victim"), default=str(at.request.query_params.get("one", ""))),
            Ask("other", phrase("The other victim")),
            Ask(
                "verdict",
                phrase("Who they are"),
                "pick",
                options=options({each: word for each, word in VERDICT_NAMES.items() if each is not Verdict.UNDONE}),
                default=Verdict.SAME.value,
            ),
            Ask("reason", phrase("Why"), "prose", optional=True),
        ),
        does=phrase("Keep the decision"),
    )


def _do_join(at: AtDesk, form: Form) -> Response[None]:
    one = proposing.place_of(at.space, form.text("one"), field="one")
    other = proposing.place_of(at.space, form.text("other"))
    verdict = chosen(Verdict, form.text("verdict"), field="verdict")
    persons.decide(at.space, one, other, verdict, reason=form.text("reason"))
    return go(DECISIONS)


def _apart(at: AtDesk) -> Act:
    place, others = _with_whom(at)
    there = _Victims(at.space)
    named = [there.line(each.thing) for each in (place, *others)]
    titles = [" · ".join((each.title or each.name, *each.where)) for each in named]
    return Act(
        title=phrase("Somebody else than the rest"),
        above=_above(at),
        part=PLACE.label,
        facts=(
            (phrase("This one"), titles[0]),
            *((phrase("is somebody else than"), title) for title in titles[1:]),
        ),
        asks=(Ask("reason", phrase("Why"), "prose", optional=True),),
        does=phrase("They are different people"),
    )


def _do_apart(at: AtDesk, form: Form) -> Response[None]:
    place, others = _with_whom(at)
    persons.take_out(at.space, place, others, reason=form.text("reason"))
    return go(DECISIONS)


def _with_whom(at: AtDesk) -> tuple[Place, list[Place]]:
    """Return a victim, and everybody who is held to be one person with them: by decisions, else by the engine.

    Raises:
        Refused: Nobody is.
    """
    space = at.space
    persons.check_names(space)
    place, known = proposing.place_of(space, at.word("one")), persons.groups(space)
    together = next((group for group in known.joined if place.thing in group), ())
    found = _comparing(at.request).state.found
    if found is not None:
        again_found = proposing.regrouped(found, known)
        names = proposing.cluster(again_found, at.word("one"))
        together = (*together, *(found.victims[each].thing.id for each in names))
    where = persons.places(space)
    others = [where[each] for each in dict.fromkeys(together) if each != place.thing and each in where]
    if not others:
        raise Refused("Nobody is held to be one person with this one.")
    return place, others


DEEDS: Final = (
    GroupDeed(path=f"{PATH}/join", shows=_join, does=_do_join),
    GroupDeed(path=f"{PATH}/apart/{{one:str}}", shows=_apart, does=_do_apart),
)

SECTION: Final = Section(
    handlers=(show, compare, progress, decide, undo, decisions, *group_handlers(PLACE.path, *DEEDS))
)
