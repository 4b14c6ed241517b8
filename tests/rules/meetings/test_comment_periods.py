"""How long the public may comment: by the grade of a change, as the body's rules of that day say."""

from datetime import date, timedelta

import pytest

from catalog.records.difference import Grade
from catalog.rules.meetings.comment_periods import comment_period
from tests.board import Board

ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    "grade,days,through",
    [("wording", 30, "2026-03-31"), ("compatible", 60, "2026-04-30"), ("breaking", 90, "2026-05-30")],
)
def test_thirty_sixty_or_ninety_days_unless_the_rules_say_otherwise(
    grade: Grade, days: int, through: str
) -> None:
    body = Board().snapshot().bodies["gb"]  # type: ignore[index]  # ids are text
    period = comment_period(body, grade, proposed_on=ON)
    assert (period.days, period.through.isoformat()) == (days, through)
    assert period.first_vote == period.through + timedelta(days=1)


def test_the_bodys_own_days_count() -> None:
    board = Board()
    board.rules["comment_days"] = {"wording": 0, "compatible": 14, "breaking": 45}
    body = board.snapshot().bodies["gb"]  # type: ignore[index]  # ids are text
    assert comment_period(body, "wording", proposed_on=ON).first_vote == ON
    assert comment_period(body, "breaking", proposed_on=ON).days == 45
