"""Keys arrive where they were meant to, and open nowhere else."""

import pytest

from kunak.base.ids import CompartmentId, DeviceId, OrganisationId
from kunak.crypto import sealing
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.hybrid import public_half
from kunak.crypto.secret import Secret

ORGANISATION = OrganisationId(b"o" * 16)
A, B = DeviceId(b"a" * 16), DeviceId(b"b" * 16)
PREKEY = Secret(b"p" * 32)
CIRCLE = Secret(b"c" * 32)
PART = CompartmentId(b"t" * 16)


def test_a_circles_secret_opens_only_for_the_device_the_circle_and_the_devices_it_names() -> None:
    public = public_half(PREKEY)
    sealed = sealing.seal_circle(CIRCLE, public, organisation=ORGANISATION, circle=b"x" * 16, device=A, devices=(B, A))

    def opened(**other: object) -> bytes:
        meant = {"organisation": ORGANISATION, "circle": b"x" * 16, "device": A, "devices": (A, B)} | other
        return sealing.open_circle(PREKEY, sealed, **meant).reveal()  # type: ignore[arg-type]

    assert opened() == CIRCLE.reveal()
    for other in (
        {"organisation": OrganisationId(b"z" * 16)},
        {"circle": b"y" * 16},
        {"device": B},
        {"devices": (A,)},
        {"devices": (A, B, DeviceId(b"c" * 16))},
    ):
        with pytest.raises(DoesNotOpen):
            opened(**other)
    with pytest.raises(DoesNotOpen):
        sealing.open_circle(
            Secret(b"q" * 32), sealed, organisation=ORGANISATION, circle=b"x" * 16, device=A, devices=(A, B)
        )


def test_a_parts_secret_opens_only_for_that_part_and_epoch() -> None:
    sealed = sealing.seal_epoch(
        Secret(b"e" * 32), CIRCLE, salt=b"s" * 32, organisation=ORGANISATION, compartment=PART, epoch=7
    )
    assert len(sealed) == 80
    opened = sealing.open_epoch(sealed, CIRCLE, organisation=ORGANISATION, compartment=PART, epoch=7)
    assert opened.reveal() == b"e" * 32
    for part, epoch, circle in (
        (CompartmentId(b"u" * 16), 7, CIRCLE),
        (PART, 8, CIRCLE),
        (PART, 7, Secret(b"d" * 32)),
    ):
        with pytest.raises(DoesNotOpen):
            sealing.open_epoch(sealed, circle, organisation=ORGANISATION, compartment=part, epoch=epoch)


def test_what_a_relay_is_shown_says_nothing_of_the_key_it_follows_from() -> None:
    transport = sealing.transport_key(CIRCLE)
    tokens = {sealing.feed_token(transport, feed).reveal() for feed in (b"f" * 16, b"g" * 16)}
    assert len({CIRCLE.reveal(), transport.reveal(), *tokens}) == 4
