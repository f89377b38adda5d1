"""``kunak backup`` and ``kunak restore``: a copy as sealed as the vault itself, and a new laptop made from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kunak.base.errors import BadInput, KunakError, Refused
from kunak.cli.terminal import (
    HomeOption,
    JsonOption,
    answer,
    home_path,
    passphrase,
    progress,
    read_paper,
    say,
    vault_path,
    write_paper,
)

if TYPE_CHECKING:
    from kunak.app.wiring import OpenVault

DIRECT = "direct"
NOT_AT_ALL = "no"
SEED_BYTES = 64

RelayOption = Annotated[
    str, typer.Option("--relay", help="Ask it for what came later: direct, no, or by a proxy (socks5://…).")
]


def ask_relay(vault: "OpenVault", relay: str) -> list[str]:
    """Fetch what the group's relay has, unless it is not to be asked; return what was noticed, in words.

    Raises:
        KunakError: It was not reached, or something that is no relay answered.
    """
    from kunak.app import syncing, wiring

    where = wiring.meeting(vault)
    if relay == NOT_AT_ALL or not where.url:
        return []
    return syncing.meet(vault, wiring.connector("" if relay == DIRECT else relay), where).noticed


def backup(
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    seed: Annotated[
        Path | None, typer.Option("--seed", help="Write the seed, too: into another folder, for another place.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything into one sealed file. Without the seed, which is kept elsewhere, nothing opens it."""
    from kunak.app import wiring

    if seed is not None and seed.absolute().parent == out.absolute().parent:
        raise Refused(
            "The seed must not lie beside the backup: whoever finds both has only the passphrase to guess. "
            "Name another folder.",
            field="seed",
        )
    if seed is not None and not seed.absolute().parent.is_dir():
        raise BadInput(
            "There is no folder %(folder)s: make it, or name another for the seed.",
            folder=str(seed.parent),
            field="seed",
        )
    with progress("Copying") as bar, wiring.opened(vault_path(home), passphrase()) as vault:
        written = wiring.back_up(vault, out, bar)
        if seed is not None:
            write_paper(seed, wiring.seed_of(vault), "--seed")
    document = {"backup": str(out), "files": written.files, "bytes": written.size, "seed": str(seed) if seed else None}

    def text() -> None:
        say(f"{out}: {written.files} files, {written.size} bytes, read again and found whole.")
        if seed is None:
            say("The seed is not in it. Keep a copy of device.seed in another place: kunak backup FILE --seed FILE")
        else:
            say(f"The seed is in {seed}: take it to another place than the backup.")

    answer(document, text, as_json=as_json)


def restore(
    archive: Annotated[Path, typer.Argument(help="The backup.")],
    seed: Annotated[Path, typer.Option("--seed", help="The copy of device.seed that was kept apart.")],
    invitation: Annotated[
        Path | None, typer.Option("--invitation", help="Where the group has other laptops: an invitation of one.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the request to be let in is written.")] = Path(
        "request.kunak"
    ),
    relay: RelayOption = DIRECT,
    language: Annotated[str, typer.Option("--language", help="Language of the words to compare: en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a vault from a backup, as a new laptop. Use it only where the old one is gone for good."""
    from kunak.app import enrolling, wiring

    path = home_path(home)
    wiring.refuse_taken(path)
    paper = enrolling.from_letters(read_paper(invitation)) if invitation else b""
    if paper:
        wiring.judge_invitation(paper)
        wiring.language(language)
    asking = wiring.Restoring(archive, read_paper(seed, limit=SEED_BYTES), passphrase(), paper)

    def meanwhile(vault: "OpenVault") -> None:
        try:
            ask_relay(vault, relay)
        except KunakError as error:
            # Its last word must not contradict what the old laptop wrote after the backup.
            raise BadInput(
                "What the old laptop left at the relay must be fetched first, and that failed: %(why)s "
                "Try again, or say --relay no where it left nothing there since the backup.",
                why=str(error),
                field="relay",
            ) from error

    with progress("Restoring") as bar:
        made = wiring.restore(path, asking, meanwhile=meanwhile, progress=bar)
    document: dict[str, Any] = {
        "home": str(path),
        "member": made.member,
        "records": made.records,
        "files": made.files,
        "request": None,
        "words": [],
    }
    if made.request:
        write_paper(out, made.request)
        document |= {"request": str(out), "words": list(wiring.words(paper, made.request, language))}

    def text() -> None:
        say(f"The vault is in {path}: {made.records} records, {made.files} files.")
        if made.request:
            say(f"The request is in {out}: give it to whoever invited you, and let them put out the laptop you lost.")
            say(f"Compare these words with theirs, in person or by voice: {' '.join(document['words'])}")
            say("When they have let you in: kunak members enter WELCOME. Until then you can read, and not write.")
        else:
            say("The old laptop is put out. Should it be found: do not use it, it would be taken for a forgery.")

    answer(document, text, as_json=as_json)
