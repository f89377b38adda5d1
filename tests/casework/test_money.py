"""Rules of money: whole units, currencies apart, nothing spent beyond what is committed without a reason."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput, Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework import money
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.money import (
    AMOUNT_LIMIT,
    MINOR_DIGITS,
    Flow,
    Money,
    MoneyEntered,
    MoneyFile,
    MoneyStruck,
    Purpose,
    Totals,
)

NOW = Instant(0)


def _fold(*events: Event) -> MoneyFile:
    file = MoneyFile()
    for number, event in enumerate(events):
        file = money.evolve(file, Fact(EventId(number.to_bytes(32, "big")), DeviceId(bytes(16)), NOW, event))
    return file


def _line(flow: Flow, minor: int, currency: str = "EUR", *, entry: bytes = b"", reason: str = "") -> MoneyEntered:
    name = entry or f"{flow}{minor}{currency}".encode()
    return MoneyEntered(
        entry=name, flow=flow, money=Money(minor, currency), purpose=Purpose.TRAVEL, happened_at=NOW, reason=reason
    )


def test_everything_a_page_shows_has_a_name() -> None:
    assert set(money.PURPOSE_NAMES) == set(Purpose)
    assert set(money.FLOW_NAMES) == set(Flow)


def test_a_currency_has_three_capital_letters_and_few_decimal_places() -> None:
    for currency, digits in MINOR_DIGITS.items():
        assert (len(currency), currency) == (3, currency.upper())
        assert digits in {0, 2, 3}


def test_sums_of_one_currency_are_exact() -> None:
    file = _fold(_line(Flow.COMMIT, 450_000), _line(Flow.SPEND, 120_050), _line(Flow.REFUND, 20_050))
    total = money.totals(file)["EUR"]
    assert total == Totals(450_000, 120_050, 20_050)
    assert (total.cost, total.left) == (100_000, 350_000)


def test_currencies_are_never_mixed() -> None:
    file = _fold(_line(Flow.COMMIT, 100, "EUR"), _line(Flow.COMMIT, 900, "RUB"))
    assert money.totals(file) == {"EUR": Totals(committed=100), "RUB": Totals(committed=900)}
    with pytest.raises(Refused, match=r"Only 1\.00 EUR"):
        money.enter(file, _line(Flow.SPEND, 900, "EUR"))
    with pytest.raises(Refused, match=r"Only 0\.00 USD"):
        money.enter(file, _line(Flow.SPEND, 1, "USD"))


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (Money(0, "EUR"), "amount"),
        (Money(-5, "EUR"), "amount"),
        (Money(AMOUNT_LIMIT + 1, "EUR"), "amount"),
        (Money(5, "XXX"), "currency"),
        (Money(5, "eur"), "currency"),
    ],
)
@pytest.mark.parametrize("flow", list(Flow))
def test_an_amount_that_cannot_be_is_refused_and_never_counted(flow: Flow, amount: Money, field: str) -> None:
    line = MoneyEntered(entry=b"1", flow=flow, money=amount, purpose=Purpose.FOOD, happened_at=NOW, reason="why")
    with pytest.raises(Refused) as refused:
        money.enter(MoneyFile(), line)
    assert refused.value.field == field
    file = _fold(line)
    assert money.totals(file) == {}
    assert [fact.event for fact in file.impossible] == [line]


def test_more_than_is_committed_is_spent_only_with_a_reason() -> None:
    file = _fold(_line(Flow.COMMIT, 100))
    assert money.enter(file, _line(Flow.SPEND, 100))
    with pytest.raises(Refused) as refused:
        money.enter(file, _line(Flow.SPEND, 101, reason=" "))
    assert refused.value.field == "reason"
    beyond = _line(Flow.SPEND, 101, reason="the last train was gone, a taxi was all there was")
    assert money.enter(file, beyond) == (beyond,)


def test_what_is_spent_already_cannot_be_spent_again() -> None:
    file = _fold(_line(Flow.COMMIT, 100), _line(Flow.SPEND, 60))
    assert money.enter(file, _line(Flow.SPEND, 40))
    with pytest.raises(Refused, match=r"Only 0\.40 EUR"):
        money.enter(file, _line(Flow.SPEND, 41))


def test_a_refund_can_be_spent_again() -> None:
    file = _fold(_line(Flow.COMMIT, 100), _line(Flow.SPEND, 100), _line(Flow.REFUND, 40))
    assert money.enter(file, _line(Flow.SPEND, 40))


def test_more_cannot_come_back_than_was_spent() -> None:
    file = _fold(_line(Flow.COMMIT, 100), _line(Flow.SPEND, 60))
    assert money.enter(file, _line(Flow.REFUND, 60))
    with pytest.raises(Refused, match="come back"):
        money.enter(file, _line(Flow.REFUND, 61))


def test_a_struck_line_counts_no_more_and_is_still_there() -> None:
    file = _fold(_line(Flow.COMMIT, 100, entry=b"1"))
    with pytest.raises(Refused, match="what is wrong"):
        money.strike(file, entry=b"1", reason="")
    struck = _fold(_line(Flow.COMMIT, 100, entry=b"1"), *money.strike(file, entry=b"1", reason="typed twice"))
    assert money.totals(struck) == {}
    assert struck.entries[b"1"].struck == ("typed twice",)
    with pytest.raises(Refused, match="already"):
        money.strike(struck, entry=b"1", reason="again")


def test_a_line_is_entered_once() -> None:
    line = _line(Flow.COMMIT, 100)
    with pytest.raises(Refused, match="already"):
        money.enter(_fold(line), line)


def test_purposes_add_up_to_the_whole() -> None:
    food = MoneyEntered(
        entry=b"f", flow=Flow.SPEND, money=Money(7, "EUR"), purpose=Purpose.FOOD, happened_at=NOW, reason="r"
    )
    file = _fold(_line(Flow.SPEND, 5), food)
    by_purpose = money.totals_by_purpose(file)
    assert {purpose: total["EUR"].spent for purpose, total in by_purpose.items()} == {
        Purpose.TRAVEL: 5,
        Purpose.FOOD: 7,
    }


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1250.50", "EUR", 125_050),
        (" 1 250,5 ", "EUR", 125_050),
        ("1\N{NO-BREAK SPACE}250", "RUB", 125_000),
        ("7", "JPY", 7),
        ("0.005", "KWD", 5),
        (".5", "EUR", 50),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, currency: str, minor: int) -> None:
    assert money.read_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", ".", "-5", "1e5", "ten", "1.234.567", "0.001", "NaN", "٣", "9" * 40])
def test_what_is_no_amount_is_refused_with_the_field(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        money.read_amount(text, "EUR")
    assert refused.value.field == "amount"


def test_an_unknown_currency_is_bad_input() -> None:
    with pytest.raises(BadInput) as refused:
        money.read_amount("5", "ABC")
    assert refused.value.field == "currency"


@given(st.integers(0, AMOUNT_LIMIT), st.sampled_from(sorted(MINOR_DIGITS)))
def test_what_is_written_out_is_read_back(minor: int, currency: str) -> None:
    text, _, code = money.written_out(Money(minor, currency)).rpartition(" ")
    assert money.read_amount(text, code) == Money(minor, currency)


Entries = st.sampled_from([bytes([n]) for n in range(6)])
Stories = st.lists(
    st.one_of(
        st.builds(
            MoneyEntered,
            entry=Entries,
            flow=st.sampled_from(Flow),
            money=st.builds(Money, st.integers(-3, 9), st.sampled_from(["EUR", "RUB", "XXX"])),
            purpose=st.sampled_from(Purpose),
            happened_at=st.just(NOW),
        ),
        st.builds(MoneyStruck, entry=Entries, reason=st.just("wrong")),
        st.just(Unknown(kind="of a later version")),
    ),
    max_size=20,
)


@given(Stories)
def test_any_story_folds_and_every_unit_is_in_one_sum(story: list[Event]) -> None:
    file = _fold(*story)
    traces = sum(1 + len(entry.struck) for entry in file.entries.values()) + len(file.impossible)
    assert traces == len(story)
    flows: Counter[str] = Counter()
    for line in file.counted:
        flows[line.money.currency] += line.money.minor
    sums = {currency: t.committed + t.spent + t.refunded for currency, t in money.totals(file).items()}
    assert sums == dict(flows)
