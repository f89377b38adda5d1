"""Capture histories with published answers, as tests and the method note's table read them."""

import csv
from pathlib import Path
from typing import Final

from kunak.register.histories import Histories, read_histories

FOLDER: Final = Path(__file__).parent.parent / "register" / "published"


def histories(name: str) -> Histories:
    """Return the histories of one published set."""
    with (FOLDER / f"{name}.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    return read_histories(name, header, [(n, dict(zip(header, row, strict=True))) for n, row in enumerate(rows, 2)])
