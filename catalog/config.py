"""The settings, read once from the environment and frozen."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MOST_SECRET_BYTES: Final = 4096
"""How much of a file that holds a secret is read."""

_SMTP_PORT: Final = "25"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOnSettings:
    """The provider of single sign-on (OpenID Connect), as ``P20W_OIDC_*`` names it.

    ``second_factors`` are the values of ``amr`` or ``acr`` by which the provider says that it asked
    for a second factor.
    """

    issuer: str | None = None
    client: str | None = None
    secret: str | None = field(default=None, repr=False)
    secret_file: Path | None = None
    second_factors: frozenset[str] = frozenset({"mfa", "otp", "hwk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where letters are handed over (``P20W_SMTP_HOST`` and ``…_PORT``), and whom they come from."""

    host: str | None = None
    port: str = _SMTP_PORT
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says, as it says it: whoever uses a setting judges it.

    ``catalog`` is the folder that ``P20W_CATALOG`` names. ``cache`` is where parsed catalogs are
    kept between runs: ``P20W_CACHE``, else the user's cache folder, else nowhere. An empty
    ``P20W_CACHE`` switches it off. ``workspace`` is where accounts, comments and drafts are kept, and
    the secret key; ``database_url`` is their database where it is not a file there. ``base_url`` is
    how people reach the application, as its letters write it; ``trusted_proxy`` the address of the proxy
    before it, whose word on who asks is taken. ``releases`` is where it is kept what was let through, and
    ``keys`` where the keys of pseudonyms are: ``P20W_RELEASES`` and ``P20W_KEYS``, else folders of the
    workspace.
    """

    catalog: Path | None
    cache: Path | None
    workspace: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    trusted_proxy: str | None = None
    secret_key_file: Path | None = None
    base_url: str | None = None
    releases: Path | None = None
    keys: Path | None = None
    sign_on: SignOnSettings = field(default_factory=SignOnSettings)
    mail: MailSettings = field(default_factory=MailSettings)


def settings() -> Settings:
    """Read the settings from the environment of this process."""
    return Settings(
        catalog=_path("P20W_CATALOG"),
        cache=_cache_folder(),
        workspace=_workspace(),
        database_url=_text("P20W_DATABASE_URL"),
        trusted_proxy=_text("P20W_TRUSTED_PROXY"),
        secret_key_file=_path("P20W_SECRET_KEY_FILE"),
        base_url=_text("P20W_BASE_URL"),
        releases=_path("P20W_RELEASES") or _in_workspace("releases"),
        keys=_path("P20W_KEYS") or _in_workspace("keys"),
        sign_on=_sign_on(),
        mail=MailSettings(
            host=_text("P20W_SMTP_HOST"),
            port=_text("P20W_SMTP_PORT") or _SMTP_PORT,
            sender=_text("P20W_MAIL_FROM"),
        ),
    )


def _text(variable: str) -> str | None:
    return os.environ.get(variable) or None


def _path(variable: str) -> Path | None:
    named = os.environ.get(variable)
    return Path(named) if named else None


def _workspace() -> Path | None:
    return _path("P20W_WORKSPACE") or _users_folder("XDG_DATA_HOME", ".local/share")


def _in_workspace(name: str) -> Path | None:
    workspace = _workspace()
    return None if workspace is None else workspace / name


def _cache_folder() -> Path | None:
    named = os.environ.get("P20W_CACHE")
    if named is not None:
        return Path(named) if named else None
    return _users_folder("XDG_CACHE_HOME", ".cache")


def _users_folder(variable: str, below_home: str) -> Path | None:
    named = os.environ.get(variable)
    if named:
        return Path(named) / "p20w"
    home = os.environ.get("HOME")
    return Path(home) / below_home / "p20w" if home else None


def _sign_on() -> SignOnSettings:
    known = SignOnSettings(
        issuer=_text("P20W_OIDC_ISSUER"),
        client=_text("P20W_OIDC_CLIENT_ID"),
        secret=_text("P20W_OIDC_CLIENT_SECRET"),
        secret_file=_path("P20W_OIDC_CLIENT_SECRET_FILE"),
    )
    named = os.environ.get("P20W_OIDC_SECOND_FACTORS")
    if named is None:
        return known
    return SignOnSettings(
        issuer=known.issuer,
        client=known.client,
        secret=known.secret,
        secret_file=known.secret_file,
        second_factors=frozenset(named.split()),
    )
