"""How a laptop joins: the words change with every bit, and the welcome opens in one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kunak.base import canonical
from kunak.base.ids import CompartmentId, OrganisationId
from kunak.base.instants import Instant
from kunak.crypto import joining
from kunak.crypto.hybrid import public_half
from kunak.crypto.joining import Invitation, Meeting, PaperRefused, Request, Welcome, WelcomeElsewhere
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id

ORGANISATION = OrganisationId(b"o" * 16)
INVITER, NEW, OTHER = (SigningKey.from_seed(Secret(bytes([number]) * 32)) for number in (1, 2, 3))
PREKEY = Secret(b"p" * 32)
INVITATION = joining.write_invitation(
    Invitation(ORGANISATION, INVITER.public, Meeting("https://relay.example", b"f" * 16, OTHER.public)), INVITER
)
ASKED = Request(ORGANISATION, NEW.public, public_half(PREKEY), Instant(7), b"m" * 16, "Zara", OTHER.public)
REQUEST = joining.write_request(ASKED, NEW)
WELCOME = Welcome(
    ((b"c" * 16, Secret(b"1" * 32)),),
    ((CompartmentId(b"o" * 16), 3, Secret(b"2" * 32)),),
    (b"record", b"another"),
    Meeting("https://relay.example", b"f" * 16, OTHER.public),
)
SEALED = joining.seal_welcome(WELCOME, ASKED, INVITER)


def opened(data: bytes = SEALED, **other: object) -> Welcome:
    meant = {
        "organisation": ORGANISATION,
        "inviter": INVITER.public,
        "device": device_id(NEW.public),
        "prekeys": (Secret(b"q" * 32), PREKEY),
    } | other
    return joining.open_welcome(data, **meant)  # type: ignore[arg-type]


def test_papers_are_read_as_they_were_written() -> None:
    assert joining.read_invitation(INVITATION).meeting.url == "https://relay.example"
    assert joining.read_request(REQUEST) == ASKED
    welcome = opened()
    assert welcome.records == (b"record", b"another")
    assert [(circle, secret.reveal()) for circle, secret in welcome.transports] == [(b"c" * 16, b"1" * 32)]
    assert [(part, epoch, secret.reveal()) for part, epoch, secret in welcome.epochs] == [(b"o" * 16, 3, b"2" * 32)]


@given(st.sampled_from([INVITATION, REQUEST, SEALED]), st.data())
def test_no_paper_survives_a_changed_bit(paper: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(paper) * 8 - 1))
    changed = bytearray(paper)
    changed[place // 8] ^= 1 << place % 8
    read = {INVITATION: joining.read_invitation, REQUEST: joining.read_request, SEALED: opened}[paper]
    with pytest.raises(PaperRefused):
        read(bytes(changed))


@given(st.binary(max_size=300))
def test_noise_is_no_paper(noise: bytes) -> None:
    for read in (joining.read_invitation, joining.read_request, opened):
        with pytest.raises(PaperRefused):
            read(noise)


def test_a_welcome_opens_on_one_laptop_of_one_group_from_one_inviter() -> None:
    with pytest.raises(WelcomeElsewhere):
        opened(device=device_id(OTHER.public))
    with pytest.raises(WelcomeElsewhere):
        opened(prekeys=(Secret(b"q" * 32),))
    with pytest.raises(WelcomeElsewhere):
        opened(organisation=OrganisationId(b"z" * 16))
    with pytest.raises(PaperRefused):
        opened(inviter=OTHER.public)


def test_a_request_that_somebody_put_in_its_place_has_other_words() -> None:
    """The harm: an enemy in the messenger exchanges the request for one of their own."""
    theirs = joining.write_request(
        Request(
            ORGANISATION, OTHER.public, public_half(Secret(b"x" * 32)), Instant(7), b"m" * 16, "Zara", OTHER.public
        ),
        OTHER,
    )
    ours = joining.words(INVITATION, REQUEST, "en")
    assert len(ours) == joining.WORDS
    assert ours == joining.words(INVITATION, REQUEST, "en")
    assert ours != joining.words(INVITATION, theirs, "en")
    assert ours != joining.words(REQUEST, INVITATION, "en")
    assert len(joining.words(INVITATION, REQUEST, "ru")) == joining.WORDS


def test_nobody_joins_without_a_name() -> None:
    nameless = Request(ORGANISATION, NEW.public, public_half(PREKEY), Instant(7), b"m" * 16, " ", OTHER.public)
    with pytest.raises(PaperRefused):
        joining.read_request(joining.write_request(nameless, NEW))


def test_each_paper_has_one_form_though_python_takes_true_for_one() -> None:
    body = canonical.encode([True, ORGANISATION, INVITER.public, ["", b"", b""]])
    with pytest.raises(PaperRefused):
        joining.read_invitation(canonical.encode([body, INVITER.sign(b"kunak/invitation/1\0" + body)]))


def test_a_request_with_keys_that_nobody_could_use_is_refused_before_anybody_lets_it_in() -> None:
    for unusable in (
        replace(ASKED, prekey=bytes(1_216)),
        replace(ASKED, prekey=ASKED.prekey[:1_184] + bytes(32)),
        replace(ASKED, approval_key=bytes(32)),
    ):
        with pytest.raises(PaperRefused):
            joining.read_request(joining.write_request(unusable, NEW))
