"""A small vocabulary for the shapes of records, on marshmallow, in the manner of the contract.

``shape("Provider", {"partner": ident(), "source?": text()})`` is a strict schema: no other keys, and
a key with ``?`` may be left out or null. Every message says what was found and what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema

from catalog.records.ids import FORMS, ID_PATTERN, VERSION_PATTERN

UNKNOWN_KEY: Final = "unknown key"
MISSING_KEY: Final = "this key is missing"
_NULL: Final = "may not be null"
_MOST_SHOWN: Final = 60

_ID: Final = re.compile(ID_PATTERN)
_VERSION: Final = re.compile(VERSION_PATTERN)
_PIN: Final = re.compile(f"{ID_PATTERN}@{VERSION_PATTERN}")
_GROUP: Final = re.compile(f"{ID_PATTERN}(?:@{VERSION_PATTERN})?")
_OBJECT: Final = re.compile(f"{ID_PATTERN}:{ID_PATTERN}@{VERSION_PATTERN}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_DECISION: Final = re.compile(f"{ID_PATTERN}/[0-9]{{4}}/[0-9]{{4}}")
_ERRATUM: Final = re.compile(f"{ID_PATTERN}/[0-9]{{4}}/[0-9]{{4}}-erratum-[1-9][0-9]{{0,3}}")
_MEETING: Final = re.compile(f"({ID_PATTERN})/([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_FRACTION: Final = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


class Strict(Schema):
    """A mapping with the listed keys and no others."""

    class Meta:
        """No key is passed over."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012  # as marshmallow declares it
        "unknown": UNKNOWN_KEY,
        "type": "a mapping is wanted here",
    }


class NamesSome(Strict):
    """A mapping that must say something under at least one of a few keys."""

    some: ClassVar[tuple[str, ...]]

    @validates_schema
    def _says_some(self, data: Mapping[str, object], **_: object) -> None:
        said = (data.get(name) for name, field in self.load_fields.items() if field.data_key in self.some)
        if all(value is None for value in said):
            raise ValidationError(f"at least one of {', '.join(self.some)} is wanted here")


class Worded(fields.Field[Any]):
    """A value that passes a test; the message says what is wanted."""

    def __init__(self, wanted: str, test: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(error_messages=_MESSAGES, **kwargs)
        self.wanted = wanted
        self.test = test

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not self.test(value):
            raise ValidationError(f"{self.wanted} is wanted here, not {shown(value)}")
        return value


class OneOf(Worded):
    """One of a few words; a near miss gets a hint."""

    def __init__(self, words: Iterable[str], **kwargs: Any) -> None:
        self.words = tuple(words)
        super().__init__(f"one of {', '.join(self.words)}", lambda value: value in self.words, **kwargs)


class MapOf(fields.Field[Any]):
    """A mapping with any keys, whose values have one shape."""

    def __init__(self, inner: fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(error_messages=_MESSAGES, **kwargs)
        self.inner = inner

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, dict):
            raise ValidationError(f"a mapping is wanted here, not {shown(value)}")
        wrong: dict[str, Any] = {}
        for key, item in value.items():
            try:
                self.inner.deserialize(item, key, value)
            except ValidationError as error:
                wrong[key] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return value


class Either(fields.Field[Any]):
    """A value whose shape depends on the value itself."""

    def __init__(self, choose: Callable[[Any], fields.Field[Any]], **kwargs: Any) -> None:
        super().__init__(error_messages=_MESSAGES, **kwargs)
        self.choose = choose

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        return self.choose(value).deserialize(value, attr, data)


_Messages = dict[str, str | list[Any] | dict[Any, Any]]
_MESSAGES: Final[_Messages] = {"required": MISSING_KEY, "null": _NULL}
_LIST_MESSAGES: Final[_Messages] = {**_MESSAGES, "invalid": "a list is wanted here"}


def shape(name: str, keys: Mapping[str, fields.Field[Any]], *, some: tuple[str, ...] = ()) -> type[Strict]:
    """Return the schema of a mapping with these keys; ``key?`` may be left out or null.

    Of the keys in ``some`` at least one must be there.
    """
    made: dict[str, Any] = {"some": some} if some else {}
    for position, (key, field) in enumerate(keys.items()):
        optional = key.endswith("?")
        field.data_key = key.rstrip("?")
        field.required = not optional
        field.allow_none = optional
        made[f"key_{position}"] = field
    return type(name, (NamesSome if some else Strict,), made)


def one(schema: type[Strict]) -> fields.Field[Any]:
    """Return a field that holds one mapping of the shape."""
    messages: _Messages = {**_MESSAGES, "type": "a mapping is wanted here"}
    return fields.Nested(schema, error_messages=messages)


def by_word(key: str, shapes: Mapping[str, type[Strict]]) -> fields.Field[Any]:
    """Return a field for a mapping whose shape follows from the word under one key.

    Where that word is none of them, it alone is refused, and the keys that none of the shapes has.
    """
    chosen = {word: one(schema) for word, schema in shapes.items()}
    known = {str(f.data_key) for schema in shapes.values() for f in schema().load_fields.values()} - {key}
    anything = {f"{name}?": fields.Raw() for name in sorted(known)}
    unclear = one(shape("Unclear", {key: words(*shapes), **anything}))

    def choose(value: Any) -> fields.Field[Any]:
        word = value.get(key) if isinstance(value, dict) else None
        return chosen.get(word, unclear) if isinstance(word, str) else unclear

    return Either(choose)


def many(inner: fields.Field[Any] | type[Strict]) -> fields.Field[Any]:
    """Return a field that holds a list of the shape."""
    item = inner if isinstance(inner, fields.Field) else one(inner)
    return fields.List(item, error_messages=_LIST_MESSAGES)


def text() -> fields.Field[Any]:
    """Return a field for text, which is quoted where YAML would read it as something else."""
    return Worded("text", lambda value: type(value) is str)


def said() -> fields.Field[Any]:
    """Return a field for text that may not be blank."""
    return Worded("text that is not blank", lambda value: type(value) is str and bool(value.strip()))


def flag() -> fields.Field[Any]:
    """Return a field for ``true`` or ``false``."""
    return Worded("true or false", lambda value: type(value) is bool)


def count() -> fields.Field[Any]:
    """Return a field for a whole number that is not negative."""
    return Worded("a whole number", lambda value: type(value) is int and value >= 0)


def words(*right: str) -> fields.Field[Any]:
    """Return a field for one of a few words."""
    return OneOf(right)


def form() -> fields.Field[Any]:
    """Return a field for one of the four forms."""
    return OneOf(FORMS)


def any_or(inner: fields.Field[Any]) -> fields.Field[Any]:
    """Return a field for the word ``any`` or the shape given."""
    everything = OneOf(["any"])
    return Either(lambda value: everything if type(value) is str else inner)


def _matching(wanted: str, pattern: re.Pattern[str]) -> Callable[[], fields.Field[Any]]:
    def field() -> fields.Field[Any]:
        return Worded(wanted, lambda value: type(value) is str and pattern.fullmatch(value) is not None)

    return field


def _is_day(value: object) -> bool:
    if type(value) is not str or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_time(value: object) -> bool:
    if type(value) is not str or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_meeting(value: object) -> bool:
    found = _MEETING.fullmatch(value) if type(value) is str else None
    return found is not None and _is_day(found.group(2))


def day() -> fields.Field[Any]:
    """Return a field for a calendar day that exists."""
    return Worded("a day that exists, as 2026-07-01,", _is_day)


def time() -> fields.Field[Any]:
    """Return a field for a moment with its zone (RFC 3339)."""
    return Worded("a time with its zone, as 2026-02-18T10:00:00-08:00,", _is_time)


def meeting_id() -> fields.Field[Any]:
    """Return a field for a meeting's id: body and day."""
    return Worded("a meeting, as c2c-gb/2026-02-18,", _is_meeting)


ident = _matching("an id of lower-case letters, digits, dots and hyphens", _ID)
version = _matching("a version, as 1.0.0,", _VERSION)
pin = _matching("an id with its version, as k12-core@3.0.0,", _PIN)
group = _matching("a group, as k12-core or k12-core@3.0.0,", _GROUP)
object_ = _matching("an object, as element:k12.ssid@1.0.0,", _OBJECT)
digest = _matching("a digest, sha256: and 64 hexadecimal digits,", _DIGEST)
decision_id = _matching("a decision, as c2c-gb/2026/0014,", _DECISION)
erratum_id = _matching("an erratum, as c2c-gb/2026/0014-erratum-1,", _ERRATUM)
fraction = _matching("a fraction, as 2/3,", _FRACTION)


def shown(value: object) -> str:
    """Return a value as a message quotes it: short, and with its kind where that is the trouble."""
    if isinstance(value, bool):
        return f"the truth value `{str(value).lower()}`"
    if isinstance(value, int):
        return f"the number `{value}` (write text in quotes)"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    written = str(value)
    return f"`{written[:_MOST_SHOWN]}…`" if len(written) > _MOST_SHOWN else f"`{written}`"
