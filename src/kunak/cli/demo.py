"""``kunak demo``: an invented group with sixty invented cases, and its desk."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kunak.cli import desk
from kunak.cli.terminal import HomeOption, JsonOption, progress, tell


def demo(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; 0 lets the system choose.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Another seed makes other people.")] = 1,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a fictional group and open its desk. Nothing in it is real, and nothing in it is protected."""
    from kunak.app.demo import make

    path = home or Path(tempfile.mkdtemp(prefix="kunak-demo-")) / "vault"
    with progress("Inventing people") as bar:
        made = make(path, seed=seed, progress=bar)
    tell(f"The vault of the demo is in {path}. It protects nothing: never put real people into it.")
    tell(f"Passphrase: {made.passphrase}")
    tell(f"The walk in docs/walk.md begins with request {made.guided}.")
    tell(f"Its timetable lies in {path / 'timetable'} as GTFS feeds, for kunak routes build, and in the desk already.")
    tell(f"Second member, for approvals: {made.second_member}, passphrase: {made.second_passphrase}")
    desk.serve(path, port=port, browser=browser, idle=120, as_json=as_json)
