"""The picture of a definition: who supplies the element on the left, where it flows on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from catalog.errors import NotFound
from catalog.interchange.pages import Language, Link
from catalog.interchange.pictures.columns import in_columns
from catalog.interchange.pictures.sketch import Box, Line, Row, Sketch
from catalog.interchange.pictures.svg import STANDINGS, Drawn, Links, drawn
from catalog.phrases import Phrase, phrase
from catalog.records.element import Provider
from catalog.records.ids import RANK, ElementId, PartnerId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.rules.lineage.steps import Standing
from catalog.services.lineage_map.element_flows import Target, element_flows
from catalog.services.lineage_map.items import address_of
from catalog.services.lineage_map.sketching import FORMS

MOST_DRAWN: Final = 12
"""So many places are drawn: datasets first, then zones that hold less than agreements open to them."""
LEGEND: Final = {**STANDINGS, "stays": phrase("supplies it")}
SUPPLIERS, ITSELF = "suppliers", "itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsRow:
    """One line of the picture in words: from whom, to where, in which form, for what, and how it stands.

    ``standing`` of ``None``: a partner supplies the element. ``described``: by lineage, not only possible.
    """

    number: int
    suppliers: tuple[Link, ...]
    zone: Link | None
    holder: Link | None
    dataset: Link | None
    forms: tuple[Phrase, ...]
    purposes: tuple[str, ...]
    standing: Standing | None
    since: date | None
    described: bool
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsPicture:
    """Where one element flows, as a picture and as the rows of a table that says the same."""

    element: ElementId
    rows: tuple[FlowsRow, ...]
    left_out: int
    _columns: tuple[tuple[Box, ...], ...] = field(repr=False)
    _sketch: Sketch = field(repr=False)

    def svg(self, to: Links, language: Language, *, live: bool) -> Drawn:
        """Return the picture as SVG. Only a running application has the explorer to link to."""
        zones = len(self._columns[-1])
        return drawn(
            self._sketch,
            in_columns(self._columns, self._sketch),
            name="flows",
            about=(
                phrase("Where {item} flows", item=self.element),
                phrase(
                    "{suppliers} suppliers on the left, {zones} zones on the right. "
                    "The table below says the same in words.",
                    suppliers=len(self._columns[0][0].rows) if self._columns[0] else 0,
                    zones=zones,
                ),
            ),
            language=language,
            to=_published(to) if not live else to,
            legend=LEGEND,
        )


def _published(to: Links) -> Callable[[str], str | None]:
    return lambda address: None if address.startswith("lineage/") else to(address)


def flows_picture(
    snapshot: Snapshot, element: ElementId, *, on: date, as_known: date | None = None
) -> FlowsPicture:
    """Return where an element flows on a day. Raises ``NotFound`` for one the catalog does not have."""
    if element not in snapshot.elements:
        raise NotFound(
            phrase("no data element `{element}`", element=element),
            hint=phrase("`p20w search` lists the elements there are"),
        )
    flows = element_flows(snapshot, on=on, as_known=as_known or on)
    suppliers, targets = flows.suppliers(element), flows.targets(element)
    shown = _shown(targets)
    rows = _rows(suppliers, targets, shown=shown)
    current = flows.element(element)
    title = element if current is None else current.title
    columns = (_left(suppliers), (_middle(element, title),), tuple(_right(snapshot, targets, shown=shown)))
    sketch = Sketch(
        boxes=tuple(box for column in columns for box in column),
        lines=tuple(_lines(suppliers, targets, shown=shown)),
    )
    return FlowsPicture(
        element=element,
        rows=rows,
        left_out=len(targets) - len(shown),
        _columns=columns,
        _sketch=sketch,
    )


def _shown(targets: list[Target]) -> frozenset[int]:
    """Return which targets are drawn: lineage first, then what agreements open beyond that."""
    there: dict[tuple[ZoneId, PartnerId], int] = {}
    for one in targets:
        if one.dataset is not None and one.standing != "refuse":
            least = RANK[one.forms[0]]
            there[one.zone, one.recipient] = min(least, there.get((one.zone, one.recipient), least))
    by_lineage = [place for place, one in enumerate(targets) if one.dataset is not None]
    beyond = [
        place
        for place, one in enumerate(targets)
        if one.dataset is None and RANK[one.forms[0]] < there.get((one.zone, one.recipient), len(RANK))
    ]
    return frozenset([*by_lineage, *beyond][:MOST_DRAWN])


def _rows(
    suppliers: tuple[Provider, ...], targets: list[Target], *, shown: frozenset[int]
) -> tuple[FlowsRow, ...]:
    supplied = [
        FlowsRow(
            number=number,
            suppliers=(_partner(one.partner),),
            zone=None,
            holder=None,
            dataset=None,
            forms=(),
            purposes=(),
            standing=None,
            since=one.since,
            described=False,
            drawn=True,
        )
        for number, one in enumerate(suppliers, start=1)
    ]
    flowing = [
        FlowsRow(
            number=len(suppliers) + place + 1,
            suppliers=tuple(_partner(partner) for partner in one.suppliers),
            zone=_zone(one.zone),
            holder=_partner(one.recipient),
            dataset=Link(words=one.dataset, address=address_of(one.dataset)) if one.dataset else None,
            forms=tuple(FORMS[form] for form in one.forms),
            purposes=one.purposes,
            standing=one.standing,
            since=None,
            described=one.dataset is not None,
            drawn=place in shown,
        )
        for place, one in enumerate(targets)
    ]
    return (*supplied, *flowing)


def _partner(id: str) -> Link:
    return Link(words=id, address=f"partners/{id}.html")


def _zone(id: ZoneId) -> Link:
    return Link(words=id, address=f"zones.html#zone-{id}")


def _left(suppliers: tuple[Provider, ...]) -> tuple[Box, ...]:
    if not suppliers:
        return ()
    rows = (
        Row(
            id=f"{place}",
            name=one.partner,
            note=phrase("since {day}", day=one.since.isoformat()),
            address=f"partners/{one.partner}.html",
            title=(
                phrase("{partner} supplies it since {day}", partner=one.partner, day=one.since.isoformat()),
            ),
        )
        for place, one in enumerate(suppliers)
    )
    return (
        Box(
            id=SUPPLIERS,
            name=phrase("Suppliers"),
            below=phrase("who collects it"),
            address="partners.html",
            rows=tuple(rows),
        ),
    )


def _middle(element: ElementId, title: str) -> Box:
    return Box(
        id=ITSELF,
        name=element,
        below=title,
        address=f"definitions/{element}.html",
        title=(phrase("{element}: {title}", element=element, title=title),),
        asked=True,
    )


def _right(snapshot: Snapshot, targets: list[Target], *, shown: frozenset[int]) -> list[Box]:
    """Return a box for each zone, with a row for each dataset and form, or for what may flow there."""
    rows: dict[ZoneId, dict[str, Row]] = {}
    for place in sorted(shown):
        one = targets[place]
        rows.setdefault(one.zone, {}).setdefault(_row_id(one), _row(one))
    return [
        Box(
            id=f"zone {zone}",
            name=zone,
            below=phrase("held by {holder}", holder=snapshot.zones[zone].held_by),
            address=f"zones.html#zone-{zone}",
            title=(phrase("{zone}, held by {holder}", zone=zone, holder=snapshot.zones[zone].held_by),),
            rows=tuple(found.values()),
        )
        for zone, found in sorted(rows.items())
    ]


def _row_id(target: Target) -> str:
    return f"{target.dataset or ''} {target.recipient} {target.forms[0] if target.dataset else ''}"


def _row(target: Target) -> Row:
    form = FORMS[target.forms[0]]
    if target.dataset is not None:
        return Row(
            id=_row_id(target),
            name=target.dataset,
            note=form,
            address=address_of(target.dataset),
            title=(phrase("{dataset}, {form}", dataset=target.dataset, form=form),),
        )
    partner = target.recipient
    return Row(
        id=_row_id(target),
        name=phrase("may go to {partner}", partner=partner),
        address=f"partners/{partner}.html",
        title=(phrase("It may flow to {partner}, at most {form}", partner=partner, form=form),),
    )


def _lines(suppliers: tuple[Provider, ...], targets: list[Target], *, shown: frozenset[int]) -> list[Line]:
    """Return the lines, in the order of the rows of the table."""
    supplied = [
        Line(tail=(SUPPLIERS, f"{place}"), head=(ITSELF, None), standing="stays")
        for place in range(len(suppliers))
    ]
    flowing = [
        Line(
            tail=(ITSELF, None),
            head=(f"zone {one.zone}", _row_id(one)),
            standing=one.standing,
            label=_label(one, number=len(suppliers) + place + 1),
        )
        for place, one in enumerate(targets)
        if place in shown
    ]
    return [*supplied, *flowing]


def _label(target: Target, *, number: int) -> Phrase | None:
    if target.standing == "permit":
        return None
    return phrase("{standing} {number}", standing=STANDINGS[target.standing], number=number)
