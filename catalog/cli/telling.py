"""How verbs that record something tell their answers: labelled lines, a refusal, plain objects."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import NoReturn

import click

from catalog.services.refusing import Refused

PAGE = 110
_WIDTH = 12


def told_line(label: str, told: str) -> None:
    """Print a label and what is told, in lines that fit a page, each under the first."""
    lead = f"  {label:<{_WIDTH}}"
    whole = textwrap.fill(
        told,
        width=PAGE,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo(whole or lead.rstrip())


def told_wrapped(line: str, *, err: bool = False) -> None:
    """Print a line that may be long, what goes over a page's width below it and further in."""
    margin = " " * (len(line) - len(line.lstrip()))
    whole = textwrap.fill(
        line.strip(),
        width=PAGE,
        initial_indent=margin,
        subsequent_indent=f"{margin}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo(whole, err=err)


def told_object(document: object) -> None:
    """Print a plain object as JSON."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def leave_refused(refused: Refused, *, as_json: bool) -> NoReturn:
    """Tell why the rules say no, and leave with exit code 1."""
    if as_json:
        told_object(refused.document())
    else:
        for refusal in refused.refusals:
            click.echo(f"refused: {refusal.message}")
            told_line("rule", f"{refusal.code}: {refusal.citation}")
            told_line("do", refusal.hint)
    sys.exit(1)
