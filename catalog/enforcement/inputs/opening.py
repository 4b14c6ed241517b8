"""Open whatever data is named: a text file, Parquet, or a table behind a database's URL."""

from __future__ import annotations

from pathlib import Path

from catalog.enforcement.inputs.parquet_files import look_at
from catalog.enforcement.inputs.seen import Input, Tell
from catalog.enforcement.inputs.text_files import is_packed, look_through
from catalog.errors import BadInput


def look(path: Path, *, tell: Tell = lambda _: None) -> Input:
    """Look at a file of data, or at a folder of Parquet parts.

    Raises ``BadInput`` where there is none, where it is neither CSV nor Parquet by its name, where it is
    damaged, or where two columns have one name (see ``once_each``).
    """
    return once_each(look_whole(path, tell=tell), str(path))


def look_whole(path: Path, *, tell: Tell = lambda _: None) -> Input:
    """Look at data without holding its columns' names to anything: a first row may be no header at all.

    Raises ``BadInput`` as ``look`` does, but for the names. No message holds one.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise BadInput(f"`{path}` is neither a file nor a folder")
    if not path.exists():
        raise BadInput(f"`{path}` does not exist")
    if path.is_dir() or path.suffix == ".parquet":
        return look_at(path)
    if path.suffix == ".csv" or (is_packed(path) and path.with_suffix("").suffix == ".csv"):
        return look_through(path, tell=tell)
    raise BadInput(
        f"`{path}` is neither CSV nor Parquet by its name",
        hint="name it .csv, .csv.gz or .parquet, in small letters",
    )


def once_each(seen: Input, said: str) -> Input:
    """Return data in which no two columns have one name, also in other letters, and each has one.

    Engines do not tell ``Id`` from ``ID``. Raises ``BadInput``.
    """
    names = [column.name for column in seen.columns]
    folded = [name.casefold() for name in names]
    twice = sorted(name for name in names if folded.count(name.casefold()) > 1)
    if twice:
        raise BadInput(
            f"column `{twice[0]}` stands twice in {said}, at least but for its capital letters",
            hint="which of the two is meant is not known",
        )
    if "" in names:
        raise BadInput(f"a column of {said} has no name")
    return seen
