"""Where a dataset's field comes from, and in which form: lineage on one day.

A transformation never removes a source, it changes its form. Sources are all origins reachable
through direct and indirect inputs (contract sections 6 and 8).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.ids import FORMS, RANK, ElementId, Form, PartnerId
from catalog.records.lineage import Dataset, Input, Job
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.known import Known, current


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Everything a field is made from, as ``provider:element``, and the form it has.

    ``known`` is false where some input leads to an end that names no origin.
    """

    sources: frozenset[str]
    form: Form
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One input of a field, and the job that reads it."""

    input: Input
    job: Job


class FieldGraph:
    """The union of the lineage graphs that are current on a day, by field address.

    A field that two graphs trace to two origins is disputed: its source counts as unknown.
    """

    def __init__(self, snapshot: Snapshot, known: Known, on: date) -> None:
        self.on = on
        self.datasets: dict[str, Dataset] = {}
        self.dataset_of: dict[str, str] = {}
        self.source_of: dict[str, str] = {}
        self._elements: dict[str, set[ElementId]] = {}
        self.disputed: set[str] = set()
        self.inputs: dict[str, list[Made]] = {}
        self._origins: dict[str, Origin] = {}
        self._users: dict[str, list[tuple[str, Made]]] | None = None
        self._carrying: dict[str, list[str]] | None = None
        for texts in snapshot.lineage.values():
            text = current(known.segments("lineage", texts), on)
            if text is not None:
                self._add(snapshot, text.record.datasets, text.record.jobs)

    def _add(self, snapshot: Snapshot, datasets: tuple[Dataset, ...], jobs: tuple[Job, ...]) -> None:
        for dataset in datasets:
            self.datasets.setdefault(dataset.id, dataset)
            for field in dataset.fields:
                address = f"{dataset.id}.{field.name}"
                self.dataset_of.setdefault(address, dataset.id)
                if field.element:
                    self._elements.setdefault(address, set()).add(field.element)
                if field.element and field.provider:
                    element = snapshot.element_id(field.element)
                    source = f"{field.provider}:{element}"
                    if self.source_of.setdefault(address, source) != source:
                        self.disputed.add(address)
        for job in jobs:
            for output in job.outputs:
                made = self.inputs.setdefault(output.field, [])
                made.extend(Made(input=one, job=job) for one in output.inputs)

    def __contains__(self, address: str) -> bool:
        return address in self.dataset_of

    def elements_of(self, address: str) -> frozenset[ElementId]:
        """Return the elements that lineage says a field holds: none, one, or one for each graph."""
        return frozenset(self._elements.get(address, ()))

    def users(self) -> Mapping[str, list[tuple[str, Made]]]:
        """Return for each field what is made from it, in the order of the names, and by which input."""
        if self._users is None:
            found: dict[str, list[tuple[str, Made]]] = {}
            for output, made_of in sorted(self.inputs.items()):
                for made in made_of:
                    found.setdefault(made.input.field, []).append((output, made))
            self._users = found
        return self._users

    def carrying(self) -> Mapping[str, list[str]]:
        """Return for each source the fields that carry it as their origin, in the order of their names."""
        if self._carrying is None:
            found: dict[str, list[str]] = {}
            for field, source in sorted(self.source_of.items()):
                found.setdefault(source, []).append(field)
            self._carrying = found
        return self._carrying

    def origin(self, address: str) -> Origin:
        """Return a field's origin. The field must be in the graph."""
        found = self._origins.get(address)
        if found is None:
            self._settle(address)
            found = self._origins[address]
        return found

    def form_through(self, made: Made, form: Form) -> Form:
        """Return the form that comes out of an input of that form.

        Lowering needs an attestation by the day; raising is always believed.
        """
        yields = made.input.yields
        if yields is None:
            return form
        if made.input.attested(on=self.on) or RANK[yields] < RANK[form]:
            return yields
        return form

    def _settle(self, address: str) -> None:
        """Work out the origins of the field and all that is upstream, to the least fixed point.

        What was settled before stays: all that is upstream of it was settled with it.
        """
        fields, settled = self._upstream(address)
        sources = {at: {self.source_of[at]} if at in self.source_of else set() for at in fields}
        form = {at: RANK["identified"] if at in self.source_of else len(FORMS) - 1 for at in fields}
        users: dict[str, list[tuple[str, Made]]] = {at: [] for at in (*fields, *settled)}
        for at in fields:
            for made in self.inputs.get(at, ()):
                users[made.input.field].append((at, made))
        for at in settled:
            sources[at], form[at] = set(self._origins[at].sources), RANK[self._origins[at].form]
        waiting = deque((*settled, *fields))
        queued = set(waiting)
        while waiting:
            at = waiting.popleft()
            queued.discard(at)
            for user, made in users[at]:
                out = RANK[self.form_through(made, FORMS[form[at]])]
                if not sources[at] <= sources[user] or out < form[user]:
                    sources[user] |= sources[at]
                    form[user] = min(form[user], out)
                    if user not in queued:
                        queued.add(user)
                        waiting.append(user)
        lost = self._lost(fields, settled, sources=sources, users=users)
        for at in fields:
            self._origins[at] = Origin(
                sources=frozenset(sources[at]), form=FORMS[form[at]], known=at not in lost
            )

    def _lost(
        self,
        fields: Iterable[str],
        settled: Iterable[str],
        *,
        sources: Mapping[str, set[str]],
        users: Mapping[str, list[tuple[str, Made]]],
    ) -> set[str]:
        """Return the fields with an unknown source: dead ends, loops of nobody's data, and all they feed."""
        waiting = [
            at
            for at in fields
            if not sources[at]
            or at in self.disputed
            or at not in self.dataset_of
            or not (at in self.source_of or self.inputs.get(at))
        ]
        waiting += [at for at in settled if not self._origins[at].known]
        lost = set(waiting)
        while waiting:
            for user, _ in users[waiting.pop()]:
                if user not in lost:
                    lost.add(user)
                    waiting.append(user)
        return lost

    def _upstream(self, address: str) -> tuple[list[str], list[str]]:
        """Return the field and all it is made from, each after its inputs, and what of it was settled before.

        Only a loop has fields that stand before one of their inputs.
        """
        fields: list[str] = []
        settled: dict[str, None] = {}
        seen = {address}
        waiting = [(address, iter(self.inputs.get(address, ())))]
        while waiting:
            at, left = waiting[-1]
            made = next(left, None)
            if made is None:
                fields.append(at)
                waiting.pop()
            elif made.input.field in self._origins:
                settled[made.input.field] = None
            elif made.input.field not in seen:
                seen.add(made.input.field)
                waiting.append((made.input.field, iter(self.inputs.get(made.input.field, ()))))
        return fields, list(settled)


def providers_of(origin: Origin) -> frozenset[PartnerId]:
    """Return the providers among an origin's sources."""
    return frozenset(PartnerId(source.partition(":")[0]) for source in origin.sources)


class Graphs:
    """The field graphs of a snapshot as known on one day, one for each stretch of days."""

    def __init__(self, snapshot: Snapshot, known: Known) -> None:
        self._snapshot = snapshot
        self._known = known
        self._turns = sorted(self._turning_days())
        self._by_turn: dict[int, FieldGraph] = {}

    def _turning_days(self) -> set[date]:
        days = set()
        for texts in self._snapshot.lineage.values():
            days |= {segment.first for segment in self._known.segments("lineage", texts)}
            for text in texts:
                days |= {
                    one.attested_on
                    for job in text.record.jobs
                    for output in job.outputs
                    for one in output.inputs
                    if one.attested_on
                }
        return days

    def on(self, day: date) -> FieldGraph:
        """Return the graph of that day."""
        turn = bisect_right(self._turns, day)
        found = self._by_turn.get(turn)
        if found is None:
            found = self._by_turn[turn] = FieldGraph(self._snapshot, self._known, day)
        return found
