"""Where records are published, and where each stands in the log."""

from __future__ import annotations

from urllib.parse import quote

from catalog.interchange.pages import Link, Standing
from catalog.records.element import Provenance
from catalog.records.meetings import Body
from catalog.services.publishing.state import State

FOLDERS = {
    "body": "bodies",
    "meeting": "meetings",
    "proposal": "proposals",
    "decision": "decisions",
    "erratum": "decisions",
}
"""The folder in which records of each kind are published. No address has a title in it."""
TEXT_FOLDERS = {"element": "definitions", "value-domain": "value-domains", "group": "groups"}
"""The folder in which the texts of the dictionary are published, by kind."""
MEETINGS_FEED = "feeds/meetings.atom"
_OWN = "-consequences.html"
_RUN = (
    ".hta", ".htm", ".html", ".js", ".mht", ".mhtml", ".mjs", ".shtml", ".svg", ".svgz", ".xht", ".xhtml",
    ".xml", ".xsl", ".xslt",
)  # fmt: skip


def stem_of(kind: str, id: str) -> str:
    """Return the address of a record without its ending."""
    return f"{FOLDERS[kind]}/{id}"


def root_of(address: str) -> str:
    """Return the way from a page to the top of the site.

    >>> root_of("decisions/gb/2026/0001.html")
    '../../../'
    """
    return "../" * address.count("/")


def link_to(kind: str, id: str, words: str | None = None) -> Link:
    """Return a link to the page of a record."""
    return Link(words=words or id, address=f"{stem_of(kind, id)}.html")


def material_address(meeting: str, file: str) -> str:
    """Return where a file that was handed out is published: one that a browser would run, as text.

    The packets that an agenda brings along are our own, and stay pages.

    >>> material_address("gb/2026-02-18", "map.SVG")
    'meetings/gb/2026-02-18/materials/map.SVG.txt'
    """
    is_run = file.lower().endswith(_RUN) and not file.endswith(_OWN)
    return f"{stem_of('meeting', meeting)}/materials/{file}{'.txt' if is_run else ''}"


def notice_stem(meeting: str, revision: int) -> str:
    """Return where the leaf of a notice is published, without its ending."""
    return f"{stem_of('meeting', meeting)}/notice-{revision}"


def packet_stem(proposal: str) -> str:
    """Return where the packet of a proposal that waits for an agenda is published, without its ending."""
    return f"packets/{proposal}"


def decisions_feed_address(body: Body | None) -> str:
    """Return the address of the feed of a body's decisions, or of all."""
    return "feeds/decisions.atom" if body is None else f"feeds/decisions/{body.id}.atom"


def calendar_address(body: Body | None) -> str:
    """Return the address of the calendar of a body's meetings, or of all."""
    return "calendar/meetings.ics" if body is None else f"calendar/meetings/{body.id}.ics"


def quoted(address: str) -> str:
    """Return an address as a link has it."""
    return quote(address, safe="/-._~!$&'()*+,;=@")


def standing_of(state: State, kind: str, id: str, *, note: Provenance | None) -> Standing:
    """Return where a record stands. Only decisions and errata have leaves of their own in the log."""
    digest = state.digest(kind, id)
    index = state.log.indexes.get(digest) if kind in {"decision", "erratum"} else None
    return Standing(
        kind=kind,
        id=id,
        digest=digest,
        stem=stem_of(kind, id),
        index=index,
        covered_by=None if index is None else state.log.covering(index),
        note=note,
    )
