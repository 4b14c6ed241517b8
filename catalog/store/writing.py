"""The one writer: beside, flushed to disk, then renamed; all or nothing, also after a crash."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from catalog.errors import WriteRefused


def write_whole(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    Without ``replace`` an existing file refuses the write and keeps every byte (a text never
    changes). The folder must exist or be creatable. Raises ``WriteRefused``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise WriteRefused(f"cannot write `{path}`: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(beside).replace(path)
        else:
            os.link(beside, path)
        _flush_folder(path.parent)
    except FileExistsError as error:
        raise WriteRefused(
            f"`{path}` exists already", hint="a text never changes: write the next version"
        ) from error
    except OSError as error:
        raise WriteRefused(f"cannot write `{path}`: {error.strerror}") from error
    finally:
        Path(beside).unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
