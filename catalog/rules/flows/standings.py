"""Why an agreement's version permits nothing on a day: not adopted, not executed, not begun, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from catalog.rules.flows.days import contains
from catalog.rules.flows.known import Life

Fault = tuple[str, Callable[[], str]]
"""A reason's code, and what tells its detail: only the nearest clauses' details are ever told."""

DAY_CODES: Final = frozenset(
    {
        "not-adopted",
        "not-executed",
        "not-yet-effective",
        "not-in-force",
        "term-ended",
        "suspended",
        "terminated",
    }
)


def standing(life: Life, on: date) -> Iterator[Fault]:
    """Yield why an agreement's version permits nothing on the day; nothing if it does."""
    version = f"{life.text.id}@{life.text.version}"
    adoption, signed, permits_from = life.adoption, life.signed, life.permits_from
    if adoption is None:
        yield "not-adopted", lambda: f"no decision adopts the text of {version} as it stands"
    if signed is None:
        yield "not-executed", lambda: f"not every party has signed {version}"
    if adoption is None or signed is None or permits_from is None or contains(life.permit_days, on):
        return
    for first_without, code, told in (
        (life.terminated, "terminated", "was terminated with effect from"),
        (life.retired, "not-in-force", "was retired by decision from"),
        (life.superseded, "not-in-force", "was replaced by its next version from"),
    ):
        if first_without is not None and on >= first_without:
            yield code, partial("{} {} {}".format, version, told, first_without)
            return
    if on > life.text.record.effective_through:
        yield "term-ended", lambda: f"the term of {version} ended on {life.text.record.effective_through}"
    elif on >= permits_from:
        yield "suspended", lambda: f"{version} is suspended on {on}"
    else:
        yield "not-yet-effective", lambda: f"permits of {version} start on {permits_from}"
        if on < adoption.decided_on:
            yield "not-adopted", lambda: f"{version} was adopted on {adoption.decided_on}"
        if on < signed:
            yield "not-executed", lambda: f"the last party signed {version} on {signed}"
