"""The words of the interface in other languages: read from the catalogs that translators write."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from catalog.interchange.pages import Language
from catalog.resources import templates_folder


def translations_file(language: Language) -> Path:
    """Return the file in which the words of a language stand."""
    return templates_folder() / "translations" / language / "LC_MESSAGES" / "messages.po"


@cache
def words_in(language: Language) -> gettext.NullTranslations:
    """Return the words of a language. What is not translated reads as it was written, in English."""
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # only where another language is asked for
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with translations_file(language).open("rb") as file:
        found = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
