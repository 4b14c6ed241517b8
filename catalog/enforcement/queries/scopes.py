"""What names mean in one SELECT: its sources, their columns, and the base fields that each column reveals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from catalog.enforcement.queries.refusing import NotRead, place_of, refuse
from catalog.records.query import BaseField, Place, QueryReason
from catalog.rules.release.binding import nearest

Path = tuple[str, ...]
"""The clauses on the way to a part of a statement, the outermost first."""


def label(path: Path) -> str:
    """Return a way through a statement as a reader would say it: ``WHERE / SELECT``."""
    return " / ".join(path)


def inside(number: int) -> str:
    """Return what a dataset's field is called where the statement runs, by its number."""
    return f"c{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A column as a scope sees it: its name, how the statement that runs writes it, what it reveals.

    More than one way of writing is a column that a full join has merged: the first that is not null.
    """

    name: str
    written: tuple[tuple[str, str], ...]
    reveals: frozenset[BaseField]

    def write(self) -> exp.Expression:
        """Return the column as the statement that runs writes it."""
        first, *others = [exp.column(column, table=source) for source, column in self.written]
        return exp.Coalesce(this=first, expressions=others) if others else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A dataset, a subquery or a WITH in a FROM: each way in which a statement may name it, its columns."""

    names: tuple[tuple[str, ...], ...]
    columns: tuple[Seen, ...]


class Reads:
    """What a statement reads: its datasets, and their fields with the clauses where each is read."""

    def __init__(self) -> None:
        self.datasets: dict[str, str] = {}
        self.where: dict[str, tuple[str, Place | None]] = {}
        self.fields: dict[BaseField, dict[str, Place | None]] = {}

    def dataset(self, name: str, *, clause: str, place: Place | None) -> str:
        """Note that a dataset is read; return what its table is called where the statement runs."""
        self.where.setdefault(name, (clause, place))
        return self.datasets.setdefault(name, f"t{len(self.datasets) + 1}")

    def note(self, revealed: Iterable[BaseField], *, clause: str, place: Place | None) -> None:
        """Note that fields are read in a clause."""
        for field in revealed:
            self.fields.setdefault(field, {}).setdefault(clause, place)


class Scope:
    """The names of one SELECT, and those of the SELECTs around it where it may look there."""

    def __init__(self, outer: Scope | None) -> None:
        self.outer = outer
        self.sources: list[Source] = []
        self.visible: list[Seen] = []
        self.results: Mapping[str, frozenset[Seen | None]] = {}

    def add(self, source: Source, node: exp.Expression, *, clause: str) -> None:
        """Add a source. Raise ``NotRead`` where its name is another's, also in other letters."""
        taken = {_folded(names[-1]) for one in self.sources for names in one.names if len(one.names) == 1}
        if len(source.names) == 1 and _folded(source.names[0][-1]) in taken:
            told = f"two sources are called `{source.names[0][-1]}`"
            raise refuse("ambiguous-name", told, node, clause=clause)
        self.sources.append(source)

    def find(self, node: exp.Column, *, clause: str) -> Seen:
        """Return the one column that a name means; raise ``NotRead`` where there is none, or more."""
        way = tuple(part.name for part in (node.args.get(key) for key in ("catalog", "db", "table")) if part)
        at: Scope | None = self
        while at is not None:
            found = at.qualified(way, node, clause=clause) if way else at.unqualified(node, clause=clause)
            if found is not None:
                return found
            at = at.outer
        if way:
            raise refuse("unknown-table", f"no source is called `{'.'.join(way)}` here", node, clause=clause)
        raise _unknown(node, [one.name for one in self.visible], clause=clause)

    def star(self, way: tuple[str, ...], node: exp.Expression, *, clause: str) -> Sequence[Seen]:
        """Return the columns that a star stands for; raise ``NotRead`` where they are not known."""
        if not way:
            found: Sequence[Seen] = self.visible
        else:
            source = self._source(way, node, clause=clause)
            if source is None:
                told = f"no source is called `{'.'.join(way)}` here"
                raise refuse("unknown-table", told, node, clause=clause)
            found = source.columns
        if not found:
            raise refuse("unknown-column", "what the star stands for is not known", node, clause=clause)
        return found

    def _source(self, way: tuple[str, ...], node: exp.Expression, *, clause: str) -> Source | None:
        found = [one for one in self.sources if way in one.names]
        if len(found) > 1:
            told = f"`{'.'.join(way)}` may be one of several sources"
            raise refuse("ambiguous-name", told, node, clause=clause)
        return found[0] if found else None

    def qualified(self, way: tuple[str, ...], node: exp.Column, *, clause: str) -> Seen | None:
        """Return a column of a source that is named; ``None`` where no source of this SELECT is."""
        source = self._source(way, node, clause=clause)
        if source is None:
            return None
        found = [one for one in source.columns if one.name == node.name]
        if not found:
            raise _unknown(node, [one.name for one in source.columns], clause=clause)
        return found[0]

    def unqualified(self, node: exp.Column, *, clause: str) -> Seen | None:
        """Return a column that is named alone; ``None`` where no source of this SELECT has one."""
        found = [one for one in self.visible if one.name == node.name]
        if len(found) > 1:
            told = f"`{node.name}` may be a column of several sources"
            raise refuse("ambiguous-name", told, node, clause=clause)
        if found and not self.results.get(node.name, frozenset(found)) <= set(found):
            told = f"`{node.name}` may be a column, or a result of SELECT that is another"
            raise refuse("ambiguous-name", told, node, clause=clause)
        return found[0] if found else None


def once_each(names: Iterable[str | None], node: exp.Expression, *, clause: str) -> None:
    """Raise ``NotRead`` where two columns of a subquery have one name, also in other letters."""
    seen: set[str] = set()
    for name in names:
        if name is not None and _folded(name) in seen:
            raise refuse("ambiguous-name", f"two columns are called `{name}`", node, clause=clause)
        seen |= set() if name is None else {_folded(name)}


def _folded(name: str) -> str:
    return name.casefold()


def _unknown(node: exp.Column, known: Sequence[str], *, clause: str) -> NotRead:
    near = nearest(node.name, known)
    hint = f"; did you mean `{near}`?" if near else ""
    detail = f"no column is called `{node.name}` here{hint}"
    return NotRead(QueryReason(code="unknown-column", detail=detail, clause=clause, place=place_of(node)))
