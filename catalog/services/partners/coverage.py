"""How far clauses and the flows of lineage fit: clauses that nothing uses, flows that nothing permits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from catalog.records.flow import Reason
from catalog.records.ids import AgreementId, Citation, ElementId, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.flows import Answer, Deciding
from catalog.rules.checks.inspection import Inspection
from catalog.rules.flows.lanes import Bite, Lane, Row
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.flows.ways import Ban, Way
from catalog.rules.lineage.hops import Hop, hops

Use = Literal["lineage", "possible", "nothing", "stops", "precaution"]
"""How a clause is used: by flows of lineage, or so far by none though it opens some; it opens nothing;
a forbid stops what some clause would permit, or nothing that any would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseUse:
    """One clause, and what uses it on the day. ``fields`` counts the sources it opens or stops.

    ``row`` is 0 for the clause itself and counts the rows of its redisclosure from 1.
    """

    clause: Citation
    row: int
    use: Use
    datasets: tuple[str, ...]
    fields: int

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "clause": self.clause,
            "row": self.row,
            "use": self.use,
            "datasets": list(self.datasets),
            "fields": self.fields,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpermitted:
    """A flow that lineage describes and nothing permits, with the fields of the partner that it carries."""

    output: str
    dataset: str
    sender: PartnerId | None
    recipient: PartnerId
    purpose: str | None
    zone: str
    form: str
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "output": self.output,
            "sender": self.sender,
            "recipient": self.recipient,
            "purpose": self.purpose,
            "zone": self.zone,
            "form": self.form,
            "sources": list(self.sources),
            "reasons": [
                {"code": one.code, "source": one.source, "clause": one.clause, "detail": one.detail}
                for one in self.reasons
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a partner's clauses are used for on a day, and which of its flows no clause covers."""

    clauses: tuple[ClauseUse, ...]
    unpermitted: tuple[Unpermitted, ...]

    def unused(self) -> tuple[ClauseUse, ...]:
        """Return the permits that no flow of lineage uses."""
        return tuple(one for one in self.clauses if one.use in {"possible", "nothing"})

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "clauses": [one.document() for one in self.clauses],
            "unpermitted": [one.document() for one in self.unpermitted],
        }


def coverage(snapshot: Snapshot, partner: PartnerId, *, on: date, as_known: date) -> Coverage:
    """Hold the clauses in force of a partner's agreements against the flows of the day, and the other way.

    Evidence is the cell that lineage attests; where it attests none, any is taken, as ``p20w check`` does.
    """
    table = table_of(snapshot, as_known)
    answers = list(_answers(snapshot, table, partner, on=on))
    users = _users(answers)
    sources = _suppliers(snapshot)
    clauses: list[ClauseUse] = []
    for id in _agreements_of(snapshot, partner):
        ways, bans = table.clauses.get(id, ([], []))
        clauses.extend(_permits(table, ways, users=users, sources=sources, on=on))
        clauses.extend(_forbids(table, bans, sources=sources, on=on))
    refused = (one for answer in answers for one in _unpermitted(answer))
    return Coverage(clauses=tuple(clauses), unpermitted=tuple(dict.fromkeys(refused)))


def _agreements_of(snapshot: Snapshot, partner: PartnerId) -> list[AgreementId]:
    return [
        id
        for id in sorted(snapshot.agreements)
        if any(party.partner == partner for text in snapshot.agreements[id] for party in text.record.parties)
    ]


def _answers(snapshot: Snapshot, table: FlowTable, partner: PartnerId, *, on: date) -> Iterator[Answer]:
    """Decide each step of lineage that carries the partner's data, or that it sends or receives."""
    deciding = Deciding(Inspection(snapshot=snapshot, day=on, table=table))
    for hop in hops(snapshot, table, on):
        own = frozenset(source for source in hop.sources if source.startswith(f"{partner}:"))
        sources = hop.sources if partner in {hop.sender, hop.recipient} else own
        if sources:
            yield deciding.answer(replace(hop, sources=sources))


Users = dict[Citation, list[tuple[Hop, str]]]
"""The steps of lineage that each clause lets through, with the source that it carries."""


def _users(answers: list[Answer]) -> Users:
    found: Users = defaultdict(list)
    for answer in answers:
        for verdict in answer.verdicts:
            for source, clauses in verdict.permitted_by:
                for clause in clauses:
                    found[clause].append((answer.hop, source))
    return found


def _lets_through(way: Way, hop: Hop, source: str) -> bool:
    """Say whether it is this way of its clause, the direct one or a row, that lets a step through."""
    provider = PartnerId(source.partition(":")[0])
    sender = hop.sender or provider
    return (
        (sender == provider if way.senders is None else sender in way.senders)
        and hop.recipient in way.recipients
        and hop.zone in way.zones
        and hop.purpose in way.purposes
        and hop.form in way.forms
    )


def _permits(
    table: FlowTable, ways: list[Way], *, users: Users, sources: Sources, on: date
) -> Iterator[ClauseUse]:
    rows: dict[Citation, int] = defaultdict(int)
    for way in ways:
        number = rows[way.citation]
        rows[way.citation] += 1
        if not any(first <= on <= last for first, last in way.life.permit_days):
            continue
        datasets = sorted(
            {hop.dataset for hop, source in users.get(way.citation, ()) if _lets_through(way, hop, source)}
        )
        lanes = _lanes(table, sources, listed=way.listed, origins=way.origins)
        fields = sum(_opens(lane, way, on=on) for lane in lanes)
        use: Use = "lineage" if datasets else "possible" if fields else "nothing"
        yield ClauseUse(clause=way.citation, row=number, use=use, datasets=tuple(datasets), fields=fields)


Sources = Mapping[ElementId, frozenset[PartnerId]]
"""The partners that any version of each element names as its providers."""


def _suppliers(snapshot: Snapshot) -> Sources:
    return {
        id: frozenset(provider.partner for text in texts for provider in text.record.providers)
        for id, texts in snapshot.elements.items()
    }


def _lanes(
    table: FlowTable,
    sources: Sources,
    *,
    listed: Iterable[ElementId] | None,
    origins: frozenset[PartnerId] | None,
) -> Iterator[Lane]:
    """Yield the lane of each source that a clause of these fields and origins speaks of."""
    for element in sources if listed is None else listed:
        suppliers = sources[element]
        for provider in suppliers if origins is None else suppliers & origins:
            lane = table.lane(f"{provider}:{element}")
            if lane is not None:
                yield lane


def _opens(lane: Lane, way: Way, *, on: date) -> bool:
    """Say whether the way lets the lane's source flow on the day, somehow, past all bans."""
    bites = [bite for bite in lane.bites if bite.first <= on <= bite.last]
    rows = {
        id(row): row
        for recipient in way.recipients
        for row in lane.rows.get(recipient, ())
        if row.way is way and row.first <= on <= row.last
    }
    return any(_passes(row, bites) for row in rows.values())


def _passes(row: Row, bites: list[Bite]) -> bool:
    return any(
        not any(_stops(bite, recipient, zone, purpose, form) for bite in bites)
        for recipient in row.way.recipients
        for zone in row.zones
        for purpose, forms in row.grants.items()
        for form in forms
    )


def _stops(bite: Bite, recipient: str, zone: str, purpose: str, form: str) -> bool:
    return (
        (bite.recipients is None or recipient in bite.recipients)
        and (bite.zones is None or zone in bite.zones)
        and (bite.purposes is None or purpose in bite.purposes)
        and (bite.forms is None or form in bite.forms)
    )


def _forbids(table: FlowTable, bans: list[Ban], *, sources: Sources, on: date) -> Iterator[ClauseUse]:
    for ban in bans:
        if any(first <= on <= last for first, last in ban.days):
            lanes = _lanes(table, sources, listed=ban.listed, origins=ban.origins)
            fields = sum(_stopped(lane, ban, on=on) for lane in lanes)
            use: Use = "stops" if fields else "precaution"
            yield ClauseUse(clause=ban.citation, row=0, use=use, datasets=(), fields=fields)


def _stopped(lane: Lane, ban: Ban, *, on: date) -> bool:
    """Say whether the ban stops something of the source that a clause would let through on the day."""
    own = [bite for bite in lane.bites if bite.citation == ban.citation and bite.first <= on <= bite.last]
    rows = {id(row): row for through in lane.rows.values() for row in through if row.first <= on <= row.last}
    return any(_meets(bite, row) for bite in own for row in rows.values())


def _meets(bite: Bite, row: Row) -> bool:
    """Say whether a ban and a row have a flow in common."""
    return (
        (bite.recipients is None or bool(bite.recipients & row.way.recipients))
        and (bite.zones is None or bool(bite.zones & row.zones))
        and any(
            (bite.purposes is None or purpose in bite.purposes)
            and any(bite.forms is None or form in bite.forms for form in forms)
            for purpose, forms in row.grants.items()
        )
    )


def _unpermitted(answer: Answer) -> Iterator[Unpermitted]:
    hop = answer.hop
    reasons = tuple(reason for verdict in answer.verdicts for reason in verdict.reasons)
    if reasons:
        yield Unpermitted(
            output=hop.output,
            dataset=hop.dataset,
            sender=hop.sender,
            recipient=hop.recipient,
            purpose=hop.purpose,
            zone=hop.zone,
            form=hop.form,
            sources=tuple(sorted({one.source for one in reasons if one.source} or hop.sources)),
            reasons=reasons,
        )
