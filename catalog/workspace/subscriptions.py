"""Subscriptions by e-mail, and the news of the catalog in the order in which they were first seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.errors import Conflict
from catalog.phrases import phrase
from catalog.records.subscription import News, Subscription, SubscriptionId, Topic, TopicKind
from catalog.workspace.database import lock
from catalog.workspace.tables import NEWS, SUBSCRIPTIONS

_LOCK: Final = 20_04
_AT_A_TIME: Final = 500


class Subscriptions:
    """The subscriptions, within one transaction. ``token`` is always the hash of one."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, subscription: Subscription, *, token: str) -> None:
        """Add a subscription that is not confirmed. Raises ``Conflict`` where it is there already."""
        row = insert(SUBSCRIPTIONS).values(
            id=subscription.id,
            email=subscription.email,
            kind=subscription.topic.kind,
            topic=subscription.topic.id,
            language=subscription.language,
            token=token,
            asked_at=subscription.asked_at,
            confirmed_at=None,
            through=subscription.through,
        )
        try:
            with self._on.begin_nested():
                self._on.execute(row)
        except IntegrityError as error:
            raise Conflict(phrase("somebody else asked for the same at the same moment")) from error

    def find(self, email: str, topic: Topic) -> Subscription | None:
        """Return an address's subscription to a topic, confirmed or not."""
        theirs = (
            (SUBSCRIPTIONS.c.email == email)
            & (SUBSCRIPTIONS.c.kind == topic.kind)
            & (SUBSCRIPTIONS.c.topic == topic.id)
        )
        row = self._on.execute(select(SUBSCRIPTIONS).where(theirs)).one_or_none()
        return None if row is None else _subscription(row)

    def by_id(self, subscription: SubscriptionId) -> Subscription | None:
        """Return a subscription."""
        row = self._on.execute(select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == subscription)).one_or_none()
        return None if row is None else _subscription(row)

    def by_token(self, token: str) -> Subscription | None:
        """Return the subscription that a token confirms."""
        row = self._on.execute(select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.token == token)).one_or_none()
        return None if row is None else _subscription(row)

    def ask_again(self, subscription: SubscriptionId, *, token: str, language: str, at: datetime) -> None:
        """Give a subscription that is not confirmed a new token; the old one ends."""
        values = {"token": token, "language": language, "asked_at": at}
        waiting = (SUBSCRIPTIONS.c.id == subscription) & SUBSCRIPTIONS.c.confirmed_at.is_(None)
        self._on.execute(update(SUBSCRIPTIONS).where(waiting).values(values))

    def confirm(self, subscription: SubscriptionId, *, at: datetime, through: int) -> None:
        """Confirm a subscription: it is told what comes after ``through``. Twice is the same as once."""
        values = {"confirmed_at": at, "through": through}
        waiting = (SUBSCRIPTIONS.c.id == subscription) & SUBSCRIPTIONS.c.confirmed_at.is_(None)
        self._on.execute(update(SUBSCRIPTIONS).where(waiting).values(values))

    def remove(self, subscription: SubscriptionId) -> bool:
        """Remove a subscription and its address; say whether it was there."""
        done = self._on.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == subscription))
        return done.rowcount == 1

    def behind(self, number: int) -> tuple[Subscription, ...]:
        """Return confirmed subscriptions that were not yet told of the news of that number."""
        asked = select(SUBSCRIPTIONS).where(
            SUBSCRIPTIONS.c.confirmed_at.is_not(None), SUBSCRIPTIONS.c.through < number
        )
        rows = self._on.execute(asked.order_by(SUBSCRIPTIONS.c.id).limit(_AT_A_TIME))
        return tuple(_subscription(row) for row in rows)

    def advance(self, subscription: Subscription, *, through: int) -> bool:
        """Note what a subscription was told; say whether nobody else did in the meantime."""
        as_read = (SUBSCRIPTIONS.c.id == subscription.id) & (SUBSCRIPTIONS.c.through == subscription.through)
        done = self._on.execute(update(SUBSCRIPTIONS).where(as_read).values(through=through))
        return done.rowcount == 1

    def forget(self, *, before: datetime) -> None:
        """Remove subscriptions that nobody confirmed."""
        stale = SUBSCRIPTIONS.c.confirmed_at.is_(None) & (SUBSCRIPTIONS.c.asked_at < before)
        self._on.execute(delete(SUBSCRIPTIONS).where(stale))


class NewsBook:
    """The news, each written down once."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def newest(self) -> int:
        """Return the number of the last piece of news; 0 before the first."""
        return int(self._on.execute(select(func.coalesce(func.max(NEWS.c.number), 0))).scalar_one())

    def note(self, found: Sequence[tuple[str, Iterable[Topic]]]) -> int:
        """Write down the news that are not there yet, in this order; return how many those are."""
        lock(self._on, _LOCK)
        known = set(self._on.execute(select(NEWS.c.key)).scalars())
        number = self.newest()
        rows = [
            {"number": number + step, "key": key, "topics": " ".join(sorted(map(str, topics)))}
            for step, (key, topics) in enumerate((one for one in found if one[0] not in known), start=1)
        ]
        if rows:
            self._on.execute(insert(NEWS), rows)
        return len(rows)

    def after(self, number: int) -> tuple[News, ...]:
        """Return the news after a number, in order."""
        rows = self._on.execute(select(NEWS).where(NEWS.c.number > number).order_by(NEWS.c.number))
        return tuple(News(number=row.number, key=row.key, topics=_topics(row.topics)) for row in rows)


def _topics(kept: str) -> tuple[Topic, ...]:
    pairs = (word.partition(":") for word in kept.split())
    return tuple(Topic(kind=TopicKind(kind), id=id) for kind, _, id in pairs)


def _subscription(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        id=SubscriptionId(row.id),
        email=row.email,
        topic=Topic(kind=TopicKind(row.kind), id=row.topic),
        language=row.language,
        asked_at=row.asked_at,
        confirmed_at=row.confirmed_at,
        through=row.through,
    )
