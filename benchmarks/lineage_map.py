"""How long the explorer takes to open a neighbourhood of a thousand fields, and pictures of definitions."""

import statistics
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from flask.testing import FlaskClient

from benchmarks.measuring import Figure, lasting, seconds, tell
from benchmarks.packet import KINDS, write
from benchmarks.worlds import HUB, PUBLIC, Document, Size, World
from catalog.app.making import make_app
from catalog.interchange.pictures.placing import PLACING, Placing
from catalog.interchange.pictures.sketch import MOST_ROWS, Sketch
from catalog.records.ids import ElementId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import table_of
from catalog.services.lineage_map.flows_picture import flows_picture
from catalog.services.lineage_map.items import find
from catalog.services.lineage_map.map_page import explore
from catalog.services.lineage_map.sketching import drawable
from catalog.services.opening import open_snapshot

ON = date(2026, 11, 22)
FIELDS = 40
"""So many fields lie in a dataset. Each is made from three of datasets before, and joined by a key."""


def figures(elements: int = 5_000, datasets: int = 26, rounds: int = 12) -> list[Figure]:
    """Open a page of each of some fields whose neighbourhood is nearly all of the lineage."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "catalog")
        world = a_world(Size(elements=elements), datasets)
        write(world, root)
        client = make_app(root).test_client()
        names = [f"stage-01.f{number}" for number in range(rounds)]
        with lasting():
            worked = process_time()
            pages = _opened(client, names[:1])
            worked = process_time() - worked
            pages += _opened(client, names[1:])
        snapshot = open_snapshot(root)
    fields, steps = _size(snapshot, names[0])
    with lasting():
        found = _pictures(snapshot)
    of = f"{fields:,} fields around one, {steps:,} steps"
    first, rest = pages[0], sorted(pages[1:])
    return [
        Figure(
            name=f"the first page of {of}",
            value=first,
            unit="s",
            at_most=1,
            note=f"nothing worked out before; {worked:.2f} s of processor time",
        ),
        Figure(name="another such page, median", value=statistics.median(rest), unit="s", at_most=1),
        Figure(name="the slowest of those", value=rest[-1], unit="s", at_most=1),
        *_layouts(snapshot, [f"stage-{datasets // 3:02d}.f{number}" for number in range(rounds)]),
        *found,
    ]


def a_world(size: Size, datasets: int) -> World:
    """Return a world with a lineage of stages, from one provider's file to figures for the public."""
    world = World(size)
    world.documents["meetings/bodies/board.yaml"]["rules"][0]["may_adopt"] = KINDS
    rng = Random(11)
    provider = world.providers[0]
    own = [name for name in world.elements if provider in world.suppliers[name]][:FIELDS]
    origins: list[Document] = [
        {"name": f"f{number}", "element": element, "provider": provider} for number, element in enumerate(own)
    ]
    described: list[Document] = [{"id": "stage-00", "zone": f"{provider}.source", "fields": origins}]
    jobs: list[Document] = []
    for stage in range(1, datasets):
        last = stage == datasets - 1
        held: Document = {"zone": f"{PUBLIC}.site" if last else f"{HUB}.analytics", "purpose": "evaluation"}
        fields = [{"name": f"f{number}"} for number in range(FIELDS)]
        described.append({"id": f"stage-{stage:02d}", **held, "fields": fields})
        outputs = [
            {"field": f"stage-{stage:02d}.f{number}", "inputs": _inputs(rng, stage, len(own))}
            for number in range(FIELDS)
        ]
        jobs.append({"id": f"job-{stage}", "run_by": HUB, "outputs": outputs})
    text: Document = {"kind": "lineage", "id": "stages", "version": "1.0.0", "datasets": described}
    world.adopt("lineage/stages/1.0.0.yaml", {**text, "jobs": jobs}, on="2025-01-15")
    return world


def _inputs(rng: Random, stage: int, origins: int) -> list[Document]:
    found: list[Document] = []
    for _ in range(3):
        before = max(0, stage - rng.choice([1, 1, 1, 2, 3]))
        number = rng.randrange(FIELDS if before else origins)
        found.append(
            {"field": f"stage-{before:02d}.f{number}", "type": "DIRECT", "subtype": "TRANSFORMATION"}
        )
    found.append({"field": f"stage-{stage - 1:02d}.f0", "type": "INDIRECT", "subtype": "JOIN"})
    return found


def _opened(client: FlaskClient, names: list[str]) -> list[float]:
    """Return how long each page takes in the server, picture and table included, none seen before."""
    taken = []
    for name in names:
        start = perf_counter()
        answer = client.get(f"/lineage/{name}")
        taken.append(perf_counter() - start)
        assert answer.status_code == 200
        assert 'class="picture"' in answer.text
        assert 'id="step-1"' in answer.text
    return taken


def _size(snapshot: Snapshot, name: str) -> tuple[int, int]:
    found = explore(snapshot, name, {}, today=ON).found
    return len(found.spots), len(found.rows)


def _layouts(snapshot: Snapshot, names: list[str]) -> list[Figure]:
    """Measure the process that lays out: its start with a first picture, and the largest that are drawn."""
    fresh = Placing()
    small = drawable(explore(snapshot, "stage-01.f1", {"steps": "1"}, today=ON).found).sketch
    start = seconds(lambda: fresh.layout(small))
    fresh.close()
    sketches = [_largest(snapshot, name) for name in names]
    PLACING.layout(small)
    taken = [seconds(partial(PLACING.layout, sketch)) for sketch in sketches]
    rows = max(sum(len(box.rows) for box in sketch.boxes) for sketch in sketches)
    lines = max(len(sketch.lines) for sketch in sketches)
    return [
        Figure(name="a process of Graphviz and its first layout", value=start, unit="s"),
        Figure(name=f"a layout of up to {rows} fields, {lines} lines", value=max(taken), unit="s"),
    ]


def _largest(snapshot: Snapshot, name: str) -> Sketch:
    """Return the sketch of the widest neighbourhood that is drawn field by field."""
    best: Sketch | None = None
    for steps in ("1", "2", "3"):
        found = explore(snapshot, name, {"steps": steps}, today=ON).found
        made = drawable(found)
        if not made.folded and len(found.spots) <= MOST_ROWS:
            best = made.sketch
    assert best is not None
    return best


def _pictures(snapshot: Snapshot) -> list[Figure]:
    """Draw where each element flows, as the publication of a site does, and look at what was drawn."""
    elements: list[ElementId] = sorted(snapshot.elements)
    texts: list[str] = []

    def draw() -> None:
        for element in elements:
            picture = flows_picture(snapshot, element, on=ON)
            texts.append(picture.svg(str, "en", live=False).text)

    taken = seconds(draw)
    table = table_of(snapshot, ON)
    assert all(find(table, element, on=ON).kind == "element" for element in elements[:3])
    assert all(text.startswith("<svg") for text in texts)
    size = statistics.mean(len(text) for text in texts) / 1024
    note = f"{size:.1f} KiB each"
    return [Figure(name=f"pictures of {len(elements):,} definitions", value=taken, unit="s", note=note)]


if __name__ == "__main__":
    tell(figures())
