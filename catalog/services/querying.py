"""Ask in SQL: which fields a statement reads or reveals, whether each may flow, and its result if all may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.enforcement.queries.reading import DatasetRead, Reading, read_query
from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision
from catalog.records.ids import RANK, Form, ZoneId
from catalog.records.query import BaseField, ColumnRead, Place, QueryAnswer, QueryReason, QueryUse
from catalog.records.release import Use
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import join
from catalog.rules.flows.table import table_of
from catalog.rules.release.fields import DatasetFields, datasets_on, fields_of
from catalog.rules.release.planning import treatment_of
from catalog.rules.release.ruling import Ruler


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer, with the statement as it was understood; ``reading`` and ``use`` are ``None`` where not.

    ``witnesses`` are decisions that permit to count the rows of datasets of which no column is read.
    """

    answer: QueryAnswer
    reading: Reading | None = None
    use: Use | None = None
    datasets: Mapping[str, DatasetFields] = field(default_factory=dict)
    witnesses: Mapping[str, FlowDecision] = field(default_factory=dict)


def judge_query(snapshot: Snapshot, text: str, use: QueryUse) -> Judged:
    """Answer whether a statement may run: every field that it reads or reveals must be permitted.

    All fields are judged in one form, since whoever gets a row gets all of it: the form asked for, or else
    the most identifiable one among what is read. Of a dataset of which no column is read, whose rows are
    counted for instance, some field must be permitted. A statement that is not understood is refused.
    """
    known = _Known(snapshot, use)
    reading = read_query(text, known)
    if isinstance(reading, QueryReason):
        return _refused(snapshot, use, (reading,))
    fault = _form_fault(use) or _zone_fault(known, reading)
    if fault is not None:
        return _refused(snapshot, use, (fault,))
    return _Judge(known, reading).judge()


def _form_fault(use: QueryUse) -> QueryReason | None:
    if use.form != "aggregate":
        return None
    told = "a statement gives rows; small cells are withheld by `p20w gate --form aggregate`"
    return QueryReason(code="form-not-given", detail=told)


def _zone_fault(known: _Known, reading: Reading) -> QueryReason | None:
    zones = known.zones(reading)
    if known.use.zone is not None or len(zones) == 1:
        return None
    told = f"the data lies in {', '.join(sorted(zones))}: name the zone where the result would rest"
    return QueryReason(code="zone-not-named", detail=told)


def _refused(snapshot: Snapshot, use: QueryUse, reasons: tuple[QueryReason, ...]) -> Judged:
    answer = QueryAnswer(
        use=use,
        form=use.form,
        zone=use.zone,
        columns=(),
        reasons=reasons,
        conditions=Conditions(),
        catalog=snapshot.digest,
    )
    return Judged(answer=answer)


class _Known(Mapping[str, Sequence[str]]):
    """The datasets of current lineage and the names of their fields, each looked up when it is named."""

    def __init__(self, snapshot: Snapshot, use: QueryUse) -> None:
        self.snapshot, self.use = snapshot, use
        self._names = datasets_on(snapshot, on=use.on, as_known=use.as_known)
        self.found: dict[str, DatasetFields] = {}

    def __getitem__(self, name: str) -> Sequence[str]:
        if name not in self.found:
            found = fields_of(self.snapshot, name, on=self.use.on, as_known=self.use.as_known)
            if found is None:
                raise KeyError(name)
            self.found[name] = found
        return tuple(self.found[name].fields)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def zones(self, reading: Reading) -> set[ZoneId]:
        """Return the zones in which the datasets of a statement lie."""
        graph = table_of(self.snapshot, self.use.as_known).graphs.on(self.use.on)
        return {graph.datasets[one.name].zone for one in reading.datasets}


class _Judge:
    """Judges one statement: its form, its zone, and each field in them."""

    def __init__(self, known: _Known, reading: Reading) -> None:
        self.known, self.reading, self.asked = known, reading, known.use
        self.form: Form = self.asked.form or self._own_form()
        self.zone = self.asked.zone or known.zones(reading).pop()
        self.use = Use(
            recipient=self.asked.recipient,
            purpose=self.asked.purpose,
            zone=self.zone,
            on=self.asked.on,
            as_known=self.asked.as_known,
            min_cell=self.asked.min_cell,
            irb=self.asked.irb,
            can_enforce=self.asked.can_enforce,
            under=self.asked.under,
        )

    def judge(self) -> Judged:
        columns = tuple(self._column(base, where) for base, where in self.reading.fields.items())
        reasons = [reason for column in columns for reason in self._reasons(column)]
        witnesses: dict[str, FlowDecision] = {}
        for dataset in self._counted():
            witness = self._witness(dataset)
            if witness is None:
                reasons.append(_not_counted(dataset, self.form))
            else:
                witnesses[dataset.name] = witness
        decisions = [*(column.decision for column in columns), *witnesses.values()]
        answer = QueryAnswer(
            use=self.asked,
            form=self.form,
            zone=self.zone,
            columns=columns,
            reasons=tuple(reasons),
            conditions=join(one.verdict.conditions for one in decisions),
            catalog=self.known.snapshot.digest,
        )
        return Judged(
            answer=answer,
            reading=self.reading,
            use=self.use,
            datasets=self.known.found,
            witnesses=witnesses,
        )

    def _own_form(self) -> Form:
        """Return the most identifiable form of what is read; of all fields, where no column is."""
        found = self.known.found
        read = [found[base.dataset].fields[base.name].form for base in self.reading.fields]
        counted = [one.form for at in self._counted() for one in found[at.name].fields.values()]
        return min(read or counted, key=RANK.__getitem__, default="identified")

    def _counted(self) -> list[DatasetRead]:
        """Return the datasets of which no column is read: their rows are counted, or looked for."""
        read = {base.dataset for base in self.reading.fields}
        return [one for one in self.reading.datasets if one.name not in read]

    def _witness(self, dataset: DatasetRead) -> FlowDecision | None:
        """Return a decision that permits some field of a dataset; ``None`` where there is none."""
        for name in self.known[dataset.name]:
            column = self._column(BaseField(dataset.name, name), {})
            if column.decision.permitted and column.treatment is not None:
                return column.decision
        return None

    def _column(self, base: BaseField, where: Mapping[str, Place | None]) -> ColumnRead:
        dataset = self.known.found[base.dataset]
        ruler = Ruler(snapshot=self.known.snapshot, use=self.use, dataset=dataset)
        return ColumnRead(
            base=base,
            read_in=tuple(where),
            decision=ruler.rule(base.name, form=self.form),
            treatment=treatment_of(dataset.fields[base.name], form=self.form),
        )

    def _reasons(self, column: ColumnRead) -> Iterator[QueryReason]:
        """Yield a reason for each clause that reads a field which is not permitted, or not to be had."""
        if column.decision.permitted and column.treatment is not None:
            return
        code, detail = "identifier", f"it names a person, so {self.form} data does not have it"
        if not column.decision.permitted:
            code, detail = "field-refused", _why(column.decision)
        for clause, place in self.reading.fields[column.base].items():
            yield QueryReason(code=code, detail=detail, field=column.base.address, clause=clause, place=place)


def _why(decision: FlowDecision) -> str:
    reasons = decision.verdict.reasons
    if not reasons:
        return "nothing permits it"
    codes = list(dict.fromkeys(reason.code for reason in reasons))
    others = f" (also {', '.join(codes[1:])})" if len(codes) > 1 else ""
    return f"{reasons[0].code}: {reasons[0].detail}{others}"


def _not_counted(dataset: DatasetRead, form: Form) -> QueryReason:
    told = f"no field of {dataset.name} is permitted as {form} data, so neither is how many rows it has"
    return QueryReason(
        code="dataset-refused", detail=told, field=dataset.name, clause=dataset.clause, place=dataset.place
    )
