"""A process that writes one part of an index: it reads entries from its standard input.

``python -m catalog.index.part FOLDER``; started by ``writing`` alone.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it ships no types

from catalog.index.entries import Entry
from catalog.index.writing import write_part


def main() -> None:
    """Write the part."""
    gc.disable()
    write_part(Path(sys.argv[1]), _entries())


def _entries() -> Iterator[Entry]:
    for row in msgpack.Unpacker(sys.stdin.buffer, use_list=True):
        yield Entry.of(row)


if __name__ == "__main__":
    main()
