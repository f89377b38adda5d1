"""The cache: it answers at once, may be lost at any moment, and forgets for good."""

import os
import threading
from pathlib import Path

import apsw
import msgspec
import pytest

from kunak.base.errors import Fault
from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store.cache import (
    Applied,
    Batch,
    Cache,
    CompartmentRow,
    Deadline,
    SearchText,
    StoredFact,
    SubjectRow,
)
from kunak.store.engine import Unreadable
from kunak.store.home import Home

KEY = Secret(bytes(range(32)))
OTHER_KEY = Secret(bytes(32))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


@pytest.fixture
def cache(home: Home) -> Cache:
    return Cache.create(home, KEY)


def an_id(number: int) -> bytes:
    return number.to_bytes(16)


def fact(n: int, subject: int, body: bytes = b"body") -> StoredFact:
    return StoredFact(n, n.to_bytes(32), an_id(subject), an_id(100 + subject), n * 10, an_id(9), "said", body)


def case(number: int, *, stage: str = "open", urgency: int = 0, updated: int = 0) -> SubjectRow:
    return SubjectRow(an_id(number), "case", f"code {number}", stage, urgency, Instant(updated), b"summary")


def text(n: int, subject: int, words: str, kind: str = "contact") -> SearchText:
    return SearchText(n, an_id(subject), kind, words)


def due(subject: int, at: int, says: bytes = b"call") -> Deadline:
    return Deadline(an_id(subject), "check-in", Instant(at), says)


def batch(count: int = 1, **parts: object) -> Batch:
    return msgspec.structs.replace(Batch(applied=Applied(count, count.to_bytes(32))), **parts)


def everything(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())


# What is asked


def test_an_empty_cache_has_followed_nothing(cache: Cache) -> None:
    assert cache.applied() == Applied(0, b"")
    assert cache.subjects("case") == []
    assert cache.count("case") == 0
    assert cache.search("слово", limit=5) == []


def test_facts_come_back_in_merged_order_whatever_the_order_of_their_coming(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(3, 1), fact(1, 1), fact(2, 2)]))
    assert cache.facts_of(an_id(1)) == [fact(1, 1), fact(3, 1)]
    assert cache.fact((2).to_bytes(32)) == fact(2, 2)
    assert cache.fact(b"unknown") is None


def test_a_fact_that_comes_twice_is_there_once(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(1, 1)], texts=[text(1, 1, "вокзал")]))
    cache.apply(batch(facts=[fact(1, 1)], texts=[text(1, 1, "аэропорт")]))
    assert cache.facts_of(an_id(1)) == [fact(1, 1)]
    assert [hit.n for hit in cache.search("аэропорт", limit=5)] == [1]
    assert cache.search("вокзал", limit=5) == []


def test_the_most_urgent_come_first_and_of_those_the_last_changed(cache: Cache) -> None:
    cache.apply(batch(subjects=[case(1, urgency=1), case(2, urgency=9, updated=5), case(3, urgency=9, updated=7)]))
    assert [row.id for row in cache.subjects("case")] == [an_id(3), an_id(2), an_id(1)]
    assert [row.id for row in cache.subjects("case", order="updated")] == [an_id(3), an_id(2), an_id(1)]
    assert [row.id for row in cache.subjects("case", order="code")] == [an_id(1), an_id(2), an_id(3)]
    assert [row.id for row in cache.subjects("case", limit=1, offset=1)] == [an_id(2)]


def test_lists_hold_the_stages_that_were_asked_for(cache: Cache) -> None:
    cache.apply(batch(subjects=[case(1), case(2, stage="moving"), case(3, stage="closed")]))
    assert [row.id for row in cache.subjects("case", stages=["moving", "closed"])] == [an_id(2), an_id(3)]
    assert cache.subjects("case", stages=[]) == []
    assert cache.subjects("request") == []
    assert cache.count_by_stage("case") == {"open": 1, "moving": 1, "closed": 1}
    assert cache.count("case") == 3


def test_a_changed_subject_replaces_its_row(cache: Cache) -> None:
    cache.apply(batch(subjects=[case(1)]))
    cache.apply(batch(2, subjects=[case(1, stage="closed")]))
    assert cache.subject(an_id(1)) == case(1, stage="closed")
    assert cache.by_code("case", "code 1") == case(1, stage="closed")
    assert cache.by_code("request", "code 1") is None
    assert cache.count("case") == 1


def test_the_deadlines_of_a_subject_are_replaced_together(cache: Cache) -> None:
    cache.apply(batch(deadlines={an_id(1): [due(1, 50), due(1, 20)], an_id(2): [due(2, 30)]}))
    assert [each.due for each in cache.deadlines(Instant(50), 10)] == [20, 30]
    cache.apply(batch(deadlines={an_id(1): [due(1, 40)]}))
    assert cache.deadlines(Instant(100), 10) == [due(2, 30), due(1, 40)]
    cache.apply(batch(deadlines={an_id(1): []}))
    assert cache.deadlines(Instant(100), 1) == [due(2, 30)]


def test_deadlines_of_one_kind_are_not_crowded_out_by_another(cache: Cache) -> None:
    """The harm: a thousand old tasks, and the check-in that nobody answered is beyond the end of the list."""
    old = [Deadline(an_id(1), "task", Instant(each), b"") for each in range(40)]
    late = Deadline(an_id(2), "check_in", Instant(45), b"")
    cache.apply(batch(deadlines={an_id(1): old, an_id(2): [late]}))
    assert cache.deadlines(Instant(50), 10, kind="check_in") == [late]
    assert cache.deadlines(Instant(50), 10) == old[:10]
    assert cache.deadlines(Instant(45), 10, kind="check_in") == []


def test_compartments_are_those_of_the_subject(cache: Cache) -> None:
    rows = [CompartmentRow(an_id(11), an_id(1), "identity"), CompartmentRow(an_id(12), an_id(1), "contact")]
    cache.apply(batch(compartments=[*rows, CompartmentRow(an_id(13), an_id(2), "route")]))
    assert cache.compartments_of(an_id(1)) == [rows[1], rows[0]]
    assert cache.compartment(an_id(11)) == rows[0]
    assert cache.compartment(an_id(99)) is None


# Search


def test_the_latest_facts_are_found_first_with_what_was_found_marked(cache: Cache) -> None:
    cache.apply(batch(texts=[text(1, 1, "Зелимхан уехал."), text(2, 1, "Отдали паспорт Зелимхану, на вокзале")]))
    hits = cache.search("зелимхан", limit=10)
    assert [hit.n for hit in hits] == [2, 1]
    assert hits[0].snippet == (("Отдали паспорт ", False), ("Зелимхану", True), (", на вокзале", False))
    assert hits[1].snippet == (("Зелимхан", True), (" уехал.", False))
    assert [hit.n for hit in cache.search("зелимхан", limit=1)] == [2]


def test_search_can_be_kept_to_some_compartments(cache: Cache) -> None:
    cache.apply(batch(texts=[text(1, 1, "вокзал", "route"), text(2, 1, "вокзал", "contact")]))
    assert [hit.n for hit in cache.search("вокзал", limit=10, kinds=["route", "shelter"])] == [1]
    assert cache.search("вокзал", limit=10, kinds=[]) == []


def test_a_snippet_of_a_long_text_is_short_and_holds_what_was_found(cache: Cache) -> None:
    cache.apply(batch(texts=[text(1, 1, "слово " * 5000 + "ПАСПОРТ <b>отдан</b> " + "слово " * 5000)]))
    (hit,) = cache.search("паспорта", limit=1)
    assert ("ПАСПОРТ", True) in hit.snippet
    joined = "".join(part for part, _ in hit.snippet)
    assert len(joined) <= 160
    assert joined.startswith("слово ")
    assert "<b>отдан</b>" in joined


def test_what_is_typed_is_never_a_command(cache: Cache) -> None:
    cache.apply(batch(texts=[text(1, 1, "слово")]))
    for typed in ('"', "слово*", "NEAR(слово", "text:слово", "слово OR", "'; DROP TABLE facts; --"):
        cache.search(typed, limit=5)
    assert cache.applied().count == 1


# All or nothing


def test_a_batch_that_fails_changes_nothing(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(1, 1)]))
    before = cache.digest()
    broken = msgspec.structs.replace(case(1), stage=None)
    with pytest.raises(apsw.ConstraintError):
        cache.apply(batch(2, facts=[fact(2, 1)], texts=[text(2, 1, "слово")], subjects=[broken]))
    assert cache.applied().count == 1
    assert cache.digest() == before
    assert cache.search("слово", limit=1) == []


def test_a_full_disk_changes_nothing_and_work_goes_on_when_there_is_room(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(1, 1)]))
    before = cache.digest()
    cache._database.rows("PRAGMA max_page_count = 40")
    too_much = [fact(n, 1, os.urandom(3000)) for n in range(2, 80)]
    with pytest.raises(Fault, match="disk is full"):
        cache.apply(batch(2, facts=too_much, texts=[text(2, 1, "слово")]))
    assert cache.digest() == before
    cache._database.rows("PRAGMA max_page_count = 100000")
    cache.apply(batch(2, facts=too_much))
    assert (cache.applied().count, len(cache.facts_of(an_id(1)))) == (2, 79)


def test_many_threads_may_ask_at_once(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(n, 1) for n in range(200)], texts=[text(n, 1, "слово") for n in range(200)]))
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert len(cache.facts_of(an_id(1))) == 200
                assert len(cache.search("слово", limit=20)) == 20
        except BaseException as error:  # noqa: BLE001 - carried to the test
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


# Lost, damaged, compared


def test_a_cache_is_there_again_after_it_was_closed(home: Home, cache: Cache) -> None:
    cache.apply(batch(7, facts=[fact(1, 1)], texts=[text(1, 1, "слово")]))
    cache.close()
    again = Cache.open(home, KEY)
    assert again.applied().count == 7
    assert again.facts_of(an_id(1)) == [fact(1, 1)]
    assert len(again.search("слова", limit=1)) == 1


def test_a_cache_that_is_not_there_has_to_be_made_anew(home: Home) -> None:
    with pytest.raises(Unreadable, match="no record is lost"):
        Cache.open(home, KEY)


@pytest.mark.parametrize("content", [b"", b"garbage" * 3000])
def test_garbage_in_place_of_the_cache_is_replaced_by_a_new_one(home: Home, cache: Cache, content: bytes) -> None:
    cache.close()
    home.cache.write_bytes(content)
    with pytest.raises(Unreadable):
        Cache.open(home, KEY)
    Cache.create(home, KEY).apply(batch(facts=[fact(1, 1)]))
    assert Cache.open(home, KEY).facts_of(an_id(1)) == [fact(1, 1)]


def test_a_cache_under_another_key_is_unreadable(home: Home, cache: Cache) -> None:
    cache.close()
    with pytest.raises(Unreadable):
        Cache.open(home, OTHER_KEY)


def test_a_cache_of_another_version_is_made_anew(home: Home, cache: Cache) -> None:
    cache._database.rows("UPDATE meta SET value = 0 WHERE name = 'version'")
    cache.close()
    with pytest.raises(Unreadable):
        Cache.open(home, KEY)


def test_a_flipped_bit_never_gives_a_wrong_answer(home: Home, cache: Cache) -> None:
    facts = [fact(n, n % 5, os.urandom(400)) for n in range(60)]
    cache.apply(batch(facts=facts, texts=[text(n, n % 5, f"слово {n}") for n in range(60)]))
    cache._database.empty_journal()
    cache.close()
    whole = home.cache.read_bytes()
    noticed = 0
    for place in range(50, len(whole), 2048):
        home.cache.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            damaged = Cache.open(home, KEY)
            assert damaged.facts_of(an_id(1)) == facts[1::5]
            assert not damaged.check()
        except Unreadable:
            noticed += 1
    assert noticed > 5


def test_a_sound_cache_says_so(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(1, 1)], texts=[text(1, 1, "слово")]))
    assert cache.check()


def test_two_caches_of_one_log_have_one_digest_whatever_the_steps(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.create()
    facts = [fact(n, n % 3) for n in range(30)]
    texts = [text(n, n % 3, f"слово {n}") for n in range(30)]
    at_once, in_steps = Cache.create(home, KEY), Cache.create(other, OTHER_KEY)
    at_once.apply(
        batch(30, facts=facts, texts=texts, subjects=[case(1, stage="closed")], deadlines={an_id(1): [due(1, 5)]})
    )
    for n in range(30):
        in_steps.apply(
            batch(
                n + 1,
                facts=facts[n : n + 1],
                texts=texts[n : n + 1],
                subjects=[case(1, stage="closed" if n == 29 else "open")],
                deadlines={an_id(1): [due(1, 5 + 29 - n)]},
            )
        )
    assert at_once.digest() == in_steps.digest()
    in_steps.apply(batch(30, subjects=[case(1, urgency=1)]))
    assert at_once.digest() != in_steps.digest()


def test_a_cache_that_was_destroyed_leaves_no_file_and_can_be_begun_anew(home: Home, cache: Cache) -> None:
    cache.apply(batch(facts=[fact(1, 1)]))
    Cache.destroy(home)
    assert {path.name for path in home.path.iterdir()} == {"log", "files"}
    Cache.destroy(home)
    assert Cache.create(home, OTHER_KEY).facts_of(an_id(1)) == []


def test_nothing_that_was_put_in_can_be_read_on_the_disk(home: Home, cache: Cache) -> None:
    word = "канарейка"
    cache.apply(
        batch(
            facts=[fact(1, 1, word.encode())],
            texts=[text(1, 1, f"{word} поёт")],
            subjects=[SubjectRow(an_id(1), word, word, word, 1, Instant(1), word.encode("utf-16-le"))],
            deadlines={an_id(1): [due(1, 5, word.encode())]},
            compartments=[CompartmentRow(an_id(101), an_id(1), word)],
        )
    )
    cache.search(word, limit=5)
    for _ in range(2):
        content = everything(home)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.encode(encoding) not in content
            assert word[:6].encode(encoding) not in content
        cache.close()


# The trail


def test_the_trail_is_read_backwards_in_pages_without_what_was_said(cache: Cache) -> None:
    cache.apply(batch(facts=[fact(n, subject=1 + n % 2, body=b"a name") for n in range(1, 8)]))
    first = cache.latest(3)
    assert [trace.n for trace in first] == [7, 6, 5]
    assert [trace.n for trace in cache.latest(3, before=first[-1].n)] == [4, 3, 2]
    assert not hasattr(first[0], "body")


def test_the_trail_of_one_subject_or_of_one_kind_of_work_stands_alone(cache: Cache) -> None:
    kinds = ["custody.destroyed", "custody.identified", "case.opened", "custodyx.other"]
    facts = [msgspec.structs.replace(fact(n, subject=n % 2), kind=kind) for n, kind in enumerate(kinds, start=1)]
    cache.apply(batch(facts=facts))
    assert [trace.n for trace in cache.latest(9, area="custody")] == [2, 1]
    assert [trace.n for trace in cache.latest(9, subject=an_id(1))] == [3, 1]
    assert [trace.n for trace in cache.latest(9, subject=an_id(1), area="custody")] == [1]
    assert cache.latest(9, area="custody.destroyed") == []


@pytest.mark.parametrize(
    "asked",
    [
        "SELECT * FROM held WHERE why = 'aside' ORDER BY device, seq, id",
        "SELECT DISTINCT compartment, epoch FROM held WHERE why = 'sealed' ORDER BY 1, 2",
    ],
)
def test_what_is_held_is_found_without_reading_every_record(cache: Cache, asked: str) -> None:
    """The harm: whoever may read little holds most records sealed, and each exchange read all of them."""
    plan = " ".join(str(row) for row in cache._database.rows(f"EXPLAIN QUERY PLAN {asked}"))
    assert "held_by_reason (why=?)" in plan
