"""``kunak publish``: let an approved text out into a channel, with the files that were approved with it."""

import sys
from typing import Annotated

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, passphrase, say


def publish(
    case: Annotated[str, typer.Argument(help="The case, by its two words.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="A channel of Telegram, like @name.")] = "",
    send: Annotated[bool, typer.Option("--send", help="Really send it. Without this nothing goes out.")] = False,
    token: Annotated[bool, typer.Option("--token", help="Ask for the bot's token and keep it in the vault.")] = False,
    server: Annotated[str, typer.Option("--server", help="A Bot API server of your own.")] = "",
    proxy: Annotated[
        str, typer.Option("--proxy", help="The way there, such as socks5://127.0.0.1:9050; none: the network itself.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the approved text and files of a case out through a bot, exactly as approved; a dry run without --send."""
    from kunak.app import channels, system, wiring

    system.one_thread_for_matrices()
    if not token and not (case and channel):
        raise BadInput("Name a case and a --channel, or give --token to keep a bot's token.", field="channel")
    with wiring.opened(home_path(home), passphrase()) as vault:
        if token:
            channels.keep_token(vault.keyring, _token())
            if not case:
                answer({"token": "kept"}, lambda: say("The token is kept in the vault."), as_json=as_json)
                return
        # Whoever goes by Tor to the relay must not be shown to the network here because an option was forgotten.
        by = {"": wiring.way(vault), wiring.NO_PROXY: ""}.get(proxy, proxy)
        out = wiring.channel(channel, channels.token_of(vault.keyring), server=server, proxy=by)
        subject = vault.space.case_by_code(case)
        gone = channels.send(vault.space, subject, out, where=channel, dry=not send, shelf=vault.shelf)
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


def _token() -> str:
    """Return a token that is typed unseen, or comes on standard input: a command line is seen by other users."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    import getpass

    return getpass.getpass("Token of the bot: ", stream=sys.stderr).strip()
