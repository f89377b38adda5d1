"""Every parser of bytes from outside, with what must hold whatever the bytes are.

A harness takes any bytes. It may refuse (``KunakError``); nothing else may come out
of it, and what is read must be written again as the same bytes where a format has
one form. Signatures and seals would stop chance at the door, so there is a harness
behind each door, too, which signs or seals what chance made.

``run.py`` drives these by coverage (atheris); ``test_harnesses.py`` on their corpus
and some hundred mutations, without it.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from shamir_mnemonic.wordlist import WORDLIST
from tests.fuzz import lists
from tests.store import made_files
from tests.store.test_workbooks import book

from kunak.app import enrolling, wrapping
from kunak.app.papers.casefile import read_case_json
from kunak.base import canonical
from kunak.base.errors import KunakError
from kunak.base.ids import CompartmentId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.casework import catalogue
from kunak.casework.facts import Unknown
from kunak.crypto import cosigner, joining, keystore, recovery, shares, stream
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import codec, envelope, genesis, header, outer, padding
from kunak.store import backup, files, frames, jpegs, officefile, pdffile, pictures, workbooks
from kunak.store.home import Home
from kunak.sync.session import Session
from kunak.transport.courier import MARK, Courier
from kunak.transport.events import EventReader
from kunak.web import forms
from kunak.wire import checkpoint
from kunak.wire import frames as wire
from kunak.wire.refusals import FrameRefused
from kunak.wire.tree import Range

ROOT: Final = Path(__file__).parents[2]
VECTORS: Final = ROOT / "spec" / "vectors"
INCOMING: Final = ROOT / "tests" / "store" / "incoming"

ORGANISATION: Final = OrganisationId(b"an invented grou")
KEY: Final = SigningKey.from_seed(Secret(b"k" * 32))
SECRET: Final = Secret(b"s" * 32)
KINDS: Final = tuple(sorted(str(kind.__struct_config__.tag) for kind in catalogue.EVENT_TYPES))
FRAMES: Final = tuple(wire._KINDS)


class Harness(NamedTuple):
    """One parser.

    Attributes:
        run: Takes any bytes; a ``KunakError`` is a refusal, anything else a defect.
        seeds: What to begin with.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def pieces_of(name: str, key: str, *groups: str) -> Callable[[], list[bytes]]:
    """Return seeds from one field of the vectors of one file."""

    def seeds() -> list[bytes]:
        content = vectors(name)
        cases = [case for group in groups for case in content[group]] if groups else content
        return [bytes.fromhex(case[key]) for case in cases if case.get(key)]

    return seeds


# What is canonical


def of_canonical(data: bytes) -> None:
    assert canonical.encode(canonical.decode(data)) == data  # type: ignore[arg-type]


def of_padding(data: bytes) -> None:
    assert padding.pad(padding.unpad(data, least=256), least=256) == data


# The log


def of_envelope(data: bytes) -> None:
    made = envelope.from_bytes(data)
    assert envelope.to_bytes(made) == data
    envelope.check_ciphertext(made)
    envelope.check_author(made, KEY.public)
    envelope.open_body(made, SECRET)


def sealed_records() -> list[bytes]:
    """Return a record of the harness's own device, beside those of the vectors."""
    draft = envelope.Draft(
        organisation=ORGANISATION, device=device_id(KEY.public), seq=1, prev=b"", compartment=CompartmentId(b"c" * 16),
        epoch=1, clock=1 << 16, kind="note.added", retention=0,
    )  # fmt: skip
    made = envelope.seal(draft, b"a fact", epoch_secret=SECRET, key=KEY, salt=b"n" * 32)
    return [envelope.to_bytes(made), *pieces_of("envelope", "record")()]


def of_header(data: bytes) -> None:
    assert header.write(header.read(data)) == data


def of_genesis(data: bytes) -> None:
    assert genesis.write(genesis.read(data)) == data


def of_event(data: bytes) -> None:
    """The first byte chooses the kind. Reading an event never fails; what it understood it writes so that it stays."""
    kind = KINDS[data[0] % len(KINDS)] if data else KINDS[0]
    read = codec.from_body(kind, data[1:])
    if not isinstance(read, Unknown):
        assert codec.from_body(kind, codec.to_body(read)) == read


def events() -> list[bytes]:
    found = []
    for case in vectors("members"):
        for event in case["events"][:2]:
            if event["kind"] in KINDS:
                said = {k: v for k, v in event.items() if k not in ("id", "device", "seq", "at", "causes", "kind")}
                found.append(bytes([KINDS.index(event["kind"])]) + canonical.encode(said))
    return found + [bytes([number]) + canonical.encode({}) for number in range(len(KINDS))]


def of_outer(data: bytes) -> None:
    outer.unwrap(data, transport=SECRET)


def blobs() -> list[bytes]:
    made = [outer.wrap(bytes(n), transport=SECRET, week=1, salt=bytes([n]) * 32) for n in (0, 9)]
    return [*made, *pieces_of("outer", "blob", "blobs")()]


def of_inside_of_outer(data: bytes) -> None:
    salt = outer.salt_for(data, transport=SECRET)
    assert outer.unwrap(outer.wrap(data, transport=SECRET, week=1, salt=salt), transport=SECRET) == data
    wrapping.read_piece(data)
    envelope.from_bytes(data)


def of_piece(data: bytes) -> None:
    read = wrapping.read_piece(data)
    if read is not None:
        assert canonical.encode(["kunak/piece/1", read.name, read.number, read.count, read.data]) == data
        assert len(wrapping.item_of(read)) == 32


def of_stream(data: bytes) -> None:
    content = b"".join(stream.open_chunks(SECRET, [data[at : at + 1000] for at in range(0, len(data), 1000)]))
    assert b"".join(stream.seal_chunks(SECRET, [content])) == data


# Papers


def of_paper(data: bytes) -> None:
    data = enrolling.from_letters(data)
    for read in (joining.read_invitation, joining.read_request, welcome):
        try:
            read(data)
        except KunakError:
            continue


def welcome(data: bytes) -> joining.Welcome:
    return joining.open_welcome(
        data, organisation=ORGANISATION, inviter=KEY.public, device=device_id(KEY.public), prekeys=(SECRET,)
    )


def of_invitation_body(data: bytes) -> None:
    paper = canonical.encode([data, KEY.sign(b"kunak/invitation/1\0" + data)])
    assert joining.write_invitation(joining.read_invitation(paper), KEY) == paper


def of_request_body(data: bytes) -> None:
    paper = canonical.encode([data, KEY.sign(b"kunak/join/1\0" + data)])
    assert joining.write_request(joining.read_request(paper), KEY) == paper


def of_welcome_body(data: bytes) -> None:
    joining._welcome(data)


def of_bundle(data: bytes) -> None:
    for read in (recovery.arrangement_of, lambda each: recovery.open_bundle(each, SECRET)):
        try:
            read(data)
        except KunakError:
            continue


def of_bundle_body(data: bytes) -> None:
    recovery._read(data, ORGANISATION, EventId(bytes(32)))


def of_share(data: bytes) -> None:
    words = data.decode("utf-8", "replace")
    shares.read(words)


def of_backup(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup"
        path.write_bytes(data)
        try:
            backup.read(path, Home(Path(folder) / "vault"))
        finally:
            outside = {each.name for each in Path(folder).iterdir()} - {"backup", "vault"}
            assert not outside


def backups() -> list[bytes]:
    """A backup of a vault that holds noise."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "vault")
        home.create()
        home.keystore.write_bytes(b"keystore")
        (home.log / "000001.log").write_bytes(b"log" * 300)
        backup.write(home, Path(folder) / "backup", Instant(0))
        return [(Path(folder) / "backup").read_bytes()]


def bundle_bodies() -> list[bytes]:
    """What was sealed in the bundles of the vectors, as far as it can be written."""
    body: list[Any] = [1, [[b"c" * 16, bytes(32)]], [[b"p" * 16, 1, bytes(32)]], [b"record"], ["", b"", b""]]
    return [canonical.encode(body), canonical.encode([0, [], [], [], ["", b"", b""]])]


def share_words() -> list[bytes]:
    """Shares of the vectors, in words."""
    return [
        " ".join(WORDLIST[index] for index in indices).encode()
        for case in vectors("recovery")["shares"][:4]
        for indices in case["shares"]
    ]


def bodies(group: str, *, own_key: int = 2) -> Callable[[], list[bytes]]:
    """Return the bodies of papers, with the harness's key in the place of the vectors' one."""

    def seeds() -> list[bytes]:
        found = []
        for case in vectors("joining")[group]:
            try:
                paper: Any = canonical.decode(bytes.fromhex(case["paper"]))
                body: bytes = paper[0]
                parts = canonical.decode(body)
            except (KunakError, IndexError, TypeError):
                continue
            found.append(body)
            if isinstance(parts, list) and len(parts) > own_key:
                found.append(canonical.encode([*parts[:own_key], KEY.public, *parts[own_key + 1 :]]))
        return [each for each in found if len(each) < 10_000]

    return seeds


def welcome_bodies() -> list[bytes]:
    return [
        canonical.encode([1, [], [], [], ["", b"", b""]]),
        canonical.encode(
            [1, [[b"c" * 16, b"t" * 32]], [[b"g" * 16, 5, b"e" * 32]], [b"record"], ["u", b"f" * 16, KEY.public]]
        ),
    ]


# Files of secrets


def of_keystore(data: bytes) -> None:
    """Not opened: what a stranger's file costs to open is bounded by a gibibyte, and chance would find that."""
    keystore.read_outside(data)


def of_inside_of_keystore(data: bytes) -> None:
    try:
        plain = canonical.decode(data)
    except canonical.NotCanonical:
        return
    keystore._from_plain(plain)


def of_cosigner(data: bytes) -> None:
    cosigner._read_outside(cosigner._split(data)[0])


# The disk


def of_store_frames(data: bytes) -> None:
    place = 0
    for each in frames.scan(data, secret=SECRET, purpose=b"kunak/fuzz/1"):
        assert each.offset == place
        place += frames.HEADER_BYTES + 48 + len(each.payload) if isinstance(each, frames.Frame) else each.length
    assert place == len(data)
    passed, after = frames.skip(data, count=3)
    assert passed <= 3
    assert after <= len(data)


def store_frames() -> list[bytes]:
    made = [
        frames.encode(payload, secret=SECRET, salt=bytes([number]) * 32, purpose=b"kunak/fuzz/1")
        for number, payload in enumerate([b"", b"a record", bytes(300)])
    ]
    return [*made, b"".join(made), made[0][:20] + made[1], *pieces_of("store", "data", "files")()]


def of_courier(data: bytes) -> None:
    """The first line is a name in the folder, the rest what lies there."""
    name, _, content = data.partition(b"\n")
    path = "".join(chr(letter) for letter in name if chr(letter) in "0123456789abcdef/.part")[:80].strip("/")
    if not path or ".." in path or "//" in path or "/." in path or path.startswith("."):
        return
    with tempfile.TemporaryDirectory(dir=SHELF) as temporary:
        folder = Path(temporary)
        (folder / MARK).write_bytes(b"")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        courier = Courier.open(folder)
        for rid, blob in courier.read(courier.names()):
            assert blob is None or (wire.rid_of(blob) == rid and blob == content)


SHELF: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a disk would be the slowest part


def courier_files() -> list[bytes]:
    blobs = [b"one", b"two"]
    names = [wire.rid_of(blob).hex() for blob in blobs]
    return [f"{name[:2]}/{name}\n".encode() + blob for name, blob in zip(names, blobs, strict=True)] + [
        f"{names[0][:2]}/{names[0]}\n".encode() + b"other",
        f"00/{names[0]}\none".encode(),
        f"{names[0][:2]}/{names[0]}.7.part\none".encode(),
    ]


# The relay


def of_wire_frame(data: bytes) -> None:
    """The first byte chooses which kind is due."""
    if data:
        kind = FRAMES[data[0] % len(FRAMES)]
        assert wire.write(wire.read(data[1:], kind)) == data[1:]


def wire_frames() -> list[bytes]:
    numbers = {number: place for place, (number, _) in enumerate(wire._KINDS.values())}
    cases = [case for case in vectors("relay")["frames"] if "frame" in case]
    return [bytes([numbers[case["due"]]]) + bytes.fromhex(case["frame"]) for case in cases]


def of_checkpoint(data: bytes) -> None:
    read = checkpoint.read(data)
    body, _, _ = data.partition(b"\n\n")
    assert checkpoint.to_sign(read.checkpoint) == body + b"\n"


def of_sse(data: bytes) -> None:
    """However the bytes are cut, the same events come of them."""

    def told(pieces: list[bytes]) -> list[int] | None:
        reader, found = EventReader(), list[int]()
        try:
            for piece in pieces:
                found += reader.feed(piece)
        except FrameRefused:
            return None
        return found

    whole, bytewise = told([data]), told([data[at : at + 1] for at in range(len(data))])
    assert whole == bytewise


def of_session(data: bytes) -> None:
    """Answers of a relay, one after the other: each is preceded by its length in two bytes."""
    session = Session(feed=b"an invented feed", relay_key=KEY.public, verified=Range())
    session.offer(iter([b"\1\1" + bytes(62)]))
    while data and (request := session.ask()) is not None:
        length = int.from_bytes(data[:2], "big")
        answer, data = data[2 : 2 + length], data[2 + length :]
        try:
            session.receive(
                wire.read(answer, wire.Pushed) if isinstance(request, wire.Push) else wire.read(answer, wire.Page)
            )
        except FrameRefused as refused:
            session.refused(refused.reason)


def sessions() -> list[bytes]:
    """Answers of the vectors, with checkpoints that the harness's relay signed."""
    found = []
    for case in vectors("sync")["sessions"]:
        told = b""
        for _, answer in case["spoken"]:
            data = bytes.fromhex(answer)
            note = checkpoint_of(data)
            data = data.replace(note[0], note[1]) if note else data
            told += len(data).to_bytes(2, "big") + data
        found.append(told)
    return [each for each in found if len(each) < 4_000]


def checkpoint_of(frame: bytes) -> tuple[bytes, bytes] | None:
    parts: Any = canonical.decode(frame)
    note: bytes = parts[-1]
    try:
        said = checkpoint.read(note).checkpoint
    except FrameRefused:
        return None
    signature = KEY.sign(checkpoint.to_sign(said))
    return note, checkpoint.write(said, key=KEY.public, signature=signature)


# What people send


def of_message(data: bytes) -> None:
    """The first byte chooses by which name it comes."""
    names = ("a.eml", "a.txt", "a.html", "result.json", "a.bin", "")
    name = names[data[0] % len(names)] if data else "a.txt"
    for message in files.from_bytes(data[1:], name):
        message.text.encode()
        assert "\0" not in message.text


def messages() -> list[bytes]:
    seeds = [
        b"\0From: a@post.example\nSubject: =?utf-8?b?0L3QvtGH?=\n\nhelp",
        (
            b"\0From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
            b"Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''%D0%B0.png\n\nx\n--b--\n"
        ),
        b"\1help me",
        b"\2<html><body><p>help</p><ol><li>one</ol><a href=http://a.example>b.example</a></body></html>",
    ]
    places = {".eml": b"\0", ".txt": b"\1", ".json": b"\3"}
    found = [path for path in sorted(INCOMING.rglob("*")) if path.suffix in places]
    return seeds + [places[path.suffix] + path.read_bytes() for path in found]


def of_office(data: bytes) -> None:
    if officefile.kind_of_office(data) is not None:
        officefile.read_office(data)
        officefile.clean_office(data)


def of_workbook(data: bytes) -> None:
    table, _ = workbooks.read_workbook(data, "list.xlsx")
    assert all(len(row) == len(table.columns) for row in table.rows)


def books() -> list[bytes]:
    """Return small workbooks: text, numbers and a date; and one whose cells are all of text."""
    return [made_files.xlsx(), book(["a", "b"], [1, "x"], [2.5, None]), book(["когда"], [datetime(2014, 3, 5)])]  # noqa: DTZ001 - as a sheet has it


def of_picture(data: bytes) -> None:
    pictures.read_picture(data)
    pictures.read_picture(pictures.clean_picture(data))


def of_pdf(data: bytes) -> None:
    pdffile.read_pdf(data)
    pdffile.read_pdf(pdffile.clean_pdf(data))


def of_jpeg(data: bytes) -> None:
    jpegs.comments_of(data)
    assert not jpegs.comments_of(jpegs.without_comments(data))


def jpeg_files() -> list[bytes]:
    start = b"\xff\xd8\xff\xe0\0\x04ab\xff\xfe\0\x06help\xff\xda\0\x02xyz\xff\xd9"
    return [start, (INCOMING / "chat" / "photos" / "photo_1.jpg").read_bytes(), made_files.picture("JPEG")]


def of_case_file(data: bytes) -> None:
    read_case_json(data)


def case_files() -> list[bytes]:
    told = {
        "format": "kunak-case-export/1", "case": "azure-heron", "stage": "open", "exported_at": "2026-01-02T03:04:05Z",
        "exported_by": "Zara", "group": "The Ferry", "organisation": "0" * 32, "contains": ["desk"], "left_out": [],
        "parts": [{
            "kind": "desk", "title": "Desk", "rows": [{"label": "a", "values": ["b"]}],
            "notes": [{"at": "2026-01-02T03:04:05Z", "by": "Zara", "text": "x"}], "timeline": [],
        }],
    }  # fmt: skip
    return [json.dumps(told).encode(), b"{}"]


def of_form(data: bytes) -> None:
    first, _, body = data.partition(b"\n")
    forms.read(body, first.decode("latin-1"))


def form_bodies() -> list[bytes]:
    part = b'--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\n1\r\n--b--\r\n'
    return [
        b"application/x-www-form-urlencoded\na=1&b=%D0%B6&a=2",
        b"multipart/form-data; boundary=b\n" + part,
    ]


def _keystores() -> Iterator[bytes]:
    for case in vectors("keystore"):
        if case["inside"]:
            yield bytes.fromhex(case["inside"])


HARNESSES: Final[dict[str, Harness]] = {
    "canonical": Harness(of_canonical, pieces_of("canonical", "bytes")),
    "padding": Harness(of_padding, lambda: [padding.pad(bytes(n), least=256) for n in (0, 1, 255, 256, 999)]),
    "envelope": Harness(of_envelope, sealed_records),
    "header": Harness(
        of_header,
        lambda: [canonical.decode(each)[0] for each in pieces_of("envelope", "record")()[:4]],  # type: ignore[index]
    ),
    "genesis": Harness(of_genesis, pieces_of("log", "statement", "genesis")),
    "event": Harness(of_event, events),
    "outer": Harness(of_outer, blobs),
    "inside-of-outer": Harness(of_inside_of_outer, lambda: sealed_records() + pieces_of("sync", "record", "pieces")()),
    "piece": Harness(of_piece, pieces_of("sync", "record", "pieces")),
    "stream": Harness(of_stream, lambda: [b"".join(stream.seal_chunks(SECRET, [bytes(n)])) for n in (0, 9, 300)]),
    "paper": Harness(
        of_paper,
        lambda: [
            *(each for each in pieces_of("joining", "paper", "invitations", "requests", "welcomes")()
              if len(each) < 10_000),
            b"KUNAK:MFRGG",
        ],
    ),
    "bundle": Harness(of_bundle, pieces_of("recovery", "bundle", "bundles")),
    "bundle-body": Harness(of_bundle_body, bundle_bodies),
    "share": Harness(of_share, share_words),
    "backup": Harness(of_backup, backups),
    "invitation-body": Harness(of_invitation_body, bodies("invitations")),
    "request-body": Harness(of_request_body, bodies("requests")),
    "welcome-body": Harness(of_welcome_body, welcome_bodies),
    "keystore": Harness(of_keystore, pieces_of("keystore", "file")),
    "inside-of-keystore": Harness(of_inside_of_keystore, lambda: list(_keystores())),
    "cosigner": Harness(of_cosigner, pieces_of("cosigner", "file")),
    "store-frames": Harness(of_store_frames, store_frames),
    "courier": Harness(of_courier, courier_files),
    "wire-frame": Harness(of_wire_frame, wire_frames),
    "checkpoint": Harness(of_checkpoint, lambda: [c["note"].encode() for c in vectors("relay")["checkpoints"]]),
    "sse": Harness(of_sse, lambda: [b"event: size\ndata: 7\n\n", b": hello\n\n", b"event: size\r\ndata: 1\r\n\r\n"]),
    "session": Harness(of_session, sessions),
    "message": Harness(of_message, messages),
    "office": Harness(of_office, lambda: [made_files.docx(), made_files.odt(), made_files.xlsx()]),
    "workbook": Harness(of_workbook, books),
    "picture": Harness(of_picture, lambda: [made_files.picture(form) for form in ("JPEG", "PNG", "WEBP", "GIF")]),
    "pdf": Harness(of_pdf, lambda: [made_files.pdf()]),
    "jpeg": Harness(of_jpeg, jpeg_files),
    "case-file": Harness(of_case_file, case_files),
    "form": Harness(of_form, form_bodies),
    "import-page": Harness(lists.of_import_page, lists.import_pages),
}  # fmt: skip
"""By name."""


def survive(name: str, data: bytes) -> bool:
    """Let a harness take these bytes; return whether it read them. Anything but a refusal comes out as it is."""
    try:
        HARNESSES[name].run(data)
    except KunakError:
        return False
    return True
