"""``p20w log``: the transparency log, its keys, checkpoints and proofs; each verb is imported when called."""

from __future__ import annotations

import importlib
from typing import Final

import click

VERBS: Final = {
    "show": "the log's size, its root, its checkpoints and who signed them",
    "verify": "verify the whole log, or one record by its proof",
    "prove": "write the proof that a record is in the log",
    "sign": "sign a checkpoint with the log's key (the clerk)",
    "cosign": "cosign a checkpoint with a witness's key (a partner)",
    "key": "make a private key, for the log or for a witness",
}


class LogVerbs(click.Group):
    """What can be done with the log."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, those for readers first."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"catalog.cli.logs.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group("log", cls=LogVerbs)
def command() -> None:
    """Read, verify and sign the transparency log: what was noticed and decided, and nothing taken back.

    A checkpoint counts with the log's signature and as many cosignatures as the policy
    (meetings/log/policy) asks for. Nobody signs alone.
    """
