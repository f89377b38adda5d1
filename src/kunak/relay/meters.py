"""How is the relay doing? Sums over everybody, as Prometheus reads them; nothing of a feed, an address or a device."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """What is counted, since this process started."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.pushes = self._counter("kunak_relay_pushes_total", "Pushes acknowledged")
        self.blobs = self._counter("kunak_relay_blobs_total", "Blobs acknowledged, new or known")
        self.bytes = self._counter("kunak_relay_blob_bytes_total", "Their bytes")
        self.pages = self._counter("kunak_relay_pages_total", "Pages given")
        self.proofs = self._counter("kunak_relay_proofs_total", "Proofs given")
        self.refusals = Counter("kunak_relay_refusals_total", "Requests refused", ["status"], registry=self._registry)
        self.streams = Gauge("kunak_relay_streams", "Streams open now", registry=self._registry)
        self.groups = Histogram(
            "kunak_relay_transaction_requests",
            "Requests written in one transaction",
            buckets=(1, 2, 4, 8, 16, 32, 64),
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self._registry)

    def _counter(self, name: str, says: str) -> Counter:
        return Counter(name, says, registry=self._registry)
