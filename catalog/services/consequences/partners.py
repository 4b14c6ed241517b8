"""The partners that a proposal touches, and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from catalog.records.ids import AgreementId
from catalog.records.snapshot import Snapshot
from catalog.rules.whatif import WhatIf
from catalog.services.consequences.lineage_parts import Touched
from catalog.services.consequences.weighing import Weighed


def partners_part(weighed: Weighed, touched: Touched, *, flows: WhatIf) -> list[dict[str, object]]:
    """Return each partner that is touched, with the ways in which it is, in order."""
    roles: dict[str, set[str]] = defaultdict(set)
    for partner, role in (
        *_definitions(weighed),
        *_lineage(touched),
        *_agreements(weighed.after.snapshot, touched),
        *_flows(flows),
    ):
        roles[partner].add(role)
    names = weighed.before.snapshot.partners
    return [
        {"partner": id, "name": partner.name, "how": sorted(roles[id])}
        for id, partner in sorted(names.items())
        if id in roles
    ]


def _definitions(weighed: Weighed) -> Iterator[tuple[str, str]]:
    if weighed.kind == "element":
        for text in (weighed.text, weighed.base):
            if text is not None:
                yield text.record.steward, f"steward of {text.id}"
                yield from ((provider.partner, f"supplies {text.id}") for provider in text.record.providers)


def _lineage(touched: Touched) -> Iterator[tuple[str, str]]:
    for dataset in touched.impact.datasets:
        yield dataset.holder, f"holds {dataset.id}"
    for partner, job in touched.impact.run_by:
        yield partner, f"runs {job}"


def _agreements(snapshot: Snapshot, touched: Touched) -> Iterator[tuple[str, str]]:
    for name in {one.agreement for one in touched.clauses}:
        id, _, version = name.partition("@")
        for text in snapshot.agreements[AgreementId(id)]:
            if str(text.version) == version:
                yield from ((party.partner, f"party to {name}") for party in text.record.parties)


def _flows(flows: WhatIf) -> Iterator[tuple[str, str]]:
    for word, changes in (
        ("gained", flows.gained),
        ("lost", flows.lost),
        ("tightened", flows.tightened),
        ("relaxed", flows.relaxed),
    ):
        for change in changes:
            yield change.source.partition(":")[0], f"its data: flows {word}"
            yield change.cell.sender, f"sender: flows {word}"
            yield change.cell.recipient, f"recipient: flows {word}"
