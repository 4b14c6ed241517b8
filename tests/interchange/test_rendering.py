"""Pages are filled in, escaped, and never with a name that nobody gave."""

from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError

from catalog.errors import NotFound
from catalog.interchange.pages import FolderFace, Page
from catalog.interchange.rendering import render, say, templates_digest
from catalog.phrases import phrase


@dataclass(frozen=True)
class NoBody:
    """The two words of a body that the template shows."""

    id: str
    title: str


def _page(**shown: object) -> str:
    page = Page(
        template="year.html",
        address="decisions/gb/2026.html",
        title="<b>A & B</b>",
        section="decisions",
        shown=shown,
    )
    return render(page, FolderFace())


def test_what_a_page_is_given_is_escaped() -> None:
    made = _page(body=NoBody(id="gb", title="<Board>"), decisions=[], gone=())
    assert "<h1>&lt;b&gt;A &amp; B&lt;/b&gt;</h1>" in made
    assert "<b>A" not in made


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        _page()


def test_the_digest_of_the_templates_is_the_same_each_time() -> None:
    assert templates_digest() == templates_digest.__wrapped__()


def test_an_error_is_english_as_text_and_a_phrase_on_pages() -> None:
    error = NotFound(phrase("there is no meeting `{name}`", name="gb/1"), hint=phrase("try again"))
    assert (str(error), error.message, error.hint) == ("there is no meeting `gb/1`",) * 2 + ("try again",)
    assert say(error.told, "es") == "no hay ninguna reunión `gb/1`"
    assert NotFound("gone").hint is None
