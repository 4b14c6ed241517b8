"""A tranche of a hundred columns, seeded, with faults in it; and the catalog that it is held to."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.records.snapshot import Snapshot
from catalog.store.canonical import digest
from catalog.store.reading import load_documents

Document = dict[str, Any]

ON = date(2026, 8, 1)
GROUP = 50_000
"""So many rows are in one row group, which is what a reader takes at once."""

FAULTY = 0.0005
"""So many of a column's values break each of its rules."""

CODES = [f"{number:02d}" for number in range(1, 13)]
KINDS = {"id": 5, "code": 25, "whole": 15, "real": 10, "day": 10, "flag": 10, "written": 10, "note": 15}
"""How many columns there are of each kind: a hundred."""

RULES = {"id": 2, "code": 2, "whole": 4, "real": 4, "day": 4, "flag": 2, "written": 3, "note": 0}
"""How many rules a column of each kind is held to: a value, a type, a code, two bounds, a pattern."""

DOMAINS: dict[str, Document] = {
    "id": {"type": "string", "pattern": "[A-Z]{2}\\d{8}", "required": True},
    "code": {"type": "code", "domain": "code@1.0.0", "required": True},
    "whole": {"type": "integer", "minimum": 0, "maximum": 1000, "required": True},
    "real": {"type": "decimal", "minimum": 0, "maximum": "100.5", "required": True},
    "day": {"type": "date", "minimum": "2000-01-01", "maximum": "2026-06-30", "required": True},
    "flag": {"type": "boolean", "required": True},
    "written": {"type": "integer", "minimum": 0, "maximum": 9999},
    "note": {"type": "string"},
}


def columns() -> list[tuple[str, str]]:
    """Return every column by its name and kind."""
    return [(f"{kind}_{number:02d}", kind) for kind, many in KINDS.items() for number in range(many)]


def rule_count() -> int:
    """Return how many rules the values are held to."""
    return sum(RULES[kind] for _, kind in columns())


def write_tranche(path: Path, rows: int, *, seed: int = 11) -> None:
    """Write the tranche as one Parquet file, a row group at a time."""
    rng = np.random.default_rng(seed)
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns()])
    with pq.ParquetWriter(path, schema) as writer:
        for begun in range(0, rows, GROUP):
            many = min(GROUP, rows - begun)
            arrays = [_column(kind, many, rng) for _, kind in columns()]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=GROUP)


_TYPES = {
    "id": pa.string(),
    "code": pa.string(),
    "whole": pa.int32(),
    "real": pa.float64(),
    "day": pa.date32(),
    "flag": pa.bool_(),
    "written": pa.string(),
    "note": pa.string(),
}


def _column(kind: str, many: int, rng: np.random.Generator) -> pa.Array:
    """Return values of one kind, of which few break each rule that values of the type can break."""
    none, low, high, odd = (rng.random(many) < FAULTY for _ in range(4))
    if kind == "id":
        numbers = np.char.zfill(rng.integers(0, 10**8, many).astype(str), 8)
        return pa.array(np.where(odd, "ab1", np.char.add("AB", numbers)), pa.string(), mask=none)
    if kind == "code":
        return pa.array(np.where(odd, "1", rng.choice(CODES, many)), pa.string(), mask=none)
    if kind == "whole":
        values = np.where(low, -1, np.where(high, 1001, rng.integers(0, 1001, many)))
        return pa.array(values.astype("int32"), pa.int32())
    if kind == "real":
        values = np.where(low, -0.5, np.where(high, 100.75, np.round(rng.random(many) * 100, 2)))
        return pa.array(values, pa.float64())
    if kind == "day":
        days = rng.integers(10957, 20634, many)
        return pa.array(np.where(low, 10956, np.where(high, 20635, days)).astype("int32")).cast(pa.date32())
    if kind == "flag":
        return pa.array(rng.random(many) < 0.5)
    if kind == "written":
        values = rng.integers(0, 10_000, many)
        texts = np.where(low, -1, np.where(high, 10_000, values)).astype(str)
        return pa.array(np.where(odd, "1e3", texts), pa.string())
    return pa.array(rng.choice(["seen", "not seen", "see the file", "moved"], many), pa.string())


def catalog() -> Snapshot:
    """Return the catalog whose definitions, agreement and lineage the tranche is held to."""
    documents: Document = {
        f"definitions/{kind}.yaml": {"kind": kind, kind: has} for kind, has in _LISTS.items()
    }
    documents["definitions/legal-bases.yaml"] = {
        "kind": "legal-bases",
        "regimes": [{"id": "none", "protects": []}],
        "bases": [{"id": "act", "title": "Act", "covers": [], "purposes": [], "written_elements": []}],
    }
    documents["meetings/bodies/gb.yaml"] = _BODY
    texts = [_code_list(), *(_element(name, kind) for name, kind in columns()), _agreement(), _lineage()]
    for serial, (path, text) in enumerate(texts, start=1):
        documents[path] = text
        documents[f"meetings/decisions/gb/2025/{serial:04d}.yaml"] = _adopted(text, serial)
    documents["agreements/load/events.yaml"] = [
        {"event": "signed", "version": "1.0.0", "partner": partner, **_SIGNED} for partner in ("p", "hub")
    ]
    return load_documents(documents).sound()


_LISTS: Document = {
    "partners": [{"id": one, "name": one, "sector": "k12"} for one in ("p", "hub")],
    "purposes": [{"id": "use", "title": "Use"}],
    "zones": [
        {"id": "p.source", "held_by": "p", "title": "P"},
        {"id": "hub.in", "held_by": "hub", "title": "In"},
    ],
}
_HALF: Document = {"fraction": "1/2", "of": "membership", "more_than": True}
_RULE: Document = {
    "from": "2021-07-01",
    "seats": 3,
    "quorum": _HALF,
    "notice_days": 10,
    "may_adopt": ["element", "value-domain", "agreement", "lineage"],
    "thresholds": {"adopt": _HALF, "procedural": _HALF},
    "membership_base": "authorized",
}
_BODY: Document = {
    "kind": "body",
    "id": "gb",
    "title": "Board",
    "classification": "governing",
    "law": ["§ 1"],
    "rules": [_RULE],
    "seats": [],
    "terms": [],
}
_DAY = "2025-01-15"
_SIGNED: Document = {"on": _DAY, "recorded_on": _DAY, "by": "clerk", "evidence": "file"}


def _code_list() -> tuple[str, Document]:
    values = [{"code": code, "label": code} for code in CODES]
    text = {"kind": "value-domain", "id": "code", "version": "1.0.0", "title": "Code", "values": values}
    return "definitions/value-domains/code/1.0.0.yaml", text


def _element(name: str, kind: str) -> tuple[str, Document]:
    id = f"k.{name.replace('_', '-')}"
    text = {
        "kind": "element",
        "id": id,
        "version": "1.0.0",
        "title": name,
        "definition": name,
        "value_domain": DOMAINS[kind],
        "regime": ["none"],
        "identifiability": "indirect",
        "subjects": [],
        "providers": [{"partner": "p", "from": "2017-07-01"}],
        "steward": "p",
    }
    return f"definitions/elements/{id}/1.0.0.yaml", text


def _agreement() -> tuple[str, Document]:
    clause = {
        "id": "load",
        "effect": "permit",
        "from": ["p"],
        "to": ["hub"],
        "fields": {"elements": [f"k.{name.replace('_', '-')}" for name, _ in columns()]},
        "purposes": ["use"],
        "zones": ["hub.in"],
        "forms": ["identified"],
    }
    text = {
        "kind": "agreement",
        "id": "load",
        "version": "1.0.0",
        "title": "Load",
        "parties": [{"partner": "p", "role": "provider"}, {"partner": "hub", "role": "recipient"}],
        "legal_bases": [{"basis": "act", "written_elements": {}}],
        "effective_from": "2025-07-01",
        "effective_through": "2027-06-30",
        "clauses": [clause],
    }
    return "agreements/load/1.0.0.yaml", text


def _lineage() -> tuple[str, Document]:
    fields = [
        {"name": name, "element": f"k.{name.replace('_', '-')}", "provider": "p"} for name, _ in columns()
    ]
    datasets = [{"id": "p.year", "zone": "p.source", "fields": fields}]
    text = {"kind": "lineage", "id": "p", "version": "1.0.0", "datasets": datasets, "jobs": []}
    return "lineage/p/1.0.0.yaml", text


def _adopted(text: Document, serial: int) -> Document:
    named = f"{text['kind']}:{text['id']}@{text['version']}"
    return {
        "kind": "decision",
        "id": f"gb/2025/{serial:04d}",
        "body": "gb",
        "title": named,
        "decided_on": _DAY,
        "recorded_on": _DAY,
        "outcome": "adopted",
        "effects": [{"op": "adopt", "object": named, "to": digest(text), "effective": _DAY}],
        "dissent": [],
        "summary": {"en": "As posted."},
        "legacy": {"source": "minutes", "note": "earlier"},
    }
