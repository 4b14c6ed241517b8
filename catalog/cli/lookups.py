"""How possible flows are told: one line a source, recipient, zone and form, with its purposes."""

from __future__ import annotations

import click

from catalog.cli.answers import duties_in_words, evidence_in_words
from catalog.records.ids import RANK, Form, PurposeId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.purposes import PurposeTree
from catalog.rules.lookups import Possible


def tell(snapshot: Snapshot, found: tuple[Possible, ...], *, nothing: str) -> None:
    """Print possible flows: the most identifiable form and the broadest purposes of each."""
    if not found:
        click.echo(nothing)
        return
    tree = PurposeTree(snapshot)
    grouped: dict[tuple[str, str, str, str], list[Possible]] = {}
    for one in found:
        key = (one.source, one.cell.sender, one.cell.recipient, one.cell.zone)
        grouped.setdefault(key, []).append(one)
    for (source, sender, recipient, zone), flows in grouped.items():
        for form, purposes in _by_form(tree, flows):
            shown = next(f for f in flows if f.cell.form == form and f.cell.purpose in purposes)
            asked = shown.decision.verdict.conditions
            needs = evidence_in_words(asked)
            click.echo(f"{source}: {sender} to {recipient} in {zone}, {form}, for {', '.join(purposes)}")
            click.echo(f"    by {', '.join(shown.decision.verdict.consents.clauses)}")
            if needs:
                click.echo(f"    once there is evidence of {needs}")
            if duties_in_words(asked):
                click.echo(f"    {duties_in_words(asked)}")


def _by_form(tree: PurposeTree, flows: list[Possible]) -> list[tuple[Form, list[PurposeId]]]:
    """Return for each form the broadest purposes that no more identifiable form has already."""
    told: list[tuple[Form, list[PurposeId]]] = []
    covered: set[PurposeId] = set()
    for form in sorted({flow.cell.form for flow in flows}, key=RANK.__getitem__):
        purposes = {flow.cell.purpose for flow in flows if flow.cell.form == form} - covered
        narrower = {p for one in purposes for p in tree.contained([one]) if p != one}
        if purposes:
            told.append((form, sorted(purposes - narrower)))
        covered |= purposes
    return told
