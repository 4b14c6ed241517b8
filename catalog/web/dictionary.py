"""The search of the dictionary: its page, what is suggested while one types, and whole answers as files."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to
from catalog.access.reach import services
from catalog.interchange.rendering import render
from catalog.records.account import Role
from catalog.services.dictionary.asking import asked_of
from catalog.services.dictionary.pages import opensearch_page, search_page, suggestions_page
from catalog.services.dictionary.tables import as_csv, as_xlsx
from catalog.web.showing import face, language, show
from catalog.web.twins import twinned

dictionary = Blueprint("dictionary", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ASKED_BY_SCRIPT = "HX-Request"
_XML = "application/opensearchdescription+xml"


@dictionary.get("/search")
@open_to(Role.PUBLIC)
@twinned
def search() -> ResponseReturnValue:
    """Show what the dictionary has by these words."""
    reading = services().catalog.now()
    found = services().search.search(reading, asked_of(request.args, language=language()))
    return show(search_page(found, catalog=reading.snapshot.digest))


@dictionary.get("/search.csv")
@open_to(Role.PUBLIC)
def search_csv() -> ResponseReturnValue:
    """Send the whole answer as CSV."""
    reading, held = services().catalog.now(), services().search
    found = held.everything(reading, asked_of(request.args, language=language()))
    return _file(as_csv(held.standings(reading), found), kind="text/csv; charset=utf-8", ending="csv")


@dictionary.get("/search.xlsx")
@open_to(Role.PUBLIC)
def search_xlsx() -> ResponseReturnValue:
    """Send the whole answer as a workbook."""
    reading, held = services().catalog.now(), services().search
    found = held.everything(reading, asked_of(request.args, language=language()))
    return _file(as_xlsx(held.standings(reading), found), kind=_XLSX, ending="xlsx")


@dictionary.get("/search/suggest")
@open_to(Role.PUBLIC)
@twinned
def suggest() -> ResponseReturnValue:
    """Show the names that fit what has been typed so far: as part of a page where a script asks for it."""
    typed = asked_of(request.args, language=language()).words
    found = services().search.suggest(services().catalog.now(), typed)
    whole = _ASKED_BY_SCRIPT not in request.headers
    answer = show(suggestions_page(typed, found, language=language(), whole=whole))
    answer.vary.add(_ASKED_BY_SCRIPT)
    return answer


@dictionary.get("/opensearch.xml")
@open_to(Role.PUBLIC)
def opensearch() -> ResponseReturnValue:
    """Tell browsers how to search here."""
    page = opensearch_page(here=services().office.address.rstrip("/"))
    return Response(render(page, face()), content_type=_XML)


def _file(made: bytes, *, kind: str, ending: str) -> Response:
    answer = Response(made, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="dictionary.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
