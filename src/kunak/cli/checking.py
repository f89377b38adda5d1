"""``kunak check``: does a draft give anything away?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, passphrase, say, vault_path, wants_json


def check(
    draft: Annotated[
        Path, typer.Argument(help="What may go out: a text in any common encoding, a picture, PDF or office document.")
    ],
    case: Annotated[str, typer.Option("--case", help="Check against this case of the vault.")] = "",
    secrets: Annotated[Path | None, typer.Option("--secrets", help="Check against this file (see docs).")] = None,
    published: Annotated[
        list[Path] | None, typer.Option("--published", help="What was published before; may be given several times.")
    ] = None,
    census: Annotated[
        Path | None, typer.Option("--census", help="A table of people by region, sex and age (see docs).")
    ] = None,
    clean: Annotated[
        Path | None, typer.Option("--clean", help="Write a copy of the file without what it says of itself.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a draft before it goes out. Exit code 0: clear; 1: findings."""
    from kunak.app import publishing, system, wiring

    system.one_thread_for_matrices()
    if bool(case) == (secrets is not None):
        raise BadInput("Name what to check against: either --case CODE or --secrets FILE.", field="case")
    before = [publishing.read_text(path) for path in published or ()]
    if secrets is not None:
        held = publishing.read_secrets_file(secrets)
        for path in publishing.astray(held):
            say(f"known_to_pursuers names {path}, and nothing stands there in {secrets.name}: nothing is judged by it.")
    else:
        with wiring.opened(vault_path(home), passphrase()) as vault:
            subject = vault.space.case_by_code(case)
            held = publishing.held_by(vault.space, subject)
            before = [*publishing.published_texts(vault.space.case(subject)), *before]
    judged = publishing.judge_file_at(draft, held, before, clean_to=clean)
    if judged is not None:
        report = judged.report
        document = publishing.file_as_json(judged)
    else:
        counted = publishing.read_census_file(census) if census else None
        report = publishing.timed(publishing.read_text(draft), held, before, counted)
        document = publishing.as_json(report)
    if wants_json(as_json):
        sys.stdout.write(document.decode() + "\n")
    else:
        for finding in report.findings:
            say(f"{finding.start}-{finding.end}  {finding.severity}: {finding.kind} ({finding.secret}, {finding.form})")
        say(f"{report.verdict}: {len(report.findings)} findings. Not checked: {'; '.join(report.not_checked)}")
        if judged is not None and judged.file.cleaned:
            say(f"Written to {judged.file.cleaned}: read again, and nothing is left of {len(judged.file.tags)} tags.")
    if report.verdict != "clear":
        raise typer.Exit(1)
