"""Which headers does every answer of the desk carry? One table; what a page may load is decided here alone."""

from typing import Final

POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

_FEATURES: Final = (
    "accelerometer autoplay camera display-capture fullscreen geolocation gyroscope hid "
    "idle-detection magnetometer microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock "
    "serial usb  xr-spatial-tracking"
)
"""What a browser can do for a page, and must not do for ours."""

HEADERS: Final[dict[str, str]] = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES.split()),
    "x-robots-tag": "noindex, nofollow, noarchive",
    "x-dns-prefetch-control": "off",
}

NAMED: Final = frozenset(name.encode() for name in HEADERS)


def with_headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with ours in place of any of the same name; none that names the server."""
    kept = [(name, value) for name, value in given if name.lower() not in NAMED | {b"server"}]
    return kept + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
