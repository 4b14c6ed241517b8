"""Votes and their records: the sum, the roll, who may vote, what was decided."""

from typing import Any

import pytest

from catalog.rules.flows.known import Known
from catalog.rules.meetings.effects import counting_effects
from catalog.store.canonical import digest
from tests.board import (
    AMENDED_EFFECT,
    DAY,
    MEETING,
    SEATS,
    TEXT,
    TODAY,
    Board,
    Doc,
    adopted,
    ballots,
    codes,
    found,
    moment,
    motion,
    record_all,
    sums,
    voted,
)


@pytest.mark.parametrize(
    "roll, outcome, says",
    [
        ({"aye": 10, "no": 10, "absent": 1}, "tied", "10 aye; 14 of 21 needed; quorum 11, 20 counted"),
        ({"aye": 13, "absent": 8}, "failed", "13 aye; 14 of 21 needed; quorum 11, 13 counted"),
        ({"aye": 14, "no": 7}, "adopted", "14 aye; 14 of 21 needed; quorum 11, 21 counted"),
        ({"aye": 13, "no": 1, "abstain": 7}, "failed", "13 aye; 14 of 21 needed; quorum 11, 21 counted"),
    ],
)
def test_a_vote_is_recorded_as_its_roll_gives(roll: dict[str, int], outcome: str, says: str) -> None:
    board = voted(**roll)
    (decision,) = board.decisions
    assert (decision["outcome"], decision["arithmetic"]["says"]) == (outcome, says)
    assert found(board) == []
    assert adopted(board.snapshot()) == ([digest(TEXT)] if outcome == "adopted" else [])


@pytest.mark.parametrize(
    "base, of, needed, outcome", [("authorized", 21, 14, "failed"), ("filled", 19, 13, "adopted")]
)
def test_the_record_says_which_seats_the_share_is_taken_of(
    base: str, of: int, needed: int, outcome: str
) -> None:
    board = Board()
    board.rules["membership_base"] = base
    board.body["terms"] = board.body["terms"][:19]
    board.vote(ballots(aye=13))
    record_all(board)
    (decision,) = board.decisions
    total = decision["arithmetic"]
    assert (total["base"], total["of"], total["needed"], total["absent"], total["quorum"]) == (
        base,
        of,
        needed,
        6,
        11,
    )
    assert decision["outcome"] == outcome
    assert found(board) == []


def test_an_outcome_that_the_roll_does_not_give_is_found() -> None:
    board = voted(aye=13, absent=8)
    board.decisions = []
    board.decide("adopted", sums(board)[0])
    (wrong,) = found(board)
    assert (wrong.code, wrong.at, wrong.citation) == (
        "outcome-differs",
        ("outcome",),
        "Educ. Code 10865(a)(5)",
    )
    assert "13 aye; 14 of 21 needed" in wrong.message


def test_each_number_that_the_roll_does_not_give_is_found() -> None:
    board = voted(aye=14, no=7)
    board.decisions[0]["arithmetic"] |= {"aye": 15, "no": 6, "says": "15 aye"}
    assert [(f.code, f.at[-1], f.severity) for f in found(board)] == [
        ("arithmetic-differs", "aye", "error"),
        ("arithmetic-differs", "no", "error"),
        ("arithmetic-says", "says", "warning"),
    ]


def test_a_record_that_does_not_add_up_its_vote_is_found() -> None:
    board = voted(aye=14, no=7)
    board.decisions[0]["arithmetic"] = None
    assert codes(board) == ["arithmetic-missing"]


def test_ten_who_may_act_of_twelve_in_the_meeting_are_no_quorum() -> None:
    board = Board()
    board.present(12)
    for seat in SEATS[10:12]:
        recusal = {"seat": seat, "item": "7", "interest": "income", "law": "Gov. Code 87105"}
        board.meeting["recusals"].append({**recusal, "stated_at": moment("10:30")})
    board.vote(ballots(aye=10, recused=2))
    record_all(board)
    (refused,) = found(board)
    assert (refused.code, refused.at) == ("no-quorum", ("votes", 0))
    assert "10 count, 11 are needed" in refused.message
    assert "2 CCR 18707(a)(3)" in str(refused.citation)


def test_a_proxy_does_not_count() -> None:
    board = voted(aye=14, no=7)
    board.meeting["attendance"] = [e for e in board.meeting["attendance"] if e["seat"] != "seat.05"]
    (refused,) = found(board)
    assert (refused.code, refused.at) == ("proxy-vote", ("votes", 0, "roll", "seat.05"))
    assert refused.citation == "Educ. Code 10864(a)"


def test_a_designee_counts_for_a_seat_that_may_have_one() -> None:
    board = voted(aye=14, no=7)
    board.meeting["votes"][0]["roll"]["seat.03"]["holder"] = "designee"
    assert [(f.code, f.severity) for f in found(board)] == [("holder-not-named", "warning")]
    board.body["terms"].append(
        {"seat": "seat.03", "holder": "A. Deputy", "kind": "designee", "from": "2025-01-01"}
    )
    assert found(board) == []


@pytest.mark.parametrize("holder", ["designee", "alternate"])
def test_nobody_sits_in_for_a_public_member(holder: str) -> None:
    board = voted(aye=14, no=7)
    board.meeting["votes"][0]["roll"]["seat.13"]["holder"] = holder
    (refused,) = found(board)
    assert (refused.code, refused.at) == ("designee-refused", ("votes", 0, "roll", "seat.13", "holder"))


@pytest.mark.parametrize("method", ["voice", "unanimous-consent"])
def test_a_meeting_with_a_remote_member_votes_by_roll_call(method: str) -> None:
    board = Board()
    board.present(1, "remote", first=20)
    board.vote(ballots(aye=21), method=method)
    (refused,) = found(record_all(board))
    assert (refused.code, refused.at) == ("roll-call-needed", ("votes", 0, "method"))


def test_everyone_in_the_room_may_vote_by_voice() -> None:
    board = Board()
    board.vote(ballots(aye=14, no=7), method="voice")
    assert found(record_all(board)) == []


@pytest.mark.parametrize("in_room, expected", [(11, []), (10, ["majority-not-in-room"])])
def test_with_remote_members_a_majority_is_in_the_room(in_room: int, expected: list[str]) -> None:
    board = Board()
    board.present(in_room)
    board.present(21 - in_room, "remote", first=in_room)
    board.vote(ballots(aye=14, no=7))
    assert codes(record_all(board)) == expected


def test_an_advisory_board_recommends_and_adopts_nothing() -> None:
    board = voted(aye=14, no=7)
    board.body["classification"] = "advisory"
    snapshot = board.snapshot()
    assert adopted(snapshot) == []
    assert all(counting_effects(snapshot, d) == () for d in snapshot.decisions.values())
    board.decisions[0]["effects"] = []
    assert found(board) == []


def test_an_adopted_agreement_is_not_in_force_until_the_provider_has_signed() -> None:
    board = voted(aye=15, no=2, absent=4)
    text: Doc = {"kind": "agreement", "id": "share", "version": "1.0.0", "title": "Share", "clauses": []}
    text["parties"] = [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    text |= {"legal_bases": [], "effective_from": "2026-02-18", "effective_through": "2027-02-18"}
    board.more["agreements/share/1.0.0.yaml"] = text
    signed = {"event": "signed", "version": "1.0.0", "partner": "c2c", "on": DAY, "recorded_on": DAY}
    board.more["agreements/share/events.yaml"] = [{**signed, "by": "clerk", "evidence": "file"}]
    partners = [{"id": name, "name": name, "sector": "state"} for name in ("cde", "c2c")]
    board.more["definitions/partners.yaml"] = {"kind": "partners", "partners": partners}
    board.proposal |= {"object": "agreement:share@1.0.0", "digest": digest(text)}
    board.meeting["motions"][0]["adopts"] = digest(text)
    board.decisions[0]["effects"][0] |= {"object": "agreement:share@1.0.0", "to": digest(text)}
    assert found(board) == []
    (life,) = Known(board.snapshot(), TODAY).lives(next(iter(board.snapshot().agreements)))
    assert life.adoption is not None
    assert life.permits_from is None


def test_a_roll_without_a_member_who_is_present_is_incomplete() -> None:
    board = Board()
    board.present(16)
    board.vote(ballots(aye=15))
    (refused,) = found(record_all(board))
    assert (refused.code, refused.at) == ("roll-incomplete", ("votes", 0, "roll"))
    assert "seat.16" in refused.message


def test_a_present_member_marked_absent_leaves_the_roll_incomplete() -> None:
    board = Board()
    board.present(16)
    board.vote(ballots(aye=15, absent=1))
    assert codes(record_all(board)) == ["roll-incomplete"]


def test_an_erratum_is_a_new_record_on_the_same_vote() -> None:
    board = voted(aye=14, no=7)
    board.decide("adopted", sums(board)[0], effects=[], title="Erratum: the title of 0001")
    assert found(board) == []


def test_an_adoption_that_no_record_carries_out_is_found() -> None:
    board = voted(aye=14, no=7)
    board.decisions[0]["effects"] = []
    assert codes(board) == ["effects-missing"]


def test_every_vote_has_its_record_once_the_meeting_is_over() -> None:
    board = voted(aye=10, no=11)
    board.decisions = []
    (missing,) = found(board)
    assert (missing.code, missing.at, missing.file) == ("decision-missing", ("votes", 0), MEETING)
    board.meeting["status"] = "open"
    assert found(board) == []


@pytest.mark.parametrize(
    "change, code",
    [
        ({"vote": "v9"}, "unknown-vote"),
        ({"vote": None}, "vote-missing"),
        ({"item": "8"}, "unknown-item"),
        ({"proposal": None}, "proposal-differs"),
        ({"decided_on": "2026-02-17"}, "decided-on-differs"),
        ({"effects": [{**AMENDED_EFFECT, "object": "group:other@1.0.0"}]}, "effect-not-proposed"),
    ],
)
def test_a_record_that_is_not_of_its_meeting_is_found(change: dict[str, Any], code: str) -> None:
    board = voted(aye=14, no=7)
    other = {**TEXT, "id": "other"}
    board.more["definitions/groups/other/1.0.0.yaml"] = other
    board.decisions[0] |= change
    assert code in codes(board)


@pytest.mark.parametrize(
    "change, code",
    [
        ({"at": moment("09:59")}, "vote-outside-meeting"),
        ({"motion": "m9"}, "unknown-motion"),
    ],
)
def test_a_vote_belongs_to_its_meeting(change: Doc, code: str) -> None:
    board = voted(aye=14, no=7)
    board.meeting["votes"][0] |= change
    assert code in codes(board)


def test_vacant_and_voteless_seats_do_not_vote() -> None:
    board = voted(aye=14, no=7)
    board.body["terms"] = board.body["terms"][:20]
    board.body["seats"][19]["voting"] = False
    assert {"vacant-seat-votes", "seat-has-no-vote"} <= set(codes(board))


def test_a_recused_member_does_not_vote_and_a_recusal_is_stated() -> None:
    board = voted(aye=14, no=6, recused=1)
    assert [(f.code, f.severity) for f in found(board)] == [("recusal-not-stated", "warning")]
    recusal = {"seat": "seat.01", "item": "7", "interest": "income", "law": "Gov. Code 87105"}
    board.meeting["recusals"] = [{**recusal, "stated_at": moment("13:00")}]
    assert codes(board) == ["recusal-not-stated", "recused-votes"]


def test_a_motion_withdrawn_before_a_vote_has_a_record_without_a_sum() -> None:
    board = voted(aye=14, no=7)
    total = board.decisions[0]["arithmetic"]
    withdrawn = board.decide("withdrawn", None, vote=None)
    assert found(board) == []
    withdrawn["arithmetic"] = total
    assert codes(board) == ["arithmetic-differs"]


def test_a_vote_to_adopt_is_not_recorded_as_continued() -> None:
    board = voted(aye=14, no=7)
    board.decisions[0] |= {"outcome": "continued", "effects": []}
    assert codes(board) == ["outcome-differs"]


def test_without_a_quorum_nothing_is_adopted_whatever_the_record_says() -> None:
    board = Board()
    board.vote(ballots(aye=6, absent=15), motion("m2", "procedural"))
    record_all(board)
    assert (board.decisions[0]["outcome"], codes(board)) == ("failed", ["no-quorum"])
    board.decisions[0]["outcome"] = "adopted"
    assert codes(board) == ["no-quorum", "outcome-differs"]


def test_a_record_names_the_item_of_its_motion() -> None:
    board = Board()
    board.meeting["agenda"].append({**board.item, "number": "8"})
    board.vote(ballots(aye=10, no=11))
    record_all(board)
    board.decisions[0]["item"] = "8"
    assert codes(board) == ["item-differs"]


def test_a_vote_without_any_attendance_is_one_finding() -> None:
    board = voted(aye=14, no=7)
    board.meeting["attendance"] = []
    (missing,) = found(board)
    assert (missing.code, missing.at) == ("attendance-missing", ("attendance",))


def test_votes_of_the_absent_make_no_quorum() -> None:
    board = voted(aye=14)
    board.meeting["attendance"] = board.meeting["attendance"][:10]
    assert codes(board) == ["no-quorum", *["proxy-vote"] * 4]


def test_a_body_that_records_no_holders_is_not_asked_who_they_were() -> None:
    board = Board()
    board.body["terms"] = []
    board.vote(ballots(aye=14, no=7) | {"seat.01": {"vote": "aye", "holder": "designee"}})
    assert found(record_all(board)) == []


def test_exactly_a_quorum_is_one() -> None:
    board = Board()
    board.vote(ballots(aye=11))
    assert found(record_all(board)) == []


@pytest.mark.parametrize("spoil", ["outcome-differs", "vote-missing"])
def test_a_record_that_its_roll_does_not_bear_out_is_an_error(spoil: str) -> None:
    board = voted(aye=14, no=7)
    if spoil == "outcome-differs":
        for ballot in board.meeting["votes"][0]["roll"].values():
            ballot["vote"] = "no"
    else:
        board.decisions[0]["vote"] = None
    assert spoil in codes(board)
