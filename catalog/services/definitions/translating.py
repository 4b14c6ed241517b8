"""A definition in another language: the words there are, whether they are those of this version, and by whom.

A translation names what it was made ``of``: the digest of a version as it stood without its translations
(so of the very version that carries it), or of an earlier one as it is filed. It is good for a version
whose title, definition and plain words are still the ones that were translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from catalog.records.element import Element, Translation
from catalog.records.ids import Digest
from catalog.records.snapshot import Text

Freshness = Literal["original", "current", "outdated", "missing"]
DigestOf = Callable[[Text[Any]], Digest]
"""Gives the digest of a version as it stands without its translations."""
LANGUAGES: Final = ("en", "es")
_PARTS: Final = ("title", "definition", "plain_language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A definition's words in one language; what is not translated stands in English.

    ``by`` is who translated it (``machine``, ``staff``, a name); ``untranslated`` are the parts in English.
    """

    language: str
    title: str
    definition: str
    plain_language: str | None
    freshness: Freshness
    by: str | None
    untranslated: tuple[str, ...]


def sayings(
    text: Text[Element], *, versions: tuple[Text[Element], ...], bare: DigestOf
) -> tuple[Saying, ...]:
    """Return a version's words in every language of the site, English first."""
    return tuple(saying(text, language, versions=versions, bare=bare) for language in LANGUAGES)


def saying(
    text: Text[Element], language: str, *, versions: tuple[Text[Element], ...], bare: DigestOf
) -> Saying:
    """Return a version's words in a language."""
    record = text.record
    translation = None if language == "en" else record.translations.get(language)
    if translation is None:
        return Saying(
            language=language,
            title=record.title,
            definition=record.definition,
            plain_language=record.plain_language,
            freshness="original" if language == "en" else "missing",
            by=None,
            untranslated=() if language == "en" else tuple(_there(record)),
        )
    current = is_current(text, translation, versions=versions, bare=bare)
    return Saying(
        language=language,
        title=translation.title or record.title,
        definition=translation.definition or record.definition,
        plain_language=translation.plain_language or record.plain_language,
        freshness="current" if current else "outdated",
        by=translation.by,
        untranslated=tuple(part for part in _there(record) if not getattr(translation, part)),
    )


def is_current(
    text: Text[Element], translation: Translation, *, versions: tuple[Text[Element], ...], bare: DigestOf
) -> bool:
    """Say whether a translation was made of this version, or of an earlier one that has the same words."""
    if bare(text) == translation.of:
        return True
    earlier = (one for one in versions if one.version < text.version)
    made_of = next((one for one in earlier if translation.of in {one.digest, bare(one)}), None)
    return made_of is not None and all(
        getattr(made_of.record, part) == getattr(text.record, part) for part in _PARTS
    )


def _there(record: Element) -> Iterator[str]:
    yield from (part for part in _PARTS if getattr(record, part))
