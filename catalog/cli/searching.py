"""How what was found is told: a line a record, the words by which it was found, then what else there is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

import click

from catalog.index.snippets import Piece
from catalog.services.dictionary.results import Found, Hit

_FEW: Final = 5
_SHOWN: Final = ("sector", "partner", "topic", "status")


def tell(found: Found) -> None:
    """Print what was found. Remarks go to standard error."""
    for remark in remarks(found):
        click.echo(f"p20w: {remark}", err=True)
    for hit in found.hits:
        _hit(found, hit)
    if found.total:
        click.echo(_sum(found))
        for line in _narrowing(found):
            click.echo(line)
    else:
        click.echo("nothing found")
        for line in _instead(found):
            click.echo(line)


def remarks(found: Found) -> Iterator[str]:
    """Say what was not searched for as it was typed."""
    if found.state == "behind":
        yield "the index is of an earlier state of the catalog"
    if found.cut:
        yield "that is too long; the end of it was not searched for"
    if found.no_words:
        yield "there is no word in that"
    for typed, taken in found.corrected:
        yield f"nothing has `{typed}`; searched for `{taken}`"
    if found.total and found.unknown:
        yield f"nothing has {_listed(found.unknown)}"
    if found.meant:
        yield f"did you mean `{found.meant}`?"


def _hit(found: Found, hit: Hit) -> None:
    what = "" if hit.kind == "element" else f"{hit.kind} "
    pin = hit.id if hit.version is None else f"{hit.id}@{hit.version}"
    notes = ", ".join((*hit.status, *hit.marks))
    some = " (not all words)" if not hit.has_all and found.with_all else ""
    click.echo(f"{what}{_marked(hit.title)}  {pin}  [{notes}]{some}")
    if hit.snippet:
        click.echo(f"    {_marked(hit.snippet)}")


def _marked(pieces: tuple[Piece, ...]) -> str:
    """Return pieces as words; on a terminal those that were searched for stand out."""
    if not _on_a_terminal():
        return "".join(piece.text for piece in pieces)
    return "".join(click.style(piece.text, bold=True) if piece.is_hit else piece.text for piece in pieces)


def _on_a_terminal() -> bool:
    """Say whether a person reads standard output on a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def _sum(found: Found) -> str:
    kinds = [f"{one.count:,} {one.value}" for one in found.kinds if not one.chosen and one.count]
    page = f", page {found.asked.page} of {found.pages}" if found.pages > 1 else ""
    partly = f", {found.with_all:,} with every word" if found.with_all != found.total else ""
    also = f"; also {', '.join(kinds)} (--kind)" if kinds else ""
    return f"{found.total:,} found{partly}{page}{also}"


def _narrowing(found: Found) -> Iterator[str]:
    """Say by what a long answer could be made shorter."""
    if found.pages == 1:
        return
    for facet in found.facets:
        values = [f"{one.value} {one.count:,}" for one in facet.values[:_FEW] if one.count < found.total]
        if facet.name in _SHOWN and values:
            yield f"    --{facet.name}: {', '.join(values)}"


def _instead(found: Found) -> Iterator[str]:
    """Say what could be tried where nothing was found."""
    if found.unknown:
        yield f"    no record has {_listed(found.unknown)}"
    elsewhere = [f"{one.count:,} {one.value}" for one in found.kinds if one.count]
    if elsewhere:
        yield f"    in records of another kind: {', '.join(elsewhere)} (--kind)"
    if found.narrowed:
        yield "    leave out an option that narrows the search"
    if not elsewhere and not found.narrowed:
        yield "    try fewer or more general words; a partner's own name of the field finds it too"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
