"""Public pages of policy questions, as they can be answered today."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to
from catalog.records.account import Role
from catalog.services.questions.pages import question_page, question_twin, questions_page, questions_twin
from catalog.access.reach import services
from catalog.web.showing import link, show

questions = Blueprint("questions", __name__)

_JSON = "application/json"


@questions.get("/questions")
@open_to(Role.PUBLIC)
def asked() -> ResponseReturnValue:
    """Show all policy questions, and what each still lacks."""
    reading = services().catalog.now()
    return show(questions_page(reading.shelves, on=reading.today))


@questions.get("/questions.json")
@open_to(Role.PUBLIC)
def asked_as_json() -> ResponseReturnValue:
    """Send all policy questions as JSON."""
    reading = services().catalog.now()
    return Response(questions_twin(reading.shelves, on=reading.today), content_type=_JSON)


@questions.get("/questions/<id>")
@open_to(Role.PUBLIC)
def question(id: str) -> ResponseReturnValue:
    """Show one policy question, element by element."""
    reading = services().catalog.now()
    return show(question_page(reading.shelves, id, on=reading.today))


@questions.get("/questions/<id>.html")
@open_to(Role.PUBLIC)
def question_by_file(id: str) -> ResponseReturnValue:
    """Lead from the name of the published file to the page."""
    return redirect(link(f"questions/{id}.html"), code=308)


@questions.get("/questions/<id>.json")
@open_to(Role.PUBLIC)
def question_as_json(id: str) -> ResponseReturnValue:
    """Send one policy question as JSON."""
    reading = services().catalog.now()
    return Response(question_twin(reading.shelves, id, on=reading.today), content_type=_JSON)
