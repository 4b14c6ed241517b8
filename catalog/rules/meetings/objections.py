"""An objection: why the record of a meeting or a decision does not stand as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.records.codes.meeting_code import MeetingCode
from catalog.records.codes.meeting_codes import MEETING_CODES

Place = tuple[str | int, ...]
"""The way to a place inside a document: keys and list positions."""

_UNVERIFIED: Final = " (the citation was not verified)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What is objected to, where in the document, and in words."""

    code: MeetingCode
    at: Place
    message: str
    hint: str


def object_to(code: str, at: Place, *, message: str, hint: str | None = None) -> Objection:
    """Return an objection of a known code; the message says so where its citation was not verified."""
    known = MEETING_CODES[code]
    said = message if known.verified else message + _UNVERIFIED
    return Objection(code=known, at=at, message=said, hint=hint or known.help)
