"""The log's folder: nothing lies there but the log, and above all no private key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.store.log import CHECKPOINTS, LEAVES, LOG, POLICY
from catalog.store.notes.keys import PRIVATE
from catalog.store.plain_files import plain_bytes

_NAMED: Final = frozenset({LEAVES, POLICY, f"{LOG}/README.md"})


def strays(root: Path) -> Iterator[Finding]:
    """List what lies in the log's folder and is none of its files, and whatever holds a private key."""
    for path in _files(root):
        try:
            holds_key = PRIVATE.encode() in plain_bytes(root / path)
        except OSError:
            holds_key = False
        folder, _, name = path.rpartition("/")
        if holds_key:
            yield finding("private-key-in-log", path, message="this file holds a private key")
        elif path not in _NAMED and folder != CHECKPOINTS and not name.startswith("."):
            yield finding("unknown-file", path, message="this is no file of the log", hint="move it out")


def _files(root: Path) -> list[str]:
    found = []
    for place, folders, names in os.walk(root / LOG):
        folders.sort()
        inside = Path(place).relative_to(root).as_posix()
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [f"{inside}/{name}" for name in (*names, *links)]
    return sorted(found)
