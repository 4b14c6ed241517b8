"""What was retired, by which decision, and what took its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.decision_record import DecisionRecord, Effect
from catalog.records.snapshot import Text
from catalog.rules.families import FAMILIES, family_of
from catalog.rules.meetings.effects import counting_effects
from catalog.services.definitions.deciding import Decided, decided
from catalog.services.definitions.dictionary import Dictionary, Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """That a text is retired: from which day, by whom, and the texts of its kind that replaced it.

    Those are what a superseding decision names, or what the retiring decision adopts besides.
    """

    effective: date
    decided: Decided
    replaced_by: tuple[Named, ...]


def retired(dictionary: Dictionary, kind: str, id: str) -> Retired | None:
    """Return how a text was retired, where none of its versions stands on the day any more."""
    family = family_of(dictionary.snapshot, kind, id)
    known, on = dictionary.table.known, dictionary.on
    adopted = [text for text in family if known.adoption(text) is not None]
    if not adopted or not all((known.retired_from(text) or date.max) <= on for text in adopted):
        return None
    newest = adopted[-1]
    ending = [
        (effect.effective, decision.id, decision, effect)
        for decision, effect in dictionary.kept(_retirements)[kind, id]
        if effect.object.version >= newest.version
    ]
    effective, name, decision, effect = min(ending, key=lambda one: one[:2])
    return Retired(
        effective=effective,
        decided=decided(dictionary, name),
        replaced_by=tuple(_replacing(dictionary, decision, effect)),
    )


def _retirements(dictionary: Dictionary) -> Mapping[tuple[str, str], list[tuple[DecisionRecord, Effect]]]:
    found: dict[tuple[str, str], list[tuple[DecisionRecord, Effect]]] = defaultdict(list)
    for _, decision in sorted(dictionary.snapshot.decisions.items()):
        if decision.recorded_on <= dictionary.on:
            for effect in counting_effects(dictionary.snapshot, decision):
                if effect.op != "adopt":
                    found[effect.object.kind, effect.object.id].append((decision, effect))
    return found


def _replacing(dictionary: Dictionary, decision: DecisionRecord, effect: Effect) -> Iterator[Named]:
    kind, id = effect.object.kind, effect.object.id
    named = {text.id for text in _with_digest(dictionary, kind, effect) if text.id != id}
    named |= {
        other.object.id
        for other in counting_effects(dictionary.snapshot, decision)
        if other.op == "adopt" and other.object.kind == kind and other.object.id != id
    }
    for name in sorted(named):
        text = dictionary.shown(kind, name)
        if text is not None:
            yield Named(id=name, words=text.record.title)


def _with_digest(dictionary: Dictionary, kind: str, effect: Effect) -> Iterator[Text[object]]:
    if effect.op == "supersede" and effect.became is not None:
        for family in getattr(dictionary.snapshot, FAMILIES[kind]).values():
            yield from (text for text in family if text.digest == effect.became)
