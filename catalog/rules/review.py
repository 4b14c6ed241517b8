"""The review list: flows that were permitted when they were asked for, and today are refused.

A retroactive change (a termination with an earlier day, a decision recorded late) makes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReview:
    """A logged request that was permitted as known then, and is refused as known now."""

    request: FlowRequest
    then: FlowDecision
    now: FlowDecision


def review_list(snapshot: Snapshot, logged: Iterable[FlowRequest], *, as_known: date) -> tuple[ToReview, ...]:
    """Return the logged requests whose permit no longer stands, in the order of the log."""
    found = []
    for request in logged:
        then = decide(snapshot, request)
        now = decide(snapshot, replace(request, as_known=as_known))
        if then.permitted and not now.permitted:
            found.append(ToReview(request=request, then=then, now=now))
    return tuple(found)
