"""The words of Kunak for its readers: English is written in the code, other languages in ``web/locale/*.po``."""

import gettext
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from kunak.casework.factors import RUSSIAN
from kunak.casework.incidents.vocabulary import russian


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the words of a language; for English, which needs no catalogue, the sentences themselves."""
    catalogue = files("kunak.web") / "locale" / f"{language}.po"
    if not catalogue.is_file():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with catalogue.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def in_language(text: str, language: str) -> str:
    """Return a `phrase`, or a word of the assessment or the register (these carry their own Russian), in a language."""
    if not text:
        return text
    said = translations(language).gettext(text)
    return RUSSIAN.get(text) or russian().get(text, said) if language == "ru" else said
