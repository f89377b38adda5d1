"""The catalogues of the desk. Papers that the command line writes need them too, so that they are read in ``app``."""

from kunak.app.languages import in_language, translations

__all__ = ["in_language", "translations"]
