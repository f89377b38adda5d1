"""Mail headers read with patience: what the standard library cannot parse is still shown.

``email.policy`` raises IndexError and others on headers that real programs and
attackers write (python/cpython issues 76359, 148518, 151857), and headers in bare
CP1251 or KOI8-R are common in Russian mail. Both are dealt with here and nowhere else.
"""

import re
from email.errors import MessageError
from email.message import Message
from email.policy import EmailPolicy
from email.utils import collapse_rfc2231_value
from typing import Final

from kunak.store.charsets import decode

HEADER_CHARACTERS: Final = 16_000
"""Most of a header that is read: the parser's time grows with the square of its length."""
HEADER_FAILURES: Final = (
    MessageError,
    ValueError,  # UnicodeError included
    LookupError,  # IndexError and KeyError included
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What the header parser was seen to raise, by fuzzing and in its issue tracker."""


_ADDRESS: Final = re.compile(r"""[^\s<>()\[\],;:"']{1,64}@[^\s<>()\[\],;:"'@]{1,255}""")
"""The longest local part and domain of RFC 5321, 4.5.3.1."""


class PatientPolicy(EmailPolicy):
    """``email.policy.default``, except that no header ever raises."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the parsed header, or the plain text of one that cannot be parsed."""
        plain = " ".join(_readable(str(value)[:HEADER_CHARACTERS]).split())
        if name.lower() == "date":
            return plain  # the parsed form hides that a zone was missing
        try:
            header: str = self.header_factory(name, plain)
            getattr(header, "addresses", None)
            str(header)
        except HEADER_FAILURES:
            return plain
        return header


def shown(message: Message, name: str) -> str:
    """Return the first header of that name as text, or nothing."""
    return str(message.get(name, ""))


def mailbox(message: Message, name: str) -> tuple[str, str]:
    """Return the display name and the address of the first mailbox in a header; what is missing is empty."""
    header = message.get(name, "")
    try:
        found = next(iter(getattr(header, "addresses", ())), None)
        display, address = (str(found.display_name), str(found.addr_spec)) if found else ("", "")
    except HEADER_FAILURES:
        display, address = "", ""
    if address.strip("<>") or display:
        return display, address.strip("<>")
    return _anything_like_a_mailbox(str(header))


def _anything_like_a_mailbox(text: str) -> tuple[str, str]:
    """Read a header that is beyond the parser: ``email.utils.parseaddr`` has its own way of overflowing."""
    found = _ADDRESS.search(text)
    if found is None:
        return text, ""
    return text[: found.start()].strip(' "<'), found[0]


def parameter(part: Message, name: str) -> str:
    """Return a parameter of the content type, or nothing."""
    try:
        value = part.get_param(name)
    except HEADER_FAILURES:
        return ""
    return value if isinstance(value, str) else collapse_rfc2231_value(value) if value else ""


def file_name(part: Message) -> str:
    """Return the name under which the part is attached (RFC 2231 and 2047), or nothing."""
    try:
        return part.get_filename() or ""
    except HEADER_FAILURES:
        return ""


def _readable(value: str) -> str:
    """Decode bytes that were put into the header as they are."""
    if value.isascii():
        return value
    decoded = decode(value.encode("utf-8", "surrogateescape")) if _has_escapes(value) else None
    return decoded.text if decoded else value.encode("utf-8", "replace").decode()


def _has_escapes(value: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in value)
