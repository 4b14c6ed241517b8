"""The digest of a record: SHA-256 over its canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import rfc8785

from catalog.records.ids import Digest

_BEYOND: Final = re.compile("[\ud800-\U0010ffff]")


def canonical_bytes(document: Any) -> bytes:
    """Return the RFC 8785 form of a document, which holds no fractions.

    Sorting keys by code point and by UTF-16 code unit is the same below the surrogates, and there the
    standard library's faster encoder gives the same bytes; a key beyond them goes through ``rfc8785``.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if text.isascii():
        return text.encode()
    if _BEYOND.search(text) is None or not any(_BEYOND.search(key) for key in _keys(document)):
        try:
            return text.encode()
        except UnicodeEncodeError:  # half a surrogate pair: told as the standard has it
            return rfc8785.dumps(document)
    return rfc8785.dumps(document)


def _keys(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        yield from document
        document = document.values()
    elif not isinstance(document, list):
        return
    for inner in document:
        if isinstance(inner, dict | list):
            yield from _keys(inner)


def digest(document: Any) -> Digest:
    """Return ``sha256:`` and the hash of the document's canonical form."""
    return Digest("sha256:" + hashlib.sha256(canonical_bytes(document)).hexdigest())
