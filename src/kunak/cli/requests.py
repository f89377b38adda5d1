"""``kunak request``: calls for help, from files to an accepted case."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, progress, say, vault_path

app = typer.Typer(help="Calls for help.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Number of the request, as kunak request list shows it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in one line.")]


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(help="Plain text, an e-mail (.eml), or a Telegram export.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in messages from files: all of them, or none."""
    from kunak.app import requests, wiring

    messages = requests.read(files)
    with progress("Reading") as bar, wiring.opened(vault_path(home), passphrase(), progress=bar) as vault:
        ids = requests.add(vault.space, vault.shelf, messages)
    added: list[dict[str, Any]] = [
        {
            "id": subject.hex(),
            "number": subject.hex()[:8],
            "channel": message.channel,
            "attachments": len(message.attachments),
            "warnings": list(message.warnings),
        }
        for subject, message in zip(ids, messages, strict=True)
    ]

    def text() -> None:
        for each in added:
            say(f"{each['number']}  {each['channel']}, {each['attachments']} attachments")
            for warning in each["warnings"]:
                say(f"          {warning}")

    answer({"added": added}, text, as_json=as_json)


@app.command("list")
def listing(
    every: Annotated[bool, typer.Option("--all", help="Answered ones, too.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List requests, the most urgent first."""
    from kunak.app import requests, wiring
    from kunak.base.instants import to_rfc3339

    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows = requests.listed(vault.space, only_open=not every, limit=100_000)
    listed: list[dict[str, Any]] = [
        {
            "id": row.id.hex(),
            "number": row.number,
            "standing": row.standing.value,
            "urgency": row.urgency.name.casefold(),
            "channel": row.line.channel,
            "sender": row.line.sender,
            "begins": row.line.begins,
            "received_at": to_rfc3339(row.line.received_at),
            "suspicious": row.line.suspicious,
        }
        for row in rows
    ]

    def text() -> None:
        for each in listed:
            say(f"{each['number']}  {each['standing']:<9} {each['urgency']:<10} {each['begins'][:60]}")
        say(f"{len(listed)} requests.")

    answer({"requests": listed}, text, as_json=as_json)


@app.command("show")
def show(number: Number, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show one request as it came."""
    from kunak.app import requests, wiring
    from kunak.base.instants import to_rfc3339

    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = requests.numbered(vault.space, number)
        request = vault.space.request(subject).request
        alike = requests.alike(vault.space, subject)
    received = request.received
    document: dict[str, Any] = {
        "id": subject.hex(),
        "number": number,
        "standing": request.standing.value,
        "urgency": request.urgency_in_force.name.casefold(),
        "received_at": to_rfc3339(request.received_at),
        "channel": received.channel if received else "",
        "sender": received.sender if received else "",
        "reply_to": received.reply_to if received else "",
        "sent_at": to_rfc3339(received.sent_at) if received and received.sent_at is not None else None,
        "subject": received.subject if received else "",
        "text": received.text if received else "",
        "attachments": [{"name": file.name, "bytes": file.size} for file in (received.files if received else ())],
        "warnings": list(received.warnings) if received else [],
        "vetting": [{"check": check.check, "outcome": check.outcome.value} for check in request.vetting],
        "alike": [{"a": each.a.hex(), "b": each.b.hex(), "kind": each.kind.value, "what": each.what} for each in alike],
    }

    def text() -> None:
        for name in ("number", "standing", "urgency", "channel", "sender", "reply_to", "sent_at", "subject"):
            say(f"{name.replace('_', ' ')}: {document[name] or '–'}")
        say()
        say(document["text"])

    answer(document, text, as_json=as_json)


@app.command("triage")
def triage(
    number: Number,
    urgency: Annotated[str, typer.Option("--urgency", help="now, today, this_week or can_wait.")],
    reason: Reason,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge how soon somebody must act."""
    from kunak.app import requests, wiring
    from kunak.casework.request import Urgency

    if urgency.upper() not in Urgency.__members__:
        raise BadInput("The urgency is one of now, today, this_week, can_wait.", field="urgency")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = requests.numbered(vault.space, number)
        requests.triage(vault.space, subject, urgency=Urgency[urgency.upper()], reason=reason)
    answer({"number": number, "urgency": urgency}, lambda: say(f"{number} is judged: {urgency}."), as_json=as_json)


@app.command("vet")
def vet(
    number: Number,
    check: Annotated[str, typer.Option("--check", help="What was checked, and how.")],
    outcome: Annotated[str, typer.Option("--outcome", help="confirmed, inconclusive or suspicious.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a check of the caller."""
    from kunak.app import requests, wiring
    from kunak.casework.request import Vetting

    if outcome not in {each.value for each in Vetting}:
        raise BadInput("The outcome is one of confirmed, inconclusive, suspicious.", field="outcome")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        requests.vet(vault.space, requests.numbered(vault.space, number), check=check, outcome=Vetting(outcome))
    answer({"number": number, "outcome": outcome}, lambda: say(f"The check of {number} is recorded."), as_json=as_json)


@app.command("accept")
def accept(number: Number, reason: Reason, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Accept a request: its case is opened and gets a code name."""
    from kunak.app import requests, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = requests.numbered(vault.space, number)
        opened, code = requests.accept(vault.space, subject, reason=reason)
    answer({"case": opened.hex(), "code": code}, lambda: say(f"The case is {code}."), as_json=as_json)


@app.command("refer")
def refer(
    number: Number,
    to: Annotated[str, typer.Option("--to", help="To whom.")],
    reason: Reason,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pass a request on to others."""
    from kunak.app import requests, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        requests.refer(vault.space, requests.numbered(vault.space, number), to=to, reason=reason)
    answer({"number": number, "referred_to": to}, lambda: say(f"{number} is referred."), as_json=as_json)


@app.command("decline")
def decline(number: Number, reason: Reason, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say no to a request, with a reason."""
    from kunak.app import requests, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        requests.decline(vault.space, requests.numbered(vault.space, number), reason=reason)
    answer({"number": number, "standing": "declined"}, lambda: say(f"{number} is declined."), as_json=as_json)
