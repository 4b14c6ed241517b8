"""The hashes of data's files: told by whoever read a file whole, or made while other work goes on."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from catalog.enforcement.inputs.seen import CHUNK, FileSeen, Input, Tell, require_same, unreadable


class _LeftOff(Exception):
    """Nobody asks for the hashes any more."""


def hashes_of(data: Input, *, tell: Tell = lambda _: None) -> tuple[str, ...]:
    """Return the SHA-256 of each file, in hex digits, in their order.

    Raises ``BadInput`` where a file cannot be read, or is no longer what was seen.
    """
    return tuple(file.sha256 or _hash(file, tell) for file in data.files)


@contextmanager
def hashed_beside(data: Input) -> Iterator[Callable[[], tuple[str, ...]]]:
    """Hash the files while other work goes on; what is given waits for the hashes, and raises as above.

    What was not asked for when the work ends is left off.
    """
    over = threading.Event()

    def go_on(_: int) -> None:
        if over.is_set():
            raise _LeftOff

    with ThreadPoolExecutor(1, thread_name_prefix="hashing the input") as beside:
        told = beside.submit(hashes_of, data, tell=go_on)
        try:
            yield told.result
        finally:
            over.set()


def _hash(file: FileSeen, tell: Tell) -> str:
    digest = hashlib.sha256()
    try:
        with file.path.open("rb", buffering=0) as opened:
            while chunk := opened.read(CHUNK):
                digest.update(chunk)
                tell(len(chunk))
        require_same(file.path, file.stamp)
    except OSError as error:
        raise unreadable(file.path, error) from error
    return digest.hexdigest()
