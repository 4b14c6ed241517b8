"""Every flow that lineage describes, decided as of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from catalog.records.agreement import Conditions
from catalog.records.codes.all_codes import finding
from catalog.records.codes.rule_codes import DEFINITIONS, FEDERAL
from catalog.records.finding import Finding
from catalog.records.flow import Reason, Verdict
from catalog.records.ids import PurposeId
from catalog.rules.checks.inspection import Inspection, named
from catalog.rules.checks.lineage import Places, current_graphs
from catalog.rules.flows.conditions import join
from catalog.rules.flows.reasons import BOARD_CODES, LAW_CODES
from catalog.rules.lineage.hops import ANY_CELL, Evidence, Hop, attested_cell, decide_hop, hops


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was decided about one step of lineage, source by source, in the order of their names.

    ``asked`` is what must still be shown at run time.
    """

    hop: Hop
    verdicts: list[Verdict]
    asked: Conditions | None

    @property
    def permitted(self) -> bool:
        """Whether every source may flow."""
        return all(one.outcome == "permit" for one in self.verdicts)


def flow_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each flow of current lineage that is refused, or that hangs on evidence: section 9.

    Evidence is the smallest cell that lineage attests by the day. Where it attests none any cell is
    taken, and the approval of a review board too; a note then says what is asked at run time.
    """
    yield from _findings(inspection, _hops(inspection), deciding=Deciding(inspection))


def flow_findings_of_both(before: Inspection, after: Inspection) -> tuple[list[Finding], list[Finding]]:
    """Return the findings of two states of a catalog within one scope, and in neither the ones they share.

    Where lineage is the same in both, only what is decided otherwise about the sources of the scope is
    told: all other findings are the same.
    """
    deciding = Deciding(before), Deciding(after)
    scope = after.scope
    if scope is None or scope.sources is None:
        steps = _hops(before), _hops(after)
    else:
        differing = _decided_otherwise(_hops(after), deciding, sources=scope.sources)
        steps = differing, differing
    old, new = (
        list(_findings(one, own, deciding=judge))
        for one, own, judge in zip((before, after), steps, deciding, strict=True)
    )
    return old, new


def _decided_otherwise(
    found: list[Hop], deciding: tuple[Deciding, Deciding], *, sources: frozenset[str]
) -> list[Hop]:
    """Return the steps into all that has a step which is decided otherwise: a field, or a whole dataset."""
    before, after = deciding
    differ: dict[object, bool] = {}
    places = set()
    for hop in found:
        own = sources & hop.sources
        if not own:
            continue
        cell = after.attested_cell(hop)
        question = (hop.sender, hop.recipient, hop.purpose, hop.zone, hop.form, cell, own)
        if question not in differ:
            one = replace(hop, sources=own)
            differ[question] = hop.purpose is None or before.told(one, cell) != after.told(one, cell)
        if differ[question]:
            places.add(_judged_at(hop))
    return [hop for hop in found if _judged_at(hop) in places]


def _judged_at(hop: Hop) -> str:
    """Return at what a step is judged: its field, or its dataset where that names no purpose."""
    return hop.dataset if hop.purpose is None else hop.output


def _hops(inspection: Inspection) -> list[Hop]:
    into = None if inspection.scope is None else inspection.scope.outputs
    return list(hops(inspection.snapshot, inspection.table, inspection.day, into=into))


def _findings(inspection: Inspection, found: list[Hop], *, deciding: Deciding) -> Iterator[Finding]:
    places = Places(current_graphs(inspection))
    for dataset, steps in groupby(sorted(found, key=lambda hop: hop.dataset), key=lambda hop: hop.dataset):
        own = [hop for hop in steps if hop.sources]
        if own and own[0].purpose is None:
            yield _purposeless(deciding, dataset, steps=own, places=places)
            continue
        for output, into in groupby(own, key=lambda hop: hop.output):
            answers = [deciding.answer(hop) for hop in into]
            place = places.of(output)
            for message, citation in _refusals(output, answers):
                yield finding("flow-refused", place.file, message=message, citation=citation, at=place.at)
            for message in _evidence_asked(output, answers):
                yield finding("flow-needs-evidence", place.file, message=message, at=place.at)


class Deciding:
    """Decides steps of lineage on the inspection's day, each source's part of a question once."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.graph = inspection.table.graphs.on(inspection.day)
        self._kept: dict[tuple[object, ...], Verdict] = {}

    def answer(self, hop: Hop) -> Answer:
        """Decide one step: on what lineage attests, else on evidence that is still to be shown."""
        attested = self.attested_cell(hop)
        plain = self._decide(hop, Evidence(min_cell=attested))
        if not any(one.reasons for one in plain):
            return Answer(hop=hop, verdicts=plain, asked=None)
        shown = Evidence(min_cell=ANY_CELL if attested is None else attested, irb="approved")
        assumed = self._decide(hop, shown)
        refused = any(one.reasons for one in assumed)
        asked = None if refused else join(one.conditions for one in assumed)
        return Answer(hop=hop, verdicts=assumed, asked=asked)

    def told(self, hop: Hop, cell: int | None) -> list[object]:
        """Return all that findings may tell of one step for which lineage attests that cell."""
        shown = Evidence(min_cell=ANY_CELL if cell is None else cell, irb="approved")
        return [
            (verdict.outcome, verdict.reasons, verdict.conditions)
            for evidence in (Evidence(min_cell=cell), shown)
            for verdict in self._decide(hop, evidence)
        ]

    def _decide(self, hop: Hop, evidence: Evidence) -> list[Verdict]:
        """Decide a step for each of its known sources: an end without an origin is a finding of its own.

        Every source must be let through by itself, so each is asked about by itself, and seldom anew.
        """
        question = (hop.sender, hop.recipient, hop.purpose, hop.zone, hop.form, evidence)
        verdicts = []
        for source in sorted(hop.sources):
            found = self._kept.get((source, *question))
            if found is None:
                found = self._kept[source, *question] = decide_hop(
                    self.inspection.table,
                    replace(hop, known=True, sources=frozenset({source})),
                    on=self.inspection.day,
                    as_known=self.inspection.known.as_known,
                    evidence=evidence,
                )
            verdicts.append(found)
        return verdicts

    def attested_cell(self, hop: Hop) -> int | None:
        """Return the smallest cell that lineage attests for a step by the day; ``None`` if none."""
        return attested_cell(self.graph, hop)


def _refusals(output: str, answers: list[Answer]) -> Iterator[tuple[str, str | None]]:
    """Yield one message for all sources that are refused on the same ground, with its citation."""
    alike: dict[tuple[object, ...], list[Reason]] = {}
    for answer in answers:
        reasons_of_all = [reason for verdict in answer.verdicts for reason in verdict.reasons]
        for source, told in groupby(reasons_of_all, key=lambda reason: reason.source):
            reasons = list(told)
            ground = tuple(sorted({(reason.code, reason.clause or "") for reason in reasons}))
            sender = answer.hop.sender or (source or "").partition(":")[0]
            alike.setdefault((sender, ground), []).extend(reasons)
    hop = answers[0].hop
    to = f"{hop.recipient} for {hop.purpose} in {hop.zone}, {hop.form}"
    for (sender, _), reasons in sorted(alike.items(), key=lambda one: str(one[0])):
        sources = {reason.source for reason in reasons if reason.source}
        grounds = {(reason.code, reason.clause): reason for reason in reversed(reasons)}
        told_why = "; ".join(_told(grounds[key]) for key in sorted(grounds, key=str))
        message = f"`{output}`: {named(sources)} may not flow from {sender} to {to}: {told_why}"
        yield message, _citation({reason.code for reason in reasons})


def _told(reason: Reason) -> str:
    clause = f" ({reason.clause})" if reason.clause and reason.clause not in reason.detail else ""
    return f"{reason.code}{clause}: {reason.detail}"


def _citation(codes: set[str]) -> str | None:
    """Return the law behind the consent that is missing; ``None`` leaves it to the provider's."""
    if codes & LAW_CODES:
        return FEDERAL
    return DEFINITIONS if codes & BOARD_CODES else None


def _evidence_asked(output: str, answers: list[Answer]) -> Iterator[str]:
    asked = [answer.asked for answer in answers if answer.asked is not None]
    cells = [one.min_cell for one in asked if one.min_cell is not None]
    told = [f"min_cell of at least {max(cells)}"] if cells else []
    told += ["irb: approved"] if any(one.irb for one in asked) else []
    if told:
        yield f"`{output}` flows only where evidence is shown when it does: {' and '.join(told)}"


def _purposeless(deciding: Deciding, dataset: str, *, steps: list[Hop], places: Places) -> Finding:
    """Say for which purposes, if any, everything might flow into a dataset that names none."""
    described = places.fields[steps[0].output]
    at = described.at[:2]
    fitting = [
        purpose
        for purpose in sorted(deciding.inspection.snapshot.purposes)
        if _fits(deciding, purpose, steps=steps)
    ]
    if not fitting:
        message = (
            f"dataset `{dataset}` names no purpose, and there is none for which all its data may flow there"
        )
        return finding("no-purpose-permits", described.file, message=message, at=at)
    message = f"dataset `{dataset}` names no purpose; its data may flow there for {named(fitting)}"
    return finding("dataset-without-purpose", described.file, message=message, at=at)


def _fits(deciding: Deciding, purpose: PurposeId, *, steps: list[Hop]) -> bool:
    return all(deciding.answer(replace(hop, purpose=purpose)).permitted for hop in steps)
