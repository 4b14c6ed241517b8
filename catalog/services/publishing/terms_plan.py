"""The pages of agreements and of policy questions: every file, at which address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from catalog.interchange.pages import PAGE, Page
from catalog.interchange.site import Planned
from catalog.services.publishing import agreement_pages, question_pages
from catalog.services.publishing.making import found_page, page
from catalog.services.publishing.shelves import Shelves

QUESTIONS: Final = "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """An address without its ending, what makes its page, and what that is made from."""

    stem: str
    page: Callable[[], Page]
    inputs: Callable[[], Iterator[str]]


def terms_plan(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    """Yield every file of agreements and policy questions as of a day."""
    for one in _planned(shelves, on=on):
        yield from page(f"{one.stem}{PAGE}", one.page, one.inputs(), beside="twins")


def terms_file(shelves: Shelves, address: str, *, on: date) -> Planned | None:
    """Return the file at an address, as of a day; ``None`` where there is none of agreements or questions."""
    if not (address.endswith(PAGE) and address.startswith((agreement_pages.FOLDER, QUESTIONS))):
        return None
    for one in _planned(shelves, on=on):
        if f"{one.stem}{PAGE}" == address:
            return found_page(address, one.page)
    return None


def _planned(shelves: Shelves, *, on: date) -> Iterator[_Planned]:
    yield _Planned(
        stem=QUESTIONS,
        page=partial(question_pages.questions_page, shelves, on=on),
        inputs=partial(question_pages.questions_inputs, shelves, on=on),
    )
    for id in shelves.state.snapshot.use_cases:
        yield _Planned(
            stem=question_pages.question_stem(id),
            page=partial(question_pages.question_page, shelves, id, on=on),
            inputs=partial(question_pages.question_inputs, shelves, id, on=on),
        )
    for name, texts in sorted(shelves.state.snapshot.agreements.items()):
        if not any(text.digest in shelves.texts for text in texts):
            continue
        yield _Planned(
            stem=agreement_pages.agreement_stem(name),
            page=partial(agreement_pages.agreement_page, shelves, name, on=on),
            inputs=partial(agreement_pages.agreement_inputs, shelves, name, on=on),
        )
