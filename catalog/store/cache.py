"""What was read before, keyed by content: a warm start parses only what has changed.

The cache is two msgpack files in the user's own cache folder: one that holds nearly everything, and
a small one that holds what was read since, so that one changed file does not rewrite them all. They
may be deleted at any time. They are not used when others could have written them, or when another
version of the reader wrote them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]  # it ships no types

from catalog.errors import WriteRefused
from catalog.store.leaf import Leaf
from catalog.store.tree import Listing, Stamp, stamp_of
from catalog.store.writing import write_whole

_FORMAT: Final = 3
_SETTLED_NS: Final = 2_000_000_000
"""A stamp younger than this when it was taken could hide a second change: it is not trusted."""
_SUM_BYTES: Final = 4
_MOST_SINCE: Final = 20
"""When more than one file of so many was read since, everything is written anew."""


@dataclass(slots=True)
class Remembered:
    """What a cache holds: folders by path, and for each file its stamp, its content's hash, its leaf.

    ``whole`` is the stamp of the cache file that holds nearly everything; ``since`` is what of this
    was read after that file was written.
    """

    folders: dict[str, Listing] = field(default_factory=dict)
    files: dict[str, tuple[Stamp, bytes, Leaf]] = field(default_factory=dict)
    whole: Stamp | None = None
    since: Remembered | None = None

    def settled(self, taken_ns: int) -> Remembered:
        """Return what is left without stamps that were too young to trust when they were taken."""
        before = taken_ns - _SETTLED_NS
        return Remembered(
            folders={path: known for path, known in self.folders.items() if _is_before(known[0], before)},
            files={path: known for path, known in self.files.items() if _is_before(known[0], before)},
        )

    def news(self, before: Remembered) -> Remembered:
        """Return what this holds and ``before`` did not."""
        return Remembered(
            folders={
                path: known for path, known in self.folders.items() if before.folders.get(path) is not known
            },
            files={path: known for path, known in self.files.items() if before.files.get(path) is not known},
        )

    def with_news(self, news: Remembered) -> Remembered:
        """Return this with the news put in."""
        return Remembered(folders={**self.folders, **news.folders}, files={**self.files, **news.files})


class Cache:
    """The cache of one catalog; ``None`` as folder remembers nothing."""

    def __init__(self, folder: Path | None, root: Path) -> None:
        name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:32]
        self._file = None if folder is None else folder / f"{name}.msgpack"

    def load(self) -> Remembered:
        """Return what is remembered; nothing if there is no cache that can be trusted."""
        whole = self._file and _read(self._file, of=None)
        if not self._file or not whole:
            return Remembered()
        since = _read(_since(self._file), of=whole.whole) or Remembered()
        whole.folders.update(since.folders)
        whole.files.update(since.files)
        whole.since = since
        return whole

    def save(self, now: Remembered, *, before: Remembered, taken_ns: int) -> None:
        """Keep what was read, but for stamps too young to trust. A cache that cannot be written is none."""
        news = now.news(before).settled(taken_ns)
        if self._file is None or not (news.folders or news.files):
            return
        since = (before.since or Remembered()).with_news(news)
        try:
            if before.whole is not None and len(since.files) * _MOST_SINCE <= len(now.files):
                write_whole(_since(self._file), _packed(since, of=before.whole), replace=True, private=True)
            else:
                write_whole(self._file, _packed(now.settled(taken_ns), of=None), replace=True, private=True)
        except WriteRefused:
            return

    def now_ns(self) -> int:
        """Return the time of the file system that stamps files, from a file made for it."""
        if self._file is None:
            return 0
        marker = self._file.with_suffix(".now")
        try:
            marker.parent.mkdir(parents=True, exist_ok=True)
            marker.touch(mode=0o600)
            return marker.stat().st_mtime_ns
        except OSError:
            return 0


def reader_version() -> str:
    """Return a word that changes whenever the code that reads files does."""
    store = Path(__file__).resolve().parent
    code = (*store.rglob("*.py"), *store.with_name("records").rglob("*.py"))
    stamps = sorted((str(file), stamp_of(file.stat())[:2]) for file in code)
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def _is_before(stamp: Stamp, moment: int) -> bool:
    return stamp[1] < moment and stamp[2] < moment


def _since(file: Path) -> Path:
    return file.with_suffix(".since.msgpack")


def _packed(remembered: Remembered, *, of: Stamp | None) -> bytes:
    folders, files = list(remembered.folders.items()), list(remembered.files.items())
    said = [_FORMAT, reader_version(), of, folders, files]
    packed: bytes = msgpack.packb(said, unicode_errors="surrogateescape")
    return zlib.crc32(packed).to_bytes(_SUM_BYTES, "big") + packed


def _read(file: Path, *, of: Stamp | None) -> Remembered | None:
    """Return what a cache file holds, where it can be trusted and belongs to the whole that is named."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            return None
        data = memoryview(file.read_bytes())
        summed, packed = data[:_SUM_BYTES], data[_SUM_BYTES:]
        if zlib.crc32(packed).to_bytes(_SUM_BYTES, "big") != summed:
            return None
        said: Any = msgpack.unpackb(packed, use_list=False, unicode_errors="surrogateescape")
    except (OSError, ValueError, msgpack.UnpackException):
        return None
    if not isinstance(said, tuple) or said[:3] != (_FORMAT, reader_version(), of):
        return None
    *_, folders, files = said
    return Remembered(
        folders=dict(folders),
        files={path: (stamp, content, Leaf._make(leaf)) for path, (stamp, content, leaf) in files},
        whole=stamp_of(found),
    )
