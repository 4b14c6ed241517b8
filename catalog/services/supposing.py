"""Suppose the catalog became another: a folder, a proposal adopted, or a text adopted and signed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from catalog.config import settings
from catalog.errors import BadInput, FaultyCatalog, NotFound
from catalog.records.ids import Object
from catalog.records.snapshot import Snapshot
from catalog.rules.changes.whatif import WhatIf, what_if
from catalog.services.opening import open_snapshot
from catalog.services.record_files import read_record_file
from catalog.store.canonical import digest
from catalog.store.layout import FOLDERS, path_of
from catalog.store.reading import is_catalog, load_documents, read_documents


def suppose(root: Path, other: str, *, on: date, as_known: date) -> WhatIf:
    """Return the flows that would be gained, lost, tightened and relaxed.

    ``other`` is a catalog's folder, a proposal's id or file, or the file of a text: a text is
    supposed adopted on the day by a body that may, and an agreement signed by all its parties.
    Raises ``CatalogError`` where it is none of these, or the would-be catalog has faults.
    """
    before = open_snapshot(root)
    if os.path.isdir(other):  # noqa: PTH112  # a name too long for a file is no file either
        if not is_catalog(Path(other)):
            raise BadInput(
                f"`{other}` is a folder but no catalog", hint="name the folder that holds `definitions`"
            )
        return what_if(before, open_snapshot(Path(other)), as_known=as_known)
    after = would_be(root, before, other=other, on=on)
    return what_if(before, after, as_known=max(as_known, on))


def would_be(root: Path, before: Snapshot, *, other: str, on: date) -> Snapshot:
    """Return the snapshot in which a proposal or a text is adopted, and an agreement signed, on the day."""
    documents = read_documents(root, cache_folder=settings().cache)
    text = _text(before, documents, other=other)
    kind, id, version = str(text["kind"]), str(text["id"]), str(text["version"])
    documents[path_of(kind, id, version)] = text
    named = f"{kind}:{id}@{version}"
    if _is_adopted(before, Object.parse(named), digest(text)):
        raise BadInput(f"`{named}` is adopted already", hint="propose the next version")
    body = _adopting_body(before, kind=kind, on=on)
    serial = _free_serial(documents, body, on=on)
    documents[f"meetings/decisions/{serial}.yaml"] = _decision(serial, body, named=named, text=text, on=on)
    if kind == "agreement":
        events = documents.get(f"agreements/{id}/events.yaml", [])
        documents[f"agreements/{id}/events.yaml"] = [*events, *_signatures(text, version=version, on=on)]
    loaded = load_documents(documents)
    if loaded.snapshot is None:
        first = loaded.findings[0]
        raise FaultyCatalog(
            f"with `{other}` the catalog has faults: {first.file}: {first.message}", hint=first.hint
        )
    return loaded.snapshot


def _text(before: Snapshot, documents: Mapping[str, Any], *, other: str) -> dict[str, Any]:
    """Return the text that a proposal or a file stands for."""
    proposal = before.proposals.get(other)  # type: ignore[call-overload]  # ids are text
    given = None if proposal is not None else _file(other)
    if given is not None and given.get("kind") in FOLDERS and {"id", "version"} <= given.keys():
        return given
    if given is not None and given.get("kind") == "proposal":
        named, wanted = given.get("object"), given.get("digest")
    elif proposal is not None:
        named, wanted = str(proposal.object), proposal.digest
    else:
        raise BadInput(
            f"`{other}` is neither a text nor a proposal", hint="name a catalog, a proposal, or a text's file"
        )
    return _proposed(documents, str(named), wanted=wanted)


def _proposed(documents: Mapping[str, Any], named: str, *, wanted: object) -> dict[str, Any]:
    try:
        kind, id, version = Object.parse(named)
        found = documents.get(path_of(kind, id, str(version)))
    except (ValueError, KeyError) as error:
        raise BadInput(f"`{named}` is not an object", hint="as element:k12.ssid@1.0.0") from error
    if found is None or digest(found) != wanted:
        raise NotFound(f"the text of `{named}` with the proposed digest is not in the catalog")
    return dict(found)


def _file(name: str) -> dict[str, Any]:
    given, _ = read_record_file(name, hint="name a catalog's folder, a proposal, or the file of a text")
    return given if isinstance(given, dict) else {}


def _is_adopted(before: Snapshot, named: Object, wanted: str) -> bool:
    return any(
        effect.op == "adopt" and effect.object == named and effect.became == wanted
        for decision in before.decisions.values()
        if decision.outcome == "adopted"
        for effect in decision.effects
    )


def _adopting_body(before: Snapshot, *, kind: str, on: date) -> str:
    for body in before.bodies.values():
        rules = body.rules_on(on)
        if body.classification != "advisory" and rules is not None and kind in rules.may_adopt:
            return body.id
    raise BadInput(f"no body of the catalog may adopt a text of kind `{kind}` on {on}")


def _free_serial(documents: Mapping[str, Any], body: str, *, on: date) -> str:
    for number in range(9999, 0, -1):
        serial = f"{body}/{on.year:04d}/{number:04d}"
        if f"meetings/decisions/{serial}.yaml" not in documents:
            return serial
    raise BadInput(f"no decision number of {on.year} is free")


def _decision(serial: str, body: str, *, named: str, text: dict[str, Any], on: date) -> dict[str, Any]:
    return {
        "kind": "decision",
        "id": serial,
        "body": body,
        "title": f"Supposed adoption of {named}",
        "decided_on": on.isoformat(),
        "recorded_on": on.isoformat(),
        "outcome": "adopted",
        "effects": [{"op": "adopt", "object": named, "to": digest(text), "effective": on.isoformat()}],
        "dissent": [],
        "summary": {"en": "Supposed, to see what would follow; it is written nowhere."},
        "legacy": {"source": "what-if", "note": "supposed, not decided"},
    }


def _signatures(text: dict[str, Any], *, version: str, on: date) -> list[dict[str, Any]]:
    parties = [
        party["partner"]
        for party in text.get("parties") or []
        if isinstance(party, dict) and "partner" in party
    ]
    common = {"on": on.isoformat(), "recorded_on": on.isoformat(), "by": "supposed", "evidence": "supposed"}
    return [{"event": "signed", "version": version, "partner": partner, **common} for partner in parties]
