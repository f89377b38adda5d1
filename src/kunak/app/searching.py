"""Search over everything that this device may read."""

from typing import Final

import msgspec

from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind, Subject

HITS: Final = 50
"""Most hits of one search; a narrower question helps more than a second page."""


class Found(msgspec.Struct, frozen=True):
    """One fact whose words were found.

    Attributes:
        snippet: Pieces of its text, each marked or not.
    """

    subject: SubjectId
    subject_type: Subject
    code: str
    kind: Kind
    snippet: tuple[tuple[str, bool], ...]


def search(space: Workspace, query: str, *, kinds: frozenset[Kind] | None = None, limit: int = HITS) -> list[Found]:
    """Return the latest facts that hold every word of the query in any of its forms; a case by its code name first."""
    found: list[Found] = []
    by_name = space.cache.by_code(Subject.CASE.value, "-".join(query.casefold().split()))
    if by_name is not None:
        found.append(Found(SubjectId(by_name.id), Subject.CASE, by_name.code, Kind.DESK, ((by_name.code, True),)))
    chosen = None if kinds is None else [kind.value for kind in kinds]
    for hit in space.cache.search(query, limit=limit, kinds=chosen):
        row = space.cache.subject(hit.subject)
        if row is not None:
            found.append(Found(SubjectId(hit.subject), Subject(row.type), row.code, Kind(hit.kind), hit.snippet))
    return found[:limit]
