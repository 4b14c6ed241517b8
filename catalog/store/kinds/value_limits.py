"""The shape of an element's value domain: its type, its code list, and what else limits its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from marshmallow import fields

from catalog.records.element import is_day
from catalog.store.kinds.patterns import is_pattern
from catalog.store.kinds.shapes import Either, Worded, day, flag, one, pin, shape, words

_TYPES: Final = ("boolean", "string", "integer", "decimal", "date", "code")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")
_Made = Mapping[str, Callable[[], fields.Field[Any]]]


def value_domain_use() -> fields.Field[Any]:
    """Return the field of an element's value domain: which limits there can be follows from the type.

    Any may be required; numbers and days have bounds, texts a pattern; whole numbers, texts and days may
    tell a year.
    """
    limited = {
        "string": {
            "pattern?": _pattern,
            "years?": _years("school", "school-begins", "school-ends", "calendar"),
        },
        "integer": {**_bounds(_whole), "years?": _years("school-begins", "school-ends", "calendar")},
        "decimal": _bounds(_number),
        "date": {**_bounds(day), "years?": _years("school", "calendar")},
    }
    by_type = {name: one(_use(name, limited.get(name, {}))) for name in _TYPES}
    unclear = one(_use("unclear", {key: fields.Raw for more in limited.values() for key in more}))
    reversed_ = Worded("a minimum that is not above the maximum", lambda _: False)

    def choose(value: Any) -> fields.Field[Any]:
        named = value.get("type") if isinstance(value, dict) else None
        chosen = by_type.get(named, unclear) if isinstance(named, str) else unclear
        return reversed_ if isinstance(value, dict) and _reversed(value) else chosen

    return Either(choose)


def _use(name: str, limits: _Made) -> Any:
    keys = {"type": words(*_TYPES), "domain?": pin(), "required?": flag()}
    return shape(f"ValueDomainUse-{name}", {**keys, **{key: make() for key, make in limits.items()}})


def _bounds(make: Callable[[], fields.Field[Any]]) -> _Made:
    return {"minimum?": make, "maximum?": make}


def _years(*right: str) -> Callable[[], fields.Field[Any]]:
    return lambda: words(*right)


def _whole() -> fields.Field[Any]:
    return Worded(
        "a whole number of at most 18 digits", lambda value: type(value) is int and _is(_WHOLE, value)
    )


def _number() -> fields.Field[Any]:
    return Worded("a number, as 0 or 0.5,", lambda value: type(value) in {int, str} and _is(_DECIMAL, value))


def _pattern() -> fields.Field[Any]:
    return Worded(
        "a plain pattern for the whole value, as [A-Z]{2}\\d{8},",
        lambda value: type(value) is str and is_pattern(value),
    )


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return pattern.fullmatch(str(value)) is not None


def _reversed(value: Mapping[str, Any]) -> bool:
    """Say whether two bounds that are right each for itself let nothing in."""
    low, high = (str(value.get(key)) for key in ("minimum", "maximum"))
    if _is(_DECIMAL, low) and _is(_DECIMAL, high):
        return Decimal(low) > Decimal(high)
    return len(low) == len(high) and is_day(low) and is_day(high) and low > high
