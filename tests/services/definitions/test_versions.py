"""Each version of a definition says where it stands on a day, who decided it, and when it was in force."""

from datetime import date

import pytest

from catalog.services.definitions.retiring import retired
from catalog.services.definitions.series import series_of
from catalog.services.definitions.versions import version_rows
from catalog.store.canonical import digest
from tests.dictionaries import SEATS, TODAY, Small, code_list, element


def states(small: Small, on: date = TODAY, id: str = "k12.absent") -> dict[str, str]:
    return {str(row.version): row.state for row in version_rows(small.dictionary(on), "element", id)}


def test_the_newest_adopted_version_is_in_force_and_the_one_before_superseded() -> None:
    small = Small()
    small.adopt(element())
    small.adopt(element(version="1.1.0"), on="2025-05-01")
    assert states(small) == {"1.1.0": "in-force", "1.0.0": "superseded"}
    newest, oldest = version_rows(small.dictionary(), "element", "k12.absent")
    assert oldest.days == ((date(2024, 1, 10), date(2025, 4, 30)),)
    assert newest.days == ((date(2025, 5, 1), None),)


def test_a_version_that_is_effective_later_is_not_in_force_yet() -> None:
    small = Small()
    small.adopt(element())
    small.adopt(element(version="1.1.0"), on="2026-05-01", effective="2026-07-01")
    assert states(small) == {"1.1.0": "adopted-later", "1.0.0": "in-force"}
    assert states(small, date(2026, 7, 1)) == {"1.1.0": "in-force", "1.0.0": "superseded"}


def test_a_decision_counts_from_the_day_on_which_it_was_recorded() -> None:
    small = Small()
    small.adopt(element())
    assert states(small, date(2023, 1, 1)) == {"1.0.0": "not-adopted"}


def test_a_proposed_version_waits_and_is_in_review_once_it_stands_on_an_agenda() -> None:
    small = Small()
    small.adopt(element())
    small.propose(element(version="1.1.0"))
    assert states(small) == {"1.1.0": "proposed", "1.0.0": "in-force"}
    dictionary = small.dictionary()
    dictionary.heard = frozenset(dictionary.snapshot.proposals)
    assert version_rows(dictionary, "element", "k12.absent")[0].state == "in-review"


def test_a_proposal_that_failed_leaves_a_version_that_was_not_adopted() -> None:
    small = Small()
    small.propose(element())
    small.decide([], on="2026-05-30", outcome="failed", proposal="prop-1")
    assert states(small) == {"1.0.0": "not-adopted"}


def test_a_text_that_nobody_proposed_is_not_shown() -> None:
    small = Small()
    small.adopt(element())
    small.write(element(version="2.0.0", title="A secret draft"))
    assert states(small) == {"1.0.0": "in-force"}
    small.write(element("k12.draft"))
    assert small.dictionary().element("k12.draft") is None


def test_comment_is_open_through_the_last_day_of_the_period() -> None:
    small = Small()
    small.propose(element())
    (row,) = version_rows(small.dictionary(), "element", "k12.absent")
    through = row.proposals[0].comment_through
    assert through == date(2026, 7, 19)
    (later,) = version_rows(small.dictionary(date(2026, 7, 20)), "element", "k12.absent")
    assert later.proposals[0].comment_through is None
    assert later.proposals[0].is_open


def test_a_retired_definition_says_since_when_by_whom_and_what_took_its_place() -> None:
    small = Small()
    text = small.adopt(element())
    other = small.write(element("k12.missing", title="Missed school"))
    adopting = {"op": "adopt", "object": "element:k12.missing@1.0.0", "from": None, "to": digest(other)}
    small.retire(text, on="2026-03-01", effects=(adopting | {"effective": "2026-03-01"},))
    assert states(small) == {"1.0.0": "retired"}
    told = retired(small.dictionary(), "element", "k12.absent")
    assert told is not None
    assert told.effective == date(2026, 3, 1)
    assert [one.id for one in told.replaced_by] == ["k12.missing"]
    assert retired(small.dictionary(date(2026, 2, 28)), "element", "k12.absent") is None
    assert retired(small.dictionary(), "element", "k12.missing") is None


def test_a_text_that_supersedes_another_is_named_by_its_digest() -> None:
    small = Small()
    text = small.adopt(code_list())
    other = small.adopt(code_list("grades", title="Grades"))
    effect = {"op": "supersede", "object": "value-domain:levels@1.0.0", "from": digest(text)}
    small.decide([effect | {"to": digest(other), "effective": "2026-03-01"}], on="2026-03-01")
    told = retired(small.dictionary(), "value-domain", "levels")
    assert told is not None
    assert [one.words for one in told.replaced_by] == ["Grades"]


def test_a_major_version_breaks_the_series_and_says_by_what() -> None:
    small = Small()
    small.adopt(element(definition="10 percent or more."))
    small.adopt(element(version="1.1.0", definition="10 percent or more.", synonyms=["x"]), on="2025-01-01")
    small.adopt(element(version="2.0.0", definition="15 percent or more."), on="2026-01-01")
    first, second = series_of(small.dictionary(), "element", "k12.absent")
    assert [str(one) for one in first.versions] == ["1.0.0", "1.1.0"]
    assert first.days == (date(2024, 1, 10), date(2025, 12, 31))
    assert (first.broken_by, second.broken_by) == ((), ("definition",))
    assert second.days == (date(2026, 1, 1), None)


def test_days_without_a_version_part_the_series() -> None:
    small = Small()
    small.retire(small.adopt(element()), on="2025-01-01")
    small.adopt(element(version="1.1.0"), on="2025-03-01")
    assert [one.days for one in series_of(small.dictionary(), "element", "k12.absent")] == [
        (date(2024, 1, 10), date(2024, 12, 31)),
        (date(2025, 3, 1), None),
    ]


@pytest.mark.parametrize("roll,gathered", [
    (("aye", "no", "aye"), [("aye", ("Office 1", "Office 3")), ("no", ("Office 2",))]),
    (("recused",), [("recused", ("Office 1",)), ("absent", ("Office 2", "Office 3"))]),
])  # fmt: skip
def test_a_roll_is_gathered_by_vote_and_told_by_office(
    roll: tuple[str, ...], gathered: list[tuple[str, tuple[str, ...]]]
) -> None:
    small = Small()
    text = small.adopt(element())
    at = "2024-01-10T10:00:00-08:00"
    small.documents["meetings/gb/2024-01-10/meeting.yaml"] = {
        "kind": "meeting", "id": "gb/2024-01-10", "body": "gb", "meeting_kind": "regular", "start": at,
        "place": {"name": "Hall", "address": "1 Main St", "remote": []}, "status": "adjourned",
        "notice": None, "agenda": [{"number": "1", "title": "Texts", "class": "action"}], "attendance": [],
        "recusals": [], "comments": [],
        "motions": [{"id": "m1", "item": "1", "class": "adopt", "text": "As posted", "mover": SEATS[0]}],
        "votes": [{"id": "v1", "motion": "m1", "at": at, "method": "roll-call",
                   "roll": {seat: {"vote": vote} for seat, vote in zip(SEATS, roll, strict=False)}}],
    }  # fmt: skip
    (path,) = [one for one in small.documents if "/decisions/" in one]
    small.documents[path] |= {"meeting": "gb/2024-01-10", "vote": "v1", "legacy": None}
    assert text["id"] == "k12.absent"
    (row,) = version_rows(small.dictionary(), "element", "k12.absent")
    assert row.decided is not None
    assert [(one.vote, one.offices) for one in row.decided.ballots] == gathered
