"""A wide table for the gate, seeded, and the small catalog by which sixty of its hundred columns may flow."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.records.ids import Form, PartnerId, PurposeId, ZoneId
from catalog.records.release import Use
from catalog.records.snapshot import Snapshot
from catalog.services.gating.asking import Wanted
from catalog.store.canonical import digest
from catalog.store.reading import load_documents

Document = dict[str, Any]

SEED = 20260701
ON = date(2026, 11, 1)
AT_ONCE = 100_000
"""Rows in a row group."""

KINDS = {"id": 5, "code": 20, "flag": 20, "count": 25, "amount": 20, "day": 10}
"""A hundred columns: so many of each kind."""

FLOWING = {"id": 5, "code": 15, "flag": 12, "count": 12, "amount": 10, "day": 6}
"""Sixty of them may flow, the first ones of each kind."""

_TYPES = {
    "id": "string",
    "code": "string",
    "flag": "boolean",
    "count": "integer",
    "amount": "decimal",
    "day": "date",
}
_CODES = np.array([f"{number:02d}" for number in range(58)])


def columns(many: dict[str, int]) -> list[str]:
    """Return the names of so many columns of each kind."""
    return [f"{kind}_{number}" for kind, count in many.items() for number in range(count)]


def write_rows(path: Path, rows: int) -> None:
    """Write the table, always the same: a quarter as many persons as rows, codes of two sizes."""
    rng = np.random.default_rng(SEED)
    first = pa.table(_values(rng, min(rows, AT_ONCE), persons=max(rows // 4, 1)))
    with pq.ParquetWriter(path, first.schema, compression="snappy") as writer:
        writer.write_table(first)
        for start in range(AT_ONCE, rows, AT_ONCE):
            writer.write_table(pa.table(_values(rng, min(rows - start, AT_ONCE), persons=max(rows // 4, 1))))


def _values(rng: np.random.Generator, rows: int, *, persons: int) -> dict[str, pa.Array]:
    return {name: _column(rng, name, rows=rows, persons=persons) for name in columns(KINDS)}


def _column(rng: np.random.Generator, name: str, *, rows: int, persons: int) -> pa.Array:
    kind, _, place = name.partition("_")
    if kind == "id":
        return _identifiers(rng.integers(0, persons, rows), place)
    if kind == "code":
        return pa.array(_CODES).take(pa.array(rng.integers(0, 58 if int(place) % 2 else 13, rows)))
    if kind == "flag":
        return pa.array(rng.random(rows) < 0.1 + 0.04 * int(place))
    if kind == "count":
        return pa.array(rng.integers(0, (40, 1000, 100_000)[int(place) % 3], rows).astype("int32"))
    if kind == "amount":
        return pa.array(np.round(rng.gamma(2.0, 9000, rows), 2))
    return pa.array((rng.integers(0, 9000, rows) + 7300).astype("int32")).cast(pa.date32())


def _identifiers(numbers: npt.NDArray[np.int64], place: str) -> pa.Array:
    texts: pa.Array = pa.array(np.char.add(place, np.char.zfill(numbers.astype("U10"), 10)))
    return texts


def snapshot() -> Snapshot:
    """Return the catalog: sixty columns of the file may flow for research, forty may not."""
    world: Document = dict(_vocabularies())
    texts = [*_elements(), _agreement(), _lineage()]
    folders = {"element": "definitions/elements", "agreement": "agreements", "lineage": "lineage"}
    for serial, text in enumerate(texts, start=1):
        world[f"{folders[text['kind']]}/{text['id']}/1.0.0.yaml"] = text
        world[f"meetings/decisions/board/2025/{serial:04d}.yaml"] = _decision(text, serial)
    signed = {"event": "signed", "version": "1.0.0", "on": "2025-01-15", "recorded_on": "2025-01-15"}
    signed |= {"by": "bench", "evidence": "bench"}
    world["agreements/wide/events.yaml"] = [{**signed, "partner": partner} for partner in ("cde", "c2c")]
    return load_documents(world).sound()


def wanted(data: Path, out: Path, form: Form) -> Wanted:
    """Return the release: the columns that may flow, in a form."""
    use = Use(
        recipient=PartnerId("c2c"),
        purpose=PurposeId("research"),
        zone=ZoneId("c2c.store"),
        on=ON,
        as_known=ON,
    )
    return Wanted(data=str(data), table=None, dataset="cde.wide", use=use, form=form, out=out, drop=False)


def _vocabularies() -> Document:
    partners = [{"id": name, "name": name, "sector": "k12"} for name in ("cde", "c2c")]
    zones = [{"id": f"{name}.store", "held_by": name, "title": name} for name in ("cde", "c2c")]
    rule = {
        "from": "2021-07-01",
        "seats": 3,
        "quorum": {"fraction": "1/2", "of": "membership", "more_than": True},
    }
    rule |= {
        "notice_days": 10,
        "may_adopt": ["element", "agreement", "lineage"],
        "membership_base": "authorized",
    }
    rule["thresholds"] = {name: {"fraction": "1/2", "of": "membership"} for name in ("adopt", "procedural")}
    body = {"kind": "body", "id": "board", "title": "Board", "classification": "governing", "law": ["§ 1"]}
    return {
        "definitions/partners.yaml": {"kind": "partners", "partners": partners},
        "definitions/purposes.yaml": {
            "kind": "purposes",
            "purposes": [{"id": "research", "title": "research"}],
        },
        "definitions/zones.yaml": {"kind": "zones", "zones": zones},
        "definitions/legal-bases.yaml": {
            "kind": "legal-bases",
            "regimes": [{"id": "none", "protects": []}],
            "bases": [],
        },
        "meetings/bodies/board.yaml": {**body, "rules": [rule], "terms": [], "seats": []},
    }


def _elements() -> list[Document]:
    text: Document = {
        "kind": "element",
        "version": "1.0.0",
        "definition": "A value.",
        "regime": ["none"],
        "steward": "cde",
    }
    text |= {"subjects": ["pupil"], "providers": [{"partner": "cde", "from": "2017-07-01"}]}
    return [
        {
            **text,
            "id": f"wide.{name.replace('_', '-')}",
            "title": name,
            "value_domain": {"type": _TYPES[name.partition("_")[0]]},
            "identifiability": "direct" if name.startswith("id") else "indirect",
        }
        for name in columns(KINDS)
    ]


def _agreement() -> Document:
    def clause(name: str, form: str) -> Document:
        listed = [f"wide.{one.replace('_', '-')}" for one in columns(FLOWING)]
        found: Document = {"id": name, "effect": "permit", "from": ["cde"], "to": ["c2c"], "forms": [form]}
        return {**found, "fields": {"elements": listed}, "purposes": ["research"], "zones": ["c2c.store"]}

    parties = [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    text: Document = {
        "kind": "agreement",
        "id": "wide",
        "version": "1.0.0",
        "title": "Wide",
        "parties": parties,
    }
    term = {"effective_from": "2025-07-01", "effective_through": "2029-06-30", "legal_bases": []}
    return {**text, **term, "clauses": [clause("identified", "identified")]}


def _lineage() -> Document:
    fields = [
        {"name": name, "element": f"wide.{name.replace('_', '-')}", "provider": "cde"}
        for name in columns(KINDS)
    ]
    text: Document = {"kind": "lineage", "id": "wide", "version": "1.0.0", "jobs": []}
    return {**text, "datasets": [{"id": "cde.wide", "zone": "cde.store", "fields": fields}]}


def _decision(text: Document, serial: int) -> Document:
    effect = {"op": "adopt", "object": f"{text['kind']}:{text['id']}@1.0.0", "from": None}
    effect |= {"to": digest(text), "effective": "2025-01-15"}
    record: Document = {
        "kind": "decision",
        "id": f"board/2025/{serial:04d}",
        "body": "board",
        "title": "Adopt",
    }
    record |= {
        "decided_on": "2025-01-15",
        "recorded_on": "2025-01-15",
        "outcome": "adopted",
        "effects": [effect],
    }
    record |= dict.fromkeys(("meeting", "item", "proposal", "vote"))
    return {
        **record,
        "dissent": [],
        "summary": {"en": "As is."},
        "legacy": {"source": "bench", "note": "bench"},
    }
