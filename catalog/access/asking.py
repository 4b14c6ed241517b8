"""How a request was asked: by a program or a person, from where, and at which address."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import urlsplit

from flask import request

from catalog.access.reach import services, spoken

_FOR_PROGRAMS: Final = frozenset({".csv", ".json", ".xlsx", ".yaml"})
_OWN: Final = "same-origin"

Origin = Literal["here", "elsewhere", "unknown"]


def is_for_programs() -> bool:
    """Say whether the answer is for a program: by its address, or by what is accepted."""
    asked = request.accept_mimetypes.best_match(["text/html", "application/json"])
    is_file = PurePosixPath(request.path).suffix in _FOR_PROGRAMS
    return is_file or request.path.startswith("/api/") or asked == "application/json"


def asked_address() -> str:
    """Return the address that was asked, with its language and its question."""
    language = "" if spoken() == "en" else f"/{spoken()}"
    return language + request.full_path.rstrip("?")


def origin() -> Origin:
    """Return where a form was sent from, as far as the browser says: no page elsewhere passes for ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return "here" if site == _OWN else "elsewhere"
    said = request.headers.get("Origin") or request.headers.get("Referer")
    if said is None:
        return "unknown"
    return "here" if is_ours(said) else "elsewhere"


def is_ours(address: str) -> bool:
    """Say whether a whole address is one of this application."""
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return False
    return host in {request.host, urlsplit(services().office.address).netloc}
