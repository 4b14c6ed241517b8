"""The plan of a publication: every file, at which address, and what it is made from. Nothing is made yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from catalog.interchange.site import Planned
from catalog.records.ids import DecisionId
from catalog.records.meetings import Proposal
from catalog.resources import templates_folder
from catalog.services.publishing import body_pages, decision_pages, list_pages, log_pages, meeting_pages
from catalog.services.publishing import proposal_pages as proposals
from catalog.services.publishing.dictionary_plan import dictionary_plan
from catalog.services.publishing.download import Download
from catalog.services.publishing.feeds import decisions_feed, meetings_calendar, meetings_feed
from catalog.services.publishing.frames import (
    MEETINGS_FEED,
    TEXT_FOLDERS,
    calendar_address,
    decisions_feed_address,
    material_address,
    notice_stem,
    stem_of,
)
from catalog.services.publishing.front_page import front_page
from catalog.services.publishing.making import as_it_is, made, page, record
from catalog.services.publishing.materials import MINUTES, contents, handed_out, minutes_of, volumes
from catalog.services.publishing.packets import packet_files, wants_packet
from catalog.services.publishing.search_plan import search_plan
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.sitemap import sitemap_plan
from catalog.services.publishing.terms_plan import terms_plan
from catalog.services.publishing.texts import text_inputs, text_page, text_stem
from catalog.store.log import checkpoint_path

_STATIC: Final = "static"
LEAVES_ADDRESS: Final = "log/leaves.jsonl"


def plan(shelves: Shelves, *, site: str | None, on: date) -> Iterator[Planned]:
    """Yield every file of a publication as of a day. ``site`` is where it will be served, if known."""
    pages = []
    for one in _files(shelves, site=site, on=on):
        if one.page is not None and one.moved_to is None:
            pages.append(one.address)
        yield one
    yield from sitemap_plan(pages, site=site)


def _files(shelves: Shelves, *, site: str | None, on: date) -> Iterator[Planned]:
    yield from record_plan(shelves, site=site)
    yield from dictionary_plan(shelves, on=on)
    yield from terms_plan(shelves, on=on)
    yield from search_plan(shelves, on=on)


def record_plan(shelves: Shelves, *, site: str | None) -> Iterator[Planned]:
    """Yield every file but those of the dictionary: what was decided, proposed and met on, and the log."""
    yield from _records(shelves)
    yield from _pages(shelves)
    yield from _texts(shelves)
    yield from _lists(shelves)
    yield from _meeting_files(shelves)
    yield from _feeds(shelves, site=site)
    yield from _log(shelves)
    yield from _tombstones(shelves)
    download = Download(shelves)
    yield made("download/catalog.zip", download.made, download.inputs())
    static = templates_folder() / _STATIC
    for file in sorted(path for path in static.rglob("*") if path.is_file() and path.name[0] != "."):
        yield as_it_is(f"{_STATIC}/{file.relative_to(static).as_posix()}", file.read_bytes())


def _records(shelves: Shelves) -> Iterator[Planned]:
    """Plan every record as JSON, whose hash is its digest, and as the YAML that stands in the catalog."""
    state = shelves.state
    named = (
        *(("body", name) for name in state.snapshot.bodies),
        *(("meeting", name) for name in shelves.meetings),
        *(("proposal", name) for name in state.snapshot.proposals),
        *(("decision", name) for name in state.snapshot.decisions),
        *(("erratum", name) for name in state.snapshot.errata),
    )
    for kind, name in named:
        leaf, stem = state.leaf(kind, name), stem_of(kind, name)
        yield from record(shelves, leaf, stem=stem)
        if kind in {"decision", "erratum"}:
            yield from _proof(shelves, stem, index=state.log.indexes.get(leaf.digest))


def _proof(shelves: Shelves, stem: str, *, index: int | None) -> Iterator[Planned]:
    log = shelves.state.log
    if index is not None and log.covering(index) is not None:
        yield made(f"{stem}.tlog-proof", partial(log.proof, index), [log.mark(index)])


def _pages(shelves: Shelves) -> Iterator[Planned]:
    """Plan the page of every record."""
    for decision in shelves.decisions.values():
        yield from page(
            f"{stem_of('decision', decision.id)}.html",
            partial(decision_pages.decision_page, shelves, decision),
            decision_pages.decision_inputs(shelves, decision),
        )
    for erratum in shelves.state.snapshot.errata.values():
        yield from page(
            f"{stem_of('erratum', erratum.id)}.html",
            partial(decision_pages.erratum_page, shelves, erratum),
            decision_pages.erratum_inputs(shelves, erratum),
        )
    for meeting in shelves.meetings.values():
        yield from page(
            f"{stem_of('meeting', meeting.id)}.html",
            partial(meeting_pages.meeting_page, shelves, meeting),
            meeting_pages.meeting_inputs(shelves, meeting),
        )
    for body in shelves.state.snapshot.bodies.values():
        yield from page(
            f"{stem_of('body', body.id)}.html",
            partial(body_pages.body_page, shelves, body),
            body_pages.body_inputs(shelves, body),
        )
    for proposal in shelves.state.snapshot.proposals.values():
        yield from _proposal(shelves, proposal)


def _proposal(shelves: Shelves, proposal: Proposal) -> Iterator[Planned]:
    has_packet = wants_packet(shelves, proposal)
    yield from page(
        f"{stem_of('proposal', proposal.id)}.html",
        partial(proposals.proposal_page, shelves, proposal, has_packet=has_packet),
        proposals.proposal_inputs(shelves, proposal, has_packet=has_packet),
    )
    if has_packet:
        for address, make in packet_files(shelves, proposal):
            yield made(address, make, [shelves.state.snapshot.digest])


def _texts(shelves: Shelves) -> Iterator[Planned]:
    """Plan each text that is decided on and stands in no dictionary: agreements and lineage graphs."""
    for leaf in shelves.texts.values():
        if leaf.kind not in TEXT_FOLDERS:
            stem = text_stem(leaf)
            yield from page(f"{stem}.html", partial(text_page, shelves, leaf), text_inputs(shelves, leaf))
            yield from record(shelves, leaf, stem=stem)


def _lists(shelves: Shelves) -> Iterator[Planned]:
    """Plan the lists, and the front page, which alone shows the whole catalog's digest."""
    inputs = [*list_pages.list_inputs(shelves)]
    for address, make in (
        ("bodies.html", list_pages.bodies_page),
        ("meetings.html", list_pages.meetings_page),
        ("decisions.html", list_pages.decisions_page),
        ("proposals.html", list_pages.proposals_page),
    ):
        yield from page(address, partial(make, shelves), inputs, beside="twins")
    for body, year in shelves.years:
        yield from page(
            list_pages.year_address(body, year),
            partial(list_pages.year_page, shelves, body, year=year),
            list_pages.year_inputs(shelves, body, year=year),
            beside="twins",
        )
    whole = [shelves.state.snapshot.digest, *log_pages.log_inputs(shelves)]
    yield from page("index.html", partial(front_page, shelves), whole, beside="twins")


def _meeting_files(shelves: Shelves) -> Iterator[Planned]:
    """Plan what was handed out, further comments, and the leaf and proof of each logged notice."""
    state = shelves.state
    for meeting in shelves.meetings.values():
        for listed in handed_out(meeting):
            yield Planned(
                address=material_address(meeting.id, listed.words),
                make=partial(contents, state, meeting, file=listed.words),
                sha256=listed.sha256,
            )
        for volume in volumes(meeting):
            data = contents(state, meeting, file=volume.file)
            yield as_it_is(material_address(meeting.id, volume.file), data)
        minutes = minutes_of(state, meeting)
        if minutes is not None:
            yield as_it_is(material_address(meeting.id, MINUTES), minutes)
        for notice in shelves.notices.get(meeting.id, ()):
            stem = notice_stem(meeting.id, notice.revision)
            yield as_it_is(f"{stem}.json", notice.leaf)
            yield from _proof(shelves, stem, index=notice.index)


def _feeds(shelves: Shelves, *, site: str | None) -> Iterator[Planned]:
    """Plan feeds and calendars, each from its first entry on."""
    state = shelves.state
    bodies = [(name, state.digest("body", name)) for name in sorted(state.snapshot.bodies)]

    def of_decision(name: DecisionId) -> str:
        errata = [state.digest("erratum", one.id) for one in shelves.errata.get(name, ())]
        return f"{state.digest('decision', name)} {errata}"

    for body in (None, *state.snapshot.bodies.values()):
        decided = [one for one in shelves.decisions.values() if body is None or one.body == body.id]
        met = [one for one in shelves.meetings.values() if body is None or one.body == body.id]
        if decided:
            yield made(
                decisions_feed_address(body),
                partial(decisions_feed, shelves, body=body, site=site),
                [str(site), *map(str, bodies), *(of_decision(one.id) for one in decided)],
            )
        if met:
            yield made(
                calendar_address(body),
                partial(meetings_calendar, shelves, body=body, site=site),
                [str(site), *map(str, bodies), *(state.digest("meeting", one.id) for one in met)],
            )
        if met and body is None:
            yield made(
                MEETINGS_FEED,
                partial(meetings_feed, shelves, site=site),
                [str(site), *map(str, bodies), *(state.digest("meeting", one.id) for one in met)],
            )


def _log(shelves: Shelves) -> Iterator[Planned]:
    """Plan the log's files, the verifier, and the page that says how to use it."""
    log = shelves.state.log
    if log.book.records:
        yield as_it_is(LEAVES_ADDRESS, b"".join(leaf + b"\n" for leaf in log.book.leaves))
    if log.policy is not None:
        yield as_it_is("log/policy", log.policy)
    for one in log.book.checkpoints:
        address = checkpoint_path(one.size).removeprefix("meetings/")
        yield as_it_is(address, one.signed.file_bytes())
    yield as_it_is("verify.py", log_pages.verifier().read_bytes())
    inputs = log_pages.log_inputs(shelves)
    yield from page("log/index.html", partial(log_pages.log_page, shelves), inputs, beside="twins")


def _tombstones(shelves: Shelves) -> Iterator[Planned]:
    """Plan what stands at the address of what is gone: a page, the logged bytes, and their proofs."""
    for tombstone in log_pages.tombstones(shelves):
        yield from page(
            f"{tombstone.stem}.html",
            partial(log_pages.tombstone_page, tombstone),
            [str(tombstone.leaves)],
            beside="nothing",
        )
        for leaf in tombstone.leaves:
            yield as_it_is(f"{leaf.stem}.json", shelves.state.log.book.leaves[leaf.index])
            yield from _proof(shelves, leaf.stem, index=leaf.index)
