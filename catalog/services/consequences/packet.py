"""The consequence packet of a proposal: what would follow, as data and as a page, the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalog.errors import FaultyCatalog, NotFound
from catalog.records.ids import Digest, ElementId, ProposalId
from catalog.records.meetings import Proposal
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import asked_of, least_version, satisfies, step
from catalog.rules.changes.differences import differences
from catalog.rules.changes.grades import grade_of
from catalog.rules.consequences.comparability import dropped_out
from catalog.rules.meetings.comment_periods import comment_period
from catalog.rules.whatif import what_if
from catalog.services.consequences.found import (
    findings_part,
    promises_part,
    rivals_part,
    use_cases_part,
)
from catalog.services.consequences.lineage_parts import Touched, touched_by
from catalog.services.consequences.page import page_of
from catalog.services.consequences.partners import partners_part
from catalog.services.consequences.weighing import Weighed, base_is_current, weigh
from catalog.services.opening import open_snapshot
from catalog.store.canonical import canonical_bytes, digest
from catalog.store.reading import collector_paused
from catalog.store.yaml_text import YamlFault, read

FORMAT = 1
"""The number of this form of the packet; it rises when a key changes its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What would follow from a proposal: a plain document, its canonical bytes, and a page."""

    document: Mapping[str, Any]
    data: bytes
    html: bytes

    @property
    def digest(self) -> Digest:
        """The digest of the document."""
        return digest(self.document)


def packet_of(
    root: Path,
    proposal_id: str,
    *,
    on: date,
    text: Digest | None = None,
    snapshot: Snapshot | None = None,
    said: Mapping[str, Any] | None = None,
) -> Packet:
    """Work out what would follow from a proposal, were it decided on a day, as known on that day.

    ``text`` is the digest of another version of the object, where an amendment moved in a meeting is
    weighed; ``snapshot`` the catalog of ``root``, where it is open already; ``said`` what the text says,
    where its file is not written yet. The same catalog, proposal and day give the same bytes. Raises
    ``CatalogError`` where there is no such proposal or text, or the text is adopted already.
    """
    opened = snapshot or open_snapshot(root)
    proposal = opened.proposals.get(ProposalId(proposal_id))
    if proposal is None:
        raise NotFound(
            f"there is no proposal `{proposal_id}`", hint="`p20w propose --list` shows those there are"
        )
    with collector_paused():
        weighed = weigh(opened, proposal, on=on, wanted=text)
        document = _document(weighed, said=_said(root, weighed.text) if said is None else said)
        return Packet(document=document, data=canonical_bytes(document), html=page_of(document).encode())


def _said(root: Path, text: Text[Any]) -> Any:
    """Return what the text's file says. Raises ``FaultyCatalog`` where it is no longer what was read."""
    try:
        said = read((root / text.path).read_bytes())
    except (OSError, YamlFault) as error:
        raise FaultyCatalog(f"{text.path} cannot be read any more") from error
    if digest(said) != text.digest:
        raise FaultyCatalog(f"{text.path} has changed since it was read", hint="run the command again")
    return said


def _document(weighed: Weighed, *, said: Any) -> dict[str, Any]:
    before, after = weighed.before, weighed.after
    flows = what_if(before.snapshot, after.snapshot, as_known=weighed.on)
    touched = touched_by(weighed, flows)
    use_cases = use_cases_part(weighed, touched)
    return {
        "kind": "consequence-packet",
        "format": FORMAT,
        "proposal": _proposal(weighed.proposal),
        "recommendations": _recommendations(weighed),
        "computed_on": weighed.on.isoformat(),
        "catalog": before.snapshot.digest,
        "text_digest": weighed.text.digest,
        "supposed": _supposed(weighed),
        "text": said,
        "base": _base(weighed),
        "bump": _bump(weighed),
        "comment": _comment(weighed),
        "differences": _differences(weighed),
        "flows": flows.document(),
        "datasets": [one.document() for one in touched.impact.datasets],
        "dashboards": [one.id for one in touched.impact.datasets if one.dashboard],
        "clauses": [one.document() for one in touched.clauses],
        "groups": list(touched.groups),
        "definitions": list(touched.definitions),
        "partners": partners_part(weighed, touched, flows=flows),
        "use_cases": use_cases,
        "comparability": _comparability(weighed, touched, use_cases=use_cases),
        "checks": findings_part(weighed),
        "promises": promises_part(weighed),
        "signatures": _signatures(weighed),
        "left_behind": rivals_part(weighed),
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    mark = proposal.provenance
    return {
        "id": proposal.id,
        "title": proposal.title,
        "change": proposal.change,
        "object": str(proposal.object),
        "digest": proposal.digest,
        "base": proposal.base,
        "rationale": proposal.rationale,
        "options": list(proposal.options),
        "author": proposal.author,
        "advisory": proposal.advisory,
        "body": proposal.body,
        "proposed_on": _day(proposal.proposed_on),
        "effective": _day(proposal.effective),
        "grade": proposal.grade,
        "provenance": None if mark is None else {"status": mark.status, "source": mark.source},
    }


def _recommendations(weighed: Weighed) -> list[dict[str, Any]]:
    """Return how advisory bodies have voted on the proposal, in the order of their days."""
    snapshot = weighed.before.snapshot
    found = [
        one
        for one in snapshot.decisions.values()
        if one.proposal == weighed.proposal.id and snapshot.bodies[one.body].classification == "advisory"
    ]
    return [
        {
            "decision": one.id,
            "body": one.body,
            "decided_on": one.decided_on.isoformat(),
            "outcome": one.outcome,
            "says": one.summary["en"].text if "en" in one.summary else one.title,
        }
        for one in sorted(found, key=lambda one: (one.decided_on, one.id))
    ]


def _supposed(weighed: Weighed) -> dict[str, Any]:
    signing = weighed.kind == "agreement" and not weighed.retires
    parties = weighed.text.record.parties if signing else ()
    return {
        "op": "retire" if weighed.retires else "adopt",
        "by": weighed.body.id,
        "decided_on": weighed.on.isoformat(),
        "effective": weighed.effective.isoformat(),
        "signed_by": sorted(party.partner for party in parties),
        "looked_at_on": weighed.day.isoformat(),
    }


def _base(weighed: Weighed) -> dict[str, Any]:
    return {
        "digest": weighed.proposal.base,
        "version": None if weighed.base is None else str(weighed.base.version),
        "is_adopted_last": base_is_current(weighed),
    }


def _bump(weighed: Weighed) -> dict[str, Any] | None:
    """Return what the version number must say and what it says; nothing where there is none before it."""
    older, newer = weighed.base, weighed.text
    if older is None or weighed.retires:
        return None
    least = asked_of(newer.kind, older.record, newer.record)
    return {
        "from": str(older.version),
        "to": str(newer.version),
        "least": least,
        "least_version": str(least_version(older.version, least)),
        "taken": step(older.version, newer.version),
        "satisfied": satisfies(older.version, newer.version, needed=least),
    }


def _comment(weighed: Weighed) -> dict[str, Any]:
    base = None if weighed.base is None else weighed.base.record
    grade = grade_of(weighed.proposal.change, base=base, proposed=weighed.text.record)
    opened = weighed.proposal.proposed_on or weighed.on
    period = comment_period(weighed.body, grade, proposed_on=opened)
    return {
        "grade": grade,
        "opened": opened.isoformat(),
        "days": period.days,
        "through": period.through.isoformat(),
        "first_vote": period.first_vote.isoformat(),
    }


def _differences(weighed: Weighed) -> list[dict[str, Any]]:
    if weighed.base is None or weighed.retires:
        return []
    return [one.document() for one in differences(weighed.base.record, weighed.text.record)]


def _comparability(weighed: Weighed, touched: Touched, *, use_cases: list[dict[str, Any]]) -> dict[str, Any]:
    is_series = weighed.kind in {"element", "lineage"}
    older = weighed.base
    rises = older is not None and weighed.text.version.major > older.version.major
    breaks = is_series and (weighed.retires or rises)
    elements = map(ElementId, touched.elements if weighed.kind in {"element", "group"} else ())
    dropped = dropped_out(weighed.before.table, weighed.after.table, elements, day=weighed.day)
    stop = [one["use_case"] for one in use_cases if one["answerable_before"] and not one["answerable_after"]]
    return {
        "breaks": breaks,
        "series": sorted(touched.series) if breaks else [],
        "clauses": [one.document() for one in dropped],
        "use_cases": stop,
    }


def _signatures(weighed: Weighed) -> dict[str, Any] | None:
    """Return which parties of an agreement still have to sign, should it be adopted."""
    if weighed.kind != "agreement" or weighed.retires:
        return None
    record = weighed.text.record
    given = {
        event.partner
        for event in weighed.before.known.known_events(record.id)
        if event.event == "signed" and event.version == record.version
    }
    return {
        "given": sorted(party.partner for party in record.parties if party.partner in given),
        "needed": [
            {"partner": party.partner, "role": party.role}
            for party in record.parties
            if party.partner not in given
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
