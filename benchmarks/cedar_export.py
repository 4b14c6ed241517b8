"""The compiled rows and bans of a snapshot as Cedar policies and entities, and requests in Cedar's words.

One policy stands for a clause, or an onward row of it, with what element majors, days and the law make
of it: the sources it speaks of are members of a set, purposes are the tree, forms are ranks, days numbers.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.records.flow import FlowRequest
from catalog.records.ids import FORMS, RANK, Form
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.lanes import Bite, Lane, Row
from catalog.rules.flows.table import FlowTable

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A policy set and the entities it speaks of, both as Cedar reads them."""

    policies: str
    entities: str
    count: int


def export(table: FlowTable) -> Export:
    """Return everything that the table's compiled lanes permit and forbid."""
    policies: list[str] = []
    sets = _Sets()
    policies.extend(_permit(table.snapshot, rows, sets=sets) for rows in _rows(table.lanes.values()))
    for bite, sources in _bites(table.lanes.values()):
        policies.append(_forbid(bite, sources=sets.of("Sources", sources), sets=sets))
    entities = [*_entities(table, sets), *sets.entities()]
    return Export(policies="\n".join(policies), entities=json.dumps(entities), count=len(policies))


class _Sets:
    """Named sets of sources and partners; an equal set is written once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, frozenset[str]], str] = {}

    def of(self, kind: str, members: Iterable[str]) -> str:
        key = (kind, frozenset(members))
        name = self._names.setdefault(key, f"{kind}-{len(self._names)}")
        return f'{kind}::"{name}"'

    def parents(self, kind: str, member: str) -> list[Entity]:
        named = self._names.items()
        return [_uid(one, name) for (one, members), name in named if one == kind and member in members]

    def entities(self) -> list[Entity]:
        return [
            {"uid": _uid(kind, name), "attrs": {}, "parents": []} for (kind, _), name in self._names.items()
        ]


def _rows(lanes: Iterable[Lane]) -> list[list[tuple[Row, list[str]]]]:
    """Return for each clause or onward row the rows that differ in days or law, each with its sources."""
    found: dict[int, dict[tuple[object, ...], tuple[Row, list[str]]]] = defaultdict(dict)
    for lane in lanes:
        for row in {id(row): row for rows in lane.rows.values() for row in rows}.values():
            key = (row.first, row.last, frozenset(row.grants.items()))
            found[id(row.way)].setdefault(key, (row, []))[1].append(lane.source)
    return [list(differing.values()) for differing in found.values()]


def _bites(lanes: Iterable[Lane]) -> list[tuple[Bite, list[str]]]:
    found: dict[tuple[object, ...], tuple[Bite, list[str]]] = {}
    for lane in lanes:
        for bite in lane.bites:
            key = (bite.citation, bite.first, bite.last)
            found.setdefault(key, (bite, []))[1].append(lane.source)
    return list(found.values())


def _permit(snapshot: Snapshot, rows: list[tuple[Row, list[str]]], *, sets: _Sets) -> str:
    """Return the policy of a clause or onward row: what is common to its rows, and one of the rows."""
    row = rows[0][0]
    if row.way.senders is None:
        asked = ["context.sender == resource.provider"]
    else:
        asked = [f"{_listed('Partner', row.way.senders)}.contains(context.sender)"]
    asked.append(f"{_listed('Zone', row.zones)}.contains(context.zone)")
    if row.min_cell is not None:
        asked.append(f"context.min_cell >= {row.min_cell}")
    if row.irb:
        asked.append("context.irb")
    ways = [
        " && ".join(
            [
                *within,
                *_days(one.first, one.last),
                f"context.form >= {rank}",
                f"context.purpose in {purposes}",
            ]
        )
        for one, sources in rows
        for within in ([f"resource in {sets.of('Sources', sources)}"] if len(rows) > 1 else [],)
        for rank, purposes in _granted(snapshot, one.grants)
    ]
    asked.append("(" + " || ".join(f"({way})" for way in ways or ["false"]) + ")")
    everything = sets.of("Sources", {source for _, sources in rows for source in sources})
    recipients = sets.of("Partners", row.way.recipients)
    return _policy("permit", f"principal in {recipients}, action, resource in {everything}", asked)


def _granted(snapshot: Snapshot, grants: Mapping[Any, frozenset[Form]]) -> list[tuple[int, str]]:
    """Return the ranks of form that the grants start at, and the broadest purposes of each."""
    starts = {purpose: min(RANK[form] for form in forms) for purpose, forms in grants.items() if forms}
    assert all(grants[purpose] == frozenset(FORMS[rank:]) for purpose, rank in starts.items())
    found = []
    for rank in sorted(set(starts.values())):
        within = {purpose for purpose, start in starts.items() if start <= rank}
        assert within == {p for p in snapshot.purposes if within & set(_broader(snapshot, p))}
        tops = {purpose for purpose in within if snapshot.purposes[purpose].parent not in within}
        found.append((rank, _listed("Purpose", tops)))
    return found


def _broader(snapshot: Snapshot, purpose: Any) -> list[Any]:
    line = [purpose]
    while (parent := snapshot.purposes[line[-1]].parent) is not None:
        line.append(parent)
    return line


def _forbid(bite: Bite, *, sources: str, sets: _Sets) -> str:
    asked = _days(bite.first, bite.last)
    if bite.purposes is not None:
        asked.append(f"{_listed('Purpose', bite.purposes)}.contains(context.purpose)")
    if bite.zones is not None:
        asked.append(f"{_listed('Zone', bite.zones)}.contains(context.zone)")
    if bite.forms is not None:
        assert bite.forms == frozenset(FORMS[: len(bite.forms)])
        asked.append(f"context.form < {len(bite.forms)}")
    who = "principal" if bite.recipients is None else f"principal in {sets.of('Partners', bite.recipients)}"
    return _policy("forbid", f"{who}, action, resource in {sources}", asked)


def _days(first: date, last: date) -> list[str]:
    return [f"context.day >= {first.toordinal()}", f"context.day <= {last.toordinal()}"]


def _policy(effect: str, scope: str, asked: list[str]) -> str:
    return f"{effect} ({scope}) when {{ {' && '.join(asked)} }};"


def _listed(kind: str, names: Iterable[str]) -> str:
    return "[" + ", ".join(f'{kind}::"{name}"' for name in sorted(names)) + "]"


def _uid(kind: str, name: str) -> dict[str, str]:
    return {"type": kind, "id": name}


def _entities(table: FlowTable, sets: _Sets) -> list[Entity]:
    found: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for purpose in table.snapshot.purposes.values():
        found["Purpose", purpose.id].extend([_uid("Purpose", purpose.parent)] if purpose.parent else [])
    for partner in table.snapshot.partners:
        found["Partner", partner].extend(sets.parents("Partners", partner))
    plain = [{"uid": _uid(*uid), "attrs": {}, "parents": parents} for uid, parents in found.items()]
    sources = [
        {
            "uid": _uid("Source", lane.source),
            "attrs": {"provider": {"__entity": _uid("Partner", lane.provider)}},
            "parents": sets.parents("Sources", lane.source),
        }
        for lane in table.lanes.values()
    ]
    return [*plain, *sources]


def cedar_request(request: FlowRequest) -> dict[str, str]:
    """Return a flow request in Cedar's words, its context written out beforehand."""
    provider = request.item.partition(":")[0]
    context = {
        "sender": {"__entity": _uid("Partner", request.sender or provider)},
        "purpose": {"__entity": _uid("Purpose", request.purpose)},
        "zone": {"__entity": _uid("Zone", request.zone)},
        "form": RANK[request.form or "identified"],
        "day": request.on.toordinal(),
        "min_cell": -1 if request.min_cell is None else request.min_cell,
        "irb": request.irb == "approved",
    }
    return {
        "principal": f'Partner::"{request.recipient}"',
        "action": 'Action::"flow"',
        "resource": f'Source::"{request.item}"',
        "context": json.dumps(context),
    }
