"""What a reader is told when something is wrong: one page, one clear sentence, what to do, and a search."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    RequestEntityTooLarge,
    ServiceUnavailable,
    TooManyRequests,
)

from catalog.access.asking import is_for_programs
from catalog.access.doors import needs_sign_in
from catalog.access.limits import seconds_to_wait
from catalog.errors import (
    BadInput,
    CatalogError,
    FaultyCatalog,
    NotACatalog,
    NotFound,
    WorkspaceUnavailable,
    WriteRefused,
)
from catalog.interchange.pages import Page
from catalog.phrases import Phrase, phrase
from catalog.web.showing import show
from catalog.web.unsent import unsent

STATUS: Final[dict[type[CatalogError], int]] = {
    NotFound: 404,
    BadInput: 422,
    WriteRefused: 409,
    FaultyCatalog: 503,
    NotACatalog: 503,
    WorkspaceUnavailable: 503,
}
_TITLES: Final = {
    400: phrase("This request cannot be read"),
    401: phrase("Sign in first"),
    403: phrase("This page is not open to you"),
    404: phrase("There is nothing at this address"),
    405: phrase("This address does not take that"),
    409: phrase("Somebody else changed this meanwhile"),
    410: phrase("What stood here was retired"),
    413: phrase("That is too large"),
    422: phrase("This cannot be taken as it is"),
    429: phrase("Too many requests; wait a little"),
    503: phrase("This is not to be had at the moment"),
}
_PASSED_ON: Final = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
_ENDED: Final = phrase("Your session has ended")
_TOO_OLD: Final = phrase("This form is too old to be taken")
_OURS: Final = phrase("Something is wrong on our side")


def catch(app: Flask, *, tell: Callable[[BaseException], str]) -> None:
    """Turn everything that goes wrong into an answer. Nothing of the inside is shown.

    ``tell`` writes a fault of ours to the log and returns its number there, which the reader is given.
    """

    def of_ours(fault: Exception) -> ResponseReturnValue:
        number = tell(fault)
        return failure(
            500,
            message=None,
            hint=phrase("whoever runs this catalog finds it in the log under {number}", number=number),
        )

    app.register_error_handler(CatalogError, _of_catalog)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, of_ours)


def status_of(error: CatalogError) -> int:
    """Return the status with which an error is answered."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def _of_catalog(error: CatalogError) -> ResponseReturnValue:
    return failure(status_of(error), message=error.told, hint=error.advice)


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if request.method == "POST" and isinstance(error, CSRFError | Forbidden) and needs_sign_in():
        return failure(403, title=_ENDED)
    title = _TOO_OLD if isinstance(error, CSRFError) else None
    answer = failure(error.code or 500, title=title, message=_said_of_fields(error))
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(seconds_to_wait())
    for name, value in error.get_headers():
        if name in _PASSED_ON:
            answer.headers[name] = value
    return answer


def _said_of_fields(error: HTTPException) -> str | None:
    """Return what is wrong with which field, where the API's schema says it, or what we said ourselves."""
    if isinstance(error, RequestEntityTooLarge | ServiceUnavailable):
        own = error.description != type(error).description
        return error.description if own else None
    places: dict[str, dict[str, list[str]]] = getattr(error, "data", {}).get("messages", {})
    told = [f"{name}: {' '.join(said)}" for fields in places.values() for name, said in fields.items()]
    return "; ".join(told) or None


def failure(
    status: int,
    *,
    title: Phrase | None = None,
    message: str | Phrase | None = None,
    hint: str | Phrase | None = None,
) -> Response:
    """Return the page, or for programs the problem details (RFC 9457), that says what is wrong.

    A form that was not taken stands on the page with what was typed, and the way on.
    """
    told = title or _TITLES.get(status, _OURS)
    if is_for_programs():
        return _problem(status, told, message=message, hint=hint)
    page = Page(
        template="failure.html",
        address="index.html",
        title=told,
        section="",
        shown={"status": status, "message": message, "hint": hint, "unsent": unsent()},
    )
    return show(page, status)


def _problem(
    status: int, title: Phrase, *, message: str | Phrase | None, hint: str | Phrase | None
) -> Response:
    told = {"title": title.words, "status": status, "detail": str(message or HTTPStatus(status).phrase)}
    answer = jsonify(told | ({"hint": str(hint)} if hint else {}))
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer
