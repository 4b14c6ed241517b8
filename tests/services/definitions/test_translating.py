"""A translation says whether it is of these very words, of older ones, or not there, and who made it."""

from typing import Any

from catalog.records.element import Element
from catalog.records.ids import Digest
from catalog.records.snapshot import Text
from catalog.services.definitions.translating import Saying, saying
from catalog.store.canonical import digest
from tests.dictionaries import Small, element

Doc = dict[str, Any]


def bare(documents: dict[str, Any]) -> Any:
    def of(text: Text[Element]) -> Digest:
        document = documents[text.path]
        return digest({key: value for key, value in document.items() if key != "translations"})

    return of


def spanish(of: Digest | str, **more: Any) -> Doc:
    return {"es": {"title": "Ausente", "definition": "Lo que dice.", "of": of, "by": "staff", **more}}


def said(small: Small, language: str = "es") -> Saying:
    dictionary = small.dictionary()
    text = dictionary.element("k12.absent")
    assert text is not None
    versions = dictionary.versions("element", "k12.absent")
    return saying(text, language, versions=versions, bare=bare(small.documents))


def test_a_translation_of_the_record_without_its_translations_is_current() -> None:
    small, plain = Small(), element()
    small.adopt(plain | {"translations": spanish(digest(plain))})
    found = said(small)
    assert (found.freshness, found.title, found.by) == ("current", "Ausente", "staff")
    assert (found.plain_language, found.untranslated) == ("Is it k12.absent?", ("plain_language",))


def test_a_translation_of_an_earlier_version_is_current_while_its_words_are() -> None:
    small = Small()
    first = small.adopt(element())
    small.adopt(element(version="1.1.0", steward="edd", translations=spanish(digest(first))), on="2025-01-01")
    assert said(small).freshness == "current"
    small.adopt(
        element(version="1.2.0", definition="Now else.", translations=spanish(digest(first))), on="2025-02-01"
    )
    assert said(small).freshness == "outdated"


def test_a_translation_of_something_that_is_not_here_is_outdated() -> None:
    small = Small()
    small.adopt(element(translations=spanish("sha256:" + "0" * 64, by="machine")))
    found = said(small)
    assert (found.freshness, found.by) == ("outdated", "machine")


def test_without_a_translation_the_words_stand_in_english_and_say_so() -> None:
    small = Small()
    small.adopt(element(plain_language=None))
    found = said(small)
    assert (found.freshness, found.title) == ("missing", "Title of k12.absent")
    assert found.untranslated == ("title", "definition")
    assert said(small, "en").freshness == "original"
