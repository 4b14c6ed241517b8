"""The explorer's page of an item: the picture, the table of the same steps, and their twin as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from catalog.errors import BadInput, NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import table_of
from catalog.services.lineage_map.asking import ONLY, WAYS, Asked, Reading, read_asked
from catalog.services.lineage_map.documents import document
from catalog.services.lineage_map.items import Item, address_of, find
from catalog.services.lineage_map.mapping import LineageMap, map_of
from catalog.services.lineage_map.picture import Pictured, pictured
from catalog.services.lineage_map.rows import RowView, row_view

ON_A_PAGE: Final = 100
UNTYPED: Final = {"on": "", "steps": "", "direction": "both", "dataset": "", "zone": "", "only": "all"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """What was found for a question, and what is wrong with the question (422)."""

    found: LineageMap
    reading: Reading

    @property
    def status(self) -> int:
        """The status with which the question is answered."""
        return 422 if self.reading.faults else 200

    def sound(self) -> Explorer:
        """Return it where the question could be read, for a program. Raises ``BadInput`` where not."""
        for name, fault in sorted(self.reading.faults.items()):
            raise BadInput(phrase("`{name}` cannot be read", name=name), hint=fault)
        return self

    def page(self, snapshot: Snapshot) -> Page:
        """Return the page that shows it."""
        found, asked = self.found, self.reading.asked
        last = max(1, -(-len(found.rows) // ON_A_PAGE))
        number = min(asked.page, last)
        return Page(
            template="lineage/map.html",
            address=address_of(found.item.id, asked.query()),
            title=phrase("Lineage of {item}", item=found.item.id),
            section="lineage",
            shown={
                "found": found,
                "asked": asked,
                "typed": {**UNTYPED, **self.reading.typed},
                "faults": self.reading.faults,
                "ways": WAYS,
                "only": ONLY,
                "pictured": self.pictured(),
                "rows": self._rows(number),
                "number": number,
                "pages": _pages(found.item, asked, last=last),
                "datasets": sorted(id for id, group in found.groups.items() if group.kind == "dataset"),
                "zones": sorted({group.zone for group in found.groups.values() if group.zone}),
                "action": address_of(found.item.id),
                "drawing": address_of(found.item.id, _unpaged(asked), ending=".svg"),
                "counts": {one: found.count(one) for one in ("permit", "conditional", "refuse", "stays")},
            },
            document=lambda: document(snapshot, found),
        )

    def pictured(self) -> Pictured:
        """Return its picture."""
        return pictured(self.found)

    def _rows(self, number: int) -> list[RowView]:
        first = (number - 1) * ON_A_PAGE
        return [row_view(self.found, row) for row in self.found.rows[first : first + ON_A_PAGE]]


def explore(snapshot: Snapshot, name: str, typed: Mapping[str, str], *, today: date) -> Explorer:
    """Return what lies around an item. Raises ``NotFound`` for one that nobody knows on the day."""
    table = table_of(snapshot, today)
    reading = read_asked(table, typed, today=today)
    item = find(table, name, on=reading.asked.on)
    return Explorer(found=map_of(table, item, reading.asked), reading=reading)


def drawing(snapshot: Snapshot, name: str, typed: Mapping[str, str], *, today: date) -> Page:
    """Return the picture alone, as a page that is a drawing. Raises ``NotFound`` where there is none."""
    made = explore(snapshot, name, typed, today=today)
    picture = made.pictured().picture
    if picture is None:
        raise NotFound(
            phrase("there is no picture of `{name}`", name=name),
            hint=phrase("its page holds the table of the same steps"),
        )
    return Page(
        template="lineage/drawing.svg",
        address=address_of(made.found.item.id),
        title=picture.title,
        section="lineage",
        shown={"picture": picture},
    )


def _pages(item: Item, asked: Asked, *, last: int) -> list[tuple[int, str]]:
    """Return the first, the last and the near pages of the table, with their addresses."""
    near = range(asked.page - 2, asked.page + 3)
    shown = [one for one in range(1, last + 1) if one in {1, last} or one in near]
    return [(one, address_of(item.id, replace(asked, page=one).query()) + "#table") for one in shown]


def _unpaged(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked.query() if name != "page"]
