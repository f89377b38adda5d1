"""Everything that can go wrong between a laptop and a relay, and how it is said: what was kept, and what to do."""

from enum import StrEnum
from typing import Final

from kunak.base.errors import Fault
from kunak.base.words import phrase


class Trouble(StrEnum):
    """Why a request to a relay was not answered as it should be."""

    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    CERTIFICATE = "certificate"
    SILENT = "silent"
    BUSY = "busy"
    TOKEN = "token"
    FORBIDDEN = "forbidden"
    FULL = "full"
    BEHIND = "behind"
    REFUSED = "refused"
    CONFUSED = "confused"


SENTENCES: Final[dict[Trouble, str]] = {
    Trouble.UNREACHABLE: phrase(
        "The relay cannot be reached. Nothing was sent; everything waits on this laptop until it can."
    ),
    Trouble.PROXY: phrase(
        "The proxy on the way to the relay does not answer. Nothing was sent; check that it runs and its address."
    ),
    Trouble.CERTIFICATE: phrase(
        "The relay could not prove who it is: its certificate is not valid for this address. Nothing was sent."
    ),
    Trouble.SILENT: phrase(
        "The relay broke off before it answered. It may have kept what was sent last; "
        "that will be sent again, and kept once."
    ),
    Trouble.BUSY: phrase(
        "The relay has too much to do. What it acknowledged is kept there; the rest waits on this laptop."
    ),
    Trouble.TOKEN: phrase(
        "The relay does not let this laptop in: the group's key was changed, or the address is of another relay. "
        "Nothing was sent."
    ),
    Trouble.FORBIDDEN: phrase(
        "The relay does not allow this: the ticket was used or is not genuine, or the feed has another owner. "
        "Nothing was changed."
    ),
    Trouble.FULL: phrase(
        "The relay is full. Nothing of the last batch was kept there; it waits on this laptop. Ask its keeper for room."
    ),
    Trouble.BEHIND: phrase("The relay holds less than it showed before. Nothing was lost here; do not rely on it."),
    Trouble.REFUSED: phrase(
        "The relay refused what this program sent. Nothing of it was kept there; one of the two needs an update."
    ),
    Trouble.CONFUSED: phrase(
        "The answer is not that of a relay. It was not used; check the address, and whether a portal stands before it."
    ),
}


class RelayTrouble(Fault):
    """A relay did not do what it was asked, for one of the reasons above."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(SENTENCES[trouble])
