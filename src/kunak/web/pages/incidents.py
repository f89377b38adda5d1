"""The register: the list of incidents, and one incident with what each source says of it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from kunak.app import coding, incidents, matches, naming, shredding, sources
from kunak.app.incidents import Listed
from kunak.app.workspace import Workspace
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.words import phrase
from kunak.casework.compartments import Kind, Subject
from kunak.casework.incidents.fields import FIELDS, SORT_NAMES, Form, Sort, fields_of, shown
from kunak.casework.incidents.retold import APART
from kunak.casework.incidents.sources import Reliability
from kunak.casework.incidents.state import STANDING_NAMES, Incident, Said, Standing, Thing
from kunak.casework.incidents.vocabulary import word
from kunak.web.conflicts import Conflict, conflicts, settle
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened
from kunak.web.view import Place

PLACE: Final = Place(path="/register", label=phrase("Register"), symbol="register")
PER_PAGE: Final = 50


ONE_AS: Final = {
    Sort.VICTIM: phrase("The same person as in:"),
    Sort.INCIDENT: phrase("The same incident as:"),
    Sort.ACT: phrase("Counted once with what tells of it in:"),
}


class IncidentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One incident in the list.

    Attributes:
        acts: Phrases.
        same: Numbers of other entries of the same incident.
    """

    href: str
    number: str
    date: str
    places: tuple[str, ...]
    acts: tuple[str, ...]
    victims: int
    sources: int
    verdicts: int
    contradictions: int
    withdrawn: str
    same: tuple[str, ...] = ()


class Register(Context, frozen=True, kw_only=True):
    """The list of incidents.

    Attributes:
        closed: The register is not for the member at this desk.
        total: Incidents that count, each once.
        victims: Their victims, each person once.
        number: Which page, from 1.
    """

    template: ClassVar[str] = "register.html"
    closed: bool = False
    lines: tuple[IncidentLine, ...] = ()
    total: int = 0
    victims: int = 0
    withdrawn: bool = False
    described: bool = False
    number: int = 1
    more: bool = False


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says.

    Attributes:
        grade: Reliability and credibility, such as ``C3``.
        where: In the source; ``cell`` of which table.
    """

    value: str
    source: str
    href: str
    grade: str
    where: str
    cell: str
    by: str


class FieldLine(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a thing.

    Attributes:
        label: A phrase, as ``standing``; the value is one where ``spoken``.
        coded: Who chose which word, where that may be seen.
        ruled: Why it was decided, and by whom.
        differ: Coders chose different words, or accounts contradict each other, and nobody has decided.
    """

    label: str
    value: str
    spoken: bool
    standing: str
    differ: bool
    voices: tuple[Voice, ...]
    coded: tuple[tuple[str, str], ...]
    ruled: tuple[tuple[str, str], ...]
    decide: str


class ThingBlock(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the incident.

    Attributes:
        title: A phrase, with a number where there are several.
        joins: What it joins, by title and number.
        add: Where one writes what a source says of it.
        one_as: What is said before ``same``, a phrase.
        same: Other entries that count as one with it: number and address of their incidents.
        compare: Where one says which other it is; empty where that cannot be said here.
        apart: Where one says that it is another than those that a rule joins with it; may be empty.
    """

    title: str
    number: int
    joins: tuple[tuple[str, int], ...]
    withdrawn: str
    fields: tuple[FieldLine, ...]
    add: str
    withdraw: str
    one_as: str
    same: tuple[tuple[str, str], ...] = ()
    compare: str = ""
    apart: str = ""


class IncidentPage(Context, frozen=True, kw_only=True):
    """One incident.

    Attributes:
        more: Things that can be entered: address and phrase.
        names: Whether names may be seen at this desk.
        judged: Whether there is anything to code.
        ending: What is decided about its end, as a phrase; empty where nothing is.
    """

    template: ClassVar[str] = "incident.html"
    href: str
    number: str
    line: IncidentLine
    blocks: tuple[ThingBlock, ...]
    more: tuple[tuple[str, str], ...]
    names: bool
    ending: str
    conflicts: tuple[Conflict, ...]
    odd: tuple[Odd, ...]


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked, number: FromQuery[int] = 1, withdrawn: FromQuery[bool] = False) -> Response[str]:  # noqa: FBT002 - of the address
    """Show the list of incidents."""
    space = opened(request).space
    if not incidents.readable(space):
        return page(request, Register(closed=True))
    found = incidents.listed(space, withdrawn=withdrawn)
    counting = [each.line for each in found if not each.line.withdrawn]
    first = (max(number, 1) - 1) * PER_PAGE
    same = _entries_of_one(space)
    context = Register(
        lines=tuple(
            msgspec.structs.replace(incident_line(each), same=same.get(each.id, ()))
            for each in found[first : first + PER_PAGE]
        ),
        total=len(counting) - matches.surplus(space, Sort.INCIDENT),
        victims=sum(line.victims for line in counting) - matches.surplus(space),
        withdrawn=withdrawn,
        described=bool(incidents.known_sources(space)),
        number=max(number, 1),
        more=len(found) > first + PER_PAGE,
    )
    return page(request, context)


@get("/register/incident/{incident:str}", sync_to_thread=True)
def show_incident(request: Asked, incident: FromPath[str]) -> Response[str]:
    """Show an incident."""
    space, found = opened(request).space, subject_id(incident)
    known = incidents.opened(space, found)
    names = Kind.IDENTITY in incidents.readable(space)
    listed = incidents.line(space, found)
    href = f"/register/incident/{found.hex()}"
    grades = {each.id: (each.line.label, each.line.reliability) for each in sources.listed(space)}
    kinds = (Kind.DESK, *((Kind.IDENTITY,) if names else ()))
    joined = {unit: matches.ones(space, unit) for unit in Sort}
    one = {thing: group for groups in joined.values() for group in groups for thing in group}
    where = {thing: place for unit in joined if joined[unit] for thing, place in matches.places(space, unit).items()}
    blocks = [_block(space, known, thing, href, grades) for thing in _in_order(known)]
    context = IncidentPage(
        href=href,
        number=listed.number,
        line=incident_line(listed),
        blocks=tuple(
            msgspec.structs.replace(block, **_same(found, known, thing, one, where, names=names))
            for block, thing in zip(blocks, _in_order(known), strict=True)
        ),
        more=tuple((f"{href}/state/{sort.value}", SORT_NAMES[sort]) for sort in Sort if sort is not Sort.INCIDENT),
        names=names,
        ending=shredding.standing(space, found, shredding.INCIDENT_PROPOSED, shredding.INCIDENT_ORDERED),
        conflicts=conflicts(space, found, Subject.INCIDENT, f"{href}/settle", kinds=kinds),
        odd=oddities(space, known.impossible),
    )
    return page(request, context, here=PLACE.path)


@post("/register/incident/{incident:str}/settle", sync_to_thread=True)
def settle_incident(request: Asked, incident: FromPath[str]) -> Response[None]:
    """Let one value of an incident stand alone."""
    space, found = opened(request).space, subject_id(incident)
    incidents.check_reader(space)
    settle(space, found, Subject.INCIDENT, sent(request))
    return go(f"/register/incident/{found.hex()}")


def subject_id(text: str) -> SubjectId:
    """Read an id out of an address."""
    return SubjectId(from_hex(text, length=ID_BYTES, field=""))


def incident_line(listed: Listed) -> IncidentLine:
    """Return what a list shows of an incident."""
    line = listed.line
    return IncidentLine(
        href=f"/register/incident/{listed.id.hex()}",
        number=listed.number,
        date=line.date,
        places=tuple(each for each in (line.region, line.district) if each),
        acts=tuple(word("acts", act) for act in line.acts),
        victims=line.victims,
        sources=line.sources,
        verdicts=line.verdicts,
        contradictions=line.contradictions,
        withdrawn=line.withdrawn,
    )


def _entries_of_one(space: Workspace) -> dict[SubjectId, tuple[str, ...]]:
    """Return the numbers of all other entries of the same incident, by entry; of those that were joined."""
    joined = matches.groups(space, Sort.INCIDENT).joined
    where = matches.places(space, Sort.INCIDENT) if joined else {}
    numbers = {each.id: each.number for each in incidents.listed(space)} if joined else {}
    groups = [[where[thing].subject for thing in group if thing in where] for group in joined]
    return {
        entry: tuple(numbers[other] for other in group if other != entry and other in numbers)
        for group in groups
        for entry in group
    }


def _in_order(incident: Incident) -> Iterable[Thing]:
    order = list(Sort)
    return sorted(incident.things.values(), key=lambda thing: (bool(thing.withdrawn), order.index(thing.sort)))


def _block(
    space: Workspace, incident: Incident, thing: Thing, href: str, grades: dict[SubjectId, tuple[str, Reliability]]
) -> ThingBlock:
    asked = [
        name
        for name in fields_of(thing.sort)
        if incident.writes(thing.id, name) or (thing.id, name) in incident.coded | incident.ruled
    ]
    return ThingBlock(
        title=SORT_NAMES[thing.sort],
        number=_number(thing, incident),
        joins=tuple(_named(incident.things[one], incident) for one in thing.joins if one in incident.things),
        withdrawn=thing.withdrawn,
        fields=tuple(_field(space, incident, thing.id, name, href, grades) for name in asked),
        add=f"{href}/state/{thing.id.hex()}",
        withdraw=f"{href}/withdraw/{thing.id.hex()}",
        one_as=ONE_AS.get(thing.sort, ONE_AS[Sort.ACT]),
    )


def _same(
    subject: SubjectId,
    incident: Incident,
    thing: Thing,
    one: Mapping[bytes, tuple[bytes, ...]],
    where: Mapping[bytes, matches.Place],
    *,
    names: bool,
) -> dict[str, Any]:
    others = [where[each].subject for each in one.get(thing.id, ()) if each != thing.id and each in where]
    ours = naming.name(matches.Entry(subject, incident, thing))
    said = names and not thing.withdrawn
    # The paths are those of `decided`, which builds on this page.
    path = f"/register/links{'' if thing.sort is Sort.VICTIM else f'/{thing.sort.value}s'}"
    return {
        "same": tuple((other.hex()[:8], f"/register/incident/{other.hex()}") for other in others),
        "compare": f"{path}/join?one={ours}" if said and (thing.sort not in APART or not others) else "",
        "apart": f"{path}/apart/{ours}" if said and thing.sort in APART and others else "",
    }


def _named(thing: Thing, incident: Incident) -> tuple[str, int]:
    return SORT_NAMES[thing.sort], _number(thing, incident)


def _number(thing: Thing, incident: Incident) -> int:
    """Return which of its sort a thing is; 0 where it is the only one."""
    same = [each.id for each in incident.things.values() if each.sort is thing.sort]
    return same.index(thing.id) + 1 if len(same) > 1 else 0


def _field(
    space: Workspace,
    incident: Incident,
    thing: bytes,
    name: str,
    href: str,
    grades: dict[SubjectId, tuple[str, Reliability]],
) -> FieldLine:
    value = incident.value(thing, name)
    seen = coding.visible(space, incident, thing, name)
    ruled = incident.ruled.get((thing, name))
    differ = value.standing is Standing.CONTRADICTED or (not ruled and len(set(seen.values())) > 1)
    return FieldLine(
        label=FIELDS[name].label,
        value=shown(name, value.text) if value.text else "",
        spoken=FIELDS[name].form is Form.WORD,
        standing=STANDING_NAMES[value.standing],
        differ=differ,
        voices=tuple(
            _voice(write.value, name, grades, space.author(write.device)) for write in incident.writes(thing, name)
        ),
        coded=tuple((member, shown(name, chosen)) for member, chosen in seen.items()),
        ruled=tuple((write.value.reason, space.author(write.device)) for write in (ruled.writes if ruled else ())),
        decide=f"{href}/decide/{thing.hex()}/{name}",
    )


def _voice(said: Said, name: str, grades: dict[SubjectId, tuple[str, Reliability]], by: str) -> Voice:
    source = SubjectId(said.source)
    label, reliability = grades.get(source, (source.hex()[:8], Reliability.NOT_JUDGED))
    cell = said.cell
    return Voice(
        value=shown(name, said.value),
        source=label or source.hex()[:8],
        href=f"/register/source/{source.hex()}",
        grade=f"{reliability.value}{said.credibility.value}",
        where=said.where,
        cell=f"{cell.sheet or cell.file.hex()[:8]}, {cell.row}: {cell.column}" if cell else "",
        by=by,
    )


SECTION: Final = Section(place=PLACE, handlers=(show, show_incident, settle_incident))
