"""Files that are there whole or not at all, also after a crash: written beside, flushed to disk, then named.

Whoever calls says in its own words what went wrong: errors of the system pass as they are. What a crash
leaves beside a file is called ``.`` and sixteen hex digits and ``.new``.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_file(path: Path, data: bytes, *, private: bool = False, replace: bool = False) -> None:
    """Write a file in a folder that is there. A ``private`` one is its user's alone.

    Without ``replace`` a file of that name keeps every byte: ``FileExistsError``. Raises ``OSError``.
    """
    beside = path.parent / f".{os.urandom(8).hex()}.new"
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
        else:
            os.link(beside, path)  # a link, unlike a rename, never takes the name of another file
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    flush(path.parent)


def flush(path: Path) -> None:
    """Make sure that a file's bytes, or the names in a folder, outlive a loss of power.

    Raises ``OSError``.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
