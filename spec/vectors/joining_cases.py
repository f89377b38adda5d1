"""The vectors of ``spec/joining.md``: each paper as it should be, and wrong in each way; and the words.

Welcomes are sealed by the second reader (``verify/hpke.py``) with seeded randomness,
as the seals of ``keys_cases.py`` are; what stands here as read is what Kunak read.
"""
# ruff: noqa: ANN401, S311 - seeded on purpose

import random
import sys
from pathlib import Path
from typing import Any

from nacl import bindings

from kunak.app import enrolling
from kunak.base import canonical
from kunak.base.ids import DeviceId, OrganisationId
from kunak.crypto import hybrid, joining
from kunak.crypto.joining import Meeting, PaperRefused, WelcomeElsewhere
from kunak.crypto.passphrase import LIST_LENGTH, word_list
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id

sys.path.append(str(Path(__file__).parent / "verify"))
import curve
import hpke

Vector = dict[str, Any]

GROUP = OrganisationId(b"an invented grou")
OTHER_GROUP = OrganisationId(b"another group...")
IDENTITY = b"\1" + bytes(31)
"""The point for which anybody can make a signature that a careless verifier accepts."""
TWICE_WRITTEN = (2**255 - 19 + 1).to_bytes(32, "little")
"""The same point, its coordinate not reduced."""
INVITATION, REQUEST, WELCOME = b"kunak/invitation/1\0", b"kunak/join/1\0", b"kunak/welcome/1\0"


class Cast:
    """Who plays: an inviter, a new laptop, a stranger, and a relay."""

    def __init__(self) -> None:
        dice = random.Random(13)
        self.dice = dice
        self.inviter, self.new, self.stranger, self.relay, self.approving = (
            SigningKey.from_seed(Secret(dice.randbytes(32))) for _ in range(5)
        )
        self.prekey = Secret(dice.randbytes(32))
        self.public = hybrid.public_half(self.prekey)
        self.meeting: list[Any] = ["https://relay.example/", b"an invented feed", self.relay.public]
        self.invitation: list[Any] = [1, GROUP, self.inviter.public, self.meeting]
        end = 1_800_000_000_000
        self.request: list[Any] = [
            1, GROUP, self.new.public, self.public, end, b"m" * 16, "Зара", self.approving.public,
        ]  # fmt: skip
        self.welcome: list[Any] = [
            1,
            [[b"c" * 16, dice.randbytes(32)]],
            [[GROUP, 1, dice.randbytes(32)], [GROUP, 5 << 40, dice.randbytes(32)]],
            [b"a record", b"another"],
            self.meeting,
        ]  # fmt: skip


def joining_vectors() -> dict[str, Any]:
    """Return the content of ``joining.json``."""
    cast = Cast()
    return {
        "invitations": invitations(cast),
        "requests": requests(cast),
        "letters": letters(),
        "words": words(cast),
        "welcomes": welcomes(cast),
    }


def paper(body: Any, label: bytes, key: SigningKey) -> bytes:
    """Sign a body, sensible or not."""
    written = body if isinstance(body, bytes) else canonical.encode(body)
    return canonical.encode([written, key.sign(label + written)])


def changed(body: list[Any], place: int, value: Any) -> list[Any]:
    """Return a body with another part in one place."""
    return [*body[:place], value, *body[place + 1 :]]


def flipped(data: bytes, place: int) -> bytes:
    """Return the bytes with one bit of one byte turned."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def forged(body: list[Any], key: bytes) -> bytes:
    """Return a paper by a key of low order, with the signature that anybody can make for the identity."""
    written = canonical.encode(changed(body, 2, key))
    scalar = (7).to_bytes(32, "little")
    return canonical.encode([written, bindings.crypto_scalarmult_ed25519_base_noclamp(scalar) + scalar])


def mixed(key: bytes) -> bytes:
    """Return a key with a part of order 2: another point, for which verifiers disagree."""
    point = curve.point(key)
    assert point is not None
    x, y = curve.add(point, (0, curve.P - 1))
    return (y | (x & 1) << 255).to_bytes(32, "little")


def around(sound: bytes, label: bytes, body: list[Any], key: SigningKey, stranger: SigningKey) -> dict[str, bytes]:
    """Return what is wrong with any signed paper, by name."""
    written, signature = canonical.decode(sound)  # type: ignore[misc]
    return {
        "nothing": b"",
        "an altered body": flipped(sound, 30),
        "an altered signature": flipped(sound, len(sound) - 1),
        "signed by somebody else": paper(body, label, stranger),
        "a signature without its label": paper(body, b"", key),
        "a signature over another paper's label": paper(body, REQUEST if label == INVITATION else INVITATION, key),
        "a signature of 63 bytes": canonical.encode([written, signature[:63]]),
        "three parts": canonical.encode([written, signature, b""]),
        "a trailing byte": sound + b"\0",
        "cut by one byte": sound[:-1],
        "a body with a trailing byte": paper(canonical.encode(body) + b"\0", label, key),
        "a version written in two bytes": paper(b"\x84\x18\x01" + canonical.encode(body)[2:], label, key),
        "a body that is a map": paper({1: 1}, label, key),
        "version 2": paper(changed(body, 0, 2), label, key),
        "a version that is true": paper(changed(body, 0, value=True), label, key),
        "one part fewer": paper(body[:-1], label, key),
        "one part more": paper([*body, 0], label, key),
        "a group of 15 bytes": paper(changed(body, 1, bytes(15)), label, key),
        "a key of low order, with a signature that anybody can make": forged(body, IDENTITY),
        "the same key in its second form": forged(body, TWICE_WRITTEN),
        "a key of mixed order": paper(changed(body, 2, mixed(key.public)), label, key),
        "a key of 31 bytes": paper(changed(body, 2, key.public[:31]), label, key),
    }


def meetings(meeting: list[Any]) -> dict[str, list[Any]]:
    """Return places to meet that are none, by name."""
    return {
        "a place without a feed": changed(meeting, 1, b""),
        "a feed of 15 bytes": changed(meeting, 1, bytes(15)),
        "a feed without an address": changed(meeting, 0, ""),
        "a relay without a key": changed(meeting, 2, b""),
        "a relay's key of low order": changed(meeting, 2, IDENTITY),
        "an address that is bytes": changed(meeting, 0, b"https://relay.example/"),
        "a place of two parts": meeting[:2],
    }


def invitations(cast: Cast) -> list[Vector]:
    def case(name: str, data: bytes) -> Vector:
        try:
            read = joining.read_invitation(data)
        except PaperRefused:
            return {"name": name, "paper": data.hex(), "read": None}
        shown = {"organisation": read.organisation.hex(), "inviter": read.inviter.hex(), **met(read.meeting)}
        return {"name": name, "paper": data.hex(), "read": shown}

    def written(body: Any) -> bytes:
        return paper(body, INVITATION, cast.inviter)

    sound = written(cast.invitation)
    wrong = around(sound, INVITATION, cast.invitation, cast.inviter, cast.stranger)
    long = changed(cast.meeting, 0, "https://" + "a" * 65_536)
    return [
        case("with a relay", sound),
        case("without a relay", written(changed(cast.invitation, 3, ["", b"", b""]))),
        *(case(name, data) for name, data in wrong.items()),
        *(case(name, written(changed(cast.invitation, 3, place))) for name, place in meetings(cast.meeting).items()),
        case("longer than 64 KiB", written(changed(cast.invitation, 3, long))),
    ]


def met(meeting: Meeting) -> Vector:
    return {"url": meeting.url, "feed": meeting.feed.hex(), "relay_key": meeting.relay_key.hex()}


def requests(cast: Cast) -> list[Vector]:
    def case(name: str, data: bytes) -> Vector:
        try:
            read = joining.read_request(data)
        except PaperRefused:
            return {"name": name, "paper": data.hex(), "group": GROUP.hex(), "read": None}
        shown = {
            "key": read.key.hex(),
            "prekey": read.prekey.hex(),
            "prekey_end": read.prekey_end,
            "member": read.member.hex(),
            "name": read.name,
            "approval_key": read.approval_key.hex(),
        }
        ours = read.organisation == GROUP
        return {"name": name, "paper": data.hex(), "group": GROUP.hex(), "read": shown if ours else None}

    def with_part(place: int, value: Any) -> bytes:
        return paper(changed(cast.request, place, value), REQUEST, cast.new)

    sound = paper(cast.request, REQUEST, cast.new)
    kem, point = cast.public[:1184], cast.public[1184:]
    return [
        case("a new laptop", sound),
        case("a name of 80 characters with white space around it", with_part(6, "\u2003" + "ж" * 80 + " \n")),
        *(
            case(name, data)
            for name, data in around(sound, REQUEST, cast.request, cast.new, cast.stranger).items()
            if name != "a version written in two bytes"
        ),
        case("for another group", with_part(1, OTHER_GROUP)),
        case("a prekey of 1,215 bytes", with_part(3, cast.public[:-1])),
        case("a prekey that is not reduced", with_part(3, b"\xff\xff\xff" + kem[3:] + point)),
        case("a prekey with an X25519 half of low order", with_part(3, kem + bytes(32))),
        case("a prekey that ends before 1970", with_part(4, -1)),
        case("a prekey that ends in 2^63", with_part(4, 2**63)),
        case("a prekey whose end is true", with_part(4, value=True)),
        case("a member of 15 bytes", with_part(5, bytes(15))),
        case("no name", with_part(6, "")),
        case("a name of white space", with_part(6, " \t\u00a0")),
        case("a name of 81 characters", with_part(6, "z" * 81)),
        case("a name that is bytes", with_part(6, b"Zara")),
        case("an approval key of low order", with_part(7, IDENTITY)),
        case("an approval key in its second form", with_part(7, TWICE_WRITTEN)),
        case("an approval key of mixed order", with_part(7, mixed(cast.approving.public))),
        case("no approval key", with_part(7, b"")),
    ]


def letters() -> list[Vector]:
    """Papers written as letters, for a picture that a telephone reads."""

    def case(name: str, data: bytes) -> Vector:
        try:
            return {"name": name, "data": data.hex(), "paper": enrolling.from_letters(data).hex()}
        except PaperRefused:
            return {"name": name, "data": data.hex(), "paper": None}

    written = enrolling.as_letters(b"a paper").encode()
    lengths = [case(f"{length} bytes", enrolling.as_letters(bytes(range(length))).encode()) for length in range(7)]
    return [
        *lengths,
        case("with white space", b" \n".join([written[:9], written[9:12], written[12:]])),
        case("with padding", written + b"===="),
        case("another beginning", b"kunak:MFRGG"),
        case("a paper that is not written as letters", b"\x82\x40\x40"),
        case("small letters", written.lower().replace(b"kunak", b"KUNAK")),
        case("a digit that is none", b"KUNAK:MFRG1"),
        case("a length that cannot be", b"KUNAK:MFR"),
        case("one letter", b"KUNAK:M"),
        case("padding in the middle", b"KUNAK:MF==MFRG"),
        case("a byte that is no letter", b"KUNAK:MFRG\xd0"),
    ]


def words(cast: Cast) -> list[Vector]:
    invitation = paper(cast.invitation, INVITATION, cast.inviter)
    request = paper(cast.request, REQUEST, cast.new)
    theirs = paper(changed(cast.request, 2, cast.stranger.public), REQUEST, cast.stranger)

    def case(name: str, first: bytes, second: bytes) -> Vector:
        english, russian = (joining.words(first, second, language) for language in ("en", "ru"))
        places = [word_list("en").index(word) for word in english]
        return {
            "name": name, "invitation": first.hex(), "request": second.hex(),
            "places": places, "en": list(english), "ru": list(russian),
        }  # fmt: skip

    assert len(word_list("ru")) == LIST_LENGTH
    return [
        case("an invitation and its request", invitation, request),
        case("a stranger's request in its place", invitation, theirs),
        case("the papers the other way round", request, invitation),
        case("empty papers", b"", b""),
        *(case(f"by chance, {number}", cast.dice.randbytes(number), cast.dice.randbytes(9)) for number in range(4)),
    ]


def welcomes(cast: Cast) -> list[Vector]:
    device = device_id(cast.new.public)
    place: dict[str, Any] = {
        "organisation": GROUP,
        "inviter": cast.inviter.public,
        "device": device,
        "prekeys": [bytes(32), cast.prekey.reveal()],
    }

    def case(name: str, data: bytes, **other: Any) -> Vector:
        meant = place | other
        prekeys = tuple(Secret(each) for each in meant["prekeys"])
        shown = {
            key: [each.hex() for each in value] if key == "prekeys" else value.hex() for key, value in meant.items()
        }
        told: Vector = {"name": name, "paper": data.hex(), **shown}
        try:
            read = joining.open_welcome(data, **(meant | {"prekeys": prekeys}))
        except WelcomeElsewhere:
            return {**told, "reason": "elsewhere"}
        except PaperRefused:
            return {**told, "reason": "paper"}
        return {
            **told,
            "reason": None,
            "transports": [[circle.hex(), key.reveal().hex()] for circle, key in read.transports],
            "epochs": [[part.hex(), epoch, key.reveal().hex()] for part, epoch, key in read.epochs],
            "records": [record.hex() for record in read.records],
            **met(read.meeting),
        }

    def sealed(body: Any, **other: Any) -> bytes:
        meant = place | other
        info = WELCOME + canonical.encode([meant["organisation"], meant["inviter"], meant["device"]])
        written = body if isinstance(body, bytes) else canonical.encode(body)
        return hpke.seal(cast.public, written, info, cast.dice.randbytes(64))

    def signed(text: bytes, label: bytes = WELCOME, key: SigningKey = cast.inviter) -> bytes:
        return canonical.encode([text, key.sign(label + text)])

    body, text = cast.welcome, sealed(cast.welcome)
    sound = signed(text)
    one_circle, one_epoch = body[1][0], body[2][0]
    return [
        case("for this laptop", sound),
        case("without a relay, and with nothing in it", signed(sealed([1, [], [], [], ["", b"", b""]]))),
        case("for another group", sound, organisation=OTHER_GROUP),
        case("for another laptop", sound, device=DeviceId(bytes(16))),
        case("for a prekey that is gone", sound, prekeys=[bytes(32)]),
        case("no prekey at all", sound, prekeys=[]),
        case("from another inviter than the invitation's", sound, inviter=cast.stranger.public),
        case("sealed in the inviter's name by somebody else", signed(text, key=cast.stranger)),
        case("a signature without its label", signed(text, b"")),
        case("an altered seal", flipped(sound, 1_130)),
        case("an altered seal that its inviter signed", signed(flipped(text, 1_130))),
        case("a point of order 1 in a seal that its inviter signed", signed(text[:1088] + bytes(32) + text[1120:])),
        case("an altered signature", flipped(sound, len(sound) - 1)),
        case("cut by one byte", sound[:-1]),
        case("nothing", b""),
        case("an empty seal", signed(b"")),
        case("version 2", signed(sealed(changed(body, 0, 2)))),
        case("a version that is true", signed(sealed(changed(body, 0, value=True)))),
        case("not canonical inside", signed(sealed(canonical.encode(body) + b"\0"))),
        case("one part fewer", signed(sealed(body[:-1]))),
        case("a transport key of 31 bytes", signed(sealed(changed(body, 1, [[one_circle[0], bytes(31)]])))),
        case("a circle of 15 bytes", signed(sealed(changed(body, 1, [[bytes(15), one_circle[1]]])))),
        case("an epoch before 0", signed(sealed(changed(body, 2, [changed(one_epoch, 1, -1)])))),
        case("an epoch of 2^63", signed(sealed(changed(body, 2, [changed(one_epoch, 1, 2**63)])))),
        case("an epoch that is true", signed(sealed(changed(body, 2, [changed(one_epoch, 1, value=True)])))),
        case("a secret of 33 bytes", signed(sealed(changed(body, 2, [changed(one_epoch, 2, bytes(33))])))),
        case("a record that is text", signed(sealed(changed(body, 3, ["a record"])))),
        *(case(name, signed(sealed(changed(body, 4, spot)))) for name, spot in meetings(cast.meeting).items()),
    ]  # fmt: skip
