"""Money of a case: what is committed, what was spent, what came back.

Amounts are whole minor units (cents, kopecks) with an ISO 4217 currency, and
currencies are never added up or converted: a rate is somebody's opinion of a
day. An entry is never edited; a wrong one is struck out with a reason and stays
to be seen. Who was paid is not asked for here.
"""

from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import BadInput, Refused
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact

MINOR_DIGITS: Final[dict[str, int]] = {
    "AED": 2,
    "AMD": 2,
    "AZN": 2,
    "BYN": 2,
    "CAD": 2,
    "CHF": 2,
    "CNY": 2,
    "CZK": 2,
    "DKK": 2,
    "EUR": 2,
    "GBP": 2,
    "GEL": 2,
    "ILS": 2,
    "JPY": 0,
    "KGS": 2,
    "KWD": 3,
    "KZT": 2,
    "MDL": 2,
    "MNT": 2,
    "NOK": 2,
    "PLN": 2,
    "RON": 2,
    "RSD": 2,
    "RUB": 2,
    "SEK": 2,
    "TJS": 2,
    "TRY": 2,
    "UAH": 2,
    "USD": 2,
    "UZS": 2,
}
"""Currencies in use here, with their decimal places. Source: ISO 4217, list one."""

AMOUNT_LIMIT: Final = 10**12
"""Largest amount taken, in minor units: beyond it a zero too many was typed."""

UNKNOWN_CURRENCY: Final = phrase("This currency is not on our list: give its three letters, such as EUR.")


class Purpose(Enum):
    """What money is for."""

    TRAVEL = "travel"
    SHELTER = "shelter"
    FOOD = "food"
    PHONE = "phone"
    DOCUMENTS = "documents"
    LEGAL = "legal"
    HEALTH = "health"
    POCKET_MONEY = "pocket_money"
    OTHER = "other"


PURPOSE_NAMES: Final = {
    Purpose.TRAVEL: phrase("travel"),
    Purpose.SHELTER: phrase("shelter and rent"),
    Purpose.FOOD: phrase("food and clothes"),
    Purpose.PHONE: phrase("phones and cards"),
    Purpose.DOCUMENTS: phrase("papers and fees"),
    Purpose.LEGAL: phrase("lawyers and courts"),
    Purpose.HEALTH: phrase("health"),
    Purpose.POCKET_MONEY: phrase("pocket money"),
    Purpose.OTHER: phrase("other"),
}


class Flow(Enum):
    """Which way money goes."""

    COMMIT = "commit"
    SPEND = "spend"
    REFUND = "refund"


FLOW_NAMES: Final = {
    Flow.COMMIT: phrase("committed"),
    Flow.SPEND: phrase("spent"),
    Flow.REFUND: phrase("refunded"),
}


class Money(msgspec.Struct, frozen=True):
    """An amount: whole minor units of one currency."""

    minor: int
    currency: str


class MoneyEntered(Event, frozen=True, tag="money.entered"):
    """Money was committed, spent or refunded.

    Attributes:
        receipt: Where the receipt is, in words; the paper itself may name people.
        reason: Why more was spent than was committed, where it was.
    """

    entry: bytes
    flow: Flow
    money: Money
    purpose: Purpose
    happened_at: Instant
    receipt: str = ""
    reason: str = ""


class MoneyStruck(Event, frozen=True, tag="money.struck"):
    """An entry was wrong and counts no more."""

    entry: bytes
    reason: str


EVENTS: Final = (MoneyEntered, MoneyStruck)


class Entry(msgspec.Struct, frozen=True):
    """One line of the book; struck out where ``struck`` says why."""

    id: bytes
    entered: MoneyEntered
    struck: tuple[str, ...] = ()


class MoneyFile(msgspec.Struct, frozen=True):
    """All money of a case. ``impossible`` facts are shown, never dropped."""

    entries: dict[bytes, Entry] = {}
    impossible: tuple[Fact, ...] = ()

    @property
    def counted(self) -> tuple[MoneyEntered, ...]:
        """The entries that nobody struck out."""
        return tuple(entry.entered for entry in self.entries.values() if not entry.struck)


class Totals(msgspec.Struct, frozen=True):
    """Sums in one currency, in minor units."""

    committed: int = 0
    spent: int = 0
    refunded: int = 0

    @property
    def cost(self) -> int:
        """What was spent and did not come back."""
        return self.spent - self.refunded

    @property
    def left(self) -> int:
        """What is committed and not spent; negative where more was spent."""
        return self.committed - self.cost


def evolve(file: MoneyFile, fact: Fact) -> MoneyFile:
    """Return the file after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case MoneyEntered() if event.entry not in file.entries and _is_money(event.money):
            return _put(file, Entry(event.entry, event))
        case MoneyStruck() if entry := file.entries.get(event.entry):
            return _put(file, msgspec.structs.replace(entry, struck=(*entry.struck, event.reason)))
        case _:
            return msgspec.structs.replace(file, impossible=(*file.impossible, fact))


def enter(file: MoneyFile, wanted: MoneyEntered) -> tuple[Event, ...]:
    """Enter a line.

    Raises:
        Refused: The amount or the currency cannot be, more is spent than is
            committed without a reason, or more comes back than was spent.
    """
    if wanted.entry in file.entries:
        raise Refused("This line is entered already.", field="amount")
    _check_money(wanted.money)
    total = totals(file).get(wanted.money.currency, Totals())
    if wanted.flow is Flow.SPEND and wanted.money.minor > total.left and not wanted.reason.strip():
        raise Refused(
            "Only %(left)s is committed and not spent: commit more first, or say why more was spent.",
            field="reason",
            left=written_out(Money(total.left, wanted.money.currency)),
        )
    if wanted.flow is Flow.REFUND and wanted.money.minor > total.cost:
        raise Refused("More cannot come back than was spent in this currency.", field="amount")
    return (wanted,)


def strike(file: MoneyFile, *, entry: bytes, reason: str) -> tuple[Event, ...]:
    """Strike out a wrong line.

    Raises:
        Refused: It is not there or struck out already, or no reason is given.
    """
    known = file.entries.get(entry)
    if known is None or known.struck:
        raise Refused("This line is not in the book, or struck out already.", field="entry")
    if not reason.strip():
        raise Refused("Say what is wrong with this line.", field="reason")
    return (MoneyStruck(entry=entry, reason=reason),)


def totals(file: MoneyFile) -> dict[str, Totals]:
    """Return the sums of each currency, apart; currencies in alphabetical order."""
    return _totals(file.counted)


def totals_by_purpose(file: MoneyFile) -> dict[Purpose, dict[str, Totals]]:
    """Return the sums of each purpose that has lines, each currency apart."""
    used = [purpose for purpose in Purpose if any(line.purpose is purpose for line in file.counted)]
    return {purpose: _totals(tuple(line for line in file.counted if line.purpose is purpose)) for purpose in used}


def read_amount(text: str, currency: str, *, field: str = "amount") -> Money:
    """Read what a person typed: ``1 250,50`` or ``1250.50``.

    Raises:
        BadInput: It is no amount, has more decimal places than the currency, or the currency is unknown.
    """
    if currency not in MINOR_DIGITS:
        raise BadInput(UNKNOWN_CURRENCY, field="currency")
    digits = MINOR_DIGITS[currency]
    plain = "".join(text.split()).replace(",", ".")
    if not plain.isascii() or set(plain) - set("0123456789."):
        plain = ""
    try:
        minor = Decimal(plain).scaleb(digits)
    except InvalidOperation:
        raise BadInput("This is no amount: write it like 1250.50.", field=field) from None
    if minor != minor.to_integral_value() or minor > AMOUNT_LIMIT:
        raise BadInput(
            "This amount is too large, or has more than %(digits)d decimal places.", field=field, digits=digits
        )
    return Money(int(minor), currency)


def written_out(money: Money) -> str:
    """Return ``1250.50 EUR``."""
    digits = MINOR_DIGITS.get(money.currency, 0)
    return f"{Decimal(money.minor).scaleb(-digits):.{digits}f} {money.currency}"


def _totals(lines: tuple[MoneyEntered, ...]) -> dict[str, Totals]:
    sums = {line.money.currency: dict.fromkeys(Flow, 0) for line in lines}
    for line in lines:
        sums[line.money.currency][line.flow] += line.money.minor
    return {
        currency: Totals(sums[currency][Flow.COMMIT], sums[currency][Flow.SPEND], sums[currency][Flow.REFUND])
        for currency in sorted(sums)
    }


def _put(file: MoneyFile, entry: Entry) -> MoneyFile:
    return msgspec.structs.replace(file, entries={**file.entries, entry.id: entry})


def _is_money(money: Money) -> bool:
    return money.currency in MINOR_DIGITS and 0 < money.minor <= AMOUNT_LIMIT


def _check_money(money: Money) -> None:
    if money.currency not in MINOR_DIGITS:
        raise Refused(UNKNOWN_CURRENCY, field="currency")
    if money.minor <= 0:
        raise Refused("The amount must be more than nothing.", field="amount")
    if money.minor > AMOUNT_LIMIT:
        raise Refused("This amount is too large: is there a zero too many?", field="amount")
