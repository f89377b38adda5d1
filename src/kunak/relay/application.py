"""Puts the relay together: the handlers, what they need, and a second, small application for the metrics.

No journal of requests: there is none to be seized.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from litestar import Litestar, Response, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from kunak.relay.http import TOKEN, refusing, routes
from kunak.relay.meters import MEDIA_TYPE
from kunak.relay.service import Relay
from kunak.wire import limits

OPENAPI: Final = OpenAPIConfig(
    title="Kunak relay",
    version="1",
    description="Keeps blobs that it cannot read. Specified in spec/relay.md.",
    path="/schema",
    components=Components(
        security_schemes={
            TOKEN: SecurityScheme(type="http", scheme="bearer", description="The token of the epoch, 64 digits.")
        }
    ),
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],  # pages with scripts of third parties are not shown
)


def create_app(relay: Relay) -> Litestar:
    """Return the relay as an application of ASGI; it closes the relay when it ends."""

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        poll = asyncio.create_task(relay.news.poll())
        try:
            yield
        finally:
            poll.cancel()
            with suppress(asyncio.CancelledError):
                await poll
            await asyncio.to_thread(relay.close)

    return Litestar(
        [routes()],
        dependencies={"relay": Provide(lambda: relay, sync_to_thread=False)},
        exception_handlers=dict(refusing(relay)),
        lifespan=[running],
        openapi_config=OPENAPI,
        request_max_body_size=limits.FRAME_BYTES,
        logging_config=None,
        signature_namespace={"Relay": Relay},
    )


def create_metrics_app(relay: Relay) -> Litestar:
    """Return the application that tells how the relay is doing, for its keeper alone."""

    @get("/metrics", sync_to_thread=False)
    def metrics() -> Response[bytes]:
        """Sums over everybody."""
        return Response(relay.meters.text(), media_type=MEDIA_TYPE)

    return Litestar([metrics], openapi_config=None, logging_config=None)
