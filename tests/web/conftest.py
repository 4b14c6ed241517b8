"""The application on the reference catalog, and a client that speaks to it without a socket."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.app.making import make_app


@pytest.fixture(scope="session")
def app(root: Path) -> Flask:
    """Return the application that serves the reference catalog."""
    made = make_app(root)
    made.config["TESTING"] = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of its own cookies."""
    return app.test_client()
