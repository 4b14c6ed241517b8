"""The files of a catalog on disk, with stamps that tell whether one has changed.

A symbolic link is never followed: what it leads to could lie outside the catalog.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from catalog.records.finding import Finding
from catalog.store.layout import TOP_FOLDERS, is_passed_over
from catalog.store.wording import printable

Stamp = tuple[int, int, int, int]
"""Size, times of change of content and of status (nanoseconds), and inode."""

stamp_of: Final[Callable[[os.stat_result], Stamp]] = attrgetter(
    "st_size", "st_mtime_ns", "st_ctime_ns", "st_ino"
)
"""Return the stamp of a file or folder. One that has the stamp of a file seen before is that file."""

Listing = tuple[Stamp, Sequence[str], Sequence[str]]
"""A folder's stamp, and the paths of the folders and files in it."""


K = TypeVar("K", bound=tuple[Stamp, Any, Any])
"""What is known of a file, its stamp first."""


@dataclass(slots=True)
class Tree(Generic[K]):
    """What lies in a catalog: its folders, what is known of files with the stamp seen before, other files."""

    folders: dict[str, Listing] = field(default_factory=dict)
    same: dict[str, K] = field(default_factory=dict)
    files: dict[str, Stamp] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def scan(root: Path, folders: Mapping[str, Listing], *, files: Mapping[str, K]) -> Tree[K]:
    """List a catalog, knowing what was seen before. A folder with the stamp it had is not listed again."""
    tree: Tree[K] = Tree()
    same, lstat, base = tree.same, os.lstat, f"{root}{os.sep}"
    waiting = [name for name in TOP_FOLDERS if os.path.lexists(base + name)]
    while waiting:
        folder = waiting.pop()
        found = lstat(base + folder)
        listing = folders.get(folder)
        if listing is None or listing[0] != stamp_of(found):
            if not stat.S_ISDIR(found.st_mode):
                tree.findings.append(_not_regular(folder, "a folder is wanted here"))
                continue
            listing = (stamp_of(found), *_list(base, folder))
        tree.folders[folder] = listing
        waiting.extend(listing[1])
        for path in listing[2]:
            found = lstat(base + path)
            known = files.get(path)
            if known is not None and known[0] == stamp_of(found):
                same[path] = known
            elif stat.S_ISREG(found.st_mode):
                tree.files[path] = stamp_of(found)
            else:
                tree.findings.append(_not_regular(path, "a file is wanted here"))
    return tree


def _list(base: str, folder: str) -> tuple[list[str], list[str]]:
    """Return the folders, last first, and files to look at. What has a record's name is one of the files."""
    folders, files = [], []
    with os.scandir(base + folder) as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False) and not path.endswith(".yaml"):
                folders.append(path)
            elif entry.is_symlink() or not is_passed_over(path):
                files.append(path)
    return sorted(folders, reverse=True), sorted(files)


def _not_regular(path: str, wanted: str) -> Finding:
    return Finding(
        file=printable(path),
        line=None,
        column=None,
        code="not-a-file",
        severity="error",
        message=f"{wanted}, not a symbolic link or something else",
        hint="put the thing itself here: what a link leads to could lie outside the catalog",
    )
