"""A second reader of the formats in ``spec/``, to show that the pages are enough to write one.

It shares no code with Kunak and uses other libraries: CBOR, ChaCha20-Poly1305, HKDF
and Argon2id in plain Python here, Ed25519 from pyca/cryptography (Kunak: libsodium).
Run ``python verify.py [FOLDER]``; it prints every vector it disagrees with, and
ends with 1 if there is one.
"""
# ruff: noqa: ANN001, ANN002, ANN201 - a reader for people, apart from the house

import hashlib
import json
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import argon2id
import cbor
import chacha
import curve
import incidents
import keys
import members
import papers
import texts
import trustees
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import relay
import sync

CHUNK = 65_536


class Refused(Exception):
    """With the reason's name from ``spec/envelope.md``."""


# --- canonical.md ---------------------------------------------------------------------------------------------------


def check_canonical(case):
    try:
        cbor.read(bytes.fromhex(case["bytes"]))
    except cbor.Wrong:
        return not case["valid"]
    return case["valid"]


# --- envelope.md ----------------------------------------------------------------------------------------------------


def raw(value, *lengths):
    return type(value) is bytes and len(value) in lengths


def number(value, least, most):
    return type(value) is int and least <= value <= most


def heads(value):
    return (
        type(value) is list and len(value) <= 8 and all(raw(head, 32) for head in value) and value == sorted(set(value))
    )


def kind(value):
    return type(value) is str and 1 <= len(value) <= 64 and all(" " <= letter <= "~" for letter in value)


FIELDS = {
    1: ("version", lambda value: number(value, 1, 1)),
    2: ("field", lambda value: raw(value, 16)),
    3: ("field", lambda value: raw(value, 16)),
    4: ("field", lambda value: number(value, 1, 2**63 - 1)),
    5: ("field", lambda value: raw(value, 0, 32)),
    6: ("heads", heads),
    7: ("field", lambda value: raw(value, 16)),
    8: ("field", lambda value: number(value, 0, 2**63 - 1)),
    9: ("heads", heads),
    10: ("field", lambda value: number(value, 0, 2**63 - 1)),
    11: ("field", kind),
    12: ("field", lambda value: raw(value, 32)),
    13: ("field", lambda value: raw(value, 32)),
    14: ("field", lambda value: raw(value, 32)),
    15: ("field", lambda value: raw(value, 0, 32)),
    16: ("field", lambda value: raw(value, *range(1025))),
    17: ("field", lambda value: number(value, 0, 255)),
}


def parse(record):
    if len(record) > 327_680:
        raise Refused("size")
    parts = decoded(record)
    if type(parts) is not list or len(parts) != 3 or not all(type(part) is bytes for part in parts):
        raise Refused("shape")
    header_bytes, signature, ciphertext = parts
    if len(signature) != 64 or len(ciphertext) < 256 + 16:
        raise Refused("shape")
    header = decoded(header_bytes)
    if type(header) is not dict or list(header) != list(range(1, 18)):
        raise Refused("shape")
    for place, (reason, fits) in FIELDS.items():
        if not fits(header[place]):
            raise Refused(reason)
    if (header[4] == 1) != (header[5] == b""):
        raise Refused("first")
    return header, header_bytes, signature, ciphertext


def decoded(data):
    try:
        return cbor.read(data)
    except cbor.Wrong:
        raise Refused("encoding") from None


def check_author(header, header_bytes, signature, public):
    if header[3] != hashlib.sha256(public).digest()[:16]:
        raise Refused("device")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"kunak/sig/1\0" + header_bytes)
    except InvalidSignature:
        raise Refused("signature") from None


def check_text(header, ciphertext):
    if hashlib.sha256(ciphertext).digest() != header[14]:
        raise Refused("ciphertext")


def open_body(header, header_bytes, ciphertext, secret):
    info = b"kunak/event/1" + header[2] + header[7] + header[8].to_bytes(8, "big")
    okm = chacha.hkdf(secret, header[12], info, 64)
    if okm[32:] != header[13]:
        raise Refused("commitment")
    try:
        padded = chacha.open_sealed(okm[:32], ciphertext, without_field_14(header_bytes))
    except chacha.DoesNotOpen:
        raise Refused("seal") from None
    return unpadded(padded, 256)


def without_field_14(header_bytes):
    """Cut field 14 out of the map: its key and a byte string of 32 bytes, right before field 15."""
    for at in range(len(header_bytes)):
        rest = b"\xb0" + header_bytes[1:at] + header_bytes[at + 35 :]
        if header_bytes[at : at + 3] == b"\x0e\x58\x20" and is_map_of_16(rest):
            return rest
    raise Refused("shape")


def is_map_of_16(data):
    try:
        return list(cbor.read(data)) == [*range(1, 14), 15, 16, 17]
    except cbor.Wrong:
        return False


def padme(length):
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    spare = exponent - exponent.bit_length()
    return -(-length >> spare) << spare


def unpadded(padded, least):
    text = padded.rstrip(b"\0")
    if not text.endswith(b"\x80") or len(padded) != max(least, padme(len(text))):
        raise Refused("padding")
    return text[:-1]


def check_envelope(case):
    record = bytes(case["zeros"]) if "zeros" in case else bytes.fromhex(case["record"])
    try:
        header, header_bytes, signature, ciphertext = parse(record)
        check_text(header, ciphertext)
        check_author(header, header_bytes, signature, bytes.fromhex(case["public"]))
        body = open_body(header, header_bytes, ciphertext, bytes.fromhex(case["epoch_secret"]))
    except Refused as refused:
        return str(refused) == case["reason"]
    return case["reason"] is None and case["body"] == body.hex() and case["id"] == identifier(header_bytes).hex()


def identifier(header_bytes):
    return hashlib.sha256(b"kunak/id/1\0" + header_bytes).digest()


def check_outer(case):
    transport, blob = bytes.fromhex(case["transport"]), bytes.fromhex(case["blob"])
    if not 50 < len(blob) <= 393_216 or blob[:2] != b"\1\1":
        return not case["valid"]
    key = chacha.hkdf(transport, blob[18:50], b"kunak/outer/1", 32)
    try:
        record = unpadded(chacha.open_sealed(key, blob[50:], blob[:50]), 1024)
    except (chacha.DoesNotOpen, Refused):
        return not case["valid"]
    tag = chacha.hkdf(transport, b"", b"kunak/tag/1" + case["week"].to_bytes(8, "big"), 16)
    return case["valid"] and blob[2:18] == tag and record.hex() == case["record"]


def check_stream(case):
    key = bytes.fromhex(case["key"])
    if "zeros" in case:
        content = bytes(case["zeros"])
        cuts = range(0, len(content), CHUNK)
        sealed = b"".join(
            chacha.seal(key, content[at : at + CHUNK], b"", nonce(place, at == cuts[-1]))
            for place, at in enumerate(cuts)
        )
        return hashlib.sha256(sealed).hexdigest() == case["sealed_sha256"]
    sealed = bytes.fromhex(case["sealed"])
    try:
        content = chacha.open_sealed(key, sealed, b"", nonce(0, last=True))
    except chacha.DoesNotOpen:
        return case["content"] is None
    return content.hex() == case["content"]


def nonce(place, last):
    return place.to_bytes(11, "big") + bytes([last])


# --- keystore.md ----------------------------------------------------------------------------------------------------


def check_keystore(case):
    try:
        return open_keystore(case).hex() == case["inside"]
    except Refused as refused:
        return str(refused) == case["reason"]


def open_keystore(case):
    try:
        outside_bytes, commitment, sealed = cbor.read(bytes.fromhex(case["file"]))
        magic, version, memory, passes, lanes, fido, salt = cbor.read(outside_bytes)
    except (cbor.Wrong, ValueError):
        raise Refused("damaged") from None
    numbers = all(type(part) is int for part in (version, memory, passes, lanes))
    if not numbers or (magic, version, len(salt)) != ("kunak/keystore", 1, 32):
        raise Refused("damaged")
    secret = bytes.fromhex(case["fido"])
    if fido != bool(secret):
        raise Refused("wrong-passphrase")
    if not (lanes == 1 and 8 <= memory <= 2**20 and 1 <= passes <= 16):
        raise Refused("profile")
    typed = unicodedata.normalize("NFKC", case["passphrase"]).strip().encode()
    stretched = argon2id.stretch(typed, salt, memory, passes)
    okm = chacha.hkdf(stretched + bytes.fromhex(case["device_seed"]) + secret, salt, b"kunak/keystore/1", 64)
    if okm[32:] != commitment:
        raise Refused("wrong-passphrase")
    try:
        return chacha.open_sealed(okm[:32], sealed, outside_bytes)
    except chacha.DoesNotOpen:
        raise Refused("damaged") from None


def check_cosigner(case):
    try:
        return open_cosigner(case).hex() == case["inside"]
    except Refused as refused:
        return str(refused) == case["reason"]


def open_cosigner(case):
    try:
        outside_bytes, commitment, sealed = cbor.read(bytes.fromhex(case["file"]))
        magic, version, memory, passes, lanes, salt = cbor.read(outside_bytes)
    except (cbor.Wrong, ValueError):
        raise Refused("damaged") from None
    if (magic, version, lanes, len(salt)) != ("kunak/cosigner", 1, 1, 32):
        raise Refused("damaged")
    typed = unicodedata.normalize("NFKC", case["passphrase"]).strip().encode()
    okm = chacha.hkdf(argon2id.stretch(typed, salt, memory, passes), salt, b"kunak/cosigner/1", 64)
    if okm[32:] != commitment:
        raise Refused("wrong-passphrase")
    try:
        return chacha.open_sealed(okm[:32], sealed, outside_bytes)
    except chacha.DoesNotOpen:
        raise Refused("damaged") from None


# --- log.md ---------------------------------------------------------------------------------------------------------


def check_genesis(case):
    data = bytes.fromhex(case["statement"])
    if not sound_statement(cbor.read(data)):
        return not case["valid"]
    return case["valid"] and hashlib.sha256(b"kunak/genesis/1\0" + data).digest()[:16].hex() == case["organisation"]


def sound_statement(statement):
    version, founders, threshold, recovery, seed = statement
    return (
        version == 1
        and 1 <= len(founders) <= 16
        and len(set(founders)) == len(founders)
        and all(curve.enrollable(key) for key in founders)
        and min(2, len(founders)) <= threshold <= len(founders)
        and len(recovery) <= 16
        and all(raw(key, 1216) for key in recovery)
        and len(set(recovery)) == len(recovery)
        and raw(seed, 32)
    )


def check_chain(case):
    problems, sound = judged(case)
    return (
        sorted(problems, key=repr) == sorted(case["problems"], key=repr)
        and [identifier(header_bytes).hex() for _, header_bytes in sound] == case["sound"]
        and ordered(sound) == case["order"]
        and known_heads(case) == case["known"]
    )


def judged(case):
    problems, genuine, readable, seen = [], {}, {}, set()
    for record in case["records"]:
        header, header_bytes, signature, ciphertext = parse(bytes.fromhex(record))
        name = identifier(header_bytes)
        seen.add(name)
        wrong = forgery(case, header, header_bytes, signature, ciphertext)
        if wrong:
            problems.append(problem(wrong, header, name))
        if wrong in (None, "altered"):
            genuine.setdefault(name, (header, header_bytes))
        if wrong is None:
            readable[name] = (header, header_bytes)
    cuts = {}
    for device in {header[3] for header, _ in genuine.values()}:
        found, cuts[device] = followed([(name, header) for name, (header, _) in genuine.items() if header[3] == device])
        problems += found
    problems += missing_causes(readable, seen)
    return problems, [pair for pair in readable.values() if pair[0][4] < cuts[pair[0][3]]]


def forgery(case, header, header_bytes, signature, ciphertext):
    if header[2].hex() != case["organisation"]:
        return "foreign"
    public = case["devices"].get(header[3].hex())
    if public is None:
        return "unknown-device"
    try:
        check_author(header, header_bytes, signature, bytes.fromhex(public))
    except Refused:
        return "bad-signature"
    return None if hashlib.sha256(ciphertext).digest() == header[14] else "altered"


def followed(chain):
    """Return the problems of one device's chain, and the number from which on it is quarantined."""
    problems, latest = [], 0
    for name, header in chain:
        if header[4] < latest:
            problems.append(problem("reordered", header, name))
        latest = max(latest, header[4])
    before, expected = None, 1
    for seq in sorted({header[4] for _, header in chain}):
        twins = sorted(((name, header) for name, header in chain if header[4] == seq), key=lambda twin: twin[0])
        name, header = twins[0]
        if seq > expected:
            problems.append({**problem("missing", header, None), "seq": expected, "last": seq - 1})
        if len(twins) > 1:
            return [*problems, problem("forked", header, name)], seq
        if before and seq == expected and header[5] != before:
            return [*problems, problem("wrong-previous", header, name)], seq
        before, expected = name, seq + 1
    return problems, 2**63


def missing_causes(readable, seen):
    named = {}
    for _name, (header, _) in sorted(readable.items(), key=lambda entry: (entry[1][0][4], entry[0])):
        for cause in header[9] + header[6]:
            if cause not in seen:
                named.setdefault(cause, problem("missing-cause", header, cause))
    return list(named.values())


def problem(wrong, header, name):
    return {
        "kind": wrong,
        "device": header[3].hex(),
        "seq": header[4],
        "last": header[4],
        "event": name.hex() if name else None,
    }


def ordered(sound):
    """The slow twin of the order: again and again the smallest event that nothing holds back."""
    waiting = {identifier(header_bytes): header for header, header_bytes in sound}
    before, out = number_arrows(waiting), []
    while waiting:
        free = [name for name, header in waiting.items() if not {header[5], *header[6], *header[9]} & waiting.keys()]
        first = min([name for name in free if before.get(name) not in waiting] or free)
        out.append(first.hex())
        del waiting[first]
    return out


def number_arrows(headers):
    """Return, for each event, the one of its device with the next smaller number and id."""
    chains = {}
    for name, header in headers.items():
        chains.setdefault(header[3], []).append((header[4], name))
    return {later: earlier for chain in chains.values() for (_, earlier), (_, later) in pairwise(sorted(chain))}


def known_heads(case):
    """Return the digest of the last event of each device."""
    heads = {}
    for record in case["records"]:
        header, header_bytes, _, _ = parse(bytes.fromhex(record))
        heads[header[3]] = max(heads.get(header[3], (0, b"")), (header[4], identifier(header_bytes)))
    listed = b"".join(
        b"\x83\x50" + device + shortest(seq) + b"\x58\x20" + name for device, (seq, name) in sorted(heads.items())
    )
    return hashlib.sha256(b"kunak/heads/1\0" + bytes([0x80 + len(heads)]) + listed).hexdigest()


def shortest(small):
    return bytes([small]) if small < 24 else bytes([24, small])


# --- all --------------------------------------------------------------------------------------------------------------


def cases(folder):
    """Yield the name, the check and the content of every vector."""
    log, outer, told = load(folder, "log"), load(folder, "outer"), load(folder, "relay")
    lost, recorded = load(folder, "recovery"), load(folder, "incidents")
    travelling, joining, exchanged = load(folder, "keys"), load(folder, "joining"), load(folder, "sync")
    groups = [
        ("canonical", check_canonical, load(folder, "canonical")),
        ("envelope", check_envelope, load(folder, "envelope")),
        ("outer", check_outer, outer["blobs"]),
        ("padme", lambda pair: padme(pair["length"]) == pair["padded"], outer["padme"]),
        ("genesis", check_genesis, log["genesis"]),
        ("chain", check_chain, log["chains"]),
        ("keystore", check_keystore, load(folder, "keystore")),
        ("cosigner", check_cosigner, load(folder, "cosigner")),
        ("stream", check_stream, load(folder, "stream")),
        ("frame", relay.check_frame, told["frames"]),
        ("root", relay.check_root, told["roots"]),
        ("consistency", relay.check_consistency, told["consistency"]),
        ("inclusion", relay.check_inclusion, told["inclusion"]),
        ("checkpoint", relay.check_note, told["checkpoints"]),
        ("statement", relay.check_statement, told["statements"]),
        ("prekey", keys.check_prekey, travelling["prekeys"]),
        ("circle", keys.check_circle, travelling["circles"]),
        ("epoch", keys.check_epoch, travelling["epochs"]),
        ("derived", keys.check_derived, travelling["derived"]),
        ("blob", keys.check_blob, travelling["blobs"]),
        ("announcements", keys.check_announcements, travelling["announcements"]),
        ("invitation", papers.check_invitation, joining["invitations"]),
        ("request", papers.check_request, joining["requests"]),
        ("letters", papers.check_letters, joining["letters"]),
        ("words", papers.check_words, joining["words"]),
        ("welcome", papers.check_welcome, joining["welcomes"]),
        ("history", members.check_history, load(folder, "members")),
        ("share", trustees.check_share, lost["shares"]),
        ("quorum", trustees.check_keys, lost["keys"]),
        ("bundle", trustees.check_bundle, lost["bundles"]),
        ("return", trustees.check_return, lost["returns"]),
        ("piece", sync.check_piece, exchanged["pieces"]),
        ("file", sync.check_file, exchanged["files"]),
        ("folder", sync.check_folder, exchanged["folders"]),
        ("session", sync.check_session, exchanged["sessions"]),
        ("view", sync.check_view, exchanged["views"]),
        ("day", incidents.check_day, recorded["days"]),
        ("sum", incidents.check_sum, recorded["sums"]),
        ("people", incidents.check_people, recorded["people"]),
        ("of_group", incidents.check_of_group, recorded["of_group"]),
        ("draft", texts.check_draft, load(folder, "publication")),
    ]
    for group, check, vectors in groups:
        for vector in vectors:
            yield f"{group}: {vector['name']}", check, vector


def load(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def main(folder):
    wrong, total = [], 0
    for name, check, vector in cases(folder):
        total += 1
        if not check(vector):
            wrong.append(name)
    for name in wrong:
        print(f"disagrees: {name}")
    print(f"{total - len(wrong)} of {total} vectors agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
