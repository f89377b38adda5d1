"""``kunak sync``: exchange with the others, over a relay or by a carried folder."""

from pathlib import Path
from typing import Annotated

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, passphrase, progress, say


def sync(
    courier: Annotated[Path | None, typer.Option("--courier", help="A carried folder, for example on a stick.")] = None,
    relay: Annotated[str, typer.Option("--relay", help="Address of a relay to use from now on.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch what the others wrote, give keys to whom they are due, send what is new here."""
    from kunak.app import syncing, wiring

    if courier is not None and relay:
        raise BadInput("Sync with a relay or with a courier, one at a time.", field="courier")
    if courier is None:
        raise BadInput("Name a courier's folder with --courier.", field="courier")
    with progress("Exchanging") as bar, wiring.opened(home_path(home), passphrase(), progress=bar) as vault:
        report = syncing.with_courier(vault, wiring.courier(courier), bar)
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
