"""Builders for tests of lineage and of versions: suppliers, groups, graphs and their edges."""

from typing import Any

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
