"""End a subscription: by the address that every letter has, without an account and in one step."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.subscription import Subscription, SubscriptionId
from catalog.services.mail.writing import web_address
from catalog.services.office import Office

END: Final = "subscriptions/end"
"""The path under which a subscription is ended, before its token."""
_BYTES: Final = 18


def unsubscribe_address(office: Office, subscription: Subscription) -> str:
    """Return the address that ends a subscription."""
    return web_address(office, f"{END}/{_token(office, subscription.id)}", subscription.language)


def subscription_to_end(office: Office, token: str) -> Subscription:
    """Return the subscription that a token would end. Raises ``NotFound`` where it ended already."""
    id = SubscriptionId(token.partition(".")[0])
    if token.isascii() and token.isprintable() and hmac.compare_digest(token, _token(office, id)):
        with office.workspace.reading() as work:
            found = work.subscriptions.by_id(id)
        if found is not None:
            return found
    raise NotFound(phrase("this subscription has ended already, or the address is not whole"))


def end(office: Office, token: str) -> None:
    """End a subscription and forget its address. Twice is the same as once. Raises ``NotFound``."""
    found = subscription_to_end(office, token)
    with office.workspace.writing() as work:
        work.subscriptions.remove(found.id)


def _token(office: Office, id: SubscriptionId) -> str:
    digest = hmac.digest(office.derived_key("unsubscribe"), id.encode(), "sha256")[:_BYTES]
    return f"{id}.{urlsafe_b64encode(digest).decode()}"
