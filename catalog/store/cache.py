"""What was read before, keyed by content: a warm start parses only what has changed.

The cache is two files in the user's own cache folder: one that holds nearly everything, and a small
one that holds what was read since, so that one changed file does not rewrite them all. Each is an
index in msgpack, by column, and behind it the packed documents, which stay on disk until asked for.
They may be deleted at any time. They are not used when others could have written them, or when
another version of the reader wrote them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import accumulate, repeat
from pathlib import Path
from struct import Struct
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]  # it ships no types

from catalog.errors import BadInput, WriteRefused
from catalog.store.leaf import Blobs, Leaf
from catalog.store.tree import Listing, Stamp, stamp_of
from catalog.store.writing import write_whole

_FORMAT: Final = 4
_SETTLED_NS: Final = 2_000_000_000
"""A stamp younger than this when it was taken could hide a second change: it is not trusted."""
UNSEEN: Final[Stamp] = (0, 0, 0, 0)
"""The stamp of a file that no stamp was taken of: its bytes are read again, and known by their hash."""
_NUMBER_BYTES: Final = 4
_PART_BYTES: Final = 64 * 1024
_STAMP: Final = Struct("<4Q")
_SHARED: Final = ("kind", "version", "references", "former")
"""What many leaves have in common, and a cache file therefore says once."""
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
        except (BadInput, WriteRefused):
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


@cache
def reader_version() -> str:
    """Return a word that changes whenever the code that reads files does."""
    store = Path(__file__).resolve().parent
    code = (*store.rglob("*.py"), *store.with_name("records").rglob("*.py"))
    stamps = sorted((str(file), stamp_of(file.stat())[:2]) for file in code)
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def _is_before(stamp: Stamp, moment: int) -> bool:
    _, changed, status_changed, _ = stamp
    return 0 <= changed < moment and 0 <= status_changed < moment


def _since(file: Path) -> Path:
    return file.with_suffix(".since.msgpack")


def _packed(remembered: Remembered, *, of: Stamp | None) -> bytes:
    """Return what a cache file says: a sum, the length of the index, the index by column, the blobs."""
    folders, files = remembered.folders, remembered.files
    leaves = [leaf for _, _, leaf in files.values()]
    said = [
        (_FORMAT, reader_version(), of),
        (list(folders), _stamps(folders), *([known[at] for known in folders.values()] for at in (1, 2))),
        (list(files), _stamps(files), [content for _, content, _ in files.values()]),
        [_shared([getattr(leaf, name) for leaf in leaves]) for name in _SHARED],
        [[getattr(leaf, name) for leaf in leaves] for name in ("id", "digest")],
        [leaf.end - leaf.start for leaf in leaves],
    ]
    index = msgpack.packb(said, unicode_errors="surrogateescape")
    packed = b"".join((_number(len(index)), index, *(leaf.blob() for leaf in leaves)))
    return _number(zlib.crc32(packed)) + packed


class _Kept:
    """An open cache file. It is summed at once; the blobs in it are read when they are asked for."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._start = 0
        self.found = os.fstat(handle)

    def __del__(self) -> None:
        os.close(self._handle)

    def is_own(self) -> bool:
        """Say whether it is a file that its user alone could have written."""
        mode = self.found.st_mode
        return stat.S_ISREG(mode) and self.found.st_uid == os.getuid() and not mode & 0o022

    def index(self) -> bytes | None:
        """Return the index that stands before the blobs; nothing if the file is not as it was written."""
        summed, length = os.read(self._handle, _NUMBER_BYTES), os.read(self._handle, _NUMBER_BYTES)
        index = os.read(self._handle, min(int.from_bytes(length, "big"), self.found.st_size))
        total = zlib.crc32(index, zlib.crc32(length))
        while part := os.read(self._handle, _PART_BYTES):
            total = zlib.crc32(part, total)
        self._start = 2 * _NUMBER_BYTES + len(index)
        return index if _number(total) == summed else None

    def __getitem__(self, part: slice, /) -> bytes:
        """Return a blob. A file that was replaced since is still there to read; one written over is not."""
        now = os.fstat(self._handle)
        if stamp_of(now)[:2] != stamp_of(self.found)[:2]:
            raise BadInput("the cache was written over while it was in use", hint="ask again")
        return os.pread(self._handle, part.stop - part.start, self._start + part.start)


def _stamps(known: Mapping[str, tuple[Stamp, Any, Any]]) -> bytes:
    return b"".join(_STAMP.pack(*stamp) for stamp, _, _ in known.values())


def _shared(values: list[Any]) -> tuple[list[Any], list[int]]:
    """Return the values that many share, each once, and for every place which of them stands there."""
    numbers: dict[Any, int] = {}
    places = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), places


def _number(value: int) -> bytes:
    return value.to_bytes(_NUMBER_BYTES, "big")


def _read(file: Path, *, of: Stamp | None) -> Remembered | None:
    """Return what a cache file holds, where it can be trusted and belongs to the whole that is named."""
    try:
        kept = _Kept(os.open(file, os.O_RDONLY | os.O_NONBLOCK))
        index = kept.index() if kept.is_own() else None
        if index is None:
            return None
        said: Any = msgpack.unpackb(index, use_list=False, unicode_errors="surrogateescape")
    except (OSError, ValueError, msgpack.UnpackException):
        return None
    if not isinstance(said, tuple) or said[0] != (_FORMAT, reader_version(), of):
        return None
    remembered = _remembered(said, kept)
    remembered.whole = stamp_of(kept.found)
    return remembered


def _remembered(said: Any, blobs: Blobs) -> Remembered:
    """Put the columns of a cache file together again, without a step of our own for each of many files."""
    _, (folders, folder_stamps, *listed), (paths, stamps, contents), shared, (ids, digests), lengths = said
    kinds, versions, references, former = (map(values.__getitem__, places) for values, places in shared)
    bounds = list(accumulate(lengths, initial=0))
    leaves = map(
        partial(tuple.__new__, Leaf),
        zip(
            *(paths, kinds, ids, versions, digests, references, former, repeat(blobs, len(paths))),
            *(bounds[:-1], bounds[1:]),
            strict=True,
        ),
    )
    return Remembered(
        folders=dict(zip(folders, zip(_STAMP.iter_unpack(folder_stamps), *listed, strict=True), strict=True)),
        files=dict(zip(paths, zip(_STAMP.iter_unpack(stamps), contents, leaves, strict=True), strict=True)),
    )
