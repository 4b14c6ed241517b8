"""The page of a decision record, and that of an erratum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.interchange.pages import Link, Page
from catalog.phrases import phrase
from catalog.records.decision_record import DecisionRecord, Effect, Erratum
from catalog.records.ids import SeatId
from catalog.records.meetings import Meeting
from catalog.rules.meetings.motions import adopts_text, item_of, motion_of, text_voted_on
from catalog.services.publishing.frames import link_to, standing_of, stem_of
from catalog.services.publishing.meeting_lists import meeting_link
from catalog.services.publishing.proposal_pages import proposal_link
from catalog.services.publishing.rolls import MotionView, VoteView, motion_view, seats_named
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.sums import SumView
from catalog.services.publishing.texts import NamedText, named_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The decision in one language; a translation names its translator."""

    language: str
    text: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsView:
    """The text that was posted, and those that were adopted, or the one voted on where none was."""

    posted: NamedText | None
    adopted: tuple[NamedText, ...]
    voted_on: NamedText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision record with what it leans on: its meeting's vote, its proposal, its errata."""

    record: DecisionRecord
    body: Link
    is_advisory: bool
    meeting: Link | None
    item: str | None
    proposal: Link | None
    motion: MotionView | None
    vote: VoteView | None
    sum: SumView | None
    summaries: tuple[SummaryView, ...]
    dissent: tuple[tuple[str, tuple[tuple[SeatId, str], ...]], ...]
    seats: tuple[tuple[SeatId, str], ...]
    texts: TextsView
    effects: tuple[tuple[Effect, NamedText | None], ...]
    errata: tuple[Erratum, ...]
    stem: str


def decision_page(shelves: Shelves, decision: DecisionRecord) -> Page:
    """Return the page of a decision record."""
    standing = standing_of(shelves.state, "decision", decision.id, note=decision.provenance)
    return Page(
        template="decision.html",
        address=f"{standing.stem}.html",
        title=decision.title,
        section="decisions",
        shown={"decision": _view(shelves, decision)},
        standing=standing,
        trail=(_year_link(shelves, decision),),
    )


def decision_inputs(shelves: Shelves, decision: DecisionRecord) -> Iterator[str]:
    """List what a decision's page is made from: the digests of its records and its mark in the log."""
    state = shelves.state
    digest = state.digest("decision", decision.id)
    yield digest
    yield state.log.mark(state.log.indexes.get(digest))
    yield state.digest("body", decision.body)
    if decision.meeting is not None:
        yield state.digest("meeting", decision.meeting)
        yield from (f"{one.id} {one.vote}" for one in shelves.decided_in[decision.meeting])
        known = shelves.meetings.get(decision.meeting)
        motions = () if known is None else known.motions
        yield from (str(named_text(shelves, one.adopts)) for one in motions if one.item == decision.item)
    if decision.proposal is not None:
        yield state.digest("proposal", decision.proposal)
        yield str(named_text(shelves, state.snapshot.proposals[decision.proposal].digest))
    yield from (str(named_text(shelves, effect.became)) for effect in decision.effects)
    for erratum in shelves.errata.get(decision.id, ()):
        yield state.digest("erratum", erratum.id)


def erratum_page(shelves: Shelves, erratum: Erratum) -> Page:
    """Return the page of an erratum."""
    standing = standing_of(shelves.state, "erratum", erratum.id, note=erratum.provenance)
    corrected = shelves.decisions[erratum.corrects]
    return Page(
        template="erratum.html",
        address=f"{standing.stem}.html",
        title=phrase("Erratum to decision {decision}", decision=erratum.corrects),
        section="decisions",
        shown={"erratum": erratum, "corrects": link_to("decision", corrected.id)},
        standing=standing,
        trail=(_year_link(shelves, corrected), link_to("decision", corrected.id)),
    )


def erratum_inputs(shelves: Shelves, erratum: Erratum) -> Iterator[str]:
    """List what an erratum's page is made from."""
    digest = shelves.state.digest("erratum", erratum.id)
    yield digest
    yield shelves.state.log.mark(shelves.state.log.indexes.get(digest))


def _year_link(shelves: Shelves, decision: DecisionRecord) -> Link:
    year = decision.id.split("/")[1]
    title = shelves.state.snapshot.bodies[decision.body].title
    return Link(
        words=phrase("{body}: decisions of {year}", body=title, year=year),
        address=f"decisions/{decision.body}/{year}.html",
    )


def _view(shelves: Shelves, decision: DecisionRecord) -> DecisionView:
    snapshot = shelves.state.snapshot
    body = snapshot.bodies[decision.body]
    meeting = None if decision.meeting is None else shelves.meetings.get(decision.meeting)
    motion, vote = (None, None) if meeting is None else _voted(shelves, meeting, decision)
    item = None if meeting is None else item_of(meeting, decision.item)
    return DecisionView(
        record=decision,
        body=link_to("body", body.id, body.title),
        is_advisory=body.classification == "advisory",
        meeting=_meeting_link(decision, meeting),
        item=decision.item if item is None else f"{item.number}: {item.title}",
        proposal=None if decision.proposal is None else proposal_link(snapshot.proposals[decision.proposal]),
        motion=motion,
        vote=vote,
        sum=_sum(decision, vote),
        summaries=tuple(
            SummaryView(language=language, text=summary.text, by=summary.by)
            for language, summary in decision.summary.items()
        ),
        dissent=tuple((text, seats_named(body, text)) for text in decision.dissent),
        seats=seats_named(body, " ".join(summary.text for summary in decision.summary.values())),
        texts=_texts(shelves, meeting, decision=decision),
        effects=tuple((effect, named_text(shelves, effect.became)) for effect in decision.effects),
        errata=tuple(shelves.errata.get(decision.id, ())),
        stem=stem_of("decision", decision.id),
    )


def _sum(decision: DecisionRecord, vote: VoteView | None) -> SumView | None:
    if vote is not None and vote.sum is not None:
        return vote.sum
    return None if decision.arithmetic is None else SumView(total=decision.arithmetic, share=None)


def _meeting_link(decision: DecisionRecord, meeting: Meeting | None) -> Link | None:
    if decision.meeting is None:
        return None
    if meeting is None:
        return Link(words=decision.meeting, address=None)
    return meeting_link(meeting)


def _texts(shelves: Shelves, meeting: Meeting | None, *, decision: DecisionRecord) -> TextsView:
    """Return what was posted and what came of it. An amendment changes a motion and adopts nothing."""
    snapshot = shelves.state.snapshot
    posted = None if decision.proposal is None else snapshot.proposals[decision.proposal].digest
    became = (effect.became for effect in decision.effects if effect.op == "adopt")
    adopted = tuple(text for text in (named_text(shelves, one) for one in became) if text is not None)
    voted_on = None
    vote = meeting and next((one for one in meeting.votes if one.id == decision.vote), None)
    motion = motion_of(meeting, vote) if meeting and vote else None
    if meeting and vote and motion and adopts_text(motion) and not adopted:
        body = snapshot.bodies[meeting.body]
        voted_on = text_voted_on(body, meeting, motion=motion, before=vote.at, posted=posted)
    return TextsView(
        posted=named_text(shelves, posted), adopted=adopted, voted_on=named_text(shelves, voted_on)
    )


def _voted(
    shelves: Shelves, meeting: Meeting, decision: DecisionRecord
) -> tuple[MotionView | None, VoteView | None]:
    vote = next((vote for vote in meeting.votes if vote.id == decision.vote), None)
    motion = None if vote is None else motion_of(meeting, vote)
    if vote is None or motion is None:
        return None, None
    shown = motion_view(shelves, meeting, motion=motion, before=vote.at)
    return shown, next(one for one in shown.votes if one.vote.id == vote.id)
