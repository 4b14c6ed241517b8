"""Where an element flows: the datasets that lineage takes it to, and the zones that agreements open to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from catalog.records.agreement import Conditions
from catalog.records.element import Element, Provider
from catalog.records.ids import RANK, ElementId, Form, PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import duties_of
from catalog.rules.flows.permitted import Cell, Cells, Options, PermittedSet
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.hops import Hop, hops
from catalog.rules.lineage.steps import WORST, Deciding, Standing, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an element is, or may be, in which forms, and how that stands for these suppliers.

    A ``dataset`` has one form. ``None``: no lineage takes it there, but agreements open the zone to the
    recipient; the most identifiable form comes first.
    """

    zone: ZoneId
    recipient: PartnerId
    dataset: str | None
    forms: tuple[Form, ...]
    purposes: tuple[PurposeId, ...]
    standing: Standing
    suppliers: tuple[PartnerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What agreements open to a source: a recipient in a zone, for some purposes in some forms."""

    zone: ZoneId
    recipient: PartnerId
    forms: tuple[Form, ...]
    purposes: tuple[PurposeId, ...]
    standing: Standing


class ElementFlows:
    """Answers where elements flow on a day. What many elements share is worked out once."""

    def __init__(self, table: FlowTable, *, on: date, as_known: date) -> None:
        self.table = table
        self.on = on
        self.as_known = as_known
        self._deciding = Deciding(table, on=on, as_known=as_known)
        self._permitted = PermittedSet(table)
        self._opened: dict[int, tuple[_Opened, ...]] = {}
        self._hops: dict[str, list[Hop]] | None = None

    def element(self, id: ElementId) -> Element | None:
        """Return the element as it is current on the day; a text that nobody adopted is nobody's business."""
        if id not in self.table.snapshot.elements:
            return None
        current = self.table.known.element_on(id, self.on)
        return None if current is None else current.record

    def suppliers(self, id: ElementId) -> tuple[Provider, ...]:
        """Return who supplies the element by its current text, in the order of their names."""
        element = self.element(id)
        return (
            ()
            if element is None
            else tuple(sorted(element.providers, key=lambda one: (one.partner, one.since)))
        )

    def targets(self, id: ElementId) -> list[Target]:
        """Return where the element goes by lineage and where it may go, in the order of the zones."""
        partners = dict.fromkeys(one.partner for one in self.suppliers(id))
        found: dict[Target, list[PartnerId]] = {}
        for partner in partners:
            for target in (*self._by_lineage(f"{partner}:{id}"), *self._by_agreement(f"{partner}:{id}")):
                found.setdefault(target, []).append(partner)
        return sorted(
            (replace(one, suppliers=tuple(suppliers)) for one, suppliers in found.items()), key=_order
        )

    def steps_mark(self, id: ElementId) -> str:
        """Return a mark of the steps that lineage takes the element by; what clauses say is no part of it."""
        steps = self._steps()
        told = [
            (
                partner,
                [
                    (hop.dataset, hop.sender, hop.purpose, hop.form, hop.known, self._deciding.attested(hop))
                    for hop in steps.get(f"{partner}:{id}", ())
                ],
            )
            for partner in sorted({one.partner for one in self.suppliers(id)})
        ]
        return repr(told)

    def _by_lineage(self, source: str) -> Iterator[Target]:
        """Yield each dataset and form that the source reaches, as the worst of the steps that bring it."""
        brought: dict[tuple[str, Form], list[tuple[Hop, Standing]]] = {}
        for hop in self._steps().get(source, ()):
            own = replace(hop, sources=frozenset({source}))
            brought.setdefault((hop.dataset, hop.form), []).append((hop, self._deciding.found(own).standing))
        for (dataset, form), steps in brought.items():
            hop = steps[0][0]
            yield Target(
                zone=hop.zone,
                recipient=hop.recipient,
                dataset=dataset,
                forms=(form,),
                purposes=(hop.purpose,) if hop.purpose else (),
                standing=worst(standing for _, standing in steps),
                suppliers=(),
            )

    def _steps(self) -> Mapping[str, list[Hop]]:
        """Return for each source the steps that bring it into a dataset: one of all that ask the same."""
        if self._hops is None:
            alike: dict[tuple[object, ...], tuple[Hop, set[str]]] = {}
            for hop in hops(self.table.snapshot, self.table, self.on):
                asked = (hop.dataset, hop.sender, hop.form, hop.known, self._deciding.attested(hop))
                _, sources = alike.setdefault(asked, (hop, set()))
                sources |= hop.sources
            self._hops = {}
            for hop, sources in alike.values():
                for source in sources:
                    self._hops.setdefault(source, []).append(hop)
        return self._hops

    def _by_agreement(self, source: str) -> Iterator[Target]:
        for one in self._open(self._permitted.cells(source)):
            yield Target(
                zone=one.zone,
                recipient=one.recipient,
                dataset=None,
                forms=one.forms,
                purposes=one.purposes,
                standing=one.standing,
                suppliers=(),
            )

    def _open(self, cells: Cells) -> tuple[_Opened, ...]:
        """Return what cells open on the day. Sources that are treated alike have the same cells."""
        found = self._opened.get(id(cells))
        if found is None:
            found = self._opened[id(cells)] = tuple(_opened(cells, self.on))
        return found


def _opened(cells: Cells, on: date) -> Iterator[_Opened]:
    open_today: dict[tuple[ZoneId, PartnerId, Standing], list[Cell]] = {}
    stands: dict[Options, Standing] = {}
    for cell, stretches in cells.items():
        for (first, last), options in stretches:
            if first <= on <= last:
                standing = stands.get(options) or stands.setdefault(options, standing_of(options))
                open_today.setdefault((cell.zone, cell.recipient, standing), []).append(cell)
    for (zone, recipient, standing), found in sorted(open_today.items()):
        yield _Opened(
            zone=zone,
            recipient=recipient,
            forms=tuple(sorted({cell.form for cell in found}, key=RANK.__getitem__)),
            purposes=tuple(sorted({cell.purpose for cell in found})),
            standing=standing,
        )


def standing_of(options: Options) -> Standing:
    """Say how a flow stands that clauses with these conditions permit: any of them will do.

    Without evidence those hold that ask for none, and their duties join.
    """
    plain = [one for one in options if one.min_cell is None and one.irb is None]
    return "permit" if plain and not any(_has_duties(one) for one in plain) else "conditional"


def _has_duties(conditions: Conditions) -> bool:
    return bool(duties_of(conditions))


def _order(target: Target) -> tuple[object, ...]:
    return (
        target.zone,
        target.dataset is None,
        target.dataset or target.recipient,
        [RANK[form] for form in target.forms],
        WORST.index(target.standing),
        target.suppliers,
    )


def element_flows(snapshot: Snapshot, *, on: date, as_known: date) -> ElementFlows:
    """Return what answers for a day. The last one is kept with the snapshot."""
    found = snapshot.derived.get("element-flows")
    if not isinstance(found, ElementFlows) or (found.on, found.as_known) != (on, as_known):
        found = ElementFlows(table_of(snapshot, as_known), on=on, as_known=as_known)
        snapshot.derived["element-flows"] = found
    return found
