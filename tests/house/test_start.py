"""A question at the terminal starts fast: nothing heavy is imported to answer it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"marshmallow", "networkx", "numpy", "rich", "yaml"}
ASK = "import sys; from catalog.cli.main import main; sys.exit(main())"


@pytest.mark.parametrize("number", range(1, 6))
def test_a_question_to_a_warm_catalog_imports_nothing_heavy(number: int, root: Path) -> None:
    question = _question(root / "Makefile", number)
    _imported(question, root)
    heavy = _imported(question, root) & HEAVY
    assert not heavy


def _question(makefile: Path, number: int) -> list[str]:
    """Read one of the questions that ``make run`` asks."""
    text = makefile.read_text(encoding="utf-8")
    (line,) = re.findall(rf"^QUESTION_{number} := (.+)$", text, flags=re.MULTILINE)
    return shlex.split(line)


def _imported(question: list[str], root: Path) -> set[str]:
    """List the modules that answering the question imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", ASK, "decide", *question],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    return set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, flags=re.MULTILINE))
