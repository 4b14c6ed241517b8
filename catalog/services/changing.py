"""Change a catalog as its one writer: hold it, and read it as it is while it is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.config import settings
from catalog.errors import BadInput
from catalog.records.snapshot import Snapshot
from catalog.services.opening import open_snapshot, require_catalog
from catalog.store.reading import load_with
from catalog.store.steps import Appended, Change, alone


@contextmanager
def held(root: Path) -> Iterator[Snapshot]:
    """Hold a catalog for one writer, and give its snapshot.

    Raises ``NotACatalog``, ``FaultyCatalog``, and ``WriteRefused`` where it cannot be written.
    """
    require_catalog(root)
    with alone(root):
        yield open_snapshot(root)


def file_bytes(root: Path, path: str) -> bytes | None:
    """Return the bytes of a catalog's file; ``None`` if there is none. Raises ``BadInput``."""
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(f"cannot read `{path}`: {error.strerror}") from error


def after(root: Path, change: Change, *, was: bytes | None) -> Snapshot:
    """Return the snapshot after a change of one record. Raises ``FaultyCatalog`` where it has faults."""
    data = (was or b"") + change.data if isinstance(change, Appended) else change.data
    return load_with(root, {change.path: data}, cache_folder=settings().cache).sound()
