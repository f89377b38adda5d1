"""The command line: one file per kind of work, and one way to answer and to fail (``terminal``)."""
