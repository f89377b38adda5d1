"""The page on which a list of others enters the register: any table, any answers to what its columns hold.

Nothing may be entered by looking at it, and what would be entered stands in the table.
"""

from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from tests.app.test_incidents import described

from kunak.app import importing, incidents
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant
from kunak.testing.group import InventedGroup
from kunak.web import forms
from kunak.web.pages import incident_deeds, intake
from kunak.web.render import render
from kunak.web.view import View

PARTED: Final = b"\n\x1c\n"
"""Between the table and the answers."""
VIEW: Final = View(now=Instant(1_804_980_000_000), csrf="t0ken")


@cache
def _register() -> tuple[Workspace, str]:
    space = InventedGroup().space
    return space, described(space).hex()


def of_import_page(data: bytes) -> None:
    """Choose a file, answer, look, and look again at what was refused."""
    space, _ = _register()
    table, _, answers = data.partition(PARTED)
    sheet = importing.opened(table, "list.csv")
    form = forms.read(answers, "application/x-www-form-urlencoded")
    at: Any = SimpleNamespace(space=space)
    render(intake._shown(at, sheet, forms.Form()), VIEW)
    render(intake._shown(at, sheet, form), VIEW)
    wanted, hangs = intake._map(sheet, form), incident_deeds.hangs_of(form)
    planned = importing.plan(space, sheet, wanted, hangs)
    render(intake._shown(at, sheet, form, intake._preview(sheet, planned, intake._mark(wanted, hangs))), VIEW)
    cells = [told.cell for each in planned.told for told in each if told.cell is not None and told.cell.column]
    assert cells
    assert all(cell.column in sheet.table.columns and cell.row > 1 for cell in cells)
    assert not list(incidents.counted(space))


def import_pages() -> list[bytes]:
    _, source = _register()
    about = f"source={source}&credibility=3&where=p.%203&incident="
    lists = {
        "Name,Day,Age,Deed\nNerisa,05.03.2014,19,killing\nHava,2014,,beating\n":
            "column.0=victim.given&column.1=incident.date&column.2=victim.age&column.3=act.act",
        "Фамилия;Приговор;Дело\nМагомадов;осуждён;1-23\nМагомадов;осуждён;1-23\n":
            "column.0=perpetrator.family&column.1=verdict.outcome&column.2=verdict.number&incident=2&word.1.0=convicted",
        "Case,Where,Sex\nA,Kelduin,f\nA,Kelduin,m\n":
            "column.1=incident.settlement&column.2=victim.sex&word.2.0=female&word.2.1=male&always.act=killing&incident=0",
    }  # fmt: skip
    return [table.encode() + PARTED + f"{about}&{answers}".encode() for table, answers in lists.items()]
