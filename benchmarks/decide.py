"""How many flow decisions a second: plain, fully explained, and a plain dictionary as the ceiling."""

import statistics
from collections import defaultdict
from datetime import date

from benchmarks.measuring import Figure, lasting, median_of, seconds, tell
from benchmarks.worlds import AS_KNOWN, Size, World
from catalog.records.flow import FlowRequest
from catalog.records.ids import Form
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide, permits
from catalog.rules.flows.table import table_of

PLAIN, EXPLAINED = 1_000_000, 400_000

ClauseRows = dict[tuple[str, str, str, str], list[tuple[date, date, frozenset[Form]]]]


def figures(size: Size, rounds: int = 5) -> list[Figure]:
    """Measure both ways to decide, first and again, and the ceiling, on the same requests."""
    world = World(size)
    requests = world.requests()
    snapshot = world.snapshot()
    with lasting():
        compiling = statistics.median(_compiling(world, requests) for _ in range(rounds))
        first_plain = statistics.median(first_asked(world, requests, explained=False) for _ in range(rounds))
        first_explained = statistics.median(
            first_asked(world, requests, explained=True) for _ in range(rounds)
        )
        permitted = sum(permits(snapshot, request) for request in requests)
        assert permitted == sum(decide(snapshot, request).permitted for request in requests)
        plain = median_of(rounds, lambda: [permits(snapshot, request) for request in requests])
        explained = median_of(rounds, lambda: [decide(snapshot, request) for request in requests])
        rows = clause_rows(snapshot)
        ceiling = median_of(rounds, lambda: [covered(rows, request) for request in requests])
    n = len(requests)
    share = f"{permitted / n:.0%} of {n:,} requests permitted"
    again = "the same requests again, from what the table keeps"
    return [
        _rate("plain decisions, first asked", n / first_plain, at_least=PLAIN, note=share),
        _rate("plain decisions, asked again", n / plain, at_least=PLAIN, note=again),
        _rate("fully explained decisions, first asked", n / first_explained, at_least=EXPLAINED),
        _rate("fully explained decisions, asked again", n / explained, at_least=EXPLAINED, note=again),
        _rate("a plain dictionary of clause rows (the ceiling)", n / ceiling),
        Figure(name="compiling every source that is asked for", value=1000 * compiling, unit="ms"),
    ]


def _rate(name: str, value: float, *, at_least: float | None = None, note: str = "") -> Figure:
    return Figure(name=name, value=value, unit="/s", at_least=at_least, note=note)


def _compile(snapshot: Snapshot, requests: list[FlowRequest]) -> None:
    """Compile the lane of every source that is asked for, before any question is answered."""
    table = table_of(snapshot, AS_KNOWN)
    for request in requests:
        table.lane(request.item)


def _compiling(world: World, requests: list[FlowRequest]) -> float:
    snapshot = world.snapshot()
    return seconds(lambda: _compile(snapshot, requests))


def first_asked(world: World, requests: list[FlowRequest], *, explained: bool) -> float:
    """Return the time of the requests on a compiled snapshot that has answered none of them yet."""
    snapshot = world.snapshot()
    _compile(snapshot, requests)
    if explained:
        return seconds(lambda: [decide(snapshot, request) for request in requests])
    return seconds(lambda: [permits(snapshot, request) for request in requests])


def clause_rows(snapshot: Snapshot) -> ClauseRows:
    """Return the permits as a plain dictionary, without forbids, senders, conditions or explanations."""
    rows: ClauseRows = defaultdict(list)
    for source, lane in table_of(snapshot, AS_KNOWN).lanes.items():
        for recipient, found in lane.rows.items():
            for row in found:
                for purpose, forms in row.grants.items():
                    for zone in row.zones if forms else ():
                        rows[source, recipient, purpose, zone].append((row.first, row.last, forms))
    return dict(rows)


def covered(rows: ClauseRows, request: FlowRequest) -> bool:
    """Say whether a row of the dictionary covers the request."""
    for first, last, forms in rows.get((request.item, request.recipient, request.purpose, request.zone), ()):
        if first <= request.on <= last and request.form in forms:
            return True
    return False


if __name__ == "__main__":
    tell(figures(Size()))
