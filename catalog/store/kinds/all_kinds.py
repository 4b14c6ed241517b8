"""The shape of every kind of record: the contract's ``shapes.yaml``, key for key."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields

from catalog.store.kinds.agreements import AGREEMENT, EVENTS
from catalog.store.kinds.definitions import DEFINITION_KINDS
from catalog.store.kinds.fitting import fitting
from catalog.store.kinds.lineage import LINEAGE
from catalog.store.kinds.meetings import MEETING_KINDS
from catalog.store.kinds.shapes import Either, MapOf
from catalog.store.kinds.vocabularies import VOCABULARY_KINDS
from catalog.store.wording import Path

_SCHEMAS: Final[dict[str, Schema]] = {
    kind: made()
    for kind, made in {
        **VOCABULARY_KINDS,
        **DEFINITION_KINDS,
        "agreement": AGREEMENT,
        "lineage": LINEAGE,
        **MEETING_KINDS,
    }.items()
}
KINDS: Final = (*_SCHEMAS, "events")
_FITTING: Final = {**{kind: fitting(schema) for kind, schema in _SCHEMAS.items()}, "events": fitting(EVENTS)}


def wrong_with(kind: str, document: object) -> Any:
    """Return marshmallow's nested messages for a document of that kind; nothing if it is right."""
    if _FITTING[kind](document):
        return None
    try:
        if kind == "events":
            EVENTS.deserialize(document)
        else:
            _SCHEMAS[kind].load(document)  # type: ignore[arg-type]  # no mapping is one of the messages
    except ValidationError as error:
        return error.messages
    return None


def keys_at(kind: str, document: Any, *, path: Path) -> tuple[str, ...]:
    """Return the keys that the mapping at the path may have, for hints; none if that is unclear."""
    at: Any = EVENTS if kind == "events" else _SCHEMAS[kind]
    for step in path:
        document = document[step]
        at = _step(at, step)
        if isinstance(at, Either):
            at = at.choose(document)
    schema = at.schema if isinstance(at, fields.Nested) else at
    return tuple(_keys(schema)) if isinstance(schema, Schema) else ()


def _step(at: Any, step: str | int) -> Any:
    if isinstance(at, fields.List | MapOf):
        return at.inner
    schema = at.schema if isinstance(at, fields.Nested) else at
    return _keys(schema).get(str(step)) if isinstance(schema, Schema) else None


def _keys(schema: Schema) -> dict[str, fields.Field[Any]]:
    return {str(field.data_key): field for field in schema.load_fields.values()}
