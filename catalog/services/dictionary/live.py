"""Search in a running application: the index follows the catalog beside, and reading never waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container
from datetime import date
from typing import Any, Final, Protocol

from catalog.errors import CatalogError
from catalog.records.ids import Digest
from catalog.records.snapshot import Snapshot
from catalog.services.definitions.translating import DigestOf
from catalog.services.dictionary.results import Asked, Found, State, Suggestion
from catalog.services.dictionary.searching import DictionarySearch, standings_of
from catalog.services.dictionary.standing import Standings

_AGAIN: Final = 60.0
"""Seconds until it is tried again to write an index that could not be written."""


class Public(Protocol):
    """The public records of a state."""

    @property
    def texts(self) -> Container[Digest]:
        """The texts that everybody may see, by digest."""
        ...


class Read(Protocol):
    """A state of the catalog that is read."""

    @property
    def shelves(self) -> Public:
        """The public records."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """All records."""
        ...

    @property
    def today(self) -> date:
        """Today's day."""
        ...


class LiveSearch:
    """Searches what is public of the state that a reader sees. One thread at a time follows the catalog."""

    def __init__(self, search: DictionarySearch, *, bare_of: Callable[[Any], DigestOf] | None = None) -> None:
        """``bare_of`` gives for public records what tells the digest of a text without its translations."""
        self._search = search
        self._bare_of = bare_of
        self._following = threading.Lock()
        self._followed: tuple[str, date] | None = None
        self._next_try = 0.0

    def search(self, reading: Read, asked: Asked) -> Found:
        """Search. Where the index is not of what is read, it is brought up beside."""
        self.follow(reading)
        self.standings(reading)
        return self._search.search(reading.snapshot, asked, on=reading.today, public=reading.shelves.texts)

    def everything(self, reading: Read, asked: Asked) -> Found:
        """Search, and answer with all hits."""
        self.follow(reading)
        self.standings(reading)
        return self._search.everything(
            reading.snapshot, asked, on=reading.today, public=reading.shelves.texts
        )

    def suggest(self, reading: Read, typed: str) -> tuple[Suggestion, ...]:
        """Return the definitions whose names fit what has been typed so far."""
        self.follow(reading)
        return self._search.suggest(reading.snapshot, typed, on=reading.today, public=reading.shelves.texts)

    def standings(self, reading: Read) -> Standings:
        """Return the public texts as they stand today: the same for all questions of a day."""
        bare = None if self._bare_of is None else self._bare_of(reading.shelves)
        return standings_of(reading.snapshot, reading.today, public=reading.shelves.texts, bare=bare)

    def state(self, reading: Read) -> State:
        """Say whether the index is of what is read."""
        return self._search.state(reading.snapshot)

    def follow(self, reading: Read) -> None:
        """See to it that the index is brought to what is read, by a thread beside."""
        wanted = (str(reading.snapshot.digest), reading.today)
        if self._followed == wanted or time.monotonic() < self._next_try:
            return
        if self._following.acquire(blocking=False):
            threading.Thread(
                target=self._bring, args=(reading, wanted), name="bringing the search index up", daemon=True
            ).start()

    def wait(self, seconds: float) -> None:
        """Wait until nothing is being brought up, but no longer than so many seconds."""
        if self._following.acquire(timeout=seconds):
            self._following.release()

    def _bring(self, reading: Read, wanted: tuple[str, date]) -> None:
        try:
            self._search.keep_up(reading.snapshot, on=reading.today, public=reading.shelves.texts)
            self._followed = wanted
        except CatalogError:
            self._next_try = time.monotonic() + _AGAIN
        finally:
            self._following.release()
