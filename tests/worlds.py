"""Small worlds for tests: builders that fill in all but what a test is about, and random worlds of them."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.canonical import digest
from tests.oracle import DUTIES, FORMS

Doc = dict[str, Any]
World = dict[str, object]

TODAY, LONG_AGO = "2026-12-15", "2025-01-15"
PROVIDERS = ["cde", "uni", "edd"]
PARTNERS = [*PROVIDERS, "c2c", "public"]
PARENTS = {"evaluation.program": {"parent": "evaluation"}}
PARENTS |= {name: {"parent": "evaluation.program"} for name in ("aid", "site")}
PURPOSES = ["research", "commercial", "evaluation", *PARENTS]
ZONES = {"cde.source": "cde", "c2c.linkage": "c2c", "uni.enclave": "uni", "public.site": "public"}
REGIMES = {"ferpa": FORMS[2:], "ui-wage": FORMS[1:], "none": ()}
BASES = {"audit": {"covers": ["ferpa"], "purposes": ["evaluation"]}}
BASES |= {"study": {"covers": ["ferpa", "ui-wage"], "purposes": []}}
BASES |= {"wage": {"covers": ["ui-wage"], "purposes": ["evaluation.program", "research"]}}
EDGES = ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-10-01"]
KINDS = ["element", "value-domain", "group", "agreement", "lineage"]
FOLDERS = {"element": "definitions/elements", "group": "definitions/groups", "agreement": "agreements"}
ELEMENTS = ["k12.ssid", "k12.grade", "he.degree", "wage.quarterly"]


def day_after(day: str, days: int = 1) -> str:
    """The calendar day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def vocabulary() -> World:
    """A world without elements: partners, purposes, zones, legal bases and the body ``gb``."""
    written = [{"id": "designates", "text": "To whom.", "citation": "§ 1", "required": True}]
    written += [{"id": "extent", "text": "How far.", "citation": "§ 2", "required": False}]
    bases = [{"id": name, "title": name, "written_elements": written, **law} for name, law in BASES.items()]
    regimes = [{"id": name, "protects": list(forms)} for name, forms in REGIMES.items()]
    lists = {"partners": [{"id": name, "name": name.upper(), "sector": "k12"} for name in PARTNERS]}
    lists["purposes"] = [{"id": name, "title": name, **PARENTS.get(name, {})} for name in PURPOSES]
    lists["zones"] = [{"id": name, "held_by": holder, "title": name} for name, holder in ZONES.items()]
    world: World = {f"definitions/{kind}.yaml": {"kind": kind, kind: has} for kind, has in lists.items()}
    world["definitions/legal-bases.yaml"] = {"kind": "legal-bases", "regimes": regimes, "bases": bases}
    body(world, "gb", "governing", {"2021-07-01": KINDS})
    return world


def body(world: World, identifier: str, classification: str, may_adopt: dict[str, list[str]]) -> None:
    """Put a body whose rules change on the days that are given."""
    half = {"fraction": "1/2", "of": "membership", "more_than": True}
    rule = {"seats": 3, "quorum": half, "notice_days": 10, "membership_base": "authorized"}
    rule |= {"thresholds": {"adopt": {"fraction": "2/3", "of": "membership"}, "procedural": half}}
    found: Doc = {"kind": "body", "id": identifier, "title": identifier, "classification": classification}
    found["rules"] = [{**rule, "from": day, "may_adopt": able} for day, able in may_adopt.items()]
    world[f"meetings/bodies/{identifier}.yaml"] = {**found, "law": ["§ 1"], "terms": [], "seats": []}


def element(identifier: str, version: str = "1.0.0", **more: object) -> Doc:
    """A data element of ``cde``'s that no privacy law governs, unless ``more`` says otherwise."""
    text: Doc = {"kind": "element", "id": identifier, "version": version, "title": identifier, "regime": []}
    text |= {"definition": "What it says.", "value_domain": {"type": "string"}, "steward": "cde"}
    text |= {"identifiability": "indirect", "subjects": ["pupil"]}
    return {**text, "providers": [{"partner": "cde", "from": "2017-07-01"}], **more}


def permit(identifier: str = "load", **more: object) -> Doc:
    """A permit from ``cde`` to ``c2c`` of ``k12.ssid``, identified, for evaluation, in its linkage zone."""
    clause: Doc = {"id": identifier, "effect": "permit", "from": ["cde"], "to": ["c2c"]}
    clause |= {"fields": {"elements": ["k12.ssid"]}, "purposes": ["evaluation"], "zones": ["c2c.linkage"]}
    return {**clause, "forms": ["identified"], **more}


def agreement(identifier: str, clauses: list[Doc], version: str = "1.0.0", **more: object) -> Doc:
    """An agreement of ``cde`` with ``c2c`` from 2025-07-01 to 2027-06-30 under the basis ``study``."""
    text: Doc = {"kind": "agreement", "id": identifier, "version": version, "title": "§ 1"}
    text["parties"] = [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    text["legal_bases"] = [{"basis": "study", "written_elements": {"designates": "§2"}}]
    term = {"effective_from": "2025-07-01", "effective_through": "2027-06-30"}
    return {**text, **term, "clauses": clauses, **more}


def put(world: World, text: Doc) -> Doc:
    """Lay a text where its kind, id and version say."""
    world[f"{FOLDERS.get(text['kind'], text['kind'])}/{text['id']}/{text['version']}.yaml"] = text
    return text


def adopt(world: World, text: Doc, on: str = LONG_AGO, **more: Any) -> Doc:
    """Record a legacy decision of ``gb`` on a text; ``effect`` changes its effect, ``more`` the record."""
    by = more.get("body", "gb")
    folder = f"meetings/decisions/{by}/{on[:4]}"
    serial = f"{1 + sum(path.startswith(folder) for path in world):04d}"
    effect = {"op": "adopt", "object": f"{text['kind']}:{text['id']}@{text['version']}", "from": None}
    effect |= {"to": digest(text), "effective": on, **more.pop("effect", {})}
    record: Doc = {"kind": "decision", "id": f"{by}/{on[:4]}/{serial}", "body": by, "title": effect["object"]}
    record |= {"decided_on": on, "recorded_on": on, "outcome": "adopted", "effects": [effect], "dissent": []}
    record |= {"meeting": None, "item": None, "proposal": None, "vote": None, "summary": {"en": "As posted."}}
    world[f"{folder}/{serial}.yaml"] = {**record, "legacy": {"source": "minutes", "note": "earlier"}, **more}
    return text


def event(world: World, agreement_id: str, name: str, on: str, **more: object) -> None:
    """Append an event to an agreement, recorded on its day."""
    events: Any = world.setdefault(f"agreements/{agreement_id}/events.yaml", [])
    events.append({"event": name, "on": on, "recorded_on": on, "by": "clerk", "evidence": "file", **more})


def write(world: World, folder: Path) -> None:
    """Write a world as a catalog: one JSON document a file, which is YAML with every text quoted."""
    for path, document in world.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class Maker:
    """What makes one random world, record after record."""

    def __init__(self, rng: Random, world: World) -> None:
        self.rng, self.world = rng, world
        self.names = sorted({text["id"] for text in self.texts("element")})

    def texts(self, kind: str) -> list[Doc]:
        """Every document of a kind."""
        return [doc for doc in self.world.values() if isinstance(doc, dict) and doc["kind"] == kind]

    def chance(self, probability: float) -> bool:
        """Whether something rare happens."""
        return self.rng.random() < probability

    def permits(self) -> list[tuple[Doc, Doc]]:
        """Every permit of every agreement version, with its text."""
        return [(c, t) for t in self.texts("agreement") for c in t["clauses"] if c["effect"] == "permit"]

    def some(self, items: Any, most: int = 3) -> list[Any]:
        """One or more of the items."""
        return self.rng.sample(list(items), self.rng.randint(1, min(most, len(items))))

    def day(self, low: str, days: int) -> str:
        """A day within so many days from ``low``, for choice an edge of some quarter that lies there."""
        edges = [day for day in EDGES if low <= day <= day_after(low, days) and self.chance(0.4)]
        return self.rng.choice(edges or [day_after(low, self.rng.randint(0, days))])

    def adoption(self, text: Doc, on: str) -> None:
        """Put and adopt a text, now and then in a way that does not count, or late, or not for long."""
        later = day_after(on, self.rng.randint(1, 220))
        fates: list[tuple[int, Doc]] = [(1, {"outcome": self.rng.choice(["failed", "tied", "withdrawn"])})]
        fates += [(1, {"effect": {"to": digest({**text, "title": "Another"})}}), (1, {"legacy": None})]
        fates += [(2, {"body": self.rng.choice(["advice", "staff"])}), (5, {"recorded_on": later})]
        fates += [(8, {"effect": {"effective": day_after(on, self.rng.randint(-60, 90))}}), (60, {})]
        [(_, more)] = self.rng.choices(fates, [weight for weight, _ in fates])
        put(self.world, text)
        for day in self.rng.choice([[on]] * 98 + [[], [on, later]]):
            adopt(self.world, text, day, **more)
        if self.chance(0.04):
            until = self.day(max(on, "2026-01-01"), 400)
            end = {"op": self.rng.choice(["retire", "supersede"]), "to": None, "effective": until}
            adopt(self.world, text, self.rng.choice([until, on]), effect=end)

    def element(self, name: str) -> None:
        """One to three versions; a minor one may gain a supplier, a major one another law."""
        suppliers = [{"partner": partner, "from": "2017-07-01"} for partner in self.some(PROVIDERS)]
        regime = self.rng.choice([["ferpa"], ["ui-wage"], ["ferpa", "ui-wage"], ["none"], []])
        formerly: Doc = {"formerly": [f"old.{name}"]} if self.chance(0.3) else {}
        text, on = element(name, providers=suppliers, regime=regime, **formerly), LONG_AGO
        self.adoption(text, on)
        for version in self.rng.choice(["", "", "1.0.1", "2.0.0", "1.9.0 1.10.0", "1.1.0 2.0.0"]).split():
            text, on = {**text, "version": version, "title": version}, self.day(max(on, "2025-09-01"), 300)
            if version != "1.0.1" and self.chance(0.5):
                joiner = {"partner": self.rng.choice(PROVIDERS), "from": self.day("2026-01-01", 200)}
                text["providers"] = [*text["providers"], joiner]
            if version == "2.0.0" and self.chance(0.5):
                text["regime"] = self.some(["ferpa", "ui-wage"])
            self.adoption(text, on)

    def suppliers(self, name: str) -> set[str]:
        """Who supplies an element, by its id or a former one, from the beginning."""
        texts = [text for text in self.texts("element") if name in (text["id"], f"old.{text['id']}")]
        return {p["partner"] for text in texts for p in text["providers"] if p["from"] < LONG_AGO}

    def fields(self, names: list[str], *, pinned: bool) -> Doc:
        """The fields of a clause: elements, by former ids too, and groups, with an exception now and then."""
        formerly = [name for text in self.texts("element") for name in text.get("formerly", [])]
        fields: Doc = {"elements": self.some([*names, *names, *formerly], 5)}
        if self.chance(0.4):
            pin = self.rng.choice(self.texts("group"))
            pinned = pinned or self.chance(0.3)
            fields["groups"] = [f"{pin['id']}@{pin['version']}" if pinned else pin["id"]]
            fields = fields if self.chance(0.4) else {"groups": fields["groups"]}
        return {**fields, "except": [self.rng.choice(names)]} if self.chance(0.2) else fields

    def conditions(self, keys: list[str], likely: float) -> Doc:
        """Conditions of a permit or a row, each with the same chance."""
        found: Doc = {"min_cell": self.rng.choice([10, 11, 20]), "irb": "approved", "publish_notice": True}
        found |= {"retain_through": self.day("2026-03-01", 900), "no_reidentification": self.chance(0.8)}
        found["destroy_within_days"] = self.rng.choice([30, 60])
        chosen = {key: found[key] for key in keys if self.chance(likely)}
        bounds: Doc = {"in": ["05", "06"]} if found["destroy_within_days"] == 30 else {"from": "2017"}
        return chosen | (
            {"rows": [{"element": self.names[0], **bounds}]} if "retain_through" in chosen else {}
        )

    def permit(self, providers: list[str]) -> Doc:
        """A permit to the hub or a partner, often with onward rows."""
        given = [name for name in self.names if set(providers) & self.suppliers(name)]
        clause = permit("", fields=self.fields(given or self.names, pinned=True))
        clause["from"] = providers if self.chance(0.9) else sorted({*providers, self.rng.choice(PROVIDERS)})
        clause["to"] = ["c2c"] if self.chance(0.75) else self.some(PARTNERS, 2)
        clause["purposes"] = self.some(["evaluation", "evaluation", "evaluation.program", "research"], 2)
        clause["zones"] = self.some(["c2c.linkage", "c2c.linkage", *ZONES])
        clause["forms"] = self.some([*FORMS, *FORMS[3:] * 5], 2)
        clause["conditions"] = self.conditions(["min_cell", "irb", *DUTIES[:4]], self.rng.choice([0, 0.2]))
        for _ in range(self.rng.choice([0, 1, 1, 2])):
            row: Doc = {"to": self.some(PARTNERS, 2), "forms": self.some([*FORMS, *FORMS[3:] * 3], 2)}
            row |= {"purposes": self.some([*PURPOSES, "evaluation"], 2)} if self.chance(0.4) else {}
            more = self.conditions(["min_cell", *DUTIES[:3]], self.rng.choice([0, 0, 0.3]))
            clause.setdefault("onward", []).append({**row, "zones": self.some(ZONES), "conditions": more})
        return clause

    def forbid(self) -> Doc:
        """A forbid with a few dimensions; the others omitted or ``any``."""
        reach: Doc = {"from": self.some(PROVIDERS, 2), "to": self.some(PARTNERS, 2)}
        reach |= {"zones": self.some(ZONES, 2), "purposes": self.some(PURPOSES, 1)}
        reach["forms"] = self.some(FORMS, 2)
        reach["fields"] = self.fields(self.names, pinned=False)
        reach |= {key: "any" for key in reach if self.chance(0.25)}
        reach = {key: value for key, value in reach.items() if self.chance(0.8)}
        return {"effect": "forbid", **reach, **({"survives": self.chance(0.7)} if self.chance(0.6) else {})}

    def agreement(self, name: str) -> None:
        """One to three versions, each voted on and signed, mostly by all and mostly in time."""
        providers, on = self.some(PROVIDERS, 2), self.day("2025-02-01", 250)
        parties = [{"partner": partner, "role": "provider"} for partner in providers]
        parties += [
            {"partner": p, "role": "recipient"} for p in ["c2c", "public"][: self.rng.choice([1, 1, 2])]
        ]
        begins = self.day(day_after(on, -20), 90)
        for version in ["1.0.0", "1.9.0", "1.10.0"][: self.rng.choice([1, 1, 2, 3])]:
            clauses = [self.permit(providers) for _ in range(self.rng.randint(1, 3))]
            clauses += [self.forbid()] if self.chance(0.2) else []
            clauses = [{**c, "id": f"c{n}"} for n, c in enumerate(self.rng.sample(clauses, len(clauses)))]
            places = self.rng.choice([{"designates": "§2"}] * 10 + [{"designates": " "}, {"extent": "§3"}])
            bases = [
                {"basis": one, "written_elements": places} for one in self.some(["study", *BASES, "study"])
            ]
            text = agreement(name, clauses, version, parties=parties, legal_bases=bases)
            through = self.day(day_after(begins, 150), 700)
            self.adoption({**text, "effective_from": begins, "effective_through": through}, on)
            for party in [party["partner"] for party in parties if self.chance(0.99)]:
                signed = day_after(on, self.rng.choice([0, 0, 0, 0, 1, 90]))
                recorded = day_after(signed, self.rng.choice([0, 0, 0, 0, 0, 40]))
                of = {"version": version, "partner": party, "recorded_on": recorded}
                event(self.world, name, "signed", signed, **of)
            on = self.day(day_after(on, 60), 300)
            begins = self.day(day_after(on, -30), 90)
        self.events(name)

    def events(self, name: str) -> None:
        """Suspensions, resumptions and terminations, some recorded late or with effect in the past."""
        for _ in range(self.rng.choice([0, 0, 0, 0, 1, 2])):
            begins = self.day("2025-10-01", 400)
            through = {"through": self.day(begins, 120)} if self.chance(0.7) else {}
            recorded = day_after(begins, self.rng.choice([0, 0, 30]))
            more = {"from": begins, "recorded_on": recorded, **through}
            event(self.world, name, "suspended", begins, **more)
            if self.chance(0.6):
                freed = self.day(begins, 90)
                recorded = day_after(freed, self.rng.choice([0, 0, 20]))
                event(self.world, name, "resumed", freed, recorded_on=recorded)
        for on in [self.day("2026-01-01", 400)] if self.chance(0.12) else []:
            since = day_after(on, self.rng.choice([-60, 0, 30]))
            event(self.world, name, "terminated", on, effective_from=since)

    def input(self, name: str) -> Doc:
        """An input of an output; some say what form they yield, most of those attested in full."""
        kind = self.rng.choice([("DIRECT", "IDENTITY"), ("DIRECT", "AGGREGATION"), ("INDIRECT", "FILTER")])
        found: Doc = {"field": name, "type": kind[0], "subtype": kind[1]}
        if self.chance(0.55):
            found |= {"yields": self.rng.choice(FORMS), "attested_by": "c2c", "method": "suppression-v1"}
            found["attested_on"] = self.day("2025-06-01", 30 if self.chance(0.7) else 500)
            if self.chance(0.2):
                del found[self.rng.choice(["attested_by", "attested_on", "method"])]
        return {**found, "masking": True, "min_cell": 11} if self.chance(0.15) else found

    def lineage(self, name: str) -> None:
        """One or two versions: sources that a permit holds, a hub, rates; now and then loops, dead ends."""
        clause, _ = self.rng.choice(self.permits())
        supplied = [(by, name) for name in self.names for by in sorted(self.suppliers(name))]
        near = [pair for pair in supplied if pair[0] in clause["from"] and pair[1] in str(clause)] or supplied
        drawn = [self.rng.choice(near if self.chance(0.8) else supplied) for _ in range(3)]
        source = [{"name": f"s{n}", "provider": by, "element": name} for n, (by, name) in enumerate(drawn)]
        source += [{"name": "end", "element": self.names[0]}] if self.chance(0.15) else []
        hub, rates = self.rng.choice([f"{name}.hub", "shared.hub"]), f"{name}.rates"
        fields = {f"{name}.src": source, hub: [{"name": "h0"}, {"name": "h1"}], rates: [{"name": "r0"}]}
        text: Doc = {"kind": "lineage", "id": name, "version": "1.0.0"}
        text["datasets"] = [{"id": key, "zone": "c2c.linkage", "fields": has} for key, has in fields.items()]
        sources, made = [f"{name}.src.{column['name']}" for column in source], [f"{hub}.h0", f"{hub}.h1"]
        on = self.day("2025-02-01", 100)
        for version in ["1.0.0", "1.1.0"][: self.rng.choice([1, 1, 2])]:
            outputs = []
            for output, below in [(made[0], sources), (made[1], sources), (f"{rates}.r0", made)]:
                names = self.some(below, self.rng.choice([1, 2]))
                names += [self.rng.choice([*made, f"{hub}.gone"])] if self.chance(0.06) else []
                outputs.append({"field": output, "inputs": [self.input(name) for name in names]})
            job = {"id": "build", "run_by": "c2c", "outputs": outputs}
            self.adoption({**text, "version": version, "jobs": [job]}, on)
            on = self.day("2025-12-01", 300)

    def near(self, clause: Doc, text: Doc) -> Doc:
        """A request that a clause, or one of its onward rows, seems to contain."""
        last = self.rng.choice([clause, *clause.get("onward", [])])
        names = list(clause["fields"].get("elements", []))
        for group in self.texts("group"):
            pinned = f"{group['id']}@{group['version']}" in clause["fields"].get("groups", [])
            names += group["elements"] if pinned else []
        names = [name for name in names if name not in clause["fields"].get("except", [])] or names
        pairs = [(partner, name) for partner in clause["from"] for name in names]
        pairs = [pair for pair in pairs if pair[0] in self.suppliers(pair[1])] or pairs
        least = min(max(map(FORMS.index, scope["forms"])) for scope in (clause, last))
        purpose = self.rng.choice(last.get("purposes", clause["purposes"]))
        below = [name for name in PARENTS if purpose in PARENTS[name].values() and self.chance(0.3)]
        request: Doc = {"item": ":".join(self.rng.choice(pairs)), "recipient": self.rng.choice(last["to"])}
        request |= {"purpose": self.rng.choice(below or [purpose]), "zone": self.rng.choice(last["zones"])}
        request["form"] = FORMS[self.rng.choice([least, least, self.rng.randint(0, least)])]
        request |= {"sender": self.rng.choice(clause["to"])} if last is not clause else {}
        conditions = {**clause.get("conditions", {}), **last.get("conditions", {})}
        cell = max(scope.get("conditions", {}).get("min_cell", 0) for scope in (clause, last))
        request["evidence"] = {"min_cell": cell + self.rng.choice([0, 0, 0, 1, 5]), "irb": "approved"}
        events: Any = self.world.get(f"agreements/{text['id']}/events.yaml", [])
        signed = [event["on"] for event in events if event.get("version") == text["version"]]
        begins = max([text["effective_from"], *signed])
        ends = min(text["effective_through"], conditions.get("retain_through", "9999"))
        span = (date.fromisoformat(ends) - date.fromisoformat(begins)).days
        return {**request, "on": day_after(begins, self.rng.randint(0, max(0, min(span, 240))))}

    def change(self, request: Doc) -> None:
        """Change one dimension of a request, rarely to what no catalog knows."""
        found = sorted(set(re.findall(r"202[567]-\d\d-\d\d", str(self.world))))
        edge = day_after(self.rng.choice(found), self.rng.choice([-1, 0, 1]))
        clause, text = self.rng.choice(self.permits())
        pin, origin = f"{text['id']}@{text['version']}", str(request["item"]).partition(":")
        values: dict[str, list[Any]] = {"zone": [*ZONES], "recipient": PARTNERS, "sender": PARTNERS}
        values |= {"purpose": PURPOSES, "form": [*FORMS], "on": [edge], "as_known": [edge, request["on"]]}
        values["item"] = [f"{by}:{origin[2]}" for by in PROVIDERS] + [f"{origin[0]}:{n}" for n in ELEMENTS]
        values["evidence"] = [{}, {"min_cell": 10}, {"min_cell": 11, "irb": "pending"}, {"irb": "approved"}]
        values["can_enforce"] = [[], [*DUTIES], list(DUTIES[:3]), [*DUTIES[1:], "retain_trough"]]
        values["under"] = [text["id"], text["id"], pin, f"{pin}#{clause['id']}", f"{pin}#c9"]
        spoilt: dict[str, list[Any]] = {key: ["nobody"] for key in ("sender", "recipient", "zone", "under")}
        spoilt |= {"purpose": ["nobody"], "form": ["raw"], "can_enforce": ["retain_through"]}
        spoilt |= {"on": ["2026-02-30", "2026-03-01T10:00:00Z", 20260301], "as_known": ["20260301"]}
        spoilt |= {"evidence": [{"min_cel": 11}, {"min_cell": "11"}, {"min_cell": -1}, {"min_cell": True}]}
        spoilt |= {"item": ["nobody", "nobody:k12.ssid", "cde:k12.nothing", 7], "colour": ["red"]}
        chosen = spoilt if self.chance(0.08) else values
        key = self.rng.choice([*chosen, "on"])
        request[key] = self.rng.choice(chosen[key])


def random_world(rng: Random) -> World:
    """Make a small world."""
    world = vocabulary()
    body(world, "advice", "advisory", {"2021-07-01": KINDS})
    body(world, "staff", "committee", {"2021-07-01": ["group"], "2025-06-01": ["group", "element"]})
    maker = Maker(rng, world)
    for name in rng.sample(ELEMENTS, rng.randint(2, 4)):
        maker.element(name)
        maker.names.append(name)
    for name, version in maker.some([("core", "1.0.0"), ("core", "1.1.0"), ("extra", "1.0.0")]):
        group = {"kind": "group", "id": name, "version": version, "title": name}
        on = LONG_AGO if version == "1.0.0" else maker.day("2025-09-01", 300)
        maker.adoption({**group, "elements": maker.some(maker.names)}, on)
    for name in ["a", "b", "c", "d"][: rng.randint(1, 4)]:
        maker.agreement(name)
    for name in ["p20w", "side"][: rng.choice([0, 1, 1, 2])]:
        maker.lineage(name)
    return world


def random_request(rng: Random, world: World) -> dict[str, object]:
    """Ask near what a clause permits, or for a derived item, with a dimension or two changed."""
    maker = Maker(rng, world)
    pairs, graphs = maker.permits(), maker.texts("lineage")
    request = maker.near(*rng.choice(pairs))
    if graphs and maker.chance(0.3):
        datasets = rng.choice(graphs)["datasets"]
        keys = {(c["provider"], c["element"]) for c in datasets[0]["fields"] if "provider" in c}
        held = [p for p in pairs if any(by in p[0]["from"] and name in str(p[0]) for by, name in keys)]
        dataset, request = rng.choice(datasets), maker.near(*rng.choice(held or pairs))
        request["item"] = f"{dataset['id']}.{rng.choice(dataset['fields'])['name']}"
        if maker.chance(0.7):
            del request["form"]
    for _ in range(rng.choice([0, 0, 0, 0, 0, 0, 1, 1, 2])):
        maker.change(request)
    gone = rng.choice(["on", "form", "sender", "evidence"] * 5 + ["item", "recipient", "purpose", "zone"])
    return {key: value for key, value in request.items() if key != gone or maker.chance(0.8)}
