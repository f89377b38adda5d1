"""``kunak register``: what figures say, and what nobody recorded."""

from pathlib import Path
from typing import Annotated

import typer

from kunak.cli.terminal import JsonOption, answer, say

app = typer.Typer(help="The count.", no_args_is_help=True)


@app.command("reconcile")
def reconcile(
    file: Annotated[Path, typer.Argument(help="CSV of published figures: id, source, unit, period, value, breakdown.")],
    as_json: JsonOption = False,
) -> None:
    """Say what does not add up in published figures, and what was mixed. Exit code 1 where something was."""
    from kunak.app import counting

    judged = counting.reconcile(file)
    document = {
        "problems": [
            {"figures": list(problem.figures), "kind": problem.kind, "says": problem.says}
            for problem in judged.problems
        ]
    }

    def text() -> None:
        for problem in judged.problems:
            say(f"{problem.kind:<8} {', '.join(problem.figures)}: {problem.says}")
        for each in judged.shares:
            low, high = 100 * each.share.low, 100 * each.share.high
            told = f"{100 * each.share.share:.0f} % (95 % interval {low:.0f} to {high:.0f} %)"
            say(f"share    {each.figure}: {each.name}, {each.part} of {each.whole}: {told}")
        say(f"{judged.figures} figures, {len(judged.problems)} problems.")

    answer(document, text, as_json=as_json)
    if judged.problems:
        raise typer.Exit(1)
