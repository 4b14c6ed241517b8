"""The pages of subscriptions: ask for news, confirm it, end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.interchange.pages import PAGE, Link, Page
from catalog.phrases import Phrase, phrase
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Subscription, Topic, TopicKind
from catalog.services.forms import Faults
from catalog.services.proposals import listed
from catalog.services.subscribing.topics import page_of, title_of

NO_FAULTS: Final = Faults(at={})


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChoice:
    """A topic as the form offers it."""

    topic: Topic
    title: str


def ask_page(snapshot: Snapshot, topic: Topic | None, *, email: str = "", faults: Faults = NO_FAULTS) -> Page:
    """Return the form that asks for news: on a topic, or on one that is chosen from those most asked for."""
    return _page(
        "ask",
        "subscribe",
        phrase("News by e-mail"),
        topic=None if topic is None else _link(snapshot, topic),
        chosen="" if topic is None else str(topic),
        choices=_choices(snapshot),
        email=email,
        faults=faults,
    )


def asked_page() -> Page:
    """Return the page that says what happens now: the same for every address."""
    return _page("asked", "subscribe/asked", phrase("Look into your mail"))


def confirm_page(snapshot: Snapshot, subscription: Subscription, token: str) -> Page:
    """Return the page that asks whether a subscription is wanted: opening it confirms nothing."""
    return _page(
        "confirm",
        f"subscriptions/confirm/{token}",
        phrase("Do you want this news?"),
        topic=_link(snapshot, subscription.topic),
        is_confirmed=subscription.confirmed_at is not None,
    )


def confirmed_page(snapshot: Snapshot, subscription: Subscription) -> Page:
    """Return the page that says that a subscription is confirmed."""
    topic = _link(snapshot, subscription.topic)
    return _page("confirmed", "subscribe", phrase("You will get the news"), topic=topic)


def end_page(snapshot: Snapshot, subscription: Subscription, token: str) -> Page:
    """Return the page that asks whether a subscription is to end: opening it ends nothing."""
    return _page(
        "end",
        f"subscriptions/end/{token}",
        phrase("Do you want no more news?"),
        topic=_link(snapshot, subscription.topic),
    )


def ended_page() -> Page:
    """Return the page that says that a subscription has ended."""
    return _page("ended", "subscribe", phrase("You get no more of this news"))


def _page(template: str, stem: str, title: Phrase, **shown: object) -> Page:
    return Page(
        template=f"subscriptions/{template}.html",
        address=f"{stem}{PAGE}",
        title=title,
        section="",
        shown=shown,
    )


def _link(snapshot: Snapshot, topic: Topic) -> Link:
    title = title_of(snapshot, topic)
    return Link(words=title or topic.id, address=None if title is None else f"{page_of(topic)}{PAGE}")


def _choices(snapshot: Snapshot) -> tuple[TopicChoice, ...]:
    """Return the bodies, and the proposals that wait for a decision."""
    topics = [Topic(kind=TopicKind.BODY, id=body) for body in sorted(snapshot.bodies)]
    waiting = [one.proposal.id for one in listed(snapshot) if one.is_open]
    topics += [Topic(kind=TopicKind.PROPOSAL, id=id) for id in waiting]
    return tuple(TopicChoice(topic=one, title=title_of(snapshot, one) or one.id) for one in topics)
