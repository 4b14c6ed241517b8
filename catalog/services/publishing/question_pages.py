"""The public pages of policy questions: which can be answered, and what is missing for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from catalog.errors import NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.services.partners.agreements import with_pages
from catalog.services.partners.naming import partner_named, purpose_named, zone_named
from catalog.services.publishing.shelves import Shelves
from catalog.services.questions.answering import Answerable, answer, answer_all
from catalog.store.canonical import canonical_bytes
from catalog.store.wording import nearest_word


def question_stem(id: str) -> str:
    """Return the address of a policy question without its ending."""
    return f"questions/{id}"


def questions_page(shelves: Shelves, *, on: date) -> Page:
    """Return the list of policy questions, with what each still lacks on a day."""
    found = answer_all(shelves.state.snapshot, on=on, as_known=on)
    return Page(
        template="questions/questions.html",
        address="questions.html",
        title=phrase("Policy questions"),
        section="questions",
        shown={
            "questions": found,
            "answerable": sum(one.answerable for one in found),
            "on_day": on,
        },
        about=phrase("Which policy questions the data can answer today, and which consent is missing."),
        document=lambda: _told(found),
    )


def question_page(shelves: Shelves, id: str, *, on: date) -> Page:
    """Return the page of a policy question. Raises ``NotFound`` where there is none of that id."""
    snapshot, found = shelves.state.snapshot, _answer(shelves, id, on=on)
    case = found.case
    return Page(
        template="questions/question.html",
        address=f"{question_stem(id)}.html",
        title=case.title,
        section="questions",
        shown={
            "question": found,
            "recipient": partner_named(snapshot, case.recipient),
            "sender": None if case.sender is None else partner_named(snapshot, case.sender),
            "purpose": purpose_named(snapshot, case.purpose),
            "zone": zone_named(snapshot, case.zone),
            "on_day": on,
            "linked": with_pages(snapshot),
            "published": _published(shelves),
        },
        about=case.question,
        document=lambda: {"kind": "policy-question", **found.document()},
    )


def questions_inputs(shelves: Shelves, *, on: date) -> Iterator[str]:
    """List what the list of policy questions and its twin are made from."""
    found = answer_all(shelves.state.snapshot, on=on, as_known=on)
    yield canonical_bytes(_told(found)).decode()


def question_inputs(shelves: Shelves, id: str, *, on: date) -> Iterator[str]:
    """List what a policy question's page is made from: the answer, and the words of whom and where."""
    snapshot, found = shelves.state.snapshot, _answer(shelves, id, on=on)
    case = found.case
    yield canonical_bytes(found.document()).decode()
    yield repr([(source.title, source.provider_name) for need in found.needs for source in need.sources])
    yield repr([clause for clause in found.spoken_of() if clause.partition("@")[0] in with_pages(snapshot)])
    yield repr([partner_named(snapshot, one) for one in (case.recipient, case.sender) if one is not None])
    yield repr((purpose_named(snapshot, case.purpose), zone_named(snapshot, case.zone)))
    yield repr(sorted(_published(shelves)))


def _told(found: Iterable[Answerable]) -> dict[str, object]:
    return {"kind": "policy-questions", "questions": [one.document() for one in found]}


def _published(shelves: Shelves) -> set[str]:
    """Return the agreements that have a page."""
    return {leaf.id for leaf in shelves.texts.values() if leaf.kind == "agreement"}


def _answer(shelves: Shelves, id: str, *, on: date) -> Answerable:
    snapshot = shelves.state.snapshot
    case = snapshot.use_cases.get(id)
    if case is None:
        near = nearest_word(id, snapshot.use_cases)
        raise NotFound(
            phrase("there is no policy question `{id}`", id=id),
            hint=phrase("did you mean `{near}`?", near=near) if near else None,
        )
    return answer(snapshot, case, on=on, as_known=on)
