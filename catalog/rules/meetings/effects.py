"""Which effects a decision really has: what its body and the rules of its day let it have."""

from __future__ import annotations

from catalog.records.decision_record import DecisionRecord, Effect
from catalog.records.snapshot import Snapshot


def counting_effects(snapshot: Snapshot, decision: DecisionRecord) -> tuple[Effect, ...]:
    """Return the effects that a decision really has.

    It has none unless its motion was adopted, in a meeting or before the catalog kept records, by a
    body that is not advisory; and none on a kind of text that the body's rules of that day do not let
    it adopt. Of days before its first rules only a legacy decision can speak. A text is adopted
    because a final record names its digest (contract 1.2); whether the roll bears the record out,
    ``check`` says.
    """
    body = snapshot.bodies[decision.body]
    rules = body.rules_on(decision.decided_on)
    if decision.outcome != "adopted" or body.classification == "advisory":
        return ()
    if decision.meeting is None and decision.legacy is None:
        return ()
    if rules is None:
        return decision.effects if decision.legacy is not None else ()
    return tuple(effect for effect in decision.effects if effect.object.kind in rules.may_adopt)
