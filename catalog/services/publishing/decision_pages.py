"""The page of a decision record, and that of an erratum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.interchange.rendering import page
from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.records.meetings import Body, Meeting
from catalog.rules.meetings.motions import item_of, motion_of
from catalog.services.publishing.frames import Frame, Link, link_to, root_of, standing_of, stem_of
from catalog.services.publishing.rolls import MotionView, VoteView, motion_view
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.sums import spelled_out


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The decision in one language; a translation names its translator."""

    language: str
    text: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision record with what it leans on: its meeting's vote, its proposal, its errata."""

    record: DecisionRecord
    body: Link
    meeting: Link | None
    item: str | None
    proposal: Link | None
    motion: MotionView | None
    vote: VoteView | None
    lines: tuple[str, ...]
    summaries: tuple[SummaryView, ...]
    errata: tuple[Erratum, ...]
    stem: str


def decision_page(shelves: Shelves, decision: DecisionRecord) -> bytes:
    """Return the page of a decision record."""
    standing = standing_of(shelves.state, "decision", decision.id, note=decision.provenance)
    frame = Frame(title=decision.title, root=root_of(standing.stem), section="decisions", standing=standing)
    return page("decision.html", frame=frame, decision=_view(shelves, decision)).encode()


def decision_inputs(shelves: Shelves, decision: DecisionRecord) -> Iterator[str]:
    """List what a decision's page is made from: the digests of its records and its mark in the log."""
    state = shelves.state
    digest = state.digest("decision", decision.id)
    yield digest
    yield state.log.mark(state.log.indexes.get(digest))
    yield state.digest("body", decision.body)
    if decision.meeting is not None:
        yield state.digest("meeting", decision.meeting)
    if decision.proposal is not None:
        yield state.digest("proposal", decision.proposal)
    for erratum in shelves.errata.get(decision.id, ()):
        yield state.digest("erratum", erratum.id)


def erratum_page(shelves: Shelves, erratum: Erratum) -> bytes:
    """Return the page of an erratum."""
    standing = standing_of(shelves.state, "erratum", erratum.id, note=erratum.provenance)
    title = f"Erratum to decision {erratum.corrects}"
    frame = Frame(title=title, root=root_of(standing.stem), section="decisions", standing=standing)
    corrected = shelves.decisions[erratum.corrects]
    return page(
        "erratum.html", frame=frame, erratum=erratum, corrects=link_to("decision", corrected.id)
    ).encode()


def erratum_inputs(shelves: Shelves, erratum: Erratum) -> Iterator[str]:
    """List what an erratum's page is made from."""
    digest = shelves.state.digest("erratum", erratum.id)
    yield digest
    yield shelves.state.log.mark(shelves.state.log.indexes.get(digest))


def _view(shelves: Shelves, decision: DecisionRecord) -> DecisionView:
    snapshot = shelves.state.snapshot
    body = snapshot.bodies[decision.body]
    meeting = None if decision.meeting is None else shelves.meetings.get(decision.meeting)
    motion, vote = (None, None) if meeting is None else _voted(body, meeting, decision)
    item = None if meeting is None else item_of(meeting, decision.item)
    return DecisionView(
        record=decision,
        body=link_to("body", body.id, body.title),
        meeting=_meeting_link(decision, meeting),
        item=decision.item if item is None else f"{item.number}: {item.title}",
        proposal=None if decision.proposal is None else link_to("proposal", decision.proposal),
        motion=motion,
        vote=vote,
        lines=() if vote or decision.arithmetic is None else spelled_out(decision.arithmetic, None),
        summaries=tuple(
            SummaryView(language=language, text=summary.text, by=summary.by)
            for language, summary in decision.summary.items()
        ),
        errata=tuple(shelves.errata.get(decision.id, ())),
        stem=stem_of("decision", decision.id),
    )


def _meeting_link(decision: DecisionRecord, meeting: Meeting | None) -> Link | None:
    if decision.meeting is None:
        return None
    if meeting is None:
        return Link(words=decision.meeting, address=None)
    return link_to("meeting", decision.meeting)


def _voted(
    body: Body, meeting: Meeting, decision: DecisionRecord
) -> tuple[MotionView | None, VoteView | None]:
    vote = next((vote for vote in meeting.votes if vote.id == decision.vote), None)
    motion = None if vote is None else motion_of(meeting, vote)
    if vote is None or motion is None:
        return None, None
    shown = motion_view(body, meeting, motion=motion)
    return shown, next(one for one in shown.votes if one.vote.id == vote.id)
