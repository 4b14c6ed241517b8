"""Ask for a subscription: a letter asks the address back. Nobody is told whether it is known already."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from catalog.errors import Conflict
from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Letter, LetterId, Subscription, SubscriptionId, Topic
from catalog.services.accounts.attempts import attempt
from catalog.services.forms import Faults
from catalog.services.mail.posting import post_one
from catalog.services.mail.writing import letter_of, said, web_address
from catalog.services.office import Office, hashed, new_id, new_token
from catalog.services.subscribing.ending import unsubscribe_address
from catalog.services.subscribing.topics import page_of, title_of
from catalog.services.words_typed import email_faults, email_of
from catalog.workspace.workspace import Work

CONFIRM: Final = "subscriptions/confirm"
"""The path under which a subscription is confirmed, before its token."""
_SOON: Final = timedelta(minutes=10)
"""How long after a letter the same question writes no other."""


def ask(office: Office, snapshot: Snapshot, email: str, *, topic: Topic, language: str) -> Faults | None:
    """Ask for a subscription. Whether the address is known or not, the answer is the same.

    A letter is sent at once where a mail server is named, else by the next ``p20w notify``. An address
    that is written to very often in vain is not written to for a while.
    """
    faults = email_faults("email", email)
    known = email_of(email)
    if known is None:
        return faults
    letter = (
        None
        if attempt(office, f"letters:{hashed(known)}")
        else _asked(office, snapshot, known, topic, language)
    )
    if letter is not None:
        post_one(office, letter)
    return None


def _asked(office: Office, snapshot: Snapshot, email: str, topic: Topic, language: str) -> LetterId | None:
    title = title_of(snapshot, topic) or topic.id
    try:
        with office.workspace.writing() as work:
            letter = _question(office, work, email, topic=topic, title=title, language=language)
            if letter is not None:
                work.letters.add(letter, key=letter.id)
    except Conflict:  # another asked for the same at the same moment, and has the letter
        return None
    return None if letter is None else letter.id


def _question(
    office: Office, work: Work, email: str, *, topic: Topic, title: str, language: str
) -> Letter | None:
    """Return the letter that answers a question, or none where one was written just now."""
    now, token = office.clock(), new_token()
    found = work.subscriptions.find(email, topic)
    if found is not None and found.confirmed_at is not None:
        return _already(office, found, title=title)
    if found is not None and now - found.asked_at < _SOON:
        return None
    if found is None:
        subscription = Subscription(
            id=SubscriptionId(new_id("sub")),
            email=email,
            topic=topic,
            language=language,
            asked_at=now,
            confirmed_at=None,
            through=0,
        )
        work.subscriptions.add(subscription, token=hashed(token))
    else:
        work.subscriptions.ask_again(found.id, token=hashed(token), language=language, at=now)
    return _please_confirm(office, email, token=token, title=title, language=language)


def _please_confirm(office: Office, email: str, *, token: str, title: str, language: str) -> Letter:
    asked = phrase("Somebody, hopefully you, asked to get news by e-mail on: {title}", title=title)
    link = web_address(office, f"{CONFIRM}/{token}", language)
    rest = phrase(
        "If it was not you, do nothing: nothing more is sent, and in a week your address is forgotten."
    )
    return letter_of(
        office,
        email,
        subject=said(phrase("Please confirm: news on {title}", title=title), language),
        paragraphs=[
            said(asked, language),
            said(phrase("If you want that, open this page and confirm it:"), language),
            link,
            said(rest, language),
        ],
    )


def _already(office: Office, found: Subscription, *, title: str) -> Letter:
    language, end = found.language, unsubscribe_address(office, found)
    return letter_of(
        office,
        found.email,
        subject=said(phrase("You get news on {title} already", title=title), language),
        paragraphs=[
            said(phrase("Somebody, hopefully you, asked for it again. Nothing changes."), language),
            web_address(office, page_of(found.topic), language),
            said(phrase("To end it:"), language),
            end,
        ],
        unsubscribe=end,
    )
