"""The word of a second member, typed at somebody else's desk: one form, for plans and for texts.

What is approved is named by its hash, which the page showed; a page that is out of
date is refused by the rule, not here.
"""

from typing import Final, Protocol

from kunak.app.approvals import CosignerFiles
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import SubjectId
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtCase, one_of

FIELDS: Final = ("member", "passphrase")


class Approve(Protocol):
    """A use case that takes an approval."""

    def __call__(
        self, space: Workspace, keys: CosignerFiles, subject: SubjectId, *, of: bytes, member: bytes, passphrase: str
    ) -> None:
        """Approve what has the hash ``of``."""


def take(at: AtCase, form: Form, approve: Approve) -> None:
    """Hand what was typed to a use case.

    Raises:
        KunakError: What it says, at one of ``FIELDS``.
    """
    try:
        approve(
            at.space,
            at.vault.cosigners,
            at.subject,
            of=_hash(form.text("of")),
            member=one_of(form.text("member"), field="member"),
            passphrase=form.text("passphrase"),
        )
    except KunakError as error:
        error.field = error.field if error.field in FIELDS else "passphrase"
        raise


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise BadInput("The page was not sent whole: open it again and approve what it shows.") from None
