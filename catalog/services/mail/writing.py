"""Write letters: their words in the reader's language, and the addresses that they lead to."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.interchange.pages import Language
from catalog.interchange.rendering import say
from catalog.phrases import Phrase
from catalog.records.subscription import Letter, LetterId, LetterState
from catalog.services.office import Office, new_id


def said(words: Phrase, language: str) -> str:
    """Say a phrase in a language that we speak."""
    return say(words, _spoken(language))


def web_address(office: Office, path: str, language: str) -> str:
    """Return the address of a page as a letter writes it."""
    return f"{office.address}{'/es' if _spoken(language) == 'es' else ''}/{path}"


def letter_of(
    office: Office, to: str, *, subject: str, paragraphs: Iterable[str], unsubscribe: str | None = None
) -> Letter:
    """Return a letter that waits to be sent."""
    now = office.clock()
    return Letter(
        id=LetterId(new_id("letter")),
        to=to,
        subject=" ".join(subject.split()),
        text="\n\n".join(paragraphs) + "\n",
        unsubscribe=unsubscribe,
        made_at=now,
        state=LetterState.WAITING,
        tried=0,
        changed_at=now,
    )


def _spoken(language: str) -> Language:
    return "es" if language == "es" else "en"
