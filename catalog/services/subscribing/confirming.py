"""Confirm a subscription by the token that only its address was sent."""

from __future__ import annotations

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Subscription
from catalog.services.office import Office, hashed
from catalog.services.subscribing.happenings import happenings


def subscription_to_confirm(office: Office, token: str) -> Subscription:
    """Return the subscription that a token confirms, or has confirmed. Raises ``NotFound``."""
    with office.workspace.reading() as work:
        found = work.subscriptions.by_token(hashed(token))
    if found is None:
        raise NotFound(
            phrase("this question has expired, or the address is not whole"),
            hint=phrase("ask for the news again"),
        )
    return found


def confirm(office: Office, snapshot: Snapshot, token: str) -> Subscription:
    """Confirm a subscription: it is told what happens from now on. Raises ``NotFound``."""
    found = subscription_to_confirm(office, token)
    with office.workspace.writing() as work:
        work.news.note([(one.key, one.topics) for one in happenings(snapshot)])
        work.subscriptions.confirm(found.id, at=office.clock(), through=work.news.newest())
        return work.subscriptions.by_id(found.id) or found
