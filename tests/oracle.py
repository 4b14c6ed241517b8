"""The oracle: section 8 of the contract read aloud over plain documents, slowly, without the catalog's code.

A *world* maps a path inside a catalog to the plain document that stands there. Each clause of each agreement
version is held against each source, dimension by dimension; nothing is indexed or kept. Numbers in brackets
name sections of ``records.md``, "readings" is ``docs/readings.md``. Days are ISO text and sort as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.canonical import digest

Doc = dict[str, Any]
Source = tuple[str, str]

FORMS = ("aggregate", "deidentified", "pseudonymous", "identified")
DUTIES = ("retain_through", "destroy_within_days", "no_reidentification", "publish_notice", "rows")
NEEDED_KEYS = {"item", "recipient", "purpose", "zone"}
TEXT_KEYS = NEEDED_KEYS | {"sender", "form", "on", "as_known", "under"}
FOREVER = "9999-99-99"


@dataclass(frozen=True)
class Verdict:
    """What the contract says of a request; a source that no clause permits has no key in ``permitted_by``."""

    permitted: bool
    permitted_by: dict[str, set[str]] = field(default_factory=dict)
    forbidden_by: set[tuple[str, str]] = field(default_factory=set)
    duties: dict[str, object] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)


def number(version: str) -> tuple[int, ...]:
    """Make 1.10.0 sort after 1.9.0 (2)."""
    return tuple(int(part) for part in version.split("."))


def citations(text: Doc) -> dict[str, Doc]:
    """The clauses of an agreement version by the citation each is known by (5)."""
    return {f"{text['id']}@{text['version']}#{clause['id']}": clause for clause in text["clauses"]}


def join(all_conditions: Iterable[Doc]) -> Doc:
    """Join conditions to the stricter of each (8.4); what is null or false asks nothing."""
    stricter = {"retain_through": min, "destroy_within_days": min, "min_cell": max}
    joined: Doc = {}
    for key, value in [pair for conditions in all_conditions for pair in conditions.items()]:
        if key == "rows":
            joined |= {"rows": _rows([*joined.get("rows", []), *(value or [])])} if value else {}
        elif value is not None and value is not False:
            joined[key] = stricter[key](joined[key], value) if key in joined and key in stricter else value
    return joined


def _rows(all_rows: list[Doc]) -> list[Doc]:
    """Every condition on rows must be met, each told once, in the order of its words."""
    once = [row for place, row in enumerate(all_rows) if row not in all_rows[:place]]
    return sorted(once, key=lambda row: (row["element"], row.get("in", []), row.get("from", "")))


@dataclass(frozen=True)
class Catalog:
    """A world as it was known on one day: what was recorded later is not there (8.7)."""

    world: Mapping[str, Any]
    known: str

    def texts(self, kind: str, identifier: str | None = None) -> list[Doc]:
        """Every version of every text of a kind, adopted or not (2)."""
        texts = [doc for doc in self.world.values() if isinstance(doc, dict) and doc["kind"] == kind]
        return [text for text in texts if identifier in (None, text["id"])]

    def effects(self, kind: str, identifier: str) -> list[Doc]:
        """The effects that count on one text, by a body that may adopt its kind on the day (7, readings)."""
        found = []
        for decision in self.texts("decision"):
            day = decision["decided_on"]
            sourced = (decision.get("meeting"), decision.get("legacy")) != (None, None)
            body = self.world[f"meetings/bodies/{decision['body']}.yaml"]
            rules = sorted((rule["from"], rule["may_adopt"]) for rule in body["rules"] if rule["from"] <= day)
            able = kind in rules[-1][1] if rules else decision.get("legacy") is not None
            counts = decision["outcome"] == "adopted" and sourced and decision["recorded_on"] <= self.known
            for effect in (
                decision["effects"] if counts and able and body["classification"] != "advisory" else []
            ):
                name, _, version = effect["object"].partition("@")
                if name == f"{kind}:{identifier}":
                    later = max(day, effect["effective"])
                    found.append(
                        {**effect, "decided_on": day, "effective": later, "version": number(version)}
                    )
        return found

    def adoption(self, kind: str, text: Doc) -> Doc:
        """The one effect that adopts this very text; two of them break I1 and adopt nothing (7, readings)."""
        found = self.effects(kind, text["id"])
        found = [effect for effect in found if effect["op"] == "adopt" and effect.get("to") == digest(text)]
        found = [effect for effect in found if effect["version"] == number(text["version"])]
        return found[0] if len(found) == 1 else {"decided_on": FOREVER, "effective": FOREVER}

    def retired(self, kind: str, text: Doc, day: str) -> bool:
        """Whether this or a higher version was retired or superseded with effect by the day (readings)."""
        ends = [end for end in self.effects(kind, text["id"]) if end["op"] in ("retire", "supersede")]
        return any(end["version"] >= number(text["version"]) and end["effective"] <= day for end in ends)

    def stands(self, kind: str, text: Doc, day: str) -> bool:
        """Whether a text is adopted, effective and not retired on the day (11 Versions)."""
        return self.adoption(kind, text)["effective"] <= day and not self.retired(kind, text, day)

    def current(self, kind: str, identifier: str, day: str) -> Doc | None:
        """The highest version that stands on the day (11 Versions)."""
        standing = [text for text in self.texts(kind, identifier) if self.stands(kind, text, day)]
        return max(standing, key=lambda text: number(text["version"]), default=None)

    def element_id(self, name: str) -> str:
        """The element that bears this id, or the only one that says it formerly did; else nothing (3, 11)."""
        heirs = {text["id"] for text in self.texts("element") if name in (text.get("formerly") or [])}
        if self.texts("element", name):
            return name
        return str(heirs.pop()) if len(heirs) == 1 else ""

    def ids(self, vocabulary: str) -> set[str]:
        """The ids of ``partners``, ``purposes`` or ``zones`` (4)."""
        return {entry["id"] for entry in self.world[f"definitions/{vocabulary}.yaml"][vocabulary]}

    def broader(self, purpose: str) -> list[str]:
        """The purpose and all above it in the tree (4)."""
        parents = {p["id"]: p.get("parent") for p in self.world["definitions/purposes.yaml"]["purposes"]}
        return [purpose, *(self.broader(parents[purpose]) if parents.get(purpose) else [])]

    def events(self, agreement: str, kind: str) -> list[Doc]:
        """The events of one kind that were recorded by the known day (5)."""
        events = self.world.get(f"agreements/{agreement}/events.yaml") or []
        return [event for event in events if event["event"] == kind and event["recorded_on"] <= self.known]

    def start(self, text: Doc) -> str:
        """When permits start: the latest of effective_from, vote and signatures, all of them needed (5)."""
        days = [text["effective_from"], self.adoption("agreement", text)["decided_on"]]
        for party in text["parties"]:
            signature = {"version": text["version"], "partner": party["partner"]}
            signed = [e["on"] for e in self.events(text["id"], "signed") if signature.items() <= e.items()]
            days.append(min(signed, default=FOREVER))
        return str(max(days))

    def replaced(self, text: Doc, day: str) -> bool:
        """Whether the permits of a higher version have started by the day; that never revives (11)."""
        texts = self.texts("agreement", text["id"])
        return any(number(t["version"]) > number(text["version"]) and self.start(t) <= day for t in texts)

    def terminated(self, text: Doc, day: str) -> bool:
        """Whether the agreement was terminated, or this version retired, with effect by the day (5, 11)."""
        ends = [event.get("effective_from") or event["on"] for event in self.events(text["id"], "terminated")]
        return any(end <= day for end in ends) or self.retired("agreement", text, day)

    def suspended(self, agreement: str, day: str) -> bool:
        """Whether a suspension holds on the day and no recorded resumption had freed it (11, readings)."""
        for pause in self.events(agreement, "suspended"):
            begins, ends = pause.get("from") or pause["on"], pause.get("through") or FOREVER
            later = [e for e in self.events(agreement, "resumed") if e["on"] >= begins]
            later = [e for e in later if (e["recorded_on"], e["on"]) > (pause["recorded_on"], begins)]
            freed = any(max(e["on"], e["recorded_on"]) <= day for e in later)
            if begins <= day <= ends and not freed:
                return True
        return False

    def permits_run(self, text: Doc, day: str) -> bool:
        """Whether the permits of an agreement version are in force on the day (5)."""
        in_term = self.start(text) <= day <= text["effective_through"] and not self.replaced(text, day)
        return in_term and not self.terminated(text, day) and not self.suspended(text["id"], day)

    def forbid_runs(self, text: Doc, clause: Doc, day: str) -> bool:
        """Whether a forbid is in force: as written, also before the vote and signatures it needs (5, 11)."""
        never = self.start(text) == FOREVER or text["effective_from"] > text["effective_through"]
        if never or day < text["effective_from"] or self.replaced(text, day):
            return False
        over = day > text["effective_through"] or self.terminated(text, day)
        return not over or clause.get("survives") is True

    def names(self, clause: Doc, element: str, day: str) -> bool:
        """Whether a clause's fields hold the element: lists and groups, less ``except`` (5, 11, readings).

        A permit takes a group at its pin while that stands; a forbid every version ever adopted and its pin.
        """
        fields, forbid = clause.get("fields") or {}, clause["effect"] == "forbid"
        if fields == "any":
            return True
        held, groups = list(fields.get("elements") or []), fields.get("groups") or []
        for entry, group in [(entry, group) for entry in groups for group in self.texts("group")]:
            pinned, stands = entry == f"{group['id']}@{group['version']}", self.stands("group", group, day)
            adopted = self.adoption("group", group)["effective"] <= day
            floats = entry.partition("@")[0] == group["id"] and adopted
            held += group["elements"] if (pinned or floats if forbid else pinned and stands) else []
        everything = forbid and not fields.get("elements") and not groups
        excepted = map(self.element_id, fields.get("except") or [])
        return (everything or element in map(self.element_id, held)) and element not in excepted

    def accepts(self, text: Doc, element: Doc) -> bool:
        """Whether the element has the major version of the day the agreement was adopted (5, 11)."""
        then = self.current("element", element["id"], self.adoption("agreement", text)["decided_on"])
        return then is not None and number(then["version"])[0] == number(element["version"])[0]

    def law_consents(self, text: Doc, element: Doc, ask: Doc) -> bool:
        """Whether this one agreement's bases cover each regime of the element that protects the form (4)."""
        legal = self.world["definitions/legal-bases.yaml"]
        protecting = {regime["id"] for regime in legal["regimes"] if ask["form"] in regime["protects"]}
        covered: set[str] = set()
        for basis, listed in [(b, one) for one in text["legal_bases"] for b in legal["bases"]]:
            required = {entry["id"] for entry in basis["written_elements"] if entry["required"]}
            written = {key for key, place in listed["written_elements"].items() if place.strip()}
            serves = not basis["purposes"] or set(basis["purposes"]) & set(self.broader(ask["purpose"]))
            if basis["id"] == listed["basis"] and required <= written and serves:
                covered |= set(basis["covers"])
        return protecting & set(element["regime"]) <= covered

    def offers(self, clause: Doc, provider: str, ask: Doc) -> list[Doc]:
        """The conditions under which a clause, or an onward row cut to it, permits (8.1, 8.5, 8.6)."""
        found = []
        for scopes in [[clause], *([clause, row] for row in clause.get("onward") or [])]:
            last, senders = scopes[-1], [provider] if len(scopes) == 1 else clause["to"]
            line = set(self.broader(ask["purpose"]))
            flows = ask["sender"] in senders and ask["recipient"] in last["to"]
            rests = ask["zone"] in last["zones"]
            serves = all(scope.get("purposes") is None or line & set(scope["purposes"]) for scope in scopes)
            more_identifiable = set(FORMS[FORMS.index(ask["form"]) :])
            formed = all(more_identifiable & set(scope["forms"]) for scope in scopes)
            conditions = join(scope.get("conditions") or {} for scope in scopes)
            if flows and rests and serves and formed and meets(conditions, ask):
                found.append(conditions)
        return found

    def permits(self, provider: str, name: str, ask: Doc) -> dict[str, Doc]:
        """The citations that permit a source, each with its conditions (8.1, 8.2, 11 Permitting)."""
        element, day = self.current("element", name, ask["on"]), ask["on"]
        found: dict[str, Doc] = {}
        if element is None or not supplies(element, provider, day):
            return found
        for text in self.texts("agreement"):
            roles = [(party["partner"], party["role"]) for party in text["parties"]]
            runs = (provider, "provider") in roles and self.permits_run(text, day)
            for citation, clause in citations(text).items() if runs and self.accepts(text, element) else []:
                meant = ask.get("under", citation) in (text["id"], citation.partition("#")[0], citation)
                if clause["effect"] == "permit" and provider in clause["from"] and meant:
                    conditions = self.offers(clause, provider, ask)
                    if conditions and self.names(clause, name, day) and self.law_consents(text, element, ask):
                        found[citation] = join(conditions)
        return found

    def forbids(self, provider: str, name: str, ask: Doc) -> set[str]:
        """The citations of the forbids that overlap the request for a source (8.1), whoever signed (11)."""
        found = set()
        narrower = [purpose for purpose in self.ids("purposes") if ask["purpose"] in self.broader(purpose)]
        here = {"from": [provider], "to": [ask["recipient"]], "zones": [ask["zone"]]}
        here["purposes"] = self.broader(ask["purpose"]) + narrower
        here["forms"] = list(FORMS[: FORMS.index(ask["form"]) + 1])
        for text in self.texts("agreement"):
            for citation, clause in citations(text).items():
                reach = {key: clause.get(key) or "any" for key in here}
                overlaps = all(reach[key] == "any" or set(reach[key]) & set(here[key]) for key in here)
                runs = clause["effect"] == "forbid" and self.forbid_runs(text, clause, ask["on"])
                if runs and overlaps and self.names(clause, name, ask["on"]):
                    found.add(citation)
        return found


class Graph:
    """The union of every lineage graph's current version on one day (6, readings)."""

    def __init__(self, catalog: Catalog, day: str) -> None:
        """Lay all fields, origins and inputs side by side."""
        self.catalog, self.day = catalog, day
        self.origins: dict[str, set[Source]] = {}
        self.inputs: dict[str, list[Doc]] = {}
        names = {text["id"] for text in catalog.texts("lineage")}
        for graph in filter(None, [catalog.current("lineage", name, day) for name in names]):
            for dataset, column in [(d, column) for d in graph["datasets"] for column in d["fields"]]:
                origins = self.origins.setdefault(f"{dataset['id']}.{column['name']}", set())
                if column.get("element") and column.get("provider"):
                    origins.add((column["provider"], catalog.element_id(column["element"])))
            for output in [output for job in graph["jobs"] for output in job["outputs"]]:
                self.inputs.setdefault(output["field"], []).extend(output["inputs"])

    def upstream(self, item: str) -> list[str]:
        """The field and all it is made from, by direct and indirect inputs (8.2)."""
        reached = [item]
        for name in reached:
            reached += {entry["field"] for entry in self.inputs.get(name, [])} - set(reached)
        return reached

    def sources(self, item: str) -> set[Source]:
        """Every origin; none where it is unknown, reads both ways or has an end without one (readings)."""
        provider, colon, element = item.partition(":")
        if colon:
            known = provider in self.catalog.ids("partners") and item not in self.origins
            found = {(provider, self.catalog.element_id(element))}
            return found if known and self.catalog.element_id(element) else set()
        for name in self.upstream(item):
            if name not in self.origins or not any(self.origins.get(above) for above in self.upstream(name)):
                return set()
        return {source for name in self.upstream(item) for source in self.origins[name]}

    def form(self, item: str) -> int:
        """The most identifiable form over all paths; loops settle at the least that fits (11, readings)."""
        forms = {name: 3 if self.origins.get(name) else 0 for name in self.upstream(item)}
        edges = [(name, entry) for name in forms for entry in self.inputs.get(name, [])]
        for name, entry in edges * len(FORMS) * len(forms):
            before = forms[entry["field"]]
            yields = FORMS.index(entry.get("yields") or FORMS[before])
            # Raising is believed; lowering needs who, when (by the day) and how, else the form stays (6).
            told = (
                entry.get("attested_by") and (entry.get("method") or "").strip() and entry.get("attested_on")
            )
            lowered = bool(told and entry["attested_on"] <= self.day)
            forms[name] = max(forms[name], yields if lowered else max(before, yields))
        return forms[item]


def supplies(element: Doc, provider: str, day: str) -> bool:
    """Whether a partner stands among the element's providers by the day (11 Permitting)."""
    return any(entry["partner"] == provider and entry["from"] <= day for entry in element["providers"])


def meets(conditions: Doc, ask: Doc) -> bool:
    """Whether evidence is there, the caller can carry out the duties and data may still be kept (8.5, 11)."""
    evidence, able = ask.get("evidence", {}), ask.get("can_enforce", DUTIES)
    proven = "min_cell" not in conditions or evidence.get("min_cell", -1) >= conditions["min_cell"]
    approved = "irb" not in conditions or evidence.get("irb") == "approved"
    enforceable = all(duty in able for duty in DUTIES if duty in conditions)
    return proven and approved and enforceable and ask["on"] <= conditions.get("retain_through", FOREVER)


def is_day(text: str) -> bool:
    """Whether a text is a day that exists, and not a time (11 Permitting, readings)."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def well_formed(request: Mapping[str, Any]) -> bool:
    """Whether the keys and types of a request are those of section 8 (readings, Requests)."""
    types = {**dict.fromkeys(TEXT_KEYS, str), "evidence": dict, "can_enforce": list}
    if not NEEDED_KEYS <= set(request) <= set(types):
        return False
    if not all(isinstance(value, types[key]) for key, value in request.items()):
        return False
    days = [request[key] for key in ("on", "as_known") if key in request]
    evidence = request.get("evidence", {})
    cell, texts = evidence.get("min_cell", 0), [evidence.get("irb", ""), *request.get("can_enforce", [])]
    evident = set(evidence) <= {"min_cell", "irb"} and type(cell) is int and cell >= 0
    typed = all(isinstance(text, str) for text in texts) and all(map(is_day, days))
    return evident and typed and request.get("form", "identified") in FORMS


def may_flow(world: Mapping[str, object], request: Mapping[str, Any], today: str) -> Verdict:
    """Decide one request: every source permitted, none forbidden, the form attested (8)."""
    request = {key: value for key, value in request.items() if value is not None}
    if not well_formed(request):
        return Verdict(permitted=False, codes={"invalid-request"})
    catalog = Catalog(world, request.get("as_known", today))
    ask: Doc = {"on": today, "form": "identified", **request}
    named = {name for text in catalog.texts("agreement") for name in (text["id"], *citations(text))}
    named |= {f"{text['id']}@{text['version']}" for text in catalog.texts("agreement")}
    if "under" in ask and ask["under"] not in named:
        return Verdict(permitted=False, codes={"invalid-request"})
    graph, codes = Graph(catalog, ask["on"]), set()
    sources = graph.sources(ask["item"])
    origin, colon, _ = ask["item"].partition(":")
    partners = {ask["recipient"], ask.get("sender", ask["recipient"]), origin if colon else ask["recipient"]}
    known = {"unknown-item": bool(sources), "unknown-partner": partners <= catalog.ids("partners")}
    known |= {f"unknown-{word}": ask[word] in catalog.ids(f"{word}s") for word in ("purpose", "zone")}
    providers = {provider for provider, _ in sources}
    if all(known.values()) and "sender" not in ask:
        known["invalid-request"] = len(providers) == 1
    if not all(known.values()):
        return Verdict(permitted=False, codes={code for code, is_known in known.items() if not is_known})
    ask.setdefault("sender", min(providers))
    if not colon:
        ask["form"] = FORMS[max(graph.form(ask["item"]), FORMS.index(request.get("form", "aggregate")))]
        codes = {"form-not-attested"} if ask["form"] != request.get("form", ask["form"]) else set()
    return judge(catalog, sources, ask, codes)


def judge(catalog: Catalog, sources: set[Source], ask: Doc, codes: set[str]) -> Verdict:
    """Put every source through every clause (8.2), and join the duties of all that permit (8.4)."""
    permitted = {(p, name): catalog.permits(p, name, ask) for p, name in sources}
    forbidden = {(f"{p}:{name}", cited) for p, name in sources for cited in catalog.forbids(p, name, ask)}
    codes = codes | ({"forbidden"} if forbidden else set())
    for provider, name in sources:
        element = catalog.current("element", name, ask["on"])
        if element and not supplies(element, provider, ask["on"]):
            codes = codes | {"not-a-supplier"}
    allowed = not codes and all(permitted.values())
    joined = join(conditions for found in permitted.values() for conditions in found.values())
    permitted_by = {f"{p}:{name}": set(found) for (p, name), found in permitted.items() if found}
    duties = {duty: joined[duty] for duty in DUTIES if allowed and duty in joined}
    return Verdict(allowed, permitted_by, forbidden, duties, codes)
