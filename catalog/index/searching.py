"""The search index: one door to build and update it, to search it, and to be told words and names.

One process writes, many read. Each looks at the pointer once for a question and then answers from the
generation that it names, whatever is written meanwhile.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

from catalog.errors import IndexUnusable
from catalog.index.about import About
from catalog.index.answering import Answer, Search, answer
from catalog.index.completing import Named, complete
from catalog.index.entries import Source
from catalog.index.folder import IndexFolder
from catalog.index.generation import Generation
from catalog.index.meaning import Meaning
from catalog.index.renewing import renewed
from catalog.index.spelling import Speller

_TRIES: Final = 5


class View:
    """A generation as a question sees it: it stays as it is, whatever is written meanwhile."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    @cached_property
    def speller(self) -> Speller:
        """The words of the generation, ready to be compared with misspelt ones."""
        return Speller(segment.words for segment in self.generation.segments)

    @property
    def about(self) -> About:
        """What the generation was made from."""
        return self.generation.about

    def search(self, search: Search) -> Answer:
        """Search."""
        return answer(self.generation, Meaning(self.generation, lambda: self.speller), search)

    def complete(self, typed: str, *, kind: str = "element", most: int = 8) -> list[Named]:
        """Return the records of a kind whose names fit what has been typed so far."""
        return complete(self.generation, lambda: self.speller, typed=typed, kind=kind, most=most)


class SearchIndex:
    """The index in one folder. Threads may share it; every process has its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._view: View | None = None
        self._opening = Lock()

    def bring_to(self, source: Source, *, most: int | None = None) -> str | None:
        """Bring the index to what the source says: build, update, delete, or nothing.

        Returns the name of the generation; nothing where more than ``most`` entries would be written, and
        so none was. Raises ``IndexUnusable`` where it cannot be written.
        """
        with self._folder.held():
            before = self._usable()
            if before is not None and before.about.is_of(source.digest, source.day):
                return before.name
            try:
                return renewed(self._folder, source, before=before, most=most)
            except OSError as error:
                raise IndexUnusable(f"the search index cannot be written: {error.strerror}") from error

    def _usable(self) -> Generation | None:
        """Return the current generation, if it is sound: the next one can start from it."""
        try:
            return self.view().generation
        except IndexUnusable:
            return None

    def view(self) -> View:
        """Return the current generation. Raises ``IndexUnusable`` where there is none to be used."""
        for _ in range(_TRIES):
            name = self._folder.current()
            if name is None:
                raise IndexUnusable("there is no search index yet")
            view = self._view
            if view is not None and view.generation.name == name:
                return view
            with self._opening:
                if self._view is None or self._view.generation.name != name:
                    opened = self._opened(name)
                    if opened is None:
                        continue
                    self._view = opened
                return self._view
        raise IndexUnusable("the search index changes faster than it can be opened")

    def _opened(self, name: str) -> View | None:
        """Open a generation; nothing where it is gone because another has followed it."""
        folder = self._folder.generation(name)
        known = {} if self._view is None else {one.id: one for one in self._view.generation.segments}
        try:
            about = About.read(folder)
            about.require_sound(folder, known=tuple(f"{id}." for id in known))
            generation = Generation(folder, about, name=name, known=known)
        except (IndexUnusable, OSError) as error:
            if self._folder.current() != name:
                return None
            if isinstance(error, IndexUnusable):
                raise
            raise IndexUnusable("the search index cannot be opened") from error
        generation.warm()
        return View(generation)
