"""What the words of ``p20w meeting`` share: their options, and how an answer is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final, TypeVar

import click

from catalog.cli.options import wants_json
from catalog.cli.telling import told_wrapped
from catalog.errors import BadInput
from catalog.rules.meetings.objections import Objection
from catalog.services.meetings.answers import Answer, cited
from catalog.services.meetings.desk import NOW, When
from catalog.services.opening import LOS_ANGELES

F = TypeVar("F", bound=Callable[..., Any])
MEETING: Final = click.argument("meeting", metavar="MEETING")
REFUSED: Final = 1
MOST: Final = 1_000_000
"""The most that a clerk can count."""

YEARS: Final = range(1900, 3000)
"""The years in which a meeting can be."""


class Moment(click.ParamType[datetime]):
    """A time, as 2026-02-18T10:00; without an offset it is Los Angeles time."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the time, or refuse the option."""
        if isinstance(value, datetime):
            return value
        found = read_moment(str(value))
        if found is None:
            self.fail(f"`{value}` is not a time; write it as 2026-02-18T10:00", param, ctx)
        return found


AT: Final = click.option(
    "--at", metavar="TIME", help="When it happened, as 2026-02-18T10:05 or 10:05 (default: now)."
)


def read_moment(text: str) -> datetime | None:
    """Return the time that a text says, to the second; ``None`` where it says none."""
    if len(text) <= len("2026-02-18"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found.replace(microsecond=0) if found.tzinfo else found.replace(microsecond=0, tzinfo=LOS_ANGELES)


def when_of(meeting: str, at: str | None) -> When:
    """Return when a step is taken; a clock time alone is one of the meeting's day. Raises ``BadInput``."""
    if at is None:
        return NOW
    found = read_moment(at) or _on_the_day(meeting, at)
    if found is None:
        raise BadInput(f"`{at}` is not a time", hint="write it as 2026-02-18T10:05, or as 10:05")
    return When(at=found.astimezone(LOS_ANGELES))


def _on_the_day(meeting: str, at: str) -> datetime | None:
    try:
        day, clock = date.fromisoformat(meeting.rpartition("/")[2]), time.fromisoformat(at)
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    return datetime.combine(day, clock.replace(microsecond=0), tzinfo=clock.tzinfo or LOS_ANGELES)


def tell(ctx: click.Context, output: str | None, *, answer: Answer) -> None:
    """Print an answer, and leave with its exit code: a refusal is an answer, warnings are remarks."""
    if wants_json(ctx, output):
        click.echo(json.dumps(answer.document(), indent=2, ensure_ascii=False))
    else:
        for line in answer.says:
            told_wrapped(line)
        for one in answer.refused:
            _tell_objection(f"refused: {one.message}", one, is_remark=False)
        for one in answer.warnings:
            _tell_objection(f"warning: {one.message}", one, is_remark=True)
    sys.exit(0 if answer.done else REFUSED)


def _tell_objection(told: str, one: Objection, *, is_remark: bool) -> None:
    told_wrapped(told, err=is_remark)
    law = ", ".join(part for part in (cited(one), one.code.rule) if part)
    if law:
        told_wrapped(f"    rule: {law}", err=is_remark)
    told_wrapped(f"    to do: {one.hint}", err=is_remark)
