"""Where the explorer is entered: a search among items, and every dataset of the day's lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.interchange.pages import Link, Page
from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import FlowTable, table_of
from catalog.services.lineage_map.asking import LONGEST
from catalog.services.lineage_map.items import MOST_FOUND, address_of, search


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRow:
    """A dataset as the list shows it."""

    link: Link
    zone: str
    holder: str
    purpose: str | None
    fields: int


def overview_page(snapshot: Snapshot, typed: Mapping[str, str], *, today: date) -> Page:
    """Return the page from which items are chosen: what fits the words, then all datasets."""
    table = table_of(snapshot, today)
    words = typed.get("q", "").strip()[:LONGEST]
    found, count = search(table, words, on=today)
    return Page(
        template="lineage/overview.html",
        address="lineage.html",
        title=phrase("Lineage: where data comes from and where it goes"),
        section="lineage",
        shown={
            "words": words,
            "found": [(Link(words=item.id, address=address_of(item.id)), item.kind) for item in found],
            "count": count,
            "most": MOST_FOUND,
            "datasets": _datasets(table, today),
            "on": today,
        },
    )


def _datasets(table: FlowTable, day: date) -> list[DatasetRow]:
    return [
        DatasetRow(
            link=Link(words=id, address=address_of(id)),
            zone=dataset.zone,
            holder=table.snapshot.zones[dataset.zone].held_by,
            purpose=dataset.purpose,
            fields=len(dataset.fields),
        )
        for id, dataset in sorted(table.graphs.on(day).datasets.items())
    ]
