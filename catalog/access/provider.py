"""The provider of single sign-on, spoken to by Authlib: large, so brought in where one is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

_NAME: Final = "provider"
_SECONDS: Final = 5
FAULTS: Final = (
    AuthlibBaseError,
    JoseError,
    RequestException,
    ValueError,
    KeyError,
    RuntimeError,
    TypeError,
)
"""What Authlib and its libraries raise where a provider does not answer, or not as it should."""


def register(app: Flask, *, issuer: str, client: str, secret: str) -> None:
    """Let the application speak to a provider as a client that it knows."""
    OAuth(app).register(
        _NAME,
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )


def redirect_to_provider(back: str) -> Response:
    """Send a browser to the provider, which sends it ``back``. Raises one of ``FAULTS``."""
    answer: Response = _client().authorize_redirect(back)
    return answer


def claims() -> Mapping[str, Any]:
    """Return what the provider says of whoever it sent back. Raises one of ``FAULTS``."""
    said: Mapping[str, Any] = _client().authorize_access_token()["userinfo"]
    return said


def _client() -> Any:
    return current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)
