"""One exchange with a relay that is honest, and with one that lies in every way there is: each lie has its name."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.sync.lies import SENTENCES, Lie, Noticed
from kunak.sync.session import TRANSITIONS, Came, Roots, Sent, Session, State, Turn, Verified, splits
from kunak.wire import checkpoint as notes
from kunak.wire import tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.frames import Item, Page, Push, Pushed, Receipt, Since, rid_of
from kunak.wire.refusals import FrameRefused, Reason
from kunak.wire.tree import Range

FEED = b"f" * 16
RELAY, OTHER = (SigningKey.from_seed(Secret(bytes([number]) * 32)) for number in (1, 2))


def blob(number: int) -> bytes:
    return b"\x01\x01" + number.to_bytes(4, "big") * 20


class Relay:
    """A relay in memory; ``lie`` bends what it answers."""

    def __init__(self, *blobs: bytes) -> None:
        self.blobs = list(blobs)
        self.key = RELAY
        self.feed = FEED
        self.bend: Callable[[Page | Pushed], Page | Pushed] = lambda answer: answer
        self.claims: int | None = None

    def note(self, size: int | None = None) -> bytes:
        size = len(self.blobs) if size is None else size
        root = tree.root(tree.grow(Range(), [rid_of(each) for each in self.blobs[:size]]).tree)
        said = Checkpoint(self.feed, size if self.claims is None else self.claims, root)
        return notes.write(said, key=self.key.public, signature=self.key.sign(notes.to_sign(said)))

    def ask(self, request: Since | Push) -> Page | Pushed:
        if isinstance(request, Push):
            for each in request.blobs:
                if each not in self.blobs:
                    self.blobs.append(each)
            receipts = tuple(Receipt(rid_of(each), self.blobs.index(each)) for each in request.blobs)
            return self.bend(Pushed(receipts, self.note()))
        chosen = self.blobs[request.number : request.number + request.limit]
        items = tuple(Item(request.number + n, rid_of(each), 0, each) for n, each in enumerate(chosen))
        return self.bend(Page(items, self.note()))


class Laptop:
    """What one laptop keeps between two exchanges."""

    def __init__(self) -> None:
        self.rids: list[bytes] = []
        self.note = b""
        self.came: list[bytes] = []
        self.sent = 0
        self.lies: list[Lie] = []

    def exchange(self, relay: Relay, *outgoing: bytes) -> State:
        session = Session(
            feed=FEED,
            relay_key=RELAY.public,
            verified=tree.grow(Range(), self.rids).tree,
            is_in_feed=self.rids.__contains__,
        )
        session.offer(iter(outgoing))
        while (request := session.ask()) is not None:
            try:
                outcomes = session.receive(relay.ask(request))
            except FrameRefused as refused:
                outcomes = session.refused(refused.reason)
            for outcome in outcomes:
                match outcome:
                    case Came(blobs=blobs):
                        self.came += [each for _, each in blobs]
                    case Verified(number=number, rids=rids, note=note):
                        assert number == len(self.rids)
                        self.rids += rids
                        self.note = note
                    case Sent(count=count):
                        self.sent += count
                    case Noticed(lie=lie):
                        self.lies.append(lie)
        return session.state


@pytest.mark.parametrize(("state", "turn"), list(product(State, Turn)))
def test_every_pair_is_in_the_table_or_cannot_happen(state: State, turn: Turn) -> None:
    session = Session(feed=FEED, relay_key=None, verified=Range())
    session.state = state
    if (state, turn) in TRANSITIONS:
        session._turn(turn)
        assert session.state is TRANSITIONS[state, turn]
    else:
        with pytest.raises(KeyError):
            session._turn(turn)


def test_what_is_over_stays_over() -> None:
    assert not [state for state, _ in TRANSITIONS if state in {State.DONE, State.STOPPED}]


@given(st.integers(0, 2_500), st.integers(0, 120), st.integers(0, 50))
def test_an_honest_relay_gives_everything_and_takes_everything(there: int, here: int, both: int) -> None:
    relay, laptop = Relay(*map(blob, range(there))), Laptop()
    outgoing = [blob(number) for number in range(max(0, there - both), there + here)]
    assert laptop.exchange(relay, *outgoing) is State.DONE
    assert laptop.lies == []
    assert laptop.came[:there] == [blob(number) for number in range(there)]
    assert set(relay.blobs) == {blob(number) for number in range(there + here)}
    assert laptop.rids == [rid_of(each) for each in relay.blobs]


def test_two_laptops_that_send_at_once_both_see_everything() -> None:
    relay, one, other = Relay(), Laptop(), Laptop()
    session_of_other = relay.ask

    def between(request: Since | Push) -> Page | Pushed:
        if isinstance(request, Push) and blob(9) not in relay.blobs:
            relay.blobs.append(blob(9))  # somebody else is faster
        return session_of_other(request)

    relay.ask = between  # type: ignore[method-assign]
    assert one.exchange(relay, blob(1), blob(2)) is State.DONE
    assert one.came == [blob(9), blob(1), blob(2)]
    assert other.exchange(relay) is State.DONE
    assert other.rids == one.rids


def test_a_second_exchange_asks_for_what_is_new_alone() -> None:
    relay, laptop = Relay(*map(blob, range(5))), Laptop()
    laptop.exchange(relay)
    relay.blobs.append(blob(7))
    laptop.came.clear()
    assert laptop.exchange(relay) is State.DONE
    assert laptop.came == [blob(7)]


# Lies


def known(count: int = 5) -> tuple[Relay, Laptop]:
    """A relay and a laptop that know each other."""
    relay, laptop = Relay(*map(blob, range(count))), Laptop()
    assert laptop.exchange(relay) is State.DONE
    laptop.came.clear()
    return relay, laptop


def test_an_altered_blob_is_named() -> None:
    relay, laptop = known()

    def altered(_request: Since | Push) -> Page | Pushed:
        raise FrameRefused(Reason.RID)  # so the reader of frames says it

    relay.ask = altered  # type: ignore[assignment, method-assign]
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.ALTERED]


def test_a_gap_in_the_numbers_is_named() -> None:
    relay, laptop = known()
    relay.blobs += [blob(10), blob(11)]
    relay.bend = lambda page: Page(page.items[1:], page.checkpoint) if isinstance(page, Page) else page
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.REORDERED]
    assert laptop.came == []


def test_a_relay_that_keeps_something_back_is_named() -> None:
    relay, laptop = known()
    relay.blobs.append(blob(10))
    relay.bend = lambda page: Page((), page.checkpoint)
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.WITHHELD]


def test_an_old_copy_that_was_put_back_is_named() -> None:
    relay, laptop = known()
    del relay.blobs[3:]
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.TRUNCATED]


@pytest.mark.parametrize("more", [0, 1, 3])
def test_another_past_is_named(more: int) -> None:
    relay, laptop = known()
    relay.blobs[2] = blob(99)
    relay.blobs += [blob(10 + number) for number in range(more)]
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.FORKED]
    assert len(laptop.rids) == 5


def test_a_reordered_past_is_another_past() -> None:
    relay, laptop = known()
    relay.blobs[1], relay.blobs[2] = relay.blobs[2], relay.blobs[1]
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.FORKED]


def test_an_old_blob_under_a_new_number_is_named_and_changes_nothing() -> None:
    relay, laptop = known()
    relay.blobs.append(blob(2))
    assert laptop.exchange(relay) is State.DONE
    assert laptop.lies == [Lie.REPLAYED]


@pytest.mark.parametrize("what", ["key", "feed", "claims"])
def test_a_word_that_is_not_the_relays_is_named(what: str) -> None:
    relay, laptop = known()
    if what == "key":
        relay.key = OTHER
    elif what == "feed":
        relay.feed = b"g" * 16
    else:
        relay.bend = lambda page: (
            Page(page.items, page.checkpoint.replace(b"\n5\n", b"\n6\n")) if isinstance(page, Page) else page
        )
    assert laptop.exchange(relay) is State.STOPPED
    assert laptop.lies == [Lie.UNSIGNED]


def test_a_relay_that_takes_and_does_not_keep_is_named() -> None:
    relay, laptop = known()

    def dropping(answer: Page | Pushed) -> Page | Pushed:
        if isinstance(answer, Pushed):
            del relay.blobs[5:]
            return Pushed(answer.receipts, relay.note())
        return answer

    relay.bend = dropping
    assert laptop.exchange(relay, blob(50)) is State.STOPPED
    assert laptop.lies == [Lie.DROPPED]


def test_receipts_for_something_else_are_named() -> None:
    relay, laptop = known()
    relay.bend = lambda answer: (
        Pushed((Receipt(b"x" * 32, 5),), answer.checkpoint) if isinstance(answer, Pushed) else answer
    )
    assert laptop.exchange(relay, blob(50)) is State.STOPPED
    assert laptop.lies == [Lie.DROPPED]


def test_two_laptops_that_were_shown_two_pasts_find_out() -> None:
    """The harm: one member is shown a history without the removal of the other."""
    one_relay, one = known(6)
    other_relay, other = Relay(*map(blob, range(6))), Laptop()
    other_relay.blobs[4] = blob(77)
    other.exchange(other_relay)
    found = splits(other.note, feed=FEED, relay_key=RELAY.public, roots=Roots(one.rids))
    assert found == Noticed(Lie.SPLIT, 6)
    assert splits(one.note, feed=FEED, relay_key=RELAY.public, roots=Roots(one.rids)) is None
    assert one_relay.blobs != other_relay.blobs


@given(st.lists(st.integers(0, 40), max_size=8))
def test_the_root_of_any_size_in_any_order_is_that_of_the_tree_grown_at_once(sizes: list[int]) -> None:
    rids = [rid_of(blob(number)) for number in range(30)]
    roots = Roots(rids)
    for size in sizes:
        slow = tree.root(tree.grow(Range(), rids[:size]).tree) if size <= 30 else None
        assert roots.at(size) == slow


def test_a_word_about_more_than_this_laptop_has_seen_waits() -> None:
    _, one = known(3)
    _, other = known(5)
    assert splits(other.note, feed=FEED, relay_key=RELAY.public, roots=Roots(one.rids)) == 5


@pytest.mark.parametrize("note", [b"", b"noise", Relay(blob(1)).note().replace(b"\n1\n", b"\n2\n")])
def test_a_word_that_no_relay_signed_says_nothing(note: bytes) -> None:
    assert splits(note, feed=FEED, relay_key=RELAY.public, roots=Roots([])) is None


def test_a_broken_relay_is_no_liar() -> None:
    session = Session(feed=FEED, relay_key=None, verified=Range())
    with pytest.raises(FrameRefused):
        session.refused(Reason.ENCODING)


def test_a_carried_folder_needs_no_signature() -> None:
    session = Session(feed=b"", relay_key=None, verified=Range())
    session.offer(iter([blob(2)]))
    assert session.ask() == Since(0, 1_000)
    session.receive(Page((Item(0, rid_of(blob(1)), 0, blob(1)),), b""))
    assert session.ask() == Since(1, 1_000)
    session.receive(Page((), b""))
    assert session.ask() == Push((blob(2),))
    session.receive(Pushed((Receipt(rid_of(blob(2)), 0),), b""))
    assert session.ask() is None
    assert session.state is State.DONE


def test_every_lie_has_a_sentence_with_its_place() -> None:
    assert set(SENTENCES) == set(Lie)
    for lie in Lie:
        assert "17" in Noticed(lie, 17).says
