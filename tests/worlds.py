"""Small worlds for tests: builders that fill in all but what a test is about, and random worlds made of them.

A world is what ``tests/oracle.py`` reads: a path inside a catalog -> the plain document there. Random worlds are
complete in shape and reference, and full of what voids: late records, missing signatures, changed digests,
lapses, suspensions, dead ends in lineage. Requests lie near what some clause permits.
"""

import copy
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.oracle import DUTIES, FORMS, digest

Doc = dict[str, Any]
World = dict[str, object]

TODAY = "2026-12-15"
PROVIDERS = ["cde", "uni", "edd"]
PARTNERS = [*PROVIDERS, "c2c", "public"]
PURPOSES = {"research": None, "commercial": None, "evaluation": None}
PURPOSES |= {"evaluation.program": "evaluation", "aid": "evaluation.program", "site": "evaluation.program"}
ZONES = {"cde.source": "cde", "c2c.linkage": "c2c", "uni.enclave": "uni", "public.site": "public"}
REGIMES = {"ferpa": FORMS[2:], "ui-wage": FORMS[1:], "none": ()}
EDGES = ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-10-01"]
KINDS = ["element", "value-domain", "group", "agreement", "lineage"]
ELEMENTS = ["k12.ssid", "k12.grade", "he.degree", "wage.quarterly"]
MAJORITY = {"fraction": "1/2", "of": "membership", "more_than": True}
LONG_AGO = "2025-01-15"


def day_after(day: str, days: int = 1) -> str:
    """The calendar day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def basis(identifier: str, covers: list[str], purposes: list[str]) -> Doc:
    """A legal basis that requires the written element ``designates`` and would like ``extent``."""
    wants = [("designates", True), ("extent", False)]
    written = [{"id": name, "text": name, "citation": "§ 1", "required": must} for name, must in wants]
    listed = {"id": identifier, "title": identifier, "covers": covers, "purposes": purposes}
    return {**listed, "written_elements": written}


def vocabulary() -> World:
    """A world without elements: partners, purposes of three levels, zones, legal bases and the body ``gb``."""
    purposes: list[Doc] = [{"id": name, "title": name} for name in PURPOSES]
    for entry in purposes:
        if PURPOSES[entry["id"]]:
            entry["parent"] = PURPOSES[entry["id"]]
    bases = [basis("audit", ["ferpa"], ["evaluation"]), basis("study", ["ferpa", "ui-wage"], [])]
    bases += [basis("wage", ["ui-wage"], ["evaluation.program", "research"])]
    regimes = [{"id": name, "protects": list(forms)} for name, forms in REGIMES.items()]
    partners = [{"id": name, "name": name.upper(), "sector": "k12"} for name in PARTNERS]
    zones = [{"id": name, "held_by": holder, "title": name} for name, holder in ZONES.items()]
    world: World = {
        "definitions/partners.yaml": {"kind": "partners", "partners": partners},
        "definitions/purposes.yaml": {"kind": "purposes", "purposes": purposes},
        "definitions/zones.yaml": {"kind": "zones", "zones": zones},
        "definitions/legal-bases.yaml": {"kind": "legal-bases", "regimes": regimes, "bases": bases},
    }
    body(world, "gb", "governing", {"2021-07-01": KINDS})
    return world


def body(world: World, identifier: str, classification: str, may_adopt: dict[str, list[str]]) -> None:
    """Put a body whose rules change on the days that are given."""
    rule: Doc = {"seats": 3, "quorum": MAJORITY, "notice_days": 10, "membership_base": "authorized"}
    rule["thresholds"] = {"adopt": {"fraction": "2/3", "of": "membership"}, "procedural": MAJORITY}
    found: Doc = {"kind": "body", "id": identifier, "title": identifier, "classification": classification}
    found |= {"law": ["Ed. Code 10864"], "terms": [], "seats": []}
    found["rules"] = [
        {**copy.deepcopy(rule), "from": day, "may_adopt": able} for day, able in may_adopt.items()
    ]
    world[f"meetings/bodies/{identifier}.yaml"] = found


def element(identifier: str, version: str = "1.0.0", **more: object) -> Doc:
    """A data element of ``cde``'s that no privacy law governs, unless ``more`` says otherwise."""
    text: Doc = {"kind": "element", "id": identifier, "version": version, "title": identifier}
    text |= {"definition": f"What {identifier} says.", "value_domain": {"type": "string"}, "regime": []}
    text |= {"identifiability": "indirect", "subjects": ["pupil"], "providers": [supplier("cde")]}
    return {**text, "steward": "cde", **more}


def supplier(partner: str, since: str = "2017-07-01") -> Doc:
    """An entry of an element's providers."""
    return {"partner": partner, "source": "CALPADS", "from": since}


def group(identifier: str, version: str, elements: list[str]) -> Doc:
    """A named set of elements."""
    return {"kind": "group", "id": identifier, "version": version, "title": identifier, "elements": elements}


def permit(identifier: str = "load", **more: object) -> Doc:
    """A permit from ``cde`` to ``c2c`` of ``k12.ssid``, identified, for evaluation, at rest in its linkage zone."""
    clause: Doc = {"id": identifier, "effect": "permit", "from": ["cde"], "to": ["c2c"]}
    clause |= {"fields": {"elements": ["k12.ssid"]}, "purposes": ["evaluation"], "zones": ["c2c.linkage"]}
    return {**clause, "forms": ["identified"], **more}


def row(**more: object) -> Doc:
    """An onward row to ``uni``, in any form, at rest in its enclave."""
    return {"to": ["uni"], "zones": ["uni.enclave"], "forms": ["identified"], **more}


def forbid(identifier: str = "never", **more: object) -> Doc:
    """A forbid that omits every dimension not given."""
    return {"id": identifier, "effect": "forbid", **more}


def agreement(identifier: str, clauses: list[Doc], version: str = "1.0.0", **more: object) -> Doc:
    """An agreement of ``cde`` with ``c2c`` from 2025-07-01 to 2027-06-30 under the basis ``study``."""
    text: Doc = {
        "kind": "agreement",
        "id": identifier,
        "version": version,
        "title": f"Agreement {identifier}",
    }
    text["parties"] = [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    text["legal_bases"] = [{"basis": "study", "written_elements": {"designates": "§2"}}]
    text |= {"effective_from": "2025-07-01", "effective_through": "2027-06-30", "clauses": clauses}
    return {**text, **more}


def lineage(identifier: str, datasets: dict[str, list[Doc]], outputs: dict[str, list[Doc]]) -> Doc:
    """A graph of datasets at rest in the linkage zone, and one job run by ``c2c`` that makes all outputs."""
    text: Doc = {"kind": "lineage", "id": identifier, "version": "1.0.0"}
    text["datasets"] = [
        {"id": name, "zone": "c2c.linkage", "fields": columns} for name, columns in datasets.items()
    ]
    made = [{"field": name, "inputs": inputs} for name, inputs in outputs.items()]
    return {**text, "jobs": [{"id": "build", "run_by": "c2c", "outputs": made}]}


def made_from(name: str, subtype: str = "IDENTITY", **more: object) -> Doc:
    """An input of an output; ``JOIN``, ``FILTER`` and ``GROUP_BY`` are indirect."""
    indirect = subtype in ("JOIN", "FILTER", "GROUP_BY")
    return {"field": name, "type": "INDIRECT" if indirect else "DIRECT", "subtype": subtype, **more}


def attested(yields: str, since: str = "2025-06-01") -> Doc:
    """The keys of an input whose new form somebody has attested."""
    return {"yields": yields, "attested_by": "c2c", "attested_on": since, "method": "suppression-v1"}


def put(world: World, text: Doc) -> Doc:
    """Lay a text where its kind, id and version say."""
    folder = {"element": "definitions/elements", "group": "definitions/groups", "agreement": "agreements"}
    world[f"{folder.get(text['kind'], text['kind'])}/{text['id']}/{text['version']}.yaml"] = text
    return text


def adopt(world: World, text: Doc, on: str = LONG_AGO, **more: Any) -> Doc:
    """Record a legacy decision of ``gb`` on a text; ``effect`` changes its effect, ``more`` the record."""
    by = more.setdefault("body", "gb")
    folder = f"meetings/decisions/{by}/{on[:4]}"
    serial = f"{1 + sum(path.startswith(folder) for path in world):04d}"
    effect = {"op": "adopt", "object": f"{text['kind']}:{text['id']}@{text['version']}", "from": None}
    effect |= {"to": digest(text), "effective": on, **more.pop("effect", {})}
    record: Doc = {"kind": "decision", "id": f"{by}/{on[:4]}/{serial}", "meeting": None, "item": None}
    record |= {"proposal": None, "title": f"{effect['op']} {effect['object']}", "decided_on": on}
    record |= {"recorded_on": on, "outcome": "adopted", "vote": None, "effects": [effect], "dissent": []}
    record |= {"summary": {"en": "As posted."}, "legacy": {"source": "minutes", "note": "before the catalog"}}
    world[f"{folder}/{serial}.yaml"] = {**record, **more}
    return text


def event(world: World, agreement_id: str, name: str, on: str, **more: object) -> None:
    """Append an event to an agreement, recorded on its day."""
    events: Any = world.setdefault(f"agreements/{agreement_id}/events.yaml", [])
    events.append({"event": name, "on": on, "recorded_on": on, "by": "clerk", "evidence": "file", **more})


def sign(world: World, text: Doc, on: str = LONG_AGO, partners: list[str] | None = None) -> Doc:
    """Sign an agreement version for all its parties, or for those named."""
    for partner in partners if partners is not None else [party["partner"] for party in text["parties"]]:
        event(world, text["id"], "signed", on, version=text["version"], partner=partner)
    return text


def write(world: World, folder: Path) -> None:
    """Write a world as a catalog: one JSON document a file, which is YAML with every text quoted."""
    for path, document in world.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def some(rng: Random, items: Any, most: int = 3) -> list[Any]:
    """One or more of the items."""
    pool = list(items)
    return rng.sample(pool, rng.randint(1, min(most, len(pool))))


def chance(rng: Random, probability: float) -> bool:
    """Whether something rare happens."""
    return rng.random() < probability


def a_day(rng: Random, low: str, days: int) -> str:
    """A day within so many days from ``low``, for choice an edge of some quarter that lies there."""
    edges = [day for day in EDGES if low <= day <= day_after(low, days)]
    return rng.choice(edges) if edges and chance(rng, 0.4) else day_after(low, rng.randint(0, days))


def random_adoption(rng: Random, world: World, text: Doc, on: str) -> None:
    """Adopt a text on a day, now and then in a way that does not count, or counts late, or no longer."""
    more: Doc = {}
    fate = rng.random()
    if fate < 0.01:
        return
    if fate < 0.02:
        more["effect"] = {"to": digest({**text, "title": "Another"})}
    elif fate < 0.03:
        adopt(world, text, day_after(on, rng.randint(0, 200)))
    elif fate < 0.05:
        more["body"] = rng.choice(["advice", "staff"])
    elif fate < 0.06:
        more["outcome"] = rng.choice(["failed", "tied", "withdrawn", "continued"])
    elif fate < 0.07:
        more["legacy"] = None
    elif fate < 0.12:
        more["recorded_on"] = day_after(on, rng.randint(1, 250))
    elif fate < 0.20:
        more["effect"] = {"effective": day_after(on, rng.randint(-60, 90))}
    elif fate < 0.40:
        more |= {"legacy": None, "meeting": meeting(world, on)}
    adopt(world, text, on, **more)
    if chance(rng, 0.04):
        until = a_day(rng, max(on, "2026-01-01"), 400)
        end = {
            "op": rng.choice(["retire", "supersede"]),
            "from": digest(text),
            "to": None,
            "effective": until,
        }
        adopt(world, text, rng.choice([until, on]), effect=end)


def meeting(world: World, on: str) -> str:
    """Put a bare meeting of ``gb`` on a day, and say its id."""
    held: Doc = {"kind": "meeting", "id": f"gb/{on}", "body": "gb", "meeting_kind": "regular"}
    held |= {
        "start": f"{on}T10:00:00-08:00",
        "place": {"name": "Room", "address": "1 K Street", "remote": []},
    }
    held |= {"status": "adjourned", "agenda": [], "attendance": [], "recusals": [], "comments": []}
    world[f"meetings/gb/{on}/meeting.yaml"] = {**held, "motions": [], "votes": []}
    return f"gb/{on}"


def random_elements(rng: Random, world: World) -> list[str]:
    """Two to four elements of one to three versions each; a major one may change the law that governs it."""
    names = rng.sample(ELEMENTS, rng.randint(2, 4))
    for name in names:
        suppliers = [supplier(partner) for partner in rng.sample(PROVIDERS, rng.choice([1, 2, 2, 3]))]
        regime = rng.choice([["ferpa"], ["ui-wage"], ["ferpa", "ui-wage"], ["none"], []])
        text = element(name, providers=suppliers, regime=regime, formerly=[f"old.{name}"])
        if chance(rng, 0.7):
            del text["formerly"]
        on = LONG_AGO
        for _ in range(rng.choice([1, 1, 2, 3])):
            random_adoption(rng, world, put(world, text), on)
            on, text = a_day(rng, max(on, "2025-09-01"), 300), copy.deepcopy(text)
            major, minor, patch = map(int, text["version"].split("."))
            bump = rng.choice(["patch", "minor", "minor", "major"])
            text["definition"] += f" Said again with {bump} changes."
            if bump != "patch" and chance(rng, 0.5):
                text["providers"].append(supplier(rng.choice(PROVIDERS), a_day(rng, "2026-01-01", 200)))
            if bump == "major" and chance(rng, 0.5):
                text["regime"] = some(rng, ["ferpa", "ui-wage"], 2)
            versions = {
                "patch": (major, minor, patch + 1),
                "minor": (major, minor + 1, 0),
                "major": (major + 1, 0, 0),
            }
            text["version"] = ".".join(map(str, versions[bump]))
    return names


def early_suppliers(world: World, name: str) -> set[str]:
    """Who supplies an element, by its id or a former one, from the beginning."""
    found: list[Any] = [doc for path, doc in world.items() if path.startswith("definitions/elements/")]
    entries = [p for doc in found if name in (doc["id"], f"old.{doc['id']}") for p in doc["providers"]]
    return {entry["partner"] for entry in entries if entry["from"] < LONG_AGO}


def random_fields(rng: Random, world: World, names: list[str], *, pinned: bool) -> Doc:
    """The fields of a clause: elements, by former ids too, and groups, with an exception now and then."""
    groups: list[Any] = [doc for path, doc in world.items() if path.startswith("definitions/groups/")]
    formerly = [
        f"old.{n}" for n in names if any(f"old.{n}" in str(doc) for p, doc in world.items() if n in p)
    ]
    fields: Doc = {"elements": list(names) if chance(rng, 0.3) else some(rng, [*names, *names, *formerly])}
    if chance(rng, 0.4):
        pin = rng.choice(groups)
        fields["groups"] = [f"{pin['id']}@{pin['version']}" if pinned or chance(rng, 0.3) else pin["id"]]
        if chance(rng, 0.6):
            del fields["elements"]
    if chance(rng, 0.2):
        fields["except"] = [rng.choice(names)]
    return fields


def random_conditions(rng: Random, keys: list[str], likely: float) -> Doc:
    """Conditions of a permit or a row, each with the same chance."""
    found: Doc = {"min_cell": rng.choice([10, 11, 20]), "irb": "approved", "publish_notice": True}
    found |= {"retain_through": a_day(rng, "2026-03-01", 900), "destroy_within_days": rng.choice([30, 60])}
    found["no_reidentification"] = chance(rng, 0.8)
    return {key: found[key] for key in keys if chance(rng, likely)}


def random_permit(rng: Random, world: World, names: list[str], providers: list[str]) -> Doc:
    """A permit to the hub or a partner, often with onward rows."""
    keys = ["min_cell", "irb", *DUTIES]
    stranger = [rng.choice(PROVIDERS)] if chance(rng, 0.1) else []
    given = [name for name in names if set(providers) & early_suppliers(world, name)]
    clause = permit("", fields=random_fields(rng, world, given or names, pinned=True))
    clause["from"] = list(dict.fromkeys(providers + stranger))
    clause["to"] = ["c2c"] if chance(rng, 0.75) else some(rng, PARTNERS, 2)
    clause["purposes"] = some(rng, ["evaluation", "evaluation", "evaluation.program", "research"], 2)
    clause["zones"] = some(rng, ["c2c.linkage", "c2c.linkage", *ZONES], 3)
    clause["forms"] = some(rng, [*FORMS, *FORMS[3:] * 5], 2)
    if chance(rng, 0.5):
        clause["conditions"] = random_conditions(rng, keys, 0.2)
    for _ in range(rng.choice([0, 1, 1, 2])):
        onward = row(
            to=some(rng, PARTNERS, 2), zones=some(rng, ZONES, 3), forms=some(rng, [*FORMS, *FORMS[3:] * 3], 2)
        )
        if chance(rng, 0.4):
            onward["purposes"] = some(rng, [*PURPOSES, "evaluation"], 2)
        if chance(rng, 0.4):
            onward["conditions"] = random_conditions(rng, ["min_cell", *DUTIES[:3]], 0.3)
        clause.setdefault("onward", []).append(onward)
    return clause


def random_forbid(rng: Random, world: World, names: list[str]) -> Doc:
    """A forbid with a few dimensions; the others omitted or ``any``."""
    chosen: Doc = {
        "from": some(rng, PROVIDERS, 2),
        "to": some(rng, PARTNERS, 2),
        "zones": some(rng, ZONES, 2),
    }
    chosen |= {"purposes": some(rng, PURPOSES, 1), "forms": some(rng, FORMS, 2)}
    chosen["fields"] = random_fields(rng, world, names, pinned=False)
    for key in list(chosen):
        if chance(rng, 0.25):
            chosen[key] = "any"
        elif chance(rng, 0.25):
            del chosen[key]
    return forbid("", **chosen, **({"survives": chance(rng, 0.7)} if chance(rng, 0.6) else {}))


def random_agreement(rng: Random, world: World, identifier: str, names: list[str]) -> None:
    """An agreement of one to three versions, each voted on and signed, mostly by all and mostly in time."""
    providers, on = some(rng, PROVIDERS, 2), a_day(rng, "2025-02-01", 250)
    parties = [{"partner": partner, "role": "provider"} for partner in providers]
    parties += [{"partner": "c2c", "role": "recipient"}, {"partner": "public", "role": "witness"}][
        : rng.choice([1, 1, 2])
    ]
    begins = a_day(rng, day_after(on, -20), 90)
    for version in ["1.0.0", "1.1.0", "1.10.0"][: rng.choice([1, 1, 2, 3])]:
        clauses = [random_permit(rng, world, names, providers) for _ in range(rng.randint(1, 3))]
        clauses += [random_forbid(rng, world, names)] if chance(rng, 0.25) else []
        rng.shuffle(clauses)
        named = [{**clause, "id": f"c{place}"} for place, clause in enumerate(clauses)]
        places = rng.choice([{"designates": "§2"}] * 10 + [{"designates": " "}, {"extent": "§3"}])
        bases = [
            {"basis": name, "written_elements": places}
            for name in some(rng, ["study", "study", "study", "audit", "wage"])
        ]
        term = {"effective_from": begins, "effective_through": a_day(rng, day_after(begins, 150), 700)}
        text = put(world, agreement(identifier, named, version, parties=parties, legal_bases=bases, **term))
        random_adoption(rng, world, text, on)
        for party in parties:
            late = rng.choice([0, 0, 0, 0, 1, 90]) if chance(rng, 0.98) else 5000
            signed = day_after(on, late)
            recorded = day_after(signed, rng.choice([0, 0, 0, 0, 0, 40]))
            if late < 5000:
                more = {"version": version, "partner": party["partner"], "recorded_on": recorded}
                event(world, identifier, "signed", signed, **more)
        on = a_day(rng, day_after(on, 60), 300)
        begins = a_day(rng, day_after(on, -30), 90)
    random_events(rng, world, identifier)


def random_events(rng: Random, world: World, identifier: str) -> None:
    """Suspensions, resumptions and terminations, some of them recorded late or with effect in the past."""
    for _ in range(rng.choice([0, 0, 0, 0, 1, 2])):
        begins = a_day(rng, "2025-10-01", 400)
        through = {"through": a_day(rng, begins, 120)} if chance(rng, 0.7) else {}
        recorded = day_after(begins, rng.choice([0, 0, 30]))
        event(world, identifier, "suspended", begins, recorded_on=recorded, **{"from": begins}, **through)
        if chance(rng, 0.6):
            freed = a_day(rng, begins, 90)
            recorded = day_after(freed, rng.choice([0, 0, 20]))
            event(world, identifier, "resumed", freed, recorded_on=recorded)
    if chance(rng, 0.12):
        on = a_day(rng, "2026-01-01", 400)
        event(world, identifier, "terminated", on, effective_from=day_after(on, rng.choice([-60, 0, 30])))


def random_input(rng: Random, name: str) -> Doc:
    """An input of an output: some say what form they yield, most of those attested in full."""
    found = made_from(name, rng.choice(["IDENTITY", "TRANSFORMATION", "AGGREGATION", "JOIN", "FILTER"]))
    if chance(rng, 0.55):
        found |= attested(rng.choice(FORMS), a_day(rng, "2025-06-01", 30 if chance(rng, 0.7) else 500))
        if chance(rng, 0.2):
            del found[rng.choice(["attested_by", "attested_on", "method"])]
    if chance(rng, 0.15):
        found |= {"masking": chance(rng, 0.8), "min_cell": 11}
    return found


def random_lineage(rng: Random, world: World, identifier: str, names: list[str]) -> None:
    """One or two versions of a graph: sources, a hub's fields, rates; loops and dead ends now and then."""
    _, clause = rng.choice(all_permits(world))
    supplied = [(partner, name) for name in names for partner in sorted(early_suppliers(world, name))]
    listed = clause["fields"].get("elements", names)
    covered = [pair for pair in supplied if pair[0] in clause["from"] and pair[1] in listed]
    drawn = [rng.choice(covered if covered and chance(rng, 0.8) else supplied) for _ in range(3)]
    columns = [{"name": f"s{n}", "element": pair[1], "provider": pair[0]} for n, pair in enumerate(drawn)]
    columns += [{"name": "end", "element": names[0]}] if chance(rng, 0.15) else []
    hub = rng.choice([f"{identifier}.hub", "shared.hub"])
    layers = {f"{identifier}.src": columns, hub: [{"name": "h0"}, {"name": "h1"}]}
    layers[f"{identifier}.rates"] = [{"name": "r0"}, {"name": "r1"}]
    levels = [[f"{name}.{column['name']}" for column in found] for name, found in layers.items()]
    on = a_day(rng, "2025-02-01", 100)
    for version in ["1.0.0", "1.1.0"][: rng.choice([1, 1, 2])]:
        outputs = {}
        for below, above in [(levels[0], levels[1]), (levels[1], levels[2])]:
            for name in above:
                outputs[name] = [
                    random_input(rng, entry) for entry in some(rng, below, rng.choice([1, 1, 2]))
                ]
                if chance(rng, 0.06):
                    outputs[name].append(
                        random_input(rng, rng.choice([*levels[2], f"{hub}.h0", f"{hub}.gone"]))
                    )
        text = lineage(identifier, copy.deepcopy(layers), outputs)
        random_adoption(rng, world, put(world, {**text, "version": version}), on)
        on = a_day(rng, "2025-12-01", 300)


def random_world(rng: Random) -> World:
    """A small world, complete in shape and reference."""
    world = vocabulary()
    body(world, "advice", "advisory", {"2021-07-01": KINDS})
    body(
        world, "staff", "committee", {"2021-07-01": ["group"], "2025-06-01": ["group", "element", "lineage"]}
    )
    names = random_elements(rng, world)
    for identifier in ["core", "extra"][: rng.randint(1, 2)]:
        on = LONG_AGO
        for version in ["1.0.0", "1.1.0"][: rng.randint(1, 2)]:
            random_adoption(rng, world, put(world, group(identifier, version, some(rng, names))), on)
            on = a_day(rng, "2025-09-01", 300)
    for identifier in ["a", "b", "c", "d"][: rng.randint(1, 4)]:
        random_agreement(rng, world, identifier, names)
    for identifier in ["p20w", "side"][: rng.choice([0, 1, 1, 2])]:
        random_lineage(rng, world, identifier, names)
    return world


def all_permits(world: World) -> list[tuple[Doc, Doc]]:
    """Every permit of every agreement version, with its text."""
    found = [doc for path, doc in world.items() if path.startswith("agreements/") and isinstance(doc, dict)]
    return [(text, clause) for text in found for clause in text["clauses"] if clause["effect"] == "permit"]


def narrower(rng: Random, purpose: str) -> str:
    """The purpose, or one that lies under it in the tree."""
    below = [name for name, parent in PURPOSES.items() if parent == purpose]
    return narrower(rng, rng.choice(below)) if below and chance(rng, 0.4) else purpose


def near(rng: Random, world: World, text: Doc, clause: Doc) -> Doc:
    """A request that a clause, or one of its onward rows, seems to contain."""
    last = rng.choice([clause, *clause.get("onward", [])])
    names = list(clause["fields"].get("elements", []))
    for pin in clause["fields"].get("groups", []):
        held: Any = world[f"definitions/groups/{pin.replace('@', '/')}.yaml"]
        names += held["elements"]
    kept = [name for name in names if name not in clause["fields"].get("except", [])]
    pairs = [(partner, name) for partner in clause["from"] for name in kept or names]
    supplied = [pair for pair in pairs if pair[0] in early_suppliers(world, pair[1])]
    provider, name = rng.choice(supplied or pairs)
    least = min(max(map(FORMS.index, scope["forms"])) for scope in (clause, last))
    request: Doc = {"item": f"{provider}:{name}", "recipient": rng.choice(last["to"])}
    request["purpose"] = narrower(rng, rng.choice(last.get("purposes", clause["purposes"])))
    request |= {
        "zone": rng.choice(last["zones"]),
        "form": FORMS[rng.choice([least, least, rng.randint(0, least)])],
    }
    if last is not clause or chance(rng, 0.2):
        request["sender"] = provider if last is clause else rng.choice(clause["to"])
    conditions = {**clause.get("conditions", {}), **last.get("conditions", {})}
    if conditions or chance(rng, 0.2):
        cell = max(scope.get("conditions", {}).get("min_cell", 0) for scope in (clause, last))
        request["evidence"] = {"min_cell": cell + rng.choice([0, 0, 0, 1, 5]), "irb": "approved"}
    signed: Any = world.get(f"agreements/{text['id']}/events.yaml", [])
    days = [e["on"] for e in signed if e.get("version") == text["version"]] + [text["effective_from"]]
    ends = min(text["effective_through"], conditions.get("retain_through", "9999"))
    span = (date.fromisoformat(ends) - date.fromisoformat(max(days))).days
    request["on"] = day_after(max(days), rng.randint(0, max(0, min(span, 240))))
    return request


def perturb(rng: Random, world: World, request: Doc) -> None:
    """Change one dimension of a request."""
    days = sorted(
        {
            word
            for doc in world.values()
            for word in str(doc).split("'")
            if word[:2] == "20" and len(word) == 10
        }
    )
    day = rng.choice([day for day in days if "2025" < day < "2028"])
    text, _ = rng.choice(all_permits(world))
    pin = f"{text['id']}@{text['version']}"
    changes: list[Doc] = [
        {"on": day_after(day, rng.choice([-1, 0, 1]))},
        {"on": day_after(day, rng.choice([-1, 0, 1]))},
        {"as_known": rng.choice([request.get("on", TODAY), day, day_after(day, -1)])},
        {"purpose": rng.choice([*PURPOSES])},
        {"zone": rng.choice([*ZONES])},
        {"recipient": rng.choice(PARTNERS)},
        {"sender": rng.choice(PARTNERS)},
        {"form": rng.choice(FORMS)},
        {"item": f"{rng.choice(PROVIDERS)}:{request['item'].rpartition(':')[2]}"},
        {"item": f"{request['item'].partition(':')[0]}:{rng.choice(ELEMENTS)}"},
        {
            "evidence": rng.choice(
                [{}, {"min_cell": 10}, {"min_cell": 11, "irb": "pending"}, {"irb": "approved"}]
            )
        },
        {"can_enforce": rng.choice([[], [*DUTIES], list(DUTIES[:3]), [*DUTIES[1:], "retain_trough"]])},
        {"under": rng.choice([text["id"], pin, f"{pin}#{text['clauses'][0]['id']}", f"{pin}#c9", "z"])},
        {"under": text["id"]},
    ]
    request.update(rng.choice(changes))


def spoil(rng: Random, request: Doc) -> None:
    """Make a request one that names nothing known, or that is none."""
    changes: list[Doc] = [
        {key: "nobody"} for key in ("item", "sender", "recipient", "purpose", "zone", "form")
    ]
    changes += [{"item": "nobody:k12.ssid"}, {"item": "cde:k12.nothing"}, {"item": 7}, {"colour": "red"}]
    changes += [
        {"on": "2026-02-30"},
        {"on": "2026-03-01T10:00:00Z"},
        {"as_known": "20260301"},
        {"on": 20260301},
    ]
    changes += [
        {"evidence": {"min_cel": 11}},
        {"evidence": {"min_cell": "11"}},
        {"evidence": {"min_cell": -1}},
    ]
    changes += [{"evidence": {"min_cell": True}}, {"can_enforce": "retain_through"}, {"under": ["a"]}]
    request.update(rng.choice(changes))
    if chance(rng, 0.2):
        del request[rng.choice(["item", "recipient", "purpose", "zone"])]


def random_request(rng: Random, world: World) -> dict[str, object]:
    """A request near what a clause permits, or for a derived item; one dimension or two changed, or spoilt."""
    permits = all_permits(world)
    graphs: list[Any] = [doc for path, doc in world.items() if path.startswith("lineage/")]
    request = near(rng, world, *rng.choice(permits))
    if graphs and chance(rng, 0.3):
        columns = [(d["id"], c) for d in rng.choice(graphs)["datasets"] for c in d["fields"]]
        sources = [c for _, c in columns if "provider" in c]
        keys = {(c["provider"], c["element"]) for c in sources}
        held = [p for p in permits if all(who in p[1]["from"] and name in str(p[1]) for who, name in keys)]
        held += [p for p in permits for who, name in keys if who in p[1]["from"] and name in str(p[1])]
        request = near(rng, world, *rng.choice(held or permits))
        dataset, column = rng.choice(columns)
        request["item"] = f"{dataset}.{column['name']}"
        if chance(rng, 0.7):
            del request["form"]
    for _ in range(rng.choice([0, 0, 0, 0, 0, 1, 1, 2])):
        perturb(rng, world, request)
    if chance(rng, 0.1):
        del request[rng.choice(["on", "form"] if "form" in request else ["on"])]
    if chance(rng, 0.04):
        spoil(rng, request)
    return request
