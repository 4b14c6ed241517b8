"""Which records are public, and which belong together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Final

from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.records.ids import BodyId, DecisionId, Digest, MeetingId, ProposalId
from catalog.records.meetings import Meeting
from catalog.rules.families import FAMILIES
from catalog.rules.meetings.effects import counting_effects
from catalog.services.proposals import Listed, listed
from catalog.services.publishing.logged import LoggedNotice, leaf_digest
from catalog.services.publishing.state import State
from catalog.store.leaf import Leaf
from catalog.store.log import LoggedRecord

_HELD: Final = frozenset({"noticed", "open", "adjourned", "no-quorum"})


def is_public(meeting: Meeting) -> bool:
    """Say whether a meeting was made public. A planned one, or one cancelled before its notice, was not."""
    return meeting.status in _HELD or (meeting.status == "cancelled" and meeting.notice is not None)


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """The public records of one state, by what they belong to. Everything stands in a fixed order.

    ``packets`` keeps the consequence packets that were worked out, or why one could not be.
    """

    state: State
    packets: dict[ProposalId, tuple[bytes, bytes] | str] = field(default_factory=dict)

    @cached_property
    def meetings(self) -> dict[MeetingId, Meeting]:
        """The public meetings, by body and day."""
        known = self.state.snapshot.meetings
        return {name: known[name] for name in sorted(known) if is_public(known[name])}

    @cached_property
    def decisions(self) -> dict[DecisionId, DecisionRecord]:
        """Every decision record, by body, year and serial."""
        known = self.state.snapshot.decisions
        return {name: known[name] for name in sorted(known)}

    @cached_property
    def years(self) -> dict[tuple[BodyId, str], list[DecisionRecord]]:
        """The decision records of each body and year."""
        found: dict[tuple[BodyId, str], list[DecisionRecord]] = defaultdict(list)
        for decision in self.decisions.values():
            found[decision.body, decision.id.split("/")[1]].append(decision)
        return found

    @cached_property
    def decided_in(self) -> dict[MeetingId, list[DecisionRecord]]:
        """The decision records of each meeting."""
        found: dict[MeetingId, list[DecisionRecord]] = defaultdict(list)
        for decision in self.decisions.values():
            if decision.meeting is not None:
                found[decision.meeting].append(decision)
        return found

    @cached_property
    def decided_on(self) -> dict[ProposalId, list[DecisionRecord]]:
        """The decision records on each proposal."""
        found: dict[ProposalId, list[DecisionRecord]] = defaultdict(list)
        for decision in self.decisions.values():
            if decision.proposal is not None:
                found[decision.proposal].append(decision)
        return found

    @cached_property
    def heard_in(self) -> dict[ProposalId, list[Meeting]]:
        """The public meetings on whose agenda each proposal stands."""
        found: dict[ProposalId, list[Meeting]] = defaultdict(list)
        for meeting in self.meetings.values():
            for name in dict.fromkeys(item.proposal for item in meeting.agenda if item.proposal is not None):
                found[name].append(meeting)
        return found

    @cached_property
    def proposals(self) -> dict[ProposalId, Listed]:
        """Every proposal, with its period for comment and the decisions on it, in the order of their ids."""
        return {one.proposal.id: one for one in listed(self.state.snapshot)}

    @cached_property
    def errata(self) -> dict[DecisionId, list[Erratum]]:
        """The errata of each decision record, oldest first."""
        found: dict[DecisionId, list[Erratum]] = defaultdict(list)
        for erratum in sorted(self.state.snapshot.errata.values(), key=_by_number):
            found[erratum.corrects].append(erratum)
        return found

    @cached_property
    def texts(self) -> dict[Digest, Leaf]:
        """Every text that a decision, a proposal or a public motion names, by object or by digest."""
        snapshot = self.state.snapshot
        objects = {str(one.object) for one in snapshot.proposals.values()}
        digests: set[Digest | None] = {one.digest for one in snapshot.proposals.values()}
        for decision in snapshot.decisions.values():
            objects.update(str(effect.object) for effect in decision.effects)
            digests.update(effect.became for effect in decision.effects)
        for meeting in self.meetings.values():
            digests.update(motion.adopts for motion in meeting.motions)
        return {
            leaf.digest: leaf
            for path, leaf in sorted(self.state.leaves.items())
            if leaf.kind in FAMILIES
            if leaf.digest in digests or f"{leaf.kind}:{leaf.id}@{leaf.version}" in objects
        }

    @cached_property
    def adopted_by(self) -> dict[Digest, list[DecisionRecord]]:
        """The decision records that adopt each text."""
        found: dict[Digest, list[DecisionRecord]] = defaultdict(list)
        for decision in self.decisions.values():
            for effect in counting_effects(self.state.snapshot, decision):
                if effect.op == "adopt" and effect.became is not None:
                    found[effect.became].append(decision)
        return found

    @cached_property
    def proposed_by(self) -> dict[Digest, list[ProposalId]]:
        """The proposals of each text."""
        found: dict[Digest, list[ProposalId]] = defaultdict(list)
        for name in sorted(self.state.snapshot.proposals):
            found[self.state.snapshot.proposals[name].digest].append(name)
        return found

    def meetings_of(self, body: BodyId) -> list[Meeting]:
        """Return the public meetings of a body, the newest first."""
        found = (meeting for meeting in self.meetings.values() if meeting.body == body)
        return sorted(found, key=attrgetter("id"), reverse=True)

    def years_of(self, body: BodyId) -> list[str]:
        """Return the years in which a body decided, the newest first."""
        return sorted((year for name, year in self.years if name == body), reverse=True)

    @cached_property
    def notices(self) -> dict[str, list[LoggedNotice]]:
        """The logged notices of each meeting, the first posted first."""
        found: dict[str, list[LoggedNotice]] = defaultdict(list)
        for notice in self.state.log.notices:
            found[notice.meeting].append(notice)
        return found

    @cached_property
    def differing(self) -> list[LoggedRecord]:
        """The leaves of records that the catalog has, but not as they were logged."""
        paths = self.state.snapshot.paths
        return [
            leaf
            for leaf in self.state.log.final_records
            if f"{leaf.kind}:{leaf.id}" in paths
            if self.state.digest(leaf.kind, leaf.id) != leaf_digest(leaf.leaf)
        ]

    @cached_property
    def gone(self) -> list[LoggedRecord]:
        """The leaves of decisions and errata that the catalog has no more."""
        paths = self.state.snapshot.paths
        return [leaf for leaf in self.state.log.final_records if f"{leaf.kind}:{leaf.id}" not in paths]

    @cached_property
    def gone_meetings(self) -> dict[str, list[LoggedNotice]]:
        """The logged notices of each meeting that the catalog has no more."""
        known = self.state.snapshot.meetings
        return {name: notices for name, notices in sorted(self.notices.items()) if name not in known}


def _by_number(erratum: Erratum) -> tuple[str, int]:
    return erratum.corrects, int(erratum.id.rsplit("-", 1)[1])
