"""Whether a document has its shape, answered fast: a schema compiled into one test.

A large catalog is nearly always right, and a yes needs no messages. The test says yes only to what
the schema accepts; whatever it does not say yes to, the schema itself judges and words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields

from catalog.store.kinds.shapes import Either, MapOf, NamesSome, Worded

Test = Callable[[Any], bool]


def fitting(shape: Schema | fields.Field[Any]) -> Test:
    """Return the test of a schema or a field. What it does not know, it does not say yes to."""
    if isinstance(shape, fields.Field) and shape.validators:
        return _never
    if isinstance(shape, NamesSome):
        return _fits_some(shape)
    if isinstance(shape, Schema):
        return _fits_keys(shape)
    fits = _fits_value(shape)
    return (lambda value: value is None or fits(value)) if shape.allow_none else fits


def _fits_value(field: fields.Field[Any]) -> Test:
    if isinstance(field, Worded):
        return field.test
    if isinstance(field, fields.Nested):
        return fitting(field.schema)
    if isinstance(field, fields.List):
        each = fitting(field.inner)
        return lambda value: type(value) is list and all(map(each, value))
    if isinstance(field, MapOf):
        inner = fitting(field.inner)
        return lambda value: type(value) is dict and all(map(inner, value.values()))
    if isinstance(field, Either):
        return _fits_choice(field)
    return _never


def _fits_keys(schema: Schema) -> Test:
    tests = {field.data_key or name: fitting(field) for name, field in schema.load_fields.items()}
    required = {field.data_key or name for name, field in schema.load_fields.items() if field.required}

    def fits(value: Any) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, item in value.items():
            test = tests.get(key)
            if test is None or not test(item):
                return False
        return True

    return fits


def _fits_some(schema: NamesSome) -> Test:
    fits, some = _fits_keys(schema), schema.some
    return lambda value: fits(value) and any(value.get(key) is not None for key in some)


def _fits_choice(field: Either) -> Test:
    known: dict[fields.Field[Any], Test] = {}

    def fits(value: Any) -> bool:
        chosen = field.choose(value)
        test = known.get(chosen)
        if test is None:
            test = known[chosen] = fitting(chosen)
        return test(value)

    return fits


def _never(_: Any) -> bool:
    return False
