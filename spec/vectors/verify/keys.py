"""The keys that travel, read as ``spec/keys.md`` and "Prekeys" of ``spec/keystore.md`` say."""
# ruff: noqa: ANN001, ANN002, ANN201 - a reader for people, apart from the house

import hashlib
import hmac

import chacha
import hpke

MILLISECONDS_OF_A_WEEK = 7 * 24 * 60 * 60 * 1000


def text(data):
    """Write a byte string as CBOR does."""
    return head(2, len(data)) + data


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 256**size)
    return bytes([major << 5 | 23 + size.bit_length()]) + number.to_bytes(size, "big")


def items(*written):
    """Write a list as CBOR does, of what is written already."""
    return head(4, len(written)) + b"".join(written)


def check_prekey(case):
    public = bytes.fromhex(case["public"])
    try:
        hpke.encapsulated(public, bytes(64))
        usable = True
    except hpke.NoKey:
        usable = False
    if usable != case["valid"] or hashlib.sha256(public).digest()[:16].hex() != case["id"]:
        return False
    return "private" not in case or hpke.public_half(bytes.fromhex(case["private"])) == public


def check_circle(case):
    organisation, circle, device = (bytes.fromhex(case[key]) for key in ("organisation", "circle", "device"))
    devices = sorted(bytes.fromhex(each) for each in case["devices"])
    place = items(text(organisation), text(circle), text(device), items(*[text(each) for each in devices]))
    try:
        secret = hpke.opened(bytes.fromhex(case["prekey"]), bytes.fromhex(case["sealed"]), b"kunak/circle/1" + place)
    except hpke.DoesNotOpen:
        secret = b""
    return (secret.hex() if len(secret) == 32 else None) == case["secret"]


def check_epoch(case):
    sealed = bytes.fromhex(case["sealed"])
    place = items(
        text(bytes.fromhex(case["organisation"])), text(bytes.fromhex(case["compartment"])), head(0, case["epoch"])
    )
    key = chacha.hkdf(bytes.fromhex(case["circle"]), sealed[:32], b"kunak/epoch/1", 32)
    try:
        secret = chacha.open_sealed(key, sealed[32:], place)
    except chacha.DoesNotOpen:
        secret = b""
    return (secret.hex() if len(secret) == 32 else None) == case["secret"]


def check_derived(case):
    organisation, circle, feed = (bytes.fromhex(case[key]) for key in ("organisation", "circle", "feed"))
    transport = chacha.hkdf(circle, b"", b"kunak/transport/1", 32)
    return (
        hashlib.sha256(b"kunak/keys/1\0" + organisation).digest()[:16].hex() == case["announcements"]
        and transport.hex() == case["transport"]
        and chacha.hkdf(transport, b"", b"kunak/feed-token/1" + feed, 32).hex() == case["token"]
    )


def check_blob(case):
    transport, record = bytes.fromhex(case["transport"]), bytes.fromhex(case["record"])
    return blob_of(transport, record, case["at"]).hex() == case["blob"]


def blob_of(transport, record, at):
    """Wrap a record as every laptop wraps it (``envelope.md``, "Outer layer")."""
    salt = hmac.digest(transport, b"kunak/salt/1" + hashlib.sha256(record).digest(), hashlib.sha256)
    week = (at // MILLISECONDS_OF_A_WEEK).to_bytes(8, "big")
    prefix = b"\1\1" + chacha.hkdf(transport, b"", b"kunak/tag/1" + week, 16) + salt
    key = chacha.hkdf(transport, salt, b"kunak/outer/1", 32)
    marked = record + b"\x80"
    return prefix + chacha.seal(key, marked.ljust(max(1024, padme(len(marked))), b"\0"), prefix)


def padme(length):
    exponent = length.bit_length() - 1
    spare = exponent - exponent.bit_length()
    return -(-length >> spare) << spare


# What announcements add up to


def check_announcements(case):
    circles = circles_of(case["facts"])
    epochs = sorted(
        [
            (-number, fact["id"], fact["circle"], fact["device"])
            for fact in case["facts"]
            if fact["kind"] == "keys.epochs"
            for compartment, number in fact["grants"]
            if compartment == case["compartment"]
        ]
    )
    shown = {name: {key: value for key, value in each.items() if key != "at"} for name, each in circles.items()}
    letters = {chr(bytes.fromhex(device)[0]): device for device in case["prekeys"]}
    return (
        shown == case["circles"]
        and [[-number, circle, author] for number, _, circle, author in epochs] == case["epochs"]
        and all(
            written_under(circles, epochs, {letters[letter] for letter in readers}, case["now"]) == number
            for readers, number in case["written_under"].items()
        )
        and to_seal_anew(circles, case["facts"], case["prekeys"]) == case["to_seal_anew"]
        and case["strangers"]
        == [
            [-number, device, author]
            for number, _, circle, author in epochs
            for device in circles.get(circle, {"devices": []})["devices"]
            if device not in case["prekeys"]
        ]
    )


def circles_of(facts):
    told = [fact for fact in facts if fact["kind"] == "keys.circle" and fact["device"] in fact["devices"]]
    circles = {}
    for name in {fact["circle"] for fact in told}:
        first = min((fact for fact in told if fact["circle"] == name), key=lambda fact: fact["id"])
        alike = [fact for fact in told if fact["circle"] == name and set(fact["devices"]) == set(first["devices"])]
        reached = {tuple(seal) for fact in alike for seal in fact["seals"] if seal[0] in first["devices"]}
        circles[name] = {
            "devices": sorted(first["devices"]),
            "author": first["device"],
            "event": first["id"],
            "at": first["at"],
            "reached": sorted(map(list, reached)),
        }
    return circles


def written_under(circles, epochs, readers, now):
    for number, _, name, author in epochs:
        circle = circles.get(name)
        exactly = circle and set(circle["devices"]) == readers and {author, circle["author"]} <= readers
        if exactly and now - circle["at"] < 90 * 24 * 60 * 60 * 1000:
            return -number
    return None


def to_seal_anew(circles, facts, prekeys):
    wanted = {(name, fact["device"]) for fact in facts if fact["kind"] == "keys.wanted" for name in fact["circles"]}
    found = {}
    for name, circle in circles.items():
        had = {device for device, _ in circle["reached"]} | {circle["author"]}
        lacking = [
            device
            for device in circle["devices"]
            if device in prekeys
            and [device, prekeys[device]] not in circle["reached"]
            and (device not in had or (name, device) in wanted)
        ]
        if lacking:
            found[name] = lacking
    return found
