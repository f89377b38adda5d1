"""How this laptop reaches the others: a relay, by which way, or a carried folder."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import system
from kunak.app.channels import Channel
from kunak.app.meeting import Connect
from kunak.app.wiring.vaults import OpenVault
from kunak.base.errors import BadInput
from kunak.crypto import joining
from kunak.crypto.secret import Secret
from kunak.transport.courier import Courier

PROXY: Final = "proxy"
"""Note of the exchange: the proxy by which this laptop goes to the relay."""

NO_PROXY: Final = "none"

MEETING: Final = "meeting"
"""Note of the exchange: where the group meets, as the welcome said."""


def courier(folder: Path) -> Courier:
    """Open a carried folder.

    Raises:
        BadInput: It is no folder, or holds something else.
        Fault: It cannot be read or written.
    """
    return Courier.open(folder)


def connector(
    proxy: str | None = None, *, sleep: Callable[[float], object] = system.sleep, tries: int | None = None
) -> Connect:
    """Return what makes clients of relays.

    Args:
        proxy: The way to them, such as Tor's ``socks5://127.0.0.1:9050``; none: the network.
        sleep: Waits between tries.
        tries: How often one thing is asked; None: as often as clients usually do.
    """
    from kunak.transport.relay import TRIES, Address, Patience, RelayClient  # noqa: PLC0415 - a tenth of a second to load

    def connect(url: str, feed: bytes, token: Secret) -> RelayClient:
        patience = Patience(sleep, system.dice, system.seconds, tries or TRIES)
        return RelayClient(Address(url, feed, proxy or None), token, patience)

    return connect


def channel(name: str, token: Secret, *, server: str = "", proxy: str = "") -> Channel:
    """Return a channel of Telegram, as the bot with this token may write to it.

    Raises:
        BadInput: Name, server or proxy is none; or the extra is not installed.
    """
    if not find_spec("aiogram"):
        raise BadInput("Telegram needs an extra that is not installed. Install it with: pip install 'kunak[telegram]'")
    from kunak.transport.telegram import API, TelegramChannel, Way  # noqa: PLC0415 - a second to load, and an extra

    return TelegramChannel(token, name, Way(server or API, proxy))


def way(vault: "OpenVault", named: str = "") -> str:
    """Return the proxy on the way to the relay: the one that is named, else the one of before; empty for none.

    Whoever once went by Tor must not be shown to the network because an option was forgotten; ``none`` forgets it.
    """
    if named:
        vault.exchange.set_note(PROXY, b"" if named == NO_PROXY else named.encode())
    return vault.exchange.note(PROXY).decode()


def meeting(vault: "OpenVault") -> joining.Meeting:
    """Return where the laptops of this group meet; empty where they have no relay."""
    chosen = vault.space.group().preferences.meeting
    if chosen is not None:
        return joining.Meeting(chosen.url, chosen.feed, chosen.relay_key)
    note = vault.exchange.note(MEETING)
    return msgspec.msgpack.decode(note, type=joining.Meeting) if note else joining.Meeting()
