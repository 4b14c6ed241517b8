"""Files read as they lie, and never what a link leads to."""

from __future__ import annotations

import os
from pathlib import Path

from catalog.errors import BadInput


def plain_bytes(path: Path, *, most: int = -1) -> bytes:
    """Return a file's bytes, at most so many where a number is given.

    Raises ``OSError``, also where a link or a folder is in its place; a pipe has no bytes.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        return file.read(most)


def original(path: Path, *, most: int = -1) -> bytes:
    """Return a file's bytes. Raises ``BadInput`` where there is none, or something else in its place."""
    try:
        return plain_bytes(path, most=most)
    except OSError as error:
        raise BadInput(f"cannot read `{path}`: {error.strerror}") from error


def original_if_there(path: Path) -> bytes | None:
    """Return a file's bytes, or ``None`` where there is nothing. Raises ``BadInput`` for anything else."""
    try:
        return plain_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(f"cannot read `{path}`: {error.strerror}") from error
