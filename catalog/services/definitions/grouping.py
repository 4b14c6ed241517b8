"""The groups that hold a definition, and what each group holds, as shown on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from catalog.records.element import Group
from catalog.records.ids import ElementId
from catalog.records.snapshot import Text
from catalog.services.definitions.dictionary import Dictionary


def groups_of(dictionary: Dictionary, id: ElementId) -> tuple[Text[Group], ...]:
    """Return the groups that hold a definition, each in the version that is shown."""
    return dictionary.kept(_groups).get(id, ())


def _groups(dictionary: Dictionary) -> Mapping[ElementId, tuple[Text[Group], ...]]:
    found: dict[ElementId, dict[str, Text[Group]]] = defaultdict(dict)
    for text in dictionary.all_shown("group"):
        for name in text.record.elements:
            id = dictionary.snapshot.element_id(name)
            if id is not None:
                found[id][text.id] = text
    return {id: tuple(groups.values()) for id, groups in found.items()}
