"""The smallest change of one clause that would permit a refused flow: found, supposed, and decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from catalog.records.agreement import Agreement
from catalog.records.flow import FlowRequest
from catalog.records.ids import Citation, PartnerId, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.amending.applying import amended
from catalog.rules.amending.edits import OF_THE_TEXT, Edit, Place, Target, edits_for, places_of
from catalog.rules.changes.bumps import asked_of, least_version
from catalog.rules.decide import decide
from catalog.rules.flows.known import Life
from catalog.rules.flows.permitted import Cell
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.flows.ways import cite, ways_of
from catalog.rules.promises import broken_promises
from catalog.rules.whatif import what_if
from catalog.services.partners.evidence import Wanted, wanted
from catalog.services.partners.hindrances import Hindrance, ended, hindrances, paused, set_aside
from catalog.services.supposing import (
    Supposed,
    adopting_bodies,
    is_adopted,
    signatures_of,
    with_decision,
)
from catalog.store.canonical import digest
from catalog.store.layout import path_of

MOST_SHOWN: Final = 12
"""So many changes of the same size are shown at the most."""
MOST_WEIGHED: Final = 250
"""Where a change bears on more elements than these, what else it opens is not counted: a draft shows it."""
MOST_TRIED: Final = 120
"""So many would-be catalogs are decided on at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way to permit the flow: the edits of one clause, and who would have to consent.

    ``text`` is the text that would have to stand: the one it starts from, or its next version. ``opens``
    counts the flows besides the one asked about that it would open, ``eases`` those of which less would
    be asked, ``fields`` the elements of both; where it bears on very many elements, these alone are
    counted. ``voted`` is false where only signatures are missing.
    """

    place: Place
    edits: tuple[Edit, ...]
    clause: Citation
    text: Agreement
    voted: bool
    signed_by: tuple[PartnerId, ...]
    opens: int | None
    eases: int | None
    fields: int

    @property
    def becomes(self) -> Version:
        """The version of the text that would have to stand."""
        return self.text.version

    @property
    def stands(self) -> bool:
        """Whether the text is there already, as it would have to stand."""
        return self.text == self.place.agreement

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "clause": self.clause,
            "row": self.place.row,
            "edits": [edit.document() for edit in self.edits],
            "becomes": str(self.becomes),
            "needs_vote": self.voted,
            "needs_signatures": list(self.signed_by),
            "opens": self.opens,
            "eases": self.eases,
            "fields": self.fields,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would permit a flow: evidence, or the smallest changes; or what stands in the way.

    ``more`` says that not every change of that size was looked at. ``vows`` are promises that changes of
    that size or smaller would break: those changes are not shown.
    """

    request: FlowRequest
    permitted: bool
    wanted: tuple[Wanted, ...]
    size: int | None
    changes: tuple[Change, ...]
    more: bool
    hindrances: tuple[Hindrance, ...]
    vows: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "permitted": self.permitted,
            "evidence": [one.document() for one in self.wanted],
            "size": self.size,
            "changes": [one.document() for one in self.changes],
            "more": self.more,
            "hindrances": [one.document() for one in self.hindrances],
            "promises": list(self.vows),
        }


def smallest_changes(snapshot: Snapshot, request: FlowRequest, *, decided_on: date) -> Changes:
    """Find the least edits of one clause, in force or drafted, that would permit a source's flow.

    The change is supposed adopted and signed on ``decided_on``, and each is decided on by the one
    decider in the catalog that would be; nothing is written. Where a forbid, a promise or the law stands
    in the way, or the definition itself, that is said and nothing is proposed.
    """
    asked = replace(request, as_known=max(request.as_known, decided_on), under=None)
    if decide(snapshot, asked).permitted:
        return _found(asked, permitted=True)
    evidence = wanted(snapshot, asked)
    target, hindering = hindrances(snapshot, asked, decided_on=decided_on)
    if target is None:
        return replace(_found(asked), wanted=evidence, hindrances=tuple(hindering))
    table = table_of(snapshot, asked.as_known)
    trials = list(_trials(table, target))
    search = _Search(snapshot=snapshot, request=asked, target=target, decided_on=decided_on)
    found = search.least(trials)
    hindering += [] if found.changes else set_aside(table, target, tried=bool(trials))
    return replace(found, wanted=evidence, hindrances=tuple(hindering))


def _found(request: FlowRequest, *, permitted: bool = False) -> Changes:
    return Changes(
        request=request,
        permitted=permitted,
        wanted=(),
        size=None,
        changes=(),
        more=False,
        hindrances=(),
        vows=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """A change to try: a place, its edits, and the life of the version that it starts from."""

    place: Place
    edits: tuple[Edit, ...]
    life: Life
    all_places: tuple[Place, ...]

    @property
    def order(self) -> tuple[int, str, str]:
        agreement = self.place.agreement
        return (len(self.edits), cite(agreement, self.place.clause.id), str(self.place.row))


def _trials(table: FlowTable, target: Target) -> Iterator[_Trial]:
    for life in _texts(table, target):
        agreement = life.text.record
        ways = ways_of(table.known, table.tree, life)
        places = tuple(places_of(agreement, ways))
        for place in places:
            for edits in edits_for(table.snapshot, table.tree, place, target=target):
                yield _Trial(place=place, edits=edits, life=life, all_places=places)


def _texts(table: FlowTable, target: Target) -> Iterator[Life]:
    """Yield what an amendment may start from: the version adopted last, and the drafts above it.

    What is suspended or terminated on the day is so in all versions, and no text would change that.
    """
    for id in sorted(table.snapshot.agreements):
        lives = table.known.lives(id)
        if paused(lives[-1], target.on) or ended(lives[-1], target.on):
            continue
        newest = max((life.text.version for life in lives if life.adoption is not None), default=None)
        for life in lives:
            provides = target.provider in life.text.record.provider_parties()
            if provides and (newest is None or life.text.version >= newest):
                yield life


def _borne_on(trial: _Trial) -> set[tuple[str, str]]:
    """Return the sources that a change may bear on: the clause's, or of the whole text where that changes."""
    places = [trial.place]
    if not trial.edits or any(edit.dimension in OF_THE_TEXT for edit in trial.edits):
        places = list(trial.all_places)
    return {
        (origin, element)
        for place in places
        for origin in place.clause.origins
        for element in place.way.listed
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Tries changes on the catalog that would be, the smallest first."""

    snapshot: Snapshot
    request: FlowRequest
    target: Target
    decided_on: date

    @property
    def cell(self) -> Cell:
        """The cell of the flow asked about."""
        target = self.target
        return Cell(target.sender, target.recipient, target.purpose, target.zone, target.form)

    @property
    def source(self) -> str:
        """The source of the flow asked about, by the id that its element has now."""
        return f"{self.target.provider}:{self.target.element}"

    def least(self, trials: list[_Trial]) -> Changes:
        """Return all changes of the least size that permit the flow and break no promise."""
        tried, vows = 0, dict[str, None]()
        for size, group in groupby(sorted(trials, key=lambda one: one.order), key=lambda one: one.order[0]):
            changes: list[Change] = []
            of_size = list(group)
            for number, trial in enumerate(of_size):
                tried += 1
                change = self._try(trial, vows)
                if change is not None and all(one.text != change.text for one in changes):
                    changes.append(change)
                if len(changes) == MOST_SHOWN or tried == MOST_TRIED:
                    return self._result(size, changes, vows=vows, more=number + 1 < len(of_size))
            if changes:
                return self._result(size, changes, vows=vows, more=False)
        return replace(_found(self.request), vows=tuple(vows))

    def _result(self, size: int, changes: list[Change], *, vows: dict[str, None], more: bool) -> Changes:
        changes.sort(key=lambda one: (one.opens is None, one.opens or 0, one.clause, str(one.place.row)))
        found = replace(_found(self.request), changes=tuple(changes), more=more, vows=tuple(vows))
        return replace(found, size=size) if changes else found

    def _try(self, trial: _Trial, vows: dict[str, None]) -> Change | None:
        """Suppose a change made and decide; ``None`` where the flow is refused all the same."""
        for text, voted in self._texts(trial):
            after = self._after(text, voted=voted)
            if decide(after, self.request).permitted:
                broken = self._broken(after)
                vows.update(dict.fromkeys(broken))
                return None if broken else self._change(trial, text, after=after, voted=voted)
        return None

    def _broken(self, after: Snapshot) -> list[str]:
        """Return the promises that the catalog keeps now and would break."""
        on, as_known = self.decided_on, self.request.as_known
        would = {one.promise.id for one in broken_promises(after, on=on, as_known=as_known)}
        if would:
            would -= {one.promise.id for one in broken_promises(self.snapshot, on=on, as_known=as_known)}
        return sorted(would)

    def _change(self, trial: _Trial, text: Text[Agreement], *, after: Snapshot, voted: bool) -> Change:
        opens = eases = None
        fields = len(_borne_on(trial))
        if fields <= MOST_WEIGHED:
            flows = what_if(self.snapshot, after, as_known=self.request.as_known, on=self.request.on)
            opens = sum(one.source != self.source or one.cell != self.cell for one in flows.gained)
            eases = len(flows.relaxed)
            fields = len({change.source for change in (*flows.gained, *flows.relaxed)})
        return Change(
            place=trial.place,
            edits=trial.edits,
            clause=cite(trial.place.agreement, trial.place.clause.id),
            text=text.record,
            voted=voted,
            signed_by=self._signing(text, trial.life),
            opens=opens,
            eases=eases,
            fields=fields,
        )

    def _texts(self, trial: _Trial) -> Iterator[tuple[Text[Agreement], bool]]:
        """Yield each text that might stand, and whether it would have to be voted on; the least first.

        A draft may be adopted as it is, and an adopted text signed, or adopted anew: that accepts the
        definitions of the day.
        """
        life = trial.life
        if not trial.edits and life.adoption is None and not is_adopted(self.snapshot, life.text):
            yield life.text, True
            return
        if not trial.edits and life.adoption is not None and life.signed is None:
            yield life.text, False
        yield self._next_version(trial), True

    def _next_version(self, trial: _Trial) -> Text[Agreement]:
        base = trial.place.agreement
        tree = table_of(self.snapshot, self.request.as_known).tree
        unnumbered = amended(
            self.snapshot, tree, trial.place, edits=trial.edits, target=self.target, version=base.version
        )
        highest = self.snapshot.agreements[base.id][-1].version
        needed = asked_of("agreement", base, unnumbered)
        version = least_version(highest, "patch" if needed == "none" else needed)
        record = replace(unnumbered, version=version)
        row = str(trial.place.row)
        said = [[edit.dimension, edit.old or "", edit.new or ""] for edit in trial.edits]
        return Text(
            "agreement",
            base.id,
            version=version,
            digest=digest({"from": trial.life.text.digest, "row": row, "edits": said}),
            path=path_of("agreement", base.id, str(version)),
            source=record,
            build=lambda one: one,
        )

    def _after(self, text: Text[Agreement], *, voted: bool) -> Snapshot:
        """Return the catalog with the text adopted, and signed by all, on the day."""
        id, day = text.record.id, self.decided_on
        if not voted:
            events = (*self.snapshot.events.get(id, ()), *signatures_of(text, on=day))
            supposed = digest({"catalog": self.snapshot.digest, "signed": f"{id}@{text.version}"})
            return replace(
                self.snapshot, digest=supposed, events={**self.snapshot.events, id: events}, derived={}
            )
        body = adopting_bodies(self.snapshot, "agreement", on=day)[0]
        family = self.snapshot.agreements[id]
        texts = family if text in family else (*family, text)
        with_text = replace(self.snapshot, agreements={**self.snapshot.agreements, id: texts}, derived={})
        supposed_change = Supposed(text=text, retires=False, base=None, on=day, effective=day)
        return with_decision(with_text, supposed_change, body=body)

    def _signing(self, text: Text[Agreement], life: Life) -> tuple[PartnerId, ...]:
        """Return who would have to sign: everybody, or of a text that stands those who have not."""
        parties = tuple(party.partner for party in text.record.parties)
        if text is not life.text:
            return parties
        known = table_of(self.snapshot, self.request.as_known).known
        signed = {
            event.partner
            for event in known.known_events(text.record.id)
            if event.event == "signed" and event.version == text.version
        }
        return tuple(partner for partner in parties if partner not in signed)
