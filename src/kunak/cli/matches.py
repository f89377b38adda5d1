"""``kunak register compare``, ``persons`` and ``incidents``: which entries are one, as a researcher decides it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli import incidents
from kunak.cli.terminal import HomeOption, JsonOption, answer, passphrase, say, vault_path

app = incidents.app
"""One tree with the other commands of the register."""

if TYPE_CHECKING:
    from kunak.app.workspace import Workspace
    from kunak.casework.incidents.fields import Sort

Named = Annotated[
    str, typer.Argument(help="Number of the incident, and after a point which of its victims: 3f2a91bc.2.")
]


@app.command("compare")
def compare(
    one: Named,
    other: Named,
    verdict: Annotated[str, typer.Option("--verdict", help="same, different, unsure, or undone to take it back.")],
    unit: Annotated[
        str, typer.Option("--unit", help="victims; incidents by their numbers alone; or acts, perpetrators, verdicts.")
    ] = "victims",
    reason: Annotated[str, typer.Option("--reason", help="It may name people: it is sealed with the names.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide whether two victims are one person, or two other entries one, counted once; or take that back."""
    from kunak.app import matches, naming, wiring
    from kunak.casework.incidents.fields import unit_named
    from kunak.casework.incidents.links import Verdict

    known = [each.value for each in Verdict]
    if verdict not in known:
        raise BadInput("The verdict is one of: %(known)s.", known=", ".join(known), field="verdict")
    sort = unit_named(unit)
    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        first = naming.place_of(space, one, unit=sort, field="one")
        second = naming.place_of(space, other, unit=sort)
        matches.decide(space, first, second, Verdict(verdict), unit=sort, reason=reason)
    answer({"a": one, "b": other, "verdict": verdict}, lambda: say(f"{one} and {other}: {verdict}."), as_json=as_json)


@app.command("persons")
def listed_persons(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List who is one person by decisions, and every decision that stands."""
    from kunak.app import matches, wiring
    from kunak.casework.incidents.fields import Sort

    with wiring.opened(vault_path(home), passphrase()) as vault:
        matches.check_names(vault.space)
        document = _decided(vault.space, Sort.VICTIM, "persons")
    answer(document, lambda: _tell(document, "persons", "one person"), as_json=as_json)


@app.command("incidents")
def listed_incidents(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List which entries are one incident by decisions, what they tell twice, and which pairs wait for a decision."""
    from kunak.app import asking, matches, naming, wiring
    from kunak.casework.incidents.fields import Sort

    with wiring.opened(vault_path(home), passphrase()) as vault:
        matches.check_names(vault.space)
        document = _decided(vault.space, Sort.INCIDENT, "incidents")
        pairs = asking.waiting(vault.space, asking.prepared(vault.space)())
        document["told_twice"] = _told_twice(vault.space)
        document["waiting"] = [[naming.name(each.left), naming.name(each.right)] for each in pairs]

    def text() -> None:
        for pair in document["waiting"]:
            say("the same incident? " + " ".join(pair))
        for unit, groups in document["told_twice"].items():
            for group in groups:
                say(f"counted once ({unit}): " + ", ".join(group))
        _tell(document, "incidents", "one incident")

    answer(document, text, as_json=as_json)


def _tell(document: dict[str, Any], name: str, each_is: str) -> None:
    for group in document[name]:
        say(f"{each_is}: " + ", ".join(group))
    for pair in document["contradictions"]:
        say("contradiction, nothing is joined: " + ", ".join(pair))
    for each in document["decisions"]:
        say(f"{each['a']} {each['b']}: {', '.join(each['verdicts'])}  {'; '.join(each['reasons'])}")
    say(f"{len(document[name])} joined, {len(document['decisions'])} decisions.")


def _told_twice(space: "Workspace") -> dict[str, list[list[str]]]:
    from kunak.app import matches, naming
    from kunak.casework.incidents.retold import APART

    found: dict[str, list[list[str]]] = {}
    for unit in APART:
        where = matches.places(space, unit)
        entries = [[matches.entry_at(space, where[each]) for each in group] for group in matches.ones(space, unit)]
        found[f"{unit.value}s"] = [[naming.name(each) for each in group if each] for group in entries]
    return found


def _decided(space: "Workspace", unit: "Sort", groups: str) -> dict[str, Any]:
    from kunak.app import matches, naming
    from kunak.casework.incidents.links import Verdict, in_force

    known, where = matches.groups(space, unit), matches.places(space, unit)

    def named(thing: bytes) -> str:
        entry = matches.entry_at(space, where[thing]) if thing in where else None
        return naming.name(entry) if entry else thing.hex()

    standing = {pair: field for pair, field in known.decisions.items() if in_force(field) is not Verdict.UNDONE}
    return {
        groups: [[named(each) for each in group] for group in known.joined],
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
