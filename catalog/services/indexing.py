"""A process that brings a catalog's search index to what its folder says now.

``python -m catalog.services.indexing ROOT SCOPE DAY``; started by the search service alone.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import date
from pathlib import Path

from catalog.errors import CatalogError
from catalog.services.dictionary.searching import DictionarySearch
from catalog.services.opening import open_snapshot
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.state import read_state


def main() -> int:
    """Bring the index up, unless whoever started this process ends first."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    root, scope, day = Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3])
    try:
        if scope == "all":
            DictionarySearch(root, scope="all").keep_up(open_snapshot(root), on=day, beside=False)
        else:
            shelves = Shelves(state=read_state(root))
            DictionarySearch(root, scope="public").keep_up(
                shelves.state.snapshot, on=day, public=shelves.texts, beside=False
            )
    except CatalogError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    return 0


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
