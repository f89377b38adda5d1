"""Write the vectors: everything that ``spec/*.md`` decides, once as it should be and once wrong in each way.

Run ``.venv/bin/python spec/vectors/make.py``. All randomness is seeded, so that the
files change only when the format does. ``verify/verify.py`` reads them without us.
"""
# ruff: noqa: ANN401, D102, PLR0915, S106, S311, SLF001 - it makes what the product refuses to make

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from incidents_cases import incidents_vectors
from joining_cases import joining_vectors
from keys_cases import keys_vectors
from members_cases import members_vectors
from publication_cases import publication_vectors
from recovery_cases import recovery_vectors
from relay_cases import relay_vectors
from sync_cases import sync_vectors
from two_keys import collide

from kunak.base import canonical
from kunak.base.ids import CompartmentId, OrganisationId
from kunak.base.instants import Instant
from kunak.crypto import cosigner, keystore, profiles, stream
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import chain, genesis, heads, merge, outer
from kunak.log import envelope as envelopes
from kunak.log import header as headers
from kunak.log.envelope import Draft, Envelope, to_bytes
from kunak.log.padding import pad, padme
from kunak.log.refusals import Reason

HERE = Path(__file__).parent
ORGANISATION = OrganisationId(b"an invented grou")
COMPARTMENT = CompartmentId(b"case 7, identity")
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
Vector = dict[str, Any]


class Device:
    """A device that writes a chain."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.key = SigningKey.from_seed(Secret(dice.randbytes(32)))
        self.id = device_id(self.key.public)
        self.epoch = Secret(dice.randbytes(32))
        self.seq, self.prev = 0, b""

    def draft(self, **fields: Any) -> Draft:
        plain: dict[str, Any] = {
            "organisation": ORGANISATION,
            "device": self.id,
            "seq": self.seq + 1,
            "prev": self.prev,
            "compartment": COMPARTMENT,
            "epoch": 1,
            "clock": (1_800_000_000_000 + self.seq) << 16,
            "kind": "note.added",
            "retention": 2,
        }
        return Draft(**{**plain, **fields})

    def write(self, body: bytes = b"a fact", **fields: Any) -> Envelope:
        draft = self.draft(**fields)
        made = envelopes.seal(draft, body, epoch_secret=self.epoch, key=self.key, salt=self.dice.randbytes(32))
        self.seq, self.prev = draft.seq, made.id
        return made

    def sign(self, header_bytes: bytes) -> bytes:
        return self.key.sign(b"kunak/sig/1\0" + header_bytes)

    def resigned(self, made: Envelope, **changes: Any) -> bytes:
        """Return the record of a forgery by somebody who holds this device's key."""
        header = headers.write(msgspec.structs.replace(made.header, **changes))
        return canonical.encode([header, self.sign(header), made.ciphertext])


def canonical_vectors() -> list[Vector]:
    sound = {
        "zero": "00",
        "23": "17",
        "24": "1818",
        "a negative number": "3903e7",
        "largest number": "1b" + "ff" * 8,
        "smallest number": "3b" + "ff" * 8,
        "empty bytes": "40",
        "text": "68d0bdd0bed187d18c",
        "true": "f5",
        "null": "f6",
        "list": "83010203",
        "map of numbers": "a20001187801",
        "map of text": "a2616101626161f4",
        "nested": "81a10181f6",
    }
    wrong = {
        "nothing": "",
        "a number written too long": "1817",
        "a length written too long": "580100",
        "float": "f93c00",
        "tag": "c000",
        "undefined": "f7",
        "indefinite list": "9f01ff",
        "indefinite bytes": "5f4100ff",
        "keys out of order": "a2187801" + "0001",
        "a key twice": "a200010002",
        "keys of two types": "a200016161" + "01",
        "a key that is bytes": "a1414101",
        "a negative key": "a12000",
        "text that is no UTF-8": "61ff",
        "trailing byte": "0000",
        "cut short": "820",
        "a number beyond 64 bits": "c249010000000000000000",
        "nested too deeply": "81" * 17 + "00",
        "a simple value": "e0",
    }
    wrong["cut short"] = "8200"
    return [{"name": name, "bytes": data, "valid": True} for name, data in sound.items()] + [
        {"name": name, "bytes": data, "valid": False} for name, data in wrong.items()
    ]


def envelope_vectors() -> Iterator[Vector]:
    device, other = Device(random.Random(1)), Device(random.Random(2))

    def case(name: str, record: bytes, reason: Reason | None, **more: Any) -> Vector:
        given = {"public": device.key.public.hex(), "epoch_secret": device.epoch.reveal().hex()}
        return {"name": name, "record": record.hex(), **given, "reason": reason.value if reason else None, **more}

    def good(name: str, made: Envelope, body: bytes) -> Vector:
        return case(name, to_bytes(made), None, id=made.id.hex(), body=body.hex())

    first = device.write(b"")
    yield good("the first event of a device, with an empty body", first, b"")
    heads = tuple(bytes([n]) * 32 for n in range(8))
    text = "ночь, вокзал, второй выход".encode()
    full = device.write(
        text, heads=heads, parents=heads, known=b"k" * 32, checkpoint=b"a checkpoint", epoch=2**40, kind="k" * 64
    )
    yield good("every field used", full, text)
    yield good("a body that fills its padding", device.write(bytes(255)), bytes(255))
    yield good("a body one byte longer than the least", device.write(bytes(256)), bytes(256))

    made = device.write(b"a fact")
    record, header = to_bytes(made), canonical.decode(made.header_bytes)
    assert isinstance(header, dict)

    def with_header(data: bytes) -> bytes:
        return canonical.encode([data, device.sign(data), made.ciphertext])

    yield {**case("longer than any record", b"", Reason.SIZE), "zeros": envelopes.SIZE_LIMIT + 1}
    yield case("nothing", b"", Reason.ENCODING)
    yield case("a trailing byte", record + b"\0", Reason.ENCODING)
    yield case("cut by one byte", record[:-1], Reason.ENCODING)
    yield case("an indefinite list", b"\x9f" + record[1:] + b"\xff", Reason.ENCODING)
    raw = made.header_bytes
    yield case("version written in two bytes", with_header(raw[:2] + b"\x18\x01" + raw[3:]), Reason.ENCODING)
    swapped = raw[:1] + raw[3:21] + raw[1:3] + raw[21:]
    yield case("header fields out of order", with_header(swapped), Reason.ENCODING)
    yield case("a floating version", with_header(raw[:2] + b"\xf9\x3c\x00" + raw[3:]), Reason.ENCODING)
    yield case("two parts", canonical.encode([raw, made.signature]), Reason.SHAPE)
    yield case("a short signature", canonical.encode([raw, made.signature[:63], made.ciphertext]), Reason.SHAPE)
    yield case("a short ciphertext", canonical.encode([raw, made.signature, made.ciphertext[:271]]), Reason.SHAPE)
    less = {number: value for number, value in header.items() if number != 16}
    yield case("a header without field 16", with_header(canonical.encode(less)), Reason.SHAPE)
    yield case("a header with field 18", with_header(canonical.encode({**header, 18: 0})), Reason.SHAPE)
    nine = [bytes([n]) * 32 for n in range(9)]
    changes: list[tuple[str, int, Any, Reason]] = [
        ("version 2", 1, 2, Reason.VERSION),
        ("an organisation of 15 bytes", 2, bytes(15), Reason.FIELD),
        ("number 0", 4, 0, Reason.FIELD),
        ("a number of 64 bits", 4, 2**63, Reason.FIELD),
        ("nine membership heads", 6, nine, Reason.HEADS),
        ("nine parents", 9, nine, Reason.HEADS),
        ("parents out of order", 9, [nine[1], nine[0]], Reason.HEADS),
        ("a parent twice", 9, [nine[1], nine[1]], Reason.HEADS),
        ("a clock before 1970", 10, -1, Reason.FIELD),
        ("no kind", 11, "", Reason.FIELD),
        ("a kind of 65 characters", 11, "k" * 65, Reason.FIELD),
        ("a kind that is not ASCII", 11, "вид", Reason.FIELD),
        ("a salt of 31 bytes", 12, bytes(31), Reason.FIELD),
        ("a digest of known heads of 16 bytes", 15, bytes(16), Reason.FIELD),
        ("a checkpoint of 1,025 bytes", 16, bytes(1025), Reason.FIELD),
        ("retention class 256", 17, 256, Reason.FIELD),
        ("a second event without a previous one", 5, b"", Reason.FIRST),
        ("a first event with a previous one", 4, 1, Reason.FIRST),
    ]
    for name, number, value, reason in changes:
        yield case(name, with_header(canonical.encode({**header, number: value})), reason)

    flipped = made.ciphertext[:-1] + bytes([made.ciphertext[-1] ^ 1])
    yield case("a flipped bit of the ciphertext", canonical.encode([raw, made.signature, flipped]), Reason.CIPHERTEXT)
    yield {**case("the key of another device", record, Reason.DEVICE), "public": other.key.public.hex()}
    broken = bytes([made.signature[0] ^ 1]) + made.signature[1:]
    yield case("a flipped bit of the signature", canonical.encode([raw, broken, made.ciphertext]), Reason.SIGNATURE)
    scalar = int.from_bytes(made.signature[32:], "little") + ED25519_ORDER
    twin = made.signature[:32] + scalar.to_bytes(32, "little")
    yield case(
        "a second signature made without the key", canonical.encode([raw, twin, made.ciphertext]), Reason.SIGNATURE
    )
    naked = canonical.encode([raw, device.key.sign(raw), made.ciphertext])
    yield case("a signature without its label", naked, Reason.SIGNATURE)

    wrong = {**case("the secret of another epoch", record, Reason.COMMITMENT), "epoch_secret": bytes(32).hex()}
    yield wrong
    moved = device.resigned(made, compartment=b"case 8, identity")
    yield case("moved to another compartment by its own device", moved, Reason.COMMITMENT)
    yield case("moved to another epoch by its own device", device.resigned(made, epoch=2), Reason.COMMITMENT)
    yield from two_key_vectors(device, case)
    renamed = device.resigned(made, kind="note.removed")
    yield case("another kind over the same seal", renamed, Reason.SEAL)
    yield from padding_vectors(device, case)


def two_key_vectors(device: Device, case: Callable[..., Vector]) -> Iterator[Vector]:
    """One ciphertext that ChaCha20-Poly1305 opens under two secrets; only the committed one may."""
    other = Secret(device.dice.randbytes(32))
    draft = device.draft()
    salt = device.dice.randbytes(32)
    place = (salt, ORGANISATION, COMPARTMENT, draft.epoch)
    key, commitment = envelopes._keys(device.epoch, *place)
    second, _ = envelopes._keys(other, *place)
    header = envelopes._header(draft, salt, commitment)
    context = headers.write_context(header)
    ciphertext = collide(key, second, pad(b"told to the first" + bytes(100), least=256), context)
    header = msgspec.structs.replace(header, ciphertext_hash=envelopes._sha256(ciphertext))
    data = headers.write(header)
    record = canonical.encode([data, device.sign(data), ciphertext])
    made = envelopes.from_bytes(record)
    body = envelopes.open_body(made, device.epoch).hex()
    yield case("a two-key ciphertext under the committed key", record, None, id=made.id.hex(), body=body, two_keys=True)
    second_case = case("a two-key ciphertext under the other key", record, Reason.COMMITMENT, two_keys=True)
    yield {**second_case, "epoch_secret": other.reveal().hex()}


def padding_vectors(device: Device, case: Callable[..., Vector]) -> Iterator[Vector]:
    for name, padded in (
        ("padded further than Padme", b"a fact\x80".ljust(300, b"\0")),
        ("padding without its mark", bytes(256)),
        ("padding with another mark", b"a fact\x01".ljust(256, b"\0")),
    ):
        draft = device.draft()
        salt = device.dice.randbytes(32)
        key, commitment = envelopes._keys(device.epoch, salt, ORGANISATION, COMPARTMENT, draft.epoch)
        header = envelopes._header(draft, salt, commitment)
        ciphertext = envelopes.aead.seal(key, padded, context=headers.write_context(header))
        header = msgspec.structs.replace(header, ciphertext_hash=envelopes._sha256(ciphertext))
        data = headers.write(header)
        yield case(name, canonical.encode([data, device.sign(data), ciphertext]), Reason.PADDING)


def outer_vectors() -> dict[str, Any]:
    dice = random.Random(3)
    transport, salt, week = Secret(dice.randbytes(32)), dice.randbytes(32), 2930
    records = [b"", b"a record", bytes(1023), bytes(1024), bytes(5000)]

    def case(name: str, blob: bytes, record: bytes | None) -> Vector:
        shown = record.hex() if record is not None else None
        return {
            "name": name,
            "transport": transport.reveal().hex(),
            "week": week,
            "blob": blob.hex(),
            "record": shown,
            "valid": record is not None,
        }

    blobs = [outer.wrap(record, transport=transport, week=week, salt=salt) for record in records]
    blob = blobs[1]
    cases = [
        case(f"a record of {len(record)} bytes", made, record) for made, record in zip(blobs, records, strict=True)
    ]
    cases += [
        case("another version", b"\2" + blob[1:], None),
        case("another suite", blob[:1] + b"\2" + blob[2:], None),
        case("another weekly tag", blob[:2] + bytes(16) + blob[18:], None),
        case("a flipped bit of the salt", blob[:20] + bytes([blob[20] ^ 1]) + blob[21:], None),
        case("a flipped bit of the ciphertext", blob[:-1] + bytes([blob[-1] ^ 1]), None),
        case("cut short", blob[:50], None),
    ]
    lengths = [0, 1, 2, 7, 8, 9, 100, 255, 256, 257, 1000, 1024, 1025, 65536, 262145]
    return {
        "padme": [{"name": f"{length} bytes", "length": length, "padded": padme(length)} for length in lengths],
        "blobs": cases,
    }


def genesis_vectors() -> list[Vector]:
    dice = random.Random(4)
    keys = tuple(Device(dice).key.public for _ in range(3))
    statement = genesis.Statement(keys, 2, (), dice.randbytes(32))
    data = genesis.write(statement)
    alone = genesis.write(genesis.Statement(keys[:1], 1, (), dice.randbytes(32)))
    plain = [1, list(keys), 2, [], statement.nonce]

    def bad(name: str, place: int, value: Any) -> Vector:
        changed: list[Any] = [*plain[:place], value, *plain[place + 1 :]]
        return {"name": name, "statement": canonical.encode(changed).hex(), "valid": False}

    return [
        {
            "name": "three founders",
            "statement": data.hex(),
            "valid": True,
            "organisation": genesis.organisation_id(data).hex(),
        },
        {
            "name": "a group of one",
            "statement": alone.hex(),
            "valid": True,
            "organisation": genesis.organisation_id(alone).hex(),
        },
        bad("version 2", 0, 2),
        bad("no founder", 1, []),
        bad("a founder twice", 1, [keys[0], keys[0]]),
        bad("a founder with a low-order key", 1, [keys[0], bytes(32)]),
        bad("a threshold of one among three", 2, 1),
        bad("a threshold beyond the founders", 2, 4),
        bad("a recovery key of another length", 3, [bytes(32)]),
        bad("a nonce of 31 bytes", 4, bytes(31)),
    ]


def chain_vectors() -> Iterator[Vector]:
    def case(name: str, records: list[Envelope], *writers: Device) -> Vector:
        keys = {writer.id: writer.key.public for writer in writers}
        judged = chain.judge(records, organisation=ORGANISATION, keys=keys)
        problems = [
            {
                "kind": problem.kind.value,
                "device": problem.device.hex(),
                "seq": problem.seq,
                "last": problem.last,
                "event": problem.event.hex() if problem.event else None,
            }
            for problem in judged.problems
        ]
        return {
            "name": name,
            "organisation": ORGANISATION.hex(),
            "devices": {device.hex(): public.hex() for device, public in keys.items()},
            "records": [to_bytes(record).hex() for record in records],
            "problems": problems,
            "sound": [record.id.hex() for record in judged.sound],
            "order": [
                record.id.hex() for record in merge.order(merge.placed(each.id, each.header) for each in judged.sound)
            ],
            "known": heads.digest(heads.latest((record.id, record.header) for record in records)).hex(),
        }

    one, two, stranger = (Device(random.Random(seed)) for seed in (5, 6, 7))
    opened = one.write(b"opened")
    left = one.write(b"left", parents=(opened.id,))
    right = two.write(b"right", parents=(opened.id,))
    joined = two.write(b"joined", parents=(left.id, right.id))
    apart = [two.write(bytes([number])) for number in range(2)]
    story = [opened, left, right, joined, *apart]
    yield case("an honest log", story, one, two)
    yield case("a record twice", [*story, left], one, two)
    yield case("a gap", [opened, left, right, *apart], one, two)
    yield case("a reordered pair", [left, opened, right, joined, *apart], one, two)
    yield case("a withheld event that another one names", [opened, right, joined], one, two)
    yield case("an altered text", [opened, msgspec.structs.replace(left, ciphertext=bytes(272)), right], one, two)
    yield case("a bad signature", [opened, msgspec.structs.replace(left, signature=bytes(64)), right], one, two)
    yield case("an unknown device", [opened, stranger.write()], one)
    foreign = stranger.write(organisation=OrganisationId(b"another group..."))
    yield case("a foreign organisation", [opened, foreign], one, stranger)
    liar = Device(random.Random(11))
    liar.seq, liar.prev = 4, bytes(32)
    fifth = liar.write(b"fifth", parents=(opened.id,))
    liar.seq, liar.prev = 2, bytes(32)
    third = liar.write(b"third", parents=(fifth.id,))
    yield case("numbers that contradict hashes", [opened, third, fifth, right], one, two, liar)
    one.seq, one.prev = 1, opened.id
    fork = one.write(b"fork", parents=(opened.id,))
    yield case("a fork, and what follows it", [opened, left, fork, one.write(b"later"), right], one, two)
    one.seq, one.prev = 1, bytes(32)
    yield case("a wrong previous event", [opened, one.write(b"from another history"), right], one, two)


def keystore_vectors() -> Iterator[Vector]:
    dice = random.Random(8)
    words, seed, fido, salt = (
        "обед агат долина молния эпизод",
        dice.randbytes(32),
        dice.randbytes(32),
        dice.randbytes(32),
    )
    secrets = keystore.fresh_secrets(
        dice.randbytes,
        organisation=ORGANISATION,
        signing_seed=Secret(dice.randbytes(32)),
        prekey_end=Instant(1_800_000_000_000),
    )
    inside = canonical.encode(keystore._to_plain(secrets)).hex()

    def sealed(fido: bytes = b"") -> bytes:
        return keystore.seal_keystore(secrets, words, device_seed=seed, profile=profiles.DEMO, salt=salt, fido=fido)

    def case(name: str, data: bytes, reason: str | None, **more: Any) -> Vector:
        plain = {"passphrase": words, "device_seed": seed.hex(), "fido": "", "inside": None if reason else inside}
        return {"name": name, "file": data.hex(), **plain, "reason": reason, **more}

    data = sealed()
    parts = canonical.decode(data)
    assert isinstance(parts, list)
    outside, commitment, ciphertext = parts
    huge = canonical.encode(["kunak/keystore", 1, 2**30, 3, 1, False, salt])
    newer = canonical.encode(["kunak/keystore", 2, 8, 1, 1, False, salt])
    flipped = ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])
    yield case("passphrase and seed", data, None)
    yield case(
        "the same letters, decomposed", data, None, passphrase="обед агат долина молния эпизод".replace("й", "и\u0306")
    )
    yield case("a security key too", sealed(fido), None, fido=fido.hex())
    yield case("another passphrase", data, "wrong-passphrase", passphrase="обед агат долина молния ветер")
    yield case("another seed", data, "wrong-passphrase", device_seed=bytes(32).hex())
    yield case("without the security key", sealed(fido), "wrong-passphrase")
    yield case("a cost of a terabyte", canonical.encode([huge, commitment, ciphertext]), "profile")
    yield case("version 2", canonical.encode([newer, commitment, ciphertext]), "damaged")
    odd = canonical.encode(["kunak/keystore", True, 8, 1, 1, False, salt])
    yield case("a version that is true", canonical.encode([odd, commitment, ciphertext]), "damaged")
    single = canonical.encode(["kunak/keystore", 1, 8, True, 1, False, salt])
    yield case("passes that are true", canonical.encode([single, commitment, ciphertext]), "damaged")
    yield case("a flipped bit under the right passphrase", canonical.encode([outside, commitment, flipped]), "damaged")
    yield case("cut short", data[:-1], "damaged")


def cosigner_vectors() -> Iterator[Vector]:
    dice = random.Random(10)
    words, seed = "гость якорь абажур лента педаль", Secret(dice.randbytes(32))
    data = cosigner.seal_cosigner(seed, words, profile=profiles.DEMO, salt=dice.randbytes(32))

    def case(name: str, data: bytes, reason: str | None, passphrase: str = words) -> Vector:
        inside = None if reason else seed.reveal().hex()
        return {"name": name, "file": data.hex(), "passphrase": passphrase, "inside": inside, "reason": reason}

    yield case("the member's passphrase", data, None)
    yield case("another passphrase", data, "wrong-passphrase", "гость якорь абажур лента зебра")
    yield case("a flipped bit under the right passphrase", data[:-1] + bytes([data[-1] ^ 1]), "damaged")
    yield case("cut short", data[:-1], "damaged")


def stream_vectors() -> Iterator[Vector]:
    key = Secret(random.Random(9).randbytes(32))

    def sealed(content: bytes) -> bytes:
        return b"".join(stream.seal_chunks(key, [content]))

    def case(name: str, data: bytes, content: bytes | None) -> Vector:
        shown = content.hex() if content is not None else None
        return {"name": name, "key": key.reveal().hex(), "sealed": data.hex(), "content": shown}

    small = sealed(b"a small file")
    yield case("a small file", small, b"a small file")
    yield case("an empty file", sealed(b""), b"")
    yield case("a flipped bit", bytes([small[0] ^ 1]) + small[1:], None)
    yield case("cut short", small[:-1], None)
    yield case("nothing", b"", None)
    unfinished = stream.ChaCha20Poly1305(key.reveal()).encrypt(bytes(12), b"a small file", None)
    yield case("a first chunk that does not say it is the last", unfinished, None)
    long = bytes(stream.CHUNK_BYTES + 5)
    digest = envelopes._sha256(sealed(long)).hex()
    yield {"name": "two chunks", "key": key.reveal().hex(), "zeros": len(long), "sealed_sha256": digest}


def vectors() -> dict[str, Any]:
    """Return the content of every file, by its name."""
    return {
        "canonical": canonical_vectors(),
        "envelope": list(envelope_vectors()),
        "outer": outer_vectors(),
        "log": {"genesis": genesis_vectors(), "chains": list(chain_vectors())},
        "keystore": list(keystore_vectors()),
        "cosigner": list(cosigner_vectors()),
        "stream": list(stream_vectors()),
        "relay": relay_vectors(),
        "keys": keys_vectors(),
        "joining": joining_vectors(),
        "members": members_vectors(),
        "sync": sync_vectors(),
        "recovery": recovery_vectors(),
        "incidents": incidents_vectors(),
        "publication": list(publication_vectors()),
    }


def written(content: Any) -> str:
    """Return the text of one file."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, content in vectors().items():
        (HERE / f"{name}.json").write_text(written(content), encoding="utf-8")
