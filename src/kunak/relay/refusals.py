"""How the relay says no: a status of HTTP and one sentence, which never tells whether a feed exists."""

from http import HTTPStatus

from kunak.base.errors import Fault


class RelayRefused(Exception):
    """A request is refused. Nothing of it was kept.

    Attributes:
        status: Of HTTP.
        says: One sentence for whoever looks at the answer.
        retry_s: Seconds after which to ask again, or None.
    """

    def __init__(self, status: HTTPStatus, says: str, *, retry_s: int | None = None) -> None:
        self.status = status
        self.says = says
        self.retry_s = retry_s
        super().__init__(says)


class DatabaseFault(Fault):
    """The database cannot be opened, read or written."""


def bad_request(says: str) -> RelayRefused:
    """A frame, header or query that breaks a rule."""
    return RelayRefused(HTTPStatus.BAD_REQUEST, says)


def no_access() -> RelayRefused:
    """No token, another token or another feed: one answer for all."""
    return RelayRefused(HTTPStatus.UNAUTHORIZED, "This token opens no such feed.")


def not_allowed() -> RelayRefused:
    """A registration or rekeying that may not be: one answer for all reasons."""
    return RelayRefused(HTTPStatus.FORBIDDEN, "This registration or change of key is not allowed.")


def beyond() -> RelayRefused:
    """A proof about more than there is."""
    return RelayRefused(HTTPStatus.CONFLICT, "The feed does not hold so many blobs.")


def quota_used() -> RelayRefused:
    """The feed may hold no more."""
    return RelayRefused(HTTPStatus.INSUFFICIENT_STORAGE, "The feed's quota is used up. Nothing of this push was kept.")


def disk_full() -> RelayRefused:
    """The relay's disk holds no more."""
    return RelayRefused(
        HTTPStatus.INSUFFICIENT_STORAGE, "The relay's disk is full. Nothing of this push was kept.", retry_s=60
    )


def too_fast(retry_s: int) -> RelayRefused:
    """More requests than a feed may make."""
    return RelayRefused(
        HTTPStatus.TOO_MANY_REQUESTS, "Too many requests for this feed. Wait a little.", retry_s=retry_s
    )


def damaged() -> RelayRefused:
    """What is in the database is not what was put there."""
    return RelayRefused(HTTPStatus.INTERNAL_SERVER_ERROR, "The relay's database is damaged. Its keeper was told.")


def cannot_write() -> RelayRefused:
    """The database failed, or the relay is ending."""
    return RelayRefused(HTTPStatus.SERVICE_UNAVAILABLE, "The relay cannot do this now. Send it again later.", retry_s=5)
