"""Worlds for tests of the explorer, and what its pictures say, read back."""

from datetime import date
from functools import cache
from random import Random
from xml.etree import ElementTree as ET

from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import table_of
from catalog.services.lineage_map.map_page import Explorer, explore
from catalog.services.lineage_map.picture import Picture
from tests.builders import snapshot_of, world_of
from tests.lineages import dataset, lineage, made_from, origin, random_lineage, random_terms
from tests.worlds import agreement, element, permit

DAY = date(2026, 8, 1)
SVG = "{http://www.w3.org/2000/svg}"


def random_snapshot(seed: int) -> Snapshot:
    """Return the snapshot of a random lineage under random terms."""
    rng = Random(seed)  # noqa: S311  # worlds, not secrets
    grade, ssid = element("k12.grade", regime=["ferpa"]), element("k12.ssid", regime=["none"])
    return snapshot_of(world_of(ssid, grade, agreement("load", random_terms(rng)), random_lineage(rng)))


@cache
def wide_snapshot(fields: int, datasets: int = 3) -> Snapshot:
    """Return the snapshot of datasets one after another, each field made from its like and from the first."""
    described = {"cde.file": dataset("cde.source", *(origin(f"f{n}") for n in range(fields)))}
    outputs = {}
    for place in range(1, datasets):
        id, before = f"c2c.t{place}", "cde.file" if place == 1 else f"c2c.t{place - 1}"
        described[id] = dataset("c2c.linkage", *(f"f{n}" for n in range(fields)), purpose="evaluation")
        for n in range(fields):
            inputs = [made_from(f"{before}.f{n}")]
            inputs += [made_from(f"{before}.f0", "JOIN")] if n else []
            outputs[f"{id}.f{n}"] = inputs
    terms = [permit(conditions={"no_reidentification": True})]
    return snapshot_of(world_of(agreement("load", terms), lineage("p20w", described, outputs)))


def explored(snapshot: Snapshot, item: str, **typed: str) -> Explorer:
    """Return what the explorer finds, on the day of these worlds."""
    return explore(snapshot, item, typed, today=DAY)


def names_of(snapshot: Snapshot) -> list[str]:
    """Return the names of all fields and sources of the day's lineage."""
    graph = table_of(snapshot, DAY).graphs.on(DAY)
    return [*sorted(graph.dataset_of), *sorted(graph.carrying())]


def drawing_of(picture: Picture) -> ET.Element:
    """Return a picture as it is drawn, read back."""
    return ET.fromstring(picture.svg(lambda address: f"/{address}", "en").text)  # noqa: S314  # drawn here


def lines_of(root: ET.Element) -> list[tuple[str, str]]:
    """Return the standing and the title of each line of a picture."""
    groups = root.findall(f".//{SVG}g[@aria-hidden]/{SVG}g")
    titles = [(str(one.get("class")), one.find(f"{SVG}title")) for one in groups]
    return [(name.removeprefix("line "), title.text or "") for name, title in titles if title is not None]
