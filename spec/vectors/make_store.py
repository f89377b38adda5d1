"""Write ``store.json``: files as ``spec/store.md`` decides them, and damaged in each way.

Run ``.venv/bin/python spec/vectors/make_store.py``. All randomness is seeded.
``verify/disk.py`` reads the vectors without us.
"""
# ruff: noqa: S311, SLF001 - seeded on purpose; the layout of head and keyring is what is shown

import json
import random
import zlib
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from kunak.crypto.secret import Secret
from kunak.store import frames, head, keyring
from kunak.store.frames import Frame

HERE = Path(__file__).parent
PURPOSE = b"kunak/log/1"
Vector = dict[str, Any]


def written(content: object) -> str:
    return json.dumps(content, indent=1) + "\n"


def vectors() -> dict[str, Any]:
    dice = random.Random(30)
    key = Secret(dice.randbytes(32))
    return {"store": {"files": files(dice, key), "heads": heads(dice, key), "keyring": [entries(dice, key)]}}


def frame(
    dice: random.Random, key: Secret, payload: bytes, purpose: bytes = PURPOSE, *, unfinished: bool = False
) -> bytes:
    return frames.encode(payload, secret=key, salt=dice.randbytes(32), purpose=purpose, unfinished=unfinished)


def files(dice: random.Random, key: Secret) -> list[Vector]:
    one, two, three = (frame(dice, key, payload) for payload in (b"first", b"", b"the third record"))
    whole = one + two + three
    end = len(one)
    lying = frames.MAGIC + (5_000).to_bytes(4)
    cases = {
        "three records": whole,
        "no record": b"",
        "a flipped bit in a payload": flipped(whole, end + 50),
        "a flipped bit in a header": flipped(whole, end + 6),
        "a flipped bit in the last frame": flipped(whole, len(whole) - 1),
        "two neighbours are damaged": flipped(flipped(whole, 30), end + 30),
        "the last frame is cut in its payload": whole[:-7],
        "the last frame is cut in its header": whole[: -len(three) + 9],
        "one byte of a header": whole + frames.MAGIC[:1],
        "room that was never written": whole + bytes(100),
        "garbage behind the last frame": whole + b"garbage that is no frame",
        "a torn frame with records behind it": one[:40] + two + three,
        "bytes are missing in the middle": whole[: end - 9] + whole[end:],
        "a frame of another purpose": one + frame(dice, key, b"x", b"kunak/keyring/1") + three,
        "a frame under another key": one + frame(dice, Secret(bytes(32)), b"x") + three,
        "a header that claims more than there is": one + lying + zlib.crc32(lying).to_bytes(4) + two + three,
        "a length beyond the limit": too_long() + three,
    }
    later = random.Random(31)  # the vectors of before stay as they were
    begun, also = (frame(later, key, payload, unfinished=True) for payload in (b"begun", b"also of the step"))
    cases |= {
        "a step of three": one + begun + also + three,
        "a step without its end": one + begun + also,
        "a step that somebody ended without the key": one + ended(begun) + three,
    }
    return [
        {
            "name": name,
            "key": key.reveal().hex(),
            "purpose": PURPOSE.decode(),
            "data": data.hex(),
            "found": [shown(each) for each in frames.scan(data, secret=key, purpose=PURPOSE)],
        }
        for name, data in cases.items()
    ]


def too_long() -> bytes:
    start = frames.MAGIC + (frames.PAYLOAD_LIMIT + 49).to_bytes(4)
    return start + zlib.crc32(start).to_bytes(4)


def ended(unfinished: bytes) -> bytes:
    start = unfinished[:4] + (int.from_bytes(unfinished[4:8]) & ~(1 << 31)).to_bytes(4)
    return start + zlib.crc32(start).to_bytes(4) + unfinished[12:]


def shown(each: frames.Frame | frames.Damage) -> Vector:
    if isinstance(each, Frame):
        return {"offset": each.offset, "payload": each.payload.hex()} | (
            {"unfinished": True} if each.unfinished else {}
        )
    return {"offset": each.offset, "length": each.length, "what": each.what}


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def heads(dice: random.Random, key: Secret) -> list[Vector]:
    older = head.Head(7, 12, 11, dice.randbytes(32), 1, 700, 1_000)
    newer = head.Head(8, 13, 12, dice.randbytes(32), 2, 0, 300)
    slots = [slot(dice, key, newer), slot(dice, key, older)]
    files_ = {
        "two slots": (b"".join(slots), newer),
        "the newer slot is torn": (flipped(slots[0], 40) + slots[1], older),
        "only one slot was ever written": (slots[0], newer),
        "no slot opens": (flipped(slots[0], 0) + flipped(slots[1], 99), None),
        "an empty file": (b"", None),
    }
    return [
        {
            "name": name,
            "key": key.reveal().hex(),
            "data": data.rstrip(b"\0").hex(),
            "head": None
            if found is None
            else head._FIELDS.pack(*(getattr(found, each) for each in found.__struct_fields__)).hex(),
        }
        for name, (data, found) in files_.items()
    ]


def fields(content: head.Head) -> bytes:
    return head._FIELDS.pack(*astuple(content))


def slot(dice: random.Random, key: Secret, content: head.Head) -> bytes:
    sealed = head.seal_once(key, fields(content), salt=dice.randbytes(32), purpose=head._PURPOSE)
    return sealed.ljust(head.SLOT_BYTES, b"\0")


def entries(dice: random.Random, key: Secret) -> Vector:
    kept = [(dice.randbytes(16), epoch, Secret(dice.randbytes(32))) for epoch in (0, 1, 2**40)]
    secrets = {(compartment, epoch): secret for compartment, epoch, secret in kept}
    return {
        "name": "three secrets",
        "key": key.reveal().hex(),
        "data": b"".join(keyring._all_encoded(secrets, key, dice.randbytes)).hex(),
        "entries": [[compartment.hex(), epoch, secret.reveal().hex()] for compartment, epoch, secret in kept],
    }


if __name__ == "__main__":
    for name, content in vectors().items():
        (HERE / f"{name}.json").write_text(written(content), encoding="utf-8")
