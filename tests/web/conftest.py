from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.app import members, requests, wiring
from kunak.app.requests import Call
from kunak.app.wiring import Founding, OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Role
from kunak.casework.request import Urgency, Vetting
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Browser, Served
from kunak.testing.clock import Clock
from kunak.testing.desk import PASSPHRASE
from kunak.web.application import SECTIONS

STATIC = Path(__file__).parents[2] / "src/kunak/web/static"


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    assert (STATIC / "desk.css").is_file(), "The desk's scripts and styles are not built: run `make static`."


@pytest.fixture
def served() -> Iterator[Served]:
    desk = Served()
    yield desk
    desk.stop()


@pytest.fixture
def stranger(served: Served) -> Browser:
    return Browser(served.port)


@pytest.fixture
def locked(stranger: Browser) -> Browser:
    assert stranger.enter().status == 303
    return stranger


@pytest.fixture
def member(locked: Browser) -> Browser:
    assert locked.unlock().status == 303
    return locked


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Iterator[OpenVault]:
    """A real vault of a group of two: Aluna, who sits at the desk, and Nurbek, who is let into nothing yet."""
    home = tmp_path / "vault"
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO), clock=clock)
    with wiring.opened(home, PASSPHRASE, clock=clock) as opened:
        members.invite(opened.space, opened.cosigners, name="Nurbek", roles=(Role.LAWYER,), language="en", profile=DEMO)
        yield opened


@pytest.fixture
def call(vault: OpenVault) -> SubjectId:
    """A request that nobody has looked at."""
    said = "My uncle took my passport. <b>I am</b> from Quellin."
    return requests.add_call(
        vault.space, Call(sender="Tamsin", reply_to="+7 900 000-00-01", text=said, happened_at=None)
    )


@pytest.fixture
def case(vault: OpenVault, call: SubjectId) -> SubjectId:
    """A case that was just opened from it."""
    requests.triage(vault.space, call, urgency=Urgency.NOW, reason="the passport is gone")
    requests.vet(vault.space, call, check="called back", outcome=Vetting.CONFIRMED)
    return requests.accept(vault.space, call, reason="nobody else can act in time")[0]


@pytest.fixture
def desk(vault: OpenVault, clock: Clock) -> Iterator[Browser]:
    """A browser at the whole desk, unlocked, with the real vault behind it."""
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=clock)
    browser = Browser(served.port)
    browser.enter()
    browser.unlock()
    yield browser
    served.stop()
    assert served.reports == []
