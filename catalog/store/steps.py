"""Steps: changes of several files at once that happen whole or not at all, also after a crash.

A step is first written down in ``.p20w/step`` with all its new bytes; the rename that puts it there
is the moment from which it has happened. Only then are the files themselves touched, and a step
whose carrying out was cut short is carried out again, from the start, by whoever comes next. So a
crash leaves all of it or nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import WriteRefused
from catalog.store.layout import TOP_FOLDERS
from catalog.store.plain_files import plain_bytes
from catalog.store.writing import write_folder, write_whole
from catalog.whole_files import flush

FOLDER: Final = ".p20w"
"""Where a catalog keeps its lock and the step under way. It is no part of the catalog."""
_CHANGES: Final = "changes.json"
_NUMBER: Final = re.compile(r"[0-9]{4}")
_DAMAGED: Final = "look at the folder; if nobody's change waits in it, remove it"
_HINT: Final = "somebody else changed it; run the command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A file that is not there yet. If it is there with the same bytes, nothing is to be done."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A file whose bytes become others; ``was`` are those that the change was made on."""

    path: str
    was: bytes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """A file of a known size that grows at its end."""

    path: str
    size: int
    data: bytes


Change = New | Replaced | Appended


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a catalog for one writer; first finish the step that a crash cut short.

    Whoever comes second waits. Raises ``WriteRefused`` where the catalog cannot be written.
    """
    try:
        handle = _locked(root)
    except OSError as error:
        raise WriteRefused(f"cannot write in `{root}`: {error.strerror}") from error
    try:
        _carry_out(root)
        for left in (root / FOLDER).glob(".*.*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(handle)


def take(root: Path, changes: Sequence[Change]) -> None:
    """Make the changes, all of them or none. Only within ``alone``.

    Raises ``WriteRefused``, before anything is changed, where a file is not as the change expects it.
    """
    for change in changes:
        _expect(root, change)
    listed = [
        {"path": change.path, "file": f"{number:04d}", "size": getattr(change, "size", None)}
        for number, change in enumerate(changes)
    ]
    files = {f"step/{_CHANGES}": json.dumps(listed).encode()}
    files |= {f"step/{number:04d}": change.data for number, change in enumerate(changes)}
    beside = root / FOLDER / f".{os.urandom(8).hex()}.new"
    try:
        write_folder(beside, files)
        (beside / "step").rename(root / FOLDER / "step")
        flush(root / FOLDER)
    except OSError as error:
        raise WriteRefused(f"cannot write in `{root}`: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _carry_out(root)


def settled(root: Path) -> tuple[int, int]:
    """Return a mark that changes with every step; finish, or wait for, a step under way.

    What is read between two equal marks is of one state. Raises ``WriteRefused`` where a step was cut
    short and this user may not finish it.
    """
    folder = root / FOLDER
    if os.path.lexists(folder / "step"):
        try:
            with alone(root):
                pass
        except WriteRefused as error:
            raise WriteRefused(
                f"a change of `{root}` was cut short, and it cannot be finished here: {error.message}",
                hint="run any `p20w` command as a user who may write there",
            ) from error
    try:
        found = (folder / "last").stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


def _locked(root: Path) -> int:
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        write_whole(ignored, b"*\n", replace=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        os.close(handle)
        raise
    return handle


def _expect(root: Path, change: Change) -> None:
    """Refuse a change whose file is not as the change expects it."""
    path = root / change.path
    _refuse_links(root, change.path)
    there = path.is_symlink() or path.exists()
    if isinstance(change, New):
        if there and (not path.is_file() or path.read_bytes() != change.data):
            hint = "a text never changes: write the next version"
            raise WriteRefused(f"`{change.path}` exists already", hint=hint)
    elif isinstance(change, Replaced):
        if not there or path.read_bytes() != change.was:
            raise WriteRefused(f"`{change.path}` is no longer what the command read", hint=_HINT)
    elif (path.stat().st_size if there else 0) != change.size:
        raise WriteRefused(f"`{change.path}` is no longer what the command read", hint=_HINT)


def _carry_out(root: Path) -> None:
    """Make the changes of the step that is written down, if there is one, and strike it off."""
    step = root / FOLDER / "step"
    if not os.path.lexists(step):
        return
    try:
        for change in _written_down(root, step):
            path, data = root / change.path, plain_bytes(step / change.file)
            if change.size is None:
                write_whole(path, data, replace=True)
            else:
                _append(path, data, size=change.size)
        write_whole(root / FOLDER / "last", os.urandom(8).hex().encode(), replace=True)
        done = root / FOLDER / f".{os.urandom(8).hex()}.done"
        step.rename(done)
    except OSError as error:
        raise WriteRefused(f"cannot write in `{root}`: {error.strerror}") from error
    flush(root / FOLDER)
    shutil.rmtree(done, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Noted:
    """One change of a step as it is written down: the file, its new bytes' file, the size it grows from."""

    path: str
    file: str
    size: int | None


def _written_down(root: Path, step: Path) -> list[_Noted]:
    """Return the changes of a step. Refuse what our own writing cannot have left there.

    A catalog may come from anywhere, so a step never reaches out of it: no links, no way up, and only
    the folders that hold records.
    """
    try:
        noted = [_Noted(**change) for change in json.loads(plain_bytes(step / _CHANGES))]
        sound = all(_is_ours(one) for one in noted)
    except (OSError, ValueError, TypeError) as error:
        raise WriteRefused(f"`{step}` is damaged: {error}", hint=_DAMAGED) from error
    if step.is_symlink() or (root / FOLDER).is_symlink() or not sound:
        raise WriteRefused(f"`{step}` is not what this program writes", hint=_DAMAGED)
    for one in noted:
        _refuse_links(root, one.path)
    return noted


def _is_ours(noted: _Noted) -> bool:
    parts = noted.path.split("/")
    return (
        parts[0] in TOP_FOLDERS
        and all(part and part[0] != "." for part in parts)
        and _NUMBER.fullmatch(noted.file) is not None
        and (noted.size is None or (type(noted.size) is int and noted.size >= 0))
    )


def _refuse_links(root: Path, path: str) -> None:
    """Refuse a path that leads through a link inside the catalog."""
    folders = (root / path).parents
    if any(folder.is_symlink() for folder in folders if folder.is_relative_to(root) and folder != root):
        raise WriteRefused(f"`{path}` leads through a link, and links are never followed")


def _append(path: Path, data: bytes, *, size: int) -> None:
    """Put bytes behind the first ``size`` of a file; whatever half of them a crash left is overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    with os.fdopen(handle, "wb") as file:  # opened so, nothing is cut off yet
        file.truncate(size)
        file.seek(size)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    flush(path.parent)
