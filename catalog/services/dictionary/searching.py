"""Search the data dictionary: one service for every face, which answers also where there is no index."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

from catalog.config import settings
from catalog.errors import IndexUnusable
from catalog.index.answering import Answer, Search
from catalog.index.asking import Question, read
from catalog.index.entries import FACETS
from catalog.index.searching import SearchIndex, View
from catalog.records.ids import Digest
from catalog.records.snapshot import Snapshot
from catalog.services.definitions.translating import DigestOf
from catalog.services.dictionary.entries import KINDS, Catalogued
from catalog.services.dictionary.labels import label_of, ordered
from catalog.services.dictionary.results import (
    ELEMENT,
    Asked,
    Facet,
    FacetValue,
    Found,
    Hit,
    State,
    Suggestion,
)
from catalog.services.dictionary.showing import hit_of, suggestion_of
from catalog.services.dictionary.standing import Standings
from catalog.services.dictionary.unindexed import look_through, names_like
from catalog.store.reading import collector_paused

Scope = Literal["public", "all"]
"""The public sees what a decision or a proposal names; whoever has the catalog's folder sees every text."""
IN_PLACE: Final = 1000
"""So many changed entries are written by whoever notices; more are written by a process of their own."""
_KEPT: Final = "search"
_ALL: Final = 10_000_000


class DictionarySearch:
    """Searches one catalog. It keeps no snapshot: each question brings the one it is asked of.

    Where there is no cache to keep an index in, it lies in a folder that goes with the service.
    """

    def __init__(self, root: Path, *, scope: Scope, in_place: int = IN_PLACE) -> None:
        self._root = root
        self._in_place = in_place
        self._scope: Scope = scope
        folder = index_folder(root, scope)
        self._passes = folder is None
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="p20w-search-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._index = SearchIndex(folder)

    def search(
        self, snapshot: Snapshot, asked: Asked, *, on: date, public: Container[Digest] | None = None
    ) -> Found:
        """Search a snapshot as of a day. ``public`` are the texts that everybody may see, if not all."""
        standings = standings_of(snapshot, on, public=public)
        view = self._view()
        if view is None:
            return look_through(standings, asked)
        question, filters = read(asked.words), _filters(asked.filters)
        answer = view.search(
            Search(
                question=question,
                filters=filters,
                language=asked.language,
                sort=asked.sort,
                start=(asked.page - 1) * asked.per_page,
                most=asked.per_page,
            )
        )
        return _found(standings, asked, answer, question=question, state=_state(view, snapshot))

    def everything(
        self, snapshot: Snapshot, asked: Asked, *, on: date, public: Container[Digest] | None = None
    ) -> Found:
        """Search, and answer with all hits on one page, as tables want them: nothing in them is marked."""
        return self.search(snapshot, replace(asked, page=1, per_page=_ALL), on=on, public=public)

    def suggest(
        self,
        snapshot: Snapshot,
        typed: str,
        *,
        on: date,
        public: Container[Digest] | None = None,
        most: int = 8,
    ) -> tuple[Suggestion, ...]:
        """Return the definitions whose names fit what has been typed so far, the best first."""
        view = self._view()
        standings = standings_of(snapshot, on, public=public)
        if view is None:
            return tuple(names_like(standings, typed, most=most))
        found = view.complete(typed, kind=ELEMENT, most=most)
        return tuple(suggestion_of(standings, one.key, title=one.title) for one in found)

    def state(self, snapshot: Snapshot) -> State:
        """Say whether the index is of this snapshot."""
        view = self._view()
        return "missing" if view is None else _state(view, snapshot)

    def keep_up(
        self,
        snapshot: Snapshot,
        *,
        on: date,
        public: Container[Digest] | None = None,
        beside: bool = True,
    ) -> None:
        """Bring the index to what the snapshot says on the day; whoever comes second waits for the first.

        Where much is to be written and ``beside`` is not false, a process of its own does it.
        Raises ``IndexUnusable`` where it cannot be written.
        """
        source = Catalogued(snapshot, on, public=public)
        most = self._in_place if beside and not self._passes else None
        with collector_paused():
            written = self._index.bring_to(source, most=most)
            if written is not None:
                self._index.view()
        if written is None:
            _in_own_process(self._root, self._scope, on)

    def _view(self) -> View | None:
        try:
            return self._index.view()
        except IndexUnusable:
            return None


def index_folder(root: Path, scope: Scope) -> Path | None:
    """Return the folder of a catalog's index, below the cache; nothing where there is no cache."""
    cache = settings().cache
    if cache is None:
        return None
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:32]
    return cache / "search" / f"{name}-{scope}"


def standings_of(
    snapshot: Snapshot, on: date, *, public: Container[Digest] | None, bare: DigestOf | None = None
) -> Standings:
    """Return the snapshot's texts as they stand on a day, kept with the snapshot until another day."""
    name = f"{_KEPT} {'all' if public is None else 'public'}"
    found = snapshot.derived.get(name)
    if not isinstance(found, Standings) or found.day != on or (bare and not found.bare):
        found = snapshot.derived[name] = Standings(snapshot, on, public=public, bare=bare)
    return found


def _state(view: View, snapshot: Snapshot) -> State:
    return "current" if view.about.digest == snapshot.digest else "behind"


def _filters(asked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the facets chosen from. Where no kind is chosen, definitions are meant."""
    chosen = {name: values for name, values in asked.items() if name in FACETS and values}
    chosen.setdefault("kind", (ELEMENT,))
    return chosen


def _found(standings: Standings, asked: Asked, answer: Answer, *, question: Question, state: State) -> Found:
    hits = tuple(_hits(standings, asked, answer))
    return Found(
        asked=asked,
        state=state,
        hits=hits,
        total=answer.total,
        with_all=answer.with_all,
        facets=tuple(_facets(standings.snapshot, asked, answer)),
        corrected=answer.corrected,
        unknown=answer.unknown,
        meant=answer.meant,
        nothing_typed=not question.text,
        no_words=bool(question.text) and question.is_empty,
        cut=question.cut,
    )


def _hits(standings: Standings, asked: Asked, answer: Answer) -> Iterator[Hit]:
    for record in answer.records:
        hit = hit_of(
            standings,
            record.key,
            marker=None if asked.per_page == _ALL else answer.marker,
            language=asked.language,
            has_all=record.has_all,
        )
        if hit is not None:
            yield hit


def _facets(snapshot: Snapshot, asked: Asked, answer: Answer) -> Iterator[Facet]:
    chosen = _filters(asked.filters)
    for name in FACETS:
        picked = chosen.get(name, ())
        counts = dict(answer.counts.get(name, ()))
        counts |= {value: 0 for value in picked if value not in counts}
        values = [
            FacetValue(
                value=value, label=label_of(snapshot, name, value), count=count, chosen=value in picked
            )
            for value, count in counts.items()
        ]
        if name == "kind":
            values.sort(key=lambda one: KINDS.index(one.value) if one.value in KINDS else len(KINDS))
        yield Facet(name=name, values=tuple(values if name == "kind" else ordered(name, values)))


def _in_own_process(root: Path, scope: Scope, on: date) -> None:
    """Write the index in a process of its own: it needs memory that a server would keep.

    It ends with this process: what it reads from it ends then.
    """
    package = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "catalog.services.indexing", str(root), scope, on.isoformat()]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said = process.stderr.read() if process.stderr else ""
        code = process.wait()
    if code:
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise IndexUnusable(f"the search index could not be built: {last[0]}")
