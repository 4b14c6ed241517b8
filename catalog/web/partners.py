"""Pages for partners: what may flow and why, their agreements, and what a change would do."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.limits import COMPUTING, limited
from catalog.access.reach import services
from catalog.records.account import Role
from catalog.records.ids import PartnerId
from catalog.services.partners.drafting import MOST_OF_A_DRAFT
from catalog.services.partners.flow_pages import (
    Answered,
    change_page,
    matrix_page,
    matrix_workbook,
    why_page,
)
from catalog.services.partners.own_pages import draft_page, partner_page
from catalog.web.showing import show
from catalog.web.twins import twinned

partners = Blueprint("partners", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRONG = 422


@partners.get("/flows")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@twinned
@limited(COMPUTING)
def flows() -> ResponseReturnValue:
    """Show what may flow, element by element."""
    reading = services().catalog.now()
    return _shown(matrix_page(reading.snapshot, request.args, own=_own(), today=reading.today))


@partners.get("/flows.xlsx")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@limited(COMPUTING)
def flows_as_workbook() -> ResponseReturnValue:
    """Send the whole matrix as a workbook; with a form that is wrong, the form."""
    reading = services().catalog.now()
    made = matrix_workbook(reading.snapshot, request.args, own=_own(), today=reading.today)
    return _workbook(made) if isinstance(made, bytes) else flows()


@partners.get("/flows/why")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@twinned
def why() -> ResponseReturnValue:
    """Lay open why one flow may happen or not."""
    reading = services().catalog.now()
    return _shown(why_page(reading.snapshot, request.args, own=_own(), today=reading.today))


@partners.get("/flows/change")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@twinned
@limited(COMPUTING)
def change() -> ResponseReturnValue:
    """Show the smallest change of a clause that would permit a flow."""
    reading = services().catalog.now()
    return _shown(change_page(reading.snapshot, request.args, own=_own(), today=reading.today))


@partners.get("/partner")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@twinned
@limited(COMPUTING)
def partner() -> ResponseReturnValue:
    """Show a partner's agreements, and what they ask of it."""
    reading = services().catalog.now()
    return _shown(partner_page(reading.snapshot, request.args, own=_own(), today=reading.today))


@partners.get("/partner/draft")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
def draft() -> ResponseReturnValue:
    """Show the form for a draft."""
    reading = services().catalog.now()
    return _shown(draft_page(reading.root, reading.snapshot, None, today=reading.today))


@partners.post("/partner/draft")
@open_to(Role.PARTNER, Role.CLERK, Role.ADMIN)
@limited(COMPUTING)
def weigh() -> ResponseReturnValue:
    """Say what a draft would change. Nothing is written."""
    reading = services().catalog.now()
    return _shown(draft_page(reading.root, reading.snapshot, _draft_text(), today=reading.today))


def _own() -> PartnerId | None:
    """Return the partner that the viewer speaks for, if it does for one."""
    who = viewer()
    return None if who is None else who.partner


def _shown(found: Answered) -> Response:
    told = replace(found.page, document=lambda: found.document)
    return show(told, _WRONG if found.faulty else None)


def _workbook(made: bytes) -> Response:
    answer = Response(made, content_type=_XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="what-may-flow.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _draft_text() -> bytes:
    """Return the draft: the file that was sent, or else what was pasted."""
    file = request.files.get("file")
    sent = b""
    if file is not None:
        with file.stream as stream:
            sent = stream.read(MOST_OF_A_DRAFT + 1)
    return sent or request.form.get("text", "").replace("\r\n", "\n").encode()
