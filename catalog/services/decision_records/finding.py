"""Find decision records: one by its id, or those of a body, a year, an outcome or an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import DecisionId
from catalog.records.snapshot import Snapshot
from catalog.store.wording import nearest_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which decisions a reader wants; ``None`` wants them all.

    ``object`` is a text's id, as ``k12.ssid``, or ``kind:id``, or ``kind:id@version``.
    """

    body: str | None = None
    year: int | None = None
    outcome: str | None = None
    object: str | None = None


def record_named(snapshot: Snapshot, name: str) -> DecisionRecord:
    """Return a decision record by its id. Raises ``NotFound``, with the nearest id there is."""
    found = snapshot.decisions.get(DecisionId(name))
    if found is None:
        near = nearest_word(name, snapshot.decisions)
        known = phrase("`p20w decision list` lists the decisions")
        hint = phrase("did you mean `{near}`?", near=near) if near else known
        raise NotFound(phrase("there is no decision `{name}`", name=name), hint=hint)
    return found


def records_wanted(snapshot: Snapshot, wanted: Wanted) -> list[DecisionRecord]:
    """Return the decisions a reader wants, oldest first. Raises ``NotFound`` for an unknown body."""
    if wanted.body is not None and wanted.body not in snapshot.bodies:
        near = nearest_word(wanted.body, snapshot.bodies)
        known = phrase("`p20w body list` lists the bodies")
        hint = phrase("did you mean `{near}`?", near=near) if near else known
        raise NotFound(phrase("there is no body `{name}`", name=wanted.body), hint=hint)
    found = [record for record in snapshot.decisions.values() if _is_wanted(record, wanted)]
    return sorted(found, key=lambda record: (record.decided_on, record.id))


def _is_wanted(record: DecisionRecord, wanted: Wanted) -> bool:
    return (
        wanted.body in {None, record.body}
        and wanted.year in {None, record.decided_on.year}
        and wanted.outcome in {None, record.outcome}
        and (wanted.object is None or wanted.object in set(_objects(record)))
    )


def _objects(record: DecisionRecord) -> Iterator[str]:
    """Yield every way to name an object of a decision's effects."""
    for effect in record.effects:
        named = effect.object
        yield from (named.id, f"{named.kind}:{named.id}", f"{named.id}@{named.version}", str(named))
