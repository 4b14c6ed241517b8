"""Resolve a whole statement: every name to base fields, and the statement written again in names of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from catalog.enforcement.queries.expressions import Reader
from catalog.enforcement.queries.joining import check_join, is_comma, join, name_of_dataset
from catalog.enforcement.queries.ordering import group, limit, order, order_of_set
from catalog.enforcement.queries.refusing import place_of, refuse
from catalog.enforcement.queries.results import Relation, Result, renamed, result_of, seen_as
from catalog.enforcement.queries.scopes import Path, Reads, Scope, Seen, Source, inside, label, once_each
from catalog.enforcement.queries.syntax import DERIVED, SELECT, SET_OPERATION, TABLE, only, unknown
from catalog.records.query import BaseField


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What surrounds a query: the WITHs it may read, the SELECT it may look into, the clauses on the way."""

    withs: Mapping[str, tuple[str, Relation]]
    outer: Scope | None
    path: Path


class Resolver:
    """Resolves one statement against the fields of the datasets it may name."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields
        self.reads = Reads()
        self._taken = {name.casefold() for name in fields}
        self._withs = 0
        self._sources = 0

    def statement(self, node: exp.Expression) -> Relation:
        """Resolve a whole statement; raise ``NotRead`` where any part of it is not known."""
        return self._query(node, Around(withs={}, outer=None, path=()))

    def _query(self, node: exp.Expression, around: Around) -> Relation:
        if type(node) is exp.Select:
            return self._select(node, around)
        if type(node) in {exp.Union, exp.Intersect, exp.Except}:
            return self._set_operation(node, around)
        if type(node) is exp.Subquery:
            only(node, frozenset({"this"}), clause=label(around.path))
            return self._query(node.this, around)
        raise unknown(node, clause=label(around.path))

    def _with(self, node: exp.Expression, around: Around) -> tuple[Around, exp.Expression | None]:
        """Resolve the queries of a WITH, each of which may read those before it."""
        given = node.args.get("with_")
        if given is None:
            return around, None
        only(given, frozenset({"expressions"}), clause="WITH")
        written, path = [], around.path
        for one in given.expressions:
            only(one, frozenset({"this", "alias"}), clause="WITH")
            name, way = one.alias, (*path, f"WITH {one.alias}")
            if name.casefold() in self._taken:
                told = f"`{name}` is the name of a dataset, or of another WITH"
                raise refuse("ambiguous-name", told, one, clause=label(way))
            found = self._query(one.this, replace(around, path=way))
            found = renamed(found, one.args["alias"], clause=label(way))
            once_each([result.name for result in found.results], one, clause=label(way))
            self._taken.add(name.casefold())
            self._withs += 1
            ours = f"w{self._withs}"
            written.append(_with_query(ours, found))
            around = replace(around, withs={**around.withs, name: (ours, found)})
        return around, exp.With(expressions=written)

    def _set_operation(self, node: exp.Expression, around: Around) -> Relation:
        clause = label(around.path)
        only(node, SET_OPERATION, clause=clause)
        around, with_ = self._with(node, around)
        left, right = self._query(node.this, around), self._query(node.expression, around)
        if len(left.results) != len(right.results):
            told = "the two sides of a set operation do not have as many columns as each other"
            raise refuse("not-supported", told, node, clause=clause)
        results = tuple(
            Result(name=one.name, title=one.title, reveals=one.reveals | other.reveals, seen=None)
            for one, other in zip(left.results, right.results, strict=True)
        )
        path = (*around.path, "ORDER BY")
        written = type(node)(
            with_=with_,
            this=exp.Subquery(this=left.node),
            expression=exp.Subquery(this=right.node),
            distinct=bool(node.args.get("distinct")),
            order=order_of_set(node.args.get("order"), results, reads=self.reads, path=path),
            limit=limit(node.args.get("limit"), clause=clause),
            offset=limit(node.args.get("offset"), clause=clause),
        )
        return Relation(node=written, results=results)

    def _select(self, node: exp.Select, around: Around) -> Relation:
        path = around.path
        clause = label((*path, "SELECT"))
        only(node, SELECT, clause=clause)
        distinct = node.args.get("distinct")
        if distinct is not None:
            only(distinct, frozenset(), clause=clause)
        around, with_ = self._with(node, around)
        scope = Scope(around.outer)
        from_, joins = self._from(node, scope, around)
        where = self._condition(node.args.get("where"), scope, replace(around, path=(*path, "WHERE")))
        results, selected = self._selected(node, scope, replace(around, path=(*path, "SELECT")))
        scope.results = _by_name(results)
        having = self._condition(node.args.get("having"), scope, replace(around, path=(*path, "HAVING")))
        grouping = self._reader(scope, replace(around, path=(*path, "GROUP BY")))
        ordering = self._reader(scope, replace(around, path=(*path, "ORDER BY")))
        written = exp.Select(
            with_=with_,
            distinct=exp.Distinct() if distinct is not None else None,
            expressions=selected,
            from_=from_,
            joins=joins,
            where=exp.Where(this=where) if where is not None else None,
            group=group(node.args.get("group"), results, reader=grouping),
            having=exp.Having(this=having) if having is not None else None,
            order=order(node.args.get("order"), results, reader=ordering),
            limit=limit(node.args.get("limit"), clause=clause),
            offset=limit(node.args.get("offset"), clause=clause),
        )
        return Relation(node=written, results=results)

    def _reader(self, scope: Scope, around: Around) -> Reader:
        def subquery(
            node: exp.Expression, within: Scope, path: Path
        ) -> tuple[exp.Expression, frozenset[BaseField]]:
            found = self._query(node, Around(withs=around.withs, outer=within, path=path))
            return found.node, frozenset().union(*(one.reveals for one in found.results))

        return Reader(scope, around.path, reads=self.reads, subquery=subquery)

    def _condition(self, node: exp.Expression | None, scope: Scope, around: Around) -> exp.Expression | None:
        if node is None:
            return None
        only(node, frozenset({"this"}), clause=label(around.path))
        return self._reader(scope, around).read(node.this)

    def _selected(
        self, node: exp.Select, scope: Scope, around: Around
    ) -> tuple[tuple[Result, ...], list[exp.Expression]]:
        results: list[Result] = []
        written: list[exp.Expression] = []
        for one in node.expressions:
            reader = self._reader(scope, around)
            if _is_star(one):
                shown = self._star(one, scope, reader)
                results += [Result(name=s.name, title=s.name, reveals=s.reveals, seen=s) for s in shown]
                written += [seen.write() for seen in shown]
                continue
            if isinstance(one, exp.Alias):
                only(one, frozenset({"this", "alias"}), clause=reader.clause)
            inner = one.this if type(one) is exp.Alias else one
            written.append(reader.read(inner))
            seen = scope.find(inner, clause=reader.clause) if type(inner) is exp.Column else None
            results.append(result_of(one, reveals=frozenset(reader.reveals), seen=seen))
        if not results:
            raise refuse("not-supported", "SELECT gives no column", node, clause=label(around.path))
        aliased: list[exp.Expression] = [
            exp.Alias(this=one, alias=exp.to_identifier(f"o{number}"))
            for number, one in enumerate(written, start=1)
        ]
        return tuple(results), aliased

    def _star(self, node: exp.Expression, scope: Scope, reader: Reader) -> Sequence[Seen]:
        star = node.this if type(node) is exp.Column else node
        only(star, frozenset(), clause=reader.clause)
        parts = [node.args.get(key) for key in ("catalog", "db", "table")] if star is not node else []
        way = tuple(part.name for part in parts if part)
        shown = scope.star(way, node, clause=reader.clause)
        for seen in shown:
            reader.note(seen.reveals, node)
        return shown

    def _from(
        self, node: exp.Select, scope: Scope, around: Around
    ) -> tuple[exp.Expression | None, list[exp.Expression]]:
        given, joins = node.args.get("from_"), node.args.get("joins") or []
        if given is None:
            return None, []
        only(given, frozenset({"this"}), clause="FROM")
        commas = {is_comma(one) for one in joins}
        if len(commas) > 1:
            told = "commas and JOIN stand in one FROM; write CROSS JOIN for a comma"
            raise refuse("not-supported", told, given, clause=label((*around.path, "FROM")))
        around = replace(around, path=(*around.path, "FROM"))
        first, source = self._source(given.this, scope, around)
        scope.visible = list(source.columns)
        around = replace(around, path=(*around.path[:-1], "JOIN"))
        return exp.From(this=first), [self._join(one, scope, around) for one in joins]

    def _join(self, node: exp.Join, scope: Scope, around: Around) -> exp.Expression:
        clause = label(around.path)
        side = check_join(node, clause=clause)
        written, source = self._source(node.this, scope, around)
        condition, read = join(node, scope, source.columns, side=side, clause=clause)
        reader = self._reader(scope, around)
        for seen in read:
            reader.note(seen.reveals, node)
        on = node.args.get("on")
        kind = "CROSS" if condition is None and on is None else None
        return exp.Join(
            this=written, side=side or None, kind=kind, on=condition if on is None else reader.read(on)
        )

    def _source(self, node: exp.Expression, scope: Scope, around: Around) -> tuple[exp.Expression, Source]:
        """Add a source to a scope; return it as it will run, and what it is."""
        clause = label(around.path)
        self._sources += 1
        ours = exp.TableAlias(this=exp.to_identifier(f"s{self._sources}"))
        written: exp.Expression
        if type(node) is exp.Table:
            only(node, TABLE, clause=clause)
            table, source = self._table(node, ours.name, around)
            written = exp.Table(this=exp.to_identifier(table), alias=ours)
        elif type(node) is exp.Subquery:
            only(node, DERIVED, clause=clause)
            found = renamed(self._query(node.this, around), node.args.get("alias"), clause=clause)
            once_each([result.name for result in found.results], node, clause=clause)
            names = ((node.alias,),) if node.alias else ()
            source = Source(names=names, columns=seen_as(found, ours.name))
            written = exp.Subquery(this=found.node, alias=ours)
        else:
            raise refuse("table-function", "only datasets and subqueries are read", node, clause=clause)
        scope.add(source, node, clause=clause)
        return written, source

    def _table(self, node: exp.Table, ours: str, around: Around) -> tuple[str, Source]:
        clause = label(around.path)
        alias = node.args.get("alias")
        if alias is not None:
            only(alias, frozenset({"this"}), clause=clause)
        parts = name_of_dataset(node, clause=clause)
        ways = ((node.alias,),) if alias is not None else tuple(parts[at:] for at in range(len(parts)))
        if len(parts) == 1 and parts[0] in around.withs:
            name, relation = around.withs[parts[0]]
            return name, Source(names=ways, columns=seen_as(relation, ours))
        dataset = ".".join(parts)
        fields = self.fields.get(dataset)
        if fields is None:
            raise refuse("unknown-table", f"lineage has no dataset `{dataset}`", node, clause=clause)
        columns = tuple(
            Seen(name=name, written=((ours, inside(number)),), reveals=frozenset({BaseField(dataset, name)}))
            for number, name in enumerate(fields, start=1)
        )
        table = self.reads.dataset(dataset, clause=clause, place=place_of(node))
        return table, Source(names=ways, columns=columns)


def _is_star(node: exp.Expression) -> bool:
    return type(node) is exp.Star or (type(node) is exp.Column and type(node.this) is exp.Star)


def _with_query(name: str, relation: Relation) -> exp.Expression:
    return exp.CTE(this=relation.node, alias=exp.TableAlias(this=exp.to_identifier(name)))


def _by_name(results: Sequence[Result]) -> dict[str, frozenset[Seen | None]]:
    """Return what each name of a result shows; ``None`` stands for what is no column unchanged."""
    found: dict[str, frozenset[Seen | None]] = {}
    for one in results:
        if one.name is not None:
            found[one.name] = found.get(one.name, frozenset()) | {one.seen}
    return found
