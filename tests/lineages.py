"""Builders for tests of lineage and of versions: suppliers, groups, graphs and their edges."""

from random import Random
from typing import Any

from tests.worlds import permit

Doc = dict[str, Any]


def supplier(partner: str, since: str = "2017-07-01") -> Doc:
    """Return an entry of an element's providers."""
    return {"partner": partner, "source": "CALPADS", "from": since}


def group(identifier: str, version: str, elements: list[str]) -> Doc:
    """Return a named set of elements."""
    return {"kind": "group", "id": identifier, "version": version, "title": identifier, "elements": elements}


def lineage(identifier: str, datasets: dict[str, Doc], outputs: dict[str, list[Doc]]) -> Doc:
    """Return a graph of datasets, and one job of ``c2c``'s that makes all outputs."""
    text: Doc = {"kind": "lineage", "id": identifier, "version": "1.0.0"}
    text["datasets"] = [{"id": name, **about} for name, about in datasets.items()]
    made = [{"field": name, "inputs": inputs} for name, inputs in outputs.items()]
    return {**text, "jobs": [{"id": "build", "run_by": "c2c", "outputs": made}]}


def dataset(zone: str, *fields: str | Doc, purpose: str | None = None) -> Doc:
    """Return a dataset without its id; a field given as text is no origin."""
    found: Doc = {"zone": zone, "fields": [{"name": f} if isinstance(f, str) else f for f in fields]}
    return {**found, "purpose": purpose} if purpose else found


def origin(name: str, element: str = "k12.ssid", provider: str = "cde") -> Doc:
    """Return a field that is an origin."""
    return {"name": name, "element": element, "provider": provider}


def made_from(name: str, subtype: str = "IDENTITY", **more: object) -> Doc:
    """Return an input of an output."""
    direct = subtype in {"IDENTITY", "TRANSFORMATION", "AGGREGATION"}
    return {"field": name, "type": "DIRECT" if direct else "INDIRECT", "subtype": subtype, **more}


def attested(yields: str, since: str = "2025-06-01") -> Doc:
    """Return the keys of an input whose new form somebody has attested."""
    return {"yields": yields, "attested_by": "c2c", "attested_on": since, "method": "suppression-v1"}


PLACES = {
    "cde.file": ("cde.source", None),
    "c2c.match": ("c2c.linkage", "evaluation"),
    "c2c.year": ("c2c.linkage", "evaluation.program"),
    "uni.study": ("uni.enclave", "research"),
    "public.site": ("public.site", "evaluation"),
}
STEPS = ["IDENTITY", "TRANSFORMATION", "AGGREGATION", "JOIN", "FILTER"]


def random_lineage(rng: Random, *, fields: int = 4, made: int = 8) -> Doc:
    """Return a graph over five zones: origins of ``cde``'s, and fields made of any others, with loops."""
    datasets, names = {}, []
    for id, (zone, purpose) in PLACES.items():
        own: list[str | Doc] = [f"f{number}" for number in range(rng.randint(1, fields))]
        if zone == "cde.source":
            own = [origin(str(name), rng.choice(["k12.ssid", "k12.grade"])) for name in own]
        datasets[id] = dataset(zone, *own, purpose=purpose)
        names += [f"{id}.{field['name']}" for field in datasets[id]["fields"]]
    outputs: dict[str, list[Doc]] = {}
    for _ in range(made):
        output, given = rng.choice(names[1:]), rng.choice(names)
        form = attested(rng.choice(["pseudonymous", "aggregate"])) if rng.random() < 0.6 else {}
        if form and rng.random() < 0.3:
            form["min_cell"] = 11
        step = made_from(given, rng.choice(STEPS), **form)
        if not any(one["field"] == given for one in outputs.get(output, [])):
            outputs.setdefault(output, []).append(step)
    return lineage("p20w", datasets, outputs)


def random_terms(rng: Random) -> list[Doc]:
    """Return clauses that open some of those zones: plainly, with duties, on evidence; a ban now and then."""
    every = {
        "fields": {"elements": ["k12.ssid", "k12.grade"]},
        "forms": ["identified", "pseudonymous", "aggregate"],
    }
    conditions: list[Doc] = [{}, {"min_cell": 11}, {"no_reidentification": True}]
    onward = [
        {
            "to": [to],
            "zones": [zone],
            "forms": ["pseudonymous", "aggregate"],
            "conditions": rng.choice(conditions),
        }
        for to, zone in (("uni", "uni.enclave"), ("public", "public.site"))
        if rng.random() < 0.7
    ]
    load = rng.choice([*conditions, {"irb": "approved"}])
    terms = [permit("load", **every, purposes=["evaluation"], onward=onward, conditions=load)]
    if rng.random() < 0.4:
        terms.append({"id": "stop", "effect": "forbid", "from": ["cde"], "to": ["public"]})
    return terms
