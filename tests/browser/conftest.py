"""The server and Debian's browser: one of each for all tests of a worker."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.reader import MANNERS, Manner, Reader, visit
from tests.browser.sites import Site, opened

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Visit = Callable[[Manner], AbstractContextManager[Reader]]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's browser: playwright's own is not downloaded."""
    named = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not named or not Path(named).is_file():
        pytest.fail("there is no Chromium: `apt install chromium`, or name one in CHROME_PATH", pytrace=False)
    return {**browser_type_launch_args, "executable_path": named, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the running server."""
    with opened(root, tmp_path_factory.mktemp("site")) as site:
        yield site
        assert not site.faults()


@pytest.fixture
def visiting(browser: Browser, site: Site) -> Visit:
    """Return what starts a visit of somebody who is not signed in."""
    return partial(visit, browser, site.address)


@pytest.fixture(params=MANNERS)
def reader(request: pytest.FixtureRequest, visiting: Visit) -> Iterator[Reader]:
    """Return a reader: the same journey is made at a desk, without scripts, on a phone and in Spanish."""
    with visiting(MANNERS[request.param]) as reader:
        yield reader
