"""The open-meeting law that the rules of meetings cite, and how an objection to a record is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Place = tuple[str | int, ...]
"""The way to a place inside a document: keys and list positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an objection rests on. ``verified`` is false where the citation's text was not read.

    An unverified ground warns and does not refuse, unless the duty itself is known from elsewhere.
    """

    rule: str | None
    citation: str
    verified: bool = True
    refuses: bool = True

    def warns_only(self) -> Ground:
        """Return the same ground where the law itself asks for no more than a warning."""
        return Ground(rule=self.rule, citation=self.citation, verified=self.verified, refuses=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why a meeting's or a decision's record does not stand as it is, and what to do about it."""

    code: str
    at: Place
    message: str
    hint: str
    severity: Literal["error", "warning"]
    ground: Ground | None


def object_to(code: str, at: Place, *, message: str, hint: str, ground: Ground | None = None) -> Objection:
    """Return an objection; it says so where its citation was not verified."""
    cited = "" if ground is None or ground.verified else " (the citation was not verified)"
    refuses = ground is None or ground.refuses
    return Objection(
        code=code,
        at=at,
        message=message + cited,
        hint=hint,
        severity="error" if refuses else "warning",
        ground=ground,
    )


def _sourced(rule: str, citation: str) -> Ground:
    return Ground(rule=rule, citation=citation)


def _recalled(rule: str, citation: str) -> Ground:
    return Ground(rule=rule, citation=citation, verified=False, refuses=False)


NOTICE_TEN_DAYS: Final = _sourced("BK-01", "Gov. Code 11125(a)")
NOTICE_CONTACT: Final = _sourced("BK-02", "Gov. Code 11125(a)")
BRIEF_ITEMS: Final = _sourced("BK-03", "Gov. Code 11125(b)").warns_only()
CLOSED_ITEM: Final = _sourced("BK-04", "Gov. Code 11125(b)")
AGENDA_FIXED: Final = _sourced("BK-05", "Gov. Code 11125(b)")
LATE_ITEM: Final = _recalled("BK-06", "Gov. Code 11125.3")
ON_THE_AGENDA: Final = _sourced("BK-05", "Gov. Code 11125(b)")
VOTES_REPORTED: Final = _sourced("BK-08", "Gov. Code 11123(c)")
ROLL_CALL: Final = _sourced("BK-09", "Gov. Code 11123(b)(1)(D), 11123.2, 11123.5")
MAJORITY_IN_ROOM: Final = _sourced("BK-11", "Gov. Code 11123.2")
COMMENT_FIRST: Final = Ground(rule="BK-13", citation="Gov. Code 11125.7(a)", verified=False)
SPECIAL_PURPOSE: Final = _sourced("BK-18", "Gov. Code 11125.4(a)")
SPECIAL_NOTICE: Final = _sourced("BK-18", "Gov. Code 11125.4(b)")
SPECIAL_FINDING: Final = _recalled("BK-19", "Gov. Code 11125.4(c)")
EMERGENCY_PURPOSE: Final = _sourced("BK-20", "Gov. Code 11125.5(a)")
EMERGENCY_NOTICE: Final = _sourced("BK-20", "Gov. Code 11125.5(b)")
EMERGENCY_ROLL_CALL: Final = _sourced("BK-21", "Gov. Code 11125.5(d)")
QUORUM: Final = _sourced("BK-28", "Educ. Code 10865(a)(5)")
TWO_THIRDS: Final = _sourced("BK-28", "Educ. Code 10865(a)(5)")
SEATS: Final = Ground(rule=None, citation="Educ. Code 10864(a)")
RECUSED: Final = Ground(rule=None, citation="2 CCR 18707(a)(3)")
RECUSAL_STATED: Final = Ground(rule=None, citation="Gov. Code 87105").warns_only()
ADVISES: Final = Ground(rule=None, citation="Educ. Code 10865(b)")
RECONSIDER: Final = Ground(rule=None, citation="Robert's Rules sec. 36")
HOLDER_NAMED: Final = SEATS.warns_only()
