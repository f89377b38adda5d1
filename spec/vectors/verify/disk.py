"""A second reader of the files of ``spec/store.md``; it shares no code with Kunak.

Run ``python disk.py [FOLDER]``; it prints every vector it disagrees with, and ends
with 1 if there is one.
"""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import json
import sys
import zlib
from pathlib import Path

import chacha

MAGIC = b"\xf6Knk"


def opened(key, sealed, purpose):
    """Return the text, or None."""
    if len(sealed) < 48:
        return None
    try:
        return chacha.open_sealed(chacha.hkdf(key, sealed[:32], purpose, 32), sealed[32:], b"")
    except chacha.DoesNotOpen:
        return None


def word_at(data, place):
    """Return the length and whether the step goes on; None where no header stands."""
    header = data[place : place + 12]
    if len(header) < 12 or header[:4] != MAGIC or zlib.crc32(header[:8]) != int.from_bytes(header[8:], "big"):
        return None
    goes_on, length = divmod(int.from_bytes(header[4:8], "big"), 2**31)
    return (length, bool(goes_on)) if 48 <= length <= 1_048_624 else None


def frame_at(data, place, key, purpose):
    word = word_at(data, place)
    if word is None:
        return None
    length, goes_on = word
    sealed = data[place + 12 : place + 12 + length]
    payload = opened(key, sealed, purpose + b"/unfinished" * goes_on) if len(sealed) == length else None
    if payload is None:
        return None
    return {"offset": place, "payload": payload.hex(), **({"unfinished": True} if goes_on else {})}


def torn(rest):
    if not any(rest):
        return True
    if len(rest) < 12:
        return MAGIC.startswith(rest[:4])
    word = word_at(rest, 0)
    return word is not None and len(rest) < 12 + word[0]


def read(data, key, purpose):
    """Return frames and damage; in two steps: first where frames are, then what is between them."""
    found, place = [], 0
    while place < len(data):
        frame = frame_at(data, place, key, purpose)
        if frame is not None:
            found.append(frame)
            place += 60 + len(frame["payload"]) // 2
            continue
        start = place
        place += 1
        while place < len(data) and word_at(data, place) is None:
            place += 1
        what = "torn" if place >= len(data) and torn(data[start:]) else "altered"
        found.append({"offset": start, "length": place - start, "what": what})
    return found


def check_file(case):
    data, key = bytes.fromhex(case["data"]), bytes.fromhex(case["key"])
    return read(data, key, case["purpose"].encode()) == case["found"]


def check_head(case):
    data, key = bytes.fromhex(case["data"]), bytes.fromhex(case["key"])
    slots = [opened(key, data[place : place + 124].ljust(124, b"\0"), b"kunak/head/1") for place in (0, 4_096)]
    best = max((slot for slot in slots if slot is not None), key=lambda slot: slot[:8], default=None)
    return (None if best is None else best.hex()) == case["head"]


def check_keyring(case):
    data, key = bytes.fromhex(case["data"]), bytes.fromhex(case["key"])
    payloads = [bytes.fromhex(each["payload"]) for each in read(data, key, b"kunak/keyring/1")]
    rest = b"".join(payloads)
    entries = [rest[place : place + 56] for place in range(0, len(rest), 56)]
    shown = [[each[:16].hex(), int.from_bytes(each[16:24], "big"), each[24:].hex()] for each in entries]
    return payloads[0] == b"" and shown == case["entries"]


def main(folder):
    content = json.loads((folder / "store.json").read_text(encoding="utf-8"))
    checks = {"files": check_file, "heads": check_head, "keyring": check_keyring}
    judged = {f"{group}: {case['name']}": check(case) for group, check in checks.items() for case in content[group]}
    for name in (name for name, agrees in judged.items() if not agrees):
        print(f"disagrees: {name}")
    print(f"{sum(judged.values())} of {len(judged)} vectors agree")
    return 0 if all(judged.values()) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
