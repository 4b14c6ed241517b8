"""Trace an item through lineage: up to its origins, down to the last datasets, each hop decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.flow import FlowDecision, FlowRequest, Verdict
from catalog.rules.decide import decide
from catalog.rules.flows.origins import FieldGraph, Made
from catalog.rules.flows.table import FlowTable
from catalog.rules.lineage.hops import Evidence, Hop, decide_hop, hops
from catalog.rules.lineage.why import Adopted, Why, adopted, cited, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A hop with its answer, the clauses behind it and the decisions behind definitions and clauses."""

    hop: Hop
    verdict: Verdict
    why: tuple[Why, ...]
    records: tuple[Adopted, ...]

    def document(self) -> dict[str, object]:
        """Return the hop as a plain object, its answer in the words of a flow decision."""
        verdict = self.verdict
        return {
            "input": self.hop.input,
            "output": self.hop.output,
            "sender": self.hop.sender,
            "recipient": self.hop.recipient,
            "purpose": self.hop.purpose,
            "zone": self.hop.zone,
            "form": self.hop.form,
            "sources": sorted(self.hop.sources),
            "outcome": verdict.outcome,
            "permitted_by": [{"source": s, "clauses": list(c)} for s, c in verdict.permitted_by],
            "forbidden_by": [{"source": s, "clause": c} for s, c in verdict.forbidden_by],
            "duties": dict(verdict.duties()),
            "reasons": [
                {"code": r.code, "source": r.source, "clause": r.clause, "detail": r.detail}
                for r in verdict.reasons
            ],
            "why": [one.document() for one in self.why],
            "records": [one.document() for one in self.records],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One edge of lineage. ``hop`` is ``None`` where nothing leaves: within a dataset, or at its provider's.

    ``kind`` is how the input is used, ``None`` for a source and the dataset that carries it.
    """

    input: str
    output: str
    kind: str | None
    job: str | None
    hop: Decided | None

    def document(self) -> dict[str, object]:
        """Return the edge as a plain object."""
        hop = self.hop.document() if self.hop else None
        return {"input": self.input, "output": self.output, "kind": self.kind, "job": self.job, "hop": hop}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A field on the way: where it rests, in which form, and the privacy laws that reach it."""

    field: str
    dataset: str | None
    zone: str | None
    holder: str | None
    purpose: str | None
    form: str
    sources: tuple[str, ...]
    regimes: tuple[str, ...]
    known: bool

    def document(self) -> dict[str, object]:
        """Return the field as a plain object."""
        return {
            "field": self.field,
            "dataset": self.dataset,
            "zone": self.zone,
            "holder": self.holder,
            "purpose": self.purpose,
            "form": self.form,
            "sources": list(self.sources),
            "regimes": list(self.regimes),
            "known": self.known,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A flow of the item that was asked about besides its lineage, and the answer."""

    request: FlowRequest
    decision: FlowDecision
    why: tuple[Why, ...]

    def document(self) -> dict[str, object]:
        """Return the flow and its answer as a plain object."""
        flow = self.request
        return {
            "recipient": flow.recipient,
            "purpose": flow.purpose,
            "zone": flow.zone,
            "form": flow.form,
            **self.decision.document(),
            "why": [one.document() for one in self.why],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where an item comes from and goes to, each hop decided."""

    item: str
    on: date
    as_known: date
    fields: Mapping[str, Place]
    upstream: tuple[Leg, ...]
    downstream: tuple[Leg, ...]
    asked: Asked | None

    def hops(self) -> Iterator[Decided]:
        """Yield every hop on the way."""
        return (leg.hop for leg in (*self.upstream, *self.downstream) if leg.hop is not None)

    @property
    def permitted(self) -> bool:
        """Whether every hop, and the flow asked about, is permitted, and every origin known."""
        return (
            all(hop.verdict.outcome == "permit" for hop in self.hops())
            and all(place.known for place in self.fields.values())
            and (self.asked is None or self.asked.decision.permitted)
        )

    def document(self) -> dict[str, object]:
        """Return the trace as the plain object that ``--format json`` prints."""
        return {
            "item": self.item,
            "outcome": "permit" if self.permitted else "refuse",
            "asked": self.asked.document() if self.asked else None,
            "fields": [self.fields[name].document() for name in sorted(self.fields)],
            "upstream": [leg.document() for leg in self.upstream],
            "downstream": [leg.document() for leg in self.downstream],
            "on": self.on.isoformat(),
            "as_known": self.as_known.isoformat(),
        }


def trace(
    table: FlowTable,
    item: str,
    *,
    on: date,
    as_known: date,
    evidence: Evidence,
    asked: FlowRequest | None = None,
) -> Trace:
    """Trace ``provider:element`` or ``dataset.field``, which the table must know on the day.

    ``asked`` is a flow of the item to decide besides.
    """
    graph = table.graphs.on(on)
    legs = _Legs(table, graph, on=on, as_known=as_known, evidence=evidence)
    if item in graph:
        upstream, downstream = tuple(legs.up([item])), tuple(legs.down([item]))
    else:
        carrying = sorted(field for field, source in graph.source_of.items() if source == item)
        entering = [legs.carried(field) for field in carrying]
        upstream, downstream = (), (*entering, *legs.down(carrying))
    passed = {item} | {end for leg in (*upstream, *downstream) for end in (leg.input, leg.output)}
    sources = frozenset(graph.source_of.values())
    return Trace(
        item=item,
        on=on,
        as_known=as_known,
        fields=_places(table, graph, passed - sources - {item} | ({item} if item in graph else set())),
        upstream=upstream,
        downstream=downstream,
        asked=None if asked is None else _asked(table, asked),
    )


def _asked(table: FlowTable, request: FlowRequest) -> Asked:
    decision = decide(table.snapshot, request)
    return Asked(request=request, decision=decision, why=why(table, cited(decision.verdict)))


class _Legs:
    """The edges of a day's lineage, and their hops, decided when they are first passed."""

    def __init__(
        self, table: FlowTable, graph: FieldGraph, *, on: date, as_known: date, evidence: Evidence
    ) -> None:
        self._table = table
        self._graph = graph
        self._on, self._as_known, self._evidence = on, as_known, evidence
        self._hops = {(hop.input, hop.output, hop.job): hop for hop in hops(table.snapshot, table, on)}
        self._decided: dict[Hop, Decided] = {}

    def up(self, fields: Iterable[str]) -> Iterator[Leg]:
        """Yield every edge that leads to the fields, nearest first, each once."""
        waiting, seen = list(fields), set(fields)
        for at in waiting:
            if at in self._graph.source_of:
                yield self.carried(at)
            for made in sorted(self._graph.inputs.get(at, ()), key=_input):
                yield self._made(at, made)
                if made.input.field not in seen:
                    seen.add(made.input.field)
                    waiting.append(made.input.field)

    def down(self, fields: Iterable[str]) -> Iterator[Leg]:
        """Yield every edge that leads on from the fields, nearest first, each once."""
        waiting, seen = list(fields), set(fields)
        for at in waiting:
            for output, made in self._graph.users().get(at, ()):
                yield self._made(output, made)
                if output not in seen:
                    seen.add(output)
                    waiting.append(output)

    def carried(self, field: str) -> Leg:
        """Return the edge from a source to a field that carries it."""
        source = self._graph.source_of[field]
        return Leg(input=source, output=field, kind=None, job=None, hop=self._decide(source, field, job=None))

    def _made(self, output: str, made: Made) -> Leg:
        given = made.input
        return Leg(
            input=given.field,
            output=output,
            kind=f"{given.type} {given.subtype}",
            job=made.job.id,
            hop=self._decide(given.field, output, job=made.job.id),
        )

    def _decide(self, given: str, output: str, *, job: str | None) -> Decided | None:
        hop = self._hops.get((given, output, job))
        if hop is None:
            return None
        if hop not in self._decided:
            table = self._table
            verdict = decide_hop(table, hop, on=self._on, as_known=self._as_known, evidence=self._evidence)
            self._decided[hop] = Decided(
                hop=hop,
                verdict=verdict,
                why=why(table, cited(verdict)),
                records=tuple(adopted(table.snapshot, record) for record in verdict.consents.records),
            )
        return self._decided[hop]


def _input(made: Made) -> tuple[str, str]:
    return (made.input.field, made.job.id)


def _places(table: FlowTable, graph: FieldGraph, fields: Iterable[str]) -> dict[str, Place]:
    reached = _regimes(table, graph)
    places = {}
    for field in sorted(fields):
        dataset = graph.datasets.get(graph.dataset_of.get(field, ""))
        origin = graph.origin(field)
        places[field] = Place(
            field=field,
            dataset=dataset.id if dataset else None,
            zone=dataset.zone if dataset else None,
            holder=table.snapshot.zones[dataset.zone].held_by if dataset else None,
            purpose=dataset.purpose if dataset else None,
            form=origin.form,
            sources=tuple(sorted(origin.sources)),
            regimes=tuple(sorted(reached.get(field, ()))),
            known=origin.known,
        )
    return places


def _regimes(table: FlowTable, graph: FieldGraph) -> Mapping[str, frozenset[str]]:
    """Return the privacy laws that reach each field from its origins, near and far."""
    from catalog.rules.lineage.propagation import EdgeGraph  # noqa: PLC0415  # numpy is heavy, and only a trace needs it

    brought: dict[str, list[str]] = {}
    for field, source in graph.source_of.items():
        lane = table.lane(source)
        text = None if lane is None else table.known.element_on(lane.element, graph.on)
        brought[field] = [] if text is None else [regime for regime in text.record.regime if regime != "none"]
    return EdgeGraph.of_fields(graph).spread(brought)
