"""A form is tried: done and led on, or shown again with what was typed and the sentence at its field."""

from collections.abc import Callable, Iterable

from litestar import Response

from kunak.base.errors import KunakError
from kunak.web.act import again
from kunak.web.forms import Form
from kunak.web.render import Context
from kunak.web.respond import Asked, go, sent


def attempt(
    request: Asked,
    *,
    does: Callable[[Form], str],
    shows: Callable[[Form], Context],
    here: str,
    fields: Iterable[str] | None = None,
) -> Response[str] | Response[None]:
    """Do what a form asks for.

    Args:
        request: What was sent.
        does: The decision; returns the path that leads on. What it raises is shown.
        shows: The page with the form.
        here: The place in the navigation.
        fields: Names of the fields on the page; None: those of an `Act`.
    """
    form = sent(request)
    try:
        return go(does(form))
    except KunakError as error:
        return again(request, shows, form, (error,), fields=fields, here=here)
