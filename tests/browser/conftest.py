"""The server and Debian's browser: one of each for all tests of a worker."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState

from catalog.records.account import Role
from tests.browser.people import AS, come_in, invited, new_address
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
VisitAs = Callable[[Role, Manner], AbstractContextManager[Reader]]


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


@pytest.fixture(scope="session")
def badges(browser: Browser, site: Site) -> Callable[[Role], StorageState]:
    """Return what a browser holds that is signed in with a role: each signs in once, in the forms."""

    @cache
    def badge(role: Role) -> StorageState:
        email = new_address(role)
        with visit(browser, site.address, Manner()) as reader:
            come_in(reader, invited(site, email, *AS[role]), email=email, name=f"{role.title()} of the tests")
            return reader.page.context.storage_state()

    return badge


@pytest.fixture
def visiting_as(browser: Browser, site: Site, badges: Callable[[Role], StorageState]) -> VisitAs:
    """Return what starts a visit of somebody who is signed in with a role, and must not sign out."""
    return lambda role, manner: visit(browser, site.address, manner, badge=badges(role))


@pytest.fixture(params=MANNERS)
def reader(request: pytest.FixtureRequest, visiting: Visit) -> Iterator[Reader]:
    """Return a reader: the same journey is made at a desk, without scripts, on a phone and in Spanish."""
    with visiting(MANNERS[request.param]) as reader:
        yield reader
