"""``kunak register compare`` and ``persons``: who is one person, as a researcher decides it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli import incidents
from kunak.cli.terminal import HomeOption, JsonOption, answer, home_path, passphrase, say

app = incidents.app
"""One tree with the other commands of the register."""

if TYPE_CHECKING:
    from kunak.app.workspace import Workspace

Victim = Annotated[
    str, typer.Argument(help="Number of the incident, and after a point which of its victims: 3f2a91bc.2.")
]


@app.command("compare")
def compare(
    one: Victim,
    other: Victim,
    verdict: Annotated[str, typer.Option("--verdict", help="same, different, unsure, or undone to take it back.")],
    reason: Annotated[str, typer.Option("--reason", help="It may name people: it is sealed with the names.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide whether two victims are one person, who is counted once, or take such a decision back."""
    from kunak.app import persons, proposing, wiring
    from kunak.casework.incidents.links import Verdict

    known = [each.value for each in Verdict]
    if verdict not in known:
        raise BadInput("The verdict is one of: %(known)s.", known=", ".join(known), field="verdict")
    with wiring.opened(home_path(home), passphrase()) as vault:
        space = vault.space
        first, second = proposing.place_of(space, one, field="one"), proposing.place_of(space, other)
        persons.decide(space, first, second, Verdict(verdict), reason=reason)
    answer({"a": one, "b": other, "verdict": verdict}, lambda: say(f"{one} and {other}: {verdict}."), as_json=as_json)


@app.command("persons")
def listing(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List who is one person by decisions, and every decision that stands."""
    from kunak.app import persons, wiring

    with wiring.opened(home_path(home), passphrase()) as vault:
        persons.check_names(vault.space)
        document = _decided(vault.space)

    def text() -> None:
        for group in document["persons"]:
            say("one person: " + ", ".join(group))
        for pair in document["contradictions"]:
            say("contradiction, nobody is joined: " + ", ".join(pair))
        for each in document["decisions"]:
            say(f"{each['a']} {each['b']}: {', '.join(each['verdicts'])}  {'; '.join(each['reasons'])}")
        say(f"{len(document['persons'])} joined, {len(document['decisions'])} decisions.")

    answer(document, text, as_json=as_json)


def _decided(space: "Workspace") -> dict[str, Any]:
    from kunak.app import persons, proposing
    from kunak.casework.incidents.links import Verdict, in_force

    known, where = persons.groups(space), persons.places(space)

    def named(thing: bytes) -> str:
        entry = persons.entry_at(space, where[thing]) if thing in where else None
        return proposing.name(entry) if entry else thing.hex()

    standing = {pair: field for pair, field in known.decisions.items() if in_force(field) is not Verdict.UNDONE}
    return {
        "persons": [[named(each) for each in group] for group in known.joined],
        "contradictions": [[named(each) for each in found.pair] for found in known.contradictions],
        "decisions": [
            {
                "a": named(one),
                "b": named(other),
                "verdicts": [write.value.verdict.value for write in field.writes],
                "reasons": [
                    known.reasons[each.value.mark] for each in field.writes if each.value.mark in known.reasons
                ],
            }
            for (one, other), field in standing.items()
        ],
    }
