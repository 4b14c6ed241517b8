"""The application on the reference catalog, and clients that speak to it without a socket."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.access.reach import Services
from catalog.app.making import make_app
from catalog.records.account import Role
from catalog.workspace.workspace import Workspace
from tests.offices import Bureau, bureau_of
from tests.web.people import signed_in_as
from tests.web.rooms import Room, served_room


@pytest.fixture(scope="session")
def app(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application that serves the reference catalog, with an empty workspace."""
    with Workspace(f"sqlite:///{tmp_path_factory.mktemp('web') / 'workspace.db'}") as workspace:
        made = make_app(root, office=bureau_of(workspace, None).office)
        made.config["TESTING"] = True
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of its own cookies, who has asked for nothing yet."""
    for limiter in app.extensions["limiter"]:
        limiter.reset()
    return app.test_client()


@pytest.fixture
def bureau(app: Flask) -> Bureau:
    """Return the office of the application, with its clock."""
    held: Services = app.extensions["p20w"]
    return bureau_of(held.workspace, held.catalog.now().snapshot, office=held.office)


@pytest.fixture
def as_role(app: Flask) -> Callable[[Role], FlaskClient]:
    """Return a maker of clients that are signed in with a role."""
    return lambda role: signed_in_as(app, role)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Return a hall that is served, on a day on which comments on its proposal are taken."""
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        yield served_room(tmp_path, workspace)
