"""A record's file, wherever it lies, read as strictly as the catalog reads its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import BadInput
from catalog.store.layout import MOST_BYTES
from catalog.store.yaml_text import YamlFault, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that somebody sent, and that lies nowhere yet: what they called it, and its bytes."""

    name: str
    data: bytes

    def __str__(self) -> str:
        return self.name


def read_record_file(name: str | Sent, *, hint: str | None = None) -> tuple[Any, bytes]:
    """Return what a file says and its bytes; ``-`` is standard input.

    Raises ``BadInput`` with the line and column; ``hint`` is for a file that cannot be opened.
    """
    try:
        data = name.data[: MOST_BYTES + 1] if isinstance(name, Sent) else _bytes(name)
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
