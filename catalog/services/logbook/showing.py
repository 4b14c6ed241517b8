"""Show the log: its size and root, its checkpoints, and who signed each at what time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from catalog.services.logbook.book import KeptCheckpoint, Logbook
from catalog.store.notes.keys import encoded


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheckpoint:
    """A checkpoint with who signed it: the log's origin, and each witness with its time."""

    size: int
    root: str
    origin: str
    counts: bool
    cosigned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLog:
    """What there is to see of a log. ``waiting`` leaves are under no checkpoint that counts."""

    size: int
    root: str
    waiting: int
    checkpoints: tuple[ShownCheckpoint, ...]

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        told = asdict(self)
        for one in told["checkpoints"]:
            one["cosigned"] = [{"witness": name, "at": at} for name, at in one["cosigned"]]
        return told


def shown(book: Logbook) -> ShownLog:
    """Return what there is to see of a log; roots are in base64, as a checkpoint writes them."""
    covered = max((one.size for one in book.checkpoints if one.standing.counts), default=0)
    return ShownLog(
        size=book.tree.size,
        root=encoded(book.tree.root()),
        waiting=book.tree.size - covered,
        checkpoints=tuple(_shown(one) for one in book.checkpoints),
    )


def _shown(kept: KeptCheckpoint) -> ShownCheckpoint:
    checkpoint = kept.signed.checkpoint
    return ShownCheckpoint(
        size=checkpoint.size,
        root=encoded(checkpoint.root),
        origin=checkpoint.origin,
        counts=kept.standing.counts,
        cosigned=tuple((name, _moment(time)) for name, time in sorted(kept.standing.cosigned.items())),
    )


def _moment(seconds: int) -> str:
    """Return the time in Los Angeles; a number of seconds that no calendar reaches stays one."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return moment.astimezone(ZoneInfo("America/Los_Angeles")).isoformat()
    except OverflowError:
        return f"{seconds} seconds after 1970"
