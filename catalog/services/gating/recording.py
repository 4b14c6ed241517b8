"""Where releases are recorded: the register of receipts, and in it the ledger of tables of counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from catalog.config import settings
from catalog.enforcement.registry import Registry
from catalog.errors import BadInput

if TYPE_CHECKING:
    from catalog.enforcement.disclosure.ledger import Ledger


def registry() -> Registry:
    """Return the register of releases. Raises ``BadInput`` where no place is named for it."""
    return Registry(_folder())


def ledger() -> Ledger:
    """Return the ledger of tables, begun where there is none. Raises ``BadInput``, ``WriteRefused``."""
    from catalog.enforcement.disclosure.ledger import Ledger  # noqa: PLC0415  # brings scipy

    found = Ledger(_folder() / "counts")
    found.begin()
    return found


def _folder() -> Path:
    folder = settings().releases
    if folder is None:
        raise BadInput("there is nowhere to register releases", hint="name a private folder in P20W_RELEASES")
    return folder
