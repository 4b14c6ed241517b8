"""Decide one column of a release: the flow of a field in the form in which it comes out of the gate."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.records.flow import FlowDecision, FlowRequest, Reason, Verdict
from catalog.records.ids import Form, PartnerId
from catalog.records.release import Use
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import judge
from catalog.rules.flows.consents import refused
from catalog.rules.flows.items import Asked, faults, lanes_of
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.release.fields import DatasetFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """Decides the columns of one dataset for one use."""

    snapshot: Snapshot
    use: Use
    dataset: DatasetFields

    def rule(self, name: str, *, form: Form) -> FlowDecision:
        """Decide whether a field may leave its dataset in a form, judged in exactly that form.

        Whoever asks makes the values so: the form needs no attestation in lineage. Every origin of the field
        is judged, through direct and indirect inputs. The sender is the partner that holds the data's zone;
        into a zone that the recipient holds itself, it is the partner that runs the job making the field.
        What the recipient made itself, of data that it held already, comes from each origin's own provider.
        """
        table = table_of(self.snapshot, self.use.as_known)
        verdict = self._verdict(table, name, form=form)
        return FlowDecision(
            verdict=verdict, catalog=self.snapshot.digest, on=self.use.on, as_known=self.use.as_known
        )

    def _verdict(self, table: FlowTable, name: str, *, form: Form) -> Verdict:
        field = self.dataset.fields.get(name)
        if field is None:
            detail = f"dataset {self.dataset.dataset} has no field {name}"
            return refused((Reason(code="unknown-item", detail=detail),))
        use = self.use
        sender = self._sender(table, field.address)
        request = FlowRequest(
            item=field.address,
            sender=sender,
            recipient=use.recipient,
            purpose=use.purpose,
            zone=use.zone,
            form=form,
            on=use.on,
            as_known=use.as_known,
            min_cell=use.min_cell,
            irb=use.irb,
            can_enforce=use.can_enforce,
            under=use.under,
        )
        invalid = faults(table, request)
        if invalid:
            return refused(invalid)
        lanes = lanes_of(table, table.graphs.on(use.on).origin(field.address).sources)
        return judge(table, request, asked=Asked(lanes=lanes, sender=sender, form=form, stated=None))

    def _sender(self, table: FlowTable, address: str) -> PartnerId | None:
        """Return who sends the field; ``None`` stands for each origin's own provider."""
        if self.dataset.holder != self.use.recipient:
            return self.dataset.holder
        makers = {made.job.run_by for made in table.graphs.on(self.use.on).inputs.get(address, ())}
        return makers.pop() if len(makers) == 1 and self.use.recipient not in makers else None


def evidence_of(use: Use) -> dict[str, int | str]:
    """Return the evidence that a use gives, as plain values."""
    given: dict[str, int | str | None] = {"min_cell": use.min_cell, "irb": use.irb}
    return {key: value for key, value in given.items() if value is not None}
