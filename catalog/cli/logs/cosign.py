"""``p20w log cosign``: a partner verifies the log for itself and adds its cosignature."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from catalog.cli.options import catalog_to_write, shared, wants_json
from catalog.cli.telling import leave_refused, told_object


class Moment(click.ParamType[datetime]):
    """A moment with its offset, as 2026-02-19T09:00:00-08:00."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the moment, or refuse the option."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"`{value}` is no moment; write it as 2026-02-19T09:00:00-08:00", param, ctx)
        return moment


@click.command("cosign")
@shared
@click.option(
    "--key", "key", required=True, type=click.Path(path_type=Path), help="The witness's private key file."
)
@click.option("--size", type=click.IntRange(min=0), help="The checkpoint's size (default: the largest).")
@click.option("--at", type=Moment(), help="When it is cosigned (default: now).")
@click.option("--first", is_flag=True, help="This key has never cosigned: there is no KEY.seen yet.")
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    key: Path,
    size: int | None,
    at: datetime | None,
    *,
    first: bool,
) -> None:
    """Verify that a checkpoint goes on from the one you cosigned last, then cosign it.

    What you cosigned last is remembered in KEY.seen beside your key, so that you need not believe
    the catalog about it. Without that file a first cosignature needs --first; a later one needs the
    file back. Refused while `p20w log verify` finds an error.
    """
    from catalog.services.logbook.cosigning import cosign_log
    from catalog.services.opening import now
    from catalog.services.refusing import Refused

    made = cosign_log(catalog_to_write(ctx, catalog), key, size=size, at=at or now(), first=first)
    if isinstance(made, Refused):
        leave_refused(made, as_json=wants_json(ctx, output))
    if wants_json(ctx, output):
        return told_object(made.document())
    counts = "it counts now" if made.counts else "it does not count yet: more cosignatures are needed"
    click.echo(f"cosigned: {made.path}, {made.signed.checkpoint.size} leaves; {counts}")
    return None
