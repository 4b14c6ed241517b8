"""A question about flows as a form sends it: read field by field, and what is wrong told beside its field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, cast, get_args
from urllib.parse import urlencode

from catalog.records.flow import FlowRequest
from catalog.records.ids import FORMS, Form, PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.known import Life
from catalog.rules.flows.table import table_of

Spread = Literal["form", "purpose", "recipient", "zone"]
SPREADS: Final[tuple[Spread, ...]] = get_args(Spread)
"""The dimensions that the columns of a matrix may run over."""

Only = Literal["all", "permit", "evidence", "refuse"]
ONLY: Final[tuple[Only, ...]] = get_args(Only)
"""Which rows of a matrix are shown: all, or those with a cell that stands so."""

MOST_LETTERS: Final = 200
MOST_CELL: Final = 2**53 - 1
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """What is wrong with one field of a form: a code that the page words, and what was typed."""

    field: str
    code: Literal["needed", "unknown", "not-a-day", "not-a-number", "too-long"]
    value: str

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"field": self.field, "code": self.code, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowQuestion:
    """What somebody asks of flows: who, what for, where, how, on which day, on which evidence.

    ``sender`` of ``None`` is the provider itself.
    """

    provider: PartnerId
    sender: PartnerId | None
    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form
    on: date
    as_known: date
    min_cell: int | None
    irb: str | None

    def request(self, item: str) -> FlowRequest:
        """Return the request for one item."""
        return FlowRequest(
            item=item,
            sender=self.sender or self.provider,
            recipient=self.recipient,
            purpose=self.purpose,
            zone=self.zone,
            form=self.form,
            on=self.on,
            as_known=self.as_known,
            min_cell=self.min_cell,
            irb=self.irb,
        )

    def along(self, spread: Spread, value: str) -> FlowQuestion:
        """Return the question with another value in one dimension."""
        return replace(self, **{spread: value})  # type: ignore[arg-type]  # a value of that dimension

    def fields(self) -> dict[str, str]:
        """Return the question as the fields of the form."""
        return {
            "provider": self.provider,
            "sender": self.sender or "",
            "recipient": self.recipient,
            "purpose": self.purpose,
            "zone": self.zone,
            "form": self.form,
            "on": self.on.isoformat(),
            "min_cell": "" if self.min_cell is None else str(self.min_cell),
            "irb": self.irb or "",
        }

    def address(self, **more: str) -> str:
        """Return the question as the part of an address behind the ``?``; empty fields are left out."""
        return urlencode({name: value for name, value in {**self.fields(), **more}.items() if value})


class Typed:
    """The fields of a form, read one by one; ``faults`` gathers what is wrong."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.faults: list[FieldFault] = []

    def text(self, field: str) -> str:
        """Return what was typed, trimmed; nothing where it is too long."""
        value = self._given.get(field, "").strip()
        if len(value) > MOST_LETTERS:
            self.faults.append(FieldFault(field=field, code="too-long", value=value[:MOST_LETTERS]))
            return ""
        return value

    def one_of(self, field: str, known: Collection[str], *, otherwise: str) -> str:
        """Return one of the known values, or the other where nothing was typed."""
        value = self.text(field)
        if value and value not in known:
            self.faults.append(FieldFault(field=field, code="unknown", value=value))
        return value or otherwise

    def day(self, field: str, otherwise: date) -> date:
        """Return a calendar day, or the other where nothing was typed."""
        value = self.text(field)
        if not value:
            return otherwise
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.faults.append(FieldFault(field=field, code="not-a-day", value=value))
        return otherwise

    def number(self, field: str) -> int | None:
        """Return a whole number that is not negative; ``None`` where nothing was typed."""
        value = self.text(field)
        if not value:
            return None
        if not _NUMBER.fullmatch(value) or int(value) > MOST_CELL:
            self.faults.append(FieldFault(field=field, code="not-a-number", value=value))
            return None
        return int(value)


def read_question(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> tuple[FlowQuestion, tuple[FieldFault, ...]]:
    """Read a question; what is not asked is what the provider's first clause in force says.

    ``own`` is the partner that is asked about where none is named. What is typed is kept also where it
    is wrong: a question with faults is there to be shown again, and not to be answered.
    """
    typed = Typed(given)
    provider = PartnerId(typed.one_of("provider", snapshot.partners, otherwise=_provider(snapshot, own)))
    on = typed.day("on", today)
    first = _first_terms(snapshot, provider, on=on, as_known=today)
    sender = typed.one_of("sender", snapshot.partners, otherwise="")
    question = FlowQuestion(
        provider=provider,
        sender=PartnerId(sender) if sender and sender != provider else None,
        recipient=PartnerId(typed.one_of("recipient", snapshot.partners, otherwise=first[0])),
        purpose=PurposeId(typed.one_of("purpose", snapshot.purposes, otherwise=first[1])),
        zone=ZoneId(typed.one_of("zone", snapshot.zones, otherwise=first[2])),
        form=cast("Form", typed.one_of("form", FORMS, otherwise=first[3])),
        on=on,
        as_known=typed.day("as_known", today),
        min_cell=typed.number("min_cell"),
        irb=typed.one_of("irb", ("approved",), otherwise="") or None,
    )
    return question, tuple(typed.faults)


def _provider(snapshot: Snapshot, own: PartnerId | None) -> str:
    """Return the partner's own id where it provides anything, else the first provider of an agreement."""
    providers = sorted(providers_of(snapshot))
    if own is not None and (own in providers or not providers):
        return own
    return providers[0] if providers else next(iter(snapshot.partners), "")


def providers_of(snapshot: Snapshot) -> frozenset[PartnerId]:
    """Return every partner that some version of an agreement has as a provider."""
    return frozenset(
        partner
        for texts in snapshot.agreements.values()
        for text in texts
        for partner in text.record.provider_parties()
    )


def _first_terms(
    snapshot: Snapshot, provider: PartnerId, *, on: date, as_known: date
) -> tuple[str, str, str, Form]:
    """Return a recipient, purpose, zone and form that the provider's first clause in force permits."""
    lives = table_of(snapshot, as_known).lives
    own = [life for life in lives if provider in life.text.record.provider_parties()]
    for life in sorted(own, key=lambda life: not _in_force(life, on)):
        for clause in life.text.record.permits:
            if provider in clause.origins and clause.to and clause.purposes and clause.zones and clause.forms:
                form = max(clause.forms, key=FORMS.index)
                return min(clause.to), clause.purposes[0], min(clause.zones), form
    vocabularies = (snapshot.partners, snapshot.purposes, snapshot.zones)
    recipient, purpose, zone = (next(iter(one), "") for one in vocabularies)
    return recipient, purpose, zone, FORMS[0]


def _in_force(life: Life, on: date) -> bool:
    return any(first <= on <= last for first, last in life.permit_days)
