"""A request as programs and people write it becomes a ``FlowRequest``, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from catalog.records.flow import FlowRequest
from catalog.records.ids import FORMS, PartnerId, PurposeId, ZoneId

KEYS: Final = (
    "item",
    "sender",
    "recipient",
    "purpose",
    "zone",
    "form",
    "on",
    "evidence",
    "can_enforce",
    "as_known",
    "under",
)
_NEEDED: Final = ("item", "recipient", "purpose", "zone")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Invalid(Exception):
    """What makes a request no request, in words that a reason can quote."""


def read_request(given: object, *, today: date) -> FlowRequest | str:
    """Return the request, or what is wrong with it. Days that are not given are today."""
    try:
        return _read(given, today=today)
    except Invalid as fault:
        return str(fault)


def _read(given: object, *, today: date) -> FlowRequest:
    if not isinstance(given, Mapping):
        raise Invalid("a request is an object with the keys " + ", ".join(KEYS))
    unknown = sorted(str(key) for key in given if key not in KEYS)
    if unknown:
        raise Invalid(f"unknown key {unknown[0]}; the keys are " + ", ".join(KEYS))
    texts = {
        key: _text(given, key) for key in ("item", "sender", "recipient", "purpose", "zone", "form", "under")
    }
    missing = [key for key in _NEEDED if texts[key] is None]
    if missing:
        raise Invalid(f"{missing[0]} is missing")
    form = texts["form"]
    if form is not None and form not in FORMS:
        raise Invalid(f"form is one of {', '.join(FORMS)}, not {form}")
    min_cell, irb = _evidence(given.get("evidence"))
    sender = texts["sender"]
    return FlowRequest(
        item=texts["item"] or "",
        sender=PartnerId(sender) if sender is not None else None,
        recipient=PartnerId(texts["recipient"] or ""),
        purpose=PurposeId(texts["purpose"] or ""),
        zone=ZoneId(texts["zone"] or ""),
        form=next((known for known in FORMS if known == form), None),
        on=_day(given, "on", today),
        as_known=_day(given, "as_known", today),
        min_cell=min_cell,
        irb=irb,
        can_enforce=_duties(given.get("can_enforce")),
        under=texts["under"],
    )


def _text(given: Mapping[Any, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise Invalid(f"{key} is a text")
    return value


def _day(given: Mapping[Any, Any], key: str, today: date) -> date:
    value = given.get(key)
    if value is None:
        return today
    day = read_day(value) if isinstance(value, str) else None
    if day is None:
        raise Invalid(f"{key} is a day that exists, as 2026-07-01")
    return day


def read_day(text: str) -> date | None:
    """Return the calendar day that a text names, as 2026-07-01, or ``None`` if there is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _evidence(value: object) -> tuple[int | None, str | None]:
    if value is None:
        return None, None
    if not isinstance(value, Mapping):
        raise Invalid("evidence is an object with min_cell or irb")
    unknown = sorted(str(key) for key in value if key not in {"min_cell", "irb"})
    if unknown:
        raise Invalid(f"unknown evidence {unknown[0]}; known are min_cell and irb")
    min_cell, irb = value.get("min_cell"), value.get("irb")
    if "min_cell" in value and (type(min_cell) is not int or min_cell < 0):
        raise Invalid("evidence min_cell is a whole number that is not negative")
    if "irb" in value and not isinstance(irb, str):
        raise Invalid("evidence irb is a text")
    return min_cell, irb


def _duties(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(duty, str) for duty in value):
        raise Invalid("can_enforce is a list of duties")
    return frozenset(value)
