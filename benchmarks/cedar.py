"""The same answers as Cedar from an exported policy set, and how many times as fast."""

import statistics

import cedarpy

from benchmarks.cedar_export import cedar_request, export
from benchmarks.decide import first_asked
from benchmarks.measuring import Figure, lasting, median_of, seconds, tell
from benchmarks.worlds import AS_KNOWN, Size, World
from catalog.rules.decide import decide, permits
from catalog.rules.flows.table import table_of

PORTIONS = 5


def figures(size: Size, rounds: int = 5) -> list[Figure]:
    """Let Cedar and the catalog answer the same requests, compare every answer, then the rates.

    Cedar gets its policies and entities parsed, its contexts written out, and the batch call. The
    policies are the compiled rows: they hold element majors, days and the law's consent.
    """
    world = World(size)
    requests = world.requests()
    snapshot = world.snapshot()
    ours = [permits(snapshot, request) for request in requests]
    assert ours == [decide(snapshot, request).permitted for request in requests]
    exported = export(table_of(snapshot, AS_KNOWN))
    theirs, cedar = _answers(
        [cedar_request(request) for request in requests], exported.policies, exported.entities
    )
    differing = sum(one != other for one, other in zip(ours, theirs, strict=True))
    with lasting():
        again = median_of(rounds, lambda: [decide(snapshot, request) for request in requests])
        plain, explained = (
            statistics.median(first_asked(world, requests, explained=told) for _ in range(rounds))
            for told in (False, True)
        )
    n, note = len(requests), "compared with each request first asked, as Cedar is asked"
    return [
        Figure(
            name="answers that differ from Cedar's",
            value=differing,
            unit="",
            at_most=0,
            note=f"{n:,} requests, {exported.count} policies",
        ),
        Figure(
            name="plain decisions, times as fast", value=n / plain / cedar, unit="x", at_least=100, note=note
        ),
        Figure(
            name="fully explained decisions, times as fast",
            value=n / explained / cedar,
            unit="x",
            at_least=100,
            note=note,
        ),
        Figure(
            name="fully explained decisions asked again, times as fast", value=n / again / cedar, unit="x"
        ),
        Figure(name="Cedar (`cedarpy`, batch call)", value=cedar, unit="/s"),
    ]


def _answers(requests: list[dict[str, str]], policies: str, entities: str) -> tuple[list[bool], float]:
    """Return Cedar's answers, and the median of its rates over a few portions of the requests."""
    policy_set = cedarpy.PolicySet.from_str(policies)
    parsed = cedarpy.Entities.from_json_str(entities)
    answers: list[bool] = []
    rates = []
    for start in range(PORTIONS):
        portion = requests[start::PORTIONS]
        found: list[cedarpy.AuthzResult] = []
        taken = seconds(lambda: found.extend(cedarpy.is_authorized_batch(portion, policy_set, parsed)))
        assert not any(one.diagnostics.errors for one in found)
        answers.extend(one.allowed for one in found)
        rates.append(len(portion) / taken)
    ordered = [place for start in range(PORTIONS) for place in range(start, len(requests), PORTIONS)]
    return [answer for _, answer in sorted(zip(ordered, answers, strict=True))], statistics.median(rates)


if __name__ == "__main__":
    tell(figures(Size()))
