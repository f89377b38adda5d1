"""The desk: local pages on 127.0.0.1 for the members of a group. See ``docs/desk.md``."""
