"""What checks and promises say of the would-be catalog and not of today's, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from catalog.records.finding import Finding
from catalog.rules.checks.all_checks import check_both
from catalog.rules.checks.use_cases import answerable
from catalog.rules.consequences.bearing import scope_of
from catalog.rules.promises import Broken, broken_promises
from catalog.services.consequences.lineage_parts import Touched
from catalog.services.consequences.weighing import Weighed
from catalog.services.supposing import supposed_path


def findings_part(weighed: Weighed) -> dict[str, object]:
    """Return the findings that would appear, and those that would go away.

    What is said of the supposed decision itself is left out: it is written nowhere.
    """
    before, after = weighed.before, weighed.after
    scope = scope_of(before, after, kind=weighed.kind, id=weighed.text.id)
    supposed = {
        supposed_path(id) for id in after.snapshot.decisions.keys() - before.snapshot.decisions.keys()
    }
    gone, come = check_both(replace(before, scope=scope), replace(after, scope=scope))
    return {
        "appear": [_told(found) for found in come if found.file not in supposed],
        "go_away": [_told(found) for found in gone if found.file not in supposed],
    }


def _told(found: Finding) -> dict[str, object]:
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.file,
        "at": [str(step) for step in found.at],
        "message": found.message,
        "hint": found.hint,
        "citation": found.citation,
    }


def promises_part(weighed: Weighed) -> list[dict[str, object]]:
    """Return every promise, and whether the catalog keeps it today and would keep it then."""
    broken = [
        {one.promise.id: one for one in broken_promises(state.snapshot, on=weighed.on, as_known=weighed.on)}
        for state in (weighed.before, weighed.after)
    ]
    return [
        {
            "promise": id,
            "title": promise.title,
            "kept_before": id not in broken[0],
            "kept": id not in broken[1],
            "flow": _flow(broken[1].get(id) or broken[0].get(id)),
        }
        for id, promise in sorted(weighed.before.snapshot.promises.items())
    ]


def _flow(broken: Broken | None) -> dict[str, object] | None:
    if broken is None:
        return None
    return {"source": broken.source, **broken.cell._asdict(), "on": broken.on.isoformat()}


def use_cases_part(weighed: Weighed, touched: Touched) -> list[dict[str, Any]]:
    """Return the policy questions that are touched, and whether each can be answered before and after."""
    return list(_use_cases(weighed, touched))


def _use_cases(weighed: Weighed, touched: Touched) -> Iterator[dict[str, Any]]:
    for id, case in sorted(weighed.before.snapshot.use_cases.items()):
        before, after = (
            answerable(one.snapshot, case, on=weighed.day, as_known=weighed.on)
            for one in (weighed.before, weighed.after)
        )
        needs = [item for item in case.needs if touched.carries(item)]
        if needs or before != after:
            yield {
                "use_case": id,
                "title": case.title,
                "question": case.question,
                "needs": needs,
                "answerable_before": before,
                "answerable_after": after,
            }


def rivals_part(weighed: Weighed) -> list[str]:
    """Return the other open proposals on the same base: were this one adopted, theirs would be stale."""
    snapshot, own = weighed.before.snapshot, weighed.proposal
    closed = {
        decision.proposal for decision in snapshot.decisions.values() if decision.outcome != "continued"
    }
    return sorted(
        id
        for id, other in snapshot.proposals.items()
        if id != own.id
        and id not in closed
        and (other.object.kind, other.object.id, other.base) == (own.object.kind, own.object.id, own.base)
    )
