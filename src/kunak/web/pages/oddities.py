"""What was written down and does not fit: shown as it is, never dropped and never guessed at."""

from collections.abc import Iterable

import msgspec

from kunak.app.telling import Told, tell
from kunak.app.workspace import Workspace
from kunak.base.instants import Instant
from kunak.casework.facts import Fact


class Odd(msgspec.Struct, frozen=True):
    """A fact that fits nothing."""

    at: Instant
    told: Told
    by: str


def oddities(space: Workspace, facts: Iterable[Fact]) -> tuple[Odd, ...]:
    """Return impossible facts as a page shows them."""
    return tuple(Odd(fact.at, tell(fact.event), space.author(fact.device)) for fact in facts)
