"""The options that say for which use data would flow, as verbs that let data through share them."""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from catalog.cli.completing import partners, purposes, zones
from catalog.records.flow import FlowRequest
from catalog.records.release import Use
from catalog.services.opening import today
from catalog.services.requests import read_request

F = TypeVar("F", bound=Callable[..., Any])

LONGEST_NUMBER: Final = 15
"""Evidence with more digits is no number of people."""

_OPTIONS = (
    click.option("--purpose", required=True, metavar="PURPOSE", shell_complete=purposes, help="What for."),
    click.option("--on", metavar="DAY", help="The day of the flow (default: today in Los Angeles)."),
    click.option(
        "--as-known", metavar="DAY", help="Count only what was recorded by this day (default: today)."
    ),
    click.option(
        "--evidence", multiple=True, metavar="K=V", help="Evidence, as min_cell=12 or irb=approved."
    ),
    click.option(
        "--can-enforce",
        multiple=True,
        metavar="DUTY",
        help="A duty you can carry out; say each (default: all).",
    ),
    click.option("--under", metavar="AGREEMENT", help="Rely on this agreement, version or clause alone."),
)

TO = click.option(
    "--to",
    "recipient",
    required=True,
    metavar="PARTNER",
    shell_complete=partners,
    help="Who would receive it.",
)
ZONE = click.option(
    "--zone", required=True, metavar="ZONE", shell_complete=zones, help="Where it would rest."
)


def for_a_use(command: F) -> F:
    """Give a verb the options of a use, but for its recipient and zone."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def use_of(ctx: click.Context, said: Mapping[str, Any]) -> Use:
    """Return the use that the options describe; what is no use ends the verb with exit code 2."""
    return Use.of(request_of(ctx, said, zone=said["zone"]))


def request_of(
    ctx: click.Context, said: Mapping[str, Any], *, zone: str, form: str | None = None
) -> FlowRequest:
    """Return the request that the options describe, of no item; what is none is a usage error."""
    given = {
        "item": "-",
        "recipient": said["recipient"],
        "purpose": said["purpose"],
        "zone": zone,
        "form": form,
        "on": said["on"],
        "as_known": said["as_known"],
        "under": said["under"],
        "evidence": evidence_given(ctx, said["evidence"]),
        "can_enforce": list(said["can_enforce"]) or None,
    }
    request = read_request(given, today=today())
    if not isinstance(request, FlowRequest):
        raise click.UsageError(request, ctx)
    return request


def evidence_given(ctx: click.Context, pairs: tuple[str, ...]) -> dict[str, Any] | None:
    """Read evidence written as ``key=value``, each key once; a number of people becomes one."""
    given: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key or key in given:
            raise click.UsageError(f"--evidence {pair}: write each once, as min_cell=12 or irb=approved", ctx)
        given[key] = (
            int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else value
        )
    return given or None


def leave_no_core() -> None:
    """Keep the system from writing this process down where it crashes: it holds values and keys."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
