"""A code of a meeting or a vote: how severe it is, what to do, and the law behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCode:
    """One kind of objection. ``verified`` is false where the text of the citation was not read.

    An unverified citation warns; it refuses only where the duty itself is known from elsewhere.
    ``rule`` is its row in the project's list of open-meeting rules.
    """

    id: str
    severity: Literal["error", "warning"]
    title: str
    help: str
    citation: str | None
    rule: str | None
    verified: bool


def refuses(
    id: str, title: str, remedy: str, citation: str | None = None, *, rule: str | None = None
) -> MeetingCode:
    """Return the code of what refuses a step, and is an error where it is found."""
    return MeetingCode(
        id=id, severity="error", title=title, help=remedy, citation=citation, rule=rule, verified=True
    )


def warns(
    id: str,
    title: str,
    remedy: str,
    citation: str | None = None,
    *,
    rule: str | None = None,
    verified: bool = True,
) -> MeetingCode:
    """Return the code of what is told and refuses nothing."""
    return MeetingCode(
        id=id, severity="warning", title=title, help=remedy, citation=citation, rule=rule, verified=verified
    )
