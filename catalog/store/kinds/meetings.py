"""The shapes of bodies, meetings, proposals and decision records."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
    Either,
    MapOf,
    Strict,
    count,
    day,
    decision_id,
    digest,
    erratum_id,
    flag,
    fraction,
    ident,
    many,
    meeting_id,
    object_,
    one,
    said,
    shape,
    text,
    time,
    version,
    words,
)

EXCEPTIONS: Final = ("emergency", "need-for-action")
EVENTS: Final = (
    "opened",
    "item-opened",
    "comment-opened",
    "comment-closed",
    "moved",
    "seconded",
    "continued",
    "withdrawn",
    "adjourned",
    "cancelled",
    "agenda-revised",
    "corrected",
    "minutes-drafted",
    "minutes-approved",
)
HOLDERS: Final = ("principal", "designee", "acting", "alternate")
SHARE: Final = shape(
    "Share", {"fraction": fraction(), "of": words("membership", "present"), "more_than?": flag()}
)
BODY: Final = shape(
    "Body",
    {
        "kind": words("body"),
        "id": ident(),
        "title": said(),
        "classification": words("governing", "advisory", "committee"),
        "law": many(text()),
        "seats": many(
            shape(
                "Seat", {"id": ident(), "label": said(), "law": text(), "designee": flag(), "voting": flag()}
            )
        ),
        "rules": many(
            shape(
                "BodyRules",
                {
                    "from": day(),
                    "seats": count(),
                    "quorum": one(SHARE),
                    "notice_days": count(),
                    "may_adopt": many(words("element", "value-domain", "group", "agreement", "lineage")),
                    "thresholds": one(shape("Thresholds", {"adopt": one(SHARE), "procedural": one(SHARE)})),
                    "membership_base": words("authorized", "filled"),
                    "comment_days?": one(
                        shape("CommentDays", {"wording": count(), "compatible": count(), "breaking": count()})
                    ),
                },
            )
        ),
        "terms": many(
            shape(
                "Term",
                {
                    "seat": ident(),
                    "holder": said(),
                    "kind": words(*HOLDERS),
                    "from": day(),
                    "through?": day(),
                },
            )
        ),
        "provenance?": one(PROVENANCE),
    },
)
NOTICE: Final = shape(
    "Notice",
    {
        "posted_at": time(),
        "url": said(),
        "contact": one(shape("Contact", {"name": text(), "address": text(), "phone": text()})),
        "agenda_digest": digest(),
        "sent_to": count(),
        "revisions": many(text()),
        "recorded_at?": time(),
    },
)
AGENDA_ITEM: Final = shape(
    "AgendaItem",
    {
        "number": said(),
        "title": said(),
        "class": said(),
        "proposal?": ident(),
        "materials?": many(text()),
        "comment?": one(shape("CommentWindow", {"opened_at": time(), "closed_at?": time()})),
        "status?": text(),
        "clerk?": said(),
        "continued_from?": meeting_id(),
        "added?": one(shape("LateItem", {"at": time(), "exception": words(*EXCEPTIONS), "reason": said()})),
    },
)
PRESENCE: Final = (
    "room",
    "other-public-place",
    "remote",
    "remote-accommodation",
    "absent",
    "left",
    "recused",
)
BALLOT: Final = shape(
    "Ballot",
    {"vote": words("aye", "no", "abstain", "recused", "absent", "left"), "holder?": words(*HOLDERS)},
)
MEETING: Final = shape(
    "Meeting",
    {
        "kind": words("meeting"),
        "id": meeting_id(),
        "body": ident(),
        "meeting_kind": words("regular", "special", "emergency"),
        "start": time(),
        "place": one(
            shape(
                "Place",
                {
                    "name": text(),
                    "address": text(),
                    "remote": many(shape("Remote", {"kind": said(), "url?": text(), "number?": text()})),
                },
            )
        ),
        "status": words("planned", "noticed", "open", "adjourned", "cancelled", "no-quorum"),
        "notice?": one(NOTICE),
        "languages?": many(shape("Language", {"code": said(), "kind": said()})),
        "agenda": many(AGENDA_ITEM),
        "attendance": many(
            shape(
                "Presence",
                {"seat": ident(), "at": time(), "presence": words(*PRESENCE), "holder?": words(*HOLDERS)},
            )
        ),
        "recusals": many(
            shape(
                "Recusal",
                {"seat": ident(), "item": said(), "interest": said(), "law": said(), "stated_at": time()},
            )
        ),
        "comments": many(
            shape(
                "Comment",
                {
                    "item": said(),
                    "form": said(),
                    "speaker": text(),
                    "minutes": count(),
                    "interpreter": flag(),
                    "text": text(),
                    "at?": time(),
                    "receipt?": said(),
                    "received?": time(),
                },
            )
        ),
        "motions": many(
            shape(
                "Motion",
                {
                    "id": ident(),
                    "item": said(),
                    "class": said(),
                    "text": said(),
                    "mover": ident(),
                    "seconder?": ident(),
                    "adopts?": digest(),
                    "amends?": ident(),
                    "reconsiders?": ident(),
                    "minutes_of?": meeting_id(),
                    "minutes_digest?": digest(),
                },
            )
        ),
        "votes": many(
            shape(
                "Vote",
                {
                    "id": ident(),
                    "motion": ident(),
                    "at": time(),
                    "method": words("roll-call", "voice", "unanimous-consent"),
                    "roll": MapOf(one(BALLOT)),
                },
            )
        ),
        "minutes?": one(
            shape("Minutes", {"status": said(), "approved_by?": decision_id(), "digest?": digest()})
        ),
        "provenance?": one(PROVENANCE),
        "clerk?": said(),
        "comment_limit?": count(),
        "events?": many(
            shape(
                "MeetingEvent",
                {
                    "event": words(*EVENTS),
                    "at": time(),
                    "item?": said(),
                    "motion?": ident(),
                    "seat?": ident(),
                    "to?": meeting_id(),
                    "reason?": text(),
                    "by?": said(),
                },
            )
        ),
        "more_comments?": many(
            shape("CommentVolume", {"file": said(), "count": count(), "digest": digest()})
        ),
        "seal?": digest(),
    },
)
PROPOSAL: Final = shape(
    "Proposal",
    {
        "kind": words("proposal"),
        "id": ident(),
        "change": words("new", "amend", "retire"),
        "object": object_(),
        "base?": digest(),
        "version": version(),
        "digest": digest(),
        "rationale": said(),
        "options": many(text()),
        "author": said(),
        "advisory?": text(),
        "provenance?": one(PROVENANCE),
        "title?": said(),
        "body?": ident(),
        "proposed_on?": day(),
        "recorded_on?": day(),
        "grade?": words("wording", "compatible", "breaking"),
        "effective?": day(),
    },
)
ARITHMETIC: Final = shape(
    "Arithmetic",
    {
        **{
            key: count()
            for key in ("aye", "no", "abstain", "recused", "absent", "needed", "of", "quorum", "counted")
        },
        "base": text(),
        "says": text(),
    },
)
_SUMMARY_TEXT: Final = text()
_SUMMARY: Final = one(shape("Summary", {"text": text(), "by": said(), "of": digest()}))


def _summary(value: object) -> fields.Field[Any]:
    return _SUMMARY_TEXT if type(value) is str else _SUMMARY


DECISION: Final = shape(
    "Decision",
    {
        "kind": words("decision"),
        "id": decision_id(),
        "body": ident(),
        "meeting?": meeting_id(),
        "meeting_digest?": digest(),
        "item?": text(),
        "proposal?": ident(),
        "title": said(),
        "decided_on": day(),
        "recorded_on": day(),
        "outcome": words("adopted", "failed", "tied", "withdrawn", "continued"),
        "vote?": ident(),
        "arithmetic?": one(ARITHMETIC),
        "effects": many(
            shape(
                "Effect",
                {
                    "op": words("adopt", "retire", "supersede"),
                    "object": object_(),
                    "from?": digest(),
                    "to?": digest(),
                    "effective": day(),
                },
            )
        ),
        "dissent": many(text()),
        "summary": MapOf(Either(_summary)),
        "legacy?": one(shape("Legacy", {"source": said(), "note": said()})),
        "provenance?": one(PROVENANCE),
    },
)
ERRATUM: Final = shape(
    "Erratum",
    {
        "kind": words("erratum"),
        "id": erratum_id(),
        "corrects": decision_id(),
        "recorded_on": day(),
        "by": said(),
        "field": words("title", "summary", "dissent"),
        "reads": said(),
        "should_read": said(),
        "reason": said(),
        "provenance?": one(PROVENANCE),
    },
)
MEETING_KINDS: Final[dict[str, type[Strict]]] = {
    "body": BODY,
    "meeting": MEETING,
    "proposal": PROPOSAL,
    "decision": DECISION,
    "erratum": ERRATUM,
}
