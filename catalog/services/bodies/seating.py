"""Record who holds a seat: a term is added, or one that is open gets its last day. Nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput, NotFound
from catalog.records.codes.body_codes import SEATS
from catalog.records.finding import Finding
from catalog.records.ids import SeatId
from catalog.records.meetings import Body, Seat, Term
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.bodies import body_findings
from catalog.rules.checks.meetings import findings as meeting_findings
from catalog.rules.refusals import FINAL_RECORDS, Refusal, refuse
from catalog.services.bodies.showing import body_named
from catalog.services.changing import after, file_bytes, held
from catalog.services.refusing import Refused
from catalog.store.list_files import with_entries
from catalog.store.steps import Replaced, take
from catalog.store.wording import nearest_word
from catalog.store.yaml_text import read

_OF_VOTES: Final = frozenset({"holder-not-named"})
"""Warnings that a change of terms may not bring either: who voted was named when the vote was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedTerm:
    """A term as it was recorded, and in which file."""

    term: Term
    path: str

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {"file": self.path, "term": term_document(self.term)}


def term_document(term: Term) -> dict[str, Any]:
    """Return a term as it stands in the file, in the contract's order of keys."""
    return {
        "seat": term.seat,
        "holder": term.holder,
        "kind": term.kind,
        "from": term.since.isoformat(),
        "through": None if term.through is None else term.through.isoformat(),
    }


def seat_holder(root: Path, name: str, *, term: Term, today: date) -> SeatedTerm | Refused:
    """Add a term to a body's. Refused where it clashes with another, or with a vote that was taken.

    Raises ``NotFound`` for an unknown body or seat, ``BadInput`` for a blank holder.
    """
    if not term.holder.strip():
        raise BadInput("--holder is blank", hint="name the office, or the person as the board does")
    with held(root) as snapshot:
        body = body_named(snapshot, name)
        seat_named(body, term.seat)
        return _written(root, snapshot, body=body, terms=[*body.terms, term], changed=term, today=today)


def end_term(
    root: Path, name: str, *, seat: SeatId, through: date, kind: str | None, today: date
) -> SeatedTerm | Refused:
    """Give the open term of a seat its last day. Refused where none is open, or several and no kind is named.

    Raises ``NotFound`` for an unknown body or seat.
    """
    with held(root) as snapshot:
        body = body_named(snapshot, name)
        seat_named(body, seat)
        found = [term for term in body.terms if term.seat == seat and kind in {None, term.kind}]
        opened = [term for term in found if term.through is None]
        if len(opened) != 1:
            return Refused(refusals=(_not_one(found, opened, seat=seat),))
        ended = _ended(opened[0], through)
        terms = [ended if term is opened[0] else term for term in body.terms]
        return _written(root, snapshot, body=body, terms=terms, changed=ended, today=today)


def seat_named(body: Body, name: str) -> Seat:
    """Return a seat of a body by its id. Raises ``NotFound``, with the nearest id there is."""
    for seat in body.seats:
        if seat.id == name:
            return seat
    near = nearest_word(name, (seat.id for seat in body.seats))
    hint = f"did you mean `{near}`?" if near else f"`p20w body show {body.id}` lists the seats"
    raise NotFound(f"`{body.id}` has no seat `{name}`", hint=hint)


def _ended(term: Term, through: date) -> Term:
    return Term(seat=term.seat, holder=term.holder, kind=term.kind, since=term.since, through=through)


def _not_one(found: list[Term], opened: list[Term], *, seat: SeatId) -> Refusal:
    if opened:
        kinds = ", ".join(sorted(term.kind for term in opened))
        return refuse(
            "several-terms-open",
            f"{seat} has {len(opened)} open terms: {kinds}",
            citation=SEATS,
            hint="name the one that ends with --kind",
        )
    ends = sorted(str(term.through) for term in found)
    return refuse(
        "no-term-open",
        f"{seat} has no open term" + (f"; the last one ended on {ends[-1]}" if ends else ""),
        citation=FINAL_RECORDS,
        hint="a term's last day is set once, and never changed",
    )


def _written(
    root: Path, snapshot: Snapshot, *, body: Body, terms: list[Term], changed: Term, today: date
) -> SeatedTerm | Refused:
    path = snapshot.paths[f"body:{body.id}"]
    data = file_bytes(root, path) or b""
    document: Any = read(data)
    given = document["terms"]
    listed = [
        entry if entry is not None and _same(entry, term) else term_document(term)
        for entry, term in zip([*given, None], terms, strict=False)
    ]
    change = Replaced(path=path, was=data, data=with_entries(data, "terms", entries=listed))
    refusals = tuple(_new_faults(snapshot, after(root, change, was=data), today=today))
    if refusals:
        return Refused(refusals=refusals)
    take(root, [change])
    return SeatedTerm(term=changed, path=path)


def _same(entry: dict[str, Any], term: Term) -> bool:
    """Say whether an entry of the file says what a term says, also where it leaves ``through`` out."""
    return {"through": None, **entry} == term_document(term)


def _new_faults(before: Snapshot, would_be: Snapshot, *, today: date) -> Iterator[Refusal]:
    """Yield each fault that the change would bring: into the body, or into the record of any meeting."""
    known = set(_faults(before, today))
    for found in _faults(would_be, today):
        if found not in known:
            yield refuse(
                found.code,
                found.message,
                citation=found.citation or FINAL_RECORDS,
                hint=found.hint or "`p20w check` explains the code",
            )


def _faults(snapshot: Snapshot, day: date) -> list[Finding]:
    found = [*body_findings(snapshot, day), *meeting_findings(snapshot, day)]
    return [finding for finding in found if finding.severity == "error" or finding.code in _OF_VOTES]
