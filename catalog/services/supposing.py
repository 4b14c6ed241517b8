"""Suppose the catalog became another: a folder, a proposal adopted, or a text adopted and signed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.config import settings
from catalog.errors import BadInput, FaultyCatalog, NotFound
from catalog.records.agreement import AgreementEvent
from catalog.records.decision_record import DecisionRecord, Effect, Legacy, Summary
from catalog.records.ids import AgreementId, BodyId, DecisionId, Digest, Object
from catalog.records.meetings import Body
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.families import family_of
from catalog.rules.whatif import WhatIf, what_if
from catalog.services.opening import open_snapshot
from catalog.services.record_files import read_record_file
from catalog.store.canonical import digest
from catalog.store.layout import FOLDERS, path_of
from catalog.store.reading import is_catalog, load_with

_NOTE: Final = "Supposed, to see what would follow; it is written nowhere."


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """One change supposed to be decided on a day: a text adopted, or it and all below it retired."""

    text: Text[Any]
    retires: bool
    base: Digest | None
    on: date
    effective: date


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
    """Return the snapshot in which a proposal is carried out, or a text adopted, on the day."""
    proposal = before.proposals.get(other)  # type: ignore[call-overload]  # ids are text
    given: dict[str, Any] = {}
    data = b""
    if proposal is not None:
        named, wanted, retires = str(proposal.object), proposal.digest, proposal.change == "retire"
    else:
        given, data = _file(other)
        named, wanted, retires = _named(given, other)
    if given.get("kind") in FOLDERS:
        before = _with_text(root, given, data=data, name=other)
    text = text_of(before, named, wanted=wanted)
    body = adopting_bodies(before, text.kind, on=on)
    if not body:
        raise BadInput(f"no body of the catalog may adopt a text of kind `{text.kind}` on {on}")
    supposed = Supposed(text=text, retires=retires, base=None, on=on, effective=on)
    return with_decision(before, supposed, body=body[0])


def with_decision(before: Snapshot, supposed: Supposed, *, body: Body) -> Snapshot:
    """Return the snapshot in which a body has decided it, and all parties have signed, on the day.

    Raises ``BadInput`` where the text is adopted already.
    """
    text, on = supposed.text, supposed.on
    named = Object(text.kind, text.id, text.version)
    if not supposed.retires and is_adopted(before, text):
        raise BadInput(f"`{named}` is adopted already", hint="propose the next version")
    serial = _free_serial(before, body.id, on=on)
    events, paths = before.events, {**before.paths, f"decision:{serial}": supposed_path(serial)}
    if text.kind == "agreement" and not supposed.retires:
        id = AgreementId(text.id)
        events = {**before.events, id: (*before.events.get(id, ()), *signatures_of(text, on=on))}
        paths[f"events:{id}"] = f"agreements/{id}/events.yaml"
    return replace(
        before,
        digest=digest({"catalog": before.digest, "supposed": str(named), "on": on.isoformat()}),
        decisions={**before.decisions, serial: _decision(serial, supposed, body=body.id)},
        events=events,
        paths=paths,
        derived={},
    )


def supposed_path(serial: str) -> str:
    """Return where a supposed decision would stand."""
    return f"meetings/decisions/{serial}.yaml"


def text_of(snapshot: Snapshot, named: str, *, wanted: object) -> Text[Any]:
    """Return the text of an object with a digest. Raises ``BadInput`` and ``NotFound``."""
    try:
        kind, id, version = Object.parse(named)
        family = family_of(snapshot, kind, id)
    except (ValueError, KeyError) as error:
        raise BadInput(f"`{named}` is not an object", hint="as element:k12.ssid@1.0.0") from error
    for text in family:
        if text.version == version and text.digest == wanted:
            return text
    raise NotFound(f"the text of `{named}` with the proposed digest is not in the catalog")


def is_adopted(snapshot: Snapshot, text: Text[Any]) -> bool:
    """Say whether some decision adopts exactly this text."""
    named = Object(text.kind, text.id, text.version)
    return any(
        effect.op == "adopt" and effect.object == named and effect.became == text.digest
        for decision in snapshot.decisions.values()
        if decision.outcome == "adopted"
        for effect in decision.effects
    )


def adopting_bodies(snapshot: Snapshot, kind: str, *, on: date) -> list[Body]:
    """Return the bodies that may adopt a text of the kind on the day, in the order of their ids."""
    found = []
    for _, body in sorted(snapshot.bodies.items()):
        rules = body.rules_on(on)
        if body.classification != "advisory" and rules is not None and kind in rules.may_adopt:
            found.append(body)
    return found


def _with_text(root: Path, given: Mapping[str, Any], *, data: bytes, name: str) -> Snapshot:
    """Return the catalog as it would be with a text in it; raise ``FaultyCatalog`` where it has faults."""
    path = path_of(str(given["kind"]), str(given["id"]), str(given["version"]))
    loaded = load_with(root, {path: data}, cache_folder=settings().cache)
    if loaded.snapshot is None:
        first = loaded.findings[0]
        raise FaultyCatalog(
            f"with `{name}` the catalog has faults: {first.file}: {first.message}", hint=first.hint
        )
    return loaded.snapshot


def _named(given: Mapping[str, Any], other: str) -> tuple[str, object, bool]:
    """Return the object that a file stands for, the digest it wants, and whether it would retire it."""
    if given.get("kind") in FOLDERS and {"id", "version"} <= given.keys():
        return f"{given['kind']}:{given['id']}@{given['version']}", digest(dict(given)), False
    if given.get("kind") == "proposal":
        return str(given.get("object")), given.get("digest"), given.get("change") == "retire"
    raise BadInput(
        f"`{other}` is neither a text nor a proposal", hint="name a catalog, a proposal, or a text's file"
    )


def _file(name: str) -> tuple[dict[str, Any], bytes]:
    given, data = read_record_file(name, hint="name a catalog's folder, a proposal, or the file of a text")
    return (given if isinstance(given, dict) else {}), data


def _free_serial(before: Snapshot, body: BodyId, *, on: date) -> DecisionId:
    for number in range(9999, 0, -1):
        serial = DecisionId(f"{body}/{on.year:04d}/{number:04d}")
        if serial not in before.decisions:
            return serial
    raise BadInput(f"no decision number of {on.year} is free")


def _decision(serial: DecisionId, supposed: Supposed, *, body: BodyId) -> DecisionRecord:
    text = supposed.text
    named = Object(text.kind, text.id, text.version)
    effect = Effect(
        op="retire" if supposed.retires else "adopt",
        object=named,
        was=supposed.base,
        became=None if supposed.retires else text.digest,
        effective=supposed.effective,
    )
    return DecisionRecord(
        id=serial,
        body=body,
        meeting=None,
        item=None,
        proposal=None,
        title=f"Supposed decision on {named}",
        decided_on=supposed.on,
        recorded_on=supposed.on,
        outcome="adopted",
        vote=None,
        arithmetic=None,
        effects=(effect,),
        dissent=(),
        summary={"en": Summary(text=_NOTE, by=None, of=None)},
        legacy=Legacy(source="what-if", note="supposed, not decided"),
        provenance=None,
    )


def signatures_of(text: Text[Any], *, on: date) -> list[AgreementEvent]:
    """Return supposed signatures of all parties of a text, on the day."""
    return [
        AgreementEvent(
            event="signed",
            version=text.version,
            partner=party.partner,
            since=None,
            through=None,
            effective_from=None,
            on=on,
            recorded_on=on,
            by="supposed",
            evidence="supposed",
        )
        for party in text.record.parties
    ]
