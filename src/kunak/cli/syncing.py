"""``kunak sync``: exchange with the others, over a relay or by a carried folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, progress, say, tell, vault_path

if TYPE_CHECKING:
    from kunak.app.syncing import Report
    from kunak.app.wiring import OpenVault


def sync(  # noqa: PLR0913, PLR0917 - its options
    courier: Annotated[Path | None, typer.Option("--courier", help="A carried folder, for example on a stick.")] = None,
    relay: Annotated[str, typer.Option("--relay", help="Address of a relay at which to meet from now on.")] = "",
    ticket: Annotated[str, typer.Option("--ticket", help="With a new --relay: what its keeper handed out.")] = "",
    relay_key: Annotated[
        str, typer.Option("--relay-key", help="With a new --relay: its key, as its keeper said.")
    ] = "",
    proxy: Annotated[
        str, typer.Option("--proxy", help="For example Tor's: socks5://127.0.0.1:9050; kept; none: no more.")
    ] = "",
    anew: Annotated[bool, typer.Option("--anew", help="Compare and send everything once more.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and exchange whenever somebody has written, until Ctrl+C.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch what the others wrote, give keys to whom they are due, send what is new here."""
    from kunak.app import meeting, syncing, wiring
    from kunak.base.ids import ID_BYTES, from_hex

    _check_one_way(courier, relay, watch=watch)
    paper = from_hex(ticket, length=ID_BYTES, field="ticket") if ticket else b""
    key = from_hex(relay_key, length=2 * ID_BYTES, field="relay_key") if relay_key else b""
    with progress("Exchanging") as bar, wiring.opened(vault_path(home), passphrase(), progress=bar) as vault:
        if anew:
            syncing.begin_anew(vault)
        if courier is not None:
            report = syncing.with_courier(vault, wiring.courier(courier), bar)
        else:
            connect, where = wiring.connector(wiring.way(vault, proxy)), wiring.meeting(vault)
            if relay and relay != where.url:
                where = meeting.open_feed(vault.space, connect, url=relay, ticket=paper, relay_key=key)
                syncing.begin_anew(vault)
            report = syncing.meet(vault, connect, where, bar)
        if watch:
            _watch(vault, report)
    document = {
        "received": report.received,
        "files": report.files,
        "sent": report.sent,
        "waiting": report.waiting,
        "noticed": report.noticed,
        "complete": report.complete,
    }

    def text() -> None:
        say(f"{report.received} events and {report.files} files received, {report.sent} pieces sent.")
        if report.waiting:
            say(f"{report.waiting} pieces wait for a key or for their author to be let in.")
        for sentence in report.noticed:
            say(sentence)

    answer(document, text, as_json=as_json)
    if report.noticed:
        raise typer.Exit(1)


def _check_one_way(courier: Path | None, relay: str, *, watch: bool) -> None:
    if courier is not None and relay:
        raise BadInput("Sync with a relay or with a courier, one at a time.", field="courier")
    if courier is not None and watch:
        raise BadInput("A folder says nothing by itself: --watch needs a relay.", field="watch")


def _watch(vault: "OpenVault", total: "Report") -> None:
    """Exchange whenever there is reason to, and add up what came of it, until interrupted."""
    from kunak.app import wiring
    from kunak.app.listening import Listener

    def told(report: "Report") -> None:
        total.received += report.received
        total.files += report.files
        total.sent += report.sent
        total.waiting, total.complete = report.waiting, report.complete
        for sentence in report.noticed:
            tell(sentence)
        total.noticed += report.noticed
        if report.received or report.sent:
            tell(f"{report.received} events received, {report.sent} pieces sent.")

    vault.live.proxy = wiring.way(vault)
    listener = Listener(vault, told=told)
    tell("Listening. Ctrl+C ends it.")
    try:
        listener.watch()
    except KeyboardInterrupt:
        tell("No longer listening.")
    finally:
        listener.stop()
