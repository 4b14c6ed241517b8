"""How a trace is told: an indented tree up and down, then why each clause binds."""

from __future__ import annotations

from collections.abc import Iterable

import click

from catalog.records.flow import Verdict
from catalog.rules.lineage.hops import wants_evidence_alone
from catalog.rules.lineage.tracing import Asked, Decided, Leg, Place, Trace
from catalog.rules.lineage.why import Adopted, Why

MOST_REASONS = 3
MOST_SOURCES = 4


def tell_trace(found: Trace) -> None:
    """Print a trace for a reader: the flow asked about, origins, destinations, and the chains behind."""
    place = found.fields.get(found.item)
    click.echo(click.style(found.item, bold=True) + (f"  {_rests(place)}" if place else ""))
    if place:
        _laws(place, indent="  ")
    if found.asked is not None:
        _asked(found.asked)
    if place:
        _tree("comes from", found, legs=found.upstream, down=False)
    _tree("goes to", found, legs=found.downstream, down=True)
    _chains(found)
    click.echo(_summary(found))


def _asked(asked: Asked) -> None:
    flow, verdict = asked.request, asked.decision.verdict
    told = f"to {flow.recipient} for {flow.purpose} in {flow.zone}" + (f", {flow.form}" if flow.form else "")
    by = f"; by {_some(verdict.consents.clauses)}" if verdict.consents.clauses else ""
    click.echo(f"asked besides: {_outcome(verdict)}: {told}{by}")
    _reasons(verdict, indent="  ")


def _tree(title: str, found: Trace, *, legs: Iterable[Leg], down: bool) -> None:
    click.echo(f"{title}:")
    near: dict[str, list[Leg]] = {}
    for leg in legs:
        near.setdefault(leg.input if down else leg.output, []).append(leg)
    if not near:
        click.echo("  no dataset of the lineage of this day" if down else "  nothing that lineage knows")
        return
    told: set[str] = set()

    def branch(at: str, depth: int) -> None:
        told.add(at)
        for leg in near.get(at, ()):
            end = leg.output if down else leg.input
            _leg(found, leg, end=end, indent="  " * depth, again=end in told and end in near)
            if end not in told:
                branch(end, depth + 1)

    branch(found.item, 1)


def _leg(found: Trace, leg: Leg, *, end: str, indent: str, again: bool) -> None:
    place = found.fields.get(end)
    if place is None and leg.hop is None:
        click.echo(f"{indent}origin {end}, at its own provider")
        return
    how = f"  {leg.kind}, job {leg.job}" if leg.kind else ""
    click.echo(f"{indent}{end}{how}" + ("  (shown above)" if again else ""))
    if leg.hop is None:
        click.echo(
            f"{indent}  no flow: {'its own provider' if _moves(found, leg) else 'the dataset'} keeps it"
        )
    else:
        _hop(leg.hop, indent=f"{indent}  ")
    if place and not again and leg.output == end:
        _laws(place, indent=f"{indent}  ")


def _moves(found: Trace, leg: Leg) -> bool:
    ends = [found.fields.get(name) for name in (leg.input, leg.output)]
    return ends[0] is None or ends[1] is None or ends[0].dataset != ends[1].dataset


def _hop(hop: Decided, *, indent: str) -> None:
    sender = hop.hop.sender or "each provider"
    told = f"{sender} to {hop.hop.recipient} for {hop.hop.purpose} in {hop.hop.zone}, {hop.hop.form}"
    clauses = sorted({clause for _, found in hop.verdict.permitted_by for clause in found})
    by = f"; by {_some(clauses)}" if clauses else ""
    click.echo(f"{indent}{_outcome(hop.verdict)}: {told}{by}")
    _reasons(hop.verdict, indent=indent + "  ")


def _outcome(verdict: Verdict) -> str:
    word = click.style(verdict.outcome, fg="green" if verdict.outcome == "permit" else "red")
    return word + (" until evidence is shown" if wants_evidence_alone(verdict) else "")


def _reasons(verdict: Verdict, *, indent: str) -> None:
    first = sorted(verdict.reasons, key=lambda reason: reason.code != "forbidden")
    lines = list(dict.fromkeys(f"{reason.code}: {reason.detail}" for reason in first))
    for line in lines[:MOST_REASONS]:
        click.echo(f"{indent}because {line}")
    if len(lines) > MOST_REASONS:
        click.echo(f"{indent}and {len(lines) - MOST_REASONS} more reasons; --format json shows all")


def _rests(place: Place) -> str:
    purpose = f" for {place.purpose}" if place.purpose else ""
    return f"rests in {place.zone}, held by {place.holder}{purpose}, {place.form}"


def _laws(place: Place, *, indent: str) -> None:
    if not place.known:
        click.echo(f"{indent}lineage does not lead it back to origins alone")
    sources = _some(place.sources) or "nothing"
    click.echo(f"{indent}descends from {sources}; reached by {_some(place.regimes) or 'no privacy law'}")


def _some(words: Iterable[str]) -> str:
    shown = list(words)
    more = len(shown) - MOST_SOURCES
    return ", ".join(shown[:MOST_SOURCES]) + (f" and {more} more" if more > 0 else "")


def _chains(found: Trace) -> None:
    chains = {one.clause: one for hop in found.hops() for one in hop.why}
    chains |= {one.clause: one for one in (found.asked.why if found.asked else ())}
    records = {one.decision: one for hop in found.hops() for one in hop.records}
    agreements: dict[str, list[Why]] = {}
    for name in sorted(chains):
        agreements.setdefault(chains[name].agreement, []).append(chains[name])
    if agreements:
        click.echo("why:")
    for clauses in agreements.values():
        _agreement(clauses)
    shown = {one.adopted.decision for one in chains.values() if one.adopted}
    rest = [records[name] for name in sorted(records) if name not in shown]
    if rest:
        click.echo("definitions adopted by:")
    for one in rest:
        _adopted(one, indent="  ")


def _agreement(clauses: list[Why]) -> None:
    one = clauses[0]
    click.echo(f"  {one.agreement}: {one.title}, {one.effective_from} through {one.effective_through}")
    for clause in clauses:
        where = f" ({clause.text})" if clause.text else ""
        click.echo(f"    {clause.effect} {clause.clause}{where}")
    for signed in one.signatures:
        click.echo(f"    signed for {signed.partner} on {signed.on} by {signed.by}: {signed.evidence}")
    if one.adopted is None:
        click.echo("    no decision adopts this text")
    else:
        _adopted(one.adopted, indent="    ")


def _adopted(one: Adopted, *, indent: str) -> None:
    click.echo(f"{indent}adopted by {one.decision} on {one.decided_on}: {one.title}")
    click.echo(f"{indent}  vote: {one.vote}")
    click.echo(f"{indent}  meeting: {one.meeting or 'none recorded'}; minutes: {one.minutes}")


def _summary(found: Trace) -> str:
    refused = sum(hop.verdict.outcome == "refuse" for hop in found.hops())
    permitted = sum(1 for _ in found.hops()) - refused
    return f"{permitted} hops permitted, {refused} refused, on {found.on}, as known {found.as_known}"
