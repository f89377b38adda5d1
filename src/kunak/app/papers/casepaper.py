"""The case on paper: what a member takes out of the vault, and what they left inside, said plainly.

A paper is read without the desk beside it, so that each page says which
compartments it shows. Whoever calls this chose them and had the right to
(``app/``, ``casework/compartments.py``); here nothing is filtered or guessed.
The same data as a file for machines: ``casefile.py``.
"""

import msgspec

from kunak.app.papers.labels import Language, Say, compartment_name, speaker
from kunak.app.papers.moments import written, zone
from kunak.app.papers.press import View, press
from kunak.base.ids import OrganisationId
from kunak.base.instants import Instant


class Row(msgspec.Struct, frozen=True):
    """A label and its value.

    Attributes:
        also: Further values of a conflict that nobody has decided yet.
    """

    label: str
    value: str
    also: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True):
    """What somebody wrote at an instant."""

    at: Instant
    by: str
    text: str


class Happening(msgspec.Struct, frozen=True):
    """One line of a timeline."""

    at: Instant
    what: str
    by: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A compartment, laid open.

    Attributes:
        kind: As in DESIGN, section 2: ``identity``, ``route``, and so on.
        title: What stands above it; empty for the name of its kind.
    """

    kind: str
    title: str = ""
    rows: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()
    timeline: tuple[Happening, ...] = ()


class CaseExport(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one member exports it.

    Attributes:
        case: Code name.
        stage: In words, in the language of the paper.
        left_out: Kinds of the compartments that are not in it.
        utc_offset_minutes: Of the clock on which the paper writes its times.
    """

    case: str
    stage: str
    exported_at: Instant
    exported_by: str
    group: str
    organisation: OrganisationId
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = ()
    utc_offset_minutes: int = 0


def case_pdf(data: CaseExport, *, language: Language) -> bytes:
    """Return the case as a PDF; the same data gives the same bytes.

    Raises:
        BadInput: The offset from UTC is no clock's.
        Fault: The typesetter failed.
    """
    say = speaker(language)
    contains = _listed([part.kind for part in data.parts], language)
    view: dict[str, View] = {
        "language": language,
        "title": say("case_title"),
        "group": data.group,
        "case": data.case,
        "head": say("case_named") % data.case,
        "contains": f"{say('contains')} {contains}",
        "left_out": f"{say('left_out')} {_listed(data.left_out, language)}",
        "left_out_says": say("left_out_says" if data.left_out else "whole"),
        "unsealed": say("unsealed"),
        "facts": _facts(data, say),
        "parts": [_part(part, data.utc_offset_minutes, language) for part in data.parts],
        "timeline": {"title": say("timeline"), "heads": [say(key) for key in ("when", "what", "by")]},
        "notes": say("notes"),
        "empty": say("empty"),
        "also": say("also"),
        "not_recorded": say("not_recorded"),
        "hidden_note": say("hidden_note"),
    }
    return press("casepaper", view, made_at=data.exported_at)


def _listed(kinds: tuple[str, ...] | list[str], language: Language) -> str:
    names = [compartment_name(kind, language) for kind in kinds]
    return ", ".join(names) if names else speaker(language)("nothing")


def _facts(data: CaseExport, say: Say) -> View:
    offset = data.utc_offset_minutes
    return [
        [say("stage"), data.stage],
        [say("exported_at"), f"{written(data.exported_at, offset)} {zone(offset)}"],
        [say("exported_by"), data.exported_by],
        [say("organisation"), data.group],
        [say("organisation_id"), data.organisation.hex()],
        [say("times").rstrip(":"), zone(offset)],
    ]


def _part(part: Part, offset: int, language: Language) -> View:
    name = compartment_name(part.kind, language)
    return {
        "title": part.title or name[:1].upper() + name[1:],
        "rows": [{"label": row.label, "value": row.value, "also": row.also} for row in part.rows],
        "notes": [{"head": f"{written(note.at, offset)} · {note.by}", "text": note.text} for note in part.notes],
        "timeline": [[written(line.at, offset), line.what, line.by] for line in part.timeline],
    }
