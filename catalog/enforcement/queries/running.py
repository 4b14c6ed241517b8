"""Run a statement in a process of its own, on sealed data, for no longer and with no more than it may."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import pyarrow as pa

from catalog.enforcement.queries import cell
from catalog.enforcement.queries.limits import Limits
from catalog.errors import BadInput, CatalogError

_GRACE: Final = 3.0
"""Seconds for the process to start, and to end by itself, before it is ended."""


class Rows:
    """The rows of a statement, as they come. They must be read to their end, or the process be left."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._process, self._limits = process, limits
        try:
            self._stream = pa.ipc.open_stream(_out(process))
        except (pa.ArrowException, OSError):
            raise self._failure() from None
        self.schema: pa.Schema = self._stream.schema

    @property
    def process_id(self) -> int:
        """The process that the statement runs in."""
        return self._process.pid

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows. Raises ``BadInput`` where the statement failed, in words that quote no value."""
        try:
            yield from self._stream
        except (pa.ArrowException, OSError):
            raise self._failure() from None
        if self._process.wait() != 0:
            raise self._failure()

    def _failure(self) -> CatalogError:
        code = self._process.wait()
        if code == cell.TOO_MUCH_MEMORY:
            return BadInput(
                f"the statement needs more than {self._limits.memory} MiB of memory",
                hint="ask for less at once",
            )
        if code == cell.TOO_LONG or code < 0:
            return BadInput(
                f"the statement takes longer than {self._limits.seconds:g} s", hint="ask for less at once"
            )
        return BadInput(
            "the statement fails on this data: a type does not fit, or a number is too large",
            hint="see which types the columns have; TRY_CAST gives nothing where a value does not fit",
        )


@contextmanager
def sealed_rows(file: Path, runs: str, *, limits: Limits) -> Iterator[Rows]:
    """Give the rows of a statement that runs on a sealed file, in a process that sees nothing else."""
    asked = {
        "file": str(file),
        "runs": runs,
        "memory": limits.memory,
        "threads": limits.threads,
        "seconds": limits.seconds,
    }
    process = subprocess.Popen(  # the interpreter and a script of ours
        [sys.executable, "-I", "-W", "ignore", str(Path(cell.__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=file.parent,
        env={"HOME": str(file.parent), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    )
    watchdog = threading.Timer(limits.seconds + _GRACE, process.kill)
    watchdog.daemon = True
    try:
        watchdog.start()
        _tell(process, json.dumps(asked).encode())
        yield Rows(process, limits)
    finally:
        watchdog.cancel()
        process.kill()
        _out(process).close()
        process.wait()


def _tell(process: subprocess.Popen[bytes], asked: bytes) -> None:
    if process.stdin is None:
        raise BrokenPipeError
    with process.stdin as pipe:
        pipe.write(asked)


def _out(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise BrokenPipeError
    return process.stdout
