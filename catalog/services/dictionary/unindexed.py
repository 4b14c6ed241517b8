"""Search without an index: slowly, by names alone, so that reading goes on where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.index.asking import Question, read
from catalog.index.snippets import Marker
from catalog.index.words import STOPS, english, words
from catalog.services.dictionary.results import ELEMENT, Asked, Found, Suggestion
from catalog.services.dictionary.showing import hit_of, suggestion_of
from catalog.services.dictionary.standing import Standings


def look_through(standings: Standings, asked: Asked) -> Found:
    """Answer with the definitions whose names have every word; facets are not counted, nor chosen from."""
    question = read(asked.words)
    wanted = _stems(question)
    found = sorted(
        (title.casefold(), id)
        for id, title in _titles(standings, language=asked.language)
        if not (wanted - _of(f"{title} {id}")) and (wanted or not question.text)
    )
    start = (asked.page - 1) * asked.per_page
    marker = Marker(question.words, question.tree)
    hits = (
        hit_of(standings, f"{ELEMENT}:{id}", marker=marker, language=asked.language, has_all=True)
        for _, id in found[start : start + asked.per_page]
    )
    return Found(
        asked=asked,
        state="missing",
        hits=tuple(hit for hit in hits if hit is not None),
        total=len(found),
        with_all=len(found),
        facets=(),
        nothing_typed=not question.text,
        no_words=bool(question.text) and question.is_empty,
        cut=question.cut,
    )


def names_like(standings: Standings, typed: str, *, most: int) -> Iterator[Suggestion]:
    """Yield the definitions whose names begin with what was typed, by name."""
    begin = read(typed).text.casefold()
    found = sorted(
        (title, id)
        for id, title in _titles(standings, language="en")
        if begin and title.casefold().startswith(begin)
    )
    for title, id in found[:most]:
        yield suggestion_of(standings, f"{ELEMENT}:{id}", title=title)


def _titles(standings: Standings, *, language: str) -> Iterator[tuple[str, str]]:
    for id in standings.snapshot.elements:
        text = standings.shown(ELEMENT, id)
        if text is not None:
            record = text.glance()
            spoken = record.translations.get(language)
            yield id, (spoken and spoken.title) or record.title


def _stems(question: Question) -> set[str]:
    if question.tree is not None:
        return _of(question.text)
    return {english(piece) for word in question.words for piece in word.pieces if piece not in STOPS}


def _of(text: str) -> set[str]:
    return {english(piece) for found in words(text) for piece in found}
