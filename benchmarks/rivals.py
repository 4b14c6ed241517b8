"""The same dictionary in SQLite FTS5 and in tantivy, each asked in every way that it is good at."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import tantivy

COLUMNS = {"title": 10.0, "alternate": 6.0, "local": 3.0, "definition": 2.0, "notes": 1.0, "code": 4.0}
"""The columns, with their boosts."""
Ask = Callable[[str], list[str]]


def columns_of(document: dict[str, Any]) -> dict[str, str]:
    """Return what both are given of an element: the same words that the catalog's own index has."""
    local = [one.get(key, "") for one in document["providers"] for key in ("source", "field")]
    return {
        "title": document["title"],
        "alternate": "; ".join(document.get("synonyms", [])),
        "local": " ".join(local),
        "definition": document["definition"],
        "notes": document.get("usage_notes", ""),
        "code": " ".join(code for codes in document.get("mappings", {}).values() for code in codes),
    }


def fts5(documents: Iterable[dict[str, Any]]) -> dict[str, Ask]:
    """Index with FTS5 and the porter stemmer; ask for any word, and for all words or else any."""
    database = sqlite3.connect(":memory:")
    names = ", ".join(COLUMNS)
    table = f"CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, {names}, tokenize='porter unicode61')"
    database.execute(table)
    rows = [(one["id"], *columns_of(one).values()) for one in documents]
    holes = ", ".join("?" * (len(COLUMNS) + 1))
    database.executemany(f"INSERT INTO d VALUES ({holes})", rows)  # noqa: S608  # question marks
    weights = ", ".join(["0", *(str(boost) for boost in COLUMNS.values())])
    found = f"SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d, {weights}) LIMIT 10"  # noqa: S608  # our own numbers

    def joined_by(words: str, operator: str) -> list[str]:
        terms = [f'"{word}"' for word in re.findall(r"\w+", words)]
        return [id for (id,) in database.execute(found, [f" {operator} ".join(terms)])] if terms else []

    return {
        "any word": lambda words: joined_by(words, "OR"),
        "all words, else any": lambda words: joined_by(words, "AND") or joined_by(words, "OR"),
    }


def tantivy_index(documents: Iterable[dict[str, Any]]) -> dict[str, Ask]:
    """Index with tantivy and its English stemmer; ask plainly, and with words one letter away."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in COLUMNS:
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for one in documents:
        writer.add_document(tantivy.Document(id=one["id"], **columns_of(one)))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def asked(words: str, **more: Any) -> list[str]:
        text = " ".join(re.findall(r"\w+", words))
        query = index.parse_query(text, list(COLUMNS), field_boosts=COLUMNS, **more)
        hits = searcher.search(query, 10).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    near = dict.fromkeys(COLUMNS, (False, 1, True))

    def nearly(words: str) -> list[str]:
        exact = asked(words, conjunction_by_default=True)
        return (
            exact
            or asked(words, conjunction_by_default=True, fuzzy_fields=near)
            or asked(words, fuzzy_fields=near)
        )

    return {
        "any word": asked,
        "any word, one letter off": lambda words: asked(words, fuzzy_fields=near),
        "all words, else one letter off, else any": nearly,
    }
