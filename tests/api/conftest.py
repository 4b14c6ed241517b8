"""The application and its client, as for the pages."""

from tests.web.conftest import app, client

__all__ = ["app", "client"]
