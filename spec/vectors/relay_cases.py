"""The vectors of ``spec/relay.md``: frames, trees and their proofs, checkpoints, and what a feed's owner signs."""
# ruff: noqa: S311, SLF001 - it makes what the product refuses to make

import random
from collections.abc import Iterator
from typing import Any

from kunak.base import canonical
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.wire import checkpoint, frames, limits, statements, tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.refusals import Reason

Vector = dict[str, Any]
FEED = b"an invented feed"
NOTE = b"a checkpoint, not judged here"


def relay_vectors() -> dict[str, list[Vector]]:
    """Return the content of ``relay.json``."""
    return {
        "frames": [*good_frames(), *bad_frames()],
        "roots": roots(),
        "consistency": list(consistency()),
        "inclusion": list(inclusion()),
        "checkpoints": list(checkpoints()),
        "statements": list(signed_statements()),
    }


def blob(dice: random.Random, length: int = 64) -> bytes:
    return limits.BLOB_START + dice.randbytes(length - 2)


def owner(dice: random.Random) -> SigningKey:
    return SigningKey.from_seed(Secret(dice.randbytes(32)))


def good_frames() -> Iterator[Vector]:
    dice = random.Random(11)
    blobs = [blob(dice) for _ in range(3)]
    items = tuple(frames.Item(7 + n, frames.rid_of(each), 1_800_000_000_000, each) for n, each in enumerate(blobs))
    receipts = tuple(frames.Receipt(each.rid, each.number) for each in items)
    key, hashed, signature = dice.randbytes(32), dice.randbytes(32), dice.randbytes(64)
    made: list[frames.Frame] = [
        frames.Push(tuple(blobs)),
        frames.Since(2**53 - 1, 1_000),
        frames.Prove(0, 9),
        frames.Include(8, 9),
        frames.Register(FEED, key, 1, hashed, bytes(16), signature),
        frames.Register(FEED, key, 1, hashed, b"", signature),
        frames.Rekey(FEED, 2, hashed, key, signature),
        frames.Pushed(receipts, NOTE),
        frames.Page(items, NOTE),
        frames.Page((), NOTE),
        frames.Proof((key, hashed)),
        frames.Registered(key, NOTE),
    ]
    for number, frame in enumerate(made):
        data, kind = frames.write(frame), type(frame)
        yield {"name": f"frame {number}: {kind.__name__}", "due": due(kind), "frame": data.hex(), "reason": None}


def due(kind: type) -> int:
    return frames._KINDS[kind][0]


def bad_frames() -> Iterator[Vector]:
    dice = random.Random(12)
    one, two = blob(dice), blob(dice)
    hashed = frames.rid_of(one)

    def case(name: str, kind: int, data: bytes, reason: Reason) -> Vector:
        return {"name": name, "due": kind, "frame": data.hex(), "reason": reason.value}

    push = canonical.encode([1, 1, [one]])
    yield {**case("longer than any frame", 1, b"", Reason.SIZE), "zeros": limits.FRAME_BYTES + 1}
    yield case("nothing", 1, b"", Reason.ENCODING)
    yield case("cut by one byte", 1, push[:-1], Reason.ENCODING)
    yield case("an indefinite list", 1, b"\x9f" + push[1:] + b"\xff", Reason.ENCODING)
    yield case("a version written in two bytes", 1, push[:1] + b"\x18\x01" + push[2:], Reason.ENCODING)
    row: list[tuple[str, int, Any, Reason]] = [
        ("a map", 1, {0: 1, 1: 1}, Reason.SHAPE),
        ("a version alone", 1, [1], Reason.SHAPE),
        ("a version that is true", 1, [True, 1, [one]], Reason.SHAPE),
        ("version 2", 1, [2, 1, [one]], Reason.VERSION),
        ("a page where a push is due", 1, [1, 18, [], NOTE], Reason.KIND),
        ("a push of two parts", 1, [1, 1, [one], [two]], Reason.SHAPE),
        ("a push of nothing", 1, [1, 1, []], Reason.COUNT),
        ("a push of 101 blobs", 1, [1, 1, [one] * 101], Reason.COUNT),
        ("a blob of 50 bytes", 1, [1, 1, [one[:50]]], Reason.BLOB),
        ("a blob of another suite", 1, [1, 1, [b"\1\2" + one[2:]]], Reason.BLOB),
        ("a blob that is text", 1, [1, 1, ["blob" * 20]], Reason.FIELD),
        ("a blob twice", 1, [1, 1, [one, two, one]], Reason.TWICE),
        ("since a number of 54 bits", 2, [1, 2, 2**53, 1], Reason.FIELD),
        ("since with a limit of 0", 2, [1, 2, 0, 0], Reason.COUNT),
        ("since with a limit of 1,001", 2, [1, 2, 0, 1_001], Reason.COUNT),
        ("a proof backwards", 3, [1, 3, 2, 1], Reason.FIELD),
        ("a number that is not in the tree", 4, [1, 4, 3, 3], Reason.FIELD),
        ("a ticket of 15 bytes", 5, [1, 5, FEED, hashed, 1, hashed, bytes(15), bytes(64)], Reason.FIELD),
        ("epoch 0", 6, [1, 6, FEED, 0, hashed, hashed, bytes(64)], Reason.FIELD),
        ("one number for two blobs", 17, [1, 17, [[hashed, 1], [bytes(32), 1]], NOTE], Reason.TWICE),
        ("a checkpoint of 1,025 bytes", 18, [1, 18, [], bytes(1_025)], Reason.FIELD),
        ("an altered blob", 18, [1, 18, [[0, hashed, 0, two]], NOTE], Reason.RID),
        (
            "a page with a blob left out", 18,
            [1, 18, [[0, hashed, 0, one], [2, frames.rid_of(two), 0, two]], NOTE], Reason.GAP,
        ),
        ("65 hashes", 19, [1, 19, [hashed] * 65], Reason.COUNT),
        ("a relay's key of 31 bytes", 20, [1, 20, bytes(31), NOTE], Reason.FIELD),
    ]  # fmt: skip
    for name, kind, value, reason in row:
        yield case(name, kind, canonical.encode(value), reason)


def rids(count: int) -> list[bytes]:
    return [frames.rid_of(b"blob %d" % number) for number in range(count)]


def grown(count: int) -> tree.Grown:
    return tree.grow(tree.Range(), rids(count))


def proof(plan: list[list[tree.Place]], count: int) -> list[str]:
    known = {(0, number): tree.leaf(rid) for number, rid in enumerate(rids(count))} | dict(grown(count).completed)
    return [each.hex() for each in tree.assemble(plan, known)]


def roots() -> list[Vector]:
    return [{"name": f"{size} blobs", "size": size, "root": root_of(size)} for size in (0, 1, 2, 3, 7, 8, 100)]


def root_of(size: int) -> str:
    return tree.root(grown(size).tree).hex()


def consistency() -> Iterator[Vector]:
    for first, second in ((0, 5), (1, 8), (3, 7), (4, 7), (6, 8), (8, 8), (64, 100), (99, 100)):
        made = proof(tree.consistency_plan(first, second), second)
        given = {"first": first, "second": second, "first_root": root_of(first), "second_root": root_of(second)}
        yield {"name": f"{first} to {second}", **given, "proof": made, "valid": True}
        yield {"name": f"{first} to {second}, a hash more", **given, "proof": [*made, "00" * 32], "valid": False}
        if made:
            yield {"name": f"{first} to {second}, a hash less", **given, "proof": made[:-1], "valid": False}
            forked = {**given, "first_root": root_of(2)}
            yield {"name": f"{first} to {second}, another past", **forked, "proof": made, "valid": False}


def inclusion() -> Iterator[Vector]:
    for number, size in ((0, 1), (0, 7), (6, 7), (5, 8), (77, 100), (99, 100)):
        made = proof(tree.inclusion_plan(number, size), size)
        rid = rids(size)[number].hex()
        given = {"number": number, "size": size, "rid": rid, "root": root_of(size), "proof": made}
        yield {"name": f"{number} of {size}", **given, "valid": True}
        yield {"name": f"{number} of {size}, another blob", **given, "rid": "00" * 32, "valid": False}
        yield {"name": f"{number} of {size}, another place", **given, "number": number + 1, "valid": False}


def checkpoints() -> Iterator[Vector]:
    key, stranger = owner(random.Random(13)), owner(random.Random(14))

    def note(plain: Checkpoint, signer: SigningKey = key) -> str:
        signature = signer.sign(checkpoint.to_sign(plain))
        return checkpoint.write(plain, key=key.public, signature=signature).decode()

    def case(name: str, text: str, *, valid: bool) -> Vector:
        return {"name": name, "key": key.public.hex(), "feed": FEED.hex(), "note": text, "valid": valid}

    made = note(Checkpoint(FEED, 7, bytes.fromhex(root_of(7))))
    size = {"size": 7, "root": root_of(7)}
    yield {**case("seven blobs", made, valid=True), **size}
    empty = note(Checkpoint(FEED, 0, tree.EMPTY_ROOT))
    yield {**case("no blobs", empty, valid=True), "size": 0, "root": root_of(0)}
    yield case("another size", made.replace("\n7\n", "\n8\n"), valid=False)
    yield case("a size with a leading zero", made.replace("\n7\n", "\n07\n"), valid=False)
    yield case("carriage returns", made.replace("\n", "\r\n"), valid=False)
    yield case("no newline at the end", made[:-1], valid=False)
    yield case("an extension line", made.replace("\n\n", "\nmore\n\n"), valid=False)
    yield case("a second signature line", made + made.split("\n\n")[1], valid=False)
    yield case("of another feed", note(Checkpoint(bytes(16), 7, bytes(32))), valid=False)
    yield case("signed by a stranger", note(Checkpoint(FEED, 7, bytes.fromhex(root_of(7))), stranger), valid=False)
    yield case("leftover bits", made.replace("=\n\n", "=\n\n").replace(made[-3:], "B=\n"), valid=False)


def signed_statements() -> Iterator[Vector]:
    dice = random.Random(15)
    key, token, ticket = owner(dice), dice.randbytes(32), dice.randbytes(16)
    hashed = frames.rid_of(token)
    opening = frames.Register(FEED, key.public, 1, hashed, ticket, bytes(64))
    opening = frames.Register(FEED, key.public, 1, hashed, ticket, key.sign(statements.registration(opening)))
    changing = frames.Rekey(FEED, 2, hashed, key.public, bytes(64))
    changing = frames.Rekey(FEED, 2, hashed, key.public, key.sign(statements.rekeying(changing)))
    naked = frames.Rekey(
        FEED, 2, hashed, key.public, key.sign(statements.rekeying(changing)[len(b"kunak/relay/rekey/1\0") :])
    )
    given = {"owner": key.public.hex(), "token": token.hex()}
    yield {"name": "a registration", **given, "frame": frames.write(opening).hex(), "valid": True}
    yield {"name": "a rekeying", **given, "frame": frames.write(changing).hex(), "valid": True}
    yield {"name": "a rekeying without its label", **given, "frame": frames.write(naked).hex(), "valid": False}
    spoilt = frames.write(opening).replace(ticket, bytes(16))
    yield {"name": "a registration with another ticket", **given, "frame": spoilt.hex(), "valid": False}
