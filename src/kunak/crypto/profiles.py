"""How hard it is to try one passphrase: named Argon2id profiles (RFC 9106).

A profile is stored beside what it protects and may only ever be raised. Bounds
are checked before any memory is taken, so that a hostile file cannot ask for a
terabyte.
"""

import unicodedata
from typing import Final

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.crypto.secret import SECRET_BYTES, Secret

MEMORY_LIMIT_KIB: Final = 1_048_576
"""1 GiB: four times the standard; the oldest laptop we serve has 4 GiB."""
MEMORY_FLOOR_KIB: Final = 8
"""The least that RFC 9106 section 3.1 allows with one lane."""
PASSES_LIMIT: Final = 16
LANES_LIMIT: Final = 4


class ProfileRefused(BadInput):
    """The cost is out of bounds, so that nothing was computed."""

    def __init__(self) -> None:
        super().__init__(phrase("This file asks for an impossible amount of memory or work. It is damaged or hostile."))


class Profile(msgspec.Struct, frozen=True):
    """What one guess costs.

    Attributes:
        memory_kib: Memory, in KiB (1,024 bytes).
        passes: How often that memory is gone through.
        lanes: Threads that share it.
    """

    memory_kib: int
    passes: int
    lanes: int


STANDARD: Final = Profile(memory_kib=262_144, passes=3, lanes=1)
"""256 MiB, three passes, one lane: VAULT; 1.4 to 2.3 s on the laptops measured. RFC 9106 section 4 advises
64 MiB and three passes at the least."""

DEMO: Final = Profile(memory_kib=8, passes=1, lanes=1)
"""Protects nothing: for tests and the demo, where nothing needs protection."""

PROTECTS_NOTHING: Final = frozenset({DEMO})
"""Profiles that a page must warn about."""


def check_profile(profile: Profile) -> None:
    """Return only for a profile that this program will compute.

    Raises:
        ProfileRefused: It is out of bounds.
    """
    sound = (
        1 <= profile.lanes <= LANES_LIMIT
        and MEMORY_FLOOR_KIB * profile.lanes <= profile.memory_kib <= MEMORY_LIMIT_KIB
        and 1 <= profile.passes <= PASSES_LIMIT
    )
    if not sound:
        raise ProfileRefused


def stretch(passphrase: str, *, salt: bytes, profile: Profile) -> Secret:
    """Return 32 bytes that cost ``profile`` to find for each guess at the passphrase.

    The passphrase is normalised (NFKC), because keyboards write one letter in
    several ways; letter case and spaces inside count.

    Raises:
        ProfileRefused: The profile is out of bounds.
    """
    check_profile(profile)
    typed = unicodedata.normalize("NFKC", passphrase).strip().encode(errors="surrogatepass")
    kdf = Argon2id(
        salt=salt,
        length=SECRET_BYTES,
        iterations=profile.passes,
        lanes=profile.lanes,
        memory_cost=profile.memory_kib,
    )
    return Secret(kdf.derive(typed))
