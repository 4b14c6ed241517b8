"""The steps of the desk, each read from its form and handed to the service that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.ids import Digest, SeatId
from catalog.rules.meetings.on_the_floor import CLASSES as MOTION_CLASSES
from catalog.services.meetings.agendas import (
    CLASSES,
    EXCEPTIONS,
    Item,
    Posting,
    post,
    put_item,
    remove_item,
    revise,
)
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.clock_words import moment_of
from catalog.services.meetings.closing import adjourn
from catalog.services.meetings.correcting import correct
from catalog.services.meetings.desk import When
from catalog.services.meetings.hearing import Spoken, comment, set_window
from catalog.services.meetings.minuting import approve, draft
from catalog.services.meetings.moving import About, amend, continue_item, move, second, withdraw
from catalog.services.meetings.planning import Plan, cancel, plan
from catalog.services.meetings.sitting import (
    HOLDERS,
    PRESENCES,
    Seated,
    attend_roll,
    open_meeting,
    recuse,
)
from catalog.services.meetings.voting import CHOICES, METHODS, Called, roll
from catalog.services.opening import LOS_ANGELES
from catalog.web.typed import Typed

KINDS: Final = ("regular", "special", "emergency")
_REST: Final[tuple[Literal["aye", "no", "abstain"], ...]] = ("aye", "no", "abstain")
_UNSEEN: Final = Digest("none")
"""What no record has: a form that does not say on which it was made is a late one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A step that is asked for: in which catalog and meeting, what was typed, and by whom."""

    root: Path
    meeting: str
    clerk: str
    typed: Typed
    motions: Mapping[str, str]
    kept_by: str | None

    def when(self) -> When:
        """Return when the step was taken, and on which record; settle what was typed first."""
        at = self.typed.maybe("at")
        moment = None
        try:
            moment = None if at is None else moment_of(self.meeting, at)
        except BadInput:
            self.typed.wrong["at"] = phrase("This is no time; write it as 10:05, or as 2026-02-18T10:05.")
        self.typed.settle()
        seen = self.typed.maybe("seen")
        return When(at=moment, by=self.clerk, seen=_UNSEEN if seen is None else Digest(seen))


def plan_meeting(root: Path, typed: Typed, *, clerk: str) -> Answer:
    """Plan a meeting, kept by whoever is signed in."""
    day, time = typed.some_day("date"), typed.text("time")
    start = _start(typed, f"{day.isoformat()}T{time}")
    limit = typed.number("comment_limit", least=1) if typed.maybe("comment_limit") else None
    wanted = Plan(
        body=typed.text("body"),
        start=start,
        kind=typed.choice("kind", KINDS),
        place=typed.text("place"),
        address=typed.text("address"),
        clerk=clerk,
        remote=typed.pairs("remote"),
        languages=typed.pairs("language"),
        comment_limit=limit,
        provenance=_provenance(typed),
    )
    typed.settle()
    return plan(root, wanted)


def _provenance(typed: Typed) -> tuple[str, str] | None:
    status = typed.perhaps("provenance", ("illustrative", "sourced"))
    return None if status is None else (status, typed.text("source"))


def _start(typed: Typed, told: str) -> datetime:
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        typed.wrong.setdefault("time", phrase("This is no time; write it as 10:00."))
        return datetime.max.replace(tzinfo=LOS_ANGELES)
    return found.replace(tzinfo=found.tzinfo or LOS_ANGELES, microsecond=0)


def _item(ask: Ask) -> Item:
    typed = ask.typed
    return Item(
        number=typed.text("number"),
        title=typed.text("title"),
        item_class=typed.choice("class", CLASSES),
        proposal=typed.maybe("proposal"),
        materials=typed.files("material"),
        clerk=None if ask.clerk == ask.kept_by else ask.clerk,
        continued_from=typed.maybe("continued_from"),
        exception=typed.perhaps("exception", EXCEPTIONS),
        reason=typed.maybe("reason"),
    )


def _agenda(ask: Ask) -> Answer:
    wanted = _item(ask)
    return put_item(ask.root, ask.meeting, wanted, when=ask.when())


def _strike(ask: Ask) -> Answer:
    number = ask.typed.text("number")
    return remove_item(ask.root, ask.meeting, number, when=ask.when())


def _post(ask: Ask) -> Answer:
    typed = ask.typed
    wanted = Posting(
        url=typed.text("url"),
        contact_name=typed.text("contact_name"),
        contact_address=typed.text("contact_address"),
        contact_phone=typed.text("contact_phone"),
        sent_to=typed.number("sent_to"),
    )
    return post(ask.root, ask.meeting, wanted, when=ask.when())


def _revise(ask: Ask) -> Answer:
    wanted = _item(ask)
    return revise(ask.root, ask.meeting, wanted, when=ask.when())


def _strike_posted(ask: Ask) -> Answer:
    number = ask.typed.text("number")
    return revise(ask.root, ask.meeting, number, when=ask.when())


def _cancel(ask: Ask) -> Answer:
    reason = ask.typed.text("reason")
    return cancel(ask.root, ask.meeting, reason=reason, when=ask.when())


def _correct(ask: Ask) -> Answer:
    reason = ask.typed.text("reason")
    return correct(ask.root, ask.meeting, reason=reason, when=ask.when())


def _open(ask: Ask) -> Answer:
    return open_meeting(ask.root, ask.meeting, when=ask.when())


def _attend(ask: Ask) -> Answer:
    places, held = ask.typed.by_key("presence."), ask.typed.by_key("holder.")
    everyone = ask.typed.perhaps("everyone", ("room",))
    if not {*places.values()} <= {*PRESENCES} or not {*held.values()} <= {*HOLDERS}:
        ask.typed.wrong["roll"] = phrase("Choose one of the list in each row.")
    called = [
        Seated(
            seat=SeatId(seat),
            presence=everyone if everyone and place == "absent" else place,
            holder=held.get(seat),
        )
        for seat, place in places.items()
    ]
    return attend_roll(ask.root, ask.meeting, roll=called, when=ask.when())


def _recuse(ask: Ask) -> Answer:
    typed = ask.typed
    seat, item = typed.text("seat"), typed.text("item")
    interest, law = typed.text("interest"), typed.text("law")
    return recuse(ask.root, ask.meeting, seat=seat, item=item, interest=interest, law=law, when=ask.when())


def _window_open(ask: Ask) -> Answer:
    item = ask.typed.text("item")
    return set_window(ask.root, ask.meeting, item, window="open", when=ask.when())


def _window_close(ask: Ask) -> Answer:
    item = ask.typed.text("item")
    return set_window(ask.root, ask.meeting, item, window="close", when=ask.when())


def _comment(ask: Ask) -> Answer:
    typed = ask.typed
    item = typed.text("item")
    said = Spoken(
        text=typed.text("text"),
        speaker=typed.maybe("speaker") or "not given",
        form="spoken",
        minutes=typed.number("minutes"),
        interpreter=typed.maybe("interpreter") is not None,
    )
    return comment(ask.root, ask.meeting, item, said=said, when=ask.when())


def _write(ask: Ask) -> Answer:
    typed = ask.typed
    item = typed.text("item")
    said = Spoken(text=typed.text("text"), speaker=typed.maybe("speaker") or "not given", form="written")
    return comment(ask.root, ask.meeting, item, said=said, when=ask.when())


def _move(ask: Ask) -> Answer:
    typed = ask.typed
    item, seat, text = typed.text("item"), typed.text("seat"), typed.text("text")
    about = About(
        motion_class=typed.choice("class", MOTION_CLASSES),
        vote=typed.maybe("vote"),
        minutes=typed.maybe("minutes_of"),
    )
    return move(ask.root, ask.meeting, item=item, seat=seat, text=text, about=about, when=ask.when())


def _second(ask: Ask) -> Answer:
    motion, seat = ask.typed.text("motion"), ask.typed.text("seat")
    return second(ask.root, ask.meeting, motion=motion, seat=seat, when=ask.when())


def _amend(ask: Ask) -> Answer:
    typed = ask.typed
    motion, seat, text = typed.text("motion"), typed.text("seat"), typed.text("text")
    file = typed.record_text("text_file", "amended")
    return amend(ask.root, ask.meeting, motion=motion, seat=seat, text=text, file=file, when=ask.when())


def _withdraw(ask: Ask) -> Answer:
    motion = ask.typed.text("motion")
    return withdraw(ask.root, ask.meeting, motion=motion, seat=ask.motions.get(motion, ""), when=ask.when())


def called_in(typed: Typed) -> Called:
    """Return a roll as it was called in a form."""
    votes = typed.by_key("vote.")
    if not {*votes.values()} <= {*CHOICES}:
        typed.wrong["roll"] = phrase("Choose one of the votes in each row.")
    by_choice = {one: tuple(seat for seat, vote in votes.items() if vote == one) for one in CHOICES}
    rest = typed.perhaps("rest", CHOICES)
    return Called(
        aye=by_choice["aye"],
        no=by_choice["no"],
        abstain=by_choice["abstain"],
        rest=next((one for one in _REST if one == rest), None),
        method=typed.perhaps("method", METHODS) or METHODS[0],
    )


def _roll(ask: Ask) -> Answer:
    motion, called = ask.typed.text("motion"), called_in(ask.typed)
    return roll(ask.root, ask.meeting, motion=motion, called=called, when=ask.when())


def _continue(ask: Ask) -> Answer:
    typed = ask.typed
    item, to, reason = typed.text("item"), typed.maybe("to"), typed.maybe("reason")
    return continue_item(ask.root, ask.meeting, item=item, to=to, reason=reason, when=ask.when())


def _adjourn(ask: Ask) -> Answer:
    no_quorum = ask.typed.maybe("no_quorum") is not None
    return adjourn(ask.root, ask.meeting, no_quorum=no_quorum, when=ask.when())


def _minutes(ask: Ask) -> Answer:
    return draft(ask.root, ask.meeting, when=ask.when())


def _approve(ask: Ask) -> Answer:
    decision = ask.typed.text("decision")
    return approve(ask.root, ask.meeting, decision, when=ask.when())


TAKEN: Final[Mapping[str, Callable[[Ask], Answer]]] = {
    "agenda": _agenda,
    "strike": _strike,
    "post": _post,
    "revise": _revise,
    "strike-posted": _strike_posted,
    "cancel": _cancel,
    "correct": _correct,
    "open": _open,
    "attend": _attend,
    "recuse": _recuse,
    "window-open": _window_open,
    "window-close": _window_close,
    "comment": _comment,
    "write": _write,
    "move": _move,
    "second": _second,
    "amend": _amend,
    "withdraw": _withdraw,
    "roll": _roll,
    "continue": _continue,
    "adjourn": _adjourn,
    "minutes": _minutes,
    "approve": _approve,
}
"""How each step is taken, by its word."""
