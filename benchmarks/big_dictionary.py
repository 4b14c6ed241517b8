"""A large dictionary, as files: definitions in several versions, decided in meetings, carried by agreements.

It is made up, but for its shape: how long texts are, how many partners supply a field, how often a title
is like another, how many clauses speak of a definition.
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from catalog.store.canonical import digest
from catalog.store.yaml_writing import yaml_of

Doc = dict[str, Any]

TOPICS = ["k12", "ccc", "csu", "uc", "aid", "wage", "health", "social", "elc", "teacher", "student", "cte"]
THINGS = [
    "enrollment", "course", "credential", "grade", "absence", "transfer", "award", "income", "language",
    "program", "assessment", "attendance", "discipline", "degree", "district", "school", "term", "unit",
]  # fmt: skip
SIDES = [
    "status", "date", "count", "rate", "type", "code", "level", "reason", "start", "end", "flag",
    "score",
]  # fmt: skip
KINDS = ["first", "last", "current", "total", "reported", "verified", "initial", "final", "annual", "monthly"]
PARTNERS = [f"p{number:02d}" for number in range(20)]
SEATS = [f"seat.{number:02d}" for number in range(1, 22)]
PURPOSES = ["evaluation", "evaluation.program", "research", "linkage", "reporting", "commercial"]
MADE_UP = {"status": "illustrative", "source": "Made for a benchmark."}
_MOST_FLOWING = 1_500
"""A file of a catalog has at most 1 MiB."""
AT_ONCE = 50
"""So many texts are adopted by one decision."""
FIRST = date(2019, 1, 9)


class BigDictionary:
    """The documents of a catalog with so many definitions, by path."""

    def __init__(self, elements: int, *, versions: int = 3, seed: int = 5) -> None:
        self.rng = Random(seed)
        self.documents: dict[str, Any] = {}
        self.ids = [f"{TOPICS[number % len(TOPICS)]}.{self._local(number)}" for number in range(elements)]
        self.groups: list[str] = []
        self._waiting: list[Doc] = []
        self._decided = 0
        self._vocabularies()
        self._body()
        for version, round_of in (("1.0.0", 0), ("1.1.0", 1), ("2.0.0", 2))[:versions]:
            for number, id in enumerate(self.ids):
                self.element(id, number, version=version, said=round_of)
            self.decide()
        self._domains()
        self._groups()
        self.decide()
        for partner in PARTNERS[:-2]:
            self._agreement(partner)
        self._lineage()
        self.decide()

    def write(self, root: Path) -> None:
        """Write every document."""
        for path, document in self.documents.items():
            put(root, path, document)

    def _local(self, number: int) -> str:
        words = (THINGS[number % 18], SIDES[number // 18 % 12], KINDS[number // 216 % 10])
        return f"{words[2]}-{words[0]}-{words[1]}-{number // 2160}"

    def _vocabularies(self) -> None:
        names = [{"id": name, "name": f"Department {name.upper()}", "sector": "k12"} for name in PARTNERS]
        zones = [
            {"id": f"{name}.source", "held_by": name, "title": f"Source systems of {name}"}
            for name in PARTNERS
        ]
        zones += [
            {"id": f"p19.{room}", "held_by": "p19", "title": f"The {room} zone"}
            for room in ("linkage", "analysis")
        ]
        wanted = {"id": "designates", "text": "Names the receiver", "citation": "§ 1", "required": True}
        basis = {
            "id": "act",
            "title": "The act",
            "covers": ["ferpa", "ui-wage"],
            "purposes": [],
            "written_elements": [wanted],
        }
        cases = [
            {
                "id": f"case-{number}",
                "title": f"Question {number}",
                "question": "What helps, and whom?",
                "recipient": "p19",
                "needs": [f"{PARTNERS[number % 18]}:{id}" for id in self.ids[number * 7 : number * 7 + 5]],
                "purpose": "evaluation",
                "zone": "p19.analysis",
                "form": "pseudonymous",
            }
            for number in range(min(17, len(self.ids)))
        ]
        self.documents |= {
            "definitions/partners.yaml": {"kind": "partners", "partners": names},
            "definitions/purposes.yaml": {
                "kind": "purposes",
                "purposes": [{"id": name, "title": f"For {name}"} for name in PURPOSES],
            },
            "definitions/zones.yaml": {"kind": "zones", "zones": zones},
            "definitions/legal-bases.yaml": {
                "kind": "legal-bases",
                "regimes": [
                    {"id": "ferpa", "protects": ["identified", "pseudonymous"]},
                    {"id": "ui-wage", "protects": ["identified"]},
                ],
                "bases": [basis],
            },
            "definitions/use-cases.yaml": {"kind": "use-cases", "use_cases": cases},
        }

    def _body(self) -> None:
        half = {"fraction": "1/2", "of": "membership", "more_than": True}
        rules: Doc = {"from": "2000-01-01", "seats": 21, "quorum": half, "notice_days": 10}
        rules["may_adopt"] = ["element", "value-domain", "group", "agreement", "lineage"]
        rules["thresholds"] = {"adopt": half, "procedural": half}
        rules["membership_base"] = "authorized"
        seats = [
            {"id": seat, "label": f"Office of {seat}", "law": "§ 2", "designee": True, "voting": True}
            for seat in SEATS
        ]
        body: Doc = {"kind": "body", "id": "board", "title": "Governing Board", "classification": "governing"}
        body |= {"law": ["§ 2"], "seats": seats, "rules": [rules], "terms": []}
        self.documents["meetings/bodies/board.yaml"] = body

    def element(self, id: str, number: int, *, version: str, said: int) -> None:
        """Write a version of a definition; ``said`` is which of the three it is."""
        rng, topic = self.rng, id.partition(".")[0]
        local = id.partition(".")[2].replace("-", " ")
        percent = [10, 10, 15][said]
        providers = [PARTNERS[(number + step) % 18] for step in range(1 + number % 3)]
        text: Doc = {
            "kind": "element",
            "id": id,
            "version": version,
            "title": f"{topic.upper()} {local}",
            "definition": f"Whether the {local} of a person was recorded on {percent} percent of days.",
            "plain_language": f"Was the {local} recorded on most days?",
            "usage_notes": f"Persons enrolled fewer than {30 + number % 7} days are left out."
            + " Say so." * said,
            "value_domain": {"type": "boolean"},
            "unit": None,
            "regime": [["ferpa"], ["ferpa", "ui-wage"], ["none"]][number % 3],
            "identifiability": ["indirect", "none", "direct", "sensitive"][number % 4],
            "subjects": ["pupil"],
            "providers": [
                {
                    "partner": name,
                    "source": f"System {name}",
                    "field": f"F{number}",
                    "from": "2017-07-01",
                    "comparability": "comparable",
                }
                for name in providers
            ],
            "steward": providers[0],
            "mappings": {"ceds": [f"{number:06d}"]},
            "synonyms": [f"{local} {rng.choice(SIDES)}", f"code {number:06d}"],
            "references": [{"label": f"§ {number}", "url": f"https://example.org/{number}"}],
            "provenance": MADE_UP,
        }
        if number % 3 == 0:
            text["value_domain"] = {"type": "code", "domain": f"domain-{number % 200}@1.0.0"}
        if number % 4 == 0:
            text["translations"] = {
                "es": {"title": f"{local} de {topic}", "of": digest(text), "by": "machine"}
            }
        self.put(f"definitions/elements/{id}/{version}.yaml", text)

    def _domains(self) -> None:
        for number in range(200):
            values = [
                {"code": f"{code:02d}", "label": f"Label {code}", "definition": "As it says."}
                for code in range(12)
            ]
            text = {
                "kind": "value-domain",
                "id": f"domain-{number}",
                "version": "1.0.0",
                "title": f"Codes {number}",
            }
            self.put(f"definitions/value-domains/domain-{number}/1.0.0.yaml", text | {"values": values})

    def _groups(self) -> None:
        for start in range(0, len(self.ids), 100):
            id = f"group-{start // 100}"
            self.groups.append(id)
            text = {"kind": "group", "id": id, "version": "1.0.0", "title": f"Group {start // 100}"}
            self.put(
                f"definitions/groups/{id}/1.0.0.yaml", text | {"elements": self.ids[start : start + 100]}
            )

    def _agreement(self, partner: str) -> None:
        id, rng = f"{partner}-participation", self.rng
        text: Doc = {
            "kind": "agreement",
            "id": id,
            "version": "1.0.0",
            "title": f"Participation of {partner}",
        }
        text["parties"] = [{"partner": partner, "role": "provider"}, {"partner": "p19", "role": "recipient"}]
        text["legal_bases"] = [{"basis": "act", "written_elements": {"designates": "§ 2"}}]
        text |= {"effective_from": "2020-07-01", "effective_through": "2036-06-30", "provenance": MADE_UP}
        groups = [f"{name}@1.0.0" for name in rng.sample(self.groups, max(1, len(self.groups) // 8))]
        permits = [
            {
                "id": f"permit-{place}",
                "effect": "permit",
                "from": [partner],
                "to": ["p19"],
                "fields": {"groups": groups},
                "purposes": [PURPOSES[place]],
                "zones": ["p19.linkage", "p19.analysis"],
                "forms": ["pseudonymous"],
                "onward": [
                    {
                        "to": ["p18"],
                        "zones": ["p18.source"],
                        "forms": ["aggregate"],
                        "conditions": {"min_cell": 11},
                    }
                ],
            }
            for place in range(3)
        ]
        forbid = {
            "id": "no-sale",
            "effect": "forbid",
            "from": [partner],
            "purposes": ["commercial"],
            "survives": True,
        }
        text["clauses"] = [*permits, forbid]
        self.put(f"agreements/{id}/1.0.0.yaml", text)
        self.documents[f"agreements/{id}/events.yaml"] = [
            {
                "event": "signed",
                "version": "1.0.0",
                "partner": party["partner"],
                "on": "2020-07-01",
                "recorded_on": "2020-07-01",
                "by": "clerk",
                "evidence": "file",
            }
            for party in text["parties"]
        ]

    def _lineage(self) -> None:
        """One definition in five lies in a source, half of those go on, and rates are made of them."""
        flowing = self.ids[::5][:_MOST_FLOWING]
        source = [
            {"name": f"f{at}", "element": id, "provider": PARTNERS[at * 5 % 18]}
            for at, id in enumerate(flowing)
        ]
        table = [{"name": f"t{at}"} for at in range(0, len(flowing), 2)]
        outputs: list[Doc] = [
            {"field": f"p19.table.t{at}", "inputs": [_input(f"p00.file.f{at}", "pseudonymous")]}
            for at in range(0, len(flowing), 2)
        ]
        rates: list[Doc] = [
            {
                "field": f"p18.rates.r{at}",
                "inputs": [_input(f"p19.table.{one['name']}", "aggregate") for one in table[at : at + 5]],
            }
            for at in range(0, len(table), 5)
        ]
        text = {
            "kind": "lineage",
            "id": "pipeline",
            "version": "1.0.0",
            "datasets": [
                {"id": "p00.file", "zone": "p00.source", "fields": source},
                {"id": "p19.table", "zone": "p19.analysis", "purpose": "evaluation", "fields": table},
                {
                    "id": "p18.rates",
                    "zone": "p18.source",
                    "purpose": "reporting",
                    "fields": [{"name": one["field"].rpartition(".")[2]} for one in rates],
                },
            ],
            "jobs": [
                {"id": "load", "run_by": "p19", "outputs": outputs},
                {"id": "count", "run_by": "p19", "outputs": rates},
            ],
        }
        self.put("lineage/pipeline/1.0.0.yaml", text)

    def put(self, path: str, text: Doc) -> None:
        """Keep a text, and have it adopted by the next decision."""
        self.documents[path] = text
        named = f"{text['kind']}:{text['id']}@{text['version']}"
        self._waiting.append({"op": "adopt", "object": named, "from": None, "to": digest(text)})
        if len(self._waiting) >= AT_ONCE:
            self.decide()

    def decide(self) -> None:
        """Adopt what waits, in a meeting of its own."""
        if not self._waiting:
            return
        day = FIRST + timedelta(days=5 * self._decided)
        self._decided += 1
        effects = [{**effect, "effective": str(day)} for effect in self._waiting]
        self._waiting = []
        decision: Doc = {"kind": "decision", "id": f"board/{day.year}/{self._decided:04d}", "body": "board"}
        decision |= {
            "meeting": f"board/{day}",
            "item": "1",
            "proposal": None,
            "title": f"Adopt {len(effects)} texts",
        }
        decision |= {"decided_on": str(day), "recorded_on": str(day), "outcome": "adopted", "vote": "v1"}
        decision |= {
            "arithmetic": None,
            "effects": effects,
            "dissent": [],
            "summary": {"en": "Adopted as posted."},
        }
        self.documents[f"meetings/decisions/{decision['id']}.yaml"] = decision | {
            "legacy": None,
            "provenance": MADE_UP,
        }
        self.documents[f"meetings/board/{day}/meeting.yaml"] = _meeting(day)


def _meeting(day: date) -> Doc:
    start = f"{day}T10:00:00-08:00"
    agenda = [{"number": "1", "title": "Texts", "class": "action"}]
    roll = {
        seat: {"vote": "aye" if at < 16 else "no", "holder": "principal"} for at, seat in enumerate(SEATS)
    }
    notice = {
        "posted_at": f"{day - timedelta(days=14)}T09:00:00-08:00",
        "url": "https://example.org/agenda",
        "contact": {"name": "Clerk", "address": "1 Main St", "phone": "555-0100"},
        "sent_to": 214,
        "agenda_digest": digest(agenda),
        "revisions": [],
    }
    return {
        "kind": "meeting",
        "id": f"board/{day}",
        "body": "board",
        "meeting_kind": "regular",
        "start": start,
        "place": {"name": "Hall", "address": "1 Main St", "remote": []},
        "status": "adjourned",
        "notice": notice,
        "agenda": agenda,
        "attendance": [{"seat": seat, "at": start, "presence": "room"} for seat in SEATS],
        "recusals": [],
        "comments": [],
        "motions": [
            {
                "id": "m1",
                "item": "1",
                "class": "adopt",
                "text": "As posted",
                "mover": "seat.01",
                "seconder": "seat.02",
            }
        ],
        "votes": [
            {"id": "v1", "motion": "m1", "at": f"{day}T11:00:00-08:00", "method": "roll-call", "roll": roll}
        ],
        "provenance": MADE_UP,
    }


def _input(field: str, form: str) -> Doc:
    return {
        "field": field,
        "type": "DIRECT",
        "subtype": "TRANSFORMATION",
        "masking": True,
        "yields": form,
        "attested_by": "p19",
        "attested_on": "2020-01-01",
        "method": "As agreed.",
    }


def put(root: Path, path: str, document: Any) -> None:
    """Write one document."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(yaml_of(document))


if __name__ == "__main__":
    BigDictionary(int(sys.argv[2])).write(Path(sys.argv[1]))
