"""``p20w serve``: the web application and the API."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli.options import CATALOG, catalog_root

_MOST_PORT = 65535


@click.command("serve")
@CATALOG
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address of this machine to answer at."
)
@click.option(
    "--port",
    type=click.IntRange(0, _MOST_PORT),
    default=8020,
    show_default=True,
    help="The port; 0 takes any that is free.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many requests each worker answers at once.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes answer."
)
@click.option("--doors", is_flag=True, help="List every address with who may open it, and stop.")
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    *,
    host: str,
    port: int,
    threads: int,
    workers: int,
    doors: bool,
) -> None:
    """Serve the catalog to people and programs, until it is stopped.

    The address is printed once it is open. Pages follow the catalog's folder: what changes there is shown
    a second later. Health is at /healthz, figures for Prometheus at /metrics, a line of JSON for each
    request on standard error. To the outside it is served through a proxy that speaks TLS.

    \b
    p20w serve
    p20w serve --port 0 --workers 2
    """  # noqa: D301  # click reads the escape
    from catalog.app.serving import Served, serve

    if doors:
        _tell_doors(catalog_root(ctx, catalog))
        return
    served = Served(root=catalog_root(ctx, catalog), host=host, port=port, threads=threads, workers=workers)
    serve(served, tell=lambda address: click.echo(f"serving at {address}"))


def _tell_doors(root: Path) -> None:
    """List the addresses of the application, what may be asked there, and of whom."""
    from catalog.access.doors import doors
    from catalog.app.making import make_app

    for door in doors(make_app(root)):
        who = " ".join(sorted(door.roles)) or "nobody"
        click.echo(f"{' '.join(door.methods):<10} {door.address:<48} {who}")
