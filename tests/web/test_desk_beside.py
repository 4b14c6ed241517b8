"""Clerks record the life of agreements and file errata on pages, with the refusals of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.records.account import Role
from catalog.services.opening import open_snapshot, today
from tests.web.desks import Desk, Reference, account, said

pytestmark = pytest.mark.slow

AGREEMENT = "/desk/agreements/cde-participation"
PROOF = {"evidence": "File 12, Office of the clerk"}


@pytest.fixture
def desk(tmp_path: Path, root: Path) -> Desk:
    """The reference catalog, and a clerk at its desk."""
    return Desk(Reference(tmp_path, root))


def sent(desk: Desk, verb: str, **typed: Any) -> Any:
    path = f"{AGREEMENT}/{verb}"
    return desk.client.post(path, data={**desk.token(path), **PROOF, **typed})


def events(desk: Desk) -> list[Any]:
    return list(open_snapshot(desk.hall.root).events.get("cde-participation", ()))  # type: ignore[call-overload]


def test_an_agreement_is_suspended_resumed_and_terminated(desk: Desk) -> None:
    days = "from: 2026-11-01, 'on': 2026-11-01, recorded_on: 2026-11-01"
    paused = f"- {{event: suspended, {days}, by: x, evidence: y}}"
    with (desk.hall.root / "agreements/cde-participation/events.yaml").open("a") as file:
        file.write(f"{paused}\n")
    before, day = len(events(desk)), today().isoformat()
    assert sent(desk, "resume", on=day).status_code == 303
    assert sent(desk, "suspend", **{"from": day}).status_code == 303
    assert sent(desk, "terminate", effective_from="2027-01-01").status_code == 303
    made = events(desk)[before:]
    assert [one.event for one in made] == ["resumed", "suspended", "terminated"]
    assert {one.by for one in made} == {"Clerk of the board"}
    assert {one.recorded_on for one in made} == {today()}
    page = said(desk.get(AGREEMENT))
    assert "effective from January 1, 2027" in page


def test_a_signature_is_refused_where_it_is_there_already(desk: Desk) -> None:
    before = desk.hall.contents()
    answer = sent(desk, "sign", version="1.0.0", partner="cde", on="2026-01-05")
    assert answer.status_code == 409
    page = said(answer)
    assert "signed `cde-participation@1.0.0`".replace("`", "") in page
    assert "Rule: records contract 5" in page
    assert 'value="File 12, Office of the clerk"' in answer.text
    assert desk.hall.contents() == before


@pytest.mark.parametrize(
    "verb, typed, says",
    [
        ("sign", {"version": "9.0.0", "partner": "cde", "on": "2026-01-05"}, "has no version 9.0.0"),
        ("sign", {"version": "1.0.0", "partner": "public", "on": "2026-01-05"}, "is no party"),
        ("resume", {"on": "2026-01-05"}, "Rule: "),
        ("suspend", {"from": "2026-01-01", "on": "2999-01-01"}, "is still to come"),
    ],
)
def test_the_rules_of_an_agreements_life_are_told(
    desk: Desk, verb: str, typed: dict[str, str], says: str
) -> None:
    before = desk.hall.contents()
    answer = sent(desk, verb, **typed)
    assert answer.status_code == 409
    assert says in said(answer)
    assert desk.hall.contents() == before


@pytest.mark.parametrize(
    "verb, typed, name",
    [
        ("sign", {"version": "1.1.0", "partner": "cde"}, "on"),
        ("sign", {"version": "1.1.0", "on": "2026-01-05"}, "partner"),
        ("suspend", {}, "from"),
        ("suspend", {"from": "5.1.2026"}, "from"),
        ("terminate", {"effective_from": "2027-01-01", "evidence": " "}, "evidence"),
    ],
)
def test_a_field_of_an_event_that_is_wrong_is_named(
    desk: Desk, verb: str, typed: dict[str, str], name: str
) -> None:
    answer = sent(desk, verb, **typed)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text


def test_an_event_on_an_older_state_is_not_recorded(desk: Desk) -> None:
    path = f"{AGREEMENT}/suspend"
    old = desk.token(path)
    assert sent(desk, "suspend", **{"from": "2026-12-24"}).status_code == 303
    before = desk.hall.contents()
    late = {**old, **PROOF, "from": "2026-12-25"}
    answer = desk.client.post(path, data=late)
    assert answer.status_code == 409
    assert "Another event was recorded meanwhile" in said(answer)
    assert 'value="2026-12-25"' in answer.text
    assert desk.hall.contents() == before


def test_an_event_that_is_sent_twice_is_recorded_once(desk: Desk) -> None:
    path, before = f"{AGREEMENT}/suspend", len(events(desk))
    form = {**desk.token(path), **PROOF, "from": "2026-12-24"}
    assert [desk.client.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(events(desk)) == before + 1


def test_an_erratum_is_filed_and_logged(desk: Desk) -> None:
    record = "c2c-gb/2026/0004"
    path = f"/desk/errata?decision={record}"
    page = desk.get(path)
    assert record in said(page)
    words = open_snapshot(desk.hall.root).decisions[record].title  # type: ignore[index]
    first = words.split()[0]
    form = {
        "decision": record,
        "field": "title",
        "reads": words,
        "should_read": words + ".",
        "reason": "A stop",
    }
    answer = desk.client.post("/desk/errata", data={**desk.token(path), **form})
    assert answer.status_code == 303, said(answer)
    assert f"Filed: {record}-erratum-1" in said(desk.get(answer.location))
    again = desk.client.post("/desk/errata", data={**desk.token(path), **form, "should_read": f"{first} 7"})
    assert again.status_code == 409
    assert "Rule: " in said(again)
    late = desk.client.post("/desk/errata", data={**desk.token(path), **form, "reason": "So", "seen": "0"})
    assert late.status_code == 409
    assert "Another erratum was filed meanwhile" in said(late)


def test_an_erratum_to_no_record_is_told_of(desk: Desk) -> None:
    form = {"decision": "none", "field": "title", "reads": "a", "should_read": "b", "reason": "c"}
    answer = desk.client.post("/desk/errata", data={**desk.token("/desk/errata"), **form, "seen": "0"})
    assert answer.status_code == 404
    assert desk.get("/desk/errata?decision=%3Cb%3E").status_code == 200


def test_only_clerks_keep_agreements(desk: Desk) -> None:
    for role in (Role.MEMBER, Role.ADMIN, Role.PARTNER):
        desk.sign_in(account(f"Only {role}", role))
        for path in ("/desk/agreements", AGREEMENT, f"{AGREEMENT}/sign", "/desk/errata"):
            assert desk.get(path).status_code == 403
        token = desk.token("/")
        assert desk.client.post(f"{AGREEMENT}/sign", data=token).status_code == 403


def test_an_unknown_agreement_or_verb_is_not_there(desk: Desk) -> None:
    for path in ("/desk/agreements/none", "/desk/agreements/none/sign", f"{AGREEMENT}/erase"):
        assert desk.get(path).status_code == 404
        if path.count("/") > 3:
            assert desk.client.post(path, data={**desk.token("/desk"), **PROOF}).status_code in {404, 422}
