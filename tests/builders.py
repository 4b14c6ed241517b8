"""Builders for tests of the rules: snapshots of small worlds, requests to them, answers to compare."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.snapshot import Snapshot
from catalog.services.flows import ask
from catalog.services.requests import read_request
from catalog.store.reading import load_documents
from tests import oracle, worlds
from tests.canonical import digest
from tests.worlds import World, adopt, event, put

Doc = dict[str, Any]

KNOWN = "2027-03-01"
CODES = frozenset(
    [
        "invalid-request",
        "unknown-item",
        "unknown-partner",
        "unknown-purpose",
        "unknown-zone",
        "not-a-supplier",
        "not-adopted",
        "not-in-force",
        "not-executed",
        "element-changed",
        "no-clause",
        "sender-not-covered",
        "recipient-not-covered",
        "purpose-not-covered",
        "zone-not-covered",
        "form-not-covered",
        "form-not-attested",
        "term-ended",
        "not-yet-effective",
        "suspended",
        "terminated",
        "retention-ended",
        "evidence-missing",
        "evidence-insufficient",
        "duty-not-enforceable",
        "law-not-covered",
        "written-element-missing",
        "forbidden",
    ]
)
"""Every reason code of the contract."""


def world_of(*texts: Doc, on: str = worlds.LONG_AGO) -> World:
    """Return a world of ``k12.ssid`` and these texts, all adopted, and signed by all, on one day."""
    found = worlds.vocabulary()
    first = [] if any(text["id"] == "k12.ssid" for text in texts) else [worlds.element("k12.ssid")]
    for text in [*first, *texts]:
        enact(found, text, on)
    return found


def enact(world: World, text: Doc, on: str = worlds.LONG_AGO) -> None:
    """Put a text, adopt it, and sign it for all its parties."""
    adopt(world, put(world, text), on)
    for party in text.get("parties", []):
        event(world, text["id"], "signed", on, version=text["version"], partner=party["partner"])


def snapshot_of(world: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of a world; fail where it has faults."""
    return load_documents(world).sound()


def asked(**more: object) -> Doc:
    """Return a request for ``cde:k12.ssid`` to ``c2c``, with what differs; ``None`` leaves a key out."""
    request: Doc = {"item": "cde:k12.ssid", "recipient": "c2c", "purpose": "evaluation"}
    request |= {"zone": "c2c.linkage", "on": "2026-08-01", "as_known": KNOWN, **more}
    return {key: value for key, value in request.items() if value is not None}


def request_of(given: Doc, *, today: str = KNOWN) -> FlowRequest:
    """Return the request that a plain object stands for; fail where it stands for none."""
    request = read_request(given, today=date.fromisoformat(today))
    assert isinstance(request, FlowRequest), request
    return request


def answer(snapshot: Snapshot, given: Doc, *, today: str = KNOWN) -> FlowDecision:
    """Return the answer to a plain request."""
    return ask(snapshot, given, today=date.fromisoformat(today))


def said(found: FlowDecision) -> oracle.Verdict:
    """Return what an answer says in the oracle's words, its reasons aside."""
    document: Any = found.document()
    return oracle.Verdict(
        permitted=document["outcome"] == "permit",
        permitted_by={entry["source"]: set(entry["clauses"]) for entry in document["permitted_by"]},
        forbidden_by={(entry["source"], entry["clause"]) for entry in document["forbidden_by"]},
        duties=document["duties"],
    )


def told(world: World, given: Doc, *, today: str = KNOWN) -> oracle.Verdict:
    """Return what the oracle says, its reasons aside."""
    return replace(oracle.may_flow(world, given, today), codes=set())


def codes(found: FlowDecision) -> list[str]:
    """Return the reason codes of an answer, each once, in order."""
    return sorted({reason.code for reason in found.verdict.reasons})


def withheld(found: FlowDecision) -> list[str]:
    """Return the consents that an answer shows as not given, in the order of their names."""
    consents = found.verdict.consents
    given = {"board": consents.board, "law": consents.law, "provider": consents.provider}
    return [name for name, is_given in given.items() if not is_given]


def rewritten(world: World, change: Callable[[Doc], None]) -> World:
    """Return a copy of a world whose texts were changed in place, and adopted as they then read."""
    copy: World = deepcopy(world)
    became = {}
    for document in copy.values():
        if isinstance(document, dict) and "version" in document:
            before = digest(document)
            change(document)
            became[before] = digest(document)
    for document in copy.values():
        if isinstance(document, dict) and document["kind"] == "decision":
            for effect in document["effects"]:
                effect["to"] = became.get(effect.get("to"), effect.get("to"))
    return copy
