"""The schemas that tests hold our output to are there, and refuse what they should."""

from typing import Any

from jsonschema import Draft4Validator

LOG = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "p20w"}}, "results": []}]}


def test_the_schema_of_sarif_accepts_a_log(sarif_schema: dict[str, Any]) -> None:
    Draft4Validator.check_schema(sarif_schema)
    assert Draft4Validator(sarif_schema).is_valid(LOG)


def test_the_schema_of_sarif_refuses_what_is_no_log(sarif_schema: dict[str, Any]) -> None:
    assert not Draft4Validator(sarif_schema).is_valid({**LOG, "version": "2.0.0"})
    assert not Draft4Validator(sarif_schema).is_valid({**LOG, "findings": []})
