"""A partner's own view: its agreements on a day, what lapses, who must sign, what is due by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.ids import PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import table_of
from catalog.services.partners.agreements import Told, VersionTold, agreements_of, tell
from catalog.services.partners.coverage import Coverage, coverage
from catalog.services.partners.duties import Duty, Lapse, duties_due, holds, lapses_soon
from catalog.services.partners.naming import Named, partner_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that a partner has to know of its agreements on a day.

    ``own`` duties are the partner's, ``others`` those that others owe by its agreements.
    """

    partner: Named
    on: date
    as_known: date
    agreements: tuple[Told, ...]
    lapses: tuple[Lapse, ...]
    own: tuple[Duty, ...]
    others: tuple[Duty, ...]
    coverage: Coverage

    def awaited(self) -> tuple[tuple[Told, VersionTold, tuple[Named, ...]], ...]:
        """Return every version that still wants signatures, with whose."""
        return tuple((told, *waiting) for told in self.agreements for waiting in told.awaited())

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "partner": self.partner.document(),
            "on": self.on.isoformat(),
            "as_known": self.as_known.isoformat(),
            "agreements": [told.document() for told in self.agreements],
            "lapses_soon": [one.document() for one in self.lapses],
            "signatures_outstanding": [
                {"agreement": told.id, "version": version.number, "partners": [one.id for one in awaited]}
                for told, version, awaited in self.awaited()
            ],
            "duties": [one.document() for one in self.own],
            "duties_of_others": [one.document() for one in self.others],
            "coverage": self.coverage.document(),
        }


def overview(snapshot: Snapshot, partner: str, *, on: date, as_known: date) -> Overview:
    """Return a partner's view of a day. Raises ``NotFound`` where there is no such partner."""
    if partner not in snapshot.partners:
        raise NotFound(
            phrase("there is no partner `{partner}`", partner=partner),
            hint=phrase("choose one of the catalog's partners"),
        )
    known = table_of(snapshot, as_known).known
    ids = agreements_of(snapshot, partner)
    duties = [duty for id in ids for duty in duties_due(known, id, on=on)]
    duties.sort(key=lambda duty: (duty.due, duty.clause, duty.kind))
    lapses = [lapse for id in ids for lapse in lapses_soon(known, id, on=on)]
    own = PartnerId(partner)
    return Overview(
        partner=partner_named(snapshot, partner),
        on=on,
        as_known=as_known,
        agreements=tuple(tell(snapshot, id, on=on, as_known=as_known) for id in ids),
        lapses=tuple(sorted(lapses, key=lambda lapse: (lapse.last, lapse.agreement, lapse.clause or ""))),
        own=tuple(duty for duty in duties if holds(duty, own)),
        others=tuple(duty for duty in duties if not holds(duty, own)),
        coverage=coverage(snapshot, own, on=on, as_known=as_known),
    )
