"""The sources of the register: their list, and one source with its grade and snapshots."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import incidents, sources
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import SubjectId, from_hex
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind, Subject
from kunak.casework.incidents.sources import (
    RELIABILITY_NAMES,
    SHA256_BYTES,
    Grade,
    Reliability,
    Source,
    SourceRecord,
    Whereabouts,
)
from kunak.casework.incidents.vocabulary import vocabulary, word
from kunak.web.act import Act, Ask, Option, chosen, options
from kunak.web.conflicts import Conflict, conflicts, settle
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtDesk, GroupDeed, attachment, group_handlers
from kunak.web.pages.incidents import PLACE, IncidentLine, incident_line, subject_id
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/register/sources"
PART: Final = phrase("Sources")
_BASE: Final = "/register/source/{source:str}"


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One source in the list.

    Attributes:
        sort: A phrase, as ``grade``.
    """

    href: str
    label: str
    sort: str
    published: str
    grade: str
    letter: str
    snapshots: int
    of_list: str


class Sources(Context, frozen=True, kw_only=True):
    """The list of sources."""

    template: ClassVar[str] = "sources.html"
    lines: tuple[SourceLine, ...]


class SnapshotLine(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot that is kept."""

    href: str
    name: str
    sha256: str
    taken_at: Instant
    address: str
    size: int


class Judged(msgspec.Struct, frozen=True):
    """A grade that stands: a phrase, why, by whom and when."""

    grade: str
    reason: str
    by: str
    at: Instant


class SourcePage(Context, frozen=True, kw_only=True):
    """One source.

    Attributes:
        names: Whether title, address and snapshots may be seen at this desk.
        tells: The incidents of which it says something.
    """

    template: ClassVar[str] = "source.html"
    href: str
    line: SourceLine
    names: bool
    title: str
    author: str
    address: str
    grades: tuple[Judged, ...]
    snapshots: tuple[SnapshotLine, ...]
    tells: tuple[IncidentLine, ...]
    conflicts: tuple[Conflict, ...]


@get(PATH, sync_to_thread=True)
def show_list(request: Asked) -> Response[str]:
    """Show the sources."""
    lines = tuple(_line(each) for each in sources.listed(opened(request).space))
    return page(request, Sources(lines=lines), here=PLACE.path)


@get("/register/source/{source:str}", sync_to_thread=True)
def show(request: Asked, source: FromPath[str]) -> Response[str]:
    """Show a source."""
    space, subject = opened(request).space, subject_id(source)
    known = sources.opened(space, subject)
    names = Kind.IDENTITY in incidents.readable(space)
    href = f"/register/source/{subject.hex()}"
    kinds = (Kind.DESK, *((Kind.IDENTITY,) if names else ()))
    context = SourcePage(
        href=href,
        line=next(_line(each) for each in sources.listed(space) if each.id == subject),
        names=names,
        title=known.found.title,
        author=known.found.author,
        address=known.found.address,
        grades=tuple(
            Judged(RELIABILITY_NAMES[write.value.reliability], write.value.reason, space.author(write.device), write.at)
            for write in known.grades.writes
        ),
        snapshots=tuple(
            SnapshotLine(
                href=f"{href}/snapshot/{number}",
                name=taken.file.name,
                sha256=taken.sha256.hex(),
                taken_at=taken.taken_at,
                address=taken.address,
                size=taken.file.size,
            )
            for number, taken in enumerate(known.snapshots)
        ),
        tells=_tells(space, subject),
        conflicts=conflicts(space, subject, Subject.SOURCE, f"{href}/settle", kinds=kinds),
    )
    return page(request, context, here=PLACE.path)


@get("/register/source/{source:str}/snapshot/{number:int}", sync_to_thread=True)
def download(request: Asked, source: FromPath[str], number: FromPath[int]) -> Response[bytes]:
    """Hand out a snapshot as a file: it is never shown here, because a page may call home."""
    vault = opened(request)
    _, data = sources.kept(vault.space, vault.shelf, subject_id(source), number)
    return attachment(data, "application/octet-stream", "snapshot")


@post("/register/source/{source:str}/settle", sync_to_thread=True)
def settle_source(request: Asked, source: FromPath[str]) -> Response[None]:
    """Let one value of a source stand alone."""
    space, subject = opened(request).space, subject_id(source)
    incidents.check_reader(space)
    settle(space, subject, Subject.SOURCE, sent(request))
    return go(f"/register/source/{subject.hex()}")


def _line(listed: sources.Listed) -> SourceLine:
    line = listed.line
    return SourceLine(
        href=f"/register/source/{listed.id.hex()}",
        label=line.label or listed.number,
        sort=word("sources", line.sort),
        published=line.published,
        grade=RELIABILITY_NAMES[line.reliability],
        letter=line.reliability.value,
        snapshots=line.snapshots,
        of_list=line.of_list,
    )


def _tells(space: Workspace, subject: SubjectId) -> tuple[IncidentLine, ...]:
    of_it = {each for each, incident in incidents.counted(space) if subject in incident.sources()}
    return tuple(incident_line(each) for each in incidents.listed(space) if each.id in of_it)


# What is written


def _source(at: AtDesk) -> Source:
    return sources.opened(at.space, _subject(at))


def _subject(at: AtDesk) -> SubjectId:
    return subject_id(at.word("source"))


def _above(at: AtDesk) -> tuple[str, str]:
    return f"/register/source/{_subject(at).hex()}", _source(at).record.label


def _asks(at: AtDesk, known: Source) -> tuple[Ask, ...]:
    sorts = tuple(Option(term.code, term.en) for term in vocabulary("sources").values())
    asks = (
        Ask(
            "label",
            phrase("What we call it"),
            help=phrase("It stands in tables and lists: it must name nobody."),
            default=known.record.label,
        ),
        Ask("sort", phrase("What it is"), "choose", options=sorts, default=known.record.sort),
        Ask(
            "published",
            phrase("When it came out"),
            optional=True,
            help=phrase("2014, 2014-03, 2014-03-05, or two with .. between them"),
            default=known.record.published,
        ),
        Ask(
            "of_list",
            phrase("Which list it belongs to"),
            optional=True,
            help=phrase("Where several sources are one list, such as the issues of a paper: the same name at each."),
            default=known.record.of_list,
        ),
    )
    if Kind.IDENTITY not in incidents.readable(at.space):
        return asks
    return (
        *asks,
        Ask("title", phrase("Headline or title"), optional=True, default=known.found.title),
        Ask("author", phrase("Who wrote it"), optional=True, default=known.found.author),
        Ask("address", phrase("Where it is found"), optional=True, default=known.found.address),
    )


def _written(at: AtDesk, form: Form) -> tuple[SourceRecord, Whereabouts | None]:
    record = SourceRecord(form.text("label"), form.text("sort"), form.text("published"), form.text("of_list"))
    found = Whereabouts(form.text("title"), form.text("author"), form.text("address"))
    return record, found if Kind.IDENTITY in incidents.readable(at.space) else None


def _new(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    return Act(
        title=phrase("Describe a source"),
        above=(PATH, at.space.group().roster.group),
        part=PART,
        asks=(*_asks(at, Source()), *_grade_asks(optional=True)),
        does=phrase("Keep the source"),
    )


def _do_new(at: AtDesk, form: Form) -> Response[None]:
    record, found = _written(at, form)
    graded = form.text("reliability")
    grade = Grade(chosen(Reliability, graded, field="reliability"), form.text("reason")) if graded else None
    subject = sources.add(at.space, record=record, found=found, grade=grade)
    return go(f"/register/source/{subject.hex()}")


def _describe(at: AtDesk) -> Act:
    return Act(
        title=phrase("Describe it anew"),
        above=_above(at),
        part=PART,
        asks=_asks(at, _source(at)),
        does=phrase("Save the description"),
    )


def _do_describe(at: AtDesk, form: Form) -> None:
    record, found = _written(at, form)
    sources.describe(at.space, _subject(at), record=record, found=found)


def _grade_asks(*, optional: bool = False) -> tuple[Ask, ...]:
    letters = options(RELIABILITY_NAMES)
    return (
        Ask(
            "reliability",
            phrase("How reliable it is"),
            "choose",
            options=(Option("", "–", named=True), *letters),
            optional=optional,
        ),
        Ask("reason", phrase("How it knows, and what it got right before"), "prose", optional=optional),
    )


def _grade(at: AtDesk) -> Act:
    return Act(
        title=phrase("What is it worth?"),
        above=_above(at),
        part=PART,
        says=(phrase("Of the source, whatever it says. How likely a statement is, is judged at each statement."),),
        asks=_grade_asks(),
        does=phrase("Record the grade"),
    )


def _do_grade(at: AtDesk, form: Form) -> None:
    reliability = chosen(Reliability, form.text("reliability"), field="reliability")
    sources.grade(at.space, _subject(at), reliability=reliability, reason=form.text("reason"))


def _snapshot(at: AtDesk) -> Act:
    incidents.check_reader(at.space, (Kind.IDENTITY,))
    return Act(
        title=phrase("Keep how it looks"),
        above=_above(at),
        part=PART,
        says=(phrase("Save the page or paper in your browser first. Nothing is fetched from here."),),
        asks=(
            Ask("file", phrase("The saved page, PDF or picture"), "file", help=phrase("At most 25 MB.")),
            Ask("taken", phrase("When it was saved"), "when", default=at.typed(at.now)),
            Ask("address", phrase("Where from"), optional=True, default=_source(at).found.address),
            Ask(
                "sha256",
                phrase("SHA-256 that somebody stated"),
                optional=True,
                help=phrase("A file with another one is refused."),
            ),
        ),
        does=phrase("Keep the snapshot"),
    )


def _do_snapshot(at: AtDesk, form: Form) -> None:
    if "file" not in form.files:
        raise BadInput("Choose the file that was saved.", field="file")
    sent_file, stated = form.files["file"], form.text("sha256").strip().casefold()
    sources.snapshot(
        at.space,
        at.vault.shelf,
        _subject(at),
        name=sent_file.name,
        data=sent_file.content,
        taken_at=at.when(form, "taken"),
        address=form.text("address"),
        expected=from_hex(stated, length=SHA256_BYTES, field="sha256") if stated else None,
    )


DEEDS: Final = (
    GroupDeed(path=f"{PATH}/new", shows=_new, does=_do_new),
    GroupDeed(path=f"{_BASE}/describe", shows=_describe, does=_do_describe),
    GroupDeed(path=f"{_BASE}/grade", shows=_grade, does=_do_grade),
    GroupDeed(path=f"{_BASE}/snapshot", shows=_snapshot, does=_do_snapshot),
)

SECTION: Final = Section(handlers=(show_list, show, download, settle_source, *group_handlers(PLACE.path, *DEEDS)))
