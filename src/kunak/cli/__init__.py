"""The command line: one file per kind of work, and one way to answer and to fail (``terminal``)."""

from kunak.cli.main import main

__all__ = ["main"]
