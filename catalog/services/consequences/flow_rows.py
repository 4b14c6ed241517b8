"""Flows that change, joined into rows for reading: each row is every combination of what it lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

_ALIKE: Final = ("sender", "recipient", "zone", "from", "through")
_JOINED: Final = ("purpose", "form", "source")
"""What one row may list several of, in the order in which flows are joined."""

Row = dict[str, Any]


def flow_rows(changes: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the changes of flows as rows. Together the rows say exactly what the changes say.

    A row's ``sources``, ``purposes`` and ``forms`` are lists; ``before`` and ``after`` are told in words.
    """
    rows: list[Row] = [
        {
            **{key: change[key] for key in _ALIKE},
            "before": asked_in_words(change["before"]),
            "after": asked_in_words(change["after"]),
            **{f"{key}s": [change[key]] for key in _JOINED},
        }
        for change in changes
    ]
    for key in _JOINED:
        rows = _joined(rows, f"{key}s")
    return sorted(rows, key=_order)


def _joined(rows: list[Row], key: str) -> list[Row]:
    """Join rows that differ in one list alone."""
    found: dict[str, Row] = {}
    for row in rows:
        others = json.dumps({k: v for k, v in row.items() if k != key}, sort_keys=True)
        if others in found:
            found[others][key].extend(row[key])
        else:
            found[others] = {**row, key: list(row[key])}
    for row in found.values():
        row[key] = sorted(set(row[key]))
    return list(found.values())


def _order(row: Row) -> tuple[str, ...]:
    return (row["sources"][0], row["recipient"], row["zone"], row["from"], json.dumps(row, sort_keys=True))


def asked_in_words(options: Iterable[Mapping[str, object]] | None) -> str:
    """Return in words what the permitting clauses ask for: any one of them will do.

    >>> asked_in_words([{"min_cell": 11, "no_reidentification": True}])
    'groups of at least 11, no re-identification'
    """
    if options is None:
        return "refused"
    told = [", ".join(_asked(key, value) for key, value in sorted(one.items())) for one in options]
    return " or ".join(words or "nothing asked" for words in told)


def _asked(key: str, value: object) -> str:
    words = {
        "min_cell": f"groups of at least {value}",
        "irb": f"review board {value}",
        "retain_through": f"kept no longer than {value}",
        "destroy_within_days": f"destroyed within {value} days of use",
        "no_reidentification": "no re-identification",
        "publish_notice": "a published notice",
        "rows": "certain rows alone",
    }
    return words.get(key, f"{key} {value}")
