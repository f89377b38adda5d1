"""The one place that names concrete stores and transports: a vault on this disk, made, opened, or made once more.

Every door asks this package; its rooms are nobody else's business.
"""

from kunak.app.wiring.folders import TAKEN, home_at, refuse_taken
from kunak.app.wiring.founding import (
    Founding,
    Joining,
    begin_joining,
    found,
    judge_invitation,
    language,
    take_welcome,
    words,
)
from kunak.app.wiring.keystores import destroy
from kunak.app.wiring.reaching import NO_PROXY, channel, connector, courier, meeting, way
from kunak.app.wiring.returning import (
    BackAgain,
    Recovering,
    Restored,
    Restoring,
    back_up,
    bundled_at,
    note_bundle,
    recover,
    restore,
    seed_of,
)
from kunak.app.wiring.vaults import CHECKPOINT, OpenVault, open_for_good, opened

__all__ = [
    "CHECKPOINT",
    "NO_PROXY",
    "TAKEN",
    "BackAgain",
    "Founding",
    "Joining",
    "OpenVault",
    "Recovering",
    "Restored",
    "Restoring",
    "back_up",
    "begin_joining",
    "bundled_at",
    "channel",
    "connector",
    "courier",
    "destroy",
    "found",
    "home_at",
    "judge_invitation",
    "language",
    "meeting",
    "note_bundle",
    "open_for_good",
    "opened",
    "recover",
    "refuse_taken",
    "restore",
    "seed_of",
    "take_welcome",
    "way",
    "words",
]
