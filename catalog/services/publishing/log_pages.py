"""The log as it is published, how to verify it, and what stands where a logged record is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.interchange.rendering import page
from catalog.resources import templates_folder
from catalog.services.publishing.frames import Frame, root_of, stem_of
from catalog.services.publishing.logged import LoggedNotice
from catalog.services.publishing.shelves import Shelves
from catalog.store.log import LoggedRecord

VERIFIER = "verify.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A signed checkpoint: its size, whether it counts, and who cosigned."""

    size: int
    counts: bool
    cosigned: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is said of a logged record that the catalog has no more."""

    kind: str
    id: str
    title: str
    day: str
    index: int
    stem: str
    covered_by: int | None


def verifier() -> Path:
    """Return the file of the stand-alone verifier."""
    return templates_folder() / VERIFIER


def log_page(shelves: Shelves) -> bytes:
    """Return the page that says how anyone verifies a record, with the exact commands."""
    frame = Frame(title="Verify it yourself", root="../", section="log")
    log = shelves.state.log
    checkpoints = [
        CheckpointView(
            size=one.size, counts=one.standing.counts, cosigned=tuple(sorted(one.standing.cosigned))
        )
        for one in reversed(log.book.checkpoints)
    ]
    proved = _newest_proved(shelves)
    return page(
        "log.html",
        frame=frame,
        size=len(log.book.records),
        checkpoints=checkpoints,
        has_policy=log.policy is not None,
        gone=list(tombstones(shelves)),
        example=None if proved is None else stem_of("decision", proved),
    ).encode()


def log_inputs(shelves: Shelves) -> Iterator[str]:
    """List what the page on the log is made from."""
    log = shelves.state.log
    yield f"{len(log.book.records)} {log.policy is not None}"
    yield from (log.mark(record.line - 1) for record in log.book.records[-1:])
    yield from (
        f"{one.size} {one.standing.counts} {sorted(one.standing.cosigned)}" for one in log.book.checkpoints
    )
    yield from (one.id for one in tombstones(shelves))
    yield str(_newest_proved(shelves))


def tombstones(shelves: Shelves) -> Iterator[Tombstone]:
    """Return what stands where a logged record is gone."""
    yield from (_of_record(shelves, one) for one in shelves.gone)
    yield from (_of_meeting(shelves, one) for one in shelves.gone_meetings)


def tombstone_page(tombstone: Tombstone) -> bytes:
    """Return the page that stands at the address of a record that is gone."""
    frame = Frame(title=f"Gone: {tombstone.id}", root=root_of(tombstone.stem), section="log")
    return page("tombstone.html", frame=frame, tombstone=tombstone).encode()


def _newest_proved(shelves: Shelves) -> str | None:
    """Return the decision logged last that has a proof, as an example to verify."""
    log = shelves.state.log
    return next(
        (
            record.id
            for record in reversed(log.final_records)
            if record.id in shelves.decisions and log.covering(record.line - 1) is not None
        ),
        None,
    )


def _of_record(shelves: Shelves, record: LoggedRecord) -> Tombstone:
    index = record.line - 1
    return Tombstone(
        kind=record.kind,
        id=record.id,
        title=str(record.document.get("title") or record.document.get("reason") or record.id),
        day=str(record.document.get("recorded_on")),
        index=index,
        stem=stem_of(record.kind, record.id),
        covered_by=shelves.state.log.covering(index),
    )


def _of_meeting(shelves: Shelves, notice: LoggedNotice) -> Tombstone:
    return Tombstone(
        kind="notice",
        id=notice.meeting,
        title=f"Notice of a meeting of {notice.body}, to begin at {notice.start}",
        day=notice.posted_at,
        index=notice.index,
        stem=stem_of("meeting", notice.meeting),
        covered_by=shelves.state.log.covering(notice.index),
    )
