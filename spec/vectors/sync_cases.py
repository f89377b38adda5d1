"""The vectors of ``spec/sync.md``: pieces of files, carried folders, and whole sessions with relays that lie."""
# ruff: noqa: ANN401, S311 - seeded on purpose

import hashlib
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kunak.app.wrapping import PIECE_BYTES, item_of, pieces, read_piece
from kunak.base import canonical
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.sync.lies import Noticed
from kunak.sync.session import Came, Roots, Session, Verified, splits
from kunak.transport.courier import MARK, Courier
from kunak.wire import checkpoint as notes
from kunak.wire import frames, tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.frames import Item, Page, Push, Pushed, Receipt, Since, rid_of
from kunak.wire.refusals import FrameRefused
from kunak.wire.tree import Range

Vector = dict[str, Any]
FEED, OTHER_FEED = b"an invented feed", b"some other feed."
RELAY, OTHER_RELAY = (SigningKey.from_seed(Secret(bytes([number]) * 32)) for number in (21, 22))
TIME = 1_800_000_000_000


def sync_vectors() -> dict[str, Any]:
    """Return the content of ``sync.json``."""
    return {
        "pieces": pieces_of_files(),
        "files": whole_files(),
        "folders": folders(),
        "sessions": [session(name, *told) for name, told in SESSIONS.items()],
        "views": views(),
    }


def blob(number: int) -> bytes:
    return b"\1\1" + hashlib.sha256(b"blob %d" % number).digest() * 2


# Pieces


def pieces_of_files() -> list[Vector]:
    name = hashlib.sha256(b"a sealed file").digest()

    def case(title: str, parts: list[Any], zeros: int = 0) -> Vector:
        """A record whose last bytes are so many zeros: a full piece would fill the page with them."""
        record = canonical.encode(parts)
        read = read_piece(record)
        shown = {"record": record[: len(record) - zeros].hex(), "zeros": zeros}
        if read is None:
            return {"name": title, **shown, "piece": None}
        told = [read.name.hex(), read.number, read.count, len(read.data)]
        return {"name": title, **shown, "piece": told, "item": item_of(read).hex()}

    label = "kunak/piece/1"
    full = bytes(PIECE_BYTES)
    return [
        case("the only piece", [label, name, 0, 1, b"sealed"]),
        case("the first of two", [label, name, 0, 2, full], PIECE_BYTES),
        case("the last of two", [label, name, 1, 2, b"\1"]),
        case("a last one that is full", [label, name, 1, 2, full], PIECE_BYTES),
        case("the last that can be", [label, name, 16_383, 16_384, b"\1"]),
        case("another label", ["kunak/piece/2", name, 0, 1, b"sealed"]),
        case("a label that is bytes", [label.encode(), name, 0, 1, b"sealed"]),
        case("a name of 31 bytes", [label, name[:31], 0, 1, b"sealed"]),
        case("a piece beyond the last", [label, name, 1, 1, b"sealed"]),
        case("a piece before the first", [label, name, -1, 1, b"sealed"]),
        case("a number that is false", [label, name, False, 1, b"sealed"]),
        case("a count that is true", [label, name, 0, True, b"sealed"]),
        case("a count that nobody could keep", [label, name, 0, 2**40, full], PIECE_BYTES),
        case("one piece too many", [label, name, 0, 16_385, full], PIECE_BYTES),
        case("a piece in the middle that is short", [label, name, 0, 2, full[1:]], PIECE_BYTES - 1),
        case("a piece that is long", [label, name, 0, 1, full + b"\0"], PIECE_BYTES + 1),
        case("an empty piece", [label, name, 0, 1, b""]),
        case("four parts", [label, name, 0, 1]),
    ]


def whole_files() -> list[Vector]:
    """Sealed files of zeros, and the pieces that are made of them."""
    cases = []
    for size in (1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES):
        name = hashlib.sha256(bytes(size)).digest()
        made = list(pieces(name, bytes(size)))
        records = [canonical.encode(["kunak/piece/1", name, each.number, each.count, each.data]) for each in made]
        cases.append(
            {
                "name": f"{size} bytes",
                "zeros": size,
                "pieces": [hashlib.sha256(record).hexdigest() for record in records],
                "items": [item_of(each).hex() for each in made],
            }
        )
    return cases


# Folders


def folders() -> list[Vector]:
    one, two, three = blob(1), blob(2), blob(3)

    def place(of: bytes) -> str:
        name = rid_of(of).hex()
        return f"{name[:2]}/{name}"

    layouts: dict[str, dict[str, bytes | None]] = {
        "two blobs": {MARK: b"", place(one): one, place(two): two},
        "an empty folder that is a courier's": {MARK: b""},
        "a mark with other words": {MARK: b"anything", place(one): one},
        "a file that was copied halfway": {MARK: b"", place(one): one[:20], place(two): two},
        "a file with another's content": {MARK: b"", place(one): two},
        "an interrupted copy": {MARK: b"", place(one): one, f"{place(two)}.77.part": two[:9]},
        "a blob on another shelf": {MARK: b"", f"00/{rid_of(one).hex()}": one, place(two): two},
        "a blob on no shelf": {MARK: b"", rid_of(one).hex(): one, place(two): two},
        "a name in capital letters": {MARK: b"", f"{place(one)[:3]}{rid_of(one).hex().upper()}": one},
        "a folder that is named like a blob": {MARK: b"", f"{place(one)}/x": b"x", place(three): three},
        "what else lies there": {MARK: b"", "holiday.jpg": b"x", "letters/1.txt": b"x", place(one): one},
        "a file longer than any blob": {MARK: b"", place(bytes(393_217)): None, place(two): two},
    }
    return [folder(name, layout) for name, layout in layouts.items()]


def folder(name: str, layout: dict[str, bytes | None]) -> Vector:
    """Lay a folder out, and let it be read; None is 393,217 zeros."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        for path, content in layout.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(bytes(393_217) if content is None else content)
        courier = Courier.open(root)
        read = dict(courier.read(sorted(courier.names())))
    shown = {path: "zeros" if content is None else content.hex() for path, content in layout.items()}
    return {"name": name, "files": shown, "read": {rid.hex(): found is not None for rid, found in read.items()}}


# Sessions


class Relay:
    """A relay in memory; ``bend`` alters the frames that it answers with."""

    def __init__(self, blobs: list[int]) -> None:
        self.blobs = [blob(number) for number in blobs]
        self.key, self.feed = RELAY, FEED
        self.bend: Callable[[Relay, Page | Pushed], bytes] = lambda _relay, answer: frames.write(answer)
        self.meanwhile: list[int] = []

    def note(self, size: int | None = None) -> bytes:
        """Say what is held, or the beginning of it."""
        names = [rid_of(each) for each in self.blobs[:size]]
        said = Checkpoint(self.feed, len(names), tree.root(tree.grow(Range(), names).tree))
        return notes.write(said, key=self.key.public, signature=self.key.sign(notes.to_sign(said)))

    def answer(self, request: Since | Push) -> bytes:
        """Answer a request."""
        if isinstance(request, Push):
            self.blobs += [blob(number) for number in self.meanwhile]
            self.meanwhile = []
            self.blobs += [each for each in request.blobs if each not in self.blobs]
            receipts = tuple(Receipt(rid_of(each), self.blobs.index(each)) for each in request.blobs)
            return self.bend(self, Pushed(receipts, self.note()))
        chosen = self.blobs[request.number : request.number + 4]  # a page holds at most what it likes
        items = tuple(Item(request.number + n, rid_of(each), TIME, each) for n, each in enumerate(chosen))
        return self.bend(self, Page(items, self.note()))


def honest(_relay: Relay) -> None:
    """Change nothing."""


def paged(change: Callable[[Relay, Page], bytes]) -> Callable[[Relay], None]:
    """Bend the pages of a relay."""

    def bent(relay: Relay, answer: Page | Pushed) -> bytes:
        return change(relay, answer) if isinstance(answer, Page) else frames.write(answer)

    return lambda relay: setattr(relay, "bend", bent)


def pushed(change: Callable[[Relay, Pushed], bytes]) -> Callable[[Relay], None]:
    """Bend the receipts of a relay."""

    def bent(relay: Relay, answer: Page | Pushed) -> bytes:
        return change(relay, answer) if isinstance(answer, Pushed) else frames.write(answer)

    return lambda relay: setattr(relay, "bend", bent)


def put(name: str, value: Any) -> Callable[[Relay], None]:
    """Put something else in the place of one of a relay's attributes."""
    return lambda relay: setattr(relay, name, value)


def altered(relay: Relay, page: Page) -> bytes:
    rows = [[item.number, item.rid, item.time, item.blob[:-1] + b"x"] for item in page.items]
    return canonical.encode([1, 18, rows, relay.note()])


def gapped(relay: Relay, page: Page) -> bytes:
    rows = [[item.number + place, item.rid, item.time, item.blob] for place, item in enumerate(page.items)]
    return canonical.encode([1, 18, rows, relay.note()])


def dropped(relay: Relay, answer: Pushed) -> bytes:
    return frames.write(Pushed(answer.receipts, relay.note(3)))


def other_receipts(relay: Relay, answer: Pushed) -> bytes:
    return frames.write(Pushed(answer.receipts[::-1], relay.note()))


def forked_on_push(relay: Relay, answer: Pushed) -> bytes:
    relay.blobs[0] = blob(99)
    return frames.write(Pushed(answer.receipts, relay.note()))


Told = tuple[list[int], list[int], list[int], Callable[[Relay], None]]
SESSIONS: dict[str, Told] = {
    "nothing on either side": ([], [], [], honest),
    "a first session": ([], [1, 2, 3], [], honest),
    "more than one page": ([], [*range(1, 11)], [], honest),
    "what is new on both sides": ([1, 2, 3], [1, 2, 3, 4], [5, 6], honest),
    "what the other side has already": ([1, 2, 3], [1, 2, 3], [2], honest),
    "others send meanwhile": ([1, 2, 3], [1, 2, 3], [5, 6], put("meanwhile", [4])),
    "altered": ([1], [1, 2, 3], [], paged(altered)),
    "reordered, with a gap": ([1], [1, 2, 3], [], paged(gapped)),
    "reordered, from elsewhere than asked": (
        [1], [1, 2, 3], [],
        paged(lambda _relay, page: frames.write(Page(page.items[1:], page.checkpoint))),
    ),
    "withheld": ([1], [1, 2, 3], [], paged(lambda _relay, page: frames.write(Page((), page.checkpoint)))),
    "withheld from the second page on": (
        [], [*range(1, 8)], [],
        paged(lambda _relay, page: frames.write(Page(() if page.items[0].number else page.items, page.checkpoint))),
    ),
    "truncated": ([1, 2, 3], [1, 2], [], honest),
    "forked, as large as before": ([1, 2, 3], [1, 9, 3], [], honest),
    "forked, and larger": ([1, 2, 3], [1, 9, 3, 4, 5], [], honest),
    "forked by its order": ([1, 2, 3], [1, 3, 2, 4], [], honest),
    "forked: more was handed out than is signed": (
        [], [1, 2, 3], [], paged(lambda relay, page: frames.write(Page(page.items, relay.note(2)))),
    ),
    "forked on a push": ([1, 2, 3], [1, 2, 3], [4], pushed(forked_on_push)),
    "replayed": ([1, 2, 3], [1, 2, 3, 2, 4], [], honest),
    "replayed in one page": ([], [1, 2, 2, 3], [], honest),
    "unsigned: another key": ([1], [1, 2], [], put("key", OTHER_RELAY)),
    "unsigned: another feed": ([1], [1, 2], [], put("feed", OTHER_FEED)),
    "unsigned: another size": (
        [1], [1, 2], [],
        paged(lambda relay, page: frames.write(Page(page.items, relay.note().replace(b"\n2\n", b"\n3\n")))),
    ),
    "unsigned: no note": ([1], [1, 2], [], paged(lambda _relay, page: frames.write(Page(page.items, b"noise")))),
    "dropped: the checkpoint does not reach it": ([1, 2, 3], [1, 2, 3], [4], pushed(dropped)),
    "dropped: receipts of something else": ([1, 2, 3], [1, 2, 3], [4, 5], pushed(other_receipts)),
    "truncated on a push": (
        [1, 2, 3], [1, 2, 3], [4], pushed(lambda relay, answer: frames.write(Pushed(answer.receipts, relay.note(2)))),
    ),
}  # fmt: skip
"""Verified before, on the relay, to be sent, and how the relay is bent."""


def session(
    name: str, before: list[int], there: list[int], outgoing: list[int], bend: Callable[[Relay], None]
) -> Vector:
    """Let a session run, and write down what was asked and answered, and what came of it."""
    relay, known = Relay(there), [rid_of(blob(number)) for number in before]
    bend(relay)
    verified = tree.grow(Range(), known).tree
    running = Session(feed=FEED, relay_key=RELAY.public, verified=verified, is_in_feed=known.__contains__)
    running.offer(iter(blob(number) for number in outgoing))
    spoken, lies, came, names = [], [], [], list(known)
    while (request := running.ask()) is not None:
        answer = relay.answer(request)
        spoken.append([frames.write(request).hex(), answer.hex()])
        try:
            outcomes = running.receive(frames.read(answer, Pushed if isinstance(request, Push) else Page))
        except FrameRefused as refused:
            outcomes = running.refused(refused.reason)
        for outcome in outcomes:
            match outcome:
                case Came(blobs=blobs):
                    came += [rid.hex() for rid, _ in blobs]
                case Verified(rids=rids):
                    names += rids
                case Noticed(lie=lie, place=at):
                    lies.append([lie.value, at])
    return {
        "name": name,
        "feed": FEED.hex(),
        "relay_key": RELAY.public.hex(),
        "before": [rid.hex() for rid in known],
        "outgoing": [blob(number).hex() for number in outgoing],
        "spoken": spoken,
        "state": running.state.value,
        "lies": lies,
        "came": came,
        "verified": [rid.hex() for rid in names],
    }


def views() -> list[Vector]:
    """Checkpoints that other laptops' events carry, beside what this one was shown."""
    relay, dice = Relay([1, 2, 3, 4]), random.Random(14)
    known = [rid_of(each) for each in relay.blobs]
    other = Relay([1, 9, 3])
    elsewhere, foreign = Relay([1]), Relay([1])
    elsewhere.feed, foreign.key = OTHER_FEED, OTHER_RELAY

    def case(name: str, note: bytes) -> Vector:
        found = splits(note, feed=FEED, relay_key=RELAY.public, roots=Roots(known))
        says = found.lie.value if isinstance(found, Noticed) else found
        shown = {"note": note.hex(), "feed": FEED.hex(), "relay_key": RELAY.public.hex()}
        return {"name": name, **shown, "known": [rid.hex() for rid in known], "says": says}

    return [
        case("the same", relay.note()),
        case("the same, of earlier", relay.note(2)),
        case("of an empty feed", relay.note(0)),
        case("another past", other.note()),
        case("more than this laptop has seen", Relay([1, 2, 3, 4, 5, 6]).note()),
        case("of another feed", elsewhere.note()),
        case("of another relay", foreign.note()),
        case("noise", dice.randbytes(90)),
        case("nothing", b""),
    ]
