"""A reader of ``spec/relay.md``, written from that page alone."""
# ruff: noqa: ANN001, ANN002, ANN201, ANN202, FBT003 - a reader for people, apart from the house

import base64
import hashlib
import re

import cbor
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Refused(Exception):
    """With the reason's name."""


def sha(data):
    return hashlib.sha256(data).digest()


# --- frames ---------------------------------------------------------------------------------------------------------


def check_frame(case):
    data = bytes(case["zeros"]) if "zeros" in case else bytes.fromhex(case["frame"])
    try:
        frame(data, case["due"])
    except Refused as refusal:
        return str(refusal) == case["reason"]
    return case["reason"] is None


def need(good, reason):
    if not good:
        raise Refused(reason)


def frame(data, due):
    need(len(data) <= 8_454_144, "size")
    try:
        value = cbor.read(data)
    except cbor.Wrong:
        raise Refused("encoding") from None
    need(type(value) is list and len(value) >= 2 and all(type(part) is int for part in value[:2]), "shape")
    need(value[0] == 1, "version")
    need(value[1] == due, "kind")
    parts, rules = value[2:], KINDS[due]
    need(len(parts) == len(rules), "shape")
    for rule, part in zip(rules, parts, strict=True):
        rule(part)
    if due in (3, 4):
        need(parts[0] <= parts[1] - (due == 4), "field")
    return parts


def raw(*lengths):
    return lambda part: need(type(part) is bytes and len(part) in lengths, "field")


def number(part):
    need(type(part) is int and 0 <= part < 2**53, "field")


def epoch(part):
    number(part)
    need(part > 0, "field")


def limit(part):
    number(part)
    need(1 <= part <= 1_000, "count")


def listed(part, least, most):
    need(type(part) is list, "field")
    need(least <= len(part) <= most, "count")


def blob(part):
    need(type(part) is bytes, "field")
    need(51 <= len(part) <= 393_216 and part[:2] == b"\1\1", "blob")


def blobs(part):
    listed(part, 1, 100)
    for each in part:
        blob(each)
    need(sum(map(len, part)) <= 8_388_608, "count")
    need(len(set(part)) == len(part), "twice")


def receipts(part):
    listed(part, 1, 100)
    for each in part:
        need(type(each) is list and len(each) == 2, "field")
    for rid, place in part:
        raw(32)(rid)
        number(place)
    need(len({rid for rid, _ in part}) == len({place for _, place in part}) == len(part), "twice")


def items(part):
    listed(part, 0, 1_000)
    for each in part:
        need(type(each) is list and len(each) == 4, "field")
    for place, rid, time, data in part:
        number(place)
        raw(32)(rid)
        number(time)
        blob(data)
    need(sum(len(each[3]) for each in part) <= 8_388_608, "count")
    need(all(sha(each[3]) == each[1] for each in part), "rid")
    need([each[0] for each in part] == [part[0][0] + step for step in range(len(part))], "gap")


def hashes(part):
    listed(part, 0, 64)
    for each in part:
        raw(32)(each)


def note(part):
    need(type(part) is bytes and 1 <= len(part) <= 1_024, "field")


KINDS = {
    1: [blobs],
    2: [number, limit],
    3: [number, number],
    4: [number, number],
    5: [raw(16), raw(32), epoch, raw(32), raw(0, 16), raw(64)],
    6: [raw(16), epoch, raw(32), raw(32), raw(64)],
    17: [receipts, note],
    18: [items, note],
    19: [hashes],
    20: [raw(32), note],
}


# --- tree -----------------------------------------------------------------------------------------------------------


def root(leaves):
    if len(leaves) < 2:
        return sha(b"\0" + leaves[0]) if leaves else sha(b"")
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + root(leaves[:left]) + root(leaves[left:]))


def check_root(case):
    return root([sha(b"blob %d" % n) for n in range(case["size"])]).hex() == case["root"]


def check_inclusion(case):
    """Rebuild the root from the leaf: at each split, take the proof's last hash for the other side."""
    proof = [bytes.fromhex(each) for each in case["proof"]]

    def climb(place, size):
        if size == 1:
            return sha(b"\0" + bytes.fromhex(case["rid"]))
        left = 1 << (size - 1).bit_length() - 1
        other = proof.pop()
        if place < left:
            return sha(b"\1" + climb(place, left) + other)
        return sha(b"\1" + other + climb(place - left, size - left))

    if case["number"] >= case["size"]:
        return not case["valid"]
    try:
        holds = climb(case["number"], case["size"]).hex() == case["root"] and not proof
    except IndexError:
        holds = False
    return holds == case["valid"]


def check_consistency(case):
    """Rebuild both roots at once."""
    proof = [bytes.fromhex(each) for each in case["proof"]]
    first, second = case["first"], case["second"]
    old, new = bytes.fromhex(case["first_root"]), bytes.fromhex(case["second_root"])

    def climb(first, size, whole):
        """Return the roots of the first ``first`` leaves and of all ``size``."""
        if first == size:
            both = old if whole else proof.pop()
            return both, both
        left = 1 << (size - 1).bit_length() - 1
        other = proof.pop()
        if first <= left:
            before, after = climb(first, left, whole)
            return before, sha(b"\1" + after + other)
        before, after = climb(first - left, size - left, False)
        return sha(b"\1" + other + before), sha(b"\1" + other + after)

    if first == 0:
        holds = old == sha(b"") and not proof
    else:
        try:
            holds = climb(first, second, True) == (old, new) and not proof
        except IndexError:
            holds = False
    return holds == case["valid"]


# --- checkpoint -----------------------------------------------------------------------------------------------------


def check_note(case):
    read = checkpoint(case["note"], bytes.fromhex(case["feed"]), bytes.fromhex(case["key"]))
    return read == ((case["size"], case["root"]) if case["valid"] else None)


def checkpoint(text, feed, key):
    """Return size and root, or None."""
    name = "kunak/relay/1/" + feed.hex()
    lines = text.split("\n")
    if len(lines) != 6 or lines[0] != name or lines[3] or lines[5] or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
        return None
    start = f"\u2014 {name} "
    if not lines[4].startswith(start) or int(lines[1]) >= 2**53:
        return None
    top, line = strict(lines[2]), strict(lines[4][len(start) :])
    if len(top) != 32 or len(line) != 68 or line[:4] != sha(name.encode() + b"\n\1" + key)[:4]:
        return None
    signed = "".join(each + "\n" for each in lines[:3]).encode()
    return (int(lines[1]), top.hex()) if genuine(key, signed, line[4:]) else None


def strict(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def genuine(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


# --- access ---------------------------------------------------------------------------------------------------------


def check_statement(case):
    data = bytes.fromhex(case["frame"])
    kind = data[2]
    parts = frame(data, kind)
    if kind == 5:
        feed, owner, epoch, hashed, ticket, signature = parts
        signed = b"kunak/relay/register/1\0" + written([feed, owner, epoch, hashed, ticket])
    else:
        feed, epoch, hashed, owner, signature = parts
        signed = b"kunak/relay/rekey/1\0" + written([feed, epoch, hashed, owner])
    good = hashed == sha(bytes.fromhex(case["token"])) and genuine(bytes.fromhex(case["owner"]), signed, signature)
    return good == case["valid"]


def written(parts):
    """Encode a short list of short bytes and small numbers."""
    made = bytes([0x80 + len(parts)])
    for part in parts:
        if type(part) is int:
            made += bytes([part])
        else:
            made += (bytes([0x40 + len(part)]) if len(part) < 24 else bytes([0x58, len(part)])) + part
    return made
