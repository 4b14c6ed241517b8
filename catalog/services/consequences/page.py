"""The consequence packet as a page: what its document says, arranged for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from catalog.interchange.rendering import fill
from catalog.services.consequences.flow_rows import flow_rows
from catalog.services.consequences.words import marked
from catalog.store.canonical import digest
from catalog.store.yaml_writing import yaml_of

MOST_ROWS: Final = 200
"""A table shows so many rows; the data hold all."""

_FLOWS: Final = (
    ("gained", "Flows gained: refused today, permitted then"),
    ("lost", "Flows lost: permitted today, refused then"),
    ("tightened", "Conditions tightened: permitted both ways, more is asked"),
    ("relaxed", "Conditions relaxed: permitted both ways, less is asked"),
)
_FEW: Final = 8


def page_of(document: Mapping[str, Any]) -> str:
    """Return the page of a packet's document. It needs no script and nothing from any other place."""
    return fill("packet.html", **shown_of(document))


def shown_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page shows of a packet's document, by the names that templates have for it."""
    return {
        "packet": document,
        "digest": digest(document),
        "headline": headline(document),
        "summary": in_short(document),
        "differences": [_difference(one) for one in document["differences"]],
        "flows": [_flows(document, word, caption) for word, caption in _FLOWS],
        "datasets": _shown([_dataset(one) for one in document["datasets"]]),
        "clauses": _shown(_by_agreement(document["clauses"])),
        "appear": _shown(document["checks"]["appear"]),
        "go_away": _shown(document["checks"]["go_away"]),
        "series": _few(document["comparability"]["series"]),
        "text": yaml_of(document["text"]).decode(),
    }


def headline(document: Mapping[str, Any]) -> str:
    """Return what the proposal would do, in a few words: its title, else its object."""
    proposal = document["proposal"]
    verbs = {"new": "Adopt", "amend": "Amend", "retire": "Retire"}
    return proposal["title"] or f"{verbs[proposal['change']]} {proposal['object']}"


def in_short(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the packet's main figures, each with what it is of; a figure that says nothing is left out."""
    comment, checks = document["comment"], document["checks"]["appear"]
    errors = sum(one["severity"] == "error" for one in checks)
    told = [
        ("grade", comment["grade"]),
        ("version", _version(document["bump"])),
        ("comment", f"{comment['days']} days from {comment['opened']}, vote from {comment['first_vote']} on"),
        ("flows", ", ".join(f"{len(document['flows'][word])} {word}" for word, _ in _FLOWS)),
        ("touched", _touched(document)),
        ("checks", f"{_number(errors, 'error')} and {len(checks) - errors} other findings more than today"),
        ("promises", _promises(document["promises"])),
        ("series", _series(document["comparability"])),
        ("signatures", _signatures(document["signatures"])),
        ("base", _base(document["base"])),
    ]
    return [(label, words) for label, words in told if words]


def _version(bump: Mapping[str, Any] | None) -> str:
    if bump is None:
        return ""
    fits = "satisfies it" if bump["satisfied"] else "does not satisfy it"
    return f"least bump {bump['least']}; {bump['to']} after {bump['from']} {fits}"


def _touched(document: Mapping[str, Any]) -> str:
    counted = (
        (len(document["datasets"]), "dataset"),
        (len(document["dashboards"]), "dashboard"),
        (len({one["agreement"] for one in document["clauses"]}), "agreement"),
        (len(document["groups"]), "group"),
        (len(document["use_cases"]), "policy question"),
        (len(document["partners"]), "partner"),
    )
    return ", ".join(_number(count, word) for count, word in counted)


def _promises(promises: Sequence[Mapping[str, Any]]) -> str:
    newly = [one["promise"] for one in promises if one["kept_before"] and not one["kept"]]
    broken = [one["promise"] for one in promises if not one["kept"] and not one["kept_before"]]
    mended = [one["promise"] for one in promises if one["kept"] and not one["kept_before"]]
    told = [f"would be broken: {', '.join(newly)}"] if newly else []
    told += [f"broken today and then: {', '.join(broken)}"] if broken else []
    told += [f"kept again: {', '.join(mended)}"] if mended else []
    return "; ".join(told) or "all are kept"


def _series(comparability: Mapping[str, Any]) -> str:
    if not comparability["breaks"]:
        return ""
    fields = _number(len(comparability["series"]), "field")
    return f"ends: what {fields} say before and after is not comparable"


def _signatures(signatures: Mapping[str, Any] | None) -> str:
    if signatures is None:
        return ""
    return f"still needed: {', '.join(one['partner'] for one in signatures['needed']) or 'none'}"


def _base(base: Mapping[str, Any]) -> str:
    return "" if base["is_adopted_last"] else "stale: another version was adopted since; propose it anew"


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _difference(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a difference with its words marked; what stands on one side alone is marked whole."""
    old, new = one["old"], one["new"]
    if old is None or new is None:
        return {
            **one,
            "olds": () if old is None else (("gone", old),),
            "news": () if new is None else (("come", new),),
        }
    olds, news = marked(old, new)
    return {**one, "olds": olds, "news": news}


def _flows(document: Mapping[str, Any], word: str, caption: str) -> dict[str, Any]:
    changes = document["flows"][word]
    rows = flow_rows(changes)
    return {"word": word, "caption": caption, "number": len(changes), **_shown(rows)}


def _dataset(one: Mapping[str, Any]) -> dict[str, Any]:
    def how(field: Mapping[str, str]) -> str:
        return field["how"]

    by_how = groupby(sorted(one["fields"], key=how), key=how)
    return {**one, "by_how": [(word, _few([field["field"] for field in fields])) for word, fields in by_how]}


def _by_agreement(clauses: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "listed": _few(one["names"]) or "any field"} for one in clauses]


def _few(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _shown(rows: Sequence[Any]) -> dict[str, Any]:
    return {"rows": list(rows[:MOST_ROWS]), "more": max(0, len(rows) - MOST_ROWS)}
