"""A small sound world for the tests of checks, and the check of a world that was changed."""

from datetime import date
from typing import Any

from catalog.records.finding import Finding
from catalog.rules.checks.all_checks import check
from catalog.store.reading import load_documents
from tests.worlds import Doc, World, adopt, agreement, element, event, permit, put, vocabulary

ON = "2026-03-01"


def sound_world(clauses: list[Doc] | None = None) -> World:
    """A world in which nothing is wrong: ``k12.ssid``, and an agreement on it that is in force."""
    world = vocabulary()
    adopt(world, put(world, element("k12.ssid", regime=["ferpa"])))
    in_force(world, agreement("a", clauses or [permit()]))
    return world


def in_force(world: World, text: Doc, on: str = "2025-06-01", **more: Any) -> Doc:
    """Put an agreement, adopt it, and have every party sign it."""
    adopt(world, put(world, text), on, **more)
    for party in text["parties"]:
        event(world, text["id"], "signed", on, version=text["version"], partner=party["partner"])
    return text


def drawn(world: World, datasets: list[Doc], outputs: dict[str, list[Doc]], name: str = "g") -> Doc:
    """Put and adopt a graph of datasets, with one job of ``c2c``'s that makes all outputs."""
    made = [{"field": field, "inputs": inputs} for field, inputs in outputs.items()]
    text: Doc = {"kind": "lineage", "id": name, "version": "1.0.0", "datasets": datasets}
    text["jobs"] = [{"id": "build", "run_by": "c2c", "outputs": made}]
    return adopt(world, put(world, text))


def dataset(name: str, zone: str, fields: list[Doc], **more: str) -> Doc:
    """A dataset."""
    return {"id": name, "zone": zone, "fields": fields, **more}


def made_from(field: str, **more: object) -> Doc:
    """A direct input."""
    return {"field": field, "type": "DIRECT", "subtype": "IDENTITY", **more}


def origin(name: str = "ssid", element_id: str = "k12.ssid", provider: str = "cde") -> Doc:
    """A field that is an origin."""
    return {"name": name, "element": element_id, "provider": provider}


def checked(world: World, on: str = ON, as_known: str = "2026-12-31") -> list[Finding]:
    """Return what the rules find in a world that can be read."""
    snapshot = load_documents(world).sound()
    return check(snapshot, date.fromisoformat(on), as_known=date.fromisoformat(as_known))


def codes(world: World, on: str = ON) -> list[str]:
    """Return the codes that are found, each as often as it is."""
    return [found.code for found in checked(world, on)]


def only(world: World, code: str, on: str = ON) -> Finding:
    """Return the one finding of a code."""
    (found,) = [one for one in checked(world, on) if one.code == code]
    return found
