"""``kunak members``: who is one, with which laptops, and letting in and putting out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput, Refused
from kunak.cli.terminal import (
    HomeOption,
    JsonOption,
    answer,
    home_path,
    passphrase,
    progress,
    read_paper,
    say,
    tell,
    vault_path,
    write_paper,
)

if TYPE_CHECKING:
    from kunak.app.members import Machine, Said
    from kunak.app.wiring import OpenVault
    from kunak.base.ids import EventId
    from kunak.casework.compartments import Role
    from kunak.casework.roster import Rank

app = typer.Typer(help="Members of the group and their laptops.", no_args_is_help=True)


@app.command("list")
def listing(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List everybody who is or was a member, with their laptops, and what waits for a signature."""
    from kunak.app import members, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows = members.listed(vault.space)
        me = vault.space.me().id
        laptops = [_laptop(each) for each in members.laptops(vault.space)]
        pending = [_pending(vault, each) for each in vault.space.laptops.membership.pending]
    listed: list[dict[str, Any]] = [
        {
            "id": member.id.hex(),
            "name": member.name,
            "roles": [role.value for role in member.roles],
            "rank": member.rank.value,
            "here": member.id == me,
            "left": member.left or None,
            "laptops": [each for each in laptops if each["member"] == member.id.hex()],
        }
        for member in rows
    ]

    def text() -> None:
        for each in listed:
            state = "  (left)" if each["left"] else ""
            say(f"{each['name']:<24} {each['rank']:<7} {', '.join(each['roles'])}{state}")
            for laptop in each["laptops"]:
                say(f"    laptop {laptop['id']}  {laptop['state']}, {laptop['events']} events known")
        for each in pending:
            about = f", about {each['about']}" if each["about"] else ""
            say(f"waits for a signature: {each['says']}{about} (kunak members second {each['event']})")

    answer({"members": listed, "pending": pending}, text, as_json=as_json)


@app.command("invite")
def invite(
    name: Annotated[str, typer.Argument(help="With --here: name of the new member.")] = "",
    roles: Annotated[list[str] | None, typer.Option("--role", help="With --here: what they do.")] = None,
    here: Annotated[
        bool, typer.Option("--here", help="Take in somebody who has no laptop and approves on this one.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="Where the invitation is written.")] = Path("invitation.kunak"),
    language: Annotated[
        str, typer.Option("--language", help="With --here: language of their passphrase, en or ru.")
    ] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an invitation for a new laptop. It may travel by any way; it names the relay, and nothing else."""
    from kunak.app import enrolling, wiring

    if here:
        _take_in_here(name, roles or [], language, home=home, as_json=as_json)
        return
    if name or roles:
        raise BadInput("Whoever joins says their own name on their laptop: leave it out, or use --here.", field="name")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        paper = enrolling.invite(vault.space, wiring.meeting(vault))
    write_paper(out, paper)

    def text() -> None:
        say(f"The invitation is in {out}. Give it to the new laptop; there: kunak members join {out.name}")

    answer({"invitation": str(out)}, text, as_json=as_json)


@app.command("join")
def join(
    invitation: Annotated[Path, typer.Argument(help="The invitation you were given.")],
    name: Annotated[str, typer.Option("--name", help="The name by which other members shall know you.")],
    member: Annotated[str, typer.Option("--member", help="Your id, if you have a laptop in the group already.")] = "",
    out: Annotated[Path, typer.Option("--out", help="Where the request is written.")] = Path("request.kunak"),
    language: Annotated[str, typer.Option("--language", help="Language of words and passphrase: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a vault on this new laptop that asks to be let in, and show the words to compare."""
    from kunak.app import enrolling, wiring
    from kunak.base.ids import ID_BYTES, from_hex
    from kunak.cli.vault import new_passphrase

    path, paper = home_path(home), enrolling.from_letters(read_paper(invitation))
    wiring.refuse_taken(path)
    known = from_hex(member, length=ID_BYTES, field="member") if member else b""
    wiring.judge_invitation(paper)
    chosen, drawn = new_passphrase(language)
    request = wiring.begin_joining(path, wiring.Joining(paper, name, chosen, member=known))
    write_paper(out, request)
    words = wiring.words(paper, request, language)
    document: dict[str, Any] = {"home": str(path), "request": str(out), "words": list(words)}
    if drawn:
        document["passphrase"] = chosen

    def text() -> None:
        say(f"The request is in {out}: give it to whoever invited you.")
        say(f"Compare these words with theirs, in person or by voice: {' '.join(words)}")
        if drawn:
            say(f"Your passphrase: {chosen}")
        say("When they have let you in: kunak members enter WELCOME")

    answer(document, text, as_json=as_json)


@app.command("admit")
def admit(
    request: Annotated[Path, typer.Argument(help="The new laptop's request.")],
    roles: Annotated[list[str] | None, typer.Option("--role", help="What they do; may be given several times.")] = None,
    rank: Annotated[str, typer.Option("--rank", help="admin or member.")] = "member",
    words: Annotated[
        str, typer.Option("--words", help="The words that the new laptop shows, if nobody is to be asked.")
    ] = "",
    out: Annotated[Path, typer.Option("--out", help="Where the welcome is written.")] = Path("welcome.kunak"),
    language: Annotated[str, typer.Option("--language", help="Language of the words: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare words, let the laptop in, and write its welcome, which opens on that laptop alone."""
    from kunak.app import enrolling, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        meeting = wiring.meeting(vault)
        paper = enrolling.invite(vault.space, meeting)
        asked = enrolling.read(vault.space, paper, read_paper(request), language=wiring.language(language))
        _compare(asked.words, words)
        admitted = enrolling.admit(vault.space, asked, meeting, roles=_roles(roles or []), rank=_rank(rank))
        said = admitted.said
        if admitted.welcome is not None:
            write_paper(out, admitted.welcome)
    document = {
        "event": said.event.hex(),
        "missing_signatures": said.missing,
        "welcome": None if said.missing else str(out),
        "member": asked.request.member.hex(),
        "name": asked.request.name,
    }

    def text() -> None:
        if said.missing:
            say(f"Proposed. Another admin has to sign: kunak members second {said.event.hex()}")
            say("Then make the welcome: kunak members welcome REQUEST")
        else:
            say(f"{asked.request.name} is let in. The welcome is in {out}: it opens on that laptop alone.")

    answer(document, text, as_json=as_json)


@app.command("welcome")
def welcome(
    request: Annotated[Path, typer.Argument(help="The request of a laptop that was let in.")],
    out: Annotated[Path, typer.Option("--out", help="Where the welcome is written.")] = Path("welcome.kunak"),
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the welcome of a laptop that was let in, once more or after the second signature."""
    from kunak.app import enrolling, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        meeting = wiring.meeting(vault)
        asked = enrolling.read(vault.space, enrolling.invite(vault.space, meeting), read_paper(request), language="en")
        write_paper(out, enrolling.welcome(vault.space, asked.request, meeting))
    answer({"welcome": str(out)}, lambda: say(f"The welcome is in {out}."), as_json=as_json)


@app.command("enter")
def enter(
    paper: Annotated[Path, typer.Argument(help="The welcome you were given.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the welcome in on the new laptop: from now on it belongs to the group."""
    from kunak.app import wiring

    with progress("Entering") as bar, wiring.opened(vault_path(home), passphrase(), progress=bar) as vault:
        records = wiring.take_welcome(vault, read_paper(paper))
        name, group = vault.space.me().name, vault.space.group().roster.group

    def text() -> None:
        say(f"Welcome, {name}: this laptop belongs to {group} now. Next: kunak sync")

    answer({"member": name, "group": group, "records": records}, text, as_json=as_json)


@app.command("second")
def second(
    event: Annotated[str, typer.Argument(help="What another admin proposed: see kunak members list.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a grave decision that another admin proposed."""
    from kunak.app import members, wiring
    from kunak.base.ids import EVENT_ID_BYTES, EventId, from_hex

    of = EventId(from_hex(event, length=EVENT_ID_BYTES, field="event"))
    with wiring.opened(vault_path(home), passphrase()) as vault:
        said = members.second(vault.space, of)
    _told(said, "Signed.", as_json=as_json)


@app.command("rank")
def rank_command(
    name: Annotated[str, typer.Argument(help="Name of the member.")],
    rank: Annotated[str, typer.Argument(help="admin or member.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a member an admin, or an admin a member."""
    from kunak.app import members, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        said = members.give_rank(vault.space, member=_member(vault, name), rank=_rank(rank))
    _told(said, f"{name} is {rank} now.", as_json=as_json)


@app.command("roles")
def roles_command(
    name: Annotated[str, typer.Argument(help="Name of the member.")],
    roles: Annotated[list[str], typer.Option("--role", help="What they do, too; may be given several times.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a member does, too, beside what they did before. No role is taken away."""
    from kunak.app import members, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        said = members.give_roles(vault.space, member=_member(vault, name), roles=_roles(roles))
    _told(said, f"{name} does this, too, now: {', '.join(roles)}.", as_json=as_json)


@app.command("suspend")
def suspend(
    laptop: Annotated[str, typer.Argument(help="Beginning of the laptop's id: see kunak members list.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a laptop from all new keys at once, for 72 hours; the others get new ones."""
    from kunak.app import members, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        event = members.suspend(vault.space, members.laptop_by(vault.space, laptop), reason=reason)

    def text() -> None:
        say("Suspended: it reads nothing that is written from now on. Sync, so that the others know.")

    answer({"suspension": event.hex()}, text, as_json=as_json)


@app.command("lift")
def lift(
    suspension: Annotated[str, typer.Argument(help="The suspension: see kunak members list.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a suspension."""
    from kunak.app import members, wiring
    from kunak.base.ids import EVENT_ID_BYTES, EventId, from_hex

    of = EventId(from_hex(suspension, length=EVENT_ID_BYTES, field="suspension"))
    with wiring.opened(vault_path(home), passphrase()) as vault:
        members.lift(vault.space, of)
    answer({"lifted": suspension}, lambda: say("The suspension is over."), as_json=as_json)


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Name of the member.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line.")] = "",
    laptop: Annotated[str, typer.Option("--laptop", help="Put out one laptop instead: beginning of its id.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a member out with all their laptops, or one laptop alone; suspended at once, keys renewed."""
    from kunak.app import members, wiring

    if bool(name) is bool(laptop):
        raise BadInput("Name a member, or one laptop with --laptop.", field="name")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        if laptop:
            said = members.remove_laptop(vault.space, members.laptop_by(vault.space, laptop), reason=reason)
        else:
            said = members.remove(vault.space, member=_member(vault, name), reason=reason)
    document = {
        "removed": name or laptop,
        "event": said.event.hex(),
        "missing_signatures": said.missing,
    }

    def text() -> None:
        if said.missing:
            say(f"Suspended at once. Another admin has to sign: kunak members second {said.event.hex()}")
        else:
            say(f"{name or laptop} is out. Sync, so that the others know.")

    answer(document, text, as_json=as_json)


def _take_in_here(name: str, roles: list[str], language: str, *, home: Path | None, as_json: bool) -> None:
    from kunak.app import members, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        invited = members.invite(
            vault.space,
            vault.cosigners,
            name=name,
            roles=_roles(roles),
            language=language,
            profile=vault.profile,
        )

    def text() -> None:
        say(f"{name} is a member now. Their passphrase, for their eyes only:")
        say(invited.passphrase)

    answer({"member": invited.member.hex(), "passphrase": invited.passphrase}, text, as_json=as_json)


def _compare(ours: tuple[str, ...], theirs: str) -> None:
    """Return only if both laptops show the same words.

    Raises:
        Refused: They do not, or nobody said so.
    """
    from kunak.app.enrolling import DIFFER

    if theirs:
        same = tuple(theirs.split()) == ours
    elif sys.stdin.isatty():
        tell(f"These words must stand on the new laptop, too: {' '.join(ours)}")
        same = typer.confirm("Did you compare all of them, in person or by voice?", err=True)
    else:
        raise BadInput("Nobody is there to compare words: give those of the new laptop with --words.", field="words")
    if not same:
        raise Refused(DIFFER, field="words")


def _told(said: "Said", done: str, *, as_json: bool) -> None:
    document = {"event": said.event.hex(), "missing_signatures": said.missing}
    waits = f"Proposed. Another admin has to sign: kunak members second {said.event.hex()}"
    answer(document, lambda: say(waits if said.missing else done), as_json=as_json)


def _member(vault: "OpenVault", name: str) -> bytes:
    found = [member for member in vault.space.group().roster.present if member.name == name]
    if not found:
        raise BadInput("No member has this name: see kunak members list.", field="name")
    return found[0].id


def _roles(named: list[str]) -> "tuple[Role, ...]":
    from kunak.casework.compartments import Role

    known = {role.value: role for role in Role}
    for role in named:
        if role not in known:
            raise BadInput(
                "There is no role “%(role)s”; the roles are %(known)s.", role=role, known=", ".join(known), field="role"
            )
    return tuple(known[role] for role in named)


def _rank(named: str) -> "Rank":
    from kunak.casework.roster import Rank

    known = {rank.value: rank for rank in Rank}
    if named not in known:
        raise BadInput("There is no rank “%(rank)s”: choose admin or member.", rank=named, field="rank")
    return known[named]


def _laptop(each: "Machine") -> dict[str, Any]:
    return {
        "id": each.id.hex(),
        "member": each.member.hex(),
        "state": each.state,
        "events": each.events,
        "suspension": each.suspension.hex() or None,
        "here": each.here,
    }


def _pending(vault: "OpenVault", event: "EventId") -> dict[str, Any]:
    from kunak.app import members, telling

    proposal = vault.space.laptops.membership.pending[event]
    told = telling.tell(proposal.said)
    return {
        "event": event.hex(),
        "says": told.sentence % told.details,
        "by": vault.space.group().roster.named(proposal.author),
        "about": members.about(vault.space, proposal.said),
        "missing_signatures": proposal.missing,
    }
