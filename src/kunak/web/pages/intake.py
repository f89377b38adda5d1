"""A list of others enters the register: its file, what each column holds, a preview, and then all of it or nothing.

The list lies in memory alone until it is entered. What a map file says on the command line is chosen here, column by
column; nothing more can be said.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar, Final

import msgspec
from litestar import Response

from kunak.app import importing, incidents
from kunak.app.importing import Map, Planned, Sheet, Waiting
from kunak.app.incidents import Hangs, Key, Told
from kunak.base.errors import BadInput, KunakError
from kunak.base.words import phrase
from kunak.casework.incidents.fields import FIELDS, SORT_NAMES, Sort, shown
from kunak.casework.incidents.fields import Form as Shape
from kunak.web.act import Act, Ask, Option, again
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.deeds import AtDesk, GroupDeed, asked_and_taken, group_handlers
from kunak.web.pages.incident_deeds import WHOSE, hangs_of, source_asks, words
from kunak.web.pages.incidents import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section
from kunak.web.translations import in_language

PATH: Final = "/register/import"
SAMPLES: Final = 3
SHOWN: Final = 5
"""Incidents of the preview."""
WORDS: Final = 30
"""Most cells of one column whose meaning is asked for."""
ENTER: Final = "enter"
ALWAYS: Final = (
    ("always.act", Key(Sort.ACT, 1, "act"), phrase("What was done, in every row")),
    ("always.fate", Key(Sort.VICTIM, 1, "fate"), phrase("What became of the victim of every row")),
)


class ColumnAsk(msgspec.Struct, frozen=True):
    """One column.

    Attributes:
        samples: The first of what stands in it.
        ask: What it holds.
        words: What its cells mean, where they are none of the words of its field; ``more`` are not asked for.
    """

    name: str
    samples: tuple[str, ...]
    ask: Ask
    words: tuple[Ask, ...]
    more: int


class Entry(msgspec.Struct, frozen=True):
    """One incident of the preview: a row of the file, and what is told of which thing: phrases, and a value."""

    row: int
    said: tuple[tuple[str, str, str, bool], ...]


class Preview(msgspec.Struct, frozen=True):
    """What would be entered; ``mark`` knows it again."""

    mark: str
    rows: int
    incidents: int
    victims: int
    statements: int
    entries: tuple[Entry, ...]


class ImportPage(Context, frozen=True, kw_only=True):
    """A list that waits, what its columns hold, and what would be entered.

    Attributes:
        about: Asked of the whole list.
        preview: None until the columns are mapped without a mistake.
    """

    template: ClassVar[str] = "import.html"
    form: Form
    file: str
    rows: int
    about: tuple[Ask, ...]
    columns: tuple[ColumnAsk, ...]
    preview: Preview | None = None


def _choose(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    return Act(
        title=phrase("Enter a list of others"),
        above=(PLACE.path, at.space.group().roster.group),
        part=PLACE.label,
        says=(
            phrase("One row for each incident or victim. Every statement keeps the cell that it comes from."),
            phrase("The list stays in memory until you have seen what would be entered; all of it is, or nothing."),
        ),
        asks=(
            Ask("file", phrase("The table, CSV or XLSX"), "file", help=phrase("At most 30 MB and 5,000 rows.")),
            Ask(
                "sheet", phrase("Sheet of a workbook"), optional=True, help=phrase("The first, where nothing is said.")
            ),
        ),
        does=phrase("Read it"),
    )


def _do_choose(at: AtDesk, form: Form) -> Response[None]:
    upload = form.files.get("file")
    if upload is None:
        raise BadInput("Choose a file.", field="file")
    sheet = importing.opened(upload.content, upload.name, sheet=form.text("sheet").strip())
    return go(f"{PATH}/{_waiting(at.request).keep(sheet)}")


@asked_and_taken(f"{PATH}/{{name:str}}")
def mapped(request: Asked) -> Response[str] | Response[None]:
    """Ask what the columns hold; show what would be entered, or enter it."""
    at = AtDesk(request)
    incidents.check_reader(at.space)
    name = at.word("name")
    sheet = _waiting(request).get(name)
    if request.method in SAFE:
        return page(request, _shown(at, sheet, Form()), here=PLACE.path)
    form = sent(request)
    try:
        hangs, wanted = hangs_of(form), _map(sheet, form)
        mark = _mark(wanted, hangs)
        if form.text("does") != ENTER or form.text("seen") != mark:
            planned = importing.plan(at.space, sheet, wanted, hangs)
            return page(request, _shown(at, sheet, form, _preview(sheet, planned, mark)), here=PLACE.path)
        importing.enter(at.space, sheet, wanted, hangs)
    except KunakError as error:
        fields = {ask.name for ask in _asks(_shown(at, sheet, form))}
        return again(request, lambda form: _shown(at, sheet, form), form, (error,), fields=fields, here=PLACE.path)
    _waiting(request).forget(name)
    return go(PLACE.path)


def _waiting(request: Asked) -> Waiting:
    kept = request.app.state["waiting"]
    assert isinstance(kept, Waiting)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return kept


# What is asked


def _shown(at: AtDesk, sheet: Sheet, form: Form, preview: Preview | None = None) -> ImportPage:
    columns = sheet.table.columns
    one = tuple(Option(f"{place}", column, named=True) for place, column in enumerate(columns))
    about = (
        *source_asks(at),
        Ask(
            "incident",
            phrase("Rows are one incident where this column is equal"),
            "choose",
            options=(Option("", phrase("each row is one")), *one),
        ),
        *(Ask(name, label, "choose", options=words(named.field), optional=True) for name, named, label in ALWAYS),
    )
    return ImportPage(
        form=form,
        file=sheet.table.name,
        rows=len(sheet.table.rows),
        about=about,
        columns=tuple(_column(at, sheet, form, place) for place in range(len(columns))),
        preview=preview,
    )


def _column(at: AtDesk, sheet: Sheet, form: Form, place: int) -> ColumnAsk:
    column = sheet.table.columns[place]
    cells = dict.fromkeys(row[place].strip() for row in sheet.table.rows[:200])
    guess = _guess(at, column)
    ask = Ask(f"column.{place}", phrase("It holds"), "choose", options=_fields(at), default=guess)
    chosen = form.text(ask.name, guess)
    known = importing.strange(sheet, column, _key(chosen).field) if chosen else []
    asked = tuple(
        Ask(f"word.{place}.{number}", cell, "choose", options=words(_key(chosen).field))
        for number, cell in enumerate(known[:WORDS])
    )
    samples = tuple(cell for cell in cells if cell)[:SAMPLES]
    return ColumnAsk(column, samples, ask, asked, len(known) - len(asked))


def _fields(at: AtDesk) -> tuple[Option, ...]:
    readable = incidents.readable(at.space)
    named = [
        Option(f"{sort.value}.{name}", WHOSE.get((sort, name), field.label))
        for sort in Sort
        for name, field in FIELDS.items()
        if sort in field.sorts and field.kind in readable
    ]
    return (Option("", phrase("nothing that is entered")), *named)


def _guess(at: AtDesk, column: str) -> str:
    """Return the field that a column is named after, as its key, or in either language; else nothing."""
    wanted = column.strip().casefold()
    for option in _fields(at)[1:]:
        key = _key(option.value)
        names = {option.value, key.field, option.label, *(in_language(option.label, each) for each in ("ru",))}
        if wanted in {name.casefold() for name in names} and (len(FIELDS[key.field].sorts) == 1 or "." in wanted):
            return option.value
    return ""


def _key(value: str) -> Key:
    return incidents.key(value)


def _asks(shown_page: ImportPage) -> Iterator[Ask]:
    yield from shown_page.about
    for column in shown_page.columns:
        yield column.ask
        yield from column.words


# What was answered


def _map(sheet: Sheet, form: Form) -> Map:
    columns: dict[str, Key] = {}
    meanings: dict[str, dict[str, str]] = {}
    for place, column in enumerate(sheet.table.columns):
        value = form.text(f"column.{place}")
        if not value:
            continue
        key = _key(value)
        if key in columns.values():
            raise BadInput("Two columns cannot hold the same: choose another field.", field=f"column.{place}")
        columns[column] = key
        cells = importing.strange(sheet, column, key.field)[:WORDS]
        meanings[column] = {
            cell.casefold(): _meaning(form, f"word.{place}.{number}") for number, cell in enumerate(cells)
        }
    if not columns:
        raise BadInput("Choose what at least one column holds.", field="column.0")
    always = tuple((key, form.text(name)) for name, key, _ in ALWAYS if form.text(name))
    by_place = {f"{place}": column for place, column in enumerate(sheet.table.columns)}
    return Map(columns=columns, words=meanings, always=always, incident=by_place.get(form.text("incident"), ""))


def _meaning(form: Form, name: str) -> str:
    if not form.text(name):
        raise BadInput("Choose what this cell means.", field=name)
    return form.text(name)


def _mark(wanted: Map, hangs: Hangs) -> str:
    """Return by what it is known that what is to be entered is what was looked at."""
    return sha256(msgspec.msgpack.encode([wanted, hangs])).hexdigest()


def _preview(sheet: Sheet, planned: Planned, mark: str) -> Preview:
    victims = sum(len({told.key.number for told in each if told.key.sort is Sort.VICTIM}) for each in planned.told)
    return Preview(
        mark=mark,
        rows=len(sheet.table.rows),
        incidents=len(planned.told),
        victims=victims,
        statements=sum(len(each) for each in planned.told),
        entries=tuple(_entry(each) for each in planned.told[:SHOWN]),
    )


def _entry(told: Sequence[Told]) -> Entry:
    rows = [each.cell.row for each in told if each.cell is not None]
    said = tuple(
        (
            SORT_NAMES[each.key.sort],
            FIELDS[each.key.field].label,
            shown(each.key.field, each.value),
            FIELDS[each.key.field].form is Shape.WORD,
        )
        for each in told
    )
    return Entry(min(rows, default=0), said)


SECTION: Final = Section(
    handlers=(mapped, *group_handlers(PLACE.path, GroupDeed(path=PATH, shows=_choose, does=_do_choose)))
)
