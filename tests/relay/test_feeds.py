"""What a feed holds, row by row: numbers without gaps, once each, under the same tree as the naive one."""

import hashlib
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.relay import feeds
from kunak.relay.database import Database, open_database, sqlite_address
from kunak.relay.feeds import Feed
from kunak.relay.keys import hand_out_ticket
from kunak.relay.limits import Quota
from kunak.relay.refusals import RelayRefused
from kunak.testing.relays import Owner, blob
from kunak.wire import limits, tree
from kunak.wire.frames import Include, Item, Prove, Push, Receipt, Register, Since

PLENTY = Quota()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: pytest.TempPathFactory) -> Iterator[Database]:
    """Everything here holds on both databases."""
    on_postgresql = request.param == "postgresql"
    address = request.getfixturevalue("postgresql") if on_postgresql else f"sqlite:///{tmp_path}/relay.db"
    opened = open_database(address)
    yield opened
    opened.close()


def push(database: Database, owner: Owner, *names: str, quota: Quota = PLENTY, length: int = 1_090) -> list[int]:
    frame = Push(tuple(blob(name, length) for name in names))
    with database.writing() as connection:
        found = feeds.opened(connection, owner.feed, owner.token, to_write=True)
        _, receipts = feeds.append(connection, found, frame, feeds.rids_of(frame), quota=quota, now=1_000)
    assert [each.rid for each in receipts] == feeds.rids_of(frame)
    return [each.number for each in receipts]


def register(database: Database, owner: Owner, frame: Register | None = None) -> Feed:
    with database.writing() as connection:
        return feeds.register(connection, frame or owner.registration(), needs_ticket=False, now=7)


def look(database: Database, owner: Owner) -> Feed:
    with database.reading() as connection:
        return feeds.opened(connection, owner.feed, owner.token)


def page(database: Database, owner: Owner, number: int, limit: int) -> tuple[Item, ...]:
    with database.reading() as connection:
        found = feeds.opened(connection, owner.feed, owner.token)
        return feeds.page(connection, found, Since(number, limit))


def test_blobs_are_numbered_from_zero_without_gaps_and_kept_once(either: Database, owner: Owner) -> None:
    register(either, owner)
    assert push(either, owner, "a", "b") == [0, 1]
    assert push(either, owner, "b", "c", "a") == [1, 2, 0]
    assert push(either, owner, "a", "b", "c") == [0, 1, 2]
    kept = page(either, owner, 0, 10)
    assert [(each.number, each.blob, each.time) for each in kept] == [
        (n, blob(name), 1_000) for n, name in enumerate("abc")
    ]
    found = look(either, owner)
    assert (found.size, found.held) == (3, 3 * 1_090)


def test_two_feeds_know_nothing_of_each_other(either: Database, owner: Owner) -> None:
    other = Owner("another group")
    register(either, owner)
    register(either, other)
    push(either, owner, "a", "b")
    assert push(either, other, "b") == [0]
    assert page(either, other, 0, 10)[0].blob == blob("b")
    assert look(either, other).size == 1


def test_a_page_begins_and_ends_where_it_is_asked_to(either: Database, owner: Owner) -> None:
    register(either, owner)
    push(either, owner, *"abcde")
    assert [each.number for each in page(either, owner, 1, 3)] == [1, 2, 3]
    assert [each.number for each in page(either, owner, 4, 3)] == [4]
    assert page(either, owner, 5, 3) == ()
    assert page(either, owner, 2**53 - 1, 3) == ()


def test_a_page_is_never_longer_than_an_answer_may_be(either: Database, owner: Owner) -> None:
    register(either, owner)
    for start in range(0, 30, 10):
        push(either, owner, *(str(n) for n in range(start, start + 10)), length=limits.BLOB_MOST)
    first = page(either, owner, 0, 1_000)
    assert len(first) == limits.BATCH_BYTES // limits.BLOB_MOST
    assert [each.number for each in page(either, owner, len(first), 1_000)] == list(range(len(first), 30))


def test_every_proof_of_a_feed_holds(either: Database, owner: Owner) -> None:
    """Beyond 256 blobs, so that subtrees that are kept and those that are computed both count."""
    register(either, owner)
    names = [str(n) for n in range(600)]
    for start in range(0, 600, 75):
        push(either, owner, *names[start : start + 75])
    rids = [hashlib.sha256(blob(name)).digest() for name in names]
    found = look(either, owner)
    roots = {size: tree.root(tree.grow(tree.Range(), rids[:size]).tree) for size in (1, 255, 256, 257, 511, 512, 600)}
    assert tree.root(found.tree) == roots[600]
    with either.reading() as connection:
        for first, second in combinations_with_replacement(sorted(roots), 2):
            told = {"first_root": roots[first], "second_root": roots[second]}
            proof = feeds.consistency(connection, found, Prove(first, second))
            tree.check_consistency(first, second, **told, proof=proof)
        for size, root in roots.items():
            for number in {0, size // 2, size - 1}:
                proof = feeds.inclusion(connection, found, Include(number, size))
                tree.check_inclusion(number, size, rid=rids[number], root=root, proof=proof)


def test_a_proof_about_more_than_there_is_is_refused(either: Database, owner: Owner) -> None:
    register(either, owner)
    push(either, owner, "a")
    with either.reading() as connection:
        found = feeds.opened(connection, owner.feed, owner.token)
        with pytest.raises(RelayRefused) as refusal:
            feeds.consistency(connection, found, Prove(1, 2))
        assert refusal.value.status == 409
        with pytest.raises(RelayRefused) as refusal:
            feeds.inclusion(connection, found, Include(0, 2))
        assert refusal.value.status == 409


def test_a_quota_is_never_exceeded_and_what_was_there_stays(either: Database, owner: Owner) -> None:
    register(either, owner)
    narrow = Quota(feed_bytes=3 * 1_090, feed_blobs=3)
    push(either, owner, "a", "b", quota=narrow)
    with pytest.raises(RelayRefused) as refusal:
        push(either, owner, "c", "d", quota=narrow)
    assert refusal.value.status == 507
    assert look(either, owner).size == 2
    assert push(either, owner, "a", "c", quota=narrow) == [0, 2]
    with pytest.raises(RelayRefused):
        push(either, owner, "e", quota=Quota(feed_blobs=3))


@pytest.mark.parametrize("token", [bytes(32), b"", b"short"])
def test_no_other_token_opens_a_feed_and_no_answer_tells_whether_it_exists(
    either: Database, owner: Owner, token: bytes
) -> None:
    register(either, owner)
    said = set()
    for feed in (owner.feed, bytes(16)):
        with either.reading() as connection, pytest.raises(RelayRefused) as refusal:
            feeds.opened(connection, feed, token)
        said.add((refusal.value.status, refusal.value.says))
    assert len(said) == 1


def test_a_registration_sent_twice_is_answered_twice_and_another_is_refused(either: Database, owner: Owner) -> None:
    first = register(either, owner)
    assert register(either, owner) == first
    thief = Owner("a thief")
    thief.feed = owner.feed
    with pytest.raises(RelayRefused):
        register(either, thief, thief.registration())
    assert look(either, owner) == first


def test_a_registration_that_its_owner_did_not_sign_is_refused(either: Database, owner: Owner) -> None:
    sound = owner.registration()
    unsigned = Register(sound.feed, sound.owner, 1, sound.token_hash, b"", bytes(64))
    low_order = Register(sound.feed, bytes(32), 1, sound.token_hash, b"", sound.signature)
    other_ticket = Register(sound.feed, sound.owner, 1, sound.token_hash, b"t" * 16, sound.signature)
    for frame in (unsigned, low_order, other_ticket):
        with pytest.raises(RelayRefused) as refusal:
            register(either, owner, frame)
        assert refusal.value.status == 403


def test_a_ticket_opens_one_feed(either: Database, owner: Owner) -> None:
    ticket = hand_out_ticket(either, lambda length: b"t" * length, now=1)
    other = Owner("another group")

    def ask(frame: Register) -> Feed:
        with either.writing() as connection:
            return feeds.register(connection, frame, needs_ticket=True, now=7)

    for frame in (owner.registration(), owner.registration(b"T" * 16)):
        with pytest.raises(RelayRefused):
            ask(frame)
    made = ask(owner.registration(ticket))
    assert ask(owner.registration(ticket)) == made
    with pytest.raises(RelayRefused):
        ask(other.registration(ticket))


def test_a_new_token_locks_the_old_one_out_at_once(either: Database, owner: Owner) -> None:
    """The harm: a seized laptop that still reads along."""
    register(either, owner)
    push(either, owner, "a")
    frame = owner.rekeying(2)
    with either.writing() as connection:
        changed = feeds.rekey(connection, frame)
        assert feeds.rekey(connection, frame) == changed
    with pytest.raises(RelayRefused):
        look(either, owner)
    owner.token = owner.token_of(2)
    assert look(either, owner).size == 1


def test_only_the_owner_changes_the_token_and_only_forwards(either: Database, owner: Owner) -> None:
    register(either, owner)
    stranger = Owner("a stranger")
    with either.writing() as connection:
        feeds.rekey(connection, owner.rekeying(5))
    for frame in (owner.rekeying(4), owner.rekeying(6, signer=stranger.key), stranger.rekeying(6)):
        with either.writing() as connection, pytest.raises(RelayRefused) as refusal:
            feeds.rekey(connection, frame)
        assert refusal.value.status == 403


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True), max_size=8))
def test_any_history_of_pushes_gives_each_blob_the_number_of_its_first_arrival(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    owner = Owner()
    database = open_database(sqlite_address(tmp_path_factory.mktemp("relay")))
    try:
        register(database, owner)
        seen: list[int] = []
        for batch in batches:
            seen += [each for each in batch if each not in seen]
            assert push(database, owner, *map(str, batch)) == [seen.index(each) for each in batch]
        rids = [hashlib.sha256(blob(str(each))).digest() for each in seen]
        found = look(database, owner)
        assert found.tree == tree.grow(tree.Range(), rids).tree
        assert [each.rid for each in page(database, owner, 0, 1_000)] == rids
    finally:
        database.close()


def test_totals_are_of_everybody(either: Database, owner: Owner) -> None:
    with either.reading() as connection:
        assert feeds.totals(connection) == (0, 0, 0)
    register(either, owner)
    push(either, owner, "a", "b")
    with either.reading() as connection:
        assert feeds.totals(connection) == (1, 2, 2_180)


def test_a_receipt_names_its_blob() -> None:
    frame = Push((blob("a"),))
    assert Receipt(feeds.rids_of(frame)[0], 0).rid == hashlib.sha256(blob("a")).digest()
