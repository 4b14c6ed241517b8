"""Documents of the right shape become records: bodies, meetings, proposals, decisions."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from catalog.records.decision_record import Arithmetic, DecisionRecord, Effect, Erratum, Legacy, Summary
from catalog.records.ids import Object, Version
from catalog.records.meetings import (
    AgendaItem,
    Ballot,
    Body,
    BodyRules,
    Comment,
    CommentVolume,
    LateItem,
    Meeting,
    MeetingEvent,
    Minutes,
    Motion,
    Notice,
    Presence,
    Proposal,
    Recusal,
    Seat,
    Share,
    Term,
    Vote,
)
from catalog.store.building import Document, optional_day, provenance
from catalog.store.canonical import digest

_OVER: Final = frozenset({"adjourned", "no-quorum"})
_MINUTED: Final = frozenset({"minutes-drafted", "minutes-approved"})
"""What is recorded of the minutes, once the meeting is over."""


def body(document: Document) -> Body:
    """Build a body with its seats, dated rules and terms."""
    return Body(
        id=document["id"],
        title=document["title"],
        classification=document["classification"],
        law=tuple(document["law"]),
        seats=tuple(
            Seat(id=s["id"], label=s["label"], law=s["law"], designee=s["designee"], voting=s["voting"])
            for s in document["seats"]
        ),
        rules=tuple(
            BodyRules(
                since=date.fromisoformat(r["from"]),
                seats=r["seats"],
                quorum=_share(r["quorum"]),
                notice_days=r["notice_days"],
                may_adopt=frozenset(r["may_adopt"]),
                adopt=_share(r["thresholds"]["adopt"]),
                procedural=_share(r["thresholds"]["procedural"]),
                membership_base=r["membership_base"],
                comment_days=r.get("comment_days"),
            )
            for r in document["rules"]
        ),
        terms=tuple(
            Term(
                seat=t["seat"],
                holder=t["holder"],
                kind=t["kind"],
                since=date.fromisoformat(t["from"]),
                through=optional_day(t.get("through")),
            )
            for t in document["terms"]
        ),
        provenance=provenance(document),
    )


def _share(given: Document) -> Share:
    return Share(
        fraction=Fraction(given["fraction"]), of=given["of"], more_than=given.get("more_than") or False
    )


def _comment(given: dict[str, Any]) -> Comment:
    times = {"at": _time(given.get("at")), "received": _time(given.get("received"))}
    return Comment(**{**given, **times})


def _time(given: str | None) -> datetime | None:
    return None if given is None else datetime.fromisoformat(given)


def meeting(document: Document) -> Meeting:
    """Build a meeting, with the digest of its agenda as first posted."""
    unsealed, final = _record_digests(document)
    return Meeting(
        id=document["id"],
        body=document["body"],
        meeting_kind=document["meeting_kind"],
        start=datetime.fromisoformat(document["start"]),
        place_name=document["place"]["name"],
        place_address=document["place"]["address"],
        remote=tuple(dict(r) for r in document["place"]["remote"]),
        status=document["status"],
        notice=_notice(document.get("notice")),
        languages=tuple(dict(one) for one in document.get("languages") or ()),
        agenda=tuple(_item(i) for i in document["agenda"]),
        agenda_digest=agenda_digest(document["agenda"]),
        attendance=tuple(
            Presence(
                seat=a["seat"],
                at=datetime.fromisoformat(a["at"]),
                presence=a["presence"],
                holder=a.get("holder"),
            )
            for a in document["attendance"]
        ),
        recusals=tuple(
            Recusal(
                seat=r["seat"],
                item=r["item"],
                interest=r["interest"],
                law=r["law"],
                stated_at=datetime.fromisoformat(r["stated_at"]),
            )
            for r in document["recusals"]
        ),
        comments=tuple(_comment(comment) for comment in document["comments"]),
        motions=tuple(_motion(m) for m in document["motions"]),
        votes=tuple(_vote(v) for v in document["votes"]),
        minutes=_minutes(document.get("minutes")),
        provenance=provenance(document),
        clerk=document.get("clerk"),
        comment_limit=document.get("comment_limit"),
        events=tuple(_event(e) for e in document.get("events") or ()),
        more_comments=tuple(CommentVolume(**v) for v in document.get("more_comments") or ()),
        seal=document.get("seal"),
        unsealed=unsealed,
        final=final,
    )


def unsealed_digest(document: Document) -> Any:
    """Return the digest of a meeting's record without its seal."""
    return digest({key: value for key, value in document.items() if key != "seal"})


def final_digest(document: Document) -> Any:
    """Return the digest of a meeting's record as it was adjourned: without its minutes and its seal."""
    events = [one for one in document.get("events") or () if one["event"] not in _MINUTED]
    kept = {key: value for key, value in document.items() if key not in {"seal", "minutes"}}
    return digest(kept | {"events": events})


def _record_digests(document: Document) -> tuple[Any, Any]:
    """Return the digest of a sealed record, and of one that is over also that without its minutes.

    A record that has no minutes yet is the same without them, and is digested once.
    """
    if not document.get("seal"):
        return None, None
    unsealed = unsealed_digest(document)
    if document["status"] not in _OVER:
        return unsealed, None
    is_minuted = "minutes" in document or any(
        one["event"] in _MINUTED for one in document.get("events") or ()
    )
    return unsealed, final_digest(document) if is_minuted or "events" not in document else unsealed


def _event(given: Document) -> MeetingEvent:
    return MeetingEvent(
        event=given["event"],
        at=datetime.fromisoformat(given["at"]),
        item=given.get("item"),
        motion=given.get("motion"),
        seat=given.get("seat"),
        to=given.get("to"),
        reason=given.get("reason"),
        by=given.get("by"),
    )


def agenda_digest(agenda: list[Document]) -> Any:
    """Return the digest of an agenda as first posted: without ``status`` and ``comment``."""
    posted = [
        {key: value for key, value in item.items() if key not in {"status", "comment"}} for item in agenda
    ]
    return digest(posted)


def _notice(given: Document | None) -> Notice | None:
    if given is None:
        return None
    return Notice(
        posted_at=datetime.fromisoformat(given["posted_at"]),
        url=given["url"],
        contact=dict(given["contact"]),
        agenda_digest=given["agenda_digest"],
        sent_to=given["sent_to"],
        revisions=tuple(given["revisions"]),
        recorded_at=_time(given.get("recorded_at")),
    )


def _item(given: Document) -> AgendaItem:
    window = given.get("comment") or {}
    return AgendaItem(
        number=given["number"],
        title=given["title"],
        item_class=given["class"],
        proposal=given.get("proposal"),
        materials=tuple(given.get("materials") or ()),
        comment_opened_at=_time(window.get("opened_at")),
        comment_closed_at=_time(window.get("closed_at")),
        status=given.get("status"),
        clerk=given.get("clerk"),
        continued_from=given.get("continued_from"),
        added=_late(given.get("added")),
    )


def _late(given: Document | None) -> LateItem | None:
    if given is None:
        return None
    return LateItem(
        at=datetime.fromisoformat(given["at"]), exception=given["exception"], reason=given["reason"]
    )


def _motion(given: Document) -> Motion:
    return Motion(
        id=given["id"],
        item=given["item"],
        motion_class=given["class"],
        text=given["text"],
        mover=given["mover"],
        seconder=given.get("seconder"),
        adopts=given.get("adopts"),
        amends=given.get("amends"),
        reconsiders=given.get("reconsiders"),
        minutes_of=given.get("minutes_of"),
        minutes_digest=given.get("minutes_digest"),
    )


def _vote(given: Document) -> Vote:
    return Vote(
        id=given["id"],
        motion=given["motion"],
        at=datetime.fromisoformat(given["at"]),
        method=given["method"],
        roll={seat: Ballot(vote=b["vote"], holder=b.get("holder")) for seat, b in given["roll"].items()},
    )


def _minutes(given: Document | None) -> Minutes | None:
    if given is None:
        return None
    return Minutes(status=given["status"], approved_by=given.get("approved_by"), digest=given.get("digest"))


def proposal(document: Document) -> Proposal:
    """Build a proposal."""
    return Proposal(
        id=document["id"],
        change=document["change"],
        object=Object.parse(document["object"]),
        base=document.get("base"),
        version=Version.parse(document["version"]),
        digest=document["digest"],
        rationale=document["rationale"],
        options=tuple(document["options"]),
        author=document["author"],
        advisory=document.get("advisory"),
        provenance=provenance(document),
        title=document.get("title"),
        body=document.get("body"),
        proposed_on=optional_day(document.get("proposed_on")),
        recorded_on=optional_day(document.get("recorded_on")),
        grade=document.get("grade"),
        effective=optional_day(document.get("effective")),
    )


def decision(document: Document) -> DecisionRecord:
    """Build a decision record."""
    arithmetic = document.get("arithmetic")
    legacy = document.get("legacy")
    return DecisionRecord(
        id=document["id"],
        body=document["body"],
        meeting=document.get("meeting"),
        item=document.get("item"),
        proposal=document.get("proposal"),
        title=document["title"],
        decided_on=date.fromisoformat(document["decided_on"]),
        recorded_on=date.fromisoformat(document["recorded_on"]),
        outcome=document["outcome"],
        vote=document.get("vote"),
        arithmetic=Arithmetic(**arithmetic) if arithmetic else None,
        effects=tuple(
            Effect(
                op=e["op"],
                object=Object.parse(e["object"]),
                was=e.get("from"),
                became=e.get("to"),
                effective=date.fromisoformat(e["effective"]),
            )
            for e in document["effects"]
        ),
        dissent=tuple(document["dissent"]),
        summary={code: _summary(s) for code, s in document["summary"].items()},
        legacy=Legacy(source=legacy["source"], note=legacy["note"]) if legacy else None,
        provenance=provenance(document),
        meeting_digest=document.get("meeting_digest"),
    )


def _summary(given: Any) -> Summary:
    if isinstance(given, str):
        return Summary(text=given, by=None, of=None)
    return Summary(text=given["text"], by=given["by"], of=given["of"])


def erratum(document: Document) -> Erratum:
    """Build an erratum."""
    return Erratum(
        id=document["id"],
        corrects=document["corrects"],
        recorded_on=date.fromisoformat(document["recorded_on"]),
        by=document["by"],
        field=document["field"],
        reads=document["reads"],
        should_read=document["should_read"],
        reason=document["reason"],
        provenance=provenance(document),
    )
