"""The running application holds one reading, and no answer is from a catalog that changed long ago."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from catalog.services import current
from catalog.services.current import Current

EDITED = "definitions/use-cases.yaml"


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which the catalog is looked at."""
    clock = Clock()
    monkeypatch.setattr(current, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


@pytest.fixture
def served(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the reference catalog."""
    for part in ("definitions", "agreements", "lineage", "meetings"):
        shutil.copytree(root / part, tmp_path / part)
    return tmp_path


def change(root: Path) -> None:
    """Change the words of a policy question."""
    file = root / EDITED
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Early learning", "Earliest learning", 1), encoding="utf-8")


def test_after_a_quiet_time_the_first_answer_is_from_the_catalog_as_it_is(served: Path, clock: Clock) -> None:
    held = Current(served)
    before = held.now().snapshot.digest
    change(served)
    clock.now += 60
    assert held.now().snapshot.digest != before


def test_after_a_quiet_time_the_first_to_ask_learns_of_a_fault_and_of_its_end(
    served: Path, clock: Clock
) -> None:
    held, file = Current(served), served / EDITED
    sound, before = file.read_bytes(), held.now()
    file.write_text("no: [", encoding="utf-8")
    clock.now += 60
    assert held.now() is before
    assert held.fault is not None
    file.write_bytes(sound)
    clock.now += 60
    held.now()
    assert held.fault is None


def test_what_was_just_looked_at_is_believed(served: Path, clock: Clock) -> None:
    held = Current(served)
    before = held.now()
    change(served)
    clock.now += 0.5
    assert held.now() is before
