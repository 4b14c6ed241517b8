"""``p20w notify``: tell subscribers by e-mail what happened since they were told last."""

from __future__ import annotations

import click

from catalog.cli.options import shared, snapshot_of, wants_json
from catalog.cli.telling import told_object


@click.command("notify")
@shared
@click.pass_context
def command(ctx: click.Context, catalog: str | None, output: str | None) -> None:
    """Tell subscribers what happened: decisions, meetings announced or cancelled, proposals open for comment.

    For cron, every few minutes. Each piece of news is written to each subscriber once, and each letter
    is sent at most once, also where a run is killed: a letter that was under way then is not sent
    again, and is named here. Letters that no server took wait for the next run.

    \b
    */10 * * * *  p20w --catalog /srv/catalog notify
    """  # noqa: D301  # click reads the escape
    from catalog.config import settings
    from catalog.services.notifying import notify
    from catalog.services.office import open_office

    office = open_office(settings())
    done = notify(office, snapshot_of(ctx, catalog))
    posted = done.posted
    if wants_json(ctx, output):
        told_object(
            {
                "news": done.news,
                "letters": done.letters,
                "sent": posted.sent,
                "waiting": posted.waiting,
                "refused": posted.refused,
                "lost": list(posted.lost),
            }
        )
        return
    click.echo(f"{done.news} news, {done.letters} letters written, {posted.sent} sent")
    if posted.waiting:
        why = (
            "the mail server did not take them" if office.mail.host else "P20W_SMTP_HOST names no mail server"
        )
        click.echo(f"{posted.waiting} wait: {why}", err=True)
    if posted.refused:
        click.echo(f"{posted.refused} were refused for ever", err=True)
    for letter in posted.lost:
        click.echo(f"{letter} was under way when its sender was stopped; it may have arrived", err=True)
