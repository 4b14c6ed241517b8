"""On Spanish pages the interface speaks Spanish, and what stays English says so."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from catalog.records.account import Role
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
