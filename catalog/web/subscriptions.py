"""News by e-mail: ask for it, confirm it, end it. A link that is only opened does nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to
from catalog.access.limits import SUBSCRIBING, limited
from catalog.access.reach import services
from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Role
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Topic
from catalog.services.forms import fault
from catalog.services.subscribing.asking import ask
from catalog.services.subscribing.confirming import confirm, subscription_to_confirm
from catalog.services.subscribing.ending import end, subscription_to_end
from catalog.services.subscribing.pages import (
    ask_page,
    asked_page,
    confirm_page,
    confirmed_page,
    end_page,
    ended_page,
)
from catalog.services.subscribing.topics import topic_of
from catalog.web.showing import language, link, show

subscriptions = Blueprint("subscriptions", __name__)


@subscriptions.get("/subscribe")
@open_to(Role.PUBLIC)
def ask_form() -> ResponseReturnValue:
    """Show the form that asks for news, on a topic where one is named."""
    named, snapshot = request.args.get("topic", ""), _snapshot()
    return show(ask_page(snapshot, _topic(snapshot, named) if named else None))


@subscriptions.post("/subscribe")
@open_to(Role.PUBLIC)
@limited(SUBSCRIBING)
def ask_typed() -> ResponseReturnValue:
    """Ask for news: a letter asks the address back."""
    snapshot, email = _snapshot(), request.form.get("email", "")
    try:
        topic = _topic(snapshot, request.form.get("topic", ""))
    except NotFound:
        faults = fault("topic", phrase("Choose what the news shall be on."))
        return show(ask_page(snapshot, None, email=email, faults=faults), 422)
    wrong = ask(services().office, snapshot, email, topic=topic, language=language())
    if wrong:
        return show(ask_page(snapshot, topic, email=email, faults=wrong), 422)
    return redirect(link("subscribe/asked.html"), code=303)


@subscriptions.get("/subscribe/asked")
@open_to(Role.PUBLIC)
def asked() -> ResponseReturnValue:
    """Say that a letter is under way."""
    return show(asked_page())


@subscriptions.get("/subscriptions/confirm/<token>")
@open_to(Role.PUBLIC)
def confirm_form(token: str) -> ResponseReturnValue:
    """Ask whether a subscription is wanted. Programs that open links confirm nothing."""
    return show(confirm_page(_snapshot(), subscription_to_confirm(services().office, token), token))


@subscriptions.post("/subscriptions/confirm/<token>")
@open_to(Role.PUBLIC)
@limited(SUBSCRIBING)
def confirmed(token: str) -> ResponseReturnValue:
    """Confirm a subscription."""
    snapshot = _snapshot()
    return show(confirmed_page(snapshot, confirm(services().office, snapshot, token)))


@subscriptions.get("/subscriptions/end/<token>")
@open_to(Role.PUBLIC)
def end_form(token: str) -> ResponseReturnValue:
    """Ask whether a subscription is to end."""
    return show(end_page(_snapshot(), subscription_to_end(services().office, token), token))


@subscriptions.post("/subscriptions/end/<token>")
@open_to(Role.PUBLIC)
def ended(token: str) -> ResponseReturnValue:
    """End a subscription, also for a mail program that does it in one click (RFC 8058)."""
    end(services().office, token)
    return show(ended_page())


def _snapshot() -> Snapshot:
    return services().catalog.now().snapshot


def _topic(snapshot: Snapshot, named: str) -> Topic:
    kind, _, id = named.partition(":")
    return topic_of(snapshot, kind, id)
