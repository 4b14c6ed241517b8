"""How long the exact consequences of one amended agreement take."""

import copy
import statistics

from benchmarks.measuring import Figure, lasting, seconds, tell
from benchmarks.worlds import AS_KNOWN, Size, World
from catalog.rules.flows.permitted import sources_of
from catalog.rules.flows.table import table_of
from catalog.rules.whatif import WhatIf, what_if


def figures(size: Size, rounds: int = 5) -> list[Figure]:
    """Amend one agreement after another, each against a snapshot that is open and compiled."""
    taken, found = [], []
    for number in range(rounds):
        world = World(size)
        before = world.snapshot()
        table = table_of(before, AS_KNOWN)
        for source in sources_of(before, before.elements):
            table.lane(source)
        amend(world, number % size.agreements)
        after = world.snapshot()
        answers: list[WhatIf] = []
        with lasting():
            taken.append(seconds(lambda: answers.append(what_if(before, after, as_known=AS_KNOWN))))
        found.extend(answers)
    assert any(one.gained or one.lost for one in found)
    changed = statistics.median(len(one.gained) + len(one.lost) for one in found)
    name = f"`whatif` for one amended agreement of {size.agreements}"
    note = f"{changed:,.0f} flows gained or lost; what the amended catalog needs is compiled in that time"
    taken_ms = 1000 * statistics.median(taken)
    return [Figure(name=name, value=taken_ms, unit="ms", at_most=100, note=note)]


def amend(world: World, number: int) -> None:
    """Put, adopt and sign the next version of an agreement: one clause wider, one clause gone."""
    path = f"agreements/agreement-{number:02d}"
    text = copy.deepcopy(world.documents[f"{path}/1.0.0.yaml"])
    text["version"] = "1.1.0"
    text["clauses"][0]["purposes"] = sorted({*text["clauses"][0]["purposes"], "research"})
    del text["clauses"][1]
    world.adopt(f"{path}/1.1.0.yaml", text, on="2026-03-02")
    events = [{**event, "version": "1.1.0"} for event in world.documents[f"{path}/events.yaml"]]
    world.documents[f"{path}/events.yaml"] = [*world.documents[f"{path}/events.yaml"], *events]


if __name__ == "__main__":
    tell(figures(Size()))
