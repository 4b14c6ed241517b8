"""Every small change of one clause, tried one by one on the documents of a world; the oracle judges."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from catalog.records.agreement import Agreement
from catalog.store import building
from tests import oracle
from tests.canonical import digest
from tests.worlds import BASES, World, adopt, event, put

Doc = dict[str, Any]
Row = int | str | None
DIMENSIONS = ("origin", "element", "sender", "recipient", "purpose", "zone", "form")
CONDITIONS = ("retention", "min-cell", "irb")
TERM = ("term-start", "term-end")


@dataclass(frozen=True)
class Attempt:
    """A clause, or a row of its redisclosure, in a text that may be amended."""

    text: Doc
    clause: str
    row: Row
    state: str


def smallest(world: World, ask: Doc, decided: str, *, most: int) -> tuple[int | None, list[Agreement]]:
    """The least number of edits, up to ``most``, that permit a flow; and every text that so many lead to."""
    attempts = list(_attempts(world, ask, decided))
    for size in range(most + 1):
        found: list[Agreement] = []
        for attempt in attempts:
            for edits in combinations(_edits(ask), size):
                text = _first_that_permits(world, attempt, edits, ask, decided)
                if text is not None and text not in found:
                    found.append(text)
        if found:
            return size, found
    return None, []


def _first_that_permits(
    world: World, attempt: Attempt, edits: tuple[tuple[str, str], ...], ask: Doc, decided: str
) -> Agreement | None:
    """The text with the edits, the one that stands before the next version, if just that place permits."""
    if attempt.row == "new" and not {"recipient", "zone", "form"} <= {name for name, _ in edits}:
        return None
    for text, after in _after(world, attempt, edits, decided):
        if _permitted(after, ask) and _offered(after, attempt, text, ask):
            return building.agreement(text)
    return None


def _offered(world: World, attempt: Attempt, text: Doc, ask: Doc) -> bool:
    """Whether the clause permits, and by its own direct flow or by the row that is meant."""
    catalog = oracle.Catalog(world, ask["known"])
    provider, _, name = ask["item"].partition(":")
    clause = next(one for one in text["clauses"] if one["id"] == attempt.clause)
    if f"{text['id']}@{text['version']}#{attempt.clause}" not in catalog.permits(provider, name, ask):
        return False
    direct = catalog.offers({**clause, "onward": []}, provider, ask)
    if attempt.row is None:
        return bool(direct)
    rows = clause["onward"]
    row = rows[-1] if attempt.row == "new" else rows[attempt.row]
    return len(catalog.offers({**clause, "onward": [row]}, provider, ask)) > len(direct)


def _attempts(world: World, ask: Doc, decided: str) -> Iterator[Attempt]:
    """Every place in the texts of the provider: the version adopted last, and the drafts above it."""
    catalog = oracle.Catalog(world, max(ask["as_known"], decided))
    provider = ask["item"].partition(":")[0]
    texts = catalog.texts("agreement")
    for text in texts:
        family = [one for one in texts if one["id"] == text["id"]]
        adopted = [one for one in family if catalog.adoption("agreement", one)["decided_on"] < oracle.FOREVER]
        newest = max((oracle.number(one["version"]) for one in adopted), default=(0,))
        roles = [(party["partner"], party["role"]) for party in text["parties"]]
        if (provider, "provider") not in roles or oracle.number(text["version"]) < newest:
            continue
        signed = catalog.start(text) != oracle.FOREVER
        state = "signed" if text not in adopted or signed else "unsigned"
        state = "draft" if not _is_claimed(world, text) else state
        for clause in text["clauses"]:
            if clause["effect"] == "permit":
                rows = range(len(clause.get("onward") or []))
                for row in (None, *rows, "new"):
                    yield Attempt(text, clause["id"], row, state)


def _is_claimed(world: World, text: Doc) -> bool:
    """Whether some decision says that it adopts this text, whether or not that counts."""
    named = {"op": "adopt", "object": f"agreement:{text['id']}@{text['version']}", "to": digest(text)}
    return any(
        named.items() <= effect.items()
        for doc in world.values()
        if isinstance(doc, dict) and doc["kind"] == "decision" and doc["outcome"] == "adopted"
        for effect in doc["effects"]
    )


def _edits(ask: Doc) -> list[tuple[str, str]]:
    provider, _, name = ask["item"].partition(":")
    values = [provider, name, ask["sender"], ask["recipient"], ask["purpose"], ask["zone"], ask["form"]]
    cell = ask.get("evidence", {}).get("min_cell")
    shown = [ask["on"], "" if cell is None else str(cell), ""]
    return [
        *zip(DIMENSIONS, values, strict=True),
        *zip(CONDITIONS, shown, strict=True),
        *((name, ask["on"]) for name in TERM),
        *(("basis", name) for name in BASES),
    ]


def _after(
    world: World, attempt: Attempt, edits: tuple[tuple[str, str], ...], decided: str
) -> Iterator[tuple[Doc, World]]:
    """The texts that would stand, and their worlds, adopted and signed; without an edit a text may stay."""
    if not edits and attempt.state == "draft":
        yield attempt.text, _enacted(world, attempt.text, decided)
        return
    if not edits and attempt.state == "unsigned":
        yield attempt.text, _signed({**world}, attempt.text, decided)
    text = _amended(world, attempt, edits)
    yield text, _enacted(world, text, decided)


def _enacted(world: World, text: Doc, on: str) -> World:
    after = {**world}
    adopt(after, put(after, text), on)
    return _signed(after, text, on)


def _signed(after: World, text: Doc, on: str) -> World:
    path = f"agreements/{text['id']}/events.yaml"
    after[path] = [*(after.get(path) or [])]  # type: ignore[misc]  # events are a list
    for party in text["parties"]:
        event(after, text["id"], "signed", on, version=text["version"], partner=party["partner"])
    return after


def _amended(world: World, attempt: Attempt, edits: tuple[tuple[str, str], ...]) -> Doc:
    text = deepcopy(attempt.text)
    texts = [one for one in world.values() if isinstance(one, dict) and one.get("id") == text["id"]]
    numbers = [oracle.number(one["version"]) for one in texts if one["kind"] == "agreement"]
    step = (max(numbers)[1] + 1, 0) if edits else (max(numbers)[1], max(numbers)[2] + 1)
    text["version"] = f"{max(numbers)[0]}.{step[0]}.{step[1]}"
    clause = next(one for one in text["clauses"] if one["id"] == attempt.clause)
    row = clause
    if attempt.row == "new":
        row = {"to": [], "zones": [], "forms": []}
        clause.setdefault("onward", []).append(row)
    elif attempt.row is not None:
        row = clause["onward"][attempt.row]
    for dimension, value in edits:
        _edit(world, text, clause, row, dimension, value)
    return text


def _edit(world: World, text: Doc, clause: Doc, row: Doc, dimension: str, value: str) -> None:
    lists = {"recipient": "to", "zone": "zones"}
    if dimension in lists:
        row[lists[dimension]] = [*row[lists[dimension]], value]
    elif dimension in ("origin", "sender"):
        key = {"origin": "from", "sender": "to"}[dimension]
        clause[key] = [*clause[key], value]
    elif dimension in ("purpose", "form"):
        for scope in (clause, row) if row is not clause else (clause,):
            there = scope.get(f"{dimension}s")
            if there is not None and not set(there) & _covering(world, dimension, value):
                scope[f"{dimension}s"] = [*there, value]
    elif dimension == "element":
        catalog = oracle.Catalog(world, "9999")
        fields = clause["fields"]
        listed = list(fields.get("elements") or [])
        fields["elements"] = listed if value in map(catalog.element_id, listed) else [*listed, value]
        fields["except"] = [name for name in fields.get("except") or [] if catalog.element_id(name) != value]
    elif dimension in TERM:
        text[{"term-start": "effective_from", "term-end": "effective_through"}[dimension]] = value
    elif dimension == "basis":
        _claim(world, text, value)
    else:
        for scope in (clause, row):
            _weaken(scope, dimension, value)


def _covering(world: World, dimension: str, value: str) -> set[str]:
    """What covers a purpose or a form in a permit: the broader purposes, the more identifiable forms."""
    if dimension == "purpose":
        return set(oracle.Catalog(world, "9999").broader(value))
    return set(oracle.FORMS[oracle.FORMS.index(value) :])


def _claim(world: World, text: Doc, basis: str) -> None:
    legal: Any = world["definitions/legal-bases.yaml"]
    wanted = next(one["written_elements"] for one in legal["bases"] if one["id"] == basis)
    written = {one["id"]: "§" for one in wanted if one["required"]}
    others = [one for one in text["legal_bases"] if one["basis"] != basis]
    text["legal_bases"] = [*others, {"basis": basis, "written_elements": written}]


def _weaken(scope: Doc, dimension: str, value: str) -> None:
    key = {"retention": "retain_through", "min-cell": "min_cell", "irb": "irb"}[dimension]
    conditions = dict(scope.get("conditions") or {})
    if key in conditions:
        del conditions[key]
        if value:
            conditions[key] = int(value) if key == "min_cell" else value
        scope["conditions"] = conditions


def _permitted(world: World, ask: Doc) -> bool:
    catalog = oracle.Catalog(world, ask["known"])
    provider, _, name = ask["item"].partition(":")
    element = catalog.element_id(name)
    return bool(catalog.permits(provider, element, ask)) and not catalog.forbids(provider, element, ask)
