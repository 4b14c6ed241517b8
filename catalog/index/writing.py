"""Write a generation: whole, with two processes, or the one before with what has changed.

Files of segments never change, so a generation that only changes a little shares the others' files with
the one before by hard links.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final, cast

import msgpack  # type: ignore[import-untyped]  # it ships no types
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.writing import IndexWriter

from catalog.errors import IndexUnusable
from catalog.index.codec import Gathered, OneBlock
from catalog.index.entries import Entry
from catalog.index.generation import Generation
from catalog.index.schema import NAME, schema
from catalog.index.segments import segments_in
from catalog.index.terms import indexed

_PROCESSES: Final = 2
_FEW: Final = 1500
"""So many entries are written sooner than another process starts."""
_MOST_SEGMENTS: Final = 8
_SMALL: Final = 20
"""A segment of less than one part in so many is small, and is merged with other small ones."""


def build(folder: Path, entries: Iterable[Entry], *, count: int) -> None:
    """Write an index of the entries into an empty folder; ``count`` is how many there will be."""
    if count <= _FEW or (os.cpu_count() or 1) < _PROCESSES:
        write_part(folder, entries)
        return
    parts = [folder / f"part-{number}" for number in range(_PROCESSES)]
    for part in parts:
        part.mkdir()
    _write_in_processes(parts, entries)
    _put_together(folder, parts)


def write_part(folder: Path, entries: Iterable[Entry]) -> None:
    """Write an index of one segment into an empty folder."""
    writer = _writer(FileStorage(str(folder)).create_index(schema(), NAME))
    for entry in entries:
        _add(writer, entry)
    writer.commit()


def update(before: Generation, folder: Path, *, gone: Sequence[str], entries: Sequence[Entry]) -> None:
    """Write the index before without what is gone or changed, and with the entries, into an empty folder."""
    for name in before.about.files:
        os.link(before.folder / name, folder / name)
    writer = _writer(FileStorage(str(folder)).open_index(NAME))
    for key in (*gone, *(entry.key for entry in entries)):
        for number in before.postings("key", key)[0].tolist():
            writer.delete_document(number)
    for entry in entries:
        _add(writer, entry)
    writer.commit(mergetype=_merged)


def _writer(index: Any) -> IndexWriter:
    writer = index.writer(codec=OneBlock(), compound=False)
    writer.pool = Gathered()
    return writer


def _add(writer: IndexWriter, entry: Entry) -> None:
    kept = indexed(entry)
    writer.add_document(stored=(entry.key, entry.title), said=kept.said, **kept.terms)


def _merged(writer: IndexWriter, segments: list[Any]) -> list[Any]:
    """Merge small segments once there are many; let go of those in which everything is deleted."""
    left = [segment for segment in segments if segment.doc_count()]
    whole = sum(segment.doc_count() for segment in left)
    small = [segment for segment in left if segment.doc_count() * _SMALL <= whole]
    if len(small) < _MOST_SEGMENTS:
        return left
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in left if segment not in small]


def _write_in_processes(parts: list[Path], entries: Iterable[Entry]) -> None:
    """Give each process its share of the entries, as they are made."""
    with ExitStack() as stack:
        started = [stack.enter_context(_started(part)) for part in parts]
        for process in started:
            stack.callback(process.kill)  # whatever goes wrong, none goes on
        for number, entry in enumerate(entries):
            pipe = cast("IO[bytes]", started[number % len(started)].stdin)
            pipe.write(msgpack.packb(entry.row()))
        for process in started:
            process.communicate()
        if any(process.returncode for process in started):
            raise IndexUnusable("the search index could not be built: a process that wrote a part failed")


def _started(part: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes a part; it finds this package where this process found it."""
    path = os.pathsep.join(
        [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    return subprocess.Popen(
        [sys.executable, "-m", "catalog.index.part", str(part)],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def _put_together(folder: Path, parts: list[Path]) -> None:
    """Make one index of the parts' segments, each as it is."""
    segments: list[Any] = []
    for part in parts:
        segments += segments_in(part)
        for file in part.glob(f"{NAME}_*.*"):
            file.rename(folder / file.name)
        shutil.rmtree(part)
    writer = _writer(FileStorage(str(folder)).create_index(schema(), NAME))
    writer.commit(mergetype=lambda _, there: [*there, *segments])
