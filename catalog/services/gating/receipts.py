"""Receipts: what was let through, to whom, by which clauses and votes, and what is due afterwards.

A receipt has no time of day and no path in it: the same release gives the same bytes again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rfc8785

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.outputs import sha256_of
from catalog.errors import BadInput
from catalog.records.release import Carried, LeftOut, ReleasePlan
from catalog.records.snapshot import Snapshot
from catalog.resources import installed_version
from catalog.rules.release.due import clauses_of, destroy_by
from catalog.rules.release.ruling import evidence_of

KIND: Final = "release-receipt"
ENDS: Final = ".receipt.json"
MOST_BYTES: Final = 64 * 1024 * 1024
"""A receipt that is longer is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What an engine made of a plan: the file or folder, its columns, its rows, and what was measured.

    ``read`` is how many rows the data had. ``entry`` is the hash of a table's entry in the ledger.
    """

    path: Path
    kind: str
    columns: list[str]
    rows: int
    read: int
    engine: str
    key: str | None
    measured: dict[str, int]
    entry: str | None = None


def receipt_of(
    snapshot: Snapshot,
    plan: ReleasePlan,
    data: Input,
    made: Made,
    *,
    hashes: Sequence[str],
    only: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the receipt of a release; ``release`` names it by all the rest. ``hashes`` are its input's."""
    use, due = plan.use, destroy_by(snapshot, plan)
    told: dict[str, Any] = {
        "kind": KIND,
        "dataset": plan.dataset,
        "recipient": use.recipient,
        "purpose": use.purpose,
        "zone": use.zone,
        "form": plan.form,
        "on": use.on.isoformat(),
        "as_known": use.as_known.isoformat(),
        "evidence": evidence_of(use),
        "under": use.under,
        "can_enforce": None if use.can_enforce is None else sorted(use.can_enforce),
        "catalog": snapshot.digest,
        "input": _input(data, hashes),
        "output": {
            "name": made.path.name,
            "kind": made.kind,
            "columns": made.columns,
            "rows": made.rows,
            "files": _files(made.path),
        },
        "columns": columns_of(plan),
        "left_out": [_left(one) for one in plan.left_out],
        "consents": consents(plan),
        "duties": plan.conditions.duties(),
        "destroy_by": None if due is None else due.isoformat(),
        "only": [{"column": name, "value": value} for name, value in only],
        "measured": made.measured,
        "ledger": made.entry,
        "key": made.key,
        "engine": made.engine,
        "made_by": f"p20w-catalog {installed_version()}",
    }
    return {**told, "release": named(told)}


def named(told: dict[str, Any]) -> str:
    """Return the name of a release: the digest of everything else that its receipt says."""
    rest = {key: value for key, value in told.items() if key != "release"}
    return f"sha256:{hashlib.sha256(rfc8785.dumps(rest)).hexdigest()}"


def written(receipt: dict[str, Any]) -> bytes:
    """Return a receipt as it is written: canonical in meaning, laid out for people."""
    return (json.dumps(receipt, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read(path: Path) -> dict[str, Any]:
    """Read a receipt, named itself or by its data. Raises ``BadInput`` for anything that is none."""
    at = path if path.name.endswith(ENDS) else receipt_path(path)
    if at.exists() and not at.is_file():
        raise BadInput(f"`{at}` is no file")
    try:
        with at.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot read `{at}`: {error.strerror}") from error
    try:
        told = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"`{at}` is no receipt: it is not JSON") from error
    if not isinstance(told, dict) or told.get("kind") != KIND or written(told) != text:
        raise BadInput(f"`{at}` is no receipt of a release, or not as the gate wrote it")
    return told


def receipt_path(out: Path) -> Path:
    """Return where the receipt of a release lies: beside its data."""
    return out.with_name(out.name + ENDS)


def _input(data: Input, hashes: Sequence[str]) -> dict[str, Any]:
    files = [
        {"name": file.path.name, "size": file.size, "sha256": sha256}
        for file, sha256 in zip(data.files, hashes, strict=True)
    ]
    return {"kind": data.kind, "rows": data.rows, "files": files}


def _files(path: Path) -> list[dict[str, Any]]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [{"name": one.name, "size": one.stat().st_size, "sha256": sha256_of(one)} for one in files]


def columns_of(plan: ReleasePlan) -> list[dict[str, Any]]:
    """Return the columns let through, each with its field, its treatment and the clauses that permit it."""
    return [_column(one) for one in plan.carried]


def _column(one: Carried) -> dict[str, Any]:
    permitted = [{"source": s, "clauses": list(c)} for s, c in one.decision.verdict.permitted_by]
    return {"name": one.name, "field": one.address, "treatment": one.treatment, "permitted_by": permitted}


def _left(one: LeftOut) -> dict[str, Any]:
    reasons = () if one.decision is None else one.decision.verdict.reasons
    return {"name": one.name, "why": one.why, "reasons": sorted({reason.code for reason in reasons})}


def consents(plan: ReleasePlan) -> dict[str, Any]:
    """Return the three consents on which a release rests: votes, clauses and legal bases."""
    found = [one.decision.verdict.consents for one in plan.carried]
    board: dict[str, Any] = {"records": sorted({record for one in found for record in one.records})}
    if any(one.legacy for one in found):
        board["legacy"] = True
    return {
        "board": board,
        "provider": {"clauses": list(clauses_of(plan))},
        "law": {"bases": sorted({basis for one in found for basis in one.bases})},
    }
