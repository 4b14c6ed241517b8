"""Whatever is published has the same address here: pages, records, proofs, feeds, files of meetings."""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.security import safe_join

from catalog.access.doors import open_to
from catalog.access.reach import services
from catalog.interchange.pages import PAGE
from catalog.interchange.site import Planned
from catalog.interchange.twins import TWINS
from catalog.records.account import Role
from catalog.resources import templates_folder
from catalog.services.current import Reading
from catalog.web.showing import link, sent, show_kept

pages = Blueprint("pages", __name__)

_KINDS: Final = {
    "atom": "application/atom+xml",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "yaml": "application/yaml",
    "py": "text/plain; charset=utf-8",
    "tlog-proof": "text/plain; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STYLE: Final = (b"<style>", b"</style>")


@pages.get("/static/<path:name>")
@open_to(Role.PUBLIC)
def static(name: str) -> ResponseReturnValue:
    """Send a file of the look."""
    file = safe_join(str(templates_folder() / "static"), name)
    if file is None or not Path(file).is_file():
        raise NotFound
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    answer = sent(services().kept.get_or_make(file, Path(file).read_bytes), status=200, kind=kind)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@pages.get("/")
@pages.get("/<path:address>")
@open_to(Role.PUBLIC)
def published(address: str = "") -> ResponseReturnValue:
    """Show what is published at an address."""
    reading = services().catalog.now()
    file = _found(reading, address)
    if file.page and (file.address == address or file.moved_to):
        return redirect(link(file.moved_to or address), code=308)
    if not file.page:
        return _sent(file)
    return show_kept(file.page, key=(reading.snapshot.digest, reading.today, file.address))


def _found(reading: Reading, address: str) -> Planned:
    stem = address.rstrip("/")
    name, dot, twin = stem.rpartition(".")
    within = (f"{name}/index.{twin}",) if dot and twin in TWINS else ()
    for one in (address, f"{stem}{PAGE}", f"{stem}/index{PAGE}" if stem else f"index{PAGE}", *within):
        file = reading.at(one)
        if file is not None:
            return file
    doors = current_app.create_url_adapter(request)
    others = set() if doors is None else set(doors.allowed_methods()) - _READING
    if others:
        raise MethodNotAllowed(valid_methods=sorted(others))
    raise NotFound


def _sent(file: Planned) -> Response:
    """Send a file as it is published. A page that brings its own style may use that one and nothing else."""
    contents = file.make()
    ending = file.address.rpartition(".")[2]
    kind = _KINDS.get(ending) or mimetypes.guess_type(file.address)[0] or "text/plain; charset=utf-8"
    answer = Response(contents, content_type=kind)
    answer.set_etag(file.sha256 or sha256(contents).hexdigest())
    answer.headers["Cache-Control"] = "public, max-age=60"
    if file.address.endswith(PAGE) and _STYLE[0] in contents:
        style = contents.partition(_STYLE[0])[2].partition(_STYLE[1])[0]
        hashed = b64encode(sha256(style).digest()).decode()
        answer.headers["Content-Security-Policy"] = f"default-src 'none'; style-src 'sha256-{hashed}'"
    answer.make_conditional(request)
    return answer
