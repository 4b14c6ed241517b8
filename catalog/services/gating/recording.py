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
    """Return the ledger of tables, to be read. Nothing is begun: where there is none, reading raises."""
    from catalog.enforcement.disclosure.ledger import Ledger  # noqa: PLC0415  # brings scipy

    return Ledger(_folder() / "counts")


def ledger_to_write() -> Ledger:
    """Return the ledger of tables to record one in, begun only where no table was ever let through.

    A ledger that lacks a table of a registered receipt was lost or written anew: without it nobody can say
    what another table would give away. Raises ``BadInput``, ``WriteRefused``.
    """
    found = ledger()
    registered = {told["ledger"] for told in registry().receipts() if told.get("ledger")}
    if not registered:
        found.begin()
    elif not registered <= {entry.chain for entry in found.entries()}:
        raise BadInput(
            "the ledger of releases lacks tables that are registered: it was lost, or written anew",
            hint="restore it from a backup: without it nobody can say what a new table would give away",
        )
    return found


def _folder() -> Path:
    folder = settings().releases
    if folder is None:
        raise BadInput("there is nowhere to register releases", hint="name a private folder in P20W_RELEASES")
    return folder
