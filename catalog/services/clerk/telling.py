"""How a refusal is told on a page: at its field, with its rule and its law, and what there is to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from catalog.interchange.pages import Link
from catalog.phrases import Phrase, phrase
from catalog.rules.meetings.objections import Objection
from catalog.rules.refusals import Refusal
from catalog.services.clerk.steps import STEPS, sitting_address, step_address
from catalog.services.meetings.answers import cited

STEP: Final = ""
"""The name of the field under which stands what is about a step as a whole."""
_COMMAND: Final = re.compile(r"p20w meeting ([a-z]+)\b.*")
_OPTION: Final = re.compile(r"--([a-z-]+)(?: [A-Z]+)?")
_WORDS: Final = {
    "agenda": "agenda",
    "correct": "correct",
    "minutes": "minutes",
    "post": "post",
    "revise": "revise",
    "adjourn": "adjourn",
    "continue": "continue",
    "open": "open",
}
_ROOMS: Final = {
    "p20w propose": Link(words=phrase("Propose a change"), address="review/propose.html"),
    "p20w decision erratum": Link(words=phrase("Correct the words of a record"), address="desk/errata.html"),
    "p20w meeting list": Link(words=phrase("Meetings"), address="desk.html"),
}
_OPTIONS: Final = {
    "at": Link(words=phrase("It happened earlier"), address=None),
    "clerk": Link(words=phrase("another clerk's account"), address=None),
    "class": Link(words=phrase("the kind of motion"), address=None),
    "exception": Link(words=phrase("the exception"), address=None),
    "reason": Link(words=phrase("the reason"), address=None),
    "rest": Link(words=phrase("everyone else"), address=None),
    "minutes": Link(words=phrase("the meeting whose minutes are approved"), address=None),
    "vote": Link(words=phrase("the vote to reconsider"), address=None),
    "holder": Link(words=phrase("the capacity"), address=None),
    "aye": Link(words=phrase("aye"), address=None),
    "no": Link(words=phrase("no"), address=None),
    "abstain": Link(words=phrase("abstain"), address=None),
    "body": Link(words=phrase("the body"), address=None),
    "effective": Link(words=phrase("the day from which it is wanted"), address=None),
    "id": Link(words=phrase("the id"), address=None),
    "on": Link(words=phrase("the day"), address=None),
}
_FIELDS: Final[Mapping[str, str]] = {
    "item-exists": "number",
    "item-not-brief": "title",
    "closed-item-without-law": "title",
    "clerk-missing": "proposal",
    "proposal-twice": "proposal",
    "proposed-text-missing": "proposal",
    "proposal-base-stale": "proposal",
    "comment-period-open": "proposal",
    "comment-period-unknown": "proposal",
    "proposal-in-closed-session": "proposal",
    "late-item-with-proposal": "proposal",
    "adoption-outside-regular-meeting": "proposal",
    "not-continued": "continued_from",
    "material-name-taken": "material",
    "late-item-without-exception": "exception",
    "time-backwards": "at",
    "time-to-come": "at",
    "time-another-day": "at",
    "opened-early": "at",
    "opened-another-day": "at",
    "notice-late": "at",
    "special-notice-late": "at",
    "emergency-notice-late": "at",
    "recorded-late": "at",
    "notice-contact": "contact_name",
    "meeting-exists": "date",
    "no-rules-that-day": "date",
    "start-in-another-zone": "time",
    "unknown-seat": "seat",
    "seat-has-no-vote": "seat",
    "seat-recused": "seat",
    "seat-not-present": "seat",
    "seconded-by-mover": "seat",
    "withdrawn-by-another": "seat",
    "recused-twice": "seat",
    "reconsider-not-prevailing": "seat",
    "vacant-seat-votes": "roll",
    "nobody-holds-seat": "roll",
    "designee-refused": "roll",
    "roll-incomplete": "roll",
    "ballot-twice": "roll",
    "proxy-vote": "roll",
    "recused-votes": "roll",
    "roll-call-needed": "method",
    "consent-not-unanimous": "method",
    "comment-over-time": "minutes",
    "comment-window": "form",
    "nothing-posted": "class",
    "advisory-motion": "class",
    "kind-not-adoptable": "class",
    "item-not-for-action": "class",
    "motion-on-floor": "class",
    "nothing-to-reconsider": "vote",
    "minutes-not-named": "minutes_of",
    "minutes-of-another-body": "minutes_of",
    "minutes-not-drafted": "minutes_of",
    "meeting-not-over": "minutes_of",
    "amendment-text": "text_file",
    "amendment-bump": "text_file",
    "not-onward": "to",
    "minutes-not-adopted": "decision",
    "quorum-is-there": "no_quorum",
    "quorum-never-there": "no_quorum",
    "votes-taken": "no_quorum",
}
"""The field beside which an objection stands, where the form has it; else it is told of the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do. ``links`` has what stands on pages for what is quoted: a room, or the name of a field."""

    words: str | Phrase
    links: Mapping[str, Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stands against a step: its words, the rule and the law behind it, and what to do."""

    code: str
    field: str
    severity: str
    message: str | Phrase
    law: str | None
    rule: str | None
    hint: Advice | None


def told_of(objections: Iterable[Objection], *, meeting: str) -> tuple[Told, ...]:
    """Return what objections say, each with the field that it is about."""
    return tuple(
        Told(
            code=one.code.id,
            field=_FIELDS.get(one.code.id, STEP),
            severity=one.code.severity,
            message=one.message,
            law=cited(one),
            rule=one.code.rule,
            hint=_advice(one.hint, meeting=meeting),
        )
        for one in objections
    )


def told_refusals(refusals: Iterable[Refusal], *, fields: Mapping[str, str]) -> tuple[Told, ...]:
    """Return what the refusals of a command beside a meeting say."""
    return tuple(
        Told(
            code=one.code,
            field=fields.get(one.code, STEP),
            severity="error",
            message=one.message,
            law=one.citation,
            rule=None,
            hint=_advice(one.hint, meeting=None),
        )
        for one in refusals
    )


def told_plainly(message: str | Phrase, *, hint: str | Phrase | None = None, field: str = STEP) -> Told:
    """Return what is wrong where no rule is behind it: something could not be read."""
    advice = _advice(hint, meeting=None)
    return Told(code="", field=field, severity="error", message=message, law=None, rule=None, hint=advice)


def _advice(hint: str | Phrase | None, *, meeting: str | None) -> Advice | None:
    """Return a hint for somebody with pages: commands become links, options the names of fields."""
    if not hint:
        return None
    quoted = str(hint).split("`")[1::2]
    links = {piece: link for piece in quoted if (link := _link(piece, meeting=meeting)) is not None}
    return Advice(words=hint, links=links)


def _link(piece: str, *, meeting: str | None) -> Link | None:
    for command, link in _ROOMS.items():
        if piece.startswith(command):
            return link
    command_word = _COMMAND.fullmatch(piece)
    word = _WORDS.get(command_word[1]) if command_word else None
    if word is not None and meeting is not None:
        return Link(words=STEPS[word].title, address=step_address(meeting, word))
    if command_word is not None and meeting is not None:
        return Link(words=meeting, address=sitting_address(meeting))
    option = _OPTION.fullmatch(piece)
    return _OPTIONS.get(option[1]) if option else None
