"""The pages of agreements and of policy questions: every file, at which address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from catalog.interchange.pages import PAGE, Page
from catalog.interchange.site import Planned
from catalog.services.publishing import agreement_pages, question_pages
from catalog.services.publishing.making import found_page, made, page
from catalog.services.publishing.shelves import Shelves

QUESTIONS: Final = "questions"
TWIN: Final = ".json"


def terms_plan(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    """Yield every file of agreements and policy questions as of a day."""
    for stem, make, twin in _stems(shelves, on=on):
        inputs = [shelves.state.snapshot.digest, on.isoformat()]
        yield from page(f"{stem}{PAGE}", make, inputs)
        yield made(f"{stem}{TWIN}", twin, inputs)


def terms_file(shelves: Shelves, address: str, *, on: date) -> Planned | None:
    """Return the file at an address, as of a day; ``None`` where there is none of agreements or questions."""
    ending = next((one for one in (PAGE, TWIN) if address.endswith(one)), None)
    if ending is None or not address.startswith((agreement_pages.FOLDER, QUESTIONS)):
        return None
    wanted = address.removesuffix(ending)
    for stem, make, twin in _stems(shelves, on=on):
        if stem == wanted:
            inputs = [shelves.state.snapshot.digest, on.isoformat()]
            return found_page(address, make) if ending == PAGE else made(address, twin, inputs)
    return None


def _stems(shelves: Shelves, *, on: date) -> Iterator[tuple[str, Callable[[], Page], Callable[[], bytes]]]:
    """Yield each address without its ending, with what makes its page and its twin."""
    yield (
        QUESTIONS,
        partial(question_pages.questions_page, shelves, on=on),
        partial(question_pages.questions_twin, shelves, on=on),
    )
    for id in shelves.state.snapshot.use_cases:
        yield (
            question_pages.question_stem(id),
            partial(question_pages.question_page, shelves, id, on=on),
            partial(question_pages.question_twin, shelves, id, on=on),
        )
    for name, texts in sorted(shelves.state.snapshot.agreements.items()):
        if not any(text.digest in shelves.texts for text in texts):
            continue
        yield (
            agreement_pages.agreement_stem(name),
            partial(agreement_pages.agreement_page, shelves, name, on=on),
            partial(agreement_pages.agreement_twin, shelves, name, on=on),
        )
