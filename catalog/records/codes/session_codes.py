"""The codes of what a clerk's command may not do: out of order, out of time, or against separate hands."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.meeting_code import refuses, warns
from catalog.records.codes.statutes import (
    ADVISES,
    AGENDA,
    COMMENT,
    COMMENT_LIMITS,
    CONFLICT,
    FINAL,
    IN_SESSION,
    LATE,
    NOTICE,
    PUBLIC_VOTES,
    ROBERT,
    SEATS,
    SEPARATE_HANDS,
    TWO_THIRDS,
    WRITINGS,
)

_ORDER: Final = (
    refuses(
        "meeting-exists",
        "The body has a meeting on that day.",
        "A meeting is named by its body and its day: choose another day, or go on with the one there is.",
    ),
    refuses(
        "meeting-not-planned",
        "The agenda of a meeting that is no longer being planned would change.",
        "Change a posted agenda with `p20w meeting revise`.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "meeting-not-noticed",
        "The meeting is not one that was noticed and is still to come.",
        "Post its agenda first: `p20w meeting post`.",
        NOTICE,
        rule="BK-01",
    ),
    refuses(
        "meeting-not-open",
        "The meeting is not in session.",
        "A body acts only in a meeting that was noticed and is open: `p20w meeting open`.",
        IN_SESSION,
        rule="BK-27",
    ),
    refuses(
        "meeting-not-over",
        "The meeting is not over.",
        "Adjourn it first: `p20w meeting adjourn`.",
        FINAL,
    ),
    refuses(
        "record-final",
        "The record of the meeting is final.",
        "Nothing edits a final record; a slip of the pen is mended by `p20w decision erratum`.",
        FINAL,
    ),
    refuses(
        "opened-early",
        "A meeting would be opened before the time in its notice.",
        "Open it at the time that the notice gives, or later.",
        NOTICE,
        rule="BK-01",
    ),
    refuses(
        "opened-another-day",
        "A meeting would be opened on another day than that in its notice.",
        "Cancel it, and plan and notice another one.",
        NOTICE,
        rule="BK-01",
    ),
    refuses(
        "time-backwards",
        "A step would stand before one that is recorded already.",
        "Record what happens in the order in which it happens; `--at` gives the time.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "time-to-come",
        "A step would be recorded before it has happened.",
        "Record it once it has happened.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "time-another-day",
        "A step of a meeting would be recorded more than a day after its start.",
        "Give the time at which it happened with `--at`.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "record-too-large",
        "The record would have more than 1 MiB.",
        "Shorten long texts, or hand them out as materials.",
    ),
)

_AGENDAS: Final = (
    refuses("item-exists", "The agenda has an item of that number.", "Give the item another number."),
    refuses(
        "agenda-empty",
        "A notice without a single item.",
        "Put on the agenda what the body will do: `p20w meeting agenda`.",
        AGENDA,
        rule="BK-03",
    ),
    refuses(
        "clerk-missing",
        "Nobody is named as the clerk of an item that proposes a change.",
        "Name one with `--clerk`; it must be another than the proposer.",
        SEPARATE_HANDS,
    ),
    refuses(
        "proposer-is-clerk",
        "The proposer is the clerk of the item.",
        "Give the item another clerk with `--clerk`, or the meeting one at `plan`.",
        SEPARATE_HANDS,
    ),
    refuses(
        "comment-period-open",
        "A vote would be taken before the comment period of the proposal is over.",
        "Put it on for information, or on the agenda of a later meeting.",
        "Rules of the body, `comment_days`",
    ),
    warns(
        "comment-period-unknown",
        "The proposal does not say when it was proposed.",
        "Propose with `p20w propose`, which notes the day and the grade of the change.",
        "Rules of the body, `comment_days`",
    ),
    refuses(
        "proposed-text-missing",
        "The text that is proposed is not in the catalog, or not with the proposed digest.",
        "Put back the text as it was proposed, or propose the one that is there.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "proposal-twice",
        "A proposal stands under two items.",
        "A proposal is taken up under one item.",
        AGENDA,
    ),
    refuses(
        "not-continued",
        "An item is said to be continued, but was not.",
        "Name the meeting in which an item on the same proposal was continued.",
        AGENDA,
    ),
    refuses(
        "material-name-taken",
        "Another file of that name is among the meeting's materials.",
        "Give the file another name; what was handed out stays.",
        WRITINGS,
        rule="BK-16",
    ),
    refuses(
        "agenda-fixed",
        "The time of notice has begun: an item can no longer be changed or taken off.",
        "Continue it in the meeting: `p20w meeting continue`.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "late-item-without-exception",
        "An item would be added after the time of notice has begun.",
        "Name the exception and the reason (`--exception --reason`), or take it up in a later meeting.",
        AGENDA,
        rule="BK-05",
    ),
    warns(
        "late-item",
        "An item was added after the time of notice had begun.",
        "The body must find, by a vote before it acts on the item, that the exception applies.",
        LATE,
        rule="BK-06",
        verified=False,
    ),
    warns(
        "late-item-finding",
        "A vote on a late item before the finding that it may be acted on.",
        "Vote first on a motion of class `finding`: an emergency by a majority, a need for action by "
        "two-thirds, or by all if fewer are there.",
        LATE,
        rule="BK-06",
        verified=False,
    ),
)

_FLOOR: Final = (
    refuses("unknown-seat", "The body has no such seat.", "`p20w body show` lists the seats.", SEATS),
    refuses(
        "seat-not-present",
        "A seat would act that is not in the meeting.",
        "If the member is there, note it first: `p20w meeting attend`.",
        SEATS,
    ),
    refuses(
        "seat-recused",
        "A member would act on an item from which they are recused.",
        "Another member may move or second it.",
        CONFLICT,
    ),
    refuses(
        "recused-twice",
        "The recusal is stated already.",
        "It stands for the whole of the item.",
        CONFLICT,
    ),
    refuses(
        "comment-window",
        "The public may not speak to the item at this moment.",
        "Open comment on the item first: `p20w meeting comment MEETING ITEM --open`.",
        COMMENT,
        rule="BK-13",
    ),
    refuses(
        "comment-window-as-is",
        "Comment on the item is already as it would be made.",
        "`p20w meeting show` says which items are open for comment.",
        COMMENT,
        rule="BK-13",
    ),
    warns(
        "comment-over-time",
        "A speaker had more than the limit, or the limit is not doubled for an interpreter.",
        "Everyone has the same time; through an interpreter it is double.",
        COMMENT_LIMITS,
        rule="BK-14",
    ),
    refuses(
        "item-not-for-action",
        "A motion to decide on an item that the agenda gives for information alone.",
        "Put it on the agenda of a later meeting as an action item.",
        AGENDA,
        rule="BK-03",
    ),
    refuses(
        "item-continued",
        "The item was continued to another meeting.",
        "Take it up there, under an agenda and a notice of its own.",
        AGENDA,
    ),
    refuses(
        "item-decided",
        "An item that was decided would be continued.",
        "What was decided can be reconsidered in the same meeting.",
        ROBERT,
    ),
    refuses(
        "advisory-motion",
        "An advisory body would adopt a text.",
        "Move to recommend it: `--class recommend`.",
        ADVISES,
    ),
    refuses(
        "kind-not-adoptable",
        "The body may not adopt texts of this kind.",
        "The body's rules list the kinds it may adopt.",
        TWO_THIRDS,
    ),
    refuses(
        "nothing-posted",
        "A motion to adopt on an item that names no proposal.",
        "Only a text that was posted can be adopted; put its proposal on the agenda of a later meeting.",
        AGENDA,
        rule="BK-05",
    ),
)

_MOTIONS: Final = (
    refuses(
        "motion-on-floor",
        "A motion on the same question was made already.",
        "Amend, withdraw or vote on the motion there is; one that was decided can be reconsidered.",
        ROBERT,
    ),
    refuses(
        "motion-disposed",
        "The motion is no longer before the body.",
        "It was voted on, withdrawn, or its item continued; `p20w meeting show` lists what is pending.",
        ROBERT,
    ),
    refuses(
        "amendment-pending",
        "An amendment of the motion is still to be decided.",
        "Vote on the amendment first, or have it withdrawn.",
        ROBERT,
    ),
    refuses(
        "amendment-text",
        "An amendment without the whole amended text, or of another text than the motion's.",
        "Give the amended text as a file (`--file`): a version of its own of the same text.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "amendment-bump",
        "The amended text's version says less than it changes.",
        "Give it at least the version that the message names.",
    ),
    refuses("seconded-already", "The motion is seconded already.", "Nothing more is needed.", ROBERT),
    refuses(
        "seconded-by-mover", "A member would second their own motion.", "Another must second it.", ROBERT
    ),
    warns("not-seconded", "A vote on a motion that nobody seconded.", "Record who seconded it.", ROBERT),
    refuses(
        "withdrawn-by-another",
        "Another than the mover would withdraw a motion.",
        "Its mover may withdraw it.",
        ROBERT,
    ),
    refuses(
        "motion-pending",
        "The meeting would end with a motion undecided.",
        "Vote on it, have it withdrawn, or continue its item.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "votes-taken",
        "A meeting in which votes were taken had a quorum.",
        "Adjourn it without `--no-quorum`.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "ballot-twice",
        "A seat is named under two votes.",
        "Each member votes once.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
)

_MINUTES: Final = (
    refuses(
        "minutes-not-drafted",
        "There are no minutes to approve.",
        "Draft them first: `p20w meeting minutes`.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "minutes-edited",
        "The draft minutes are not what was generated from the record.",
        "Draft them again (`p20w meeting minutes`), or put back the file as it was.",
        WRITINGS,
        rule="BK-16",
    ),
    refuses(
        "minutes-not-adopted",
        "The decision does not approve these minutes.",
        "Name a decision of the body, adopted in this or a later meeting on a motion of class `minutes`.",
        FINAL,
    ),
    refuses(
        "minutes-final",
        "The minutes are approved, and the record is closed.",
        "Nothing edits a final record.",
        FINAL,
    ),
)

SESSION_CODES: Final = (*_ORDER, *_AGENDAS, *_FLOOR, *_MOTIONS, *_MINUTES)
"""Every code of a step that a clerk's command would take."""
