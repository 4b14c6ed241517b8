"""A record's file, wherever it lies, read as strictly as the catalog reads its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from catalog.errors import BadInput
from catalog.store.layout import MOST_BYTES
from catalog.store.yaml_text import YamlFault, read


def read_record_file(name: str, *, hint: str | None = None) -> tuple[Any, bytes]:
    """Return what a file says and its bytes; ``-`` is standard input.

    Raises ``BadInput`` with the line and column; ``hint`` is for a file that cannot be opened.
    """
    try:
        data = _bytes(name)
    except OSError as error:
        raise BadInput(f"cannot read `{name}`: {error.strerror}", hint=hint) from error
    try:
        return read(data), data
    except YamlFault as fault:
        raise BadInput(f"{name}:{fault.line}:{fault.column}: {fault.message}", hint=fault.hint) from fault


def _bytes(name: str) -> bytes:
    if name != "-":
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    if sys.stdin is None:
        raise BadInput("cannot read `-`: there is no standard input")
    return sys.stdin.buffer.read(MOST_BYTES + 1)
