"""Small indexes for tests: entries from words, a source that can change, and the index of it in a folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from catalog.index.answering import Answer, Search
from catalog.index.asking import read
from catalog.index.entries import Entry, Part, Passage
from catalog.index.searching import SearchIndex

WORDS = [
    "pupil", "grade", "award", "birth", "date", "degree", "wage", "quarter", "school", "year", "absent",
    "status", "enrolled", "enrollment", "credit", "course", "level", "income", "county", "health",
    "program", "teacher",
]  # fmt: skip


def entry(id: str, title: str | None = None, *, leans_on: tuple[str, ...] = (), **more: object) -> Entry:
    """Return an entry of an element: its parts by name, and facets as ``facets={"partner": ["cde"]}``."""
    facets = more.pop("facets", {})
    assert isinstance(facets, Mapping)
    parts: list[Passage] = [Passage(part="title", text=title or id), Passage(part="id", text=id)]
    for name, text in more.items():
        part, _, language = name.partition("__")
        parts.append(Passage(part=_part(part), text=str(text), language=language or "en"))
    own = {"kind": ["element"], **facets}
    return Entry(
        key=f"{own['kind'][0]}:{id}",
        title=title or id,
        passages=tuple(parts),
        facets=tuple((name, value) for name, values in own.items() for value in values),
        leans_on=leans_on,
    )


def _part(name: str) -> Part:
    known: dict[str, Part] = {"definition": "definition", "plain": "plain", "synonym": "synonym"}
    known |= {"local": "local", "mapping": "mapping", "former": "former", "label": "label", "title": "title"}
    return known[name]


class Shelf:
    """A source whose entries can change. Its digest follows what is in it."""

    def __init__(self, *entries: Entry, day: str = "2026-01-01") -> None:
        self.entries = {one.key: one for one in entries}
        self.texts: dict[str, str] = {}
        self.day = day
        self.made: list[str] = []

    @property
    def digest(self) -> str:
        """What is in it, as a word."""
        return repr((sorted(self.entries.items()), sorted(self.texts.items())))

    def fingerprints(self) -> Mapping[str, str]:
        """What each entry says."""
        return {key: repr(one) for key, one in self.entries.items()}

    def leant(self, name: str) -> str:
        """What another text says."""
        return self.texts.get(name, "")

    def entry(self, key: str) -> Entry:
        """Give one entry, and note that it was asked for."""
        self.made.append(key)
        return self.entries[key]

    def put(self, *entries: Entry) -> None:
        """Add entries, or put them in others' places."""
        self.entries |= {one.key: one for one in entries}

    def drop(self, *ids: str) -> None:
        """Take entries away."""
        for id in ids:
            del self.entries[f"element:{id}"]


def index_of(folder: Path, *entries: Entry) -> SearchIndex:
    """Return an index of entries."""
    index = SearchIndex(folder / "index")
    index.bring_to(Shelf(*entries))
    return index


def ask(index: SearchIndex, words: str, **more: object) -> Answer:
    """Search an index; ``filters`` may give facets, others are those of a search."""
    return index.view().search(Search(question=read(words), **more))  # type: ignore[arg-type]  # as tests give them


def ids(answer: Answer) -> list[str]:
    """Return the ids of what was found, in order."""
    return [one.key.partition(":")[2] for one in answer.records]


def random_entries(seed: int, count: int) -> Iterable[Entry]:
    """Make entries of a few words each, so that many have some in common."""
    rng = Random(seed)  # noqa: S311  # words, not secrets
    for number in range(count):
        title = " ".join(rng.sample(WORDS, rng.randint(1, 4)))
        definition = " ".join(rng.choices(WORDS, k=rng.randint(0, 25)))
        facets = {
            "partner": rng.sample(["cde", "uc", "edd"], rng.randint(0, 2)),
            "sector": [rng.choice("ab")],
        }
        yield entry(f"e{number:03d}", title, definition=definition, facets=facets)
