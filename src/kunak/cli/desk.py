"""``kunak desk``: the local pages."""

import os
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, say, tell

if TYPE_CHECKING:
    from kunak.web.session import Ingredients


def desk(
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; 0 lets the system choose.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    idle: Annotated[int, typer.Option("--idle", help="Minutes without a touch after which it locks.")] = 10,
    proxy: Annotated[
        str, typer.Option("--proxy", help="On the way to the relay, for example Tor's: socks5://127.0.0.1:9050.")
    ] = "",
    live: Annotated[bool, typer.Option("--live/--no-live", help="Let records come and go by themselves.")] = True,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve the local pages on 127.0.0.1 until interrupted."""
    from kunak.app import wiring

    path = home_path(home)
    wiring.home_at(path)
    serve(path, port=port, browser=browser, idle=idle, as_json=as_json, proxy=proxy, live=live)


def serve(
    path: Path, *, port: int, browser: bool, idle: int, as_json: bool, proxy: str = "", live: bool = True
) -> None:
    """Keep a desk for the vault in ``path``, and say where it is."""
    from kunak.app import system
    from kunak.web.supervisor import Supervisor

    supervisor = Supervisor(partial(ingredients, str(path), idle, proxy, live=live), random=system.random, port=port)
    link = supervisor.link

    def text() -> None:
        say(f"The desk is open to one browser, once: {link}")

    answer({"url": link, "pid": os.getpid()}, text, as_json=as_json)
    tell("Ctrl+C ends the desk.")
    if browser and not webbrowser.open(link):
        tell("No browser could be opened: copy the address into one.")
    supervisor.run()


def ingredients(path: str, idle: int, proxy: str = "", *, live: bool = True) -> "Ingredients":
    """Return what a desk is made of; called inside the process that will hold the keys."""
    from kunak.app import listening, system
    from kunak.web.session import Ingredients, Settings

    system.one_thread_for_matrices()
    return Ingredients(
        unlock=partial(listening.open_for_good, Path(path), proxy, live),
        settings=Settings(idle_minutes=idle, zone=system.zone()),
        clock=system.now,
        random=system.random,
    )
