"""``kunak``: the tree of commands, and what happens when one of them fails."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_group

from kunak.base.errors import BadInput, Fault, KunakError
from kunak.cli import (
    cases,
    checking,
    copies,
    demo,
    desk,
    matches,
    members,
    publishing,
    recovering,
    relay,
    requests,
    routes,
    shredding,
    syncing,
    trail,
    vault,
)
from kunak.cli.terminal import FAULT, HomeOption, JsonOption, begin, choose, fail, give_hints, tell, unforeseen
from kunak.web.hardening import forbid_dumps

INTERRUPTED = 130
"""What typer answers for Ctrl-C."""

app = typer.Typer(
    name="kunak",
    help="From first contact to safe arrival, and nothing given away.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command("init")(vault.init)
app.command("status")(vault.status)
app.command("verify")(vault.verify)
app.command("desk")(desk.desk)
app.command("demo")(demo.demo)
app.command("check")(checking.check)
app.command("publish")(publishing.publish)
app.command("audit")(trail.audit)
app.command("sync")(syncing.sync)
app.command("shred")(shredding.shred)
app.command("backup")(copies.backup)
app.command("restore")(copies.restore)
app.add_typer(requests.app, name="request")
app.add_typer(cases.app, name="case")
app.add_typer(members.app, name="members")
app.add_typer(recovering.app, name="recover")
app.add_typer(routes.app, name="routes")
app.add_typer(matches.app, name="register")
app.add_typer(relay.app, name="relay")


def _version(wanted: bool) -> None:  # noqa: FBT001 - the option itself
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"kunak {version('kunak')}\n")
        raise typer.Exit


@app.callback()
def before(
    home: HomeOption = None,
    as_json: JsonOption = False,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From first contact to safe arrival, and nothing given away."""
    choose(home, as_json=as_json)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever happens, there is never a traceback."""
    # Known before anything is parsed, so that a usage error is answered in JSON too.
    begin(as_json="--json" in arguments)
    try:
        forbid_dumps()  # every command may come to hold a passphrase and keys, not the desk alone
        code = _tree(as_json="--json" in arguments).main(_to_front(arguments), standalone_mode=False, prog_name="kunak")
        if code == INTERRUPTED:
            return _interrupted()
        give_hints()
        return code if isinstance(code, int) else 0
    except KunakError as error:
        return fail(error)
    except TyperException as error:
        return fail(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        return FAULT
    except MemoryError:
        return fail(Fault("The machine has too little memory for this. What was acknowledged before is kept."))
    except OSError as error:
        return fail(_machine(error))
    except Exception as error:  # noqa: BLE001 - the last line before a traceback would show data of a case
        return fail(unforeseen(error))


def _interrupted() -> int:
    tell("Interrupted. What was acknowledged is kept.")
    return FAULT


def _tree(*, as_json: bool) -> TyperGroup:
    """Return all commands. A group alone is answered with its help, which is no document, only where none is wanted."""
    tree = get_group(app)
    for group in (tree, *tree.commands.values()) if as_json else ():
        group.no_args_is_help = False
    return tree


def _to_front(arguments: list[str]) -> list[str]:
    """Put ``--home`` and ``--json`` before the command's name: every command and every group of them takes both."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    front: list[str] = []
    rest: list[str] = []
    at = 0
    while at < end:
        word = arguments[at]
        taken = 2 if word == "--home" and at + 1 < end else 1
        chosen = taken > 1 or word == "--json" or word.startswith("--home=")
        (front if chosen else rest).extend(arguments[at : at + taken])
        at += taken
    return [*front, *rest, *arguments[at:]]


def _usage(error: TyperException) -> BadInput:
    says = getattr(error, "format_message", lambda: str(error))().rstrip(".") or "Name a command"
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "kunak"
    says += "" if says.endswith("?") else "."
    return BadInput("%(says)s See %(command)s --help.", says=says, command=command)


def _machine(error: OSError) -> Fault:
    name = Path(str(error.filename)).name if error.filename else "a file"
    return Fault(
        "The machine refused %(name)s (%(why)s). What was acknowledged before is kept; this step was not done.",
        name=name,
        why=error.strerror or type(error).__name__,
    )
