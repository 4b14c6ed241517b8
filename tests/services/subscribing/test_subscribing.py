"""Readers ask for news by e-mail: a letter asks back, and each piece of news is told once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from catalog.config import MailSettings
from catalog.errors import BadInput, NotFound
from catalog.interchange.smtp import MailServer
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import LetterState, Topic, TopicKind
from catalog.services.mail.posting import mail_server, post_all
from catalog.services.notifying import notify
from catalog.services.office import hashed
from catalog.services.subscribing.asking import ask
from catalog.services.subscribing.confirming import confirm, subscription_to_confirm
from catalog.services.subscribing.ending import end, subscription_to_end
from catalog.services.subscribing.happenings import happenings
from catalog.services.subscribing.topics import topic_of
from tests.mailboxes import SENDER, Mailbox
from tests.offices import Bureau, says

BODY = Topic(kind=TopicKind.BODY, id="c2c-gb")
DEFINITION = Topic(kind=TopicKind.DEFINITION, id="k12.sixth-grade-math")
ADA = "ada@example.org"


def before(snapshot: Snapshot) -> Snapshot:
    """Return the catalog as it was before its meetings and decisions."""
    return replace(snapshot, decisions={}, meetings={}, derived={})


def subscribe(
    bureau: Bureau, mailbox: Mailbox, email: str = ADA, topic: Topic = BODY, language: str = "en"
) -> None:
    """Ask for news and confirm it, before anything was decided."""
    assert ask(bureau.office, bureau.snapshot, email, topic=topic, language=language) is None
    token = mailbox.links("/confirm/")[-1].rpartition("/")[2]
    confirm(bureau.office, before(bureau.snapshot), token)
    mailbox.letters.clear()


def test_a_letter_asks_back_before_anything_else_is_sent(bureau: Bureau, mailbox: Mailbox) -> None:
    assert ask(bureau.office, bureau.snapshot, " Ada@Example.org", topic=BODY, language="en") is None
    (letter,) = mailbox.to(ADA)
    assert (letter["From"].addresses[0].addr_spec, letter["Auto-Submitted"]) == (SENDER, "auto-generated")
    assert "Governing Board" in letter["Subject"]
    assert letter["List-Unsubscribe"] is None
    notify(bureau.office, bureau.snapshot)
    assert len(mailbox.letters) == 1


def test_after_confirming_what_happens_then_is_told_and_nothing_from_before(
    bureau: Bureau, mailbox: Mailbox
) -> None:
    subscribe(bureau, mailbox)
    done = notify(bureau.office, bureau.snapshot)
    assert (done.letters, done.posted.sent, done.posted.waiting) == (1, 1, 0)
    (letter,) = mailbox.to(ADA)
    text = letter.get_content()
    assert "Decided (adopted): Adopt the definition of chronic absence" in text
    assert "http://127.0.0.1:8020/decisions/c2c-gb/2026/0004" in text
    assert "Open for comment" not in text  # it was open before
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip("<>") in text
    assert notify(bureau.office, bureau.snapshot).letters == 0
    assert len(mailbox.letters) == 1


def test_only_what_concerns_the_topic_is_told(bureau: Bureau, mailbox: Mailbox) -> None:
    subscribe(bureau, mailbox, topic=DEFINITION)
    notify(bureau.office, bureau.snapshot)
    text = mailbox.to(ADA)[0].get_content()
    assert "sixth grade math" in text
    assert "chronic absence" not in text


def test_who_confirms_before_anybody_was_ever_notified_is_not_told_the_past(
    bureau: Bureau, mailbox: Mailbox
) -> None:
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    confirm(bureau.office, bureau.snapshot, mailbox.links("/confirm/")[0].rpartition("/")[2])
    assert notify(bureau.office, bureau.snapshot).letters == 0


def test_nobody_is_told_whether_an_address_is_known(bureau: Bureau, mailbox: Mailbox) -> None:
    subscribe(bureau, mailbox)
    for email in (ADA, "new@example.org"):
        assert ask(bureau.office, bureau.snapshot, email, topic=BODY, language="en") is None
        assert len(mailbox.to(email)) == 1
    assert "already" in mailbox.to(ADA)[0]["Subject"]
    assert mailbox.links("/confirm/") != []


def test_what_is_no_address_is_said_at_its_field(bureau: Bureau, mailbox: Mailbox) -> None:
    assert list(says(ask(bureau.office, bureau.snapshot, "ada", topic=BODY, language="en"))) == ["email"]
    assert mailbox.letters == []


def test_nobody_is_written_to_again_and_again(bureau: Bureau, mailbox: Mailbox) -> None:
    for _ in range(3):
        ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    assert len(mailbox.letters) == 1
    bureau.clock.move(minutes=11)
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    first, second = mailbox.links("/confirm/")
    with pytest.raises(NotFound):
        subscription_to_confirm(bureau.office, first.rpartition("/")[2])
    subscription_to_confirm(bureau.office, second.rpartition("/")[2])
    for element in list(bureau.snapshot.elements)[:20]:
        topic = Topic(kind=TopicKind.DEFINITION, id=element)
        assert ask(bureau.office, bureau.snapshot, ADA, topic=topic, language="en") is None
    assert len(mailbox.letters) < 8


def test_many_who_ask_the_same_at_the_same_moment_cause_one_letter(bureau: Bureau, mailbox: Mailbox) -> None:
    def ask_it() -> None:
        ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")

    threads = [threading.Thread(target=ask_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.letters) == 1


def test_confirming_twice_is_the_same_as_once(bureau: Bureau, mailbox: Mailbox) -> None:
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    token = mailbox.links("/confirm/")[0].rpartition("/")[2]
    first = confirm(bureau.office, before(bureau.snapshot), token)
    bureau.clock.move(hours=1)
    assert confirm(bureau.office, bureau.snapshot, token) == first


@pytest.mark.parametrize("token", ["", "x", "sub-0.x", "\udcff.\x00", "x" * 10_000])
def test_a_token_that_never_was_confirms_and_ends_nothing(token: str, bureau: Bureau) -> None:
    with pytest.raises(NotFound):
        confirm(bureau.office, bureau.snapshot, token)
    with pytest.raises(NotFound):
        end(bureau.office, token)


def test_a_subscription_ends_by_the_address_in_its_letters_and_is_forgotten(
    bureau: Bureau, mailbox: Mailbox
) -> None:
    subscribe(bureau, mailbox)
    notify(bureau.office, before(bureau.snapshot))
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    token = mailbox.links("/end/")[0].rpartition("/")[2]
    assert subscription_to_end(bureau.office, token).email == ADA
    with pytest.raises(NotFound):
        subscription_to_end(bureau.office, token[:-1] + ("A" if token[-1] != "A" else "B"))
    end(bureau.office, token)
    with pytest.raises(NotFound):
        end(bureau.office, token)
    assert notify(bureau.office, bureau.snapshot).letters == 0
    with bureau.office.workspace.reading() as work:
        assert work.subscriptions.find(ADA, BODY) is None


def test_an_address_that_nobody_confirmed_is_forgotten(bureau: Bureau, mailbox: Mailbox) -> None:
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    bureau.clock.move(days=8)
    notify(bureau.office, bureau.snapshot)
    with bureau.office.workspace.reading() as work:
        assert work.subscriptions.find(ADA, BODY) is None
    assert len(mailbox.letters) == 1


def test_letters_lead_to_pages_in_the_language_that_was_asked_in(bureau: Bureau, mailbox: Mailbox) -> None:
    subscribe(bureau, mailbox, language="es")
    notify(bureau.office, bureau.snapshot)
    assert "http://127.0.0.1:8020/es/decisions/c2c-gb/2026/0004" in mailbox.letters[0].get_content()


@pytest.mark.parametrize(
    "kind, id", [("body", "none"), ("king", "c2c-gb"), ("definition", "c2c-gb"), ("", "")]
)
def test_there_is_no_subscription_to_what_is_not_there(kind: str, id: str, bureau: Bureau) -> None:
    with pytest.raises(NotFound):
        topic_of(bureau.snapshot, kind, id)


def test_each_kind_of_topic_can_be_subscribed_to(bureau: Bureau) -> None:
    for kind, id in [
        ("body", "c2c-gb"),
        ("definition", "k12.ssid"),
        ("agreement", "cde-participation"),
        ("proposal", "prop-2026-001"),
    ]:
        assert str(topic_of(bureau.snapshot, kind, id)) == f"{kind}:{id}"


def test_each_thing_happens_once_and_under_a_name_of_its_own(bureau: Bureau) -> None:
    found = happenings(bureau.snapshot)
    assert len({one.key for one in found}) == len(found)
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert found == happenings(bureau.snapshot)


@pytest.mark.parametrize(
    "answer, state", [("550 no such reader", LetterState.REFUSED), ("450 later", LetterState.WAITING)]
)
def test_what_a_server_refuses_is_tried_again_only_where_it_may_help(
    answer: str, state: LetterState, bureau: Bureau, mailbox: Mailbox
) -> None:
    mailbox.answers = answer
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    with bureau.office.workspace.reading() as work:
        assert work.letters.count(state) == 1
    mailbox.answers = "250 OK"
    posted = post_all(bureau.office)
    assert (posted.sent, len(mailbox.letters)) == ((1, 1) if state is LetterState.WAITING else (0, 0))


def test_a_letter_of_which_the_server_said_nothing_is_not_sent_again(
    bureau: Bureau, mailbox: Mailbox
) -> None:
    mailbox.falls_silent = True
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    mailbox.falls_silent = False
    assert post_all(bureau.office).lost == ()
    bureau.clock.move(minutes=11)
    posted = post_all(bureau.office)
    assert (posted.sent, len(posted.lost), len(mailbox.letters)) == (0, 1, 1)


def test_without_a_server_letters_wait_until_there_is_one(bureau: Bureau, mailbox: Mailbox) -> None:
    mute = replace(bureau.office, mail=MailSettings())
    ask(mute, bureau.snapshot, ADA, topic=BODY, language="en")
    assert post_all(mute).waiting == 1
    gone = replace(bureau.office, mail=MailSettings(host="127.0.0.1", port="1", sender=SENDER))
    assert post_all(gone).waiting == 1
    assert post_all(bureau.office).sent == 1
    assert len(mailbox.letters) == 1


def test_a_letter_that_two_send_at_once_is_sent_once(bureau: Bureau, mailbox: Mailbox) -> None:
    mute = replace(bureau.office, mail=MailSettings())
    for number in range(5):
        ask(mute, bureau.snapshot, f"reader{number}@example.org", topic=BODY, language="en")
    threads = [threading.Thread(target=post_all, args=(bureau.office,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter["To"] for letter in mailbox.letters) == [f"reader{n}@example.org" for n in range(5)]


def test_two_who_notify_at_once_write_once(bureau: Bureau, mailbox: Mailbox) -> None:
    subscribe(bureau, mailbox)
    threads = [threading.Thread(target=notify, args=(bureau.office, bureau.snapshot)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.letters) == 1


def test_a_title_cannot_add_to_the_head_of_a_letter(bureau: Bureau, mailbox: Mailbox) -> None:
    body = replace(bureau.snapshot.bodies[BODY.id], title="Board\r\nBcc: thief@example.org")  # type: ignore[index]  # as text
    snapshot = replace(bureau.snapshot, bodies={body.id: body}, derived={})
    ask(bureau.office, snapshot, ADA, topic=BODY, language="en")
    (letter,) = mailbox.letters
    assert letter["Bcc"] is None
    assert "Board Bcc: thief@example.org" in letter["Subject"]


def test_a_subscription_keeps_no_token_of_its_letter(bureau: Bureau, mailbox: Mailbox) -> None:
    ask(bureau.office, bureau.snapshot, ADA, topic=BODY, language="en")
    token = mailbox.links("/confirm/")[0].rpartition("/")[2]
    with bureau.office.workspace.reading() as work:
        assert work.subscriptions.by_token(token) is None
        assert work.subscriptions.by_token(hashed(token)) is not None


@pytest.mark.parametrize(
    "named",
    [
        MailSettings(host="mail"),
        MailSettings(host="mail", sender="nobody"),
        MailSettings(host="mail", sender=SENDER, port="x"),
        MailSettings(host="mail", sender=SENDER, port="65536"),
    ],
)
def test_half_a_mail_server_is_bad_input(named: MailSettings) -> None:
    with pytest.raises(BadInput):
        mail_server(named)


def test_a_mail_server_is_named_by_host_and_port() -> None:
    assert mail_server(MailSettings()) is None
    assert mail_server(MailSettings(host="mail", sender=SENDER)) == MailServer(host="mail", port=25)
