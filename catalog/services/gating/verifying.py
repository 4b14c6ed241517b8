"""Verify a receipt: is it whole, is the data what it says, and do the agreements bear it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalog.enforcement.outputs import columns_written, rows_written, sha256_of
from catalog.errors import BadInput
from catalog.records.flow import FlowRequest
from catalog.records.ids import FORMS
from catalog.records.release import ReleasePlan, Use
from catalog.records.snapshot import Snapshot
from catalog.rules.release.counting import Counting, plan_counts
from catalog.rules.release.due import destroy_by
from catalog.rules.release.fields import fields_of
from catalog.rules.release.planning import plan_release
from catalog.rules.release.ruling import Ruler
from catalog.services.gating.receipts import columns_of, consents, named, read, receipt_path
from catalog.services.gating.recording import ledger, registry
from catalog.services.requests import read_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that a receipt says, and whether it holds; ``holds`` of ``None`` is not to be known here."""

    what: str
    holds: bool | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A receipt and what was found about it."""

    receipt: Mapping[str, Any]
    proofs: tuple[Proof, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found to be otherwise than the receipt says."""
        return all(proof.holds is not False for proof in self.proofs)

    def document(self) -> dict[str, Any]:
        """Return what was found as a plain object."""
        return {
            "outcome": "verified" if self.holds else "refuted",
            "release": self.receipt.get("release"),
            "proofs": [{"what": one.what, "holds": one.holds, "detail": one.detail} for one in self.proofs],
        }


def verify(snapshot: Snapshot, path: Path) -> Verified:
    """Verify a receipt, named itself or by its data. Raises ``BadInput`` for what is no receipt at all.

    The data is read whole and hashed, and every column is decided again, for the day of the release and as
    known then. A catalog that has gone on since must still come to the same.
    """
    receipt = read(path)
    beside = receipt_path(path) if not str(path).endswith("json") else path
    try:
        proofs = (
            _name(receipt),
            _registered(receipt),
            *_entered(receipt),
            *_data(receipt, beside.parent),
            *_decided(snapshot, receipt),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadInput(f"`{path}` is no receipt as the gate writes them") from error
    return Verified(receipt=receipt, proofs=proofs)


def _name(receipt: Mapping[str, Any]) -> Proof:
    holds = named(dict(receipt)) == receipt["release"]
    told = (
        "its name is the digest of what it says" if holds else "its words were changed after it was written"
    )
    return Proof(what="receipt", holds=holds, detail=told)


def _registered(receipt: Mapping[str, Any]) -> Proof:
    """Say whether the release stands in the register of this machine, where only the gate writes."""
    if receipt["release"] in registry():
        return Proof(what="register", holds=True, detail="it is registered here")
    told = "it is not registered here: ask whoever let it through, since anybody can write a receipt"
    return Proof(what="register", holds=None, detail=told)


def _entered(receipt: Mapping[str, Any]) -> Iterator[Proof]:
    """Say whether a table of counts stands in the ledger of this machine, where it was let through here."""
    entry = receipt.get("ledger")
    if entry is None or receipt["release"] not in registry():
        return
    told = "stands in the ledger, each entry of which names the one before it"
    try:
        holds = any(one.chain == entry for one in ledger().entries())
    except BadInput:
        holds = False
    if not holds:
        told = "is not in the ledger any more: it was lost, or entries were taken out or written anew"
    yield Proof(what="ledger", holds=holds, detail=f"the table {told}")


def _data(receipt: Mapping[str, Any], folder: Path) -> Iterator[Proof]:
    output = receipt["output"]
    found = folder / output["name"]
    if Path(output["name"]).name != output["name"]:
        yield Proof(what="data", holds=False, detail="it names data that is not beside it")
        return
    if not found.exists():
        yield Proof(what="data", holds=False, detail=f"there is no `{output['name']}` beside the receipt")
        return
    files = {one.name: one for one in (found.iterdir() if found.is_dir() else [found])}
    told = {one["name"]: one for one in output["files"]}
    if files.keys() != told.keys() or not all(one.is_file() for one in files.values()):
        yield Proof(what="data", holds=False, detail="it has other files than the receipt tells of")
        return
    for name, path in sorted(files.items()):
        if path.stat().st_size != told[name]["size"] or sha256_of(path) != told[name]["sha256"]:
            yield Proof(what="data", holds=False, detail=f"`{name}` is not the file that was let through")
            return
    yield Proof(what="data", holds=True, detail=f"{len(files)} file(s), each with the hash that is told")
    yield from _shape(receipt, found)


def _shape(receipt: Mapping[str, Any], found: Path) -> Iterator[Proof]:
    kind = receipt["output"]["kind"]
    names, asked = columns_written(found, kind), receipt["output"]["columns"]
    told = "those that were decided" if names == asked else "not those that were decided"
    yield Proof(what="columns", holds=names == asked, detail=f"its columns are {told}")
    rows = rows_written(found, kind)
    yield Proof(what="rows", holds=rows == receipt["output"]["rows"], detail=f"it has {rows:,} rows")


def _decided(snapshot: Snapshot, receipt: Mapping[str, Any]) -> Iterator[Proof]:
    same = snapshot.digest == receipt["catalog"]
    told = "is the one it was decided on" if same else "has gone on since; decided again as known then"
    yield Proof(what="catalog", holds=True if same else None, detail=f"this catalog {told}")
    plan = _plan_again(snapshot, receipt)
    if plan is None:
        detail = f"no dataset `{receipt['dataset']}` in the lineage of that day"
        yield Proof(what="decision", holds=False, detail=detail)
        return
    due = destroy_by(snapshot, plan)
    again = {
        "form": plan.form,
        "columns": columns_of(plan),
        "consents": consents(plan),
        "duties": plan.conditions.duties(),
        "destroy_by": None if due is None else due.isoformat(),
    }
    differs = [key for key, value in again.items() if receipt[key] != value]
    detail = "every column is permitted by the clauses and votes that it names"
    if differs:
        detail = f"the catalog decides otherwise on its {', '.join(differs)}"
    yield Proof(what="decision", holds=not differs, detail=detail)


def _plan_again(snapshot: Snapshot, receipt: Mapping[str, Any]) -> ReleasePlan | None:
    use = _use(receipt)
    dataset = fields_of(snapshot, receipt["dataset"], on=use.on, as_known=use.as_known)
    if dataset is None:
        return None
    bound = [column["name"] for column in receipt["columns"]]
    bound += [column["name"] for column in receipt["left_out"] if column["why"] != "unbound"]
    if not set(bound) <= dataset.fields.keys() or receipt["form"] not in FORMS:
        return None
    ruler = Ruler(snapshot=snapshot, use=use, dataset=dataset)
    counting = _counting(receipt)
    return plan_counts(ruler, counting) if counting else plan_release(ruler, bound, form=receipt["form"])


def _counting(receipt: Mapping[str, Any]) -> Counting | None:
    """Return the table of counts that a receipt tells of; ``None`` where it tells of rows."""
    parts: dict[str, list[str]] = {}
    for column in receipt["columns"]:
        parts.setdefault(column["treatment"], []).append(column["name"])
    if "counted" not in parts:
        return None
    rated = parts.get("rated", [None])
    return Counting(
        by=tuple(parts.get("grouped-by", ())),
        people=parts["counted"][0],
        rate=rated[0],
        only=tuple(parts.get("selected-by", ())),
    )


def _use(receipt: Mapping[str, Any]) -> Use:
    keys = ("recipient", "purpose", "zone", "on", "as_known", "evidence", "can_enforce", "under")
    request = read_request(
        {"item": "-", **{key: receipt[key] for key in keys}}, today=date.fromisoformat(receipt["on"])
    )
    if not isinstance(request, FlowRequest):
        raise TypeError(request)
    return Use.of(request)
