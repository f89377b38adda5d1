"""``kunak recover``: trustees who can bring the group back, what they need for that, and the day on which they do."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput, Fault, KunakError
from kunak.cli.copies import DIRECT, RelayOption, ask_relay
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
    from kunak.app.papers.labels import Language
    from kunak.app.wiring import OpenVault
    from kunak.casework.compartments import Sensitivity

app = typer.Typer(help="Recovery by trustees, if laptops are lost.", no_args_is_help=True)

ORDINARY = "ordinary"
CLOSELY_HELD = "closely-held"
CLASSES = (ORDINARY, CLOSELY_HELD)

ClassOption = Annotated[
    str,
    typer.Option("--class", help="ordinary: everything but identity, route and health; closely-held: these three."),
]


@app.command("arrange")
def arrange(
    out: Annotated[Path, typer.Option("--out", help="Folder for the sheets; best one in memory, such as /dev/shm.")],
    chosen: ClassOption = ORDINARY,
    threshold: Annotated[int, typer.Option("--threshold", help="How many trustees are needed together.")] = 3,
    parts: Annotated[int, typer.Option("--parts", help="How many trustees there are.")] = 5,
    language: Annotated[str, typer.Option("--language", help="Language of the sheets: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Share a secret out among trustees: one sheet of paper for each, to print and hand over in person."""
    from kunak.app import recovering, wiring
    from kunak.app.papers.sharesheet import ShareSheet, share_pdf

    spoken, of = _language(language), _class(chosen)
    _folder(out)
    with wiring.opened(vault_path(home), passphrase()) as vault, progress("Setting the sheets") as bar:
        names = [out / f"share-{place}-of-{parts}.pdf" for place in range(1, parts + 1)]
        _refuse_there(names)
        made = recovering.arrange(vault.space, of, threshold=threshold, parts=parts)
        for place, (path, words) in enumerate(zip(names, made.parts, strict=True), start=1):
            bar(place, parts)
            sheet = ShareSheet(
                number=made.number,
                place=place,
                parts=parts,
                threshold=threshold,
                words=words,
                made_at=vault.space.clock(),
            )
            write_paper(path, share_pdf(sheet, language=spoken))
    removed = _printed(names, wiring.destroy)
    document = {
        "event": made.said.event.hex(),
        "missing_signatures": made.said.missing,
        "number": made.number,
        "class": chosen,
        "threshold": threshold,
        "sheets": [] if removed else [str(path) for path in names],
    }

    def text() -> None:
        say(f"Ceremony {made.number:05d}: {threshold} of {parts} trustees bring the parts “{chosen}” back.")
        if not removed:
            say(f"The sheets are in {out}: together they open everything. Print them, then destroy the files.")
        if made.said.missing:
            say(f"Another admin has to sign: kunak members second {made.said.event.hex()}")
        say("Then, every month: kunak recover bundle --out FOLDER, onto media of the group's own, never to a relay.")

    answer(document, text, as_json=as_json)


@app.command("bundle")
def bundle(
    out: Annotated[Path, typer.Option("--out", help="Folder on the group's own media.")],
    chosen: Annotated[str, typer.Option("--class", help="Only this class: ordinary or closely-held.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Seal keys and records to the trustees; files that came with messages are laid beside it, sealed as they are."""
    from kunak.app import recovering, wiring
    from kunak.base.instants import to_rfc3339

    _folder(out)
    made: list[dict[str, Any]] = []
    with (
        progress("Sealing") as bar,
        wiring.opened(vault_path(home), passphrase(), progress=bar) as vault,
    ):
        held = vault.space.laptops.membership.trustees
        wanted = [_class(chosen)] if chosen else [each for each in map(_class, CLASSES) if each in held]
        day = to_rfc3339(vault.space.clock())[:10]
        for of in wanted or [_class(ORDINARY)]:
            each = recovering.bundle(vault.space, of, wiring.meeting(vault))
            path = out / f"bundle-{of.value.replace('_', '-')}-{day}.kunak"
            write_paper(path, each.data)
            made.append(
                {
                    "class": of.value.replace("_", "-"),
                    "bundle": str(path),
                    "parts": each.parts,
                    "missing_parts": each.missing,
                    "records": each.records,
                }
            )
        files = _lay_beside(vault, out)
        wiring.note_bundle(vault)

    def text() -> None:
        for each in made:
            say(f"{each['bundle']}: {each['parts']} parts, {each['records']} records.")
            if each["missing_parts"]:
                say(f"  {each['missing_parts']} parts are not in it: this laptop has no key for them.")
        say(f"{files} sealed files lie beside it. Destroy the bundles of before: they open what was shredded since.")

    answer({"bundles": made, "files": files}, text, as_json=as_json)


@app.command("open")
def open_(
    bundles: Annotated[list[Path], typer.Option("--bundle", help="A bundle; several times for several classes.")],
    shares: Annotated[
        list[Path] | None, typer.Option("--share", help="A text file with a trustee's words; else they are typed.")
    ] = None,
    member: Annotated[str, typer.Option("--member", help="Name of the member whose laptop this is to be.")] = "",
    everybody: Annotated[
        bool, typer.Option("--put-out-everybody", help="Put all other laptops out, not those of this member alone.")
    ] = False,
    relay: RelayOption = DIRECT,
    language: Annotated[str, typer.Option("--language", help="Language of a generated passphrase: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new vault from bundles and the shares that trustees give back."""
    from kunak.app import members, recovering, wiring
    from kunak.cli.vault import new_passphrase

    path = home_path(home)
    wiring.refuse_taken(path)
    papers = [read_paper(each, limit=recovering.PAPER_LIMIT) for each in bundles]
    given = [line for each in shares for line in _lines(each)] if shares else _typed(len(papers))
    secrets = recovering.secrets(given)
    opened = tuple((paper, recovering.fitting(paper, secrets)) for paper in papers)
    chosen, drawn = new_passphrase(language)
    asking = wiring.Recovering(opened, chosen, member=member, everybody=everybody, files=_beside(bundles[0]))
    troubles: list[str] = []

    def meanwhile(vault: "OpenVault") -> None:
        try:
            noticed = ask_relay(vault, relay)
        except KunakError as error:
            # A relay that cannot be reached keeps nobody from coming back.
            noticed = [str(error)]
        troubles.extend(sentence for sentence in noticed if sentence != members.WAITING)

    back = wiring.recover(path, asking, meanwhile=meanwhile)
    document: dict[str, Any] = {
        "home": str(path),
        "member": back.member,
        "records": back.events,
        "files": back.files,
        "put_out": [each.hex() for each in back.put_out],
        "relay": troubles,
    }
    if drawn:
        document["passphrase"] = chosen

    def text() -> None:
        say(f"The vault is in {path}: {back.events} records, {back.files} files. It is {back.member}'s new laptop.")
        say(f"{len(back.put_out)} laptops were put out.")
        for sentence in troubles:
            say(f"The relay was not asked: {sentence}")
        if drawn:
            say(f"Your passphrase: {chosen}")
        say("The shares are used up: hold a new ceremony (kunak recover arrange), then kunak sync.")

    answer(document, text, as_json=as_json)


def _typed(bundles: int) -> list[str]:
    """Ask for share after share until each bundle can be opened."""
    from kunak.app import recovering

    if not sys.stdin.isatty():
        raise BadInput("Nobody is there to type the shares: name files with --share.", field="share")
    given: dict[tuple[int, int], str] = {}
    whole: set[int] = set()
    while len(whole) < bundles:
        words = str(typer.prompt(f"Share {len(given) + 1}, its words in order", err=True, hide_input=False))
        try:
            part = recovering.read_share(words)
        except KunakError as error:
            tell(str(error))
            continue
        given[part.number, part.place] = words
        have = sum(number == part.number for number, _ in given)
        tell(f"Part {part.place} of number {part.number:05d}: {have} of {part.threshold}.")
        whole |= {part.number} if have >= part.threshold else set()
    return list(given.values())


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise BadInput("%(name)s is no text file that can be read.", name=path.name, field="share") from None


def _beside(bundle_path: Path) -> Path | None:
    folder = bundle_path.parent / "files"
    return folder if folder.is_dir() else None


def _lay_beside(vault: "OpenVault", out: Path) -> int:
    """Copy the sealed files that do not lie there yet."""
    folder = out / "files"
    folder.mkdir(mode=0o700, exist_ok=True)
    names = vault.attachments.names()
    for name in names:
        if not (folder / name).exists():
            write_paper(folder / name, vault.attachments.sealed(name))
    return len(names)


def _printed(sheets: list[Path], destroy: Callable[[Path], None]) -> bool:
    """Ask whether the sheets are printed, and destroy the files; where nobody is there, leave them."""
    if not sys.stdin.isatty():
        return False
    tell(f"The sheets are in {sheets[0].parent}. Print each, check it against the screen, and come back.")
    if not typer.confirm("Are all of them printed? The files will be destroyed", err=True):
        return False
    for path in sheets:
        destroy(path)
    return True


def _folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Fault("The folder %(name)s cannot be made (%(why)s).", name=path.name, why=error.strerror) from None


def _refuse_there(paths: list[Path]) -> None:
    there = [path.name for path in paths if path.exists()]
    if there:
        raise BadInput("%(name)s is there already: name another folder with --out.", name=there[0], field="out")


def _language(named: str) -> "Language":
    match named:
        case "en" | "ru":
            return named
        case _:
            raise BadInput("Choose en or ru as the language of the sheets.", field="language")


def _class(named: str) -> "Sensitivity":
    from kunak.casework.compartments import Sensitivity

    if named not in CLASSES:
        raise BadInput("There is no class “%(named)s”: choose ordinary or closely-held.", named=named, field="class")
    return Sensitivity(named.replace("-", "_"))
