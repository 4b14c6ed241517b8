"""Readers ask for news by e-mail on the web: nothing is confirmed or ended by a link that is only opened."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalog.app.making import make_app
from catalog.services.notifying import notify
from catalog.services.opening import open_snapshot
from catalog.services.subscribing.topics import topic_of
from catalog.workspace.workspace import Workspace
from tests.mailboxes import Mailbox, mail_server
from tests.offices import Bureau, bureau_of
from tests.web.people import fill_in, hidden_in

ADA = "ada@example.org"
BODY = "/subscribe?topic=body:c2c-gb"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Return the mailbox of a server that runs."""
    with mail_server() as box:
        yield box


@pytest.fixture
def post(root: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Bureau]:
    """Return an office that can send letters."""
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        made = bureau_of(workspace, open_snapshot(root))
        yield Bureau(replace(made.office, mail=mailbox.settings), made.clock, made.snapshot)


@pytest.fixture
def reader(root: Path, post: Bureau) -> FlaskClient:
    """Return the browser of a reader."""
    return make_app(root, office=post.office).test_client()


def subscriptions(post: Bureau) -> list[tuple[str, str, bool]]:
    """List who is subscribed to what, and whether it is confirmed."""
    kinds = ("body:c2c-gb", "definition:k12.grade-level", "agreement:cde-participation")
    with post.office.workspace.reading() as work:
        found = []
        for named in kinds:
            kind, _, id = named.partition(":")
            one = work.subscriptions.find(ADA, topic_of(post.snapshot, kind, id))
            if one is not None:
                found.append((one.email, named, one.confirmed_at is not None))
        return found


def asked(reader: FlaskClient, form: str = BODY, *, email: str = ADA) -> None:
    """Ask for news."""
    answer = fill_in(reader, form, "/subscribe", email=email)
    assert (answer.status_code, answer.location) == (303, "/subscribe/asked")


def test_news_begin_when_the_letter_is_answered_and_not_before(
    reader: FlaskClient, post: Bureau, mailbox: Mailbox
) -> None:
    asked(reader)
    assert reader.get("/subscribe/asked").status_code == 200
    assert subscriptions(post) == [(ADA, "body:c2c-gb", False)]
    (address,) = mailbox.links("/subscriptions/confirm/")
    page = reader.get(address)
    assert page.status_code == 200
    assert "Governing Board" in page.text
    assert subscriptions(post) == [(ADA, "body:c2c-gb", False)], "opening the link confirms nothing"
    done = reader.post(address, data=hidden_in(page.text))
    assert (done.status_code, "It is confirmed." in done.text) == (200, True)
    assert subscriptions(post) == [(ADA, "body:c2c-gb", True)]
    assert "confirmed already" in reader.get(address).text


@pytest.mark.parametrize("topic", ["definition:k12.grade-level", "agreement:cde-participation"])
def test_definitions_and_agreements_are_topics_too(reader: FlaskClient, post: Bureau, topic: str) -> None:
    asked(reader, f"/subscribe?topic={topic}")
    assert subscriptions(post) == [(ADA, topic, False)]


def test_a_letter_is_in_the_language_of_the_page(reader: FlaskClient, mailbox: Mailbox) -> None:
    answer = fill_in(reader, f"/es{BODY}", "/es/subscribe", email=ADA)
    assert answer.location == "/es/subscribe/asked"
    (address,) = mailbox.links("/subscriptions/confirm/")
    assert address.startswith("/es/subscriptions/confirm/")
    assert '<html lang="es">' in reader.get(address).text


def test_a_mail_program_ends_it_in_one_click_and_a_reader_by_a_button(
    reader: FlaskClient, post: Bureau, mailbox: Mailbox, root: Path
) -> None:
    asked(reader)
    address = mailbox.links("/subscriptions/confirm/")[0]
    reader.post(address, data=hidden_in(reader.get(address).text))
    mailbox.letters.clear()
    asked(reader)
    (letter,) = mailbox.to(ADA)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = letter["List-Unsubscribe"].strip("<>").partition("8020")[2]
    page = reader.get(end)
    assert page.status_code == 200
    assert subscriptions(post), "opening the link ends nothing"
    stranger = make_app(root, office=post.office).test_client()
    assert stranger.post(end, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert subscriptions(post) == []
    assert reader.post(end, data=hidden_in(page.text)).status_code == 404
    notify(post.office, post.snapshot)
    assert len(mailbox.letters) == 1


def test_nobody_learns_which_addresses_are_known(reader: FlaskClient) -> None:
    first = fill_in(reader, BODY, "/subscribe", email=ADA)
    second = fill_in(reader, BODY, "/subscribe", email=ADA)
    assert (first.status_code, first.location) == (second.status_code, second.location)


@pytest.mark.parametrize(
    "email,topic,field",
    [
        ("no address", "body:c2c-gb", "email"),
        ("", "body:c2c-gb", "email"),
        ("a@b.org\nBcc: all@b.org", "body:c2c-gb", "email"),
        (ADA, "", "topic"),
        (ADA, "body:nobody", "topic"),
        (ADA, "zone:c2c.linkage", "topic"),
        (ADA, "<script>", "topic"),
    ],
)
def test_what_is_typed_wrong_is_kept_and_said_at_its_field(
    reader: FlaskClient, post: Bureau, email: str, topic: str, field: str
) -> None:
    wrong = fill_in(reader, "/subscribe", email=email, topic=topic)
    assert wrong.status_code == 422
    assert f'id="{field}-wrong"' in wrong.text
    assert f'value="{email}"' in wrong.text
    assert subscriptions(post) == []


def test_too_many_questions_from_one_address_are_asked_to_wait(reader: FlaskClient) -> None:
    answers = [fill_in(reader, BODY, "/subscribe", email=f"a{number}@b.org") for number in range(6)]
    assert [one.status_code for one in answers] == [303] * 5 + [429]


@pytest.mark.parametrize("token", ["x", "sub-1.abc", "%00", "é", "a" * 5000])
@pytest.mark.parametrize("path", ["confirm", "end"])
def test_a_token_that_nobody_was_sent_is_not_found(reader: FlaskClient, path: str, token: str) -> None:
    assert reader.get(f"/subscriptions/{path}/{token}").status_code == 404


def test_an_unknown_topic_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/subscribe?topic=body:nobody").status_code == 404
    assert reader.get("/subscribe").status_code == 200


def test_pages_lead_to_their_news(reader: FlaskClient) -> None:
    for page, topic in (
        ("/bodies/c2c-gb", "body:c2c-gb"),
        ("/proposals/prop-2026-001", "proposal:prop-2026-001"),
        ("/definitions/k12.grade-level", "definition:k12.grade-level"),
        ("/agreements/cde-participation", "agreement:cde-participation"),
    ):
        assert f'href="/subscribe?topic={topic}"' in reader.get(page).text
