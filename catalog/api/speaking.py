"""The API as a whole: its parts, and its description as OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from flask.typing import ResponseReturnValue, RouteCallable
from flask_smorest import Api

from catalog.access.doors import open_to
from catalog.api.flows import flows
from catalog.records.account import Role
from catalog.resources import installed_version

PARTS: Final = (flows,)
_DESCRIBING: Final = "api-docs."


def speak(app: Flask) -> None:
    """Give an application the API, and its description at ``/api/openapi.json``."""
    app.config.update(
        API_TITLE="P-20W catalog",
        API_VERSION=installed_version(),
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    for part in PARTS:
        part.PAGINATION_HEADER_NAME = None
        api.register_blueprint(part)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(_DESCRIBING):
            app.view_functions[endpoint] = _opened(view)


def _opened(view: Callable[..., Any]) -> RouteCallable:
    """Open a view of the library's, which is a method and cannot say so itself."""

    @open_to(Role.PUBLIC)
    def described(**given: Any) -> ResponseReturnValue:
        answer: ResponseReturnValue = view(**given)
        return answer

    return described
