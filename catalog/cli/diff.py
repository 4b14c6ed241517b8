"""``p20w diff``: what differs between two records or two catalogs."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Final

import click

from catalog.cli.options import AS_KNOWN, ON, catalog_root, day_or_today, shared, wants_json
from catalog.cli.whatif import tell_what_if
from catalog.records.difference import Difference, Grade
from catalog.services.comparing import ComparedCatalogs, ComparedTexts, compare

_COLOURS: Final[dict[Grade, str | None]] = {"wording": None, "compatible": "yellow", "breaking": "red"}
_WIDTH: Final = 12


@click.command("diff")
@shared
@click.argument("older", metavar="A")
@click.argument("newer", metavar="B")
@ON
@AS_KNOWN
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    older: str,
    newer: str,
    on: date | None,
    as_known: date | None,
) -> None:
    """Show what differs from A to B, and how much.

    A and B are two records (a file, or id@version of the catalog), or two catalogs (a folder, or a
    git revision of the catalog). Each difference is wording, compatible or breaking; together
    they say the least step the version number must take. For catalogs, the flows gained and lost
    are exact; --on shows those of one day. Exit code 1 where anything widens.

    \b
    p20w diff cde-participation@1.0.0 agreements/cde-participation/1.1.0.yaml
    p20w diff HEAD~1 .
    """  # noqa: D301  # click reads the escape
    root = catalog_root(ctx, catalog)
    found = compare(root, (older, newer), as_known=day_or_today(as_known), on=on)
    if wants_json(ctx, output):
        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False))
    elif isinstance(found, ComparedTexts):
        _tell_texts(found)
    else:
        _tell_catalogs(found)
    sys.exit(1 if found.widens else 0)


def _tell_texts(found: ComparedTexts) -> None:
    click.echo(f"{found.kind} {found.id}: {found.older} to {found.newer}")
    for one in found.differences:
        click.echo(f"  {click.style(f'{one.grade:<{_WIDTH}}', fg=_COLOURS[one.grade])}{_in_words(one)}")
    if not found.differences:
        click.echo("  nothing differs")
    says = "satisfies it" if found.satisfied else "does not satisfy it"
    click.echo(f"  least bump: {found.least}; {found.newer} after {found.older} {says}")


def _in_words(one: Difference) -> str:
    if one.old is None:
        told = f"{one.path}: + {one.new}"
    elif one.new is None:
        told = f"{one.path}: - {one.old}"
    else:
        told = f"{one.path}: {one.old} -> {one.new}"
    return told + (" (widens)" if one.widens else "")


def _tell_catalogs(found: ComparedCatalogs) -> None:
    for label, names in (("added", found.added), ("removed", found.removed), ("changed", found.changed)):
        click.echo(f"{label}: {len(names)} records")
        for name in names:
            click.echo(f"    {name}")
    for one in found.texts:
        _tell_texts(one)
    tell_what_if(found.flows)
