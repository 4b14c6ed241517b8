"""Which dataset a file of a tranche brings, by its name alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.rules.release.binding import nearest

_ENDINGS: Final = (".csv.gz", ".csv", ".parquet")


def said_of(name: str, *, is_folder: bool) -> str | None:
    """Return what a file's name says without its ending; ``None`` where it is no file of data.

    >>> said_of("calpads.csv.gz", is_folder=False), said_of("calpads", is_folder=True)
    ('calpads', 'calpads')
    """
    for ending in _ENDINGS:
        if name.endswith(ending) and (not is_folder or ending == ".parquet"):
            return name.removesuffix(ending)
    return name if is_folder else None


def fits(said: str, datasets: Iterable[str]) -> tuple[str, ...]:
    """Return the datasets that a name can mean: the one of that id, else those of that id after a prefix.

    >>> fits("calpads", ["cde.calpads", "cde.elc-file"])
    ('cde.calpads',)
    """
    known = tuple(datasets)
    if said in known:
        return (said,)
    return tuple(one for one in known if one.partition(".")[2] == said)


def meant(said: str, datasets: Iterable[str]) -> str | None:
    """Return the dataset that somebody who wrote this name may have meant."""
    known = tuple(datasets)
    by_name = {**{one.partition(".")[2]: one for one in known}, **{one: one for one in known}}
    near = nearest(said, by_name)
    return None if near is None else by_name[near]
