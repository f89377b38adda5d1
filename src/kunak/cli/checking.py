"""``kunak check``: does a draft give anything away?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, home_path, passphrase, say, wants_json


def check(
    draft: Annotated[Path, typer.Argument(help="The text that may go out, in any common encoding.")],
    case: Annotated[str, typer.Option("--case", help="Check against this case of the vault.")] = "",
    secrets: Annotated[Path | None, typer.Option("--secrets", help="Check against this file (see docs).")] = None,
    published: Annotated[
        list[Path] | None, typer.Option("--published", help="What was published before; may be given several times.")
    ] = None,
    census: Annotated[
        Path | None, typer.Option("--census", help="A table of people by region, sex and age (see docs).")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a draft before it goes out. Exit code 0: clear; 1: findings."""
    from kunak.app import publishing, wiring

    if bool(case) == (secrets is not None):
        raise BadInput("Name what to check against: either --case CODE or --secrets FILE.", field="case")
    text = publishing.read_text(draft)
    before = [publishing.read_text(path) for path in published or ()]
    if secrets is not None:
        held = publishing.read_secrets_file(secrets)
    else:
        with wiring.opened(home_path(home), passphrase()) as vault:
            subject = vault.space.case_by_code(case)
            held = publishing.held_by(vault.space, subject)
            before = [*publishing.published_texts(vault.space.case(subject)), *before]
    counted = publishing.read_census_file(census) if census else None
    report = publishing.timed(text, held, before, counted)
    if wants_json(as_json):
        sys.stdout.write(publishing.as_json(report).decode() + "\n")
    else:
        for finding in report.findings:
            say(f"{finding.start}-{finding.end}  {finding.severity}: {finding.kind} ({finding.secret}, {finding.form})")
        say(f"{report.verdict}: {len(report.findings)} findings. Not checked: {'; '.join(report.not_checked)}")
    if report.verdict != "clear":
        raise typer.Exit(1)
