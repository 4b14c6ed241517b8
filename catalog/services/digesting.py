"""The digest of a record file, wherever it lies."""

from __future__ import annotations

import sys
from pathlib import Path

from catalog.errors import BadInput
from catalog.records.ids import Digest
from catalog.store.canonical import digest
from catalog.store.layout import MOST_BYTES
from catalog.store.yaml_text import YamlFault, read


def digest_of_file(name: str) -> Digest:
    """Return the digest of the record in a file, ``-`` being standard input. Raises ``BadInput``."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise BadInput("cannot read `-`: there is no standard input")
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot read `{name}`: {error.strerror}") from error
    try:
        return digest(read(data))
    except YamlFault as fault:
        raise BadInput(f"{name}:{fault.line}:{fault.column}: {fault.message}", hint=fault.hint) from fault
