"""E-mail subscriptions to a body, a definition, an agreement or a proposal, and the letters they cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

SubscriptionId = NewType("SubscriptionId", str)
LetterId = NewType("LetterId", str)


class TopicKind(StrEnum):
    """What one can subscribe to."""

    BODY = "body"
    DEFINITION = "definition"
    AGREEMENT = "agreement"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Topic:
    """One thing that one can subscribe to."""

    kind: TopicKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An address that asked for news on a topic; nothing but the question is sent before it is confirmed.

    ``through`` is the number of the last piece of news that it was told, or that was known before.
    """

    id: SubscriptionId
    email: str
    topic: Topic
    language: str
    asked_at: datetime
    confirmed_at: datetime | None
    through: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A piece of news of the catalog. ``key`` names it for ever, ``number`` is its place in their order."""

    number: int
    key: str
    topics: tuple[Topic, ...]


class LetterState(StrEnum):
    """How far a letter is. One that was under way when its sender was killed is never sent again."""

    WAITING = "waiting"
    UNDER_WAY = "under-way"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to be sent. ``unsubscribe`` is the address that ends the subscription it is for."""

    id: LetterId
    to: str
    subject: str
    text: str
    unsubscribe: str | None
    made_at: datetime
    state: LetterState
    tried: int
    changed_at: datetime
