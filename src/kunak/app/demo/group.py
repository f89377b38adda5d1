"""The invented group: its members, its safe places, its stock of phones."""

from typing import Final

from kunak.app import devices, members
from kunak.app.demo.days import Story
from kunak.app.demo.dice import Dice
from kunak.app.demo.stand import Helper, Stand
from kunak.app.demo.world import JOINING, PLACES, STOCK, SUSPECTED, stock_phone
from kunak.app.wiring import OpenVault
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after
from kunak.casework import shelter
from kunak.casework.compartments import Subject
from kunak.casework.shelter import Status

FOUNDED: Final = 410 * DAY
"""How long before the present the group was founded."""

LOOKED_AT: Final = "Кемира and Dorrin slept there for a night; neighbours know a story about students."
FOLLOWED: Final = (
    "Кемира saw the same grey car before the house twice this evening, a man in it with a telephone. Plates noted."
)

BATCHES: Final = ((395 * DAY, 12), (230 * DAY, 14), (60 * DAY, 14), (9 * DAY, 6))
"""When phones were bought, and how many."""


def gather(vault: OpenVault) -> dict[str, Helper]:
    """Take in everybody but the founder; their keys are real and drawn anew each time."""
    helpers = {}
    for staff in JOINING:
        invited = members.invite(
            vault.space, vault.cosigners, name=staff.name, roles=staff.roles, language="en", profile=vault.profile
        )
        helpers[staff.name] = Helper(staff, invited.member, invited.passphrase)
    return helpers


def find_places(vault: OpenVault, dice: Dice) -> tuple[bytes, ...]:
    """Enter the safe places."""
    space = vault.space
    places = tuple(dice.data(16) for _ in PLACES)
    for place, record in zip(places, PLACES, strict=True):
        known = space.group().places
        events = shelter.add_place(known, place=place, record=record, reason=LOOKED_AT)
        space.write(space.group_id, Subject.GROUP, events)
    return places


def buy_phones(stand: Stand) -> Story:
    """Tell when new phones were bought."""
    numbers = iter(range(1, STOCK + 1))
    for ago, count in BATCHES:
        yield after(stand.present, -ago)
        for _ in range(count):
            devices.put_in_stock(stand.space, stock_phone(next(numbers)))


def be_followed(stand: Stand) -> Story:
    """Tell how somebody seems to have found a place, a few hours ago."""
    yield after(stand.present, -(2 * HOUR + 20 * MINUTE))
    space, place = stand.space, stand.places[SUSPECTED]
    known = space.group().places
    events = shelter.judge_place(known, place=place, status=Status.SUSPECTED, reason=FOLLOWED)
    space.write(space.group_id, Subject.GROUP, events)


def founded_at(present: Instant) -> Instant:
    """Return when it all began."""
    return after(present, -FOUNDED)
