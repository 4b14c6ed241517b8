"""Why one step of lineage is decided as it is: the flow it asks for, each clause, signature and vote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalog.errors import BadInput, NotFound
from catalog.interchange.pages import Link, Page
from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import table_of
from catalog.rules.lineage.neighbourhood import Edge
from catalog.rules.lineage.steps import Deciding, Step
from catalog.rules.lineage.why import Adopted, Why, adopted, why
from catalog.services.lineage_map.asking import LONGEST
from catalog.services.lineage_map.items import address_of
from catalog.services.lineage_map.rows import asked_in_words, clause_link, told_once
from catalog.services.lineage_map.sketching import FORMS
from catalog.services.requests import read_day


def step_page(snapshot: Snapshot, typed: Mapping[str, str], *, today: date) -> Page:
    """Return the page of a step, which ``from``, ``to`` and ``job`` name.

    Raises ``BadInput`` for a day that there is not, ``NotFound`` where lineage has no such step on the day.
    """
    on = read_day(typed.get("on") or today.isoformat())
    if on is None:
        raise BadInput(phrase("`on` is a day that exists, as 2026-07-01"))
    table = table_of(snapshot, today)
    edge = _edge(table.graphs.on(on), typed, on=on)
    step = Deciding(table, on=on, as_known=today).steps([edge])[0]
    found = step.found
    chains = why(table, (*found.forbidden_by, *found.clauses))
    told = {one.adopted.decision for one in chains if one.adopted}
    return Page(
        template="lineage/step.html",
        address="lineage-step.html",
        title=phrase("From {tail} to {head}", tail=edge.input, head=edge.output),
        section="lineage",
        shown={
            "step": step,
            "tail": Link(words=edge.input, address=address_of(edge.input)),
            "head": Link(words=edge.output, address=address_of(edge.output)),
            "form": FORMS[step.hop.form] if step.hop else None,
            "sources": _sources(step),
            "asked": list(asked_in_words(found.asked)),
            "reasons": told_once(found.reasons),
            "chains": [_chain(one) for one in chains],
            "definitions": [_adopted(adopted(snapshot, id)) for id in found.records if id not in told],
            "on": on,
        },
    )


def _edge(graph: FieldGraph, typed: Mapping[str, str], *, on: date) -> Edge:
    tail, head, job = (typed.get(name, "")[:LONGEST] for name in ("from", "to", "job"))
    if not job and graph.source_of.get(head) == tail:
        return Edge(tail, head, None)
    for made in graph.inputs.get(head, ()):
        if made.input.field == tail and made.job.id == job:
            return Edge(tail, head, made)
    raise NotFound(
        phrase("lineage of {on} has no step from `{tail}` to `{head}`", on=on, tail=tail, head=head),
        hint=phrase("start from one of its fields"),
    )


def _sources(step: Step) -> list[Link]:
    named = sorted(step.hop.sources) if step.hop else []
    return [Link(words=one, address=address_of(one)) for one in named]


def _chain(one: Why) -> dict[str, object]:
    return {
        "clause": clause_link(one.clause),
        "effect": one.effect,
        "text": one.text,
        "title": one.title,
        "first": one.effective_from,
        "last": one.effective_through,
        "signatures": one.signatures,
        "adopted": _adopted(one.adopted) if one.adopted else None,
    }


def _adopted(one: Adopted) -> dict[str, object]:
    meeting = Link(words=one.meeting, address=f"meetings/{one.meeting}.html") if one.meeting else None
    return {
        "decision": Link(words=one.decision, address=f"decisions/{one.decision}.html"),
        "title": one.title,
        "day": one.decided_on,
        "vote": one.vote,
        "meeting": meeting,
        "minutes": one.minutes,
    }
