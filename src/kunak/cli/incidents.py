"""``kunak register``: the group's own register of incidents and sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput
from kunak.cli import register
from kunak.cli.terminal import (
    HomeOption,
    JsonOption,
    answer,
    check_free,
    passphrase,
    progress,
    say,
    vault_path,
    write_paper,
)

app = register.app
"""The engines' commands and these are one tree."""

if TYPE_CHECKING:
    from kunak.app.reporting import Report
    from kunak.app.unrecorded import Unrecorded
    from kunak.app.workspace import Workspace
    from kunak.base.ids import SubjectId
    from kunak.casework.incidents.events import Cell
    from kunak.casework.incidents.state import Incident

Number = Annotated[str, typer.Argument(help="Number of the incident, as kunak register list shows it.")]
SourceOption = Annotated[
    str, typer.Option("--source", help="Number of the source, as kunak register sources shows it.")
]
HASH_BYTES = 32


@app.command("source")
def source(  # noqa: PLR0913, PLR0917 - its options
    number: Annotated[str, typer.Argument(help="Number of a source that is described anew; none for a new one.")] = "",
    label: Annotated[str, typer.Option("--label", help="What you call it; it names nobody.")] = "",
    sort: Annotated[str, typer.Option("--sort", help="verdict, press, report, interview, list, …")] = "",
    published: Annotated[str, typer.Option("--published", help="2014, 2014-03 or 2014-03-05.")] = "",
    of_list: Annotated[
        str, typer.Option("--list", help="Which list it belongs to, where several sources are one list.")
    ] = "",
    title: Annotated[str, typer.Option("--title", help="Headline or title.")] = "",
    address: Annotated[str, typer.Option("--address", help="Where it is found.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Describe a source, or describe it anew: every statement hangs on one."""
    from kunak.app import sources, wiring
    from kunak.casework.compartments import Subject
    from kunak.casework.incidents.sources import SourceRecord, Whereabouts

    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        if number:
            subject = space.by_number(Subject.SOURCE, number)
            known = sources.opened(space, subject)
            record = SourceRecord(
                label or known.record.label,
                sort or known.record.sort,
                published or known.record.published,
                of_list or known.record.of_list,
            )
            before = known.found
            found = Whereabouts(title or before.title, before.author, address or before.address)
            sources.describe(space, subject, record=record, found=found if title or address else None)
        else:
            found = Whereabouts(title, "", address)
            record = SourceRecord(label, sort, published, of_list)
            subject = sources.add(space, record=record, found=found if title or address else None)
    named = subject.hex()[:8]
    answer({"id": subject.hex(), "number": named}, lambda: say(f"The source is {named}."), as_json=as_json)


@app.command("grade")
def grade(
    number: Annotated[str, typer.Argument(help="Number of the source.")],
    reliability: Annotated[str, typer.Option("--reliability", help="A to F, by the Admiralty scale.")],
    reason: Annotated[str, typer.Option("--reason", help="How it knows, and what it got right before.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a source is worth, whatever it says."""
    from kunak.app import sources, wiring
    from kunak.casework.compartments import Subject
    from kunak.casework.incidents.sources import Reliability

    if reliability.upper() not in {each.value for each in Reliability}:
        raise BadInput("The reliability is one of A, B, C, D, E, F.", field="reliability")
    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = vault.space.by_number(Subject.SOURCE, number)
        sources.grade(vault.space, subject, reliability=Reliability(reliability.upper()), reason=reason)
    document = {"number": number, "reliability": reliability.upper()}
    answer(document, lambda: say(f"{number} is graded {reliability.upper()}."), as_json=as_json)


@app.command("sources")
def source_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the sources by their labels."""
    from kunak.app import sources, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows = sources.listed(vault.space)
    listed: list[dict[str, Any]] = [
        {
            "id": row.id.hex(),
            "number": row.number,
            "label": row.line.label,
            "sort": row.line.sort,
            "published": row.line.published,
            "list": row.line.of_list,
            "reliability": row.line.reliability.value,
            "snapshots": row.line.snapshots,
        }
        for row in rows
    ]

    def text() -> None:
        for each in listed:
            say(f"{each['number']}  {each['reliability']}  {each['sort']:<11} {each['published']:<10} {each['label']}")
        say(f"{len(listed)} sources.")

    answer({"sources": listed}, text, as_json=as_json)


@app.command("snapshot")
def snapshot(
    number: Annotated[str, typer.Argument(help="Number of the source.")],
    file: Annotated[Path, typer.Argument(help="The page or paper as it was saved: HTML, PDF, a picture.")],
    expected: Annotated[str, typer.Option("--sha256", help="Hash that was stated; another file is refused.")] = "",
    taken: Annotated[str, typer.Option("--taken", help="When it was saved; now, if nothing is said.")] = "",
    address: Annotated[str, typer.Option("--address", help="Where from.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep how a source looked, sealed, with its hash and time."""
    from kunak.app import sources, wiring
    from kunak.base.ids import from_hex
    from kunak.base.instants import from_rfc3339
    from kunak.casework.compartments import Subject

    wanted = from_hex(expected.casefold(), length=HASH_BYTES, field="sha256") if expected else None
    moment = from_rfc3339(taken, field="taken") if taken else None
    data = sources.read_snapshot(file)
    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = vault.space.by_number(Subject.SOURCE, number)
        digest = sources.snapshot(
            vault.space,
            vault.shelf,
            subject,
            name=file.name,
            data=data,
            taken_at=moment,
            address=address,
            expected=wanted,
        )
    document = {"number": number, "sha256": digest.hex(), "bytes": len(data)}
    answer(document, lambda: say(f"Kept, {len(data):,} bytes. SHA-256: {digest.hex()}"), as_json=as_json)


@app.command("add")
def add(
    said: Annotated[list[str], typer.Argument(help="What it says: date=2014-03 act=killing victim.age=19 …")],
    source: SourceOption,
    to: Annotated[str, typer.Option("--to", help="Number of an incident that is there; none for a new one.")] = "",
    credibility: Annotated[int, typer.Option("--credibility", help="1 to 6, by the Admiralty scale.")] = 6,
    where: Annotated[str, typer.Option("--where", help="Page or paragraph of the source.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter what a source says of an incident: all of it, or nothing."""
    from kunak.app import incidents, wiring
    from kunak.app.incidents import Hangs, Told
    from kunak.casework.compartments import Subject
    from kunak.casework.incidents.events import Credibility

    if credibility not in {each.value for each in Credibility}:
        raise BadInput("The credibility is a number from 1 to 6.", field="credibility")
    told = [Told(incidents.key(name), value) for name, value in _pairs(said)]
    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        hangs = Hangs(space.by_number(Subject.SOURCE, source), Credibility(credibility), where)
        if to:
            subject = space.by_number(Subject.INCIDENT, to)
            incidents.state(space, subject, told, hangs)
        else:
            subject = incidents.add(space, told, hangs)
    number = subject.hex()[:8]
    answer({"id": subject.hex(), "number": number}, lambda: say(f"The incident is {number}."), as_json=as_json)


@app.command("withdraw")
def withdraw(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="A mistake, or which other incident it is the same as.")],
    thing: Annotated[str, typer.Option("--thing", help="Only this of it, such as victim.2.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an incident, or a thing of it, out of what counts. It stays in the log."""
    from kunak.app import incidents, wiring
    from kunak.casework.compartments import Subject

    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        subject = space.by_number(Subject.INCIDENT, number)
        incident = incidents.opened(space, subject)
        named = {incidents.named(each, incident): each.id for each in incident.things.values()}
        if thing and thing not in named:
            raise BadInput(
                "There is nothing of this name. There are: %(known)s.", known=", ".join(named), field="thing"
            )
        incidents.withdraw(space, subject, thing=named[thing] if thing else subject, reason=reason)
    answer({"number": number, "thing": thing}, lambda: say(f"{number} {thing} no longer counts."), as_json=as_json)


@app.command("list")
def listing(
    every: Annotated[bool, typer.Option("--all", help="Withdrawn ones, too.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List incidents, the latest first, without anything that finds somebody."""
    from kunak.app import incidents, matches, wiring
    from kunak.casework.incidents.fields import Sort

    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows = incidents.listed(vault.space, withdrawn=every)
        twice = {unit: matches.surplus(vault.space, unit) for unit in (Sort.INCIDENT, Sort.VICTIM)}
    listed: list[dict[str, Any]] = [
        {
            "id": row.id.hex(),
            "number": row.number,
            "date": row.line.date,
            "region": row.line.region,
            "district": row.line.district,
            "acts": list(row.line.acts),
            "victims": row.line.victims,
            "perpetrators": row.line.perpetrators,
            "verdicts": row.line.verdicts,
            "sources": row.line.sources,
            "contradictions": row.line.contradictions,
            "withdrawn": row.line.withdrawn,
        }
        for row in rows
    ]

    def text() -> None:
        for each in listed:
            acts = ", ".join(each["acts"])
            say(
                f"{each['number']}  {each['date'] or '–':<10} {each['region']:<20} {each['victims']:>2} victims  {acts}"
            )
        counting = [each for each in listed if not each["withdrawn"]]
        victims = sum(each["victims"] for each in counting) - twice[Sort.VICTIM]
        say(f"{len(counting) - twice[Sort.INCIDENT]} incidents with {victims} victims.")

    answer({"incidents": listed}, text, as_json=as_json)


@app.command("show")
def show(number: Number, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show an incident: what each source says, and what counts."""
    from kunak.app import incidents, wiring
    from kunak.casework.compartments import Subject

    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        subject = space.by_number(Subject.INCIDENT, number)
        things = _things(space, incidents.opened(space, subject))
    document = {"id": subject.hex(), "number": subject.hex()[:8], "things": things}

    def text() -> None:
        for thing in things:
            joins = f" ({', '.join(thing['joins'])})" if thing["joins"] else ""
            say(f"{thing['thing']}{joins}" + (f", withdrawn: {thing['withdrawn']}" if thing["withdrawn"] else ""))
            for name, field in thing["fields"].items():
                counts = field["value"] or "?"
                said = "; ".join(f"{each['value']} ({each['source']})" for each in field["said"])
                say(f"    {name}: {counts}    {said}")

    answer(document, text, as_json=as_json)


@app.command("code")
def code(
    number: Number,
    said: Annotated[list[str], typer.Argument(help="Which words fit: motive=honour act.2.act=beating …")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which words fit an incident, apart from the others: you see theirs once you have chosen."""
    from kunak.app import coding, incidents, wiring
    from kunak.casework.compartments import Subject

    chosen = [(incidents.key(name), value) for name, value in _pairs(said)]
    with wiring.opened(vault_path(home), passphrase()) as vault:
        coding.code(vault.space, vault.space.by_number(Subject.INCIDENT, number), chosen)
    document = {"number": number, "coded": len(chosen)}
    answer(document, lambda: say(f"{number} is coded: {len(chosen)} words."), as_json=as_json)


@app.command("decide")
def decide(
    number: Number,
    said: Annotated[str, typer.Argument(help="What counts: motive=honour, victim.age=19 …")],
    reason: Annotated[str, typer.Option("--reason", help="What the sources show, and how the others came to differ.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide what counts where coders differ or sources contradict each other."""
    from kunak.app import coding, incidents, wiring
    from kunak.casework.compartments import Subject

    ((name, value),) = _pairs([said])
    with wiring.opened(vault_path(home), passphrase()) as vault:
        subject = vault.space.by_number(Subject.INCIDENT, number)
        coding.rule(vault.space, subject, incidents.key(name), value=value, reason=reason)
    answer({"number": number, "decided": name}, lambda: say(f"{number}: {name} is decided."), as_json=as_json)


@app.command("agreement")
def agreement(
    confirm: Annotated[bool, typer.Option("--confirm", help="Let count what several coders agree on.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap; the same gives the same.")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how well the coders agree beyond chance, field by field, and on what they differ."""
    from kunak.app import coding, incidents, wiring

    with wiring.opened(vault_path(home), passphrase()) as vault:
        space = vault.space
        found = coding.agreement(space, seed=seed)
        confirmed = coding.confirm(space) if confirm else 0
        named = {
            unit: f"{unit.subject.hex()[:8]} {incidents.named(incident.things[unit.thing], incident)}"
            for each in found
            for unit in each.differing
            for incident in [space.incident(unit.subject).incident]
        }
    fields: list[dict[str, Any]] = [
        {
            "field": each.field,
            "units": each.alpha.units,
            "alpha": each.alpha.alpha,
            "interval": [each.alpha.low, each.alpha.high],
            "pairs": [
                {
                    "coders": [pair.first, pair.second],
                    "units": pair.kappa.units,
                    "observed": pair.kappa.observed,
                    "kappa": pair.kappa.kappa,
                }
                for pair in each.pairs
            ],
            "differing": [named[unit] for unit in each.differing],
            "agreed": len(each.agreed),
        }
        for each in found
    ]

    def text() -> None:
        for each in fields:
            say(
                f"{each['field']}: alpha {_number(each['alpha'])} over {each['units']} things; differing: "
                f"{', '.join(each['differing']) or '–'}"
            )
            for pair in each["pairs"]:
                say(f"    {' and '.join(pair['coders'])}: kappa {_number(pair['kappa'])} over {pair['units']}")
        say(f"{confirmed} confirmed." if confirm else f"{len(fields)} fields are coded.")

    answer({"fields": fields, "confirmed": confirmed}, text, as_json=as_json)


def _number(value: float | None) -> str:
    return "cannot be said" if value is None else f"{value:.2f}"


def _pairs(said: list[str]) -> list[tuple[str, str]]:
    """Return fields and values as somebody wrote them, with = between.

    Raises:
        BadInput: One of them has none.
    """
    pairs = [each.partition("=") for each in said]
    wrong = next((each for each, equals, _ in pairs if not equals), None)
    if wrong is not None:
        raise BadInput("“%(said)s” says nothing: write a field, = and its value.", said=wrong[:40], field="said")
    return [(name, value) for name, _, value in pairs]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, one row for each incident or victim.")],
    mapping: Annotated[Path, typer.Option("--map", help="TOML that says which column holds what.")],
    source: Annotated[str, typer.Option("--source", help="Number of the source, where the map names none.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter a list of others, every statement with the cell it comes from: all rows, or none."""
    from kunak.app import importing, wiring

    with progress("Importing"), wiring.opened(vault_path(home), passphrase()) as vault:
        done = importing.import_table(vault.space, file, mapping, source=source)
    document = {
        "incidents": [each.hex()[:8] for each in done.incidents],
        "rows": done.rows,
        "statements": done.statements,
        "sha256": done.file.hex(),
    }
    said = (
        f"{done.rows} rows, {len(done.incidents)} incidents, {done.statements} statements. SHA-256: {done.file.hex()}"
    )
    answer(document, lambda: say(said), as_json=as_json)


@app.command("extract")
def extract(
    out: Annotated[Path, typer.Option("--out", help="File to write: .parquet or .csv.")],
    unit: Annotated[
        str, typer.Option("--unit", help="incidents, acts, victims, perpetrators or verdicts: what a row is.")
    ] = "victims",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the register without names, for analysis: one row for each thing of one unit."""
    from kunak.app import extracting, wiring
    from kunak.casework.incidents.fields import unit_named

    sort = unit_named(unit)
    check_free(out)
    with wiring.opened(vault_path(home), passphrase()) as vault:
        rows, content = extracting.take(vault.space, sort, out.suffix)
    write_paper(out, content)
    document = {"unit": unit, "rows": len(rows), "columns": list(extracting.columns(sort)), "file": str(out)}
    said = f"{len(rows)} {unit} in {out.name}. It is not encrypted, and de-identified is not anonymous."
    answer(document, lambda: say(said), as_json=as_json)


@app.command("report")
def report(
    unit: Annotated[
        str, typer.Option("--unit", help="incidents, acts, victims, perpetrators or verdicts.")
    ] = "victims",
    exact: Annotated[bool, typer.Option("--exact", help="Small numbers, too: not for publication.")] = False,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write it as a PDF, too.")] = None,
    language: Annotated[str, typer.Option("--language", help="Of the PDF: en or ru.")] = "en",
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Estimate what was not recorded of victims, and keep it beside.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the estimate; the same gives the same.")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count one unit by region and year, with shares and how the numbers came about; small numbers are hidden."""
    import msgspec

    from kunak.app import estimating, leaving, reporting, unrecorded, wiring
    from kunak.app.papers.labels import paper_language
    from kunak.casework.incidents.fields import unit_named

    chosen = unit_named(unit)
    of_paper = paper_language(language)
    if estimate and unit != "victims":
        raise BadInput("Only victims are estimated: leave --unit out, or --estimate.", field="unit")
    if pdf is not None:
        check_free(pdf, "--pdf")
    with progress("Estimating") as bar, wiring.opened(vault_path(home), passphrase()) as vault:
        if estimate:
            estimating.keep(vault.exchange, estimating.make(vault.space, seed=seed, progress=bar))
        found = reporting.report(vault.space, chosen, exact=exact)
        beside = unrecorded.of_report(vault.space, vault.exchange, found)
        if pdf is not None:
            paper = leaving.paper(vault.space, found, language=of_paper, unrecorded=beside)
    if pdf is not None:
        write_paper(pdf, paper, "--pdf")

    document: dict[str, Any] = msgspec.to_builtins(found)
    document |= {"unit": unit, "unrecorded": msgspec.to_builtins(beside)}
    answer(document, lambda: _tell_report(found, unit, beside), as_json=as_json)


@app.command("taken")
def taken(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List what of the register left the vault: rows and reports, when, by whom, of which unit, with the hash."""
    from kunak.app import leaving, wiring
    from kunak.base.instants import to_rfc3339

    with wiring.opened(vault_path(home), passphrase()) as vault:
        found = leaving.left(vault.space)
    rows = [
        {"at": to_rfc3339(e.at), "by": e.by, "what": e.what.value, "unit": f"{e.unit.value}s", "sha256": e.sha256}
        for e in found
    ]
    document = {"taken": rows}

    def text() -> None:
        for each in rows:
            say("  ".join(each.values()))
        say(f"{len(rows)} file{'s' * (len(rows) != 1)}.")

    answer(document, text, as_json=as_json)


def _tell_report(found: "Report", unit: str, beside: "Unrecorded | None") -> None:
    say(f"{unit}, {found.first or '?'} to {found.last or '?'}")
    say(f"{'':<20}" + "".join(f"{year or '?':>6}" for year in found.table.years) + "   all")
    for name, row in zip([*found.table.regions, "all"], found.table.cells, strict=True):
        say(f"{name or '?':<20}" + "".join(f"{'·' if cell is None else cell:>6}" for cell in row))
    for shares in found.shares:
        say(f"{shares.field}, known of {'·' if shares.whole is None else shares.whole}:")
        for line in shares.lines:
            say(f"    {line.code:<20} {_percent(line.part, line.share, line.low, line.high)}")
    if not found.exact:
        say(f"· counts below {found.least} are hidden, and so many others that none follows from a sum.")
    if beside is not None:
        _tell_unrecorded(beside)


def _tell_unrecorded(found: "Unrecorded") -> None:
    say("What was not recorded, estimated" + (" (the register has changed since):" if found.changed else ":"))
    if found.withheld:
        say("    not shown: it is over so few people that it would tell of single ones (--exact shows it).")
    for line in found.lines:
        for figure, linkage in zip(line.figures, found.linkages, strict=True):
            number = "cannot be estimated." if figure.reason else f"{figure.median} ({figure.low} to {figure.high})"
            say(f"    {line.method:<13} {linkage!s:<14} {number} {figure.reason or ''}".rstrip())
        for warning in line.figures[0].warnings:
            say(f"    {'':<13} {warning}")
    for told in found.note:
        say(f"    {told}")


def _percent(part: int | None, share: float | None, low: float | None, high: float | None) -> str:
    if part is None or share is None or low is None or high is None:
        return "·"
    return f"{part}, {100 * share:.0f} % (95 % interval {100 * low:.0f} to {100 * high:.0f} %)"


def _things(space: "Workspace", incident: "Incident") -> list[dict[str, Any]]:
    from kunak.app import incidents
    from kunak.casework.incidents.fields import fields_of

    return [
        {
            "thing": incidents.named(thing, incident),
            "joins": [incidents.named(incident.things[one], incident) for one in thing.joins if one in incident.things],
            "withdrawn": thing.withdrawn,
            "fields": {
                name: _field(space, incident, thing.id, name)
                for name in fields_of(thing.sort)
                if incident.writes(thing.id, name) or (thing.id, name) in (incident.coded | incident.ruled)
            },
        }
        for thing in incident.things.values()
    ]


def _field(space: "Workspace", incident: "Incident", thing: bytes, name: str) -> dict[str, Any]:
    from kunak.app import coding
    from kunak.base.ids import SubjectId
    from kunak.base.instants import to_rfc3339

    value = incident.value(thing, name)
    said = [
        {
            "value": write.value.value,
            "source": _label(space, SubjectId(write.value.source)),
            "credibility": write.value.credibility.value,
            "where": write.value.where,
            "cell": _cell(write.value.cell),
            "by": space.author(write.device),
            "at": to_rfc3339(write.at),
        }
        for write in incident.writes(thing, name)
    ]
    ruled = incident.ruled.get((thing, name))
    return {
        "value": value.text,
        "standing": value.standing.value,
        "said": said,
        "coded": coding.visible(space, incident, thing, name),
        "decided": [
            {"value": write.value.value, "reason": write.value.reason, "by": space.author(write.device)}
            for write in (ruled.writes if ruled else ())
        ],
    }


def _label(space: "Workspace", source: "SubjectId") -> str:
    row = space.cache.subject(source)
    return row.code if row is not None else source.hex()[:8]


def _cell(cell: "Cell | None") -> dict[str, Any] | None:
    if cell is None:
        return None
    return {"file": cell.file.hex(), "sheet": cell.sheet, "row": cell.row, "column": cell.column}
