"""A form that was not taken goes back with everything that was typed, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import request

from catalog.errors import CatalogError, Conflict
from catalog.services.clerk.forms import Filled, typed_of
from catalog.services.clerk.telling import Told, told_of, told_plainly, told_refusals
from catalog.services.meetings.answers import Answer
from catalog.services.refusing import Refused
from catalog.web.failing import status_of
from catalog.web.typed import Mistyped

REFUSED: Final = 409
"""The status of what the rules refuse: the request is sound, the state of things is against it."""


class StepRefused(CatalogError):
    """The rules are against a step of a meeting; nothing was recorded."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("the rules are against this step; nothing was recorded")
        self.answer = answer


class CommandRefused(CatalogError):
    """The rules are against a command beside a meeting. ``fields`` names the field of each refusal."""

    def __init__(self, refused: Refused, fields: Mapping[str, str]) -> None:
        super().__init__("the rules are against this; nothing was recorded")
        self.refused = refused
        self.fields = fields


def sent_back(error: CatalogError) -> tuple[Filled, int]:
    """Return the form as it was sent, with what is wrong, and the status of the answer."""
    is_refused = isinstance(error, StepRefused | CommandRefused)
    status = REFUSED if is_refused else status_of(error)
    return filled_in(told=_told(error), is_late=isinstance(error, Conflict)), status


def filled_in(*, told: tuple[Told, ...] = (), is_late: bool = False) -> Filled:
    """Return a form as it was sent."""
    return Filled(typed=typed_of(request.form.items(multi=True)), told=told, is_late=is_late)


def asked_for() -> Filled:
    """Return a form as an address fills it in."""
    return Filled(typed=typed_of(request.args.items(multi=True)))


def _told(error: CatalogError) -> tuple[Told, ...]:
    if isinstance(error, Mistyped):
        return tuple(told_plainly(words, field=name) for name, words in error.wrong.items())
    if isinstance(error, StepRefused):
        return told_of(error.answer.refused, meeting=error.answer.meeting)
    if isinstance(error, CommandRefused):
        return told_refusals(error.refused.refusals, fields=error.fields)
    return () if isinstance(error, Conflict) else (told_plainly(error.told, hint=error.advice),)
