"""``kunak members``: who is one."""

from typing import Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, passphrase, say

app = typer.Typer(help="Members of the group.", no_args_is_help=True)


@app.command("list")
def listing(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List everybody who is or was a member."""
    from kunak.app import members, wiring

    with wiring.opened(home_path(home), passphrase()) as vault:
        rows = members.listed(vault.space)
        me = vault.space.me().id
    listed: list[dict[str, Any]] = [
        {
            "id": member.id.hex(),
            "name": member.name,
            "roles": [role.value for role in member.roles],
            "here": member.id == me,
            "left": member.left or None,
        }
        for member in rows
    ]

    def text() -> None:
        for each in listed:
            say(f"{each['name']:<24} {', '.join(each['roles'])}{'  (left)' if each['left'] else ''}")

    answer({"members": listed}, text, as_json=as_json)


@app.command("invite")
def invite(
    name: Annotated[str, typer.Argument(help="Name of the new member.")],
    roles: Annotated[list[str], typer.Option("--role", help="What they do; may be given several times.")],
    language: Annotated[str, typer.Option("--language", help="Language of their passphrase: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a member who approves on this laptop; their passphrase is shown once."""
    from kunak.app import members, wiring
    from kunak.casework.compartments import Role

    known = {role.value: role for role in Role}
    for role in roles:
        if role not in known:
            raise BadInput(
                "There is no role “%(role)s”; the roles are %(known)s.", role=role, known=", ".join(known), field="role"
            )
    with wiring.opened(home_path(home), passphrase()) as vault:
        invited = members.invite(
            vault.space,
            vault.cosigners,
            name=name,
            roles=tuple(known[role] for role in roles),
            language=language,
            profile=vault.profile,
        )

    def text() -> None:
        say(f"{name} is a member now. Their passphrase, for their eyes only:")
        say(invited.passphrase)

    answer({"member": invited.member.hex(), "passphrase": invited.passphrase}, text, as_json=as_json)


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Name of the member.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that somebody is no longer a member; their word no longer counts."""
    from kunak.app import members, wiring

    with wiring.opened(home_path(home), passphrase()) as vault:
        found = [member for member in members.listed(vault.space) if member.name == name and not member.left]
        if not found:
            raise BadInput("No member has this name: see kunak members list.", field="name")
        members.remove(vault.space, member=found[0].id, reason=reason)
    answer({"removed": name}, lambda: say(f"{name} is no longer a member."), as_json=as_json)
