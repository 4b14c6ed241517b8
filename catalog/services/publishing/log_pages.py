"""The log as it is published, how to verify it, and what stands where something logged is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.interchange.pages import Page
from catalog.phrases import Phrase, phrase
from catalog.resources import templates_folder
from catalog.services.publishing.frames import notice_stem, stem_of
from catalog.services.publishing.shelves import Shelves
from catalog.store.log import LoggedRecord

VERIFIER = "verify.py"
_FIRST = phrase("First notice, posted {moment}")
_REVISION = phrase("Revised notice, posted {moment}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A signed checkpoint: its size, whether it counts, and who cosigned."""

    size: int
    counts: bool
    cosigned: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneLeaf:
    """A logged leaf of what is gone: where its bytes are published, and whether they are proved."""

    words: Phrase
    index: int
    stem: str
    is_proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What the log says of a meeting, a decision or an erratum that the catalog has no more."""

    kind: str
    id: str
    body: str
    title: str | Phrase
    stem: str
    proposals: frozenset[str]
    leaves: tuple[GoneLeaf, ...]


def verifier() -> Path:
    """Return the file of the stand-alone verifier."""
    return templates_folder() / VERIFIER


def log_page(shelves: Shelves) -> Page:
    """Return the page that says how anyone verifies a record, with the exact commands."""
    log = shelves.state.log
    checkpoints = [
        CheckpointView(
            size=one.size, counts=one.standing.counts, cosigned=tuple(sorted(one.standing.cosigned))
        )
        for one in reversed(log.book.checkpoints)
    ]
    proved = _newest_proved(shelves)
    shown = {
        "size": len(log.book.records),
        "checkpoints": checkpoints,
        "has_policy": log.policy is not None,
        "gone": list(tombstones(shelves)),
        "example": None if proved is None else stem_of("decision", proved),
    }
    return Page(
        template="log.html",
        address="log/index.html",
        title=phrase("Verify it yourself"),
        section="log",
        shown=shown,
    )


def log_inputs(shelves: Shelves) -> Iterator[str]:
    """List what the page on the log is made from."""
    log = shelves.state.log
    yield f"{len(log.book.records)} {log.policy is not None}"
    yield from (log.mark(record.line - 1) for record in log.book.records[-1:])
    yield from (
        f"{one.size} {one.standing.counts} {sorted(one.standing.cosigned)}" for one in log.book.checkpoints
    )
    yield from map(tombstone_mark, tombstones(shelves))
    yield str(_newest_proved(shelves))


def tombstones(shelves: Shelves) -> Iterator[Tombstone]:
    """Return what stands where a meeting or a final record is gone."""
    yield from (_of_record(shelves, leaf) for leaf in shelves.gone)
    yield from (_of_meeting(shelves, name) for name in shelves.gone_meetings)


def tombstone_mark(tombstone: Tombstone) -> str:
    """Return a mark of what is said of something that is gone."""
    return repr((tombstone.id, tombstone.title, tombstone.leaves, sorted(tombstone.proposals)))


def tombstone_page(tombstone: Tombstone) -> Page:
    """Return the page that stands at the address of what is gone."""
    return Page(
        template="tombstone.html",
        address=f"{tombstone.stem}.html",
        title=phrase("Gone: {id}", id=tombstone.id),
        section="log",
        shown={"tombstone": tombstone},
        status=410,
    )


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
    told, stem = record.document, stem_of(record.kind, record.id)
    words = phrase("Recorded on {day}", day=told.get("recorded_on"))
    return Tombstone(
        kind=record.kind,
        id=record.id,
        body=record.id.partition("/")[0],
        title=str(told.get("title") or told.get("reason") or record.id),
        stem=stem,
        proposals=frozenset({str(told["proposal"])} if told.get("proposal") else ()),
        leaves=(_leaf(shelves, record.line - 1, stem, words=words),),
    )


def _of_meeting(shelves: Shelves, name: str) -> Tombstone:
    notices = shelves.gone_meetings[name]
    last = notices[-1]
    return Tombstone(
        kind="meeting",
        id=name,
        body=last.body,
        title=phrase("Notice of a meeting of {body}, to begin at {start}", body=last.body, start=last.start),
        stem=stem_of("meeting", name),
        proposals=frozenset().union(*(notice.proposals for notice in notices)),
        leaves=tuple(
            _leaf(
                shelves,
                notice.index,
                notice_stem(name, notice.revision),
                words=Phrase((_REVISION if notice.revision else _FIRST).words, {"moment": notice.posted_at}),
            )
            for notice in notices
        ),
    )


def _leaf(shelves: Shelves, index: int, stem: str, *, words: Phrase) -> GoneLeaf:
    is_proved = shelves.state.log.covering(index) is not None
    return GoneLeaf(words=words, index=index, stem=stem, is_proved=is_proved)
