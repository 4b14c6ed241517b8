"""Whatever a clerk types, in whatever order: the record stays one that a check has nothing against."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.sittings import Hall

SEATS = st.integers(1, 22)
RUNS = st.sampled_from(["1..21", "1..16", "1..11", "5..12", "20 21", "3"])
ITEMS = st.sampled_from(["7", "8", "9", "10"])
MOTIONS = st.sampled_from(["m1", "m2", "m3", "m4"])
CLASSES = st.sampled_from(
    ["adopt", "procedural", "continue", "reconsider", "finding", "minutes", "recommend"]
)
AGENDA = (
    "7 'Adopt group core 1.0.0' --class action --proposal prop-1",
    "8 'Something else' --class action",
    "9 'A report' --class information",
)


class Clerk(RuleBasedStateMachine):
    """A clerk who types commands at random in a meeting that is open."""

    @initialize(present=RUNS)
    def begin(self, present: str) -> None:
        """Open a meeting."""
        self.root = Path(tempfile.mkdtemp())
        self.hall = Hall(self.root).opened(present, *AGENDA)
        self.over = False

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(getattr(self, "root", "/nonexistent"), ignore_errors=True)

    def typed(self, line: str) -> None:
        """Type a command: it is carried out, or refused without a trace."""
        before = self.hall.contents()
        said = self.hall.clerk(line)
        assert said.exit_code in {0, 1}, (line, said)
        if said.exit_code == 1:
            assert said.refused, line
            assert self.hall.contents() == before, line
        elif line.startswith("adjourn"):
            self.over = True

    @rule(seats=RUNS, presence=st.sampled_from(["room", "remote", "left", "absent"]))
    def attend(self, seats: str, presence: str) -> None:
        """Members come and go."""
        self.typed(f"attend {presence} {seats}")

    @rule(seat=SEATS, item=ITEMS)
    def recuse(self, seat: int, item: str) -> None:
        """A member takes no part."""
        self.typed(f"recuse {seat} {item} --interest income --law 'Gov. Code 87105'")

    @rule(item=ITEMS, what=st.sampled_from(["--open", "--close", "--text Yes"]))
    def comment(self, item: str, what: str) -> None:
        """The public is heard."""
        self.typed(f"comment {item} {what}")

    @rule(item=ITEMS, seat=SEATS, cls=CLASSES)
    def move(self, item: str, seat: int, cls: str) -> None:
        """A member moves something."""
        self.typed(f"move {item} {seat} 'As moved' --class {cls}")

    @rule(item=st.sampled_from(["7", "8"]), cls=st.sampled_from(["adopt", "procedural", "reconsider"]))
    def move_in_earnest(self, item: str, cls: str) -> None:
        """A member moves what may well be in order."""
        self.typed(f"move {item} 5 'As moved' --class {cls}")

    @rule(motion=MOTIONS, seat=SEATS, file=st.sampled_from(["--file AMENDED", ""]))
    def amend(self, motion: str, seat: int, file: str) -> None:
        """A member moves to amend."""
        self.typed(f"amend {motion} {seat} 'Another title' {file}")

    @rule(motion=MOTIONS, seat=SEATS)
    def second(self, motion: str, seat: int) -> None:
        """A member seconds."""
        self.typed(f"second {motion} {seat}")

    @rule(motion=MOTIONS, seats=RUNS, method=st.sampled_from(["roll-call", "roll-call", "voice"]))
    def roll(self, motion: str, seats: str, method: str) -> None:
        """The roll is called."""
        aye = " ".join(f"--aye {one}" for one in seats.split())
        self.typed(f"roll {motion} {aye} --rest no --method {method}")

    @rule(motion=MOTIONS)
    def roll_in_earnest(self, motion: str) -> None:
        """The roll is called of everyone there."""
        self.typed(f"roll {motion} --rest aye")

    @rule(motion=MOTIONS, seat=SEATS)
    def withdraw(self, motion: str, seat: int) -> None:
        """A motion is withdrawn."""
        self.typed(f"withdraw {motion} {seat}")

    @rule(item=ITEMS)
    def continue_item(self, item: str) -> None:
        """An item is continued."""
        self.typed(f"continue {item} --to 2024-05-15")

    @rule(no_quorum=st.booleans())
    def adjourn(self, *, no_quorum: bool) -> None:
        """The meeting ends."""
        self.typed("adjourn --no-quorum" if no_quorum else "adjourn")

    @rule()
    def minutes(self) -> None:
        """The minutes are drafted."""
        self.typed("minutes")

    @invariant()
    def a_check_has_nothing_against_it(self) -> None:
        """Hold the record to a check of the whole catalog."""
        if hasattr(self, "hall"):
            assert self.hall.errors() == []
            assert len(self.hall.adopted()) <= 1
            if self.over:
                votes = [vote["id"] for vote in self.hall.document()["votes"]]
                assert len(self.hall.records()) >= len(votes)


Clerk.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestClerk = pytest.mark.slow(Clerk.TestCase)
