"""Partners ask what may flow and what their agreements say: every answer has an address and a twin."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from catalog.records.account import Role
from catalog.records.ids import PartnerId, PurposeId, ZoneId
from catalog.records.release import Use
from catalog.services.gating.asking import Wanted
from catalog.services.gating.releasing import Released, release
from catalog.services.opening import open_snapshot
from tests.web.people import hidden_in, signed_in_as

PUBLISHED = "recipient=public&sender=c2c&purpose=public-reporting.dashboard&zone=public.site&form=aggregate"
DAY = "on=2026-11-21"
DRAFT = "agreements/cde-participation/1.0.0.yaml"
PAGES = ["/flows", "/flows/why?item=cde:k12.ssid", "/flows/change?item=cde:k12.ssid", "/partner"]


@pytest.fixture
def steward(app: Flask) -> FlaskClient:
    """Return the browser of the steward of ``cde``, who has asked for nothing yet."""
    for limiter in app.extensions["limiter"]:
        limiter.reset()
    return signed_in_as(app, Role.PARTNER)


def weigh(steward: FlaskClient, **sent: Any) -> TestResponse:
    """Send a draft by the form of its page."""
    return steward.post("/partner/draft", data=hidden_in(steward.get("/partner/draft").text) | sent)


FILES = ("/flows.xlsx", "/partner.json")


@pytest.mark.parametrize("address", [*PAGES, *FILES, "/partner/draft"])
def test_a_partners_page_opens_to_partners_and_staff_alone(app: Flask, address: str) -> None:
    assert app.test_client().get(address).status_code == (401 if address in FILES else 302)
    assert signed_in_as(app, Role.MEMBER).get(address).status_code == 403
    for role in (Role.PARTNER, Role.CLERK, Role.ADMIN):
        assert signed_in_as(app, role).get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *PAGES,
        "/partner/draft",
        *(f"/es{address}" for address in PAGES),
        "/es/partner?partner=c2c&on=2029-07-20",
        f"/es/flows/change?item=dhcs:health.birth-date&{PUBLISHED}",
        f"/es/flows/change?item=cde:k12.grade-level&{PUBLISHED}&on=2031-01-01",
    ],
)
def test_a_page_has_one_heading_and_keeps_out_of_caches(steward: FlaskClient, address: str) -> None:
    answer = steward.get(address)
    assert answer.text.count("<h1>") == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.text
    assert answer.text.count("<table") == answer.text.count("<caption")


def test_a_partner_sees_its_own_data_first_and_may_look_at_all(steward: FlaskClient) -> None:
    assert json.loads(steward.get("/flows.json").text)["asked"]["provider"] == "cde"
    assert "<h1>My agreements</h1>" in steward.get("/partner").text
    other = json.loads(steward.get("/partner.json?partner=dhcs&on=2028-05-20").text)
    assert other["partner"]["id"] == "dhcs"
    assert [one["last_day"] for one in other["lapses_soon"]] == ["2028-06-30"]


def test_a_cell_says_in_words_how_it_stands_and_leads_to_why(steward: FlaskClient) -> None:
    page = steward.get(f"/flows?provider=dhcs&{PUBLISHED}&min_cell=11&{DAY}").text
    assert "With evidence" in page
    assert "groups of at least 20 people" in page
    assert "a clause forbids it" in page
    why = steward.get(f"/flows/why?item=dhcs:health.birth-date&{PUBLISHED}&min_cell=11&{DAY}").text
    for told in ("dhcs-participation@1.0.0#public", "c2c-gb/2025/0015", "Authorized signatory", "Minutes"):
        assert told in why
    permitted = steward.get(f"/flows/why?item=dhcs:health.birth-date&{PUBLISHED}&min_cell=20&{DAY}").text
    assert "A notice must be published." in permitted


def test_a_form_says_which_field_is_wrong_and_keeps_what_was_typed(steward: FlaskClient) -> None:
    answer = steward.get("/flows?provider=%3Cb%3E&on=tomorrow&min_cell=11")
    assert answer.status_code == 422
    assert 'id="provider-fault"' in answer.text
    assert 'value="tomorrow"' in answer.text
    assert 'value="11"' in answer.text
    assert "<b>" not in answer.text
    twin = steward.get("/flows.json?on=tomorrow")
    assert (twin.status_code, twin.json) == (
        422,
        {"faults": [{"field": "on", "code": "not-a-day", "value": "tomorrow"}]},
    )
    assert steward.get("/flows.xlsx?on=tomorrow").status_code == 422
    assert steward.get("/flows/why?on=2026-11-21").status_code == 422
    assert steward.get("/partner?partner=nobody").status_code == 422


def test_the_workbook_holds_all_that_is_asked_for(steward: FlaskClient) -> None:
    answer = steward.get(f"/flows.xlsx?provider=cde&{PUBLISHED}&{DAY}")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data))["What may flow"]
    shown: Any = steward.get(f"/flows.json?provider=cde&{PUBLISHED}&{DAY}").json
    assert sheet.max_row == 1 + 4 * shown["supplied"]


def test_a_matrix_of_several_pages_can_be_printed_whole(steward: FlaskClient) -> None:
    asked = f"/flows?provider=cde&spread=purpose&{DAY}"
    first = steward.get(asked).text
    assert first.count('<th scope="row"><a') == 20
    assert "rows=all" in first
    assert f"{asked.partition('?')[0]}?provider=cde" in first
    whole = steward.get(f"{asked}&rows=all").text
    shown: Any = steward.get(asked.replace("/flows", "/flows.json")).json
    assert whole.count('<th scope="row"><a') == shown["supplied"] > 20
    assert "usa-pagination__button" not in whole


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "address",
    [
        "/flows?provider=cde&min_cell=9007199254740991&page=9007199254740991&",
        "/flows/why?item=cde:k12.ssid&",
        "/flows/why?item=public.pathways.grade_level&sender=c2c&",
        "/flows/change?item=cde:k12.ssid&zone=public.site&",
        "/flows/change?item=public.pathways.grade_level&sender=c2c&",
        "/partner?partner=c2c&",
        "/partner.json?partner=c2c&",
    ],
)
def test_the_first_and_the_last_day_there_are_have_answers_too(
    steward: FlaskClient, address: str, day: str
) -> None:
    assert steward.get(f"{address}on={day}").status_code == 200


def test_the_smallest_change_is_told_or_what_stands_in_the_way(steward: FlaskClient) -> None:
    asked = "item=dhcs:health.birth-date&on=2030-01-01&purpose=research&zone=c2c.analytical&form=pseudonymous"
    page = steward.get(f"/flows/change?{asked}").text
    assert "extend the term from 2028-06-30 to 2030-01-01" in page
    assert "14 of 21 members" in page
    forbidden = steward.get(
        "/flows/change?item=dhcs:health.birth-date&purpose=commercial&form=aggregate"
    ).text
    assert "A clause forbids it" in forbidden
    assert "no change of a clause is proposed" in forbidden


def test_a_draft_is_weighed_and_a_faulty_one_comes_back_with_its_lines(
    steward: FlaskClient, root: Path
) -> None:
    draft = (root / DRAFT).read_text().replace("version: 1.0.0\n", "version: 1.1.0\n", 1)
    longer = draft.replace("effective_through: 2029-06-30", "effective_through: 2030-06-30")
    pasted = weigh(steward, text=longer.replace("\n", "\r\n"))
    assert pasted.status_code == 200
    assert "at least 1.1.0 is needed" in pasted.text
    gained = re.search(r"Flows gained \(([0-9]+)\)", pasted.text)
    assert gained is not None
    assert int(gained[1]) > 1_000
    sent = weigh(steward, file=(BytesIO(longer.encode()), "draft.yaml"))
    assert gained[0] in sent.text
    wrong = weigh(steward, text=longer.replace("to: [c2c]", "too: [c2c]", 1))
    assert wrong.status_code == 422
    assert "unknown key `too`" in wrong.text
    assert "too: [c2c]" in wrong.text
    empty = weigh(steward, text=" ")
    assert (empty.status_code, "there is no draft" in empty.text) == (422, True)


def test_a_draft_that_is_too_large_is_refused(steward: FlaskClient) -> None:
    kind = "application/x-www-form-urlencoded"
    token = hidden_in(steward.get("/partner/draft").text)["csrf_token"]
    for letters, status in ((1024 * 1024 + 2, 422), (5_000_000, 413)):
        sent = f"csrf_token={token}&text={'x' * letters}".encode()
        assert steward.post("/partner/draft", data=sent, content_type=kind).status_code == status


def test_a_forgery_from_elsewhere_is_refused(steward: FlaskClient) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = steward.post("/partner/draft", data={"text": "kind: agreement"}, headers=elsewhere)
    assert answer.status_code == 400
    assert "kind: agreement" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/agreements/cccco-participation",
        "/agreements/cde-participation",
        "/questions",
        "/questions/public-absence",
    ],
)
def test_agreements_and_questions_are_public_in_both_languages(client: FlaskClient, address: str) -> None:
    for one in (address, f"/es{address}"):
        assert client.get(one).status_code == 200
    twin: Any = client.get(f"{address}.json").json
    assert twin["kind"] in {"agreement-standing", "policy-questions", "policy-question"}


def test_what_is_no_agreement_and_no_question_is_not_there(client: FlaskClient) -> None:
    assert client.get("/agreements/nobody").status_code == 404
    assert client.get("/agreements/edd-participation").status_code == 404
    question = client.get("/questions/earnings-after-college").text
    assert "edd-participation@1.0.0#analytical" in question
    assert 'href="/agreements/edd' not in question
    assert 'href="/agreements/cccco-participation#1.1.0-analytical"' in question
    assert client.get("/questions/nothing.json").status_code == 404


def test_a_partner_sees_what_it_received_and_until_when(app: Flask, tmp_path: Path, root: Path) -> None:
    data = tmp_path / "k12.csv"
    data.write_text("SSID,GradeLevel\n1,05\n2,06\n", encoding="utf-8")
    use = Use(
        recipient=PartnerId("c2c"),
        purpose=PurposeId("evaluation.program"),
        zone=ZoneId("c2c.analytical"),
        on=date(2026, 11, 21),
        as_known=date(2026, 11, 21),
    )
    asked: dict[str, Any] = {
        "table": None,
        "form": None,
        "drop": False,
        "use": use,
        "out": tmp_path / "out.parquet",
    }
    wanted = Wanted(data=str(data), dataset="cde.calpads", **asked)
    answer = release(open_snapshot(root), wanted, root=root)
    assert isinstance(answer, Released)
    staff = signed_in_as(app, Role.CLERK)
    page = staff.get("/partner?partner=c2c&on=2026-11-22").text
    rows = re.findall(r"<tr><td><time datetime=\"2029-08-29\">.*?</tr>", page)
    assert any("cde.calpads" in row and "pseudonymous" in row for row in rows)
    told = staff.get("/partner.json?partner=c2c&on=2026-11-22").json
    assert told is not None
    assert [one["release"] for one in told["releases"]] == [answer.receipt["release"]]
    assert told["releases"][0]["destroy_by"] == "2029-08-29"
    assert "No release to this partner" in staff.get("/partner?partner=cde&on=2026-11-22").text
    assert "cde.calpads, " not in staff.get("/partner?partner=c2c&on=2026-11-20").text
