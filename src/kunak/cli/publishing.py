"""``kunak publish``: let an approved text out into a channel, with the files that were approved with it."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from kunak.base.errors import BadInput
from kunak.base.instants import SECOND, Instant, to_rfc3339
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, say, tell, vault_path

LOOKS_EVERY_S: Final = 30
"""Seconds between two looks at the clock while it waits for an embargo to end."""


def publish(  # noqa: PLR0913, PLR0917 - its options
    case: Annotated[str, typer.Argument(help="The case, by its two words.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="A channel of Telegram, like @name.")] = "",
    send: Annotated[bool, typer.Option("--send", help="Really send it. Without this nothing goes out.")] = False,
    wait: Annotated[
        bool,
        typer.Option("--wait", help="With --send: stay until the embargo has ended, then ask every rule and send."),
    ] = False,
    token: Annotated[bool, typer.Option("--token", help="Ask for the bot's token and keep it in the vault.")] = False,
    server: Annotated[str, typer.Option("--server", help="A Bot API server of your own.")] = "",
    proxy: Annotated[
        str, typer.Option("--proxy", help="The way there, such as socks5://127.0.0.1:9050; none: the network itself.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the approved text and files of a case out through a bot, exactly as approved; a dry run without --send."""
    from kunak.app import channels, publishing, system, wiring

    system.one_thread_for_matrices()
    if not token and not (case and channel):
        raise BadInput("Name a case and a --channel, or give --token to keep a bot's token.", field="channel")
    if wait and not send:
        raise BadInput("There is nothing to wait for without --send.", field="wait")
    path, word = vault_path(home), passphrase()
    if token:
        with wiring.opened(path, word) as vault:
            channels.keep_token(vault.keyring, _token())
        if not case:
            answer({"token": "kept"}, lambda: say("The token is kept in the vault."), as_json=as_json)
            return
    ends: Instant | None = None
    while True:
        _stay_until(ends, path)
        with wiring.opened(path, word) as vault:
            # Whoever goes by Tor to the relay must not be shown to the network here because an option was forgotten.
            by = {"": wiring.way(vault), wiring.NO_PROXY: ""}.get(proxy, proxy)
            out = wiring.channel(channel, channels.token_of(vault.keyring), server=server, proxy=by)
            subject = vault.space.case_by_code(case)
            ends = publishing.silent_until(vault.space, subject, where=channel) if wait else None
            if ends is None:
                gone = channels.send(vault.space, subject, out, where=channel, dry=not send, shelf=vault.shelf)
                break
    document = {
        "sent": bool(gone.messages),
        "where": gone.where,
        "hash": gone.digest.hex(),
        "message": next(iter(gone.messages), None),
        "messages": list(gone.messages),
        "files": [
            {"name": file.sealed.name, "sha256": file.sha256.hex(), "bytes": file.sealed.size, "alt": file.alt}
            for file in gone.files
        ],
        "plan": [{"what": each.what.value, "files": [file.name for file in each.files]} for each in gone.plan],
    }

    def told() -> None:
        say(gone.text)
        for file in gone.files:
            say(f"[{file.sealed.name}, {file.sealed.size} bytes, SHA-256 {file.sha256.hex()}] {file.alt}")
        say()
        says = "Sent" if gone.messages else "Every rule holds. Nothing was sent; this would go out with --send"
        say(f"{says}: {gone.where}, as {', '.join(each.what.value for each in gone.plan)}, hash {gone.digest.hex()}")

    answer(document, told, as_json=as_json)


def _stay_until(ends: Instant | None, path: Path) -> None:
    """Wait with the vault closed, so that the desk can be used; a laptop that slept is late, and never early."""
    from kunak.app import standing, system

    if ends is None:
        return
    tell(f"Silence lasts until {to_rfc3339(ends)}. Waiting; Ctrl+C ends that, and nothing goes out.")
    while (left := ends - system.now()) > 0:
        system.sleep(min(left / SECOND, LOOKS_EVERY_S))
    told = False
    while standing.in_use(path):
        if not told:
            tell("The embargo has ended, and another window holds the vault: it goes out once that is closed.")
        told = True
        system.sleep(LOOKS_EVERY_S)


def _token() -> str:
    """Return a token that is typed unseen, or comes on standard input: a command line is seen by other users."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    import getpass

    return getpass.getpass("Token of the bot: ", stream=sys.stderr).strip()
