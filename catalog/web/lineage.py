"""The lineage explorer: where data comes from and goes to, as pages, as pictures and for programs."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to
from catalog.access.reach import services
from catalog.records.account import Role
from catalog.services.lineage_map.map_page import drawing, explore
from catalog.services.lineage_map.overview_page import overview_page
from catalog.services.lineage_map.step_page import step_page
from catalog.web.showing import show
from catalog.web.twins import twin_asked, twinned

lineage = Blueprint("lineage", __name__)


@lineage.get("/lineage")
@open_to(Role.PUBLIC)
@twinned
def overview() -> ResponseReturnValue:
    """Let a reader choose where to start."""
    reading = services().catalog.now()
    return show(overview_page(reading.snapshot, request.args, today=reading.today))


@lineage.get("/lineage/<path:item>")
@open_to(Role.PUBLIC)
@twinned
def around(item: str) -> ResponseReturnValue:
    """Show what lies around an item."""
    reading = services().catalog.now()
    found = explore(reading.snapshot, item, request.args, today=reading.today)
    if twin_asked():
        found.sound()
    return show(found.page(reading.snapshot), found.status)


@lineage.get("/lineage/<path:item>.svg")
@open_to(Role.PUBLIC)
def picture(item: str) -> ResponseReturnValue:
    """Send the picture of what lies around an item."""
    reading = services().catalog.now()
    answer = show(drawing(reading.snapshot, item, request.args, today=reading.today))
    answer.content_type = "image/svg+xml"
    return answer


@lineage.get("/lineage-step")
@open_to(Role.PUBLIC)
@twinned
def step() -> ResponseReturnValue:
    """Show why one step is decided as it is."""
    reading = services().catalog.now()
    return show(step_page(reading.snapshot, request.args, today=reading.today))
