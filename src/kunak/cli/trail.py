"""``kunak audit``: the trail, entry by entry, without opening what the entries hold, and an account for outsiders."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput, Refused
from kunak.cli.terminal import (
    HomeOption,
    JsonOption,
    answer,
    passphrase,
    progress,
    say,
    vault_path,
    write_paper,
)

if TYPE_CHECKING:
    from kunak.app.auditing import Entry
    from kunak.app.weekly import Signed
    from kunak.app.wiring import OpenVault


def audit(
    case: Annotated[str, typer.Option("--case", help="Only this case.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many entries, the latest first.")] = 1_000,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write an account that a third person can verify without a key.")
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign a hash over what is here now, or what others signed.")
    ] = False,
    paper: Annotated[Path | None, typer.Option("--paper", help="Write the last such hash as a paper to sign.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who wrote what kind of entry when; contents stay closed."""
    from kunak.app import accounting, auditing, weekly, wiring

    if export is not None and case:
        raise BadInput("An account is of the whole log: leave --case out.", field="case")
    document: dict[str, Any] = {}
    with progress("Reading") as bar, wiring.opened(vault_path(home), passphrase(), progress=bar) as vault:
        if sign:
            document["differing"] = weekly.sign(vault.space, anyway=True, progress=bar)
        document["weeks"] = [_week(each) for each in weekly.signed(vault.space)]
        if paper is not None:
            write_paper(paper, _sheet(vault))
            document["paper"] = str(paper)
        if export is not None:
            made = accounting.account(vault.space, bar)
            write_paper(export, json.dumps(made, indent=None, separators=(",", ":")).encode())
            document |= {"export": str(export), "records": len(made["records"])}
        subject = vault.space.case_by_code(case) if case else None
        entries = auditing.trail(vault.space, subject=subject, limit=limit)
    document["entries"] = [_entry(entry) for entry in entries]

    shows_trail = export is None and paper is None and not sign
    answer(document, lambda: _say(document, trail=shows_trail), as_json=as_json)
    if document.get("differing"):
        raise typer.Exit(1)


def _say(document: dict[str, Any], *, trail: bool) -> None:
    from kunak.app import weekly

    if "export" in document:
        say(f"{document['export']}: {document['records']} records: who wrote what kind of entry when, and no text.")
        say("Whoever gets it checks it with: python spec/vectors/verify/audit.py FILE")
    for each in document["weeks"][:1]:
        by = "1 laptop" if len(each["by"]) == 1 else f"{len(each['by'])} laptops"
        say(f"Last signed: {each['root'][:16]}… over {each['size']} entries, by {by}.")
    for laptop in document.get("differing", []):
        say(weekly.DIFFERS_SAYS % {"place": laptop})
    for each in document["entries"] if trail else ():
        what = f"{each['kind']} ({each['about']})"
        say(f"{each['number']:>7}  {each['at']}  {each['event']}  {each['by']}: {what}")


def _entry(entry: "Entry") -> dict[str, Any]:
    from kunak.base.instants import to_rfc3339

    return {
        "number": entry.n,
        "event": entry.event,
        "at": to_rfc3339(entry.at),
        "by": entry.by,
        "about": entry.code,
        "kind": entry.kind,
    }


def _week(each: "Signed") -> dict[str, Any]:
    from kunak.base.instants import to_rfc3339

    return {
        "at": to_rfc3339(each.at),
        "size": each.said.size,
        "root": each.said.root.hex(),
        "by": [device.hex() for device in each.by],
    }


def _sheet(vault: "OpenVault") -> bytes:
    from kunak.app import weekly
    from kunak.app.papers.weeksheet import WeekSheet, week_pdf

    known = weekly.signed(vault.space)
    if not known:
        raise Refused("Nothing was signed yet: kunak audit --sign.", field="paper")
    last = known[0]
    laptops = tuple(device[:4].hex() for device in last.by)
    return week_pdf(WeekSheet(size=last.said.size, root=last.said.root, at=last.at, laptops=laptops), language="en")
