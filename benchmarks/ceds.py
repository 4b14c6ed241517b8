"""A dictionary of definitions from the CEDS elements, and questions to it whose answers are known.

The elements are read from a folder that is not part of this repository (``P20W_CEDS``, or
``shared/data/ceds`` beside a folder above); without one, made-up elements stand in, so that the benchmark
runs, small, wherever it is.
"""

import csv
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measuring import ROOT
from catalog.store.canonical import digest

ELEMENTS = "ceds_v12_cedselements.csv"
SOURCES = "ceds_v12_cedstondsmapping.csv"
LEVELS = [
    "Early Learning", "Adult Education", "Postsecondary", "Elementary", "Secondary", "Career and Technical",
    "Apprenticeship", "Workforce", "Charter School", "Migrant Education", "Special Education", "Foster Youth",
]  # fmt: skip
SECTORS = ["k12", "college", "workforce", "health", "social-services", "financial-aid", "early-learning"]
REGIMES = ["ferpa", "hipaa", "ui-wage", "none"]
MADE_UP = ["absence", "award", "birth", "course", "credit", "degree", "grade", "level", "program", "wage"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SMALL_WORDS = {"about", "from", "such", "that", "their", "them", "this", "which", "with", "were", "have"}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An element as CEDS has it."""

    id: str
    name: str
    alternates: tuple[str, ...]
    definition: str
    notes: str
    fields: tuple[str, ...]

    @property
    def element(self) -> str:
        """The id of the element made from it."""
        return f"area{int(self.id) % 12}.e{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Words that somebody may type, and the elements that they may mean."""

    kind: str
    words: str
    wanted: frozenset[str]


def folder() -> Path | None:
    """Return the folder of the CEDS tables, where there is one."""
    named = os.environ.get("P20W_CEDS")
    places = [Path(named)] if named else [parent / "shared/data/ceds" for parent in ROOT.parents]
    return next((place for place in places if (place / ELEMENTS).is_file()), None)


@cache
def rows() -> tuple[Row, ...]:
    """Return the elements."""
    found = folder()
    return tuple(_made_up() if found is None else _read(found))


def _read(place: Path) -> Iterator[Row]:
    columns: dict[str, list[str]] = {}
    with (place / SOURCES).open(encoding="utf-8", newline="") as table:
        for line in csv.DictReader(table):
            columns.setdefault(line["GlobalID"], []).append(f"{line['TableName']}.{line['ColumnName']}")
    with (place / ELEMENTS).open(encoding="utf-8", newline="") as table:
        for line in csv.DictReader(table):
            alternates = (one.strip() for one in line["AltName"].split(","))
            yield Row(
                id=line["GlobalID"],
                name=_plain(line["ElementName"]),
                alternates=tuple(one for one in alternates if one),
                definition=_plain(line["Definition"]) or _plain(line["ElementName"]),
                notes=_plain(line["UsageNotes"]),
                fields=tuple(columns.get(line["GlobalID"], ())[:2]),
            )


def _made_up() -> Iterator[Row]:
    rng = Random(5)
    for number in range(1, 301):
        words = rng.sample(MADE_UP, 3)
        yield Row(
            id=f"{number:06d}",
            name=" ".join(words).title() + f" {number}",
            alternates=(f"Known as {rng.choice(MADE_UP)} {number}",) if number % 8 == 0 else (),
            definition=f"Whether the {' '.join(rng.sample(MADE_UP, 6))} of a pupil was recorded.",
            notes="",
            fields=(),
        )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def documents(count: int, *, adopted: bool = False) -> dict[str, Document]:
    """Return the documents of a catalog of so many elements: those of CEDS first, then variants of them.

    Where they are ``adopted``, legacy decisions of one body say so, a thousand each.
    """
    rng = Random(23)
    partners = [
        {"id": f"p{number:02d}", "name": f"Partner {number}", "sector": SECTORS[number % len(SECTORS)]}
        for number in range(20)
    ]
    regimes: list[Document] = [{"id": name, "protects": []} for name in REGIMES]
    made: dict[str, Document] = {
        "definitions/partners.yaml": {"kind": "partners", "partners": partners},
        "definitions/legal-bases.yaml": {"kind": "legal-bases", "regimes": regimes, "bases": []},
    }
    for number in range(count):
        row = rows()[number % len(rows())]
        document = _element(row, rng) if number < len(rows()) else _variant(row, number, rng=rng)
        made[f"definitions/elements/{document['id']}/1.0.0.yaml"] = document
    return made | (_adopting(list(made.values())[2:]) if adopted else {})


def _adopting(elements: list[Document]) -> dict[str, Document]:
    half = {"fraction": "1/2", "of": "membership", "more_than": True}
    rule = {"from": "2000-01-01", "seats": 21, "quorum": half, "notice_days": 10, "may_adopt": ["element"],
            "thresholds": {"adopt": half, "procedural": half}, "membership_base": "authorized"}  # fmt: skip
    body = {
        "kind": "body",
        "id": "board",
        "title": "Board",
        "classification": "governing",
        "law": ["Ed. Code"],
    }
    made: dict[str, Document] = {
        "meetings/bodies/board.yaml": {**body, "seats": [], "rules": [rule], "terms": []}
    }
    for start in range(0, len(elements), 1000):
        id = f"board/2020/{start // 1000 + 1:04d}"
        effects = [
            {"op": "adopt", "object": f"element:{one['id']}@1.0.0", "from": None, "to": digest(one),
             "effective": "2020-02-01"}
            for one in elements[start : start + 1000]
        ]  # fmt: skip
        made[f"meetings/decisions/{id}.yaml"] = {
            "kind": "decision", "id": id, "body": "board", "meeting": None, "item": None, "proposal": None,
            "title": f"Take over definitions, part {start // 1000 + 1}", "decided_on": "2020-01-15",
            "recorded_on": "2020-01-16", "outcome": "adopted", "vote": None, "arithmetic": None,
            "effects": effects, "dissent": [], "summary": {"en": "Taken over."},
            "legacy": {"source": "made for a benchmark", "note": "adopted before"},
        }  # fmt: skip
    return made


def write(made: dict[str, Document], root: Path) -> None:
    """Write documents as a catalog, in JSON, which is YAML."""
    for path, document in made.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _element(row: Row, rng: Random) -> Document:
    first = rng.randrange(20)
    providers: list[Document] = [
        {"partner": f"p{(first + at) % 20:02d}", "from": f"{rng.randint(2014, 2023)}-07-01"}
        | ({"source": field.partition(".")[0], "field": field.partition(".")[2]} if field else {})
        for at, field in enumerate(row.fields or ("",))
    ]
    document: Document = {
        "kind": "element", "id": row.element, "version": "1.0.0", "title": row.name,
        "definition": row.definition, "value_domain": {"type": "string"}, "regime": [rng.choice(REGIMES)],
        "identifiability": rng.choice(["direct", "indirect", "sensitive", "none"]), "subjects": ["pupil"],
        "providers": providers, "steward": f"p{first:02d}", "mappings": {"ceds": [row.id]},
        "synonyms": list(row.alternates),
    }  # fmt: skip
    return document | ({"usage_notes": row.notes} if row.notes else {})


def _variant(row: Row, number: int, *, rng: Random) -> Document:
    """Return an element of the same matter at another level of schooling, worded a little differently."""
    level, other = rng.choice(LEVELS), rng.choice(rows())
    document = _element(row, rng)
    document["id"] = f"area{number % 12}.v{number:05d}"
    document["title"] = f"{level} {row.name}"
    document["definition"] = f"In {level.lower()}: {row.definition} {other.definition}"
    return document | {"mappings": {}, "synonyms": [f"{other.name} {number}"]}


def questions(each: int = 65, seed: int = 42) -> list[Question]:
    """Return questions of every kind, so many of each; the same ones every time."""
    rng = Random(seed)
    named = [row for row in rows() if row.alternates]
    long = [row for row in rows() if any(len(word) > 4 for word in row.name.split())]
    told = [row for row in rows() if len(_telling(row)) > 4]
    found = [_exact(row) for row in _some(rows(), each, rng=rng)]
    found += [_alternate(row, rng) for row in _some(named, each, rng=rng)]
    found += [_misspelt(row, rng) for row in _some(long, each, rng=rng)]
    found += [_half_remembered(row, rng) for row in _some(told, each, rng=rng)]
    return found


def _some(candidates: Any, count: int, *, rng: Random) -> list[Row]:
    return rng.sample(list(candidates), min(count, len(candidates)))


def _exact(row: Row) -> Question:
    return Question(kind="exact names", words=row.name.lower(), wanted=frozenset([row.element]))


def _alternate(row: Row, rng: Random) -> Question:
    words = rng.choice(row.alternates)
    wanted = frozenset(one.element for one in rows() if words in one.alternates or words == one.name)
    return Question(kind="alternate names", words=words.lower(), wanted=wanted)


def _misspelt(row: Row, rng: Random) -> Question:
    """Return the name with one slip of the fingers in one of its longer words."""
    words = row.name.lower().split()
    at = rng.choice([place for place, word in enumerate(words) if len(word) > 4])
    word = words[at]
    place = rng.randrange(len(word) - 1)
    words[at] = rng.choice(
        [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + rng.choice(LETTERS) + word[place:],
            word[:place] + rng.choice(LETTERS) + word[place + 1 :],
        ]
    )
    return Question(kind="typos", words=" ".join(words), wanted=frozenset([row.element]))


def _half_remembered(row: Row, rng: Random) -> Question:
    """Return a few words of the definition, near each other, some in another form, maybe one of the name."""
    telling = _telling(row)
    start = rng.randrange(max(1, len(telling) - 7))
    near = telling[start : start + 8]
    kept = set(rng.sample(near, min(len(near), rng.randint(3, 5))))
    words = [_other_form(word, rng) for word in near if word in kept]
    if rng.random() < 0.5:
        words.append(rng.choice(row.name.lower().split()))
    wanted = frozenset(one.element for one in rows() if one.definition == row.definition)
    return Question(kind="half-remembered", words=" ".join(dict.fromkeys(words)), wanted=wanted)


def _telling(row: Row) -> list[str]:
    words = re.findall(r"[a-z]{4,}", row.definition.lower())
    return [word for word in dict.fromkeys(words) if word not in SMALL_WORDS]


def _other_form(word: str, rng: Random) -> str:
    if rng.random() > 0.3:
        return word
    if word.endswith("ing"):
        return f"{word[:-3]}ed"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else f"{word}s"
