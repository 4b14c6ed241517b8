"""``p20w search``: find what the dictionary has, by words."""

from __future__ import annotations

import json
import sys
from datetime import date

import click

from catalog.cli.options import ON, catalog_root, day_or_today, shared, snapshot_of, wants_json
from catalog.cli.searching import tell
from catalog.errors import IndexUnusable
from catalog.services.dictionary.results import SORTS, Asked
from catalog.services.dictionary.searching import DictionarySearch

_KINDS = ("element", "group", "value-domain", "agreement", "partner", "decision")


@click.command("search")
@shared
@click.argument("words", nargs=-1)
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=10, show_default=True, help="At most so many."
)
@click.option("--page", type=click.IntRange(1), default=1, help="Which part of what was found (default: 1).")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", help="The best first, or by title.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", help="Whose words come first.")
@click.option(
    "--kind", multiple=True, type=click.Choice(_KINDS), help="Records of this kind (default: element)."
)
@click.option("--sector", multiple=True, help="What partners of this sector supply.")
@click.option("--partner", multiple=True, help="What this partner supplies.")
@click.option("--topic", multiple=True, help="The first part of the id, such as k12.")
@click.option("--group", multiple=True, help="What stands in this group.")
@click.option("--regime", multiple=True, help="What this privacy law governs.")
@click.option("--identifiability", multiple=True, help="direct, indirect, sensitive or none.")
@click.option(
    "--status", multiple=True, help="in-force, in-review, adopted-later, superseded, retired, not-adopted."
)
@click.option("--year", multiple=True, help="What is supplied for this year.")
@ON
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    catalog: str | None,
    output: str | None,
    words: tuple[str, ...],
    limit: int,
    page: int,
    sort: str,
    language: str,
    on: date | None,
    **filters: tuple[str, ...],
) -> None:
    """Find definitions by WORDS: titles, definitions, plain language, synonyms, local names, codes.

    An option given twice means either value. "A phrase", begin*, AND, OR, NOT and title:word work too.

    Exit code 0 if anything is found, 1 if nothing is.
    """
    snapshot, day = snapshot_of(ctx, catalog), day_or_today(on)
    search = DictionarySearch(catalog_root(ctx, catalog), scope="all")
    try:
        search.keep_up(snapshot, on=day)
    except IndexUnusable as error:
        click.echo(f"p20w: {error.message}; names alone are searched", err=True)
    asked = Asked(
        words=" ".join(words),
        filters={name: values for name, values in filters.items() if values},
        language=language,
        sort="title" if sort == "title" else "relevance",
        page=page,
        per_page=limit,
    )
    found = search.search(snapshot, asked, on=day)
    if wants_json(ctx, output):
        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False))
    else:
        tell(found)
    sys.exit(0 if found.total else 1)
