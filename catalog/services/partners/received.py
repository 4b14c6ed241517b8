"""What was let through to a partner, by the receipts that are registered, and what is due for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.config import settings
from catalog.enforcement.registry import Registry
from catalog.errors import BadInput
from catalog.records.ids import Citation, Form, PartnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A release that a partner received: of which dataset, when, in which form, and what is due.

    ``days_left`` counts from the day asked about to the last day on which the data may be held.
    """

    release: str
    dataset: str
    on: date
    form: Form
    rows: int
    clauses: tuple[Citation, ...]
    destroy_by: date | None
    days_left: int | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "release": self.release,
            "dataset": self.dataset,
            "on": self.on.isoformat(),
            "form": self.form,
            "rows": self.rows,
            "clauses": list(self.clauses),
            "destroy_by": None if self.destroy_by is None else self.destroy_by.isoformat(),
            "days_left": self.days_left,
        }


def received_by(partner: PartnerId, *, on: date) -> tuple[Received, ...]:
    """Return the releases to a partner up to a day, what is due first first; those without a day stand last.

    Raises ``BadInput`` where the register of releases cannot be read: no duty is left out silently.
    """
    folder = settings().releases
    receipts: Iterable[Mapping[str, Any]] = () if folder is None else Registry(folder).receipts()
    try:
        found = [_received(told, on=on) for told in receipts if told["recipient"] == partner]
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("a registered release is no receipt as the gate writes them") from error
    return tuple(
        sorted(
            (one for one in found if one.on <= on),
            key=lambda one: (one.destroy_by or date.max, one.on, one.release),
        )
    )


def _received(told: Mapping[str, Any], *, on: date) -> Received:
    due = None if told["destroy_by"] is None else date.fromisoformat(told["destroy_by"])
    return Received(
        release=told["release"],
        dataset=told["dataset"],
        on=date.fromisoformat(told["on"]),
        form=told["form"],
        rows=told["output"]["rows"],
        clauses=tuple(told["consents"]["provider"]["clauses"]),
        destroy_by=due,
        days_left=None if due is None else (due - on).days,
    )
