"""The digest of a record file, wherever it lies."""

from __future__ import annotations

from catalog.errors import BadInput
from catalog.records.ids import Digest
from catalog.services.record_files import read_record_file
from catalog.store.canonical import digest


def digest_of_file(name: str) -> Digest:
    """Return the digest of the record in a file, ``-`` being standard input. Raises ``BadInput``."""
    document, _ = read_record_file(name)
    if not isinstance(document, dict | list):
        raise BadInput(f"`{name}` holds no record", hint="a record is a mapping, or a list of events")
    return digest(document)
