"""When agreements pause: suspensions and resumptions on one day and on several."""

from datetime import date

import pytest

from catalog.rules.flows.days import contains
from catalog.rules.flows.known import suspended_days
from catalog.store.building import events


def on(day: int) -> str:
    return date(2026, 3, day).isoformat()


def suspended(since: int, *, recorded: int) -> dict[str, str]:
    return {"event": "suspended", "from": on(since), "on": on(since), "recorded_on": on(recorded), **SAID}


def resumed(day: int, *, recorded: int) -> dict[str, str]:
    return {"event": "resumed", "on": on(day), "recorded_on": on(recorded), **SAID}


SAID = {"by": "clerk", "evidence": "letter"}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    "listed, free_from",
    [
        ([suspended(1, recorded=1), resumed(10, recorded=10)], 10),
        ([suspended(1, recorded=1), resumed(10, recorded=12)], 12),
        ([suspended(1, recorded=20), resumed(10, recorded=20)], 20),
        ([suspended(8, recorded=5), resumed(10, recorded=10)], 10),
        ([suspended(1, recorded=1), resumed(10, recorded=10), suspended(10, recorded=10)], None),
        ([resumed(10, recorded=10), suspended(5, recorded=11)], None),
    ],
)
def test_a_resumption_ends_the_suspensions_before_it_and_no_others(
    listed: list[dict[str, str]],
    free_from: int | None,
    backwards: bool,
) -> None:
    days = suspended_days(tuple(events(listed[::-1] if backwards else listed)))
    assert contains(days, date(2026, 3, 11 if free_from is None else free_from - 1))
    assert contains(days, date(2026, 3, 31)) is (free_from is None)
    if free_from is not None:
        assert not contains(days, date(2026, 3, free_from))
