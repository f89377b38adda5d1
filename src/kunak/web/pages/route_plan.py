"""The plan, entered by hand: all legs on one page, saved together or not at all.

Buttons that add, remove or move a leg send the page back and forth; nothing is
written before it is saved. A leg that has begun is shown and cannot be changed.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Final, TypeVar

import msgspec
from litestar import Response

from kunak.app import plans
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import ID_BYTES, from_hex
from kunak.base.words import phrase
from kunak.casework.money import MINOR_DIGITS, read_amount
from kunak.casework.plan import LEG_LIMIT, MEANS_NAMES, TRACE_NAMES, Leg, LegState, Means, Trace
from kunak.web.act import Ask, Option, again, chosen, options
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE
from kunak.web.pages.deeds import AtCase, asked_and_taken
from kunak.web.pages.route import KIND, leg_words
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent

WORDS: Final = ("origin", "destination", "service", "documents", "met_by", "code", "countersign", "note")
NAMES: Final = ("id", *WORDS, "departs", "arrives", "means", "trace", "cost", "currency", "escort")

Row = dict[str, str]
Value = TypeVar("Value")


class LegForm(msgspec.Struct, frozen=True):
    """The fields of one leg.

    Attributes:
        prefix: Of the names of its fields.
        begun: Its words, where it has begun: then it has no fields.
        always: What every leg needs, and `also`, what some need.
    """

    prefix: str
    id: str
    begun: str
    always: tuple[Ask, ...]
    also: tuple[Ask, ...]


class PlanForm(Context, frozen=True, kw_only=True):
    """The page on which a plan is written.

    Attributes:
        based_on: Hash of the plan that stood when the page was opened.
        voids: Saving takes the approval away.
        clocks: On which its hours are typed.
    """

    template: ClassVar[str] = "route_plan.html"
    above: tuple[str, str]
    form: Form
    legs: tuple[LegForm, ...]
    based_on: str
    voids: bool
    clocks: str


@asked_and_taken("/case/{case:str}/route/plan")
def write(request: Asked) -> Response[str] | Response[None]:
    """Show the plan as it stands, or one empty leg; take what was written."""
    at = AtCase(request, KIND)
    return _edit(request, at) if request.method in SAFE else _take(request, at, sent(request))


def _edit(request: Asked, at: AtCase) -> Response[str]:
    draft = at.file.plan.draft
    rows = [_row(at, leg) for leg in draft.legs] if draft else [_empty()]
    return page(request, _shown(at, _form(rows, draft.note if draft else "")), here=HERE)


def _take(request: Asked, at: AtCase, form: Form) -> Response[str] | Response[None]:
    """Save the plan; or add, remove or move a leg on the page."""
    changed = _rearranged(_rows(form), form.text("do"))
    if changed is not None:
        return page(request, _shown(at, _form(changed, form.text("plan_note"))), here=HERE)
    fields = {f"legs.{number}.{name}" for number in range(len(_rows(form))) for name in NAMES}
    errors: list[KunakError] = []
    legs = tuple(leg for number, row in enumerate(_rows(form)) if (leg := _leg(at, row, number, errors)))
    if not errors:
        try:
            plans.draft(at.space, at.subject, legs=legs, note=form.text("plan_note").strip(), based_on=_based_on(form))
        except KunakError as error:
            errors.append(error)
    if errors:
        return again(request, lambda form: _shown(at, form), form, errors, fields=fields, here=HERE)
    return go(f"{at.path}/route")


def _shown(at: AtCase, form: Form) -> PlanForm:
    draft = at.file.plan.draft
    rows = _rows(form)
    return PlanForm(
        above=at.above("route"),
        form=form,
        legs=tuple(_leg_form(at, row, number) for number, row in enumerate(rows)),
        based_on=draft.digest.hex() if draft else "",
        voids=at.file.plan.approved,
        clocks=at.clocks,
    )


def _leg_form(at: AtCase, row: Row, number: int) -> LegForm:
    begun = _begun(at, row["id"])
    told = leg_words(begun) if begun else ""
    return LegForm(f"legs.{number}.", row["id"], told, _always(), _also(at))


def _always() -> tuple[Ask, ...]:
    return (
        Ask("origin", phrase("Where from")),
        Ask("destination", phrase("Where to")),
        Ask("departs", phrase("Leaves"), "when"),
        Ask("arrives", phrase("Arrives"), "when"),
        Ask("means", phrase("How they travel"), "choose", options=options(MEANS_NAMES)),
        Ask("service", phrase("Which one"), help=phrase("Line, train, colour of the car."), optional=True),
        Ask("trace", phrase("What record it leaves"), "choose", options=options(TRACE_NAMES)),
    )


def _also(at: AtCase) -> tuple[Ask, ...]:
    members = at.space.group().roster.present
    nobody = Option("", phrase("nobody"))
    return (
        Ask(
            "escort",
            phrase("Who goes along"),
            "choose",
            options=(nobody, *(Option(one.id.hex(), one.name, named=True) for one in members)),
        ),
        Ask("met_by", phrase("Who meets them"), help=phrase("How to know them, not who they are."), optional=True),
        Ask("code", phrase("Whoever meets says"), optional=True),
        Ask("countersign", phrase("The person answers"), optional=True),
        Ask("documents", phrase("Papers needed"), optional=True),
        Ask("cost", phrase("Cost"), optional=True),
        Ask(
            "currency",
            phrase("Currency"),
            "choose",
            options=(Option("", "–", named=True), *(Option(code, code, named=True) for code in MINOR_DIGITS)),
        ),
        Ask("note", phrase("What else matters"), optional=True),
    )


def _rows(form: Form) -> list[Row]:
    count = form.text("legs", "0")
    length = min(int(count), LEG_LIMIT + 1) if count.isascii() and count.isdecimal() else 0
    return [{name: form.text(f"legs.{number}.{name}") for name in NAMES} for number in range(length)]


def _form(rows: list[Row], note: str) -> Form:
    values = {f"legs.{number}.{name}": [value] for number, row in enumerate(rows) for name, value in row.items()}
    return Form({**values, "legs": [str(len(rows))], "plan_note": [note]})


def _rearranged(rows: list[Row], act: str) -> list[Row] | None:
    """Return the rows after a button of the page, or None where it is the one that saves."""
    what, _, where = act.partition(".")
    number = int(where) if where.isascii() and where.isdecimal() else -1
    if what == "add":
        return [*rows, _empty(rows[-1] if rows else None)]
    if what == "remove" and 0 <= number < len(rows):
        return rows[:number] + rows[number + 1 :]
    if what == "earlier" and 0 < number < len(rows):
        return [*rows[: number - 1], rows[number], rows[number - 1], *rows[number + 1 :]]
    return None


def _empty(before: Row | None = None) -> Row:
    """Return an empty leg; it begins where and when the one before ends."""
    row = dict.fromkeys(NAMES, "") | {"means": Means.BUS.value, "trace": Trace.NONE.value}
    if before:
        row |= {"origin": before["destination"], "departs": before["arrives"], "currency": before["currency"]}
    return row


def _row(at: AtCase, leg: Leg) -> Row:
    digits = MINOR_DIGITS.get(leg.currency, 2)
    return {
        **{name: getattr(leg, name) for name in WORDS},
        "id": leg.id.hex(),
        "departs": at.typed(leg.departs),
        "arrives": at.typed(leg.arrives),
        "means": leg.means.value,
        "trace": leg.trace.value,
        "cost": "" if leg.cost is None else f"{leg.cost / 10**digits:.{digits}f}",
        "currency": leg.currency,
        "escort": leg.escort.hex(),
    }


def _leg(at: AtCase, row: Row, number: int, errors: list[KunakError]) -> Leg | None:
    begun = _begun(at, row["id"])
    if begun:
        return begun
    found = list(_read(at, row, number))
    wrong = [value for _, value in found if isinstance(value, KunakError)]
    errors += wrong
    return None if wrong else Leg(**dict(found))  # type: ignore[arg-type]


def _read(at: AtCase, row: Row, number: int) -> Iterator[tuple[str, object]]:
    """Read the fields of a leg one by one: all that is wrong is said at once."""
    form = Form({f"legs.{number}.{name}": [value] for name, value in row.items()})
    where = f"legs.{number}."
    yield "id", from_hex(row["id"], length=ID_BYTES, field="") if row["id"] else at.space.new_id()
    for name in WORDS:
        yield name, row[name].strip()
    yield "departs", _or_error(lambda: at.when(form, where + "departs"))
    yield "arrives", _or_error(lambda: at.when(form, where + "arrives"))
    yield "means", _or_error(lambda: chosen(Means, row["means"], field=where + "means"))
    yield "trace", _or_error(lambda: chosen(Trace, row["trace"], field=where + "trace"))
    yield "escort", from_hex(row["escort"], length=ID_BYTES, field=where + "escort") if row["escort"] else b""
    yield from _cost(row, where)


def _cost(row: Row, where: str) -> Iterator[tuple[str, object]]:
    if not row["cost"].strip():
        yield "cost", None
        yield "currency", ""
        return
    money = _or_error(lambda: read_amount(row["cost"], row["currency"], field=where + "cost"))
    if isinstance(money, KunakError):
        money.field = where + "currency" if money.field == "currency" else money.field
        yield "cost", money
        return
    yield "cost", money.minor
    yield "currency", row["currency"]


def _or_error(read: Callable[[], Value]) -> Value | KunakError:
    try:
        return read()
    except KunakError as error:
        return error


def _begun(at: AtCase, leg: str) -> Leg | None:
    """Return a leg of the plan that has begun or arrived: it stays as it is."""
    legs = at.file.plan.draft.legs if at.file.plan.draft else ()
    changeable = {LegState.PLANNED, LegState.FAILED}
    return next((one for one in legs if one.id.hex() == leg and at.file.plan.state(one.id) not in changeable), None)


def _based_on(form: Form) -> bytes:
    try:
        return bytes.fromhex(form.text("based_on"))
    except ValueError:
        raise BadInput("This page is not whole: open it again.") from None
