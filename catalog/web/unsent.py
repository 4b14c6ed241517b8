"""A form that was not taken and has no page to go back to: what was typed is shown, with the way on.

Nothing of it is kept on the server, and nothing is sent again before somebody says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from catalog.access.asking import asked_address, is_ours, origin
from catalog.access.doors import has_entered, is_open, needs_sign_in, to_sign_in

SECRET: Final = frozenset({"again", "code", "current", "password", "sealed"})
"""The fields that are shown to nobody, not even to whoever typed them."""
_UNSEEN: Final = frozenset({"form", "known", "next", "revision", "seen"})
"""The fields by which a form is known again; nobody typed them."""
_ANYTHING: Final = "pages.published"
_SPANISH: Final = "/es"

Sending = Literal["now", "after sign-in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, as it came. ``is_seen`` says whether somebody typed or chose what it says."""

    name: str
    value: str
    is_seen: bool

    @property
    def rows(self) -> int:
        """How many lines show it; one for a line."""
        return min(12, max(self.value.count("\n") + 1, 1 + len(self.value) // 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The files that came in one field. A browser sends none again unless they are chosen anew."""

    field: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A form that was not taken. ``send`` says when it may be sent again, if it may be at all.

    ``sign_in`` leads to the sign-in and from there to ``page``, where the form stands.
    """

    fields: tuple[Field, ...]
    files: tuple[File, ...]
    address: str
    page: str | None
    send: Sending | None
    sign_in: str | None

    @property
    def is_seen(self) -> bool:
        """Say whether there is anything to look through."""
        return bool(self.files) or any(one.is_seen for one in self.fields)


def unsent() -> Unsent | None:
    """Return the form of this request; nothing where there is none, or another site sent it."""
    if request.method != "POST" or origin() == "elsewhere":
        return None
    try:
        fields = tuple(_fields())
        files = tuple(_files())
    except RequestEntityTooLarge:
        return None
    page = _page()
    return Unsent(
        fields=fields,
        files=files,
        address=request.script_root + asked_address(),
        page=page,
        send=None if SECRET & request.form.keys() else _sending(),
        sign_in=to_sign_in(page or "/") if needs_sign_in() else None,
    )


def _fields() -> list[Field]:
    token = current_app.config["WTF_CSRF_FIELD_NAME"]
    return [
        Field(name=name, value=value, is_seen=name not in _UNSEEN and bool(value.strip()))
        for name, value in request.form.items(multi=True)
        if name != token and name not in SECRET
    ]


def _files() -> list[File]:
    found = []
    for name, files in request.files.lists():
        names = tuple(one.filename for one in files if one.filename)
        if names:
            found.append(File(field=name, names=names))
    return found


def _sending() -> Sending | None:
    """Return when the form may be sent again: where nothing was done with it, and a page of ours sent it."""
    if has_entered() or request.endpoint is None or origin() != "here":
        return None
    return "after sign-in" if needs_sign_in() else "now" if is_open() else None


def _page() -> str | None:
    """Return where the form stands: the page that sent it, or the next one above its address."""
    came = request.headers.get("Referer")
    if came is not None and is_ours(came):
        parts = urlsplit(came)
        if _is_page(parts.path):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    address = urlsplit(asked_address()).path
    while address.strip("/"):
        if _is_page(address):
            return address
        address = address.rpartition("/")[0]
    return None


def _is_page(address: str) -> bool:
    """Say whether an address is opened, and not only sent to."""
    doors = current_app.create_url_adapter(request)
    path = address.removeprefix(_SPANISH) if address.startswith(f"{_SPANISH}/") else address
    if doors is None:
        return False
    try:
        endpoint, _ = doors.match(path, method="GET")
    except HTTPException:
        return False
    return endpoint != _ANYTHING or "POST" not in doors.allowed_methods(path)
