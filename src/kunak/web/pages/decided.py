"""What was decided of entries of one sort: every decision that stands, those taken by hand, and how one is taken back.

The same for every sort; ``WORDS`` is what differs. For who reads names.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from kunak.app import matches, naming, proposing
from kunak.app.beside import Beside
from kunak.app.matches import Entry, Groups, Place
from kunak.app.proposing import Proposed
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort, shown
from kunak.casework.incidents.links import VERDICT_NAMES, Verdict
from kunak.casework.incidents.retold import APART
from kunak.web.act import Act, Ask, Option, chosen, options
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtDesk, GroupDeed, group_handlers
from kunak.web.pages.incidents import PER_PAGE, PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent, view_of
from kunak.web.section import Section
from kunak.web.translations import in_language
from kunak.web.vault import opened

PATHS: Final = {
    Sort.VICTIM: "/register/links",
    Sort.INCIDENT: "/register/links/incidents",
    **{sort: f"/register/links/{sort.value}s" for sort in APART},
}
"""Where entries of a sort are compared; of those that a rule joins, no pairs are asked about."""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of entries of one sort, as phrases.

    Attributes:
        called: How one is named in a form.
        who: What is asked of two.
        apart: What says that one is none of the rest; ``than`` comes before each of these.
        alone: Why nothing can be taken out.
    """

    title: str
    decisions: str
    each: str
    by_hand: str
    called: str
    one: str
    other: str
    who: str
    apart: str
    apart_title: str
    than: str
    apart_does: str
    alone: str


WORDS: Final = {
    Sort.VICTIM: Words(
        title=phrase("Who is one person"),
        decisions=phrase("Decisions on who is one person"),
        each=phrase("One person each"),
        by_hand=phrase("Compare two by hand"),
        called=phrase(
            "Write words that stand on the page of each (a name, a place, a day, a deed), or the number of the "
            "incident with a point and which of its victims: 3f2a91bc.2."
        ),
        one=phrase("The one victim"),
        other=phrase("The other victim"),
        who=phrase("Who they are"),
        apart=phrase("Somebody else"),
        apart_title=phrase("Somebody else than the rest"),
        than=phrase("is somebody else than"),
        apart_does=phrase("They are different people"),
        alone=phrase("Nobody is held to be one person with this one."),
    ),
    Sort.INCIDENT: Words(
        title=phrase("Which incidents are one"),
        decisions=phrase("Decisions on which incidents are one"),
        each=phrase("One incident each"),
        by_hand=phrase("Compare two incidents by hand"),
        called=phrase(
            "Write words that stand on the page of each (a name, a place, a day, a deed), or its number: 3f2a91bc."
        ),
        one=phrase("The one incident"),
        other=phrase("The other incident"),
        who=phrase("What they are"),
        apart=phrase("Another incident"),
        apart_title=phrase("Another incident than the rest"),
        than=phrase("is another incident than"),
        apart_does=phrase("They are different incidents"),
        alone=phrase("No other entry is held to be one incident with this one."),
    ),
    **dict.fromkeys(
        APART,
        Words(
            title=phrase("What is told twice"),
            decisions=phrase("Decisions on acts, perpetrators and verdicts that are told twice"),
            each=phrase("Decided to be the same"),
            by_hand=phrase("Compare two by hand"),
            called=phrase(
                "Write words that stand on its page (a name, a place, a day, a deed), or the number of the incident "
                "with a point and which of its kind it is: 3f2a91bc.2."
            ),
            one=phrase("The one entry"),
            other=phrase("The other entry"),
            who=phrase("Are they the same?"),
            apart=phrase("Another one"),
            apart_title=phrase("Another one than the rest"),
            than=phrase("is another one than"),
            apart_does=phrase("They are different ones"),
            alone=phrase("No other entry is counted as one with this one."),
        ),
    ),
}


SHOWN: Final = {
    Sort.ACT: ("act", "relation"),
    Sort.PERPETRATOR: ("sex", "age", "office"),
    Sort.VERDICT: ("outcome", "court", "number", "decided"),
}
"""What is told of an entry that has no name, by sort."""


class EntryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the register in a line.

    Attributes:
        name: By which commands and forms call it.
        title: The name of a person; empty where none is told, or of an incident.
        acts: What was done, as phrases; of an incident. Of what has no name, what else is told of it.
        where: Date and place.
        apart: Where one says that it is another than the rest of its group; may be empty.
        decided: Somebody decided it, not the engine.
    """

    name: str
    href: str
    title: str
    where: tuple[str, ...]
    acts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    apart: str = ""
    decided: bool = False


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One decision.

    Attributes:
        verdicts: Phrases; two or more where laptops differ.
        by: Who decided, and when.
        path: Where it is taken back.
    """

    left: EntryLine
    right: EntryLine
    verdicts: tuple[str, ...]
    reasons: tuple[str, ...]
    by: tuple[tuple[str, Instant], ...]
    contradicted: bool
    path: str


class DecisionsPage(Context, frozen=True, kw_only=True):
    """Every decision on entries of one sort that stands.

    Attributes:
        path: Where entries of this sort are compared; ``words`` is said of them.
        asked: Whether that is a page of pairs.
        incidents: Whether it is about incidents, not people.
        groups: Which are one by them; on this page, like ``taken``.
        open: On which they contradict each other, with whom nobody is joined meanwhile.
        joined: How many are joined in all, and how many decisions there are (``decided``).
        number: Which page, from 1.
    """

    template: ClassVar[str] = "links_decided.html"
    path: str
    asked: bool
    words: Words
    incidents: bool
    groups: tuple[tuple[EntryLine, ...], ...]
    open: tuple[tuple[EntryLine, ...], ...]
    taken: tuple[Taken, ...]
    joined: int
    decided: int
    number: int
    more: bool


def entry_line(
    entry: Entry, lists: frozenset[str] = frozenset(), *, name: str = "", apart: str = "", decided: bool = False
) -> EntryLine:
    """Return the line of an entry."""
    names = (entry.value(field).text for field in ("given", "patronymic", "family"))
    where = (entry.value(field).text for field in ("date", "settlement", "district", "region"))
    is_incident = entry.thing.sort is Sort.INCIDENT
    told = [(act, field) for act in entry.incident.of_sort(Sort.ACT) for field in ("act",)] if is_incident else []
    told += [(entry.thing, field) for field in SHOWN.get(entry.thing.sort, ())]
    done = (shown(field, entry.incident.value(thing.id, field).text) for thing, field in told)
    return EntryLine(
        name=name or naming.name(entry),
        href=f"/register/incident/{entry.subject.hex()}",
        title="" if is_incident else " ".join(each for each in names if each),
        acts=tuple(dict.fromkeys(each for each in done if each)),
        where=tuple(each for each in where if each),
        lists=tuple(sorted(lists)),
        apart=apart,
        decided=decided,
    )


class Lines:
    """Everything of a sort that was ever entered, as a line shows it: read where it is asked for."""

    def __init__(self, space: Workspace, unit: Sort) -> None:
        self._space, self._unit = space, unit
        self._places = matches.places(space, unit)

    def line(self, thing: bytes, *, apart: bool = False) -> EntryLine:
        """Return the line of an entry; of one that is not here its id."""
        place = self._places.get(thing)
        entry = matches.entry_at(self._space, place) if place else None
        if entry is None:
            return EntryLine(name="", href="", title=short(thing), where=())
        return entry_line(entry, apart=f"{PATHS[self._unit]}/apart/{naming.name(entry)}" if apart else "")


def standing(known: Groups) -> list[links.Pair]:
    """Return the pairs on which something was decided, those first on which laptops differ."""
    force = {pair: links.in_force(field) for pair, field in known.decisions.items()}
    there = [pair for pair, verdict in force.items() if verdict is not Verdict.UNDONE]
    return sorted(there, key=lambda pair: (force[pair] is not None, -max(w.at for w in known.decisions[pair].writes)))


def taken_last(space: Workspace, last: str) -> Taken | None:
    """Return the decision on the two whose names an address holds, ``3f2a91bc.1~91bc0023.1``, if it stands."""
    one, between, other = last.partition("~")
    if not between:
        return None
    unit = Sort.VICTIM if "." in one else Sort.INCIDENT
    known = matches.groups(space, unit)
    try:
        pair = links.ordered(*(naming.place_of(space, each, unit=unit).thing for each in (one, other)))
    except BadInput:
        return None
    return _taken(space, Lines(space, unit), known, pair, unit) if pair in standing(known) else None


def comparing(request: Asked) -> Beside[Proposed]:
    """Return the comparison that runs beside this desk, or what it found."""
    kept = request.app.state["comparing"]
    assert isinstance(kept, Beside)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return kept


def _taken(space: Workspace, there: Lines, known: Groups, pair: links.Pair, unit: Sort) -> Taken:
    writes = known.decisions[pair].writes
    against = {each.pair for each in known.contradictions}
    return Taken(
        left=there.line(pair[0]),
        right=there.line(pair[1]),
        verdicts=tuple(dict.fromkeys(VERDICT_NAMES[unit][write.value.verdict] for write in writes)),
        reasons=tuple(known.reasons[write.value.mark] for write in writes if write.value.mark in known.reasons),
        by=tuple((space.author(write.device), write.at) for write in writes),
        contradicted=pair in against,
        path=f"{PATHS[unit]}/undo",
    )


def _decisions(space: Workspace, unit: Sort, number: int) -> DecisionsPage:
    matches.check_names(space)
    known, there = matches.groups(space, unit), Lines(space, unit)
    found, first = standing(known), (max(number, 1) - 1) * PER_PAGE
    here = slice(first, first + PER_PAGE)
    return DecisionsPage(
        path=PATHS[unit],
        asked=unit not in APART,
        words=WORDS[unit],
        incidents=unit is Sort.INCIDENT,
        groups=tuple(tuple(there.line(each, apart=True) for each in group) for group in known.joined[here]),
        open=tuple(tuple(there.line(thing) for thing in each.through) for each in known.contradictions),
        taken=tuple(_taken(space, there, known, pair, unit) for pair in found[here]),
        joined=len(known.joined),
        decided=len(found),
        number=max(number, 1),
        more=max(len(known.joined), len(found)) > first + PER_PAGE,
    )


# By hand


def _join(unit: Sort) -> Callable[[AtDesk], Act]:
    def shows(at: AtDesk) -> Act:
        matches.check_names(at.space)
        said, names, form = WORDS[unit], VERDICT_NAMES[unit], sent(at.request)
        return Act(
            title=said.by_hand,
            above=_above(at, unit),
            part=PLACE.label,
            says=(said.called,),
            facts=tuple(_meant(at, unit, form)),
            asks=(
                Ask("one", said.one, default=str(at.request.query_params.get("one", ""))),
                *_among(at, unit, "one", form),
                Ask("other", said.other),
                *_among(at, unit, "other", form),
                Ask(
                    "verdict",
                    said.who,
                    "pick",
                    options=options({each: name for each, name in names.items() if each is not Verdict.UNDONE}),
                    default=Verdict.SAME.value,
                ),
                Ask("reason", phrase("Why"), "prose", optional=True),
            ),
            does=phrase("Keep the decision"),
        )

    return shows


def _meant(at: AtDesk, unit: Sort, form: Form) -> Iterator[tuple[str, str]]:
    """Yield what is meant by a number or words that fit one entry, as far as it was said."""
    for field, label in (("one", WORDS[unit].one), ("other", WORDS[unit].other)):
        found = naming.meant(at.space, form.text(field, str(at.request.query_params.get(field, ""))), unit)
        if len(found) == 1:
            yield label, _in_words(at.request, entry_line(found[0]))


def _in_words(request: Asked, line: EntryLine) -> str:
    """Return a line as one text, in the language of the reader."""
    acts = ", ".join(in_language(act, view_of(request).language) for act in line.acts)
    return " · ".join(each for each in (line.title or acts, *line.where, line.name) if each)


def _among(at: AtDesk, unit: Sort, field: str, form: Form) -> Iterator[Ask]:
    """Yield the question which of several entries is meant, where several fit what was typed."""
    found = naming.meant(at.space, form.text(field), unit)[: naming.MOST_FOUND]
    if len(found) > 1:
        lines = [entry_line(each) for each in found]
        answers = (Option(each.name, _in_words(at.request, each), named=True) for each in lines)
        yield Ask(f"{field}_of", phrase("Which of these"), "pick", optional=True, options=tuple(answers))


def _do_join(unit: Sort) -> Callable[[AtDesk, Form], Response[None]]:
    def does(at: AtDesk, form: Form) -> Response[None]:
        one, other = (
            naming.one_meant(at.space, form.text(field), unit, chosen=form.text(f"{field}_of"), field=field)
            for field in ("one", "other")
        )
        verdict = chosen(Verdict, form.text("verdict"), field="verdict")
        matches.decide(at.space, one, other, verdict, unit=unit, reason=form.text("reason"))
        return go(f"{PATHS[unit]}/decisions")

    return does


def _apart(unit: Sort) -> Callable[[AtDesk], Act]:
    def shows(at: AtDesk) -> Act:
        place, others = _with_which(at, unit)
        said, there = WORDS[unit], Lines(at.space, unit)
        named = [there.line(each.thing) for each in (place, *others)]
        titles = [_in_words(at.request, each) for each in named]
        return Act(
            title=said.apart_title,
            above=_above(at, unit),
            part=PLACE.label,
            facts=((phrase("This one"), titles[0]), *((said.than, title) for title in titles[1:])),
            asks=(Ask("reason", phrase("Why"), "prose", optional=True),),
            does=said.apart_does,
        )

    return shows


def _do_apart(unit: Sort) -> Callable[[AtDesk, Form], Response[None]]:
    def does(at: AtDesk, form: Form) -> Response[None]:
        place, others = _with_which(at, unit)
        matches.take_out(at.space, place, others, unit=unit, reason=form.text("reason"))
        return go(f"{PATHS[unit]}/decisions")

    return does


def _above(at: AtDesk, unit: Sort) -> tuple[str, str]:
    return PATHS[unit] + ("/decisions" if unit in APART else ""), at.space.group().roster.group


def _with_which(at: AtDesk, unit: Sort) -> tuple[Place, list[Place]]:
    """Return an entry, and all that are held to be one with it: by decisions or a rule, of people else by the engine.

    Raises:
        Refused: None is.
    """
    space, asked = at.space, at.word("one")
    matches.check_names(space)
    place, known = naming.place_of(space, asked, unit=unit), matches.groups(space, unit)
    together = next((group for group in matches.ones(space, unit) if place.thing in group), ())
    found = comparing(at.request).state.found if unit is Sort.VICTIM else None
    if found is not None:
        names = proposing.cluster(proposing.regrouped(found, known), asked)
        together = (*together, *(found.victims[each].thing.id for each in names))
    where = matches.places(space, unit)
    others = [where[each] for each in dict.fromkeys(together) if each != place.thing and each in where]
    if not others:
        raise Refused(WORDS[unit].alone)
    return place, others


def _handlers(unit: Sort) -> Iterator[ControllerRouterHandler]:
    path = PATHS[unit]

    @get(f"{path}/decisions", sync_to_thread=True)
    def decisions(request: Asked, number: FromQuery[int] = 1) -> Response[str]:
        return page(request, _decisions(opened(request).space, unit, number), here=PLACE.path)

    @post(f"{path}/undo", sync_to_thread=True)
    def undo(request: Asked) -> Response[None]:
        form, space = sent(request), opened(request).space
        one, other = (naming.place_of(space, form.text(name), unit=unit) for name in ("one", "other"))
        matches.decide(space, one, other, Verdict.UNDONE, unit=unit)
        return go(f"{path}/decisions" if form.text("back") == "decisions" or unit in APART else path)

    yield decisions
    yield undo
    yield from group_handlers(
        PLACE.path,
        GroupDeed(path=f"{path}/join", shows=_join(unit), does=_do_join(unit)),
        GroupDeed(path=f"{path}/apart/{{one:str}}", shows=_apart(unit), does=_do_apart(unit)),
    )


SECTION: Final = Section(handlers=tuple(each for unit in PATHS for each in _handlers(unit)))
