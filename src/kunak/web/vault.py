"""The open vault behind a request: the one place where pages learn what the desk opens with."""

from kunak.app.wiring import OpenVault
from kunak.base.errors import Fault
from kunak.web.respond import Asked, desk_of


def opened(request: Asked) -> OpenVault:
    """Return the vault that this desk has open.

    Raises:
        Refused: It is locked.
        Fault: The desk was opened with something else.
    """
    vault = desk_of(request).opened
    if not isinstance(vault, OpenVault):
        raise Fault("The desk holds no vault: stop it and start it again.")
    return vault
