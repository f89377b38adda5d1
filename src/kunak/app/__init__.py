"""Use cases, one file per kind of work; what the command line and the desk do is decided here."""
