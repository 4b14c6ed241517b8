"""Whether a catalog's folder is still as it was: a mark that changes with any file in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from catalog.store.layout import TOP_FOLDERS
from catalog.store.steps import settled


def mark_of(root: Path) -> str:
    """Return a mark that changes whenever a file of the catalog is added, changed or taken away.

    It is made from names, sizes and times; nothing is read. Raises ``WriteRefused`` where a step was cut
    short and this user may not finish it.
    """
    found = hashlib.sha256(repr(settled(root)).encode())
    waiting = [os.fspath(root / name) for name in sorted(TOP_FOLDERS)]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                seen = entry.stat(follow_symlinks=False)
                found.update(
                    f"{entry.path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ino}\n".encode(
                        "utf-8", "surrogateescape"
                    )
                )
    return found.hexdigest()
