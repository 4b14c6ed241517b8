"""A seeded world to decide in, as documents, and requests near what its agreements permit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from catalog.records.flow import FlowRequest
from catalog.records.ids import FORMS, RANK, PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.store.canonical import digest
from catalog.store.reading import load_documents

Document = dict[str, Any]
Documents = dict[str, Any]

HUB, PUBLIC = "hub", "public"
PURPOSES: dict[str, str | None] = {
    "evaluation": None,
    "evaluation.program": "evaluation",
    "evaluation.program.aid": "evaluation.program",
    "evaluation.policy": "evaluation",
    "research": None,
    "research.study": "research",
    "research.study.outcomes": "research.study",
    "operations": None,
    "operations.linkage": "operations",
    "reporting": None,
    "reporting.dashboard": "reporting",
    "commercial": None,
}
PERMITTED_PURPOSES = [name for name in PURPOSES if name != "commercial"]
REGIMES: dict[str, list[str]] = {
    "ferpa": list(FORMS[:2]),
    "ui-wage": list(FORMS[:3]),
    "hipaa": list(FORMS[:2]),
    "none": [],
}
BASES = {
    "audit": (["ferpa"], ["evaluation", "operations"]),
    "studies": (["ferpa", "hipaa"], ["research"]),
    "wage": (["ui-wage"], []),
    "act": (["ferpa", "ui-wage", "hipaa"], []),
}
AS_KNOWN = date(2026, 12, 15)
DAYS = [date(2026, month, day) for month in range(1, 13) for day in (1, 15)]
OTHER_DAYS = [date(2024, 5, 1), date(2025, 6, 30), date(2028, 12, 31), date(2031, 1, 1)]
ADOPTED, LATER = "2025-01-15", "2026-06-10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a world is; the defaults are what the issue asks."""

    partners: int = 20
    elements: int = 300
    agreements: int = 60
    requests: int = 20_000


class World:
    """The documents of a catalog by path, and what its permits were drawn from."""

    def __init__(self, size: Size, seed: int = 7) -> None:
        self.rng = Random(seed)
        self.size = size
        self.documents: Documents = {}
        self.providers = [f"p{number:02d}" for number in range(size.partners - 2)]
        self.elements = [f"area{number % 12}.element-{number:03d}" for number in range(size.elements)]
        self.suppliers: dict[str, list[str]] = {}
        self.zones = [f"{partner}.{room}" for partner in self.providers[:8] for room in ("source", "enclave")]
        self.zones += [f"{HUB}.linkage", f"{HUB}.analytics", f"{HUB}.archive", f"{PUBLIC}.site"]
        self.zones += [f"{partner}.enclave" for partner in self.providers[8:13]]
        self.clauses: list[tuple[str, Document]] = []
        self._adopted = 0
        self._vocabularies()
        self._definitions()
        for number in range(size.agreements):
            self._agreement(number)

    def snapshot(self) -> Snapshot:
        """Return a fresh snapshot, from which nothing is worked out yet."""
        return load_documents(self.documents).sound()

    def requests(self) -> list[FlowRequest]:
        """Return distinct requests: about half permitted, the others near misses in every dimension."""
        asking = _asking(self)
        found: dict[FlowRequest, None] = {}
        while len(found) < self.size.requests:
            found[next(asking)] = None
        return list(found)

    def _vocabularies(self) -> None:
        names = [*self.providers, HUB, PUBLIC]
        listed = {
            "partners": [{"id": name, "name": name.upper(), "sector": "k12"} for name in names],
            "purposes": [
                {"id": name, "title": name, **({"parent": parent} if parent else {})}
                for name, parent in PURPOSES.items()
            ],
            "zones": [{"id": name, "held_by": name.partition(".")[0], "title": name} for name in self.zones],
        }
        for kind, entries in listed.items():
            self.documents[f"definitions/{kind}.yaml"] = {"kind": kind, kind: entries}
        wanted = {"id": "designates", "text": "Names the receiver", "citation": "§ 1", "required": True}
        self.documents["definitions/legal-bases.yaml"] = {
            "kind": "legal-bases",
            "regimes": [{"id": name, "protects": forms} for name, forms in REGIMES.items()],
            "bases": [
                {
                    "id": name,
                    "title": name,
                    "covers": covers,
                    "purposes": purposes,
                    "written_elements": [wanted],
                }
                for name, (covers, purposes) in BASES.items()
            ],
        }
        majority = {"fraction": "1/2", "of": "membership", "more_than": True}
        rule: Document = {"from": "2021-07-01", "seats": 3, "quorum": majority, "notice_days": 10}
        rule |= {"may_adopt": ["element", "group", "agreement"], "membership_base": "authorized"}
        rule["thresholds"] = {"adopt": majority, "procedural": majority}
        body = {
            "kind": "body",
            "id": "board",
            "title": "Board",
            "classification": "governing",
            "law": ["§ 1"],
        }
        self.documents["meetings/bodies/board.yaml"] = {**body, "rules": [rule], "seats": [], "terms": []}

    def _definitions(self) -> None:
        for element in self.elements:
            partners = self.rng.sample(self.providers, min(4, len(self.providers)))
            self.suppliers[element] = partners
            self._element(element, "1.0.0", on=ADOPTED)
            if self.rng.random() < 0.1:
                self._element(element, "1.1.0", on=LATER)
            elif self.rng.random() < 0.05:
                self._element(element, "2.0.0", on=LATER)
        for area in range(12):
            members = [name for name in self.elements if name.startswith(f"area{area}.")]
            if members:
                self._group(f"group-{area}", members)

    def _element(self, id: str, version: str, *, on: str) -> None:
        text: Document = {
            "kind": "element",
            "id": id,
            "version": version,
            "title": id,
            "definition": f"What {id} says.",
        }
        regime = self.rng.choice([["ferpa"], ["ferpa"], ["ui-wage"], ["ferpa", "hipaa"], ["none"]])
        text |= {"value_domain": {"type": "string"}, "regime": regime, "identifiability": "indirect"}
        text["providers"] = [{"partner": name, "from": "2017-07-01"} for name in self.suppliers[id]]
        text |= {"subjects": ["pupil"], "steward": self.suppliers[id][0]}
        self.adopt(f"definitions/elements/{id}/{version}.yaml", text, on=on)

    def _group(self, id: str, members: list[str]) -> None:
        text = {"kind": "group", "id": id, "version": "1.0.0", "title": id, "elements": members}
        self.adopt(f"definitions/groups/{id}/1.0.0.yaml", text, on=ADOPTED)

    def _agreement(self, number: int) -> None:
        rng, provider = self.rng, self.providers[number % len(self.providers)]
        id = f"agreement-{number:02d}"
        text: Document = {"kind": "agreement", "id": id, "version": "1.0.0", "title": id}
        text["parties"] = [{"partner": provider, "role": "provider"}, {"partner": HUB, "role": "recipient"}]
        bases = ["act"] if rng.random() < 0.7 else rng.sample(sorted(BASES), 2)
        text["legal_bases"] = [{"basis": name, "written_elements": {"designates": "§ 2"}} for name in bases]
        text["effective_from"] = rng.choice(["2025-07-01", "2025-07-01", "2026-02-01"])
        text["effective_through"] = rng.choice(["2026-09-30", "2028-06-30", "2028-06-30", "2029-12-31"])
        permits = [self._permit(f"permit-{place}", provider) for place in range(rng.choice([3, 4, 4, 5]))]
        forbids = [self._forbid("no-sale", provider, purposes=["commercial"])]
        if rng.random() < 0.3:
            fields = {"groups": [f"group-{rng.randrange(12) % max(1, min(12, self.size.elements))}"]}
            forbids.append(self._forbid("narrow", provider, fields=fields, zones=[rng.choice(self.zones)]))
        text["clauses"] = [*permits, *forbids]
        self.adopt(f"agreements/{id}/1.0.0.yaml", text, on=ADOPTED)
        self.documents[f"agreements/{id}/events.yaml"] = [
            {"event": "signed", "version": "1.0.0", "partner": party["partner"], "on": "2025-02-01",
             "recorded_on": "2025-02-01", "by": "clerk", "evidence": "file"}
            for party in text["parties"]
        ]  # fmt: skip
        self.clauses.extend((provider, clause) for clause in permits)

    def _permit(self, id: str, provider: str) -> Document:
        rng = self.rng
        own = [name for name in self.elements if provider in self.suppliers[name]] or self.elements
        fields: Document = {"elements": rng.sample(own, min(len(own), rng.randint(10, 30)))}
        if rng.random() < 0.4:
            area = rng.choice(own).partition(".")[0]
            fields["groups"] = [f"group-{area.removeprefix('area')}@1.0.0"]
            fields["except"] = [rng.choice(own)]
        clause: Document = {"id": id, "effect": "permit", "from": [provider], "to": [HUB], "fields": fields}
        clause["purposes"] = rng.sample(PERMITTED_PURPOSES, rng.randint(1, 3))
        clause["zones"] = rng.sample([zone for zone in self.zones if zone.startswith(HUB)], rng.randint(1, 3))
        clause["forms"] = [rng.choice(FORMS[:3])]
        if rng.random() < 0.4:
            clause["conditions"] = {"retain_through": "2031-06-30", "no_reidentification": True}
        clause["onward"] = [self._row() for _ in range(rng.choice([0, 1, 1, 2]))]
        return clause

    def _row(self) -> Document:
        rng = self.rng
        row: Document = {"to": rng.sample(self.providers, min(3, len(self.providers)))}
        row |= {"zones": rng.sample(self.zones, 5), "forms": [rng.choice(FORMS[1:])]}
        if rng.random() < 0.4:
            row |= {"to": [PUBLIC], "zones": [f"{PUBLIC}.site"], "forms": ["aggregate"]}
            row["conditions"] = {"min_cell": 11}
        return row

    def _forbid(self, id: str, provider: str, **dimensions: object) -> Document:
        return {"id": id, "effect": "forbid", "from": [provider], **dimensions, "survives": True}

    def adopt(self, path: str, text: Document, *, on: str) -> None:
        """Put a text where it belongs and record a legacy decision on it."""
        self.documents[path] = text
        self._adopted += 1
        id = f"board/{on[:4]}/{self._adopted:04d}"
        effect = {"op": "adopt", "object": f"{text['kind']}:{text['id']}@{text['version']}", "from": None}
        record: Document = {"kind": "decision", "id": id, "body": "board", "title": f"Adopt {text['id']}"}
        record |= {"decided_on": on, "recorded_on": on, "outcome": "adopted", "dissent": []}
        record["effects"] = [{**effect, "to": digest(text), "effective": on}]
        record |= {
            "summary": {"en": "As posted."},
            "legacy": {"source": "minutes", "note": "before the catalog"},
        }
        self.documents[f"meetings/decisions/{id}.yaml"] = record


def _asking(world: World) -> Iterator[FlowRequest]:
    rng = world.rng
    while True:
        provider, clause = rng.choice(world.clauses)
        request = _inside(world, provider, clause=clause)
        yield request if rng.random() < 0.48 else _missed(world, request)


def _inside(world: World, provider: str, *, clause: Document) -> FlowRequest:
    """Return a request that the clause or an onward row contains, unless day or law is against it."""
    rng = world.rng
    row = rng.choice([clause, *clause["onward"]])
    broad = rng.choice(clause["purposes"])
    narrower = [name for name in PURPOSES if name == broad or name.startswith(f"{broad}.")]
    rank = max(RANK[form] for form in (*row["forms"], *clause["forms"]))
    return FlowRequest(
        item=f"{provider}:{rng.choice(clause['fields']['elements'])}",
        sender=PartnerId(HUB) if row is not clause else None,
        recipient=PartnerId(rng.choice(row["to"])),
        purpose=PurposeId(rng.choice(narrower)),
        zone=ZoneId(rng.choice(row["zones"])),
        form=rng.choice(FORMS[rank:]),
        on=rng.choice(DAYS),
        as_known=AS_KNOWN,
        min_cell=rng.choice([11, 12, 20]) if row is not clause else None,
    )


def _missed(world: World, request: FlowRequest) -> FlowRequest:
    """Return the request with one dimension changed, so that most often nothing permits it."""
    rng = world.rng
    provider, _, element = request.item.partition(":")
    other_form = FORMS[0] if request.form != FORMS[0] else FORMS[3]
    changes: list[dict[str, Any]] = [
        {"item": f"{rng.choice(world.providers)}:{element}"},
        {"item": f"{provider}:{rng.choice(world.elements)}"},
        {"sender": PartnerId(rng.choice(world.providers))},
        {"recipient": PartnerId(rng.choice([*world.providers, PUBLIC]))},
        {"purpose": PurposeId(rng.choice(list(PURPOSES)))},
        {"purpose": PurposeId("commercial")},
        {"zone": ZoneId(rng.choice(world.zones))},
        {"form": other_form},
        {"on": rng.choice(OTHER_DAYS)},
        {"min_cell": 5},
    ]
    return replace(request, **rng.choice(changes))
