"""The digest of a record: SHA-256 over its canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785

from catalog.records.ids import Digest


def canonical_bytes(document: Any) -> bytes:
    """Return the RFC 8785 form of a document, which holds no fractions.

    Sorting by code point and by UTF-16 code unit is the same for ASCII, where the standard
    library's faster encoder gives the same bytes; anything else goes through ``rfc8785``.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() if text.isascii() else rfc8785.dumps(document)


def digest(document: Any) -> Digest:
    """Return ``sha256:`` and the hash of the document's canonical form."""
    return Digest("sha256:" + hashlib.sha256(canonical_bytes(document)).hexdigest())
