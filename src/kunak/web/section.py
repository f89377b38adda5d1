"""What a file of pages hands to the application: its handlers, and its place in the navigation if it has one."""

import msgspec
from litestar.types import ControllerRouterHandler

from kunak.web.view import Place


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One file of pages."""

    handlers: tuple[ControllerRouterHandler, ...]
    place: Place | None = None
