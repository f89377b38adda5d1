"""What is written about an incident: statements of a source, words of a coder, decisions, withdrawals."""

from collections.abc import Iterator
from typing import Final

from litestar import Response

from kunak.app import coding, incidents, shredding, sources
from kunak.app.incidents import Hangs, Key, Told
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.words import phrase
from kunak.casework.incidents.events import CREDIBILITY_NAMES, Credibility
from kunak.casework.incidents.fields import FIELDS, SORT_NAMES, FieldKind, Sort, fields_of
from kunak.casework.incidents.fields import Form as Shape
from kunak.casework.incidents.state import Incident, Thing
from kunak.casework.incidents.vocabulary import vocabulary
from kunak.web.act import Act, Ask, Option, destroying
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtDesk, GroupDeed, group_handlers, one_of
from kunak.web.pages.incidents import PLACE, subject_id
from kunak.web.respond import go
from kunak.web.section import Section

NEW: Final = (Sort.INCIDENT, Sort.ACT, Sort.VICTIM, Sort.PERPETRATOR)
"""What the form of a new incident asks about."""
DATES: Final = phrase("2014, 2014-03, 2014-03-05, or two with .. between them")
RISK: Final = phrase("Names are sealed apart; what you write under region and district is not.")


def _subject(at: AtDesk) -> SubjectId:
    return subject_id(at.word("incident"))


def _incident(at: AtDesk) -> Incident:
    return incidents.opened(at.space, _subject(at))


def _above(at: AtDesk) -> tuple[str, str]:
    return f"/register/incident/{_subject(at).hex()}", _subject(at).hex()[:8]


def source_asks(at: AtDesk) -> tuple[Ask, ...]:
    """Ask on which source what is told hangs, and how likely it is."""
    known = tuple(Option(each.id.hex(), each.line.label, named=True) for each in sources.listed(at.space))
    return (
        Ask("source", phrase("According to"), "choose", options=(Option("", "–", named=True), *known)),
        Ask(
            "credibility",
            phrase("How likely it is"),
            "choose",
            options=tuple(Option(str(each.value), name) for each, name in CREDIBILITY_NAMES.items()),
            default=str(Credibility.NOT_JUDGED.value),
        ),
        Ask("where", phrase("Where in the source"), optional=True, help=phrase("A page or a paragraph.")),
    )


def hangs_of(form: Form) -> Hangs:
    """Return on what it hangs.

    Raises:
        BadInput: Nothing was chosen.
    """
    known = {str(each.value): each for each in Credibility}
    if form.text("credibility") not in known:
        raise BadInput("Choose one of the answers.", field="credibility")
    source = SubjectId(one_of(form.text("source"), field="source"))
    return Hangs(source, known[form.text("credibility")], form.text("where"))


def _field_asks(at: AtDesk, sort: Sort, prefix: str = "") -> Iterator[Ask]:
    readable = incidents.readable(at.space)
    for name, field in fields_of(sort).items():
        if field.kind in readable:
            yield _ask(f"{prefix}{name}", name, field)


def _ask(key: str, name: str, field: FieldKind, default: str = "") -> Ask:
    if field.form is Shape.WORD:
        return Ask(key, field.label, "choose", options=words(name), optional=True, default=default)
    kind = "prose" if name == "account" else "number" if field.form in {Shape.AGE, Shape.MONTHS} else "text"
    return Ask(key, field.label, kind, optional=True, help=DATES if field.form is Shape.DATE else "", default=default)  # type: ignore[arg-type]


def words(name: str) -> tuple[Option, ...]:
    """Return the words of a field as answers, nothing first."""
    terms = vocabulary(FIELDS[name].words).values()
    return (Option("", "–", named=True), *(Option(term.code, term.en) for term in terms))


# A new incident


def _new(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    asks = [ask for sort in NEW for ask in _named_asks(at, sort)]
    return Act(
        title=phrase("Enter an incident"),
        above=(PLACE.path, at.space.group().roster.group),
        part=PLACE.label,
        says=(phrase("Write what one source says. What another says of the same is added afterwards."), RISK),
        asks=(*source_asks(at), *asks),
        does=phrase("Enter it"),
    )


def _named_asks(at: AtDesk, sort: Sort) -> Iterator[Ask]:
    """Ask for the fields of a thing; of victims and perpetrators, whose they are."""
    for ask in _field_asks(at, sort, f"{sort.value}."):
        whose = WHOSE.get((sort, ask.name.partition(".")[2]), ask.label)
        yield Ask(ask.name, whose, ask.kind, ask.help, ask.optional, ask.options, ask.default)


WHOSE: Final = {
    (Sort.VICTIM, "given"): phrase("Victim: given name"),
    (Sort.VICTIM, "patronymic"): phrase("Victim: patronymic"),
    (Sort.VICTIM, "family"): phrase("Victim: family name"),
    (Sort.VICTIM, "born"): phrase("Victim: date of birth"),
    (Sort.VICTIM, "sex"): phrase("Victim: sex"),
    (Sort.VICTIM, "age"): phrase("Victim: age in years"),
    (Sort.PERPETRATOR, "given"): phrase("Perpetrator: given name"),
    (Sort.PERPETRATOR, "patronymic"): phrase("Perpetrator: patronymic"),
    (Sort.PERPETRATOR, "family"): phrase("Perpetrator: family name"),
    (Sort.PERPETRATOR, "born"): phrase("Perpetrator: date of birth"),
    (Sort.PERPETRATOR, "sex"): phrase("Perpetrator: sex"),
    (Sort.PERPETRATOR, "age"): phrase("Perpetrator: age in years"),
}


def _do_new(at: AtDesk, form: Form) -> Response[None]:
    told = [
        Told(Key(sort, 1, name), form.text(f"{sort.value}.{name}"))
        for sort in NEW
        for name in fields_of(sort)
        if form.text(f"{sort.value}.{name}").strip()
    ]
    if not told:
        raise BadInput("Write what the source says of it: a date, a place, an act.", field="incident.date")
    subject = incidents.add(at.space, told, hangs_of(form))
    return go(f"/register/incident/{subject.hex()}")


# One more statement


def _thing(at: AtDesk) -> tuple[Sort, int, Thing | None]:
    """Return the thing that the address names: one that is there, or the next of a sort."""
    incident, text = _incident(at), at.word("thing")
    new = {sort.value: sort for sort in Sort if sort is not Sort.INCIDENT}
    if text in new:
        return new[text], sum(each.sort is new[text] for each in incident.things.values()) + 1, None
    thing = incident.things.get(from_hex(text, length=ID_BYTES, field=""))
    if thing is None:
        raise BadInput("This is not in the record: go back to the incident.")
    same = [each.id for each in incident.things.values() if each.sort is thing.sort]
    return thing.sort, same.index(thing.id) + 1, thing


def _state(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    sort, _, thing = _thing(at)
    return Act(
        title=phrase("What a source says") if thing else phrase("Enter one more"),
        above=_above(at),
        part=SORT_NAMES[sort],
        says=(phrase("Fields that the source says nothing of stay empty. What it said before is replaced."),),
        asks=(*source_asks(at), *_field_asks(at, sort)),
        does=phrase("Write it down"),
    )


def _do_state(at: AtDesk, form: Form) -> None:
    sort, number, _ = _thing(at)
    told = [Told(Key(sort, number, name), form.text(name)) for name in fields_of(sort) if form.text(name).strip()]
    if not told:
        raise BadInput("Write what the source says of it, in one field at least.", field="source")
    incidents.state(at.space, _subject(at), told, hangs_of(form))


# Coding and deciding


def _judged(at: AtDesk) -> Iterator[tuple[Key, str, str]]:
    """Yield what takes judgement: its key, its name in the form, and what the member at this desk chose before."""
    incident, me = _incident(at), at.space.me().id
    for thing in incident.things.values():
        if not thing.withdrawn:
            same = [each.id for each in incident.things.values() if each.sort is thing.sort]
            for name, field in fields_of(thing.sort).items():
                if field.judged:
                    key = Key(thing.sort, same.index(thing.id) + 1, name)
                    before = coding.choices(at.space, incident, thing.id, name).get(me, "")
                    yield key, f"{thing.sort.value}.{key.number}.{name}", before


def _code(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    asks = tuple(_ask(name, key.field, FIELDS[key.field], before) for key, name, before in _judged(at))
    return Act(
        title=phrase("Choose the words that fit"),
        above=_above(at),
        part=PLACE.label,
        says=(
            phrase(
                "Read the sources first, and choose apart from the others: you see their words once you have chosen."
            ),
        ),
        asks=asks,
        does=phrase("Keep my words"),
    )


def _do_code(at: AtDesk, form: Form) -> None:
    chosen = [(key, form.text(name)) for key, name, _ in _judged(at) if form.text(name)]
    if not chosen:
        raise BadInput("Choose a word in one field at least.")
    coding.code(at.space, _subject(at), chosen)


def _decide(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    name = _field(at)
    incident, (_, _, thing) = _incident(at), _thing(at)
    now = incident.value(thing.id, name).text if thing else ""
    ask = _ask("value", name, FIELDS[name], now)
    return Act(
        title=phrase("Decide what counts"),
        above=_above(at),
        part=FIELDS[name].label,
        says=(phrase("It stands above what sources say and coders chose, until somebody decides otherwise."),),
        asks=(
            Ask(ask.name, ask.label, ask.kind, ask.help, False, ask.options, ask.default),  # noqa: FBT003 - as Ask has it
            Ask("reason", phrase("Why this is right"), "prose"),
        ),
        does=phrase("Let it count"),
    )


def _do_decide(at: AtDesk, form: Form) -> None:
    sort, number, _ = _thing(at)
    key = Key(sort, number, _field(at))
    try:
        coding.rule(at.space, _subject(at), key, value=form.text("value"), reason=form.text("reason"))
    except KunakError as error:
        error.field = "value" if error.field == key.field else error.field
        raise


def _field(at: AtDesk) -> str:
    name = at.word("field")
    if name not in FIELDS or FIELDS[name].kind not in incidents.readable(at.space):
        raise BadInput("There is no such field: go back to the incident.")
    return name


def _withdraw(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    sort, _, _ = _thing(at)
    return Act(
        title=phrase("Withdraw it"),
        above=_above(at),
        part=SORT_NAMES[sort],
        says=(phrase("It no longer counts. It stays in the log, with your reason."),),
        asks=(Ask("reason", phrase("A mistake, or which other entry it is the same as"), "prose"),),
        does=phrase("Withdraw it"),
        grave=True,
    )


def _do_withdraw(at: AtDesk, form: Form) -> None:
    _, _, thing = _thing(at)
    incidents.withdraw(at.space, _subject(at), thing=thing.id if thing else b"", reason=form.text("reason"))


def _destroy(at: AtDesk) -> Act:
    shredding.check_may_order_incident(at.space, _subject(at))
    return destroying(
        phrase("Destroy this incident"),
        phrase(
            "Its keys are destroyed on every laptop, with all that every source says of it. Nobody can undo this. "
            "That there was an incident, and in which year it was entered, stays known; it counts no longer."
        ),
        Ask("number", phrase("Type the number of the incident")),
        above=_above(at),
        part=PLACE.label,
    )


def _do_destroy(at: AtDesk, form: Form) -> None:
    if form.text("number").strip().casefold() != _subject(at).hex()[:8]:
        raise BadInput("This is not the number of this incident: nothing was destroyed.", field="number")
    shredding.order_incident(at.space, _subject(at))


_BASE: Final = "/register/incident/{incident:str}"
DEEDS: Final = (
    GroupDeed(path="/register/new", shows=_new, does=_do_new),
    GroupDeed(path=f"{_BASE}/state/{{thing:str}}", shows=_state, does=_do_state),
    GroupDeed(path=f"{_BASE}/code", shows=_code, does=_do_code),
    GroupDeed(path=f"{_BASE}/decide/{{thing:str}}/{{field:str}}", shows=_decide, does=_do_decide),
    GroupDeed(path=f"{_BASE}/withdraw/{{thing:str}}", shows=_withdraw, does=_do_withdraw),
    GroupDeed(path=f"{_BASE}/destroy", shows=_destroy, does=_do_destroy),
)

SECTION: Final = Section(handlers=tuple(group_handlers(PLACE.path, *DEEDS)))
