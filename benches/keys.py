"""How many events are sealed and opened in a second of CPU, and how long does a passphrase take?

    .venv/bin/python benches/keys.py [EVENTS]        (5,000 by default)

CPU time of one thread, so that other work on the machine counts little. Beside each figure: a bare
Ed25519 signature, or its check, over as many bytes, which no format can do without.
"""

import os
import sys
import time
from collections.abc import Callable

from kunak.base.ids import CompartmentId, DeviceId, EventId, OrganisationId
from kunak.crypto import signing
from kunak.crypto.profiles import STANDARD, stretch
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import envelope

SECRET = Secret(b"e" * 32)
KEY = SigningKey.from_seed(Secret(b"k" * 32))
BODY = b"n" * 300
"""A note of ordinary length."""


def draft(seq: int) -> envelope.Draft:
    return envelope.Draft(
        organisation=OrganisationId(b"o" * 16),
        device=DeviceId(device_id(KEY.public)),
        seq=seq,
        prev=EventId(b"p" * 32) if seq > 1 else b"",
        heads=(EventId(b"h" * 32),),
        compartment=CompartmentId(b"c" * 16),
        epoch=7,
        parents=(EventId(b"q" * 32),),
        clock=1 << 40,
        kind="detail.note",
        known=b"d" * 32,
        checkpoint=b"",
        retention=0,
    )


def rate(work: Callable[[int], object], times: int) -> float:
    """Return how often this is done in a second of CPU: the best of three."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for number in range(times):
            work(number)
        best = max(best, times / (time.process_time() - begun))
    return best


def main() -> None:
    """Print a line for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    drafts = [draft(number + 2) for number in range(count)]

    def seal(number: int) -> envelope.Envelope:
        return envelope.seal(drafts[number], BODY, epoch_secret=SECRET, key=KEY, salt=os.urandom(32))

    records = [envelope.to_bytes(seal(number)) for number in range(count)]

    def open_one(number: int) -> bytes:
        made = envelope.from_bytes(records[number])
        envelope.check(made, KEY.public)
        return envelope.open_body(made, SECRET)

    signature = KEY.sign(BODY)
    sealed, opened = rate(seal, count), rate(open_one, count)
    signed, checked = (
        rate(lambda _n: KEY.sign(BODY), count),
        rate(lambda _n: signing.verify(KEY.public, BODY, signature), count),
    )
    print(f"load {os.getloadavg()[0]:.1f}; {count:,} events, body of {len(BODY)} bytes")
    print(f"seal: {sealed:,.0f} per CPU second (wanted 5,900); a bare Ed25519 signature: {signed:,.0f}")
    print(f"open with its signature: {opened:,.0f} (wanted 4,700); a bare check of a signature: {checked:,.0f}")
    begun, busy = time.perf_counter(), time.process_time()
    stretch("six quiet words", salt=b"s" * 32, profile=STANDARD)
    took, cpu = time.perf_counter() - begun, time.process_time() - busy
    print(f"Argon2id, standard profile: {took:.2f} s, CPU {cpu:.2f} s (wanted 2.5)")


if __name__ == "__main__":
    main()
