"""What a file says of its author, place and time, put so that it can be judged like a text.

A file is read as one text: its name, its tags (a line each), and the words in it. Offsets
of findings count in that text. A tag tells even where the case does not hold it: whoever
has the file learns who made it, with what, when and where. Beside a point stand the names
of what lies near it, so that a place of the case is found whose coordinates nobody wrote down.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from kunak.disclosure.check import judge, prepare
from kunak.disclosure.findings import Finding, Report
from kunak.disclosure.gazetteer import named_near
from kunak.disclosure.secrets import Secrets

LONGEST: Final = 2_000
"""Characters of one tag that are judged; longer ones hold pictures or programs."""

POINT: Final = "GPS point"
"""Name of the tag that holds a place as two decimal numbers."""

NEAR: Final = "; near it: "
_PAIR: Final = re.compile(r"(-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)")
_DATE: Final = re.compile(r"\b((?:19|20)\d{2}):(\d{2}):(\d{2})\b|\bD:((?:19|20)\d{2})(\d{2})(\d{2})")


class Tag(msgspec.Struct, frozen=True):
    """One thing that a file says beside what it shows."""

    name: str
    value: str


class Content(msgspec.Struct, frozen=True):
    """What a file holds.

    Attributes:
        kind: What it is: ``jpeg``, ``pdf``, ``docx``.
        tags: Everything that is removed before the file goes out.
        words: The text in it and the descriptions of its pictures, as far as they can be read.
        unread: Sentences about what was not read.
    """

    kind: str
    tags: tuple[Tag, ...] = ()
    words: str = ""
    unread: tuple[str, ...] = ()


class FileRead(msgspec.Struct, frozen=True):
    """What was judged of a file.

    Attributes:
        kind: What it is.
        read: The text in which offsets of findings count.
        tags: What it says of itself.
        cleaned: Name of the cleaned copy, or None.
    """

    kind: str
    read: str
    tags: tuple[Tag, ...]
    cleaned: str | None = None


class FileReport(msgspec.Struct, frozen=True):
    """The answer on a file: as on a draft, and what was read of it."""

    report: Report
    file: FileRead


def judge_file(name: str, content: Content, secrets: Secrets, published: Sequence[str] = ()) -> FileReport:
    """Judge a file by its name, its tags and its words."""
    lines = [name, *(_line(tag) for tag in content.tags)]
    read = "\n".join(lines) + ("\n\n" + content.words if content.words else "")
    report = judge(read, prepare(secrets), published)
    known = _without_neighbours(lines, report.findings)
    findings = sorted([*known, *_bare(lines, known)], key=lambda found: (found.start, found.end))
    verdict = report.verdict if not findings or report.verdict != "clear" else "review"
    report = msgspec.structs.replace(
        report, findings=tuple(findings), verdict=verdict, not_checked=report.not_checked + content.unread
    )
    return FileReport(report, FileRead(content.kind, read, content.tags))


def told_by_tags(judged: FileReport) -> tuple[tuple[Tag, tuple[str, ...]], ...]:
    """Return each tag of a file, and the kinds of what it told of the case."""
    told, at = [], judged.file.read.find("\n") + 1
    for tag in judged.file.tags:
        end = at + len(_line(tag))
        inside = (one for one in judged.report.findings if one.start < end and at < one.end)
        told.append((tag, tuple(dict.fromkeys(one.kind for one in inside if one.secret))))
        at = end + 1
    return tuple(told)


def _line(tag: Tag) -> str:
    return f"{tag.name}: {_readable(tag.value)}{_near(tag)}"


def _near(tag: Tag) -> str:
    """Return what lies near the point of a tag; nothing where it holds none, or nothing that we know lies there."""
    point = _PAIR.fullmatch(tag.value.strip()) if tag.name.endswith(POINT) else None
    names = named_near(float(point[1]), float(point[2])) if point else ()
    return f"{NEAR}{', '.join(names)}" if names else ""


def _without_neighbours(lines: Sequence[str], findings: Sequence[Finding]) -> list[Finding]:
    """Leave out names of what lies near a point, unless the case holds them: they are ours, and not the file's."""
    kept, at = list(findings), len(lines[0]) + 1
    for line in lines[1:]:
        near = line.find(NEAR)
        begin, end = at + near, at + len(line)
        if near >= 0:
            kept = [one for one in kept if one.secret or one.end <= begin or end <= one.start]
        at += len(line) + 1
    return kept


def _readable(value: str) -> str:
    """Return a value on one line, with its dates as people write them."""
    line = " ".join(value.split())[:LONGEST]
    return _DATE.sub(lambda date: "-".join(part for part in date.groups() if part) + " ", line)


def _bare(lines: Sequence[str], findings: Sequence[Finding]) -> list[Finding]:
    """Return the tags in which nothing of the case was found: each asks for a look all the same."""
    found, at = [], len(lines[0]) + 1
    for line in lines[1:]:
        end = at + len(line)
        if not any(finding.start < end and at < finding.end for finding in findings):
            found.append(Finding(at, end, line, "metadata", "", "tag", "review"))
        at = end + 1
    return found
