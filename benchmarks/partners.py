"""How long partners' questions take: the matrix of a large provider, the smallest change of a clause."""

from statistics import median

from benchmarks.measuring import Figure, lasting, median_of, seconds, tell
from benchmarks.worlds import AS_KNOWN, HUB, Size, World
from catalog.records.ids import PartnerId
from catalog.records.snapshot import Snapshot
from catalog.services.partners.asking import read_question
from catalog.services.partners.matrix import matrix, read_matrix, supplied_by
from catalog.services.partners.overview import overview
from catalog.services.partners.smallest_change import smallest_changes

ASKED = {"recipient": HUB, "purpose": "evaluation", "zone": f"{HUB}.analytics", "on": "2026-12-15"}
LARGE = Size(partners=6, elements=5_000, agreements=60, requests=10)


def figures(size: Size = LARGE, rounds: int = 3) -> list[Figure]:
    """Ask as a steward does, once on a catalog that was just read, and again."""
    snapshot = World(size).snapshot()
    provider = max(snapshot.partners, key=lambda partner: len(supplied_by(snapshot, partner)))
    asked, faults = read_matrix(snapshot, {"provider": provider, **ASKED}, own=None, today=AS_KNOWN)
    assert not faults
    sources = supplied_by(snapshot, provider)
    what = f"{len(sources):,} elements in 4 forms"
    with lasting():
        first = seconds(lambda: matrix(snapshot, asked))
        again = median_of(rounds, lambda: matrix(snapshot, asked))
        whole = median_of(rounds, lambda: matrix(snapshot, asked, whole=True))
        view = median_of(rounds, lambda: overview(snapshot, HUB, on=AS_KNOWN, as_known=AS_KNOWN))
        changes = _changes(snapshot, provider, sources=sources[:: max(1, len(sources) // (4 * rounds))])
    return [
        Figure(name=f"the matrix of {what}, first asked", value=first, unit="s", at_most=2),
        Figure(name=f"the matrix of {what}, asked again", value=again, unit="s", note="one page of rows"),
        Figure(name=f"the matrix of {what}, every row with reasons", value=whole, unit="s"),
        Figure(
            name=f"all {size.agreements} agreements of the hub, with duties and coverage",
            value=view,
            unit="s",
        ),
        Figure(
            name="the smallest change for a refused flow",
            value=changes,
            unit="s",
            note="each tried and decided",
        ),
    ]


def _changes(snapshot: Snapshot, provider: PartnerId, *, sources: list[str]) -> float:
    """Return the median time of finding the smallest change for flows that are refused as asked."""
    given = {"provider": provider, **ASKED, "purpose": "research.study", "zone": f"{HUB}.linkage"}
    question, _ = read_question(snapshot, given, own=None, today=AS_KNOWN)
    taken, found = [], 0
    for source in sources:
        request = question.request(source)
        answers = []
        time = seconds(lambda: answers.append(smallest_changes(snapshot, request, decided_on=AS_KNOWN)))
        if answers[0].changes:
            found += 1
            taken.append(time)
    return median(taken) if found else 0.0


if __name__ == "__main__":
    tell(figures())
