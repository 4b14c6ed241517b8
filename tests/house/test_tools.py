"""The tools of ``make check`` find nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

READY = (".venv/.test", "node_modules/.ready")


@pytest.mark.slow
@pytest.mark.parametrize("target", ["lint", "types", "floors", "deps", "docs-check"])
def test_the_house_is_in_order(target: str, root: Path) -> None:
    ready = [f"--assume-old={stamp}" for stamp in READY]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", target, f"BIN={Path(sys.executable).parent}", *ready],
        cwd=root,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
