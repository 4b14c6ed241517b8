"""Which decision settles a proposal: no amendment, no recommendation, and none that puts it off."""

from pathlib import Path

import pytest

from catalog.records.ids import ProposalId
from catalog.services.opening import open_snapshot
from catalog.services.proposals import listed_one


@pytest.mark.parametrize(
    "proposal,settled_by",
    [
        ("prop-2026-001", "c2c-gb/2026/0004"),
        ("prop-2026-002", "c2c-gb/2026/0005"),
        ("prop-2026-003", "c2c-gb/2026/0008"),
    ],
)
def test_a_proposal_is_settled_by_the_decision_on_the_whole_of_it(
    root: Path, proposal: str, settled_by: str
) -> None:
    found = listed_one(open_snapshot(root), ProposalId(proposal))
    assert found is not None
    assert found.settled_by is not None
    assert found.settled_by.id == settled_by
    assert not found.is_open
