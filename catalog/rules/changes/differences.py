"""What differs between two versions of a text, in words, each difference graded."""

from __future__ import annotations

from catalog.records.agreement import Agreement
from catalog.records.difference import Difference
from catalog.records.element import Element, Group, ValueDomain
from catalog.records.lineage import Lineage
from catalog.rules.changes.differing_agreements import agreement_notes
from catalog.rules.changes.differing_definitions import element_notes, group_notes, value_domain_notes
from catalog.rules.changes.differing_lineage import lineage_notes
from catalog.rules.changes.noting import Notes

Versioned = Element | ValueDomain | Group | Agreement | Lineage
"""The kinds of text that have versions."""


def differences(older: Versioned, newer: Versioned) -> tuple[Difference, ...]:
    """Return what differs between two texts of one kind, in the order of its parts.

    Lists are compared by id or code, never by position, and the version itself is no difference.
    Raises ``TypeError`` for two kinds.
    """
    notes = Notes()
    notes.value("id", older.id, newer.id, grade="breaking")
    if isinstance(older, Element) and isinstance(newer, Element):
        element_notes(notes, older, newer)
    elif isinstance(older, ValueDomain) and isinstance(newer, ValueDomain):
        value_domain_notes(notes, older, newer)
    elif isinstance(older, Group) and isinstance(newer, Group):
        group_notes(notes, older, newer)
    elif isinstance(older, Agreement) and isinstance(newer, Agreement):
        agreement_notes(notes, older, newer)
    elif isinstance(older, Lineage) and isinstance(newer, Lineage):
        lineage_notes(notes, older, newer)
    else:
        raise TypeError(f"a {type(older).__name__} and a {type(newer).__name__} are not compared")
    for part in ("status", "source"):
        before, after = (getattr(one.provenance, part, None) for one in (older, newer))
        notes.value(f"provenance: {part}", before, after, grade="wording")
    return tuple(notes.found)
