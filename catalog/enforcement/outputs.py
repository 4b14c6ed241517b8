"""Put what was made where it is wanted: beside, flushed to disk, then named; whole or not at all."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from catalog.errors import WriteRefused
from catalog.whole_files import flush

_BEGINS: Final = ".p20w-"
_ENDS: Final = ".unfinished"


@contextmanager
def scratch_in(parent: Path) -> Iterator[Path]:
    """Give a private folder in another; whatever is left in it goes at the end.

    What a killed process of the same user left behind there is removed first. Raises ``WriteRefused``.
    """
    try:
        _remove_left_behind(parent)
        folder = parent.absolute() / f"{_BEGINS}{secrets.token_hex(8)}{_ENDS}"
        folder.mkdir(mode=0o700)
        held = _held(folder)
    except OSError as error:
        raise WriteRefused(f"cannot write in `{parent}`: {error.strerror}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _held(folder: Path) -> int | None:
    """Lock a folder for as long as its handle is open; ``None`` where another process holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _remove_left_behind(parent: Path) -> None:
    for folder in parent.glob(f"{_BEGINS}*{_ENDS}"):
        with suppress(OSError):
            held = _held(folder)
            if held is not None:
                if os.fstat(held).st_uid == os.geteuid():
                    shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def put(made: Mapping[Path, Path]) -> None:
    """Give files, or folders of files, their names, in this order; each is private to its user.

    What has a name already stays as it is: with the same bytes that is well, with others nothing at all gets
    its name. Raises ``WriteRefused``.
    """
    try:
        for one, out in made.items():
            if out.exists() and not ((out.is_file() or out.is_dir()) and _same(one, out)):
                raise _taken(out)
        for one, out in made.items():
            _put(one, out)
    except OSError as error:
        raise WriteRefused(f"cannot write `{error.filename}`: {error.strerror}") from error


def _put(made: Path, out: Path) -> None:
    for file in _files(made):
        file.chmod(0o600)
        flush(file)
    flush(made if made.is_dir() else made.parent)
    if not _named(made, out) and not _same(made, out):
        raise _taken(out)
    flush(out.parent)


def _taken(out: Path) -> WriteRefused:
    return WriteRefused(f"`{out}` exists already and holds something else", hint="name a new file")


def _named(made: Path, out: Path) -> bool:
    """Give the name unless something has it. Neither a link nor such a rename takes another's name."""
    try:
        if made.is_dir():
            if out.exists():
                return False
            made.rename(out)
        else:
            os.link(made, out)
    except FileExistsError:
        return False
    return True


def _files(made: Path) -> list[Path]:
    return sorted(one for one in made.rglob("*") if one.is_file()) if made.is_dir() else [made]


def _same(made: Path, out: Path) -> bool:
    ours, theirs = _files(made), _files(out)
    return [one.relative_to(made) for one in ours] == [one.relative_to(out) for one in theirs] and all(
        sha256_of(one) == sha256_of(other) for one, other in zip(ours, theirs, strict=True)
    )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def columns_written(made: Path, kind: str) -> list[str]:
    """Return the columns of what was written, as the file itself, or each of its parts, tells them.

    Parts that tell different columns are ``WriteRefused``.
    """
    if kind == "csv":
        with made.open(encoding="utf-8", newline="") as text:
            return next(csv.reader(text), [])
    told = {tuple(pq.read_schema(part).names) for part in _files(made)}
    if len(told) != 1:
        raise WriteRefused(f"the parts of `{made.name}` do not have the same columns")
    return list(told.pop())


def rows_written(made: Path, kind: str) -> int:
    """Return how many rows there are: as the footers tell, or counted where it is text."""
    if kind == "csv":
        with made.open(encoding="utf-8", newline="") as text:
            return sum(1 for _ in csv.reader(text)) - 1
    return sum(int(pq.read_metadata(part).num_rows) for part in _files(made))
