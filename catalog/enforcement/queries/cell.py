"""The process in which a statement runs: it sees one sealed file, and tells nothing but rows.

It is a script of its own, which imports nothing of the catalog. It reads what to run as JSON on standard
input and writes rows as an Arrow stream on standard output. Of an error it says only of which kind it is, by
its exit code: what the engine says of it may quote values.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, Final

import duckdb
import pyarrow as pa

TOO_MUCH_MEMORY: Final = 11
TOO_LONG: Final = 12
FAILED: Final = 13

_MOST_FILES: Final = 64
_ROWS_AT_ONCE: Final = 8192
_ROOM_TO_SPARE: Final = 4096
"""What the process may map beside the engine's memory, in MiB."""


def main() -> int:
    """Run what standard input asks for; return the exit code."""
    asked = json.load(sys.stdin)
    _limit(asked)
    try:
        _run(asked)
    except BrokenPipeError:
        os._exit(0)  # whoever asked has seen enough
    except MemoryError:
        return TOO_MUCH_MEMORY
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        return _kind(error)
    return 0


def _limit(asked: dict[str, Any]) -> None:
    most = (asked["memory"] + _ROOM_TO_SPARE) * 1024 * 1024
    seconds = int(asked["seconds"] * asked["threads"]) + 2
    for what, limit in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
    ):
        resource.setrlimit(what, (limit, limit))


def _run(asked: dict[str, Any]) -> None:
    connection = _sealed(asked)
    statements = connection.extract_statements(asked["runs"])
    if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
        raise duckdb.InvalidInputException("not one SELECT")
    reader = connection.sql(asked["runs"]).to_arrow_reader(_ROWS_AT_ONCE)
    with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as out:
        for batch in reader:
            out.write_batch(batch)
            sys.stdout.buffer.flush()


def _sealed(asked: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads one file, and that no statement can open further."""
    connection = duckdb.connect(
        asked["file"],
        read_only=True,
        config={
            "threads": asked["threads"],
            "memory_limit": f"{asked['memory']}MiB",
            "temp_directory": "",
            "allow_persistent_secrets": False,
            "allow_community_extensions": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    for setting in (
        "TimeZone = 'UTC'",
        f"max_execution_time = {int(asked['seconds'] * 1000)}",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def _kind(error: Exception) -> int:
    said = str(error)
    if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in said:
        return TOO_MUCH_MEMORY
    if isinstance(error, duckdb.InterruptException) or "INTERRUPT" in said:
        return TOO_LONG
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
