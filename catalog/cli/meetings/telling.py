"""What the words of ``p20w meeting`` share: their options, and how an answer is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

import click

from catalog.cli.options import wants_json
from catalog.cli.telling import told_wrapped
from catalog.rules.meetings.objections import Objection
from catalog.services.meetings.answers import Answer, cited
from catalog.services.meetings.clock_words import moment_of, read_moment
from catalog.services.meetings.desk import NOW, When

F = TypeVar("F", bound=Callable[..., Any])
MEETING: Final = click.argument("meeting", metavar="MEETING")
REFUSED: Final = 1
MOST: Final = 1_000_000
"""The most that a clerk can count."""


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


def when_of(meeting: str, at: str | None) -> When:
    """Return when a step is taken; a clock time alone is one of the meeting's day. Raises ``BadInput``."""
    return NOW if at is None else When(at=moment_of(meeting, at))


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
