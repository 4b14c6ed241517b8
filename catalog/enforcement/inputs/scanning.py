"""How DuckDB reads files that were looked at: with every column declared, so that it guesses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog.enforcement.inputs.seen import Input
from catalog.errors import BadInput

_PATTERN: Final = frozenset("*?[")
_LONGEST_LINE: Final = 17 << 20


def scan_of(data: Input) -> str:
    """Return the source that a FROM reads, in DuckDB's SQL. Columns of text files are text.

    The engine takes signs in a name for a pattern of other names: such a file is ``BadInput``. A path is
    given from the root on, since it takes ``~`` for somebody's home.
    """
    for file in data.files:
        if _PATTERN & set(str(file.path.absolute())):
            raise BadInput(
                f"the name `{file.path}` holds a sign that stands for other names",
                hint="name it without *, ? and [",
            )
    paths = listed([str(file.path.absolute()) for file in data.files])
    if data.kind == "parquet":
        return f"read_parquet({paths}, hive_partitioning = false, union_by_name = false)"
    columns = ", ".join(f"{quoted(column.name)}: 'VARCHAR'" for column in data.columns)
    packed = "gzip" if data.files[0].path.suffix.lower() == ".gz" else "none"
    return (
        f"read_csv({paths}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, strict_mode = true, null_padding = false, ignore_errors = false, "
        f"allow_quoted_nulls = false, max_line_size = {_LONGEST_LINE}, compression = '{packed}', "
        "encoding = 'utf-8')"
    )


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in DuckDB's SQL."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def quoted(text: str) -> str:
    """Return a text as one in DuckDB's SQL."""
    return "'" + text.replace("'", "''") + "'"
