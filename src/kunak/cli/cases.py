"""``kunak case``: the list, one case, its trail, its export, its end."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, say, vault_path

app = typer.Typer(help="Cases.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Code name of the case, such as quiet-otter.")]


@app.command("list")
def listing(
    stage: Annotated[str, typer.Option("--stage", help="Only cases at this stage.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List cases, those in the greatest danger first."""
    from kunak.app import cases, wiring
    from kunak.base.instants import to_rfc3339
    from kunak.casework.case import Stage

    if stage and stage not in {each.value for each in Stage}:
        names = ", ".join(each.value for each in Stage)
        raise BadInput("There is no stage of this name; the stages are %(names)s.", names=names, field="stage")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows = cases.listed(vault.space, stages=[Stage(stage)] if stage else None, limit=1_000_000)
    listed = [
        {
            "id": row.id.hex(),
            "code": row.line.code,
            "stage": row.line.stage.value,
            "level": row.line.level.value if row.line.level else None,
            "open_tasks": row.line.open_tasks,
            "opened_at": to_rfc3339(row.line.opened_at),
            "next_due": to_rfc3339(row.line.next_due.due) if row.line.next_due else None,
        }
        for row in rows
    ]

    def text() -> None:
        for each in listed:
            say(f"{each['code']:<22} {each['stage']:<11} {each['level'] or '–':<9} {each['next_due'] or ''}")
        say(f"{len(listed)} cases.")

    answer({"cases": listed}, text, as_json=as_json)


@app.command("show")
def show(code: Code, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show where a case stands and what is in the way of the next stage."""
    from kunak.app import cases, wiring
    from kunak.base.instants import to_rfc3339
    from kunak.casework import assessment, situation
    from kunak.casework.case import possible_stages

    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        subject = space.case_by_code(code)
        file = space.case(subject)
        ways = {to: cases.obstacles(space, subject, to) for to in possible_stages(file.case.stage)}
    level = assessment.level_in_force(file.assessment)
    document: dict[str, Any] = {
        "id": subject.hex(),
        "code": file.case.code,
        "stage": file.case.stage.value,
        "level": level.value if level else None,
        "opened_at": to_rfc3339(file.case.opened_at),
        "tasks": [task.text for task in file.case.open_tasks],
        "deadlines": [
            {"kind": due.kind.value, "due": to_rfc3339(due.due), "what": due.what} for due in situation.deadlines(file)
        ],
        "next": {to.value: [guard.sentence for guard in guards] for to, guards in ways.items()},
        "unreadable": sum(1 for _entry in file.aside),
    }

    def text() -> None:
        say(f"{document['code']}: {document['stage']}, level {document['level'] or 'not decided'}")
        for due in document["deadlines"]:
            say(f"  {due['due']}  {due['kind']} {due['what']}")
        for to, reasons in document["next"].items():
            say(f"  to {to}: " + (" ".join(reasons) if reasons else "nothing in the way"))

    answer(document, text, as_json=as_json)


@app.command("log")
def log(code: Code, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Tell everything that was written about a case, in order."""
    from kunak.app import cases, telling, wiring
    from kunak.base.instants import to_rfc3339
    from kunak.casework.catalogue import kind_of

    with wiring.opened(vault_path(home), passphrase()) as vault:
        moments = cases.timeline(vault.space, vault.space.case_by_code(code))
    told = []
    for moment in moments:
        sentence, details = telling.tell(moment.entry.fact.event)
        told.append(
            {
                "event": moment.entry.fact.id.hex(),
                "at": to_rfc3339(moment.entry.fact.at),
                "by": moment.by,
                "compartment": moment.entry.kind.value,
                "kind": kind_of(moment.entry.fact.event),
                "says": sentence % details,
            }
        )

    def text() -> None:
        for each in told:
            say(f"{each['at']}  {each['compartment']:<11} {each['by']}: {each['says']}")

    answer({"code": code, "events": told}, text, as_json=as_json)


@app.command("export")
def export(
    code: Code,
    compartments: Annotated[str, typer.Option("--compartments", help="Which parts, with commas between them.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the PDF and the JSON file into.")] = Path(),
    language: Annotated[str, typer.Option("--language", help="Language of the paper: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write chosen parts of a case to a PDF and a machine-readable file. They are not encrypted."""
    from kunak.app import exporting, wiring
    from kunak.casework.compartments import Kind

    names = [name.strip() for name in compartments.split(",") if name.strip()]
    known = {kind.value: kind for kind in Kind}
    for name in names:
        if name not in known:
            raise BadInput(
                "There is no compartment “%(name)s”; they are %(known)s.",
                name=name,
                known=", ".join(known),
                field="compartments",
            )
    if language not in {"en", "ru"}:
        raise BadInput("Choose en or ru as the language of the paper.", field="language")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = vault.space.case_by_code(code)
        files = exporting.files(vault.space, subject, kinds=frozenset(known[name] for name in names), language=language)
    paths = exporting.write_out(out, files)

    def text() -> None:
        for path in paths:
            say(str(path))
        say("These files are not encrypted. Delete them when they have served their purpose.")

    answer({"code": code, "compartments": names, "files": [str(path) for path in paths]}, text, as_json=as_json)


@app.command("certificate")
def certificate(
    code: Code,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the certificates into.")] = Path(),
    language: Annotated[str, typer.Option("--language", help="Language of the paper: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a certificate for every destroyed device of a case."""
    from kunak.app import exporting, wiring

    if language not in {"en", "ru"}:
        raise BadInput("Choose en or ru as the language of the paper.", field="language")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        files = exporting.certificates(vault.space, vault.space.case_by_code(code), language=language)
    paths = exporting.write_out(out, files)

    def text() -> None:
        for path in paths:
            say(str(path))

    answer({"code": code, "files": [str(path) for path in paths]}, text, as_json=as_json)


@app.command("close")
def close(
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="Needed where a rule yields to a reason.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a case, if nothing stands in the way."""
    from kunak.app import cases, wiring
    from kunak.casework.case import Stage

    with wiring.opened(vault_path(home), passphrase()) as vault:
        cases.move(vault.space, vault.space.case_by_code(code), to=Stage.CLOSED, reason=reason)
    answer({"code": code, "stage": "closed"}, lambda: say(f"{code} is closed."), as_json=as_json)
