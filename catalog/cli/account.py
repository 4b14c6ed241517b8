"""``p20w account``: invite people, list and close their accounts, verify the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from catalog.cli.options import shared, snapshot_of, wants_json
from catalog.cli.telling import told_line, told_object

if TYPE_CHECKING:
    from catalog.records.account import Account
    from catalog.services.forms import Faults
    from catalog.services.office import Office

ROLES: Final = ("partner", "member", "clerk", "admin")


@click.group("account")
def command() -> None:
    """Accounts of the web application: the first invitation, and what must work without signing in."""


@command.command("invite")
@shared
@click.argument("email", metavar="EMAIL")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="Give a role.")
@click.option("--partner", metavar="ID", help="The partner for whom a data steward speaks.")
@click.option("--body", metavar="ID", help="The body in which a member sits.")
@click.option("--seat", metavar="ID", help="The member's seat, as seat.04.")
@click.pass_context
def invite(ctx: click.Context, /, **said: Any) -> None:
    """Invite EMAIL to an account, and print the link, which can be used once.

    Whoever has the terminal of the server makes the first administrator with it. The link is printed
    and nowhere kept: pass it on yourself. Exit code 1 where roles do not go together.

    \b
    p20w account invite --role admin ada@example.org
    p20w account invite --role member --body c2c-gb --seat seat.04 ben@example.org
    """  # noqa: D301  # click reads the escape
    from catalog.services.accounts.inviting import invite as invite_somebody
    from catalog.services.accounts.recording import TERMINAL
    from catalog.services.accounts.seating import seated_of
    from catalog.services.forms import Faults

    snapshot = snapshot_of(ctx, said["catalog"])
    seated = seated_of(said["roles"], partner=said["partner"], body=said["body"], seat=said["seat"])
    made = invite_somebody(_office(), said["email"], seated=seated, snapshot=snapshot, by=TERMINAL)
    if isinstance(made, Faults):
        _leave(ctx, made)
    until = made.invitation.expires_at
    if wants_json(ctx, said["output"]):
        told_object({"email": made.invitation.email, "link": made.address, "until": until.isoformat()})
        return
    click.echo(made.address)
    click.echo(f"for {made.invitation.email}, once, until {until:%Y-%m-%d %H:%M} UTC", err=True)


@command.command("list")
@shared
@click.pass_context
def list_(ctx: click.Context, catalog: str | None, output: str | None) -> None:  # noqa: ARG001  # as every verb
    """List the accounts, and the invitations that can still be used."""
    from catalog.services.accounts.changing import accounts
    from catalog.services.accounts.inviting import standing_links

    office = _office()
    found, links = accounts(office), standing_links(office)
    if wants_json(ctx, output):
        told_object([_document(one) for one in found])
        return
    for one in found:
        closed = " (closed)" if one.closed else ""
        click.echo(f"{one.email}: {one.name}, {_roles(one)}{closed}")
    for link in links:
        click.echo(f"{link.email}: invited, until {link.expires_at:%Y-%m-%d %H:%M} UTC")


@command.command("close")
@shared
@click.argument("email", metavar="EMAIL")
@click.option("--reopen", is_flag=True, help="Open a closed account again.")
@click.pass_context
def close(ctx: click.Context, /, **said: Any) -> None:
    """Close the account of EMAIL: its sessions end, and nobody signs in with it.

    Exit code 1 where it is the last administrator's.
    """
    from catalog.services.accounts.changing import account_of_email, reopen
    from catalog.services.accounts.changing import close as close_account
    from catalog.services.accounts.recording import TERMINAL

    office = _office()
    account = account_of_email(office, said["email"])
    if said["reopen"]:
        reopen(office, account, by=TERMINAL)
    else:
        faults = close_account(office, account, by=TERMINAL)
        if faults:
            _leave(ctx, faults)
    click.echo(f"{account.email}: {'open' if said['reopen'] else 'closed'}")


@command.command("trail")
@shared
@click.option("--known", metavar="DIGEST", help="A digest noted down before, which must still be there.")
@click.pass_context
def trail(ctx: click.Context, catalog: str | None, output: str | None, known: str | None) -> None:  # noqa: ARG001  # as every verb
    """Verify the whole audit trail; exit code 1 where it was changed.

    Note the digest down somewhere else: only with it a later run can say that nothing was cut off.
    """
    from catalog.services.accounts.trail import verify_trail

    state = verify_trail(_office(), known=known)
    if wants_json(ctx, output):
        told_object(
            {"entries": state.entries, "head": state.head, "sound": state.sound, "broken_at": state.broken_at}
        )
    elif state.sound:
        click.echo(f"sound: {state.entries} entries, each bound to the one before it")
        told_line("digest", state.head)
    else:
        click.echo(f"broken at entry {state.broken_at}: the trail was changed, or its end was cut off")
    ctx.exit(0 if state.sound else 1)


def _office() -> Office:
    from catalog.config import settings
    from catalog.services.office import open_office

    return open_office(settings())


def _leave(ctx: click.Context, faults: Faults) -> NoReturn:
    """Say what is wrong, and leave with exit code 1."""
    for field, words in faults.at.items():
        click.echo(f"{field}: {words.words.format(**words.parts)}", err=True)
    if faults.whole is not None:
        click.echo(faults.whole.words.format(**faults.whole.parts), err=True)
    ctx.exit(1)


def _roles(account: Account) -> str:
    what = ", ".join(sorted(account.roles - {"public"}))
    place = account.partner or (f"{account.body} {account.seat}" if account.body else "")
    return f"{what} ({place})" if place else what


def _document(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "roles": sorted(account.roles - {"public"}),
        "partner": account.partner,
        "body": account.body,
        "seat": account.seat,
        "second_factor": account.second_factor,
        "closed": account.closed,
    }
