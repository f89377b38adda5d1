"""Which sentences does Kunak say to people? Found in templates, in `phrase`, and where something is refused.

``python -m kunak.web.messages`` brings ``locale/ru.po`` up to date; what is empty
there waits for a translator. Needs the source tree.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE: Final = Path(__file__).parents[1]
CATALOGUE: Final = Path(__file__).parent / "locale" / "ru.po"
METHODS: Final = [("**.py", "kunak.web.messages:sentences"), ("web/templates/**.html", "jinja2")]
OPTIONS: Final = {"web/templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
ROOT: Final = "KunakError"
WRITTEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in the catalogue's head instead of the hour, so that only changed sentences change the file."""

Message = tuple[int, str, str, list[str]]


def main() -> None:
    """Add what is new to the Russian catalogue, and drop what nobody says any more."""
    with CATALOGUE.open("rb") as po:
        catalogue = read_po(po, locale="ru")
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = WRITTEN
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Kunak"
    with CATALOGUE.open("wb") as po:
        write_po(po, catalogue, width=120, sort_output=True, no_location=True, omit_header=False)


def collected(folder: Path = PACKAGE) -> Catalog:
    """Return every sentence found under ``folder``, with the files in which it stands."""
    catalogue = Catalog(fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(folder, METHODS, OPTIONS):
        if not file.startswith("testing/"):
            catalogue.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return catalogue


def sentences(fileobj: BinaryIO, *_settings: object, **_options: object) -> Iterator[Message]:
    """Read Python: the texts given to `phrase`, and the sentences of refusals, whatever they are called."""
    tree = ast.parse(fileobj.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in speakers():
            for text in _texts(node.args[0]):
                yield node.lineno, "gettext", text, []


@cache
def speakers() -> frozenset[str]:
    """Return the names that are called with a sentence: `phrase`, and every child of `KunakError` in the package."""
    trees = [ast.parse(path.read_bytes()) for path in PACKAGE.rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = {ROOT}
    while more := {one.name for one in classes if known & {_name(base) for base in one.bases}} - known:
        known |= more
    return frozenset(known | {"phrase"})


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _texts(node: ast.expr) -> Iterator[str]:
    """A sentence may be one of two, chosen where it is raised."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case _:
            return


if __name__ == "__main__":
    main()
