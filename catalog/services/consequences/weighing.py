"""The two states that a proposal is weighed between: the catalog as it is, and as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.errors import BadInput, NotFound
from catalog.records.ids import Digest
from catalog.records.meetings import Body, Proposal
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.checks.inspection import Inspection
from catalog.rules.families import family_of
from catalog.rules.flows.table import table_beside, table_of
from catalog.rules.meetings.standing import adopted_before
from catalog.services.supposing import Supposed, adopting_bodies, with_decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A proposal, its text and the one it would follow, and the catalog before and after it.

    It is supposed decided on the day ``on`` and looked at on the day from which it has its full effect.
    """

    proposal: Proposal
    text: Text[Any]
    base: Text[Any] | None
    body: Body
    on: date
    effective: date
    before: Inspection
    after: Inspection

    @property
    def retires(self) -> bool:
        """Whether the proposal takes a text out."""
        return self.proposal.change == "retire"

    @property
    def kind(self) -> str:
        """The kind of the text."""
        return self.text.kind

    @property
    def day(self) -> date:
        """The day on which both states are looked at."""
        return self.after.day


def weigh(snapshot: Snapshot, proposal: Proposal, *, on: date, wanted: Digest | None = None) -> Weighed:
    """Return the states before and after a proposal is decided on a day, as known on that day.

    ``wanted`` is the digest of another text of the same object, where an amendment moved in the meeting
    is weighed. Raises ``CatalogError`` where the text is not in the catalog or adopted already.
    """
    kind, id, _ = proposal.object
    family = family_of(snapshot, kind, id)
    text = next((one for one in family if one.digest == (wanted or proposal.digest)), None)
    if text is None:
        raise NotFound(
            f"the catalog holds no text of `{kind}:{id}` with the digest {wanted or proposal.digest}",
            hint="`p20w propose` puts the text and its proposal in their places together",
        )
    body = body_of(snapshot, proposal, kind, on=on)
    effective = max(on, proposal.effective or on)
    supposed = Supposed(
        text=text, retires=proposal.change == "retire", base=proposal.base, on=on, effective=effective
    )
    day = effective
    if kind == "agreement" and not supposed.retires:
        day = max(day, text.record.effective_from)
    after = with_decision(snapshot, supposed, body=body)
    table = table_of(snapshot, on)
    beside = table_of(after, on) if kind == "lineage" else table_beside(table, after, on)
    return Weighed(
        proposal=proposal,
        text=text,
        base=next((one for one in family if one.digest == proposal.base), None),
        body=body,
        on=on,
        effective=effective,
        before=Inspection(snapshot=snapshot, day=day, table=table),
        after=Inspection(snapshot=after, day=day, table=beside),
    )


def body_of(snapshot: Snapshot, proposal: Proposal, kind: str, *, on: date) -> Body:
    """Return the body that a proposal is made to, else the first that may decide on its kind.

    Raises ``BadInput`` where there is none.
    """
    if proposal.body is not None:
        return snapshot.bodies[proposal.body]
    bodies = adopting_bodies(snapshot, kind, on=on)
    if not bodies:
        raise BadInput(f"no body of the catalog may adopt a text of kind `{kind}` on {on}")
    return bodies[0]


def base_is_current(weighed: Weighed) -> bool:
    """Say whether the proposal's base is still the version adopted last."""
    last = adopted_before(weighed.before.snapshot, weighed.proposal.object, day=weighed.on)
    return last == weighed.proposal.base
