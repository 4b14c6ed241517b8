"""Feeds and calendars are read by the usual readers, and dated by the records alone."""

from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest
from icalendar import Calendar

from catalog.services.publishing.publishing import publish
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import DAY
from tests.services.publishing.sites import CANCELLED_DAY, files_in, full_catalog, published


def feeds(files: dict[str, bytes]) -> dict[str, feedparser.FeedParserDict]:
    """Read every feed."""
    return {a: feedparser.parse(BytesIO(data)) for a, data in files.items() if a.endswith(".atom")}


def events(data: bytes) -> list[Any]:
    """Read the events of a calendar."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


@pytest.mark.slow
def test_every_feed_is_well_formed(tmp_path: Path) -> None:
    read = feeds(published(tmp_path)[0])
    assert list(read) == ["feeds/decisions.atom", "feeds/decisions/gb.atom", "feeds/meetings.atom"]
    assert not [address for address, feed in read.items() if feed.bozo]
    assert [len(feed.entries) for feed in read.values()] == [3, 3, 2]
    names = [entry.id for feed in read.values() for entry in feed.entries]
    assert all(name.startswith("urn:uuid:") for name in names)


@pytest.mark.slow
def test_entries_are_dated_by_their_records_and_a_corrected_one_by_its_erratum(tmp_path: Path) -> None:
    read = feeds(published(tmp_path)[0])
    dates = {entry.updated for entry in read["feeds/decisions.atom"].entries}
    assert read["feeds/decisions.atom"].feed.updated == "2026-02-20T00:00:00-08:00"
    assert dates == {f"{day}T00:00:00-08:00" for day in ("2025-03-02", DAY, "2026-02-20")}
    assert {entry.updated for entry in read["feeds/meetings.atom"].entries} == {
        f"{DAY}T15:00:00-08:00",
        "2026-04-01T09:00:00-07:00",
    }


@pytest.mark.slow
def test_links_are_relative_or_where_the_site_will_be(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "one")
    publish(root, tmp_path / "two", site="https://example.org/catalog")
    one, two = (feeds(files_in(tmp_path / name))["feeds/decisions/gb.atom"] for name in ("one", "two"))
    assert one.entries[0].link == "../../decisions/gb/2026/0002.html"
    assert two.entries[0].link == "https://example.org/catalog/decisions/gb/2026/0002.html"
    assert [entry.id for entry in one.entries] == [entry.id for entry in two.entries]
    calendar = files_in(tmp_path / "two")["calendar/meetings.ics"]
    assert {str(e["URL"]) for e in events(calendar)} == {
        f"https://example.org/catalog/meetings/gb/{DAY}.html",
        f"https://example.org/catalog/meetings/gb/{CANCELLED_DAY}.html",
    }


@pytest.mark.slow
def test_calendars_have_one_event_a_public_meeting(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    for address in ("calendar/meetings.ics", "calendar/meetings/gb.ics"):
        held, cancelled = events(files[address])
        assert (held["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert held["DTSTART"].dt.isoformat() == f"{DAY}T18:00:00+00:00"
        assert held["DTSTAMP"].dt.isoformat() == f"{DAY}T23:00:00+00:00"
    assert "calendar/meetings/adv.ics" not in files


@pytest.mark.slow
@pytest.mark.parametrize("url", ["https://example.org/agenda", "javascript:alert(1)"])
def test_a_foreign_address_is_told_in_words_and_never_the_events_own(tmp_path: Path, url: str) -> None:
    root = full_catalog(tmp_path / "catalog")
    path = root / f"meetings/gb/{DAY}/meeting.yaml"
    meeting = read(path.read_bytes())
    meeting["notice"]["url"] = url
    path.write_bytes(yaml_of(meeting))
    publish(root, tmp_path / "site")
    held, _ = events(files_in(tmp_path / "site")["calendar/meetings.ics"])
    assert "URL" not in held
    assert (url in held["DESCRIPTION"]) == url.startswith("https:")
