"""On Spanish pages the interface speaks Spanish, and what stays English says so."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.records.account import Role
from tests.browser.crawling import Answer, Walk, is_a_paper
from tests.web.people import hidden_in
from tests.web.speech import Text, spoken_on

SENTENCE = re.compile(r"[^\W\d_]{2,}(?:\W*\s\W*[^\W\d_]{2,}){2,}")
"""Three words or more: what is shorter may be a name, or the same in both languages."""
WRONG = [
    (Role.PUBLIC, "/proposals/nothing/comment"),
    (Role.PUBLIC, "/comments?receipt=nothing"),
    (Role.PUBLIC, "/subscribe?topic=nothing"),
    (Role.PUBLIC, "/subscribe/confirm/nothing"),
    (Role.PUBLIC, "/subscribe/end/nothing"),
    (Role.PUBLIC, "/account/invitation/nothing"),
    (Role.PUBLIC, "/lineage/nothing"),
    (Role.PUBLIC, "/lineage-step?from=a&to=b&on=x"),
    (Role.PUBLIC, "/lineage-step?from=a&to=b"),
    (Role.PARTNER, "/partner?partner=nobody"),
    (Role.PARTNER, "/flows?recipient=nobody&on=x"),
    (Role.PARTNER, "/flows/draft"),
    (Role.MEMBER, "/review/proposals/nothing"),
    (Role.CLERK, "/desk/meetings/c2c-gb/1999-01-01"),
    (Role.CLERK, "/desk/agreements/nothing"),
    (Role.ADMIN, "/admin/accounts/nobody"),
]


STARTS = {
    Role.PUBLIC: ("/", "/search", "/search?q=grade", "/search?q=qqqwwxx", "/search/suggest?q=chron"),
    **dict.fromkeys(
        (Role.PARTNER, Role.MEMBER, Role.CLERK, Role.ADMIN), ("/account", "/flows", "/desk", "/review")
    ),
}
EACH = 3
"""So many pages of one shape are read."""


def english_on(spanish: str, english: str) -> list[str]:
    """Return the sentences of a Spanish page that its English twin has too, and that do not say so."""
    same = {text.words for text in spoken_on(english)}
    return [text.words for text in spoken_on(spanish) if _is_unmarked(text) and text.words in same]


def _is_unmarked(text: Text) -> bool:
    return text.language == "es" and SENTENCE.search(text.words) is not None


@pytest.mark.parametrize("role,address", WRONG)
def test_what_went_wrong_is_said_in_spanish(
    client: FlaskClient, as_role: Callable[[Role], FlaskClient], role: Role, address: str
) -> None:
    asking = client if role is Role.PUBLIC else as_role(role)
    found, twin = asking.get(f"/es{address}"), asking.get(address)
    assert found.status_code == twin.status_code
    assert "</main>" in found.text
    assert not english_on(found.text, twin.text)


def test_a_form_that_was_overtaken_is_sent_back_in_spanish(as_role: Callable[[Role], FlaskClient]) -> None:
    admin = as_role(Role.ADMIN)
    page = admin.get("/es/admin/invite").text
    again = admin.post("/es/admin/invite", data=hidden_in(page) | {"email": "no address"})
    other = admin.post("/admin/invite", data=hidden_in(page) | {"email": "no address"})
    assert again.status_code == other.status_code == 422
    assert not english_on(again.text, other.text)


@pytest.mark.slow
def test_no_page_has_english_words_that_are_not_marked(
    app: Flask, client: FlaskClient, as_role: Callable[[Role], FlaskClient]
) -> None:
    public, read, faults = Walk(most=EACH), 0, []
    for role, starts in STARTS.items():
        walk = public if role is Role.PUBLIC else public.of_another()
        ask = partial(_answer_of, app, client if role is Role.PUBLIC else as_role(role))
        for found in (one for start in starts for one in walk.go(start, ask)):
            if found.answer.is_page and found.answer.status == 200 and not is_a_paper(found.address):
                spanish = ask(f"/es{found.address}".rstrip("/")).content
                faults += [f"{found.address}: {one}" for one in english_on(spanish, found.answer.content)]
                read += 1
    assert not faults, "\n".join(faults)
    assert read > 150


def _answer_of(app: Flask, client: FlaskClient, address: str) -> Answer:
    for limiter in app.extensions["limiter"]:
        limiter.reset()
    answer = client.get(address)
    is_page = answer.mimetype == "text/html"
    return Answer(
        status=answer.status_code, headers=dict(answer.headers), content=answer.text if is_page else ""
    )
