"""An invented group, an invented phone, and a reader of PDFs."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest

from kunak.app.papers.visible import unbroken

Words = Callable[[bytes], str]


@pytest.fixture
def words() -> Words:
    """Read a paper back: its text with runs of white space made one space."""

    def read(pdf: bytes) -> str:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        return re.sub(r"\s+", " ", unbroken(" ".join(page.extract_text() for page in pages)))

    return read
