"""How a place in a document is named and found, and the nearest right word to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

Path = tuple[str | int, ...]
"""The way from the top of a document to a place in it: keys and list positions."""


def named(path: Path) -> str:
    """Return a path as people write it: ``clauses[2].zones[0]``."""
    told = ""
    for step in path:
        told += f"[{step}]" if isinstance(step, int) else f".{step}" if told else step
    return told


def printable(path: str) -> str:
    """Return a file's path as it can be told, with bytes that are no UTF-8 written out."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def position(marks: dict[Path, tuple[int, int]], path: Path) -> tuple[int, int]:
    """Return the line and column of a path, or of the nearest thing around it that has one."""
    while path and path not in marks:
        path = path[:-1]
    return marks.get(path, (1, 1))


def nearest_word(word: str, right: Iterable[str]) -> str | None:
    """Return the right word that is nearest to a wrong one, if one is near."""
    from difflib import get_close_matches  # noqa: PLC0415  # only where a word is wrong

    return next(iter(get_close_matches(word, sorted(right), n=1, cutoff=0.6)), None)
