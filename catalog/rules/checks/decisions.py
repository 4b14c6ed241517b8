"""Decisions and the texts they adopt: invariants I1 to I3, and what makes an effect void."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.records.codes.all_codes import finding
from catalog.records.decision_record import DecisionRecord, Effect
from catalog.records.finding import Finding
from catalog.records.ids import Object
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.checks.inspection import Inspection
from catalog.rules.families import family_of
from catalog.rules.meetings.effects import counting_effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopting:
    """One effect that adopts a text, and where it stands."""

    decision: DecisionRecord
    effect: Effect
    position: int


def decision_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield what is wrong with decision records and with the texts they adopt: contract section 7."""
    snapshot = inspection.snapshot
    for _, decision in sorted(snapshot.decisions.items()) if inspection.scope is None else ():
        yield from _record(inspection, decision)
        yield from _void(snapshot, decision)
    adopting = _adopting(snapshot)
    for texts in inspection.families():
        versions = {Object(text.kind, text.id, text.version): text for text in texts}
        told = [one for named in versions for one in adopting.get(named, ())]
        for named, text in versions.items():
            yield from _adopted_once(snapshot, text, adopting.get(named, []))
        yield from _bases(snapshot, sorted(told, key=_order))
        for one in told:
            yield from _posted(snapshot, one)


def mismatches(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield the texts that are not, digest for digest, what a decision adopted."""
    for named, adopting in sorted(_adopting(snapshot).items()):
        for text in family_of(snapshot, named.kind, named.id):
            if text.version == named.version:
                yield from (found for one in adopting for found in _mismatch(text, one))


def _record(inspection: Inspection, decision: DecisionRecord) -> Iterator[Finding]:
    file = inspection.snapshot.paths[f"decision:{decision.id}"]
    if decision.id.partition("/")[0] != decision.body:
        message = f"the id `{decision.id}` names another body than `{decision.body}`"
        yield finding("decision-of-another-body", file, message=message, at=("body",))
    if decision.recorded_on < decision.decided_on:
        message = f"recorded on {decision.recorded_on}, before it was decided on {decision.decided_on}"
        yield finding("recorded-before-decided", file, message=message, at=("recorded_on",))
    if decision.recorded_on > inspection.known.as_known:
        message = f"recorded on {decision.recorded_on}, which is still to come: it does not count yet"
        yield finding("recorded-later", file, message=message, at=("recorded_on",))
    if decision.meeting is None and decision.legacy is None:
        message = f"`{decision.id}` names no meeting and is not `legacy`, so it adopts nothing"
        yield finding("decision-without-meeting", file, message=message, at=("meeting",))
    for position, effect in enumerate(decision.effects):
        if effect.effective < decision.decided_on:
            message = f"{effect.object} would be effective {effect.effective}, before it was decided"
            yield finding(
                "effective-before-decided", file, message=message, at=("effects", position, "effective")
            )


def _void(snapshot: Snapshot, decision: DecisionRecord) -> Iterator[Finding]:
    """Yield why effects of a decision count for nothing."""
    if not decision.effects:
        return
    file = snapshot.paths[f"decision:{decision.id}"]
    body = snapshot.bodies[decision.body]
    rules = body.rules_on(decision.decided_on)
    if decision.outcome != "adopted":
        message = f"the outcome is `{decision.outcome}`, so its effects are void"
        yield finding("effects-without-adoption", file, message=message, at=("effects",))
    elif body.classification == "advisory":
        message = f"`{body.id}` is advisory: it recommends and adopts nothing"
        yield finding("advisory-adopts", file, message=message, at=("effects",))
    elif rules is None and decision.legacy is None:
        message = f"`{body.id}` has no rules on {decision.decided_on}, so nothing says what it may adopt"
        yield finding("no-rules-yet", file, message=message, at=("effects",))
    elif rules is not None:
        for position, effect in enumerate(decision.effects):
            if effect.object.kind not in rules.may_adopt:
                message = f"`{body.id}` may not adopt {effect.object.kind}: {effect.object} is not adopted"
                yield finding("may-not-adopt", file, message=message, at=("effects", position, "object"))


def _adopting(snapshot: Snapshot) -> dict[Object, list[Adopting]]:
    """Return the effects that adopt and count, by object, in the order of their decisions."""
    found: dict[Object, list[Adopting]] = defaultdict(list)
    for _, decision in sorted(snapshot.decisions.items()):
        counting = counting_effects(snapshot, decision)
        for position, effect in enumerate(decision.effects):
            if effect.op == "adopt" and effect in counting:
                found[effect.object].append(Adopting(decision=decision, effect=effect, position=position))
    return found


def _order(one: Adopting) -> tuple[object, ...]:
    return (one.decision.decided_on, one.decision.id, one.position)


def _adopted_once(snapshot: Snapshot, text: Text[Any], adopting: list[Adopting]) -> Iterator[Finding]:
    """I1: exactly one decision adopts the digest of the text as it stands."""
    called = f"{text.kind} `{text.id}@{text.version}`"
    if not adopting:
        yield finding("not-adopted", text.path, message=f"no decision adopts {called}")
    for one in adopting:
        if one.effect.became is None:
            message = f"{called} is adopted, but no digest is named"
            yield _at_effect(snapshot, "adopts-nothing", one, key="to", message=message)
        yield from _mismatch(text, one)
    same = [one for one in sorted(adopting, key=_order) if one.effect.became == text.digest]
    for one in same[1:]:
        message = f"{called} was adopted by {same[0].decision.id} already; with two it counts as not adopted"
        yield _at_effect(snapshot, "adopted-twice", one, key="object", message=message)


def _mismatch(text: Text[Any], one: Adopting) -> Iterator[Finding]:
    became = one.effect.became
    if became not in {None, text.digest}:
        called = f"{text.kind} `{text.id}@{text.version}`"
        message = f"{one.decision.id} adopted {became} as {called}; the text here is {text.digest}"
        yield finding("digest-mismatch", text.path, message=message)


def _bases(snapshot: Snapshot, ordered: list[Adopting]) -> Iterator[Finding]:
    """I3: the base of a decision is the version adopted last before it."""
    last: Adopting | None = None
    for one in ordered:
        base = None if last is None else last.effect.became
        named = one.effect.was
        if named is None and last is not None and one.decision.legacy is None:
            message = f"{one.effect.object} does not say that it replaces {last.effect.object}, {base}"
            yield _at_effect(snapshot, "base-missing", one, key="from", message=message)
        elif named is not None and named != base:
            stood = (
                "nothing was adopted before it"
                if last is None
                else f"adopted last was {last.effect.object}, {base}"
            )
            message = f"{one.effect.object} names the base {named}, but {stood}"
            yield _at_effect(snapshot, "base-stale", one, key="from", message=message)
        last = one


def _posted(snapshot: Snapshot, one: Adopting) -> Iterator[Finding]:
    """I2 where no roll tells it: the adopted digest is the one of the proposal that the record names.

    A decision that was voted on in a meeting is held against the vote, by the rules of meetings.
    """
    decision, became = one.decision, one.effect.became
    if decision.proposal is None or (decision.meeting is not None and decision.legacy is None):
        return
    posted = snapshot.proposals[decision.proposal].digest
    if became not in {None, posted}:
        message = f"{one.effect.object} was adopted as {became}; `{decision.proposal}` posted {posted}"
        yield _at_effect(snapshot, "not-what-was-posted", one, key="to", message=message)


def _at_effect(snapshot: Snapshot, code: str, one: Adopting, *, key: str, message: str) -> Finding:
    file = snapshot.paths[f"decision:{one.decision.id}"]
    return finding(code, file, message=message, at=("effects", one.position, key))
