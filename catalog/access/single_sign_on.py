"""Single sign-on: OpenID Connect by code flow, with PKCE and a nonce, by Authlib.

A provider says who somebody is and nothing more: what an account may do stands in the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, current_app, session
from werkzeug.wrappers import Response

from catalog.config import MOST_SECRET_BYTES, SignOnSettings
from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.services.accounts.signing_in import Vouched
from catalog.services.office import Office

RETURN: Final = "/account/provider/return"
"""Where the provider sends people back to."""

_FACTORS: Final = "P20W_SIGN_ON_FACTORS"
_BACK: Final = "P20W_SIGN_ON_BACK"
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def provide(app: Flask, office: Office, named: SignOnSettings) -> None:
    """Let people sign in by the provider that the settings name, if they name one. Raises ``BadInput``."""
    if named.issuer is None:
        return
    issuer = urlsplit(named.issuer)
    if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname in _LOCAL):
        raise BadInput(f"P20W_OIDC_ISSUER `{named.issuer}` is no https address")
    secret = _secret(named)
    if not named.client or not secret:
        hint = "set P20W_OIDC_CLIENT_ID, and P20W_OIDC_CLIENT_SECRET or P20W_OIDC_CLIENT_SECRET_FILE"
        raise BadInput("P20W_OIDC_ISSUER is set without a client and its secret", hint=hint)
    _provider().register(app, issuer=named.issuer, client=named.client, secret=secret)
    app.config[_FACTORS] = named.second_factors
    app.config[_BACK] = f"{office.address}{RETURN}"


def is_provided() -> bool:
    """Say whether there is a provider."""
    return _BACK in current_app.config


def to_provider() -> Response:
    """Send a browser to the provider. Raises ``BadInput`` where that is not to be reached."""
    session.clear()
    provider = _provider()
    try:
        answer: Response = provider.redirect_to_provider(current_app.config[_BACK])
    except provider.FAULTS as error:
        raise _failed() from error
    return answer


def from_provider() -> Vouched:
    """Return what the provider says of whoever it sent back. Raises ``BadInput`` where it does not vouch."""
    provider = _provider()
    try:
        claims = provider.claims()
        return Vouched(
            email=str(claims["email"]),
            email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name") or ""),
            second_factor=_second_factor(claims),
        )
    except provider.FAULTS as error:
        raise _failed() from error


def _second_factor(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider says that it asked for a second factor (RFC 8176)."""
    methods = claims.get("amr")
    said = {str(one) for one in methods} if isinstance(methods, list) else set()
    return not current_app.config[_FACTORS].isdisjoint(said | {str(claims.get("acr"))})


def _provider() -> ModuleType:
    from catalog.access import provider  # noqa: PLC0415  # large libraries, where a provider is named

    return provider


def _secret(named: SignOnSettings) -> str | None:
    """Return the client's secret, from the file that is named or from the environment."""
    if named.secret_file is None:
        return named.secret
    try:
        with named.secret_file.open("rb") as stream:
            return stream.read(MOST_SECRET_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("the file that P20W_OIDC_CLIENT_SECRET_FILE names cannot be read") from error


def _failed() -> BadInput:
    told = phrase("the sign-on provider did not vouch for you, or is not to be reached")
    return BadInput(told, hint=phrase("try again, or sign in with your password"))
