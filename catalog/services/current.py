"""The catalog as a running application holds it: one state at a time, read anew when the folder changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

from catalog.errors import CatalogError
from catalog.interchange.pages import PAGE
from catalog.interchange.site import Planned
from catalog.records.snapshot import Snapshot
from catalog.services.opening import now, today
from catalog.services.publishing.dictionary_addresses import dictionary_file
from catalog.services.publishing.making import found_twin
from catalog.services.publishing.planning import record_plan
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.state import read_state
from catalog.services.publishing.terms_plan import terms_file
from catalog.store.watching import mark_of

_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the folder, or longer where a look takes long."""
_REST: Final = 20
"""Looking takes at most one part in so many of the time."""
_LET_GO_EVERY: Final = 250
"""After so many requests the definitions that were read are let go, so that they do not pile up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """One state of the catalog, and when it was read. Nothing in it changes."""

    shelves: Shelves
    read_at: datetime
    mark: str

    @property
    def root(self) -> Path:
        """The catalog's folder."""
        return self.shelves.state.root

    @property
    def snapshot(self) -> Snapshot:
        """The records."""
        return self.shelves.state.snapshot

    @property
    def today(self) -> date:
        """Today's day where the law applies; it goes on while the reading stays."""
        return today()

    @cached_property
    def files(self) -> dict[str, Planned]:
        """Every file of a publication but those of the dictionary, by its address. None is made yet."""
        planned = record_plan(self.shelves, site=None)
        return {one.address: one for one in planned if not one.address.startswith("es/")}

    def at(self, address: str) -> Planned | None:
        """Return the file that is published at an address; ``None`` where there is none.

        What the dictionary has is looked up by its id: many ten thousand files are never planned for one.
        """
        return self._planned(address) or found_twin(address, self._planned)

    def _planned(self, address: str) -> Planned | None:
        found = dictionary_file(self.shelves, address, on=self.today)
        return found or terms_file(self.shelves, address, on=self.today) or self.files.get(address)


class Current:
    """The reading that is current. It is swapped whole, so that whoever holds one sees one state."""

    def __init__(self, root: Path, *, tell: Callable[[Reading], object] = lambda _: None) -> None:
        """Read a catalog. ``tell`` is told of it, and of each that follows.

        Raises ``FaultyCatalog`` or ``NotACatalog``: nothing is served without one.
        """
        self._root = root
        self._tell = tell
        self._reading = _prepared(_read(root))
        tell(self._reading)
        self._fault: CatalogError | None = None
        self._asked = count(1)
        self._next = self._old = 0.0
        self._looked(took=0)
        self._alone = threading.Lock()

    def now(self) -> Reading:
        """Return the current reading; once in a while look, beside, whether the folder has changed.

        After a quiet time nobody has looked for long: then whoever asks waits for a look, so that no
        answer is from a catalog that changed long ago.
        """
        if next(self._asked) % _LET_GO_EVERY == 0:
            self._reading.snapshot.let_go()
        if time.monotonic() >= self._old:
            with self._alone:
                if time.monotonic() >= self._old:
                    self._look()
        elif time.monotonic() >= self._next and self._alone.acquire(blocking=False):
            self._next = self._old = float("inf")
            threading.Thread(target=self._look_beside, name="looking at the catalog", daemon=True).start()
        return self._reading

    @property
    def fault(self) -> CatalogError | None:
        """Why the folder cannot be read as it is now; the reading from before goes on being served."""
        return self._fault

    def refresh(self) -> Reading:
        """Return what the folder says at this moment: for whoever has just written in it."""
        with self._alone:
            self._renew(lambda reading: reading)
        return self._reading

    def _look_beside(self) -> None:
        try:
            self._look()
        finally:
            self._alone.release()

    def _look(self) -> None:
        begun = time.monotonic()
        try:
            self._renew(_prepared)
        finally:
            self._looked(took=time.monotonic() - begun)

    def _looked(self, *, took: float) -> None:
        """Note when to look again, and when what was seen is too old to be believed."""
        rest = max(_LOOK_EVERY, _REST * took)
        self._next = time.monotonic() + rest
        self._old = self._next + rest

    def _renew(self, prepared: Callable[[Reading], Reading]) -> None:
        try:
            if mark_of(self._root) != self._reading.mark:
                self._reading = prepared(_read(self._root))
                self._tell(self._reading)
            self._fault = None
        except CatalogError as fault:
            self._fault = fault


def _read(root: Path) -> Reading:
    mark = mark_of(root)
    return Reading(shelves=Shelves(state=read_state(root)), read_at=now(), mark=mark)


def _prepared(reading: Reading) -> Reading:
    """Work out what every page of a definition needs, before anybody waits for the first one."""
    first = next(iter(reading.snapshot.elements), None)
    file = None if first is None else reading.at(f"definitions/{first}{PAGE}")
    if file is not None and file.page is not None:
        file.page()
    return reading
