"""The locks hold what the project asks for, each with its hashes, and agree with each other."""

import re
import tomllib
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
ASKED = re.compile(r"^[A-Za-z0-9._-]+", re.MULTILINE)


def test_every_requirement_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = {_plain(found[0]) for line in project["dependencies"] if (found := ASKED.match(line))}
    assert run | _asked(root, "run") <= _pins(root, "run").keys()
    assert run | _asked(root, "run") | _asked(root, "test") <= _pins(root, "test").keys()


def test_what_runs_is_what_is_tested(root: Path) -> None:
    run, test = _pins(root, "run"), _pins(root, "test")
    assert {name: test.get(name) for name in run} == run


def test_every_pin_has_hashes(root: Path) -> None:
    for lock in (root / "requirements").glob("*.lock"):
        blocks = re.split(r"^(?=[A-Za-z])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert all("--hash=sha256:" in block for block in blocks if block.strip()), lock.name


def _asked(root: Path, name: str) -> set[str]:
    text = (root / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    return {_plain(found) for found in ASKED.findall(text)}


def _pins(root: Path, name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for package, version in PIN.findall((root / "requirements" / f"{name}.lock").read_text(encoding="utf-8")):
        pins.setdefault(_plain(package), set()).add(version)
    return pins


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
