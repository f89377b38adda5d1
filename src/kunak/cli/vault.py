"""``kunak init``, ``status`` and ``verify``: the vault as a whole."""

import os
import sys
from typing import Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import (
    PASSPHRASE_VARIABLE,
    HomeOption,
    JsonOption,
    answer,
    home_path,
    passphrase,
    progress,
    say,
    tell,
    vault_path,
)


def init(
    group: Annotated[str, typer.Option("--group", help="Name of the group, for its members only.")] = "",
    member: Annotated[str, typer.Option("--member", help="The name by which other members know you.")] = "",
    language: Annotated[str, typer.Option("--language", help="Language of a generated passphrase: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a vault for a new group on this laptop."""
    from kunak.app import system, wiring

    path = home_path(home)
    wiring.refuse_taken(path)
    group = group or _asked("Name of the group", "The group")
    member = member or _asked("Your name as a member", "Coordinator")
    chosen, drawn = new_passphrase(language)
    wiring.found(path, wiring.Founding(group=group, member=member, passphrase=chosen))
    document: dict[str, Any] = {"home": str(path), "created_at": _rfc3339(system.now())}
    if drawn:
        document["passphrase"] = chosen

    def text() -> None:
        say(f"The vault is made in {path}.")
        if drawn:
            say(f"Your passphrase: {chosen}")
            say("Write it on paper and keep the paper away from the laptop. It is not shown again.")

    answer(document, text, as_json=as_json)


def status(
    inside: Annotated[bool, typer.Option("--inside", help="Open it, and say how much is in it.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what there is without opening it, at once; with --inside, also how much is in it."""
    from kunak.app import standing

    path = home_path(home)
    outside = standing.outside(path)
    document = dict(outside)
    if inside and outside["exists"] and not outside["in_use"]:
        from kunak.app import wiring

        with progress("Opening") as bar, wiring.opened(path, passphrase(), progress=bar) as vault:
            document |= standing.inside(vault)

    def text() -> None:
        for name, value in document.items():
            say(f"{name.replace('_', ' ')}: {_plain(value)}")

    answer(document, text, as_json=as_json)


def verify(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check every hash, signature and chain, every approval and attached file."""
    from kunak.app import verifying, wiring

    with (
        progress("Verifying") as bar,
        wiring.opened(vault_path(home), passphrase(), progress=bar) as vault,
    ):
        verdict = verifying.verify(vault, bar)
    problems = [{"says": problem.says, "where": problem.where} for problem in verdict.problems]
    document = {"sound": not problems, "records": verdict.records, "files": verdict.files, "problems": problems}

    def text() -> None:
        for problem in verdict.problems:
            say(f"{problem.where}: {problem.says}")
        say(f"{verdict.records} records and {verdict.files} files checked, {len(problems)} problems.")

    answer(document, text, as_json=as_json)
    if problems:
        raise typer.Exit(1)


def _asked(what: str, otherwise: str) -> str:
    """Ask whoever sits at the keyboard; where nobody does, take the plain name."""
    if not sys.stdin.isatty():
        return otherwise
    return str(typer.prompt(what, default=otherwise, err=True))


def new_passphrase(language: str) -> tuple[str, bool]:
    """Return a passphrase, and whether it was drawn here and has to be shown."""
    from kunak.app import members, system

    if os.environ.get(PASSPHRASE_VARIABLE):
        chosen = passphrase()
        members.judge_passphrase(chosen)
        return chosen, False
    drawn = members.draw_passphrase(language, system.random)
    if sys.stdin.isatty():
        tell(f"Your passphrase, drawn by chance: {drawn}")
        if passphrase("Type it once, so that your fingers learn it") != drawn:
            raise BadInput("That was not the passphrase shown: nothing was made. Start again.", field="passphrase")
    return drawn, True


def _rfc3339(instant: int) -> str:
    from kunak.base.instants import Instant, to_rfc3339

    return to_rfc3339(Instant(instant))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "none"
    return "–" if value is None else str(value)
