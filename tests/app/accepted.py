"""A vault of one invented group, and a call for help in it that became a case."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kunak.app import requests, wiring
from kunak.app.requests import Call
from kunak.app.wiring import Founding, OpenVault
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.casework.request import Urgency, Vetting
from kunak.crypto.profiles import DEMO
from kunak.testing.clock import Clock

PASSPHRASE = "seven quiet geese cross the river"


@contextmanager
def ferry(folder: Path) -> Iterator[OpenVault]:
    """Found the group and open its vault."""
    clock, home = Clock(), folder / "vault"
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO), clock=clock)
    with wiring.opened(home, PASSPHRASE, clock=clock) as vault:
        yield vault


def accepted(space: Workspace) -> tuple[SubjectId, str]:
    """Take a call for help in, and accept it; return the case and its code."""
    call = requests.add_call(space, Call(sender="Tamsin", reply_to="+7 900 000-00-01", text="help", happened_at=None))
    requests.triage(space, call, urgency=Urgency.NOW, reason="now")
    requests.vet(space, call, check="called back", outcome=Vetting.CONFIRMED)
    return requests.accept(space, call, reason="nobody else")
