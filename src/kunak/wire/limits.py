"""How much one message may hold, and why so much. Specified in ``spec/relay.md``, "Limits"."""

from typing import Final

VERSION: Final = 1
"""Of every message."""
FEED_BYTES: Final = 16
"""A feed's random id."""
RID_BYTES: Final = 32
"""SHA-256 of a blob: the name a relay knows it by."""
TICKET_BYTES: Final = 16
"""A ticket lets one feed be registered; it is random and used once."""
TOKEN_BYTES: Final = 32
"""A bearer token, derived from a transport secret."""
KEY_BYTES: Final = 32
"""A public Ed25519 key."""
SIGNATURE_BYTES: Final = 64

BLOB_LEAST: Final = 51
"""An outer blob's prefix (version, suite, weekly tag, salt: 50 bytes) and something after it."""
BLOB_MOST: Final = 393_216
"""384 KiB: the outer layer's own limit (``spec/envelope.md``)."""
BLOB_START: Final = b"\x01\x01"
"""Version and suite of the outer layer: all that a relay looks at."""

PUSH_COUNT: Final = 100
"""Blobs in one push: one short transaction."""
PAGE_COUNT: Final = 1_000
"""Blobs in one page: about 1 MiB of short events."""
BATCH_BYTES: Final = 8 * 2**20
"""8 MiB of blobs in one push or page: what a relay or a laptop holds in memory per request."""
FRAME_BYTES: Final = BATCH_BYTES + 65_536
"""The longest frame: a page's blobs, and at most 60 bytes beside each."""
PROOF_HASHES: Final = 64
"""No proof over fewer than 2^63 blobs needs more."""
NUMBER_MOST: Final = 2**53 - 1
"""Numbers, sizes and times stay exact in JSON readers, too."""
EPOCH_MOST: Final = 2**53 - 1
CHECKPOINT_BYTES: Final = 1_024
"""Header field 16 of an event holds one (``spec/envelope.md``)."""
