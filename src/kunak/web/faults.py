"""What a person sees when something cannot be shown or done: one plain sentence, and never what they had sent.

The unexpected gets a number; where it happened (never what it was about) is
written to standard error under that number.
"""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from litestar import Response
from litestar.exceptions import HTTPException, NotFoundException
from litestar.types import ExceptionHandlersMap

from kunak.base.errors import BadInput, Fault, KunakError, Refused
from kunak.base.words import phrase
from kunak.web.admission import Locked
from kunak.web.render import Context
from kunak.web.respond import Asked, desk_of, go, page
from kunak.web.session import SESSION

LOCK_PAGE: Final = "/locked"
REFERENCE_BYTES: Final = 4
TOO_LARGE: Final = 413
"""Status of a form that is larger than any of ours."""


class Trouble(Context, frozen=True, kw_only=True):
    """The page of an error.

    Attributes:
        title: What happened, as a `phrase`.
        error: What it means and what to do.
        reference: Number under which standard error tells where, or nothing.
    """

    template: ClassVar[str] = "trouble.html"
    title: str
    error: KunakError
    reference: str = ""


def handlers(*, random: Callable[[int], bytes], report: Callable[[str], None]) -> ExceptionHandlersMap:
    """Return the table: which error becomes which page."""
    return {
        Locked: _locked,
        KunakError: _refused,
        HTTPException: _http,
        Exception: Unexpected(random, report),
    }


def _locked(_request: Asked, _error: Exception) -> Response[None]:
    return go(LOCK_PAGE)


def _refused(request: Asked, error: Exception) -> Response[str]:
    match error:
        case Refused():
            return _trouble(request, 403, phrase("The desk refused"), error)
        case BadInput():
            return _trouble(request, 400, phrase("This cannot be used"), error)
        case _:
            kept = error if isinstance(error, KunakError) else Fault("The machine failed.")
            return _trouble(request, 500, phrase("The machine failed"), kept)


def _http(request: Asked, error: Exception) -> Response[str] | Response[None]:
    if not desk_of(request).admits(request.cookies.get(SESSION, "")):
        return go(LOCK_PAGE)
    if isinstance(error, NotFoundException):
        says = BadInput("There is no such page. It may have been closed, or you may not be let into it.")
        return _trouble(request, 404, phrase("Nothing here"), says)
    status = error.status_code if isinstance(error, HTTPException) else 400
    if status == TOO_LARGE:
        says = BadInput(
            "What was sent is larger than 32 MB, so nothing was kept. Make the file smaller and send it again."
        )
        return _trouble(request, status, phrase("This is too large"), says)
    return _trouble(request, status, phrase("This cannot be done"), BadInput("The desk cannot do this: go back."))


class Unexpected:
    """Answers what nobody foresaw, and reports where it was raised."""

    def __init__(self, random: Callable[[int], bytes], report: Callable[[str], None]) -> None:
        self._random = random
        self._report = report

    def __call__(self, request: Asked, error: Exception) -> Response[str]:  # noqa: D102
        reference = self._random(REFERENCE_BYTES).hex()
        self._report(f"{reference}: {type(error).__name__} at {place_of(error)}")
        says = Fault(
            "Something in Kunak is broken. What was saved before is safe; what you just sent may not be saved."
        )
        return _trouble(request, 500, phrase("The desk failed"), says, reference)


def place_of(error: BaseException) -> str:
    """Return the files and lines an error came through: no values, no message, for they may name a person."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))


def _trouble(request: Asked, status: int, title: str, error: KunakError, reference: str = "") -> Response[str]:
    return page(request, Trouble(title=title, error=error, reference=reference), status=status)
