"""Which characters of a foreign text or file name may come in.

What a person cannot see, a person cannot judge: invisible characters hide words
from search and from the check of drafts, and characters that turn the direction
of writing make ``exe.fdp`` read as ``pdf.exe``. This file knows characters only,
neither formats nor files.
"""

import re
import unicodedata
from typing import Final

NAME_BYTES: Final = 180
"""Longest file name in UTF-8. Most file systems take 255; the rest is for what a copy adds."""
EXTENSION_CHARACTERS: Final = 12
"""Longest ending that counts as an extension and survives a cut, the dot included."""
LINE_CHARACTERS: Final = 500
"""Longest subject, display name or address. RFC 5322 lines end at 998."""
NAMELESS: Final = "file"

_NEWLINES: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_WIDE_SPACES: Final = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls; tab and newlines are dealt with before
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f]")
_JOINERS: Final = re.compile("[\u200c\u200d]")
_KEYCAP: Final = "\u20e3"
_SPACES: Final = re.compile(r"\s+")

_FORBIDDEN_IN_NAMES: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
_RESERVED_ON_WINDOWS: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def clean_text(text: str) -> str:
    """Return the text in NFC, lines ended by line feeds, without control or invisible characters.

    Characters that turn the direction of writing are shown as ``⟨U+202E⟩``. Joiners
    stay where they build an emoji or an Arabic word. Cleaning twice changes nothing.
    """
    text = _SURROGATES.sub("\ufffd", text)
    text = _NEWLINES.sub("\n", text).replace("\t", "    ")
    text = _WIDE_SPACES.sub(" ", text)  # they look the same, and search would not find across them
    text = _TURNS.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
    return _without_invisible(text)


def turns_writing(text: str) -> bool:
    """Tell whether ``clean_text`` will have to show a character that turns the direction of writing."""
    return _TURNS.search(text) is not None


def clean_line(text: str) -> str:
    """Return the text cleaned, on one line, cut to ``LINE_CHARACTERS``."""
    return _SPACES.sub(" ", clean_text(text)).strip()[:LINE_CHARACTERS].strip()


def clean_name(name: str) -> str:
    """Return a name under which a file can lie in any folder on any system; never empty.

    Only the last part of a path is kept, nothing invisible, nothing that a system
    reserves, at most ``NAME_BYTES``. Cleaning twice changes nothing.
    """
    name = re.split(r"[/\\]", name)[-1]
    name = _SURROGATES.sub("_", _TURNS.sub("", name))
    name = _FORBIDDEN_IN_NAMES.sub("_", _NEWLINES.sub(" ", name).replace("\t", " "))
    before = ""
    while before != name:  # what is taken off an end may have been all that let its neighbour stay
        before, name = name, _SPACES.sub(" ", _without_invisible(name)).strip(" .")
    if _RESERVED_ON_WINDOWS.fullmatch(name.split(".")[0].rstrip(" ")):
        name = "_" + name
    return _cut(name) or NAMELESS


def _without_invisible(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _SELECTORS.sub(_selector_of_a_symbol, text)
    text = _JOINERS.sub(_joiner_of_a_picture, text)
    return unicodedata.normalize("NFC", text)


def _selector_of_a_symbol(match: re.Match[str]) -> str:
    before = _before(match)
    symbol = unicodedata.category(before) in {"So", "Sm", "Sk", "Po"}
    keycap = match.string[match.end() : match.end() + 1] == _KEYCAP
    return match[0] if symbol or keycap else ""


def _joiner_of_a_picture(match: re.Match[str]) -> str:
    before = _before(match)
    picture = unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f"
    arabic = "\u0620" <= before <= "\u06d3" or "\u06fa" <= before <= "\u06ff"
    return match[0] if picture or arabic else ""


def _before(match: re.Match[str]) -> str:
    return match.string[match.start() - 1] if match.start() else " "


def _cut(name: str) -> str:
    """Shorten to ``NAME_BYTES`` of UTF-8, keeping the extension."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) >= EXTENSION_CHARACTERS:
        stem, extension = name, ""
    ending = dot + extension if extension else ""
    room = NAME_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + ending
