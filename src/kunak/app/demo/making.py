"""A vault full of people who do not exist, made through the same doors as any other.

Every message is read from bytes and every decision is asked of ``casework``. The
seed decides what happens; the keys are real and new each time, under the profile
that protects nothing. Nobody's data belongs in it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import system, wiring
from kunak.app.demo import cast, group, inbox, timetable, violence
from kunak.app.demo.days import Days, tell
from kunak.app.demo.dice import Dice
from kunak.app.demo.stand import Stand
from kunak.app.demo.story import life
from kunak.app.demo.world import FOUNDER, GROUP, SECOND
from kunak.app.system import Clock, Random
from kunak.app.timetables import engine
from kunak.app.wiring import Founding, OpenVault
from kunak.base.errors import Fault
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant, to_datetime
from kunak.crypto import passphrase as passphrases
from kunak.crypto.profiles import DEMO

WORDS: Final = 5
"""Words of the founder's passphrase: somebody types it who only wants to look."""


TIMETABLE: Final = "timetable"
"""Folder in the demo's vault: GTFS feeds and the group's own files, to try `kunak routes` with."""


class Made(msgspec.Struct, frozen=True):
    """What somebody needs who wants to look around.

    Attributes:
        guided: Number of the request with which the guided walk begins (docs/walk.md).
    """

    member: str
    passphrase: str
    second_member: str
    second_passphrase: str
    guided: str
    cases: int


def make(
    path: Path,
    *,
    seed: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    now: Clock = system.now,
    random: Random = system.random,
) -> Made:
    """Make the vault of the demo in a folder that holds none.

    Args:
        path: Where.
        seed: Another seed, other people.
        progress: Told how much of the invented past is told.
        now: The present, from which every date in the vault is counted back.
        random: For keys and passphrases.

    Raises:
        Refused: There is a vault already.
    """
    present = now()
    days = Days(group.founded_at(present))
    passphrase = passphrases.generate(WORDS, "en", random)
    founding = Founding(GROUP, FOUNDER.name, passphrase, DEMO, FOUNDER.roles)
    wiring.found(path, founding, clock=days, random=random)
    with wiring.opened(path, passphrase, clock=days, random=random) as vault:
        stand = _stand(vault, seed, present)
        guided = _tell(stand, days, seed, progress)
        _bring_timetable(vault, path / TIMETABLE, seed, present)
    second = stand.helpers[SECOND.name]
    return Made(
        FOUNDER.name,
        passphrase,
        SECOND.name,
        second.passphrase,
        guided.hex()[:8],
        sum(part.people for part in cast.PARTS),
    )


def _bring_timetable(vault: OpenVault, folder: Path, seed: int, present: Instant) -> None:
    """Lay the invented timetable down as files, and plan with it where the engine is installed."""
    today = to_datetime(present).date()
    for name, data in timetable.as_files(seed, today).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    try:
        routing = engine()
    except Fault:
        return  # the page says so itself
    vault.timetables.keep(routing.assembled(timetable.feeds(seed, today), timetable.own())[0])


def _stand(vault: OpenVault, seed: int, present: Instant) -> Stand:
    helpers = group.gather(vault)
    # From here on only ids of things and code names are drawn, and a seed repeats them.
    vault.space.random = Dice(seed, "ids").data
    return Stand(vault, vault.space.me().id, helpers, group.find_places(vault, Dice(seed, "places")), present)


def _tell(stand: Stand, days: Days, seed: int, progress: Callable[[int, int], None]) -> SubjectId:
    tales = cast.tales(stand, seed)
    guided: list[SubjectId] = []
    stories = [
        group.buy_phones(stand),
        group.be_followed(stand),
        violence.be_counted(stand, Dice(seed, "violence")),
        *(life(tale, tales) for tale in tales),
        *inbox.calls(stand, seed, guided),
    ]
    tell(stories, days, until=stand.present, progress=progress)
    return guided[0]
