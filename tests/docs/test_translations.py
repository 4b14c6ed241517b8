"""Everything that the interface says is said in Spanish too, with the same parts filled in."""

import pytest

from catalog.interchange.wording import translations_file
from docs.translations import HEADER, Said, found, kept, written, wrong

HOURS = Said(("%(count)s hour", "%(count)s hours"))
HELLO = Said(("Hello, {name}",))
LEFT = Said(("left",), "direction")


def test_everything_that_is_said_is_translated() -> None:
    assert not list(wrong(found(), kept(translations_file("es").read_text("utf-8"))))


def test_words_of_templates_and_of_code_are_found() -> None:
    said = {one.words[0] for one in found()}
    assert {"Skip to the content", "{body}: regular meeting of {day}"} <= said
    assert Said(("no",), "vote") in found()


def test_a_new_word_comes_in_and_one_that_nobody_says_goes_out() -> None:
    before = kept(written([HELLO, HOURS], kept(HEADER)))
    hello = before.get(HELLO.words[0])
    assert hello is not None
    hello.string = "Hola, {name}"
    after = written([HELLO, LEFT], before)
    assert 'msgstr "Hola, {name}"' in after
    assert 'msgctxt "direction"' in after
    assert "hours" not in after


@pytest.mark.parametrize(
    "told,fault",
    [
        ("", "not translated"),
        ("Hola", "does not fill in the same parts"),
        ("Hola, {nombre}", "does not fill in the same parts"),
    ],
)
def test_a_word_without_a_translation_or_with_other_parts_is_a_fault(told: str, fault: str) -> None:
    known = kept(written([HELLO], kept(HEADER)))
    known.get(HELLO.words[0]).string = told  # type: ignore[union-attr]  # it is there
    assert [one.partition(":")[0] for one in wrong([HELLO], known)] == [fault]


def test_words_that_nobody_says_any_more_are_a_fault() -> None:
    assert list(wrong([], kept(written([HELLO], kept(HEADER))))) == [
        "nobody says it any more: 'Hello, {name}'"
    ]
