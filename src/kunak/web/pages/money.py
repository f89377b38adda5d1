"""Money of a case: what is committed, what was spent, what came back, each currency apart."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import money
from kunak.casework.compartments import Kind
from kunak.casework.money import (
    FLOW_NAMES,
    MINOR_DIGITS,
    PURPOSE_NAMES,
    Flow,
    Money,
    MoneyEntered,
    Purpose,
    Totals,
    written_out,
)
from kunak.web.act import Act, Ask, Option, chosen, options
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, handlers
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section

KIND: Final = Kind.MONEY
PART: Final = phrase("Money")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the book; `flow` and `purpose` are phrases."""

    href: str
    flow: str
    amount: str
    purpose: str
    at: Instant
    receipt: str
    reason: str
    struck: tuple[str, ...]


class Sum(msgspec.Struct, frozen=True):
    """The sums of one currency, or of one purpose in it, written out."""

    name: str
    committed: str
    cost: str
    left: str
    overdrawn: bool


class MoneyPage(Context, frozen=True, kw_only=True):
    """The book of a case."""

    template: ClassVar[str] = "money.html"
    frame: CaseFrame
    sums: tuple[Sum, ...]
    purposes: tuple[Sum, ...]
    lines: tuple[Line, ...]
    odd: tuple[Odd, ...]


@get("/case/{case:str}/money", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the book: sums first, then the lines, the latest first."""
    at = AtCase(request, KIND)
    book = at.file.money
    lines = sorted((_line(at, entry) for entry in book.entries.values()), key=lambda line: line.at, reverse=True)
    by_purpose = money.totals_by_purpose(book)
    shown = MoneyPage(
        frame=at.frame(),
        sums=tuple(_sum(currency, currency, totals) for currency, totals in money.totals(book).items()),
        purposes=tuple(
            _sum(PURPOSE_NAMES[purpose], currency, totals)
            for purpose, sums in by_purpose.items()
            for currency, totals in sums.items()
        ),
        lines=tuple(lines),
        odd=oddities(at.space, book.impossible),
    )
    return page(request, shown, here=HERE)


def _sum(name: str, currency: str, totals: Totals) -> Sum:
    committed, cost, left = (
        written_out(Money(amount, currency)) for amount in (totals.committed, totals.cost, totals.left)
    )
    return Sum(name, committed, cost, left, totals.left < 0)


def _line(at: AtCase, entry: money.Entry) -> Line:
    known = entry.entered
    return Line(
        href=f"{at.path}/money/{entry.id.hex()}/strike",
        flow=FLOW_NAMES[known.flow],
        amount=written_out(known.money),
        purpose=PURPOSE_NAMES[known.purpose],
        at=known.happened_at,
        receipt=known.receipt,
        reason=known.reason,
        struck=entry.struck,
    )


def _enter(at: AtCase) -> Act:
    used = next(iter(money.totals(at.file.money)), "EUR")
    return Act(
        title=phrase("A line in the book"),
        above=at.above("money"),
        part=PART,
        asks=(
            Ask("flow", phrase("What happened"), "pick", options=options(FLOW_NAMES), default=Flow.SPEND.value),
            Ask("amount", phrase("Amount"), help=phrase("For example 1250.50.")),
            Ask(
                "currency",
                phrase("Currency"),
                "choose",
                options=tuple(Option(code, code, named=True) for code in MINOR_DIGITS),
                default=used,
            ),
            Ask("purpose", phrase("What for"), "choose", options=options(PURPOSE_NAMES)),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("receipt", phrase("Where the receipt is"), help=phrase("In words; no names."), optional=True),
            Ask("reason", phrase("Why more was spent than committed"), "prose", optional=True),
        ),
        does=phrase("Enter the line"),
    )


def _do_enter(at: AtCase, form: Form) -> None:
    wanted = MoneyEntered(
        entry=at.space.new_id(),
        flow=chosen(Flow, form.text("flow"), field="flow"),
        money=money.read_amount(form.text("amount"), form.text("currency")),
        purpose=chosen(Purpose, form.text("purpose"), field="purpose"),
        happened_at=at.when(form, "happened_at"),
        receipt=form.text("receipt").strip(),
        reason=form.text("reason").strip(),
    )
    at.decide(lambda file: money.enter(file.money, wanted))


def _strike(at: AtCase) -> Act:
    entry = at.file.money.entries.get(at.id("entry"))
    if entry is None:
        raise BadInput("This line is not in the book: go back to it.")
    return Act(
        title=phrase("Strike out a wrong line"),
        about=written_out(entry.entered.money),
        above=at.above("money"),
        part=PART,
        says=(phrase("The line stays to be seen and counts no more."),),
        asks=(Ask("reason", phrase("What is wrong with it"), "prose"),),
        does=phrase("Strike it out"),
    )


def _do_strike(at: AtCase, form: Form) -> None:
    at.decide(lambda file: money.strike(file.money, entry=at.id("entry"), reason=form.text("reason")))


DEEDS: Final = (
    Deed(path="money/new", kind=KIND, shows=_enter, does=_do_enter),
    Deed(path="money/{entry:str}/strike", kind=KIND, shows=_strike, does=_do_strike),
)

SECTION: Final = Section(handlers=(show, *handlers(*DEEDS)))
