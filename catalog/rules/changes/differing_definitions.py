"""What differs between two versions of an element, a value domain or a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from catalog.records.difference import Grade
from catalog.records.element import (
    Element,
    Group,
    PermissibleValue,
    Provider,
    ValueDomain,
    ValueLimits,
    is_day,
)
from catalog.records.ids import Pin
from catalog.rules.changes.noting import Notes, compatible_if, paired


def element_notes(notes: Notes, older: Element, newer: Element) -> None:
    """Note what differs between two versions of an element."""
    notes.value("title", older.title, newer.title, grade="wording")
    notes.words("definition", older.definition, newer.definition)
    notes.value("plain language", older.plain_language, newer.plain_language, grade="wording")
    notes.words("usage notes", older.usage_notes, newer.usage_notes)
    notes.value("value domain: type", older.value_type, newer.value_type, grade="breaking")
    notes.value(
        "value domain",
        older.value_domain,
        newer.value_domain,
        grade=pin_grade(older.value_domain, newer.value_domain),
    )
    limit_notes(notes, older.limits, newer.limits)
    notes.value("unit", older.unit, newer.unit, grade="breaking")
    notes.members("regime", older.regime, newer.regime, gained="breaking", widens="lost")
    notes.value(
        "identifiability", older.identifiability, newer.identifiability, grade="breaking", widens=True
    )
    notes.members("subjects", older.subjects, newer.subjects, gained="breaking")
    _providers(notes, older.providers, newer.providers)
    notes.value("steward", older.steward, newer.steward, grade="compatible")
    for scheme in sorted(older.mappings.keys() | newer.mappings.keys()):
        before, after = older.mappings.get(scheme, ()), newer.mappings.get(scheme, ())
        notes.members(f"mapping to {scheme}", before, after)
    notes.members("synonyms", older.synonyms, newer.synonyms, lost="wording")
    notes.members("former ids", older.formerly, newer.formerly)
    _words_about(notes, older, newer)


def limit_notes(notes: Notes, older: ValueLimits, newer: ValueLimits) -> None:
    """Note what differs between the limits of values: a value more is compatible, a value fewer breaks."""
    grade = compatible_if(older.required)
    notes.value("value domain: required", older.required, newer.required, grade=grade)
    for name, sign in (("minimum", 1), ("maximum", -1)):
        before, after = getattr(older, name), getattr(newer, name)
        grade = compatible_if(after is None or (before is not None and _wider(before, after, sign=sign)))
        notes.value(f"value domain: {name}", before, after, grade=grade)
    for name in ("pattern", "years"):
        before, after = getattr(older, name), getattr(newer, name)
        notes.value(f"value domain: {name}", before, after, grade=compatible_if(after is None))


def _wider(before: str, after: str, *, sign: int) -> bool:
    """Say whether a bound lets in no less than before. A day is never compared to a number."""
    if is_day(before) != is_day(after):
        return False
    if is_day(before):
        return after <= before if sign > 0 else after >= before
    return (Decimal(before) - Decimal(after)) * sign >= 0


def _words_about(notes: Notes, older: Element, newer: Element) -> None:
    """Note what accompanies the definition and changes no meaning."""
    both, gone, come = paired(older.translations, newer.translations)
    for language, before, after in both:
        for name in ("title", "definition", "plain_language", "of", "by"):
            path = f"translation {language}: {name.replace('_', ' ')}"
            notes.value(path, getattr(before, name), getattr(after, name), grade="wording")
    for language, translation in gone:
        notes.value(f"translation {language}", translation.title or "there", None, grade="wording")
    for language, translation in come:
        notes.value(f"translation {language}", None, translation.title or "there", grade="wording")
    for name in ("reviewed_on", "note"):
        old, new = (getattr(one.asset_framing, name, None) for one in (older, newer))
        notes.value(f"asset framing: {name.replace('_', ' ')}", old, new, grade="wording")
    referred = [[f"{one.label} {one.url or ''}".strip() for one in e.references] for e in (older, newer)]
    notes.members("references", referred[0], referred[1], lost="wording", gained="wording")


def pin_grade(old: Pin | None, new: Pin | None) -> Grade:
    """Grade another pin: what the version number itself promises, and breaking for all else."""
    if old is None or new is None or old.id != new.id or new.version < old.version:
        return "breaking"
    if new.version.major != old.version.major:
        return "breaking"
    return "wording" if new.version.minor == old.version.minor else "compatible"


def _providers(notes: Notes, older: tuple[Provider, ...], newer: tuple[Provider, ...]) -> None:
    often = {
        partner for side in (older, newer) for partner, n in Counter(p.partner for p in side).items() if n > 1
    }

    def keyed(providers: tuple[Provider, ...]) -> Mapping[str, Provider]:
        return {f"{p.partner} from {p.since}" if p.partner in often else str(p.partner): p for p in providers}

    both, gone, come = paired(keyed(older), keyed(newer))
    for name, before, after in both:
        earlier = after.since < before.since
        grade = compatible_if(earlier)
        notes.value(f"provider {name}: from", before.since, after.since, grade=grade, widens=earlier)
        notes.value(f"provider {name}: source", before.source, after.source, grade="compatible")
        notes.value(f"provider {name}: field", before.field, after.field, grade="wording")
        grade = compatible_if(before.comparability is None)
        path = f"provider {name}: comparability"
        notes.value(path, before.comparability, after.comparability, grade=grade)
    for name, provider in gone:
        notes.value(f"provider {name}", f"from {provider.since}", None, grade="breaking")
    for name, provider in come:
        notes.value(f"provider {name}", None, f"from {provider.since}", grade="compatible", widens=True)


def value_domain_notes(notes: Notes, older: ValueDomain, newer: ValueDomain) -> None:
    """Note what differs between two versions of a code list; codes are compared by code."""
    notes.value("title", older.title, newer.title, grade="wording")
    both, gone, come = paired({v.code: v for v in older.values}, {v.code: v for v in newer.values})
    for code, before, after in both:
        _code(notes, f"code {code}", before, after)
    for code, value in gone:
        notes.value(f"code {code}", value.label, None, grade="breaking")
    for code, value in come:
        notes.value(f"code {code}", None, value.label, grade="compatible")


def _code(notes: Notes, path: str, before: PermissibleValue, after: PermissibleValue) -> None:
    notes.words(f"{path}: label", before.label, after.label)
    notes.words(f"{path}: definition", before.definition, after.definition)
    longer = before.until is not None and (after.until is None or after.until > before.until)
    notes.value(f"{path}: until", before.until, after.until, grade=compatible_if(longer))


def group_notes(notes: Notes, older: Group, newer: Group) -> None:
    """Note what differs between two versions of a group; the order of its elements says nothing."""
    notes.value("title", older.title, newer.title, grade="wording")
    notes.members("elements", older.elements, newer.elements)
