"""How a statement is refused while it is read: what is not known stops everything."""

from __future__ import annotations

from sqlglot import exp

from catalog.records.query import Place, QueryReason


class NotRead(Exception):
    """The statement cannot be read or resolved; whoever reads statements turns this into a refusal."""

    def __init__(self, reason: QueryReason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def refuse(
    code: str, detail: str, node: exp.Expression | None = None, *, clause: str | None = None
) -> NotRead:
    """Return the refusal of a part of the statement, to be raised."""
    return NotRead(QueryReason(code=code, detail=detail, clause=clause or None, place=place_of(node)))


def place_of(node: exp.Expression | None) -> Place | None:
    """Return where a part of the statement stands: where the first word of it does that has a place."""
    if node is None:
        return None
    starts = [found.meta for found in node.walk() if "p20w_line" in found.meta]
    first = min(starts, key=lambda meta: (meta["p20w_line"], meta["p20w_column"]), default=None)
    return None if first is None else Place(first["p20w_line"], first["p20w_column"])


def mark_places(root: exp.Expression, text: str) -> None:
    """Write on each word of a statement in which line and column it begins."""
    starts = [0]
    starts += [at + 1 for at, sign in enumerate(text) if sign == "\n"]
    line = 0
    found = sorted(
        (node for node in root.walk() if "start" in node.meta), key=lambda node: int(node.meta["start"])
    )
    for node in found:
        start = int(node.meta["start"])
        while line + 1 < len(starts) and starts[line + 1] <= start:
            line += 1
        node.meta["p20w_line"], node.meta["p20w_column"] = line + 1, start - starts[line] + 1
