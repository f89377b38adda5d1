"""The papers of joining, read as ``spec/joining.md`` says."""
# ruff: noqa: ANN001, ANN002, ANN201 - a reader for people, apart from the house

import hashlib
from functools import cache
from pathlib import Path

import cbor
import curve
import hpke
import keys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LISTS = Path(__file__).parents[3] / "src" / "kunak" / "crypto" / "words"
LISTS_ARE = {
    "en": "90b52c676496c07c076f526d1e58ac90a664cf9fb571facd609c2383be852675",
    "ru": "05a8cf4f91e4dcc5a029281e990c889b2d939570aa5313805960129a4bb8074e",
}
BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
WHITE = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)


class NoPaper(Exception):
    """Altered, or never one."""


def expect(true):
    if not true:
        raise NoPaper


def parts(data, *kinds):
    """Read a canonical list of parts of these types."""
    try:
        values = cbor.read(data)
    except cbor.Wrong:
        raise NoPaper from None
    expect(type(values) is list and [type(value) for value in values] == list(kinds))
    return values


def signed(data, label, most):
    """Return body, signature and what was signed."""
    expect(len(data) <= most)
    body, signature = parts(data, bytes, bytes)
    expect(len(signature) == 64)
    return body, signature, label + body


def check(key, message, signature):
    expect(curve.enrollable(key))
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise NoPaper from None


def meeting(plain):
    expect(type(plain) is list and [type(part) for part in plain] == [str, bytes, bytes])
    url, feed, relay_key = plain
    expect((not url and not feed and not relay_key) or (url and len(feed) == 16 and curve.enrollable(relay_key)))
    return {"url": url, "feed": feed.hex(), "relay_key": relay_key.hex()}


def invitation(data):
    body, signature, message = signed(data, b"kunak/invitation/1\0", 65_536)
    version, organisation, inviter, where = parts(body, int, bytes, bytes, list)
    expect(version == 1 and len(organisation) == 16)
    check(inviter, message, signature)
    return {"organisation": organisation.hex(), "inviter": inviter.hex(), **meeting(where)}


def request(data, group):
    body, signature, message = signed(data, b"kunak/join/1\0", 65_536)
    version, organisation, key, prekey, end, member, name, approval_key = parts(
        body, int, bytes, bytes, bytes, int, bytes, str, bytes
    )
    expect(version == 1 and organisation == group and len(member) == 16 and 0 <= end < 2**63)
    expect(1 <= len(name.strip(WHITE)) <= 80)
    check(key, message, signature)
    expect(curve.enrollable(approval_key))
    try:
        hpke.encapsulated(prekey, bytes(64))
    except hpke.NoKey:
        raise NoPaper from None
    return {
        "key": key.hex(),
        "prekey": prekey.hex(),
        "prekey_end": end,
        "member": member.hex(),
        "name": name,
        "approval_key": approval_key.hex(),
    }


def check_invitation(case):
    try:
        return invitation(bytes.fromhex(case["paper"])) == case["read"]
    except NoPaper:
        return case["read"] is None


def check_request(case):
    try:
        return request(bytes.fromhex(case["paper"]), bytes.fromhex(case["group"])) == case["read"]
    except NoPaper:
        return case["read"] is None


def check_letters(case):
    try:
        return from_letters(bytes.fromhex(case["data"])).hex() == case["paper"]
    except NoPaper:
        return case["paper"] is None


def from_letters(data):
    if not data.startswith(b"KUNAK:"):
        return data
    letters = b"".join(data[6:].split())
    if len(letters) % 8 == 0:
        letters = letters.rstrip(b"=")
    expect(len(letters) % 8 in (0, 2, 4, 5, 7))
    number = 0
    for letter in letters:
        expect(letter in BASE32)
        number = number * 32 + BASE32.index(letter)
    return (number >> (5 * len(letters) % 8)).to_bytes(5 * len(letters) // 8, "big")


@cache
def words_of(language):
    data = (LISTS / f"{language}.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != LISTS_ARE[language]:
        raise SystemExit("a list of words is not that of the specification")
    return data.decode("utf-8").split("\n")[:-1]


def check_words(case):
    pair = keys.items(keys.text(bytes.fromhex(case["invitation"])), keys.text(bytes.fromhex(case["request"])))
    number = int.from_bytes(hashlib.sha256(b"kunak/words/1\0" + pair).digest(), "big")
    places = [number // 1296**n % 1296 for n in range(8)]
    return places == case["places"] and all(
        [words_of(language)[place] for place in places] == case[language] for language in ("en", "ru")
    )


def check_welcome(case):
    try:
        found = welcome(case)
    except NoPaper:
        return case["reason"] == "paper"
    except hpke.DoesNotOpen:
        return case["reason"] == "elsewhere"
    return case["reason"] is None and all(case[key] == value for key, value in found.items())


def welcome(case):
    organisation, inviter, device = (bytes.fromhex(case[key]) for key in ("organisation", "inviter", "device"))
    sealed, signature, message = signed(bytes.fromhex(case["paper"]), b"kunak/welcome/1\0", 64 * 1024 * 1024)
    check(inviter, message, signature)
    info = b"kunak/welcome/1\0" + keys.items(keys.text(organisation), keys.text(inviter), keys.text(device))
    version, circles, epochs, records, where = parts(
        first_opened(case["prekeys"], sealed, info), int, list, list, list, list
    )
    expect(version == 1 and all(type(record) is bytes for record in records))
    return {
        "transports": [transport(each) for each in circles],
        "epochs": [epoch(each) for each in epochs],
        "records": [record.hex() for record in records],
        **meeting(where),
    }


def first_opened(prekeys, sealed, info):
    for prekey in prekeys:
        try:
            return hpke.opened(bytes.fromhex(prekey), sealed, info)
        except hpke.DoesNotOpen:
            continue
    raise hpke.DoesNotOpen


def transport(plain):
    expect(type(plain) is list and [type(part) for part in plain] == [bytes, bytes])
    expect([len(part) for part in plain] == [16, 32])
    return [part.hex() for part in plain]


def epoch(plain):
    expect(type(plain) is list and [type(part) for part in plain] == [bytes, int, bytes])
    compartment, number, secret = plain
    expect((len(compartment), len(secret)) == (16, 32) and 0 <= number < 2**63)
    return [compartment.hex(), number, secret.hex()]
