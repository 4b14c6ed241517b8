"""Tell subscribers what happened: each piece of news is written to each of them once, whenever this stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.phrases import phrase
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Letter, News, Subscription
from catalog.services.mail.posting import Posted, post_all
from catalog.services.mail.writing import letter_of, said, web_address
from catalog.services.office import Office
from catalog.services.subscribing.ending import unsubscribe_address
from catalog.services.subscribing.happenings import Happening, happenings
from catalog.services.subscribing.topics import title_of

MOST_IN_LETTER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """What a run did: news that were new, letters that were written, and what came of those that waited."""

    news: int
    letters: int
    posted: Posted


def notify(office: Office, snapshot: Snapshot) -> Notified:
    """Note what is new, write to whom it concerns, and send what waits.

    A subscriber's place in the news and the letter about them are kept in one step: a run that is
    killed leaves each letter written or not, and the next run goes on from there.
    """
    known = {one.key: one for one in happenings(snapshot)}
    with office.workspace.writing() as work:
        new = work.news.note([(one.key, one.topics) for one in known.values()])
        newest = work.news.newest()
    letters = 0
    while True:
        with office.workspace.reading() as work:
            behind = work.subscriptions.behind(newest)
        if not behind:
            break
        letters += sum(_write(office, snapshot, one, newest=newest, known=known) for one in behind)
    office.workspace.forget(at=office.clock())
    return Notified(news=new, letters=letters, posted=post_all(office))


def _write(
    office: Office, snapshot: Snapshot, one: Subscription, *, newest: int, known: Mapping[str, Happening]
) -> bool:
    """Write to one subscriber what is news to them, and note that it was; say whether there was any."""
    with office.workspace.writing() as work:
        if not work.subscriptions.advance(one, through=newest):
            return False  # another wrote, or they ended it
        due = [
            known[news.key]
            for news in work.news.after(one.through)
            if one.topic in news.topics and _is_known(news, known)
        ]
        if not due:
            return False
        letter = _letter(office, snapshot, one, due=due)
        return work.letters.add(letter, key=f"news:{one.id}:{newest}")


def _is_known(news: News, known: Mapping[str, Happening]) -> bool:
    return news.key in known


def _letter(office: Office, snapshot: Snapshot, one: Subscription, *, due: Sequence[Happening]) -> Letter:
    title = title_of(snapshot, one.topic) or one.topic.id
    shown = [
        f"{said(each.says, one.language)}\n{web_address(office, each.page, one.language)}" for each in due
    ]
    end = unsubscribe_address(office, one)
    more = phrase("And {count} more; the site has all of them.", count=len(due) - MOST_IN_LETTER)
    return letter_of(
        office,
        one.email,
        subject=said(phrase("News on {title}", title=title), one.language),
        paragraphs=[
            *shown[:MOST_IN_LETTER],
            *([said(more, one.language)] if len(due) > MOST_IN_LETTER else []),
            said(phrase("You get this because you asked for it. To end it:"), one.language) + f"\n{end}",
        ],
        unsubscribe=end,
    )
