"""Builders for tests of the gate: a small catalog of pupils, their data, and the gate at work on it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.records.ids import Form, PartnerId, PurposeId, ZoneId
from catalog.records.release import Use
from catalog.records.snapshot import Snapshot
from catalog.services.gating.asking import Stopped, Wanted
from catalog.services.gating.releasing import Released, release
from tests.builders import snapshot_of, world_of
from tests.lineages import attested, dataset, lineage, made_from, origin
from tests.worlds import World, agreement, element, permit

Doc = dict[str, Any]

ON = date(2026, 8, 1)
KNOWN = date(2027, 3, 1)
DAYS = ("--on", "2026-08-01", "--as-known", "2027-03-01")
SECRET = "s3cret-diagnosis"  # noqa: S105  # a value of a column
"""A value of a column that may never flow; no file, message or log may hold it."""

_ELEMENTS: dict[str, Doc] = {
    "k12.ssid": {"identifiability": "direct"},
    "k12.name": {"identifiability": "direct"},
    "k12.grade": {},
    "k12.born": {"value_domain": {"type": "date"}},
    "k12.county": {},
    "k12.score": {"value_domain": {"type": "integer"}, "identifiability": "sensitive"},
    "k12.consent": {"value_domain": {"type": "boolean"}, "identifiability": "none"},
    "k12.diagnosis": {"identifiability": "sensitive"},
}
_FIELDS = {
    "SSID": "k12.ssid",
    "Name": "k12.name",
    "Grade": "k12.grade",
    "Born": "k12.born",
    "County": "k12.county",
    "Score": "k12.score",
    "Consent": "k12.consent",
    "Diagnosis": "k12.diagnosis",
}
_FLOWING = [name for name in _ELEMENTS if name != "k12.diagnosis"]


def clause(
    identifier: str, form: str, purpose: str, elements: list[str] | None = None, **more: object
) -> Doc:
    """Return a permit of elements (all but the diagnosis) in a form, for a purpose."""
    listed = {"elements": elements or _FLOWING}
    return permit(identifier, fields=listed, forms=[form], purposes=[purpose], **more)


CLAUSES = [
    clause(
        "load",
        "identified",
        "evaluation.program",
        ["k12.ssid", "k12.name"],
        conditions={"destroy_within_days": 60},
    ),
    clause("study", "pseudonymous", "research", conditions={"retain_through": "2031-06-30"}),
    clause("open", "deidentified", "commercial"),
]


def world(*clauses: Doc, more: tuple[Doc, ...] = ()) -> World:
    """Return a catalog of one file of pupils at ``cde``, and what ``c2c`` may have of it."""
    graph = lineage(
        "p20w",
        {
            "cde.pupils": dataset("cde.source", *(origin(name, of) for name, of in _FIELDS.items())),
            "c2c.year": dataset("c2c.linkage", "person", "grade", purpose="research"),
        },
        {
            "c2c.year.person": [made_from("cde.pupils.SSID", "TRANSFORMATION", **attested("pseudonymous"))],
            "c2c.year.grade": [
                made_from("cde.pupils.Grade"),
                made_from("cde.pupils.SSID", "JOIN", **attested("pseudonymous")),
            ],
        },
    )
    elements = [element(name, **about) for name, about in _ELEMENTS.items()]
    return world_of(*elements, agreement("pupils", list(clauses or CLAUSES)), graph, *more)


def pupils(rows: int = 40) -> list[dict[str, str]]:
    """Return rows of pupils, each value as text."""
    return [
        {
            "SSID": f"90000{number:05d}",
            "Name": f"Pupil {number}, Jr." if number % 7 == 0 else f"Pupil {number}",
            "Grade": f"{number % 3 + 1:02d}",
            "Born": f"201{number % 3}-0{number % 9 + 1}-11",
            "County": "06" if number % 4 else "19",
            "Score": str(300 + number),
            "Consent": "true" if number % 5 else "false",
            "Diagnosis": f"{SECRET}-{number}",
        }
        for number in range(rows)
    ]


def csv_of(rows: list[dict[str, str]]) -> bytes:
    """Return rows as CSV; every value is quoted."""
    lines = [list(rows[0]), *([row[name] for name in rows[0]] for row in rows)]
    return "".join(",".join(f'"{value}"' for value in line) + "\n" for line in lines).encode()


def parquet_of(path: Path, rows: list[dict[str, str]], **options: Any) -> Path:
    """Write rows as Parquet, with types of their own."""
    table = pa.table({name: pa.array([row[name] for row in rows]) for name in rows[0]})
    types = {"Born": pa.date32(), "Score": pa.int64(), "Consent": pa.bool_()}
    for name, kind in types.items():
        if name in rows[0]:
            at = table.column_names.index(name)
            table = table.set_column(at, name, table[name].cast(kind))
    pq.write_table(table, path, **options)
    return path


def use_for(purpose: str, **more: Any) -> Use:
    """Return the use of the hub's for a purpose."""
    given: dict[str, Any] = {"recipient": PartnerId("c2c"), "zone": ZoneId("c2c.linkage")}
    given |= {"purpose": PurposeId(purpose), "on": ON, "as_known": KNOWN}
    return Use(**{**given, **more})


def gate(
    data: Path | str, out: Path, purpose: str = "research", *, snapshot: Snapshot | None = None, **more: Any
) -> Released | Stopped:
    """Let data through for a purpose of the hub's."""
    about = {"table": None, "form": None, "drop": False, "dataset": "cde.pupils", "use": use_for(purpose)}
    wanted = Wanted(data=str(data), out=out, **{**about, **more})
    return release(snapshot or snapshot_of(world()), wanted, root=Path("/nowhere"))


def released(data: Path | str, out: Path, purpose: str = "research", **more: Any) -> Released:
    """Let data through; fail where it is refused."""
    answer = gate(data, out, purpose, **more)
    assert isinstance(answer, Released), answer
    return answer


def refused(data: Path | str, out: Path, purpose: str = "research", **more: Any) -> Stopped:
    """Ask for data to be let through; fail where it is, or where anything is left behind."""
    before = sorted(out.parent.iterdir())
    answer = gate(data, out, purpose, **more)
    assert isinstance(answer, Stopped), answer
    assert sorted(out.parent.iterdir()) == before
    return answer


def table_at(path: Path) -> dict[str, list[Any]]:
    """Return a Parquet file's columns as plain values."""
    found: dict[str, list[Any]] = pq.read_table(path).to_pydict()
    return found


def p20w(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, str(Path(__file__).parents[1] / "cli.py"), *words]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, env=env)


def form_of(name: str) -> Form:
    """Return a form by its name, for tests that are told of forms as text."""
    forms: dict[str, Form] = {
        "identified": "identified",
        "pseudonymous": "pseudonymous",
        "deidentified": "deidentified",
        "aggregate": "aggregate",
    }
    return forms[name]


def receipt_at(out: Path) -> Doc:
    """Return the receipt beside a release."""
    found: Doc = json.loads(out.with_name(out.name + ".receipt.json").read_text(encoding="utf-8"))
    return found
