"""How text becomes words: chunks and their pieces, stems in English and Spanish, and pairs of neighbours.

What is indexed and what is asked go through the same functions, so that they meet. Accents are folded,
``BirthDate``, ``birth_date`` and ``birth-date`` have the pieces ``birth`` and ``date``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from whoosh.lang.porter2 import stem as _porter2
from whoosh.lang.snowball.spanish import SpanishStemmer

LONGEST: Final = 48
"""So many letters of a word count."""
_CHUNK: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W_])+(?:[-_.'\u2019]+[^\W_]+)*"
)
_JOINER: Final = re.compile(r"[-_.'\u2019 ]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GENITIVE: Final = re.compile(r"['\u2019]s$", re.IGNORECASE)
_PLURAL: Final = re.compile(r"(?<=\w{3}[dlnr])es$")
_BARE: Final = re.compile(r"([cs])ion$")
_ENGLISH: Final = """
a an and are as at be been by did do does for from had has have how i if in into is it its me my of on or than
that the their then there these they this those to was were what whether which who whose will with
"""
_SPANISH: Final = """
al como con cual de del e el en es esta este fue fueron ha la las le les lo los mi o para por que se si su sus
u un una unas unos y ya
"""
ENGLISH_STOPS: Final = frozenset(_ENGLISH.split())
SPANISH_STOPS: Final = frozenset(_SPANISH.split())
STOPS: Final = ENGLISH_STOPS | SPANISH_STOPS


def composed(text: str) -> str:
    """Return the text with each letter and its accent as one character, as chunks are found in it."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def folded(text: str) -> str:
    """Return the text without accents, in small letters.

    >>> folded("Matrícula ESCOLAR")
    'matricula escolar'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def chunks(text: str) -> Iterator[re.Match[str]]:
    """Find the words of a composed text, hyphens and underscores inside."""
    return _CHUNK.finditer(text)


@lru_cache(maxsize=1 << 14)
def pieces(chunk: str) -> tuple[str, ...]:
    """Return the pieces of a chunk, folded.

    >>> pieces("ChronicAbsenteeismFlag"), pieces("K-12"), pieces("pupil's")
    (('chronic', 'absenteeism', 'flag'), ('k', '12'), ('pupil',))
    """
    parts = _JOINER.split(_CAMEL.sub(" ", _GENITIVE.sub("", chunk)))
    return tuple(folded(part)[:LONGEST] for part in parts if part)


def joined(found: Sequence[str]) -> str:
    """Return the pieces as one word: ``k12`` for ``k`` and ``12``."""
    return "".join(found)[:LONGEST]


def words(text: str) -> list[tuple[str, ...]]:
    """Return the pieces of each chunk of a text."""
    return [pieces(found.group()) for found in chunks(composed(text))]


def squashed(text: str) -> str:
    """Return a whole name as it is compared: its pieces, one blank between them.

    >>> squashed("  K-12 chronically  Absent ")
    'k 12 chronically absent'
    """
    return " ".join(piece for found in words(text) for piece in found)


def pairs(found: Sequence[str]) -> list[str]:
    """Return each two neighbours as one term, by which phrases are found."""
    return [f"{one} {other}" for one, other in pairwise(found)]


def in_a_row(found: Sequence[str]) -> str:
    """Return pieces as they are looked for in a text that is written so, too: neither begins within a word.

    >>> in_a_row(["birth", "date"]) in in_a_row(["the", "birth", "date"])
    True
    """
    return f" {' '.join(found)} "


@lru_cache(maxsize=1 << 14)
def english(piece: str) -> str:
    """Return the English stem.

    >>> english("enrollments"), english("enrolled")
    ('enrol', 'enrol')
    """
    stemmed: str = _porter2(piece)
    return stemmed


_spanish = SpanishStemmer()


@lru_cache(maxsize=1 << 14)
def spanish(piece: str) -> str:
    """Return the Spanish stem of a folded piece; endings that lost their accent get it back first.

    Plurals go beforehand: Snowball makes ``escolar`` of ``escolares``, but ``escol`` of ``escolar``.

    >>> spanish("inscripciones") == spanish("inscripcion")
    True
    """
    stemmed: str = _spanish.stem(_BARE.sub(r"\1ión", _PLURAL.sub("", piece)))
    return folded(stemmed)
