"""Feeds parse, and know an entry again wherever they are served."""

from dataclasses import replace
from datetime import datetime

import feedparser  # type: ignore[import-untyped]  # it ships no types

from catalog.interchange.atom import Entry, Feed, atom, permanent_urn

MOMENT = datetime.fromisoformat("2026-02-19T00:00:00-08:00")
ENTRY = Entry(
    name="decision:gb/2026/0001",
    title="Adopt <core> & more",
    link="../decisions/gb/2026/0001.html",
    published=MOMENT,
    updated=MOMENT,
    author="Board",
    summary="Se adopta.",
    language="es",
    term="adopted",
)
FEED = Feed(
    name="feed:decisions:all",
    title="All decisions",
    subtitle="All",
    own_link="../feeds/decisions.atom",
    page_link="../decisions.html",
    entries=[ENTRY, replace(ENTRY, name="decision:gb/2026/0002", updated=MOMENT.replace(day=21))],
)


def test_a_feed_is_well_formed_and_says_what_it_was_given() -> None:
    read = feedparser.parse(atom(FEED))
    assert not read.bozo
    assert read.version == "atom10"
    entry = read.entries[0]
    assert (entry.title, entry.summary) == ("Adopt <core> & more", "Se adopta.")
    assert entry.summary_detail.language == "es"
    assert entry.author == "Board"


def test_a_feed_is_dated_by_its_newest_entry() -> None:
    assert feedparser.parse(atom(FEED)).feed.updated == "2026-02-21T00:00:00-08:00"


def test_a_name_is_permanent() -> None:
    assert permanent_urn("decision:gb/2026/0001") == "urn:uuid:3a65cd9f-6df9-58f9-a7ff-02386c4e5484"
