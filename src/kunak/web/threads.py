"""Handlers that touch the vault run in a thread, each call in exactly one.

Litestar (2.24) wraps a synchronous handler once for every registration of its path:
one that shares its path with another method is wrapped twice, and its answer is a
coroutine that nobody awaits. So they are made asynchronous before it sees them.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TypeVar

from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler
from litestar.utils.predicates import is_async_callable

Answer = TypeVar("Answer")


def threaded(handler: ControllerRouterHandler) -> ControllerRouterHandler:
    """Return the handler; one that asks for a thread gets it. What was done before is not done again."""
    if isinstance(handler, HTTPRouteHandler) and handler.sync_to_thread and not is_async_callable(handler.fn):
        handler.sync_to_thread = None
        handler(_in_thread(handler.fn))
    return handler


def _in_thread(answer: Callable[..., Answer]) -> Callable[..., Coroutine[None, None, Answer]]:
    @wraps(answer)
    async def run(*args: object, **named: object) -> Answer:
        return await asyncio.to_thread(answer, *args, **named)

    return run
