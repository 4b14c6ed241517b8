"""How long the consequence packet of one changed element takes, in a catalog of many elements and edges."""

import copy
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.measuring import ROOT, Figure, lasting, seconds, tell
from benchmarks.worlds import HUB, PUBLIC, Document, Size, World
from catalog.services.consequences.packet import Packet, packet_of
from catalog.services.opening import open_snapshot
from catalog.services.proposing import Proposed, Wanted, propose

ON = date(2026, 11, 22)
KINDS = ["element", "value-domain", "group", "agreement", "lineage"]
LAYER = 1_000
"""So many fields lie in a dataset. Each is made from two of the dataset before, joined by the key."""
ROWS = ["identified", "pseudonymous", "deidentified"]
PROMISES: list[Document] = [
    {"id": "nothing-for-sale", "never": {"purposes": ["commercial"]}},
    {"id": "public-sees-groups-only", "never": {"recipients": [PUBLIC], "forms": ROWS}},
    {"id": "no-direct-identifier", "never": {"identifiability": ["direct"], "not_zones": [f"{HUB}.linkage"]}},
    {"id": "no-wage-rows", "never": {"regimes": ["ui-wage"], "recipients": [PUBLIC], "forms": ROWS}},
]


def figures(elements: int = 5_000, edges: int = 20_000, rounds: int = 3) -> list[Figure]:
    """Propose another meaning, and other words, of the element by which all of the lineage is joined."""
    size = Size(elements=elements)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "catalog")
        world = a_world(size, edges)
        write(world, root)
        words, meaning = _proposed(root, world, rewords=True), _proposed(root, world, rewords=False)
        found: list[Packet] = []
        taken = {}
        for proposal in (meaning, words):
            one = [_packet_seconds(root, proposal, found) for _ in range(rounds)]
            taken[proposal] = statistics.median(one)
        command = statistics.median(seconds(lambda: _command(root, meaning)) for _ in range(rounds))
        breaking, wording = found[0].document, found[-1].document
    touched = sum(len(one["fields"]) for one in breaking["datasets"])
    errors = len(breaking["checks"]["appear"])
    assert len({packet.digest for packet in found}) == 2
    assert breaking["flows"]["lost"]
    assert breaking["comment"]["grade"] == "breaking"
    assert wording["comment"]["grade"] == "wording"
    assert not wording["flows"]["lost"]
    of = f"one changed element of {elements:,}, {edges:,} edges"
    note = f"another meaning: {touched:,} fields touched, {errors:,} findings more"
    return [
        Figure(name=f"packet of {of}", value=taken[meaning], unit="s", at_most=2, note=note),
        Figure(name="the same, other words alone", value=taken[words], unit="s", at_most=2),
        Figure(name="`p20w propose --packet`, the whole command", value=command, unit="s"),
    ]


def a_world(size: Size, edges: int) -> World:
    """Return a world in which each provider lets the hub have its data, and whose lineage is one stream."""
    world = World(size)
    world.documents["meetings/bodies/board.yaml"]["rules"][0]["may_adopt"] = KINDS
    listed = [{"title": one["id"], **one} for one in PROMISES]
    world.documents["definitions/promises.yaml"] = {"kind": "promises", "promises": listed}
    for provider in world.providers:
        _load(world, provider)
    _lineage(world, edges)
    return world


def write(world: World, root: Path) -> None:
    """Write a world as a catalog's files."""
    for path, document in world.documents.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document) + "\n", encoding="utf-8")


def _load(world: World, provider: str) -> None:
    """Let the hub have all of a provider's data for evaluation, in two of its zones."""
    own = [name for name in world.elements if provider in world.suppliers[name]]
    id = f"load-{provider}"
    text: Document = {"kind": "agreement", "id": id, "version": "1.0.0", "title": id}
    text["parties"] = [{"partner": provider, "role": "provider"}, {"partner": HUB, "role": "recipient"}]
    text["legal_bases"] = [{"basis": "act", "written_elements": {"designates": "§ 2"}}]
    text |= {"effective_from": "2025-07-01", "effective_through": "2029-06-30"}
    clause: Document = {"id": "load", "effect": "permit", "from": [provider], "to": [HUB]}
    clause |= {"fields": {"elements": own}, "purposes": ["evaluation"], "forms": ["identified"]}
    clause["zones"] = [f"{HUB}.linkage", f"{HUB}.analytics"]
    text["clauses"] = [clause]
    world.adopt(f"agreements/{id}/1.0.0.yaml", text, on="2025-01-15")
    world.documents[f"agreements/{id}/events.yaml"] = [
        {"event": "signed", "version": "1.0.0", "partner": partner, "on": "2025-02-01",
         "recorded_on": "2025-02-01", "by": "clerk", "evidence": "file"}
        for partner in (provider, HUB)
    ]  # fmt: skip


def _lineage(world: World, edges: int) -> None:
    """Put datasets one after another, a graph each; the first element is the key by which all are joined."""
    carried = world.elements[:LAYER]
    fields: list[Document] = [
        {"name": f"f{number}", "element": element, "provider": world.suppliers[element][0]}
        for number, element in enumerate(carried)
    ]
    dataset: Document = {"id": "layer.0", "zone": f"{HUB}.linkage", "purpose": "evaluation", "fields": fields}
    _graph(world, dataset, [])
    made = layer = 0
    while made < edges:
        count = min(len(carried), -(-(edges - made) // 3))
        outputs = [
            {"field": f"layer.{layer + 1}.f{number}", "inputs": list(_inputs(layer, number, count))}
            for number in range(count)
        ]
        layer, made = layer + 1, made + 3 * count
        dataset = {"id": f"layer.{layer}", "zone": f"{HUB}.analytics", "purpose": "evaluation.program"}
        dataset["fields"] = [{"name": f"f{number}"} for number in range(count)]
        _graph(world, dataset, [{"id": f"job-{layer}", "run_by": HUB, "outputs": outputs}])


def _inputs(layer: int, number: int, count: int) -> Iterator[Document]:
    for place in (number, min(number ^ 1, count - 1)):
        yield {"field": f"layer.{layer}.f{place}", "type": "DIRECT", "subtype": "TRANSFORMATION"}
    yield {"field": f"layer.{layer}.f0", "type": "INDIRECT", "subtype": "JOIN"}


def _graph(world: World, dataset: Document, jobs: list[Document]) -> None:
    text: Document = {"kind": "lineage", "id": f"graph-{dataset['id'].replace('.', '-')}", "version": "1.0.0"}
    text |= {"datasets": [dataset], "jobs": jobs}
    world.adopt(f"lineage/{text['id']}/1.0.0.yaml", text, on="2025-01-15")


def _proposed(root: Path, world: World, *, rewords: bool) -> str:
    """Propose the first element in other words, or with another meaning; return the proposal's id."""
    element = world.elements[0]
    path = max(path for path in world.documents if path.startswith(f"definitions/elements/{element}/"))
    text = copy.deepcopy(world.documents[path])
    text["definition"] += " In other words." if rewords else " But for the first 30 days."
    text["version"] = f"{text['version'].rpartition('.')[0]}.1" if rewords else "8.0.0"
    file = root.parent / "edited.yaml"
    file.write_text(json.dumps(text), encoding="utf-8")
    wanted = Wanted(named=str(file), retires=False, rationale="To see.", options=(), author="staff")
    done = propose(root, wanted, on=ON)
    assert isinstance(done, Proposed), done
    return done.id


def _packet_seconds(root: Path, proposal: str, found: list[Packet]) -> float:
    """Return how long the packet takes in a catalog that is open, and of which nothing is worked out yet."""
    snapshot = open_snapshot(root)
    with lasting():
        return seconds(lambda: found.append(packet_of(root, proposal, on=ON, snapshot=snapshot)))


def _command(root: Path, proposal: str) -> None:
    words = ["propose", "--packet", proposal, "--on", ON.isoformat(), "--catalog", str(root)]
    subprocess.run([sys.executable, "cli.py", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    tell(figures())
