"""Events of an agreement: recorded behind the others, or refused, and what follows from them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.agreement import AgreementEvent
from catalog.records.ids import PartnerId
from catalog.rules.meetings.recording import records_of
from catalog.services.agreement_life.recording import RecordedEvent, record_event
from catalog.services.agreement_life.standing import AgreementStanding, list_agreements, show_agreement
from catalog.services.opening import open_snapshot
from catalog.services.refusing import Refused
from catalog.store.decision_documents import document_of
from catalog.store.reading import load_documents
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests import worlds
from tests.board import DAY, Board, ballots, motion
from tests.builders import answer, asked, codes
from tests.canonical import digest
from tests.worlds import World, adopt, agreement, element, permit, put, vocabulary, write

TODAY = date(2026, 3, 1)
EVENTS = "agreements/load/events.yaml"


def the_event(event: Any = "signed", **more: Any) -> AgreementEvent:
    """An event of today, recorded today; by default the signature of ``cde``."""
    made = AgreementEvent(
        event=event,
        version=None,
        partner=PartnerId("cde") if event == "signed" else None,
        since=None,
        through=None,
        effective_from=None,
        on=TODAY,
        recorded_on=TODAY,
        by="Authorized signatory",
        evidence="file 7",
    )
    return replace(made, **more)


def a_world() -> World:
    """A world in which ``load`` is adopted, and signed by ``c2c`` alone."""
    world = vocabulary()
    adopt(world, put(world, element("k12.ssid", regime=["ferpa"])))
    adopt(world, put(world, agreement("load", [permit()], effective_through="2029-06-30")), "2025-06-01")
    worlds.event(world, "load", "signed", "2025-06-02", version="1.0.0", partner="c2c")
    return world


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The world as a catalog, its events in YAML."""
    world = a_world()
    events = world.pop(EVENTS)
    write(world, tmp_path)
    (tmp_path / EVENTS).write_bytes(yaml_of(events, header="Append-only."))
    return tmp_path


def recorded(root: Path, name: str = "load", **more: Any) -> RecordedEvent:
    """Record an event that the rules permit."""
    done = record_event(root, name, event=the_event(**more))
    assert isinstance(done, RecordedEvent), done
    return done


def refused(root: Path, name: str = "load", **more: Any) -> list[str]:
    """The codes with which an event is refused; no byte of the catalog has changed."""
    before = dict(_files(root))
    done = record_event(root, name, event=the_event(**more))
    assert isinstance(done, Refused), done
    assert dict(_files(root)) == before
    assert all(one.citation and one.hint for one in done.refusals)
    return [one.code for one in done.refusals]


def _files(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in root.rglob("*.yaml"):
        yield path, path.read_bytes()


def shown(root: Path, on: date = TODAY, name: str = "load") -> AgreementStanding:
    """Where the agreement stands."""
    return show_agreement(open_snapshot(root), name, on=on, as_known=TODAY)


def status(root: Path, on: date = TODAY) -> str:
    """Where its one version stands on a day."""
    (version,) = shown(root, on).versions
    return version.status


def may_flow(root: Path) -> list[str]:
    """Why the agreement's flow is refused today; nothing where it is permitted."""
    request = asked(on=TODAY.isoformat(), as_known=TODAY.isoformat())
    return codes(answer(open_snapshot(root), request))


def test_the_last_signature_brings_an_adopted_agreement_into_force(root: Path) -> None:
    assert shown(root).versions[0].missing == ("`cde` has not signed",)
    assert (status(root), may_flow(root)) == ("not executed", ["not-executed"])
    done = recorded(root, "load@1.0.0")
    assert done.remarks == ()
    assert (status(root), may_flow(root), shown(root).versions[0].missing) == ("in force", [], ())


def test_an_event_is_put_behind_the_others_which_keep_every_byte(root: Path) -> None:
    before = (root / EVENTS).read_bytes()
    done = recorded(root, "load@1.0.0", by='Office "A": #1')
    after = (root / EVENTS).read_bytes()
    assert after.startswith(before)
    assert read(after)[1] == done.document()["event"]
    signed = {"event": "signed", "version": "1.0.0", "partner": "cde", "on": "2026-03-01"}
    signed |= {"recorded_on": "2026-03-01", "by": 'Office "A": #1', "evidence": "file 7"}
    assert list(read(after)[1].items()) == list(signed.items())


def test_the_first_event_makes_the_file(root: Path) -> None:
    (root / EVENTS).unlink()
    recorded(root, "load@1.0.0")
    assert (root / EVENTS).read_text().startswith("# Append-only")


def test_signing_before_adoption_is_recorded_with_a_remark_and_binds_nobody(root: Path) -> None:
    write(_laid(agreement("load", [permit()], "1.1.0")), root)
    done = recorded(root, "load@1.1.0")
    assert done.remarks == (
        "`load@1.1.0` is not adopted: the signature does not bind until the board adopts this text",
        "`load@1.1.0` still waits for c2c",
    )
    assert shown(root, name="load@1.1.0").versions[0].status == "not adopted"


def _laid(text: dict[str, Any]) -> World:
    world: World = {}
    put(world, text)
    return world


def test_a_signature_that_cannot_be_is_refused(root: Path) -> None:
    assert refused(root, "load@1.0.0", partner=PartnerId("edd")) == ["no-party"]
    assert refused(root, "load@1.0.0", partner=PartnerId("nobody")) == ["no-party"]
    assert refused(root, "load@1.0.0", partner=PartnerId("c2c")) == ["signed-already"]
    assert refused(root, "load@9.0.0") == ["unknown-version"]
    assert refused(root, "load@1.0.0", on=date(2026, 3, 2)) == ["day-to-come"]


def test_a_text_that_is_not_the_one_adopted_is_not_signed(root: Path) -> None:
    changed = agreement("load", [permit()], effective_through="2030-06-30")
    write(_laid(changed), root)
    assert refused(root, "load@1.0.0") == ["not-the-adopted-text"]


def test_a_question_that_cannot_be_asked_is_an_error(root: Path) -> None:
    with pytest.raises(NotFound, match="there is no agreement `laod`") as unknown:
        record_event(root, "laod@1.0.0", event=the_event())
    assert unknown.value.hint == "did you mean `load`?"
    with pytest.raises(BadInput, match="under one version"):
        record_event(root, "load", event=the_event())
    with pytest.raises(BadInput, match="is no version"):
        record_event(root, "load@one", event=the_event())
    with pytest.raises(BadInput, match="--by is blank"):
        record_event(root, "load@1.0.0", event=the_event(by=" "))
    with pytest.raises(NotFound, match="has no version"):
        shown(root, name="load@2.0.0")


def test_a_suspension_pauses_until_it_is_resumed(root: Path) -> None:
    recorded(root, "load@1.0.0", on=date(2026, 1, 5))
    record_event(root, "load", event=the_event("suspended", since=date(2026, 2, 1)))
    assert (status(root), may_flow(root)) == ("suspended", ["suspended"])
    assert shown(root).versions[0].missing == ("it is suspended from 2026-02-01",)
    again = record_event(root, "load", event=the_event("suspended", since=date(2026, 2, 10)))
    assert isinstance(again, Refused)
    assert again.refusals[0].code == "suspended-already"
    record_event(root, "load", event=the_event("resumed"))
    assert (status(root), status(root, date(2026, 2, 28))) == ("in force", "suspended")


def test_what_cannot_be_suspended_or_resumed_is_refused(root: Path) -> None:
    first = date(2026, 4, 1)
    for made, code in [
        (the_event("suspended", since=first, through=date(2026, 3, 31)), "suspension-reversed"),
        (the_event("suspended", since=first, on=date(2026, 3, 2)), "day-to-come"),
        (the_event("resumed"), "nothing-to-resume"),
    ]:
        done = record_event(root, "load", event=made)
        assert isinstance(done, Refused)
        assert [one.code for one in done.refusals] == [code]
    done = record_event(root, "load@1.0.0", event=the_event("suspended", since=first))
    assert isinstance(done, Refused)
    assert [one.code for one in done.refusals] == ["binds-all-versions"]


def test_a_termination_is_once_and_for_good(root: Path) -> None:
    recorded(root, "load@1.0.0")
    record_event(root, "load", event=the_event("terminated", effective_from=date(2026, 5, 1)))
    assert (status(root), status(root, date(2026, 5, 1))) == ("in force", "terminated")
    for made in (
        the_event("terminated", effective_from=date(2026, 4, 1)),
        the_event("suspended", since=date(2026, 5, 1)),
    ):
        done = record_event(root, "load", event=made)
        assert isinstance(done, Refused)
        assert [one.code for one in done.refusals] == ["terminated-already"]
    before_its_end = the_event("suspended", since=date(2026, 4, 1), through=date(2026, 4, 2))
    assert isinstance(record_event(root, "load", event=before_its_end), RecordedEvent)


def test_all_agreements_are_listed_with_where_they_stand(root: Path) -> None:
    (found,) = list_agreements(open_snapshot(root), on=TODAY, as_known=TODAY)
    document: Any = found.document()
    assert (document["id"], document["in_force"]) == ("load", None)
    (version,) = document["versions"]
    assert (version["status"], version["adoption"]["decision"]) == ("not executed", "gb/2025/0002")
    assert [party["signed_on"] for party in version["parties"]] == [None, "2025-06-02"]


def the_vote(**roll: int) -> World:
    """A world whose board of 21 voted so on the agreement ``load``, with the records that follow from it."""
    text = agreement("load", [permit()], effective_from="2026-01-01", effective_through="2029-06-30")
    world = vocabulary()
    adopt(world, put(world, element("k12.ssid", regime=["ferpa"])), id="gb/2025/0001")
    board = Board()
    board.rules["may_adopt"] = ["element", "agreement"]
    board.proposal |= {"object": "agreement:load@1.0.0", "digest": digest(text)}
    board.vote(ballots(**roll), on=motion(adopts=digest(text)))
    put(world, text)
    world |= board.documents()
    snapshot = load_documents(world).sound()
    (meeting,) = snapshot.meetings.values()
    made = records_of(snapshot, meeting, recorded_on=date.fromisoformat(DAY), first_serial=1)
    return world | {f"meetings/decisions/{one.id}.yaml": document_of(one) for one in made}


def test_an_agreement_adopted_by_fifteen_to_two_is_not_in_force_until_its_provider_has_signed(
    tmp_path: Path,
) -> None:
    write(the_vote(aye=15, no=2, absent=4), tmp_path)
    record = open_snapshot(tmp_path).decisions
    assert [(one.outcome, one.dissent) for one in record.values() if one.meeting] == [
        ("adopted", ("seat.16", "seat.17"))
    ]
    recorded(tmp_path, "load@1.0.0", partner=PartnerId("c2c"))
    assert (status(tmp_path), may_flow(tmp_path)) == ("not executed", ["not-executed"])
    recorded(tmp_path, "load@1.0.0")
    assert (status(tmp_path), may_flow(tmp_path)) == ("in force", [])


def test_an_agreement_that_failed_is_not_brought_into_force_by_signatures(tmp_path: Path) -> None:
    write(the_vote(aye=13, absent=8), tmp_path)
    for partner in ("c2c", "cde"):
        assert recorded(tmp_path, "load@1.0.0", partner=PartnerId(partner)).remarks
    assert (status(tmp_path), may_flow(tmp_path)) == ("not adopted", ["not-adopted"])
