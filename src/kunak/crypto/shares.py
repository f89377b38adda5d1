"""A secret in parts, for people: any three of five give it back, and two say nothing about it.

SLIP-39, by its reference implementation, for an offline ceremony only: that library
does not hide its timing from other programs on the machine. Each part is 33 words of
a public list, so it can be read aloud, written by hand, and checked for slips. The
parts of one secret bear its number, so that those of another are told apart.
Specified in ``spec/recovery.md``.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import shamir_mnemonic
from shamir_mnemonic import MnemonicError, Share

from kunak.base.errors import BadInput, Refused
from kunak.base.words import phrase
from kunak.crypto.secret import SECRET_BYTES, Secret

WORDS: Final = 33
"""Of a part: 20 bits of number, where it belongs, 256 bits, and a check sum of 30."""
PARTS_LIMIT: Final = 16
FEWEST: Final = 2
"""One part alone must never be enough."""


class PartRefused(BadInput):
    """A part that is none, or has a slip in it."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This is no share, or a word of it is wrong: compare it with the sheet, word by word."),
            field="share",
        )


class PartsElsewhere(BadInput):
    """Parts of two secrets."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This share belongs to another ceremony: its number differs from the first one's."), field="share"
        )


class Part(msgspec.Struct, frozen=True):
    """What a part says of itself.

    Attributes:
        number: Of the secret it is a part of; the same on all its parts.
        place: Which part it is, from 1.
        threshold: How many parts are needed.
    """

    number: int
    place: int
    threshold: int


def split(secret: Secret, *, threshold: int, count: int) -> tuple[str, ...]:
    """Return a secret of 32 bytes in parts of 33 words; the parts are drawn by the library from the system's dice.

    Raises:
        Refused: So few parts, or so many, are no sharing.
    """
    if not FEWEST <= threshold <= count <= PARTS_LIMIT:
        raise Refused(
            "At least %(fewest)d shares must be needed, and there must be as many, at most %(limit)d.",
            field="threshold",
            fewest=FEWEST,
            limit=PARTS_LIMIT,
        )
    if len(secret.reveal()) != SECRET_BYTES:
        raise ValueError("the secret must be 32 bytes")
    (parts,) = shamir_mnemonic.generate_mnemonics(1, [(threshold, count)], secret.reveal())
    return tuple(parts)


def read(words: str) -> Part:
    """Return what a part says of itself.

    Raises:
        PartRefused: It is none, or a word is wrong.
    """
    share = _share(words)
    return Part(share.identifier, share.index + 1, share.member_threshold)


def combine(parts: Sequence[str]) -> Secret:
    """Return the secret that these parts give.

    Raises:
        PartRefused: One of them is none, or has a slip in it.
        PartsElsewhere: They are of different secrets.
        Refused: They are too few.
    """
    shares = [_share(words) for words in parts]
    if len({(share.identifier, share.member_threshold, share.group_count) for share in shares}) > 1:
        raise PartsElsewhere
    different = {share.index: words for share, words in zip(shares, map(_plain, parts), strict=True)}
    needed = shares[0].member_threshold if shares else FEWEST
    if len(different) < needed:
        raise Refused(
            "%(needed)d different shares are needed, and %(given)d were given.",
            field="share",
            needed=needed,
            given=len(different),
        )
    try:
        return Secret(shamir_mnemonic.combine_mnemonics(list(different.values())[:needed]))
    except MnemonicError:
        raise PartRefused from None


def _share(words: str) -> Share:
    try:
        share = Share.from_mnemonic(_plain(words))
    except (MnemonicError, ValueError):
        raise PartRefused from None
    if len(share.value) != SECRET_BYTES or share.group_count != 1 or share.member_threshold < FEWEST:
        raise PartRefused
    return share


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
