"""``kunak shred``: the end of a case: its keys are destroyed on every laptop, and who has done so is listed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, progress, say, vault_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kunak.app.shredding import Report
    from kunak.app.wiring import OpenVault
    from kunak.base.ids import DeviceId


def shred(
    case: Annotated[
        str, typer.Argument(help="Code name of a case whose time has come; none: list what was ordered.")
    ] = "",
    incident: Annotated[
        str, typer.Option("--incident", help="Number of an incident of the register, instead of a case.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: this cannot be undone.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Order that the keys of a case or an incident be destroyed, or say how far every order is carried out."""
    from kunak.app import shredding, wiring
    from kunak.casework.compartments import Subject

    path, typed = vault_path(home), passphrase()
    document: dict[str, Any] = {}
    if case and incident:
        raise BadInput("Name a case or an incident, one at a time.", field="incident")
    if case or incident:
        with progress("Opening") as bar, wiring.opened(path, typed, progress=bar) as vault:
            space = vault.space
            if incident:
                subject = space.by_number(Subject.INCIDENT, incident)
                shredding.check_may_order_incident(space, subject)
            else:
                subject = space.case_by_code(case)
                shredding.check_may_order(space, subject)
            _confirm(case or incident, yes=yes)
            said = shredding.order_incident(space, subject) if incident else shredding.order(space, subject)
        document = {"event": said.event.hex(), "missing_signatures": said.missing}
    # Opened once more: this laptop is the first to obey.
    with progress("Opening") as bar, wiring.opened(path, typed, progress=bar) as vault:
        document["orders"] = [_order(vault, report) for report in shredding.reports(vault.space)]

    def text() -> None:
        if document.get("missing_signatures"):
            say(f"Proposed. Another admin has to sign: kunak members second {document['event']}")
        for each in document["orders"]:
            everybody = len(each["done"]) + len(each["missing"])
            what = "An incident" if each["of"] == "incident" else "A case"
            line = f"{what} of {each['year']}: destroyed on {len(each['done'])} of {everybody} laptops"
            say(line + (f"; missing: {', '.join(each['missing'])}" if each["missing"] else "."))
            if each["gone"]:
                say(f"  put out before, nobody can say what is on them: {', '.join(each['gone'])}")
        if case or incident:
            say("Backups, seeds, bundles and papers of before still open or show it: destroy them, and make new ones.")

    answer(document, text, as_json=as_json)


def _confirm(name: str, *, yes: bool) -> None:
    import sys

    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("Nobody is there to confirm that it is destroyed: say --yes.", field="yes")
    if str(typer.prompt(f"Nobody can undo this. Type “{name}” to destroy it", err=True)) != name:
        raise BadInput("That was another name: nothing was destroyed.", field="case")


def _order(vault: "OpenVault", report: "Report") -> dict[str, Any]:
    def named(devices: "Iterable[DeviceId]") -> list[str]:
        owners = vault.space.group().roster
        return [f"{owners.named(_owner(vault, each))} ({each[:4].hex()})" for each in devices]

    return {
        "order": report.order.hex(),
        "of": "incident" if report.is_incident else "case",
        "year": report.year,
        "done": named(report.done),
        "missing": named(report.missing),
        "gone": named(report.gone),
    }


def _owner(vault: "OpenVault", device: "DeviceId") -> bytes:
    laptop = vault.space.laptops.membership.laptops.get(device)
    return laptop.member if laptop else bytes(device)
