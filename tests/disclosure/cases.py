"""Small invented cases, and what a text blocks of them."""

from typing import Literal

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Name, Person, Secrets


def blocked(text: str, secrets: Secrets) -> set[str]:
    """Return the secrets for which a text is blocked."""
    return {one.secret for one in check(text, secrets).findings if one.severity == "block"}


def named(given: str, family: str, role: Literal["client", "staff", "helper"] = "client") -> Secrets:
    """Return a case that holds one person by name."""
    return Secrets(persons=(Person(id="P1", role=role, names=(Name(given=given, family=family),)),))
