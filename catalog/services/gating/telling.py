"""A release, or its refusal, as the plain object that every face gives."""

from __future__ import annotations

from typing import Any

from catalog.records.release import LeftOut, ReleasePlan
from catalog.services.gating.asking import Stopped
from catalog.services.gating.releasing import Released


def release_document(answer: Released | Stopped) -> dict[str, Any]:
    """Return a release with its receipt, or a refusal with its reasons, as a plain object."""
    if isinstance(answer, Released):
        return {
            "outcome": "permit",
            "out": str(answer.out),
            "receipt": answer.receipt,
            "columns": columns_told(answer.plan),
        }
    return {
        "outcome": "refuse",
        "because": list(answer.because),
        "hints": list(answer.hints),
        "columns": [] if answer.plan is None else columns_told(answer.plan),
    }


def columns_told(plan: ReleasePlan) -> list[dict[str, Any]]:
    """Return each column with its decision: those let through first."""
    carried = [
        {
            "name": one.name,
            "outcome": "permit",
            "form": plan.form,
            "treatment": one.treatment,
            "decision": one.decision.document(),
        }
        for one in plan.carried
    ]
    return [*carried, *(_left(one, plan) for one in plan.left_out)]


def _left(one: LeftOut, plan: ReleasePlan) -> dict[str, Any]:
    return {
        "name": one.name,
        "outcome": "refuse",
        "form": plan.form,
        "why": one.why,
        "decision": None if one.decision is None else one.decision.document(),
    }
