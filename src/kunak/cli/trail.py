"""``kunak audit``: the trail, entry by entry, without opening what the entries hold."""

from typing import Annotated

import typer

from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, passphrase, say


def audit(
    case: Annotated[str, typer.Option("--case", help="Only this case.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="At most so many entries, the latest first.")] = 1_000,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who wrote what kind of entry when; contents stay closed."""
    from kunak.app import auditing, wiring
    from kunak.base.instants import to_rfc3339

    with wiring.opened(home_path(home), passphrase()) as vault:
        subject = vault.space.case_by_code(case) if case else None
        entries = auditing.trail(vault.space, subject=subject, limit=limit)
    listed = [
        {
            "number": entry.n,
            "event": entry.event,
            "at": to_rfc3339(entry.at),
            "by": entry.by,
            "about": entry.code,
            "kind": entry.kind,
        }
        for entry in entries
    ]

    def text() -> None:
        for each in listed:
            what = f"{each['kind']} ({each['about']})"
            say(f"{each['number']:>7}  {each['at']}  {each['event']}  {each['by']}: {what}")

    answer({"entries": listed}, text, as_json=as_json)
