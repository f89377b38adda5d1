"""The vectors of ``spec/publication.md``: drafts with and without files, and the hash that each is known by."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from kunak.base import canonical
from kunak.casework.consent import Scope
from kunak.casework.publication import CleanFile, DraftWritten, Removed, digest
from kunak.casework.request import AttachedFile
from kunak.log import codec

Vector = dict[str, Any]

KIND: Final = "publication.drafted"


def _file(content: bytes, name: str, alt: str, kind: str = "png", media_type: str = "image/png") -> CleanFile:
    stored = hashlib.sha256(b"sealed " + content).hexdigest()
    sealed = AttachedFile(name=name, media_type=media_type, stored=stored, key=b"k" * 32, size=len(content))
    removed = (Removed("GPS point", ("place",)), Removed("Make"))
    return CleanFile(sealed=sealed, sha256=hashlib.sha256(content).digest(), kind=kind, alt=alt, removed=removed)


ROAD: Final = _file(b"a road", "picture-1.png", "A road in fog.")
RIVER: Final = _file(b"a river", "река.png", "Река 🙂")
PAPER: Final = _file(b"a paper", "document-1.pdf", "", "pdf", "application/pdf")


def _written(*files: CleanFile, text: str = "Она в безопасности. 🙂", scope: Scope = Scope.PUBLISH_SAFE) -> bytes:
    return codec.to_body(DraftWritten(text=text, scope=scope, files=files))


def _known_by(body: bytes) -> str | None:
    said = codec.from_body(KIND, body)
    return digest(said.text, said.scope, said.files).hex() if isinstance(said, DraftWritten) else None


def publication_vectors() -> Iterator[Vector]:
    """Yield every body with its hash; null where it cannot be read."""
    before = canonical.encode({"text": "Somebody is safe.", "scope": "publish_safe", "supersedes": []})
    bodies = {
        "a text from before there were files": before,
        "the same text without files": _written(text="Somebody is safe."),
        "another scope": _written(text="Somebody is safe.", scope=Scope.PUBLISH_STORY),
        "one picture": _written(ROAD),
        "two pictures and a document": _written(ROAD, RIVER, PAPER),
        "the same in another order": _written(RIVER, ROAD, PAPER),
        "a description more": _written(ROAD, RIVER, _file(b"a paper", "document-1.pdf", "A letter.", "pdf")),
        "another name": _written(_file(b"a road", "picture-2.png", "A road in fog.")),
        "another description": _written(_file(b"a road", "picture-1.png", "A road in fog")),
        "other bytes": _written(_file(b"a road!", "picture-1.png", "A road in fog.")),
        "a description that looks like the rest": _written(_file(b"a road", "", "picture-1.png" + "A road in fog.")),
        "files that are no list": canonical.encode({"text": "x", "files": {}}),
    }
    for name, body in bodies.items():
        yield {"name": name, "body": body.hex(), "hash": _known_by(body)}
