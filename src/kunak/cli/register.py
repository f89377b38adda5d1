"""``kunak register``: what figures say, and what nobody recorded."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, progress, say, vault_path, wants_json

if TYPE_CHECKING:
    from kunak.app.counting import Estimated
    from kunak.register.answers import Answer
    from kunak.register.linkage import Linkage

RegisterOption = Annotated[bool, typer.Option("--register", help="The victims of the group's own register.")]

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


@app.command("estimate")
def estimate(
    method: Annotated[
        str, typer.Option("--method", help="chao, loglinear, stepwise, decomposable, latent-class or all.")
    ],
    file: Annotated[
        Path | None, typer.Argument(help="CSV of capture histories: a column of 0 and 1 per list, perhaps count.")
    ] = None,
    own: RegisterOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the random numbers; the same gives the same answer.")] = 0,
    level: Annotated[float, typer.Option("--level", help="Of the interval.")] = 0.95,
    strata: Annotated[
        str, typer.Option("--strata", help="Column that divides the people, such as region: each part, and their sum.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate how many there are, recorded or not, or say why it cannot be. Exit code 1 where nothing could be."""
    from kunak.app import counting

    if (file is None) is not own:
        raise BadInput(
            "Name a file of capture histories, or say --register for the register's own lists.", field="file"
        )
    if file is None:
        from kunak.app import wiring

        with wiring.opened(vault_path(home), passphrase()) as vault, progress("Estimating") as bar:
            answers = counting.estimate_register(
                vault.space, method=method, seed=seed, level=level, strata=strata, progress=bar
            )
    else:
        with progress("Estimating") as bar:
            answers = counting.estimate(file, method=method, seed=seed, level=level, strata=strata, progress=bar)
    documents = [_document(each) for each in answers]
    if wants_json(as_json):
        document = documents if method == "all" else documents[0]
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        for each in answers:
            for name, part in each.strata.items():
                say(f"{name}:")
                _tell(part)
            if each.strata:
                say("All together:")
            _tell(each.answer)
    if not any(each.answer.estimate for each in answers):
        raise typer.Exit(1)


@app.command("link")
def link(  # noqa: PLR0913, PLR0917 - its options
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="CSV of one list each: id, source, given, family, born, …; none: the register's victims."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="TOML that says which columns of the files hold what.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", help="CSV of what people decided: a, b, same or different or unsure.")
    ] = None,
    histories: Annotated[
        Path | None, typer.Option("--histories", help="Write capture histories here, for estimate.")
    ] = None,
    draws: Annotated[
        int,
        typer.Option("--draws", help="Linkages to draw for the histories, so that doubt goes on into the estimate."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Of the draws; the same gives the same.")] = 0,
    own: RegisterOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which records of several lists are of one person, how sure that is, and why."""
    from kunak.app import linking

    if draws and histories is None:
        raise BadInput("--draws says how many linkages to write; say where with --histories FILE.", field="draws")
    if files and own:
        raise BadInput("Name files, or say --register for the register's own victims, not both.", field="file")
    if files:
        with progress("Linking") as bar:
            linked = linking.link(files, mapping=mapping, decisions=decisions, progress=bar)
            if histories is not None:
                linking.write_histories(linked, histories, draws=draws, seed=seed)
    else:
        if mapping is not None or decisions is not None:
            raise BadInput(
                "--map and --decisions are for files: name the files; of the register its own decisions hold.",
                field="map" if mapping is not None else "decisions",
            )
        linked = _link_register(histories, home, draws=draws, seed=seed)
    document = {
        "clusters": [list(cluster) for cluster in linked.clusters],
        "pairs": [{"a": pair.a, "b": pair.b, "probability": pair.probability} for pair in linked.pairs],
    }

    def text() -> None:
        for pair in linked.pairs:
            say(f"{pair.probability:.2f} {pair.a} {pair.b}" + (f" (decided: {pair.decided})" if pair.decided else ""))
            for reason in pair.reasons:
                say(f"     {reason.bits:+5.1f} {reason.comparison}: {reason.says}")
        say(f"{len(linked.records):,} records, {len(linked.clusters):,} people.")

    answer(document, text, as_json=as_json)


def _link_register(histories: Path | None, home: Path | None, *, draws: int, seed: int) -> "Linkage":
    from kunak.app import linking, proposing, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault, progress("Linking") as bar:
        found = proposing.compare(vault.space, progress=bar)
        if histories is not None:
            linking.write_histories(
                found.linkage,
                histories,
                draws=draws,
                seed=seed,
                counted=lambda groups: proposing.histories(found, groups),
            )
    return found.linkage


def _document(estimated: "Estimated") -> dict[str, Any]:
    """Return the answer as JSON; the strata are in it only where there are any."""
    document: dict[str, Any] = msgspec.to_builtins(estimated.answer)
    if estimated.strata:
        document["strata"] = {name: msgspec.to_builtins(part) for name, part in estimated.strata.items()}
    return document


def _tell(answer: "Answer") -> None:
    number = answer.estimate
    if number is None:
        say(f"{answer.method:<13} cannot be estimated. {answer.reason}")
    else:
        low, high = number.interval
        span = f"{low:,.0f} to {high:,.0f} at {100 * number.level:g} %"
        say(f"{answer.method:<13} {number.median:,.0f} people ({span}); {answer.observed:,} were seen")
    for warning in answer.warnings:
        say(f"{'':<13} {warning}")
