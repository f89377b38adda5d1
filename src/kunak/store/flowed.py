"""Paragraphs that a mail program broke into lines, put together again (RFC 3676)."""

from typing import Final

_SIGNATURE: Final = "-- "


def unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines of ``format=flowed`` text; quoted lines keep their marks.

    Args:
        text: The body, lines ended by line feeds.
        delete_space: Whether the space at the end of a flowed line goes away (``delsp=yes``).
    """
    joined: list[tuple[int, list[str]]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, content = _quoting(line)
        if open_depth == depth and content != _SIGNATURE:
            joined[-1][1].append(content)
        else:
            joined.append((depth, [content]))
        flows = content.endswith(" ") and content != _SIGNATURE
        if flows and delete_space:
            joined[-1][1][-1] = content[:-1]
        open_depth = depth if flows else None
    return "\n".join(_requoted(depth, "".join(pieces)) for depth, pieces in joined)


def _quoting(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _requoted(depth: int, content: str) -> str:
    return f"{'>' * depth} {content}" if depth else content
