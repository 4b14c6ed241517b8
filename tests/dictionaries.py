"""A small dictionary, as documents: definitions in versions, a code list, a group, an agreement, lineage."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

from catalog.services.definitions.dictionary import Dictionary
from catalog.store.canonical import digest
from catalog.store.reading import load_documents
from catalog.store.yaml_writing import yaml_of

Doc = dict[str, Any]

LONG_AGO = "2024-01-10"
TODAY = date(2026, 6, 1)
MARK = {"status": "illustrative", "source": "Made for a test."}
SEATS = ["seat.01", "seat.02", "seat.03"]


class Small:
    """The documents of a small catalog. What is put in it is adopted, unless it is only written."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self._serial = 0
        self._vocabularies()
        self._body()

    def _vocabularies(self) -> None:
        names = {
            "cde": "Department of Education",
            "edd": "Employment Department",
            "c2c": "Office",
            "public": "Public",
        }
        purposes = {"evaluation": "Evaluate", "research": "Study", "commercial": "Trade"}
        zones = {"cde.source": "cde", "c2c.tables": "c2c", "public.site": "public"}
        written = [{"id": "names", "text": "Names the receiver", "citation": "§ 1", "required": True}]
        regimes = {"ferpa": ["identified", "pseudonymous"], "none": []}
        self.documents |= {
            "definitions/partners.yaml": {
                "kind": "partners",
                "partners": [{"id": id, "name": name, "sector": "k12"} for id, name in names.items()],
            },
            "definitions/purposes.yaml": {
                "kind": "purposes",
                "purposes": [{"id": id, "title": title} for id, title in purposes.items()],
            },
            "definitions/zones.yaml": {
                "kind": "zones",
                "zones": [{"id": id, "held_by": by, "title": f"Zone {id}"} for id, by in zones.items()],
            },
            "definitions/legal-bases.yaml": {
                "kind": "legal-bases",
                "regimes": [{"id": id, "protects": forms} for id, forms in regimes.items()],
                "bases": [
                    {
                        "id": "act",
                        "title": "The act",
                        "covers": ["ferpa"],
                        "purposes": [],
                        "written_elements": written,
                    }
                ],
            },
        }

    def _body(self) -> None:
        half = {"fraction": "1/2", "of": "membership", "more_than": True}
        rules: Doc = {"from": "2021-07-01", "seats": 3, "quorum": half, "notice_days": 10}
        rules["may_adopt"] = ["element", "value-domain", "group", "agreement", "lineage"]
        rules |= {"thresholds": {"adopt": half, "procedural": half}, "membership_base": "authorized"}
        seats = [
            {"id": seat, "label": f"Office {seat[-1]}", "law": "§ 2", "designee": True, "voting": True}
            for seat in SEATS
        ]
        body: Doc = {"kind": "body", "id": "gb", "title": "Board", "classification": "governing"}
        body |= {"law": ["§ 2"], "seats": seats, "rules": [rules], "terms": []}
        self.documents["meetings/bodies/gb.yaml"] = body

    def write(self, text: Doc) -> Doc:
        """Write a text that nobody has proposed or adopted."""
        folder = {"agreement": "agreements", "lineage": "lineage"}.get(text["kind"])
        folder = folder or f"definitions/{text['kind']}s"
        self.documents[f"{folder}/{text['id']}/{text['version']}.yaml"] = text
        return text

    def adopt(self, text: Doc, *, on: str = LONG_AGO, effective: str | None = None) -> Doc:
        """Write a text and have it adopted."""
        self.write(text)
        effect = {"op": "adopt", "object": named(text), "from": None, "to": digest(text)}
        self.decide([effect | {"effective": effective or on}], on=on)
        return text

    def retire(self, text: Doc, *, on: str, effects: tuple[Doc, ...] = ()) -> Doc:
        """Have a text retired, with more effects if any."""
        effect = {"op": "retire", "object": named(text), "from": digest(text), "to": None, "effective": on}
        return self.decide([effect, *effects], on=on)

    def decide(self, effects: list[Doc], *, on: str, **more: Any) -> Doc:
        """Record a decision from before this catalog kept records."""
        self._serial += 1
        record: Doc = {"kind": "decision", "id": f"gb/{on[:4]}/{self._serial:04d}", "body": "gb"}
        record |= {"title": f"Decision {self._serial}", "decided_on": on, "recorded_on": on}
        record |= {"outcome": "adopted", "effects": effects, "dissent": [], "summary": {"en": "As posted."}}
        record |= {"legacy": {"source": "Minutes", "note": "From before."}, **more}
        self.documents[f"meetings/decisions/{record['id']}.yaml"] = record
        return record

    def propose(self, text: Doc, id: str = "prop-1", **more: Any) -> Doc:
        """Propose a text."""
        self.write(text)
        proposal: Doc = {"kind": "proposal", "id": id, "change": "new", "object": named(text), "base": None}
        proposal |= {"version": text["version"], "digest": digest(text), "rationale": "Because."}
        proposal |= {"options": [], "author": "staff", "title": "A proposal", "body": "gb"}
        proposal |= {"proposed_on": "2026-05-20", **more}
        self.documents[f"meetings/proposals/{id}.yaml"] = proposal
        return proposal

    def sign(self, agreement: Doc, *, on: str = LONG_AGO) -> None:
        """Let every party sign."""
        self.documents[f"agreements/{agreement['id']}/events.yaml"] = [
            {
                "event": "signed",
                "version": agreement["version"],
                "partner": party["partner"],
                "on": on,
                "recorded_on": on,
                "by": "clerk",
                "evidence": "file",
            }
            for party in agreement["parties"]
        ]

    def dictionary(self, on: date = TODAY) -> Dictionary:
        """Return the dictionary of a day. Public is every text that a decision or a proposal names."""
        snapshot = load_documents(copy.deepcopy(self.documents)).sound()
        texts = {one.digest for one in snapshot.proposals.values()}
        texts |= {
            effect.became for one in snapshot.decisions.values() for effect in one.effects if effect.became
        }
        return Dictionary(snapshot, on=on, texts=texts, heard=frozenset())

    def folder(self, root: Path) -> Path:
        """Write every document below a folder, and return it."""
        for path, document in self.documents.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(yaml_of(document))
        return root


def named(text: Doc) -> str:
    """Return how a decision names a text."""
    return f"{text['kind']}:{text['id']}@{text['version']}"


def element(id: str = "k12.absent", version: str = "1.0.0", **more: Any) -> Doc:
    """A definition."""
    made: Doc = {"kind": "element", "id": id, "version": version, "title": f"Title of {id}"}
    made |= {"definition": f"What {id} says.", "plain_language": f"Is it {id}?"}
    made |= {"value_domain": {"type": "boolean"}, "regime": ["ferpa"], "identifiability": "indirect"}
    made |= {"subjects": ["pupil"], "providers": [{"partner": "cde", "field": "F", "from": "2017-07-01"}]}
    return made | {"steward": "cde", "provenance": MARK} | more


def code_list(id: str = "levels", version: str = "1.0.0", **more: Any) -> Doc:
    """A code list."""
    values = [{"code": "01", "label": "One", "definition": "The first."}, {"code": "02", "label": "Two"}]
    return {"kind": "value-domain", "id": id, "version": version, "title": "Levels", "values": values} | more


def group(*elements: str, id: str = "core", version: str = "1.0.0", **more: Any) -> Doc:
    """A group."""
    made = {"kind": "group", "id": id, "version": version, "title": "Core", "elements": list(elements)}
    return made | more


def agreement(*clauses: Doc, id: str = "cde-c2c", version: str = "1.0.0", **more: Any) -> Doc:
    """An agreement of cde and c2c, on the one legal basis."""
    made: Doc = {"kind": "agreement", "id": id, "version": version, "title": "Participation"}
    made["parties"] = [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    made["legal_bases"] = [{"basis": "act", "written_elements": {"names": "§ 2"}}]
    made |= {"effective_from": "2024-02-01", "effective_through": "2030-06-30", "clauses": list(clauses)}
    return made | more


def permit(*elements: str, id: str = "load", **more: Any) -> Doc:
    """A permit of these definitions, to the office's tables."""
    made: Doc = {"id": id, "effect": "permit", "from": ["cde"], "to": ["c2c"]}
    made |= {"fields": {"elements": list(elements)}, "purposes": ["evaluation"], "zones": ["c2c.tables"]}
    return made | {"forms": ["pseudonymous"], **more}


def lineage(*elements: str, version: str = "1.0.0", field: str = "made") -> Doc:
    """A graph in which these lie in a source, and one field of the office's tables is made of them all."""
    inputs = [
        {
            "field": f"cde.file.f{at}",
            "type": "DIRECT",
            "subtype": "TRANSFORMATION",
            "masking": True,
            "yields": "pseudonymous",
            "attested_by": "c2c",
            "attested_on": LONG_AGO,
            "method": "As agreed.",
        }
        for at in range(len(elements))
    ]
    fields = [{"name": f"f{at}", "element": id, "provider": "cde"} for at, id in enumerate(elements)]
    return {
        "kind": "lineage",
        "id": "pipeline",
        "version": version,
        "datasets": [
            {"id": "cde.file", "zone": "cde.source", "fields": fields},
            {"id": "c2c.table", "zone": "c2c.tables", "purpose": "evaluation", "fields": [{"name": field}]},
        ],
        "jobs": [
            {"id": "load", "run_by": "c2c", "outputs": [{"field": f"c2c.table.{field}", "inputs": inputs}]}
        ],
    }


def use_cases(*needs: str, title: str = "Absence") -> Doc:
    """A policy question that needs these items."""
    case = {"id": "absence", "title": title, "question": "What helps?", "needs": list(needs)}
    case |= {"recipient": "c2c", "purpose": "evaluation", "zone": "c2c.tables", "form": "pseudonymous"}
    return {"kind": "use-cases", "use_cases": [case]}
