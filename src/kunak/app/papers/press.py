"""Sets a paper: a template and what fills it go in, the bytes of a PDF come out.

Everything happens in memory: the template comes from this package, the data
travels beside it as JSON and is only ever text to the typesetter, never its
code; nothing is read from or written to a disk. The fonts are those inside the
typst package, so that one paper has one set of bytes on every machine.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from kunak.app.papers.visible import shown
from kunak.base.errors import Fault
from kunak.base.instants import SECOND, Instant

View = bool | str | Sequence["View"] | Mapping[str, "View"]
"""What a template lays out: words in their final form. Every text in it is made visible first."""

_ROOM: Final = Path(__file__).parent
"""The only folder that a template could read from: it holds templates and code, nothing of a case."""

_COMPILATIONS_REMEMBERED: Final = 11
"""typst keeps what its last ten compilations used (measured on 0.15.2: memory grows for ten papers, then stays)."""


def press(template: str, view: Mapping[str, View], *, made_at: Instant) -> bytes:
    """Set one paper.

    Args:
        template: Name of the template, such as ``certificate``.
        view: What it lays out; ``title`` and ``language`` are always there.
        made_at: The only date in the file's own properties.

    Returns:
        A PDF. The same arguments give the same bytes.

    Raises:
        Fault: The typesetter failed. Its own words are dropped, for they may quote the data.
    """
    import typst  # noqa: PLC0415  (late: 84 MB that most commands never need)

    typesetter = typst.Compiler(
        source(template),
        root=_ROOM,
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"data": inputs(view)},
    )
    try:
        pdf = typesetter.compile(format="pdf", timestamp=made_at // SECOND)
    except typst.TypstError:
        pdf = None
    finally:
        _forget()
    if not isinstance(pdf, bytes):
        raise Fault("The paper could not be set. Nothing was written; the record itself is unchanged.")
    return pdf


def source(template: str) -> bytes:
    """Return the whole typst source of a template: the common part, then its own."""
    return b"\n".join(files(__package__).joinpath(f"{name}.typ").read_bytes() for name in ("paper", template))


def inputs(view: Mapping[str, View]) -> str:
    """Return the view as the JSON that the template reads, every text made visible."""
    return msgspec.json.encode(_visible(view)).decode()


def _forget() -> None:
    """Push the paper out of the typesetter's cache, which would hold its text, and 120 MB for a hundred pages."""
    import typst  # noqa: PLC0415  (late, as above)

    fonts = typst.Fonts(include_system_fonts=False)
    nothing = typst.Compiler(root=_ROOM, font_paths=fonts, ignore_system_fonts=True)
    for _ in range(_COMPILATIONS_REMEMBERED):
        nothing.compile(b"", format="pdf")


def _visible(view: View) -> View:
    match view:
        case bool():
            return view
        case str():
            return shown(view)
        case Mapping():
            return {key: _visible(value) for key, value in view.items()}
        case _:
            return [_visible(value) for value in view]
