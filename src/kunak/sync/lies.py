"""What a relay can do wrong, and what that means in words: every lie has a name.

Nothing that is named here can be read by who does it, and nothing is lost by it:
every laptop holds everything.
"""

from enum import StrEnum
from typing import Final

import msgspec

from kunak.base.words import phrase


class Lie(StrEnum):
    """What was noticed."""

    ALTERED = "altered"
    REORDERED = "reordered"
    WITHHELD = "withheld"
    TRUNCATED = "truncated"
    FORKED = "forked"
    REPLAYED = "replayed"
    UNSIGNED = "unsigned"
    SPLIT = "split"
    DROPPED = "dropped"


SENTENCES: Final[dict[Lie, str]] = {
    Lie.ALTERED: phrase(
        "The relay handed out blob %(place)s altered. It was left aside; nothing false was read. "
        "The laptop that wrote it still has it: sync with it by courier."
    ),
    Lie.REORDERED: phrase(
        "The relay numbered its blobs out of order at %(place)s. Nothing was taken from there on. "
        "Its operator has to explain this, or use another relay."
    ),
    Lie.WITHHELD: phrase(
        "The relay says that it holds more than it hands out, from blob %(place)s on: it keeps something back. "
        "Sync by courier with the others, and ask its operator."
    ),
    Lie.TRUNCATED: phrase(
        "The relay holds less than it held before: blob %(place)s and later ones are gone from it, or an old copy was "
        "put back. Nothing is lost here; begin anew with this relay to send everything once more."
    ),
    Lie.FORKED: phrase(
        "The relay shows another past than before, up to blob %(place)s. It was tampered with or it lies. "
        "Nothing was taken from it; use another relay or a courier."
    ),
    Lie.REPLAYED: phrase(
        "The relay handed out an old blob a second time under number %(place)s. It was taken once and changes nothing."
    ),
    Lie.UNSIGNED: phrase(
        "What the relay says of itself at size %(place)s is not signed with the key that this group knows. "
        "Somebody else answers in its place, or its key was changed: compare it with its operator."
    ),
    Lie.SPLIT: phrase(
        "The relay showed another laptop of the group a different past at size %(place)s. It tells different members "
        "different things: stop using it, and sync by courier."
    ),
    Lie.DROPPED: phrase(
        "The relay took blob %(place)s and no longer shows it. It is sent again; if that happens twice, "
        "use another relay."
    ),
}
"""What was noticed, what it means, and what to do."""


class Noticed(msgspec.Struct, frozen=True):
    """One lie and where: the number of a blob or the size of the feed."""

    lie: Lie
    place: int

    @property
    def says(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.lie] % {"place": self.place}
