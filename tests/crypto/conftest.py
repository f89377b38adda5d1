"""Public vectors, unpacked."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parent.parent / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Any]:
    def load(name: str) -> Any:
        return json.loads(gzip.decompress((VECTORS / f"{name}.json.gz").read_bytes()))

    return load
