"""The one writer: beside, flushed to disk, then renamed; all or nothing, also after a crash.

What a crash leaves beside a file has a name that starts with a dot, which no reader of a catalog looks at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from catalog.errors import WriteRefused
from catalog.whole_files import flush, write_file


def write_whole(path: Path, data: bytes, *, replace: bool = False, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    Without ``replace`` an existing file refuses the write and keeps every byte (a text never
    changes). The folder must exist or be creatable. A ``private`` file is its user's alone. Raises
    ``WriteRefused``.
    """
    try:
        new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data, replace=replace, private=private)
        for made in new:
            flush(made.parent)
    except OSError as error:
        raise WriteRefused(f"cannot write `{path}`: {error.strerror}") from error


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Fill a new or empty folder, so that it holds all the files or none.

    They are written beside and put in by their top folders, the one named first as the last. Raises
    ``WriteRefused``, also where anything is there already.
    """
    tops = list(dict.fromkeys(name.split("/")[0] for name in files))
    beside = folder / f".{os.urandom(8).hex()}.new"
    moved: list[Path] = []
    try:
        is_new = not folder.exists()
        if not is_new and (not folder.is_dir() or any(folder.iterdir())):
            raise WriteRefused(f"`{folder}` is there already and not empty", hint="name a new folder")
        try:
            for name, data in files.items():
                write_whole(beside / name, data)
            for top in reversed(tops):
                (beside / top).rename(folder / top)
                moved.append(folder / top)
        except (OSError, WriteRefused):
            for path in moved:
                shutil.rmtree(path, ignore_errors=True)
            raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            if is_new and not moved:
                with suppress(OSError):
                    folder.rmdir()
        flush(folder)
    except OSError as error:
        raise WriteRefused(f"cannot write `{folder}`: {error.strerror}") from error


def _put(path: Path, data: bytes, *, replace: bool, private: bool) -> None:
    try:
        write_file(path, data, private=private, replace=replace)
    except FileExistsError as error:
        hint = "a text never changes: write the next version"
        raise WriteRefused(f"`{path}` exists already", hint=hint) from error
